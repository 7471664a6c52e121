//! Any sequence of changes to records, slots and data key, with kills and restarts in between, leaves the vault with what a plain map would hold, open to whom a plain list names.

#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{
    Bench, NOW, bench, capture, id, kdf_request, mailchimp, other_passphrase, passkey_secret, prf_request,
    recovery_code, recovery_secret, slot_secret, stored, used,
};
use keyfob_vault::{Area, Credential, FieldValue, Header, NewSlot, RecordId, Secret, SlotSecret, VaultError, Write};
use proptest::{collection::vec, prelude::*, sample::select};

#[derive(Clone, Debug)]
enum Step {
    Put {
        number: u8,
        label: String,
        secret: String,
    },
    /// Staged, but the store was full.
    FailedPut {
        number: u8,
    },
    /// A new label and another key for what is there.
    Change {
        number: u8,
        secret: String,
    },
    Trash {
        number: u8,
    },
    Restore {
        number: u8,
    },
    PurgeHistory {
        number: u8,
    },
    Delete {
        number: u8,
    },
    FailedDelete {
        number: u8,
    },
    Use {
        number: u8,
        credential: u8,
    },
    /// Kept while locked; stays in the inbox.
    Capture {
        number: u8,
    },
    AddSlot(Way),
    /// By its place in the list.
    RemoveSlot(usize),
    ChangePassphrase(u8),
    /// Prepared, but killed before it was stored.
    FailedSlot(Way),
    Rekey,
    /// Killed after so many items.
    FailedRekey(usize),
    /// Killed when it was stored, before the new vault was taken over in memory.
    RekeyAndDie(usize),
    /// With the secret of any slot, by its place in the list.
    Restart(usize),
    Resume,
}

/// A way to open the vault.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Passphrase(u8),
    RecoveryCode(u8),
    Passkey(u8),
}

const WAYS: [Way; 6] = [
    Way::Passphrase(0),
    Way::Passphrase(1),
    Way::RecoveryCode(0),
    Way::RecoveryCode(1),
    Way::Passkey(0),
    Way::Passkey(1),
];

impl Way {
    fn secret(self) -> SlotSecret {
        match self {
            Self::Passphrase(number) => passphrase(number),
            Self::RecoveryCode(number) => recovery_secret(number),
            Self::Passkey(number) => passkey_secret(number),
        }
    }

    fn added(self, b: &mut Bench, now: u64) -> (Header, Vec<Write>) {
        let (secret, code) = (self.secret(), if let Self::RecoveryCode(number) = self { number } else { 0 });
        let code = recovery_code(code);
        let new = match self {
            Self::Passphrase(number) => NewSlot::Passphrase(&secret, kdf_request(number)),
            Self::RecoveryCode(_) => NewSlot::RecoveryCode(&code),
            Self::Passkey(number) => NewSlot::Passkey(&secret, prf_request(number)),
        };
        b.vault.add_slot(&b.header, new, now, &mut b.rng).unwrap()
    }
}

/// Number 0 is the one that the vault is made with.
fn passphrase(number: u8) -> SlotSecret {
    if number == 0 { slot_secret() } else { other_passphrase(number) }
}

fn step() -> impl Strategy<Value = Step> {
    let number = 0..6_u8;
    prop_oneof![
        4 => (number.clone(), ".{0,12}", ".{0,80}").prop_map(|(number, label, secret)| Step::Put { number, label, secret }),
        4 => (number.clone(), ".{0,80}").prop_map(|(number, secret)| Step::Change { number, secret }),
        1 => number.clone().prop_map(|number| Step::Trash { number }),
        1 => number.clone().prop_map(|number| Step::Restore { number }),
        1 => number.clone().prop_map(|number| Step::PurgeHistory { number }),
        1 => number.clone().prop_map(|number| Step::FailedPut { number }),
        2 => number.clone().prop_map(|number| Step::Delete { number }),
        1 => number.clone().prop_map(|number| Step::FailedDelete { number }),
        2 => (10..20_u8, number).prop_map(|(number, credential)| Step::Use { number, credential }),
        1 => (30..34_u8).prop_map(|number| Step::Capture { number }),
        1 => select(&WAYS[..]).prop_map(Step::AddSlot),
        1 => any::<usize>().prop_map(Step::RemoveSlot),
        1 => (0..2_u8).prop_map(Step::ChangePassphrase),
        1 => select(&WAYS[..]).prop_map(Step::FailedSlot),
        1 => Just(Step::Rekey),
        1 => (0..12_usize).prop_map(Step::FailedRekey),
        1 => any::<usize>().prop_map(Step::RekeyAndDie),
        1 => any::<usize>().prop_map(Step::Restart),
        1 => Just(Step::Resume),
    ]
}

