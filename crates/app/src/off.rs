//! Switching a credential off at its provider: by a request where there is one, else the person does it and says so.

use crate::connection;
use crate::event::{Blob, Effect, ReplyId, Then, problem, problem_with};
use crate::guide::owned;
use crate::http::{self, HttpRequest, HttpResult};
use crate::off_guide::way_hosts;
use crate::session::OffJob;
use crate::step::App;
use keyfob_oauth::{Client, OauthError, Revoke, revocation_request, revoked};
use keyfob_protocol::ui::{OffState, OffView, Problem};
use keyfob_recipes::{ClientAuth, SwitchOff};
use keyfob_vault::{Credential, FieldValue, OffBy, Random, RecordId, Summary, SwitchedOff};
use keyfob_verify::{Answer, Off, answered, switch_off};

impl App {
    /// The person wants it off, for good.
    pub(crate) fn switch_off(&mut self, reply: ReplyId, credential: &str, out: &mut Vec<Effect>) {
        let Some(summary) = self.summary_of(credential) else {
            Self::refuse(reply, problem("not-found"), out);
            return;
        };
        let (id, hosts) = (summary.id, off_hosts(summary));
        if hosts.is_empty() {
            Self::refuse(reply, problem("off-by-hand"), out);
            return;
        }
        match self.session.offs.iter_mut().find(|job| job.credential == credential) {
            // One request at a time.
            Some(job) if job.state == OffState::Asking => {}
            Some(job) => {
                (job.state, job.problem) = (OffState::Permission, None);
                out.push(Effect::CheckGrant { hosts, then: Then::OffGrant(id) });
            }
            None => {
                let credential = credential.to_owned();
                self.session.offs.push(OffJob { credential, state: OffState::Permission, problem: None });
                out.push(Effect::CheckGrant { hosts, then: Then::OffGrant(id) });
            }
        }
        self.changed = true;
        Self::done(reply, out);
    }

    pub(crate) fn switch_off_stop(&mut self, reply: ReplyId, credential: &str, out: &mut Vec<Effect>) {
        self.session.offs.retain(|job| job.credential != credential || job.state == OffState::Asking);
        self.changed = true;
        Self::done(reply, out);
    }

    /// Looks at the grant again for whatever waits for it, or was under way when the worker died: to ask twice does no
    /// harm.
    pub(crate) fn go_on_switching_off(&self, out: &mut Vec<Effect>) {
        for job in &self.session.offs {
            let under_way = self.switching.contains(&job.credential);
            let waits = job.state == OffState::Permission || (job.state == OffState::Asking && !under_way);
            if let Some(summary) = self.summary_of(&job.credential).filter(|_| waits) {
                out.push(Effect::CheckGrant { hosts: off_hosts(summary), then: Then::OffGrant(summary.id) });
            }
        }
    }

    pub(crate) fn off_granted(&self, id: RecordId, granted: bool, out: &mut Vec<Effect>) {
        let Some(vault) = self.opened_vault().filter(|_| granted) else { return };
        let linked = vault.summary(id).and_then(|summary| summary.linked);
        let ids: Vec<String> = [Some(id), linked].into_iter().flatten().map(|id| id.to_string()).collect();
        out.push(Effect::Load { keys: self.record_keys(&ids), then: Then::Off(id) });
    }

    pub(crate) fn off_loaded(&mut self, id: RecordId, blobs: &[Blob], out: &mut Vec<Effect>) {
        let credential = id.to_string();
        if self.switching.contains(&credential) {
            return;
        }
        let request = self.read_record(id, blobs).and_then(|found| {
            let app = found.linked.and_then(|app| self.read_record(app, blobs).ok());
            self.off_request(&found, app.as_ref())
        });
        let Some(job) = self.session.offs.iter_mut().find(|job| job.credential == credential) else { return };
        self.changed = true;
        match request {
            Ok((request, auth)) => {
                job.state = OffState::Asking;
                self.switching.insert(credential);
                out.push(http::send(request, Then::SwitchedOff(id, auth)));
            }
            Err(problem) => (job.state, job.problem) = (OffState::Idle, Some(problem)),
        }
    }

