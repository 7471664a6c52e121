//! What needs the person's attention: one list, one number, and nothing twice.

use crate::connection;
use crate::rotate::same_place;
use crate::step::App;
use keyfob_oauth::Standing;
use keyfob_protocol::ui::{AttentionView, RotationStep};
use keyfob_sorted::SortedMap;
use keyfob_vault::{RecordId, Summary, Use};

/// Most warnings in one view.
const MOST: usize = 50;
const DAY: u64 = 86_400_000;
/// Days before the end at which the person hears of it, the last first.
const STAGES: [u64; 3] = [1, 7, 30];
/// Days without a fill, or without having been made, after which a credential counts as unused.
const UNUSED_DAYS: u64 = 90;

/// A warning before it is put into words.
struct Warning {
    code: &'static str,
    args: Vec<String>,
    urgent: bool,
    /// The code and what it is about: a warning that was dismissed comes back when this changes.
    key: String,
}

impl Warning {
    fn new(code: &'static str, of: impl ToString, urgent: bool) -> Self {
        let of = of.to_string();
        let key = if of.is_empty() { code.to_owned() } else { format!("{code}/{of}") };
        Self { code, args: Vec::new(), urgent, key }
    }

    fn with(mut self, number: impl ToString) -> Self {
        self.args.push(number.to_string());
        self
    }
}

/// Where a credential is used.
#[derive(Default)]
struct Places<'u> {
    places: Vec<&'u Use>,
    last: u64,
}

impl App {
    /// The list, the most urgent first.
    pub(crate) fn attention(&self) -> Vec<AttentionView> {
        let view = |(summary, warning): (&Summary, Warning)| {
            let (provider, name) = self.names(&summary.kind);
            AttentionView {
                credential: summary.id.to_string(),
                label: summary.label.clone(),
                client: summary.client.clone().unwrap_or_default(),
                provider,
                name,
                code: warning.code.to_owned(),
                args: warning.args,
                urgent: warning.urgent,
                warning: warning.key,
            }
        };
        let (urgent, rest): (Vec<_>, Vec<_>) = self.warnings().into_iter().partition(|(_, warning)| warning.urgent);
        urgent.into_iter().chain(rest).take(MOST).map(view).collect()
    }

    /// How many matters cannot wait. They are seen on the records alone: this is asked after every change.
    pub(crate) fn urgent(&self) -> usize {
        let of = |summary| [self.of_connection(summary), self.of_end(summary), of_check(summary)];
        let urgent =
            |summary: &Summary, warning: &Warning| warning.urgent && !summary.care.dismissed.contains(&warning.key);
        let count = |summary| of(summary).iter().flatten().filter(|warning| urgent(summary, warning)).count();
        self.looked_after().map(count).sum()
    }

    /// What lies in the trash, is off, or is kept alive by a script needs no attention any more.
    fn looked_after(&self) -> impl Iterator<Item = &Summary> {
        let all = self.opened_vault().into_iter().flat_map(|vault| vault.summaries());
        all.filter(|summary| summary.trashed_at.is_none() && summary.care.off.is_none())
            .filter(|summary| !connection::is_moved(summary))
    }

    /// The warnings of one credential by which it can be dismissed.
    pub(crate) fn warning_keys(&self, id: RecordId) -> Vec<String> {
        let all = self.all_warnings();
        all.into_iter().filter(|(summary, _)| summary.id == id).map(|(_, warning)| warning.key).collect()
    }

    fn warnings(&self) -> Vec<(&Summary, Warning)> {
        let mut all = self.all_warnings();
        all.retain(|(summary, warning)| !summary.care.dismissed.contains(&warning.key));
        all
    }

