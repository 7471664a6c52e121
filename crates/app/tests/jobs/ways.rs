//! The ways to open the vault: made, used, changed, removed; and a new data key under all of them.

use crate::common::{PASSPHRASE, World};
use crate::guide::{guiding, key, show};
use crate::inbox::{begin, my_keys};
use base64ct::{Base64UrlUnpadded, Encoding};
use keyfob_app::StoreProblem;
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{UiRequest, UiResponse, VaultView, WayKind, WayView};

const OTHER: &str = "seven quiet ponds";

fn text(text: &str) -> SecretText {
    SecretText::new(text.to_owned())
}

fn ways(world: &mut World) -> Vec<WayView> {
    match world.manage(UiRequest::Ways) {
        UiResponse::Ways { ways, .. } => ways,
        other => panic!("{other:?}"),
    }
}

fn kinds(world: &mut World) -> Vec<WayKind> {
    ways(world).into_iter().map(|way| way.kind).collect()
}

/// A recovery code that was shown and typed back.
fn recovery(world: &mut World) -> String {
    let UiResponse::Secret { value } = world.manage(UiRequest::RecoveryMake) else { panic!("no code") };
    let code = value.expose().to_owned();
    world.guard(&code);
    let last = code.rsplit('-').next().unwrap().to_lowercase();
    assert_eq!(world.trouble_of(UiRequest::RecoveryConfirm { part: text(&last) }), "");
    code
}

fn passkey(world: &mut World, byte: u8) -> String {
    let output = Base64UrlUnpadded::encode_string(&[byte; 32]);
    world.guard(&output);
    let add = UiRequest::PasskeyAdd {
        credential: Base64UrlUnpadded::encode_string(b"credential"),
        salt: Base64UrlUnpadded::encode_string(&[7; 32]),
        output: text(&output),
    };
    assert_eq!(world.trouble_of(add), "");
    output
}

/// As after a restart of the browser.
fn locked(world: &mut World) {
    world.kill_browser();
    assert!(matches!(world.view().vault, VaultView::Locked { .. }));
}

fn is_open(world: &mut World) -> bool {
    matches!(world.view().vault, VaultView::Open { .. })
}

/// The code of the problem an unlock ends with; empty when the vault opens.
fn unlock(world: &mut World, request: UiRequest) -> String {
    match world.ask(request) {
        UiResponse::Done => String::new(),
        UiResponse::Error { error } => error.code,
        other => panic!("{other:?}"),
    }
}

fn with_key() -> World {
    let (mut world, mut portal) = guiding();
    show(&mut world, &mut portal, &key("0123456789abcdef"));
    let held = world.waiting();
    world.keep(&held);
    world.does(UiRequest::GuideStop);
    world
}

fn still_has_its_key(world: &mut World) {
    let id = world.credential().id;
    assert_eq!(world.reveal(&id, "api_key"), key("0123456789abcdef"));
}

#[test]
fn a_recovery_code_opens_the_vault_once_a_part_was_typed_back() {
    let mut world = with_key();
    let UiResponse::Secret { value } = world.manage(UiRequest::RecoveryMake) else { panic!("no code") };
    let wrong = UiRequest::RecoveryConfirm { part: text("00000") };
    assert_eq!(world.trouble_of(wrong), "recovery-part");
    assert_eq!(kinds(&mut world), [WayKind::Passphrase], "it opens nothing before it is confirmed");
    // The person takes their time: the worker is gone, and back.
    world.kill_worker();
    let last = value.expose().rsplit('-').next().unwrap().to_owned();
    assert_eq!(world.trouble_of(UiRequest::RecoveryConfirm { part: text(&last) }), "");
    assert_eq!(kinds(&mut world), [WayKind::Passphrase, WayKind::Recovery]);

    locked(&mut world);
    assert!(matches!(world.view().vault, VaultView::Locked { recovery: true, .. }));
    let typo = value.expose().replacen(|c: char| c != '-', "*", 1);
    assert_eq!(unlock(&mut world, UiRequest::VaultRecover { code: text(&typo) }), "recovery-code");
    let typed = value.expose().to_lowercase().replace('-', " ");
    assert_eq!(unlock(&mut world, UiRequest::VaultRecover { code: text(&typed) }), "");
    still_has_its_key(&mut world);
}

