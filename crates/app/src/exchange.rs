//! Files: everything into one, some credentials to somebody, and what is in one taken in. What is written leaves
//! sealed; what is read is shown before anything of it is stored, and nothing is overwritten.

mod care;
mod convert;
mod learned;
mod script;

use crate::event::{Blob, Effect, ReplyId, Then, problem, problem_with};
use crate::open::{blob_of, weakness};
use crate::step::App;
use crate::view::DOTS;
use base64ct::{Base64, Encoding};
use keyfob_exchange::{ExchangeError, Export, Fault, Foreign, Found, Read, SkipReason, Why, hints};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{FieldView, ImportEntry, ImportFate, Problem, Reason, SkipView, UiResponse};
use keyfob_vault::{
    Area, Change as MergeChange, Random, RecordId, Replica, Secret, Standing as MergeStanding, VaultError, note_key,
};
use zeroize::Zeroizing;

/// The note that holds this vault's age identity.
const IDENTITY: &str = "age-identity";
/// How an age file begins: in binary, and as text.
const AGE: [&[u8]; 2] = [b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----"];

/// A file that is being made or read. It lives in memory only: a killed worker forgets it, and the person does it again.
pub(crate) enum Exchange {
    /// To be written.
    Write {
        /// Passphrase or recipient.
        key: SecretText,
        /// For a recipient.
        to_recipient: bool,
        /// In FIDO's Credential Exchange Format.
        cxf: bool,
        /// Which credentials; none for all.
        only: Option<Vec<RecordId>>,
    },
    /// For a script.
    Script {
        /// Passphrase.
        key: SecretText,
        /// The document, once the connection is held for it.
        document: Zeroizing<Vec<u8>>,
    },
    /// To be read.
    Read {
        /// The file.
        file: Zeroizing<Vec<u8>>,
        /// Its format, where the name tells it.
        format: &'static str,
        /// Which entries to take in; none for a preview.
        wanted: Option<Vec<usize>>,
    },
    /// A document of ours that is compared with what is here.
    Merge {
        /// What the other copy knows.
        replica: Box<Replica>,
        /// The document's credentials, in its order.
        order: Vec<RecordId>,
        /// As above.
        wanted: Option<Vec<usize>>,
    },
}

impl core::fmt::Debug for Exchange {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Write { .. } => "Write",
            Self::Script { .. } => "Script",
            Self::Read { .. } => "Read",
            Self::Merge { .. } => "Merge",
        })
    }
}

/// What opens a file.
pub enum FileKey {
    /// It is not sealed.
    None,
    /// A passphrase.
    Passphrase(SecretText),
    /// An age identity.
    Identity(SecretText),
}

impl App {
    pub(crate) fn export(&mut self, reply: ReplyId, passphrase: SecretText, cxf: bool, out: &mut Vec<Effect>) {
        if let Some(weak) = weakness(passphrase.expose()) {
            Self::refuse(reply, weak, out);
            return;
        }
        self.exchange = Some(Exchange::Write { key: passphrase, to_recipient: false, cxf, only: None });
        out.push(Effect::Load { keys: vec![(Area::Records, String::new())], then: Then::Export(reply) });
    }

    pub(crate) fn hand_over(
        &mut self,
        reply: ReplyId,
        credentials: &[String],
        recipient: String,
        out: &mut Vec<Effect>,
    ) {
        let known = |id: &String| id.parse::<RecordId>().ok().filter(|id| self.key_of(&id.to_string()).is_some());
        let only: Option<Vec<RecordId>> = credentials.iter().map(known).collect();
        let Some(only) = only.filter(|only| !only.is_empty()) else {
            Self::refuse(reply, problem("not-found"), out);
            return;
        };
        let keys = only.iter().filter_map(|id| Some((Area::Records, self.key_of(&id.to_string())?))).collect();
        let key = SecretText::new(recipient);
        self.exchange = Some(Exchange::Write { key, to_recipient: true, cxf: false, only: Some(only) });
        out.push(Effect::Load { keys, then: Then::Export(reply) });
    }

