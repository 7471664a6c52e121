//! Tables with named columns: the CSV of 1Password (Title, Url, Username, Password, OTPAuth, Favorite, Archived, Tags,
//! Notes), of KeePassXC (Group, Title, Username, Password, URL, Notes, TOTP, Icon, Last Modified, Created) and of
//! KeePass (Account, Login Name, Password, Web Site, Comments). Columns are known by their names, in any order; a
//! column that is not known holds values of the person's own.

use csv::{ErrorKind, Position, ReaderBuilder, StringRecord};

use crate::document::short;
use crate::{DocumentSecret, ExchangeError, Foreign, Format, Item, Place, SkipReason, Skipped, limits};

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Title,
    Url,
    Username,
    Password,
    Notes,
    /// Whether the entry is put away.
    Archived,
    /// Nothing that can be an API key: a one-time password, an icon, a date, a tag.
    Other,
    /// The person's own.
    Custom,
}

/// What the column of this name holds.
fn column(name: &str) -> Column {
    match name.trim().to_lowercase().as_str() {
        "title" | "account" | "name" => Column::Title,
        "url" | "urls" | "website" | "web site" => Column::Url,
        "username" | "user name" | "login name" => Column::Username,
        "password" => Column::Password,
        "notes" | "notesplain" | "comments" => Column::Notes,
        "archived" => Column::Archived,
        "otpauth" | "totp" | "one-time password" | "favorite" | "tags" | "type" | "group" | "icon"
        | "last modified" | "created" | "uuid" | "vault" => Column::Other,
        _ => Column::Custom,
    }
}

/// Which program wrote a table, by the names in its first line.
pub fn detect(text: &str) -> Option<Format> {
    let mut reader = ReaderBuilder::new().has_headers(false).from_reader(text.lines().next()?.as_bytes());
    let head = reader.records().next()?.ok()?;
    let names: Vec<String> = head.iter().map(|name| name.trim().to_lowercase()).collect();
    let has = |name: &str| names.iter().any(|other| other == name);
    let columns: Vec<Column> = names.iter().map(|name| column(name)).collect();
    if !columns.contains(&Column::Title) || !columns.contains(&Column::Password) {
        return None;
    }
    let keepass = has("group") || has("totp") || has("login name");
    Some(if keepass { Format::KeePass } else { Format::OnePassword })
}

/// The rows of a table.
pub fn items(format: Format, bytes: &[u8]) -> Result<Foreign, ExchangeError> {
    let text = super::text(bytes)?;
    let mut reader = ReaderBuilder::new().from_reader(text.as_bytes());
    let head = reader.headers().map_err(|error| row_error(&error, text))?;
    let names: Vec<String> = head.iter().map(|name| name.trim().to_owned()).collect();
    let columns: Vec<Column> = names.iter().map(|name| column(name)).collect();
    for (wanted, name) in [(Column::Title, "Title"), (Column::Password, "Password")] {
        if !columns.contains(&wanted) {
            return Err(ExchangeError::MissingColumn { column: name.to_owned() });
        }
    }
    let mut foreign = Foreign { format, items: Vec::new(), skipped: Vec::new() };
    let mut row = StringRecord::new();
    while reader.read_record(&mut row).map_err(|error| row_error(&error, text))? {
        if foreign.items.len() + foreign.skipped.len() >= limits::ENTRIES {
            return Err(ExchangeError::TooMany { limit: limits::ENTRIES });
        }
        let place = Place::Line(line(row.position(), text));
        match item(&row, &names, &columns, place)? {
            Ok(item) => foreign.items.push(item),
            Err(skipped) => foreign.skipped.push(skipped),
        }
    }
    Ok(foreign)
}

/// One row: an item, or why not.
fn item(
    row: &StringRecord,
    names: &[String],
    columns: &[Column],
    place: Place,
) -> Result<Result<Item, Skipped>, ExchangeError> {
    let mut item = Item { place, title: String::new(), url: None, username: None, values: Vec::new(), notes: None };
    let mut archived = false;
    for ((cell, name), column) in row.iter().zip(names).zip(columns).filter(|((cell, _), _)| !cell.is_empty()) {
        let secret = || DocumentSecret::new(cell.to_owned());
        match column {
            Column::Title => item.title = cell.to_owned(),
            Column::Url => item.url = Some(cell.to_owned()),
            Column::Username => item.username = Some(cell.to_owned()),
            Column::Password => item.values.insert(0, ("password".to_owned(), secret())),
            Column::Notes => item.notes = Some(secret()),
            Column::Archived => archived = cell.eq_ignore_ascii_case("true"),
            Column::Other => {}
            Column::Custom => item.values.push((name.clone(), secret())),
        }
    }
    if archived {
        short(&item.title, place)?;
        return Ok(Err(Skipped { place, title: item.title, reason: SkipReason::Trashed }));
    }
    super::item(item)
}

/// Where a table goes wrong.
fn row_error(error: &csv::Error, text: &str) -> ExchangeError {
    let place = Place::Line(line(error.position(), text));
    match error.kind() {
        ErrorKind::Utf8 { .. } => ExchangeError::NotText(place),
        _ => ExchangeError::Row(place),
    }
}

/// The line on which a row begins. The reader's position stands before the rest of a line break and blank lines.
fn line(position: Option<&Position>, text: &str) -> u64 {
    let Some(position) = position else { return 1 };
    let rest = usize::try_from(position.byte()).ok().and_then(|byte| text.as_bytes().get(byte..));
    let blank = rest.into_iter().flatten().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let breaks = blank.filter(|byte| **byte == b'\n').count();
    position.line().saturating_add(u64::try_from(breaks).unwrap_or_default())
}
