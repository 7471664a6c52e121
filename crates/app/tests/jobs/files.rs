//! What leaves as a file comes back whole, for who may open it; what another program wrote is shown before it is taken.

use crate::common::{MINUTE, NOW, PASSPHRASE, World};
use crate::guide::{guiding, key, show};
use base64ct::{Base64, Encoding};
use keyfob_app::StoreProblem;
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{ImportEntry, ImportFate, SkipView, UiRequest, UiResponse};

pub const FILE_PASSPHRASE: &str = "nine slow trains";

fn text(text: &str) -> SecretText {
    SecretText::new(text.to_owned())
}

fn with_key(stem: &str) -> (World, String) {
    let (mut world, mut portal) = guiding();
    show(&mut world, &mut portal, &key(stem));
    let held = world.waiting();
    world.keep(&held);
    world.does(UiRequest::GuideStop);
    let id = world.credential().id;
    (world, id)
}

fn file(world: &mut World, request: UiRequest) -> String {
    match world.manage(request) {
        UiResponse::File { bytes, .. } => bytes,
        other => panic!("{other:?}"),
    }
}

pub fn export(world: &mut World) -> String {
    file(world, UiRequest::Export { passphrase: text(FILE_PASSPHRASE), cxf: false })
}

fn preview_of(file: &str, name: &str, passphrase: &str) -> UiRequest {
    UiRequest::ImportPreview { file: text(file), name: name.to_owned(), passphrase: text(passphrase) }
}

fn preview(world: &mut World, file: &str, name: &str, passphrase: &str) -> (Vec<ImportEntry>, Vec<SkipView>) {
    let before = world.store.clone();
    match world.manage(preview_of(file, name, passphrase)) {
        UiResponse::Import { entries, skipped } => {
            assert_eq!(world.store, before, "a preview changes nothing");
            (entries, skipped)
        }
        other => panic!("{other:?}"),
    }
}

pub fn take(world: &mut World, file: &str, name: &str, passphrase: &str, wanted: &[usize]) {
    let request = UiRequest::ImportApply {
        file: text(file),
        name: name.to_owned(),
        passphrase: text(passphrase),
        wanted: wanted.to_vec(),
    };
    assert_eq!(world.trouble_of(request), "");
}

/// A second browser that has the first one's file.
pub fn elsewhere(world: &World) -> World {
    let mut other = World::with_vault();
    other.files = world.files.clone();
    other
}

#[test]
fn an_export_comes_back_whole_in_another_vault() {
    let (mut world, id) = with_key("0123456789abcdef");
    let file = export(&mut world);
    let mut other = elsewhere(&world);
    assert_eq!(other.trouble_of(preview_of(&file, "keyfob.age", "")), "passphrase-needed");
    assert_eq!(other.trouble_of(preview_of(&file, "keyfob.age", "another one")), "file-passphrase");
    let (entries, skipped) = preview(&mut other, &file, "keyfob.age", FILE_PASSPHRASE);
    assert_eq!((entries.len(), skipped.len()), (1, 0));
    assert_eq!((entries[0].fate, entries[0].label.as_str()), (ImportFate::New, "Bakery, bakery.example, MC4WP"));
    assert!(entries[0].fields[0].preview.ends_with("us21"), "masked: {:?}", entries[0].fields);
    take(&mut other, &file, "keyfob.age", FILE_PASSPHRASE, &[0]);
    assert_eq!(other.reveal(&id, "api_key"), key("0123456789abcdef"));

    let (entries, _) = preview(&mut other, &file, "keyfob.age", FILE_PASSPHRASE);
    assert_eq!(entries[0].fate, ImportFate::Known, "a second time there is nothing to do");
    take(&mut other, &file, "keyfob.age", FILE_PASSPHRASE, &[0]);
    assert_eq!(other.credentials().len(), 1);
}

#[test]
fn two_copies_that_went_apart_are_merged_and_nothing_is_overwritten() {
    let (mut world, id) = with_key("0123456789abcdef");
    let file = export(&mut world);
    let mut other = elsewhere(&world);
    take(&mut other, &file, "keyfob.age", FILE_PASSPHRASE, &[0]);
    other.now += MINUTE;
    other.does(UiRequest::Edit { credential: id.clone(), label: "There".to_owned(), client: "Bakery".to_owned() });
    world.now += 2 * MINUTE;
    world.does(UiRequest::Edit {
        credential: id.clone(),
        label: "Bakery, bakery.example, MC4WP".to_owned(),
        client: "Blue Door".to_owned(),
    });
    let back = export(&mut other);
    world.files = other.files.clone();
    let (entries, _) = preview(&mut world, &back, "keyfob.age", FILE_PASSPHRASE);
    assert_eq!(entries[0].fate, ImportFate::Merge);
    take(&mut world, &back, "keyfob.age", FILE_PASSPHRASE, &[0]);
    let merged = world.credential();
    assert_eq!((merged.label.as_str(), merged.client.as_str()), ("There", "Blue Door"), "the later of each part");
    assert_eq!(world.reveal(&id, "api_key"), key("0123456789abcdef"));
}

