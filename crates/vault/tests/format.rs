//! Format version 1, frozen: the committed files open for ever, and what is written today is the same to the byte.
//!
//! `v1` is the first edition; `v1.1` adds trash, history, all kinds of slots and a changed data key; `v1.2` what is
//! noted of a credential while it is looked after; `v1.3` what became of a use; `v1.4` forms that were taught. If the last test
//! fails, the format has changed. Then do not make these files anew: if an older reader would misread what is new, raise
//! the schema or the format version; in any case keep reading the old files, and add a folder for the new ones.

#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

mod common;

use std::{fs, path::PathBuf};

use common::{
    Bench, NOW, Store, bench, capture, id, mailchimp, passkey_secret, prf_request, recovery_code, recovery_secret,
    slot_secret, stored, taught, used,
};
use keyfob_vault::{
    Area, Care, Checked, Connection, Credential, FORMAT_VERSION, FieldValue, HEADER_KEY, Header, Hold, LearnedForm,
    Lease, NewSlot, OffBy, Outcome, RefreshKind, Retry, Rotation, Secret, SlotKind, SlotSecret, SwitchedOff, Use,
    Vault, VaultError, note_key,
};

const FIRST: &str = "v1";
const SECOND: &str = "v1.1";
const THIRD: &str = "v1.2";
const FOURTH: &str = "v1.3";
const TODAY: &str = "v1.4";
const NOTE: &[u8] = b"{\"theme\":\"dark\"}";

fn folder(edition: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/format").join(edition)
}

fn file_name(area: Area, key: &str) -> String {
    format!("{area:?}-{}.bin", key.replace('/', "-")).to_lowercase()
}

/// The store that the newest files were made from, made again.
fn made() -> Bench {
    let mut b = bench();
    b.add_slot(NewSlot::RecoveryCode(&recovery_code(1)));
    b.add_slot(NewSlot::Passkey(&passkey_secret(1), prf_request(1)));
    b.put(mailchimp(1), NOW + 1);
    b.put(mailchimp(2), NOW + 2);
    b.put(oauth(), NOW + 3);
    b.put(renamed(), NOW + 4);
    b.put(refreshed(), NOW + 5);
    b.put(cared(), NOW + 6);
    b.add_use(used(7, id(1)));
    b.add_use(judged());
    b.delete(id(2), NOW + 10);
    b.put(Credential { trashed_at: Some(NOW + 11), ..renamed() }, NOW + 11);
    let mut batch = b.vault.batch(NOW + 12);
    batch.put_learned(id(8), taught());
    batch.put_learned(id(9), LearnedForm { trashed_at: Some(NOW + 12), ..taught() });
    batch.put_learned(id(10), taught());
    batch.forget_learned(id(10)).unwrap();
    let mut staged = batch.seal(&mut b.rng).unwrap();
    b.store.apply(staged.take_writes());
    b.vault.commit(staged).unwrap();
    let note = b.vault.seal_note("settings", NOTE, &mut b.rng).unwrap();
    let before = b.header.inbox_key().seal(&capture(5), &mut b.rng).unwrap();
    b.store.apply(vec![note, before]);
    b.rekey();
    let renewed = b.vault.renew_slot(&b.header, &slot_secret(), &mut b.rng).unwrap().unwrap();
    b.take_header(renewed);
    let after = b.header.inbox_key().seal(&capture(6), &mut b.rng).unwrap();
    b.store.apply(vec![after]);
    b
}

fn oauth() -> Credential {
    let fields = [("access_token", ["at", "-0123456789"].concat()), ("refresh_token", ["rt", "-9876543210"].concat())];
    let secret = |text| FieldValue::Secret(Secret::new(text));
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

fn renamed() -> Credential {
    Credential { label: "Renamed".to_owned(), ..mailchimp(1) }
}

fn refreshed() -> Credential {
    let mut credential = oauth();
    credential.set("access_token", FieldValue::Secret(Secret::new(["at", "-next"].concat())), NOW + 5);
    credential.set("site_key", FieldValue::Public("first".to_owned()), NOW + 5);
    credential.set("site_key", FieldValue::Public("second".to_owned()), NOW + 5);
    credential
}

/// The connection with everything that is noted of one.
fn cared() -> Credential {
    let connection = Connection {
        obtained: NOW + 5,
        expires_at: Some(NOW + 86_400_005),
        refresh: RefreshKind::Rotating,
        generation: 2,
        attempt: 3,
        failures: 1,
        retry: Some(Retry { since: NOW + 6, until: NOW + 60_006, offline: true }),
        lease: Some(Lease { worker: u64::MAX, attempt: 3, since: NOW + 6, until: NOW + 90_006 }),
        hold: Some(Hold::UsedByCron),
        seed: 0x0123_4567_89ab_cdef,
    };
    let check = Checked {
        at: NOW + 6,
        code: "verify-valid".to_owned(),
        who: vec!["Blue Door Bakery".to_owned(), "dana@bakery.example".to_owned()],
        called: "GET api.cc.email/v3/account/summary".to_owned(),
        status: 200,
        again: Some(NOW + 900_000),
    };
    let care = Care {
        check: Some(Box::new(check)),
        connection: Some(Box::new(connection)),
        rotation: Some(Rotation { since: NOW + 6, by: id(4) }),
        off: Some(SwitchedOff { at: NOW + 6, how: OffBy::Api }),
        dismissed: vec!["unused".to_owned(), "reuse/2".to_owned()],
    };
    Credential { care, ..refreshed() }
}

/// A use of which it was seen what became of it.
fn judged() -> Use {
    Use { control: "mc4wp[other]".to_owned(), outcome: Some(Outcome { at: NOW + 9, taken: true }), ..used(8, id(3)) }
}

/// The files of an edition as a store.
fn committed(edition: &str) -> Store {
    let mut store = Store::default();
    for file in fs::read_dir(folder(edition)).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let (area, key) = name.split_once('-').unwrap();
        let area = match area {
            "meta" => Area::Meta,
            "records" => Area::Records,
            "inbox" => Area::Inbox,
            other => unreachable!("no area {other}"),
        };
        store.0.insert((area, key.replace("note-", "note/")), fs::read(path).unwrap());
    }
    store
}

