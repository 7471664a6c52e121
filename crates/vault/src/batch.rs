//! Changes prepared beside the vault: a batch collects them, sealing it gives the writes and the state that holds once they are stored.

use core::fmt;
use keyfob_sorted::{SortedMap, SortedSet};
use std::sync::Arc;

use crate::{
    Area, Credential, FieldValue, HISTORY_MAX, INDEX_KEY, Random, RecordId, Secret, Summary, Use, Vault, VaultError,
    VaultId, Write,
    clock::{self, Marks, Stamp, Stamps},
    credential::bare_page,
    labels, primitives, record,
    state::{Entry, State, Tombstone},
    stored::{CredentialDoc, RecordDoc},
};

/// A set of changes that will be stored together.
pub struct Batch<'v> {
    vault: &'v Vault,
    now: u64,
    pub(crate) next: State,
    /// By place, so that the last write to a place wins.
    writes: SortedMap<(Area, String), Option<Vec<u8>>>,
}

impl<'v> Batch<'v> {
    pub(crate) fn new(vault: &'v Vault, now: u64) -> Self {
        Self { vault, now, next: vault.state.clone(), writes: SortedMap::new() }
    }

    /// Adds a new credential, or a new revision of one. A deleted one comes back to life.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`]; [`VaultError::Unkept`] if a field's stored value was replaced or taken away other than
    /// with [`Credential::set`] and [`Credential::unset`].
    pub fn put(&mut self, mut credential: Credential, rng: &mut dyn Random) -> Result<(), VaultError> {
        let id = credential.id;
        let existing = self.next.entries.get(&id).cloned();
        for origin in &mut credential.captured {
            origin.page = bare_page(&origin.page);
        }
        credential.history.truncate(HISTORY_MAX);
        credential.updated_at = self.now;
        credential.created_at = match (&existing, credential.created_at) {
            (Some(entry), _) => entry.summary.created_at,
            (None, 0) => self.now,
            (None, given) => given,
        };
        let marks = self.marks(&credential);
        let stamp = self.tick();
        let stamps = match &existing {
            Some(entry) => {
                let names = clock::changed(&entry.summary, &entry.marks, &credential, &marks);
                for earlier in &mut credential.history {
                    // Even if the clock was set back: no value ended before it was there.
                    let part = clock::field_part(&earlier.field);
                    if names.contains(&part) && earlier.until == self.now {
                        earlier.until = earlier.until.max(entry.stamps.of(&part).wall.saturating_add(1));
                    }
                }
                let purged = self.is_purged(entry, &credential, &names)?;
                let stamps = entry.stamps.touched(names, stamp);
                if purged { stamps.touched([clock::HISTORY_PART.to_owned()].into(), self.tick_over()) } else { stamps }
            }
            None if self.next.tombstones.contains_key(&id) => Stamps::new(self.tick_over()),
            None => Stamps::new(stamp),
        };
        self.put_stamped(&credential, marks, stamps, rng)
    }

