//! What a person pointed at or selected: held though its shape may be unknown, for the person's word counts.

use crate::capture::{Seen, recognised};
use crate::event::{problem, problem_with};
use crate::gate::{self, Needs};
use crate::session::Task;
use crate::step::{App, origin_of};
use keyfob_protocol::SecretText;
use keyfob_protocol::page::Order;
use keyfob_protocol::ui::Problem;
use keyfob_recipes::{Kind, Provider};
use keyfob_recognize::{Doubt, Found, recognize_candidate};
use keyfob_vault::{How, Random};

/// Characters of the longest text that a person may point at or select as a value.
const LONGEST: usize = 4096;

/// A page on which a person chose a text, and what it is taken for.
struct Spot<'a> {
    provider: &'static Provider,
    kind: &'static Kind,
    page: &'a str,
    how: How,
}

impl App {
    /// The person pointed at a value on a portal page.
    pub(crate) fn picked(
        &mut self,
        task: &Task,
        page: &str,
        text: &SecretText,
        label: &str,
        rng: &mut dyn Random,
    ) -> Order {
        let told = self.guiding().and_then(|(provider, kind)| {
            let spot = Spot { provider, kind, page, how: How::Picked };
            self.take(text.expose(), label, &spot, rng)
        });
        if let Some(job) = self.session.job.as_mut() {
            job.problem = told;
            self.changed = true;
        }
        Order::Begin { nonce: task.nonce.clone() }
    }

    /// The person selected text on a page and sent it by the menu.
    pub(crate) fn selected(&mut self, text: &SecretText, url: &str, rng: &mut dyn Random) {
        let origin = origin_of(url).unwrap_or_default();
        let host = gate::host_of(&origin).unwrap_or_default().to_owned();
        let guided = self.guiding().filter(|(provider, _)| provider.owns(&host));
        let could_be = guided.map_or_else(|| kinds_of(text.expose(), &host), |guided| vec![guided]);
        let told = match could_be.as_slice() {
            [] if keyfob_recipes::providers_of_host(&host).next().is_some() => Some(problem("not-recognised")),
            [] => Some(problem_with("look-alike-host", &[&host])),
            kinds => {
                // Each is held under its own name, and the person keeps the one it is.
                let take = |(provider, kind): &(&'static Provider, &'static Kind)| {
                    self.take(text.expose(), "", &Spot { provider, kind, page: url, how: How::Selection }, rng)
                };
                let told = kinds.iter().filter_map(take).last();
                told.or_else(|| (kinds.len() > 1).then(|| problem("two-kinds")))
            }
        };
        self.session.problem = told;
        self.changed = true;
    }

    /// Holds a value that a person chose. Its shape may be unknown, the person's word counts; but a mask is not a
    /// key, and a key without its end is said so.
    fn take(&mut self, text: &str, label: &str, spot: &Spot<'_>, rng: &mut dyn Random) -> Option<Problem> {
        let Spot { provider, kind, page, how } = *spot;
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let origin = origin_of(page).unwrap_or_default();
        let host = gate::host_of(&origin).unwrap_or_default();
        let found = recognised(text, label, host, kind);
        let kept = self.session.job.as_ref().map(|job| job.kept.clone()).unwrap_or_default();
        let (value, field) = match &found {
            Some(Found { doubt: Some(Doubt::Masked), .. }) => return Some(problem("masked-value")),
            Some(Found { doubt: Some(Doubt::EndMissing), .. }) => return Some(problem("end-missing")),
            Some(found) => (text.get(found.start..found.end)?, kind.fields.iter().find(|f| f.name == found.field)),
            None if text.contains(char::is_whitespace)
                || text.chars().count() > LONGEST
                || text.chars().count() < 6 =>
            {
                return Some(problem("not-recognised"));
            }
            None => (text, kind.fields.iter().find(|field| !kept.iter().any(|name| name == field.name))),
        };
        let Some(field) = field else { return Some(problem("not-recognised")) };
        let account = self.session.job.as_ref().map(|job| job.account.clone()).filter(|account| !account.is_empty());
        let seen = Seen { value, provider, kind, field, page, how, account: account.as_deref(), near: label };
        match self.hold(&seen, rng) {
            Some(_) => None,
            None => self.admit_vault(Needs::Vault).err(),
        }
    }
}

/// What a text on a portal could be: every kind, of each provider that shares the host, that nothing speaks against.
fn kinds_of(text: &str, host: &str) -> Vec<(&'static Provider, &'static Kind)> {
    let mut kinds: Vec<(&'static Provider, &'static Kind)> = Vec::new();
    for found in recognize_candidate(text, "", Some(host)) {
        let own = keyfob_recipes::kind(found.kind).filter(|(provider, _)| provider.owns(host));
        kinds.extend(own.filter(|(_, kind)| kinds.iter().all(|(_, known)| known.id != kind.id)));
    }
    kinds
}
