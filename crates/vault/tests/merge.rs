//! Copies of a vault on several devices, edited apart, with clocks that are wrong, and merged: in any order, as often as one likes, without loss.
// long: the play on several devices is one thing, and every law is read off it.

#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{NOW, Seeded, Store, id, mailchimp, slot_secret, taught, used};
use keyfob_vault::{
    Change, Credential, DeviceId, FieldValue, KdfParams, KdfRequest, Merged, RecordId, Replica, Secret, Staged, Stamp,
    Stamps, Standing, Vault, VaultError, Version,
};
use proptest::{collection::vec, prelude::*, sample::Index};

const DAY: u64 = 24 * 60 * 60 * 1000;

/// One device with its copy.
struct Copy {
    vault: Vault,
    store: Store,
    rng: Seeded,
    /// Added to the true time.
    skew: i64,
}

impl Copy {
    fn new(number: u8) -> Self {
        let mut rng = Seeded(u64::from(number) + 100);
        let request = KdfRequest::new(KdfParams::FLOOR, &mut rng).unwrap();
        let device = DeviceId::from_bytes([number; 16]);
        let (_, vault, writes) = Vault::create(&slot_secret(), request, device, NOW, &mut rng).unwrap();
        let mut store = Store::default();
        store.apply(writes);
        Self { vault, store, rng, skew: 0 }
    }

    fn at(&self, now: u64) -> u64 {
        now.saturating_add_signed(self.skew)
    }

    fn store(&mut self, mut staged: Staged) {
        self.store.apply(staged.take_writes());
        self.vault.commit(staged).unwrap();
    }

    fn read(&self, id: RecordId) -> Option<Credential> {
        self.vault.summary(id).map(|_| self.vault.read_stored(id, self.store.record(id)).unwrap())
    }

    fn put(&mut self, credential: Credential, now: u64) {
        let staged = self.vault.put(credential, self.at(now), &mut self.rng).unwrap();
        self.store(staged);
    }

    /// Changes a credential that is there.
    fn edit(&mut self, id: RecordId, now: u64, edit: impl FnOnce(&mut Credential, u64)) {
        if let Some(old) = self.read(id) {
            let mut new = old.clone();
            edit(&mut new, self.at(now));
            // A revision in which nothing changed has no stamp of its own.
            if new != old {
                self.put(new, now);
            }
        }
    }

    fn delete(&mut self, id: RecordId, now: u64) {
        if let Ok(staged) = self.vault.delete(id, self.at(now), &mut self.rng) {
            self.store(staged);
        }
    }

    fn teach(&mut self, id: RecordId, form: Option<keyfob_vault::LearnedForm>, now: u64) {
        let mut batch = self.vault.batch(self.at(now));
        match form {
            Some(form) => batch.put_learned(id, form),
            None => drop(batch.forget_learned(id)),
        }
        let staged = batch.seal(&mut self.rng);
        self.store(staged.unwrap());
    }

    fn export(&self) -> Replica {
        let (replica, damage) = self.vault.replica(|id| self.store.record(id));
        assert_eq!(damage, []);
        replica
    }

    fn stage(&mut self, other: &Replica, now: u64) -> Result<Merged, VaultError> {
        self.vault.merge(other, |id| self.store.record(id), now.saturating_add_signed(self.skew), &mut self.rng)
    }

    /// Merges and stores; gives what the preview said.
    fn merge(&mut self, other: &Replica, now: u64) -> Merged {
        let mut merged = self.stage(other, now).unwrap();
        if let Some(staged) = merged.staged.take() {
            self.store(staged);
        }
        assert_eq!(self.vault.audit(self.store.record_keys()), []);
        merged
    }
}

/// What holds according to a replica, as a person sees it.
fn shown(replica: &Replica) -> BTreeMap<RecordId, Option<Credential>> {
    let of = |version: &Version| match version.standing() {
        Some(Standing::Live(credential, _)) => Some(credential.clone()),
        _ => None,
    };
    replica.records().map(|(id, version)| (id, of(version))).collect()
}

fn secret(value: u16) -> FieldValue {
    FieldValue::Secret(Secret::new(format!("value {value}")))
}

#[derive(Clone, Debug)]
enum Deed {
    Make,
    Relabel(u16),
    Set(u8, u16),
    Unset(u8),
    Trash(bool),
    Delete,
    Purge,
    Use(u8),
    Teach(u16),
    Unlearn,
}

