//! Following the form of a plan: while the plan is shown, a page that changes is read again; once it is filled, what the
//! form makes of it is seen and noted.

use crate::event::{Effect, Sender, Taken, Then};
use crate::session::{Done, StoredPlan, Watch};
use crate::step::{App, origin_of, path_of};
use crate::taken::{Verdict, judge};
use keyfob_protocol::page::Order;
use keyfob_protocol::ui::{LastView, Outcome};
use keyfob_vault::{Outcome as Noted, Random, RecordId, Use};

/// How long a form is watched after it was read, in milliseconds; `watch.js` watches as long.
const SHOWN_FOR: u64 = 120_000;
/// The same once it is filled.
const WATCH_FOR: u64 = 600_000;
/// How long after a fill a page that is read again still tells what became of it, in milliseconds.
const LOOK_FOR: u64 = 86_400_000;

impl App {
    /// Has the document of a plan watched.
    pub(crate) fn watch(&mut self, plan: &StoredPlan, out: &mut Vec<Effect>) {
        self.session.watches.retain(|watch| watch.tab != plan.tab);
        self.session.watches.push(Watch {
            plan: plan.id.clone(),
            tab: plan.tab,
            document: plan.document.clone(),
            nonce: plan.nonce.clone(),
            origin: plan.origin.clone(),
            until: self.now.saturating_add(SHOWN_FOR),
        });
        out.push(Effect::Watch { tab: plan.tab, document: plan.document.clone() });
    }

    /// The form that is watched for this plan is filled now: what it makes of it is waited for.
    pub(crate) fn watch_on(&mut self, plan: &str) {
        let until = self.now.saturating_add(WATCH_FOR);
        for watch in self.session.watches.iter_mut().filter(|watch| watch.plan == plan) {
            watch.until = until;
        }
    }

    /// The form of a plan is not what it was.
    pub(crate) fn form_changed(&self, sender: &Sender, nonce: &str, out: &mut Vec<Effect>) -> Option<Order> {
        let watches = &self.session.watches;
        let watch = crate::gate::watch_of(sender, &self.surroundings.id, watches)
            .filter(|watch| watch.nonce == nonce && !nonce.is_empty() && self.now < watch.until)?;
        let shown = self.session.plans.iter().any(|plan| plan.id == watch.plan && plan.filled.is_none());
        let then = if shown {
            Then::Replan(watch.tab, watch.plan.clone())
        } else {
            self.open_fill(|done| done.plan == watch.plan)?;
            Then::Look(watch.plan.clone(), false)
        };
        out.push(Effect::Snapshot { tab: watch.tab, then });
        Some(Order::Begin { nonce: nonce.to_owned() })
    }

    /// A page was loaded: it may be the answer to a form that was filled and sent.
    pub(crate) fn tab_loaded(&self, tab: i32, out: &mut Vec<Effect>) {
        let lately = |done: &Done| done.tab == tab && self.now < done.at.saturating_add(WATCH_FOR);
        if let Some(done) = self.open_fill(lately) {
            out.push(Effect::Snapshot { tab, then: Then::Look(done.plan.clone(), true) });
        }
    }

    /// The last fill of which it is not known what became of it.
    fn open_fill(&self, which: impl Fn(&Done) -> bool) -> Option<&Done> {
        let open = |done: &&Done| done.outcome == Outcome::Unknown && !done.undone && !done.controls.is_empty();
        self.session.done.iter().rev().filter(open).find(|done| which(done))
    }

    /// The page has changed while its plan is shown: another plan takes its place, unless it says the same.
    pub(crate) fn plan_anew(&mut self, tab: i32, old: &str, taken: &Taken, out: &mut Vec<Effect>) {
        let Some(old) = self.session.plans.iter().find(|plan| plan.id == old && plan.filled.is_none()).cloned() else {
            return;
        };
        let mut plan = self.make_plan(tab, taken);
        plan.task.clone_from(&old.task);
        for ask in &mut plan.asks {
            // What the person chose stays chosen.
            if let Some(before) = old.asks.iter().find(|before| before.kind == ask.kind && before.chosen.is_some()) {
                ask.chosen.clone_from(&before.chosen);
            }
        }
        if says_the_same(&plan, &old) {
            plan.id = old.id;
        }
        self.show(plan, out);
    }

