//! The open vault: lists from the index, one record unsealed at a time, changes prepared beside the state and taken over once they are stored.

use core::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::{
    Area, Batch, Capture, Credential, DeviceId, Header, KdfRequest, Part, Random, RecordId, Secret, SlotSecret, Staged,
    Summary, TRASH_DAYS, Use, VaultError, VaultId, Write,
    batch::mark,
    clock::Stamp,
    envelope, inbox,
    keys::Keys,
    labels,
    primitives::{self, Key},
    record,
    slots::header_write,
    state::State,
    stored::{RECORD_SCHEMA, RecordDoc},
};

/// The header's key in [`Area::Meta`].
pub const HEADER_KEY: &str = "header";
/// The index's key in [`Area::Meta`].
pub const INDEX_KEY: &str = "index";

/// An open vault.
///
/// Changes are staged: [`Vault::put`], [`Vault::add_use`], [`Vault::delete`] and [`Vault::batch`] leave the vault as it
/// is and return a [`Staged`]. Apply its writes in one transaction, then [`Vault::commit`] it; if the transaction
/// failed, drop it and nothing has happened.
pub struct Vault {
    pub(crate) id: VaultId,
    pub(crate) device: DeviceId,
    pub(crate) keys: Keys,
    pub(crate) state: State,
    data_key: Key,
    inbox_privates: Vec<Key>,
}

impl Vault {
    /// Makes an empty vault: its header, the vault, and the writes that store both.
    ///
    /// # Errors
    /// [`VaultError::WeakKdf`] or [`VaultError::ExcessiveKdf`].
    pub fn create(
        secret: &SlotSecret,
        request: KdfRequest,
        device: DeviceId,
        now: u64,
        rng: &mut dyn Random,
    ) -> Result<(Header, Self, Vec<Write>), VaultError> {
        let data_key = Key::random(rng);
        let header = Header::create(&data_key, secret, request, device, now, rng)?;
        let state = State::new(Stamp { wall: now, count: 0, device });
        let vault = Self::assemble(&header, data_key, state).ok_or_else(|| VaultError::damaged(Part::Header))?;
        let index = vault.state.seal(&vault.keys.index, vault.id, rng)?;
        let writes =
            vec![header_write(&header), Write { area: Area::Meta, key: INDEX_KEY.to_owned(), value: Some(index) }];
        Ok((header, vault, writes))
    }

    /// Opens a vault with the secret of a slot, of any kind.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`], [`VaultError::WrongRecoveryCode`] or [`VaultError::WrongPasskey`] if only that is
    /// wrong; [`VaultError::NoSlot`] if the vault has none of its kind; [`VaultError::Damaged`], [`VaultError::Missing`] or
    /// [`VaultError::Newer`] for header and index; [`VaultError::WeakKdf`], [`VaultError::ExcessiveKdf`].
    pub fn open(header: &Header, secret: &SlotSecret, index: Option<&[u8]>) -> Result<Self, VaultError> {
        Self::unlock(header, header.unwrap(secret)?, index, Part::Header)
    }

    /// Opens a vault again with [`Vault::session_key`], after the worker that had it open has died.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] with [`Part::Session`] if this key is not this vault's; otherwise as [`Vault::open`].
    pub fn resume(header: &Header, session: &[u8], index: Option<&[u8]>) -> Result<Self, VaultError> {
        let key = Key::from_slice(session).ok_or_else(|| VaultError::damaged(Part::Session))?;
        Self::unlock(header, key, index, Part::Session)
    }

    /// `suspect` is to blame if the key does not authenticate the header.
    fn unlock(header: &Header, data_key: Key, index: Option<&[u8]>, suspect: Part) -> Result<Self, VaultError> {
        let keys = Keys::new(&data_key, header.vault_id());
        if !header.is_authentic(&keys) {
            return Err(VaultError::damaged(suspect));
        }
        let index = index.ok_or(VaultError::Missing { what: Part::Index })?;
        let state = State::open(&keys.index, header.vault_id(), index)?;
        Self::assemble(header, data_key, state).ok_or_else(|| VaultError::damaged(Part::Header))
    }

    pub(crate) fn assemble(header: &Header, data_key: Key, state: State) -> Option<Self> {
        let keys = Keys::new(&data_key, header.vault_id());
        let inbox_privates = header.inbox_privates(&keys)?;
        Some(Self { id: header.vault_id(), device: header.device_id(), keys, state, data_key, inbox_privates })
    }

