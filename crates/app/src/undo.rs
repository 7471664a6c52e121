//! Undo: what a form held before a fill comes back, where it was no secret, and what was recorded of the fill goes.

use crate::event::{BrowserProblem, Effect, ReplyId, Then, problem};
use crate::look::look_hosts;
use crate::session::{Done, StoredPlan};
use crate::step::App;
use keyfob_protocol::page::{FillReport, UndoOrder};
use keyfob_protocol::ui::{FilledView, Look, Outcome, Reason, SkipView};
use keyfob_sorted::SortedSet;
use keyfob_vault::{Random, RecordId, Use};

/// How long a fill can be undone, in milliseconds; `fill.js` remembers as long.
pub const UNDO_FOR: u64 = 600_000;

/// The words by which `fill.js` says why it did not put something back; each has its sentence in the message files.
pub const LEFT: [&str; 5] = ["changed", "choice", "gone", "secret", "overwritten"];

impl App {
    /// The fill of a plan, if it can be undone now.
    fn undoable(&self, plan: &str) -> Option<&Done> {
        self.session.done.iter().find(|done| {
            done.plan == plan
                && !done.closed
                && done.outcome != Outcome::Taken
                && self.now < done.at.saturating_add(UNDO_FOR)
                && done.controls.iter().any(|control| control.kept)
        })
    }

    /// What a plan's fill did, and what can be done about it now.
    pub(crate) fn filled_view(&self, plan: &StoredPlan) -> Option<FilledView> {
        let filled = plan.filled.clone()?;
        let done = self.session.done.iter().find(|done| done.plan == plan.id);
        Some(FilledView {
            undo: self.undoable(&plan.id).is_some(),
            outcome: done.map_or_else(Outcome::default, |done| done.outcome),
            words: done.map_or_else(String::new, |done| done.words.clone()),
            look: done.map_or_else(Look::default, |done| done.look),
            hosts: done.filter(|done| done.look == Look::Offered).and_then(look_hosts).into_iter().collect(),
            ..filled
        })
    }

    pub(crate) fn undo_fill(&mut self, reply: ReplyId, plan: &str, out: &mut Vec<Effect>) {
        let Some(done) = self.undoable(plan) else {
            Self::refuse(reply, problem("undo-over"), out);
            return;
        };
        out.push(Effect::Undo {
            tab: done.tab,
            document: done.document.clone(),
            order: UndoOrder { nonce: done.nonce.clone() },
            then: Then::Undo(reply, plan.to_owned()),
        });
    }

    pub(crate) fn fill_undone(
        &mut self,
        then: Then,
        result: Result<FillReport, BrowserProblem>,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let Then::Undo(reply, id) = then else { return };
        let Some(done) = self.session.done.iter_mut().find(|done| done.plan == id) else {
            Self::refuse(reply, problem("undo-over"), out);
            return;
        };
        // The page script undoes once.
        done.closed = true;
        done.undone = result.is_ok();
        let done = done.clone();
        self.changed = true;
        let report = match result {
            Ok(report) if report.refused.is_empty() => report,
            _ => {
                Self::refuse(reply, problem("undo-over"), out);
                return;
            }
        };
        let mut told = SortedSet::new();
        let (mut undone, mut left, mut over) = (Vec::new(), Vec::new(), Vec::new());
        for result in report.results.iter().filter(|result| told.insert(result.index)) {
            let Some(control) = done.controls.iter().find(|control| control.index == result.index) else { continue };
            if result.filled {
                undone.push(control.control.clone());
                over.push(control);
            } else {
                let why = Reason { code: format!("left_{}", word(&result.why)), args: Vec::new() };
                left.push(SkipView { control: control.control.clone(), why });
            }
        }
        if let Some(filled) =
            self.session.plans.iter_mut().find(|plan| plan.id == id).and_then(|plan| plan.filled.as_mut())
        {
            (filled.undone, filled.left) = (undone, left);
        }
        let Some(vault) = self.opened_vault().filter(|_| !over.is_empty()) else {
            self.fill_recorded(reply, &id, out);
            return;
        };
        let mut batch = vault.batch(self.now);
        for control in over {
            let used = control.used.parse::<RecordId>().ok();
            match (vault.uses().find(|known| Some(known.id) == used), control.before) {
                (Some(known), Some(at)) => {
                    // It was known before that fill, and stays known.
                    let _ = batch.add_use(Use { at, ..known.clone() });
                }
                (Some(known), None) => batch.remove_use(known.id),
                (None, _) => {}
            }
        }
        match batch.seal(rng) {
            Ok(mut staged) => {
                let writes = staged.take_writes();
                self.staged = Some(staged);
                out.push(Effect::Store { writes, then: Then::Undo(reply, id) });
            }
            Err(error) => Self::refuse(reply, Self::told(&error), out),
        }
    }
}

/// A page script's word, if it is one of those that have a sentence.
fn word(text: &str) -> &'static str {
    LEFT.into_iter().find(|word| *word == text).unwrap_or("changed")
}