    fn off_request(
        &self,
        found: &Credential,
        app: Option<&Credential>,
    ) -> Result<(HttpRequest, Option<ClientAuth>), Problem> {
        let (_, kind) = keyfob_recipes::kind(&found.kind).ok_or_else(|| problem("not-found"))?;
        let server = match kind.switch_off().ok_or_else(|| problem("off-by-hand"))? {
            SwitchOff::Tokens(server) => server,
            SwitchOff::Call(_) => {
                let request = switch_off(kind, &crate::check::values(found));
                let request = request.map_err(|error| self.unaskable(&found.kind, error))?;
                return Ok((HttpRequest::of(request, vec!["retry-after"]), None));
            }
        };
        let field = |name: &str| app.and_then(|app| app.fields.get(name)).map(FieldValue::expose);
        let told = |error: &OauthError| problem(error.code());
        let id = field("client_id").ok_or_else(|| problem("not-found"))?;
        let client = Client::new(server, id, field("client_secret")).map_err(|error| told(&error))?;
        // With the refresh token go the access tokens, at most providers.
        let token = [(Revoke::Refresh, "refresh_token"), (Revoke::Access, "access_token")]
            .into_iter()
            .find_map(|(which, name)| Some((which, found.fields.get(name)?)));
        let (which, token) = token.ok_or_else(|| problem("not-found"))?;
        let request = revocation_request(server, &client, which, token.expose());
        Ok((request.ok_or_else(|| problem("off-by-hand"))?.into(), Some(client.auth())))
    }

    /// The provider answered.
    pub(crate) fn switched_off(
        &mut self,
        id: RecordId,
        auth: Option<ClientAuth>,
        result: &HttpResult,
        out: &mut Vec<Effect>,
    ) {
        let credential = id.to_string();
        self.switching.remove(&credential);
        let Some(kind) = self.summary_of(&credential).map(|summary| summary.kind.clone()) else { return };
        let Some(job) = self.session.offs.iter_mut().find(|job| job.credential == credential) else { return };
        match meaning(&kind, auth, result) {
            // It stays under way until it is noted, so that a worker that dies in between asks once more.
            Ok(how) => out.extend(self.load_record(id, Then::OffNoted(id, how))),
            Err(problem) => {
                (job.state, job.problem) = (OffState::Idle, Some(problem));
                self.changed = true;
            }
        }
    }

    pub(crate) fn off_noted(
        &mut self,
        id: RecordId,
        how: OffBy,
        blobs: &[Blob],
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        match self.read_record(id, blobs) {
            Ok(mut found) => {
                found.care.off = Some(SwitchedOff { at: self.now, how });
                self.put_aside(found, Then::OffStored(id), rng, out);
            }
            Err(problem) => {
                self.session.problem = Some(problem);
                self.changed = true;
            }
        }
    }

    pub(crate) fn off_stored(&mut self, id: RecordId) {
        let credential = id.to_string();
        self.session.offs.retain(|job| job.credential != credential);
        self.session.checks.retain(|job| job.credential != credential);
        self.changed = true;
    }

    pub(crate) fn off_view(&self, summary: &Summary) -> OffView {
        let credential = summary.id.to_string();
        let job = self.session.offs.iter().find(|job| job.credential == credential);
        let hosts = off_hosts(summary);
        let known = keyfob_recipes::kind(&summary.kind);
        let kind = known.map(|(_, kind)| kind);
        OffView {
            at: summary.care.off.map(|off| off.at),
            by_request: !hosts.is_empty(),
            say: kind.map_or(String::new(), |kind| kind.revoke.get(&self.surroundings.language).to_owned()),
            page: kind.map_or(String::new(), |kind| kind.start.to_owned()),
            state: job.map_or(OffState::Idle, |job| job.state),
            hosts,
            way: known.map_or_else(Vec::new, |(provider, kind)| way_hosts(provider, kind)),
            problem: job.and_then(|job| job.problem.clone()),
        }
    }
}

/// What the answer says: how it is off, or why it may not be.
fn meaning(kind: &str, auth: Option<ClientAuth>, result: &HttpResult) -> Result<OffBy, Problem> {
    if let Some(auth) = auth {
        return revoked(auth, &http::reply(result)).map(|()| OffBy::Api).map_err(|error| problem(error.code()));
    }
    let Ok(answer) = result else { return Err(problem_with("off-unknown", &["0"])) };
    let Some((_, kind)) = keyfob_recipes::kind(kind) else { return Err(problem("not-found")) };
    let headers: Vec<(&str, &str)> = answer.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let read = Answer { status: answer.status, headers: &headers, body: &answer.body, age: None };
    match answered(kind, &read) {
        Off::Done => Ok(OffBy::Api),
        Off::Already => Ok(OffBy::Gone),
        off => Err(problem_with(off.code(), &[&answer.status.to_string()])),
    }
}

/// What has to be granted to switch a credential off by a request; empty where there is none.
fn off_hosts(summary: &Summary) -> Vec<String> {
    let Some((_, kind)) = keyfob_recipes::kind(&summary.kind) else { return Vec::new() };
    match kind.switch_off() {
        // What would have to be sent is the script's.
        _ if connection::is_moved(summary) => Vec::new(),
        Some(SwitchOff::Call(call)) => owned(call.hosts),
        Some(SwitchOff::Tokens(server)) => owned(server.hosts),
        None => Vec::new(),
    }
}
