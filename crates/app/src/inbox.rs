//! The inbox: what was kept while the vault was locked, merged when it opens, and how captures become credentials.

use crate::account;
use crate::connection;
use crate::event::{Blob, Effect, Then, problem_with};
use crate::open::blob_of;
use crate::step::App;
use keyfob_sorted::{SortedMap, SortedSet, sort_by_key};
use keyfob_vault::{Area, Capture, Care, Credential, How, Random, RecordId, Vault, inbox_remove};

impl App {
    /// The vault is open and captures wait.
    pub(crate) fn merge_inbox(&mut self, out: &mut Vec<Effect>) {
        out.push(Effect::Load { keys: vec![(Area::Inbox, String::new())], then: Then::Inbox });
    }

    /// The vault was open when the last worker died. Only where nothing else is under way.
    pub(crate) fn merge_if_due(&mut self, out: &mut Vec<Effect>) {
        if core::mem::take(&mut self.merge_due) && self.opened_vault().is_some() {
            self.merge_inbox(out);
        }
    }

    /// Something was put into the inbox: how much waits there now?
    pub(crate) fn count_inbox(&mut self, out: &mut Vec<Effect>) {
        out.push(Effect::Load { keys: vec![(Area::Inbox, String::new())], then: Then::InboxCount });
    }

    /// Where the records with these ids are stored, of those that are in the vault.
    pub(crate) fn record_keys<'i>(&self, ids: impl IntoIterator<Item = &'i String>) -> Vec<(Area, String)> {
        let key = |id: &String| self.opened_vault()?.record_key(id.parse().ok()?);
        let keys: SortedSet<String> = ids.into_iter().filter_map(key).collect();
        keys.into_iter().map(|key| (Area::Records, key)).collect()
    }

    /// Opens the waiting captures to see which records they add to.
    pub(crate) fn inbox_loaded(&mut self, blobs: Vec<Blob>, rng: &mut dyn Random, out: &mut Vec<Effect>) {
        let Some(vault) = self.opened_vault() else { return };
        if blobs.is_empty() {
            self.inbox = 0;
            return;
        }
        let ids: Vec<String> = blobs
            .iter()
            .filter_map(|(_, key, value)| vault.open_inbox(key, value.as_deref()?).ok())
            .flat_map(|capture| [capture.credential.to_string(), capture.id.to_string()])
            .collect();
        let mut keys = self.record_keys(&ids);
        if keys.is_empty() {
            self.inbox_records_loaded(&blobs, rng, out);
            return;
        }
        keys.push((Area::Inbox, String::new()));
        out.push(Effect::Load { keys, then: Then::InboxRecords });
    }

    /// Merges every capture that opens, all in one transaction that also takes them out of the inbox: exactly once.
    pub(crate) fn inbox_records_loaded(&mut self, blobs: &[Blob], rng: &mut dyn Random, out: &mut Vec<Effect>) {
        let Some(vault) = self.opened_vault() else { return };
        let mut captures = Vec::new();
        let mut left = 0;
        for (_, key, value) in blobs.iter().filter(|(area, ..)| *area == Area::Inbox) {
            match value.as_deref().map(|value| vault.open_inbox(key, value)) {
                Some(Ok(capture)) => captures.push(capture),
                _ => left += 1,
            }
        }
        // A relabelling carries no fields and counts last.
        sort_by_key(&mut captures, |capture| (capture.fields.is_empty(), capture.origin.at));
        let mut gathered = Gathered::new(vault, blobs);
        let mut done: SortedMap<RecordId, Vec<RecordId>> = SortedMap::new();
        let mut batch = vault.batch(self.now);
        for capture in captures {
            let id = capture.id;
            match gathered.add(capture) {
                Some(credential) => done.or_default(credential.id).push(id),
                // A label for nothing.
                None => batch.write(inbox_remove(&id.to_string())),
            }
        }
        for (id, credential) in gathered.changed {
            let captures = done.remove(&id).unwrap_or_default();
            if batch.put(credential, rng).is_err() {
                left += captures.len();
                continue;
            }
            captures.iter().for_each(|id| batch.write(inbox_remove(&id.to_string())));
        }
        let sealed = batch.seal(rng);
        match sealed {
            Ok(mut staged) => {
                let writes = staged.take_writes();
                self.staged = Some(staged);
                self.inbox_left = left;
                out.push(Effect::Store { writes, then: Then::InboxStored });
            }
            Err(error) => self.session.problem = Some(Self::told(&error)),
        }
        if left > 0 {
            self.session.problem = Some(problem_with("inbox-damaged", &[&left.to_string()]));
        }
        self.changed = true;
    }
}

