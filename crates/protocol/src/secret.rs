//! A secret on its way between two contexts of the extension.

use core::fmt;
use keyfob_wire::Wire;
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// Text that may be sent once, to one place, after the gate said yes. The only secret-bearing type that can be
/// serialised, because crossing a border is what it is for; its `Debug` says only its length and it is wiped on drop.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(transparent)]
pub struct SecretText(String);

impl SecretText {
    /// Wraps a value for the crossing.
    #[must_use]
    pub fn new(value: String) -> Self {
        Self(value)
    }

    /// The value itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretText({} bytes)", self.0.len())
    }
}

impl Drop for SecretText {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_only_the_length() {
        let secret = SecretText::new("abc".repeat(4));
        assert_eq!(format!("{secret:?}"), "SecretText(12 bytes)");
    }
}
