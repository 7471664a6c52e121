//! What the tests of `keyfob token` share: exports that cost little to open, and the command as a script calls it.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use age::secrecy::SecretString;
use keyfob_exchange::{Care, Connection, DocumentSecret, Entry, Export, Field, Hold, Id, Key, RefreshKind, Scope};
use serde_json::{Value, json};

pub const HOUR: u64 = 3_600_000;
pub const KEYFOB: &str = env!("CARGO_BIN_EXE_keyfob");
pub const LABEL: &str = "Blue Door Bakery, nightly sync";

pub fn passphrase() -> String {
    ["correct horse", "battery stäple"].join(" ")
}

#[expect(clippy::disallowed_methods, reason = "the command looks at the same clock")]
pub fn now() -> u64 {
    u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

pub fn id(byte: u8) -> Id {
    Id([byte; 16])
}

/// A credential with these fields; those named `…id` are public.
pub fn entry(byte: u8, kind: &str, label: &str, fields: &[(&str, &str)]) -> Entry {
    let field = |(name, value): &(&str, &str)| {
        let value = Field { value: DocumentSecret::new((*value).to_owned()), secret: !name.ends_with("id") };
        ((*name).to_owned(), value)
    };
    Entry {
        id: id(byte),
        revision: 1,
        provider: kind.split('/').next().unwrap().to_owned(),
        kind: kind.to_owned(),
        label: label.to_owned(),
        client: Some("Blue Door Bakery".to_owned()),
        site: None,
        integration: None,
        account: None,
        region: None,
        fields: fields.iter().map(field).collect(),
        issued_at: None,
        expires_at: None,
        captured: Vec::new(),
        linked: None,
        created_at: 1_700_000_000_000,
        updated_at: 1_700_000_000_000,
        trashed_at: None,
        care: None,
        history: Vec::new(),
        stamps: None,
    }
}

/// A connection of Constant Contact with tokens that came at `obtained` and last a day, linked to the app `id(1)`.
pub fn connection(access: &str, refresh: &str, kind: RefreshKind, hold: Option<Hold>, obtained: u64) -> Entry {
    let fields = [("access_token", access), ("refresh_token", refresh)];
    let mut entry = entry(2, "constant-contact/v3-oauth", LABEL, &fields);
    let expires_at = Some(obtained + 24 * HOUR);
    entry.linked = Some(id(1));
    entry.expires_at = expires_at;
    entry.care = Some(Care {
        connection: Some(Connection { obtained, expires_at, refresh: kind, generation: 1, hold }),
        ..Care::default()
    });
    entry
}

pub fn document(credentials: Vec<Entry>) -> Value {
    let export = Export {
        vault: id(7),
        device: id(8),
        created_at: 1_700_000_000_000,
        scope: Scope::Selection,
        credentials,
        uses: Vec::new(),
        tombstones: Vec::new(),
        learned: Vec::new(),
    };
    serde_json::from_slice(&export.to_json().unwrap()).unwrap()
}

/// Seals a document with a work factor that costs nothing; the command keeps it.
pub fn seal(document: &Value) -> Vec<u8> {
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(passphrase()));
    recipient.set_work_factor(4);
    age::encrypt(&recipient, &serde_json::to_vec(document).unwrap()).unwrap()
}

pub fn unseal(file: &Path) -> Value {
    let key = Key::Passphrase(DocumentSecret::new(passphrase()));
    serde_json::from_slice(&keyfob_exchange::unseal(&fs::read(file).unwrap(), &key).unwrap()).unwrap()
}

/// The connection in a file that [`connection`] and [`document`] made.
pub fn entry_in(document: &Value) -> &Value {
    let entries = document["export"]["credentials"].as_array().unwrap();
    entries.iter().find(|entry| entry["id"] == json!(id(2).to_string())).unwrap()
}

/// `keyfob token LABEL --export FILE …`, the passphrase on standard input.
pub fn command(file: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(KEYFOB);
    command.args(["token", LABEL, "--passphrase-fd", "0", "--export"]).arg(file).args(more);
    command.env_remove("HTTPS_PROXY").env_remove("ALL_PROXY").env_remove("NO_PROXY");
    command
}

pub fn run(mut command: Command, typed: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A call that is refused does not read it.
    let _ = writeln!(stdin, "{typed}");
    drop(stdin);
    child.wait_with_output().unwrap()
}

pub fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The file with this ending beside an export.
pub fn beside(export: &Path, ending: &str) -> PathBuf {
    let mut name = export.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
