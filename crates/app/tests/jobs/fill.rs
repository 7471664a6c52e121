//! Fill: plan, another credential, one confirmation, values into that very document, use recorded once.

use crate::common::{Filling, MINUTE, NOW, World};
use crate::guide::{guide, key, show};
use keyfob_protocol::page::{Control, Snapshot};
use keyfob_protocol::ui::{PlanView, UiRequest, UiResponse};

const MAILCHIMP: &str = "mailchimp/api-key";

/// The settings page of MC4WP, with a field of the same form that is nobody's business.
pub fn settings(url: &str) -> Snapshot {
    let control = |index: usize, name: &str, label: &str| Control {
        index,
        name: name.to_owned(),
        tag: "input".to_owned(),
        kind: "text".to_owned(),
        label: label.to_owned(),
        state: "empty".to_owned(),
        visible: true,
        submit: "Save Changes".to_owned(),
        ..Control::default()
    };
    let mut api_key = control(1, "mc4wp[api_key]", "API Key");
    api_key.id = "mailchimp_api_key".to_owned();
    Snapshot {
        version: 2,
        url: url.to_owned(),
        title: "MC4WP ‹ Bakery — WordPress".to_owned(),
        language: "en".to_owned(),
        headings: vec!["API Settings".to_owned()],
        nonce: "n1".to_owned(),
        controls: vec![control(0, "blogname", "Site Title"), api_key],
        ..Snapshot::default()
    }
}

pub const PAGE: &str = "https://bakery.example/wp-admin/admin.php?page=mailchimp-for-wp";

/// With two keys in the vault, the second for this site, and the settings page in tab 1.
pub fn ready() -> (World, String, String) {
    let mut world = World::with_vault();
    let (mine, other) = (key("0123456789abcdef"), key("fedcba9876543210"));
    for (value, site) in [(&other, "https://florist.example"), (&mine, "https://bakery.example")] {
        world.does(UiRequest::GuideStart {
            kind: MAILCHIMP.to_owned(),
            client: String::new(),
            site: site.to_owned(),
            integration: "MC4WP".to_owned(),
            tab: None,
            replaces: String::new(),
        });
        world.grant(crate::guide::HOSTS);
        let mut portal = crate::common::Portal::load(&mut world, 7, "d1", crate::guide::KEYS).unwrap();
        show(&mut world, &mut portal, value);
        let held = world.waiting();
        world.keep(&held);
        // The newest is not the one for this site.
        world.now = NOW - MINUTE;
    }
    world.now = NOW;
    world.page = Some(("doc".to_owned(), settings(PAGE)));
    (world, mine, other)
}

pub fn plan(world: &mut World) -> PlanView {
    match world.ask(UiRequest::FillPlan { tab: 1 }) {
        UiResponse::Plan { plan } => *plan,
        other => panic!("{other:?}"),
    }
}

fn confirm(plan: &PlanView) -> UiRequest {
    UiRequest::FillConfirm { plan: plan.id.clone() }
}

#[test]
fn the_right_value_goes_into_the_right_field_and_its_use_is_known() {
    let (mut world, mine, _) = ready();
    let shown = plan(&mut world);
    assert_eq!(shown.origin, "https://bakery.example");
    assert_eq!(shown.page, "/wp-admin/admin.php");
    assert_eq!(shown.plugin, "MC4WP: Mailchimp for WordPress");
    assert_eq!((shown.asks.len(), shown.asks[0].credentials.len()), (1, 2));
    assert_eq!((shown.fills.len(), shown.fills[0].preview.as_str()), (1, "••••••••us21"));
    assert_eq!(shown.asks[0].chosen.as_ref(), Some(&shown.asks[0].credentials[0].id));
    assert!(world.filled.is_empty(), "nothing is filled before the confirmation");

    let UiResponse::Filled { filled } = world.ask(confirm(&shown)) else { panic!("not filled") };
    assert_eq!((filled.filled.len(), filled.refused.len()), (1, 0));
    let order = world.filled.last().unwrap();
    assert_eq!((order.nonce.as_str(), order.values.len()), ("n1", 1));
    let value = &order.values[0];
    assert_eq!((value.index, value.name.as_str(), value.id.as_str()), (1, "mc4wp[api_key]", "mailchimp_api_key"));
    assert_eq!(value.value.expose(), mine);

    let used = |world: &mut World| {
        let all = world.credentials();
        all.into_iter().flat_map(|credential| credential.uses).collect::<Vec<_>>()
    };
    let uses = used(&mut world);
    assert_eq!((uses.len(), uses[0].site.as_str(), uses[0].at), (1, "https://bakery.example", NOW));
    assert_eq!(uses[0].integration, "MC4WP: Mailchimp for WordPress");

    // Filled again: the same use, at another time. A killed worker does not matter.
    world.now += MINUTE;
    world.kill_worker();
    assert!(matches!(world.ask(confirm(&shown)), UiResponse::Filled { .. }));
    let uses = used(&mut world);
    assert_eq!((uses.len(), uses[0].at), (1, NOW + MINUTE));
}

