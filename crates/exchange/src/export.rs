//! The export document: a whole vault, or credentials that were chosen, as plain data. `EXPORT.md` describes how it is
//! written. Times are milliseconds since the Unix epoch.

use core::{fmt, str::FromStr};
use keyfob_sorted::SortedMap;

use keyfob_wire::{Value, Wire};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{Care, DocumentSecret, Learned};

/// An identifier of a vault, a device or a record: sixteen bytes, written as 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub [u8; 16]);

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({self})")
    }
}

/// That a text is not 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an identifier has 32 lower-case hexadecimal digits")]
pub struct BadId;

impl FromStr for Id {
    type Err = BadId;

    /// Exactly 32 lower-case digits, so that one identifier has one spelling.
    fn from_str(text: &str) -> Result<Self, BadId> {
        let digits = text.as_bytes();
        if digits.len() != 32 {
            return Err(BadId);
        }
        let mut bytes = [0; 16];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = match pair {
                [high, low] => nibble(*high).ok_or(BadId)? << 4 | nibble(*low).ok_or(BadId)?,
                _ => return Err(BadId),
            };
        }
        Ok(Self(bytes))
    }
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl Wire for Id {
    fn to_value(&self) -> Value {
        Value::name(&self.to_string())
    }

    fn from_value(value: Value) -> Option<Self> {
        value.text()?.parse().ok()
    }
}

/// How much of a vault a document holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// All of it, with history, trash and what was deleted.
    Vault,
    /// Credentials that a person chose to hand over.
    Selection,
}

/// A vault, or a part of it, on its way to a file or from one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Export {
    /// The vault that it was taken from.
    pub vault: Id,
    /// The device that made it.
    pub device: Id,
    /// When it was made.
    pub created_at: u64,
    /// How much of the vault it holds.
    pub scope: Scope,
    /// The credentials, trash included.
    pub credentials: Vec<Entry>,
    /// Where they were filled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<Use>,
    /// What was deleted for good, so that a merge does not bring it back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tombstones: Vec<Tombstone>,
    /// Forms that the person taught.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub learned: Vec<Learned>,
}

/// One credential with everything that is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Entry {
    /// Its record.
    pub id: Id,
    /// The revision of the record, from 1 on; 0 where there is none yet.
    #[serde(default)]
    pub revision: u64,
    /// The provider's slug, such as `constant-contact`; empty where it is not known.
    pub provider: String,
    /// The kind, such as `constant-contact/v2-token`; empty where it is not known.
    pub kind: String,
    /// The person's name for it.
    pub label: String,
    /// Whom it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The exact origin of the site it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The plugin or form on that site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration: Option<String>,
    /// The account at the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The provider's region or data centre, such as `us21`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The values by field name.
    pub fields: SortedMap<String, Field>,
    /// When the provider issued it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_at: Option<u64>,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<u64>,
    /// Where it came from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub captured: Vec<Origin>,
    /// The credential it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked: Option<Id>,
    /// When the record was made.
    pub created_at: u64,
    /// When this revision was made.
    pub updated_at: u64,
    /// When it was put into the trash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trashed_at: Option<u64>,
    /// What is noted of it while it is looked after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub care: Option<Care>,
    /// Earlier values, the latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Earlier>,
    /// When each part was last changed, for merging.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamps: Option<Stamps>,
}

/// The value of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Field {
    /// The value.
    pub value: DocumentSecret,
    /// Whether knowing it gives access. A client id is not secret.
    pub secret: bool,
}

impl Field {
    /// A secret value.
    #[must_use]
    pub fn secret(value: String) -> Self {
        Self { value: DocumentSecret::new(value), secret: true }
    }

    /// A value that is not secret by itself.
    #[must_use]
    pub fn public(value: String) -> Self {
        Self { value: DocumentSecret::new(value), secret: false }
    }
}

/// How a value came into the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Recognised on the provider's portal.
    Portal,
    /// From text that the person had selected.
    Selection,
    /// From an element that the person pointed at.
    Picked,
    /// Typed or pasted by the person.
    Typed,
    /// Answered by the provider's authorization server.
    Oauth,
    /// Read from a file.
    Imported,
}

/// Where and when a set of fields was captured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Origin {
    /// The page's address without user info, query and fragment; empty for none.
    pub page: String,
    /// When.
    pub at: u64,
    /// How.
    pub how: How,
}

/// A value that a field had before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Earlier {
    /// The field's name.
    pub field: String,
    /// The value it had, and whether that was secret.
    pub value: Field,
    /// Until when it had it.
    pub until: u64,
}

/// That a credential's field was filled into a control of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Use {
    /// Its own id.
    pub id: Id,
    /// The credential that was filled.
    pub credential: Id,
    /// The site's exact origin.
    pub site: String,
    /// The page's address, without query and fragment.
    pub page: String,
    /// The plugin or form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration: Option<String>,
    /// The control's name or id.
    pub control: String,
    /// The credential's field.
    pub field: String,
    /// When.
    pub at: u64,
}

/// One moment on one device, by a hybrid logical clock: ordered by time, then count, then device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Wire)]
pub struct Stamp {
    /// The time, never running backwards.
    pub wall: u64,
    /// Counts within one millisecond.
    pub count: u32,
    /// Who.
    pub device: Id,
}

/// When each part of a record was last changed: one moment for all, and the exceptions. Parts are named like the keys
/// of the entry, a field `field/` and its name; a field that is named here and has no value was deleted then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Stamps {
    /// Of every part that is not named.
    pub base: Stamp,
    /// The parts that were changed later.
    #[serde(default, skip_serializing_if = "SortedMap::is_empty")]
    pub parts: SortedMap<String, Stamp>,
}

/// That a record was deleted for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Tombstone {
    /// The record.
    pub id: Id,
    /// When, and by whom.
    pub stamp: Stamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let id = Id([0x0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xff]);
        let text = id.to_string();
        assert_eq!(text, "0f0102030405060708090a0b0c0d0eff");
        assert_eq!(text.parse(), Ok(id));
        for wrong in [&text[1..], &text.to_uppercase(), "", "0g0102030405060708090a0b0c0d0eff", &format!("{text}0")] {
            assert_eq!(wrong.parse::<Id>(), Err(BadId), "{wrong}");
        }
    }
}
