//! Which plan a surface shows when the background tells of another, and when what took its place may be confirmed: a
//! page can change in the very moment of a click.

use keyfob_protocol::ui::PlanView;

/// How long a plan that took the place of another must have been on the screen before it is confirmed, in milliseconds.
const SEEN: f64 = 600.0;

/// What becomes of the plan that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It stays: what was told is of another page, or it is filled and never exchanged.
    Other,
    /// It is brought up to date.
    Same,
    /// Another takes its place, since the page has changed.
    Another,
}

/// What a plan that the background tells of is to the one that is shown.
#[must_use]
pub fn told(shown: Option<&PlanView>, plan: &PlanView) -> Told {
    match shown {
        Some(shown) if shown.id == plan.id => Told::Same,
        Some(shown) if shown.task == plan.task && shown.filled.is_none() => Told::Another,
        _ => Told::Other,
    }
}

/// When a plan took the place of another. All times are milliseconds of one clock.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Exchanged(Option<f64>);

impl Exchanged {
    /// Another plan is shown from now on.
    pub fn at(&mut self, now: f64) {
        self.0 = Some(now);
    }

    /// Whether the plan has been shown for long enough to be what the person confirms. A clock that was set back holds
    /// nobody up.
    #[must_use]
    pub fn is_seen(&self, now: f64) -> bool {
        self.0.is_none_or(|at| !(0.0..SEEN).contains(&(now - at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyfob_protocol::ui::FilledView;

    fn plan(id: &str, task: &str) -> PlanView {
        PlanView {
            id: id.to_owned(),
            origin: String::new(),
            page: String::new(),
            plugin: String::new(),
            asks: Vec::new(),
            fills: Vec::new(),
            skipped: Vec::new(),
            constants: Vec::new(),
            after: String::new(),
            problem: None,
            filled: None,
            task: task.to_owned(),
            last: None,
        }
    }

    #[test]
    fn a_plan_that_took_the_place_of_another_is_confirmed_only_once_it_was_seen() {
        let mut exchanged = Exchanged::default();
        assert!(exchanged.is_seen(1_000.0), "the first plan was asked for");
        exchanged.at(1_000.0);
        assert!(!exchanged.is_seen(1_000.0), "a click that was meant for the one before");
        assert!(!exchanged.is_seen(1_599.0));
        assert!(exchanged.is_seen(1_600.0));
        exchanged.at(2_000.0);
        assert!(!exchanged.is_seen(2_100.0), "each exchange counts anew");
        assert!(exchanged.is_seen(1_900.0), "a clock that was set back");
    }

    #[test]
    fn only_a_plan_of_the_same_page_takes_the_place_of_one_that_is_not_filled() {
        let shown = plan("p1", "p1");
        assert_eq!(told(Some(&shown), &plan("p1", "p1")), Told::Same);
        assert_eq!(told(Some(&shown), &plan("p2", "p1")), Told::Another);
        assert_eq!(told(Some(&shown), &plan("p2", "p2")), Told::Other);
        assert_eq!(told(None, &plan("p1", "p1")), Told::Other);
        let filled = PlanView { filled: Some(FilledView::default()), ..shown };
        assert_eq!(told(Some(&filled), &plan("p1", "p1")), Told::Same);
        assert_eq!(told(Some(&filled), &plan("p2", "p1")), Told::Other);
    }
}
