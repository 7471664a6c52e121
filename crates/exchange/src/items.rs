//! What other programs' files hold, before anybody has judged it: items with named values, and what was skipped.

use keyfob_wire::{Value, Wire};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{DocumentSecret, ExchangeError, Export, Place};

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Our own document in clear.
    Keyfob,
    /// Bitwarden's unencrypted JSON.
    Bitwarden,
    /// The CSV of 1Password.
    OnePassword,
    /// The CSV of KeePassXC or KeePass.
    KeePass,
    /// An environment file: `NAME=value` lines.
    Env,
}

impl Format {
    /// The format with this name: `keyfob`, `bitwarden`, `one_password`, `kee_pass`, `env`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::Keyfob, Self::Bitwarden, Self::OnePassword, Self::KeePass, Self::Env];
        all.into_iter().find(|format| format.name() == name)
    }

    /// Its name, as at the border to the wasm module.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Keyfob => "keyfob",
            Self::Bitwarden => "bitwarden",
            Self::OnePassword => "one_password",
            Self::KeePass => "kee_pass",
            Self::Env => "env",
        }
    }
}

/// Items of another program's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Foreign {
    /// The file's format.
    pub format: Format,
    /// In the file's order.
    pub items: Vec<Item>,
    /// What cannot hold an API key, or is empty.
    pub skipped: Vec<Skipped>,
}

/// One entry of a password manager, or one variable of an environment file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Item {
    /// Where it stands.
    pub place: Place,
    /// Its title, or the variable's name.
    pub title: String,
    /// The first address that it names.
    pub url: Option<String>,
    /// The user name.
    pub username: Option<String>,
    /// The values that can be secret: name in the file, value.
    pub values: Vec<(String, DocumentSecret)>,
    /// Free text, which can hold keys too.
    pub notes: Option<DocumentSecret>,
}

/// An entry that is not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Skipped {
    /// Where it stands.
    pub place: Place,
    /// Its title, or the variable's name.
    pub title: String,
    /// Why.
    pub reason: SkipReason,
}

/// Why an entry is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// It holds no value.
    Empty,
    /// A payment card, an identity or another thing that is no API key.
    OtherType,
    /// It lies in the other program's trash.
    Trashed,
    /// Its value is put together from others (`$NAME`), which is not done here.
    Reference,
    /// It is a mask (`abcd****`), not the value.
    Masked,
    /// The end of the value was lost, as of a Mailchimp key without its data centre.
    Incomplete,
}

/// What a file in clear turned out to hold.
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
#[serde(rename_all = "snake_case")]
pub enum Read {
    /// A document of ours.
    Export(Export),
    /// Items of another program.
    Foreign(Foreign),
}

impl Read {
    /// What the wasm module hands over, in clear, for that border and for nothing else.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        self.to_value().to_bytes()
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`ExchangeError::Failed`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ExchangeError> {
        Value::from_bytes(bytes).and_then(Self::from_value).ok_or(ExchangeError::Failed)
    }
}
