//! Connecting by OAuth: authorization code with PKCE, for apps with a secret and without.

use crate::capture::some;
use crate::connection;
use crate::event::{Blob, BrowserProblem, Effect, ReplyId, Then, problem, problem_with};
use crate::guide::{Purpose, owned};
use crate::http::{self, HttpResult};
use crate::open::{from_hex, to_hex};
use crate::session::PendingState;
use crate::step::App;
use keyfob_oauth::{Authorization, Client, Code, ENTROPY, OauthError, Pending, Tokens};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{Problem, Stage};
use keyfob_recipes::{ClientAuth, Kind, OAuth, Provider};
use keyfob_vault::{Area, Capture, FieldValue, How, Origin, Random, RecordId, Secret, Write};
use zeroize::Zeroizing;

/// What the person asked for.
pub(crate) struct Wish<'a> {
    /// Kind to be had.
    pub kind: &'a str,
    /// The app credential.
    pub app: &'a str,
    /// The connection whose tokens are replaced where they lie; empty for a new one.
    pub again: &'a str,
    /// The credential it takes the place of; empty for none.
    pub replaces: &'a str,
    /// By a code that is entered elsewhere.
    pub by_device: bool,
}

impl App {
    /// Connects a connection again, with the app that it belongs to. One that a script uses stays the script's.
    pub(crate) fn connect_again(
        &mut self,
        reply: ReplyId,
        credential: &str,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let Some(summary) = self.summary_of(credential).cloned() else {
            Self::refuse(reply, problem("not-found"), out);
            return;
        };
        let app = summary.linked.map_or(String::new(), |id| id.to_string());
        let held = connection::of(&summary).and_then(|state| state.hold) == Some(keyfob_oauth::Hold::UsedByCron);
        let again = if held { "" } else { credential };
        let wish = Wish { kind: &summary.kind, app: &app, again, replaces: "", by_device: false };
        self.start_connection(reply, &wish, rng, out);
    }

