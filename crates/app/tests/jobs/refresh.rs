//! Refresh: connections are kept fresh, each once, and nothing that arrived is lost.

use crate::common::{MINUTE, World, answer, credential};
use keyfob_app::{Event, HttpProblem};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{CredentialView, Stage, UiRequest};
use keyfob_vault::{Credential, RecordId};
use proptest::prelude::*;

const APP: &str = "constant-contact/v3-app";
pub const KIND: &str = "constant-contact/v3-oauth";
pub const AUTHZ: &str = "https://authz.constantcontact.com/*";
pub const DAY: u64 = 86_400_000;

pub fn token(name: &str, number: u32) -> String {
    [name, "-", &number.to_string().repeat(12)].concat()
}

/// Tokens of a connection, as the provider gives them.
pub fn tokens(number: u32) -> String {
    format!(
        r#"{{"access_token":"{}","refresh_token":"{}","token_type":"Bearer","expires_in":86400}}"#,
        token("access", number),
        token("refresh", number)
    )
}

fn connection(number: u8, obtained: u64) -> Credential {
    let mut id = [number; 16];
    id[15] = 7;
    let (access, refresh) = (token("access", 0), token("refresh", 0));
    Credential {
        linked: Some(RecordId::from_bytes([255; 16])),
        issued_at: Some(obtained),
        expires_at: Some(obtained + DAY),
        ..credential(id, KIND, &[("access_token!", &access), ("refresh_token!", &refresh)])
    }
}

/// A vault with an app and so many connections, made now.
pub fn connected(count: u8, secret: bool) -> World {
    let mut world = World::with_vault();
    for number in 0..9 {
        world.guard(&token("access", number));
        world.guard(&token("refresh", number));
    }
    let secret: &[(&str, &str)] = if secret { &[("client_secret!", "the app's own secret")] } else { &[] };
    world.guard("the app's own secret");
    let mut app = credential([255; 16], APP, secret);
    app.fields.insert("client_id".to_owned(), keyfob_vault::FieldValue::Public("the-client".to_owned()));
    let now = world.now;
    let all = (0..count).map(|number| connection(number, now)).chain([app]).collect();
    world.stuff(all);
    world
}

pub fn one(world: &mut World) -> CredentialView {
    world.credentials().into_iter().find(|one| one.kind == KIND).unwrap()
}

pub fn code(world: &mut World) -> String {
    one(world).connection.unwrap().code
}

/// The clock comes to the next alarm, and the vault is open.
pub fn come_due(world: &mut World) {
    world.now += DAY;
    world.unlock();
}

fn has(world: &mut World, number: u32) {
    let id = one(world).id;
    assert_eq!(world.reveal(&id, "access_token"), token("access", number));
    assert_eq!(world.reveal(&id, "refresh_token"), token("refresh", number));
}

#[test]
fn what_came_due_while_it_was_locked_is_refreshed_at_unlock() {
    let mut world = connected(1, false);
    assert_eq!(code(&mut world), "fresh");
    world.happens(Event::Tick);
    assert!(world.asked.is_empty());
    world.now += DAY;
    world.happens(Event::Tick);
    assert!(world.asked.is_empty(), "nothing runs while it is locked");
    world.unlock();
    assert_eq!(world.asked.len(), 1);
    let (request, _) = &world.asked[0];
    assert_eq!(request.url.as_str(), "https://authz.constantcontact.com/oauth2/default/v1/token");
    assert!(request.body.contains("grant_type=refresh_token") && request.body.contains("client_id=the-client"));
    assert!(request.headers.iter().all(|(name, _)| *name != "Authorization"), "no secret, no Basic");
    assert_eq!(code(&mut world), "refreshing");
    world.happens(Event::Tick);
    world.happens(Event::Tick);
    assert_eq!(world.asked.len(), 1, "asked once");
    world.answer(200, &tokens(1));
    has(&mut world, 1);
    assert_eq!(code(&mut world), "fresh");
    assert_eq!(one(&mut world).expires_at, Some(world.now + DAY));
    assert!(world.asked.is_empty() && world.in_inbox() == 0);
    assert!(world.wake_at > world.now, "the next alarm is set");
    assert!(world.view().attention.iter().all(|one| !one.urgent));
}

#[test]
fn an_app_with_a_secret_says_it_in_the_header_alone() {
    let mut world = connected(1, true);
    come_due(&mut world);
    let (request, _) = &world.asked[0];
    assert!(request.headers.iter().any(|(name, value)| *name == "Authorization" && value.starts_with("Basic ")));
    assert!(!request.body.contains("client_id") && !request.body.contains("secret"));
    world.answer(200, &tokens(1));
    has(&mut world, 1);
}

