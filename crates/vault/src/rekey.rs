//! Changing the data key. Everything in the store is sealed anew, one item at a time, into the writes of one transaction: until that is done nothing has changed, and afterwards nothing is left under the old key.

use core::fmt;
use keyfob_sorted::SortedSet;
use std::sync::Arc;

use crate::{
    Area, FieldValue, Header, INDEX_KEY, Part, Random, RecordId, Vault, VaultError, Write,
    batch::mark,
    clock::Marks,
    keys::Keys,
    primitives::{self, Key},
    record,
    slots::header_write,
    state::{Entry, State},
    stored::RecordDoc,
    vault::{note_name, seal_note},
};

/// A change of the data key under way.
///
/// Give it every item of the store with [`Rekey::item`], then [`Rekey::finish`] it. All writes that the two return
/// belong into one transaction. The old vault stays as it is; once the transaction is on the disk, the new one and the
/// new header take its place, and the session key has to be kept anew. If the transaction fails, drop the lot. Nothing
/// else but captures may be written from the first item to the end of the transaction: a store sees to that by comparing
/// [`Vault::generation`] of the old vault with [`crate::index_generation`] of the stored index inside the transaction.
///
/// One item is unsealed at a time. Who hands each write on to the open transaction never holds more than one; who
/// collects them holds the whole store once more.
pub struct Rekey<'v> {
    vault: &'v Vault,
    header: Header,
    data_key: Key,
    keys: Keys,
    next: State,
    /// What is listed and was not given yet.
    left: SortedSet<RecordId>,
}

impl Vault {
    /// Begins to change the data key. The slots stay, and open with the same secrets; the inbox gets another key pair.
    ///
    /// # Errors
    /// [`VaultError::SlotWithoutKey`] if a slot cannot take a new data key; [`VaultError::Damaged`] if the header is not
    /// this vault's.
    pub fn rekey(&self, header: &Header, rng: &mut dyn Random) -> Result<Rekey<'_>, VaultError> {
        self.check(header)?;
        let data_key = Key::random(rng);
        let keys = Keys::new(&data_key, self.id);
        // First of all, so that nothing is read in vain.
        let header = header.rekeyed(&self.keys, self.inbox_privates(), &data_key, &keys, rng)?;
        let left = self.state.entries.keys().chain(self.state.tombstones.keys()).copied().collect();
        Ok(Rekey { vault: self, header, data_key, keys, next: self.state.clone(), left })
    }
}

impl Rekey<'_> {
    /// Seals one stored item anew. `None` if it stays as it is: the inbox, the header and the index, and what the vault
    /// does not list.
    ///
    /// # Errors
    /// As [`Vault::read`] and [`Vault::open_note`]: what is damaged would be lost, so it has to be deleted or replaced
    /// first.
    pub fn item(
        &mut self,
        area: Area,
        key: &str,
        value: &[u8],
        rng: &mut dyn Random,
    ) -> Result<Option<Write>, VaultError> {
        let resealed = match area {
            Area::Inbox => None,
            Area::Meta => match note_name(key) {
                Some(name) => {
                    let content = self.vault.open_note(name, value)?;
                    Some(seal_note(&self.keys.note, self.vault.id(), name, &content, rng)?)
                }
                None => None,
            },
            Area::Records => match key.parse() {
                Ok(id) => self.record(id, value, rng)?,
                Err(_) => None,
            },
        };
        Ok(resealed.map(|value| Write { area, key: key.to_owned(), value: Some(value) }))
    }

    fn record(&mut self, id: RecordId, blob: &[u8], rng: &mut dyn Random) -> Result<Option<Vec<u8>>, VaultError> {
        let vault = self.vault.id();
        let resealed = if let Some(entry) = self.vault.state.entries.get(&id) {
            let (claim, plain) = self.vault.genuine(id, entry.summary.revision, entry.digest, blob)?;
            let marks = marks(&self.keys.mark, id, &plain)?;
            let resealed = record::reseal(&self.keys.record, vault, claim, &plain, rng)?;
            let next = Entry {
                summary: entry.summary.clone(),
                digest: primitives::digest(&resealed),
                marks,
                stamps: entry.stamps.clone(),
            };
            self.next.entries.insert(id, Arc::new(next));
            resealed
        } else if let Some(tombstone) = self.vault.state.tombstones.get(&id) {
            let (claim, plain) = self.vault.genuine(id, tombstone.revision, tombstone.digest, blob)?;
            let resealed = record::reseal(&self.keys.record, vault, claim, &plain, rng)?;
            let mut next = *tombstone;
            next.digest = primitives::digest(&resealed);
            self.next.tombstones.insert(id, next);
            resealed
        } else {
            return Ok(None);
        };
        self.left.remove(&id);
        Ok(Some(resealed))
    }

    /// Ends the change: the new header, the vault under the new key, and the last writes of the transaction. A store can
    /// compare the generation of the old vault as for any other change.
    ///
    /// # Errors
    /// [`VaultError::Missing`] for a record that was not given; [`VaultError::TooLarge`].
    pub fn finish(mut self, rng: &mut dyn Random) -> Result<(Header, Vault, Vec<Write>), VaultError> {
        if let Some(id) = self.left.first() {
            return Err(VaultError::Missing { what: Part::Record(*id) });
        }
        self.next.generation = self.next.generation.saturating_add(1);
        let index = self.next.seal(&self.keys.index, self.vault.id(), rng)?;
        let writes =
            vec![header_write(&self.header), Write { area: Area::Meta, key: INDEX_KEY.to_owned(), value: Some(index) }];
        let vault =
            Vault::assemble(&self.header, self.data_key, self.next).ok_or_else(|| VaultError::damaged(Part::Header))?;
        Ok((self.header, vault, writes))
    }
}

/// The marks of a record's secret fields under another key.
fn marks(key: &Key, id: RecordId, plain: &[u8]) -> Result<Marks, VaultError> {
    let damaged = || VaultError::damaged(Part::Record(id));
    let RecordDoc::Live(doc) = minicbor::decode(plain).map_err(|_| damaged())? else { return Err(damaged()) };
    let fields = doc.into_credential(id).fields;
    let of = |(name, value): (String, FieldValue)| match value {
        FieldValue::Public(_) => None,
        FieldValue::Secret(secret) => Some((name.clone(), mark(key, id, &name, &secret))),
    };
    Ok(fields.into_iter().filter_map(of).collect())
}

impl fmt::Debug for Rekey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rekey({:?}, {} records left)", self.vault, self.left.len())
    }
}
