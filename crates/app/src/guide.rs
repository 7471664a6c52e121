//! Guiding a person through a portal: from the chosen kind to the page where its value is shown.

use crate::capture::Here;
use crate::event::{Effect, ReplyId, Sender, problem};
use crate::open::to_hex;
use crate::session::{Job, Task};
use crate::step::App;
use crate::{Then, gate};
use keyfob_protocol::page::{Card, Order, Report};
use keyfob_protocol::ui::Stage;
use keyfob_recipes::guide::{Located, Mark, Page, account_at, locate, targets};
use keyfob_recipes::{Action, Kind, Provider, Role, Step, Text};
use keyfob_vault::{Random, RecordId};

/// Who and what a credential is for, as far as the person said.
#[derive(Debug, Clone, Default)]
pub(crate) struct Purpose {
    /// The client.
    pub client: String,
    /// Exact origin of the site.
    pub site: String,
    /// The plugin or form.
    pub integration: String,
}

impl Purpose {
    /// "Client, site, plugin": what tells this key from others a year later.
    pub fn label(&self, kind: &Kind, language: &str) -> String {
        let site = self.site.split_once("://").map_or(self.site.as_str(), |(_, host)| host);
        let parts: Vec<&str> = [self.client.as_str(), site, self.integration.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        let parts: Vec<String> =
            parts.into_iter().map(|part| without(part, kind.unnamed)).filter(|part| !part.is_empty()).collect();
        if parts.is_empty() { kind.name.get(language).to_owned() } else { parts.join(", ") }
    }

    /// A job at its beginning.
    pub fn job(self, kind: &Kind, label: String, rng: &mut dyn Random) -> Job {
        Job {
            kind: kind.id.to_owned(),
            client: self.client,
            site: self.site,
            integration: self.integration,
            stage: Stage::Permission,
            record: RecordId::random(rng).to_string(),
            kept: Vec::new(),
            wants: Vec::new(),
            callback: String::new(),
            label,
            obstacle: None,
            at: None,
            can_write_label: false,
            can_make: false,
            account: String::new(),
            problem: None,
            replaces: String::new(),
            off: false,
        }
    }
}

/// Where a page stands.
struct Place {
    located: Located,
    /// Whose portal it is, as the page says.
    account: Option<String>,
    /// Landmarks that take a value which the person makes up.
    make_fields: Vec<usize>,
}

impl App {
    pub(crate) fn start_guide(
        &mut self,
        reply: ReplyId,
        (kind, replaces): (&str, &str),
        purpose: Purpose,
        tab: Option<i32>,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let Some((provider, kind)) = keyfob_recipes::kind(kind).filter(|(_, kind)| !kind.start.is_empty()) else {
            Self::refuse(reply, problem("not-found"), out);
            return;
        };
        let label = purpose.label(kind, &self.surroundings.language);
        let mut job = purpose.job(kind, label, rng);
        if let Some(old) = self.summary_of(replaces).filter(|old| !old.label.is_empty()) {
            job.label.clone_from(&old.label);
        }
        if !replaces.is_empty() {
            if self.summary_of(replaces).is_none_or(|old| old.kind != kind.id) {
                let locked = self.opened_vault().is_none();
                Self::refuse(reply, problem(if locked { "locked" } else { "not-found" }), out);
                return;
            }
            self.replacing(&mut job, replaces);
            job.wants = self.secrets_beside(kind, replaces);
        }
        // The form decides what is wanted beside what every credential of this kind has.
        if let Some(plan) = self.session.plans.iter().find(|plan| Some(plan.tab) == tab && plan.origin == job.site)
            && let Some(ask) = plan.asks.iter().find(|ask| ask.kind == kind.id)
        {
            job.wants.clone_from(&ask.wants);
            job.callback.clone_from(&plan.callback);
        }
        job.label = self.label_of_its_own(&job);
        self.session.pending = None;
        self.begin_job(reply, job, needed_hosts(provider, kind), Then::GuideGrant, out);
        self.note_rotation(out);
    }

