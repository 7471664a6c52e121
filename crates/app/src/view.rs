//! The picture that a surface shows, made from the state.

use crate::connection;
use crate::guide::{job_hosts, needed_hosts};
use crate::session::{Held, Job, StoredConstants, StoredPlan};
use crate::step::{App, Standing};
use keyfob_protocol::ui::{
    AskView, ConstantsView, CredentialView, FieldProgress, FieldView, FillView, HeldView, JobView, KindView, Outcome,
    PageView, PlanView, ServiceView, StepView, UseView, VaultView, View,
};
use keyfob_recipes::{Field, Kind, PROVIDERS, Provider};
use keyfob_sorted::sort_by_key;
use keyfob_vault::{FieldHint, RecordId, Summary, Use};

/// Credentials in a view; the manager asks for the whole list.
const SHOWN: usize = 20;
pub(crate) const DOTS: &str = "••••••••";

impl App {
    pub(crate) fn view(&self, tab: Option<i32>) -> View {
        let vault = self.opened_vault();
        let mut newest: Vec<&Summary> =
            vault.map(|vault| vault.summaries().filter(|one| one.trashed_at.is_none()).collect()).unwrap_or_default();
        sort_by_key(&mut newest, |summary| core::cmp::Reverse((summary.updated_at, summary.id)));
        View {
            vault: match &self.vault {
                Standing::Absent => VaultView::Absent,
                Standing::Locked(header) => {
                    let (recovery, passkeys) = Self::other_ways(header);
                    VaultView::Locked { recovery, passkeys }
                }
                Standing::Open(..) => VaultView::Open { lock_at: self.session.lock_at },
                Standing::Unreadable(problem) => VaultView::Unreadable { problem: problem.clone() },
            },
            page: tab.and_then(|tab| self.page_view(tab)),
            job: self.session.job.as_ref().and_then(|job| self.job_view(job)),
            lesson: self.session.lesson.as_ref().map(|lesson| lesson.tab),
            held: self.waiting().into_iter().filter_map(|held| self.held_view(held)).collect(),
            inbox: self.inbox,
            total: newest.len(),
            credentials: newest.into_iter().take(SHOWN).map(|summary| self.credential_view(summary)).collect(),
            attention: self.attention(),
            problem: self.session.problem.clone(),
        }
    }

    pub(crate) fn language(&self) -> &str {
        &self.surroundings.language
    }

    fn page_view(&self, tab: i32) -> Option<PageView> {
        let task = self.session.tasks.iter().find(|task| task.tab == tab);
        let plan = self.session.plans.iter().find(|plan| plan.tab == tab);
        let origin = task.map(|task| &task.origin).or(plan.map(|plan| &plan.origin))?.clone();
        // Where several issue keys on one host, the one that is guided to.
        let guided = self.guiding().map(|(provider, _)| provider.slug);
        let provider = crate::gate::host_of(&origin).and_then(|host| {
            let owns = || keyfob_recipes::providers_of_host(host);
            owns().find(|provider| Some(provider.slug) == guided).or_else(|| owns().next())
        });
        Some(PageView {
            title: plan.map_or(String::new(), |plan| plan.title.clone()),
            provider: provider.map(|provider| provider.slug.to_owned()),
            plan: plan.filter(|plan| plan.origin == origin).map(|plan| self.plan_view(plan)),
            origin,
        })
    }

    pub(crate) fn plan_view(&self, plan: &StoredPlan) -> PlanView {
        let chosen = |kind: &str| {
            let ask = plan.asks.iter().find(|ask| ask.kind == kind)?;
            let id: RecordId = ask.chosen.as_ref()?.parse().ok()?;
            self.opened_vault()?.summary(id)
        };
        PlanView {
            id: plan.id.clone(),
            origin: plan.origin.clone(),
            page: plan.page.clone(),
            plugin: plan.plugin.clone(),
            asks: plan
                .asks
                .iter()
                .map(|ask| {
                    let (provider, name) = self.names(&ask.kind);
                    AskView {
                        provider,
                        kind: ask.kind.clone(),
                        name,
                        why: ask.why.clone(),
                        credentials: self
                            .fitting(&ask.kind, &plan.origin)
                            .into_iter()
                            .take(SHOWN)
                            .map(|summary| self.credential_view(summary))
                            .collect(),
                        chosen: chosen(&ask.kind).map(|summary| summary.id.to_string()),
                        reused: chosen(&ask.kind).map_or_else(Vec::new, |summary| self.reused(summary, plan)),
                    }
                })
                .collect(),
            fills: plan
                .fills
                .iter()
                // Nothing is filled of a kind for which nothing is chosen.
                .filter(|fill| chosen(&fill.kind).is_some())
                .map(|fill| FillView {
                    control: fill.control.clone(),
                    kind: fill.kind.clone(),
                    field: fill.field.clone(),
                    name: self.field_name(&fill.kind, &fill.field),
                    preview: chosen(&fill.kind)
                        .and_then(|summary| summary.field(&fill.field))
                        .map_or(String::new(), preview),
                    confidence: fill.confidence,
                    why: fill.why.clone(),
                    replaces: fill.replaces,
                })
                .collect(),
            skipped: plan.skipped.clone(),
            constants: plan.constants.iter().map(|one| self.constants_view(one, &plan.origin)).collect(),
            after: plan.after.clone(),
            problem: plan.problem.clone(),
            filled: self.filled_view(plan),
            task: plan.task.clone(),
            last: self.last_fill(plan),
        }
    }

