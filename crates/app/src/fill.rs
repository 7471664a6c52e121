//! Fill: one confirmation of the plan as shown, values into that very document, use recorded.

use crate::copies::part_of;
use crate::event::{Blob, BrowserProblem, Effect, ReplyId, Then, problem};
use crate::open::blob_of;
use crate::session::{Done, DoneControl, MAX_DONE, StoredFill, StoredPlan};
use crate::step::App;
use keyfob_protocol::page::{FillOrder, FillReport, FillResult, FillValue};
use keyfob_protocol::ui::{FilledView, Problem, Reason, SkipView, UiResponse};
use keyfob_sorted::{SortedMap, SortedSet};
use keyfob_vault::{Area, Random, RecordId, Use};

impl App {
    pub(crate) fn choose(&mut self, reply: ReplyId, plan: &str, kind: &str, credential: &str, out: &mut Vec<Effect>) {
        let fits = credential
            .parse::<RecordId>()
            .ok()
            .and_then(|id| self.opened_vault()?.summary(id).filter(|summary| summary.kind == kind));
        let chosen = fits.map(|summary| summary.id.to_string());
        let ask = self
            .session
            .plans
            .iter_mut()
            .find(|other| other.id == plan)
            .and_then(|plan| plan.asks.iter_mut().find(|ask| ask.kind == kind));
        match (ask, chosen) {
            (Some(ask), Some(chosen)) => {
                ask.chosen = Some(chosen);
                self.changed = true;
                Self::done(reply, out);
            }
            _ => Self::refuse(reply, problem("not-found"), out),
        }
    }

    pub(crate) fn confirm_fill(&mut self, reply: ReplyId, plan: &str, out: &mut Vec<Effect>) {
        let Some(plan) = self.session.plans.iter().find(|other| other.id == plan) else {
            Self::refuse(reply, problem("page-changed"), out);
            return;
        };
        if let Some(problem) = &plan.problem {
            Self::refuse(reply, problem.clone(), out);
            return;
        }
        let keys: SortedSet<String> = self
            .chosen(plan)
            .into_values()
            .filter_map(|id| {
                let vault = self.opened_vault()?;
                vault.summary(id).filter(|summary| summary.trashed_at.is_none())?;
                vault.record_key(id)
            })
            .collect();
        if keys.is_empty() {
            Self::refuse(reply, problem("nothing-to-fill"), out);
            return;
        }
        let keys = keys.into_iter().map(|key| (Area::Records, key)).collect();
        out.push(Effect::Load { keys, then: Then::Fill(reply, plan.id.clone()) });
    }

    /// Kind to credential, as chosen in the plan.
    fn chosen(&self, plan: &StoredPlan) -> SortedMap<String, RecordId> {
        plan.asks.iter().filter_map(|ask| Some((ask.kind.clone(), ask.chosen.as_ref()?.parse().ok()?))).collect()
    }

    pub(crate) fn fill_loaded(&mut self, reply: ReplyId, id: &str, blobs: &[Blob], out: &mut Vec<Effect>) {
        match self.order_for(id, blobs) {
            Ok((tab, document, order)) => {
                let then = Then::Fill(reply, id.to_owned());
                out.push(Effect::Fill { tab, document, order: Box::new(order), then });
            }
            Err(problem) => Self::refuse(reply, problem, out),
        }
    }

    fn order_for(&self, id: &str, blobs: &[Blob]) -> Result<(i32, String, FillOrder), Problem> {
        let plan = self.session.plans.iter().find(|plan| plan.id == id).ok_or_else(|| problem("page-changed"))?;
        let vault = self.opened_vault().ok_or_else(|| problem("locked"))?;
        let mut credentials = SortedMap::new();
        for (kind, record) in self.chosen(plan) {
            let Some(key) = vault.record_key(record) else { continue };
            let credential = vault.read_stored(record, blob_of(blobs, &key)).map_err(|error| Self::told(&error))?;
            credentials.insert(kind, credential);
        }
        let values: Vec<FillValue> = plan
            .fills
            .iter()
            .filter_map(|fill| {
                let credential = credentials.get(&fill.kind)?;
                Some(FillValue {
                    index: fill.index,
                    name: fill.name.clone(),
                    id: fill.id.clone(),
                    value: part_of(credential, &fill.field)?,
                    open: is_open(&fill.kind, &fill.field),
                })
            })
            .collect();
        if values.is_empty() {
            return Err(problem("nothing-to-fill"));
        }
        Ok((plan.tab, plan.document.clone(), FillOrder { nonce: plan.nonce.clone(), values }))
    }

