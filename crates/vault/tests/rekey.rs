//! Another data key: everything opens as before with the same secrets, nothing opens with the old key, and whenever it is cut short nothing has happened.

#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

mod common;

use common::{
    Bench, NOW, bench, capture, id, mailchimp, passkey_secret, prf_request, recovery_code, recovery_secret,
    slot_secret, used,
};
use keyfob_vault::{
    Area, Capture, FieldValue, HEADER_KEY, Header, INDEX_KEY, NewSlot, Part, Secret, Vault, VaultError, Write,
    index_generation, note_key,
};

/// Of everything one: slots, records, a tombstone, trash, history, a use, notes, a waiting capture.
fn filled() -> Bench {
    let mut b = bench();
    b.add_slot(NewSlot::RecoveryCode(&recovery_code(1)));
    b.add_slot(NewSlot::Passkey(&passkey_secret(1), prf_request(1)));
    for number in 1..5 {
        b.put(mailchimp(number), NOW);
    }
    b.delete(id(4), NOW + 1);
    let mut changed = b.read(id(2)).unwrap();
    changed.set("api_key", FieldValue::Secret(Secret::new(["new", "-key"].concat())), NOW + 2);
    changed.trashed_at = Some(NOW + 2);
    b.put(changed, NOW + 2);
    b.add_use(used(9, id(1)));
    let note = b.vault.seal_note("settings", b"dark", &mut b.rng).unwrap();
    let waiting = b.header.inbox_key().seal(&capture(5), &mut b.rng).unwrap();
    b.store.apply(vec![note, waiting]);
    b
}

/// What a person would see.
#[derive(PartialEq, Debug)]
struct Seen {
    records: Vec<keyfob_vault::Credential>,
    summaries: Vec<keyfob_vault::Summary>,
    uses: Vec<keyfob_vault::Use>,
    note: Vec<u8>,
    waiting: Vec<Capture>,
}

fn seen(b: &Bench) -> Seen {
    assert_eq!(b.vault.audit(b.store.record_keys()), []);
    let waiting = b.store.0.iter().filter(|((area, _), _)| *area == Area::Inbox);
    Seen {
        records: b.vault.summaries().map(|summary| b.read(summary.id).unwrap()).collect(),
        summaries: b.vault.summaries().cloned().collect(),
        uses: b.vault.uses().cloned().collect(),
        note: b.vault.open_note("settings", b.store.get(Area::Meta, &note_key("settings")).unwrap()).unwrap().to_vec(),
        waiting: waiting.map(|((_, key), blob)| b.vault.open_inbox(key, blob).unwrap()).collect(),
    }
}

#[test]
fn everything_opens_as_before_with_every_secret() {
    let mut b = filled();
    let before = seen(&b);
    for _ in 0..3 {
        b.rekey();
        assert_eq!(seen(&b), before);
        for secret in [slot_secret(), recovery_secret(1), passkey_secret(1)] {
            b.reopen_with(&secret).unwrap();
            assert_eq!(seen(&b), before);
        }
    }
    let key = ["new", "-key"].concat();
    assert!(b.vault.holds(id(2), "api_key", &Secret::new(key)), "marks are made anew");
}

#[test]
fn nothing_opens_with_the_old_key() {
    let mut b = filled();
    let old = Bench { header: b.header.clone(), ..filled() };
    let session = b.vault.session_key();
    b.rekey();
    let refused = Vault::resume(&b.header, &session, b.store.index()).unwrap_err();
    assert_eq!(refused, VaultError::Damaged { what: Part::Session });
    for (area, key) in old.store.0.keys() {
        assert_eq!(
            old.store.0[&(*area, key.clone())] == b.store.0[&(*area, key.clone())],
            *area == Area::Inbox,
            "{key}"
        );
    }
    for number in [1, 2, 3] {
        assert!(old.vault.read(id(number), b.store.record(id(number)).unwrap()).is_err());
    }
    assert!(old.vault.open_note("settings", b.store.get(Area::Meta, &note_key("settings")).unwrap()).is_err());
    // What is captured from now on is not for who has the old key.
    let fresh = b.header.inbox_key().seal(&capture(6), &mut b.rng).unwrap();
    assert!(old.vault.open_inbox(&fresh.key, fresh.value.as_ref().unwrap()).is_err());
    assert_eq!(b.vault.open_inbox(&fresh.key, &fresh.value.unwrap()), Ok(capture(6)));
}

