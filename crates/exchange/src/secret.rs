//! A secret text inside a document: wiped on drop, shown as a length only, compared in constant time.

use core::fmt;

use keyfob_wire::{Value, Wire};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The shortest secret, in characters, of which the last four may be shown.
const TAIL_FROM: usize = 12;

/// A secret text of a document. Unlike the vault's own, it can be serialised, because carrying it from one place to another is what this crate is for; the
/// bytes that result are encrypted or wiped by whoever asked for them.
#[derive(Clone)]
pub struct DocumentSecret(Zeroizing<String>);

impl DocumentSecret {
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

impl fmt::Debug for DocumentSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocumentSecret({} characters)", self.len())
    }
}

impl PartialEq for DocumentSecret {
    /// In constant time for equal lengths.
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for DocumentSecret {}

impl Serialize for DocumentSecret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for DocumentSecret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl Wire for DocumentSecret {
    fn to_value(&self) -> Value {
        Value::Text(self.0.clone())
    }

    fn from_value(value: Value) -> Option<Self> {
        value.text().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_says_only_the_length() {
        let secret = DocumentSecret::new(["abcdef", "-us", "21"].concat());
        assert_eq!(format!("{secret:?}"), "DocumentSecret(11 characters)");
    }

    #[test]
    fn the_tail_is_shown_of_long_secrets_only() {
        assert_eq!(DocumentSecret::new("0123456789a".to_owned()).tail(), None);
        assert_eq!(DocumentSecret::new("0123456789ab".to_owned()).tail(), Some("89ab"));
        assert_eq!(DocumentSecret::new("üüüüüüüüüüüß".to_owned()).tail(), Some("üüüß"));
    }
}