    /// Puts a credential without one of its fields. What that held is not kept: neither as an earlier value, nor does an
    /// older copy that is merged bring it back.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub fn put_without(
        &mut self,
        mut credential: Credential,
        field: &str,
        rng: &mut dyn Random,
    ) -> Result<(), VaultError> {
        let mut earlier = credential.history.clone();
        earlier.retain(|one| one.field != field);
        credential.unset(field, self.now);
        // Two revisions, of which only the second is written: no put can lose a value unnoticed, and this one says so.
        self.put(credential.clone(), rng)?;
        credential.history = earlier;
        self.put(credential, rng)
    }

    /// Adds a revision with these very stamps.
    pub(crate) fn put_stamped(
        &mut self,
        credential: &Credential,
        marks: Marks,
        stamps: Stamps,
        rng: &mut dyn Random,
    ) -> Result<(), VaultError> {
        let id = credential.id;
        let revision = self.next.revision(id).saturating_add(1);
        let doc = RecordDoc::Live(CredentialDoc::new(credential, &stamps));
        let digest = self.write_record(id, revision, &doc, rng)?;
        let summary = Summary::of(credential, revision);
        self.next.tombstones.remove(&id);
        self.next.entries.insert(id, Arc::new(Entry { summary, digest, marks, stamps }));
        Ok(())
    }

    /// Adds a use; one with the same id is replaced.
    ///
    /// # Errors
    /// [`VaultError::NotFound`] if its credential is not in the vault.
    pub fn add_use(&mut self, mut used: Use) -> Result<(), VaultError> {
        if !self.next.entries.contains_key(&used.credential) {
            return Err(VaultError::NotFound { id: used.credential });
        }
        used.page = bare_page(&used.page);
        self.tick();
        self.next.uses.retain(|other| other.id != used.id);
        self.next.uses.push(Arc::new(used));
        Ok(())
    }

    /// Forgets a use: what it says did not last.
    pub fn remove_use(&mut self, id: RecordId) {
        self.next.uses.retain(|used| used.id != id);
    }

    /// Deletes a credential: its record is replaced by a tombstone, its uses go with it.
    ///
    /// # Errors
    /// [`VaultError::NotFound`] if it is not in the vault.
    pub fn delete(&mut self, id: RecordId, rng: &mut dyn Random) -> Result<(), VaultError> {
        if !self.next.entries.contains_key(&id) {
            return Err(VaultError::NotFound { id });
        }
        let stamp = self.tick();
        self.bury(id, stamp, rng)
    }

    /// Puts a tombstone with this very stamp in a record's place.
    pub(crate) fn bury(&mut self, id: RecordId, stamp: Stamp, rng: &mut dyn Random) -> Result<(), VaultError> {
        let revision = self.next.revision(id).saturating_add(1);
        let digest = self.write_record(id, revision, &RecordDoc::Deleted(stamp.into()), rng)?;
        self.next.entries.remove(&id);
        self.next.uses.retain(|used| used.credential != id);
        self.next.tombstones.insert(id, Tombstone { revision, digest, stamp });
        Ok(())
    }

    /// Adds a write that belongs into the same transaction, such as [`crate::inbox_remove`] or a note. It replaces an
    /// earlier one to the same place.
    pub fn write(&mut self, write: Write) {
        self.writes.insert((write.area, write.key), write.value);
    }

    /// Seals the index and ends the batch.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`].
    pub fn seal(mut self, rng: &mut dyn Random) -> Result<Staged, VaultError> {
        self.next.generation = self.vault.state.generation.saturating_add(1);
        let index = self.next.seal(&self.vault.keys.index, self.vault.id, rng)?;
        self.write(Write { area: Area::Meta, key: INDEX_KEY.to_owned(), value: Some(index) });
        Ok(Staged {
            vault: self.vault.id,
            from: self.vault.state.generation,
            next: self.next,
            writes: self.writes.into_iter().map(|((area, key), value)| Write { area, key, value }).collect(),
        })
    }

    pub(crate) fn now(&self) -> u64 {
        self.now
    }

    pub(crate) fn tick(&mut self) -> Stamp {
        self.next.clock = self.next.clock.next(self.now, self.vault.device);
        self.next.clock
    }

    /// A stamp of a later millisecond than all before, so that what ended until now is told apart by its time alone.
    fn tick_over(&mut self) -> Stamp {
        let later = self.next.clock.wall.saturating_add(1).max(self.now);
        self.next.clock = self.next.clock.next(later, self.vault.device);
        self.next.clock
    }

    fn write_record(
        &mut self,
        id: RecordId,
        revision: u64,
        doc: &RecordDoc<'_>,
        rng: &mut dyn Random,
    ) -> Result<[u8; 16], VaultError> {
        let blob = record::seal(&self.vault.keys.record, self.vault.id, id, revision, doc, rng)?;
        let digest = primitives::digest(&blob);
        self.write(Write { area: Area::Records, key: id.to_string(), value: Some(blob) });
        Ok(digest)
    }

    /// Whether earlier values were purged. Refuses if a value that was replaced since is not among them.
    fn is_purged(&self, old: &Entry, new: &Credential, changed: &SortedSet<String>) -> Result<bool, VaultError> {
        let mut expected = old.summary.earlier;
        for hint in &old.summary.fields {
            if !changed.contains(&clock::field_part(&hint.name)) {
                continue;
            }
            let is_old = |value: &FieldValue| match value {
                FieldValue::Public(text) => hint.public.as_ref() == Some(text),
                FieldValue::Secret(secret) => {
                    let mark = mark(&self.vault.keys.mark, new.id, &hint.name, secret);
                    old.marks.get(&hint.name) == Some(&mark)
                }
            };
            if !new.history.iter().any(|earlier| earlier.field == hint.name && is_old(&earlier.value)) {
                return Err(VaultError::Unkept { id: new.id, field: hint.name.clone() });
            }
            expected = expected.saturating_add(1);
        }
        Ok(new.history.len() < expected.min(HISTORY_MAX))
    }

    pub(crate) fn marks(&self, credential: &Credential) -> Marks {
        let key = &self.vault.keys.mark;
        let of = |(name, value): (&String, &FieldValue)| match value {
            FieldValue::Public(_) => None,
            FieldValue::Secret(secret) => Some((name.clone(), mark(key, credential.id, name, secret))),
        };
        credential.fields.iter().filter_map(of).collect()
    }
}