#[derive(Clone, Debug)]
enum Step {
    Does {
        device: usize,
        record: u8,
        deed: Deed,
    },
    Exports {
        device: usize,
    },
    Merges {
        from: usize,
        to: usize,
    },
    /// Another wrong time, up to an hour off either way.
    Clock {
        device: usize,
        skew: i64,
    },
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => Just(Deed::Make),
        2 => any::<u16>().prop_map(Deed::Relabel),
        4 => (0..3_u8, any::<u16>()).prop_map(|(field, value)| Deed::Set(field, value)),
        1 => (0..3_u8).prop_map(Deed::Unset),
        1 => any::<bool>().prop_map(Deed::Trash),
        1 => Just(Deed::Delete),
        1 => Just(Deed::Purge),
        1 => (0..4_u8).prop_map(Deed::Use),
        1 => any::<u16>().prop_map(Deed::Teach),
        1 => Just(Deed::Unlearn),
    ]
}

fn does(devices: std::ops::Range<usize>) -> impl Strategy<Value = Step> {
    (devices, 1..4_u8, deed()).prop_map(|(device, record, deed)| Step::Does { device, record, deed })
}

fn clock(devices: std::ops::Range<usize>) -> impl Strategy<Value = Step> {
    (devices, -3_600_000..3_600_000_i64).prop_map(|(device, skew)| Step::Clock { device, skew })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => does(0..3),
        2 => (0..3_usize).prop_map(|device| Step::Exports { device }),
        2 => (0..3_usize, 0..3_usize).prop_map(|(from, to)| Step::Merges { from, to }),
        1 => clock(0..3),
    ]
}

/// The devices after the steps, everything that was exported on the way, and what each device kept to the end.
struct Past {
    copies: Vec<Copy>,
    exports: Vec<Replica>,
    /// Values that were set, by record; forgotten with a deletion or a purge of that record.
    values: BTreeMap<RecordId, BTreeSet<(String, String)>>,
    /// Records that were deleted or purged.
    spoilt: BTreeSet<RecordId>,
    now: u64,
}

