//! Fill: snapshot in, plan shown, one confirmation, values into that very document, use recorded.

use crate::event::{Blob, BrowserProblem, Effect, ReplyId, Taken, Then, problem, problem_with};
use crate::gate;
use crate::open::blob_of;
use crate::session::{MAX_PLANS, StoredAsk, StoredFill, StoredPlan};
use crate::snapshot;
use crate::step::{App, origin_of, path_of};
use keyfob_forms::{Have, Why};
use keyfob_protocol::SecretText;
use keyfob_protocol::page::{FillOrder, FillReport, FillResult, FillValue};
use keyfob_protocol::ui::{FilledView, Problem, Reason, SkipView, UiResponse};
use keyfob_recipes::Form;
use keyfob_sorted::{SortedMap, SortedSet, sort_by_key};
use keyfob_vault::{Area, Random, RecordId, Summary, Use};

impl App {
    pub(crate) fn snapshot_taken(
        &mut self,
        then: Then,
        result: Result<Box<Taken>, BrowserProblem>,
        out: &mut Vec<Effect>,
    ) {
        let Then::Plan(reply, tab) = then else { return };
        let taken = match result {
            Ok(taken) => taken,
            Err(_) => {
                Self::refuse(reply, problem("no-access"), out);
                return;
            }
        };
        let Taken { document, snapshot } = *taken;
        let plan = self.make_plan(tab, &Taken { document, snapshot: snapshot::bounded(snapshot) });
        self.session.plans.retain(|other| other.tab != tab);
        if self.session.plans.len() >= MAX_PLANS {
            self.session.plans.remove(0);
        }
        let shown = Box::new(self.plan_view(&plan));
        self.session.plans.push(plan);
        self.changed = true;
        Self::respond(reply, UiResponse::Plan { plan: shown }, out);
    }

    fn make_plan(&mut self, tab: i32, taken: &Taken) -> StoredPlan {
        let snapshot = &taken.snapshot;
        let page = snapshot::page(snapshot.clone());
        let plan = keyfob_forms::plan(&page, &self.have());
        let origin = origin_of(&snapshot.url).unwrap_or_default();
        let called = |at: usize| page.controls.get(at).map_or("", |control| control.called()).to_owned();
        let asks = plan
            .asks
            .iter()
            .map(|ask| StoredAsk {
                kind: ask.kind.to_owned(),
                why: reason(&ask.why),
                wants: plan
                    .wants
                    .iter()
                    .filter(|(kind, _)| *kind == ask.kind)
                    .map(|(_, field)| (*field).to_owned())
                    .collect(),
                chosen: self.of_itself(ask.kind, &origin).map(|summary| summary.id.to_string()),
            })
            .collect();
        let fills = plan
            .fills
            .iter()
            .filter_map(|fill| {
                let control = snapshot.controls.get(fill.control)?;
                Some(StoredFill {
                    index: fill.control,
                    name: control.name.clone(),
                    id: control.id.clone(),
                    control: called(fill.control),
                    kind: fill.kind.to_owned(),
                    field: fill.field.to_owned(),
                    confidence: fill.confidence,
                    why: reason(&fill.why),
                    replaces: fill.replaces,
                })
            })
            .collect();
        let skipped = plan
            .skipped
            .iter()
            .filter(|skip| skip.relevant)
            .map(|skip| SkipView { control: called(skip.control), why: reason(&skip.why) })
            .collect();
        // That there is none of what is asked for is said beside the ask, with the way to get one.
        let told = plan.problem.as_ref().filter(|told| !matches!(told, keyfob_forms::Problem::NoCredential(_)));
        let told = told.map(|told| {
            let why = told.why();
            Problem { code: why.code.replace('_', "-"), args: why.args }
        });
        let unsafe_page = (!is_safe(&snapshot.url)).then(|| problem_with("unsafe-page", &[&origin]));
        // A form that no recipe knows, at a host named like the provider it asks for: a trap until proven otherwise.
        let host = gate::host_of(&origin).unwrap_or_default();
        let imitation = keyfob_recipes::imitated_by(host)
            .filter(|_| plan.plugin.is_none())
            .filter(|provider| plan.asks.iter().any(|ask| ask.kind.split('/').next() == Some(provider.slug)))
            .map(|_| problem_with("look-alike-host", &[host]));
        let callback = plan.plugin.map_or(String::new(), |form| callback_of(form, &origin, path_of(&snapshot.url)));
        StoredPlan {
            id: self.session.next_id("p"),
            callback,
            tab,
            document: taken.document.clone(),
            nonce: snapshot.nonce.clone(),
            origin,
            page: path_of(&snapshot.url).to_owned(),
            title: cut(&snapshot.title),
            plugin: plan.plugin.map_or(String::new(), |form| form.plugin.to_owned()),
            asks,
            fills,
            skipped,
            after: plan.after,
            problem: unsafe_page.or(imitation).or(told),
            filled: None,
        }
    }

