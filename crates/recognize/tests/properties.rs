//! What holds for any text.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

#[path = "../../recipes/build/sample.rs"]
mod sample;

use keyfob_recognize::{Context, recognize, recognize_candidate};
use proptest::prelude::*;

const HOSTS: [Option<&str>; 4] =
    [None, Some("us21.admin.mailchimp.com"), Some("app.constantcontact.com"), Some("evil.example")];

/// Pieces that look like values, masks and words, and anything at all.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[0-9a-f]{30,34}(-us[0-9]{0,3})?",
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "[A-Za-z0-9_.@-]{0,40}",
        "(api key|Secret:|access token|Mailchimp|Schlüssel|=|\"|\n| |…|\\*{4}|••••|https://)",
        "\\PC{0,12}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_taken_and_offsets_lie_on_characters(text in texts(), label in texts(), host in 0..4usize) {
        let mut last = 0;
        for found in recognize(&text, &Context { host: HOSTS[host], label: &label }) {
            prop_assert!(found.start < found.end && text.get(found.start..found.end).is_some());
            prop_assert!(found.start >= last && found.confidence > 0 && found.confidence <= 100);
            last = found.start;
        }
        for found in recognize_candidate(&text, &label, HOSTS[host]) {
            prop_assert!(text.get(found.start..found.end).is_some_and(|t| !t.is_empty()));
        }
    }

    #[test]
    fn a_value_is_found_whatever_surrounds_it(before in "[^A-Za-z0-9_.@*•●∙·⁎＊…-]{0,80}", after in "[^A-Za-z0-9_@*•●∙·⁎＊…-]{0,80}", hex in "[0-9a-f]{32}") {
        // A full stop ends a sentence; with a letter after it, it would be a part of a longer token.
        let after = format!(" {after}");
        let key = format!("{hex}-us21");
        let text = format!("{before}{key}{after}");
        let found = recognize(&text, &Context::default());
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!((found[0].start, found[0].end), (before.len(), before.len() + key.len()));
        prop_assert_eq!(found[0].kind, "mailchimp/api-key");
    }

    #[test]
    fn a_key_is_found_in_words_and_only_the_key(words in prop::collection::vec("[a-zA-Zäöüéñ]{1,14}", 0..40), hex in "[0-9a-f]{32}", at in 0..40usize) {
        let mut words = words;
        let key = format!("{hex}-us7");
        words.insert(at.min(words.len()), key.clone());
        let text = words.join(" ");
        let found = recognize(&text, &Context { host: Some("us7.admin.mailchimp.com"), label: "" });
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(&text[found[0].start..found[0].end], key.as_str());
    }
}

#[test]
fn a_look_alike_of_a_portal_gets_what_no_page_gets() {
    let uuid = sample::expand("{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}").expect("a sample");
    for host in [
        "app.constantcontact.com.evil.example",
        "xn--constantcontct-6fb.com",
        "constantcontact.com.",
        "APP.CONSTANTCONTACT.COM",
    ] {
        assert_eq!(recognize_candidate(&uuid, "", Some(host)), [], "{host}");
    }
    assert_eq!(recognize_candidate(&uuid, "", Some("app.constantcontact.com")).len(), 1);
}
