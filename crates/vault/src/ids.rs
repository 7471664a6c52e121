//! Identifiers: 128 random bits each, shown as 32 lower-case hexadecimal digits.

use core::{fmt, str::FromStr};

use crate::VaultError;

/// Random bytes come in through this port; the vault has no source of its own.
pub trait Random {
    /// Fills `out` with bytes from a cryptographically secure source.
    fn fill(&mut self, out: &mut [u8]);
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// A new one.
            pub fn random(rng: &mut dyn Random) -> Self {
                let mut bytes = [0; 16];
                rng.fill(&mut bytes);
                Self(bytes)
            }

            /// From its sixteen bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// Its sixteen bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = VaultError;

            /// Exactly 32 lower-case hexadecimal digits, so that one id has one spelling.
            fn from_str(text: &str) -> Result<Self, VaultError> {
                parse(text).map(Self).ok_or(VaultError::BadId)
            }
        }
    };
}

id! {
    /// One credential's record; also used for captures and uses.
    RecordId
}
id! {
    /// One way to open the vault.
    SlotId
}
id! {
    /// One copy of the vault, on one device.
    DeviceId
}
id! {
    /// One vault, across all its copies.
    VaultId
}

fn parse(text: &str) -> Option<[u8; 16]> {
    let digits = text.as_bytes();
    if digits.len() != 32 {
        return None;
    }
    let mut bytes = [0; 16];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = match pair {
            [high, low] => nibble(*high)? << 4 | nibble(*low)?,
            _ => return None,
        };
    }
    Some(bytes)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let id = RecordId::from_bytes([0x0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xff]);
        let text = id.to_string();
        assert_eq!(text, "0f0102030405060708090a0b0c0d0eff");
        assert_eq!(text.parse(), Ok(id));
        for wrong in [&text[1..], &text.to_uppercase(), "", "0g0102030405060708090a0b0c0d0eff", &format!("{text}0")] {
            assert_eq!(wrong.parse::<RecordId>(), Err(VaultError::BadId), "{wrong}");
        }
    }
}
