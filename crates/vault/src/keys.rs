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
    pub slot: Key,
}

impl Keys {
    /// Derives them; the vault's id is the salt.
    pub(crate) fn new(data_key: &Key, vault: VaultId) -> Self {
        let key = |label| Key::derive(data_key.bytes(), vault.as_bytes(), &labels::bind(label, &[]));
        Self {
            header: key(labels::KEY_HEADER),
            index: key(labels::KEY_INDEX),
            record: key(labels::KEY_RECORD),
            note: key(labels::KEY_NOTE),
            inbox: key(labels::KEY_INBOX),
            mark: key(labels::KEY_MARK),
            slot: key(labels::KEY_SLOT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_keys_are_the_same() {
        let data_key = Key::from_slice(&[1; 32]).unwrap();
        let keys = [[1; 16], [2; 16]].map(|vault| Keys::new(&data_key, VaultId::from_bytes(vault)));
        let mut bytes: Vec<_> = keys
            .iter()
            .flat_map(|keys| [&keys.header, &keys.index, &keys.record, &keys.note, &keys.inbox, &keys.mark, &keys.slot])
            .map(|key| *key.bytes())
            .collect();
        bytes.push(*data_key.bytes());
        let distinct: std::collections::BTreeSet<_> = bytes.iter().collect();
        assert_eq!(distinct.len(), 15);
    }
}
