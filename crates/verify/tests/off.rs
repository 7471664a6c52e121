//! Switching off, and what is handed to somebody's support.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

use keyfob_recipes::{Kind, PROVIDERS};
use keyfob_verify::{Account, Answer, Check, Off, Support, Verdict, VerifyError, answered, switch_off};

fn the(id: &str) -> &'static Kind {
    keyfob_recipes::kind(id).expect("a kind").1
}

fn off(kind: &str, status: u16, body: &str) -> Off {
    answered(the(kind), &Answer { status, headers: &[("retry-after", "60")], body: body.as_bytes(), age: None })
}

#[test]
fn github_is_told_without_saying_who_asks() {
    let token = ["ghp", "_", &"a1".repeat(18)].concat();
    let request = switch_off(the("github/classic-token"), &[("access_token", &token)]).expect("a request");
    assert_eq!((request.method, request.url.as_str()), ("POST", "https://api.github.com/credentials/revoke"));
    assert_eq!(request.body.as_str(), format!("{{\"credentials\":[\"{token}\"]}}"));
    assert!(request.headers.iter().all(|(name, value)| *name != "Authorization" && !value.contains(&token)));
    assert!(!format!("{request:?}").contains(&token));
    assert_eq!(off("github/classic-token", 202, ""), Off::Done);
    assert_eq!(off("github/classic-token", 403, "{}"), Off::Unknown { status: 403, wait: Some(60) });
}

#[test]
fn slack_says_in_the_body_whether_it_is_off() {
    assert_eq!(off("slack/bot-token", 200, r#"{"ok":true,"revoked":true}"#), Off::Done);
    assert_eq!(off("slack/bot-token", 200, r#"{"ok":false,"error":"token_revoked"}"#), Off::Already);
    for body in [r#"{"ok":true,"revoked":false}"#, r#"{"ok":false,"error":"ratelimited"}"#, "<html>", ""] {
        assert_eq!(off("slack/bot-token", 200, body), Off::Unknown { status: 200, wait: Some(60) }, "{body}");
    }
}

#[test]
fn trouble_is_never_off() {
    for kind in PROVIDERS.iter().flat_map(|p| p.kinds).filter(|k| k.revoke_api.is_some()) {
        for status in [0, 301, 404, 429, 500, 503] {
            assert_eq!(off(kind.id, status, "{}"), Off::Unknown { status, wait: Some(60) }, "{}", kind.id);
        }
    }
    assert_eq!(switch_off(the("mailchimp/api-key"), &[]), Err(VerifyError::NoCall));
}

#[test]
fn what_support_is_told_holds_no_secret() {
    let key = ["0123456789abcdef", "0123456789abcdef", "-us21"].concat();
    let check = Check::new(the("mailchimp/api-key")).expect("a check");
    let request = check.request(&[("api_key", &key)]).expect("a request");
    let account = Account { who: vec!["Blue Door Bakery".to_owned()], ..Account::default() };
    let text = Support::new(check.kind, &request, 200, &Verdict::Valid(account), 1_795_372_200).expect("known");
    assert_eq!((text.provider, text.kind.en), ("Mailchimp", "API key"));
    assert_eq!(text.called, "GET us21.api.mailchimp.com/3.0/");
    assert_eq!((text.status, text.meaning, text.when), (200, "verify-valid", 1_795_372_200));
    assert_eq!(text.who, ["Blue Door Bakery"]);
    assert!(!format!("{text:?}").contains("0123"));
    assert_eq!(Support::new("nobody/none", &request, 200, &Verdict::Invalid, 0), None);
}

#[test]
fn only_the_query_may_hold_a_secret_and_nobody_is_shown_it() {
    let key = "0123456789abcdef".repeat(2);
    let check = Check::new(the("mad-mimi/api-key")).expect("a check");
    let request = check.request(&[("username", "dana"), ("api_key", &key)]).expect("a request");
    assert!(request.url.contains(&key) && !request.called.contains(&key) && !format!("{request:?}").contains(&key));
}
