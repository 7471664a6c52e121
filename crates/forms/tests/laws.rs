//! What holds for any page, however odd.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use keyfob_forms::{Choice, Control, FLOOR, Frame, Have, Page, plan};
use proptest::prelude::*;

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "", "API Key", "api_key", "Access Token", "token_constant_contact", "mc4wp[api_key]", "Mailchimp", "Secret Key",
            "Site Key", "reCAPTCHA", "client_secret", "Client ID", "Constant Contact V3", "password", "Username", "dotdigital",
            "hCaptcha or reCAPTCHA", "Redirect URI", "Test Secret Key", "Account Name", "Region", "key", "Log in", "Connect",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

prop_compose! {
    fn control()(
        texts in prop::collection::vec(text(), 9),
        tag in prop::sample::select(vec!["input", "select", "textarea", ""]),
        kind in prop::sample::select(vec!["text", "password", "email", "url", "hidden", "checkbox", "radio", "submit", "file", "search", "", "odd"]),
        links in prop::collection::vec(prop::sample::select(vec!["admin.mailchimp.com".to_owned(), "x".to_owned()]), 0..2),
        options in prop::collection::vec((text(), text(), any::<bool>()), 0..4),
        state in prop::sample::select(vec!["empty", "masked", "filled", ""]),
        form in -1..3_i32,
        visible in prop::bool::weighted(0.8),
        disabled in prop::bool::weighted(0.1),
        readonly in prop::bool::weighted(0.1),
    ) -> Control {
        let [name, id, label, beside, section, placeholder, help, hints, submit] =
            <[String; 9]>::try_from(texts).unwrap();
        Control {
            name, id, label, beside, section, placeholder, help, hints, submit, links, form, visible, disabled, readonly,
            tag: tag.to_owned(),
            kind: kind.to_owned(),
            state: state.to_owned(),
            options: options.into_iter().map(|(value, text, selected)| Choice { value, text, selected }).collect(),
            ..Control::default()
        }
    }
}

prop_compose! {
    fn page()(
        url in prop_oneof![
            Just("https://site.example/wp-admin/admin.php?page=mailchimp-for-wp".to_owned()),
            Just("https://site.example/wp-admin/admin.php?page=wpforms-settings&view=captcha".to_owned()),
            Just("https://site.example/wp-login.php".to_owned()),
            any::<String>(),
        ],
        title in text(),
        headings in prop::collection::vec(text(), 0..3),
        controls in prop::collection::vec(control(), 0..12),
        frame in any::<bool>(),
    ) -> Page {
        let frames = if frame { vec![Frame { origin: title.clone(), visible: true, ..Frame::default() }] } else { Vec::new() };
        Page { url, title, headings, controls, frames, ..Page::default() }
    }
}

fn have() -> impl Strategy<Value = Have> {
    prop_oneof![
        Just(Have::All),
        Just(Have::Kinds(Vec::new())),
        Just(Have::Kinds(vec![("mailchimp/api-key".to_owned(), vec!["api_key".to_owned()])])),
        Just(Have::Kinds(vec![("constant-contact/v3-app".to_owned(), vec!["client_id".to_owned()])])),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn only_what_can_be_seen_and_used_is_filled(page in page(), have in have()) {
        for fill in plan(&page, &have, &[]).fills {
            let control = &page.controls[fill.control];
            prop_assert!(control.visible && !control.disabled && !control.readonly);
            let speaks_for_a_choice = control.kind == "radio" && !control.options.is_empty();
            prop_assert!(!matches!(control.kind.as_str(), "hidden" | "checkbox" | "radio" | "submit" | "file")
                || control.tag != "input" || speaks_for_a_choice);
            prop_assert!((FLOOR..=100).contains(&fill.confidence));
            prop_assert!(have.field(fill.kind, fill.field));
        }
    }

    #[test]
    fn every_control_is_accounted_for_once(page in page(), have in have()) {
        let plan = plan(&page, &have, &[]);
        let mut seen: Vec<usize> = plan.fills.iter().map(|fill| fill.control).chain(plan.skipped.iter().map(|skip| skip.control)).collect();
        seen.sort_unstable();
        prop_assert_eq!(seen, (0..page.controls.len()).collect::<Vec<_>>());
    }

    #[test]
    fn the_same_page_gets_the_same_plan(page in page()) {
        prop_assert_eq!(format!("{:?}", plan(&page, &Have::All, &[]).fills), format!("{:?}", plan(&page, &Have::All, &[]).fills));
    }
}
