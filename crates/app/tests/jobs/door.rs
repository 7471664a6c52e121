//! The vault's door: passphrases, locking by itself, stores that cannot be read.

use crate::common::{MINUTE, NOW, PASSPHRASE, World};
use crate::guide::{guiding, key, show};
use keyfob_app::{Event, StoreProblem};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{UiRequest, UiResponse, VaultView};
use keyfob_vault::{Area, HEADER_KEY};

fn create(passphrase: &str) -> UiRequest {
    UiRequest::VaultCreate { passphrase: SecretText::new(passphrase.to_owned()) }
}

fn unlock(passphrase: &str) -> UiRequest {
    UiRequest::VaultUnlock { passphrase: SecretText::new(passphrase.to_owned()) }
}

fn is_open(world: &mut World) -> bool {
    matches!(world.view().vault, VaultView::Open { .. })
}

#[test]
fn a_weak_passphrase_says_what_is_wrong_with_it() {
    let mut world = World::default();
    for (weak, why) in [("short", "short"), ("ababababababab", "simple"), ("12345678901234", "simple")] {
        let UiResponse::Error { error } = world.ask(create(weak)) else { panic!("{weak}") };
        assert_eq!((error.code.as_str(), error.args), ("weak-passphrase", vec![why.to_owned(), "12".to_owned()]));
    }
    assert!(world.store.is_empty());
    world.does(create(PASSPHRASE));
    assert!(is_open(&mut world));
    assert_eq!(world.wake_at, NOW + 30 * MINUTE);
    assert_eq!(world.fails(create("another long passphrase")), "vault-exists");
}

#[test]
fn a_wrong_passphrase_opens_nothing_and_changes_nothing() {
    let mut world = World::with_vault();
    world.does(UiRequest::VaultLock);
    let stored = world.store.clone();
    assert_eq!(world.fails(unlock("three green goats")), "wrong-passphrase");
    assert_eq!(world.fails(unlock("")), "wrong-passphrase");
    assert!(!is_open(&mut world));
    assert_eq!(world.store, stored);
    world.unlock();
    assert!(is_open(&mut world));
}

#[test]
fn no_room_for_a_vault_leaves_none() {
    let mut world = World::default();
    world.writes_fail.push_back(Some(StoreProblem::Full));
    assert_eq!(world.fails(create(PASSPHRASE)), "storage-full");
    assert!(matches!(world.view().vault, VaultView::Absent));
    world.does(create(PASSPHRASE));
    assert!(is_open(&mut world));
}

#[test]
fn any_event_after_the_deadline_locks() {
    let late: [fn(&mut World); 5] = [
        |world| {
            world.happens(Event::Tick);
        },
        |world| {
            world.happens(Event::PermissionsChanged);
        },
        |world| {
            world.happens(Event::TabClosed { tab: 1 });
        },
        |world| {
            world.happens(Event::KeepCommand);
        },
        |world| {
            let answer = world.ask(UiRequest::List { query: String::new(), offset: 0, limit: 9, trashed: false });
            assert!(matches!(answer, UiResponse::Error { error } if error.code == "locked"));
        },
    ];
    for event in late {
        for killed in [false, true] {
            let mut world = World::with_vault();
            world.now = NOW + 30 * MINUTE;
            if killed {
                world.kill_worker();
            }
            event(&mut world);
            let key = |world: &World| world.session.as_ref().unwrap().contains("\"key\":null");
            assert!(key(&world), "the key is forgotten in the browser's memory too");
            assert!(!is_open(&mut world));
        }
    }
}

#[test]
fn a_person_at_a_surface_moves_the_deadline_and_a_picture_alone_does_not() {
    let mut world = World::with_vault();
    world.now = NOW + 29 * MINUTE;
    world.view();
    assert_eq!(world.wake_at, NOW + 30 * MINUTE);
    world.credentials();
    assert_eq!(world.wake_at, NOW + 59 * MINUTE);
    world.kill_worker();
    world.now = NOW + 58 * MINUTE;
    assert!(is_open(&mut world), "a killed worker is open again until the deadline");
    world.happens(Event::IdleLocked);
    assert!(!is_open(&mut world));
    world.unlock();
    // A clock that was set back does not keep it open.
    world.now = NOW - 24 * 60 * MINUTE;
    assert!(!is_open(&mut world));
}

#[test]
fn what_was_kept_before_locking_is_there_after_unlocking() {
    let (mut world, mut portal) = guiding();
    show(&mut world, &mut portal, &key("0123456789abcdef"));
    let held = world.waiting();
    world.keep(&held);
    world.does(UiRequest::VaultLock);
    assert!(world.view().credentials.is_empty());
    // The index cannot be read now: said, and not taken for an older one.
    world.reads_fail = Some(StoreProblem::Failed);
    assert_eq!(world.fails(unlock(PASSPHRASE)), "storage-failed");
    world.reads_fail = None;
    world.unlock();
    assert_eq!(world.credentials().len(), 1);
}

#[test]
fn a_store_of_a_newer_version_is_named_and_left_alone() {
    let mut world = World::with_vault();
    world.kill_browser();
    let header = world.store.get_mut(&(Area::Meta, HEADER_KEY.to_owned())).unwrap();
    header[9] = 9;
    let length = header.len() - 16;
    header.truncate(length);
    let sum = checksum(header);
    header.extend_from_slice(&sum);
    let stored = world.store.clone();
    let VaultView::Unreadable { problem } = world.view().vault else { panic!("{:?}", world.view().vault) };
    assert_eq!((problem.code.as_str(), problem.args), ("newer-store", vec!["9".to_owned(), "1".to_owned()]));
    assert_eq!(world.fails(unlock(PASSPHRASE)), "newer-store");
    assert_eq!(world.fails(create(PASSPHRASE)), "newer-store");
    let text = SecretText::new(key("0123456789abcdef"));
    world.happens(Event::Selected { text, url: crate::guide::KEYS.to_owned() });
    assert_eq!(world.view().problem.unwrap().code, "newer-store");
    world.happens(Event::KeepCommand);
    world.does(UiRequest::VaultLock);
    assert_eq!(world.store, stored);
}

#[test]
fn a_store_that_cannot_be_read_is_not_an_empty_one() {
    let mut world = World::with_vault();
    world.kill_browser();
    world.reads_fail = Some(StoreProblem::Failed);
    assert_eq!(world.fails(create("another long passphrase")), "storage-failed");
    world.kill_worker();
    world.reads_fail = None;
    world.unlock();
}

/// As the header has it: SHA-256, cut to 16 bytes.
fn checksum(bytes: &[u8]) -> [u8; 16] {
    use sha2::Digest;
    sha2::Sha256::digest(bytes)[..16].try_into().unwrap()
}
