//! Rotate and switch off: the new key first, the old one last, and on from wherever it was left.

use crate::check::{verify, with_key};
use crate::common::{MINUTE, Portal, World, credential};
use crate::fill::{PAGE, plan, ready, settings};
use crate::guide::{DIALOG, HOSTS, KEYS, MAILCHIMP, SHOWN, key, show};
use keyfob_app::Event;
use keyfob_protocol::page::Order;
use keyfob_protocol::ui::{CredentialView, OffState, RotationStep, RotationView, Stage, UiRequest, UiResponse};

const API: &[&str] = &["https://*.api.mailchimp.com/*"];

fn replace(old: &str) -> UiRequest {
    UiRequest::GuideStart {
        kind: MAILCHIMP.to_owned(),
        client: String::new(),
        site: String::new(),
        integration: String::new(),
        tab: None,
        replaces: old.to_owned(),
    }
}

fn of(world: &mut World, id: &str) -> CredentialView {
    world.credentials().into_iter().find(|one| one.id == id).unwrap()
}

fn rotation(world: &mut World, id: &str) -> RotationView {
    of(world, id).rotation.unwrap()
}

/// With a key in use at one site, and its replacement asked for.
fn begun() -> (World, String) {
    let (mut world, _, _) = ready();
    let shown = plan(&mut world);
    let old = shown.asks[0].chosen.clone().unwrap();
    let filled = world.ask(UiRequest::FillConfirm { plan: shown.id });
    assert!(matches!(filled, UiResponse::Filled { .. }), "{filled:?}");
    world.now += MINUTE;
    world.does(replace(&old));
    (world, old)
}

fn make_new(world: &mut World) {
    let mut portal = Portal::load(world, 9, "d9", KEYS).unwrap();
    show(world, &mut portal, &key("00112233445566ff"));
    let held = world.view().held.into_iter().next().unwrap();
    world.keep(&held);
}

