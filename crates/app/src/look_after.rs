//! Looking after what is in the vault: list, reveal, earlier values, edit, trash.

use crate::event::{Blob, Change, Effect, ReplyId, Then, problem};
use crate::open::blob_of;
use crate::step::App;
use crate::view::DOTS;
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{EarlierView, UiResponse};
use keyfob_sorted::sort_by;
use keyfob_vault::{Area, Credential, FieldValue, OffBy, Random, RecordId, Summary, SwitchedOff};

/// Most credentials in one answer.
const PAGE: usize = 200;

impl App {
    pub(crate) fn list(
        &mut self,
        reply: ReplyId,
        query: &str,
        (offset, limit): (usize, usize),
        trashed: bool,
        out: &mut Vec<Effect>,
    ) {
        let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
        let wanted = |summary: &&Summary| summary.trashed_at.is_some() == trashed && matches(summary, &words);
        let key = |summary: &Summary| {
            (summary.client.as_deref().unwrap_or_default().to_lowercase(), summary.label.to_lowercase(), summary.id)
        };
        let summaries = self.opened_vault().into_iter().flat_map(|vault| vault.summaries());
        let mut found: Vec<_> = summaries.filter(wanted).map(|summary| (key(summary), summary)).collect();
        sort_by(&mut found, |(a, _), (b, _)| a.cmp(b));
        let total = found.len();
        let credentials = found
            .into_iter()
            .skip(offset)
            .take(limit.min(PAGE))
            .map(|(_, summary)| self.credential_view(summary))
            .collect();
        Self::respond(reply, UiResponse::List { credentials, total }, out);
    }

    pub(crate) fn reveal(
        &mut self,
        reply: ReplyId,
        credential: String,
        field: String,
        earlier: Option<usize>,
        out: &mut Vec<Effect>,
    ) {
        match self.key_of(&credential) {
            Some(key) => out.push(Effect::Load {
                keys: vec![(Area::Records, key)],
                then: Then::Reveal(reply, credential, field, earlier),
            }),
            None => Self::refuse(reply, problem("not-found"), out),
        }
    }

    pub(crate) fn revealed(
        &mut self,
        reply: ReplyId,
        credential: &str,
        field: &str,
        earlier: Option<usize>,
        blobs: &[Blob],
        out: &mut Vec<Effect>,
    ) {
        let Some(found) = self.found(reply, credential, blobs, out) else { return };
        let value = match earlier {
            None => found.fields.get(field),
            Some(at) => found.history.get(at).filter(|earlier| earlier.field == field).map(|earlier| &earlier.value),
        };
        match value {
            Some(value) => {
                let value = SecretText::new(value.expose().to_owned());
                Self::respond(reply, UiResponse::Secret { value }, out);
            }
            None => Self::refuse(reply, problem("not-found"), out),
        }
    }

    pub(crate) fn earlier(&mut self, reply: ReplyId, credential: String, out: &mut Vec<Effect>) {
        match self.key_of(&credential) {
            Some(key) => {
                out.push(Effect::Load { keys: vec![(Area::Records, key)], then: Then::Earlier(reply, credential) });
            }
            None => Self::refuse(reply, problem("not-found"), out),
        }
    }

    pub(crate) fn earlier_loaded(&mut self, reply: ReplyId, credential: &str, blobs: &[Blob], out: &mut Vec<Effect>) {
        let Some(found) = self.found(reply, credential, blobs, out) else { return };
        let view = |(at, earlier): (usize, &keyfob_vault::Earlier)| EarlierView {
            at,
            field: earlier.field.clone(),
            name: self.field_name(&found.kind, &earlier.field),
            preview: masked(&earlier.value),
            secret: earlier.value.is_secret(),
            until: earlier.until,
        };
        let values = found.history.iter().enumerate().map(view).collect();
        Self::respond(reply, UiResponse::Earlier { values }, out);
    }

    pub(crate) fn change(&mut self, reply: ReplyId, credential: &str, change: Change, out: &mut Vec<Effect>) {
        match (credential.parse::<RecordId>(), self.key_of(credential)) {
            (Ok(id), Some(key)) => {
                out.push(Effect::Load { keys: vec![(Area::Records, key)], then: Then::Change(reply, id, change) });
            }
            _ => Self::refuse(reply, problem("not-found"), out),
        }
    }