    /// The key that opens this vault without a passphrase, for the browser's in-memory session store only. No message
    /// may carry it.
    #[must_use]
    pub fn session_key(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.data_key.bytes().to_vec())
    }

    pub(crate) fn data_key(&self) -> &Key {
        &self.data_key
    }

    pub(crate) fn inbox_privates(&self) -> &[Key] {
        &self.inbox_privates
    }

    /// Which vault this is.
    #[must_use]
    pub fn id(&self) -> VaultId {
        self.id
    }

    /// Which copy of the vault this is.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.device
    }

    /// Counts the changes of this vault: another number means that another state was committed.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.state.generation
    }

    /// All credentials without their secrets, in the order of their ids.
    pub fn summaries(&self) -> impl ExactSizeIterator<Item = &Summary> {
        self.state.entries.values().map(|entry| &entry.summary)
    }

    /// One credential without its secrets.
    #[must_use]
    pub fn summary(&self, id: RecordId) -> Option<&Summary> {
        self.state.entries.get(&id).map(|entry| &entry.summary)
    }

    /// Whether a credential's field has this very value, without unsealing the record.
    #[must_use]
    pub fn holds(&self, id: RecordId, field: &str, value: &Secret) -> bool {
        let Some(entry) = self.state.entries.get(&id) else { return false };
        match entry.summary.field(field).map(|hint| &hint.public) {
            Some(Some(public)) => public == value.expose(),
            Some(None) => entry.marks.get(field) == Some(&mark(&self.keys.mark, id, field, value)),
            None => false,
        }
    }

    /// The credentials that have been in the trash for [`TRASH_DAYS`]: [`Vault::delete`] is due for them.
    pub fn due_for_purge(&self, now: u64) -> impl Iterator<Item = RecordId> + '_ {
        let days = TRASH_DAYS * 24 * 60 * 60 * 1000;
        let due = move |summary: &&Summary| summary.trashed_at.is_some_and(|at| now.saturating_sub(at) >= days);
        self.summaries().filter(due).map(|summary| summary.id)
    }

    /// All uses, in the order in which they were recorded.
    pub fn uses(&self) -> impl ExactSizeIterator<Item = &Use> {
        self.state.uses.iter().map(Arc::as_ref)
    }

    /// The key in [`Area::Records`] under which a credential is stored; `None` if there is no such credential.
    #[must_use]
    pub fn record_key(&self, id: RecordId) -> Option<String> {
        self.state.entries.contains_key(&id).then(|| id.to_string())
    }

    /// Unseals one credential from its stored bytes.
    ///
    /// # Errors
    /// [`VaultError::NotFound`] if the index does not list it. [`VaultError::Swapped`] and
    /// [`VaultError::RolledBack`] if the bytes are genuine but not these; [`VaultError::Damaged`] if they are not
    /// genuine; [`VaultError::Newer`] if a newer version wrote them.
    pub fn read(&self, id: RecordId, blob: &[u8]) -> Result<Credential, VaultError> {
        let entry = self.state.entries.get(&id).ok_or(VaultError::NotFound { id })?;
        let damaged = || VaultError::damaged(Part::Record(id));
        let (_, plain) = self.genuine(id, entry.summary.revision, entry.digest, blob)?;
        match minicbor::decode(&plain).map_err(|_| damaged())? {
            RecordDoc::Live(doc) => Ok(doc.into_credential(id)),
            RecordDoc::Deleted(_) => Err(damaged()),
        }
    }

    /// The content of a stored record, if it is the very one that the manifest lists.
    pub(crate) fn genuine(
        &self,
        id: RecordId,
        expected: u64,
        digest: [u8; 16],
        blob: &[u8],
    ) -> Result<(record::Claim, Zeroizing<Vec<u8>>), VaultError> {
        let (claim, plain) = record::open(&self.keys.record, self.id, id, blob)?;
        if claim.id != id {
            return Err(VaultError::Swapped { id, found: claim.id });
        }
        if claim.revision < expected {
            return Err(VaultError::RolledBack { what: Part::Record(id), expected, found: claim.revision });
        }
        if claim.revision > expected {
            // The record is genuine and later than the manifest knows: it is the manifest that is old.
            return Err(VaultError::RolledBack { what: Part::Index, expected: claim.revision, found: expected });
        }
        if claim.schema > RECORD_SCHEMA {
            return Err(VaultError::Newer { found: claim.schema, known: RECORD_SCHEMA });
        }
        if primitives::digest(blob) != digest {
            // Genuine, but from another history of the same record.
            return Err(VaultError::damaged(Part::Record(id)));
        }
        Ok((claim, plain))
    }

    /// As [`Vault::read`], for what the store answered: `None` is [`VaultError::Missing`].
    ///
    /// # Errors
    /// As [`Vault::read`], and [`VaultError::Missing`].
    pub fn read_stored(&self, id: RecordId, blob: Option<&[u8]>) -> Result<Credential, VaultError> {
        match (blob, self.record_key(id)) {
            (_, None) => Err(VaultError::NotFound { id }),
            (None, Some(_)) => Err(VaultError::Missing { what: Part::Record(id) }),
            (Some(blob), Some(_)) => self.read(id, blob),
        }
    }

    /// Compares the manifest with the keys that the store holds in [`Area::Records`]: what is missing and what should
    /// not be there.
    pub fn audit<'k>(&self, stored: impl IntoIterator<Item = &'k str>) -> Vec<VaultError> {
        let mut missing: keyfob_sorted::SortedSet<RecordId> =
            self.state.entries.keys().chain(self.state.tombstones.keys()).copied().collect();
        let mut findings = Vec::new();
        for key in stored {
            if !key.parse().is_ok_and(|id: RecordId| missing.remove(&id)) {
                findings.push(VaultError::Unlisted { key: key.to_owned() });
            }
        }
        findings.extend(missing.into_iter().map(|id| VaultError::Missing { what: Part::Record(id) }));
        findings
    }

    /// Begins a set of changes that are stored together.
    #[must_use]
    pub fn batch(&self, now: u64) -> Batch<'_> {
        Batch::new(self, now)
    }

    /// Stages a new credential, or a new revision of one.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`], [`VaultError::Unkept`].
    pub fn put(&self, credential: Credential, now: u64, rng: &mut dyn Random) -> Result<Staged, VaultError> {
        let mut batch = self.batch(now);
        batch.put(credential, rng)?;
        batch.seal(rng)
    }

    /// Stages a use.
    ///
    /// # Errors
    /// [`VaultError::NotFound`] if its credential is not in the vault.
    pub fn add_use(&self, used: Use, rng: &mut dyn Random) -> Result<Staged, VaultError> {
        let mut batch = self.batch(used.at);
        batch.add_use(used)?;
        batch.seal(rng)
    }

    /// Stages a deletion: the record is replaced by a tombstone, its uses go with it.
    ///
    /// # Errors
    /// [`VaultError::NotFound`] if it is not in the vault.
    pub fn delete(&self, id: RecordId, now: u64, rng: &mut dyn Random) -> Result<Staged, VaultError> {
        let mut batch = self.batch(now);
        batch.delete(id, rng)?;
        batch.seal(rng)
    }

    /// Takes a stored change over.
    ///
    /// # Errors
    /// [`VaultError::Stale`] if another change was committed since this one was staged; the vault stays as it is.
    pub fn commit(&mut self, staged: Staged) -> Result<(), VaultError> {
        self.state = staged.into_state(self.id, self.state.generation)?;
        Ok(())
    }

    /// Opens a capture from the inbox.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] or [`VaultError::Newer`].
    pub fn open_inbox(&self, key: &str, blob: &[u8]) -> Result<Capture, VaultError> {
        inbox::open(&self.inbox_privates, self.id, key, blob)
    }

    /// Seals a small value under a name. Notes are not in the manifest: an older one that is put back is not noticed.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`].
    pub fn seal_note(&self, name: &str, bytes: &[u8], rng: &mut dyn Random) -> Result<Write, VaultError> {
        let sealed = seal_note(&self.keys.note, self.id, name, bytes, rng)?;
        Ok(Write { area: Area::Meta, key: note_key(name), value: Some(sealed) })
    }

    /// Opens a value that was sealed under the same name.
    ///
    /// # Errors
    /// [`VaultError::Damaged`].
    pub fn open_note(&self, name: &str, blob: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let damaged = || VaultError::damaged(Part::Note(name.to_owned()));
        let plain = envelope::open(&self.keys.note, &note_ad(self.id, name), blob).ok_or_else(damaged)?;
        let content: &minicbor::bytes::ByteSlice = minicbor::decode(&plain).map_err(|_| damaged())?;
        Ok(Zeroizing::new(content.to_vec()))
    }
}

/// Begins the keys of notes in [`Area::Meta`].
const NOTE_PREFIX: &str = "note/";

/// The key in [`Area::Meta`] of the note with this name.
#[must_use]
pub fn note_key(name: &str) -> String {
    format!("{NOTE_PREFIX}{name}")
}

/// The name of the note under a key in [`Area::Meta`]; `None` if it is no note.
pub(crate) fn note_name(key: &str) -> Option<&str> {
    key.strip_prefix(NOTE_PREFIX)
}

/// Seals a note's content.
pub(crate) fn seal_note(
    key: &Key,
    vault: VaultId,
    name: &str,
    bytes: &[u8],
    rng: &mut dyn Random,
) -> Result<Vec<u8>, VaultError> {
    let content: &minicbor::bytes::ByteSlice = bytes.into();
    envelope::seal(key, &note_ad(vault, name), &[], &content, rng).ok_or(VaultError::TooLarge)
}

fn note_ad(vault: VaultId, name: &str) -> Vec<u8> {
    labels::bind(labels::NOTE, &[vault.as_bytes(), name.as_bytes()])
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({}, {} records)", self.id, self.state.entries.len())
    }
}