#[test]
fn a_hand_over_is_opened_by_its_recipient_only() {
    let (mut world, id) = with_key("0123456789abcdef");
    let mut client = World::with_vault();
    let UiResponse::Text { text: recipient } = client.manage(UiRequest::Recipient) else { panic!("no recipient") };
    let UiResponse::Text { text: again } = client.manage(UiRequest::Recipient) else { panic!("no recipient") };
    assert_eq!(recipient, again, "one for good");
    let hand = |recipient: &str| UiRequest::HandOver { credentials: vec![id.clone()], recipient: recipient.to_owned() };
    assert_eq!(world.trouble_of(hand("somebody")), "bad-recipient");
    let nothing = UiRequest::HandOver { credentials: Vec::new(), recipient: recipient.clone() };
    assert_eq!(world.trouble_of(nothing), "not-found");
    let file = file(&mut world, hand(&recipient));

    client.files = world.files.clone();
    take(&mut client, &file, "keyfob.age", "", &[0]);
    assert_eq!(client.reveal(&id, "api_key"), key("0123456789abcdef"));
    let mut third = elsewhere(&world);
    assert_eq!(third.trouble_of(preview_of(&file, "keyfob.age", "")), "passphrase-needed");
    client.files[0].1 = ["age1", "other"].concat();
    assert_eq!(client.trouble_of(preview_of(&file, "keyfob.age", "")), "file-not-for-you");
}

#[test]
fn an_environment_file_is_shown_first_and_only_what_is_wanted_is_taken() {
    let mut world = World::with_vault();
    let value = key("0123456789abcdef");
    world.guard(&value);
    let content = format!("# site\nMAILCHIMP_API_KEY={value}\nDEBUG=true\n");
    let file = Base64::encode_string(content.as_bytes());
    let (entries, skipped) = preview(&mut world, &file, "client.env", "");
    assert_eq!(entries.len(), 1, "{entries:?} {skipped:?}");
    assert_eq!((entries[0].provider.as_str(), entries[0].fate), ("Mailchimp", ImportFate::New));
    assert!(skipped.iter().any(|one| one.control == "DEBUG"), "{skipped:?}");
    take(&mut world, &file, "client.env", "", &[]);
    assert!(world.credentials().is_empty());
    take(&mut world, &file, "client.env", "", &[entries[0].at]);
    let credential = world.credential();
    assert_eq!((credential.kind.as_str(), credential.region.as_str()), ("mailchimp/api-key", "us21"));
    assert_eq!(world.reveal(&credential.id, "api_key"), value);
    assert_eq!(credential.created_at, NOW);
    let (entries, _) = preview(&mut world, &file, "client.env", "");
    assert_eq!(entries[0].fate, ImportFate::Known);
}

#[test]
fn a_damaged_record_is_named_and_the_rest_goes_out() {
    let (mut world, id) = with_key("0123456789abcdef");
    let mut portal = crate::guide::guide(&mut world);
    show(&mut world, &mut portal, &key("fedcba9876543210"));
    let held = world.waiting();
    world.keep(&held);
    let other = world.credentials().into_iter().find(|one| one.id != id).unwrap();
    for (place, value) in &mut world.store {
        if place.1 == id {
            let middle = value.len() / 2;
            value[middle] ^= 1;
        }
    }
    let request = UiRequest::Export { passphrase: text(FILE_PASSPHRASE), cxf: false };
    let UiResponse::File { bytes, left_out, .. } = world.manage(request) else { panic!("no file") };
    assert_eq!(left_out, ["Bakery, bakery.example, MC4WP"]);
    let mut there = elsewhere(&world);
    take(&mut there, &bytes, "keyfob.age", FILE_PASSPHRASE, &[0]);
    assert_eq!(there.reveal(&other.id, "api_key"), key("fedcba9876543210"));
    let reveal = UiRequest::Reveal { credential: id, field: "api_key".to_owned(), earlier: None };
    assert_eq!(world.fails(reveal), "damaged");
}

#[test]
fn what_was_typed_for_something_that_came_to_nothing_is_forgotten() {
    let (mut world, _) = with_key("0123456789abcdef");
    let export = || UiRequest::Export { passphrase: text(FILE_PASSPHRASE), cxf: false };
    let sealed = file(&mut world, export());
    let change = || UiRequest::PassphraseChange { current: text(PASSPHRASE), new: text(FILE_PASSPHRASE) };

    // The vault locks while something is under way.
    for request in [export(), change()] {
        world.begins(request);
        assert!(world.keeps_typed(), "it is needed until the answer comes");
        world.does(UiRequest::VaultLock);
        assert!(!world.keeps_typed());
        world.unlock();
    }

    // The store does not do it.
    world.reads_fail = Some(StoreProblem::Failed);
    assert_eq!(world.trouble_of(export()), "storage-failed");
    assert!(!world.keeps_typed());
    world.reads_fail = None;

    // The file wants a passphrase that was not typed.
    assert_eq!(world.trouble_of(preview_of(&sealed, "keyfob.age", "")), "passphrase-needed");
    assert!(!world.keeps_typed());
}

#[test]
fn a_file_that_is_none_is_told_and_changes_nothing() {
    let mut world = World::with_vault();
    for (content, name, code) in [
        ("\u{1}\u{2}", "photo.jpg", "file-unknown"),
        ("A=1\nB\n", "x.env", "file-line"),
        ("{\"encrypted\": true, \"items\": []}", "bitwarden.json", "file-encrypted"),
    ] {
        let file = Base64::encode_string(content.as_bytes());
        assert_eq!(world.trouble_of(preview_of(&file, name, "")), code, "{name}");
    }
    assert_eq!(world.trouble_of(preview_of("no base64", "x", "")), "file-failed");
    assert!(world.credentials().is_empty());
}