#[test]
fn a_new_recovery_code_takes_the_place_of_the_old_one() {
    let mut world = World::with_vault();
    let old = recovery(&mut world);
    let new = recovery(&mut world);
    assert_eq!(kinds(&mut world), [WayKind::Passphrase, WayKind::Recovery]);
    locked(&mut world);
    assert_eq!(unlock(&mut world, UiRequest::VaultRecover { code: text(&old) }), "wrong-recovery-code");
    assert_eq!(unlock(&mut world, UiRequest::VaultRecover { code: text(&new) }), "");
}

#[test]
fn an_unconfirmed_code_is_forgotten_with_the_lock() {
    let mut world = World::with_vault();
    let UiResponse::Secret { value } = world.manage(UiRequest::RecoveryMake) else { panic!("no code") };
    world.does(UiRequest::VaultLock);
    world.unlock();
    let last = value.expose().rsplit('-').next().unwrap().to_owned();
    assert_eq!(world.trouble_of(UiRequest::RecoveryConfirm { part: text(&last) }), "recovery-gone");
}

#[test]
fn a_passkey_opens_the_vault_until_it_is_removed() {
    let mut world = with_key();
    let output = passkey(&mut world, 9);
    locked(&mut world);
    let VaultView::Locked { passkeys, .. } = world.view().vault else { panic!("not locked") };
    assert_eq!(passkeys.len(), 1);
    assert_eq!(passkeys[0].credential, Base64UrlUnpadded::encode_string(b"credential"));
    assert_eq!(passkeys[0].salt, Base64UrlUnpadded::encode_string(&[7; 32]));
    let other = Base64UrlUnpadded::encode_string(&[1; 32]);
    assert_eq!(unlock(&mut world, UiRequest::VaultPasskey { output: text(&other) }), "wrong-passkey");
    assert_eq!(unlock(&mut world, UiRequest::VaultPasskey { output: text("short") }), "passkey-none");
    assert_eq!(unlock(&mut world, UiRequest::VaultPasskey { output: text(&output) }), "");
    still_has_its_key(&mut world);

    let way = ways(&mut world).into_iter().find(|way| way.kind == WayKind::Passkey).unwrap();
    assert_eq!(world.trouble_of(UiRequest::WayRemove { way: way.id }), "");
    locked(&mut world);
    assert!(matches!(world.view().vault, VaultView::Locked { passkeys, .. } if passkeys.is_empty()));
    assert_ne!(unlock(&mut world, UiRequest::VaultPasskey { output: text(&output) }), "");
}

#[test]
fn the_passphrase_is_changed_by_who_knows_it() {
    let mut world = with_key();
    let change = |current: &str, new: &str| UiRequest::PassphraseChange { current: text(current), new: text(new) };
    assert_eq!(world.trouble_of(change("three green bats", OTHER)), "wrong-passphrase");
    assert_eq!(world.trouble_of(change(PASSPHRASE, "short")), "weak-passphrase");
    assert_eq!(world.trouble_of(change(PASSPHRASE, OTHER)), "");
    let only = ways(&mut world);
    assert_eq!(only.len(), 1);
    assert!(!only[0].removable);
    assert_eq!(world.trouble_of(UiRequest::WayRemove { way: only[0].id.clone() }), "last-passphrase");
    locked(&mut world);
    let open = |passphrase: &str| UiRequest::VaultUnlock { passphrase: text(passphrase) };
    assert_eq!(unlock(&mut world, open(PASSPHRASE)), "wrong-passphrase");
    assert_eq!(unlock(&mut world, open(OTHER)), "");
    still_has_its_key(&mut world);
}

