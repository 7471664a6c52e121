//! Where the API of a connected account is: asked of the provider once the tokens are in the vault, for kinds whose
//! host depends on the account.
//!
//! Nothing is lost by it: the tokens are safe before the question leaves. A connection whose provider did not answer, or
//! named an address that is not its own, is kept without a region, and every check asks again first.

use crate::check::values;
use crate::event::{Blob, Effect, Then, problem};
use crate::http::{self, HttpResult};
use crate::step::App;
use keyfob_oauth::{Account, OauthError, metadata, metadata_request};
use keyfob_protocol::ui::{CheckState, Problem, Stage};
use keyfob_recipes::{OAuth, Refresh};
use keyfob_vault::{Capture, Credential, FieldValue, Random, RecordId, Summary};
use keyfob_verify::plain;

/// What the answer tells, as fields of the credential.
const ENDPOINT: &str = "endpoint";
const REGION: &str = "region";

impl App {
    /// Whether the connection under way has its tokens and is done only when its account is known.
    pub(crate) fn waits_for_account(&self) -> bool {
        let sealed = self.session.pending.as_ref().is_some_and(|pending| pending.tokens.is_some());
        let job = self.session.job.as_ref().filter(|job| sealed && job.stage == Stage::Exchanging);
        job.is_some_and(|job| asks(&job.kind))
    }

    /// The tokens of the job's connection are in the vault: whose are they? True if that is asked.
    pub(crate) fn ask_for_job(&mut self, out: &mut Vec<Effect>) -> bool {
        let job = self.session.job.as_ref().filter(|job| matches!(job.stage, Stage::Exchanging | Stage::Done));
        let Some(id) = job.and_then(|job| job.record.parse().ok()) else { return false };
        let missing = self.opened_vault().and_then(|vault| vault.summary(id)).is_some_and(is_missing);
        if missing {
            self.resume_tokens = false;
            out.extend(self.load_record(id, Then::Account(id)));
        } else if self.waits_for_account() {
            // The worker that asked died after it was noted.
            self.account_ended(id, None, out);
        }
        missing
    }

    /// The connection is there: the question goes out, one at a time for each.
    pub(crate) fn account_loaded(&mut self, id: RecordId, blobs: &[Blob], out: &mut Vec<Effect>) {
        match self.read_record(id, blobs) {
            Ok(found) => self.ask_whose(&found, out),
            Err(problem) => self.account_ended(id, Some(problem), out),
        }
    }

    /// Asks whose a connection is.
    pub(crate) fn ask_whose(&mut self, found: &Credential, out: &mut Vec<Effect>) {
        if self.placing.contains(&found.id) {
            return;
        }
        let token = values(found).into_iter().find(|(name, _)| *name == "access_token").map(|(_, token)| token);
        match server(&found.kind).zip(token).and_then(|(server, token)| metadata_request(server, token)) {
            Some(request) => {
                self.placing.insert(found.id);
                out.push(http::send(request, Then::AccountTold(found.id)));
            }
            None => self.account_ended(found.id, Some(problem("region-unknown")), out),
        }
    }

    /// The provider answered.
    pub(crate) fn account_told(&mut self, id: RecordId, result: &HttpResult, out: &mut Vec<Effect>) {
        self.placing.remove(&id);
        // While it is locked nothing can be noted.
        let server = self.summary_of(&id.to_string()).and_then(|summary| server(&summary.kind));
        let told = server.ok_or(OauthError::Lost).and_then(|server| metadata(server, &http::reply(result)));
        match (told, self.load_record(id, Then::AccountNoted(id))) {
            (Ok(account), Some(load)) => {
                self.accounts.retain(|(of, _)| *of != id);
                self.accounts.push((id, account));
                out.push(load);
            }
            (Err(OauthError::Endpoint), _) => self.account_ended(id, Some(problem("region-refused")), out),
            _ => self.account_ended(id, Some(problem("region-unknown")), out),
        }
    }

    pub(crate) fn account_noted(&mut self, id: RecordId, blobs: &[Blob], rng: &mut dyn Random, out: &mut Vec<Effect>) {
        let Some(at) = self.accounts.iter().position(|(of, _)| *of == id) else { return };
        let (_, account) = self.accounts.remove(at);
        match self.read_record(id, blobs) {
            Ok(mut found) => {
                take_over(&mut found, account, self.now);
                self.put_aside(found, Then::AccountStored(id), rng, out);
            }
            Err(problem) => self.account_ended(id, Some(problem), out),
        }
    }

    /// The account is known, or why not: the connection is done, and a check that waited for it goes on.
    pub(crate) fn account_ended(&mut self, id: RecordId, problem: Option<Problem>, out: &mut Vec<Effect>) {
        let credential = id.to_string();
        let known = problem.is_none();
        if let Some(job) = self.session.job.as_mut().filter(|job| job.record == credential)
            && matches!(job.stage, Stage::Exchanging | Stage::Done)
        {
            job.problem.clone_from(&problem);
            if job.stage == Stage::Exchanging {
                self.connection_done();
            }
            self.changed = true;
        }
        if self.opened_vault().is_none() {
            return;
        }
        let asking = |job: &crate::session::CheckJob| job.credential == credential && job.state == CheckState::Asking;
        match (self.session.checks.iter().position(asking), problem) {
            (Some(place), Some(problem)) => self.end_check(place, Some(problem)),
            (Some(_), None) => {
                self.asked.remove(&credential);
                out.extend(self.load_record(id, Then::Check(id)));
            }
            (None, _) if known => self.offer_check(&credential, out),
            (None, _) => {}
        }
    }
}

/// Whether a kind's provider is asked whose a token is.
fn asks(kind: &str) -> bool {
    server(kind).is_some_and(|server| server.metadata.is_some())
}

fn server(kind: &str) -> Option<&'static OAuth> {
    keyfob_recipes::kind(kind)?.1.oauth.as_ref()
}

/// Whether it is not known where the API of this connection is.
fn is_missing(summary: &Summary) -> bool {
    asks(&summary.kind) && summary.field(ENDPOINT).is_none()
}

/// The same for a record.
pub(crate) fn is_wanted(found: &Credential) -> bool {
    asks(&found.kind) && !found.fields.contains_key(ENDPOINT)
}

/// Tokens that came by connecting anew may be another account's: what is known of the last one is forgotten. Where
/// tokens are refreshed too, a capture does not say which of the two it is, and a refresh changes no account.
pub(crate) fn forget(found: &mut Credential, capture: &Capture) {
    let never_refreshed = server(&capture.kind).is_some_and(|server| server.refresh == Refresh::None);
    if asks(&capture.kind) && never_refreshed && !found.captured.contains(&capture.origin) {
        found.unset(ENDPOINT, capture.origin.at);
        found.unset(REGION, capture.origin.at);
        found.region = None;
    }
}

fn take_over(found: &mut Credential, account: Account, now: u64) {
    let who: Vec<String> =
        [account.name, account.email].into_iter().flatten().filter_map(|text| plain(&text)).collect();
    if !who.is_empty() {
        found.account = Some(who.join(" · "));
    }
    found.follow(ENDPOINT, FieldValue::Public(account.endpoint), now);
    found.follow(REGION, FieldValue::Public(account.region.clone()), now);
    found.region = Some(account.region);
}
