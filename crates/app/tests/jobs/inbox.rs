//! Constant Contact V2: two pages, two keeps, one credential; also while the vault is locked.

use crate::common::{MINUTE, NOW, Portal, World};
use keyfob_app::StoreProblem;
use keyfob_protocol::page::Order;
use keyfob_protocol::ui::{Stage, UiRequest, UiResponse};

pub const KIND: &str = "constant-contact/v2-token";
pub const HOSTS: &[&str] = &[
    "https://constantcontact.mashery.com/*",
    "https://oauth2.constantcontact.com/*",
    "https://app.constantcontact.com/*",
    "https://login.constantcontact.com/*",
    "https://*.developer.constantcontact.com/*",
];
pub const MY_KEYS: &str = "https://constantcontact.mashery.com/apps/mykeys";
pub const TOKEN: &str = "https://oauth2.constantcontact.com/oauth2/oauth/token.htm";

pub fn api_key() -> String {
    ["a1b2c3d4e5f6", "g7h8j9k0m1n2"].concat()
}

pub fn token() -> String {
    ["0a1b2c3d-4e5f-4a6b-", "8c7d-9e0f1a2b3c4d"].concat()
}

/// The page with the key, then the window with the token.
pub fn my_keys(world: &mut World) -> Option<Order> {
    let mut page = Portal::load(world, 3, "k1", MY_KEYS)?;
    page.try_report(world, &["My Keys"], &["link API Tester", "link My Keys"], &[(&api_key(), "Key")])
}

pub fn token_window(world: &mut World) -> Option<Order> {
    let mut page = Portal::load(world, 4, "t1", TOKEN)?;
    page.try_report(world, &["Your access token"], &[], &[(&token(), "Access token")])
}

/// The key names an application and is no secret; the token is one.
pub fn begin() -> World {
    let mut world = World::with_vault();
    world.guard(&token());
    world.start(KIND);
    world.grant(HOSTS);
    world
}

fn keep_the_one(world: &mut World) {
    let held = world.waiting();
    let kept = world.keep(&held);
    assert!(matches!(kept, UiResponse::Done), "{kept:?}");
}

/// One credential, whole, captured on two pages, with its end.
pub fn is_whole(world: &mut World, second_at: u64) {
    let credential = world.credential();
    assert_eq!(credential.kind, KIND);
    assert_eq!(world.reveal(&credential.id, "api_key"), api_key());
    assert_eq!(world.reveal(&credential.id, "access_token"), token());
    let mut pages = credential.captured_from;
    pages.sort();
    assert_eq!(pages, [MY_KEYS, TOKEN]);
    assert_eq!(credential.expires_at, Some(second_at + 315_359_999_000));
    assert_eq!(credential.missing, [""; 0]);
}

#[test]
fn two_pages_and_two_keeps_make_one_credential_with_an_end() {
    let mut world = begin();
    let Some(Order::Show { card, .. }) = my_keys(&mut world) else { panic!("no card") };
    assert_eq!(card.account, "Your developer account");
    assert!(world.view().job.unwrap().notice.contains("no longer"));
    keep_the_one(&mut world);
    let job = world.view().job.unwrap();
    assert_eq!(job.stage, Stage::Guiding);
    assert_eq!(job.fields.iter().map(|field| field.kept).collect::<Vec<_>>(), [true, false]);
    assert_eq!(world.credential().missing.len(), 1);

    world.now += MINUTE;
    let Some(Order::Show { card, .. }) = token_window(&mut world) else { panic!("no card") };
    assert_eq!(card.account, "The client’s Constant Contact account");
    keep_the_one(&mut world);
    assert_eq!(world.view().job.unwrap().stage, Stage::Done);
    is_whole(&mut world, NOW + MINUTE);
}

#[test]
fn locked_in_between_the_second_half_waits_and_is_merged_once() {
    let mut world = begin();
    my_keys(&mut world);
    keep_the_one(&mut world);
    world.does(UiRequest::VaultLock);
    world.now += MINUTE;
    token_window(&mut world);
    keep_the_one(&mut world);
    assert_eq!((world.in_inbox(), world.view().inbox), (1, 1));
    assert_eq!(world.view().job.unwrap().stage, Stage::Done);

    world.unlock();
    assert_eq!((world.in_inbox(), world.view().inbox), (0, 0));
    is_whole(&mut world, NOW + MINUTE);
    world.does(UiRequest::VaultLock);
    world.unlock();
    is_whole(&mut world, NOW + MINUTE);
}

#[test]
fn both_halves_locked_survive_a_sigkill_and_keep_the_edited_label() {
    let mut world = begin();
    world.does(UiRequest::VaultLock);
    my_keys(&mut world);
    let mut held = world.waiting();
    held.label = "Bakery newsletter".to_owned();
    // A full store first: the new label is not forgotten.
    world.writes_fail.push_back(Some(StoreProblem::Full));
    let UiResponse::Error { error } = world.keep(&held) else { panic!("it was full") };
    assert_eq!(error.code, "storage-full");
    assert!(matches!(world.keep(&held), UiResponse::Done));
    token_window(&mut world);
    assert_eq!(world.waiting().label, "Bakery newsletter");
    keep_the_one(&mut world);
    world.kill_browser();
    world.unlock();
    is_whole(&mut world, NOW);
    assert_eq!(world.credential().label, "Bakery newsletter");
}

#[test]
fn a_store_that_fails_while_merging_loses_nothing() {
    for problem in [StoreProblem::Full, StoreProblem::Failed] {
        let mut world = begin();
        world.does(UiRequest::VaultLock);
        my_keys(&mut world);
        keep_the_one(&mut world);
        token_window(&mut world);
        keep_the_one(&mut world);
        world.writes_fail.push_back(Some(problem));
        world.unlock();
        assert_eq!((world.in_inbox(), world.view().inbox), (2, 2));
        assert!(world.view().problem.unwrap().code.starts_with("storage-"));
        assert!(world.credentials().is_empty());

        // The next worker tries again.
        world.kill_worker();
        world.view();
        assert_eq!((world.in_inbox(), world.view().inbox), (0, 0));
        is_whole(&mut world, NOW);
    }
}

#[test]
fn a_damaged_capture_is_said_and_does_not_keep_the_others_out() {
    let mut world = begin();
    world.does(UiRequest::VaultLock);
    my_keys(&mut world);
    keep_the_one(&mut world);
    let first = world.store.keys().find(|(area, _)| *area == keyfob_vault::Area::Inbox).cloned().unwrap();
    world.store.get_mut(&first).unwrap()[9] ^= 1;
    token_window(&mut world);
    keep_the_one(&mut world);
    world.unlock();
    assert_eq!(world.view().problem.unwrap().code, "inbox-damaged");
    assert_eq!(world.in_inbox(), 1, "it is left where it is");
    let credential = world.credential();
    assert_eq!(world.reveal(&credential.id, "access_token"), token());
}

#[test]
fn a_label_that_was_edited_in_the_manager_stays() {
    let mut world = begin();
    my_keys(&mut world);
    keep_the_one(&mut world);
    let id = world.credential().id;
    world.does(UiRequest::Edit { credential: id, label: "Mine".to_owned(), client: "Bakery".to_owned() });
    token_window(&mut world);
    keep_the_one(&mut world);
    assert_eq!(world.credential().label, "Mine");
}
