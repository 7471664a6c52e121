//! Whatever happens to stored bytes is named, never opened, and never a panic.

#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

mod common;

use common::{Bench, NOW, Store, bench, capture, id, mailchimp, slot_secret, used};
use keyfob_vault::{Area, HEADER_KEY, Header, INDEX_KEY, Part, Vault, VaultError, index_generation};

fn filled() -> Bench {
    let mut b = bench();
    b.put(mailchimp(1), NOW);
    b.put(mailchimp(2), NOW);
    b.add_use(used(3, id(1)));
    b
}

/// The bytes with one bit of each byte flipped, and cut at each length.
fn mangled(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let flipped = (0..bytes.len()).map(|at| {
        let mut bytes = bytes.to_vec();
        bytes[at] ^= 1 << (at % 8);
        bytes
    });
    let cut = (0..bytes.len()).map(|len| bytes[..len].to_vec());
    let grown = [[bytes, &[0]].concat(), [&[0], bytes].concat()];
    flipped.chain(cut).chain(grown)
}

#[test]
fn a_damaged_header_is_named() {
    let b = filled();
    for bytes in mangled(&b.header.encode()) {
        assert_eq!(Header::decode(&bytes).unwrap_err(), VaultError::Damaged { what: Part::Header });
    }
}

#[test]
fn a_damaged_index_is_named() {
    let b = filled();
    let session = b.vault.session_key();
    for bytes in mangled(b.store.index().unwrap()) {
        let refused = Vault::resume(&b.header, &session, Some(&bytes)).unwrap_err();
        assert_eq!(refused, VaultError::Damaged { what: Part::Index });
    }
}

#[test]
fn a_damaged_record_is_named_and_the_others_stay_readable() {
    let mut b = filled();
    for bytes in mangled(b.store.record(id(1)).unwrap()) {
        assert_eq!(b.vault.read(id(1), &bytes), Err(VaultError::Damaged { what: Part::Record(id(1)) }));
    }
    b.store.0.insert((Area::Records, id(1).to_string()), vec![1, 2, 3]);
    assert!(b.read(id(2)).is_ok());
}

#[test]
fn a_damaged_capture_is_named() {
    let mut b = filled();
    let write = b.header.inbox_key().seal(&capture(5), &mut b.rng).unwrap();
    for bytes in mangled(&write.value.unwrap()) {
        let refused = b.vault.open_inbox(&write.key, &bytes).unwrap_err();
        assert_eq!(refused, VaultError::Damaged { what: Part::Inbox(write.key.clone()) });
    }
}

#[test]
fn a_damaged_note_is_named() {
    let mut b = filled();
    let write = b.vault.seal_note("jobs", b"one", &mut b.rng).unwrap();
    for bytes in mangled(&write.value.unwrap()) {
        let refused = b.vault.open_note("jobs", &bytes).unwrap_err();
        assert_eq!(refused, VaultError::Damaged { what: Part::Note("jobs".to_owned()) });
    }
}

#[test]
fn a_missing_index_is_not_an_empty_vault() {
    let b = filled();
    let refused = Vault::open(&b.header, &slot_secret(), None).unwrap_err();
    assert_eq!(refused, VaultError::Missing { what: Part::Index });
}

#[test]
fn swapped_records_are_seen() {
    let b = filled();
    let other = b.store.record(id(2)).unwrap();
    assert_eq!(b.vault.read(id(1), other), Err(VaultError::Swapped { id: id(1), found: id(2) }));
}

#[test]
fn a_record_that_was_put_back_is_seen() {
    let mut b = filled();
    let old = b.store.record(id(1)).unwrap().to_vec();
    b.put(mailchimp(1), NOW + 1);
    let what = Part::Record(id(1));
    assert_eq!(b.vault.read(id(1), &old), Err(VaultError::RolledBack { what, expected: 2, found: 1 }));
    assert!(b.read(id(1)).is_ok());
}

#[test]
fn an_index_that_was_put_back_is_seen() {
    let mut b = filled();
    let old = b.store.index().unwrap().to_vec();
    b.put(mailchimp(1), NOW + 1);
    b.put(mailchimp(4), NOW + 1);
    b.store.0.insert((Area::Meta, INDEX_KEY.to_owned()), old);
    b.reopen();
    let what = Part::Index;
    assert_eq!(b.read(id(1)), Err(VaultError::RolledBack { what, expected: 2, found: 1 }));
    assert_eq!(b.vault.audit(b.store.record_keys()), [VaultError::Unlisted { key: id(4).to_string() }]);
}

#[test]
fn a_record_of_another_history_is_not_taken() {
    let mut b = filled();
    let mut fork = Bench {
        vault: Vault::open(&b.header, &slot_secret(), b.store.index()).unwrap(),
        header: b.header.clone(),
        store: b.store.clone(),
        rng: common::Seeded(99),
    };
    b.put(mailchimp(1), NOW + 1);
    fork.put(mailchimp(1), NOW + 1);
    let refused = b.vault.read(id(1), fork.store.record(id(1)).unwrap());
    assert_eq!(refused, Err(VaultError::Damaged { what: Part::Record(id(1)) }));
}

#[test]
fn a_tombstone_is_not_a_credential() {
    let mut b = filled();
    let live = b.store.clone();
    b.delete(id(1), NOW + 1);
    let tombstone = b.store.record(id(1)).unwrap().to_vec();
    b.store = live;
    b.reopen();
    let refused = b.vault.read(id(1), &tombstone);
    assert_eq!(refused, Err(VaultError::RolledBack { what: Part::Index, expected: 2, found: 1 }));
}

#[test]
fn dropped_and_added_records_are_listed() {
    let mut b = filled();
    b.delete(id(2), NOW + 1);
    b.store.0.remove(&(Area::Records, id(1).to_string()));
    b.store.0.remove(&(Area::Records, id(2).to_string()));
    b.store.0.insert((Area::Records, "x".to_owned()), vec![]);
    let missing = |number| VaultError::Missing { what: Part::Record(id(number)) };
    assert_eq!(b.read(id(1)), Err(missing(1)));
    let findings = b.vault.audit(b.store.record_keys());
    assert_eq!(findings, [VaultError::Unlisted { key: "x".to_owned() }, missing(1), missing(2)]);
}

#[test]
fn parts_of_another_vault_do_not_fit() {
    let b = filled();
    let mut rng = common::Seeded(1234);
    let request = b.header.passphrase_kdf().unwrap();
    let (header, other, writes) = Vault::create(&slot_secret(), request, b.header.device_id(), NOW, &mut rng).unwrap();
    let mut store = Store::default();
    store.apply(writes);
    assert!(store.get(Area::Meta, HEADER_KEY).is_some());
    let refused = Vault::open(&header, &slot_secret(), b.store.index()).unwrap_err();
    assert_eq!(refused, VaultError::Damaged { what: Part::Index });
    let refused = Vault::resume(&b.header, &other.session_key(), b.store.index()).unwrap_err();
    assert_eq!(refused, VaultError::Damaged { what: Part::Session });
    assert_eq!(other.read(id(1), b.store.record(id(1)).unwrap()), Err(VaultError::NotFound { id: id(1) }));
}

#[test]
fn the_generation_of_nothing_is_damage() {
    assert_eq!(index_generation(&[0; 7]), Err(VaultError::Damaged { what: Part::Index }));
}
