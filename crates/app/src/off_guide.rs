//! The way to switch a credential off on its provider's pages, step by step. Nothing is captured there and values stay
//! covered; in a list, a ring lies only around what surely belongs to this very credential.

use crate::event::{Effect, ReplyId, Then, problem};
use crate::gate;
use crate::guide::{Purpose, card, owned, page_of};
use crate::session::{Job, Task};
use crate::step::App;
use keyfob_protocol::page::{Card, Order, Report};
use keyfob_protocol::ui::Stage;
use keyfob_recipes::guide::{Page, locate_off, targets};
use keyfob_recipes::{Action, Kind, Provider, Step, fold};
use keyfob_vault::{Random, Summary};

impl App {
    pub(crate) fn start_off_guide(
        &mut self,
        reply: ReplyId,
        credential: &str,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let Some(summary) = self.summary_of(credential) else {
            Self::refuse(reply, problem("not-found"), out);
            return;
        };
        let Some((provider, kind)) = keyfob_recipes::kind(&summary.kind).filter(|(_, kind)| has_way(kind)) else {
            Self::refuse(reply, problem("off-by-hand"), out);
            return;
        };
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        let (client, site, integration) = (text(&summary.client), text(&summary.site), text(&summary.integration));
        let (record, label) = (summary.id.to_string(), summary.label.clone());
        let job = Purpose { client, site, integration }.job(kind, label, rng);
        self.session.pending = None;
        self.begin_job(reply, Job { record, off: true, ..job }, owned(provider.hosts), Then::GuideGrant, out);
    }

    /// What is on the page now, and so what to show there.
    pub(crate) fn report_off(&mut self, task: &Task, path: &str, report: &Report) -> Order {
        let Some((provider, kind)) = self.guiding() else { return Order::End };
        let host = gate::host_of(&task.origin).unwrap_or_default();
        let page = page_of(report, host, path, (&[], &[]));
        let located = locate_off(kind, &page);
        let step = located.step.and_then(|at| kind.off.get(at));
        let record = self.session.job.as_ref().map_or_else(String::new, |job| job.record.clone());
        let names = self.summary_of(&record).map_or_else(Vec::new, names_of);
        let ring = step.and_then(|step| own_target(step, &page, report, &names, located.target?));
        let language = self.surroundings.language.clone();
        let Some(job) = self.session.job.as_mut() else { return Order::End };
        let told = (!located.known).then(|| problem("layout-unknown"));
        if (job.at, &job.problem) != (located.step, &told) {
            (job.at, job.problem) = (located.step, told);
            self.changed = true;
        }
        if let Some(task) = self.session.tasks.iter_mut().find(|other| other.nonce == task.nonce) {
            task.revision = report.revision;
            (task.label_field, task.make_fields) = (None, Vec::new());
        }
        let card = card(provider, kind, kind.off, located.step, &language);
        let cover = crate::capture::concealed(report, host);
        let card = Card { ring, revision: report.revision, cover, ..card };
        Order::Show { nonce: task.nonce.clone(), card }
    }

    /// What the guide was for is off: by the person's word, by a request, or noted on another device.
    pub(crate) fn end_off_guide(&mut self, out: &mut Vec<Effect>) {
        let Some(job) = self.session.job.as_ref().filter(|job| job.off && job.stage != Stage::Done) else { return };
        if self.summary_of(&job.record).is_none_or(|summary| summary.care.off.is_none()) {
            return;
        }
        if let Some(job) = self.session.job.as_mut() {
            (job.stage, job.problem) = (Stage::Done, None);
        }
        self.end_tasks(out);
    }
}

/// Whether the recipe knows the way.
pub(crate) fn has_way(kind: &Kind) -> bool {
    !kind.off.is_empty() && !kind.start.is_empty()
}

/// What has to be granted to be led; empty where nobody knows the way.
pub(crate) fn way_hosts(provider: &Provider, kind: &Kind) -> Vec<String> {
    if has_way(kind) { owned(provider.hosts) } else { Vec::new() }
}

/// What a portal's list names the credential by: its label, and fields that are no secret.
fn names_of(summary: &Summary) -> Vec<String> {
    let fields = summary.fields.iter().filter_map(|hint| hint.public.as_ref());
    fields.chain([&summary.label]).map(|name| fold(name)).filter(|name| !name.is_empty()).collect()
}

/// What to ring: what the guide found, or the one of its likes whose row names this credential.
fn own_target(step: &Step, page: &Page<'_>, report: &Report, names: &[String], found: usize) -> Option<usize> {
    let row = |at: usize| report.landmarks.get(at).map_or("", |mark| mark.row.as_str());
    let dialog = |at: usize| report.landmarks.get(at).is_some_and(|mark| mark.dialog);
    let mut likes = targets(step, page);
    if !row(found).is_empty() {
        likes.retain(|at| row(*at).lines().any(|line| names.contains(&fold(line))));
    } else if step.action == Action::Click {
        // A list that is no table: nothing tells whose each button is.
        likes.retain(|at| row(*at).is_empty() && dialog(*at) == dialog(found));
    } else {
        return Some(found);
    }
    // Several that could be meant: the person has to look.
    if let [only] = likes.as_slice() { Some(*only) } else { None }
}
