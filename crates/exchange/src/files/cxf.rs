//! FIDO's Credential Exchange Format 1.0: each credential an item with an `api-key`, and in `custom-fields` what that
//! has no member for. Only what Keyfob writes of the format is in here; Bitwarden's types for all of it read the result
//! in the tests, and would be a sixth of the wasm module.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Serialize;

use super::Clear;
use crate::document::to_json;
use crate::{Entry, ExchangeError, Export, Id};

/// The exporter, as a relying party is named. Keyfob has no domain of its own.
const EXPORTER_ID: &str = "keyfob.invalid";
/// The exporter, for people.
const EXPORTER_NAME: &str = "Keyfob";
/// Fields that are the key itself, the likeliest first; else the first secret one is.
const KEYS: [&str; 6] = ["api_key", "access_token", "secret_key", "server_token", "client_secret", "password"];
/// Fields that name who uses the key.
const USERNAMES: [&str; 2] = ["username", "client_id"];
/// The field that says where the key is used.
const ENDPOINT: &str = "endpoint";

/// Section 2.1, Header. Times are seconds since the Unix epoch.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Header<'a> {
    version: Version,
    exporter_rp_id: &'static str,
    exporter_display_name: &'static str,
    timestamp: u64,
    accounts: [Account<'a>; 1],
}

#[derive(Serialize)]
struct Version {
    major: u8,
    minor: u8,
}

/// The one account: the vault.
#[derive(Serialize)]
struct Account<'a> {
    id: String,
    username: &'static str,
    email: &'static str,
    collections: [(); 0],
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    id: String,
    creation_at: u64,
    modified_at: u64,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subtitle: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<Scope<'a>>,
    credentials: Vec<Credential<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<[&'a str; 1]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Scope<'a> {
    urls: [&'a str; 1],
    android_apps: [(); 0],
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case", rename_all_fields = "camelCase")]
enum Credential<'a> {
    ApiKey {
        #[serde(skip_serializing_if = "Option::is_none")]
        key: Option<Editable<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        username: Option<Editable<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        key_type: Option<Editable<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        url: Option<Editable<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        valid_from: Option<Day>,
        #[serde(skip_serializing_if = "Option::is_none")]
        expiry_date: Option<Day>,
    },
    CustomFields {
        fields: Vec<Editable<'a>>,
    },
}

/// An editable field that holds text.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Editable<'a> {
    field_type: FieldType,
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
}

/// An editable field that holds a date, `YYYY-MM-DD`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Day {
    field_type: FieldType,
    value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum FieldType {
    String,
    ConcealedString,
    Date,
}

/// The document in clear.
pub fn document(export: &Export) -> Result<Clear, ExchangeError> {
    let kept = export.credentials.iter().filter(|entry| entry.trashed_at.is_none());
    let account =
        Account { id: opaque(export.vault), username: "", email: "", collections: [], items: kept.map(item).collect() };
    to_json(&Header {
        version: Version { major: 1, minor: 0 },
        exporter_rp_id: EXPORTER_ID,
        exporter_display_name: EXPORTER_NAME,
        timestamp: export.created_at / 1000,
        accounts: [account],
    })
}

fn item(entry: &Entry) -> Item<'_> {
    let mut credentials = vec![api_key(entry)];
    let fields = others(entry);
    if !fields.is_empty() {
        credentials.push(Credential::CustomFields { fields });
    }
    Item {
        id: opaque(entry.id),
        creation_at: entry.created_at / 1000,
        modified_at: entry.updated_at / 1000,
        title: &entry.label,
        subtitle: entry.client.as_deref(),
        scope: entry.site.as_deref().map(|site| Scope { urls: [site], android_apps: [] }),
        credentials,
        tags: (!entry.provider.is_empty()).then_some([entry.provider.as_str()]),
    }
}

fn api_key(entry: &Entry) -> Credential<'_> {
    let value = |name: &str| entry.fields.get(name).map(|field| field.value.expose());
    let text = |value| Editable { field_type: FieldType::String, value, label: None };
    let url = value(ENDPOINT).or(entry.site.as_deref());
    Credential::ApiKey {
        key: key(entry).and_then(value).map(|key| Editable { field_type: FieldType::ConcealedString, ..text(key) }),
        username: username(entry).and_then(value).map(text),
        key_type: (!entry.kind.is_empty()).then(|| text(&entry.kind)),
        url: url.map(text),
        valid_from: entry.issued_at.and_then(day),
        expiry_date: entry.expires_at.and_then(day),
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
fn others(entry: &Entry) -> Vec<Editable<'_>> {
    let taken = [key(entry), username(entry), Some(ENDPOINT)];
    let rest = entry.fields.iter().filter(|(name, _)| !taken.contains(&Some(name.as_str())));
    let fields = rest.map(|(name, field)| Editable {
        field_type: if field.secret { FieldType::ConcealedString } else { FieldType::String },
        value: field.value.expose(),
        label: Some(name),
    });
    let attributes = [
        ("client", &entry.client),
        ("integration", &entry.integration),
        ("account", &entry.account),
        ("region", &entry.region),
    ];
    let attributes = attributes.into_iter().filter_map(|(name, value)| {
        let value = value.as_deref()?;
        Some(Editable { field_type: FieldType::String, value, label: Some(name) })
    });
    fields.chain(attributes).collect()
}

/// An identifier as the format wants it: base64url of its bytes.
fn opaque(id: Id) -> String {
    Base64UrlUnpadded::encode_string(&id.0)
}

/// The day of a moment, in UTC; nothing beyond the year 9999, for which the format has no spelling.
fn day(millis: u64) -> Option<Day> {
    // Days from 0000-03-01, so that a leap day is the last of its year; then eras of 400 years.
    let days = millis / 86_400_000 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let date = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year <= 9999).then(|| Day { field_type: FieldType::Date, value: format!("{year:04}-{month:02}-{date:02}") })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::day;

    proptest! {
        #[test]
        fn days_are_those_of_the_calendar(millis in 0..253_402_300_800_000_u64) {
            let date = DateTime::from_timestamp_millis(i64::try_from(millis).unwrap()).unwrap().date_naive();
            prop_assert_eq!(day(millis).unwrap().value, date.to_string());
        }
    }

    #[test]
    fn a_year_of_five_digits_has_no_spelling() {
        assert_eq!(day(253_402_300_799_999).unwrap().value, "9999-12-31");
        assert!(day(253_402_300_800_000).is_none() && day(u64::MAX).is_none());
    }
}
