//! Mailchimp by OAuth: the token says nothing of the data centre, so the provider is asked for it before the connection
//! is done.

use crate::common::{MINUTE, World, answer, credential};
use keyfob_app::{Event, HttpProblem, HttpResult, StoreProblem};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{CheckState, CredentialView, Stage, UiRequest};

const KIND: &str = "mailchimp/oauth";
const LOGIN: &str = "https://login.mailchimp.com/*";
const API: &str = "https://*.api.mailchimp.com/*";
const METADATA: &str = "https://login.mailchimp.com/oauth2/metadata";
const PING: &str = "https://us6.api.mailchimp.com/3.0/ping";
const APP: [u8; 16] = [1; 16];
const CLIENT_ID: &str = "123456789012";

fn secret() -> String {
    "5e".repeat(25)
}

fn token(number: usize) -> String {
    format!("{number}a").repeat(16)
}

fn granted(number: usize) -> String {
    format!(r#"{{"access_token":"{}","expires_in":0,"scope":null}}"#, token(number))
}

fn account(region: &str, endpoint: &str) -> String {
    format!(
        r#"{{"dc":"{region}","role":"owner","accountname":"Harbour Choir","user_id":7,"login":{{"email":"kim@harbour.example"}},"login_url":"https://login.mailchimp.com","api_endpoint":"{endpoint}"}}"#
    )
}

fn choir() -> String {
    account("us6", "https://us6.api.mailchimp.com")
}

/// With the app in the vault, owned by an agency.
fn with_app() -> World {
    let mut world = World::with_vault();
    for number in 0..3 {
        world.guard(&token(number));
    }
    world.guard(&secret());
    let secret = secret();
    let mut app = credential(APP, "mailchimp/oauth-app", &[("client_id", CLIENT_ID), ("client_secret!", &secret)]);
    app.account = Some("Studio Elm".to_owned());
    world.stuff(vec![app]);
    world
}

fn start(app: String) -> UiRequest {
    UiRequest::OauthStart { kind: KIND.to_owned(), app, replaces: String::new() }
}

/// The consent window ends at the right address.
fn allow(world: &mut World) {
    let url = world.launched.last().unwrap().clone();
    let from = url.find("state=").unwrap() + "state=".len();
    let state = url[from..].split('&').next().unwrap();
    let to = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/mailchimp";
    let address = SecretText::new(format!("{to}?state={state}&code={}", ["the", "code"].concat()));
    world.happens(Event::Redirected { result: Ok(address) });
}

/// With the code on its way to the token endpoint.
fn exchanging() -> World {
    let mut world = with_app();
    let app = world.credential().id;
    world.does(start(app));
    world.grant(&[LOGIN]);
    allow(&mut world);
    world
}

/// With the token in the vault, and the account asked for.
fn asked() -> World {
    let mut world = exchanging();
    world.answer(200, &granted(0));
    assert_eq!(world.asked.len(), 1);
    world
}

fn stage(world: &mut World) -> (Stage, Option<String>) {
    let job = world.view().job.unwrap();
    (job.stage, job.problem.map(|problem| problem.code))
}

fn connection(world: &mut World) -> CredentialView {
    let all = world.credentials();
    assert_eq!(all.len(), 2, "{all:?}");
    all.into_iter().find(|one| one.kind == KIND).unwrap()
}

fn field(of: &CredentialView, name: &str) -> String {
    of.fields.iter().find(|field| field.field == name).map_or(String::new(), |field| field.preview.clone())
}

fn is_placed(world: &mut World) {
    let one = connection(world);
    assert_eq!((one.region.as_str(), one.account.as_str()), ("us6", "Harbour Choir · kim@harbour.example"));
    assert_eq!(
        (field(&one, "endpoint").as_str(), field(&one, "region").as_str()),
        ("https://us6.api.mailchimp.com", "us6")
    );
    assert_eq!(world.reveal(&one.id, "access_token"), token(0));
    assert_eq!((one.expires_at, one.missing.len()), (None, 0));
}

fn is_without_region(world: &mut World) -> String {
    let one = connection(world);
    assert_eq!((one.region.as_str(), field(&one, "endpoint").as_str(), one.account.as_str()), ("", "", ""));
    assert_eq!(world.reveal(&one.id, "access_token"), token(0), "what was given is kept");
    one.id
}

#[test]
fn from_consent_to_a_connection_that_knows_its_data_centre_and_works() {
    let mut world = exchanging();
    let url = &world.launched[0];
    assert!(url.starts_with("https://login.mailchimp.com/oauth2/authorize?response_type=code&"), "{url}");
    assert!(!url.contains("code_challenge") && !url.contains("scope="), "{url}");
    let (to, body) = world.posted[0].clone();
    assert_eq!(to, "https://login.mailchimp.com/oauth2/token");
    assert!(body.contains(&format!("client_id={CLIENT_ID}&client_secret={}", secret())), "the secret is in the body");
    assert!(world.asked[0].0.headers.iter().all(|(name, _)| *name != "Authorization"), "and nowhere else");
    world.answer(200, &granted(0));
    assert_eq!(stage(&mut world), (Stage::Exchanging, None), "not done before its account is known");
    let (request, _) = &world.asked[0];
    assert_eq!((request.method, request.url.as_str()), ("GET", METADATA));
    let header = request.headers.iter().find(|(name, _)| *name == "Authorization").unwrap();
    assert_eq!(header.1.as_str(), format!("OAuth {}", token(0)));
    world.answer(200, &choir());
    assert_eq!(stage(&mut world), (Stage::Done, None));
    is_placed(&mut world);
    // Whether it works is offered, and asked for at that data centre.
    let one = connection(&mut world);
    assert_eq!(
        (one.check.state, one.check.hosts.as_slice()),
        (CheckState::Idle, &[API.to_owned(), LOGIN.to_owned()][..])
    );
    assert!(world.asked.is_empty());
    world.does(UiRequest::Verify { credential: one.id });
    world.grant(&[API]);
    assert_eq!(world.asked[0].0.url.as_str(), PING);
    world.answer(200, r#"{"health_status":"Everything's Chimpy!"}"#);
    assert_eq!(connection(&mut world).check.code, "verify-valid");
}

#[test]
fn an_account_that_is_not_told_is_asked_for_again_by_the_next_check() {
    let answers: [HttpResult; 5] = [
        Err(HttpProblem::Lost),
        Err(HttpProblem::Offline),
        answer(503, ""),
        answer(200, "<html>"),
        answer(401, r#"{"error":"invalid_token"}"#),
    ];
    for result in answers {
        let mut world = asked();
        world.answers(result.clone());
        assert_eq!(stage(&mut world), (Stage::Done, Some("region-unknown".to_owned())));
        let id = is_without_region(&mut world);
        world.grant(&[API]);
        world.does(UiRequest::Verify { credential: id.clone() });
        assert_eq!((world.asked.len(), world.asked[0].0.url.as_str()), (1, METADATA));
        world.answers(result);
        let check = connection(&mut world).check;
        assert_eq!((check.state, check.problem.unwrap().code.as_str()), (CheckState::Idle, "region-unknown"));
        world.does(UiRequest::Verify { credential: id });
        world.answer(200, &choir());
        assert_eq!(stage(&mut world), (Stage::Done, None), "what was said of it is over");
        is_placed(&mut world);
        assert_eq!(world.asked[0].0.url.as_str(), PING, "and the check goes on");
        world.answer(200, "{}");
        assert_eq!(connection(&mut world).check.code, "verify-valid");
    }
}

#[test]
fn an_address_that_is_not_the_providers_is_never_called() {
    for (region, endpoint) in [
        ("us6", "https://us7.api.mailchimp.com"),
        ("us6", "https://us6.api.mailchimp.com.evil.example"),
        ("us6", "http://us6.api.mailchimp.com"),
        ("us6.evil.example/", "https://us6.evil.example/.api.mailchimp.com"),
    ] {
        let mut world = asked();
        world.grant(&[API]);
        world.answer(200, &account(region, endpoint));
        assert_eq!(stage(&mut world), (Stage::Done, Some("region-refused".to_owned())));
        let id = is_without_region(&mut world);
        world.does(UiRequest::Verify { credential: id });
        world.answer(200, &account(region, endpoint));
        assert_eq!(connection(&mut world).check.problem.unwrap().code, "region-refused");
        assert!(world.asked.is_empty());
        assert!(
            world.posted.iter().all(|(url, _)| url.starts_with("https://login.mailchimp.com/oauth2/")),
            "{endpoint}"
        );
    }
}

#[test]
fn a_worker_killed_anywhere_between_token_and_account_goes_on_by_itself() {
    let mut whole = false;
    for at in 1..80 {
        let mut world = exchanging();
        world.kill_after = Some(world.performed + at);
        world.answer(200, &granted(0));
        let alive = world.kill_after.is_some() && world.answer(200, &choir());
        whole = world.kill_after.take().is_some();
        assert!(alive || !whole);
        // Somebody looks, as somebody will: the panel asks again at every notice.
        for _ in 0..4 {
            world.view();
            if !world.asked.is_empty() {
                world.answer(200, &choir());
            }
        }
        assert_eq!(stage(&mut world), (Stage::Done, None), "after {at} effects");
        is_placed(&mut world);
        assert_eq!(world.launched.len(), 1, "without another window");
        if whole {
            break;
        }
    }
    assert!(whole, "more effects than kills");
}

#[test]
fn a_vault_that_is_locked_when_the_token_comes_hears_of_the_account_at_unlock() {
    let mut world = exchanging();
    // The secret was read; the answer finds the vault locked.
    world.does(UiRequest::VaultLock);
    world.answer(200, &granted(0));
    assert_eq!(stage(&mut world), (Stage::Done, None));
    assert!(world.asked.is_empty(), "a token that cannot be read is not sent");
    world.unlock();
    world.answer(200, &choir());
    is_placed(&mut world);
}

#[test]
fn a_vault_that_locks_before_the_account_is_told_keeps_the_token() {
    let mut world = asked();
    world.does(UiRequest::VaultLock);
    world.answer(200, &choir());
    assert_eq!(stage(&mut world), (Stage::Done, Some("region-unknown".to_owned())));
    world.unlock();
    let id = is_without_region(&mut world);
    world.does(UiRequest::Verify { credential: id });
    world.grant(&[API]);
    world.answer(200, &choir());
    is_placed(&mut world);
}

#[test]
fn no_room_for_the_token_or_the_account_is_said_and_nothing_is_lost() {
    // Each of the three writes: the token, the record, the account in it.
    for (fails, wanted) in [(0, Stage::Failed), (1, Stage::Failed), (2, Stage::Done)] {
        let mut world = exchanging();
        world.writes_fail = (0..3).map(|at| (at == fails).then_some(StoreProblem::Full)).collect();
        world.answer(200, &granted(0));
        if fails == 2 {
            world.answer(200, &choir());
        }
        assert_eq!(stage(&mut world), (wanted, Some("storage-full".to_owned())));
        world.writes_fail.clear();
        if fails == 2 {
            let id = is_without_region(&mut world);
            world.does(UiRequest::Verify { credential: id });
            world.grant(&[API]);
        } else {
            let app = world.credential().id;
            world.does(start(app));
        }
        world.answer(200, &choir());
        is_placed(&mut world);
        assert_eq!(world.launched.len(), 1);
    }
}

#[test]
fn connecting_again_with_another_account_brings_that_ones_data_centre() {
    let mut world = asked();
    world.answer(200, &choir());
    let id = connection(&mut world).id;
    world.now += MINUTE;
    world.does(UiRequest::OauthAgain { credential: id.clone() });
    allow(&mut world);
    world.answer(200, &granted(1));
    let between = connection(&mut world);
    assert_eq!((between.region.as_str(), field(&between, "endpoint").as_str()), ("", ""), "nobody knows yet");
    world.answer(200, &account("us21", "https://us21.api.mailchimp.com"));
    let one = connection(&mut world);
    assert_eq!((one.id.as_str(), one.region.as_str()), (id.as_str(), "us21"));
    assert_eq!(field(&one, "endpoint"), "https://us21.api.mailchimp.com");
    assert_eq!(world.reveal(&id, "access_token"), token(1));
}

#[test]
fn what_the_provider_calls_the_account_is_shown_as_one_plain_line() {
    let mut world = asked();
    let name = r"Har\u202ebour\n\tChoir";
    world.answer(
        200,
        &format!(r#"{{"dc":"us6","api_endpoint":"https://us6.api.mailchimp.com","accountname":"{name}","login":7}}"#),
    );
    assert_eq!(connection(&mut world).account, "HarbourChoir");
}
