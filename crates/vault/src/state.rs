//! The open index in memory: what is listed, what was deleted, where it was used. Cheap to copy, so that a change can be prepared beside it and thrown away.

use keyfob_sorted::SortedMap;
use std::sync::Arc;

use minicbor::bytes::ByteArray;

use crate::{
    Lesson, Part, Random, RecordId, Summary, Use, VaultError, VaultId,
    clock::{Marks, Stamp, Stamps},
    envelope, labels,
    primitives::Key,
    stored::{EntryDoc, INDEX_SCHEMA, IndexDoc, LessonDoc, TombstoneDoc, UseDoc},
};

/// Bytes before the sealed part: generation and schema.
const PREFIX_LEN: usize = 8 + 2;

/// A live record.
pub(crate) struct Entry {
    pub summary: Summary,
    /// Of the whole stored record.
    pub digest: [u8; 16],
    pub marks: Marks,
    pub stamps: Stamps,
}

/// A deleted record.
#[derive(Clone, Copy)]
pub(crate) struct Tombstone {
    pub revision: u64,
    pub digest: [u8; 16],
    pub stamp: Stamp,
}

/// The index.
#[derive(Clone)]
pub(crate) struct State {
    /// Counts the writes of the index, from 1 on.
    pub generation: u64,
    pub clock: Stamp,
    pub entries: SortedMap<RecordId, Arc<Entry>>,
    pub tombstones: SortedMap<RecordId, Tombstone>,
    /// In the order in which they were recorded.
    pub uses: Vec<Arc<Use>>,
    /// Forms that the person taught, deleted ones too.
    pub learned: SortedMap<RecordId, Arc<Lesson>>,
}

impl State {
    /// Nothing yet.
    pub(crate) fn new(clock: Stamp) -> Self {
        Self {
            generation: 1,
            clock,
            entries: SortedMap::new(),
            tombstones: SortedMap::new(),
            uses: Vec::new(),
            learned: SortedMap::new(),
        }
    }

    /// The last revision of a record, deleted ones included; 0 if there was none.
    pub(crate) fn revision(&self, id: RecordId) -> u64 {
        let live = self.entries.get(&id).map(|entry| entry.summary.revision);
        live.or_else(|| self.tombstones.get(&id).map(|tombstone| tombstone.revision)).unwrap_or(0)
    }

    /// Into the bytes that are stored.
    pub(crate) fn seal(&self, key: &Key, vault: VaultId, rng: &mut dyn Random) -> Result<Vec<u8>, VaultError> {
        let doc = IndexDoc {
            clock: self.clock.into(),
            entries: self
                .entries
                .values()
                .map(|entry| EntryDoc::new(&entry.summary, entry.digest, &entry.marks, &entry.stamps))
                .collect(),
            tombstones: self
                .tombstones
                .iter()
                .map(|(id, tombstone)| TombstoneDoc {
                    id: ByteArray::from(*id.as_bytes()),
                    revision: tombstone.revision,
                    digest: ByteArray::from(tombstone.digest),
                    stamp: tombstone.stamp.into(),
                })
                .collect(),
            uses: self.uses.iter().map(|used| UseDoc::from(&**used)).collect(),
            learned: (!self.learned.is_empty())
                .then(|| self.learned.iter().map(|(id, lesson)| LessonDoc::new(*id, lesson)).collect()),
        };
        let mut prefix = self.generation.to_be_bytes().to_vec();
        prefix.extend_from_slice(&INDEX_SCHEMA.to_be_bytes());
        envelope::seal(key, &ad(vault, &prefix), &prefix, &doc, rng).ok_or(VaultError::TooLarge)
    }

    /// From the bytes that were stored.
    pub(crate) fn open(key: &Key, vault: VaultId, blob: &[u8]) -> Result<Self, VaultError> {
        let damaged = || VaultError::damaged(Part::Index);
        let (prefix, sealed) = blob.split_first_chunk::<PREFIX_LEN>().ok_or_else(damaged)?;
        let plain = envelope::open(key, &ad(vault, prefix), sealed).ok_or_else(damaged)?;
        let (generation, schema) = prefix.split_first_chunk::<8>().ok_or_else(damaged)?;
        let found = schema.first_chunk().map_or(0, |schema| u16::from_be_bytes(*schema));
        if found > INDEX_SCHEMA {
            return Err(VaultError::Newer { found, known: INDEX_SCHEMA });
        }
        let doc: IndexDoc<'_> = minicbor::decode(&plain).map_err(|_| damaged())?;
        let mut state = Self::new(doc.clock.into());
        state.generation = u64::from_be_bytes(*generation);
        for entry in doc.entries {
            let (summary, digest, marks, stamps) = entry.into_parts();
            state.entries.insert(summary.id, Arc::new(Entry { summary, digest, marks, stamps }));
        }
        for doc in doc.tombstones {
            let tombstone = Tombstone { revision: doc.revision, digest: doc.digest.into(), stamp: doc.stamp.into() };
            state.tombstones.insert(RecordId::from_bytes(doc.id.into()), tombstone);
        }
        for doc in doc.learned.into_iter().flatten() {
            let (id, lesson) = doc.into_parts();
            state.learned.insert(id, Arc::new(lesson));
        }
        state.uses = doc.uses.into_iter().map(|used| Arc::new(used.into())).collect();
        Ok(state)
    }
}

/// The generation of a stored index, without opening it: what a store compares before it lets a write replace it.
///
/// # Errors
/// [`VaultError::Damaged`] if the bytes are too short.
pub fn index_generation(blob: &[u8]) -> Result<u64, VaultError> {
    let generation = blob.first_chunk().ok_or_else(|| VaultError::damaged(Part::Index))?;
    Ok(u64::from_be_bytes(*generation))
}

fn ad(vault: VaultId, prefix: &[u8]) -> Vec<u8> {
    labels::bind(labels::INDEX, &[vault.as_bytes(), prefix])
}