#[test]
fn who_forgot_the_passphrase_sets_another_with_the_recovery_code() {
    let mut world = with_key();
    let code = recovery(&mut world);
    locked(&mut world);
    assert_eq!(unlock(&mut world, UiRequest::VaultRecover { code: text(&code) }), "");
    let other = keyfob_vault::RecoveryCode::random(&mut crate::common::Seeded(7)).expose().to_string();
    let change = |current: &str| UiRequest::PassphraseChange { current: text(current), new: text(OTHER) };
    assert_eq!(world.trouble_of(change(&other)), "wrong-recovery-code");
    assert_eq!(world.trouble_of(change(&code)), "");
    locked(&mut world);
    assert_eq!(unlock(&mut world, UiRequest::VaultUnlock { passphrase: text(OTHER) }), "");
    still_has_its_key(&mut world);
}

#[test]
fn a_full_disk_leaves_every_way_as_it_was() {
    let mut world = with_key();
    world.writes_fail.push_back(Some(StoreProblem::Full));
    let change = UiRequest::PassphraseChange { current: text(PASSPHRASE), new: text(OTHER) };
    assert_eq!(world.trouble_of(change), "storage-full");
    world.writes_fail.push_back(Some(StoreProblem::Full));
    assert_eq!(world.trouble_of(UiRequest::KeyChange), "storage-full");
    still_has_its_key(&mut world);
    locked(&mut world);
    world.unlock();
    still_has_its_key(&mut world);
}

#[test]
fn a_new_data_key_keeps_every_way_and_every_record() {
    let mut world = with_key();
    let code = recovery(&mut world);
    let output = passkey(&mut world, 9);
    let before = world.store.clone();
    assert_eq!(world.trouble_of(UiRequest::KeyChange), "");
    for (place, value) in &before {
        assert_ne!(world.store.get(place), Some(value), "{place:?} is sealed with the old key");
    }
    still_has_its_key(&mut world);
    world.kill_worker();
    assert!(is_open(&mut world), "the session goes on");
    for request in [
        UiRequest::VaultUnlock { passphrase: text(PASSPHRASE) },
        UiRequest::VaultRecover { code: text(&code) },
        UiRequest::VaultPasskey { output: text(&output) },
    ] {
        locked(&mut world);
        assert_eq!(unlock(&mut world, request), "");
        still_has_its_key(&mut world);
    }
}

#[test]
fn what_was_captured_before_a_new_data_key_is_merged_after_it() {
    let mut world = begin();
    assert!(my_keys(&mut world).is_some());
    let held = world.waiting();
    world.does(UiRequest::VaultLock);
    world.keep(&held);
    assert_eq!(world.in_inbox(), 1);
    // Unlocked elsewhere, with a capture that comes between the two.
    world.unlock();
    assert_eq!(world.trouble_of(UiRequest::KeyChange), "");
    assert_eq!(world.in_inbox(), 0);
    let id = world.credential().id;
    assert_eq!(world.reveal(&id, "api_key"), crate::inbox::api_key());
}

#[test]
fn a_kill_at_any_effect_leaves_the_old_ways_or_the_new_ones() {
    let make: fn(&mut World) -> UiRequest = |_| UiRequest::KeyChange;
    let change: fn(&mut World) -> UiRequest =
        |_| UiRequest::PassphraseChange { current: text(PASSPHRASE), new: text(OTHER) };
    for request in [make, change] {
        let mut whole = false;
        for at in 0..40 {
            let mut world = with_key();
            let request = request(&mut world);
            world.kill_after = Some(world.performed + at);
            let answered = world.send(crate::common::surface("/manager.html"), keyfob_app::Incoming::Ui(request));
            whole = world.kill_after.take().is_some();
            locked(&mut world);
            let old = unlock(&mut world, UiRequest::VaultUnlock { passphrase: text(PASSPHRASE) });
            if !old.is_empty() {
                assert_eq!(unlock(&mut world, UiRequest::VaultUnlock { passphrase: text(OTHER) }), "", "{at}");
            }
            still_has_its_key(&mut world);
            assert!(answered.is_none() || whole || at > 0);
            if whole {
                break;
            }
        }
        assert!(whole, "more effects than kills");
    }
}
