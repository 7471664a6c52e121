//! Values and answers that were made to do harm: no request leaves for another host, nothing is believed that was not
//! said, nothing panics.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

use keyfob_recipes::PROVIDERS;
use keyfob_verify::{Answer, Check, MAX_ANSWER, Step, Values, Verdict, VerifyError, answered};
use proptest::prelude::*;

fn check(kind: &str) -> Check {
    Check::new(keyfob_recipes::kind(kind).expect("a kind").1).expect("a way to ask")
}

fn refused(kind: &str, values: &Values<'_>) -> VerifyError {
    check(kind).request(values).expect_err("no request")
}

#[test]
fn a_value_cannot_lead_to_another_host() {
    let hex = "0123456789abcdef".repeat(2);
    for tail in [
        "us1.evil.example/",
        "us1/../x",
        "us1#",
        "us1?x",
        "us1:443",
        "us1@evil.example",
        "US1",
        "us",
        "",
        "us1.",
        "us1\n",
    ] {
        let key = format!("{hex}-{tail}");
        assert_eq!(refused("mailchimp/api-key", &[("api_key", &key)]), VerifyError::Value("api_key"), "{tail:?}");
    }
    let key = format!("{hex}-us1");
    let request = check("mailchimp/api-key").request(&[("api_key", &key)]).expect("a request");
    assert_eq!(request.host, "https://us1.api.mailchimp.com/*");
}

#[test]
fn a_value_cannot_leave_its_place() {
    let token = ["eyJ", &"a".repeat(30), ".", &"b".repeat(30), ".", &"c".repeat(30)].concat();
    for bad in ["\r\nX-More: 1", "\n", "\u{e9}", "\0"] {
        let value = format!("{token}{bad}");
        let found = refused("constant-contact/v3-oauth", &[("access_token", &value)]);
        assert_eq!(found, VerifyError::Value("access_token"), "{bad:?}");
    }
    let user = [("username", "a:b"), ("password", "c")];
    assert_eq!(refused("dotdigital/api-user", &user), VerifyError::Value("username"));
    let request = check("google-recaptcha/keys").request(&[("secret_key", "a&response=b c=%")]).expect("a request");
    assert_eq!(request.body.as_str(), "response=keyfob&secret=a%26response%3Db+c%3D%25");
}

#[test]
fn what_is_missing_is_named() {
    assert_eq!(refused("constant-contact/v2-token", &[("api_key", "k")]), VerifyError::Missing("access_token"));
    assert_eq!(
        refused("dotdigital/api-user", &[("username", "u"), ("password", "")]),
        VerifyError::Missing("password")
    );
}

#[test]
fn a_name_is_one_line_of_bounded_length() {
    let name = format!("Blue\\u202e Door\\n{}", "x".repeat(5_000));
    let body = format!("{{\"account_name\":\"{name}\",\"email\":[1]}}");
    let answer = Answer { status: 200, headers: &[], body: body.as_bytes(), age: None };
    let Step::Done(Verdict::Valid(account)) = check("mailchimp/api-key").answered(&[], &answer) else {
        panic!("valid")
    };
    assert_eq!(account.who.len(), 1);
    assert!(account.who[0].starts_with("Blue Door") && account.who[0].chars().count() <= 120);
}

#[test]
fn an_answer_without_end_is_not_read() {
    let body = [&b"{\"account_name\":\""[..], &vec![b'x'; MAX_ANSWER], b"\"}"].concat();
    let answer = Answer { status: 200, headers: &[], body: &body, age: None };
    let found = check("mailchimp/api-key").answered(&[], &answer);
    assert_eq!(found, Step::Done(Verdict::Unknown { status: 200, wait: None }));
}

#[test]
fn a_check_that_is_not_known_any_more_is_not_resumed() {
    assert!(Check::resume("mailchimp/api-key", 0, false).is_some());
    assert!(Check::resume("mailchimp/api-key", 1, false).is_none());
    assert!(Check::resume("mailchimp/gone", 0, false).is_none() && Check::resume("", 0, false).is_none());
}

#[test]
fn trouble_of_the_server_is_never_the_credentials_fault() {
    let bodies: [&[u8]; 4] = [b"", b"<html></html>", b"{}", br#"{"error":"invalid"}"#];
    for kind in PROVIDERS.iter().flat_map(|p| p.kinds) {
        for call in 0..kind.verify.len() {
            let check = Check::resume(kind.id, call, false).expect("a check");
            for status in [0, 100, 302, 408, 418, 429, 500, 502, 503, 504, 599] {
                for body in bodies {
                    let found = check.answered(&[], &Answer { status, headers: &[], body, age: None });
                    assert_eq!(found, Step::Done(Verdict::Unknown { status, wait: None }), "{}", kind.id);
                }
            }
            assert_eq!(check.lost(), Verdict::Unknown { status: 0, wait: None });
        }
    }
}

proptest! {
    #[test]
    fn any_answer_is_taken(status in 0u16..700, body in prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        "[\\[{\"]{0,3}[a-z_/\":,0-9\\[\\]{}. -]{0,80}".prop_map(String::into_bytes),
    ], wait in "\\PC{0,12}", age in prop::option::of(0u64..2_000)) {
        let headers = [("Retry-After", wait.as_str()), ("x", "y")];
        for kind in PROVIDERS.iter().flat_map(|p| p.kinds) {
            let answer = Answer { status, headers: &headers, body: &body, age };
            for call in 0..kind.verify.len() {
                let check = Check::resume(kind.id, call, false).expect("a check");
                if let Step::Next(next) = check.answered(&[], &answer) {
                    prop_assert!(next.call == call + 1 && call + 1 < kind.verify.len());
                }
            }
            let _ = answered(kind, &answer);
        }
    }

    #[test]
    fn any_value_is_taken_and_no_host_but_the_providers_is_called(value in "\\PC{0,40}|[0-9a-f]{32}-[a-z]{2}[0-9]{1,3}|https://[a-z0-9./@:#?-]{1,40}") {
        for (provider, kind) in PROVIDERS.iter().flat_map(|p| p.kinds.iter().map(move |k| (p, k))) {
            let Some(check) = Check::new(kind) else { continue };
            let values: Vec<(&str, &str)> = kind.fields.iter().map(|f| (f.name, value.as_str())).collect();
            if let Ok(request) = check.request(&values) {
                let host = request.host.trim_start_matches("https://").trim_end_matches("/*");
                let known = kind.verify[0].hosts.iter().any(|pattern| keyfob_recipes::pattern_covers(pattern, host));
                prop_assert!(known, "{}: {host}", provider.slug);
                let url = request.url.as_str();
                prop_assert!(url.is_ascii() && url.starts_with(&format!("https://{host}/")), "{url}");
            }
        }
    }
}
