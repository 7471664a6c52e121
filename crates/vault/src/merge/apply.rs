//! The vault's side of merging: what it knows as a [`Replica`], and another's taken over in one batch.

use keyfob_sorted::{SortedMap, SortedSet, sort_by_key};
use std::sync::Arc;

use super::{Replica, Standing, Version, use_rank};
use crate::{Batch, Lesson, Part, Random, RecordId, Staged, Use, Vault, VaultError, clock};

/// By how many milliseconds another copy's clock may be ahead of this one's: a day covers a wrong time zone.
const MOST_AHEAD: u64 = 24 * 60 * 60 * 1000;

/// What a merge does to one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It was not there, or had been deleted.
    Added,
    /// These parts got other values; named as in [`crate::Stamps::parts`].
    Changed(SortedSet<String>),
    /// It was deleted elsewhere.
    Removed,
    /// The stored record could not be read; the other copy's took its place.
    Repaired,
}

/// A prepared merge and what it does, for a preview.
#[derive(Debug)]
pub struct Merged {
    /// The change to store and commit; `None` if there is nothing to write.
    pub staged: Option<Staged>,
    /// What changes, by record.
    pub changes: SortedMap<RecordId, Change>,
    /// How many records of the other copy change nothing that a person would see.
    pub unchanged: usize,
    /// How many uses are new or replaced.
    pub uses: usize,
    /// How many taught forms are new, changed or deleted.
    pub learned: usize,
}

impl Vault {
    /// One record as this copy knows it, from its stored bytes (not needed for a deleted one).
    ///
    /// # Errors
    /// As [`Vault::read_stored`].
    pub fn version(&self, id: RecordId, stored: Option<&[u8]>) -> Result<Version, VaultError> {
        if let Some(tombstone) = self.state.tombstones.get(&id) {
            return Ok(Version::deleted(tombstone.stamp));
        }
        let entry = self.state.entries.get(&id).ok_or(VaultError::NotFound { id })?;
        Ok(Version::live(self.read_stored(id, stored)?, entry.stamps.clone()))
    }

