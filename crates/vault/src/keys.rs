//! The keys under the data key: one for each purpose, so that no sealed thing can be mistaken for another.

use crate::{VaultId, labels, primitives::Key};

/// All keys of an open vault.
pub(crate) struct Keys {
    pub header: Key,
    pub index: Key,
    pub record: Key,
    pub note: Key,
    pub inbox: Key,
    pub mark: Key,
}

impl Keys {
    /// Derives them; the vault's id is the salt.
    pub(crate) fn new(data_key: &Key, vault: VaultId) -> Self {
        let key = |label| {
            Key::derive(
                data_key.bytes(),
                vault.as_bytes(),
                &labels::bind(label, &[]),
            )
        };
        Self {
            header: key(labels::KEY_HEADER),
            index: key(labels::KEY_INDEX),
            record: key(labels::KEY_RECORD),
            note: key(labels::KEY_NOTE),
            inbox: key(labels::KEY_INBOX),
            mark: key(labels::KEY_MARK),
        }
    }
}
