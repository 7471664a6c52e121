//! Looking after what is in the vault: list, reveal, edit, delete.

use crate::event::{Blob, Change, Effect, ReplyId, Then, problem};
use crate::open::blob_of;
use crate::step::App;
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::UiResponse;
use keyfob_vault::{Area, Random, RecordId, Summary};

/// Most credentials in one answer.
const PAGE: usize = 200;

impl App {
    pub(crate) fn list(&mut self, reply: ReplyId, query: &str, offset: usize, limit: usize, out: &mut Vec<Effect>) {
        let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
        let mut found: Vec<&Summary> = self
            .opened_vault()
            .map(|vault| vault.summaries().filter(|summary| matches(summary, &words)).collect())
            .unwrap_or_default();
        found.sort_by(|a, b| {
            let key = |summary: &Summary| {
                (summary.client.as_deref().unwrap_or_default().to_lowercase(), summary.label.to_lowercase())
            };
            key(a).cmp(&key(b)).then(a.id.cmp(&b.id))
        });
        let total = found.len();
        let credentials =
            found.into_iter().skip(offset).take(limit.min(PAGE)).map(|summary| self.credential_view(summary)).collect();
        Self::respond(reply, UiResponse::List { credentials, total }, out);
    }

    pub(crate) fn reveal(&mut self, reply: ReplyId, credential: &str, field: &str, out: &mut Vec<Effect>) {
        match self.key_of(credential) {
            Some(key) => out.push(Effect::Load {
                keys: vec![(Area::Records, key)],
                then: Then::Reveal(reply, credential.to_owned(), field.to_owned()),
            }),
            None => Self::refuse(reply, problem("not-found"), out),
        }
    }

    pub(crate) fn revealed(
        &mut self,
        reply: ReplyId,
        credential: &str,
        field: &str,
        blobs: &[Blob],
        out: &mut Vec<Effect>,
    ) {
        match self.read(credential, blobs).map(|found| found.map(|c| c.fields.get(field).cloned())) {
            Some(Ok(Some(value))) => {
                let value = SecretText::new(value.expose().to_owned());
                Self::respond(reply, UiResponse::Secret { value }, out);
            }
            Some(Err(error)) => Self::refuse(reply, Self::told(&error), out),
            _ => Self::refuse(reply, problem("not-found"), out),
        }
    }

    pub(crate) fn edit(&mut self, reply: ReplyId, change: Change, out: &mut Vec<Effect>) {
        match self.key_of(&change.credential) {
            Some(key) => {
                out.push(Effect::Load { keys: vec![(Area::Records, key)], then: Then::Edit(reply, change) });
            }
            None => Self::refuse(reply, problem("not-found"), out),
        }
    }

    pub(crate) fn edit_loaded(
        &mut self,
        reply: ReplyId,
        change: &Change,
        blobs: &[Blob],
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let mut found = match self.read(&change.credential, blobs) {
            Some(Ok(found)) => found,
            Some(Err(error)) => {
                Self::refuse(reply, Self::told(&error), out);
                return;
            }
            None => {
                Self::refuse(reply, problem("not-found"), out);
                return;
            }
        };
        if !change.label.trim().is_empty() {
            found.label = change.label.trim().to_owned();
        }
        found.client = Some(change.client.trim().to_owned()).filter(|client| !client.is_empty());
        let now = self.now;
        let staged = self.opened_vault().map(|vault| vault.put(found, now, rng));
        self.store(reply, staged, Then::Edit(reply, Change::default()), out);
    }

    pub(crate) fn delete(&mut self, reply: ReplyId, credential: &str, rng: &mut dyn Random, out: &mut Vec<Effect>) {
        let now = self.now;
        let staged = credential.parse::<RecordId>().ok().and_then(|id| Some(self.opened_vault()?.delete(id, now, rng)));
        self.store(reply, staged, Then::Delete(reply), out);
    }

    fn store(
        &mut self,
        reply: ReplyId,
        staged: Option<Result<keyfob_vault::Staged, keyfob_vault::VaultError>>,
        then: Then,
        out: &mut Vec<Effect>,
    ) {
        match staged {
            Some(Ok(mut staged)) => {
                let writes = staged.take_writes();
                self.staged = Some(staged);
                out.push(Effect::Store { writes, then });
            }
            Some(Err(error)) => Self::refuse(reply, Self::told(&error), out),
            None => Self::refuse(reply, problem("not-found"), out),
        }
    }

    fn key_of(&self, credential: &str) -> Option<String> {
        self.opened_vault()?.record_key(credential.parse().ok()?)
    }

    fn read(
        &self,
        credential: &str,
        blobs: &[Blob],
    ) -> Option<Result<keyfob_vault::Credential, keyfob_vault::VaultError>> {
        let vault = self.opened_vault()?;
        let id: RecordId = credential.parse().ok()?;
        let key = vault.record_key(id)?;
        Some(vault.read_stored(id, blob_of(blobs, &key)))
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
