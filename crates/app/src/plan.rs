//! Planning: a snapshot in, what goes where and why out, and which credentials would do.

use crate::event::{BrowserProblem, Effect, Taken, Then, problem, problem_with};
use crate::session::{MAX_PLANS, StoredAsk, StoredConstants, StoredFill, StoredPlan};
use crate::snapshot;
use crate::step::{App, origin_of, path_of};
use keyfob_forms::{Constant, Have, Why};
use keyfob_protocol::ui::{CopyName, Problem, Reason, SkipView, UiResponse};
use keyfob_recipes::Form;
use keyfob_sorted::{SortedMap, sort_by_key};
use keyfob_vault::{Random, RecordId, Summary};

impl App {
    pub(crate) fn snapshot_taken(
        &mut self,
        then: Then,
        result: Result<Box<Taken>, BrowserProblem>,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let taken = result.map(|taken| Taken { snapshot: snapshot::bounded(taken.snapshot), ..*taken });
        match (then, taken) {
            (Then::Plan(reply, tab), Ok(taken)) => {
                let mut plan = self.make_plan(tab, &taken);
                plan.task.clone_from(&plan.id);
                // Nobody waits for the rest to be answered.
                let mut after = Vec::new();
                self.show(plan, &mut after);
                self.look_again(&taken, rng, &mut after);
                if let Some(plan) = self.session.plans.last().map(|plan| Box::new(self.plan_view(plan))) {
                    Self::respond(reply, UiResponse::Plan { plan }, out);
                }
                out.append(&mut after);
            }
            (Then::Plan(reply, _), Err(_)) => Self::refuse(reply, problem("no-access"), out),
            (Then::Replan(tab, old), Ok(taken)) => self.plan_anew(tab, &old, &taken, out),
            (Then::Look(plan, reloaded), Ok(taken)) => self.looked(&plan, reloaded, &taken, rng, out),
            _ => {}
        }
    }

    /// Takes the place of the tab's plan, and follows the page from now on.
    pub(crate) fn show(&mut self, plan: StoredPlan, out: &mut Vec<Effect>) {
        self.session.plans.retain(|other| other.tab != plan.tab);
        if self.session.plans.len() >= MAX_PLANS {
            self.session.plans.remove(0);
        }
        self.watch(&plan, out);
        self.session.plans.push(plan);
        self.changed = true;
    }

    pub(crate) fn make_plan(&mut self, tab: i32, taken: &Taken) -> StoredPlan {
        let snapshot = &taken.snapshot;
        let page = snapshot::page(snapshot.clone());
        let plan = keyfob_forms::plan(&page, &self.have(), &self.learned());
        let origin = origin_of(&snapshot.url).unwrap_or_default();
        let language = self.language();
        let called = |at: usize| page.controls.get(at).map_or("", |control| control.called()).to_owned();
        let asks = plan
            .asks
            .iter()
            .map(|ask| StoredAsk {
                kind: ask.kind.to_owned(),
                why: reason(&ask.why, language),
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
                    why: reason(&fill.why, language),
                    replaces: fill.replaces,
                    state: control.state.clone(),
                    length: control.length,
                })
            })
            .collect();
        let skipped = plan
            .skipped
            .iter()
            .filter(|skip| skip.relevant)
            .map(|skip| SkipView { control: called(skip.control), why: reason(&skip.why, language) })
            .collect();
        // That there is none of what is asked for is said beside the ask, with the way to get one.
        let told = plan.problem.as_ref().filter(|told| !matches!(told, keyfob_forms::Problem::NoCredential(_)));
        let told = told.map(|told| {
            let why = told.why();
            Problem { code: why.code.replace('_', "-"), args: worded(&why, self.language()) }
        });
        let unsafe_page = (!is_safe(&snapshot.url)).then(|| problem_with("unsafe-page", &[&origin]));
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
            screen: snapshot.screen.clone(),
            notices: snapshot.notices.iter().map(|notice| notice.text.clone()).collect(),
            task: String::new(),
            plugin: plan.plugin.map_or(plan.learned.unwrap_or_default(), |form| form.plugin.to_owned()),
            asks,
            fills,
            skipped,
            constants: constants(&plan.constants),
            after: plan.after,
            problem: unsafe_page.or(told),
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
        let mut kinds: Vec<(String, Vec<String>)> = kinds.into_iter().collect();
        for (id, fields) in &mut kinds {
            let made = keyfob_recipes::kind(id).map_or(&[][..], |(_, kind)| kind.made);
            let whole = |made: &&keyfob_recipes::Made| made.needs().all(|need| fields.iter().any(|name| name == need));
            let names: Vec<String> = made.iter().filter(whole).map(|made| made.field.name.to_owned()).collect();
            fields.extend(names);
        }
        Have::Kinds(kinds)
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
    pub(crate) fn of_itself(&self, kind: &str, origin: &str) -> Option<&Summary> {
        let vault = self.opened_vault()?;
        let used_here = |id: RecordId| vault.uses().any(|used| used.credential == id && used.site == origin);
        self.fitting(kind, origin).into_iter().find(|summary| {
            summary.site.as_deref().is_none_or(|site| site == origin)
                || used_here(summary.id)
                || self.succeeds_here(summary.id, origin)
        })
    }
}

/// The constants of each kind, in the order of the page.
fn constants(all: &[Constant]) -> Vec<StoredConstants> {
    let mut kinds: Vec<StoredConstants> = Vec::new();
    for one in all {
        let copy = CopyName { field: one.field.to_owned(), name: one.name.clone() };
        match kinds.iter_mut().find(|known| known.kind == one.kind) {
            Some(known) if known.names.iter().any(|name| name.name == one.name) => {}
            Some(known) => known.names.push(copy),
            None => kinds.push(StoredConstants { kind: one.kind.to_owned(), names: vec![copy] }),
        }
    }
    kinds
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

pub(crate) fn reason(why: &Why, language: &str) -> Reason {
    Reason { code: why.code.to_owned(), args: worded(why, language) }
}

fn worded(why: &Why, language: &str) -> Vec<String> {
    why.args.iter().map(|arg| arg.words(language)).collect()
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
