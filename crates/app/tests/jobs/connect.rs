//! Constant Contact V3: authorization code with PKCE, and what can go wrong between window and token.

use crate::common::{MINUTE, NOW, Portal, World, answer};
use crate::inbox::HOSTS;
use keyfob_app::{BrowserProblem, Event, HttpProblem, StoreProblem, Then};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{Stage, UiRequest, VaultView};

const KIND: &str = "constant-contact/v3-oauth";
const AUTHZ: &[&str] = &["https://authz.constantcontact.com/*"];
const PORTAL: &str = "https://app.constantcontact.com/pages/dma/portal/";

fn client_id() -> String {
    ["11112222-3333-4444-", "5555-666677778888"].concat()
}

fn access() -> String {
    ["eyJ", &"x".repeat(20), ".payload.", &"y".repeat(20)].concat()
}

fn refresh() -> String {
    ["refresh", "-", &"z".repeat(30)].concat()
}

fn word(world: &mut World) -> (Option<Stage>, Option<String>) {
    let job = world.view().job;
    (job.as_ref().map(|job| job.stage), job.and_then(|job| job.problem).map(|problem| problem.code))
}

/// With the app in the vault, and the connection asked for.
fn asked() -> World {
    let mut world = World::with_vault();
    world.guard(&access());
    world.guard(&refresh());
    world.start("constant-contact/v3-app");
    // One question for both: the guide waits until the authorization server is granted too.
    world.grant(HOSTS);
    assert_eq!(word(&mut world).0, Some(Stage::Permission));
    world.grant(AUTHZ);
    assert_eq!(world.registered, HOSTS, "no script for the authorization server");
    let portal = Portal::load(&mut world, 5, "a1", PORTAL).unwrap();
    portal.pick(&mut world, &client_id());
    let held = world.waiting();
    world.keep(&held);
    let app = world.credential();
    assert_eq!(app.fields[0].preview, client_id(), "a client id is no secret");
    // Taken back in the browser's settings meanwhile.
    world.grants.remove(AUTHZ[0]);
    world.does(UiRequest::OauthStart { kind: KIND.to_owned(), app: app.id, replaces: String::new() });
    world
}

/// With the consent window open.
fn consent() -> World {
    let mut world = asked();
    assert_eq!(word(&mut world).0, Some(Stage::Permission));
    assert!(world.launched.is_empty(), "nothing opens before the permission");
    world.grant(AUTHZ);
    assert_eq!(word(&mut world), (Some(Stage::Consent), None));
    assert_eq!(world.launched.len(), 1);
    world
}

fn parameter(url: &str, name: &str) -> String {
    let from = url.find(&format!("{name}=")).unwrap() + name.len() + 1;
    url[from..].split('&').next().unwrap().to_owned()
}

/// The address that the window ends at.
fn address(world: &World) -> SecretText {
    let state = parameter(world.launched.last().unwrap(), "state");
    let to = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/constant-contact";
    SecretText::new(format!("{to}?code={}&state={state}", ["the", "code"].concat()))
}

fn tokens() -> String {
    format!(
        r#"{{"access_token":"{}","refresh_token":"{}","token_type":"Bearer","expires_in":86400}}"#,
        access(),
        refresh()
    )
}

fn is_connected(world: &mut World, at: u64) {
    let all = world.credentials();
    assert_eq!(all.len(), 2, "{all:?}");
    let connection = all.into_iter().find(|credential| credential.kind == KIND).unwrap();
    assert_eq!(world.reveal(&connection.id, "access_token"), access());
    assert_eq!(world.reveal(&connection.id, "refresh_token"), refresh());
    assert_eq!(connection.expires_at, Some(at + 86_400_000));
    assert_eq!(connection.missing, [""; 0]);
    let app = linked(world, &connection.id);
    assert!(world.credentials().iter().any(|c| c.id == app && c.kind == "constant-contact/v3-app"));
    assert!(world.posted.iter().all(|(_, body)| !body.contains("client_secret")));
}

