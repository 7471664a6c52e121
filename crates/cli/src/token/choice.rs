//! Which credential of an export is meant, what is known of its connection, and the app it belongs to.

use super::{Failure, RefreshToken};
use keyfob_exchange::{self as file, Entry, Export};
use keyfob_oauth::{Client, Connection, Hold};
use keyfob_recipes::OAuth;

/// The fields of a connection and of an app.
const ACCESS: &str = "access_token";
pub(super) const REFRESH: &str = "refresh_token";
const ID: &str = "client_id";
const SECRET: &str = "client_secret";

/// The credential that is meant.
#[derive(Clone)]
pub(super) struct Chosen<'a> {
    pub entry: &'a Entry,
    /// The access token as the export has it.
    pub access: &'a str,
    /// How the connection stands; a hold that only says whose it is, is left out.
    pub connection: Connection,
    server: Option<&'static OAuth>,
}

impl<'a> Chosen<'a> {
    /// Finds a credential by its id, its label or its kind. The trash does not count.
    pub(super) fn find(export: &'a Export, wanted: &str, force: bool) -> Result<Self, Failure> {
        let entry = one(export, wanted)?;
        let Some(access) = field(entry, ACCESS) else {
            return Err(Failure::Choice(format!("\"{}\" holds no access token", shown(&entry.label))));
        };
        let server = keyfob_recipes::kind(&entry.kind).and_then(|(_, kind)| kind.oauth.as_ref());
        let care = entry.care.as_ref().and_then(|care| care.connection.as_ref());
        let connection = connection(entry, care, server);
        let moved = care.is_some_and(|care| care.hold == Some(file::Hold::UsedByCron));
        let held = connection.hold == Some(Hold::ConnectAgain);
        if connection.refresh == RefreshToken::Rotating && !moved && !force && !held {
            return Err(Failure::NotMoved(shown(&entry.label)));
        }
        Ok(Self { entry, access, connection, server })
    }

    /// Whether new tokens are to be asked for.
    pub(super) fn is_due(&self, now: u64) -> bool {
        if self.connection.refresh == RefreshToken::None || self.connection.hold.is_some() {
            return !self.connection.is_usable(now) || self.connection.hold.is_some();
        }
        self.connection.ready(self.server.map_or(0, |server| server.idle_days), now).is_some_and(|at| at <= now)
    }

    /// The server that issues new tokens.
    pub(super) fn server(&self) -> Result<&'static OAuth, Failure> {
        self.server.ok_or(Failure::ConnectAgain)
    }

    /// The refresh token.
    pub(super) fn refresh_token(&self) -> Result<&'a str, Failure> {
        field(self.entry, REFRESH).ok_or(Failure::ConnectAgain)
    }

    /// The app: of the credential itself, the one it is linked to, or the only one of its kind.
    pub(super) fn client(&self, export: &'a Export, server: &OAuth) -> Result<Client<'a>, Failure> {
        let linked = export.credentials.iter().find(|entry| Some(entry.id) == self.entry.linked);
        let mut apps = export.credentials.iter().filter(|entry| entry.kind == server.client && is_present(entry));
        let only = apps.next().filter(|_| apps.next().is_none() && self.entry.linked.is_none());
        let app = [Some(self.entry), linked, only].into_iter().flatten().find(|entry| field(entry, ID).is_some());
        let Some((app, id)) = app.and_then(|app| Some((app, field(app, ID)?))) else {
            let label = shown(&self.entry.label);
            return Err(Failure::Choice(format!("the app of \"{label}\" is not in this export; export both together")));
        };
        Client::new(server, id, field(app, SECRET)).map_err(|error| Failure::App(error.to_string()))
    }

    /// The connection as the export keeps it: what was refreshed here is used here only.
    pub(super) fn kept(&self, connection: &Connection) -> file::Connection {
        let refresh = match connection.refresh {
            RefreshToken::None => file::RefreshKind::None,
            RefreshToken::Rotating => file::RefreshKind::Rotating,
            RefreshToken::LongLived => file::RefreshKind::LongLived,
        };
        let before = self.entry.care.as_ref().and_then(|care| care.connection.as_ref()?.hold);
        let hold = match connection.hold {
            Some(Hold::ConnectAgain) => Some(file::Hold::ConnectAgain),
            _ if refresh == file::RefreshKind::Rotating => Some(file::Hold::UsedByCron),
            _ => before.filter(|hold| *hold == file::Hold::UsedByCron),
        };
        let Connection { obtained, expires_at, generation, .. } = *connection;
        file::Connection { obtained, expires_at, refresh, generation, hold }
    }
}

fn one<'a>(export: &'a Export, wanted: &str) -> Result<&'a Entry, Failure> {
    let is_meant = |entry: &&Entry| {
        entry.id.to_string() == wanted || entry.kind == wanted || entry.label.to_lowercase() == wanted.to_lowercase()
    };
    let meant: Vec<&Entry> = export.credentials.iter().filter(|entry| is_present(entry)).filter(is_meant).collect();
    // An app and its connection often have one label; only one of them holds a token.
    let with_token: Vec<&Entry> = meant.iter().copied().filter(|entry| field(entry, ACCESS).is_some()).collect();
    match (with_token.as_slice(), meant.first()) {
        ([entry], _) => Ok(entry),
        ([], Some(entry)) => Ok(entry),
        ([], None) => {
            let all = export.credentials.iter().filter(|entry| is_present(entry) && field(entry, ACCESS).is_some());
            Err(Failure::Choice(format!("no credential is called \"{}\"; there are:{}", shown(wanted), list(all))))
        }
        (several, _) => {
            let several = several.iter().copied();
            Err(Failure::Choice(format!(
                "\"{}\" can mean more than one; name one by its id:{}",
                shown(wanted),
                list(several)
            )))
        }
    }
}

fn is_present(entry: &Entry) -> bool {
    entry.trashed_at.is_none()
}

fn list<'a>(entries: impl Iterator<Item = &'a Entry>) -> String {
    entries.map(|entry| format!("\n  {}  {}  {}", entry.id, shown(&entry.kind), shown(&entry.label))).collect()
}

/// A name for the terminal: nothing in it moves the cursor.
pub(super) fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

fn field<'a>(entry: &'a Entry, name: &str) -> Option<&'a str> {
    entry.fields.get(name).map(|field| field.value.expose()).filter(|value| !value.is_empty())
}

/// What is known of the connection; what is not known to be long-lived counts as rotating.
fn connection(entry: &Entry, care: Option<&file::Connection>, server: Option<&OAuth>) -> Connection {
    let refresh = match (field(entry, REFRESH), care.map(|care| care.refresh), server.map(|server| server.refresh)) {
        (None, ..) | (_, _, None) => RefreshToken::None,
        (_, Some(file::RefreshKind::LongLived), _) => RefreshToken::LongLived,
        (_, None, Some(keyfob_recipes::Refresh::LongLived)) => RefreshToken::LongLived,
        _ => RefreshToken::Rotating,
    };
    Connection {
        obtained: care.map_or(entry.issued_at.unwrap_or(entry.updated_at), |care| care.obtained),
        expires_at: care.map_or(entry.expires_at, |care| care.expires_at),
        refresh,
        generation: care.map_or(0, |care| care.generation),
        attempt: 0,
        failures: 0,
        retry: None,
        lease: None,
        // What may have been put in order since is tried again; only a connection that has ended is not.
        hold: care
            .and_then(|care| care.hold)
            .filter(|hold| *hold == file::Hold::ConnectAgain)
            .map(|_| Hold::ConnectAgain),
        seed: entry.id.0.iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte)),
    }
}