    /// The job's label, with a number where another credential of the kind has it: on the portal nobody could tell the
    /// two apart, and it is by the label that the right one is switched off.
    fn label_of_its_own(&self, job: &Job) -> String {
        let Some(vault) = self.opened_vault() else { return job.label.clone() };
        let others = || vault.summaries().filter(|one| one.kind == job.kind && one.trashed_at.is_none());
        let free = |label: &str| !others().any(|one| one.label == label && one.id.to_string() != job.record);
        let stem = job.label.rsplit_once(" (").map_or(job.label.as_str(), |(stem, end)| {
            let number = end.strip_suffix(')').is_some_and(|end| end.bytes().all(|byte| byte.is_ascii_digit()));
            if number { stem } else { &job.label }
        });
        let numbered = (2_u16..).map(|number| format!("{stem} ({number})"));
        core::iter::once(job.label.clone()).chain(numbered).find(|label| free(label)).unwrap_or_default()
    }

    /// Optional secrets that a credential has: its successor needs them too.
    fn secrets_beside(&self, kind: &Kind, credential: &str) -> Vec<String> {
        let old = self.summary_of(credential);
        let has = |name: &str| old.is_some_and(|old| old.field(name).is_some());
        let beside = kind.fields.iter().filter(|field| field.optional && field.secret && has(field.name));
        beside.map(|field| field.name.to_owned()).collect()
    }

    /// The person started something: what ran before ends, the job is there, and its grant is looked up.
    pub(crate) fn begin_job(
        &mut self,
        reply: ReplyId,
        job: Job,
        hosts: Vec<String>,
        then: Then,
        out: &mut Vec<Effect>,
    ) {
        self.end_tasks(out);
        self.clear_held();
        self.session.job = Some(job);
        self.changed = true;
        out.push(Effect::CheckGrant { hosts, then });
        Self::done(reply, out);
    }

    /// What was kept needs no remembering. What a job that is done did not want goes with it: the person saw it beside
    /// what they kept. Anything else goes on waiting.
    fn clear_held(&mut self) {
        let done = self.session.job.as_ref().filter(|job| job.stage == Stage::Done).map(|job| job.record.clone());
        self.session.held.retain(|held| held.waits() && done.as_ref() != Some(&held.job));
    }

    pub(crate) fn guide_denied(&mut self, reply: ReplyId, out: &mut Vec<Effect>) {
        if let Some(job) = self.session.job.as_mut().filter(|job| job.stage == Stage::Permission) {
            job.stage = Stage::Denied;
            job.problem = Some(problem("permission-denied"));
            self.changed = true;
        }
        Self::done(reply, out);
    }

    pub(crate) fn stop_job(&mut self, reply: ReplyId, out: &mut Vec<Effect>) {
        self.end_tasks(out);
        self.clear_held();
        self.session.job = None;
        self.session.pending = None;
        self.changed = true;
        Self::done(reply, out);
    }

    pub(crate) fn open_portal(&mut self, reply: ReplyId, out: &mut Vec<Effect>) {
        match self.guiding() {
            Some((provider, kind)) => {
                // Again, in case the worker died before it was done.
                out.push(Effect::Register { hosts: owned(provider.hosts) });
                out.push(Effect::OpenTab { url: kind.start.to_owned() });
                Self::done(reply, out);
            }
            None if self.session.job.is_some() => {
                self.permissions_changed(out);
                Self::done(reply, out);
            }
            None => Self::refuse(reply, problem("no-job"), out),
        }
    }

    /// The grants changed, in a prompt of ours or in the browser's own settings.
    pub(crate) fn permissions_changed(&mut self, out: &mut Vec<Effect>) {
        self.go_on_checking(out);
        self.go_on_switching_off(out);
        self.look_grants(out);
        let Some(job) = &self.session.job else { return };
        let Some((provider, kind)) = keyfob_recipes::kind(&job.kind) else { return };
        let then = match (&kind.oauth, job.stage) {
            (Some(_), Stage::Permission | Stage::Denied) if !job.off => Then::ConnectGrant,
            (_, Stage::Permission | Stage::Denied | Stage::Guiding) => Then::GuideGrant,
            _ => return,
        };
        out.push(Effect::CheckGrant { hosts: job_hosts(job, provider, kind), then });
    }