    /// The records are there: the document is made, and sealed elsewhere.
    pub(crate) fn export_loaded(&mut self, reply: ReplyId, blobs: &[Blob], out: &mut Vec<Effect>) {
        let (Some(Exchange::Write { key, to_recipient, cxf, only }), Some(vault)) =
            (self.exchange.take(), self.opened_vault())
        else {
            Self::refuse(reply, problem("locked"), out);
            return;
        };
        let document = convert::document(vault, blobs, only.as_deref(), self.now);
        match document {
            Ok((document, left_out)) => {
                let (document, then) = (document.to_bytes(), Then::Exported(reply, left_out));
                out.push(Effect::WriteFile { document, key, to_recipient, cxf, then });
            }
            Err(error) => Self::refuse(reply, Self::told(&error), out),
        }
    }

    pub(crate) fn file_written(then: Then, result: Result<Vec<u8>, String>, out: &mut Vec<Effect>) {
        let is_script = matches!(then, Then::ScriptMade(_));
        let (reply, name, left_out) = match then {
            Then::Exported(reply, left_out) => (reply, "keyfob.age", left_out),
            Then::ScriptMade(reply) => (reply, "keyfob-script.age", Vec::new()),
            _ => return,
        };
        match result {
            Ok(bytes) => {
                let (name, bytes) = (name.to_owned(), Base64::encode_string(&bytes));
                Self::respond(reply, UiResponse::File { name, bytes, left_out }, out);
            }
            // It may be held by now: that is no time to say that nothing was changed.
            Err(_) if is_script => Self::refuse(reply, problem("script-failed"), out),
            Err(wire) => Self::refuse(reply, file_problem(Fault::from_wire(&wire)), out),
        }
    }

    pub(crate) fn recipient(reply: ReplyId, out: &mut Vec<Effect>) {
        out.push(Effect::Load { keys: vec![(Area::Meta, note_key(IDENTITY))], then: Then::Recipient(reply) });
    }

    /// The identity of this vault, in two lines with its recipient, if it was ever asked for.
    pub(crate) fn recipient_loaded(&mut self, reply: ReplyId, blobs: &[Blob], out: &mut Vec<Effect>) {
        match self.identity(blobs) {
            Some(Ok((_, recipient))) => Self::respond(reply, UiResponse::Text { text: recipient }, out),
            Some(Err(error)) => Self::refuse(reply, Self::told(&error), out),
            None => out.push(Effect::NewIdentity { then: Then::Recipient(reply) }),
        }
    }

    /// A new identity: sealed first, then its recipient is told.
    pub(crate) fn identity_made(
        &mut self,
        then: &Then,
        lines: Option<Zeroizing<Vec<u8>>>,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let Then::Recipient(reply) = *then else { return };
        let sealed = lines.zip(self.opened_vault()).map(|(lines, vault)| vault.seal_note(IDENTITY, &lines, rng));
        match sealed {
            Some(Ok(write)) => out.push(Effect::Store { writes: vec![write], then: Then::Recipient(reply) }),
            Some(Err(error)) => Self::refuse(reply, Self::told(&error), out),
            None => Self::refuse(reply, problem("file-failed"), out),
        }
    }

    fn identity(&self, blobs: &[Blob]) -> Option<Result<(SecretText, String), VaultError>> {
        let blob = blob_of(blobs, &note_key(IDENTITY))?;
        let opened = self.opened_vault()?.open_note(IDENTITY, blob);
        Some(opened.map(|lines| {
            let text = core::str::from_utf8(&lines).unwrap_or_default();
            let (identity, recipient) = text.split_once('\n').unwrap_or_default();
            (SecretText::new(identity.to_owned()), recipient.trim().to_owned())
        }))
    }

    pub(crate) fn import(
        &mut self,
        reply: ReplyId,
        (file, name, passphrase): (&SecretText, &str, SecretText),
        wanted: Option<Vec<usize>>,
        out: &mut Vec<Effect>,
    ) {
        let Ok(bytes) = Base64::decode_vec(file.expose()).map(Zeroizing::new) else {
            Self::refuse(reply, problem("file-failed"), out);
            return;
        };
        let format = if name.contains(".env") { "env" } else { "" };
        let sealed = AGE.iter().any(|start| bytes.starts_with(start));
        self.exchange = Some(Exchange::Read { file: bytes, format, wanted });
        if !sealed {
            self.read_file(reply, FileKey::None, out);
        } else if passphrase.is_empty() {
            // Made for this vault's recipient, perhaps.
            out.push(Effect::Load { keys: vec![(Area::Meta, note_key(IDENTITY))], then: Then::ImportKey(reply) });
        } else {
            self.read_file(reply, FileKey::Passphrase(passphrase), out);
        }
    }

