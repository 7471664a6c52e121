//! `keyfob token`: an access token that works, out of an export that a script keeps alive.
//!
//! In: an export and its passphrase. Out: the token, on standard output. When it is due, the provider is asked for new
//! ones, and these are on the disk before anything is printed: a rotating refresh token that is lost here ends the
//! connection. All that can fail beforehand (passphrase, room on the disk, deriving the key of the new file) is done
//! before the request leaves. Nothing that is secret is ever said on standard error.

mod choice;
mod failure;
mod http;
mod passphrase;
mod place;
mod print;

pub(crate) use failure::Failure;
pub(crate) use print::{Form, is_variable};

use crate::args::complain;
use choice::Chosen;
use keyfob_exchange::{DocumentSecret, Opened, Renewal, Sealing};
use keyfob_oauth::{Hold, OauthError, Outcome, RefreshToken, Unstored};
use place::{Locked, Place};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

/// What `keyfob token` is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Call {
    /// Label, id or kind of the credential.
    pub credential: String,
    /// The export.
    pub export: PathBuf,
    /// Where the passphrase is read from; `None` asks on the terminal.
    pub passphrase_fd: Option<u32>,
    /// How the token is printed.
    pub form: Form,
    /// Whether a rotating connection is refreshed that was not moved into the export.
    pub force: bool,
}

/// One refresh at a time: the lock file sees to that, so the number of the worker says nothing.
const WORKER: u64 = 1;

/// Runs the command.
pub(crate) fn run(call: &Call) -> Result<(), Failure> {
    let place = Place::of(&call.export)?;
    let passphrase = passphrase::read(call.passphrase_fd)?;
    let file = place.read()?;
    let opened = Opened::open(&file, &passphrase)?;
    let chosen = Chosen::find(opened.export(), &call.credential, call.force)?;
    if !place.has_successor() && !chosen.is_due(now()) {
        return print::print(&call.form, &chosen, chosen.access);
    }
    let locked = place.lock()?;
    let present = locked.settle(&passphrase)?;
    // Whoever held the lock may have refreshed: what they wrote is used.
    let (opened, file) = if present == file { (opened, file) } else { (Opened::open(&present, &passphrase)?, present) };
    let chosen = Chosen::find(opened.export(), &call.credential, call.force)?;
    if !chosen.is_due(now()) {
        return print::print(&call.form, &chosen, chosen.access);
    }
    refresh(call, &locked, &opened, &file, &passphrase, &chosen)
}

fn refresh(
    call: &Call,
    locked: &Locked<'_>,
    opened: &Opened,
    file: &[u8],
    passphrase: &DocumentSecret,
    chosen: &Chosen<'_>,
) -> Result<(), Failure> {
    if chosen.connection.hold.is_some() {
        return Err(Failure::ConnectAgain);
    }
    let (server, token) = (chosen.server()?, chosen.refresh_token()?);
    let client = chosen.client(opened.export(), server)?;
    let sealing = Sealing::like(file, passphrase)?;
    let successor = locked.prepare(file.len())?;
    let mut connection = chosen.connection.clone();
    // A request that nobody answered may have been heard: a server that gives a moment of grace answers the second one.
    let mut lost = false;
    let outcome = loop {
        let Some(ticket) = connection.begin(WORKER, token, now()) else { return Err(Failure::ConnectAgain) };
        let answer = http::send(&keyfob_oauth::refresh_request(server, &client, token));
        let outcome = connection.answered(ticket, server, client.auth(), &answer.reply(), now());
        match outcome {
            Outcome::Failed(OauthError::Lost) if !lost => lost = true,
            Outcome::Failed(error) => break Err((error, answer)),
            Outcome::Renewed(unstored) => break Ok(unstored),
            Outcome::Stale => return Err(Failure::Later(OauthError::Lost.to_string())),
        }
    };
    match outcome {
        Ok(unstored) => {
            let renewed = Renewed { chosen, unstored: &unstored };
            let clear = renewed.document(opened)?;
            successor.commit(&sealing.finish(&clear)?, renewed.rotated())?;
            let (connection, access) = unstored.stored();
            let mut chosen = chosen.clone();
            chosen.connection = connection;
            print::print(&call.form, &chosen, &access)
        }
        Err((error, answer)) => {
            if connection.hold == Some(Hold::ConnectAgain) {
                if lost {
                    complain("no answer came to the first request, whose refresh token may have been replaced by it");
                }
                let held =
                    Renewal { id: chosen.entry.id, fields: &[], connection: chosen.kept(&connection), now: now() };
                let clear = opened.renewed(&held)?;
                successor.commit(&sealing.finish(&clear)?, false)?;
                return Err(Failure::ConnectAgain);
            }
            instead(call, chosen, &error, &answer)
        }
    }
}

/// New tokens on their way into the file.
struct Renewed<'a> {
    chosen: &'a Chosen<'a>,
    unstored: &'a Unstored,
}

impl Renewed<'_> {
    fn document(&self, opened: &Opened) -> Result<zeroize::Zeroizing<Vec<u8>>, Failure> {
        let owned = |(name, value): (&'static str, &str)| (name, DocumentSecret::new(value.to_owned()));
        let fields: Vec<(&str, DocumentSecret)> = self.unstored.fields().map(owned).collect();
        let fields: Vec<(&str, &DocumentSecret)> = fields.iter().map(|(name, value)| (*name, value)).collect();
        let connection = self.chosen.kept(self.unstored.connection());
        Ok(opened.renewed(&Renewal { id: self.chosen.entry.id, fields: &fields, connection, now: now() })?)
    }

    /// Whether the refresh token that was sent is good no more.
    fn rotated(&self) -> bool {
        self.unstored.fields().any(|(name, _)| name == choice::REFRESH)
    }
}

/// No new tokens tonight: the present one is printed while it lasts, if the reason is one that goes away by itself.
fn instead(call: &Call, chosen: &Chosen<'_>, error: &OauthError, answer: &http::Answer) -> Result<(), Failure> {
    let why = answer.trouble().map_or_else(|| error.to_string(), ToOwned::to_owned);
    match error {
        OauthError::SecretMissing | OauthError::SecretRefused | OauthError::Flow => Err(Failure::App(why)),
        _ if chosen.connection.is_usable(now()) => {
            complain(&format!("{why}; the present token is still good, a new one is asked for next time"));
            print::print(&call.form, chosen, chosen.access)
        }
        _ => Err(Failure::Later(why)),
    }
}

/// The time, in milliseconds since the Unix epoch.
#[expect(clippy::disallowed_methods, reason = "this is the outermost room: time comes in here")]
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