    pub(crate) fn change_loaded(
        &mut self,
        reply: ReplyId,
        id: RecordId,
        change: &Change,
        blobs: &[Blob],
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let Some(mut found) = self.found(reply, &id.to_string(), blobs, out) else { return };
        match change {
            Change::Names { label, client } => {
                if !label.trim().is_empty() {
                    found.label = label.trim().to_owned();
                }
                found.client = Some(client.trim().to_owned()).filter(|client| !client.is_empty());
            }
            Change::Trash => found.trashed_at = found.trashed_at.or(Some(self.now)),
            Change::Restore => found.trashed_at = None,
            Change::Forget => found.purge_history(),
            Change::Keep => found.care.rotation = None,
            Change::Off(off) => {
                found.care.off = off.then_some(SwitchedOff { at: self.now, how: OffBy::Person });
            }
            Change::Dismiss(warning) => {
                // What it was about before is over.
                let keys = self.warning_keys(id);
                found.care.dismissed.retain(|key| keys.contains(key) && key != warning);
                if keys.contains(warning) {
                    found.care.dismissed.push(warning.clone());
                }
            }
        }
        let now = self.now;
        let staged = self.opened_vault().map(|vault| vault.put(found, now, rng));
        self.store(reply, staged, out);
    }

    /// For good, and only what lies in the trash.
    pub(crate) fn purge(&mut self, reply: ReplyId, credential: &str, rng: &mut dyn Random, out: &mut Vec<Effect>) {
        let now = self.now;
        let staged = credential.parse::<RecordId>().ok().and_then(|id| {
            let vault = self.opened_vault()?;
            vault.summary(id)?.trashed_at?;
            Some(vault.delete(id, now, rng))
        });
        self.store(reply, staged, out);
    }

    /// What has lain in the trash for long enough goes. True if there was something.
    pub(crate) fn purge_due(&mut self, rng: &mut dyn Random, out: &mut Vec<Effect>) -> bool {
        let now = self.now;
        let Some(vault) = self.opened_vault() else { return false };
        let due: Vec<RecordId> = vault.due_for_purge(now).collect();
        let taught: Vec<RecordId> = vault.learned_due_for_purge(now).collect();
        if (due.is_empty() && taught.is_empty()) || self.staged.is_some() {
            return false;
        }
        let mut batch = vault.batch(now);
        // What cannot be deleted now is due again the next time.
        let deleted = due.into_iter().all(|id| batch.delete(id, rng).is_ok())
            && taught.into_iter().all(|id| batch.forget_learned(id).is_ok());
        if let (true, Ok(mut staged)) = (deleted, batch.seal(rng)) {
            let writes = staged.take_writes();
            self.staged = Some(staged);
            out.push(Effect::Store { writes, then: Then::Purged });
            return true;
        }
        false
    }

    pub(crate) fn store(
        &mut self,
        reply: ReplyId,
        staged: Option<Result<keyfob_vault::Staged, keyfob_vault::VaultError>>,
        out: &mut Vec<Effect>,
    ) {
        match staged {
            Some(Ok(mut staged)) => {
                let writes = staged.take_writes();
                self.staged = Some(staged);
                out.push(Effect::Store { writes, then: Then::Done(reply) });
            }
            Some(Err(error)) => Self::refuse(reply, Self::told(&error), out),
            None => Self::refuse(reply, problem("not-found"), out),
        }
    }

    pub(crate) fn key_of(&self, credential: &str) -> Option<String> {
        self.opened_vault()?.record_key(credential.parse().ok()?)
    }

    /// The credential that was loaded; whoever asked is told when it cannot be read.
    pub(crate) fn found(
        &self,
        reply: ReplyId,
        credential: &str,
        blobs: &[Blob],
        out: &mut Vec<Effect>,
    ) -> Option<Credential> {
        let read = || {
            let vault = self.opened_vault()?;
            let id: RecordId = credential.parse().ok()?;
            let key = vault.record_key(id)?;
            Some(vault.read_stored(id, blob_of(blobs, &key)))
        };
        match read() {
            Some(Ok(found)) => return Some(found),
            Some(Err(error)) => Self::refuse(reply, Self::told(&error), out),
            None => Self::refuse(reply, problem("not-found"), out),
        }
        None
    }
}

fn matches(summary: &Summary, words: &[String]) -> bool {
    words.iter().all(|word| {
        [
            Some(&summary.label),
            summary.client.as_ref(),
            summary.site.as_ref(),
            summary.integration.as_ref(),
            summary.account.as_ref(),
            Some(&summary.kind),
        ]
        .into_iter()
        .flatten()
        .any(|text| text.to_lowercase().contains(word.as_str()))
    })
}

/// Dots and the last four characters of a long secret; the whole of what is none.
pub(crate) fn masked(value: &FieldValue) -> String {
    match value {
        FieldValue::Public(text) => text.clone(),
        FieldValue::Secret(secret) => format!("{DOTS}{}", secret.tail().unwrap_or_default()),
    }
}
