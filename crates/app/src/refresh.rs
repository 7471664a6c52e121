//! Keeping connections fresh: what comes due is refreshed a few at a time, each once, and never while the vault is
//! locked.
//!
//! The lease is stored before a request leaves, so that no two workers ask. New tokens are sealed to the inbox in the
//! very step in which they arrive, the refresh token and the access token in one write: nobody uses the one before the
//! other is safe, and neither a lock nor a killed worker loses them.

use crate::connection;
use crate::event::{Blob, Effect, Then};
use crate::guide::owned;
use crate::http::{self, HttpResult};
use crate::step::App;
use keyfob_oauth::{Client, Entry, Outcome, Plan, Standing, Ticket, Unstored, plan, refresh_request};
use keyfob_protocol::ui::ConnectionView;
use keyfob_recipes::{ClientAuth, Kind, OAuth};
use keyfob_vault::{Capture, Credential, FieldValue, Hold, How, Origin, Random, RecordId, Secret, Summary};

/// Between two tries to store tokens for which there was no room, in milliseconds.
const STORE_AGAIN: u64 = 60_000;

/// What a refresh was begun with; it travels with the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refreshing {
    /// The connection.
    pub(crate) id: RecordId,
    /// Its kind, for an answer that finds the vault locked.
    pub(crate) kind: &'static str,
    /// Which attempt.
    pub(crate) ticket: Ticket,
    /// How the client authenticates.
    pub(crate) auth: ClientAuth,
}

impl App {
    /// The number by which this worker's leases are known.
    pub(crate) fn worker(&mut self, rng: &mut dyn Random) -> u64 {
        *self.worker.get_or_insert_with(|| {
            let mut bytes = [0; 8];
            rng.fill(&mut bytes);
            u64::from_le_bytes(bytes)
        })
    }

    /// Connections that Keyfob looks after.
    fn connections(&self) -> Vec<(&Summary, &'static OAuth, keyfob_oauth::Connection)> {
        let Some(vault) = self.opened_vault() else { return Vec::new() };
        vault
            .summaries()
            .filter(|summary| summary.trashed_at.is_none() && summary.care.off.is_none())
            .filter(|summary| !self.unreadable.contains(&summary.id))
            .filter(|summary| summary.care.connection.is_some() || summary.field("refresh_token").is_some())
            .filter_map(|summary| Some((summary, server_of(summary)?, connection::of(summary)?)))
            .collect()
    }

    fn plan(&self, worker: u64) -> (Plan, Vec<RecordId>) {
        let all = self.connections();
        let entries: Vec<Entry<'_>> = all
            .iter()
            .map(|(_, server, connection)| Entry { host: host(server), idle_days: server.idle_days, connection })
            .collect();
        let plan = plan(&entries, worker, self.now);
        let start = plan.start.iter().filter_map(|at| all.get(*at)).map(|(summary, ..)| summary.id).collect();
        (plan, start)
    }

    /// When the worker has to look after connections next.
    pub(crate) fn refresh_wake(&self) -> Option<u64> {
        let again = (!self.unstored.is_empty()).then(|| self.now.saturating_add(STORE_AGAIN));
        // A worker that has begun nothing yet holds no lease of its own.
        let (plan, start) = self.plan(self.worker.unwrap_or_default());
        let soon = (!start.is_empty()).then_some(self.now);
        [again, soon, plan.wake].into_iter().flatten().min()
    }

    /// Begins with what is due. True if something was begun.
    pub(crate) fn refresh_due(&mut self, rng: &mut dyn Random, out: &mut Vec<Effect>) -> bool {
        if !self.unstored.is_empty() {
            out.push(Effect::Store { writes: self.unstored.clone(), then: Then::TokensStored });
            return true;
        }
        let worker = self.worker(rng);
        let (_, start) = self.plan(worker);
        let linked = |id: &RecordId| self.opened_vault()?.summary(*id)?.linked;
        let ids: Vec<String> =
            start.iter().copied().chain(start.iter().filter_map(linked)).map(|id| id.to_string()).collect();
        if start.is_empty() {
            return false;
        }
        out.push(Effect::Load { keys: self.record_keys(&ids), then: Then::Refresh(start) });
        true
    }

