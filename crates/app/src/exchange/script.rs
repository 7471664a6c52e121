//! A file for a script: one credential with tokens and what its app needs to renew them, which `keyfob token` keeps
//! alive from then on.
//!
//! A refresh token that rotates may be used in one place only, so it is moved, in two steps between which nothing can
//! be lost: the connection is held, and that is stored, before the file is made; the vault forgets its own refresh
//! token when the person says that the file is where the script reads it. Until then it can be taken back.

use super::{Exchange, convert};
use crate::connection;
use crate::event::{Blob, Effect, ReplyId, Then, problem};
use crate::open::weakness;
use crate::step::App;
use keyfob_oauth::Hold;
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{Problem, ScriptState, Stage};
use keyfob_vault::{Credential, Random, RecordId, Staged, Summary, VaultError};
use zeroize::Zeroizing;

/// A document, and what is to be stored before it may leave.
type ForScript = (Zeroizing<Vec<u8>>, Option<Result<Staged, VaultError>>);

impl App {
    /// Whether a script can use a credential.
    pub(crate) fn script_state(summary: &Summary) -> Option<ScriptState> {
        summary.field("access_token").filter(|_| summary.care.off.is_none())?;
        let Some(state) = connection::of(summary) else { return Some(ScriptState::Copy) };
        Some(match (state.hold, summary.field("refresh_token")) {
            (Some(Hold::UsedByCron), None) => ScriptState::Moved,
            (Some(Hold::UsedByCron), Some(_)) => ScriptState::Waits,
            (_, Some(_)) if !state.may_be_copied() => ScriptState::Move,
            _ => ScriptState::Copy,
        })
    }

    /// The file, and before it the hold.
    pub(crate) fn script_export(
        &mut self,
        reply: ReplyId,
        credential: &str,
        passphrase: SecretText,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        if let Some(weak) = weakness(passphrase.expose()) {
            Self::refuse(reply, weak, out);
            return;
        }
        let worker = self.worker(rng);
        match self.movable(credential, worker) {
            Ok((id, app)) => {
                let ids: Vec<String> = [Some(id), app].into_iter().flatten().map(|id| id.to_string()).collect();
                self.exchange = Some(Exchange::Script { key: passphrase, document: Zeroizing::default() });
                out.push(Effect::Load { keys: self.record_keys(&ids), then: Then::Script(reply, id) });
            }
            Err(why) => Self::refuse(reply, why, out),
        }
    }

    /// The credential, and its app where there is something to renew; or what stands in the way.
    fn movable(&self, credential: &str, worker: u64) -> Result<(RecordId, Option<RecordId>), Problem> {
        let summary = self.summary_of(credential).ok_or_else(|| problem("not-found"))?;
        let state = Self::script_state(summary).ok_or_else(|| problem("not-found"))?;
        if state == ScriptState::Moved {
            return Err(problem("stale"));
        }
        if summary.field("refresh_token").is_none() {
            return Ok((summary.id, None));
        }
        let connection = connection::of(summary);
        let hold = connection.as_ref().and_then(|connection| connection.hold);
        if hold.is_some_and(|hold| hold != Hold::UsedByCron) {
            return Err(problem("script-held"));
        }
        // The answer to what is under way would end the token that goes, or take its place.
        let refreshing = connection.is_some_and(|connection| connection.in_flight(worker, self.now));
        if refreshing || self.merge_due || self.is_being_connected(credential) {
            return Err(problem("script-busy"));
        }
        let app = summary.linked.and_then(|app| self.opened_vault()?.summary(app));
        let app = app.filter(|app| app.field("client_id").is_some()).ok_or_else(|| problem("script-no-app"))?;
        Ok((summary.id, Some(app.id)))
    }

    fn is_being_connected(&self, credential: &str) -> bool {
        let job = self.session.job.as_ref();
        job.is_some_and(|job| job.record == credential && !matches!(job.stage, Stage::Done | Stage::Failed))
    }

    /// The records are there: the hold is stored where the token is moved, then the file is made.
    pub(crate) fn script_loaded(
        &mut self,
        reply: ReplyId,
        id: RecordId,
        blobs: &[Blob],
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let Some(Exchange::Script { key, .. }) = self.exchange.take() else {
            Self::refuse(reply, problem("locked"), out);
            return;
        };
        match self.for_script(id, blobs, rng) {
            Ok((document, staged)) => {
                self.exchange = Some(Exchange::Script { key, document });
                match staged {
                    Some(staged) => self.store_then(reply, staged, Then::ScriptHeld(reply), out),
                    None => self.script_held(reply, out),
                }
            }
            Err(why) => Self::refuse(reply, why, out),
        }
    }

