//! Verify: a provider is asked whether a key works, and what it says is noted.

use crate::common::{MINUTE, World, answer};
use crate::guide::{guiding, key, show};
use crate::inbox::{begin, my_keys, token_window};
use keyfob_app::{Event, HttpAnswer, HttpProblem};
use keyfob_protocol::ui::{CheckState, CheckView, UiRequest};
use zeroize::Zeroizing;

const API: &[&str] = &["https://*.api.mailchimp.com/*"];
const GOOD: &str = r#"{"account_name":"Blue Door Bakery","email":"dana@bakery.example"}"#;

/// A Mailchimp key in the vault.
pub fn with_key() -> (World, String) {
    let (mut world, mut portal) = guiding();
    show(&mut world, &mut portal, &key("0123456789abcdef"));
    let held = world.waiting();
    world.keep(&held);
    let id = world.credential().id;
    (world, id)
}

pub fn verify(id: &str) -> UiRequest {
    UiRequest::Verify { credential: id.to_owned() }
}

fn check(world: &mut World) -> CheckView {
    world.credential().check
}

/// With the question under way.
fn asked() -> (World, String) {
    let (mut world, id) = with_key();
    world.does(verify(&id));
    world.grant(API);
    assert_eq!(world.asked.len(), 1);
    (world, id)
}

#[test]
fn a_key_is_checked_once_the_person_allows_it() {
    let (mut world, id) = with_key();
    assert_eq!(check(&mut world).hosts, API);
    world.does(verify(&id));
    assert_eq!(check(&mut world).state, CheckState::Permission);
    assert!(world.asked.is_empty(), "nothing is asked before the permission");
    world.grant(API);
    assert_eq!(check(&mut world).state, CheckState::Asking);
    let (request, _) = &world.asked[0];
    assert_eq!((request.method, request.url.as_str()), ("GET", "https://us21.api.mailchimp.com/3.0/"));
    assert!(request.headers.iter().any(|(name, _)| *name == "Authorization"));
    world.does(verify(&id));
    assert_eq!(world.asked.len(), 1, "one question at a time");
    world.now += MINUTE;
    world.answer(200, GOOD);
    let now = world.now;
    for killed in [false, true] {
        if killed {
            world.kill_browser();
            world.unlock();
        }
        let check = check(&mut world);
        assert_eq!((check.state, check.code.as_str(), check.at), (CheckState::Idle, "verify-valid", now));
        assert_eq!(check.who, ["Blue Door Bakery", "dana@bakery.example"]);
        assert_eq!((check.called.as_str(), check.status), ("GET us21.api.mailchimp.com/3.0/", 200));
    }
}

#[test]
fn a_key_that_was_just_kept_is_checked_at_once_where_that_is_allowed() {
    let (mut world, mut portal) = guiding();
    world.grant(API);
    show(&mut world, &mut portal, &key("0123456789abcdef"));
    let held = world.waiting();
    world.keep(&held);
    assert_eq!(world.asked.len(), 1);
    world.answer(200, GOOD);
    let job = world.view().job.unwrap();
    assert_eq!(job.credential.unwrap().check.code, "verify-valid");
}

#[test]
fn doubt_is_said_and_takes_the_place_of_nothing() {
    let (mut world, id) = asked();
    world.answer(200, GOOD);
    for (result, code) in [
        (Err(HttpProblem::Offline), "verify-no-answer"),
        (Err(HttpProblem::Lost), "verify-no-answer"),
        (answer(503, ""), "verify-unknown"),
        (answer(200, "<html>"), "verify-unknown"),
        (answer(429, ""), "verify-too-many"),
    ] {
        world.does(verify(&id));
        world.answers(result);
        assert_eq!(check(&mut world).code, code);
    }
    world.kill_browser();
    world.unlock();
    assert_eq!(check(&mut world).code, "verify-valid", "what is known stays noted");
}

