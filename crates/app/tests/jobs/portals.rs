//! Portals with forms of their own: Dotdigital's made-up password, and Constant Contact's applications as forms want them.

use crate::common::{Portal, World};
use keyfob_protocol::page::{Control, Order, Snapshot};
use keyfob_protocol::ui::{Stage, UiRequest};

const DOTDIGITAL: &str = "dotdigital/api-user";
const DD_HOSTS: &[&str] = &["https://*.dotdigital.com/*", "https://*.dotmailer.com/*"];
const DD_USERS: &str = "https://r1-app.dotdigital.com/settings/access/api-users";
const DD_NEW: &str = "https://r1-app.dotdigital.com/settings/access/api-users/new";
const V3: &str = "constant-contact/v3-app";
const CC_HOSTS: &[&str] = &[
    "https://constantcontact.mashery.com/*",
    "https://oauth2.constantcontact.com/*",
    "https://app.constantcontact.com/*",
    "https://login.constantcontact.com/*",
    "https://*.developer.constantcontact.com/*",
    "https://authz.constantcontact.com/*",
];

fn address(hex: &str) -> String {
    ["apiuser-", hex, "@apiconnector.com"].concat()
}

fn form(password: &'static str, again: &'static str, enabled: &'static str) -> [&'static str; 6] {
    ["field- Username", "field- Description", password, again, enabled, "button Save"]
}

const EMPTY: [&str; 3] = ["field Password", "field Confirm password", "option Enabled"];
const FULL: [&str; 3] = ["field- Password", "field- Confirm password", "option Enabled"];
const TITLE: &[&str] = &["New API user"];

/// On the form of a new API user, whose address is kept.
fn on_the_form() -> (World, Portal, String) {
    let mut world = World::with_vault();
    world.start(DOTDIGITAL);
    world.grant(DD_HOSTS);
    let mut list = Portal::load(&mut world, 7, "d1", DD_USERS).unwrap();
    let (other, own) = (address("0a1b2c3d4e5f"), address("fedcba987654"));
    let shown = [(other.as_str(), "Username"), ("https://r1-api.dotdigital.com", "API endpoint")];
    list.report(&mut world, &["API users"], &["button New user"], &shown);
    let fields: Vec<String> = world.view().held.into_iter().map(|held| held.field).collect();
    assert_eq!(fields, ["API endpoint"], "another plugin's user is nobody's business");
    let mut page = Portal::load(&mut world, 7, "d2", DD_NEW).unwrap();
    let [password, again, enabled] = EMPTY;
    let shown = [(own.as_str(), "Username"), ("https://r1-api.dotdigital.com", "API endpoint")];
    page.report(&mut world, TITLE, &form(password, again, enabled), &shown);
    let held = world.view().held;
    assert_eq!((held[0].preview.as_str(), held.len()), (own.as_str(), 2), "what is asked for comes first");
    world.keep(&held[0]);
    assert!(world.view().held.is_empty(), "the endpoint goes along");
    page.report(&mut world, TITLE, &form(password, again, enabled), &shown);
    (world, page, own)
}

#[test]
fn a_password_is_made_written_twice_and_kept_once_it_is_there() {
    let (mut world, mut page, own) = on_the_form();
    assert!(world.view().job.unwrap().can_make);
    world.does(UiRequest::GuideMake);
    let Some((7, _, Order::WriteSecret { landmarks, value, .. })) = world.orders.last().cloned() else {
        panic!("{:?}", world.orders);
    };
    assert_eq!((landmarks.as_slice(), value.len()), (&[2, 3][..], 20));
    world.guard(value.expose());
    let kept = |world: &mut World| world.credential().fields.iter().any(|field| field.field == "password");
    assert!(!kept(&mut world), "it is not in the form yet");

    let [password, again, enabled] = FULL;
    page.report(&mut world, TITLE, &form(password, again, enabled), &[]);
    assert!(kept(&mut world));
    let credential = world.credential();
    assert_eq!(world.reveal(&credential.id, "password"), value.expose());
    assert_eq!(world.reveal(&credential.id, "username"), own);
    assert_eq!(world.reveal(&credential.id, "endpoint"), "https://r1-api.dotdigital.com");

    // Nothing is saved at the provider yet: the guide goes on.
    let order = page.report(&mut world, TITLE, &form(password, again, enabled), &[]);
    let Order::Show { card, .. } = order else { panic!("{order:?}") };
    assert_eq!((card.ring, world.view().job.unwrap().stage), (Some(4), Stage::Guiding));
    let mut list = Portal::load(&mut world, 7, "d3", DD_USERS).unwrap();
    let order = list.report(&mut world, &["API users"], &["button New user", "link Edit"], &[]);
    assert!(matches!(order, Order::End), "{order:?}");
    assert_eq!(world.view().job.unwrap().stage, Stage::Done);
    assert!(world.registered.is_empty(), "no script stays");
}