    fn constants_view(&self, of: &StoredConstants, origin: &str) -> ConstantsView {
        let (provider, name) = self.names(&of.kind);
        let has = |summary: &&Summary| of.names.iter().all(|one| has_part(summary, &one.field));
        let credential = self.of_itself(&of.kind, origin).filter(has);
        ConstantsView {
            provider,
            kind: of.kind.clone(),
            name,
            names: of.names.clone(),
            credential: credential.map(|summary| self.credential_view(summary)),
        }
    }

    fn job_view(&self, job: &Job) -> Option<JobView> {
        let (provider, kind) = keyfob_recipes::kind(&job.kind)?;
        let language = self.language();
        let text =
            |text: Option<&keyfob_recipes::Text>| text.map_or(String::new(), |text| text.get(language).to_owned());
        let steps = if job.off { kind.off } else { kind.steps };
        let step = job.at.and_then(|at| steps.get(at));
        let oauth =
            provider.kinds.iter().filter_map(|other| other.oauth.as_ref()).find(|oauth| oauth.client == kind.id);
        Some(JobView {
            kind: kind.id.to_owned(),
            provider: provider.name.to_owned(),
            name: kind.name.get(language).to_owned(),
            hosts: job_hosts(job, provider, kind),
            stage: job.stage,
            account: kind.account.get(language).to_owned(),
            role: kind.role.get(language).to_owned(),
            notice: text(kind.notice.as_ref().filter(|_| !job.off)),
            steps: steps
                .iter()
                .map(|step| StepView { say: step.say.get(language).to_owned(), account: text(step.account.as_ref()) })
                .collect(),
            at: job.at,
            ignore: text(step.and_then(|step| step.ignore.as_ref())),
            label: job.label.clone(),
            can_write_label: job.can_write_label,
            can_make: job.can_make,
            obstacle: text(job.obstacle.and_then(|at| kind.obstacles.get(at)).map(|obstacle| &obstacle.say)),
            fields: kind
                .fields
                .iter()
                .filter(|field| !job.off && job.needs(field) || job.kept.iter().any(|kept| kept == field.name))
                .map(|field| FieldProgress {
                    name: field.label.get(language).to_owned(),
                    kept: job.kept.iter().any(|kept| kept == field.name),
                })
                .collect(),
            problem: job.problem.clone(),
            redirect_uri: oauth.filter(|_| !job.off).map_or(String::new(), |oauth| self.redirect_uri(oauth)),
            credential: self.summary_of(&job.record).map(|summary| self.credential_view(summary)),
            device: self.device_view(),
            callback: job.callback.clone(),
            off: job.off,
        })
    }

    /// What waits for Keep: what the job still wants first, then what is on the page now.
    fn waiting(&self) -> Vec<&Held> {
        let mut waiting: Vec<&Held> = self.session.held.iter().filter(|held| held.waits()).collect();
        let beside = |held: &Held| {
            let field = keyfob_recipes::kind(&held.kind)
                .and_then(|(_, kind)| kind.fields.iter().find(|field| field.name == held.field));
            field.is_some_and(|field| field.optional && !field.secret)
        };
        sort_by_key(&mut waiting, |held| (!self.wanted(held), beside(held), !held.here));
        waiting
    }

    /// Whether another value waits for the same field, so that a person must tell the two apart.
    fn has_rival(&self, held: &Held) -> bool {
        self.session.held.iter().any(|other| {
            other.waits() && other.id != held.id && (&other.kind, &other.field) == (&held.kind, &held.field)
        })
    }

    fn held_view(&self, held: &Held) -> Option<HeldView> {
        let (provider, kind) = keyfob_recipes::kind(&held.kind)?;
        let field = kind.fields.iter().find(|field| field.name == held.field)?;
        Some(HeldView {
            id: held.id.clone(),
            provider: provider.name.to_owned(),
            kind: kind.id.to_owned(),
            name: kind.name.get(self.language()).to_owned(),
            field: field.label.get(self.language()).to_owned(),
            preview: if field.secret { format!("{DOTS}{}", held.tail) } else { held.tail.clone() },
            length: held.length,
            host: held.host.clone(),
            near: if self.has_rival(held) { held.near.clone() } else { String::new() },
            account: held.account.clone(),
            label: held.label.clone(),
            expires_at: held.expires_at,
            known: held.known,
            problem: None,
        })
    }

