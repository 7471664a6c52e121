//! Nights of cron against an authorization server that rotates: `keyfob token` beside the vault's own connection, with
//! all that goes wrong at night. The server comes with `tests/sandbox`, so these run with the sandbox's own tests:
//! `cargo test -p keyfob-cli --test cron -- --ignored`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bed;
#[path = "../common/mod.rs"]
mod common;

use bed::Bed;
use common::{
    KEYFOB, LABEL, beside, connection, document, entry, entry_in, now, passphrase, printed, run, said, seal, unseal,
};
use keyfob_exchange::{Entry, Hold, RefreshKind};
use serde_json::{Value, json};
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Less than a token lives: it is due each night, and good for an hour yet.
const NIGHT: u64 = 23;

/// The app as the vault has it.
fn app(made: &Value) -> Entry {
    let fields: Vec<(&str, &str)> =
        ["client_id", "client_secret"].iter().filter_map(|name| Some((*name, made[*name].as_str()?))).collect();
    entry(1, "constant-contact/v3-app", "Our app", &fields)
}

/// An export for cron with a connection of its own, whose tokens are as old as given.
fn export(bed: &Bed, made: &Value, kind: RefreshKind, hold: Option<Hold>, hours: u64) -> PathBuf {
    let (access, refresh) = bed.connect(made);
    let file = bed.path("cron.age");
    fs::write(&file, seal(&document(vec![app(made), connection(&access, &refresh, kind, hold, now())]))).unwrap();
    bed.pass(hours, &[&file]);
    file
}

fn moved(bed: &Bed, hours: u64) -> PathBuf {
    export(bed, &bed.app("pkce", "rotating"), RefreshKind::Rotating, Some(Hold::UsedByCron), hours)
}

/// What was printed, which is one token that the provider takes.
fn token(bed: &Bed, output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", said(output));
    let token = printed(output).strip_suffix('\n').unwrap().to_owned();
    assert!(bed.works(&token), "{}", said(output));
    token
}

/// Nothing was printed, and nothing secret was said.
fn refused(file: &Path, output: &Output, code: i32) -> String {
    let said = said(output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(output.stdout.is_empty());
    if file.is_file() {
        let document = unseal(file);
        for (name, field) in entry_in(&document)["fields"].as_object().unwrap() {
            assert!(!said.contains(field["value"].as_str().unwrap()), "{name}: {said}");
        }
    }
    said
}

/// The command on a disk on which a file can have one block.
fn on_a_full_disk(bed: &Bed, file: &Path) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", r#"trap "" XFSZ; ulimit -f 1; exec "$0" "$@""#, KEYFOB, "token", LABEL]);
    shell.args(["--passphrase-fd", "0", "--export"]).arg(file);
    bed.online(shell)
}

/// Starts a run whose request the provider does not answer before it is told to.
fn held(bed: &Bed, file: &Path) -> std::process::Child {
    bed.fault("hold", 1);
    let mut child = started(bed.command(file, &[]));
    writeln!(child.stdin.take().unwrap(), "{}", passphrase()).unwrap();
    bed.get("/held?count=1");
    child
}