#[test]
fn another_credential_can_be_chosen_and_only_one_that_fits() {
    let (mut world, _, other) = ready();
    let shown = plan(&mut world);
    let second = shown.asks[0].credentials[1].id.clone();
    for (plan, kind, credential) in [
        (shown.id.as_str(), MAILCHIMP, "0".repeat(32)),
        (shown.id.as_str(), MAILCHIMP, "x".to_owned()),
        (shown.id.as_str(), "constant-contact/v2-token", second.clone()),
        ("p999", MAILCHIMP, second.clone()),
    ] {
        let request = UiRequest::FillChoose { plan: plan.to_owned(), kind: kind.to_owned(), credential };
        assert_eq!(world.fails(request), "not-found");
    }
    let choice = UiRequest::FillChoose { plan: shown.id.clone(), kind: MAILCHIMP.to_owned(), credential: second };
    world.does(choice);
    assert!(matches!(world.ask(confirm(&shown)), UiResponse::Filled { .. }));
    assert_eq!(world.filled[0].values[0].value.expose(), other);
}

#[test]
fn a_field_that_cannot_be_seen_is_told_with_the_reason_before_anything_is_confirmed() {
    let (mut world, _, _) = ready();
    let url = "https://bakery.example/settings";
    for unseen in ["hidden", "transparent", "tiny", "offscreen", "covered"] {
        let mut page = settings(url);
        page.controls[1].label = "Mailchimp API Key".to_owned();
        (page.controls[1].visible, page.controls[1].unseen) = (false, unseen.to_owned());
        world.page = Some(("doc".to_owned(), page.clone()));
        let shown = plan(&mut world);
        let code = if unseen == "hidden" { "unseen".to_owned() } else { format!("unseen_{unseen}") };
        assert_eq!(shown.problem.map(|problem| problem.code).as_deref(), Some("fields-unseen"), "{unseen}");
        assert_eq!(shown.skipped.iter().map(|skip| &skip.why.code).collect::<Vec<_>>(), [&code], "{unseen}");
        assert!(shown.fills.is_empty() && shown.asks.is_empty(), "{unseen}");

        // Beside one in sight it is still named, unless the page has only folded it away.
        let mut twin = settings(url).controls.remove(1);
        (twin.index, twin.name, twin.label) = (2, "key".to_owned(), "Mailchimp API Key".to_owned());
        page.controls.push(twin);
        world.page = Some(("doc".to_owned(), page));
        let shown = plan(&mut world);
        assert_eq!((shown.fills.len(), shown.fills[0].control.as_str()), (1, "Mailchimp API Key"), "{unseen}");
        assert_eq!(shown.skipped.len(), usize::from(unseen != "hidden"), "{unseen}");
    }
}

#[test]
fn a_tab_that_is_not_in_front_gets_nothing_until_it_is_there_again() {
    let (mut world, _, _) = ready();
    let shown = plan(&mut world);
    world.filling = Filling::Behind;
    assert_eq!(world.fails(confirm(&shown)), "tab-behind");
    assert!(world.filled.is_empty());
    assert!(world.credentials().iter().all(|credential| credential.uses.is_empty()), "no use is recorded");
    world.filling = Filling::Works;
    assert!(matches!(world.ask(confirm(&shown)), UiResponse::Filled { .. }));
}

