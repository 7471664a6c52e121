//! What can be wrong with a file, and what the person can do about it.

use core::fmt;

use keyfob_wire::Wire;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Where in a foreign file something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A line of a text, from 1 on.
    Line(u64),
    /// An entry of a list, from 1 on.
    Entry(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Entry(entry) => write!(f, "entry {entry}"),
        }
    }
}

/// Why a file was not written or not read. Nothing of a file's content is in here, so that it may be shown and logged.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// More bytes than [`crate::limits::FILE`].
    #[error("the file is larger than {limit} bytes; export fewer entries at a time")]
    TooLarge {
        /// Most bytes.
        limit: usize,
    },
    /// More entries than [`crate::limits::ENTRIES`].
    #[error("the file has more than {limit} entries; export fewer entries at a time")]
    TooMany {
        /// Most entries.
        limit: usize,
    },
    /// A text is longer than [`crate::limits::TEXT`].
    #[error("{place} holds a text of more than {limit} bytes; remove it from the file")]
    TooLong {
        /// Where.
        place: Place,
        /// Most bytes of one text.
        limit: usize,
    },
    /// No age file at all.
    #[error("this is not an age file; choose the file that was exported")]
    NotAge,
    /// An age file of a version or with a header that is not known.
    #[error("this age file was made by a newer program, or its header is damaged")]
    UnknownAge,
    /// The passphrase does not open it.
    #[error("the passphrase does not open this file")]
    WrongPassphrase,
    /// A passphrase was given for a file that is for a recipient.
    #[error("this file is not protected by a passphrase; open it with the identity it was made for")]
    NeedsIdentity,
    /// An identity was given for a file that is protected by a passphrase.
    #[error("this file is protected by a passphrase; open it with that")]
    NeedsPassphrase,
    /// The file is for somebody else.
    #[error("this file was made for another recipient")]
    OtherRecipient,
    /// Opening it would take more work than is allowed: [`crate::limits::WORK_FACTOR`].
    #[error("this file asks for a work factor of {found}, the most that is allowed is {limit}")]
    WorkFactor {
        /// The base-2 logarithm that the file asks for.
        found: u8,
        /// The largest that is accepted.
        limit: u8,
    },
    /// The content was changed or its end is missing.
    #[error("the file is damaged or incomplete; fetch it again")]
    Damaged,
    /// Nobody could open it.
    #[error("choose a passphrase")]
    EmptyPassphrase,
    /// There is nobody to encrypt to.
    #[error("name at least one recipient")]
    NoRecipient,
    /// Not an X25519 recipient.
    #[error("recipient {position} is not an age recipient; it begins with age1 and has 62 characters")]
    BadRecipient {
        /// Which, from 1 on.
        position: usize,
    },
    /// Not an X25519 identity.
    #[error("this is not an age identity; it begins with AGE-SECRET-KEY-1")]
    BadIdentity,
    /// No text, or in an encoding other than UTF-8.
    #[error("{0} is not UTF-8 text; export the file again as UTF-8")]
    NotText(Place),
    /// No format that is read.
    #[error("the format of this file is not known; choose one of those that are listed")]
    UnknownFormat,
    /// Another program's export that is itself encrypted.
    #[error("this export is encrypted by the program that made it; export it again without encryption")]
    Encrypted,
    /// Not JSON, or JSON of another shape.
    #[error("line {line}, column {column} is not what this format has there; export the file again")]
    Json {
        /// From 1 on.
        line: usize,
        /// From 1 on.
        column: usize,
    },
    /// JSON, but no document of ours.
    #[error("this is not an export of Keyfob")]
    NotOurs,
    /// A document of a later version.
    #[error("this export has version {found}, the latest that is read is {supported}; update Keyfob")]
    Version {
        /// What the document says.
        found: u64,
        /// What this program reads.
        supported: u64,
    },
    /// Two records of a document have the same id.
    #[error("entry {entry} has the id of an earlier one; the file was changed by hand")]
    DuplicateId {
        /// Which, from 1 on.
        entry: usize,
    },
    /// The first line of a table lacks a column.
    #[error("the table has no column {column}; export it with its column names")]
    MissingColumn {
        /// Its name.
        column: String,
    },
    /// A row of a table cannot be read.
    #[error("{0} is not a row of this table; is a quotation mark missing?")]
    Row(Place),
    /// A line of an environment file cannot be read.
    #[error("{0} is not NAME=value; correct or remove it")]
    Assignment(Place),
    /// A quotation that begins there has no end.
    #[error("the quotation that begins in {0} has no end")]
    Unclosed(Place),
    /// What the checks above leave no room for.
    #[error("the file could not be made or read")]
    Failed,
}