#[test]
fn from_the_old_key_to_the_new_one_over_a_killed_browser() {
    let (mut world, old) = begun();
    assert_eq!(rotation(&mut world, &old).step, RotationStep::NewKey);
    world.kill_browser();
    world.unlock();
    assert_eq!(rotation(&mut world, &old).step, RotationStep::NewKey, "it stands in the vault");
    assert!(world.view().attention.iter().any(|one| one.code == "rotation" && one.credential == old));
    world.does(replace(&old));
    let label = of(&mut world, &old).label;
    assert_eq!(world.view().job.unwrap().label, format!("{label} (2)"), "the portal shows which is which");
    make_new(&mut world);
    let now = rotation(&mut world, &old);
    assert_eq!(now.step, RotationStep::Verify);
    let new = now.by.unwrap();
    world.grant(API);
    world.does(verify(&new));
    world.answer(200, r#"{"account_name":"Bakery"}"#);
    let now = rotation(&mut world, &old);
    assert_eq!((now.step, now.sites.len(), now.sites[0].done), (RotationStep::Sites, 1, false));
    // The ordinary fill, which takes the new one of itself.
    world.kill_browser();
    world.unlock();
    world.now += MINUTE;
    world.page = Some(("doc2".to_owned(), settings(PAGE)));
    let shown = plan(&mut world);
    assert_eq!(shown.asks[0].chosen.as_ref(), Some(&new));
    world.ask(UiRequest::FillConfirm { plan: shown.id });
    let now = rotation(&mut world, &old);
    assert_eq!((now.step, now.sites[0].done), (RotationStep::SwitchOff, true));
    world.does(UiRequest::MarkOff { credential: old.clone(), off: true });
    assert_eq!(rotation(&mut world, &old).step, RotationStep::Done);
    assert!(of(&mut world, &old).off.at.is_some());
    assert!(world.view().attention.iter().all(|one| one.credential != old), "nothing more to say of it");
}

#[test]
fn a_worker_killed_at_any_effect_of_the_start_notes_it_all_the_same() {
    let mut whole = false;
    for at in 0..40 {
        let (mut world, old) = with_key();
        world.kill_after = Some(world.performed + at);
        let answered = world.try_ask(replace(&old)).is_some();
        whole = world.kill_after.take().is_some();
        world.happens(Event::Tick);
        let noted = of(&mut world, &old).rotation;
        assert!(!answered || noted.is_some(), "answered, and not noted after {at} effects");
        if noted.is_none() {
            world.does(replace(&old));
        }
        let job = world.view().job.unwrap();
        assert_eq!(job.kind, MAILCHIMP);
        world.grant(HOSTS);
        make_new(&mut world);
        assert!(rotation(&mut world, &old).by.is_some());
        if whole {
            break;
        }
    }
    assert!(whole, "more effects than kills");
}

#[test]
fn thinking_better_of_it_leaves_the_old_key_as_it_was() {
    let (mut world, old) = begun();
    world.does(UiRequest::RotateStop { credential: old.clone() });
    assert!(of(&mut world, &old).rotation.is_none());
    world.happens(Event::Tick);
    assert!(of(&mut world, &old).rotation.is_none());
}

/// Providers that can switch a token off by a request.
fn revocable() -> (World, String, Vec<String>) {
    let mut world = World::with_vault();
    let token = ["xoxb-", "123456789012-", "123456789012-", &"a".repeat(24)].concat();
    world.guard(&token);
    let (_, kind) = keyfob_recipes::PROVIDERS
        .iter()
        .flat_map(|provider| provider.kinds.iter().map(move |kind| (provider, kind)))
        .find(|(_, kind)| kind.id.starts_with("slack/") && kind.revoke_api.is_some())
        .unwrap();
    let fields: Vec<(String, &str)> = kind.fields.iter().map(|field| (format!("{}!", field.name), &*token)).collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    world.stuff(vec![credential([1; 16], kind.id, &fields)]);
    let found = world.credential();
    assert!(found.off.by_request);
    (world, found.id, found.off.hosts)
}

#[test]
fn a_token_is_switched_off_by_a_request_once_and_stays_off() {
    let (mut world, id, hosts) = revocable();
    world.does(UiRequest::SwitchOff { credential: id.clone() });
    assert_eq!(of(&mut world, &id).off.state, OffState::Permission);
    assert!(world.asked.is_empty());
    let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
    world.grant(&hosts);
    assert_eq!(of(&mut world, &id).off.state, OffState::Asking);
    world.does(UiRequest::SwitchOff { credential: id.clone() });
    assert_eq!(world.asked.len(), 1);
    // The worker dies, and the next one asks again.
    world.kill_worker();
    world.happens(Event::Tick);
    assert_eq!(world.asked.len(), 1);
    world.answer(503, "");
    let off = of(&mut world, &id).off;
    assert_eq!((off.state, off.problem.map(|problem| problem.code).as_deref()), (OffState::Idle, Some("off-unknown")));
    world.does(UiRequest::SwitchOff { credential: id.clone() });
    world.answer(200, r#"{"ok":true,"revoked":true}"#);
    world.kill_browser();
    world.unlock();
    assert!(of(&mut world, &id).off.at.is_some());
}

#[test]
fn what_has_no_request_is_switched_off_by_hand() {
    let (mut world, id) = with_key();
    assert_eq!(world.fails(UiRequest::SwitchOff { credential: id.clone() }), "off-by-hand");
    let off = of(&mut world, &id).off;
    assert!(!off.by_request && !off.say.is_empty() && !off.page.is_empty());
}

/// On the way to where the key is switched off, at the list of keys.
fn to_off() -> (World, String, Portal) {
    let (mut world, id) = with_key();
    world.does(UiRequest::GuideStop);
    world.does(UiRequest::GuideOff { credential: id.clone() });
    world.grant(HOSTS);
    let portal = Portal::load(&mut world, 7, "d5", KEYS).unwrap();
    (world, id, portal)
}

fn ring(order: &Order) -> Option<usize> {
    match order {
        Order::Show { card, .. } => card.ring,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_key_is_switched_off_step_by_step_and_only_its_own_row_is_ringed() {
    let (mut world, id, mut portal) = to_off();
    let label = of(&mut world, &id).label;
    let row = |name: &str| format!("button Revoke#{},0a1b••••,Revoke", name.replace(", ", " "));
    let own = row("Bakery bakery.example MC4WP");
    world.does(UiRequest::Edit {
        credential: id.clone(),
        label: "Bakery bakery.example MC4WP".to_owned(),
        client: String::new(),
    });
    let order = portal.report(&mut world, &["API keys"], &["button Create A Key", &row("Other"), &own], &[]);
    assert_eq!(ring(&order), Some(2), "{label}");
    let bare = || "button Revoke".to_owned();
    for unsure in [[row("Other"), row("Another")], [own.clone(), own.clone()], [bare(), bare()]] {
        let order = portal.report(&mut world, &["API keys"], &[&unsure[0], &unsure[1]], &[]);
        assert_eq!(ring(&order), None, "{unsure:?}");
        assert!(world.view().job.unwrap().at.is_some(), "it is said all the same");
    }
    let job = world.view().job.unwrap();
    assert!(job.off && job.fields.is_empty() && job.redirect_uri.is_empty());
    let asks = ["@field- Type REVOKE to confirm", "@button Revoke"];
    let order = portal.report(&mut world, &["API keys", "Revoke this key?"], &asks, &[]);
    assert_eq!(ring(&order), Some(1));
    assert_eq!(world.fails(UiRequest::GuideMake), "page-changed", "nothing is made up there");

    world.does(UiRequest::MarkOff { credential: id.clone(), off: true });
    assert!(of(&mut world, &id).off.at.is_some());
    assert_eq!(world.view().job.unwrap().stage, Stage::Done);
    assert!(portal.try_report(&mut world, &["API keys"], &[], &[]).is_none_or(|order| matches!(order, Order::End)));
}

#[test]
fn nothing_is_taken_from_a_portal_where_something_is_switched_off() {
    let (mut world, id, mut portal) = to_off();
    let other = key("ffeeddccbbaa9988");
    let order = portal.report(&mut world, SHOWN, DIALOG, &[(&other, "API key")]);
    let Order::Show { card, .. } = order else { panic!("{order:?}") };
    assert_eq!((card.cover.as_slice(), card.found.len()), (&[0][..], 0), "covered, not offered");
    assert!(world.view().held.is_empty());
    assert_eq!(world.fails(UiRequest::GuidePoint), "no-portal-page");
    assert!(world.reveal(&id, "api_key") != other);
}

#[test]
fn the_way_is_shown_only_where_it_is_known() {
    let (mut world, id, _) = revocable();
    let id = of(&mut world, &id).id;
    assert!(of(&mut world, &id).off.way.is_empty());
    assert_eq!(world.fails(UiRequest::GuideOff { credential: id }), "off-by-hand");
    assert_eq!(world.fails(UiRequest::GuideOff { credential: "00".repeat(16) }), "not-found");
}
