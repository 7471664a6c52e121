//! What was replaced is kept until it is purged, and what was trashed comes back whole.

#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

mod common;

use common::{Bench, NOW, api_key, bench, id, mailchimp, used};
use keyfob_vault::{Credential, Earlier, FieldValue, HISTORY_MAX, Secret, TRASH_DAYS, VaultError};

const DAY: u64 = 24 * 60 * 60 * 1000;

fn secret(text: &str) -> FieldValue {
    FieldValue::Secret(Secret::new(["new-key-", text].concat()))
}

fn public(text: &str) -> FieldValue {
    FieldValue::Public(text.to_owned())
}

/// Reads, changes and puts one credential, and opens the vault anew.
fn change(b: &mut Bench, number: u8, now: u64, with: impl FnOnce(&mut Credential)) {
    let mut credential = b.read(id(number)).unwrap();
    with(&mut credential);
    b.put(credential, now);
    b.reopen();
}

#[test]
fn a_replaced_value_is_kept_newest_first() {
    let mut b = bench();
    b.put(mailchimp(1), NOW);
    change(&mut b, 1, NOW + 1, |c| c.set("api_key", secret("two"), NOW + 1));
    change(&mut b, 1, NOW + 2, |c| {
        c.set("api_key", secret("three"), NOW + 2);
        c.set("account_id", public("d4e5f6"), NOW + 2);
    });
    let earlier = |field: &str, value, until| Earlier { field: field.to_owned(), value, until };
    let read = b.read(id(1)).unwrap();
    assert_eq!(read.fields.get("api_key"), Some(&secret("three")));
    assert_eq!(
        read.history,
        [
            earlier("account_id", public("a1b2c3"), NOW + 2),
            earlier("api_key", secret("two"), NOW + 2),
            earlier("api_key", FieldValue::Secret(Secret::new(api_key())), NOW + 1),
        ]
    );
    let summary = b.vault.summary(id(1)).unwrap();
    assert_eq!(summary.earlier, 3);
    assert!(!format!("{summary:?}").contains("new-key"));
}

#[test]
fn a_removed_value_is_kept_and_an_equal_one_is_no_change() {
    let mut b = bench();
    b.put(mailchimp(1), NOW);
    change(&mut b, 1, NOW + 1, |c| c.set("account_id", public("a1b2c3"), NOW + 1));
    assert_eq!(b.vault.summary(id(1)).unwrap().earlier, 0);
    change(&mut b, 1, NOW + 1, |c| c.unset("api_key", NOW + 1));
    let read = b.read(id(1)).unwrap();
    assert!(!read.fields.contains_key("api_key"));
    assert_eq!(read.history[0].value.expose(), api_key());
}

#[test]
fn a_put_that_would_lose_a_value_is_refused() {
    let mut b = bench();
    b.put(mailchimp(1), NOW);
    let lost = |field: &str| VaultError::Unkept { id: id(1), field: field.to_owned() };
    let mut replaced = b.read(id(1)).unwrap();
    replaced.fields.insert("api_key".to_owned(), secret("two"));
    assert_eq!(b.vault.put(replaced, NOW + 1, &mut b.rng).unwrap_err(), lost("api_key"));
    let mut removed = b.read(id(1)).unwrap();
    removed.fields.remove("account_id");
    assert_eq!(b.vault.put(removed, NOW + 1, &mut b.rng).unwrap_err(), lost("account_id"));
    let mut unkept = b.read(id(1)).unwrap();
    unkept.set("api_key", secret("two"), NOW + 1);
    unkept.purge_history();
    assert_eq!(b.vault.put(unkept, NOW + 1, &mut b.rng).unwrap_err(), lost("api_key"));
}

#[test]
fn the_history_is_bounded_and_can_be_purged() {
    let mut b = bench();
    b.put(mailchimp(1), NOW);
    let changes = u64::try_from(HISTORY_MAX).unwrap() + 5;
    for turn in 1..=changes {
        change(&mut b, 1, NOW + turn, |c| c.set("api_key", secret(&turn.to_string()), NOW + turn));
    }
    let read = b.read(id(1)).unwrap();
    assert_eq!((read.history.len(), b.vault.summary(id(1)).unwrap().earlier), (HISTORY_MAX, HISTORY_MAX));
    assert_eq!(read.history[0].value, secret(&(changes - 1).to_string()));
    change(&mut b, 1, NOW + 99, Credential::purge_history);
    assert_eq!((b.read(id(1)).unwrap().history, b.vault.summary(id(1)).unwrap().earlier), (vec![], 0));
}

#[test]
fn what_was_trashed_comes_back_whole_with_its_uses() {
    let mut b = bench();
    b.put(mailchimp(1), NOW);
    b.add_use(used(9, id(1)));
    let before = b.read(id(1)).unwrap();
    change(&mut b, 1, NOW + 1, |c| c.trashed_at = Some(NOW + 1));
    assert_eq!(b.vault.summary(id(1)).unwrap().trashed_at, Some(NOW + 1));
    assert_eq!(b.vault.uses().count(), 1);
    change(&mut b, 1, NOW + 2, |c| c.trashed_at = None);
    assert_eq!(b.read(id(1)), Ok(Credential { updated_at: NOW + 2, ..before }));
    assert_eq!(b.vault.uses().cloned().collect::<Vec<_>>(), [used(9, id(1))]);
}

#[test]
fn the_trash_is_due_after_its_days() {
    let mut b = bench();
    b.put(mailchimp(1), NOW);
    b.put(mailchimp(2), NOW);
    change(&mut b, 1, NOW, |c| c.trashed_at = Some(NOW));
    let due = |now| b.vault.due_for_purge(now).collect::<Vec<_>>();
    assert_eq!(due(NOW + TRASH_DAYS * DAY - 1), []);
    assert_eq!(due(NOW + TRASH_DAYS * DAY), [id(1)]);
    // A clock that was set back purges nothing.
    assert_eq!(due(0), []);
    b.delete(id(1), NOW + TRASH_DAYS * DAY);
    b.reopen();
    assert_eq!(b.vault.due_for_purge(u64::MAX).count(), 0);
}