    /// The connections are there, and their apps: the leases are taken, all in one transaction.
    pub(crate) fn refresh_loaded(
        &mut self,
        ids: &[RecordId],
        blobs: &[Blob],
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let worker = self.worker(rng);
        let Some(vault) = self.opened_vault() else { return };
        let mut batch = vault.batch(self.now);
        let mut requests = Vec::new();
        let mut unreadable = Vec::new();
        let mut changed = false;
        for id in ids {
            // What cannot be read is left alone and named where it is shown.
            let Ok(mut found) = self.read_record(*id, blobs) else {
                unreadable.push(*id);
                continue;
            };
            let Some(summary) = vault.summary(*id) else { continue };
            let (Some(server), Some(mut state)) = (server_of(summary), connection::of(summary)) else { continue };
            let app = found.linked.and_then(|app| self.read_record(app, blobs).ok());
            match begin(&mut state, server, app.as_ref(), &found, worker, self.now) {
                Ok(Some((request, ticket, auth))) => {
                    let Some((_, kind)) = keyfob_recipes::kind(&found.kind) else { continue };
                    let then = Then::Refreshed(Refreshing { id: *id, kind: kind.id, ticket, auth });
                    requests.push(http::send(request, then));
                }
                Ok(None) => continue,
                Err(hold) => {
                    state.hold = None;
                    let mut notes = connection::to_notes(&state);
                    notes.hold = Some(hold);
                    found.care.connection = Some(Box::new(notes));
                    changed |= batch.put(found, rng).is_ok();
                    continue;
                }
            }
            found.care.connection = Some(Box::new(connection::to_notes(&state)));
            if batch.put(found, rng).is_ok() {
                changed = true;
            } else {
                requests.pop();
            }
        }
        let sealed = changed.then(|| batch.seal(rng));
        self.unreadable.append(&mut unreadable);
        match sealed {
            Some(Ok(mut staged)) => {
                let writes = staged.take_writes();
                self.staged = Some(staged);
                self.outgoing = requests;
                out.push(Effect::Store { writes, then: Then::RefreshBegun });
            }
            Some(Err(error)) => {
                self.session.problem = Some(Self::told(&error));
                self.changed = true;
            }
            None => {}
        }
    }

    /// The leases are stored: the requests leave.
    pub(crate) fn refresh_begun(&mut self, out: &mut Vec<Effect>) {
        out.append(&mut self.outgoing);
        self.wake_in_time(out);
    }

    /// The token endpoint answered.
    pub(crate) fn refreshed(
        &mut self,
        of: Refreshing,
        result: &HttpResult,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let Some(summary) = self.opened_vault().and_then(|vault| vault.summary(of.id)) else {
            self.refreshed_while_locked(of, result, rng, out);
            return;
        };
        let (Some(server), Some(mut state)) = (server_of(summary), connection::of(summary)) else { return };
        match state.answered(of.ticket, server, of.auth, &http::reply(result), self.now) {
            Outcome::Renewed(unstored) => {
                let capture = capture_of(summary, server, &unstored, self.now, rng);
                self.store_refreshed(&capture, rng, out);
            }
            Outcome::Failed(_) | Outcome::Stale => {
                let notes = connection::to_notes(&state);
                self.noted_connection = Some((of.id, notes));
                out.extend(self.load_record(of.id, Then::ConnectionNoted(of.id)));
            }
        }
    }

    /// The vault locked meanwhile. New tokens are sealed all the same: a rotated one is not given twice.
    fn refreshed_while_locked(
        &mut self,
        of: Refreshing,
        result: &HttpResult,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let Ok(tokens) = keyfob_oauth::exchanged(of.auth, &http::reply(result)) else { return };
        let Some((provider, kind)) = keyfob_recipes::kind(of.kind) else { return };
        let mut fields = vec![("access_token".to_owned(), secret(&tokens.access))];
        fields.extend(tokens.refresh.as_ref().map(|token| ("refresh_token".to_owned(), secret(token))));
        let page = kind.oauth.as_ref().map_or("", |server| server.token);
        let origin = Origin::new(page, self.now, How::OAuth);
        let capture = bare_capture((of.id, provider.slug, kind), fields, tokens.expires_in, origin, rng);
        self.store_refreshed(&capture, rng, out);
    }

    fn store_refreshed(&mut self, capture: &Capture, rng: &mut dyn Random, out: &mut Vec<Effect>) {
        let Some(header) = self.header() else { return };
        match header.inbox_key().seal(capture, rng) {
            Ok(write) => {
                self.unstored.push(write);
                out.push(Effect::Store { writes: self.unstored.clone(), then: Then::TokensStored });
            }
            Err(error) => self.session.problem = Some(Self::told(&error)),
        }
    }