#[test]
fn a_page_that_went_away_or_changed_gets_nothing() {
    let gone: [fn(&mut World); 4] = [
        |world| world.filling = Filling::Gone,
        |world| world.filling = Filling::Refuses("gone"),
        |world| world.page = Some(("another".to_owned(), settings(PAGE))),
        |world| world.page.as_mut().unwrap().1.nonce = "n2".to_owned(),
    ];
    for change in gone {
        let (mut world, ..) = ready();
        let shown = plan(&mut world);
        change(&mut world);
        assert_eq!(world.fails(confirm(&shown)), "page-changed");
        assert_eq!(world.fails(confirm(&shown)), "page-changed");
        assert!(world.credentials().iter().all(|credential| credential.uses.is_empty()));
    }
    let (mut world, ..) = ready();
    let shown = plan(&mut world);
    world.happens(keyfob_app::Event::TabClosed { tab: 1 });
    assert_eq!(world.fails(confirm(&shown)), "page-changed");
    world.page = None;
    assert_eq!(world.fails(UiRequest::FillPlan { tab: 1 }), "no-access");
}

#[test]
fn what_the_page_took_away_again_is_no_use() {
    let (mut world, ..) = ready();
    world.filling = Filling::Overwritten(1);
    let shown = plan(&mut world);
    let UiResponse::Filled { filled } = world.ask(confirm(&shown)) else { panic!("no answer") };
    assert!(filled.filled.is_empty());
    assert_eq!(filled.refused[0].why.code, "refused_overwritten");
    assert!(world.credentials().iter().all(|credential| credential.uses.is_empty()));
}

#[test]
fn an_unsafe_page_and_a_page_without_a_form_are_never_filled() {
    let (mut world, ..) = ready();
    let plain = PAGE.replace("https://", "http://");
    world.page = Some(("doc".to_owned(), settings(&plain)));
    let shown = plan(&mut world);
    assert_eq!(shown.problem.as_ref().map(|problem| problem.code.as_str()), Some("unsafe-page"));
    assert_eq!(world.fails(confirm(&shown)), "unsafe-page");
    assert!(world.filled.is_empty());

    let (mut world, ..) = ready();
    let page = &mut world.page.as_mut().unwrap().1;
    page.controls.truncate(1);
    page.url = "https://bakery.example/wp-admin/options-general.php".to_owned();
    page.headings = vec!["General Settings".to_owned()];
    let shown = plan(&mut world);
    assert_eq!(shown.problem.as_ref().map(|problem| problem.code.as_str()), Some("nothing-to-fill"));
    assert_eq!(world.fails(confirm(&shown)), "nothing-to-fill");
}

#[test]
fn a_locked_vault_and_a_full_store_are_said() {
    let (mut world, ..) = ready();
    let shown = plan(&mut world);
    world.does(UiRequest::VaultLock);
    assert_eq!(world.fails(confirm(&shown)), "locked");
    world.unlock();
    world.writes_fail.push_back(Some(keyfob_app::StoreProblem::Full));
    assert_eq!(world.fails(confirm(&shown)), "storage-full");
    // The value is in the page; only its use could not be written down.
    assert!(matches!(world.ask(confirm(&shown)), UiResponse::Filled { .. }));
}

#[test]
fn nothing_at_hand_asks_for_the_kind() {
    let mut world = World::with_vault();
    world.page = Some(("doc".to_owned(), settings(PAGE)));
    let shown = plan(&mut world);
    assert_eq!((shown.asks[0].kind.as_str(), shown.asks[0].chosen.as_ref()), (MAILCHIMP, None));
    assert!(matches!(world.ask(confirm(&shown)), UiResponse::Error { .. }));
    // Made there and then, it is offered in the next plan.
    let mut portal = guide(&mut world);
    show(&mut world, &mut portal, &key("0123456789abcdef"));
    let held = world.waiting();
    world.keep(&held);
    assert!(plan(&mut world).asks[0].chosen.is_some());
}

#[test]
fn what_was_kept_for_another_site_is_never_chosen_by_itself() {
    let (mut world, mine, _) = ready();
    let strange = [
        "https://shop.bakery.example",
        "https://www.bakery.example",
        "https://example",
        "https://bakery.example.evil.example",
        "https://bakery.example:8443",
        "https://b\u{430}kery.example",
    ];
    for site in strange {
        let page = settings(&PAGE.replace("https://bakery.example", site));
        world.page = Some(("doc".to_owned(), page));
        let shown = plan(&mut world);
        assert_eq!((shown.origin.as_str(), shown.problem.as_ref()), (site, None));
        assert_eq!((shown.asks[0].chosen.as_ref(), shown.fills.len()), (None, 0), "{site}");
        assert_eq!(world.fails(confirm(&shown)), "nothing-to-fill", "{site}");
        assert!(world.filled.is_empty());
    }
    // The person may say that it belongs here too, and from then on it does.
    let shown = plan(&mut world);
    let offered = &shown.asks[0].credentials;
    let wanted = offered.iter().find(|one| world.reveal(&one.id, "api_key") == mine).unwrap().id.clone();
    let choice =
        UiRequest::FillChoose { plan: shown.id.clone(), kind: MAILCHIMP.to_owned(), credential: wanted.clone() };
    world.does(choice);
    assert!(matches!(world.ask(confirm(&shown)), UiResponse::Filled { .. }));
    assert_eq!(plan(&mut world).asks[0].chosen.as_ref(), Some(&wanted));
}

