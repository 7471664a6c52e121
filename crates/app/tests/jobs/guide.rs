//! Mailchimp: from the chosen service to the key in the vault, and what can be wrong on the way.

use crate::common::{MINUTE, NOW, Portal, World, script};
use keyfob_app::{Event, Incoming, Outgoing};
use keyfob_protocol::SecretText;
use keyfob_protocol::page::{Order, PageRequest};
use keyfob_protocol::ui::{Stage, UiRequest, UiResponse};

pub const MAILCHIMP: &str = "mailchimp/api-key";
pub const HOSTS: &[&str] = &["https://*.admin.mailchimp.com/*", "https://login.mailchimp.com/*"];
pub const KEYS: &str = "https://us21.admin.mailchimp.com/account/api/";
pub const SHOWN: &[&str] = &["API keys", "Your key has been generated"];
pub const DIALOG: &[&str] = &["button Create A Key", "@button Copy Key to Clipboard", "@button Done"];

/// Shaped like a Mailchimp key.
pub fn key(stem: &str) -> String {
    [&stem.repeat(32 / stem.len()), "-us", "21"].concat()
}

/// On the portal, with the permission.
pub fn guiding() -> (World, Portal) {
    let mut world = World::with_vault();
    let portal = guide(&mut world);
    (world, portal)
}

pub fn guide(world: &mut World) -> Portal {
    world.start(MAILCHIMP);
    world.grant(HOSTS);
    Portal::load(world, 7, "d1", KEYS).expect("a task")
}

/// The dialog that shows a key once.
pub fn show(world: &mut World, portal: &mut Portal, key: &str) -> Order {
    world.guard(key);
    portal.report(world, SHOWN, DIALOG, &[(key, "API key")])
}

fn stage(world: &mut World) -> Option<Stage> {
    world.view().job.map(|job| job.stage)
}