fn key(text: String) -> FieldValue {
    FieldValue::Secret(Secret::new(text))
}

/// As after a new start of the browser; the app renews the slot that was used.
fn restart(b: &mut Bench, way: Way) {
    b.reopen_with(&way.secret()).unwrap();
    if let Some(renewed) = b.vault.renew_slot(&b.header, &way.secret(), &mut b.rng).unwrap() {
        b.take_header(renewed);
    }
}

/// Reads a credential, changes it and puts it, if it is there; in the model likewise.
fn change(
    b: &mut Bench,
    model: &mut BTreeMap<RecordId, Credential>,
    number: u8,
    now: u64,
    with: impl FnOnce(&mut Credential),
) {
    let Ok(mut read) = b.read(id(number)) else { return };
    with(&mut read);
    let created = read.created_at;
    model.insert(id(number), stored(read.clone(), created, now));
    b.put(read, now);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn the_vault_is_a_map(steps in vec(step(), 0..40)) {
        let mut b = bench();
        let mut model: BTreeMap<RecordId, Credential> = BTreeMap::new();
        let mut uses: Vec<(RecordId, RecordId)> = Vec::new();
        let mut waiting = BTreeSet::new();
        let mut ways = vec![Way::Passphrase(0)];
        // Steps of more than a millisecond, after every use: the clock never runs ahead of them.
        let mut now = NOW + 100;
        for step in steps {
            now += 10;
            match step {
                Step::Put { number, label, secret } => {
                    // What is there already keeps its fields.
                    let mut credential = Credential { label, ..mailchimp(number) };
                    match model.get(&id(number)) {
                        Some(known) => {
                            credential.fields = known.fields.clone();
                            credential.history = known.history.clone();
                        }
                        None => drop(credential.fields.insert("api_key".to_owned(), key(secret))),
                    }
                    let created = model.get(&id(number)).map_or(now, |known| known.created_at);
                    model.insert(id(number), stored(credential.clone(), created, now));
                    b.put(credential, now);
                }
                Step::Change { number, secret } => change(&mut b, &mut model, number, now, |credential| {
                    credential.set("api_key", key(secret), now);
                }),
                Step::Trash { number } => change(&mut b, &mut model, number, now, |credential| {
                    credential.trashed_at = Some(now);
                }),
                Step::Restore { number } => change(&mut b, &mut model, number, now, |credential| {
                    credential.trashed_at = None;
                }),
                Step::PurgeHistory { number } => change(&mut b, &mut model, number, now, Credential::purge_history),
                Step::FailedPut { number } => {
                    let unread = model.get(&id(number)).cloned().unwrap_or_else(|| mailchimp(number));
                    drop(b.vault.put(unread, now, &mut b.rng).unwrap());
                }
                Step::Delete { number } if model.remove(&id(number)).is_some() => {
                    uses.retain(|(_, credential)| *credential != id(number));
                    b.delete(id(number), now);
                }
                Step::Delete { number } | Step::FailedDelete { number } => {
                    let known = b.vault.delete(id(number), now, &mut b.rng).is_ok();
                    prop_assert_eq!(known, model.contains_key(&id(number)));
                }
                Step::Use { number, credential } if model.contains_key(&id(credential)) => {
                    uses.retain(|(used, _)| *used != id(number));
                    uses.push((id(number), id(credential)));
                    b.add_use(used(number, id(credential)));
                }
                Step::Use { number, credential } => {
                    let refused = b.vault.add_use(used(number, id(credential)), &mut b.rng).unwrap_err();
                    prop_assert_eq!(refused, VaultError::NotFound { id: id(credential) });
                }
                Step::Capture { number } => {
                    let write = b.header.inbox_key().seal(&capture(number), &mut b.rng).unwrap();
                    b.store.apply(vec![write]);
                    waiting.insert(id(number));
                }
                Step::AddSlot(way) => {
                    let changed = way.added(&mut b, now);
                    b.take_header(changed);
                    ways.push(way);
                }
                Step::FailedSlot(way) => drop(way.added(&mut b, now)),
                Step::RemoveSlot(at) => {
                    let at = at % ways.len();
                    let slot = b.header.slots().nth(at).unwrap().id;
                    let passphrases = ways.iter().filter(|way| matches!(way, Way::Passphrase(_))).count();
                    match b.vault.remove_slot(&b.header, slot) {
                        Ok(changed) => {
                            b.take_header(changed);
                            ways.remove(at);
                        }
                        Err(refused) => {
                            prop_assert_eq!(refused, VaultError::LastPassphrase);
                            prop_assert!(passphrases == 1 && matches!(ways[at], Way::Passphrase(_)));
                        }
                    }
                }
                Step::ChangePassphrase(number) => {
                    let (secret, request) = (passphrase(number), kdf_request(number));
                    let changed = b.vault.change_passphrase(&b.header, &secret, request, now, &mut b.rng).unwrap();
                    b.take_header(changed);
                    ways.retain(|way| !matches!(way, Way::Passphrase(_)));
                    ways.insert(0, Way::Passphrase(number));
                }
                Step::Rekey => b.rekey(),
                Step::FailedRekey(items) => {
                    let mut rekey = b.vault.rekey(&b.header, &mut b.rng).unwrap();
                    for ((area, key), value) in b.store.0.iter().take(items) {
                        rekey.item(*area, key, value, &mut b.rng).unwrap();
                    }
                    drop(rekey);
                }
                Step::RekeyAndDie(at) => {
                    let (_, _, writes) = b.rekeyed().unwrap();
                    b.store.apply(writes);
                    restart(&mut b, ways[at % ways.len()]);
                }
                Step::Restart(at) => restart(&mut b, ways[at % ways.len()]),
                Step::Resume => {
                    let session = b.vault.session_key();
                    b.vault = keyfob_vault::Vault::resume(&b.header, &session, b.store.index()).unwrap();
                }
            }
            let listed: Vec<_> = b.vault.summaries().map(|summary| summary.id).collect();
            prop_assert_eq!(listed, model.keys().copied().collect::<Vec<_>>());
            let recorded: Vec<_> = b.vault.uses().map(|used| (used.id, used.credential)).collect();
            prop_assert_eq!(&recorded, &uses);
            prop_assert_eq!(b.header.slots().count(), ways.len());
        }
        for way in WAYS {
            prop_assert_eq!(b.reopen_with(&way.secret()).is_ok(), ways.contains(&way), "{:?} of {:?}", way, ways);
        }
        b.reopen_with(&ways[0].secret()).unwrap();
        for id in waiting {
            let key = id.to_string();
            let opened = b.vault.open_inbox(&key, b.store.get(Area::Inbox, &key).unwrap());
            prop_assert_eq!(opened.map(|capture| capture.id), Ok(id));
        }
        for (id, credential) in &model {
            prop_assert_eq!(&b.read(*id), &Ok(credential.clone()));
            let summary = b.vault.summary(*id).unwrap();
            prop_assert_eq!(&summary.label, &credential.label);
            prop_assert_eq!((summary.trashed_at, summary.earlier), (credential.trashed_at, credential.history.len()));
        }
        prop_assert_eq!(b.vault.audit(b.store.record_keys()), []);
    }

    #[test]
    fn bytes_from_nowhere_are_refused_without_a_panic(bytes in vec(any::<u8>(), 0..600)) {
        let mut b = bench();
        b.put(mailchimp(1), NOW);
        prop_assert!(keyfob_vault::Header::decode(&bytes).is_err());
        prop_assert!(b.vault.read(id(1), &bytes).is_err());
        prop_assert!(b.vault.open_inbox(&id(1).to_string(), &bytes).is_err());
        prop_assert!(b.vault.open_note("n", &bytes).is_err());
        let session = b.vault.session_key();
        prop_assert!(keyfob_vault::Vault::resume(&b.header, &session, Some(&bytes)).is_err());
    }
}