#[test]
fn the_old_header_put_back_is_seen() {
    let mut b = filled();
    let old = b.header.clone();
    b.rekey();
    let refused = Vault::open(&old, &slot_secret(), b.store.index()).unwrap_err();
    assert_eq!(refused, VaultError::Damaged { what: Part::Index });
}

/// The store applies the writes in one transaction or not at all: so these are all the states a kill can leave.
#[test]
fn killed_at_every_step_nothing_is_lost_and_nothing_is_half_done() {
    let before = seen(&filled());
    let items = filled().store.0.len();
    for steps in 0..=items {
        let mut b = filled();
        let mut rekey = b.vault.rekey(&b.header, &mut b.rng).unwrap();
        for ((area, key), value) in b.store.0.iter().take(steps) {
            rekey.item(*area, key, value, &mut b.rng).unwrap();
        }
        drop(rekey);
        b.reopen();
        assert_eq!(seen(&b), before, "killed after {steps} items");
        b.rekey();
        b.reopen();
        assert_eq!(seen(&b), before);
    }
    // Killed when all was sealed, before the transaction.
    let mut b = filled();
    drop(b.rekeyed().unwrap());
    b.reopen();
    assert_eq!(seen(&b), before);
    // Killed after the transaction, before the new vault took the old one's place in memory.
    let (_, _, writes) = b.rekeyed().unwrap();
    b.store.apply(writes);
    b.reopen();
    assert_eq!(seen(&b), before);
}

#[test]
fn the_writes_are_the_whole_store_but_the_inbox() {
    let mut b = filled();
    let (.., writes) = b.rekeyed().unwrap();
    let mut written: Vec<_> = writes.iter().map(|write: &Write| (write.area, write.key.clone())).collect();
    written.sort();
    let places = b.store.0.keys().filter(|(area, _)| *area != Area::Inbox);
    assert_eq!(written, places.cloned().collect::<Vec<_>>());
    assert!(writes.iter().all(|write| write.value.is_some()));
}

#[test]
fn a_change_prepared_before_is_refused_by_the_generation() {
    let mut b = filled();
    let staged = b.vault.put(mailchimp(7), NOW, &mut b.rng).unwrap();
    b.rekey();
    assert_ne!(index_generation(b.store.index().unwrap()).unwrap(), staged.expected_generation());
    assert_eq!(b.vault.commit(staged), Err(VaultError::Stale));
}

#[test]
fn captures_sealed_before_and_meanwhile_open_after_any_number_of_changes() {
    let mut b = filled();
    let old_key = b.header.inbox_key();
    for _ in 0..4 {
        b.rekey();
    }
    let late = old_key.seal(&capture(6), &mut b.rng).unwrap();
    b.store.apply(vec![late]);
    b.reopen();
    assert_eq!(seen(&b).waiting, [capture(5), capture(6)]);
}

