//! FIDO's Credential Exchange Format: the members of the specification, and a reader that is not ours.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a check that cannot be made has failed")]

mod common;

use common::{entry, full, mailchimp_key};
use credential_exchange_format::{Credential, Header};
use keyfob_exchange::{Entry, Export, Field, Identity, Key, Protection, export_cxf, unseal};
use keyfob_sorted::SortedMap;
use serde_json::{Value, json};

fn written(export: &Export) -> Vec<u8> {
    let identity = Identity::generate();
    let file = export_cxf(export, &Protection::Recipients(vec![identity.recipient])).unwrap();
    unseal(&file, &Key::Identity(identity.secret)).unwrap().to_vec()
}

#[test]
fn a_credential_is_an_item_with_an_api_key() {
    let text = written(&full());
    let document: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(document["version"], json!({ "major": 1, "minor": 0 }));
    assert_eq!(document["exporterDisplayName"], "Keyfob");
    assert!(document["exporterRpId"].is_string());
    assert_eq!(document["timestamp"], 1_750_000_000);
    let items = document["accounts"][0]["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "what lies in the trash stays");
    assert_eq!(items[0]["title"], "Newsletter");
    assert_eq!((&items[0]["creationAt"], &items[0]["modifiedAt"]), (&json!(1_700_000_000), &json!(1_700_000_000)));
    assert_eq!(items[0]["scope"]["urls"], json!(["https://bakery.example"]));
    assert_eq!(
        items[0]["credentials"][0],
        json!({
            "type": "api-key",
            "key": { "fieldType": "concealed-string", "value": mailchimp_key() },
            "keyType": { "fieldType": "string", "value": "mailchimp/api-key" },
            "url": { "fieldType": "string", "value": "https://bakery.example" },
            "validFrom": { "fieldType": "date", "value": "2023-11-14" },
            "expiryDate": { "fieldType": "date", "value": "2027-01-15" },
        })
    );
    let header: Header = serde_json::from_slice(&text).unwrap();
    assert!(matches!(header.accounts[0].items[0].credentials[0], Credential::ApiKey(_)));
}

#[test]
fn what_an_api_key_has_no_member_for_is_kept_beside_it() {
    let field = |name: &str, field| (name.to_owned(), field);
    let fields = SortedMap::from([
        field("username", Field::public("apiuser".to_owned())),
        field("password", Field::secret("pass-word".to_owned())),
        field("endpoint", Field::public("https://r1-api.dotdigital.com".to_owned())),
        field("refresh_token", Field::secret("refresh".to_owned())),
    ]);
    let one = Entry { client: Some("Bakery".to_owned()), ..entry(1, "Dotdigital", fields) };
    let document: Value = serde_json::from_slice(&written(&Export { credentials: vec![one], ..full() })).unwrap();
    let credentials = &document["accounts"][0]["items"][0]["credentials"];
    assert_eq!(credentials[0]["key"]["value"], "pass-word");
    assert_eq!(credentials[0]["username"]["value"], "apiuser");
    assert_eq!(credentials[0]["url"]["value"], "https://r1-api.dotdigital.com");
    assert_eq!(
        credentials[1],
        json!({
            "type": "custom-fields",
            "fields": [
                { "fieldType": "concealed-string", "value": "refresh", "label": "refresh_token" },
                { "fieldType": "string", "value": "Bakery", "label": "client" },
            ],
        })
    );
}