    pub(crate) fn filled(
        &mut self,
        then: Then,
        result: Result<FillReport, BrowserProblem>,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let Then::Fill(reply, id) = then else { return };
        let report = match result {
            Ok(report) if report.refused.is_empty() => report,
            Ok(_) | Err(BrowserProblem::Gone) => {
                self.session.plans.retain(|plan| plan.id != id);
                self.changed = true;
                Self::refuse(reply, problem("page-changed"), out);
                return;
            }
            // The plan stays: the page may be brought to the front again.
            Err(BrowserProblem::Behind) => {
                Self::refuse(reply, problem("tab-behind"), out);
                return;
            }
            Err(_) => {
                Self::refuse(reply, problem("no-access"), out);
                return;
            }
        };
        let Some(place) = self.session.plans.iter().position(|plan| plan.id == id) else {
            Self::refuse(reply, problem("page-changed"), out);
            return;
        };
        let plan = &self.session.plans[place];
        // A renderer that lies says at most one thing of each planned control.
        let mut told = SortedSet::new();
        let results: Vec<(&FillResult, &StoredFill)> = report
            .results
            .iter()
            .filter(|result| told.insert(result.index))
            .filter_map(|result| Some((result, plan.fills.iter().find(|fill| fill.index == result.index)?)))
            .collect();
        let view = FilledView {
            filled: results.iter().filter(|(result, _)| result.filled).map(|(_, fill)| fill.control.clone()).collect(),
            refused: results
                .iter()
                .filter(|(result, _)| !result.filled)
                .map(|(result, fill)| SkipView {
                    control: fill.control.clone(),
                    why: Reason { code: format!("refused_{}", word(&result.why)), args: vec![] },
                })
                .collect(),
            after: plan.after.clone(),
            ..FilledView::default()
        };
        let (uses, done) = self.uses_of(plan, &results, rng);
        self.session.plans[place].filled = Some(view.clone());
        self.watch_on(&id);
        self.changed = true;
        let vault = self.opened_vault().filter(|_| !uses.is_empty());
        let Some(vault) = vault else {
            Self::respond(reply, UiResponse::Filled { filled: view }, out);
            return;
        };
        let mut batch = vault.batch(self.now);
        let whole = uses.into_iter().fold(true, |whole, used| whole & batch.add_use(used).is_ok());
        let sealed = batch.seal(rng);
        // What is in the page can be undone, whether or not it could be written down.
        if self.session.done.len() >= MAX_DONE {
            self.session.done.remove(0);
        }
        self.session.done.push(done);
        match sealed {
            Ok(mut staged) if whole => {
                let writes = staged.take_writes();
                self.staged = Some(staged);
                out.push(Effect::Store { writes, then: Then::Fill(reply, id) });
            }
            Ok(_) => self.fill_noted(reply, id, out),
            Err(error) => Self::refuse(reply, Self::told(&error), out),
        }
    }

    /// What is recorded of the controls that hold their value now, and what is remembered of them.
    fn uses_of(
        &self,
        plan: &StoredPlan,
        results: &[(&FillResult, &StoredFill)],
        rng: &mut dyn Random,
    ) -> (Vec<Use>, Done) {
        let mut done = Done {
            plan: plan.id.clone(),
            tab: plan.tab,
            document: plan.document.clone(),
            nonce: plan.nonce.clone(),
            origin: plan.origin.clone(),
            page: plan.page.clone(),
            screen: plan.screen.clone(),
            notices: plan.notices.clone(),
            at: self.now,
            look: self.look_at(plan),
            ..Done::default()
        };
        let chosen = self.chosen(plan);
        let mut uses = Vec::new();
        for (result, fill) in results.iter().filter(|(result, _)| result.filled) {
            let Some(credential) = chosen.get(&fill.kind) else { continue };
            let mut used = Use {
                id: RecordId::random(rng),
                credential: *credential,
                site: plan.origin.clone(),
                page: format!("{}{}", plan.origin, plan.page),
                integration: (!plan.plugin.is_empty()).then(|| plan.plugin.clone()),
                control: if fill.name.is_empty() { fill.id.clone() } else { fill.name.clone() },
                field: fill.field.clone(),
                at: self.now,
                outcome: None,
            };
            // Filling the same control again moves the date of the use that is known.
            let of = |used: &Use| (used.credential, used.page.clone(), used.integration.clone(), used.control.clone());
            let known = self.opened_vault().and_then(|vault| vault.uses().find(|other| of(other) == of(&used)));
            if let Some(known) = known {
                used.id = known.id;
            }
            done.controls.push(DoneControl {
                index: fill.index,
                name: fill.name.clone(),
                id: fill.id.clone(),
                control: fill.control.clone(),
                state: fill.state.clone(),
                was: fill.length,
                length: self.length_of(*credential, &fill.field),
                kept: result.kept,
                used: used.id.to_string(),
                before: known.map(|known| known.at),
            });
            uses.push(used);
        }
        (uses, done)
    }

    /// How long a credential's value is.
    fn length_of(&self, credential: RecordId, field: &str) -> usize {
        self.opened_vault().and_then(|vault| vault.summary(credential)?.field(field)).map_or(0, |hint| hint.length)
    }

    pub(crate) fn fill_recorded(&mut self, reply: ReplyId, id: &str, out: &mut Vec<Effect>) {
        let plan = self.session.plans.iter().find(|plan| plan.id == id);
        let filled = plan.and_then(|plan| self.filled_view(plan)).unwrap_or_default();
        Self::respond(reply, UiResponse::Filled { filled }, out);
    }
}

/// The words by which `fill.js` says why it left a control alone; each has its sentence in the message files.
pub const REFUSALS: [&str; 11] = [
    "gone",
    "changed",
    "covered",
    "hidden",
    "transparent",
    "tiny",
    "offscreen",
    "disabled",
    "readonly",
    "unfocused",
    "overwritten",
];

/// A page script's word, if it is one of those that have a sentence.
fn word(text: &str) -> &'static str {
    REFUSALS.into_iter().find(|word| *word == text).unwrap_or("changed")
}

/// Whether a field is no secret.
fn is_open(kind: &str, field: &str) -> bool {
    keyfob_recipes::kind(kind)
        .and_then(|(_, kind)| kind.parts().find(|known| known.name == field))
        .is_some_and(|field| !field.secret)
}