fn started(mut command: Command) -> std::process::Child {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
#[ignore = "needs tests/sandbox"]
fn thirty_nights_beside_the_vault() {
    let bed = Bed::start();
    let made = bed.app("pkce", "rotating");
    let file = export(&bed, &made, RefreshKind::Rotating, Some(Hold::UsedByCron), 0);
    // What a later version might write is there after all nights.
    let mut first = unseal(&file);
    first["later"] = json!({"kept": [1, "two"]});
    first["export"]["credentials"][1]["later"] = json!(true);
    first["export"]["credentials"][1]["care"]["connection"]["later"] = json!("kept");
    fs::write(&file, seal(&first)).unwrap();
    let (_, mut vault) = bed.connect(&made);
    let mut last = String::new();
    for night in 1..=30 {
        bed.pass(NIGHT, &[&file]);
        vault = bed.refresh(&made, &vault);
        let before = fs::read(&file).unwrap();
        let asked = bed.asked();
        let output = match night {
            // The request reached nobody.
            5 => {
                bed.fault("drop", 1);
                run(bed.command(&file, &[]), &passphrase())
            }
            9 => run(bed.offline(&file), &passphrase()),
            // A page that is no answer.
            13 => {
                bed.fault("html", 1);
                run(bed.command(&file, &[]), &passphrase())
            }
            17 => {
                let why = refused(&file, &run(on_a_full_disk(&bed, &file), &passphrase()), 8);
                assert!(why.contains("as good as before"), "{why}");
                assert_eq!((bed.asked(), fs::read(&file).unwrap()), (asked, before.clone()));
                assert!(!beside(&file, ".new").exists());
                run(bed.command(&file, &[]), &passphrase())
            }
            // Killed between having the new tokens on the disk and putting them in place.
            21 => {
                run(bed.command(&file, &[]), &passphrase());
                fs::rename(&file, beside(&file, ".new")).unwrap();
                fs::write(&file, &before).unwrap();
                let output = run(bed.command(&file, &[]), &passphrase());
                assert_eq!(bed.asked(), asked + 1, "what the killed run was given is used");
                output
            }
            // Killed while it waited for the answer, to a request that the provider never saw.
            25 => {
                fs::write(beside(&file, ".new"), vec![0; 70_000]).unwrap();
                run(bed.command(&file, &[]), &passphrase())
            }
            _ => run(bed.command(&file, &[]), &passphrase()),
        };
        let printed = token(&bed, &output);
        if [9, 13].contains(&night) {
            assert!(said(&output).contains("still good"), "{}", said(&output));
            assert_eq!((printed.as_str(), fs::read(&file).unwrap()), (last.as_str(), before));
            // In the next night that token has ended.
        } else {
            assert_ne!(printed, last, "night {night}");
            assert_eq!(entry_in(&unseal(&file))["fields"]["access_token"]["value"], json!(printed));
        }
        assert!(!beside(&file, ".new").exists(), "night {night}");
        last = printed;
    }
    let end = unseal(&file);
    let entry = entry_in(&end);
    assert_eq!(entry["revision"], 29, "28 of 30 nights brought new tokens");
    assert_eq!(entry["care"]["connection"]["generation"], 29);
    assert_eq!(entry["care"]["connection"]["hold"], "used_by_cron");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(without_tokens(end), without_tokens(first));
}

/// A document without what a refresh changes.
fn without_tokens(mut document: Value) -> Value {
    let entry = document["export"]["credentials"][1].as_object_mut().unwrap();
    for name in ["fields", "expires_at", "issued_at", "updated_at", "revision"] {
        entry.remove(name);
    }
    let connection = entry["care"]["connection"].as_object_mut().unwrap();
    for name in ["obtained", "expires_at", "generation"] {
        connection.remove(name);
    }
    document
}

#[test]
#[ignore = "needs tests/sandbox"]
fn a_lost_answer_ends_a_rotating_connection_which_is_said_once_and_not_asked_again() {
    let bed = Bed::start();
    let file = moved(&bed, NIGHT);
    bed.fault("lost-answer", 1);
    let why = refused(&file, &run(bed.command(&file, &[]), &passphrase()), 5);
    assert!(why.contains("no answer came") && why.contains("connect again"), "{why}");
    assert_eq!(entry_in(&unseal(&file))["care"]["connection"]["hold"], "connect_again");
    let asked = bed.asked();
    refused(&file, &run(bed.command(&file, &[]), &passphrase()), 5);
    assert_eq!(bed.asked(), asked);
}

#[test]
#[ignore = "needs tests/sandbox"]
fn a_long_lived_connection_of_a_confidential_app_outlives_a_lost_answer() {
    let bed = Bed::start();
    let file = export(&bed, &bed.app("code", "long-lived"), RefreshKind::LongLived, None, 25);
    let before = entry_in(&unseal(&file))["fields"].clone();
    bed.fault("lost-answer", 1);
    let access = token(&bed, &run(bed.command(&file, &["--env", "--name", "T"]), &passphrase()).unquoted());
    let after = entry_in(&unseal(&file))["fields"].clone();
    assert_eq!(after["access_token"]["value"], json!(access));
    assert_eq!(after["refresh_token"], before["refresh_token"]);
    let sent = bed.get("/log?host=authz.constantcontact.com&method=POST");
    assert!(sent.as_array().unwrap().iter().all(|one| one["authorization"] == "Basic"), "{sent}");
}

/// An environment line as the shell understands it.
trait Unquoted {
    fn unquoted(self) -> Self;
}

impl Unquoted for Output {
    fn unquoted(mut self) -> Self {
        let line = format!("{}printf '%s\\n' \"$T\"", String::from_utf8(self.stdout).unwrap());
        self.stdout = Command::new("sh").args(["-c", &line]).output().unwrap().stdout;
        self
    }
}

#[test]
#[ignore = "needs tests/sandbox"]
fn two_runs_at_once_ask_once_and_print_the_same_token() {
    let bed = Bed::start();
    let file = moved(&bed, NIGHT);
    let first = held(&bed, &file);
    let mut second = started(bed.command(&file, &[]));
    writeln!(second.stdin.take().unwrap(), "{}", passphrase()).unwrap();
    wait_for_the_lock(second.id());
    bed.post("/release", &json!({}));
    let (first, second) = (first.wait_with_output().unwrap(), second.wait_with_output().unwrap());
    assert_eq!(token(&bed, &first), token(&bed, &second));
    assert_eq!(bed.asked(), 1);
}

/// Returns when this process waits for a lock, as the system lists it.
fn wait_for_the_lock(process: u32) {
    let process = process.to_string();
    let waits = |line: &str| line.contains("->") && line.split_whitespace().any(|word| word == process);
    while !fs::read_to_string("/proc/locks").unwrap().lines().any(waits) {
        std::thread::yield_now();
    }
}

#[test]
#[ignore = "needs tests/sandbox"]
fn a_run_that_is_killed_while_it_waits_leaves_nothing_in_the_way() {
    let bed = Bed::start();
    let file = export(&bed, &bed.app("code", "long-lived"), RefreshKind::LongLived, None, 25);
    let before = fs::read(&file).unwrap();
    let mut killed = held(&bed, &file);
    killed.kill().unwrap();
    killed.wait().unwrap();
    bed.post("/release", &json!({}));
    assert!(beside(&file, ".new").exists());
    assert_eq!(fs::read(&file).unwrap(), before);
    token(&bed, &run(bed.command(&file, &[]), &passphrase()));
    assert!(!beside(&file, ".new").exists());
}

#[test]
#[ignore = "needs tests/sandbox"]
fn tokens_that_cannot_be_put_in_place_are_kept_and_the_next_run_uses_them() {
    let bed = Bed::start();
    let file = moved(&bed, NIGHT);
    let run_held = held(&bed, &file);
    // A folder that stands where the export was: the last rename fails.
    let aside = bed.path("aside.age");
    fs::rename(&file, &aside).unwrap();
    fs::create_dir_all(file.join("in the way")).unwrap();
    bed.post("/release", &json!({}));
    let why = refused(&file, &run_held.wait_with_output().unwrap(), 8);
    assert!(why.contains("no longer good") && why.contains(".new"), "{why}");
    fs::remove_dir_all(&file).unwrap();
    fs::rename(&aside, &file).unwrap();
    token(&bed, &run(bed.command(&file, &[]), &passphrase()));
    assert_eq!(bed.asked(), 1);
}

#[test]
#[ignore = "needs tests/sandbox"]
fn offline_with_a_token_that_has_ended_is_code_6() {
    let bed = Bed::start();
    let file = moved(&bed, 25);
    let why = refused(&file, &run(bed.offline(&file), &passphrase()), 6);
    assert!(why.contains("cannot be reached") && why.contains("try again later"), "{why}");
    // Nobody's certificate: not trusted, and nothing was sent.
    let mut stranger = bed.command(&file, &[]);
    stranger.env_remove("SSL_CERT_FILE");
    refused(&file, &run(stranger, &passphrase()), 6);
    assert_eq!(bed.asked(), 0);
    token(&bed, &run(bed.command(&file, &[]), &passphrase()));
}

#[test]
#[ignore = "needs tests/sandbox"]
fn a_connection_that_was_not_moved_is_refreshed_by_force_only_and_belongs_to_cron_then() {
    let bed = Bed::start();
    let file = export(&bed, &bed.app("pkce", "rotating"), RefreshKind::Rotating, None, NIGHT);
    refused(&file, &run(bed.command(&file, &[]), &passphrase()), 9);
    assert_eq!(bed.asked(), 0);
    let first = token(&bed, &run(bed.command(&file, &["--force"]), &passphrase()));
    bed.pass(NIGHT, &[&file]);
    assert_ne!(token(&bed, &run(bed.command(&file, &[]), &passphrase())), first);
}