    /// Which kinds and fields are at hand.
    fn have(&self) -> Have {
        let mut kinds: SortedMap<String, Vec<String>> = SortedMap::new();
        if let Some(vault) = self.opened_vault() {
            for summary in vault.summaries().filter(|summary| summary.trashed_at.is_none()) {
                let fields = kinds.or_default(summary.kind.clone());
                for hint in &summary.fields {
                    if !fields.contains(&hint.name) {
                        fields.push(hint.name.clone());
                    }
                }
            }
        }
        Have::Kinds(kinds.into_iter().collect())
    }

    /// Credentials of a kind, best first: made for this site, then the newest.
    pub(crate) fn fitting(&self, kind: &str, origin: &str) -> Vec<&Summary> {
        let Some(vault) = self.opened_vault() else { return Vec::new() };
        let mut fitting: Vec<&Summary> =
            vault.summaries().filter(|summary| summary.kind == kind && summary.trashed_at.is_none()).collect();
        sort_by_key(&mut fitting, |summary| {
            let here = summary.site.as_deref() == Some(origin);
            let going = summary.care.off.is_some() || self.is_succeeded(summary);
            (going, core::cmp::Reverse(here), core::cmp::Reverse(summary.created_at), summary.id)
        });
        fitting
    }

    /// The credential that is used unless the person chooses another: one that was kept for this very origin, was
    /// filled here before, or was kept for no site. One that belongs to another site, and be it a parent or a
    /// sub-domain of this one, is taken only by the person's own choice.
    fn of_itself(&self, kind: &str, origin: &str) -> Option<&Summary> {
        let vault = self.opened_vault()?;
        let used_here = |id: RecordId| vault.uses().any(|used| used.credential == id && used.site == origin);
        self.fitting(kind, origin).into_iter().find(|summary| {
            summary.site.as_deref().is_none_or(|site| site == origin)
                || used_here(summary.id)
                || self.succeeds_here(summary.id, origin)
        })
    }

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
                let value = credentials.get(&fill.kind)?.fields.get(&fill.field)?;
                Some(FillValue {
                    index: fill.index,
                    name: fill.name.clone(),
                    id: fill.id.clone(),
                    value: SecretText::new(value.expose().to_owned()),
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
        let results: Vec<&FillResult> =
            report.results.iter().filter(|result| told.insert(result.index)).take(plan.fills.len()).collect();
        let fill_at = |index: usize| plan.fills.iter().find(|fill| fill.index == index);
        let view = FilledView {
            filled: results
                .iter()
                .filter(|result| result.filled)
                .filter_map(|result| Some(fill_at(result.index)?.control.clone()))
                .collect(),
            refused: results
                .iter()
                .filter(|result| !result.filled)
                .filter_map(|result| {
                    let control = fill_at(result.index)?.control.clone();
                    Some(SkipView {
                        control,
                        why: Reason { code: format!("refused_{}", word(&result.why)), args: vec![] },
                    })
                })
                .collect(),
            after: plan.after.clone(),
        };
        let chosen = self.chosen(plan);
        let uses: Vec<Use> = results
            .iter()
            .filter(|result| result.filled)
            .filter_map(|result| {
                let fill = fill_at(result.index)?;
                Some(Use {
                    id: RecordId::random(rng),
                    credential: *chosen.get(&fill.kind)?,
                    site: plan.origin.clone(),
                    page: format!("{}{}", plan.origin, plan.page),
                    integration: (!plan.plugin.is_empty()).then(|| plan.plugin.clone()),
                    control: if fill.name.is_empty() { fill.id.clone() } else { fill.name.clone() },
                    field: fill.field.clone(),
                    at: self.now,
                })
            })
            .collect();
        self.session.plans[place].filled = Some(view.clone());
        self.changed = true;
        let vault = self.opened_vault().filter(|_| !uses.is_empty());
        let Some(vault) = vault else {
            Self::respond(reply, UiResponse::Filled { filled: view }, out);
            return;
        };
        let known: Vec<Use> = vault.uses().cloned().collect();
        let mut batch = vault.batch(self.now);
        let mut whole = true;
        for mut used in uses {
            // Filling the same control again moves the date of the use that is known.
            let same = |other: &&Use| {
                let of =
                    |used: &Use| (used.credential, used.page.clone(), used.integration.clone(), used.control.clone());
                of(other) == of(&used)
            };
            if let Some(other) = known.iter().find(same) {
                used.id = other.id;
            }
            whole &= batch.add_use(used).is_ok();
        }
        match batch.seal(rng) {
            Ok(mut staged) if whole => {
                let writes = staged.take_writes();
                self.staged = Some(staged);
                out.push(Effect::Store { writes, then: Then::Fill(reply, id) });
            }
            Ok(_) => Self::respond(reply, UiResponse::Filled { filled: view }, out),
            Err(error) => Self::refuse(reply, Self::told(&error), out),
        }
    }

    pub(crate) fn fill_recorded(&mut self, reply: ReplyId, id: &str, out: &mut Vec<Effect>) {
        let filled = self.session.plans.iter().find(|plan| plan.id == id).and_then(|plan| plan.filled.clone());
        Self::respond(reply, UiResponse::Filled { filled: filled.unwrap_or_default() }, out);
    }
}

/// Whether a secret may go into a page at this address: https, or this very computer.
fn is_safe(url: &str) -> bool {
    if url.starts_with("https://") {
        return true;
    }
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return false;
    }
    if authority == "[::1]" || authority.starts_with("[::1]:") {
        return true;
    }
    let host = authority.split(':').next().unwrap_or_default();
    host == "localhost" || host.ends_with(".localhost") || is_loopback(host)
}

