//! Any sequence of puts, deletes, uses, failed writes and restarts leaves the vault with what a plain map would hold.

#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

mod common;

use std::collections::BTreeMap;

use common::{Bench, NOW, bench, id, mailchimp, stored, used};
use keyfob_vault::{Credential, FieldValue, RecordId, Secret, VaultError};
use proptest::{collection::vec, prelude::*};

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
    Restart,
    Resume,
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
        1 => Just(Step::Restart),
        1 => Just(Step::Resume),
    ]
}

fn key(text: String) -> FieldValue {
    FieldValue::Secret(Secret::new(text))
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
                Step::Restart => b.reopen(),
                Step::Resume => {
                    let session = b.vault.session_key();
                    b.vault = keyfob_vault::Vault::resume(&b.header, &session, b.store.index()).unwrap();
                }
            }
            let listed: Vec<_> = b.vault.summaries().map(|summary| summary.id).collect();
            prop_assert_eq!(listed, model.keys().copied().collect::<Vec<_>>());
            let recorded: Vec<_> = b.vault.uses().map(|used| (used.id, used.credential)).collect();
            prop_assert_eq!(&recorded, &uses);
        }
        b.reopen();
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