#[test]
fn a_refused_key_needs_attention_until_it_works_again() {
    let (mut world, id) = asked();
    world.answer(401, r#"{"title":"API Key Invalid"}"#);
    assert_eq!(check(&mut world).code, "verify-invalid");
    let codes = |world: &mut World| -> Vec<_> {
        world.view().attention.into_iter().map(|one| (one.code, one.urgent, one.warning)).collect()
    };
    let found = codes(&mut world);
    assert_eq!((found[0].0.as_str(), found[0].1, world.badge), ("refused", true, 1));
    world.does(UiRequest::Dismiss { credential: id.clone(), warning: found[0].2.clone() });
    assert_eq!((codes(&mut world).len(), world.badge), (0, 0));
    // Refused again, later: that is news.
    world.now += MINUTE;
    world.does(verify(&id));
    world.answer(401, r#"{"title":"API Key Invalid"}"#);
    assert_eq!(codes(&mut world).len(), 1);
    world.does(verify(&id));
    world.answer(200, GOOD);
    assert!(codes(&mut world).is_empty());
}

#[test]
fn a_worker_killed_at_any_effect_of_a_check_asks_again() {
    let mut whole = false;
    for at in 0..60 {
        let (mut world, id) = with_key();
        world.grant(API);
        world.kill_after = Some(world.performed + at);
        while world.try_ask(verify(&id)).is_none() {}
        for _ in 0..6 {
            if world.asked.is_empty() {
                world.happens(Event::Tick);
            } else {
                world.answer(200, GOOD);
            }
        }
        whole = world.kill_after.take().is_some();
        let check = check(&mut world);
        assert_eq!((check.state, check.code.as_str()), (CheckState::Idle, "verify-valid"), "{at}");
        if whole {
            break;
        }
    }
    assert!(whole, "more effects than kills");
}

#[test]
fn an_answer_that_finds_the_vault_locked_is_asked_for_again_at_unlock() {
    let (mut world, _) = asked();
    world.does(UiRequest::VaultLock);
    world.answer(200, GOOD);
    assert!(world.asked.is_empty());
    world.unlock();
    assert_eq!(world.asked.len(), 1);
    world.answer(200, GOOD);
    assert_eq!(check(&mut world).code, "verify-valid");
}

#[test]
fn a_grant_that_was_taken_back_and_a_person_who_does_not_want_to_know() {
    let (mut world, id) = with_key();
    world.does(verify(&id));
    world.happens(Event::PermissionsChanged);
    assert_eq!(check(&mut world).state, CheckState::Permission);
    world.does(UiRequest::VerifyStop { credential: id });
    assert_eq!(check(&mut world).state, CheckState::Idle);
    world.grant(API);
    assert!(world.asked.is_empty());
}

#[test]
fn a_key_that_is_too_young_is_asked_for_again_by_itself() {
    let mut world = begin();
    my_keys(&mut world);
    let held = world.waiting();
    world.keep(&held);
    token_window(&mut world);
    let held = world.waiting();
    world.keep(&held);
    let id = world.credential().id;
    world.does(verify(&id));
    world.grant(&["https://api.constantcontact.com/*"]);
    let young = r#"[{"error_key":"mashery.not.authorized.inactive"}]"#;
    world.answer(403, young);
    let check = world.credential().check;
    assert_eq!((check.state, check.code.as_str()), (CheckState::Waiting, "verify-not-yet-active"));
    let at = check.retry_at.unwrap();
    assert!(world.wake_at <= at && at > world.now);
    world.happens(Event::Tick);
    assert!(world.asked.is_empty(), "not before its time");
    world.now = at;
    world.happens(Event::Tick);
    assert_eq!(world.asked.len(), 1);
    world.answer(200, r#"{"organization_name":"Blue Door Bakery"}"#);
    assert_eq!(world.credential().check.code, "verify-valid");
}

#[test]
fn an_answer_from_elsewhere_corrects_the_endpoint() {
    let mut world = World::with_vault();
    let fields = [
        ("username", "apiuser-0123456789ab@apiconnector.com"),
        ("password!", "a long enough one"),
        ("endpoint", "https://r1-api.dotdigital.com"),
    ];
    world.guard(fields[1].1);
    world.stuff(vec![crate::common::credential([1; 16], "dotdigital/api-user", &fields)]);
    world.grant(&["https://*.dotdigital.com/*", "https://*.dotmailer.com/*"]);
    let id = world.credential().id;
    world.does(verify(&id));
    let told = |name: &str, value: &str| format!(r#"{{"name":"{name}","type":"String","value":"{value}"}}"#);
    let all = [told("Name", "Bakery"), told("ApiEndpoint", "https://r3-api.dotdigital.com")];
    world.answers(Ok(HttpAnswer {
        status: 200,
        headers: Vec::new(),
        body: Zeroizing::new(format!(r#"{{"id":1,"properties":[{}]}}"#, all.join(",")).into_bytes()),
    }));
    let found = world.credential();
    assert_eq!(found.check.code, "verify-wrong-region");
    let endpoint = found.fields.iter().find(|field| field.field == "endpoint").unwrap();
    assert_eq!((endpoint.preview.as_str(), found.earlier), ("https://r3-api.dotdigital.com", 1));
}