fn is_loopback(host: &str) -> bool {
    let parts: Vec<&str> = host.split('.').collect();
    parts.len() == 4 && parts[0] == "127" && parts.iter().all(|part| part.parse::<u8>().is_ok())
}

pub(crate) fn reason(why: &Why) -> Reason {
    Reason { code: why.code.to_owned(), args: why.args.clone() }
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

fn cut(text: &str) -> String {
    text.chars().take(120).collect()
}

/// Where the provider sends back for a plugin whose settings page has this path: WordPress may live in a folder.
fn callback_of(form: &Form, origin: &str, page: &str) -> String {
    let folder = form.pages.iter().find_map(|known| page.strip_suffix(known.path));
    match folder {
        Some(folder) if !form.callback.is_empty() => format!("{origin}{folder}{}", form.callback),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_this_computer_are_safe() {
        for url in [
            "https://a.example/x",
            "http://127.0.0.1:8080/",
            "http://localhost/",
            "http://x.localhost:1/",
            "http://[::1]:9/",
        ] {
            assert!(is_safe(url), "{url}");
        }
        for url in [
            "http://a.example/",
            "http://127.0.0.1.evil.example/",
            "http://127.evil.example/",
            "http://localhost@evil.example/",
            "http://localhost.evil.example/",
            "file:///etc/passwd",
            "data:text/html,x",
            "",
        ] {
            assert!(!is_safe(url), "{url}");
        }
    }
}