    pub(crate) fn begin_guiding(&mut self, out: &mut Vec<Effect>) {
        let Some(job) = self.session.job.as_mut() else { return };
        let Some((provider, kind)) = keyfob_recipes::kind(&job.kind) else { return };
        if !matches!(job.stage, Stage::Permission | Stage::Denied) {
            return;
        }
        job.stage = Stage::Guiding;
        job.problem = None;
        self.changed = true;
        out.push(Effect::Register { hosts: owned(provider.hosts) });
        out.push(Effect::OpenTab { url: kind.start.to_owned() });
    }

    /// Without the grant no script of ours may stay.
    pub(crate) fn not_granted(&mut self, out: &mut Vec<Effect>) {
        let was_guiding = match self.session.job.as_mut() {
            Some(job) if job.stage == Stage::Guiding => {
                job.stage = Stage::Denied;
                job.problem = Some(problem("permission-denied"));
                true
            }
            _ => false,
        };
        if was_guiding {
            self.end_tasks(out);
            self.changed = true;
        }
    }

    /// Provider and kind of the guide that is on a portal now.
    pub(crate) fn guiding(&self) -> Option<(&'static Provider, &'static Kind)> {
        let job = self.session.job.as_ref().filter(|job| job.stage == Stage::Guiding)?;
        keyfob_recipes::kind(&job.kind)
    }

    /// Hosts on which a page script may speak now.
    pub(crate) fn guided_hosts(&self) -> &'static [&'static str] {
        self.guiding().map_or(&[], |(provider, _)| provider.hosts)
    }

    /// A document of the portal asks for its task. A document that asks twice has lost its script: the new one counts.
    pub(crate) fn begin_task(&mut self, sender: &Sender, rng: &mut dyn Random) -> Option<Order> {
        self.guiding()?;
        let tab = sender.tab?;
        let mut bytes = [0; 16];
        rng.fill(&mut bytes);
        let nonce = to_hex(&bytes);
        self.session.tasks.retain(|task| task.tab != tab);
        self.session.tasks.push(Task {
            tab,
            document: sender.document.clone(),
            nonce: nonce.clone(),
            origin: sender.origin.clone(),
            revision: 0,
            label_field: None,
            make_fields: Vec::new(),
        });
        self.changed = true;
        Some(Order::Begin { nonce })
    }

    /// What is on the page now, and so what to show there.
    pub(crate) fn report(
        &mut self,
        task: &Task,
        path: &str,
        report: &Report,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) -> Order {
        let Some((provider, kind)) = self.guiding() else { return Order::End };
        if self.session.job.as_ref().is_some_and(|job| job.off) {
            return self.report_off(task, path, report);
        }
        let host = gate::host_of(&task.origin).unwrap_or_default();
        let Place { located, account, make_fields } = self.locate(kind, host, path, report);
        self.settle_made(&make_fields, report, rng, out);
        if located.step.is_none() && self.session.job.as_ref().is_some_and(|job| job.is_whole(kind)) {
            // Everything is kept, and nothing is left to do here.
            self.finish_guide(out);
            return Order::End;
        }
        let step = located.step.and_then(|at| kind.steps.get(at));
        let expects = step.and_then(|step| match step.action {
            Action::Read(field) => Some(field),
            _ => None,
        });
        let here = Here {
            page: &format!("{}{path}", task.origin),
            account: account.as_deref(),
            expects,
            known: located.known,
            shows_value: step.is_none() || expects.is_some(),
        };
        let found = self.capture(provider, kind, report, here, rng);
        let language = self.surroundings.language.clone();
        let label_field = located.target.filter(|_| step.is_some_and(|step| step.action == Action::Label));
        let Some(job) = self.session.job.as_mut() else { return Order::End };
        if let Some(account) = account {
            job.account = account;
        }
        let before = (job.at, job.can_write_label, job.can_make, job.obstacle, job.problem.clone());
        let make_fields = match step.map(|step| step.action) {
            Some(Action::Make(_)) => make_fields,
            _ => Vec::new(),
        };
        job.at = located.step;
        job.obstacle = located.obstacle;
        job.can_write_label = label_field.is_some();
        job.can_make = !make_fields.is_empty();
        // An unknown page only matters once nothing else helps: no step, and nothing recognised. A mask on it may be
        // any older key in a list, so it is not what the person has to hear first.
        let lost = !located.known && found.shown.is_empty();
        job.problem = match found.problem {
            Some(told) if !lost || told.code != "masked-value" => Some(told),
            _ => lost.then(|| problem("layout-unknown")),
        };
        let after = (job.at, job.can_write_label, job.can_make, job.obstacle, job.problem.clone());
        self.changed |= found.new || before != after;
        if let Some(task) = self.session.tasks.iter_mut().find(|other| other.nonce == task.nonce) {
            task.revision = report.revision;
            task.label_field = label_field;
            task.make_fields = make_fields;
        }
        let mut card = card(provider, kind, kind.steps, located.step, &language);
        if let Some(obstacle) = located.obstacle.and_then(|at| kind.obstacles.get(at)) {
            obstacle.say.get(&language).clone_into(&mut card.say);
        }
        let card =
            Card { ring: located.target, revision: report.revision, found: found.shown, cover: found.secret, ..card };
        Order::Show { nonce: task.nonce.clone(), card }
    }