    /// The new tokens are safe; the record takes them over.
    pub(crate) fn tokens_stored(&mut self, out: &mut Vec<Effect>) {
        self.unstored.clear();
        if self.opened_vault().is_some() {
            self.merge_inbox(out);
        } else {
            self.count_inbox(out);
        }
    }

    /// How a connection stands after an answer without tokens.
    pub(crate) fn connection_noted(
        &mut self,
        id: RecordId,
        blobs: &[Blob],
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let Some((_, notes)) = self.noted_connection.take_if(|(of, _)| *of == id) else { return };
        let Ok(mut found) = self.read_record(id, blobs) else { return };
        found.care.connection = Some(Box::new(notes));
        self.put_aside(found, Then::ConnectionStored, rng, out);
    }

    pub(crate) fn connection_view(&self, summary: &Summary) -> Option<ConnectionView> {
        let server = server_of(summary)?;
        let state = connection::of(summary)?;
        let code = match state.standing(server.idle_days, self.now) {
            Standing::UsedByCron if !connection::is_moved(summary) => "script-waits",
            standing => standing.code(),
        };
        Some(ConnectionView {
            code: code.to_owned(),
            next: state.ready(server.idle_days, self.now).filter(|at| *at > self.now),
            idle_days_left: state.idle_days_left(server.idle_days, self.now),
            refreshes: state.refresh != keyfob_oauth::RefreshToken::None,
            hosts: owned(server.hosts),
        })
    }
}

type Begun = Option<(keyfob_oauth::Request, Ticket, ClientAuth)>;

/// Takes the lease, if there is something to refresh with and nothing is under way.
fn begin(
    state: &mut keyfob_oauth::Connection,
    server: &'static OAuth,
    app: Option<&Credential>,
    found: &Credential,
    worker: u64,
    now: u64,
) -> Result<Begun, Hold> {
    let refresh = found.fields.get("refresh_token").ok_or(Hold::ConnectAgain)?;
    // Without its app nobody knows whose connection it is.
    let app = app.ok_or(Hold::ConnectAgain)?;
    let field = |name: &str| app.fields.get(name).map(FieldValue::expose);
    let id = field("client_id").ok_or(Hold::ConnectAgain)?;
    let client = Client::new(server, id, field("client_secret")).map_err(|_| Hold::SecretMissing)?;
    let Some(ticket) = state.begin(worker, refresh.expose(), now) else { return Ok(None) };
    Ok(Some((refresh_request(server, &client, refresh.expose()), ticket, client.auth())))
}

fn capture_of(summary: &Summary, server: &OAuth, unstored: &Unstored, now: u64, rng: &mut dyn Random) -> Capture {
    let value = |text: &str| FieldValue::Secret(Secret::new(text.to_owned()));
    let fields = unstored.fields().map(|(name, text)| (name.to_owned(), value(text))).collect();
    let end = unstored.connection().expires_at;
    Capture {
        id: RecordId::random(rng),
        credential: summary.id,
        linked: summary.linked,
        provider: summary.provider.clone(),
        kind: summary.kind.clone(),
        fields,
        label: summary.label.clone(),
        client: None,
        site: None,
        integration: None,
        account: None,
        region: None,
        expires_in: end.map(|end| end.saturating_sub(now) / 1000),
        origin: Origin::new(server.token, now, How::OAuth),
    }
}

fn bare_capture(
    (credential, provider, kind): (RecordId, &str, &'static Kind),
    fields: Vec<(String, FieldValue)>,
    expires_in: Option<u64>,
    origin: Origin,
    rng: &mut dyn Random,
) -> Capture {
    Capture {
        id: RecordId::random(rng),
        credential,
        linked: None,
        provider: provider.to_owned(),
        kind: kind.id.to_owned(),
        fields,
        label: kind.name.en.to_owned(),
        client: None,
        site: None,
        integration: None,
        account: None,
        region: None,
        expires_in,
        origin,
    }
}

fn secret(token: &str) -> FieldValue {
    FieldValue::Secret(Secret::new(token.to_owned()))
}

fn server_of(summary: &Summary) -> Option<&'static OAuth> {
    keyfob_recipes::kind(&summary.kind)?.1.oauth.as_ref()
}

/// Host of the token endpoint.
fn host(server: &'static OAuth) -> &'static str {
    server.token.strip_prefix("https://").and_then(|rest| rest.split('/').next()).unwrap_or_default()
}