/// What a person is told of an error: a code of the message files and, where it says so, the line or entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `file-damaged`, `bad-recipient` …
    pub code: &'static str,
    /// From 1 on.
    pub line: Option<u64>,
}

const CODES: [&str; 12] = [
    "bad-recipient",
    "file-costly",
    "file-damaged",
    "file-encrypted",
    "file-failed",
    "file-line",
    "file-newer",
    "file-not-for-you",
    "file-passphrase",
    "file-too-large",
    "file-unknown",
    "passphrase-needed",
];

impl ExchangeError {
    /// What a person is told.
    #[must_use]
    pub fn fault(&self) -> Fault {
        let code = match self {
            Self::TooLarge { .. } | Self::TooMany { .. } => "file-too-large",
            Self::TooLong { place, .. }
            | Self::NotText(place)
            | Self::Row(place)
            | Self::Assignment(place)
            | Self::Unclosed(place) => {
                let (Place::Line(at) | Place::Entry(at)) = place;
                return Fault { code: "file-line", line: Some(*at) };
            }
            Self::Json { line, .. } => return Fault { code: "file-line", line: u64::try_from(*line).ok() },
            Self::NotAge | Self::UnknownFormat | Self::NotOurs | Self::MissingColumn { .. } => "file-unknown",
            Self::UnknownAge | Self::Version { .. } => "file-newer",
            Self::WrongPassphrase => "file-passphrase",
            Self::NeedsPassphrase | Self::EmptyPassphrase => "passphrase-needed",
            Self::NeedsIdentity | Self::OtherRecipient => "file-not-for-you",
            Self::WorkFactor { .. } => "file-costly",
            Self::Damaged | Self::DuplicateId { .. } => "file-damaged",
            Self::NoRecipient | Self::BadRecipient { .. } | Self::BadIdentity => "bad-recipient",
            Self::Encrypted => "file-encrypted",
            Self::Failed => Fault::FAILED.code,
        };
        Fault { code, line: None }
    }

    /// The error as the wasm module hands it to its host: the code and, after a space, the line.
    #[must_use]
    pub fn to_wire(&self) -> String {
        let Fault { code, line } = self.fault();
        line.map_or_else(|| code.to_owned(), |line| format!("{code} {line}"))
    }
}

impl Fault {
    /// Anything that has no code of its own.
    pub const FAILED: Self = Self { code: "file-failed", line: None };

    /// What the wasm module handed over; [`Self::FAILED`] for any other text, such as the engine's own when there was
    /// not enough memory.
    #[must_use]
    pub fn from_wire(text: &str) -> Self {
        let (code, line) = text.split_once(' ').map_or((text, None), |(code, line)| (code, Some(line)));
        let line = line.map(str::parse);
        match (CODES.iter().find(|known| **known == code), line) {
            (Some(code), None) => Self { code, line: None },
            (Some(code), Some(Ok(line))) => Self { code, line: Some(line) },
            _ => Self::FAILED,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_cross_the_border_and_any_other_text_is_a_failure() {
        for error in [
            ExchangeError::WrongPassphrase,
            ExchangeError::WorkFactor { found: 30, limit: 20 },
            ExchangeError::NotText(Place::Line(3)),
            ExchangeError::MissingColumn { column: "Title".to_owned() },
            ExchangeError::BadIdentity,
            ExchangeError::Encrypted,
            ExchangeError::Damaged,
            ExchangeError::OtherRecipient,
            ExchangeError::EmptyPassphrase,
            ExchangeError::UnknownAge,
            ExchangeError::TooLarge { limit: 1 },
        ] {
            assert_ne!(error.fault(), Fault::FAILED);
            assert_eq!(Fault::from_wire(&error.to_wire()), error.fault());
        }
        assert_eq!(ExchangeError::NotText(Place::Line(3)).to_wire(), "file-line 3");
        for other in ["unreachable", "", "{}", "\"no such error\"", "file-line x", "file-line 1 2", "file-line "] {
            assert_eq!(Fault::from_wire(other), Fault::FAILED);
        }
    }
}
