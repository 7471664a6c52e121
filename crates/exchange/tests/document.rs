//! The document: what is written can be read, what was changed by hand is refused or named.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a check that cannot be made has failed")]

mod common;

use common::{entry, full, id};
use keyfob_exchange::{
    DocumentSecret, ExchangeError, Export, Field, Learned, LearnedControl, LearnedForm, Parameter, Place, Scope, Stamp,
    limits,
};
use keyfob_sorted::SortedMap;
use proptest::prelude::*;

/// The document of `full()` with one piece of its text replaced.
fn changed(from: &str, to: &str) -> Result<Export, ExchangeError> {
    let text = String::from_utf8(full().to_json().unwrap().to_vec()).unwrap();
    assert!(text.contains(from), "{text}");
    Export::from_json(text.replacen(from, to, 1).as_bytes())
}

#[test]
fn every_member_comes_back() {
    assert_eq!(Export::from_json(&full().to_json().unwrap()), Ok(full()));
}

#[test]
fn forms_that_were_taught_come_back_and_are_bounded() {
    let control = |field: &str| LearnedControl {
        name: "letters[*][a]".to_owned(),
        id: "a".to_owned(),
        data_name: "key".to_owned(),
        label: "Field A".to_owned(),
        kind: "mailchimp/api-key".to_owned(),
        field: field.to_owned(),
    };
    let form = LearnedForm {
        name: "Letters".to_owned(),
        plugin: "letters".to_owned(),
        screen: "toplevel_page_letters".to_owned(),
        path: "/wp-admin/admin.php".to_owned(),
        query: vec![Parameter { name: "page".to_owned(), value: "letters".to_owned() }],
        fields: vec![control("api_key")],
        learned_at: 1,
        changed_at: 2,
        trashed_at: Some(3),
    };
    let stamp = Stamp { wall: 3, count: 1, device: id(9) };
    let learned =
        vec![Learned { id: id(7), stamp, form: Some(form.clone()) }, Learned { id: id(8), stamp, form: None }];
    let export = Export { learned, ..full() };
    assert_eq!(Export::from_json(&export.to_json().unwrap()), Ok(export.clone()));
    assert_eq!(Export::from_bytes(&export.to_bytes()), Ok(export));
    let many = LearnedForm { fields: vec![control("api_key"); limits::VALUES + 1], ..form };
    let export = Export { learned: vec![Learned { id: id(7), stamp, form: Some(many) }], ..full() };
    assert_eq!(export.to_json().unwrap_err(), ExchangeError::TooMany { limit: limits::VALUES });
}

/// `EXPORT.md` shows this document. Never to be changed: files like it are on people's disks.
#[test]
fn the_document_of_version_1_stays_readable() {
    let text =
        include_str!("export-v1.json").replace("KEY", &common::mailchimp_key()).replace("OLD", &common::old_key());
    let export = Export::from_json(text.as_bytes()).unwrap();
    assert_eq!(export, full());
    let again: serde_json::Value = serde_json::from_slice(&export.to_json().unwrap()).unwrap();
    assert_eq!(again, serde_json::from_str::<serde_json::Value>(&text).unwrap());
}

#[test]
fn documents_of_others_and_of_later_versions_are_named() {
    assert_eq!(changed("\"version\":1", "\"version\":2"), Err(ExchangeError::Version { found: 2, supported: 1 }));
    assert_eq!(changed("keyfob-export", "other"), Err(ExchangeError::NotOurs));
    assert_eq!(Export::from_json(b"{}"), Err(ExchangeError::NotOurs));
    assert_eq!(Export::from_json(b"[1]"), Err(ExchangeError::NotOurs));
    assert!(matches!(Export::from_json(b""), Err(ExchangeError::Json { line: 1, .. })));
    assert!(matches!(Export::from_json(b"{\"format\""), Err(ExchangeError::Json { line: 1, .. })));
    assert!(matches!(changed("\"portal\"", "\"magic\""), Err(ExchangeError::Json { .. })));
}

#[test]
fn what_a_later_version_may_add_is_passed_over() {
    assert_eq!(changed("\"vault\":", "\"added\":[{}],\"vault\":"), Ok(full()));
}

#[test]
fn two_records_with_one_id_are_refused() {
    let mut export = full();
    export.credentials[1].id = id(1);
    assert_eq!(export.to_json().unwrap_err(), ExchangeError::DuplicateId { entry: 2 });
    let first = format!("\"id\":\"{}\"", id(2));
    assert_eq!(changed(&first, &format!("\"id\":\"{}\"", id(1))), Err(ExchangeError::DuplicateId { entry: 2 }));
}

#[test]
fn nothing_is_written_that_could_not_be_read() {
    let long = "x".repeat(limits::TEXT + 1);
    let mut export = full();
    export.credentials[1].label.clone_from(&long);
    let refused = ExchangeError::TooLong { place: Place::Entry(2), limit: limits::TEXT };
    assert_eq!(export.to_json().unwrap_err(), refused);
    let mut export = full();
    let fields = (0..=limits::VALUES).map(|number| (number.to_string(), Field::public(String::new())));
    export.credentials[0].fields = fields.collect();
    assert_eq!(export.to_json().unwrap_err(), ExchangeError::TooMany { limit: limits::VALUES });
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[ -~]{0,40}", Just("\"\\\u{0}\n\u{2028}".to_owned())]
}

prop_compose! {
    fn some_export()(
        vault in any::<[u8; 16]>(),
        created_at in any::<u64>(),
        entries in prop::collection::vec((text(), prop::collection::btree_map(text(), (text(), any::<bool>()), 0..5)), 0..8),
    ) -> Export {
        let credentials = entries.into_iter().enumerate().map(|(at, (label, fields))| {
            let field = |(value, secret): (String, bool)| Field { value: DocumentSecret::new(value), secret };
            let fields: SortedMap<_, _> = fields.into_iter().map(|(name, value)| (name, field(value))).collect();
            entry(u8::try_from(at).unwrap(), &label, fields)
        });
        Export { vault: keyfob_exchange::Id(vault), created_at, scope: Scope::Selection, credentials: credentials.collect(), uses: vec![], tombstones: vec![], learned: vec![], device: id(1) }
    }
}

proptest! {
    #[test]
    fn any_document_comes_back(export in some_export()) {
        prop_assert_eq!(Export::from_json(&export.to_json().unwrap()), Ok(export));
    }
}
