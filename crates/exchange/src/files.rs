//! Files: what is written is always encrypted, what is read is bounded and typed.

mod age_file;
mod bitwarden;
mod cxf;
mod env;
mod renewed;
mod table;

use zeroize::Zeroizing;

pub use age_file::{Identity, Key, Protection, Sealing, seal, unseal};
pub use renewed::{Opened, Renewal};

use crate::document::{short, within};
use crate::{DocumentSecret, ExchangeError, Export, Format, Item, Place, Read, SkipReason, Skipped, limits};

/// An age file with the document, for a passphrase or for recipients.
///
/// # Errors
/// As [`Export::to_json`] and [`seal`].
pub fn export(export: &Export, protection: &Protection) -> Result<Vec<u8>, ExchangeError> {
    seal(&export.to_json()?, protection)
}

/// An age file with the credentials of the document in FIDO's Credential Exchange Format 1.0, for programs that read
/// that: one item with an `api-key` for each. History, trash, uses and stamps have no place in it.
///
/// # Errors
/// As [`export`].
pub fn export_cxf(export: &Export, protection: &Protection) -> Result<Vec<u8>, ExchangeError> {
    seal(&cxf::document(export)?, protection)
}

/// Opens an age file that holds a document.
///
/// # Errors
/// As [`unseal`] and [`Export::from_json`].
pub fn open(file: &[u8], key: &Key) -> Result<Export, ExchangeError> {
    Export::from_json(&unseal(file, key)?)
}

/// Opens an age file that holds a document or another program's export, such as an environment file that somebody
/// encrypted to us. `format` as for [`read`].
///
/// # Errors
/// As [`unseal`] and [`read`].
pub fn open_with(file: &[u8], key: &Key, format: Option<Format>) -> Result<Read, ExchangeError> {
    read(&unseal(file, key)?, format)
}

/// Reads a file in clear. Without a `format` it is found out by the content.
///
/// # Errors
/// What is wrong with the file, and where; see [`ExchangeError`].
pub fn read(bytes: &[u8], format: Option<Format>) -> Result<Read, ExchangeError> {
    within(bytes)?;
    let format = format.or_else(|| detect(bytes)).ok_or(ExchangeError::UnknownFormat)?;
    let foreign = match format {
        Format::Keyfob => return Export::from_json(bytes).map(Read::Export),
        Format::Bitwarden => bitwarden::items(bytes),
        Format::OnePassword | Format::KeePass => table::items(format, bytes),
        Format::Env => env::items(text(bytes)?),
    };
    foreign.map(Read::Foreign)
}

/// Which format a file in clear most likely has.
#[must_use]
pub fn detect(bytes: &[u8]) -> Option<Format> {
    let text = text(bytes).ok()?;
    if text.trim_start().starts_with('{') {
        return if text.contains("\"items\"") || text.contains("\"encrypted\"") {
            Some(if text.contains(crate::FORMAT) { Format::Keyfob } else { Format::Bitwarden })
        } else {
            text.contains(crate::FORMAT).then_some(Format::Keyfob)
        };
    }
    table::detect(text).or_else(|| env::detect(text).then_some(Format::Env))
}

/// A file's text, without the mark that some programs put before it.
fn text(bytes: &[u8]) -> Result<&str, ExchangeError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    core::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let lines = before.iter().filter(|byte| **byte == b'\n').count();
        ExchangeError::NotText(Place::Line(crate::document::ordinal(lines)))
    })
}

/// A plaintext on its way into an age file, or out of one.
type Clear = Zeroizing<Vec<u8>>;

/// An item that holds something, within its limits; or that it holds nothing.
fn item(mut item: Item) -> Result<Result<Item, Skipped>, ExchangeError> {
    let place = item.place;
    item.values.retain(|(_, value)| !value.expose().trim().is_empty());
    item.notes = item.notes.filter(|notes| !notes.expose().trim().is_empty());
    item.username = item.username.filter(|username| !username.trim().is_empty());
    item.url = item.url.filter(|url| !url.trim().is_empty());
    if item.values.len() > limits::VALUES {
        return Err(ExchangeError::TooMany { limit: limits::VALUES });
    }
    let values = item.values.iter().flat_map(|(name, value)| [name.as_str(), value.expose()]);
    let others = [item.url.as_deref(), item.username.as_deref(), item.notes.as_ref().map(DocumentSecret::expose)];
    values.chain([item.title.as_str()]).chain(others.into_iter().flatten()).try_for_each(|text| short(text, place))?;
    if item.values.is_empty() && item.notes.is_none() {
        return Ok(Err(Skipped { place, title: item.title, reason: SkipReason::Empty }));
    }
    Ok(Ok(item))
}