#[test]
fn a_renderer_that_lies_is_believed_once_for_each_control_and_in_known_words() {
    use keyfob_protocol::page::FillResult;
    let (mut world, ..) = ready();
    let shown = plan(&mut world);
    let result = |index: usize, filled: bool, why: &str| FillResult { index, filled, why: why.to_owned(), kept: false };
    let mut lies = vec![result(1, false, "__proto__"), result(0, true, ""), result(900, true, "")];
    lies.extend((0..5000).map(|_| result(1, true, "")));
    world.filling = Filling::Lies(lies);
    let UiResponse::Filled { filled } = world.ask(confirm(&shown)) else { panic!("no answer") };
    assert!(filled.filled.is_empty(), "{filled:?}");
    assert_eq!(filled.refused.iter().map(|skip| skip.why.code.as_str()).collect::<Vec<_>>(), ["refused_changed"]);
    assert!(world.credentials().iter().all(|credential| credential.uses.is_empty()));
}

#[test]
fn a_snapshot_is_cut_to_what_the_script_sends() {
    use keyfob_protocol::page::{Choice, Frame};
    let long = "\u{e9}".repeat(50_000);
    let mut page = settings(PAGE);
    let control = &mut page.controls[1];
    control.help.clone_from(&long);
    control.options = vec![Choice { value: long.clone(), ..Choice::default() }; 5_000];
    page.headings.extend(vec![long.clone(); 5_000]);
    page.frames = vec![Frame { origin: long.clone(), ..Frame::default() }; 5_000];
    page.controls.extend(vec![Control::default(); 9_000]);
    page.nonce = long;
    let page = keyfob_app::snapshot::bounded(page);
    assert!(page.controls.len() <= 2_000 && page.headings.len() <= 100 && page.frames.len() <= 100);
    assert_eq!((page.controls[1].options.len(), page.controls[1].help.len()), (100, 160));
    assert!(serde_json::to_string(&page).unwrap().len() < 2_000_000);
    // What the script sends is not cut.
    assert_eq!(
        serde_json::to_string(&keyfob_app::snapshot::bounded(settings(PAGE))).unwrap(),
        serde_json::to_string(&settings(PAGE)).unwrap()
    );
}

#[test]
fn every_reason_to_leave_a_control_alone_has_its_sentence() {
    for language in ["en", "de", "es", "fr"] {
        let path = format!("{}/../../extension/_locales/{language}/messages.json", env!("CARGO_MANIFEST_DIR"));
        let messages: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let refused = keyfob_app::REFUSALS.map(|word| format!("why_refused_{word}"));
        for name in refused.into_iter().chain(keyfob_app::LEFT.map(|word| format!("why_left_{word}"))) {
            assert!(messages[&name]["message"].is_string(), "{language}: {name}");
        }
    }
}

#[test]
fn reasons_name_kinds_and_parts_in_the_persons_language() {
    let (mut world, ..) = ready();
    world.kill_worker();
    world.language = "de";
    let shown = plan(&mut world);
    assert_eq!(shown.asks[0].why.args.last().map(String::as_str), Some("Mailchimp API-Schlüssel"));
    assert_eq!(shown.fills[0].why.args.last().map(String::as_str), Some("API-Schlüssel"));
    // And what is not there.
    let mut page = settings(PAGE);
    page.url = "https://bakery.example/wp-admin/admin.php?page=mandrill".to_owned();
    page.headings = vec!["Mandrill".to_owned()];
    page.controls[1].name = "mandrill_api_key".to_owned();
    page.controls[1].label = "Mandrill API Key".to_owned();
    world.page = Some(("doc".to_owned(), page));
    let missing = &plan(&mut world).skipped[0].why;
    assert_eq!(
        (missing.code.as_str(), missing.args[0].as_str()),
        ("no_credential", "Mailchimp Transactional API-Schlüssel")
    );
}