    /// The page was read for another reason: it may tell what became of an earlier fill.
    pub(crate) fn look_again(&mut self, taken: &Taken, rng: &mut dyn Random, out: &mut Vec<Effect>) {
        let origin = origin_of(&taken.snapshot.url).unwrap_or_default();
        let page = (origin.as_str(), path_of(&taken.snapshot.url), taken.snapshot.screen.as_str());
        let here = |done: &Done| page_of(done) == page && self.now < done.at.saturating_add(LOOK_FOR);
        let Some(done) = self.open_fill(here) else { return };
        let plan = done.plan.clone();
        self.looked(&plan, true, taken, rng, out);
    }

    /// Judges what a form made of a fill, and notes it.
    pub(crate) fn looked(
        &mut self,
        plan: &str,
        reloaded: bool,
        taken: &Taken,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        // Another site, or nowhere to note it: it stays open.
        let here = |done: &Done| done.plan == plan && Some(&done.origin) == origin_of(&taken.snapshot.url).as_ref();
        let Some(done) = self.open_fill(here).filter(|_| self.opened_vault().is_some()) else { return };
        // An address can change without the page being loaded anew; the fill itself still stands in it then. Without an id
        // of the document it counts as the same, which proves less.
        let reloaded = reloaded && taken.document != done.document;
        // Another page of the site may have other things to say.
        let page = (done.origin.as_str(), path_of(&taken.snapshot.url), taken.snapshot.screen.as_str());
        if page_of(done) != page {
            return;
        }
        let (outcome, words) = match judge(done, &taken.snapshot, reloaded) {
            Verdict::Taken => (Outcome::Taken, String::new()),
            Verdict::Refused(words) => (Outcome::Refused, words),
            Verdict::Unknown => (Outcome::Unknown, String::new()),
        };
        let used: Vec<RecordId> = done.controls.iter().filter_map(|control| control.used.parse().ok()).collect();
        for done in self.session.done.iter_mut().filter(|done| done.plan == plan) {
            (done.outcome, done.words) = (outcome, words.clone());
            self.changed |= reloaded && !done.closed || outcome != Outcome::Unknown;
            done.closed |= reloaded;
        }
        if outcome == Outcome::Unknown {
            return;
        }
        let Some(vault) = self.opened_vault() else { return };
        let noted = Noted { at: self.now, taken: outcome == Outcome::Taken };
        let mut batch = vault.batch(self.now);
        for known in vault.uses().filter(|known| used.contains(&known.id)) {
            // A credential that is gone has no uses.
            let _ = batch.add_use(Use { outcome: Some(noted), ..known.clone() });
        }
        if let Ok(mut staged) = batch.seal(rng) {
            let writes = staged.take_writes();
            self.staged = Some(staged);
            out.push(Effect::Store { writes, then: Then::Looked });
        }
    }

    /// What was filled on a plan's page before, and what became of it.
    pub(crate) fn last_fill(&self, plan: &StoredPlan) -> Option<LastView> {
        let page = (plan.origin.as_str(), plan.page.as_str(), plan.screen.as_str());
        let here = |done: &&Done| page_of(done) == page && done.plan != plan.id && !done.undone;
        let done = self.session.done.iter().rev().find(here)?;
        Some(LastView { at: done.at, outcome: done.outcome, words: done.words.clone() })
    }
}

/// Which page was filled. Every plugin's page in WordPress has the same path: its own name tells them apart.
fn page_of(done: &Done) -> (&str, &str, &str) {
    (&done.origin, &done.page, &done.screen)
}

/// Whether a person would see the same plan.
fn says_the_same(one: &StoredPlan, other: &StoredPlan) -> bool {
    let fills = |plan: &StoredPlan| {
        let fill = |fill: &crate::session::StoredFill| {
            (
                fill.name.clone(),
                fill.id.clone(),
                fill.control.clone(),
                fill.kind.clone(),
                fill.field.clone(),
                fill.replaces,
            )
        };
        plan.fills.iter().map(fill).collect::<Vec<_>>()
    };
    let asks =
        |plan: &StoredPlan| plan.asks.iter().map(|ask| (ask.kind.clone(), ask.wants.clone())).collect::<Vec<_>>();
    (&one.origin, &one.page, &one.plugin, &one.skipped, &one.problem)
        == (&other.origin, &other.page, &other.plugin, &other.skipped, &other.problem)
        && asks(one) == asks(other)
        && fills(one) == fills(other)
}
