//! What leaves and enters a vault as a file.
//!
//! In: an [`Export`] and a passphrase or recipients; or the bytes of a file that Keyfob, another password manager or a
//! developer wrote. Out: an age file that the stock `age` program opens too, a document, or an [`Import`] to preview.
//! `EXPORT.md` describes the document. This room must never keep or print a value, write one in clear, trust a size or
//! cost that a file names, know a vault or a browser, or panic on any input.
//!
//! Two halves: the types, their JSON and the judging of foreign items are what the background links; with the feature
//! `files` come age and the parsers, which ship as a wasm module of their own that is thrown away after each file.

mod care;
mod document;
mod error;
mod export;
#[cfg(feature = "files")]
mod files;
mod import;
mod items;
mod judge;
mod learned;
pub mod limits;
mod secret;

pub use care::{Care, Checked, Connection, Hold, OffBy, RefreshKind, Rotation, SwitchedOff};
pub use document::{FORMAT, VERSION};
pub use error::{ExchangeError, Fault, Place};
pub use export::{BadId, Earlier, Entry, Export, Field, How, Id, Origin, Scope, Stamp, Stamps, Tombstone, Use};
#[cfg(feature = "files")]
pub use files::{
    Identity, Key, Opened, Protection, Renewal, Sealing, detect, export, export_cxf, open, open_with, read, seal,
    unseal,
};
pub use import::{Found, Hint, Import, Why, hints};
pub use items::{Foreign, Format, Item, Read, SkipReason, Skipped};
pub use learned::{Learned, LearnedControl, LearnedForm, Parameter};
pub use secret::DocumentSecret;
