//! Bitwarden's unencrypted JSON export: `{"encrypted": false, "items": [{"type": 1, "name": …, "login": {…},
//! "fields": [{"name": …, "value": …, "type": 1}], "notes": …}]}`. Types of items: 1 login, 2 secure note; everything
//! else is skipped. Types of fields: 0 text, 1 hidden; others hold no value of their own.

use serde::Deserialize;

use crate::document::{from_json, ordinal, short};
use crate::{DocumentSecret, ExchangeError, Foreign, Format, Item, Place, SkipReason, Skipped, limits};

const LOGIN: u64 = 1;
const SECURE_NOTE: u64 = 2;
const TEXT: u64 = 0;
const HIDDEN: u64 = 1;

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    encrypted: bool,
    #[serde(default)]
    items: Option<Vec<Entry>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(rename = "type")]
    kind: u64,
    name: Option<String>,
    notes: Option<DocumentSecret>,
    #[serde(default)]
    fields: Option<Vec<Custom>>,
    login: Option<Login>,
    deleted_date: Option<String>,
}

#[derive(Deserialize)]
struct Custom {
    name: Option<String>,
    value: Option<DocumentSecret>,
    #[serde(rename = "type", default)]
    kind: u64,
}

#[derive(Deserialize)]
struct Login {
    username: Option<String>,
    password: Option<DocumentSecret>,
    #[serde(default)]
    uris: Option<Vec<Uri>>,
}

#[derive(Deserialize)]
struct Uri {
    uri: Option<String>,
}

/// The items of an export.
pub fn items(bytes: &[u8]) -> Result<Foreign, ExchangeError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let file: File = from_json(bytes)?;
    if file.encrypted {
        return Err(ExchangeError::Encrypted);
    }
    let entries = file.items.ok_or(ExchangeError::UnknownFormat)?;
    if entries.len() > limits::ENTRIES {
        return Err(ExchangeError::TooMany { limit: limits::ENTRIES });
    }
    let mut foreign = Foreign { format: Format::Bitwarden, items: Vec::new(), skipped: Vec::new() };
    for (index, entry) in entries.into_iter().enumerate() {
        let place = Place::Entry(ordinal(index));
        match item(entry, place)? {
            Ok(item) => foreign.items.push(item),
            Err(skipped) => foreign.skipped.push(skipped),
        }
    }
    Ok(foreign)
}

/// One entry: an item, or why not.
fn item(entry: Entry, place: Place) -> Result<Result<Item, Skipped>, ExchangeError> {
    let title = entry.name.unwrap_or_default();
    short(&title, place)?;
    let skip = |title, reason| Ok(Err(Skipped { place, title, reason }));
    if entry.deleted_date.is_some() {
        return skip(title, SkipReason::Trashed);
    }
    if !matches!(entry.kind, LOGIN | SECURE_NOTE) {
        return skip(title, SkipReason::OtherType);
    }
    let login = entry.login.unwrap_or(Login { username: None, password: None, uris: None });
    let mut values = Vec::new();
    values.extend(login.password.map(|password| ("password".to_owned(), password)));
    for custom in entry.fields.into_iter().flatten().filter(|custom| matches!(custom.kind, TEXT | HIDDEN)) {
        values.extend(custom.value.map(|value| (custom.name.unwrap_or_default(), value)));
    }
    let url = login.uris.into_iter().flatten().find_map(|uri| uri.uri);
    super::item(Item { place, title, url, username: login.username, values, notes: entry.notes })
}