/// Credentials that captures are added to, beside the vault.
pub(crate) struct Gathered<'a> {
    vault: &'a Vault,
    blobs: &'a [Blob],
    /// What is to be put.
    pub changed: SortedMap<RecordId, Credential>,
}

impl<'a> Gathered<'a> {
    /// `blobs` holds the records that captures may add to.
    pub fn new(vault: &'a Vault, blobs: &'a [Blob]) -> Self {
        Self { vault, blobs, changed: SortedMap::new() }
    }

    /// Adds a capture to the credential it names. If that holds another value already, or cannot be read, the capture
    /// becomes a credential of its own under its own id, so that no value takes the place of another. Adding the same
    /// capture again changes nothing. Nothing comes of a label for a credential that is not there.
    pub fn add(&mut self, mut capture: Capture) -> Option<Credential> {
        let named = self.get(capture.credential);
        let fits = match &named {
            Some(have) => {
                let same = |(name, value)| have.fields.get(name).is_none_or(|other| other == value);
                // The provider's own answer for this very connection takes the place of what it gave before.
                let follows = capture.origin.how == How::OAuth;
                have.kind == capture.kind
                    && (follows || capture.fields.iter().map(|(name, value)| (name, value)).all(same))
            }
            None => self.vault.record_key(capture.credential).is_none(),
        };
        if !fits {
            capture.credential = capture.id;
        }
        let existing = if fits { named } else { self.get(capture.id) };
        if existing.is_none() && capture.fields.is_empty() {
            return None;
        }
        let credential = merge(existing, capture);
        self.changed.insert(credential.id, credential.clone());
        Some(credential)
    }

    fn get(&self, id: RecordId) -> Option<Credential> {
        if let Some(credential) = self.changed.get(&id) {
            return Some(credential.clone());
        }
        let key = self.vault.record_key(id)?;
        self.vault.read_stored(id, blob_of(self.blobs, &key)).ok()
    }
}

/// Adds a capture to its credential, or makes one of it.
fn merge(existing: Option<Credential>, capture: Capture) -> Credential {
    let expires_at = capture.expires_in.map(|s| capture.origin.at.saturating_add(s.saturating_mul(1000)));
    let relabels = capture.fields.is_empty();
    let mut credential = existing.unwrap_or_else(|| Credential {
        id: capture.credential,
        provider: capture.provider.clone(),
        kind: capture.kind.clone(),
        label: capture.label.clone(),
        client: None,
        site: None,
        integration: None,
        account: None,
        fields: SortedMap::new(),
        region: None,
        issued_at: Some(capture.origin.at),
        expires_at: None,
        captured: Vec::new(),
        linked: None,
        created_at: 0,
        updated_at: 0,
        trashed_at: None,
        care: Care::default(),
        history: Vec::new(),
    });
    let follows = capture.origin.how == How::OAuth;
    if follows {
        account::forget(&mut credential, &capture);
        credential.care.connection = connection::renewed(&credential, &capture).map(Box::new);
        credential.care.off = None;
    }
    // Who keeps a value anew wants its credential back.
    if !relabels {
        credential.trashed_at = None;
    }
    // The label of a credential that is there already is the person's.
    if relabels {
        credential.label = capture.label;
    }
    credential.client = credential.client.or(capture.client);
    credential.site = credential.site.or(capture.site);
    credential.integration = credential.integration.or(capture.integration);
    credential.account = capture.account.or(credential.account);
    credential.region = capture.region.or(credential.region);
    credential.linked = credential.linked.or(capture.linked);
    credential.expires_at = expires_at.or(credential.expires_at);
    for (name, value) in capture.fields {
        if follows {
            credential.follow(&name, value, capture.origin.at);
        } else {
            credential.set(&name, value, capture.origin.at);
        }
    }
    if follows {
        // One entry for all that were refreshed one after another.
        credential.captured.retain(|origin| origin.how != How::OAuth);
    }
    if !relabels && !credential.captured.contains(&capture.origin) {
        credential.captured.push(capture.origin);
    }
    credential
}
