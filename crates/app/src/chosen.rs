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
use keyfob_recognize::{Doubt, Found};
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
        let own = guided.or_else(|| {
            let provider = keyfob_recipes::provider_of_host(&host)?;
            let kind = provider.kinds.iter().find(|kind| recognised(text.expose(), "", &host, kind).is_some())?;
            Some((provider, kind))
        });
        let told = match own {
            Some((provider, kind)) => {
                self.take(text.expose(), "", &Spot { provider, kind, page: url, how: How::Selection }, rng)
            }
            None if keyfob_recipes::provider_of_host(&host).is_some() => Some(problem("not-recognised")),
            None => Some(problem_with("look-alike-host", &[&host])),
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