    fn all_warnings(&self) -> Vec<(&Summary, Warning)> {
        let Some(vault) = self.opened_vault() else { return Vec::new() };
        let mut places: SortedMap<RecordId, Places<'_>> = SortedMap::new();
        for used in vault.uses() {
            let of = places.or_default(used.credential);
            of.last = of.last.max(used.at);
            if !of.places.iter().any(|other| same_place(other, used)) {
                of.places.push(used);
            }
        }
        // An app is used by its connections.
        let apps: SortedMap<RecordId, u64> =
            vault.summaries().filter_map(|summary| Some((summary.linked?, summary.updated_at))).collect();
        let none = Places::default();
        let mut found = Vec::new();
        let mut askable: SortedMap<&str, bool> = SortedMap::new();
        for summary in self.looked_after() {
            let kind = summary.kind.as_str();
            let askable = match askable.get(kind) {
                Some(known) => *known,
                None => {
                    let found = is_askable(kind);
                    askable.insert(kind, found);
                    found
                }
            };
            let places = places.get(&summary.id).unwrap_or(&none);
            let used = places.last.max(apps.get(&summary.id).copied().unwrap_or_default());
            let of = [
                self.of_connection(summary),
                self.of_end(summary),
                of_check(summary),
                self.of_rotation(summary),
                of_reuse(places),
                self.of_use(summary, used),
                of_proof(summary).filter(|_| askable),
            ];
            found.extend(of.into_iter().flatten().map(|warning| (summary, warning)));
        }
        found
    }

    fn of_connection(&self, summary: &Summary) -> Option<Warning> {
        summary.care.connection.as_ref()?;
        let idle_days = keyfob_recipes::kind(&summary.kind)?.1.oauth.as_ref()?.idle_days;
        let state = connection::of(summary)?;
        let standing = state.standing(idle_days, self.now);
        if standing == Standing::UsedByCron {
            return Some(Warning::new("script-waits", state.generation, false));
        }
        if standing.needs_person() {
            return Some(Warning::new(standing.code(), state.generation, true));
        }
        let left = state.idle_days_left(idle_days, self.now).map(u64::from)?;
        let stage = STAGES.into_iter().find(|stage| left <= *stage)?;
        Some(Warning::new("idle", stage, stage < 30).with(left))
    }

    /// In words at 30, 7 and 1 days, and once it is over. Tokens that Keyfob keeps fresh are left out.
    fn of_end(&self, summary: &Summary) -> Option<Warning> {
        let end = summary.expires_at?;
        if summary.field("refresh_token").is_some() {
            return None;
        }
        if end <= self.now {
            return Some(Warning::new("expired", end, true));
        }
        let left = (end - self.now).div_ceil(DAY);
        let stage = STAGES.into_iter().find(|stage| left <= *stage)?;
        Some(Warning::new("expires", format!("{stage}/{end}"), stage < 30).with(left))
    }

    fn of_rotation(&self, summary: &Summary) -> Option<Warning> {
        let since = summary.care.rotation?.since;
        let step = self.rotation_view(summary)?.step;
        (step != RotationStep::Done).then(|| Warning::new("rotation", since, false))
    }

    fn of_use(&self, summary: &Summary, used: u64) -> Option<Warning> {
        let since = used.max(summary.created_at);
        let days = self.now.saturating_sub(since) / DAY;
        (days >= UNUSED_DAYS).then(|| Warning::new("unused", since, false).with(days))
    }
}

fn of_check(summary: &Summary) -> Option<Warning> {
    let check = summary.care.check.as_ref().filter(|check| check.code == "verify-invalid")?;
    Some(Warning::new("refused", check.at, true))
}

fn of_reuse(places: &Places<'_>) -> Option<Warning> {
    let count = places.places.len();
    (count > 1).then(|| Warning::new("reuse", count, false).with(count))
}

/// Whether the provider of a kind can be asked.
fn is_askable(kind: &str) -> bool {
    keyfob_recipes::kind(kind).is_some_and(|(_, kind)| !kind.verify.is_empty())
}

fn of_proof(summary: &Summary) -> Option<Warning> {
    summary.care.check.is_none().then(|| Warning::new("unverified", "", false))
}