    /// The document, and the change that holds the connection, unless it may be copied or is held already.
    fn for_script(&mut self, id: RecordId, blobs: &[Blob], rng: &mut dyn Random) -> Result<ForScript, Problem> {
        let worker = self.worker(rng);
        let mut found = self.read_record(id, blobs)?;
        let vault = self.opened_vault().ok_or_else(|| problem("locked"))?;
        let summary = vault.summary(id).ok_or_else(|| problem("not-found"))?;
        let state = Self::script_state(summary);
        let mut staged = None;
        if state == Some(ScriptState::Move) {
            let mut connection = connection::of(summary).ok_or_else(|| problem("not-found"))?;
            if !connection.hand_over(worker, self.now) {
                return Err(problem("script-busy"));
            }
            found.care.connection = Some(Box::new(connection::to_notes(&connection)));
            staged = Some(vault.put(found.clone(), self.now, rng));
        }
        let renewable = found.fields.get("refresh_token").and(found.linked);
        let app = renewable.map(|app| self.read_record(app, blobs)).transpose()?;
        Ok((convert::script(vault, &found, app.as_ref(), self.now).to_bytes(), staged))
    }

    /// Nobody refreshes it here any more: the file is made, elsewhere.
    pub(crate) fn script_held(&mut self, reply: ReplyId, out: &mut Vec<Effect>) {
        let Some(Exchange::Script { key, document }) = self.exchange.take() else {
            Self::refuse(reply, problem("locked"), out);
            return;
        };
        let then = Then::ScriptMade(reply);
        out.push(Effect::WriteFile { document, key, to_recipient: false, cxf: false, then });
    }

    /// The person says what became of the file. What was said already is done.
    pub(crate) fn script_end(&mut self, reply: ReplyId, credential: &str, moved: bool, out: &mut Vec<Effect>) {
        let Some(summary) = self.summary_of(credential) else {
            Self::refuse(reply, problem("not-found"), out);
            return;
        };
        match (Self::script_state(summary), moved) {
            (Some(ScriptState::Waits), _) => {
                out.extend(self.load_record(summary.id, Then::ScriptEnd(reply, summary.id, moved)));
            }
            (Some(ScriptState::Moved), true) | (Some(ScriptState::Move), false) => Self::done(reply, out),
            _ => Self::refuse(reply, problem("stale"), out),
        }
    }

    pub(crate) fn script_end_loaded(
        &mut self,
        reply: ReplyId,
        id: RecordId,
        moved: bool,
        blobs: &[Blob],
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        match self.read_record(id, blobs) {
            Ok(found) => {
                let staged = if moved { self.forget_refresh_token(found, rng) } else { self.take_back(found, rng) };
                match staged {
                    Some(staged) => self.store_then(reply, staged, Then::ScriptDone(reply), out),
                    None => Self::refuse(reply, problem("not-found"), out),
                }
            }
            Err(why) => Self::refuse(reply, why, out),
        }
    }

    fn forget_refresh_token(&self, mut found: Credential, rng: &mut dyn Random) -> Option<Result<Staged, VaultError>> {
        // When it ends is the script's matter too.
        found.expires_at = None;
        let mut batch = self.opened_vault()?.batch(self.now);
        Some(match batch.put_without(found, "refresh_token", rng) {
            Ok(()) => batch.seal(rng),
            Err(error) => Err(error),
        })
    }

    fn take_back(&self, mut found: Credential, rng: &mut dyn Random) -> Option<Result<Staged, VaultError>> {
        let vault = self.opened_vault()?;
        let mut connection = connection::of(vault.summary(found.id)?)?;
        connection.take_back(self.now);
        found.care.connection = Some(Box::new(connection::to_notes(&connection)));
        Some(vault.put(found, self.now, rng))
    }

    fn store_then(&mut self, reply: ReplyId, staged: Result<Staged, VaultError>, then: Then, out: &mut Vec<Effect>) {
        match staged {
            Ok(mut staged) => {
                let writes = staged.take_writes();
                self.staged = Some(staged);
                out.push(Effect::Store { writes, then });
            }
            Err(error) => {
                self.forget_typed();
                Self::refuse(reply, Self::told(&error), out);
            }
        }
    }
}
