//! The types that hold secrets: wiped on drop, shown as a length only, compared in constant time.

use core::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::VaultError;

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
