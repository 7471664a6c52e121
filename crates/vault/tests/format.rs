//! Format version 1, frozen: the committed files open for ever, and what is written today is the same to the byte.
//!
//! If the second test fails, the format has changed. Then do not make these files anew: raise the schema or the format
//! version, keep reading the old one, and add a folder for the new one.

#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

mod common;

use std::{fs, path::PathBuf};

use common::{Bench, NOW, Store, bench, capture, id, mailchimp, slot_secret, stored, used};
use keyfob_vault::{Area, Credential, FORMAT_VERSION, HEADER_KEY, Header, Secret, Vault, VaultError, note_key};

const NOTE: &[u8] = b"{\"theme\":\"dark\"}";

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/format/v1")
}

fn file_name(area: Area, key: &str) -> String {
    format!("{area:?}-{}.bin", key.replace('/', "-")).to_lowercase()
}

/// The store that the files were made from, made again.
fn made() -> Bench {
    let mut b = bench();
    b.put(mailchimp(1), NOW + 1);
    b.put(mailchimp(2), NOW + 2);
    b.put(oauth(), NOW + 3);
    b.put(Credential { label: "Renamed".to_owned(), ..mailchimp(1) }, NOW + 4);
    b.add_use(used(7, id(1)));
    b.delete(id(2), NOW + 10);
    let note = b.vault.seal_note("settings", NOTE, &mut b.rng).unwrap();
    let captured = b.header.inbox_key().seal(&capture(5), &mut b.rng).unwrap();
    b.store.apply(vec![note, captured]);
    b
}

fn oauth() -> Credential {
    let fields = [("access_token", ["at", "-0123456789"].concat()), ("refresh_token", ["rt", "-9876543210"].concat())];
    let secret = |text| keyfob_vault::FieldValue::Secret(Secret::new(text));
    Credential {
        provider: "constant-contact".to_owned(),
        kind: "constant-contact/v3-oauth".to_owned(),
        fields: fields.into_iter().map(|(name, text)| (name.to_owned(), secret(text))).collect(),
        linked: Some(id(1)),
        expires_at: Some(NOW + 86_400_000),
        account: Some("baker".to_owned()),
        ..mailchimp(3)
    }
}

/// The committed files as a store.
fn committed() -> Store {
    let places = made().store.0.into_keys();
    let read = |(area, key): (Area, String)| {
        let bytes = fs::read(folder().join(file_name(area, &key))).unwrap();
        ((area, key), bytes)
    };
    Store(places.map(read).collect())
}

#[test]
fn version_1_opens() {
    let store = committed();
    let header = Header::decode(store.get(Area::Meta, HEADER_KEY).unwrap()).unwrap();
    let vault = Vault::open(&header, &slot_secret(), store.index()).unwrap();
    let read = |number| vault.read_stored(id(number), store.record(id(number)));

    let renamed = Credential { label: "Renamed".to_owned(), ..mailchimp(1) };
    assert_eq!(read(1), Ok(stored(renamed, NOW + 1, NOW + 4)));
    assert_eq!(read(2), Err(VaultError::NotFound { id: id(2) }));
    assert_eq!(read(3), Ok(stored(oauth(), NOW + 3, NOW + 3)));
    assert_eq!(vault.uses().cloned().collect::<Vec<_>>(), [used(7, id(1))]);
    assert_eq!(vault.audit(store.record_keys()), []);
    let note = store.get(Area::Meta, &note_key("settings")).unwrap();
    assert_eq!(**vault.open_note("settings", note).unwrap(), *NOTE);
    let key = id(5).to_string();
    assert_eq!(vault.open_inbox(&key, store.get(Area::Inbox, &key).unwrap()), Ok(capture(5)));
}

#[test]
fn what_is_written_today_is_version_1() {
    assert_eq!(FORMAT_VERSION, 1);
    let (made, committed) = (made().store, committed());
    for (place, bytes) in &made.0 {
        assert!(committed.0[place] == *bytes, "{place:?} is written differently: see the top of this file");
    }
    let files = fs::read_dir(folder()).unwrap().count();
    assert_eq!(files, made.0.len());
}

/// Made the files, once. It never replaces one.
#[test]
#[ignore = "makes the files of a new format version"]
fn make_files() {
    fs::create_dir_all(folder()).unwrap();
    for ((area, key), bytes) in made().store.0 {
        let path = folder().join(file_name(area, &key));
        assert!(!path.exists(), "a version's files are made once");
        fs::write(path, bytes).unwrap();
    }
}
