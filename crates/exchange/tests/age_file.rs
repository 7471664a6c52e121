//! What is written can be read again, by the right person only, and at a bounded cost.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a check that cannot be made has failed")]

mod common;

use common::{full, mailchimp_key, passphrase};
use keyfob_exchange::{
    DocumentSecret, ExchangeError, Export, Format, Identity, Key, Protection, Read, export, export_cxf, limits, open,
    open_with, seal, unseal,
};

fn to(identity: &Identity) -> Protection {
    Protection::Recipients(vec![identity.recipient.clone()])
}

fn of(identity: &Identity) -> Key {
    Key::Identity(identity.secret.clone())
}

/// A file whose header asks for this work factor; its other parts are well formed.
fn asking_for(work_factor: u8) -> Vec<u8> {
    let body = "A".repeat(43);
    let salt = "A".repeat(22);
    let mut file = format!("age-encryption.org/v1\n-> scrypt {salt} {work_factor}\n{body}\n--- {body}\n").into_bytes();
    file.extend([0; 64]);
    file
}

#[test]
fn a_vault_comes_back_whole_with_its_passphrase_and_with_no_other() {
    let file = export(&full(), &Protection::Passphrase(passphrase())).unwrap();
    let text = String::from_utf8_lossy(&file);
    assert!(text.starts_with("age-encryption.org/v1\n-> scrypt "));
    assert!(text.lines().nth(1).unwrap().ends_with(&format!(" {}", limits::WORK_FACTOR_MADE)));
    assert!(!text.contains(&mailchimp_key()) && !text.contains("bakery"));

    assert_eq!(open(&file, &Key::Passphrase(passphrase())), Ok(full()));
    let wrong = Key::Passphrase(DocumentSecret::new("correct horse".to_owned()));
    assert_eq!(open(&file, &wrong), Err(ExchangeError::WrongPassphrase));
    assert_eq!(open(&file, &of(&Identity::generate())), Err(ExchangeError::NeedsPassphrase));
}

#[test]
fn a_hand_over_opens_for_each_of_its_recipients_and_for_nobody_else() {
    let (client, colleague, stranger) = (Identity::generate(), Identity::generate(), Identity::generate());
    let both = Protection::Recipients(vec![client.recipient.clone(), format!(" {}\n", colleague.recipient)]);
    let file = export(&full(), &both).unwrap();
    assert_eq!(open(&file, &of(&client)), Ok(full()));
    assert_eq!(open(&file, &of(&colleague)), Ok(full()));
    assert_eq!(open(&file, &of(&stranger)), Err(ExchangeError::OtherRecipient));
    assert_eq!(open(&file, &Key::Passphrase(passphrase())), Err(ExchangeError::NeedsIdentity));

    let lines = format!("# made for the bakery\n{}\n\n{}\n", stranger.secret.expose(), client.secret.expose());
    assert_eq!(open(&file, &Key::Identity(DocumentSecret::new(lines))), Ok(full()));
}

#[test]
fn identities_are_made_anew_each_time_and_look_like_those_of_age() {
    let (one, other) = (Identity::generate(), Identity::generate());
    assert_ne!(one.secret, other.secret);
    assert!(one.secret.expose().starts_with("AGE-SECRET-KEY-1"));
    assert!(one.recipient.starts_with("age1") && one.recipient.len() == 62);
    assert!(!format!("{one:?}").contains("AGE-SECRET"));
}

#[test]
fn a_file_cannot_be_made_that_nobody_or_anybody_could_open() {
    let refused = |protection| export(&full(), &protection).unwrap_err();
    assert_eq!(refused(Protection::Passphrase(DocumentSecret::new(String::new()))), ExchangeError::EmptyPassphrase);
    assert_eq!(refused(Protection::Recipients(Vec::new())), ExchangeError::NoRecipient);
    let good = Identity::generate().recipient;
    for wrong in ["", "age1", "AGE-SECRET-KEY-1", "ssh-ed25519 AAAA", &good[..61], &format!("{good}q")] {
        let recipients = vec![good.clone(), wrong.to_owned()];
        assert_eq!(refused(Protection::Recipients(recipients)), ExchangeError::BadRecipient { position: 2 }, "{wrong}");
    }
    let crowd = vec![good; limits::RECIPIENTS + 1];
    assert_eq!(refused(Protection::Recipients(crowd)), ExchangeError::TooMany { limit: limits::RECIPIENTS });
}

