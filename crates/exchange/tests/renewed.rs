//! A file that is written back with new tokens: what changes, what stays, and what it costs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a check that cannot be made has failed")]

mod common;

use age::secrecy::SecretString;
use common::{full, id, passphrase};
use keyfob_exchange::{
    Connection, DocumentSecret, ExchangeError, Export, Hold, Identity, Key, Opened, Protection, RefreshKind, Renewal,
    Sealing, seal, unseal,
};
use serde_json::{Value, json};

const NOW: u64 = 1_800_000_000_000;

fn token() -> DocumentSecret {
    DocumentSecret::new(["refresh", "after"].join("-"))
}

fn sealed(clear: &[u8], work_factor: u8) -> Vec<u8> {
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(passphrase().expose().to_owned()));
    recipient.set_work_factor(work_factor);
    age::encrypt(&recipient, clear).unwrap()
}

fn connection(hold: Option<Hold>) -> Connection {
    Connection { obtained: NOW, expires_at: Some(NOW + 5), refresh: RefreshKind::Rotating, generation: 3, hold }
}

fn renewed(document: &Value, fields: &[(&str, &DocumentSecret)], hold: Option<Hold>) -> Value {
    let opened = Opened::open(&sealed(&serde_json::to_vec(document).unwrap(), 2), &passphrase()).unwrap();
    let json = opened.renewed(&Renewal { id: id(1), fields, connection: connection(hold), now: NOW }).unwrap();
    serde_json::from_slice(&json).unwrap()
}

fn document() -> Value {
    serde_json::from_slice(&full().to_json().unwrap()).unwrap()
}

#[test]
fn only_what_a_refresh_brings_is_changed() {
    let before = document();
    let mut after = renewed(&before, &[("refresh_token", &token())], Some(Hold::UsedByCron));
    let export = Export::from_json(&serde_json::to_vec(&after).unwrap()).unwrap();
    let entry = &export.credentials[0];
    assert_eq!(entry.fields.get("refresh_token").unwrap().value, token());
    assert!(entry.fields.get("refresh_token").unwrap().secret);
    assert_eq!(entry.care.as_ref().unwrap().connection, Some(connection(Some(Hold::UsedByCron))));
    assert_eq!((entry.issued_at, entry.expires_at, entry.updated_at), (Some(NOW), Some(NOW + 5), NOW));
    assert_eq!(entry.revision, full().credentials[0].revision + 1);
    let stamps = entry.stamps.as_ref().unwrap();
    for part in ["field/refresh_token", "connection", "expires_at", "issued_at"] {
        let stamp = *stamps.parts.get(part).unwrap();
        assert!(stamp > full().credentials[0].stamps.as_ref().unwrap().base && stamp.device == export.device, "{part}");
    }
    // Put back what changed, and it is the same document.
    let (then, now) = (&before["export"]["credentials"][0], &mut after["export"]["credentials"][0]);
    for name in ["fields", "care", "issued_at", "expires_at", "updated_at", "revision", "stamps"] {
        now[name] = then[name].clone();
    }
    assert_eq!(after, before);
}

#[test]
fn members_of_a_later_version_stay() {
    let mut document = document();
    document["later"] = json!([1]);
    document["export"]["credentials"][0]["care"]["connection"]["later"] = json!({"a": "b"});
    let after = renewed(&document, &[("access_token", &token())], None);
    assert_eq!(after["later"], json!([1]));
    let connection = &after["export"]["credentials"][0]["care"]["connection"];
    assert_eq!(connection["later"], json!({"a": "b"}));
    assert_eq!(connection.get("hold"), None, "what has no value is left out");
}

#[test]
fn a_change_that_could_not_be_read_again_is_not_made() {
    let opened = Opened::open(&sealed(&full().to_json().unwrap(), 2), &passphrase()).unwrap();
    let long = DocumentSecret::new("x".repeat(keyfob_exchange::limits::TEXT + 1));
    let renewal = Renewal { id: id(1), fields: &[("access_token", &long)], connection: connection(None), now: NOW };
    assert!(matches!(opened.renewed(&renewal), Err(ExchangeError::TooLong { .. })));
    let nobody = Renewal { id: id(99), fields: &[], connection: connection(None), now: NOW };
    assert_eq!(opened.renewed(&nobody).err(), Some(ExchangeError::NotOurs));
}

#[test]
fn the_file_that_takes_its_place_costs_as_much_to_open() {
    for factor in [2, 11] {
        let file = sealed(b"old", factor);
        let next = Sealing::like(&file, &passphrase()).unwrap().finish(b"new").unwrap();
        let header = String::from_utf8_lossy(&next).lines().nth(1).unwrap().to_owned();
        assert!(header.starts_with("-> scrypt ") && header.ends_with(&format!(" {factor}")), "{header}");
        assert_eq!(&*unseal(&next, &Key::Passphrase(passphrase())).unwrap(), b"new");
    }
}

#[test]
fn only_a_file_with_a_passphrase_has_a_successor() {
    let recipients = Protection::Recipients(vec![Identity::generate().recipient]);
    let file = seal(b"old", &recipients).unwrap();
    assert_eq!(Sealing::like(&file, &passphrase()).err(), Some(ExchangeError::NeedsIdentity));
    let empty = DocumentSecret::new(String::new());
    assert_eq!(Sealing::like(&sealed(b"old", 2), &empty).err(), Some(ExchangeError::EmptyPassphrase));
    for odd in [&b""[..], b"age-encryption.org/v1\n-> scrypt x", b"age-encryption.org/v1\n-> scrypt x 64\n"] {
        assert!(Sealing::like(odd, &passphrase()).is_err());
    }
}