    fn locate(&self, kind: &'static Kind, host: &str, path: &str, report: &Report) -> Place {
        let names = |of: fn(&Job) -> &Vec<String>| -> Vec<&str> {
            self.session.job.as_ref().map_or_else(Vec::new, |job| of(job).iter().map(String::as_str).collect())
        };
        let (kept, wants) = (names(|job| &job.kept), names(|job| &job.wants));
        let page = page_of(report, host, path, (&kept, &wants));
        let account = account_at(kind, &page)
            .and_then(|at| report.landmarks.get(at))
            .and_then(|mark| account_of(if mark.shown.is_empty() { &mark.text } else { &mark.shown }));
        let make = kind.steps.iter().find(|step| matches!(step.action, Action::Make(_)));
        let make_fields = make.map_or_else(Vec::new, |step| targets(step, &page));
        Place { located: locate(kind, &page), account, make_fields }
    }

    /// Everything is kept and done.
    fn finish_guide(&mut self, out: &mut Vec<Effect>) {
        let Some(job) = self.session.job.as_mut() else { return };
        job.stage = Stage::Done;
        job.problem = None;
        job.obstacle = None;
        let record = job.record.clone();
        self.changed = true;
        self.end_tasks(out);
        self.offer_check(&record, out);
    }

    pub(crate) fn write_label(&mut self, reply: ReplyId, out: &mut Vec<Effect>) {
        let label = self.session.job.as_ref().map(|job| job.label.clone());
        let task = self.session.tasks.iter().rev().find(|task| task.label_field.is_some());
        match (label, task) {
            (Some(text), Some(task)) => {
                let order = Order::Write {
                    nonce: task.nonce.clone(),
                    landmark: task.label_field.unwrap_or_default(),
                    revision: task.revision,
                    text,
                };
                Self::order(task, order, out);
                Self::done(reply, out);
            }
            _ => Self::refuse(reply, problem("page-changed"), out),
        }
    }

    pub(crate) fn point(&mut self, reply: ReplyId, out: &mut Vec<Effect>) {
        // Nothing is kept of what is to be switched off.
        let keeps = self.session.job.as_ref().is_none_or(|job| !job.off);
        match self.session.tasks.last().filter(|_| keeps) {
            Some(task) => {
                Self::order(task, Order::Pick { nonce: task.nonce.clone() }, out);
                Self::done(reply, out);
            }
            None => Self::refuse(reply, problem("no-portal-page"), out),
        }
    }