    /// All that this copy knows. `stored` answers with the bytes of a record; what cannot be read is left out and
    /// named.
    pub fn replica<'b>(&self, stored: impl Fn(RecordId) -> Option<&'b [u8]>) -> (Replica, Vec<VaultError>) {
        let mut replica = Replica::new();
        let mut damage = Vec::new();
        for id in self.state.entries.keys().chain(self.state.tombstones.keys()) {
            match self.version(*id, stored(*id)) {
                Ok(version) => replica.add(*id, version),
                Err(error) => damage.push(error),
            }
        }
        self.uses().for_each(|used| replica.add_use(used.clone()));
        self.lessons().for_each(|(id, lesson)| replica.add_learned(id, lesson.clone()));
        (replica, damage)
    }

    /// The records that [`Vault::merge`] has to read.
    pub fn needed_to_merge<'r>(&'r self, other: &'r Replica) -> impl Iterator<Item = RecordId> + 'r {
        other.records().map(|(id, _)| id).filter(|id| self.state.entries.contains_key(id))
    }

    /// Stages what another copy knows better. `stored` answers with the bytes of the records that
    /// [`Vault::needed_to_merge`] names; one that cannot be read is replaced by the other copy's. The clock takes the
    /// latest stamp of the other copy.
    ///
    /// # Errors
    /// [`VaultError::Ahead`] if the other copy is more than a day ahead of both `now` and this copy: nothing of it is
    /// taken over. [`VaultError::Newer`] if a newer version wrote a record, [`VaultError::RolledBack`] if the index is
    /// an old one, [`VaultError::TooLarge`].
    pub fn merge<'b>(
        &self,
        other: &Replica,
        stored: impl Fn(RecordId) -> Option<&'b [u8]>,
        now: u64,
        rng: &mut dyn Random,
    ) -> Result<Merged, VaultError> {
        let mut batch = self.batch(now);
        if let Some(latest) = other.latest() {
            let by = latest.wall.saturating_sub(now.max(self.state.clock.wall));
            if by > MOST_AHEAD {
                return Err(VaultError::Ahead { by });
            }
            batch.next.clock = batch.next.clock.max(latest);
        }
        let mut merged = Merged { staged: None, changes: SortedMap::new(), unchanged: 0, uses: 0, learned: 0 };
        let mut writes = false;
        for (id, theirs) in other.records() {
            let (wrote, change) = self.merge_one(&mut batch, id, theirs, stored(id), rng)?;
            writes |= wrote;
            match change {
                Some(change) => drop(merged.changes.insert(id, change)),
                None => merged.unchanged += 1,
            }
        }
        merged.uses = merge_uses(&mut batch, other);
        merged.learned = merge_learned(&mut batch, other);
        if writes || merged.uses > 0 || merged.learned > 0 {
            merged.staged = Some(batch.seal(rng)?);
        }
        Ok(merged)
    }

    /// Whether a record was written, and what changed in it.
    fn merge_one(
        &self,
        batch: &mut Batch<'_>,
        id: RecordId,
        theirs: &Version,
        stored: Option<&[u8]>,
        rng: &mut dyn Random,
    ) -> Result<(bool, Option<Change>), VaultError> {
        let (ours, unreadable) = match self.version(id, stored) {
            Ok(ours) => (Some(ours), false),
            Err(VaultError::NotFound { .. }) => (None, false),
            Err(error) if spoilt(&error) => (None, true),
            Err(error) => return Err(error),
        };
        let both = ours.as_ref().map_or_else(|| theirs.clone(), |ours| ours.merge(theirs));
        if ours.as_ref().map(Version::standing) == Some(both.standing()) {
            return Ok((false, None));
        }
        let listed = self.state.entries.get(&id);
        match both.standing() {
            Some(Standing::Live(credential, stamps)) => {
                let marks = batch.marks(credential);
                let change = match listed {
                    Some(_) if unreadable => Some(Change::Repaired),
                    Some(entry) => {
                        let mut names = clock::changed(&entry.summary, &entry.marks, credential, &marks);
                        if ours.as_ref().and_then(Version::history) != both.history() {
                            names.insert(clock::HISTORY_PART.to_owned());
                        }
                        (!names.is_empty()).then_some(Change::Changed(names))
                    }
                    None => Some(Change::Added),
                };
                batch.put_stamped(credential, marks, stamps.clone(), rng)?;
                Ok((true, change))
            }
            // What cannot be read still has its stamps in the index: an edit later than the deletion keeps it listed.
            Some(Standing::Deleted(stamp)) if listed.is_none_or(|entry| entry.stamps.latest() <= stamp) => {
                batch.bury(id, stamp, rng)?;
                Ok((true, listed.map(|_| Change::Removed)))
            }
            _ => Ok((false, None)),
        }
    }
}

/// Whether another copy's record may take the place of one that reads so.
fn spoilt(error: &VaultError) -> bool {
    match error {
        VaultError::Damaged { .. } | VaultError::Missing { .. } | VaultError::Swapped { .. } => true,
        VaultError::RolledBack { what, .. } => matches!(what, Part::Record(_)),
        _ => false,
    }
}

/// Takes over what was taught, changed or deleted later; says how many.
fn merge_learned(batch: &mut Batch<'_>, other: &Replica) -> usize {
    let known = &mut batch.next.learned;
    let later = |(id, lesson): &(RecordId, &Lesson)| known.get(id).is_none_or(|known| **known < **lesson);
    let taken: Vec<_> = other.learned().filter(later).map(|(id, lesson)| (id, Arc::new(lesson.clone()))).collect();
    let count = taken.len();
    known.extend(taken);
    count
}

/// Takes over the uses of credentials that are there; says how many.
fn merge_uses(batch: &mut Batch<'_>, other: &Replica) -> usize {
    let next = &mut batch.next;
    let known: SortedMap<RecordId, Arc<Use>> = next.uses.iter().map(|used| (used.id, Arc::clone(used))).collect();
    let better = |used: &&Use| {
        next.entries.contains_key(&used.credential)
            && known.get(&used.id).is_none_or(|known| use_rank(known) < use_rank(used))
    };
    let mut taken: Vec<_> = other.uses().filter(better).cloned().map(Arc::new).collect();
    let replaced: SortedSet<_> = taken.iter().map(|used| used.id).collect();
    let count = taken.len();
    next.uses.retain(|used| !replaced.contains(&used.id));
    next.uses.append(&mut taken);
    sort_by_key(&mut next.uses, |used| used.at);
    count
}
