//! The binary as a script sees it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

fn keyfob(args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_keyfob"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A call that is refused does not read its input.
    let _ = stdin.write_all(input);
    drop(stdin);
    child.wait_with_output().unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

const FORM: &str = r#"{"url":"https://site.example/wp-admin/admin.php?page=mailchimp-for-wp","controls":[
    {"index":0,"name":"mc4wp[api_key]","id":"mailchimp_api_key","tag":"input","kind":"text","label":"API Key","visible":true}]}"#;

#[test]
fn plan_prints_asks_fills_and_skipped() {
    let output = keyfob(&["plan"], FORM.as_bytes());
    assert_eq!(output.status.code(), Some(0));
    let plan = json(&output);
    assert_eq!(plan["asks"][0]["provider"], "mailchimp");
    assert_eq!(plan["asks"][0]["kind"], "mailchimp/api-key");
    let fill = &plan["fills"][0];
    assert_eq!(fill["control"]["name"], "mc4wp[api_key]");
    assert_eq!(fill["control"]["id"], "mailchimp_api_key");
    assert_eq!(fill["control"]["index"], 0);
    assert_eq!(fill["field"], "api_key");
    assert!(fill["confidence"].as_f64().is_some_and(|sure| sure > 0.6 && sure <= 1.0));
    assert!(fill["why"].as_str().is_some_and(|why| why.ends_with('.')));
    assert_eq!(plan["skipped"].as_array().map(Vec::len), Some(0));
}

#[test]
fn what_is_not_at_hand_is_asked_for_and_not_filled() {
    let plan = json(&keyfob(&["plan", "--have", ""], FORM.as_bytes()));
    assert_eq!(plan["asks"][0]["kind"], "mailchimp/api-key");
    assert_eq!(plan["fills"].as_array().map(Vec::len), Some(0));
    assert_eq!(plan["skipped"][0]["control"]["name"], "mc4wp[api_key]");
}

#[test]
fn missing_and_null_parts_of_a_snapshot_are_read_as_empty() {
    let input = br#"{"title":null,"controls":[null,{"name":"mailchimp_api_key","label":null}],"later":1}"#;
    let output = keyfob(&["plan", "--url", "https://site.example/settings"], input);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(json(&output)["fills"][0]["field"], "api_key");
}

#[test]
fn bad_input_is_one_line_and_code_1() {
    let deep = "[".repeat(100_000);
    for input in ["", "not json", "[]", "42", r#"{"controls":7}"#, r#"{"controls":[{"name":7}]}"#, deep.as_str()] {
        let output = keyfob(&["plan"], input.as_bytes());
        assert_eq!(output.status.code(), Some(1), "{}", &input[..input.len().min(40)]);
        assert!(output.stdout.is_empty());
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.starts_with("keyfob: the snapshot cannot be read"), "{said}");
    }
}

#[test]
fn bad_calls_are_code_2() {
    for args in
        [&[][..], &["fly"], &["plan", "--wat"], &["plan", "--have"], &["recognize", "--have", "a/b"], &["plan", "x"]]
    {
        let output = keyfob(args, b"{}");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(String::from_utf8(output.stderr).unwrap().contains("--help"));
    }
}

#[test]
fn help_and_version_are_printed() {
    let help = keyfob(&["--help"], b"");
    assert_eq!(help.status.code(), Some(0));
    assert!(String::from_utf8(help.stdout).unwrap().contains("keyfob recognize"));
    let version = keyfob(&["--version"], b"");
    assert!(String::from_utf8(version.stdout).unwrap().starts_with("keyfob "));
}

#[test]
fn recognize_prints_a_line_for_each_find_with_its_bytes() {
    let key = ["0123456789abcdef".repeat(2).as_str(), "us21"].join("-");
    let text = format!("Schlüssel für Mailchimp, API key: {key}\n");
    let output = keyfob(&["recognize"], text.as_bytes());
    assert_eq!(output.status.code(), Some(0));
    let printed = String::from_utf8(output.stdout).unwrap();
    let line: Value = serde_json::from_str(printed.lines().next().expect("a find")).unwrap();
    assert_eq!(line["provider"], "mailchimp");
    assert_eq!(line["kind"], "mailchimp/api-key");
    let at = |key: &str| usize::try_from(line[key].as_u64().unwrap()).unwrap();
    assert_eq!(&text.as_bytes()[at("start")..at("end")], key.as_bytes());
    assert!(!printed.contains(&key), "the value itself is not printed");
}

#[test]
fn recognize_finds_nothing_in_nothing() {
    for input in [&b""[..], b"\xff\xfe\x00", b"nothing to see"] {
        let output = keyfob(&["recognize"], input);
        assert_eq!(output.status.code(), Some(0));
        assert!(output.stdout.is_empty());
    }
}