fn play(steps: Vec<Step>) -> Past {
    let mut copies: Vec<_> = (0..3).map(Copy::new).collect();
    let mut past =
        Past { copies: Vec::new(), exports: Vec::new(), values: BTreeMap::new(), spoilt: BTreeSet::new(), now: NOW };
    for step in steps {
        past.now += 1000;
        let now = past.now;
        match step {
            Step::Does { device, record, deed } => {
                let copy = &mut copies[device];
                let record = id(record);
                match deed {
                    // Ids are random: no two devices make the same record.
                    Deed::Make if record == id(u8::try_from(device).unwrap() + 1) && copy.read(record).is_none() => {
                        let fields = [("key 0".to_owned(), secret(u16::from(record.as_bytes()[0])))];
                        let credential = Credential { id: record, fields: fields.into(), ..mailchimp(1) };
                        copy.put(credential, now);
                    }
                    Deed::Make => {}
                    Deed::Relabel(label) => copy.edit(record, now, |of, _| of.label = format!("label {label}")),
                    Deed::Set(field, value) => copy.edit(record, now, |of, at| {
                        let name = format!("key {field}");
                        past.values.entry(record).or_default().insert((name.clone(), format!("value {value}")));
                        of.set(&name, secret(value), at);
                    }),
                    Deed::Unset(field) => copy.edit(record, now, |of, at| of.unset(&format!("key {field}"), at)),
                    Deed::Trash(trash) => copy.edit(record, now, |of, at| of.trashed_at = trash.then_some(at)),
                    Deed::Delete => {
                        past.spoilt.insert(record);
                        copy.delete(record, now);
                    }
                    Deed::Purge => {
                        past.spoilt.insert(record);
                        copy.edit(record, now, |of, _| of.purge_history());
                    }
                    Deed::Teach(name) => {
                        let form = keyfob_vault::LearnedForm { name: format!("form {name}"), ..taught() };
                        copy.teach(record, Some(form), now);
                    }
                    Deed::Unlearn => copy.teach(record, None, now),
                    Deed::Use(number) => {
                        let used = keyfob_vault::Use { at: copy.at(now), ..used(100 + number, record) };
                        if let Ok(staged) = copy.vault.add_use(used, &mut copy.rng) {
                            copy.store(staged);
                        }
                    }
                }
            }
            Step::Exports { device } => past.exports.push(copies[device].export()),
            Step::Merges { from, to } => {
                let export = copies[from].export();
                copies[to].merge(&export, now);
                past.exports.push(export);
            }
            Step::Clock { device, skew } => copies[device].skew = skew,
        }
    }
    past.exports.extend(copies.iter().map(Copy::export));
    past.values.retain(|record, _| !past.spoilt.contains(record));
    past.copies = copies;
    past
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn order_grouping_and_repetition_do_not_matter(
        steps in vec(step(), 0..50),
        picks in vec((any::<Index>(), any::<Index>(), any::<Index>()), 12),
    ) {
        let exports = play(steps).exports;
        for (a, b, c) in picks {
            let (a, b, c) = (a.get(&exports), b.get(&exports), c.get(&exports));
            prop_assert_eq!(a.merge(b), b.merge(a));
            prop_assert_eq!(a.merge(b).merge(c), a.merge(&b.merge(c)));
            prop_assert_eq!(&a.merge(a), a);
            prop_assert_eq!(a.merge(b).merge(b), a.merge(b));
        }
    }

    #[test]
    fn devices_that_hear_of_each_other_come_to_hold_the_same(steps in vec(step(), 0..50)) {
        let Past { mut copies, values, now, .. } = play(steps);
        // Twice round, and once more, so that the first hears of the last; twice, since an edit can bring a record back
        // of which another device still had a part.
        for (to, from) in [(1, 0), (2, 1), (0, 2), (1, 0), (2, 1), (0, 2), (1, 0)] {
            let export = copies[from].export();
            copies[to].merge(&export, now);
        }
        let exports: Vec<_> = copies.iter().map(Copy::export).collect();
        for export in &exports {
            prop_assert_eq!(shown(export), shown(&exports[0]));
            prop_assert!(export.uses().eq(exports[0].uses()));
            prop_assert!(export.learned().eq(exports[0].learned()));
        }
        for copy in &mut copies {
            for export in &exports {
                let merged = copy.stage(export, now).unwrap();
                prop_assert!(merged.staged.is_none() && merged.changes.is_empty() && merged.uses + merged.learned == 0);
            }
        }
        for (record, values) in values {
            let credential = copies[0].read(record).unwrap();
            let current = credential.fields.iter().map(|(name, value)| (name.clone(), value.expose().to_owned()));
            let earlier = credential.history.iter().map(|old| (old.field.clone(), old.value.expose().to_owned()));
            let kept: BTreeSet<_> = current.chain(earlier).collect();
            prop_assert!(kept.len() >= keyfob_vault::HISTORY_MAX || values.is_subset(&kept), "lost of {:?}", values);
        }
    }

    #[test]
    fn two_exports_of_one_vault_give_the_later_one(
        before in vec(prop_oneof![6 => does(0..1), 1 => clock(0..1)], 0..40),
        after in vec(prop_oneof![6 => does(0..1), 1 => clock(0..1)], 0..40),
    ) {
        let export = Step::Exports { device: 0 };
        let steps: Vec<_> = before.into_iter().chain([export]).chain(after).collect();
        let Past { exports, mut copies, spoilt, now, .. } = play(steps);
        let (early, late) = (&exports[0], &exports[1]);
        prop_assert_eq!(shown(&early.merge(late)), shown(late));
        prop_assert_eq!(shown(&late.merge(early)), shown(late));
        for export in [early, late] {
            let merged = copies[0].stage(export, now).unwrap();
            prop_assert!(merged.changes.is_empty(), "{:?}", merged.changes);
            // Uses bear no stamps: those of a deleted record come back if one was made in its place.
            prop_assert!(merged.staged.is_none() || !spoilt.is_empty());
        }
    }
}

/// Two devices that hold the same credential.
fn two() -> (Copy, Copy) {
    let (mut here, mut there) = (Copy::new(1), Copy::new(2));
    here.put(mailchimp(1), NOW + 1);
    let merged = there.merge(&here.export(), NOW + 2);
    assert_eq!(merged.changes, [(id(1), Change::Added)].into());
    assert_eq!(there.read(id(1)), here.read(id(1)));
    (here, there)
}

fn parts<const N: usize>(names: [&str; N]) -> Change {
    Change::Changed(names.map(str::to_owned).into())
}