#[test]
fn a_file_may_not_ask_for_more_work_than_the_limit() {
    let key = Key::Passphrase(passphrase());
    for found in [limits::WORK_FACTOR + 1, 30, 63] {
        let refused = unseal(&asking_for(found), &key).unwrap_err();
        assert_eq!(refused, ExchangeError::WorkFactor { found, limit: limits::WORK_FACTOR });
    }
    // Within the limit the work is done, and the made-up body then does not open.
    assert_eq!(unseal(&asking_for(1), &key).unwrap_err(), ExchangeError::WrongPassphrase);
}

#[test]
fn a_change_anywhere_in_a_file_is_seen() {
    let identity = Identity::generate();
    let file = seal(b"a few words", &to(&identity)).unwrap();
    assert_eq!(&**unseal(&file, &of(&identity)).unwrap(), b"a few words");
    for at in 0..file.len() {
        let mut changed = file.clone();
        changed[at] ^= 1;
        assert!(unseal(&changed, &of(&identity)).is_err(), "byte {at} of {}", file.len());
        assert!(unseal(&file[..at], &of(&identity)).is_err(), "cut at {at}");
    }
}

#[test]
fn what_is_no_age_file_is_named_so() {
    let key = of(&Identity::generate());
    for (file, error) in [
        (&b""[..], ExchangeError::NotAge),
        (b"{\"format\":\"keyfob-export\"}", ExchangeError::NotAge),
        (b"age-encryption.org/v1\n", ExchangeError::UnknownAge),
        (b"age-encryption.org/v9\n-> new\n\n--- AAAA\n", ExchangeError::UnknownAge),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\n!\n-----END AGE ENCRYPTED FILE-----\n", ExchangeError::Damaged),
    ] {
        assert_eq!(unseal(file, &key).unwrap_err(), error, "{}", String::from_utf8_lossy(file));
    }
    let identity = Identity::generate();
    let file = seal(b"words", &to(&identity)).unwrap();
    for wrong in ["", "# nothing", "AGE-SECRET-KEY-1", "age1abc"] {
        let key = Key::Identity(DocumentSecret::new(wrong.to_owned()));
        assert_eq!(unseal(&file, &key).unwrap_err(), ExchangeError::BadIdentity, "{wrong}");
    }
}

#[test]
fn a_header_of_endless_recipients_is_refused_before_any_is_tried() {
    let stanza = format!("-> X25519 {}\n{}\n", "A".repeat(43), "A".repeat(43));
    let mut file = b"age-encryption.org/v1\n".to_vec();
    while file.len() <= limits::AGE_HEADER {
        file.extend(stanza.as_bytes());
    }
    file.extend(b"--- AAAA\n");
    assert_eq!(unseal(&file, &of(&Identity::generate())).unwrap_err(), ExchangeError::UnknownAge);
}

#[test]
fn a_file_beyond_the_limit_is_refused() {
    let too_large = Err(ExchangeError::TooLarge { limit: limits::FILE });
    let file = vec![0; limits::FILE + 1];
    assert_eq!(unseal(&file, &of(&Identity::generate())).map(drop), too_large);
    assert_eq!(Export::from_json(&file).map(drop), too_large);
}

#[test]
fn an_environment_file_that_somebody_encrypted_to_us_is_read() {
    let identity = Identity::generate();
    let lines = format!("MAILCHIMP_API_KEY={}\n", mailchimp_key());
    let file = seal(lines.as_bytes(), &to(&identity)).unwrap();
    let Read::Foreign(foreign) = open_with(&file, &of(&identity), None).unwrap() else { panic!("no items") };
    assert_eq!(foreign.format, Format::Env);
    assert_eq!(foreign.judge().found[0].kind, Some("mailchimp/api-key"));
}

#[test]
fn the_exchange_format_is_encrypted_too() {
    let identity = Identity::generate();
    let file = export_cxf(&full(), &to(&identity)).unwrap();
    assert!(file.starts_with(b"age-encryption.org/v1\n"));
    assert!(!String::from_utf8_lossy(&file).contains(&mailchimp_key()));
    assert!(unseal(&file, &of(&identity)).unwrap().starts_with(b"{\"version\":{\"major\":1,\"minor\":0}"));
}
