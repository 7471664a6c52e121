//! Looking after what is kept: the trash, earlier values, the clipboard.

use crate::common::{Clipboard, MINUTE, NOW, World};
use crate::fill::{plan, ready};
use crate::guide::{guiding, key, show};
use keyfob_app::Event;
use keyfob_protocol::ui::{CLIPBOARD_SECONDS, CredentialView, TRASH_DAYS, UiRequest, UiResponse};

const DAY: u64 = 24 * 60 * MINUTE;

/// A world with one Mailchimp key in its vault.
fn with_key(stem: &str) -> (World, String) {
    let (mut world, mut portal) = guiding();
    show(&mut world, &mut portal, &key(stem));
    let held = world.waiting();
    world.keep(&held);
    let id = world.credential().id;
    (world, id)
}

fn trash(world: &mut World) -> Vec<CredentialView> {
    match world.manage(UiRequest::List { query: String::new(), offset: 0, limit: 9, trashed: true }) {
        UiResponse::List { credentials, .. } => credentials,
        other => panic!("{other:?}"),
    }
}

/// As days pass: the vault locks, and is opened again.
fn later(world: &mut World, days: u64) {
    world.now += days * DAY;
    world.happens(Event::Tick);
    world.unlock();
}

#[test]
fn what_was_deleted_can_be_taken_back_for_thirty_days() {
    let (mut world, id) = with_key("0123456789abcdef");
    assert_eq!(world.trouble_of(UiRequest::Purge { credential: id.clone() }), "not-found", "not in the trash");
    assert_eq!(world.trouble_of(UiRequest::Delete { credential: id.clone() }), "");
    assert!(world.credentials().is_empty());
    let view = world.view();
    assert_eq!((view.total, view.credentials.len()), (0, 0));
    assert_eq!(trash(&mut world).first().and_then(|one| one.trashed_at), Some(NOW));

    later(&mut world, TRASH_DAYS - 1);
    assert_eq!(world.trouble_of(UiRequest::Restore { credential: id.clone() }), "");
    assert_eq!(world.reveal(&id, "api_key"), key("0123456789abcdef"));
    assert!(trash(&mut world).is_empty());
    // Time in the trash counts from the last deletion.
    assert_eq!(world.trouble_of(UiRequest::Delete { credential: id.clone() }), "");
    later(&mut world, TRASH_DAYS - 1);
    assert_eq!(trash(&mut world).len(), 1);

    later(&mut world, 1);
    assert!(trash(&mut world).is_empty(), "after thirty days it is gone");
    assert_eq!(world.trouble_of(UiRequest::Restore { credential: id }), "not-found");
}

#[test]
fn the_trash_can_be_emptied_by_hand() {
    let (mut world, id) = with_key("0123456789abcdef");
    world.manage(UiRequest::Delete { credential: id.clone() });
    assert_eq!(world.trouble_of(UiRequest::Purge { credential: id.clone() }), "");
    assert!(trash(&mut world).is_empty());
    world.kill_browser();
    world.unlock();
    assert!(trash(&mut world).is_empty() && world.credentials().is_empty());
    assert_eq!(world.trouble_of(UiRequest::Restore { credential: id }), "not-found");
}

#[test]
fn a_form_is_never_filled_from_the_trash() {
    let (mut world, ..) = ready();
    let planned = plan(&mut world);
    for credential in world.credentials() {
        world.manage(UiRequest::Delete { credential: credential.id });
    }
    assert_eq!(world.fails(UiRequest::FillConfirm { plan: planned.id }), "nothing-to-fill");
    let planned = plan(&mut world);
    assert!(planned.asks.iter().all(|ask| ask.chosen.is_none() && ask.credentials.is_empty()));
    assert!(world.filled.is_empty());
}

#[test]
fn the_clipboard_is_overwritten_a_minute_after_the_last_copy() {
    let mut world = World::with_vault();
    world.does(UiRequest::Copied);
    let lock_at = world.wake_at.max(world.now + MINUTE);
    assert_eq!(world.wake_at, NOW + CLIPBOARD_SECONDS * 1000);
    world.now += 30_000;
    world.does(UiRequest::Copied);
    world.now = NOW + CLIPBOARD_SECONDS * 1000;
    world.happens(Event::Tick);
    assert_eq!(world.cleared, 0, "copied again meanwhile");
    // Whatever happens to the worker and the vault.
    world.does(UiRequest::VaultLock);
    world.kill_worker();
    world.now += 30_000;
    world.happens(Event::Tick);
    assert_eq!(world.cleared, 1);
    world.now = lock_at + MINUTE;
    world.happens(Event::Tick);
    assert_eq!(world.cleared, 1, "once");
}

#[test]
fn a_clipboard_that_could_not_be_overwritten_is_tried_again() {
    let mut world = World::with_vault();
    world.does(UiRequest::Copied);
    let due = NOW + CLIPBOARD_SECONDS * 1000;
    // Another program holds it.
    world.clipboard = Clipboard::Held;
    world.now = due;
    world.happens(Event::Tick);
    assert!(world.wake_at > due && world.wake_at <= due + MINUTE, "{}", world.wake_at);
    // The worker is killed while it is at it.
    world.clipboard = Clipboard::NeverAnswers;
    world.now = world.wake_at;
    world.happens(Event::Tick);
    world.kill_worker();
    world.clipboard = Clipboard::Free;
    world.now = world.wake_at;
    world.happens(Event::Tick);
    assert_eq!(world.cleared, 1);
    world.now += MINUTE;
    world.happens(Event::Tick);
    assert_eq!(world.cleared, 1, "once");
}

#[test]
fn a_clipboard_that_is_never_free_does_not_wake_the_worker_for_ever() {
    let mut world = World::with_vault();
    world.does(UiRequest::Copied);
    world.does(UiRequest::VaultLock);
    world.clipboard = Clipboard::Held;
    let mut woken = 0;
    while world.wake_at > world.now {
        world.now = world.wake_at;
        world.happens(Event::Tick);
        woken += 1;
        assert!(woken < 200, "still at it after {} s", (world.now - NOW) / 1000);
    }
    assert_eq!(world.cleared, 0);
    assert!(woken > 10, "{woken}");
}

#[test]
fn the_next_deadline_is_set_after_each() {
    let mut world = World::with_vault();
    let lock_at = world.wake_at;
    world.does(UiRequest::Copied);
    assert!(world.wake_at < lock_at);
    world.now = world.wake_at;
    world.happens(Event::Tick);
    assert!(world.wake_at >= lock_at, "the vault still locks in time");
    world.now = world.wake_at;
    world.happens(Event::Tick);
    assert!(matches!(world.view().vault, keyfob_protocol::ui::VaultView::Locked { .. }));
}