#[test]
fn a_refresh_token_that_is_refused_is_not_sent_again_and_the_person_connects_anew() {
    let mut world = connected(1, false);
    come_due(&mut world);
    world.answer(400, r#"{"error":"invalid_grant"}"#);
    assert_eq!((code(&mut world).as_str(), world.badge), ("connect-again", 1));
    let view = world.view();
    assert_eq!((view.attention[0].code.as_str(), view.attention[0].urgent), ("connect-again", true));
    for _ in 0..3 {
        come_due(&mut world);
        assert!(world.asked.is_empty(), "it never loops");
    }
    let id = one(&mut world).id;
    world.grant(&[AUTHZ]);
    world.does(UiRequest::OauthAgain { credential: id.clone() });
    let url = world.launched.last().unwrap().clone();
    let state = url.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let to = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/constant-contact";
    let address = format!("{to}?code={}&state={state}", ["the", "code"].concat());
    world.happens(Event::Redirected { result: Ok(SecretText::new(address)) });
    world.answer(200, &tokens(2));
    assert_eq!(one(&mut world).id, id, "where they lay before");
    has(&mut world, 2);
    assert_eq!((code(&mut world).as_str(), world.badge), ("fresh", 0));
}

#[test]
fn no_network_is_no_failure_and_a_busy_provider_is_asked_later() {
    for (result, said) in [(Err(HttpProblem::Offline), "offline"), (answer(503, ""), "retrying")] {
        let mut world = connected(1, false);
        come_due(&mut world);
        world.answers(result);
        assert_eq!(code(&mut world), said);
        assert!(world.view().attention.iter().all(|one| !one.urgent));
        world.happens(Event::Tick);
        assert!(world.asked.is_empty(), "not at once");
        world.now += 15 * MINUTE;
        world.happens(Event::Tick);
        assert_eq!(world.asked.len(), 1);
        world.answer(200, &tokens(1));
        has(&mut world, 1);
    }
}

#[test]
fn tokens_that_arrive_while_it_is_locked_are_there_after_the_next_unlock() {
    let mut world = connected(1, false);
    come_due(&mut world);
    world.does(UiRequest::VaultLock);
    world.answer(200, &tokens(1));
    assert_eq!(world.in_inbox(), 1);
    world.kill_browser();
    world.unlock();
    assert_eq!(world.in_inbox(), 0);
    has(&mut world, 1);
    assert!(world.asked.is_empty(), "what is fresh is not refreshed");
}

#[test]
fn a_worker_killed_at_any_effect_of_the_answer_keeps_both_tokens_or_neither() {
    let mut whole = false;
    for at in 0..40 {
        let mut world = connected(1, false);
        come_due(&mut world);
        world.kill_after = Some(world.performed + at);
        let done = world.answer(200, &tokens(1));
        whole = world.kill_after.take().is_some();
        // The inbox is merged as soon as somebody looks.
        world.view();
        world.view();
        let id = one(&mut world).id;
        let pair = (world.reveal(&id, "access_token"), world.reveal(&id, "refresh_token"));
        let (old, new) = ((token("access", 0), token("refresh", 0)), (token("access", 1), token("refresh", 1)));
        assert!(pair == new || (at == 0 && pair == old), "{at}: half of a refresh");
        assert!(!done || pair == new);
        if whole {
            break;
        }
    }
    assert!(whole, "more effects than kills");
}

#[test]
fn a_worker_killed_at_any_effect_of_the_beginning_leaves_no_connection_behind() {
    for at in 0..40 {
        let mut world = connected(1, false);
        world.now += DAY;
        world.kill_after = Some(world.performed + at);
        while world
            .try_ask(UiRequest::VaultUnlock { passphrase: SecretText::new(crate::common::PASSPHRASE.to_owned()) })
            .is_none()
        {}
        let whole = world.kill_after.take().is_some();
        if world.asked.is_empty() {
            // At the latest when the lease of the dead worker is over.
            world.happens(Event::Tick);
            if world.asked.is_empty() {
                world.now += 2 * MINUTE;
                world.happens(Event::Tick);
            }
        }
        assert_eq!(world.asked.len(), 1, "{at}");
        world.answer(200, &tokens(1));
        has(&mut world, 1);
        if whole {
            return;
        }
    }
    panic!("more effects than kills");
}

#[test]
fn no_room_for_new_tokens_keeps_them_until_there_is() {
    let mut world = connected(1, false);
    come_due(&mut world);
    world.writes_fail.push_back(Some(keyfob_app::StoreProblem::Full));
    world.answer(200, &tokens(1));
    assert_eq!(world.view().problem.map(|problem| problem.code).as_deref(), Some("storage-full"));
    world.now += MINUTE;
    world.happens(Event::Tick);
    has(&mut world, 1);
}

#[test]
fn two_hundred_that_come_due_together_go_a_few_at_a_time_and_each_once() {
    let mut world = connected(200, false);
    come_due(&mut world);
    let mut sent = 0;
    while !world.asked.is_empty() {
        assert!(world.asked.len() <= 2, "{} at one host", world.asked.len());
        world.answer(200, &tokens(1));
        sent += 1;
        assert!(sent <= 200, "asked twice");
    }
    assert_eq!(sent, 200);
    let vault = world.vault();
    assert!(vault.summaries().filter(|one| one.kind == KIND).all(|one| one.expires_at == Some(world.now + DAY)));
}

#[test]
fn a_code_is_entered_elsewhere() {
    let mut world = connected(0, false);
    world.grant(&[AUTHZ]);
    let app = world.credential().id;
    world.does(UiRequest::OauthDevice { kind: KIND.to_owned(), app, replaces: String::new() });
    assert!(world.launched.is_empty());
    world.answer(
        200,
        r#"{"device_code":"GmRhmhcxhwAz","user_code":"WDJB-MJHT","verification_uri":"https://example.com/device","expires_in":600,"interval":5}"#,
    );
    let device = world.view().job.unwrap().device.unwrap();
    assert_eq!((device.user_code.as_str(), device.address.as_str()), ("WDJB-MJHT", "https://example.com/device"));
    assert!(world.asked.is_empty());
    world.kill_worker();
    world.now += 6_000;
    world.view();
    assert_eq!(world.asked.len(), 1);
    world.answer(400, r#"{"error":"authorization_pending"}"#);
    world.now += 6_000;
    world.happens(Event::Tick);
    world.answer(200, &tokens(1));
    assert_eq!(world.view().job.map(|job| job.stage), Some(Stage::Done));
    has(&mut world, 1);
}

#[test]
fn a_connection_that_has_ended_is_replaced_by_one_with_a_code() {
    let mut world = connected(1, false);
    world.grant(&[AUTHZ]);
    let all = world.credentials();
    let old = all.iter().find(|one| one.kind == KIND).unwrap().id.clone();
    let app = all.iter().find(|one| one.kind != KIND).unwrap().id.clone();
    world.does(UiRequest::OauthDevice { kind: KIND.to_owned(), app, replaces: old.clone() });
    assert_eq!(world.asked.len(), 1, "one code");
    world.answer(
        200,
        r#"{"device_code":"GmRhmhcxhwAz","user_code":"WDJB-MJHT","verification_uri":"https://example.com/device","expires_in":600,"interval":5}"#,
    );
    world.now += 6_000;
    world.happens(Event::Tick);
    world.answer(200, &tokens(1));
    let all = world.credentials();
    let of = |id: &str| all.iter().find(|one| one.id == id).unwrap();
    let new = of(&old).rotation.as_ref().unwrap().by.clone().unwrap();
    assert_ne!(new, old);
    assert_eq!(of(&new).kind, KIND);
    assert_eq!(world.reveal(&new, "access_token"), token("access", 1));
    assert_eq!(world.reveal(&old, "access_token"), token("access", 0), "the old one stays until it is switched off");
}

#[test]
fn a_code_is_offered_where_the_provider_has_that() {
    let mut world = World::with_vault();
    let services = match world.ask(UiRequest::Services) {
        keyfob_protocol::ui::UiResponse::Services { services } => services,
        other => panic!("{other:?}"),
    };
    let kinds: Vec<_> = services.into_iter().flat_map(|service| service.kinds).collect();
    let by_device = |id: &str| kinds.iter().find(|kind| kind.kind == id).unwrap().by_device;
    assert!(by_device(KIND) && !by_device("mailchimp/oauth") && !by_device("mailchimp/api-key"));
}

/// What happens around one connection.
#[derive(Debug, Clone)]
enum Act {
    Tick,
    Answer,
    Fail(usize),
    Lock,
    Unlock,
    KillWorker,
    KillBrowser,
    Wait(u64),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => Just(Act::Tick),
        5 => Just(Act::Answer),
        2 => (0..4_usize).prop_map(Act::Fail),
        2 => Just(Act::Lock),
        4 => Just(Act::Unlock),
        1 => Just(Act::KillWorker),
        1 => Just(Act::KillBrowser),
        4 => (1..2000_u64).prop_map(Act::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Against a server that takes each refresh token once: an old one is never sent, and what was given is there.
    #[test]
    fn a_rotating_token_is_used_once_whatever_happens(acts in prop::collection::vec(act(), 1..40)) {
        let mut world = connected(1, false);
        let mut given = 0;
        for act in acts {
            match act {
                Act::Tick => drop(world.happens(Event::Tick)),
                Act::Answer if !world.asked.is_empty() => {
                    let sent = format!("refresh_token={}", token("refresh", given));
                    prop_assert!(world.asked[0].0.body.contains(&sent), "an old token was sent");
                    given += 1;
                    world.answer(200, &tokens(given));
                }
                Act::Fail(which) if !world.asked.is_empty() => {
                    let all = [Err(HttpProblem::Offline), Err(HttpProblem::Lost), answer(503, ""), answer(200, "<html>")];
                    world.answers(all.into_iter().nth(which).unwrap());
                }
                Act::Answer | Act::Fail(_) => {}
                Act::Lock => world.does(UiRequest::VaultLock),
                Act::Unlock => world.unlock(),
                Act::KillWorker => world.kill_worker(),
                Act::KillBrowser => world.kill_browser(),
                Act::Wait(minutes) => world.now += minutes * MINUTE,
            }
            prop_assert!(world.asked.len() <= 1, "asked twice at once");
        }
        world.unlock();
        has(&mut world, given);
    }
}
