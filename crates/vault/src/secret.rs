//! The types that hold secrets: wiped on drop, shown as a length only, compared in constant time.

use core::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{RecoveryCode, VaultError, labels, primitives};

/// The shortest secret, in characters, of which the last four may be shown.
const TAIL_FROM: usize = 12;

/// A secret text such as an API key.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over; its buffer is wiped when the secret is dropped.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself. Every call is a place to look at in a review.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Length in characters.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.chars().count()
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Tells whether two values are the same without keeping either: 16 bytes of a salted SHA-256. Not for storing:
    /// whoever holds the salt can try values.
    #[must_use]
    pub fn fingerprint(&self, salt: &[u8; 16]) -> [u8; 16] {
        let message = Zeroizing::new(labels::bind(labels::FINGERPRINT, &[salt, self.expose().as_bytes()]));
        primitives::digest(&message)
    }

    /// The last four characters, if there are at least twelve: of a shorter one that would be too much.
    #[must_use]
    pub fn tail(&self) -> Option<&str> {
        if self.len() < TAIL_FROM {
            return None;
        }
        let (start, _) = self.0.char_indices().rev().nth(3)?;
        self.0.get(start..)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} characters)", self.len())
    }
}

impl PartialEq for Secret {
    /// In constant time for equal lengths.
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Secret {}

/// A way to open the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlotKind {
    /// Argon2id over a passphrase.
    Passphrase,
    /// A [`RecoveryCode`].
    RecoveryCode,
    /// A passkey's answer to WebAuthn's `prf` extension.
    Passkey,
    /// Made by a newer version, with its number; kept as it is.
    Unknown(u16),
}

impl SlotKind {
    pub(crate) fn number(self) -> u16 {
        match self {
            Self::Passphrase => 1,
            Self::RecoveryCode => 2,
            Self::Passkey => 3,
            Self::Unknown(number) => number,
        }
    }

    pub(crate) fn from_number(number: u16) -> Self {
        match number {
            1 => Self::Passphrase,
            2 => Self::RecoveryCode,
            3 => Self::Passkey,
            number => Self::Unknown(number),
        }
    }
}

impl fmt::Display for SlotKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passphrase => f.write_str("passphrase"),
            Self::RecoveryCode => f.write_str("recovery code"),
            Self::Passkey => f.write_str("passkey"),
            Self::Unknown(number) => write!(f, "slot of unknown kind {number}"),
        }
    }
}

/// What opens a slot: what was derived from a passphrase, answered by a passkey, or written on paper.
pub struct SlotSecret {
    kind: SlotKind,
    bytes: Zeroizing<Vec<u8>>,
}

impl SlotSecret {
    /// Takes the output of Argon2id over (32 bytes); it is wiped on drop, also when refused.
    ///
    /// # Errors
    /// [`VaultError::KeyLength`] if it is not 32 bytes long.
    pub fn from_kdf_output(bytes: Vec<u8>) -> Result<Self, VaultError> {
        Self::of_key_length(SlotKind::Passphrase, bytes)
    }

    /// Takes a passkey's PRF output over (32 bytes); it is wiped on drop, also when refused.
    ///
    /// # Errors
    /// [`VaultError::KeyLength`] if it is not 32 bytes long.
    pub fn from_prf_output(bytes: Vec<u8>) -> Result<Self, VaultError> {
        Self::of_key_length(SlotKind::Passkey, bytes)
    }

    /// The secret of a recovery code. It has entropy enough to need no Argon2.
    #[must_use]
    pub fn from_recovery_code(code: &RecoveryCode) -> Self {
        Self { kind: SlotKind::RecoveryCode, bytes: code.secret() }
    }

    fn of_key_length(kind: SlotKind, bytes: Vec<u8>) -> Result<Self, VaultError> {
        let bytes = Zeroizing::new(bytes);
        if bytes.len() == primitives::KEY_LEN {
            Ok(Self { kind, bytes })
        } else {
            Err(VaultError::KeyLength { found: bytes.len() })
        }
    }

    /// Which slots it may open.
    #[must_use]
    pub fn kind(&self) -> SlotKind {
        self.kind
    }

    pub(crate) fn expose(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for SlotSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SlotSecret({} bytes)", self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_says_only_the_length() {
        let text = ["abcdef", "-us", "21"].concat();
        let secret = Secret::new(text.clone());
        assert_eq!(format!("{secret:?}"), "Secret(11 characters)");
        assert_eq!(format!("{:?}", crate::FieldValue::Secret(secret)), "Secret(Secret(11 characters))");
        let slot = SlotSecret::from_kdf_output(vec![0xab; 32]).unwrap();
        assert_eq!(format!("{slot:?}"), "SlotSecret(32 bytes)");
    }

    #[test]
    fn the_tail_is_shown_of_long_secrets_only() {
        assert_eq!(Secret::new("0123456789a".to_owned()).tail(), None);
        assert_eq!(Secret::new("0123456789ab".to_owned()).tail(), Some("89ab"));
        assert_eq!(Secret::new("üüüüüüüüüüüß".to_owned()).tail(), Some("üüüß"));
    }

    #[test]
    fn length_is_in_characters() {
        assert_eq!(Secret::new("grün".to_owned()).len(), 4);
        assert!(Secret::new(String::new()).is_empty());
    }

    #[test]
    fn secrets_compare_by_value() {
        assert_eq!(Secret::new("one".to_owned()), Secret::new("one".to_owned()));
        assert_ne!(Secret::new("one".to_owned()), Secret::new("two".to_owned()));
        assert_ne!(Secret::new("one".to_owned()), Secret::new("one ".to_owned()));
    }

    #[test]
    fn a_slot_secret_has_32_bytes() {
        for found in [0, 16, 31, 33, 64] {
            let refused = SlotSecret::from_kdf_output(vec![0; found]).unwrap_err();
            assert_eq!(refused, VaultError::KeyLength { found });
        }
    }
}