    pub(crate) fn import_key(&mut self, reply: ReplyId, blobs: &[Blob], out: &mut Vec<Effect>) {
        match self.identity(blobs) {
            Some(Ok((identity, _))) => self.read_file(reply, FileKey::Identity(identity), out),
            _ => {
                self.forget_typed();
                Self::refuse(reply, problem("passphrase-needed"), out);
            }
        }
    }

    fn read_file(&mut self, reply: ReplyId, key: FileKey, out: &mut Vec<Effect>) {
        let Some(Exchange::Read { file, format, .. }) = &mut self.exchange else { return };
        let file = core::mem::take(file);
        out.push(Effect::ReadFile { file, key, format, then: Then::Import(reply) });
    }

    pub(crate) fn file_read(
        &mut self,
        then: &Then,
        result: Result<Zeroizing<Vec<u8>>, String>,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let (Then::Import(reply), Some(Exchange::Read { wanted, .. })) = (then, self.exchange.take()) else { return };
        let reply = *reply;
        let fault = |error: ExchangeError| error.fault();
        let read = result.map_err(|wire| Fault::from_wire(&wire));
        match read.and_then(|bytes| Read::from_bytes(&bytes).map_err(fault)) {
            Ok(Read::Foreign(foreign)) => self.take_in(reply, &foreign, wanted, rng, out),
            Ok(Read::Export(document)) => self.compare(reply, &document, wanted, out),
            Err(fault) => Self::refuse(reply, file_problem(fault), out),
        }
    }

    /// Items of another program: what is recognised can be taken in, the rest stays where it is.
    fn take_in(
        &mut self,
        reply: ReplyId,
        foreign: &Foreign,
        wanted: Option<Vec<usize>>,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let import = foreign.judge();
        let Some(vault) = self.opened_vault() else {
            Self::refuse(reply, problem("locked"), out);
            return;
        };
        let Some(wanted) = wanted else {
            let entries = import.found.iter().enumerate().filter_map(|(at, found)| self.entry_of(at, found)).collect();
            let unknown = import.found.iter().filter(|found| found.kind.is_none());
            let unknown = unknown.map(|found| skipped(&found.title, "import-unknown"));
            let left = import.skipped.iter().map(|one| skipped(&one.title, skip_code(one.reason)));
            Self::respond(reply, UiResponse::Import { entries, skipped: left.chain(unknown).collect() }, out);
            return;
        };
        let mut batch = vault.batch(self.now);
        let mut put = Ok(());
        for (at, found) in import.found.into_iter().enumerate() {
            let new = wanted.contains(&at) && !self.is_known(&found);
            if let Some(credential) = convert::credential(found, RecordId::random(rng), self.now).filter(|_| new) {
                put = put.and_then(|()| batch.put(credential, rng));
            }
        }
        let staged = put.and_then(|()| batch.seal(rng));
        self.store(reply, Some(staged), out);
    }

    fn is_known(&self, found: &Found) -> bool {
        let (Some(vault), Some(kind)) = (self.opened_vault(), found.kind) else { return false };
        let secrets = || found.fields.iter().filter(|(_, field)| field.secret);
        secrets().next().is_some()
            && vault.summaries().filter(|summary| summary.kind == kind).any(|summary| {
                secrets()
                    .all(|(name, field)| vault.holds(summary.id, name, &Secret::new(field.value.expose().to_owned())))
            })
    }

    fn entry_of(&self, at: usize, found: &Found) -> Option<ImportEntry> {
        let kind = found.kind?;
        let (provider, name) = self.names(kind);
        let why = match found.why {
            Why::Value => "import-value",
            Why::Variable => "import-variable",
            Why::Notes => "import-notes",
            Why::Unknown => "import-unknown",
        };
        let field = |hint: keyfob_exchange::Hint| FieldView {
            name: self.field_name(kind, &hint.name),
            field: hint.name,
            secret: hint.secret,
            preview: hint.public.unwrap_or_else(|| format!("{DOTS}{}", hint.tail.unwrap_or_default())),
            constants: Vec::new(),
        };
        Some(ImportEntry {
            at,
            source: found.title.clone(),
            label: found.title.clone(),
            provider,
            name,
            fields: hints(&found.fields).into_iter().map(field).collect(),
            why: Reason { code: why.to_owned(), args: Vec::new() },
            fate: if self.is_known(found) { ImportFate::Known } else { ImportFate::New },
        })
    }

