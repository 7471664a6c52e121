//! What the person taught comes before what recipes and words say.

use super::{Desk, Fate};
use crate::{
    known::Known,
    learned,
    page::Control,
    plan::{Ask, Plan, Problem},
    why::{Arg, Why},
};

impl Desk<'_> {
    /// Fills a form as the person taught it, whole or not at all. What the guard settled stays as it is.
    pub(super) fn fill_learned(&mut self, taught: &learned::Reading) {
        self.learned.clone_from(&taught.name);
        for control in &taught.alone {
            self.skip(*control, Why::new("learned_alone"), false);
        }
        for group in &taught.groups {
            let Some((provider, kind)) = keyfob_recipes::kind(group.kind.id) else { continue };
            let closed = group.found.iter().find(|(control, _)| !matches!(self.fates.get(*control), Some(Fate::Open)));
            let closed = closed.map(|(control, _)| self.called(*control).to_owned());
            if let Some((control, _)) = group.found.first() {
                let why = Why::with("ask_learned", [Arg::Kind(kind.id)]);
                self.asks.push((*control, Ask { provider: provider.slug, kind: kind.id, why }));
            }
            for (control, field) in &group.found {
                if let Some(missing) = group.locked.as_ref().or(closed.as_ref()) {
                    self.skip(*control, Why::with("learned_partial", [missing.as_str()]), true);
                    continue;
                }
                let why =
                    Why::with("fill_learned", [self.called(*control).into(), Arg::Part(kind.id, (*field).to_owned())]);
                self.settle(*control, kind.id, field, 99, why);
            }
        }
    }

    /// A taught form is not what it was: nothing on the page is filled by any other way of reading it.
    pub(super) fn say_changed(mut self, form: String, field: &str) -> Plan {
        for index in 0..self.page.controls.len() {
            let clear = self.concept(index).is_some_and(|concept| concept.fillable() && !concept.ordinary());
            self.skip(index, Why::with("learned_changed", [form.as_str(), field]), clear);
        }
        let mut plan = self.finish(None);
        plan.problem = Some(Problem::LearnedChanged { form, field: field.to_owned() });
        plan
    }

    pub(super) fn called(&self, control: usize) -> &str {
        self.page.controls.get(control).map_or("", Control::called)
    }

    /// Whether the person taught something else about a control of a known form.
    pub(super) fn is_taught_otherwise(&self, known: &Known) -> bool {
        known.found.iter().any(|(control, field)| match self.fates.get(*control) {
            Some(Fate::Fill { kind, field: taught, .. }) => {
                self.learned.is_some() && (*kind != known.form.kind || *taught != field.field)
            }
            Some(Fate::Skip { why, .. }) => why.code == "learned_alone" && !field.field.is_empty(),
            _ => false,
        })
    }
}