fn step_at(order: &Order) -> (usize, Option<usize>) {
    match order {
        Order::Show { card, .. } => (card.step, card.ring),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_new_key_goes_from_the_portal_into_the_vault() {
    let mut world = World::with_vault();
    world.start(MAILCHIMP);
    let job = world.view().job.unwrap();
    assert_eq!(job.stage, Stage::Permission);
    assert_eq!(job.label, "Bakery, bakery.example, MC4WP");
    assert_eq!(job.hosts, HOSTS);
    assert!(world.registered.is_empty() && world.opened.is_empty(), "nothing runs before the permission");

    world.does(UiRequest::GuideDenied);
    assert_eq!(stage(&mut world), Some(Stage::Denied));
    assert_eq!(world.trouble().as_deref(), Some("permission-denied"));
    assert!(world.registered.is_empty());

    // Asked again; the popup has closed, the browser says it later.
    world.grant(HOSTS);
    assert_eq!(stage(&mut world), Some(Stage::Guiding));
    assert_eq!(world.trouble(), None);
    assert_eq!(world.registered, HOSTS);
    assert_eq!(world.opened, ["https://admin.mailchimp.com/account/api/"]);

    let login = "https://login.mailchimp.com/";
    let mut page = Portal::load(&mut world, 7, "d0", login).unwrap();
    let order = page.report(&mut world, &["Log in"], &["field Username", "field Password", "button Log in"], &[]);
    assert_eq!(step_at(&order), (1, None));

    let home = "https://us21.admin.mailchimp.com/";
    let mut page = Portal::load(&mut world, 7, "d1", home).unwrap();
    let walk: &[(&[&str], (usize, Option<usize>))] = &[
        (&["link Campaigns", "button Profile menu"], (2, Some(1))),
        (&["button Profile menu", "link Profile"], (3, Some(1))),
        (&["button Profile menu", "button Extras"], (4, Some(1))),
        (&["button Extras", "link API keys"], (5, Some(1))),
    ];
    for (landmarks, wanted) in walk {
        assert_eq!(step_at(&page.report(&mut world, &[], landmarks, &[])), *wanted, "{landmarks:?}");
    }

    let mut page = Portal::load(&mut world, 7, "d2", KEYS).unwrap();
    let order = page.report(&mut world, &["API keys"], &["button Extras", "button Create A Key"], &[]);
    assert_eq!(step_at(&order), (6, Some(1)));
    assert_eq!(world.fails(UiRequest::GuideWriteLabel), "page-changed");

    let naming = ["button Create A Key", "@field Name your key", "@!button Generate Key"];
    assert_eq!(step_at(&page.report(&mut world, &["Create A Key"], &naming, &[])), (7, Some(1)));
    assert!(world.view().job.unwrap().can_write_label);
    world.does(UiRequest::GuideWriteLabel);
    let Some((7, document, Order::Write { landmark, revision, text, nonce })) = world.orders.last().cloned() else {
        panic!("{:?}", world.orders);
    };
    assert_eq!((document.as_str(), landmark, revision), ("d2", 1, 2));
    assert_eq!((text.as_str(), &nonce), ("Bakery, bakery.example, MC4WP", &page.nonce));

    let named = ["button Create A Key", "@field- Name your key", "@button Generate Key"];
    assert_eq!(step_at(&page.report(&mut world, &["Create A Key"], &named, &[])), (8, Some(2)));

    world.now += MINUTE;
    let shown = key("0123456789abcdef");
    let order = show(&mut world, &mut page, &shown);
    let Order::Show { card, .. } = order else { panic!("{order:?}") };
    assert_eq!((card.step, card.found.len(), card.found[0].length, card.found[0].kept), (10, 1, 37, false));
    assert_eq!(world.badge, 1);

    let held = world.waiting();
    assert_eq!(held.provider, "Mailchimp");
    assert_eq!(held.host, "us21.admin.mailchimp.com");
    assert_eq!(held.preview, "••••••••us21");
    assert_eq!(held.label, "Bakery, bakery.example, MC4WP");
    assert!(!held.known);
    assert!(world.credentials().is_empty(), "nothing is in the vault before Keep");

    let kept = world.keep(&held);
    assert!(matches!(kept, UiResponse::Done), "{kept:?}");
    assert_eq!((stage(&mut world), world.badge), (Some(Stage::Done), 0));
    assert!(world.registered.is_empty(), "no script stays");
    assert!(matches!(world.orders.last(), Some((7, _, Order::End))));

    let credential = world.credential();
    assert_eq!(credential.provider, "mailchimp");
    assert_eq!(credential.kind, MAILCHIMP);
    assert_eq!(credential.label, "Bakery, bakery.example, MC4WP");
    assert_eq!(credential.client, "Bakery");
    assert_eq!(credential.region, "us21");
    assert_eq!(credential.captured_from, [KEYS]);
    assert_eq!(credential.created_at, NOW + MINUTE);
    assert_eq!(credential.missing, [""; 0]);
    assert_eq!(world.reveal(&credential.id, "api_key"), shown);
    assert!(Portal::load(&mut world, 7, "d3", KEYS).is_none(), "the job is over");
}

#[test]
fn the_shortcut_keeps_what_is_shown() {
    let (mut world, mut portal) = guiding();
    world.happens(Event::KeepCommand);
    assert!(world.credentials().is_empty());
    let shown = key("0123456789abcdef");
    show(&mut world, &mut portal, &shown);
    world.happens(Event::KeepCommand);
    let credential = world.credential();
    assert_eq!(world.reveal(&credential.id, "api_key"), shown);
}

#[test]
fn the_shortcut_says_why_nothing_was_kept() {
    let (mut world, mut portal) = guiding();
    show(&mut world, &mut portal, &key("0123456789abcdef"));
    world.writes_fail.push_back(Some(keyfob_app::StoreProblem::Full));
    world.happens(Event::KeepCommand);
    assert_eq!(world.view().problem.unwrap().code, "storage-full");
    world.happens(Event::KeepCommand);
    assert_eq!(world.credentials().len(), 1);
}

#[test]
fn two_keys_of_the_same_account_are_two() {
    let (mut world, mut portal) = guiding();
    let (one, two) = (key("0123456789abcdef"), key("fedcba9876543210"));
    world.guard(&one);
    world.guard(&two);
    portal.report(&mut world, SHOWN, DIALOG, &[(&one, "API key"), (&two, "API key")]);
    assert_eq!(world.trouble().as_deref(), Some("two-candidates"));
    assert_eq!(world.badge, 2);
    world.happens(Event::KeepCommand);
    assert_eq!(world.view().problem.unwrap().code, "two-candidates");
    assert!(world.credentials().is_empty());

    // Both can be kept, and neither takes the other's place.
    for held in world.view().held {
        let kept = world.keep(&held);
        assert!(matches!(kept, UiResponse::Done), "{kept:?}");
    }
    let all = world.credentials();
    let mut values: Vec<String> = all.iter().map(|credential| world.reveal(&credential.id, "api_key")).collect();
    values.sort();
    assert_eq!(values, [one, two]);
}

#[test]
fn a_second_key_of_the_same_data_centre_is_not_taken_for_the_first() {
    let (mut world, mut portal) = guiding();
    let one = key("0123456789abcdef");
    show(&mut world, &mut portal, &one);
    let held = world.waiting();
    world.keep(&held);

    let mut portal = guide(&mut world);
    let two = key("fedcba9876543210");
    show(&mut world, &mut portal, &two);
    let held = world.waiting();
    assert!(!held.known, "another key is in the vault, not this one");
    world.keep(&held);
    assert_eq!(world.credentials().len(), 2);

    // The first one, shown again, is known.
    let mut portal = guide(&mut world);
    show(&mut world, &mut portal, &one);
    assert!(world.waiting().known);
}

#[test]
fn a_value_that_was_dropped_does_not_come_back() {
    let (mut world, mut portal) = guiding();
    let shown = key("0123456789abcdef");
    show(&mut world, &mut portal, &shown);
    let held = world.waiting();
    world.does(UiRequest::Drop { held: held.id.clone() });
    let order = show(&mut world, &mut portal, &shown);
    let Order::Show { card, .. } = order else { panic!("{order:?}") };
    assert!(card.found.is_empty() && world.view().held.is_empty() && world.badge == 0);
    assert_eq!(world.fails(UiRequest::Keep { held: held.id, label: String::new() }), "not-found");
}

#[test]
fn what_waits_for_keep_outlives_another_start_and_follows_its_purpose() {
    let (mut world, mut portal) = guiding();
    let shown = key("0123456789abcdef");
    show(&mut world, &mut portal, &shown);
    world.does(UiRequest::GuideStart {
        kind: MAILCHIMP.to_owned(),
        client: "Florist".to_owned(),
        site: String::new(),
        integration: String::new(),
        tab: None,
        replaces: String::new(),
    });
    assert_eq!(world.view().held.len(), 1, "nothing that was shown once is lost");
    let mut portal = Portal::load(&mut world, 7, "d2", KEYS).unwrap();
    show(&mut world, &mut portal, &shown);
    let held = world.waiting();
    assert_eq!(held.label, "Florist");
    world.keep(&held);
    assert_eq!(world.credential().client, "Florist");
    assert_eq!(stage(&mut world), Some(Stage::Done));
}

#[test]
fn every_secret_on_the_page_is_covered_whole_dropped_or_in_part() {
    let (mut world, mut portal) = guiding();
    let shown = key("0123456789abcdef");
    let (start, mask) = ("fedcba9876543210".repeat(2), "0123••••••••••••••••");
    let texts = [("Invoice-2026-0042117", "Number"), (&shown, "API key"), (mask, "API key"), (&start, "API key")];
    let mut covered = |world: &mut World| match portal.report(world, SHOWN, DIALOG, &texts) {
        Order::Show { card, .. } => card.cover,
        other => panic!("{other:?}"),
    };
    assert_eq!(covered(&mut world), [1, 2, 3]);
    let held = world.waiting();
    world.does(UiRequest::Drop { held: held.id });
    assert_eq!(covered(&mut world), [1, 2, 3]);
}

#[test]
fn a_mask_is_not_a_key_and_a_key_without_its_end_is_said_to_be() {
    let (mut world, mut portal) = guiding();
    portal.report(&mut world, SHOWN, DIALOG, &[("0123••••••••••••••••", "API key")]);
    assert_eq!(world.trouble().as_deref(), Some("masked-value"));
    portal.report(&mut world, SHOWN, DIALOG, &[(&"0123456789abcdef".repeat(2), "API key")]);
    assert_eq!(world.trouble().as_deref(), Some("end-missing"));
    assert!(world.view().held.is_empty());
    portal.pick(&mut world, &"0123456789abcdef".repeat(2));
    assert_eq!(world.trouble().as_deref(), Some("end-missing"));
    portal.pick(&mut world, "0123••••••••••••••••");
    assert_eq!(world.trouble().as_deref(), Some("masked-value"));
    portal.pick(&mut world, "");
    assert_eq!(world.trouble(), None, "Escape is no problem");
    assert!(world.view().held.is_empty());
}

#[test]
fn on_an_unknown_layout_the_person_points_at_the_value() {
    let (mut world, mut portal) = guiding();
    let lines = ["button You", "link Connection codes"];
    portal.report(&mut world, &["Connection codes"], &lines, &[]);
    assert_eq!(world.trouble().as_deref(), Some("layout-unknown"));
    world.does(UiRequest::GuidePoint);
    let (7, _, Order::Pick { nonce }) = world.orders.last().unwrap() else { panic!("{:?}", world.orders) };
    assert_eq!(*nonce, portal.nonce);

    // A value of a shape that no recipe knows: the person's word counts.
    let odd = ["mc_", "0123456789", "ABCDEF"].concat();
    world.guard(&odd);
    assert!(matches!(portal.pick(&mut world, &odd), Order::Begin { .. }));
    let held = world.waiting();
    world.keep(&held);
    let credential = world.credential();
    assert_eq!(world.reveal(&credential.id, "api_key"), odd);
    assert_eq!(credential.captured_from, [KEYS]);
}

#[test]
fn the_selection_menu_works_without_a_guide_and_never_on_a_look_alike() {
    let mut world = World::with_vault();
    let shown = key("0123456789abcdef");
    world.guard(&shown);
    let select = |world: &mut World, url: &str| {
        world.happens(Event::Selected { text: SecretText::new(format!(" {shown}\n")), url: url.to_owned() });
        world.view().problem.map(|problem| problem.code)
    };
    for url in [
        "https://us21.admin.mailchimp.com.evil.example/account/api/",
        "http://us21.admin.mailchimp.com/account/api/",
        "https://evil.example/?https://us21.admin.mailchimp.com/",
        "about:blank",
        "",
    ] {
        assert_eq!(select(&mut world, url).as_deref(), Some("look-alike-host"), "{url}");
        assert!(world.view().held.is_empty());
    }
    assert_eq!(select(&mut world, &format!("{KEYS}?x=1#y")), None);
    let held = world.waiting();
    world.keep(&held);
    assert_eq!(world.credential().captured_from, [KEYS]);
}

#[test]
fn a_page_of_another_host_has_no_task() {
    let (mut world, _) = guiding();
    for url in [
        "https://admin.mailchimp.com.evil.example/",
        "http://us21.admin.mailchimp.com/",
        "https://us21.admin.mailchimp.com:8443/",
        "https://login.constantcontact.com/",
    ] {
        let tasks = world.session.clone();
        assert!(Portal::load(&mut world, 8, "e", url).is_none(), "{url}");
        assert_eq!(world.session, tasks);
    }
}

#[test]
fn a_wrong_nonce_tab_frame_document_or_origin_ends_the_script() {
    let (mut world, portal) = guiding();
    let shown = key("0123456789abcdef");
    let wrong: &[fn(&mut Portal)] = &[
        |p| p.nonce = "0".repeat(32),
        |p| p.nonce = String::new(),
        |p| p.sender.tab = Some(8),
        |p| p.sender.tab = None,
        |p| p.sender.frame = Some(1),
        |p| p.sender.frame = None,
        |p| p.sender.document = "d9".to_owned(),
        |p| p.sender.id = "somebody-else".to_owned(),
        |p| p.sender.origin = "https://us22.admin.mailchimp.com".to_owned(),
    ];
    for change in wrong {
        let mut other = Portal::load(&mut world, 7, "d1", KEYS).unwrap();
        change(&mut other);
        let order = show(&mut world, &mut other, &shown);
        assert_eq!(order, Order::End);
        assert_eq!(other.pick(&mut world, &shown), Order::End);
        assert!(world.view().held.is_empty());
    }
    drop(portal);
    // A task ends with its tab, and a document that asks again gets another nonce.
    let first = Portal::load(&mut world, 7, "d1", KEYS).unwrap();
    let mut second = Portal::load(&mut world, 7, "d1", KEYS).unwrap();
    assert_ne!(first.nonce, second.nonce);
    world.happens(Event::TabClosed { tab: 7 });
    assert_eq!(show(&mut world, &mut second, &shown), Order::End);
    let early = Incoming::Page(PageRequest::Hello);
    world.does(UiRequest::GuideStop);
    let answer = world.send(script(7, "d1", KEYS), early);
    assert!(matches!(answer, Some(Outgoing::Page(Order::End))));
}

#[test]
fn a_permission_that_is_taken_away_ends_the_guide() {
    let (mut world, mut portal) = guiding();
    world.grants.clear();
    world.happens(Event::PermissionsChanged);
    assert_eq!(stage(&mut world), Some(Stage::Denied));
    assert!(world.registered.is_empty());
    assert_eq!(portal.report(&mut world, &[], &[], &[]), Order::End);
    world.grant(HOSTS);
    assert_eq!(stage(&mut world), Some(Stage::Guiding));
}

#[test]
fn a_full_store_loses_nothing_and_keep_works_again() {
    let (mut world, mut portal) = guiding();
    let shown = key("0123456789abcdef");
    show(&mut world, &mut portal, &shown);
    let mut held = world.waiting();
    held.label = "My own words".to_owned();
    for problem in [keyfob_app::StoreProblem::Full, keyfob_app::StoreProblem::Failed] {
        world.writes_fail.push_back(Some(problem));
        let UiResponse::Error { error } = world.keep(&held) else { panic!("it was full") };
        assert!(error.code.starts_with("storage-"));
        assert!(world.credentials().is_empty());
        assert_eq!(world.view().held.len(), 1);
    }
    let kept = world.keep(&held);
    assert!(matches!(kept, UiResponse::Done), "{kept:?}");
    let credential = world.credential();
    assert_eq!((credential.label.as_str(), world.reveal(&credential.id, "api_key")), ("My own words", shown));
}

#[test]
fn what_a_shared_portal_shows_is_taken_for_what_it_is_or_the_person_says() {
    let select = |text: &str, url: &str| {
        let mut world = World::with_vault();
        world.happens(Event::Selected { text: SecretText::new(text.to_owned()), url: url.to_owned() });
        let view = world.view();
        let held: Vec<_> = view.held.iter().map(|held| held.kind.clone()).collect();
        (world, held, view.problem.map(|problem| problem.code))
    };
    // Google issues keys of two services in one place; the shape tells which.
    let console = "https://console.cloud.google.com/apis/credentials";
    let tail = "Ab3-dE6_".repeat(5);
    for (value, kind) in [
        (format!("AIza{}", &tail[..35]), "google-maps/api-key"),
        (format!("6L{}", &tail[..38]), "google-recaptcha/keys"),
    ] {
        let (_, held, problem) = select(&value, console);
        assert_eq!((held.as_slice(), problem), (&[kind.to_owned()][..], None));
    }
    // Postmark's two tokens look the same: each is held under its name, and the person keeps the one it is.
    let token = ["0a1b2c3d", "4e5f", "4a6b", "8c7d", "0e1f2a3b4c5d"].join("-");
    let (mut world, held, problem) = select(&token, "https://account.postmarkapp.com/");
    assert_eq!(held, ["postmark/server-token", "postmark/account-token"]);
    assert_eq!(problem.as_deref(), Some("two-kinds"));
    let account = world.view().held.into_iter().find(|held| held.kind == "postmark/account-token").unwrap();
    world.keep(&account);
    let one = world.credential();
    assert_eq!((one.kind.as_str(), world.reveal(&one.id, "access_token")), ("postmark/account-token", token));
}

#[test]
fn without_a_vault_nothing_is_taken() {
    let mut world = World::default();
    world.happens(Event::Selected { text: SecretText::new(key("0123456789abcdef")), url: KEYS.to_owned() });
    assert_eq!(world.view().problem.unwrap().code, "no-vault");
    assert!(world.store.is_empty());
}