#[test]
fn what_is_damaged_or_missing_is_named_and_nothing_changes() {
    let mut b = filled();
    let whole = b.store.clone();
    b.store.0.get_mut(&(Area::Records, id(1).to_string())).unwrap()[60] ^= 1;
    assert_eq!(b.rekeyed().unwrap_err(), VaultError::Damaged { what: Part::Record(id(1)) });
    b.store.0.remove(&(Area::Records, id(1).to_string()));
    assert_eq!(b.rekeyed().unwrap_err(), VaultError::Missing { what: Part::Record(id(1)) });
    b.store.0.insert((Area::Meta, note_key("settings")), vec![1, 2, 3]);
    assert_eq!(b.rekeyed().unwrap_err(), VaultError::Damaged { what: Part::Note("settings".to_owned()) });
    b.store = whole;
    // A tombstone is sealed anew like the rest.
    b.store.0.get_mut(&(Area::Records, id(4).to_string())).unwrap()[60] ^= 1;
    assert_eq!(b.rekeyed().unwrap_err(), VaultError::Damaged { what: Part::Record(id(4)) });
    // What could not be read can be deleted, and then it goes on.
    b.store.0.insert((Area::Records, id(4).to_string()), filled().store.record(id(4)).unwrap().to_vec());
    b.store.0.get_mut(&(Area::Records, id(1).to_string())).unwrap()[60] ^= 1;
    b.delete(id(1), NOW + 9);
    b.rekey();
    b.reopen();
    assert_eq!(b.vault.summaries().count(), 2);
}

#[test]
fn what_is_not_listed_is_left_alone() {
    let mut b = filled();
    b.store.0.insert((Area::Records, "x".to_owned()), vec![1]);
    b.store.0.insert((Area::Records, id(77).to_string()), vec![2]);
    b.store.0.insert((Area::Meta, "from-the-future".to_owned()), vec![3]);
    b.rekey();
    b.reopen();
    assert_eq!(b.store.0[&(Area::Records, "x".to_owned())], [1]);
    assert_eq!(b.store.0[&(Area::Records, id(77).to_string())], [2]);
    assert_eq!(b.store.0[&(Area::Meta, "from-the-future".to_owned())], [3]);
}

#[test]
fn a_slot_that_was_sealed_to_is_wrapped_at_the_next_opening() {
    let mut b = filled();
    assert!(b.vault.renew_slot(&b.header, &slot_secret(), &mut b.rng).unwrap().is_none());
    b.rekey();
    for secret in [slot_secret(), recovery_secret(1), passkey_secret(1)] {
        b.reopen_with(&secret).unwrap();
        let renewed = b.vault.renew_slot(&b.header, &secret, &mut b.rng).unwrap().unwrap();
        b.take_header(renewed);
        b.reopen_with(&secret).unwrap();
        assert!(b.vault.renew_slot(&b.header, &secret, &mut b.rng).unwrap().is_none());
    }
    b.rekey();
    b.reopen();
    let wrong = b.vault.renew_slot(&b.header, &common::other_passphrase(9), &mut b.rng).unwrap_err();
    assert_eq!(wrong, VaultError::WrongPassphrase);
}

#[test]
fn a_slot_from_before_there_were_keys_gets_one_when_it_opens() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/format/v1");
    let read = |name: &str| std::fs::read(format!("{folder}/meta-{name}.bin")).unwrap();
    let mut b = bench();
    b.store.0.insert((Area::Meta, HEADER_KEY.to_owned()), read("header"));
    b.store.0.insert((Area::Meta, INDEX_KEY.to_owned()), read("index"));
    b.reopen();
    let slot = b.header.slots().next().unwrap();
    assert_eq!(slot.made_at, None);
    let refused = b.vault.rekey(&b.header, &mut b.rng).unwrap_err();
    assert_eq!(refused, VaultError::SlotWithoutKey { id: slot.id, kind: slot.kind });
    let renewed = b.vault.renew_slot(&b.header, &slot_secret(), &mut b.rng).unwrap().unwrap();
    b.take_header(renewed);
    b.reopen();
    assert!(b.vault.rekey(&b.header, &mut b.rng).is_ok());
    assert!(Header::decode(&b.header.encode()).is_ok());
}

#[test]
fn debug_shows_nothing_that_is_sealed() {
    let mut b = filled();
    let shown = format!("{:?}", b.vault.rekey(&b.header, &mut b.rng).unwrap());
    assert!(shown.starts_with("Rekey(Vault(") && shown.ends_with("4 records left)"), "{shown}");
}
