//! FIDO's Credential Exchange Format 1.0: each credential an item with an `api-key`, what that has no member for in
//! `custom-fields`. The types are Bitwarden's; their texts are ordinary strings, which only the allocator of the wasm
//! module wipes.

use chrono::{DateTime, NaiveDate};
use credential_exchange_format::{
    Account, ApiKeyCredential, B64Url, Credential, CredentialScope, CustomFieldsCredential, EditableField,
    EditableFieldConcealedString, EditableFieldDate, EditableFieldString, EditableFieldValue, Header, Item, Version,
};

use super::Clear;
use crate::document::to_json;
use crate::{Entry, ExchangeError, Export};

/// The exporter, as a relying party is named. Keyfob has no domain of its own.
const EXPORTER_ID: &str = "keyfob.invalid";
/// The exporter, for people.
const EXPORTER_NAME: &str = "Keyfob";
/// Fields that are the key itself, the likeliest first; else the first secret one is.
const KEYS: [&str; 6] = ["api_key", "access_token", "secret_key", "server_token", "client_secret", "password"];
/// Fields that name who uses the key.
const USERNAMES: [&str; 2] = ["username", "client_id"];

/// The document in clear.
pub fn document(export: &Export) -> Result<Clear, ExchangeError> {
    let items = export.credentials.iter().filter(|entry| entry.trashed_at.is_none()).map(item).collect();
    let account = Account {
        id: B64Url::from(export.vault.0.as_slice()),
        username: String::new(),
        email: String::new(),
        full_name: None,
        collections: Vec::new(),
        items,
        extensions: None,
    };
    let header: Header = Header {
        version: Version { major: 1, minor: 0 },
        exporter_rp_id: EXPORTER_ID.to_owned(),
        exporter_display_name: EXPORTER_NAME.to_owned(),
        timestamp: export.created_at / 1000,
        accounts: vec![account],
    };
    to_json(&header)
}

fn item(entry: &Entry) -> Item {
    let mut credentials = vec![Credential::ApiKey(Box::new(api_key(entry)))];
    let fields = others(entry);
    if !fields.is_empty() {
        let id = None;
        let custom = CustomFieldsCredential { id, label: None, fields, extensions: Vec::new() };
        credentials.push(Credential::CustomFields(Box::new(custom)));
    }
    let scope = |site: &String| CredentialScope { urls: vec![site.clone()], android_apps: Vec::new() };
    Item {
        id: B64Url::from(entry.id.0.as_slice()),
        creation_at: Some(entry.created_at / 1000),
        modified_at: Some(entry.updated_at / 1000),
        title: entry.label.clone(),
        subtitle: entry.client.clone(),
        favorite: None,
        scope: entry.site.as_ref().map(scope),
        credentials,
        tags: (!entry.provider.is_empty()).then(|| vec![entry.provider.clone()]),
        extensions: None,
    }
}

fn api_key(entry: &Entry) -> ApiKeyCredential {
    let value = |name: &str| entry.fields.get(name).map(|field| field.value.expose().to_owned());
    let text = |text: String| EditableField::from(EditableFieldString(text));
    let url = value("endpoint").or_else(|| entry.site.clone());
    ApiKeyCredential {
        key: key(entry).and_then(value).map(|key| EditableFieldConcealedString(key).into()),
        username: username(entry).and_then(value).map(text),
        key_type: (!entry.kind.is_empty()).then(|| text(entry.kind.clone())),
        url: url.map(text),
        valid_from: entry.issued_at.and_then(date),
        expiry_date: entry.expires_at.and_then(date),
    }
}

/// The name of the field that is the key.
fn key(entry: &Entry) -> Option<&str> {
    let secret = |name: &&str| entry.fields.get(*name).is_some_and(|field| field.secret);
    let first = || entry.fields.iter().find(|(_, field)| field.secret).map(|(name, _)| name.as_str());
    KEYS.into_iter().find(secret).or_else(first)
}

/// The name of the field that names the user.
fn username(entry: &Entry) -> Option<&'static str> {
    USERNAMES.into_iter().find(|name| entry.fields.get(*name).is_some_and(|field| !field.secret))
}

/// What an `api-key` has no member for.
fn others(entry: &Entry) -> Vec<EditableFieldValue> {
    let taken = [key(entry), username(entry), Some("endpoint")];
    let rest = entry.fields.iter().filter(|(name, _)| !taken.contains(&Some(name.as_str())));
    let fields = rest.map(|(name, field)| {
        let value = field.value.expose().to_owned();
        if field.secret {
            EditableFieldValue::ConcealedString(labelled(EditableFieldConcealedString(value), name))
        } else {
            EditableFieldValue::String(labelled(EditableFieldString(value), name))
        }
    });
    let attributes = [
        ("client", &entry.client),
        ("integration", &entry.integration),
        ("account", &entry.account),
        ("region", &entry.region),
    ];
    let attributes = attributes.into_iter().filter_map(|(name, value)| {
        let value = EditableFieldString(value.clone()?);
        Some(EditableFieldValue::String(labelled(value, name)))
    });
    fields.chain(attributes).collect()
}

fn labelled<T>(value: T, label: &str) -> EditableField<T> {
    EditableField { id: None, value: value.into(), label: Some(label.to_owned()), extensions: None }
}

/// The day of a moment, in UTC.
fn date(millis: u64) -> Option<EditableField<EditableFieldDate>> {
    let moment = DateTime::from_timestamp_millis(i64::try_from(millis).ok()?)?;
    let day: NaiveDate = moment.date_naive();
    Some(EditableFieldDate(day).into())
}
