//! The stock `age` program opens what Keyfob writes, and Keyfob what that writes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a check that cannot be made has failed")]

mod common;

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use common::{full, passphrase};
use keyfob_exchange::{Export, Identity, Key, Protection, export, open};

/// Runs `age` with these arguments in a folder.
fn age(folder: &Path, arguments: &[&str]) -> Output {
    let output = Command::new("age").args(arguments).current_dir(folder).output();
    output.expect("the program `age` is missing; scripts/setup installs it")
}

/// Runs `age` in a terminal of its own, which is the only place where it takes a passphrase from: `script` makes one.
/// The passphrase is typed each time that it is asked for.
fn age_in_terminal(folder: &Path, arguments: &str, times: usize) {
    let mut child = Command::new("script")
        .args(["--quiet", "--return", "--command", &format!("age {arguments}"), "/dev/null"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program `script` is missing; scripts/setup installs it");
    let mut keyboard = child.stdin.take().unwrap();
    let mut screen = child.stdout.take().unwrap();
    let (mut seen, mut asked, mut byte) = (Vec::new(), 0, [0]);
    while screen.read(&mut byte).unwrap() == 1 {
        seen.push(byte[0]);
        if asked < times && seen.ends_with(b": ") && String::from_utf8_lossy(&seen).contains("passphrase") {
            asked += 1;
            seen.clear();
            writeln!(keyboard, "{}", passphrase().expose()).unwrap();
        }
    }
    let status = child.wait().unwrap();
    assert!(status.success() && asked == times, "age {arguments}: {status}, {}", String::from_utf8_lossy(&seen));
}

#[test]
fn age_opens_an_export_with_the_passphrase() {
    age(Path::new("."), &["--version"]);
    let folder = tempfile::tempdir().unwrap();
    let file = export(&full(), &Protection::Passphrase(passphrase())).unwrap();
    fs::write(folder.path().join("vault.age"), file).unwrap();
    age_in_terminal(folder.path(), "--decrypt --output vault.json vault.age", 1);
    let document = fs::read(folder.path().join("vault.json")).unwrap();
    assert_eq!(Export::from_json(&document), Ok(full()));
}

#[test]
fn a_file_that_age_made_with_the_passphrase_is_opened() {
    age(Path::new("."), &["--version"]);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("vault.json"), &*full().to_json().unwrap()).unwrap();
    age_in_terminal(folder.path(), "--passphrase --armor --output vault.age vault.json", 2);
    let file = fs::read(folder.path().join("vault.age")).unwrap();
    assert_eq!(open(&file, &Key::Passphrase(passphrase())), Ok(full()));
}

#[test]
fn age_opens_a_hand_over_with_the_identity_and_its_own_opens_here() {
    let folder = tempfile::tempdir().unwrap();
    let identity = Identity::generate();
    fs::write(folder.path().join("identity"), identity.secret.expose()).unwrap();
    let file = export(&full(), &Protection::Recipients(vec![identity.recipient.clone()])).unwrap();
    fs::write(folder.path().join("keys.age"), file).unwrap();
    let opened = age(folder.path(), &["--decrypt", "--identity", "identity", "keys.age"]);
    assert_eq!(Export::from_json(&opened.stdout), Ok(full()), "{}", String::from_utf8_lossy(&opened.stderr));

    fs::write(folder.path().join("keys.json"), &*full().to_json().unwrap()).unwrap();
    for arguments in
        [&["--recipient", &identity.recipient, "keys.json"][..], &["-a", "-r", &identity.recipient, "keys.json"]]
    {
        let made = age(folder.path(), arguments);
        assert_eq!(open(&made.stdout, &Key::Identity(identity.secret.clone())), Ok(full()), "{arguments:?}");
    }
}
