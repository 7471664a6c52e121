//! A file that is written back with new tokens in one of its connections. Whatever else the document holds stays as it
//! was, members that this version does not know included.

use serde_json::{Map, Value};
use zeroize::{Zeroize, Zeroizing};

use super::{Clear, Key, unseal};
use crate::document::to_json;
use crate::{Connection, DocumentSecret, ExchangeError, Export, Id, Stamp, limits};

/// A document that was opened with a passphrase and can be changed.
pub struct Opened {
    document: Wiped,
    export: Export,
}

/// JSON whose texts are wiped on drop.
struct Wiped(Value);

impl Drop for Wiped {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(list) => list.iter_mut().for_each(wipe),
        Value::Object(members) => members.values_mut().for_each(wipe),
        _ => {}
    }
}

/// What a refresh changed.
#[derive(Debug)]
pub struct Renewal<'a> {
    /// The credential.
    pub id: Id,
    /// Names and new values of its secret fields; none where only the connection's state changed.
    pub fields: &'a [(&'a str, &'a DocumentSecret)],
    /// How the connection stands now.
    pub connection: Connection,
    /// When, in milliseconds since the Unix epoch.
    pub now: u64,
}

impl Opened {
    /// Opens an age file that holds a document.
    ///
    /// # Errors
    /// As [`unseal`] and [`Export::from_json`].
    pub fn open(file: &[u8], passphrase: &DocumentSecret) -> Result<Self, ExchangeError> {
        let json = unseal(file, &Key::Passphrase(passphrase.clone()))?;
        // Judged first: what is read as plain JSON after this is a document within its limits.
        let export = Export::from_json(&json)?;
        let document = Wiped(serde_json::from_slice(&json).map_err(|_| ExchangeError::NotOurs)?);
        Ok(Self { document, export })
    }

    /// What it holds.
    #[must_use]
    pub fn export(&self) -> &Export {
        &self.export
    }

    /// The document with this change, in clear, for an encrypted file only.
    ///
    /// # Errors
    /// [`ExchangeError::NotOurs`] if there is no such credential, or a limit that the change exceeds.
    pub fn renewed(&self, renewal: &Renewal<'_>) -> Result<Clear, ExchangeError> {
        let mut changed = Wiped(self.document.0.clone());
        let entry = entry(&mut changed.0, renewal.id).ok_or(ExchangeError::NotOurs)?;
        change(entry, renewal, self.export.device).ok_or(ExchangeError::NotOurs)?;
        let json: Zeroizing<Vec<u8>> = to_json(&changed.0)?;
        // A writer refuses to make what a reader would refuse.
        Export::from_json(&json)?;
        if json.len() > limits::FILE { Err(ExchangeError::TooLarge { limit: limits::FILE }) } else { Ok(json) }
    }
}

fn entry(document: &mut Value, id: Id) -> Option<&mut Map<String, Value>> {
    let credentials = document.get_mut("export")?.get_mut("credentials")?.as_array_mut()?;
    let id = id.to_string();
    let mut entries = credentials.iter_mut().filter_map(Value::as_object_mut);
    entries.find(|entry| entry.get("id").and_then(Value::as_str) == Some(&id))
}

/// The change itself; `None` where the document is not what was judged.
fn change(entry: &mut Map<String, Value>, renewal: &Renewal<'_>, device: Id) -> Option<()> {
    let fields = entry.get_mut("fields")?.as_object_mut()?;
    for (name, value) in renewal.fields {
        let field = fields.entry(*name).or_insert_with(|| Value::Object(Map::new())).as_object_mut()?;
        field.insert("secret".to_owned(), Value::Bool(true));
        if let Some(mut old) = field.insert("value".to_owned(), Value::String(value.expose().to_owned())) {
            wipe(&mut old);
        }
    }
    let mut parts: Vec<String> = renewal.fields.iter().map(|(name, _)| format!("field/{name}")).collect();
    parts.extend(["connection".to_owned(), "expires_at".to_owned()]);
    match renewal.connection.expires_at {
        Some(end) => entry.insert("expires_at".to_owned(), end.into()),
        None => entry.remove("expires_at"),
    };
    entry.insert("updated_at".to_owned(), renewal.now.into());
    let revision = entry.get("revision").and_then(Value::as_u64).unwrap_or(0).saturating_add(1);
    entry.insert("revision".to_owned(), revision.into());
    if !renewal.fields.is_empty() {
        entry.insert("issued_at".to_owned(), renewal.connection.obtained.into());
        parts.push("issued_at".to_owned());
    }
    let care = entry.entry("care").or_insert_with(|| Value::Object(Map::new())).as_object_mut()?;
    let connection = care.entry("connection").or_insert_with(|| Value::Object(Map::new())).as_object_mut()?;
    // What has no value is left out, so the two members that can be missing go first.
    connection.remove("expires_at");
    connection.remove("hold");
    let Value::Object(members) = serde_json::to_value(&renewal.connection).ok()? else { return None };
    connection.extend(members);
    match entry.get_mut("stamps") {
        Some(stamps) => stamp(stamps.as_object_mut()?, parts, renewal.now, device),
        None => Some(()),
    }
}

/// Stamps the changed parts later than anything in the record, so that a merge takes them.
fn stamp(stamps: &mut Map<String, Value>, parts: Vec<String>, now: u64, device: Id) -> Option<()> {
    let read = |value: &Value| serde_json::from_value::<Stamp>(value.clone()).ok();
    let mut latest = read(stamps.get("base")?)?;
    let named = stamps.entry("parts").or_insert_with(|| Value::Object(Map::new())).as_object_mut()?;
    for value in named.values() {
        latest = latest.max(read(value)?);
    }
    let next = if now > latest.wall {
        Stamp { wall: now, count: 0, device }
    } else {
        Stamp { wall: latest.wall.saturating_add(1), count: 0, device }
    };
    let next = serde_json::to_value(next).ok()?;
    named.extend(parts.into_iter().map(|part| (part, next.clone())));
    Some(())
}