    /// The page scripts are told to go, and no new ones come.
    pub(crate) fn end_tasks(&mut self, out: &mut Vec<Effect>) {
        for task in &self.session.tasks {
            Self::order(task, Order::End, out);
        }
        self.session.tasks.clear();
        out.push(Effect::Unregister);
    }

    pub(crate) fn order(task: &Task, order: Order, out: &mut Vec<Effect>) {
        out.push(Effect::Order { tab: task.tab, document: task.document.clone(), order: Box::new(order) });
    }
}

fn role_of(role: &str) -> Role {
    match role {
        "button" => Role::Button,
        "link" => Role::Link,
        "field" => Role::Field,
        "option" => Role::Option,
        _ => Role::Any,
    }
}

/// A part of a label without the words that the portal does not take: "Members: Constant Contact" is "Members".
fn without(part: &str, unnamed: &[&str]) -> String {
    let mut left = part.to_owned();
    for word in unnamed {
        // Letters of one byte keep their place when they are made small.
        while let Some(at) = left.to_ascii_lowercase().find(word) {
            left.replace_range(at..at + word.len(), "");
        }
    }
    if left == part { left } else { left.trim_matches(|c: char| !c.is_alphanumeric() && c != ')').to_owned() }
}

/// The words of a profile button without its initials: "Dana Whitfield · Blue Door Bakery".
fn account_of(shown: &str) -> Option<String> {
    let lines: Vec<&str> = shown.lines().map(str::trim).filter(|line| line.chars().count() > 2).collect();
    (!lines.is_empty()).then(|| lines.join(" · "))
}

/// What the helper in the page says at a step of a way; what it rings, offers and covers is the page's.
pub(crate) fn card(provider: &Provider, kind: &Kind, way: &[Step], at: Option<usize>, language: &str) -> Card {
    let step = at.and_then(|at| way.get(at));
    let text = |text: Option<&Text>| text.map_or(String::new(), |text| text.get(language).to_owned());
    Card {
        title: format!("{} · {}", provider.name, kind.name.get(language)),
        say: text(step.map(|step| &step.say)),
        account: text(Some(step.and_then(|step| step.account.as_ref()).unwrap_or(&kind.account))),
        ignore: text(step.and_then(|step| step.ignore.as_ref())),
        step: at.map_or(0, |at| at + 1),
        steps: way.len(),
        ring: None,
        revision: 0,
        found: Vec::new(),
        cover: Vec::new(),
    }
}

/// A report as the guide reads it; `kept` and `wants` are names of fields.
pub(crate) fn page_of<'a>(
    report: &'a Report,
    host: &'a str,
    path: &'a str,
    (kept, wants): (&'a [&'a str], &'a [&'a str]),
) -> Page<'a> {
    let landmarks = report
        .landmarks
        .iter()
        .map(|mark| Mark {
            role: role_of(&mark.role),
            text: &mark.text,
            empty: mark.empty,
            disabled: mark.disabled,
            dialog: mark.dialog,
        })
        .collect();
    Page { host, path, headings: report.headings.iter().map(String::as_str).collect(), landmarks, kept, wants }
}

/// What has to be granted for a kind: the portal, and for an app that will be connected its authorization server too,
/// so that the person is asked once.
pub(crate) fn needed_hosts(provider: &Provider, kind: &Kind) -> Vec<String> {
    let connected =
        provider.kinds.iter().filter_map(|other| other.oauth.as_ref()).find(|oauth| oauth.client == kind.id);
    match (&kind.oauth, connected) {
        (Some(oauth), _) => owned(oauth.hosts),
        (None, Some(oauth)) => [provider.hosts, oauth.hosts].iter().flat_map(|hosts| owned(hosts)).collect(),
        (None, None) => owned(provider.hosts),
    }
}

/// What a job has to be granted: to switch something off, the portal is enough.
pub(crate) fn job_hosts(job: &Job, provider: &Provider, kind: &Kind) -> Vec<String> {
    if job.off { owned(provider.hosts) } else { needed_hosts(provider, kind) }
}

pub(crate) fn owned(hosts: &[&str]) -> Vec<String> {
    hosts.iter().map(|&host| host.to_owned()).collect()
}
