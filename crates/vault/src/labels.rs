//! Every label that separates one use of a key from another, in one place. A label is never changed and never reused; a new meaning gets a new one.

/// HKDF info: slot secret to the key that wraps the data key.
pub(crate) const KEK: &str = "keyfob/v1/hkdf/kek";
/// HKDF info: the key that wraps the data key to the seed of the slot's key pair.
pub(crate) const SLOT_PAIR: &str = "keyfob/v1/hkdf/slot-pair";
/// HKDF info: the key that wraps the data key to the slot's shared key.
pub(crate) const SLOT_SHARED: &str = "keyfob/v1/hkdf/slot-shared";
/// HKDF info: data key to the key of the header's authenticator.
pub(crate) const KEY_HEADER: &str = "keyfob/v1/hkdf/header";
/// HKDF info: data key to the key of the index.
pub(crate) const KEY_INDEX: &str = "keyfob/v1/hkdf/index";
/// HKDF info: data key to the key of the records.
pub(crate) const KEY_RECORD: &str = "keyfob/v1/hkdf/record";
/// HKDF info: data key to the key of the notes.
pub(crate) const KEY_NOTE: &str = "keyfob/v1/hkdf/note";
/// HKDF info: data key to the key that seals the inbox's private key.
pub(crate) const KEY_INBOX: &str = "keyfob/v1/hkdf/inbox";
/// HKDF info: data key to the key by which a secret field's value is marked, to see whether it changed.
pub(crate) const KEY_MARK: &str = "keyfob/v1/hkdf/mark";
/// HKDF info: data key to the key that seals the slots' shared keys.
pub(crate) const KEY_SLOT: &str = "keyfob/v1/hkdf/slot";

/// Associated data: the data key wrapped in a passphrase slot.
pub(crate) const SLOT: &str = "keyfob/v1/ad/slot";
/// Associated data: the data key wrapped in a recovery code's slot.
pub(crate) const SLOT_RECOVERY: &str = "keyfob/v1/ad/slot-recovery";
/// Associated data: the data key wrapped in a passkey's slot.
pub(crate) const SLOT_PASSKEY: &str = "keyfob/v1/ad/slot-passkey";
/// Associated data: a slot's shared key.
pub(crate) const SLOT_SHARED_AD: &str = "keyfob/v1/ad/slot-shared";
/// Associated data: the inbox's private key.
pub(crate) const INBOX_PRIVATE: &str = "keyfob/v1/ad/inbox-private";
/// Associated data: the index.
pub(crate) const INDEX: &str = "keyfob/v1/ad/index";
/// Associated data: a record.
pub(crate) const RECORD: &str = "keyfob/v1/ad/record";
/// Associated data: a note.
pub(crate) const NOTE: &str = "keyfob/v1/ad/note";
/// HPKE info: a new data key sealed to a slot.
pub(crate) const SLOT_SEAL: &str = "keyfob/v1/hpke/slot";
/// HPKE info: a capture sealed to the inbox.
pub(crate) const INBOX: &str = "keyfob/v1/hpke/inbox";

/// HMAC message prefix: the header.
pub(crate) const HEADER: &str = "keyfob/v1/mac/header";
/// HMAC message prefix: a secret field's mark.
pub(crate) const MARK: &str = "keyfob/v1/mac/mark";

/// Digest prefix: tells two values apart without keeping either.
pub(crate) const FINGERPRINT: &str = "keyfob/v1/digest/fingerprint";

/// A label followed by its parts, each with its length before it, so that no two lists of parts give the same bytes.
pub(crate) fn bind(label: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(64 + label.len());
    for part in core::iter::once(label.as_bytes()).chain(parts.iter().copied()) {
        // Lengths stand as 64-bit big-endian numbers; a length is never larger than that.
        let len = u64::try_from(part.len()).unwrap_or(u64::MAX);
        bytes.extend_from_slice(&len.to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frozen: stored vaults depend on each of these strings. Add, never edit.
    #[test]
    fn labels_are_frozen_and_distinct() {
        let labels = [
            (KEK, "keyfob/v1/hkdf/kek"),
            (SLOT_PAIR, "keyfob/v1/hkdf/slot-pair"),
            (SLOT_SHARED, "keyfob/v1/hkdf/slot-shared"),
            (KEY_HEADER, "keyfob/v1/hkdf/header"),
            (KEY_INDEX, "keyfob/v1/hkdf/index"),
            (KEY_RECORD, "keyfob/v1/hkdf/record"),
            (KEY_NOTE, "keyfob/v1/hkdf/note"),
            (KEY_INBOX, "keyfob/v1/hkdf/inbox"),
            (KEY_MARK, "keyfob/v1/hkdf/mark"),
            (KEY_SLOT, "keyfob/v1/hkdf/slot"),
            (SLOT, "keyfob/v1/ad/slot"),
            (SLOT_RECOVERY, "keyfob/v1/ad/slot-recovery"),
            (SLOT_PASSKEY, "keyfob/v1/ad/slot-passkey"),
            (SLOT_SHARED_AD, "keyfob/v1/ad/slot-shared"),
            (INBOX_PRIVATE, "keyfob/v1/ad/inbox-private"),
            (INDEX, "keyfob/v1/ad/index"),
            (RECORD, "keyfob/v1/ad/record"),
            (NOTE, "keyfob/v1/ad/note"),
            (SLOT_SEAL, "keyfob/v1/hpke/slot"),
            (INBOX, "keyfob/v1/hpke/inbox"),
            (HEADER, "keyfob/v1/mac/header"),
            (MARK, "keyfob/v1/mac/mark"),
            (FINGERPRINT, "keyfob/v1/digest/fingerprint"),
        ];
        for (label, frozen) in labels {
            assert_eq!(label, frozen);
        }
        let distinct: std::collections::BTreeSet<_> = labels.iter().map(|(label, _)| label).collect();
        assert_eq!(distinct.len(), labels.len());
        let declared = include_str!("labels.rs").lines().filter(|line| line.starts_with("pub(crate) const"));
        assert_eq!(declared.count(), labels.len(), "every label is in this list");
    }

    #[test]
    fn parts_cannot_run_into_each_other() {
        assert_ne!(bind("a", &[b"bc", b"d"]), bind("a", &[b"b", b"cd"]));
        assert_ne!(bind("a", &[b"b"]), bind("ab", &[]));
        assert_eq!(bind("a", &[b"b"]), [0, 0, 0, 0, 0, 0, 0, 1, b'a', 0, 0, 0, 0, 0, 0, 0, 1, b'b']);
    }
}