#[test]
fn a_password_that_never_came_into_the_form_is_none() {
    let (mut world, mut page, _) = on_the_form();
    world.does(UiRequest::GuideMake);
    let [password, again, enabled] = EMPTY;
    page.report(&mut world, TITLE, &form(password, again, enabled), &[]);
    assert!(world.view().job.unwrap().can_make, "asked for again");
    world.does(UiRequest::GuideMake);
    assert_eq!(world.view().held.len(), 1, "the first one is forgotten");
    // The person leaves the form.
    let mut list = Portal::load(&mut world, 7, "d3", DD_USERS).unwrap();
    list.report(&mut world, &["API users"], &["button New user"], &[]);
    assert!(world.view().held.is_empty());
    assert!(!world.credential().fields.iter().any(|field| field.field == "password"));
    assert_eq!(world.fails(UiRequest::GuideMake), "page-changed");
}

#[test]
fn an_obstacle_is_said_on_the_page_and_beside_it() {
    let mut world = World::with_vault();
    world.start(V3);
    world.grant(CC_HOSTS);
    let url = "https://app.constantcontact.com/pages/dma/portal/";
    let mut page = Portal::load(&mut world, 7, "d1", url).unwrap();
    let order = page.report(&mut world, &["My Applications"], &["link My Applications", "link Edit"], &[]);
    let Order::Show { card, .. } = order else { panic!("{order:?}") };
    assert!(card.say.contains("New Application"), "{}", card.say);
    assert_eq!(world.view().job.unwrap().obstacle, card.say);
    let lines = ["link My Applications", "button New Application"];
    page.report(&mut world, &["My Applications"], &lines, &[]);
    assert_eq!(world.view().job.unwrap().obstacle, "");
}

/// The settings page of a plugin that wants key and secret, below a folder.
fn members_pro() -> Snapshot {
    let control = |index: usize, name: &str, label: &str| Control {
        index,
        name: name.to_owned(),
        tag: "input".to_owned(),
        kind: "text".to_owned(),
        label: label.to_owned(),
        state: "empty".to_owned(),
        visible: true,
        ..Control::default()
    };
    let controls = vec![
        control(0, "pmprocc_options[api_key]", "API Key"),
        control(1, "pmprocc_options[api_secret]", "API Secret"),
    ];
    Snapshot {
        version: 2,
        url: "https://bakery.example/blog/wp-admin/admin.php?page=pmpro-constantcontact".to_owned(),
        title: "PMPro Constant Contact".to_owned(),
        nonce: "n1".to_owned(),
        controls,
        ..Snapshot::default()
    }
}

#[test]
fn the_form_decides_which_application_is_made() {
    let mut world = World::with_vault();
    world.page = Some(("doc".to_owned(), members_pro()));
    crate::fill::plan(&mut world);
    let begin = |world: &mut World, tab| {
        world.does(UiRequest::GuideStart {
            kind: V3.to_owned(),
            client: String::new(),
            site: "https://bakery.example".to_owned(),
            integration: "Paid Memberships Pro: Constant Contact".to_owned(),
            tab,
            replaces: String::new(),
        });
        world.view().job.unwrap()
    };
    let job = begin(&mut world, Some(1));
    assert_eq!(
        job.callback,
        "https://bakery.example/blog/wp-admin/admin.php?page=pmpro-constantcontact&pmprocc_oauth_callback=1"
    );
    assert_eq!(job.fields.len(), 2, "the secret is wanted too");
    assert_eq!(job.label, "bakery.example, Paid Memberships Pro", "the portal does not take its own name in a name");

    let job = begin(&mut world, None);
    assert_eq!((job.callback.as_str(), job.fields.len()), ("", 1), "a job that no form began wants no secret");
}