    pub(crate) fn start_connection(
        &mut self,
        reply: ReplyId,
        wish: &Wish<'_>,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let Some((kind, oauth)) = oauth_kind(wish.kind) else {
            Self::refuse(reply, problem("not-found"), out);
            return;
        };
        let summary = self.summary_of(wish.app).filter(|summary| summary.kind == oauth.client).cloned();
        let client =
            summary.as_ref().and_then(|summary| summary.field("client_id")).and_then(|hint| hint.public.clone());
        let (Some(summary), Some(client_id)) = (summary, client) else {
            Self::refuse(reply, problem("not-found"), out);
            return;
        };
        if self.session.job.as_ref().is_some_and(|job| job.kind == kind.id)
            && self.session.pending.as_ref().is_some_and(|pending| pending.app == wish.app)
            && self.store_tokens(out)
        {
            Self::done(reply, out);
            return;
        }
        if wish.by_device && oauth.device.is_empty() {
            Self::refuse(reply, told(&OauthError::NoDevice), out);
            return;
        }
        let redirect_uri = self.redirect_uri(oauth);
        let mut entropy = Zeroizing::new([0; ENTROPY]);
        rng.fill(&mut *entropy);
        let confidential = summary.field("client_secret").is_some();
        let client = match client_of(oauth, &client_id, confidential) {
            Ok(client) => client,
            Err(error) => {
                Self::refuse(reply, told(&error), out);
                return;
            }
        };
        let confidential = client.auth() != ClientAuth::None;
        let asked = Authorization { server: oauth, client, redirect_uri: &redirect_uri };
        let pending = Pending::new(&asked, &entropy);
        self.session.pending = Some(PendingState {
            verifier: SecretText::new(pending.verifier.to_string()),
            state: SecretText::new(pending.state.to_string()),
            client_id,
            redirect_uri,
            app: summary.id.to_string(),
            confidential,
            address: None,
            by_device: wish.by_device,
            device: None,
            tokens: None,
        });
        let purpose = Purpose {
            client: summary.client.unwrap_or_default(),
            site: summary.site.unwrap_or_default(),
            integration: summary.integration.unwrap_or_default(),
        };
        let mut job = purpose.job(kind, summary.label, rng);
        job.account = summary.account.unwrap_or_default();
        if !wish.again.is_empty() {
            wish.again.clone_into(&mut job.record);
        }
        self.replacing(&mut job, wish.replaces);
        self.begin_job(reply, job, owned(oauth.hosts), Then::ConnectGrant, out);
        self.note_rotation(out);
    }

    /// The redirect URI of this very browser for an authorization server: a path of its own for each provider.
    pub(crate) fn redirect_uri(&self, oauth: &OAuth) -> String {
        format!("{}{}", self.surroundings.redirect, oauth.redirect)
    }

    /// Opens the provider's consent window.
    pub(crate) fn launch(&mut self, out: &mut Vec<Effect>) {
        let Some((_, oauth, pending)) = self.pending() else { return };
        let Some(job) = self.session.job.as_mut().filter(|job| matches!(job.stage, Stage::Permission | Stage::Denied))
        else {
            return;
        };
        job.problem = None;
        self.changed = true;
        if self.session.pending.as_ref().is_some_and(|pending| pending.by_device) {
            job.stage = Stage::Code;
            self.next_request(out);
            return;
        }
        job.stage = Stage::Consent;
        out.push(Effect::Launch { url: pending.url(oauth) });
    }

    pub(crate) fn redirected(&mut self, result: Result<SecretText, BrowserProblem>, out: &mut Vec<Effect>) {
        if self.session.job.as_ref().is_none_or(|job| job.stage != Stage::Consent) {
            return;
        }
        match result {
            Ok(address) => self.accept(address, Pending::redirected, out),
            Err(BrowserProblem::Offline) => self.connection_failed(problem("oauth-offline")),
            Err(_) => self.connection_failed(problem("oauth-closed")),
        }
    }

    /// The way out when the window's answer was lost: the person pastes the address it ended at.
    pub(crate) fn paste(&mut self, reply: ReplyId, address: SecretText, out: &mut Vec<Effect>) {
        let waits = self.session.job.as_ref().is_some_and(|job| matches!(job.stage, Stage::Consent | Stage::Failed));
        if !waits || self.session.pending.is_none() {
            Self::refuse(reply, problem("no-job"), out);
            return;
        }
        self.accept(address, Pending::pasted, out);
        Self::done(reply, out);
    }

    fn accept(
        &mut self,
        address: SecretText,
        read: fn(&Pending, &OAuth, &str) -> Result<Code, OauthError>,
        out: &mut Vec<Effect>,
    ) {
        let Some((_, oauth, pending)) = self.pending() else { return };
        if let Err(error) = read(&pending, oauth, address.expose()) {
            self.connection_failed(told(&error));
            return;
        }
        if let Some(pending) = self.session.pending.as_mut() {
            pending.address = Some(address);
        }
        if let Some(job) = self.session.job.as_mut() {
            job.stage = Stage::Exchanging;
            job.problem = None;
        }
        self.changed = true;
        self.next_request(out);
    }

    /// The next request of the connection under way. One that needs the app's secret waits until that is read.
    pub(crate) fn next_request(&mut self, out: &mut Vec<Effect>) {
        let Some(pending) = self.session.pending.as_ref() else { return };
        if !pending.confidential {
            self.request_with(None, out);
            return;
        }
        match pending.app.parse().ok().and_then(|app| self.load_record(app, Then::ConnectSecret)) {
            Some(load) => out.push(load),
            None => {
                // Once the vault is open it goes on by itself.
                if let Some(job) = self.session.job.as_mut() {
                    job.problem = Some(problem("locked"));
                }
                self.changed = true;
            }
        }
    }

    /// What waited for the vault to be open.
    pub(crate) fn go_on_connecting(&mut self, out: &mut Vec<Effect>) {
        let waits = self.session.job.as_ref().is_some_and(|job| {
            matches!(job.stage, Stage::Exchanging | Stage::Code)
                && job.problem.as_ref().is_some_and(|problem| problem.code == "locked")
        });
        if waits && self.opened_vault().is_some() {
            if let Some(job) = self.session.job.as_mut() {
                job.problem = None;
            }
            self.changed = true;
            self.next_request(out);
        }
    }

    /// The app's record is there.
    pub(crate) fn connect_secret(&mut self, blobs: &[Blob], out: &mut Vec<Effect>) {
        let app = self.session.pending.as_ref().and_then(|pending| pending.app.parse::<RecordId>().ok());
        match app.ok_or_else(|| problem("no-job")).and_then(|app| self.read_record(app, blobs)) {
            Ok(found) => {
                let secret = found.fields.get("client_secret").map(FieldValue::expose);
                self.request_with(secret, out);
            }
            Err(problem) => self.connection_failed(problem),
        }
    }

    fn request_with(&mut self, secret: Option<&str>, out: &mut Vec<Effect>) {
        let Some((_, oauth, pending)) = self.pending() else { return };
        let Some(state) = self.session.pending.as_ref() else { return };
        if state.by_device {
            self.device_request(oauth, secret, out);
            return;
        }
        let Some(address) = state.address.clone() else { return };
        match pending.pasted(oauth, address.expose()).and_then(|code| pending.exchange(oauth, secret, &code)) {
            Ok(request) => {
                // A code is good once.
                if let Some(state) = self.session.pending.as_mut() {
                    state.address = None;
                }
                self.changed = true;
                out.push(http::send(request, Then::Connection));
            }
            Err(error) => self.connection_failed(told(&error)),
        }
    }

    /// The token endpoint answered. The tokens are sealed before anything else happens with them.
    pub(crate) fn tokens_answered(&mut self, result: &HttpResult, rng: &mut dyn Random, out: &mut Vec<Effect>) {
        if self.session.job.as_ref().is_none_or(|job| job.stage != Stage::Exchanging) {
            return;
        }
        let Some((_, oauth, pending)) = self.pending() else { return };
        let confidential = self.session.pending.as_ref().is_some_and(|pending| pending.confidential);
        let auth = client_of(oauth, &pending.client_id, confidential).map_or(ClientAuth::None, |client| client.auth());
        let tokens = keyfob_oauth::exchanged(auth, &http::reply(result));
        self.take_tokens(tokens, rng, out);
    }

    pub(crate) fn take_tokens(
        &mut self,
        tokens: Result<Tokens, OauthError>,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        match tokens.map_err(|error| told(&error)).and_then(|tokens| self.seal_tokens(tokens, rng)) {
            Ok(()) => {
                self.store_tokens(out);
            }
            Err(problem) => self.connection_failed(problem),
        }
    }

    /// Seals the tokens to the inbox, whether the vault is open or not, and remembers them until they are stored: they
    /// are not given twice.
    fn seal_tokens(&mut self, tokens: Tokens, rng: &mut dyn Random) -> Result<(), Problem> {
        let (provider, kind, pending) = self.pending_kind().ok_or_else(|| problem("no-job"))?;
        let job = self.session.job.as_ref().ok_or_else(|| problem("no-job"))?;
        let header = self.header().ok_or_else(|| problem("no-vault"))?;
        let told_later = kind.oauth.as_ref().is_some_and(|oauth| oauth.metadata.is_some());
        let mut fields = vec![("access_token".to_owned(), secret(&tokens.access))];
        if let Some(refresh) = &tokens.refresh {
            fields.push(("refresh_token".to_owned(), secret(refresh)));
        }
        let capture = Capture {
            id: RecordId::random(rng),
            credential: job.record.parse().map_err(|_| problem("no-job"))?,
            linked: pending.app.parse().ok(),
            provider: provider.slug.to_owned(),
            kind: kind.id.to_owned(),
            fields,
            label: job.label.clone(),
            client: some(&job.client),
            site: some(&job.site),
            integration: some(&job.integration),
            // Where the provider is asked whose it is, the owner of the app says nothing.
            account: if told_later { None } else { some(&job.account) },
            region: None,
            expires_in: tokens.expires_in,
            origin: Origin::new(kind.oauth.as_ref().map_or("", |oauth| oauth.token), self.now, How::OAuth),
        };
        let write = header.inbox_key().seal(&capture, rng).map_err(|error| Self::told(&error))?;
        if let Some(pending) = self.session.pending.as_mut() {
            pending.tokens = Some((write.key, to_hex(&write.value.unwrap_or_default())));
        }
        self.changed = true;
        Ok(())
    }

    /// Stores tokens that are there already; false if there are none.
    fn store_tokens(&mut self, out: &mut Vec<Effect>) -> bool {
        let tokens = self.session.pending.as_ref().and_then(|pending| pending.tokens.as_ref());
        let Some((key, value)) = tokens.and_then(|(key, sealed)| Some((key.clone(), from_hex(sealed)?))) else {
            return false;
        };
        if let Some(job) = self.session.job.as_mut() {
            job.stage = Stage::Exchanging;
            job.problem = None;
        }
        self.changed = true;
        let writes = vec![Write { area: Area::Inbox, key, value: Some(value) }];
        out.push(Effect::Store { writes, then: Then::Connection });
        true
    }

    /// The tokens are safe. Where their account has to be asked for, the connection is done only after that.
    pub(crate) fn connected(&mut self, out: &mut Vec<Effect>) {
        let open = self.opened_vault().is_some();
        if !(open && self.waits_for_account()) {
            self.connection_done();
        }
        if open {
            self.merge_inbox(out);
        } else {
            self.count_inbox(out);
        }
    }

    pub(crate) fn connection_done(&mut self) {
        self.session.pending = None;
        if let Some(job) = self.session.job.as_mut() {
            job.stage = Stage::Done;
            job.kept = vec!["access_token".to_owned(), "refresh_token".to_owned()];
        }
        self.changed = true;
    }

    /// The worker died between the tokens and the end of the connection: they are stored once more, which changes
    /// nothing if they were. True if that was begun.
    pub(crate) fn go_on_with_tokens(&mut self, out: &mut Vec<Effect>) -> bool {
        let exchanging = self.session.job.as_ref().is_some_and(|job| job.stage == Stage::Exchanging);
        core::mem::take(&mut self.resume_tokens) && exchanging && self.store_tokens(out)
    }

    pub(crate) fn connection_failed(&mut self, problem: Problem) {
        if let Some(job) = self.session.job.as_mut() {
            job.stage = Stage::Failed;
            job.problem = Some(problem);
        }
        self.changed = true;
    }

    pub(crate) fn pending(&self) -> Option<(&'static Kind, &'static OAuth, Pending)> {
        let job = self.session.job.as_ref()?;
        let (kind, oauth) = oauth_kind(&job.kind)?;
        let state = self.session.pending.as_ref()?;
        let pending = Pending {
            verifier: Zeroizing::new(state.verifier.expose().to_owned()),
            state: Zeroizing::new(state.state.expose().to_owned()),
            client_id: state.client_id.clone(),
            redirect_uri: state.redirect_uri.clone(),
        };
        Some((kind, oauth, pending))
    }

    fn pending_kind(&self) -> Option<(&'static Provider, &'static Kind, &PendingState)> {
        let job = self.session.job.as_ref()?;
        let (provider, kind) = keyfob_recipes::kind(&job.kind)?;
        Some((provider, kind, self.session.pending.as_ref()?))
    }
}

/// The client with this id; which secret it has does not matter for how it authenticates.
pub(crate) fn client_of<'a>(oauth: &OAuth, id: &'a str, confidential: bool) -> Result<Client<'a>, OauthError> {
    Client::new(oauth, id, confidential.then_some("-"))
}

fn oauth_kind(id: &str) -> Option<(&'static Kind, &'static OAuth)> {
    let (_, kind) = keyfob_recipes::kind(id)?;
    Some((kind, kind.oauth.as_ref()?))
}

fn secret(token: &Zeroizing<String>) -> FieldValue {
    FieldValue::Secret(Secret::new(token.to_string()))
}

pub(crate) fn told(error: &OauthError) -> Problem {
    match error {
        OauthError::Refused(word) => problem_with(error.code(), &[word]),
        _ => problem(error.code()),
    }
}