/// What stands in the index for a secret field's value, to see whether it changed or is there already.
pub(crate) fn mark(key: &primitives::Key, id: RecordId, name: &str, secret: &Secret) -> [u8; 16] {
    let parts = [id.as_bytes().as_slice(), name.as_bytes(), secret.expose().as_bytes()];
    let message = zeroize::Zeroizing::new(labels::bind(labels::MARK, &parts));
    primitives::truncated(&primitives::mac(key, &message))
}

impl fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Batch({} writes)", self.writes.len())
    }
}

/// A prepared change: writes for one transaction, and the state that holds afterwards.
///
/// Of several that were staged from the same state only one can be committed. The store is protected too if it
/// compares [`Staged::expected_generation`] with [`crate::index_generation`] of the stored index inside the transaction.
#[must_use = "apply the writes, then commit"]
pub struct Staged {
    vault: VaultId,
    from: u64,
    next: State,
    writes: Vec<Write>,
}

impl Staged {
    /// The writes, all for one transaction.
    #[must_use]
    pub fn writes(&self) -> &[Write] {
        &self.writes
    }

    /// Moves the writes out, to hand them to the store.
    #[must_use]
    pub fn take_writes(&mut self) -> Vec<Write> {
        core::mem::take(&mut self.writes)
    }

    /// The generation that the stored index must have for the writes to be applied.
    #[must_use]
    pub fn expected_generation(&self) -> u64 {
        self.from
    }

    pub(crate) fn into_state(self, vault: VaultId, generation: u64) -> Result<State, VaultError> {
        if self.vault == vault && self.from == generation { Ok(self.next) } else { Err(VaultError::Stale) }
    }
}

impl fmt::Debug for Staged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Staged({:?})", self.writes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DeviceId, KdfParams, KdfRequest, SlotSecret};

    struct Counter(u8);

    impl Random for Counter {
        fn fill(&mut self, out: &mut [u8]) {
            for byte in out {
                self.0 = self.0.wrapping_mul(5).wrapping_add(7);
                *byte = self.0;
            }
        }
    }

    fn public(text: &str) -> FieldValue {
        FieldValue::Public(text.to_owned())
    }

    /// A merge with another copy must not bring purged values back: it knows them by this stamp.
    #[test]
    fn the_history_is_stamped_when_values_are_purged_and_only_then() {
        let rng = &mut Counter(1);
        let request = KdfRequest { salt: [1; 16], params: KdfParams::FLOOR };
        let secret = SlotSecret::from_kdf_output(vec![3; 32]).unwrap();
        let (_, mut vault, _) = Vault::create(&secret, request, DeviceId::from_bytes([2; 16]), 5, rng).unwrap();
        let mut credential = crate::clock::sample();
        let id = credential.id;
        let mut put = |credential: &Credential, now| {
            let staged = vault.put(credential.clone(), now, rng).unwrap();
            vault.commit(staged).unwrap();
            vault.state.entries.get(&id).unwrap().stamps.parts.get(clock::HISTORY_PART).map(|stamp| stamp.wall)
        };
        assert_eq!(put(&credential, 10), None);
        for now in 11..40 {
            credential.set("b", public(&now.to_string()), now);
            assert_eq!(put(&credential, now), None);
        }
        credential.purge_history();
        let purged = put(&credential, 50);
        assert!(purged >= Some(50));
        credential.set("b", public("x"), 60);
        assert_eq!(put(&credential, 60), purged);
        // Purged and replaced in one go.
        credential.purge_history();
        credential.set("b", public("y"), 70);
        assert!(put(&credential, 70) >= Some(70));
    }
}