#[test]
fn edits_of_different_parts_are_both_kept() {
    let (mut here, mut there) = two();
    here.edit(id(1), NOW + 10, |of, at| of.set("api_key", secret(7), at));
    there.edit(id(1), NOW + 11, |of, _| of.label = "Café".to_owned());
    let merged = here.merge(&there.export(), NOW + 20);
    assert_eq!(merged.changes, [(id(1), parts(["label"]))].into());
    let merged = there.merge(&here.export(), NOW + 20);
    assert_eq!(merged.changes, [(id(1), parts(["field/api_key", "history"]))].into());
    let credential = here.read(id(1)).unwrap();
    assert_eq!((credential.label.as_str(), credential.fields.get("api_key")), ("Café", Some(&secret(7))));
    assert_eq!(there.read(id(1)), Some(credential));
}

#[test]
fn of_two_new_values_the_later_holds_and_the_other_is_an_earlier_one() {
    let (mut here, mut there) = two();
    here.edit(id(1), NOW + 10, |of, at| of.set("api_key", secret(7), at));
    there.edit(id(1), NOW + 11, |of, at| of.set("api_key", secret(8), at));
    here.merge(&there.export(), NOW + 20);
    let credential = here.read(id(1)).unwrap();
    assert_eq!(credential.fields.get("api_key"), Some(&secret(8)));
    assert!(credential.history.iter().any(|earlier| earlier.value == secret(7)));
}

#[test]
fn a_deletion_wins_over_earlier_edits_and_loses_to_a_later_one() {
    for (edited, deleted, there_is) in [(NOW + 10, NOW + 11, false), (NOW + 11, NOW + 10, true)] {
        let (mut here, mut there) = two();
        here.delete(id(1), deleted);
        there.edit(id(1), edited, |of, at| of.set("api_key", secret(7), at));
        let at_here = here.merge(&there.export(), NOW + 20).changes;
        let at_there = there.merge(&here.export(), NOW + 20).changes;
        assert_eq!(here.read(id(1)), there.read(id(1)));
        assert_eq!(here.read(id(1)).is_some(), there_is);
        assert_eq!(at_here.get(&id(1)), there_is.then_some(&Change::Added));
        assert_eq!(at_there.get(&id(1)), (!there_is).then_some(&Change::Removed));
    }
}

#[test]
fn a_stale_export_does_not_bring_back_what_was_deleted() {
    let (mut here, mut there) = two();
    let stale = there.export();
    here.delete(id(1), NOW + 10);
    there.merge(&here.export(), NOW + 11);
    assert!(there.stage(&stale, NOW + 12).unwrap().staged.is_none());
    // Nor where neither the record nor its deletion was ever heard of.
    let mut third = Copy::new(3);
    third.merge(&here.export(), NOW + 13);
    assert!(third.stage(&stale, NOW + 14).unwrap().changes.is_empty());
}

#[test]
fn uses_are_joined() {
    let (mut here, mut there) = two();
    for (copy, number) in [(&mut here, 10), (&mut there, 11)] {
        let staged = copy.vault.add_use(used(number, id(1)), &mut copy.rng).unwrap();
        copy.store(staged);
    }
    assert_eq!(here.merge(&there.export(), NOW + 20).uses, 1);
    assert_eq!(there.merge(&here.export(), NOW + 20).uses, 1);
    let ids: Vec<_> = here.vault.uses().map(|used| used.id).collect();
    assert_eq!(ids, [id(10), id(11)]);
}

#[test]
fn a_slow_clock_catches_up_so_that_the_next_edit_counts() {
    let (mut here, mut there) = two();
    here.skew = 60_000;
    here.edit(id(1), NOW + 10, |of, _| of.label = "first".to_owned());
    there.merge(&here.export(), NOW + 11);
    there.edit(id(1), NOW + 12, |of, _| of.label = "second".to_owned());
    here.merge(&there.export(), NOW + 13);
    assert_eq!(here.read(id(1)).unwrap().label, "second");
}

#[test]
fn a_copy_from_a_far_future_is_refused_and_nothing_is_changed() {
    let (mut here, mut there) = two();
    there.skew = i64::try_from(DAY).unwrap();
    there.edit(id(1), NOW, |of, _| of.label = "tomorrow".to_owned());
    assert!(here.stage(&there.export(), NOW).is_ok());
    there.edit(id(1), NOW + 2, |of, _| of.label = "later".to_owned());
    let generation = here.vault.generation();
    // The vault itself was last changed at NOW + 1.
    assert_eq!(here.stage(&there.export(), NOW).unwrap_err(), VaultError::Ahead { by: DAY + 1 });
    assert_eq!(here.vault.generation(), generation);
    let mut forged = Replica::new();
    forged
        .add(id(9), Version::deleted(Stamp { wall: u64::MAX, count: u32::MAX, device: DeviceId::from_bytes([9; 16]) }));
    assert!(matches!(here.stage(&forged, NOW), Err(VaultError::Ahead { .. })));
    // A device whose clock was wrong once still takes its own export back.
    let own = there.export();
    there.skew = 0;
    assert!(there.stage(&own, NOW).unwrap().staged.is_none());
}

