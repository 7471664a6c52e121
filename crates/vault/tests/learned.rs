//! Forms that were taught: kept, changed, deleted and taken back, and the same after a merge.

#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

mod common;

use common::{Bench, NOW, bench, id, taught};
use keyfob_vault::{Batch, DeviceId, LearnedForm, Lesson, Replica, Stamp, VaultError};

const DAY: u64 = 24 * 60 * 60 * 1000;

fn change(b: &mut Bench, now: u64, change: impl FnOnce(&mut Batch<'_>)) {
    let mut batch = b.vault.batch(now);
    change(&mut batch);
    let mut staged = batch.seal(&mut b.rng).unwrap();
    b.store.apply(staged.take_writes());
    b.vault.commit(staged).unwrap();
}

fn forms(b: &Bench) -> Vec<LearnedForm> {
    b.vault.learned().map(|(_, form)| form.clone()).collect()
}

#[test]
fn a_taught_form_is_there_after_reopening_and_under_another_data_key() {
    let mut b = bench();
    change(&mut b, NOW + 1, |batch| batch.put_learned(id(1), taught()));
    change(&mut b, NOW + 2, |batch| batch.put_learned(id(1), LearnedForm { name: "Other".to_owned(), ..taught() }));
    let kept = LearnedForm { name: "Other".to_owned(), learned_at: NOW + 1, changed_at: NOW + 2, ..taught() };
    b.reopen();
    assert_eq!(forms(&b), std::slice::from_ref(&kept));
    b.rekey();
    b.reopen();
    assert_eq!(forms(&b), [kept]);
}

#[test]
fn a_deleted_one_can_be_taken_back_for_thirty_days_and_is_then_due() {
    let mut b = bench();
    change(&mut b, NOW, |batch| batch.put_learned(id(1), LearnedForm { trashed_at: Some(NOW), ..taught() }));
    assert_eq!(b.vault.learned_due_for_purge(NOW + 30 * DAY - 1).count(), 0);
    assert_eq!(b.vault.learned_due_for_purge(NOW + 30 * DAY).collect::<Vec<_>>(), [id(1)]);
    change(&mut b, NOW + 1, |batch| batch.forget_learned(id(1)).unwrap());
    b.reopen();
    assert_eq!(forms(&b), []);
    assert_eq!(b.vault.batch(NOW).forget_learned(id(1)), Err(VaultError::NotFound { id: id(1) }));
}

#[test]
fn the_later_of_two_lessons_holds_whole_and_a_deletion_is_not_undone_by_an_older_copy() {
    let lesson = |wall, name: Option<&str>| Lesson {
        stamp: Stamp { wall, count: 0, device: DeviceId::from_bytes([2; 16]) },
        form: name.map(|name| LearnedForm { name: name.to_owned(), ..taught() }),
    };
    let copy = |lesson| {
        let mut replica = Replica::new();
        replica.add_learned(id(1), lesson);
        replica
    };
    let mut b = bench();
    let merge = |b: &mut Bench, lesson: Lesson| {
        let merged = b.vault.merge(&copy(lesson), |_| None, NOW + 9, &mut b.rng).unwrap();
        if let Some(mut staged) = merged.staged {
            b.store.apply(staged.take_writes());
            b.vault.commit(staged).unwrap();
        }
        (merged.learned, forms(b).first().map(|form| form.name.clone()))
    };
    assert_eq!(merge(&mut b, lesson(NOW + 1, Some("first"))), (1, Some("first".to_owned())));
    assert_eq!(merge(&mut b, lesson(NOW + 3, Some("third"))), (1, Some("third".to_owned())));
    assert_eq!(merge(&mut b, lesson(NOW + 2, Some("second"))), (0, Some("third".to_owned())));
    assert_eq!(merge(&mut b, lesson(NOW + 4, None)), (1, None));
    assert_eq!(merge(&mut b, lesson(NOW + 3, Some("third"))), (0, None));
}