    pub(crate) fn services(&self) -> Vec<ServiceView> {
        let language = self.language();
        let view = |provider: &'static Provider| ServiceView {
            provider: provider.slug.to_owned(),
            name: provider.name.to_owned(),
            kinds: provider
                .kinds
                .iter()
                .filter(|kind| !kind.start.is_empty() || kind.oauth.is_some())
                .map(|kind| KindView {
                    kind: kind.id.to_owned(),
                    name: kind.name.get(language).to_owned(),
                    what: kind.what.get(language).to_owned(),
                    account: kind.account.get(language).to_owned(),
                    role: kind.role.get(language).to_owned(),
                    notice: kind.notice.as_ref().map_or(String::new(), |text| text.get(language).to_owned()),
                    hosts: needed_hosts(provider, kind),
                    oauth_client: kind.oauth.as_ref().map_or(String::new(), |oauth| oauth.client.to_owned()),
                    by_device: kind.oauth.as_ref().is_some_and(|oauth| !oauth.device.is_empty()),
                })
                .collect(),
        };
        PROVIDERS.iter().map(view).filter(|service| !service.kinds.is_empty()).collect()
    }

    pub(crate) fn credential_view(&self, summary: &Summary) -> CredentialView {
        let known = keyfob_recipes::kind(&summary.kind);
        let fields: &[Field] = known.map_or(&[], |(_, kind)| kind.fields);
        let (provider_name, name) = self.names(&summary.kind);
        CredentialView {
            id: summary.id.to_string(),
            provider: summary.provider.clone(),
            provider_name,
            kind: summary.kind.clone(),
            name,
            label: summary.label.clone(),
            client: summary.client.clone().unwrap_or_default(),
            account: summary.account.clone().unwrap_or_default(),
            region: summary.region.clone().unwrap_or_default(),
            fields: summary
                .fields
                .iter()
                .map(|hint| FieldView {
                    field: hint.name.clone(),
                    name: self.field_name(&summary.kind, &hint.name),
                    secret: hint.secret,
                    preview: preview(hint),
                    constants: crate::copies::names_for(&summary.kind, &hint.name),
                })
                .collect(),
            created_at: summary.created_at,
            expires_at: summary.expires_at,
            captured_from: summary.captured.iter().map(|origin| origin.page.clone()).collect(),
            uses: self.opened_vault().map_or_else(Vec::new, |vault| {
                vault.uses().filter(|used| used.credential == summary.id).map(use_view).collect()
            }),
            missing: fields
                .iter()
                .filter(|field| !field.optional && summary.field(field.name).is_none())
                .filter(|field| field.name != "refresh_token" || !connection::is_moved(summary))
                .map(|field| field.label.get(self.language()).to_owned())
                .collect(),
            earlier: summary.earlier,
            trashed_at: summary.trashed_at,
            linked: summary.linked.map(|id| id.to_string()),
            check: self.check_view(summary),
            connection: self.connection_view(summary),
            rotation: self.rotation_view(summary),
            off: self.off_view(summary),
            script: Self::script_state(summary),
        }
    }

    /// Where else the chosen credential is used: other sites, and other plugins of this one.
    fn reused(&self, chosen: &Summary, plan: &StoredPlan) -> Vec<UseView> {
        let Some(vault) = self.opened_vault() else { return Vec::new() };
        let here = |used: &&Use| {
            let plugin = used.integration.as_deref().unwrap_or_default();
            used.site == plan.origin && (plugin == plan.plugin || plugin.is_empty())
        };
        vault.uses().filter(|used| used.credential == chosen.id && !here(used)).map(use_view).collect()
    }

    /// A kind's provider and name, or what its id says when no recipe knows it any more.
    pub(crate) fn names(&self, kind: &str) -> (String, String) {
        match keyfob_recipes::kind(kind) {
            Some((provider, kind)) => (provider.name.to_owned(), kind.name.get(self.language()).to_owned()),
            None => (kind.split('/').next().unwrap_or_default().to_owned(), kind.to_owned()),
        }
    }

    pub(crate) fn field_name(&self, kind: &str, field: &str) -> String {
        let label = |kind: &'static Kind| kind.parts().find(|known| known.name == field);
        keyfob_recipes::kind(kind)
            .and_then(|(_, kind)| label(kind))
            .map_or(field, |field| field.label.get(self.language()))
            .to_owned()
    }
}

fn use_view(used: &Use) -> UseView {
    UseView {
        site: used.site.clone(),
        page: used.page.clone(),
        integration: used.integration.clone().unwrap_or_default(),
        at: used.at,
        outcome: match used.outcome {
            None => Outcome::Unknown,
            Some(outcome) if outcome.taken => Outcome::Taken,
            Some(_) => Outcome::Refused,
        },
    }
}

/// Dots and the last four characters of a secret; the whole of what is none.
fn preview(hint: &FieldHint) -> String {
    match (&hint.public, &hint.tail) {
        (Some(public), _) => public.clone(),
        (None, Some(tail)) => format!("{DOTS}{tail}"),
        (None, None) => DOTS.to_owned(),
    }
}

/// Whether a credential holds a field, or all that a part is made of.
fn has_part(summary: &Summary, part: &str) -> bool {
    let has = |name: &str| summary.field(name).is_some();
    let made = keyfob_recipes::kind(&summary.kind).map_or(&[][..], |(_, kind)| kind.made);
    has(part) || made.iter().any(|made| made.field.name == part && made.needs().all(has))
}