#[test]
fn a_record_that_cannot_be_read_is_repaired_from_the_other_copy() {
    let (mut here, there) = two();
    let whole = here.read(id(1)).unwrap();
    let place = (keyfob_vault::Area::Records, id(1).to_string());
    for damage in [Some(vec![0; 90]), None] {
        match damage {
            Some(bytes) => here.store.0.insert(place.clone(), bytes),
            None => here.store.0.remove(&place),
        };
        let (left, damage) = here.vault.replica(|id| here.store.record(id));
        assert_eq!((left.records().count(), damage.len()), (0, 1));
        assert_eq!(here.merge(&there.export(), NOW + 20).changes, [(id(1), Change::Repaired)].into());
        assert_eq!(here.read(id(1)), Some(whole.clone()));
    }
}

#[test]
fn what_was_purged_does_not_come_back_from_an_older_export() {
    let (mut here, _) = two();
    here.edit(id(1), NOW + 10, |of, at| of.set("api_key", secret(7), at));
    let older = here.export();
    here.edit(id(1), NOW + 20, |of, at| of.set("api_key", secret(8), at));
    let replaced = here.export();
    here.edit(id(1), NOW + 30, |of, _| of.purge_history());
    for export in [older, replaced] {
        assert!(here.stage(&export, NOW + 40).unwrap().staged.is_none());
    }
    assert_eq!(here.read(id(1)).unwrap().history, []);
}

#[test]
fn a_field_that_was_put_away_does_not_come_back_from_an_older_export() {
    let (mut here, mut there) = two();
    here.edit(id(1), NOW + 10, |of, at| of.set("account_id", secret(6), at));
    here.edit(id(1), NOW + 11, |of, at| of.set("api_key", secret(7), at));
    there.merge(&here.export(), NOW + 12);
    let (older, credential) = (there.export(), here.read(id(1)).unwrap());
    let mut batch = here.vault.batch(NOW + 20);
    batch.put_without(credential, "api_key", &mut here.rng).unwrap();
    let sealed = batch.seal(&mut here.rng);
    here.store(sealed.unwrap());
    assert!(here.stage(&older, NOW + 30).unwrap().staged.is_none());
    there.merge(&here.export(), NOW + 30);
    for copy in [here, there] {
        let Credential { fields, history, .. } = copy.read(id(1)).unwrap();
        assert_eq!(fields.get("api_key"), None);
        assert!(history.len() == 1 && history[0].field == "account_id", "the other earlier values stay");
    }
}

#[test]
fn forged_copies_with_equal_stamps_still_merge_the_same_either_way() {
    let stamps = Stamps {
        base: Stamp { wall: NOW, count: 0, device: DeviceId::from_bytes([1; 16]) },
        parts: Default::default(),
    };
    let one = Version::live(mailchimp(1), stamps.clone());
    let mut credential = Credential { label: "another".to_owned(), expires_at: Some(1), ..mailchimp(1) };
    credential.fields.insert("api_key".to_owned(), secret(1));
    credential.fields.insert("more".to_owned(), FieldValue::Public("1".to_owned()));
    credential.captured.clear();
    let other = Version::live(credential, stamps.clone());
    assert_eq!(one.merge(&other), other.merge(&one));
    let deleted = Version::deleted(stamps.base);
    assert_eq!(one.merge(&deleted).standing(), Some(Standing::Deleted(stamps.base)));
}

#[test]
fn addresses_are_cut_on_the_way_in() {
    let mut here = Copy::new(1);
    let mut credential = mailchimp(1);
    credential.captured[0].page = "https://user:word@a.example/b?key=1#c".to_owned();
    let base = Stamp { wall: NOW, count: 0, device: DeviceId::from_bytes([2; 16]) };
    let mut other = Replica::new();
    other.add(id(1), Version::live(credential, Stamps { base, parts: Default::default() }));
    here.merge(&other, NOW);
    assert_eq!(here.read(id(1)).unwrap().captured[0].page, "https://a.example/b");
    assert!(here.stage(&other, NOW).unwrap().staged.is_none());
}
