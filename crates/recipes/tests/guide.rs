//! Which step of a guide a page stands at: page states of each portal, both layouts, four languages.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod pages;

use keyfob_recipes::Role;
use keyfob_recipes::guide::{Located, Mark, Page, locate};
use pages::{at, look, the};

const MC: &str = "mailchimp/api-key";
const KEYS: &str = "us21.admin.mailchimp.com/account/api/";

const APP: &str = "mailchimp/oauth-app";
const APPS: &str = "us21.admin.mailchimp.com/account/oauth2/";

/// Address, headings, landmarks, and the step and target that belong to them.
type State = (&'static str, &'static [&'static str], Vec<&'static str>, (&'static str, &'static str));

#[test]
fn mailchimp_is_followed_click_by_click_in_the_present_layout() {
    let bar = ["link Campaigns", "link Create", "button Help", "button Profile menu"];
    let with = |more: &[&'static str]| bar.iter().chain(more).copied().collect::<Vec<_>>();
    let cases: &[State] = &[
        (
            "login.mailchimp.com/",
            &["Log in"],
            vec!["field Username or email", "field Password", "button Log in"],
            ("log-in", ""),
        ),
        ("us21.admin.mailchimp.com/", &["Good morning, Dana"], with(&[]), ("menu", "Profile menu")),
        (
            "us21.admin.mailchimp.com/",
            &[],
            with(&["link Profile", "link Settings", "link Log out"]),
            ("profile", "Profile"),
        ),
        (
            "us21.admin.mailchimp.com/account/profile/",
            &["Profile"],
            with(&["link Overview", "button Settings", "button Extras"]),
            ("extras", "Extras"),
        ),
        (
            "us21.admin.mailchimp.com/account/profile/",
            &["Profile"],
            with(&["button Extras", "link API keys", "link Registered apps"]),
            ("api-keys", "API keys"),
        ),
        (
            KEYS,
            &["API keys", "Your API Keys"],
            with(&["button Extras", "button Create A Key", "button Revoke", "button Register and Manage Your Apps"]),
            ("create", "Create A Key"),
        ),
        (
            KEYS,
            &["API keys", "Create A Key"],
            with(&["button Create A Key", "@field Name your key", "@!button Generate Key", "@button Cancel"]),
            ("name", "Name your key"),
        ),
        (
            KEYS,
            &["API keys", "Create A Key"],
            with(&["button Create A Key", "@field- Name your key", "@button Generate Key", "@button Cancel"]),
            ("generate", "Generate Key"),
        ),
        (
            KEYS,
            &["API keys", "Your key has been generated"],
            with(&["button Create A Key", "@button Copy Key to Clipboard", "@button Done"]),
            ("read", ""),
        ),
    ];
    for (url, headings, lines, wanted) in cases {
        assert_eq!(at(MC, url, headings, lines, &[]), *wanted, "{url} {headings:?}");
    }
}

#[test]
fn a_mailchimp_app_is_registered_with_the_redirect_address_before_its_secret_is_read() {
    let create = "us21.admin.mailchimp.com/account/oauth2/create/";
    let app = "us21.admin.mailchimp.com/account/oauth2/app/123";
    let about = ["field App description", "field Company / Organization", "field App website"];
    let done = ["field- App description", "field- Company / Organization", "field- App website"];
    let form = |lines: &[&'static str], more: &[&'static str]| [lines, more].concat();
    let saved = form(&["field- App name"], &form(&done, &["field- Redirect URI", "button Update App"]));
    let keys = form(&["button Generate New Secret"], &saved);
    let cases: &[(State, &[&str])] = &[
        (
            (
                KEYS,
                &["API keys"],
                vec!["button Create A Key", "link Register and Manage Your Apps"],
                ("apps", "Register and Manage Your Apps"),
            ),
            &[],
        ),
        (
            (APPS, &["Registered apps"], vec!["button Register An App", "link Edit"], ("register", "Register An App")),
            &[],
        ),
        (
            (
                create,
                &["Register An App"],
                form(&["field App name"], &form(&about, &["field Redirect URI", "button Create"])),
                ("name", "App name"),
            ),
            &[],
        ),
        (
            (
                create,
                &["Register An App"],
                form(&["field- App name"], &form(&about, &["field Redirect URI", "button Create"])),
                ("about", "App description"),
            ),
            &[],
        ),
        (
            (
                create,
                &["Register An App"],
                form(&["field- App name"], &form(&done, &["field Redirect URI", "button Create"])),
                ("redirect", "Redirect URI"),
            ),
            &[],
        ),
        (
            (
                create,
                &["Register An App"],
                form(&["field- App name"], &form(&done, &["field- Redirect URI", "button Create"])),
                ("create", "Create"),
            ),
            &[],
        ),
        ((app, &["Keyfob", "OAuth credentials"], keys.clone(), ("read-id", "")), &[]),
        ((app, &["Keyfob", "OAuth credentials"], keys.clone(), ("read-secret", "")), &["client_id"]),
    ];
    for ((url, headings, lines, wanted), kept) in cases {
        assert_eq!(at(APP, url, headings, lines, kept), *wanted, "{url} {headings:?}");
    }
    // The list shows the ids of other apps, and nothing is read there.
    assert_eq!(look(APP, APPS, &["Registered apps"], &["button Register An App"], &["client_id"]).step, None);
}

#[test]
fn mailchimp_is_followed_in_the_older_layout() {
    assert_eq!(at(MC, "us3.admin.mailchimp.com/", &[], &["link Account", "link Log Out"], &[]).0, "profile");
    assert_eq!(
        at(MC, "us3.admin.mailchimp.com/account/", &[], &["link Account", "link Extras ▾"], &[]),
        ("extras", "Extras ▾")
    );
    let row = ["button Create A Key", "field- Label", "field- API key"];
    assert_eq!(at(MC, KEYS, &["Your API Keys"], &row, &[]), ("create", "Create A Key"));
    let made = "New API key generated. Give it a label, so that you know which application uses it.";
    assert_eq!(at(MC, KEYS, &[made], &["button Create A Key", "field Label", "field- Label"], &[]), ("label", "Label"));
    assert_eq!(at(MC, KEYS, &[made], &["button Create A Key", "field- Label"], &[]), ("read", ""));
}

#[test]
fn mailchimp_is_followed_in_german_spanish_and_french() {
    let rows = [
        (
            "Profilmenü",
            "Profil",
            "API-Schlüssel",
            "Schlüssel erstellen",
            "Name des Schlüssels",
            "Schlüssel generieren",
            "Schlüssel in die Zwischenablage kopieren",
        ),
        (
            "Menú de perfil",
            "Perfil",
            "Claves API",
            "Crear una clave",
            "Nombre de la clave",
            "Generar clave",
            "Copiar clave al portapapeles",
        ),
        (
            "Menu du profil",
            "Profil",
            "Clés API",
            "Créer une clé",
            "Nom de la clé",
            "Générer la clé",
            "Copier la clé dans le presse-papiers",
        ),
    ];
    for (menu, profile, keys, create, name, generate, copy) in rows {
        let page = |path: &'static str, marks: Vec<(Role, &'static str, bool)>| {
            let landmarks = marks
                .iter()
                .map(|(role, text, dialog)| Mark { role: *role, text, empty: true, disabled: false, dialog: *dialog })
                .collect();
            let found = locate(the(MC), &Page { host: "us21.admin.mailchimp.com", path, landmarks, ..Page::default() });
            found.step.map_or("", |s| the(MC).steps[s].id)
        };
        assert_eq!(page("/", vec![(Role::Button, menu, false)]), "menu");
        assert_eq!(page("/", vec![(Role::Button, menu, false), (Role::Link, profile, false)]), "profile");
        assert_eq!(page("/account/", vec![(Role::Link, keys, false)]), "api-keys");
        assert_eq!(page("/account/api/", vec![(Role::Button, create, false)]), "create");
        assert_eq!(
            page(
                "/account/api/",
                vec![(Role::Button, create, false), (Role::Field, name, true), (Role::Button, generate, true)]
            ),
            "name"
        );
        assert_eq!(
            page("/account/api/", vec![(Role::Button, create, false), (Role::Button, generate, true)]),
            "generate"
        );
        assert_eq!(page("/account/api/", vec![(Role::Button, create, false), (Role::Button, copy, true)]), "read");
    }
}

#[test]
fn spelling_and_decoration_do_not_matter() {
    for text in ["CREATE A KEY", "  Create  a\u{a0}key ", "+ Create A Key", "Create A Key…", "create a key"] {
        let landmarks = vec![Mark { role: Role::Button, text, empty: true, disabled: false, dialog: false }];
        let found = locate(
            the(MC),
            &Page { host: "us1.admin.mailchimp.com", path: "/account/api/", landmarks, ..Page::default() },
        );
        assert_eq!(found.target, Some(0), "{text}");
    }
    let landmarks =
        vec![Mark { role: Role::Button, text: "Creer une cle", empty: true, disabled: false, dialog: false }];
    assert!(
        locate(the(MC), &Page { host: "us1.admin.mailchimp.com", path: "/account/api/", landmarks, ..Page::default() })
            .step
            .is_some()
    );
}

#[test]
fn an_unknown_layout_is_said_to_be_unknown() {
    let lines = ["button You", "link Campaigns", "link Connection codes", "button Add connection"];
    let found = look(MC, "us21.admin.mailchimp.com/settings/connections/codes/", &["Connection codes"], &lines, &[]);
    assert_eq!(found, Located { step: None, target: None, of: the(MC).steps.len(), known: false, obstacle: None });
}

#[test]
fn another_host_is_unknown_whatever_it_shows() {
    for url in [
        "admin.mailchimp.com.evil.example/account/api/",
        "evilmailchimp.com/account/api/",
        "xn--mailchmp-q2a.com/account/api/",
    ] {
        assert!(!look(MC, url, &["API keys"], &["button Create A Key"], &[]).known, "{url}");
    }
}

#[test]
fn a_kept_key_leaves_nothing_to_do() {
    let lines = ["@button Copy Key to Clipboard", "@button Done", "button Create A Key"];
    let found = look(MC, KEYS, &["Your key has been generated"], &lines, &["api_key"]);
    assert_eq!((found.step, found.target, found.known), (None, None, true));
}

#[test]
fn a_disabled_button_is_not_ringed() {
    let found = look(MC, KEYS, &[], &["!button Create A Key"], &[]);
    assert_eq!((found.step.map(|s| the(MC).steps[s].id), found.target, found.known), (Some("create"), None, true));
}

const V2: &str = "constant-contact/v2-token";
const BAR: [&str; 4] = ["link Home", "link API Tester", "link My Keys", "link Sign Out"];

#[test]
fn the_v2_guide_fetches_the_key_first_and_then_the_token() {
    let home = "constantcontact.mashery.com/";
    assert_eq!(at(V2, home, &["Email marketing"], &BAR, &[]), ("my-keys", "My Keys"));
    assert_eq!(at(V2, "constantcontact.mashery.com/apps/mykeys", &["My Keys"], &BAR, &[]), ("read-key", ""));
    assert_eq!(
        at(V2, "constantcontact.mashery.com/apps/mykeys", &["My Keys"], &BAR, &["api_key"]),
        ("tester", "API Tester")
    );
    let tester = "constantcontact.mashery.com/io-docs";
    let fields = ["field- App / Key", "field Access Token", "button Get Access Token", "button Try it!"];
    assert_eq!(at(V2, tester, &["API Tester"], &fields, &["api_key"]), ("get-token", "Get Access Token"));
    let unsigned = ["link Sign In", "field App / Key", "field Access Token", "button Get Access Token"];
    assert_eq!(at(V2, tester, &["API Tester"], &unsigned, &["api_key"]), ("tester-key", "App / Key"));
}

#[test]
fn the_v2_guide_names_the_account_at_every_step() {
    for step in the(V2).steps {
        let account = step.account.expect("every step names one").en;
        let wanted = if step.host == "oauth2.constantcontact.com" { "client" } else { "developer" };
        assert!(account.contains(wanted), "{}", step.id);
    }
    let sign_in = ["link Sign In", "field Username", "field Password", "button Sign In"];
    assert_eq!(at(V2, "constantcontact.mashery.com/login/", &["Sign In"], &sign_in, &[]), ("sign-in", "Username"));
    let typed = ["link Sign In", "field- Username", "field- Password", "button Sign In"];
    assert_eq!(at(V2, "constantcontact.mashery.com/login/", &["Sign In"], &typed, &[]), ("enter", "Sign In"));
}

#[test]
fn the_v2_window_is_followed_to_the_token() {
    let window = "oauth2.constantcontact.com/oauth2/oauth/siteowner/authorize";
    assert_eq!(
        at(
            V2,
            window,
            &["Loyalty would like to connect"],
            &["link I already have an account", "link Sign up for a free trial"],
            &["api_key"]
        )
        .0,
        "have-account"
    );
    assert_eq!(
        at(
            V2,
            window,
            &["Log in to your Constant Contact account"],
            &["field User Name or Email", "field Password", "button Log In"],
            &["api_key"]
        )
        .1,
        "User Name or Email"
    );
    assert_eq!(at(V2, window, &["Allow access?"], &["button Allow", "button Deny"], &["api_key"]), ("allow", "Allow"));
    assert_eq!(at(V2, window, &["Your access token"], &["button Close window"], &["api_key"]), ("read-token", ""));
    assert_eq!(
        at(V2, window, &["Your access token"], &["button Close window"], &["api_key", "access_token"]),
        ("", "")
    );
}

#[test]
fn the_v3_guide_asks_for_pkce_before_create() {
    let v3 = "constant-contact/v3-app";
    let home = "app.constantcontact.com/pages/dma/portal/";
    assert_eq!(
        at(v3, home, &["My Applications"], &["link My Applications", "button New Application", "link Edit"], &[]),
        ("new-application", "New Application")
    );
    let flows = |name, pkce, rotating| {
        vec![
            "button New Application",
            name,
            "@option Authorization Code Flow and Implicit Flow",
            pkce,
            "@option Device Flow",
            rotating,
            "@option Long Lived Refresh Tokens",
            "@button Create",
            "@button Cancel",
        ]
    };
    let (name, pkce, rotating) = (
        "@field Application name",
        "@option Proof Key for Code Exchange (PKCE) Flow",
        "@option- Rotating Refresh Tokens",
    );
    assert_eq!(at(v3, home, &["New Application"], &flows(name, pkce, rotating), &[]).0, "name");
    assert_eq!(at(v3, home, &["New Application"], &flows("@field- Application name", pkce, rotating), &[]).0, "flow");
    assert_eq!(
        at(
            v3,
            home,
            &["New Application"],
            &flows("@field- Application name", "@option- Proof Key for Code Exchange (PKCE) Flow", rotating),
            &[]
        ),
        ("create", "Create")
    );
    let page = "app.constantcontact.com/pages/dma/portal/app/1";
    let details = ["link My Applications", "button Save", "field Redirect URI", "button + Add Redirect URI"];
    assert_eq!(at(v3, page, &["Loyalty", "API Key", "Redirect URI"], &details, &[]).0, "read-key");
    assert_eq!(
        at(v3, page, &["Loyalty", "API Key", "Redirect URI"], &details, &["client_id"]),
        ("redirect", "Redirect URI")
    );
    let filled = ["link My Applications", "button Save", "field- Redirect URI"];
    assert_eq!(at(v3, page, &["Loyalty", "API Key", "Redirect URI"], &filled, &["client_id"]), ("save", "Save"));
}