fn opened(store: &Store, secret: &SlotSecret, uses: &[Use]) -> Vault {
    let header = Header::decode(store.get(Area::Meta, HEADER_KEY).unwrap()).unwrap();
    let vault = Vault::open(&header, secret, store.index()).unwrap();
    assert_eq!(vault.audit(store.record_keys()), []);
    assert_eq!(vault.uses().cloned().collect::<Vec<_>>(), uses);
    let note = store.get(Area::Meta, &note_key("settings")).unwrap();
    assert_eq!(**vault.open_note("settings", note).unwrap(), *NOTE);
    vault
}

#[test]
fn the_first_edition_opens() {
    let store = committed(FIRST);
    assert_eq!(store.0.len(), 7);
    let vault = opened(&store, &slot_secret(), &[used(7, id(1))]);
    let read = |number| vault.read_stored(id(number), store.record(id(number)));
    assert_eq!(read(1), Ok(stored(renamed(), NOW + 1, NOW + 4)));
    assert_eq!(read(2), Err(VaultError::NotFound { id: id(2) }));
    assert_eq!(read(3), Ok(stored(oauth(), NOW + 3, NOW + 3)));
    let key = id(5).to_string();
    assert_eq!(vault.open_inbox(&key, store.get(Area::Inbox, &key).unwrap()), Ok(capture(5)));
}

#[test]
fn the_second_edition_opens_with_each_slot() {
    opens_with_each_slot(&committed(SECOND), &stored(refreshed(), NOW + 3, NOW + 5), &[used(7, id(1))]);
}

#[test]
fn the_third_edition_opens_with_each_slot() {
    opens_with_each_slot(&committed(THIRD), &stored(cared(), NOW + 3, NOW + 6), &[used(7, id(1))]);
}

#[test]
fn the_fourth_edition_opens_with_each_slot() {
    opens_with_each_slot(&committed(FOURTH), &stored(cared(), NOW + 3, NOW + 6), &[used(7, id(1)), judged()]);
}

#[test]
fn the_edition_of_today_opens_with_each_slot() {
    let uses = [used(7, id(1)), judged()];
    opens_with_each_slot(&committed(TODAY), &stored(cared(), NOW + 3, NOW + 6), &uses);
    let vault = opened(&committed(TODAY), &slot_secret(), &uses);
    let kept = |trashed_at| LearnedForm { learned_at: NOW + 12, changed_at: NOW + 12, trashed_at, ..taught() };
    let (here, trashed) = (kept(None), kept(Some(NOW + 12)));
    assert_eq!(vault.learned().collect::<Vec<_>>(), [(id(8), &here), (id(9), &trashed)]);
}

fn opens_with_each_slot(store: &Store, connection: &Credential, uses: &[Use]) {
    for secret in [slot_secret(), recovery_secret(1), passkey_secret(1)] {
        let vault = opened(store, &secret, uses);
        let read = |number| vault.read_stored(id(number), store.record(id(number)));
        let trashed = Credential { trashed_at: Some(NOW + 11), ..renamed() };
        assert_eq!(read(1), Ok(stored(trashed, NOW + 1, NOW + 11)));
        assert_eq!(read(2), Err(VaultError::NotFound { id: id(2) }));
        assert_eq!(read(3).as_ref(), Ok(connection));
        assert_eq!(vault.summary(id(3)).unwrap().earlier, 2);
        assert_eq!(vault.summary(id(3)).unwrap().care, connection.care);
        for number in [5, 6] {
            let key = id(number).to_string();
            assert_eq!(vault.open_inbox(&key, store.get(Area::Inbox, &key).unwrap()), Ok(capture(number)));
        }
    }
    let header = Header::decode(store.get(Area::Meta, HEADER_KEY).unwrap()).unwrap();
    let slots: Vec<_> = header.slots().map(|slot| (slot.kind, slot.made_at)).collect();
    let kinds = [SlotKind::Passphrase, SlotKind::RecoveryCode, SlotKind::Passkey];
    assert_eq!(slots, kinds.map(|kind| (kind, Some(NOW))));
    assert_eq!(header.prf_requests().collect::<Vec<_>>(), [prf_request(1)]);
}

#[test]
fn what_is_written_today_is_the_edition_of_today() {
    assert_eq!(FORMAT_VERSION, 1);
    let (made, committed) = (made().store, committed(TODAY));
    assert_eq!(made.0.keys().collect::<Vec<_>>(), committed.0.keys().collect::<Vec<_>>());
    for (place, bytes) in &made.0 {
        assert!(committed.0[place] == *bytes, "{place:?} is written differently: see the top of this file");
    }
}

/// Made the files, once. It never replaces one.
#[test]
#[ignore = "makes the files of a new edition"]
fn make_files() {
    fs::create_dir_all(folder(TODAY)).unwrap();
    for ((area, key), bytes) in made().store.0 {
        let path = folder(TODAY).join(file_name(area, &key));
        assert!(!path.exists(), "an edition's files are made once");
        fs::write(path, bytes).unwrap();
    }
}