    /// A document of ours: merged part by part with what is here.
    fn compare(&mut self, reply: ReplyId, document: &Export, wanted: Option<Vec<usize>>, out: &mut Vec<Effect>) {
        let (replica, order) = convert::replica(document, wanted.as_deref());
        let Some(vault) = self.opened_vault() else {
            Self::refuse(reply, problem("locked"), out);
            return;
        };
        let keys =
            vault.needed_to_merge(&replica).filter_map(|id| Some((Area::Records, vault.record_key(id)?))).collect();
        self.exchange = Some(Exchange::Merge { replica: Box::new(replica), order, wanted });
        out.push(Effect::Load { keys, then: Then::Merge(reply) });
    }

    pub(crate) fn merge_loaded(&mut self, reply: ReplyId, blobs: &[Blob], rng: &mut dyn Random, out: &mut Vec<Effect>) {
        let (Some(Exchange::Merge { replica, order, wanted }), Some(vault)) =
            (self.exchange.take(), self.opened_vault())
        else {
            Self::refuse(reply, problem("locked"), out);
            return;
        };
        let stored = |id: RecordId| blob_of(blobs, &vault.record_key(id)?);
        let merged = match vault.merge(&replica, stored, self.now, rng) {
            Ok(merged) => merged,
            Err(error) => {
                Self::refuse(reply, Self::told(&error), out);
                return;
            }
        };
        if wanted.is_some() {
            match merged.staged {
                Some(staged) => self.store(reply, Some(Ok(staged)), out),
                None => Self::done(reply, out),
            }
            return;
        }
        let records: Vec<_> = replica.records().collect();
        let version = |id: RecordId| records.iter().find(|(other, _)| *other == id).map(|(_, version)| *version);
        let mut entries = Vec::new();
        for (at, id) in order.into_iter().enumerate() {
            let Some(MergeStanding::Live(credential, _)) = version(id).and_then(|one| one.standing()) else {
                continue;
            };
            let fate = match merged.changes.get(&id) {
                Some(MergeChange::Added) => ImportFate::New,
                Some(MergeChange::Changed(_) | MergeChange::Repaired) => ImportFate::Merge,
                Some(MergeChange::Removed) | None => ImportFate::Known,
            };
            entries.push(self.entry_of_document(at, credential, fate));
        }
        let removed = merged.changes.iter().filter(|(_, change)| **change == MergeChange::Removed);
        let removed = removed.filter_map(|(id, _)| vault.summary(*id));
        let removed = removed.map(|summary| skipped(&summary.label, "import-removed")).collect();
        Self::respond(reply, UiResponse::Import { entries, skipped: removed }, out);
    }

    fn entry_of_document(&self, at: usize, credential: &keyfob_vault::Credential, fate: ImportFate) -> ImportEntry {
        let (provider, name) = self.names(&credential.kind);
        let field = |(name, value): (&String, &keyfob_vault::FieldValue)| FieldView {
            field: name.clone(),
            name: self.field_name(&credential.kind, name),
            secret: value.is_secret(),
            preview: crate::look_after::masked(value),
            constants: Vec::new(),
        };
        ImportEntry {
            at,
            source: credential.client.clone().unwrap_or_default(),
            label: credential.label.clone(),
            provider,
            name,
            fields: credential.fields.iter().map(field).collect(),
            why: Reason { code: "import-own".to_owned(), args: Vec::new() },
            fate,
        }
    }
}

fn skipped(title: &str, code: &str) -> SkipView {
    SkipView { control: title.to_owned(), why: Reason { code: code.to_owned(), args: Vec::new() } }
}

const fn skip_code(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::Empty => "import-empty",
        SkipReason::OtherType => "import-other",
        SkipReason::Trashed => "import-trashed",
        SkipReason::Reference => "import-reference",
        SkipReason::Masked => "import-masked",
        SkipReason::Incomplete => "import-incomplete",
    }
}

/// The sentence for what is wrong with a file.
fn file_problem(fault: Fault) -> Problem {
    fault.line.map_or_else(|| problem(fault.code), |line| problem_with(fault.code, &[&line.to_string()]))
}
