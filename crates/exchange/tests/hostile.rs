//! Nothing that is read can make this crate panic, and nothing that it says holds what was read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a check that cannot be made has failed")]

mod common;

use common::full;
use keyfob_exchange::{Export, Fault, Format, Identity, Key, Read, detect, read, unseal};
use proptest::prelude::*;

const FORMATS: [Format; 5] = [Format::Keyfob, Format::Bitwarden, Format::OnePassword, Format::KeePass, Format::Env];

/// Everything that meets outside bytes.
fn everything(bytes: &[u8]) {
    let _ = detect(bytes);
    for format in FORMATS {
        if let Ok(Read::Foreign(foreign)) = read(bytes, Some(format)) {
            let import = foreign.judge();
            assert!(import.found.iter().all(|found| !found.fields.is_empty()));
        }
    }
    let _ = Export::from_json(bytes);
    let _ = Export::from_bytes(bytes);
    let _ = Read::from_bytes(bytes);
}

/// Pieces of which the formats are made, so that more than the first byte is looked at.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Title",
        "Password",
        "Url",
        "Notes",
        ",",
        "\"",
        "'",
        "\n",
        "\r\n",
        "=",
        "$",
        "${A}",
        "#",
        " #",
        "\\",
        "export ",
        "MAILCHIMP_API_KEY",
        "0123456789abcdef0123456789abcdef",
        "-us21",
        "****",
        "{",
        "}",
        "[",
        "]",
        ":",
        "null",
        "1",
        "\"items\"",
        "\"type\"",
        "\"login\"",
        "\"password\"",
        "\"notes\"",
        "\"encrypted\"",
        "\"format\"",
        "é",
        "\u{feff}",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        everything(&bytes);
    }

    #[test]
    fn any_pieces_are_read_or_refused(text in pieces()) {
        everything(text.as_bytes());
    }

    #[test]
    fn a_damaged_document_is_read_or_refused(at in 0..2_000usize, byte: u8) {
        let mut json = full().to_json().unwrap().to_vec();
        let at = at % json.len();
        json[at] = byte;
        everything(&json);
    }

    #[test]
    fn any_header_is_opened_or_refused(body in prop::collection::vec(any::<u8>(), 0..300)) {
        let identity = Identity::generate();
        let file = [b"age-encryption.org/v1\n-> X25519 ".as_slice(), &body, b"\n--- "].concat();
        prop_assert!(unseal(&file, &Key::Identity(identity.secret)).is_err());
    }

    #[test]
    fn any_error_text_is_an_error(text in any::<String>()) {
        let fault = Fault::from_wire(&text);
        prop_assert!(fault == Fault::FAILED || text.starts_with(fault.code));
    }
}

#[test]
fn judging_is_linear_where_everything_is_recognised() {
    let line = |number: usize| format!("K{number}_MAILCHIMP={:032x}-us21\n", number);
    let text: String = (0..20_000).map(line).collect();
    let Ok(Read::Foreign(foreign)) = read(text.as_bytes(), Some(Format::Env)) else { panic!("not read") };
    assert_eq!(foreign.judge().found.len(), 20_000);
}

#[test]
fn no_error_repeats_what_the_file_holds() {
    let secret = ["swordfish", "swordfish"].concat();
    for (format, text) in [
        (Format::Env, format!("{secret} is no assignment")),
        (Format::Bitwarden, format!("{{\"items\": \"{secret}\"}}")),
        (Format::Keyfob, format!("{{\"format\":\"keyfob-export\",\"version\":1,\"vault\":\"{secret}\"}}")),
        (Format::KeePass, format!("Title,Password\n{secret}")),
    ] {
        let error = read(text.as_bytes(), Some(format)).unwrap_err();
        assert!(!format!("{error} {error:?} {}", error.to_wire()).contains("swordfish"), "{error}");
    }
}
