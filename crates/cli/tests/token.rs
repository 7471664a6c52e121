//! `keyfob token` as a script sees it, as far as no provider is asked.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{
    HOUR, KEYFOB, LABEL, beside, command, connection, document, entry, id, now, passphrase, printed, run, said, seal,
};
use keyfob_exchange::{Hold, RefreshKind};
use serde_json::Value;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

fn access() -> String {
    ["eyJ", "present", "token"].join("-")
}

fn refresh() -> String {
    ["refresh", "of", "now"].join("-")
}

/// A folder with an export in which the token is fresh, and the app it belongs to.
fn fresh(hold: Option<Hold>) -> (TempDir, PathBuf) {
    let app = entry(1, "constant-contact/v3-app", LABEL, &[("client_id", "the-app")]);
    let tokens = connection(&access(), &refresh(), RefreshKind::Rotating, hold, now());
    export(&document(vec![app, tokens]))
}

fn export(document: &Value) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cron.age");
    fs::write(&file, seal(document)).unwrap();
    (folder, file)
}

/// Nothing printed, one problem said, and neither a secret nor the passphrase in it.
fn refused(output: &Output, code: i32) -> String {
    let said = said(output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(output.stdout.is_empty());
    assert!(said.starts_with("keyfob: "), "{said}");
    for secret in [access(), refresh(), passphrase()] {
        assert!(!said.contains(&secret), "{said}");
    }
    said
}

#[test]
fn a_fresh_token_is_printed_and_nothing_else_is_touched() {
    let (folder, file) = fresh(Some(Hold::UsedByCron));
    let before = fs::read(&file).unwrap();
    let output = run(command(&file, &[]), &passphrase());
    assert_eq!((printed(&output), said(&output)), (format!("{}\n", access()), String::new()));
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn the_forms_that_a_script_can_ask_for() {
    let (_folder, file) = fresh(Some(Hold::UsedByCron));
    let form = |more: &[&str]| printed(&run(command(&file, more), &passphrase()));
    assert_eq!(form(&["--env"]), format!("CONSTANT_CONTACT_ACCESS_TOKEN='{}'\n", access()));
    assert_eq!(form(&["--env", "--name", "CC"]), format!("CC='{}'\n", access()));
    let json: Value = serde_json::from_str(&form(&["--json"])).unwrap();
    assert_eq!((json["access_token"].as_str(), json["label"].as_str()), (Some(access().as_str()), Some(LABEL)));
    assert_eq!(json["kind"], "constant-contact/v3-oauth");
    let end = json["expires_at"].as_u64().unwrap();
    assert!((now() / 1000 + 86_000..=now() / 1000 + 86_400).contains(&end), "{end}");
}

#[test]
fn a_credential_is_named_by_label_id_or_kind() {
    let (_folder, file) = fresh(Some(Hold::UsedByCron));
    for name in [LABEL, "blue door BAKERY, nightly sync", &id(2).to_string(), "constant-contact/v3-oauth"] {
        let mut command = Command::new(KEYFOB);
        command.args(["token", name, "--passphrase-fd", "0", "--export"]).arg(&file);
        assert_eq!(printed(&run(command, &passphrase())), format!("{}\n", access()), "{name}");
    }
}

#[test]
fn what_is_missing_or_can_mean_two_is_listed_by_label() {
    let token = |byte, label: &str| entry(byte, "constant-contact/v2-token", label, &[("access_token", &access())]);
    let mut trashed = token(5, LABEL);
    trashed.trashed_at = Some(1);
    let key = entry(6, "mailchimp/api-key", "Newsletter", &[("api_key", &refresh())]);
    let (_folder, file) = export(&document(vec![token(3, LABEL), token(4, LABEL), trashed, key]));
    let two = refused(&run(command(&file, &[]), &passphrase()), 4);
    assert!(two.contains(&id(3).to_string()) && two.contains(&id(4).to_string()), "{two}");
    assert!(!two.contains(&id(5).to_string()), "the trash does not count: {two}");
    for (name, told) in [("Nobody", LABEL), ("Newsletter", "no access token")] {
        let mut command = Command::new(KEYFOB);
        command.args(["token", name, "--passphrase-fd", "0", "--export"]).arg(&file);
        assert!(refused(&run(command, &passphrase()), 4).contains(told));
    }
}

#[test]
fn a_token_without_an_end_is_printed_as_it_is() {
    let (_folder, file) =
        export(&document(vec![entry(3, "constant-contact/v2-token", LABEL, &[("access_token", &access())])]));
    assert_eq!(printed(&run(command(&file, &[]), &passphrase())), format!("{}\n", access()));
}

#[test]
fn a_wrong_passphrase_a_missing_file_and_a_damaged_one_have_their_codes() {
    let (folder, file) = fresh(Some(Hold::UsedByCron));
    for wrong in ["", "correct horse"] {
        refused(&run(command(&file, &[]), wrong), 3);
    }
    refused(&run(command(&folder.path().join("none.age"), &[]), &passphrase()), 3);
    let whole = fs::read(&file).unwrap();
    let mut bent = whole.clone();
    *bent.last_mut().unwrap() ^= 1;
    for damaged in [&bent[..], &whole[..whole.len() - 1], &whole[..40], b"", b"{}"] {
        fs::write(&file, damaged).unwrap();
        refused(&run(command(&file, &[]), &passphrase()), 7);
        assert_eq!(fs::read(&file).unwrap(), damaged);
    }
    let mut other = document(Vec::new());
    other["version"] = 2.into();
    fs::write(&file, seal(&other)).unwrap();
    assert!(refused(&run(command(&file, &[]), &passphrase()), 7).contains("version 2"));
}

#[test]
fn a_rotating_connection_that_was_not_moved_is_refused_although_its_token_is_fresh() {
    let (_folder, file) = fresh(None);
    let why = refused(&run(command(&file, &[]), &passphrase()), 9);
    assert!(why.contains("not moved") && why.contains("--force"), "{why}");
    assert_eq!(printed(&run(command(&file, &["--force"]), &passphrase())), format!("{}\n", access()));
}

#[test]
fn a_connection_that_has_ended_asks_for_a_person() {
    let (_folder, file) = fresh(Some(Hold::ConnectAgain));
    assert!(refused(&run(command(&file, &[]), &passphrase()), 5).contains("connect again"));
    let tokens = connection(&access(), "", RefreshKind::None, None, now() - 25 * HOUR);
    let (_folder, file) = export(&document(vec![tokens]));
    refused(&run(command(&file, &[]), &passphrase()), 5);
}

#[test]
fn an_export_without_the_app_says_so_before_anything_is_asked() {
    let tokens = connection(&access(), &refresh(), RefreshKind::LongLived, None, now() - 25 * HOUR);
    let (folder, file) = export(&document(vec![tokens]));
    assert!(refused(&run(command(&file, &[]), &passphrase()), 4).contains("export both"));
    assert!(!beside(&file, ".new").exists(), "{folder:?}");
}

#[test]
fn bad_calls_are_code_2() {
    for args in [
        &["token"][..],
        &["token", LABEL],
        &["token", "--export", "x"],
        &["token", LABEL, "--export", "x", "--env", "--json"],
        &["token", LABEL, "--export", "x", "--name", "A"],
        &["token", LABEL, "--export", "x", "--env", "--name", "A B"],
        &["token", LABEL, "--export", "x", "--passphrase-fd", "1"],
        &["token", LABEL, "--export", "x", "--passphrase", "y"],
        &["token", LABEL, "extra", "--export", "x"],
        &["token", LABEL, "--export", "x", "--url", "https://site.example/"],
        &["recognize", "--export", "x"],
        &["plan", "extra"],
    ] {
        let mut command = Command::new(KEYFOB);
        command.args(args);
        refused(&run(command, ""), 2);
    }
}

#[test]
fn the_passphrase_comes_from_any_descriptor() {
    let (_folder, file) = fresh(Some(Hold::UsedByCron));
    let mut shell = Command::new("sh");
    shell.args([
        "-c",
        r#"exec 3<&0 </dev/null; exec "$0" "$@""#,
        KEYFOB,
        "token",
        LABEL,
        "--passphrase-fd",
        "3",
        "--export",
    ]);
    shell.arg(&file);
    assert_eq!(printed(&run(shell, &passphrase())), format!("{}\n", access()));
}

#[test]
fn the_terminal_asks_and_does_not_show_what_is_typed() {
    let (_folder, file) = fresh(Some(Hold::UsedByCron));
    let call = format!("'{KEYFOB}' token constant-contact/v3-oauth --export '{}'", file.display());
    let mut child = Command::new("script")
        .args(["--quiet", "--return", "--command", &call, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program `script` is missing; scripts/setup installs it");
    let (mut keyboard, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let (mut seen, mut byte) = (Vec::new(), [0]);
    while !seen.ends_with(b"export: ") {
        assert_eq!(screen.read(&mut byte).unwrap(), 1, "{}", String::from_utf8_lossy(&seen));
        seen.push(byte[0]);
    }
    writeln!(keyboard, "{}", passphrase()).unwrap();
    screen.read_to_end(&mut seen).unwrap();
    let seen = String::from_utf8(seen).unwrap();
    assert!(child.wait().unwrap().success(), "{seen}");
    assert!(seen.contains(&access()) && !seen.contains(&passphrase()), "{seen}");
}
