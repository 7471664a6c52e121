//! Changes are prepared beside the vault: what could not be stored has not happened, and no change is lost to another.

#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

mod common;

use common::{NOW, bench, id, mailchimp, used};
use keyfob_vault::{Area, VaultError, index_generation};

#[test]
fn a_change_that_could_not_be_stored_has_not_happened() {
    let mut b = bench();
    b.put(mailchimp(1), NOW);
    drop(b.vault.put(mailchimp(2), NOW, &mut b.rng).unwrap());
    drop(b.vault.delete(id(1), NOW, &mut b.rng).unwrap());
    drop(b.vault.add_use(used(3, id(1)), &mut b.rng).unwrap());
    assert_eq!(b.vault.summaries().map(|summary| summary.id).collect::<Vec<_>>(), [id(1)]);
    assert_eq!(b.vault.uses().count(), 0);
    assert!(b.read(id(1)).is_ok());
    b.reopen();
    assert!(b.read(id(1)).is_ok());
}

#[test]
fn of_two_changes_from_the_same_state_the_second_is_refused() {
    let mut b = bench();
    let first = b.vault.put(mailchimp(1), NOW, &mut b.rng).unwrap();
    let second = b.vault.put(mailchimp(2), NOW, &mut b.rng).unwrap();
    b.vault.commit(first).unwrap();
    assert_eq!(b.vault.commit(second), Err(VaultError::Stale));
    assert!(b.vault.summary(id(1)).is_some() && b.vault.summary(id(2)).is_none());
}

#[test]
fn a_store_can_refuse_a_write_that_would_undo_another() {
    let mut b = bench();
    let mut first = b.vault.put(mailchimp(1), NOW, &mut b.rng).unwrap();
    let second = b.vault.put(mailchimp(2), NOW, &mut b.rng).unwrap();
    let stored = index_generation(b.store.index().unwrap()).unwrap();
    assert_eq!((first.expected_generation(), second.expected_generation()), (stored, stored));
    b.store.apply(first.take_writes());
    b.vault.commit(first).unwrap();
    let stored = index_generation(b.store.index().unwrap()).unwrap();
    assert_ne!(second.expected_generation(), stored);
    assert_eq!(b.vault.generation(), stored);
}

#[test]
fn a_change_of_another_vault_is_refused() {
    let (mut b, other) = (bench(), bench());
    let request = other.header.passphrase_kdf().unwrap();
    let device = other.header.device_id();
    let (_, stranger, _) =
        keyfob_vault::Vault::create(&common::slot_secret(), request, device, NOW, &mut b.rng).unwrap();
    let staged = stranger.put(mailchimp(1), NOW, &mut b.rng).unwrap();
    assert_eq!(b.vault.commit(staged), Err(VaultError::Stale));
}

#[test]
fn a_batch_is_one_set_of_writes() {
    let mut b = bench();
    b.put(mailchimp(1), NOW);
    let note = b.vault.seal_note("jobs", b"done", &mut b.rng).unwrap();
    let mut batch = b.vault.batch(NOW + 1);
    batch.put(mailchimp(2), &mut b.rng).unwrap();
    batch.put(mailchimp(2), &mut b.rng).unwrap();
    batch.add_use(used(8, id(2))).unwrap();
    batch.add_use(used(9, id(2))).unwrap();
    batch.delete(id(1), &mut b.rng).unwrap();
    batch.write(note.clone());
    let mut staged = batch.seal(&mut b.rng).unwrap();
    let writes = staged.take_writes();
    let places: Vec<_> = writes.iter().map(|write| (write.area, write.key.clone())).collect();
    assert_eq!(
        places,
        [
            (Area::Meta, "index".to_owned()),
            (Area::Meta, note.key),
            (Area::Records, id(1).to_string()),
            (Area::Records, id(2).to_string()),
        ]
    );
    b.store.apply(writes);
    b.vault.commit(staged).unwrap();
    b.reopen();
    assert_eq!(b.vault.summary(id(2)).unwrap().revision, 2);
    assert_eq!((b.vault.summaries().count(), b.vault.uses().count()), (1, 2));
    assert!(b.read(id(2)).is_ok());
}

#[test]
fn a_use_with_the_same_id_is_replaced() {
    let mut b = bench();
    b.put(mailchimp(1), NOW);
    b.add_use(used(9, id(1)));
    b.add_use(used(9, id(1)));
    assert_eq!(b.vault.uses().count(), 1);
}

#[test]
fn debug_shows_nothing_that_is_sealed() {
    let mut b = bench();
    b.put(mailchimp(1), NOW);
    let staged = b.vault.put(mailchimp(2), NOW, &mut b.rng).unwrap();
    let batch = b.vault.batch(NOW);
    let session = b.vault.session_key();
    let write = b.vault.seal_note("n", common::api_key().as_bytes(), &mut b.rng).unwrap();
    let credential = b.read(id(1)).unwrap();
    let shown = [
        format!("{:?} {staged:?} {batch:?} {write:?} {:?} {session:?}", b.vault, b.header),
        format!("{credential:?} {:?} {:?}", common::capture(1), b.vault.summary(id(1))),
    ];
    let key = common::api_key();
    let session: Vec<String> = session.iter().take(8).map(u8::to_string).collect();
    for planted in [&key[..12], &key[key.len() - 8..], "5b6c", "tail", &session.join(", ")] {
        assert!(!shown.concat().contains(planted), "{planted}");
    }
    assert!(!shown[0].contains("Bakery"));
}
