//! The types that hold secrets: wiped on drop, shown as a length only, compared in constant time.

use core::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{VaultError, labels, primitives};

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

/// What a slot's key derivation gave: 32 bytes that open one slot.
pub struct SlotSecret(Zeroizing<Vec<u8>>);

impl SlotSecret {
    /// Takes the output of Argon2id over (32 bytes); it is wiped on drop, also when refused.
    ///
    /// # Errors
    /// [`VaultError::KeyLength`] if it is not 32 bytes long.
    pub fn from_kdf_output(bytes: Vec<u8>) -> Result<Self, VaultError> {
        let bytes = Zeroizing::new(bytes);
        if bytes.len() == crate::primitives::KEY_LEN {
            Ok(Self(bytes))
        } else {
            Err(VaultError::KeyLength { found: bytes.len() })
        }
    }

    pub(crate) fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SlotSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SlotSecret({} bytes)", self.0.len())
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
