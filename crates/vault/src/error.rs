//! Everything that can go wrong, one variant per meaning, so that each can have its own sentence in the surfaces. No variant carries a secret.

use core::fmt;

use thiserror::Error;

use crate::{KdfParams, RecordId, SlotId, SlotKind};

/// The stored thing that an error speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The header: slots, inbox key, device.
    Header,
    /// The session key that was kept while the vault was open.
    Session,
    /// The sealed index, which is also the manifest.
    Index,
    /// One sealed record.
    Record(RecordId),
    /// One sealed capture, by its storage key.
    Inbox(String),
    /// One sealed note, by its name.
    Note(String),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => f.write_str("header"),
            Self::Session => f.write_str("session key"),
            Self::Index => f.write_str("index"),
            Self::Record(id) => write!(f, "record {id}"),
            Self::Inbox(key) => write!(f, "inbox item {key}"),
            Self::Note(name) => write!(f, "note {name}"),
        }
    }
}

/// Why the vault refused. The stored data is never changed by a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum VaultError {
    /// The slot secret does not open the passphrase slot. The header itself is whole (its checksum holds).
    #[error("the passphrase does not open this vault")]
    WrongPassphrase,
    /// The code is well-formed, but it does not open the recovery slot.
    #[error("the recovery code does not open this vault")]
    WrongRecoveryCode,
    /// The passkey's answer opens no slot.
    #[error("the passkey does not open this vault")]
    WrongPasskey,
    /// The bytes are not what this vault wrote.
    #[error("damaged: {what}")]
    Damaged {
        /// Which stored thing.
        what: Part,
    },
    /// The manifest lists it, the store does not have it.
    #[error("missing from the store: {what}")]
    Missing {
        /// Which stored thing.
        what: Part,
    },
    /// The store holds it, the manifest does not list it.
    #[error("not listed by the manifest: {key}")]
    Unlisted {
        /// The storage key in [`crate::Area::Records`].
        key: String,
    },
    /// A whole, genuine record of this vault lies under another record's key.
    #[error("record {id} was swapped with record {found}")]
    Swapped {
        /// The record that was asked for.
        id: RecordId,
        /// The record that was found.
        found: RecordId,
    },
    /// A whole, genuine, but older state was put back.
    #[error("rolled back: {what} is at revision {found}, expected {expected}")]
    RolledBack {
        /// Which stored thing is the old one.
        what: Part,
        /// The revision that its counterpart speaks of.
        expected: u64,
        /// The revision that was found.
        found: u64,
    },
    /// Written by a newer version of Keyfob.
    #[error("written by a newer version: format {found}, this version knows {known}")]
    Newer {
        /// The version that was found.
        found: u16,
        /// The newest version known here.
        known: u16,
    },
    /// KDF parameters under [`KdfParams::FLOOR`].
    #[error("key derivation is too weak: {params}")]
    WeakKdf {
        /// The parameters that were refused.
        params: KdfParams,
    },
    /// KDF parameters over [`KdfParams::CEILING`].
    #[error("key derivation asks for too much: {params}")]
    ExcessiveKdf {
        /// The parameters that were refused.
        params: KdfParams,
    },
    /// A key that came from outside has the wrong length.
    #[error("a key of 32 bytes is needed, {found} were given")]
    KeyLength {
        /// Its length in bytes.
        found: usize,
    },
    /// The header has no slot of the wanted kind.
    #[error("this vault has no {kind}")]
    NoSlot {
        /// The kind.
        kind: SlotKind,
    },
    /// No such slot.
    #[error("no slot {id}")]
    SlotNotFound {
        /// The slot that was asked for.
        id: SlotId,
    },
    /// Without a passphrase, a lost passkey or sheet of paper would lose the vault.
    #[error("the last passphrase cannot be removed")]
    LastPassphrase,
    /// The secret is of another kind than the slot it was given for.
    #[error("a {wanted} is needed, a {found} was given")]
    WrongKind {
        /// The slot's kind.
        wanted: SlotKind,
        /// The secret's kind.
        found: SlotKind,
    },
    /// The data key cannot be changed while the header holds this slot: it has no public key to seal a new one to. Open
    /// the vault with it once and call [`crate::Vault::renew_slot`], or remove it.
    #[error("{kind} slot {id} has no key of its own")]
    SlotWithoutKey {
        /// The slot.
        id: SlotId,
        /// Its kind.
        kind: SlotKind,
    },
    /// No such record, or it was deleted.
    #[error("no record {id}")]
    NotFound {
        /// The record that was asked for.
        id: RecordId,
    },
    /// A put would lose the value that a field has: neither the credential nor its history holds it.
    #[error("the earlier value of {field} in record {id} would be lost")]
    Unkept {
        /// The record.
        id: RecordId,
        /// The field's name.
        field: String,
    },
    /// The staged change starts from a state that is no longer the current one; stage it again.
    #[error("the vault has changed since this was prepared")]
    Stale,
    /// Another copy's latest change lies too far in the future to be true; taking it over would spoil the clock of this
    /// one.
    #[error("the other copy is {by} milliseconds ahead of this device's clock")]
    Ahead {
        /// By how many milliseconds.
        by: u64,
    },
    /// More than fits into one sealed item.
    #[error("too large to seal")]
    TooLarge,
    /// Not 32 hexadecimal digits.
    #[error("not an id")]
    BadId,
}

impl VaultError {
    /// Shorthand for [`VaultError::Damaged`].
    pub(crate) fn damaged(what: Part) -> Self {
        Self::Damaged { what }
    }
}