/// The credential that another one in the vault belongs to, as the index has it.
fn linked(world: &World, id: &str) -> String {
    use keyfob_vault::{Area, HEADER_KEY, Header, INDEX_KEY, Vault};
    let session: serde_json::Value = serde_json::from_str(world.session.as_deref().unwrap()).unwrap();
    let hex = session["key"].as_str().unwrap();
    let key: Vec<u8> = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
    let meta = |name: &str| world.store[&(Area::Meta, name.to_owned())].clone();
    let header = Header::decode(&meta(HEADER_KEY)).unwrap();
    let vault = Vault::resume(&header, &key, Some(&meta(INDEX_KEY))).unwrap();
    vault.summary(id.parse().unwrap()).unwrap().linked.unwrap().to_string()
}

#[test]
fn from_the_grant_to_tokens_that_belong_to_their_app() {
    let mut world = consent();
    let url = world.launched[0].clone();
    assert!(url.starts_with("https://authz.constantcontact.com/oauth2/default/v1/authorize?"));
    assert_eq!(parameter(&url, "client_id"), client_id());
    assert_eq!(parameter(&url, "code_challenge_method"), "S256");
    let to = address(&world);
    world.happens(Event::Redirected { result: Ok(to) });
    assert_eq!(word(&mut world), (Some(Stage::Exchanging), None));
    let (endpoint, body) = world.posted[0].clone();
    assert_eq!(endpoint, "https://authz.constantcontact.com/oauth2/default/v1/token");
    assert!(body.contains("grant_type=authorization_code") && body.contains("code_verifier="));
    world.now += MINUTE;
    world.answer(200, &tokens());
    assert_eq!(word(&mut world), (Some(Stage::Done), None));
    is_connected(&mut world, NOW + MINUTE);
    assert!(!world.session.as_ref().unwrap().contains("\"verifier\""), "nothing of the connection is left");
}

