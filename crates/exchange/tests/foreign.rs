//! Files of other programs: what is read, what it becomes, what is skipped, and what is said where one is wrong. The
//! samples have the columns and members that these programs document; their values were never issued by anybody.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a check that cannot be made has failed")]

mod common;

use common::mailchimp_key;
use keyfob_exchange::{ExchangeError, Foreign, Format, Import, Place, Read, SkipReason, Why, detect, limits, read};

fn foreign(bytes: &[u8]) -> Foreign {
    match read(bytes, None).unwrap() {
        Read::Foreign(foreign) => foreign,
        Read::Export(_) => panic!("a document of ours"),
    }
}

fn import(text: &str) -> Import {
    foreign(text.as_bytes()).judge()
}

fn refused(text: &str, format: Format) -> ExchangeError {
    read(text.as_bytes(), Some(format)).unwrap_err()
}

fn sendgrid_key() -> String {
    ["SG.", "abcdefghijklmnopqrstuv", ".", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg"].concat()
}

fn stripe_keys() -> (String, String) {
    let rest = "51Abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ";
    (["pk", "_live_", rest].concat(), ["sk", "_live_", rest].concat())
}

/// Label, kind and fields of what was found, for comparing.
fn seen(import: &Import) -> Vec<(&str, Option<&str>, Vec<&str>)> {
    import
        .found
        .iter()
        .map(|found| (found.title.as_str(), found.kind, found.fields.keys().map(String::as_str).collect()))
        .collect()
}

#[test]
fn bitwarden_items_become_credentials() {
    let (publishable, secret) = stripe_keys();
    let file = serde_json::json!({
        "encrypted": false,
        "folders": [{ "id": "f", "name": "Clients" }],
        "items": [
            { "id": "1", "organizationId": null, "folderId": "f", "type": 1, "reprompt": 0, "name": "Bakery Mailchimp",
              "notes": null, "favorite": false, "collectionIds": null, "passwordHistory": null,
              "login": { "fido2Credentials": [], "username": "anna@bakery.example", "password": mailchimp_key(),
                         "totp": null, "uris": [{ "match": null, "uri": "https://us21.admin.mailchimp.com/account/api/" }] } },
            { "id": "2", "type": 2, "name": "Shop payments", "notes": null, "secureNote": { "type": 0 },
              "fields": [{ "name": "Publishable key", "value": publishable, "type": 0, "linkedId": null },
                         { "name": "Secret key", "value": secret, "type": 1, "linkedId": null },
                         { "name": "Live", "value": "true", "type": 2, "linkedId": null }] },
            { "id": "3", "type": 2, "name": "Mails", "notes": format!("The key for the form:\n{}\nAsk Anna.", sendgrid_key()),
              "secureNote": { "type": 0 } },
            { "id": "4", "type": 1, "name": "Forum", "notes": null,
              "login": { "username": "anna", "password": "some words", "uris": null } },
            { "id": "5", "type": 3, "name": "Card", "card": { "number": "4111" } },
            { "id": "6", "type": 1, "name": "Gone", "deletedDate": "2026-01-01T00:00:00.000Z", "login": {} },
            { "id": "7", "type": 1, "name": "Nothing", "notes": "", "login": { "username": "anna" } },
        ]
    });
    let import = import(&file.to_string());
    assert_eq!(import.format, Format::Bitwarden);
    assert_eq!(
        seen(&import),
        [
            ("Bakery Mailchimp", Some("mailchimp/api-key"), vec!["api_key"]),
            ("Shop payments", Some("stripe/api-keys"), vec!["publishable_key", "secret_key"]),
            ("Mails", Some("sendgrid/api-key"), vec!["api_key"]),
            ("Forum", None, vec!["password"]),
        ]
    );
    let mailchimp = &import.found[0];
    assert_eq!(mailchimp.fields.get("api_key").unwrap().value.expose(), mailchimp_key());
    assert_eq!((mailchimp.why, mailchimp.region.as_deref()), (Why::Value, Some("us21")));
    assert_eq!(mailchimp.username.as_deref(), Some("anna@bakery.example"));
    assert_eq!(mailchimp.place, Place::Entry(1));
    assert!(
        !import.found[1].fields.get("publishable_key").unwrap().secret
            && import.found[1].fields.get("secret_key").unwrap().secret
    );
    assert_eq!(import.found[2].why, Why::Notes);
    assert_eq!((import.found[3].why, import.found[3].confidence), (Why::Unknown, 0));
    let skipped: Vec<_> = import.skipped.iter().map(|one| (one.place, one.title.as_str(), one.reason)).collect();
    assert_eq!(
        skipped,
        [
            (Place::Entry(5), "Card", SkipReason::OtherType),
            (Place::Entry(6), "Gone", SkipReason::Trashed),
            (Place::Entry(7), "Nothing", SkipReason::Empty),
        ]
    );
}

#[test]
fn an_export_that_bitwarden_encrypted_is_named_so() {
    let file = r#"{ "encrypted": true, "passwordProtected": true, "salt": "AAAA", "kdfType": 0, "data": "2.AAAA" }"#;
    assert_eq!(detect(file.as_bytes()), Some(Format::Bitwarden));
    assert_eq!(read(file.as_bytes(), None), Err(ExchangeError::Encrypted));
}

#[test]
fn rows_of_1password_become_credentials() {
    let file = format!(
        "Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes\r\n\
         Mailchimp,https://login.mailchimp.com/,anna,{},,false,false,bakery,\r\n\
         \"Forum, the \"\"old\"\" one\",https://forum.example,anna,\"two\nlines\",,true,false,,\r\n\
         Left,https://left.example,anna,secret,,false,true,,\r\n",
        mailchimp_key()
    );
    assert_eq!(detect(file.as_bytes()), Some(Format::OnePassword));
    let import = import(&file);
    assert_eq!(
        seen(&import),
        [("Mailchimp", Some("mailchimp/api-key"), vec!["api_key"]), ("Forum, the \"old\" one", None, vec!["password"]),]
    );
    assert_eq!(import.found[1].fields.get("password").unwrap().value.expose(), "two\nlines");
    assert_eq!(import.found[1].place, Place::Line(3));
    let skipped: Vec<_> = import.skipped.iter().map(|one| (one.place, one.reason)).collect();
    assert_eq!(skipped, [(Place::Line(5), SkipReason::Trashed)]);
}

#[test]
fn rows_of_keepassxc_and_keepass_become_credentials() {
    let xc = format!(
        "\"Group\",\"Title\",\"Username\",\"Password\",\"URL\",\"Notes\",\"TOTP\",\"Icon\",\"Last Modified\",\"Created\"\n\
         \"Root/Clients\",\"SendGrid\",\"\",\"{}\",\"\",\"\",\"\",\"0\",\"2026-01-01T00:00:00Z\",\"2026-01-01T00:00:00Z\"\n",
        sendgrid_key()
    );
    let classic = format!(
        "\"Account\",\"Login Name\",\"Password\",\"Web Site\",\"Comments\"\n\"SendGrid\",\"\",\"{}\",\"\",\"\"\n",
        sendgrid_key()
    );
    for file in [xc, classic] {
        assert_eq!(detect(file.as_bytes()), Some(Format::KeePass));
        let import = import(&file);
        assert_eq!(seen(&import), [("SendGrid", Some("sendgrid/api-key"), vec!["api_key"])]);
        assert_eq!(import.found[0].place, Place::Line(2));
    }
}

#[test]
fn what_belongs_together_becomes_one_credential() {
    let user = ["apiuser-", "0123456789ab", "@", "apiconnector.com"].concat();
    let file = format!(
        "Group,Title,Username,Password,URL,Notes,TOTP\nRoot,Dotdigital,{user},{},https://r1-app.dotdigital.com,,\n",
        ["pass", "word", "-of-", "api"].concat()
    );
    let import = import(&file);
    assert_eq!(seen(&import), [("Dotdigital", Some("dotdigital/api-user"), vec!["password", "username"])]);
    assert_eq!(import.found[0].username, None);
    assert_eq!(import.found[0].missing, Vec::<&str>::new());
}

#[test]
fn variables_become_credentials() {
    let (publishable, secret) = stripe_keys();
    let file = format!(
        "\u{feff}# the shop\r\nAPP_ENV=production\r\nexport MAILCHIMP_API_KEY=\"{}\"  # list\r\n\
         OTHER_MAILCHIMP_KEY='{}'\r\nSTRIPE_SECRET_KEY={secret} # live\nSTRIPE_PUBLISHABLE_KEY={publishable}\n\
         EMPTY=\nURL=https://${{HOST}}/\nLITERAL='a $HOME'\nMULTI=\"one\ntwo \\\"three\\\"\\n\"\nPRICE=5$\n",
        mailchimp_key(),
        common::old_key(),
    );
    assert_eq!(detect(file.as_bytes()), Some(Format::Env));
    let import = import(&file);
    assert_eq!(
        seen(&import),
        [
            ("MAILCHIMP_API_KEY", Some("mailchimp/api-key"), vec!["api_key"]),
            ("OTHER_MAILCHIMP_KEY", Some("mailchimp/api-key"), vec!["api_key"]),
            ("STRIPE_SECRET_KEY", Some("stripe/api-keys"), vec!["publishable_key", "secret_key"]),
            ("APP_ENV", None, vec!["APP_ENV"]),
            ("LITERAL", None, vec!["LITERAL"]),
            ("MULTI", None, vec!["MULTI"]),
            ("PRICE", None, vec!["PRICE"]),
        ]
    );
    assert_eq!((import.found[0].why, import.found[1].why), (Why::Variable, Why::Value));
    assert_eq!(import.found[1].region.as_deref(), Some("us7"));
    let value = |at: usize| import.found[at].fields.values().next().unwrap().value.expose();
    assert_eq!((value(4), value(5), value(6)), ("a $HOME", "one\ntwo \"three\"\n", "5$"));
    let skipped: Vec<_> = import.skipped.iter().map(|one| (one.place, one.title.as_str(), one.reason)).collect();
    assert_eq!(skipped, [(Place::Line(7), "EMPTY", SkipReason::Empty), (Place::Line(8), "URL", SkipReason::Reference)]);
}

#[test]
fn a_value_without_its_end_and_a_mask_are_not_taken() {
    let key = mailchimp_key();
    let file = format!("MAILCHIMP_API_KEY={}\nMC4WP_API_KEY=0123************-us21\n", &key[..32]);
    let import = import(&file);
    assert_eq!(import.found, []);
    let skipped: Vec<_> = import.skipped.iter().map(|one| (one.title.as_str(), one.reason)).collect();
    assert_eq!(skipped, [("MAILCHIMP_API_KEY", SkipReason::Incomplete), ("MC4WP_API_KEY", SkipReason::Masked)]);
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let head = "Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes\n";
    let long = "x".repeat(limits::TEXT + 1);
    let limit = limits::TEXT;
    for (format, text, error) in [
        (Format::Env, "A=1\nnonsense\n".to_owned(), ExchangeError::Assignment(Place::Line(2))),
        (Format::Env, "A=1\n1B=2\n".to_owned(), ExchangeError::Assignment(Place::Line(2))),
        (Format::Env, "A=\"x\" y\n".to_owned(), ExchangeError::Assignment(Place::Line(1))),
        (Format::Env, "A=1\nB=\"one\ntwo\n".to_owned(), ExchangeError::Unclosed(Place::Line(2))),
        (Format::Env, format!("A=1\nB={long}\n"), ExchangeError::TooLong { place: Place::Line(2), limit }),
        (Format::OnePassword, format!("{head}\r\n\na,b\n"), ExchangeError::Row(Place::Line(4))),
        (Format::OnePassword, "a,b\n1,2\n".to_owned(), ExchangeError::MissingColumn { column: "Title".to_owned() }),
        (Format::KeePass, "Title\n1\n".to_owned(), ExchangeError::MissingColumn { column: "Password".to_owned() }),
        (
            Format::KeePass,
            format!("Title,Password\na,b\nc,{long}\n"),
            ExchangeError::TooLong { place: Place::Line(3), limit },
        ),
        (Format::Bitwarden, "{\n  \"items\": [1]\n}".to_owned(), ExchangeError::Json { line: 2, column: 13 }),
        (Format::Bitwarden, "{}".to_owned(), ExchangeError::UnknownFormat),
        (Format::Bitwarden, "[".repeat(100_000), ExchangeError::Json { line: 1, column: 1 }),
        (
            Format::Bitwarden,
            format!("{{\"items\":[{{\"type\":1,\"name\":\"{long}\"}}]}}"),
            ExchangeError::TooLong { place: Place::Entry(1), limit },
        ),
        (Format::Keyfob, "{\"items\":[]}".to_owned(), ExchangeError::NotOurs),
    ] {
        assert_eq!(refused(&text, format), error);
    }
    let broken = b"A=1\nB=\xff\xfe\n";
    assert_eq!(read(broken, Some(Format::Env)), Err(ExchangeError::NotText(Place::Line(2))));
    assert_eq!(read(b"just words", None), Err(ExchangeError::UnknownFormat));
}

#[test]
fn more_entries_than_the_limit_are_refused() {
    let lines = "A=1\n".repeat(limits::ENTRIES + 1);
    assert_eq!(refused(&lines, Format::Env), ExchangeError::TooMany { limit: limits::ENTRIES });
    let rows = format!("Title,Password\n{}", "a,b\n".repeat(limits::ENTRIES + 1));
    assert_eq!(refused(&rows, Format::KeePass), ExchangeError::TooMany { limit: limits::ENTRIES });
}

#[test]
fn items_cross_the_border_to_the_background_and_back() {
    let text = format!("MAILCHIMP_API_KEY={}\nEMPTY=\n", mailchimp_key());
    let read = read(text.as_bytes(), None).unwrap();
    assert_eq!(Read::from_bytes(&read.to_bytes()), Ok(read));
}

#[test]
fn no_log_of_an_import_shows_a_value() {
    let text = format!("MAILCHIMP_API_KEY={}\nOTHER={}\n", mailchimp_key(), sendgrid_key());
    let foreign = foreign(text.as_bytes());
    let log = format!("{foreign:?} {:?}", foreign.judge());
    for piece in ["0123456789abcdef", "abcdefghijklmnop"] {
        assert!(!log.contains(piece), "{log}");
    }
}