#[test]
fn each_failure_has_its_own_word_and_writes_nothing() {
    let redirects: [(Result<&str, BrowserProblem>, &str); 5] = [
        (Err(BrowserProblem::Closed), "oauth-closed"),
        (Err(BrowserProblem::Offline), "oauth-offline"),
        (
            Ok("https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/constant-contact?code=c&state=other"),
            "oauth-state",
        ),
        (Ok("https://evil.example/constant-contact?code=c"), "oauth-redirect"),
        (Ok(""), "oauth-redirect"),
    ];
    for (result, code) in redirects {
        let mut world = consent();
        let stored = world.store.clone();
        let result = result.map(|text| SecretText::new(text.to_owned()));
        world.happens(Event::Redirected { result });
        assert_eq!(word(&mut world), (Some(Stage::Failed), Some(code.to_owned())));
        assert!(world.posted.is_empty() && world.store == stored);
    }
    let answers: [(Result<(u16, &str), HttpProblem>, &str); 5] = [
        (Err(HttpProblem::Offline), "oauth-offline"),
        (Err(HttpProblem::Lost), "oauth-slow"),
        (Ok((401, r#"{"error":"invalid_client"}"#)), "oauth-client"),
        (Ok((400, r#"{"error":"invalid_grant"}"#)), "oauth-code"),
        (Ok((200, "<html>")), "oauth-server"),
    ];
    for (result, code) in answers {
        let mut world = consent();
        let stored = world.store.clone();
        let to = address(&world);
        world.happens(Event::Redirected { result: Ok(to) });
        world.answers(result.and_then(|(status, text)| answer(status, text)));
        assert_eq!(word(&mut world), (Some(Stage::Failed), Some(code.to_owned())));
        assert_eq!(world.store, stored);
    }
}

#[test]
fn a_worker_killed_while_the_window_is_open_takes_the_pasted_address() {
    let mut world = consent();
    let to = address(&world);
    world.kill_worker();
    assert_eq!(word(&mut world), (Some(Stage::Consent), Some("oauth-interrupted".to_owned())));
    world.does(UiRequest::OauthPaste { address: SecretText::new(format!(" {}\n", to.expose())) });
    assert_eq!(word(&mut world).0, Some(Stage::Exchanging));
    world.answer(200, &tokens());
    is_connected(&mut world, NOW);
}

#[test]
fn a_worker_killed_while_the_code_is_exchanged_says_so_and_can_begin_anew() {
    let mut world = consent();
    let to = address(&world);
    world.happens(Event::Redirected { result: Ok(to) });
    world.kill_worker();
    assert_eq!(word(&mut world), (Some(Stage::Failed), Some("oauth-interrupted".to_owned())));
    let app = world.credential().id;
    world.does(UiRequest::OauthStart { kind: KIND.to_owned(), app, replaces: String::new() });
    assert_eq!(word(&mut world), (Some(Stage::Consent), None), "the permission is there already");
    let to = address(&world);
    world.happens(Event::Redirected { result: Ok(to) });
    world.answer(200, &tokens());
    is_connected(&mut world, NOW);
}

#[test]
fn a_vault_that_locked_while_the_window_was_open_gets_the_tokens_at_unlock() {
    let mut world = consent();
    let to = address(&world);
    world.now += 31 * MINUTE;
    world.happens(Event::Redirected { result: Ok(to) });
    assert!(matches!(world.view().vault, VaultView::Locked { .. }));
    world.answer(200, &tokens());
    assert_eq!(word(&mut world), (Some(Stage::Done), None));
    assert_eq!((world.in_inbox(), world.view().inbox), (1, 1));
    world.unlock();
    assert_eq!((world.in_inbox(), world.view().inbox), (0, 0));
    is_connected(&mut world, NOW + 31 * MINUTE);
}

#[test]
fn answers_that_nobody_waits_for_change_nothing() {
    let mut world = asked();
    let stored = world.store.clone();
    world.happens(Event::Redirected { result: Ok(SecretText::new("https://x.example/".to_owned())) });
    world.happens(Event::Answered { then: Then::Connection, result: answer(200, &tokens()) });
    assert_eq!(word(&mut world), (Some(Stage::Permission), None));
    world.does(UiRequest::GuideStop);
    world.happens(Event::Answered { then: Then::Connection, result: answer(200, &tokens()) });
    assert_eq!(world.fails(UiRequest::OauthPaste { address: SecretText::new("x".to_owned()) }), "no-job");
    assert_eq!(world.store, stored);
}

#[test]
fn tokens_that_found_no_room_are_stored_by_a_new_start_without_another_window() {
    for killed in [false, true] {
        let mut world = consent();
        let to = address(&world);
        world.happens(Event::Redirected { result: Ok(to) });
        world.writes_fail.push_back(Some(StoreProblem::Full));
        world.answer(200, &tokens());
        assert_eq!(word(&mut world), (Some(Stage::Failed), Some("storage-full".to_owned())));
        if killed {
            world.kill_worker();
        }
        let app = world.credential().id;
        world.does(UiRequest::OauthStart { kind: KIND.to_owned(), app, replaces: String::new() });
        assert_eq!(word(&mut world), (Some(Stage::Done), None));
        assert_eq!(world.launched.len(), 1);
        is_connected(&mut world, NOW);
    }
}

#[test]
fn a_worker_killed_at_any_effect_of_the_exchange_loses_no_token() {
    for at in 0..40 {
        let mut world = consent();
        let to = address(&world);
        world.happens(Event::Redirected { result: Ok(to) });
        world.kill_after = Some(world.performed + at);
        let whole = world.answer(200, &tokens());
        world.kill_after = None;
        // Tokens that are remembered are stored by themselves once somebody looks.
        world.view();
        if word(&mut world).0 != Some(Stage::Done) {
            assert_eq!(at, 0, "only what was not even remembered needs another window");
            let app = app(&mut world);
            world.does(UiRequest::OauthStart { kind: KIND.to_owned(), app, replaces: String::new() });
            assert_eq!(word(&mut world).0, Some(Stage::Consent));
            continue;
        }
        assert_eq!(word(&mut world), (Some(Stage::Done), None), "{at}");
        is_connected(&mut world, NOW);
        if whole {
            break;
        }
    }
}

fn app(world: &mut World) -> String {
    let all = world.credentials();
    all.into_iter().find(|credential| credential.kind == "constant-contact/v3-app").unwrap().id
}
