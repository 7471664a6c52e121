//! Which step of a guide a page stands at: page states of each portal, both layouts, four languages.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

use keyfob_recipes::guide::{Located, Mark, Page, locate};
use keyfob_recipes::{Kind, Role, kind};

fn the(id: &str) -> &'static Kind {
    kind(id).expect("a known kind").1
}

/// A landmark from a line: `button Generate Key`, `field- Name` (filled), `option Rotating`, `!` disabled, `@` in a dialog.
fn mark(line: &'static str) -> Mark<'static> {
    let (dialog, line) = line.strip_prefix('@').map_or((false, line), |rest| (true, rest));
    let (disabled, line) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
    let (role, text) = line.split_once(' ').expect("role and text");
    let (empty, role) = role.strip_suffix('-').map_or((true, role), |rest| (false, rest));
    let role = match role {
        "button" => Role::Button,
        "link" => Role::Link,
        "field" => Role::Field,
        "option" => Role::Option,
        _ => panic!("role {role}"),
    };
    Mark { role, text, empty, disabled, dialog }
}

fn look(id: &str, url: &'static str, headings: &[&'static str], lines: &[&'static str], kept: &[&str]) -> Located {
    let (host, path) = url.split_once('/').map_or((url, ""), |(host, _)| (host, &url[host.len()..]));
    let landmarks = lines.iter().map(|l| mark(l)).collect();
    let page = Page { host, path, headings: headings.to_vec(), landmarks, kept, wants: &[] };
    locate(the(id), &page)
}

/// The step's id and the text of what is ringed.
fn at(
    id: &str,
    url: &'static str,
    headings: &[&'static str],
    lines: &[&'static str],
    kept: &[&str],
) -> (&'static str, &'static str) {
    let found = look(id, url, headings, lines, kept);
    assert!(found.known, "{url} {lines:?}");
    (
        found.step.map_or("", |s| the(id).steps[s].id),
        found.target.map_or("", |t| lines[t].split_once(' ').expect("text").1),
    )
}

const MC: &str = "mailchimp/api-key";
const KEYS: &str = "us21.admin.mailchimp.com/account/api/";

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

#[test]
fn dotdigital_checks_the_form_before_save() {
    let dd = "dotdigital/api-user";
    let page = "r1-app.dotdigital.com/access/api-users/new";
    let form = |d, e| vec!["field- Email address", d, "field- Password", e, "button Save"];
    assert_eq!(at(dd, page, &["New user"], &form("field Description", "option Enabled"), &[]).0, "read-username");
    assert_eq!(
        at(dd, page, &["New user"], &form("field Description", "option Enabled"), &["username"]).0,
        "description"
    );
    assert_eq!(
        at(dd, page, &["New user"], &form("field- Description", "option Enabled"), &["username", "password"]),
        ("enabled", "Enabled")
    );
    assert_eq!(
        at(dd, page, &["New user"], &form("field- Description", "option- Enabled"), &["username", "password"]),
        ("save", "Save")
    );
}

/// What keeps the person from going on, by name.
fn obstacle(id: &str, url: &'static str, headings: &[&'static str], lines: &[&'static str]) -> &'static str {
    look(id, url, headings, lines, &[]).obstacle.map_or("", |at| the(id).obstacles[at].id)
}

#[test]
fn what_keeps_the_person_from_going_on_is_named() {
    let (v3, dd) = ("constant-contact/v3-app", "dotdigital/api-user");
    let portal = "app.constantcontact.com/pages/dma/portal/";
    let table: &[(&str, &'static str, &[&'static str], &[&'static str], &str)] = &[
        (MC, KEYS, &["API keys"], &["button Create A Key"], ""),
        (
            MC,
            "login.mailchimp.com/",
            &["Your session has ended. Please log in again."],
            &["button Log in"],
            "signed-out",
        ),
        (
            MC,
            "login.mailchimp.com/",
            &["Deine Sitzung ist beendet. Melde dich neu an."],
            &["button Anmelden"],
            "signed-out",
        ),
        (
            MC,
            KEYS,
            &["You need a Manager, Admin or Owner role to create API keys. Ask an administrator of Blue Door."],
            &[],
            "not-allowed",
        ),
        (
            MC,
            KEYS,
            &["Para crear claves API necesitas el rol de gestor, administrador o propietario."],
            &[],
            "not-allowed",
        ),
        (v3, portal, &["My Applications"], &["link My Applications", "button New Application"], ""),
        (v3, portal, &["My Applications"], &["link My Applications", "link Edit"], "closed"),
        (v3, portal, &["Meine Anwendungen"], &["link Bearbeiten"], "closed"),
        (
            v3,
            "app.constantcontact.com/pages/dma/portal/app/1",
            &["Loyalty", "API Key"],
            &["link My Applications", "button Save"],
            "",
        ),
        (
            v3,
            portal,
            &["My Applications", "Your role is Campaign Creator. Only the Account Owner may."],
            &[],
            "not-allowed",
        ),
        (
            v3,
            "app.constantcontact.com/pages/dma/portal/app/1",
            &["A secret was generated. It cannot be shown again."],
            &["button Save"],
            "secret-there",
        ),
        (
            V2,
            "constantcontact.mashery.com/login/",
            &["The username or password you entered is incorrect."],
            &["button Sign In"],
            "not-the-developer",
        ),
        (
            V2,
            "oauth2.constantcontact.com/oauth2/oauth/siteowner/login",
            &["That username and password do not match."],
            &["button Log In"],
            "not-the-client",
        ),
        (
            V2,
            "constantcontact.mashery.com/apps/register",
            &["Creating new V2 API keys is no longer supported."],
            &["link My Keys"],
            "closed",
        ),
        (
            V2,
            "constantcontact.mashery.com/",
            &["Creating new V2 API keys is no longer supported."],
            &["link My Keys"],
            "",
        ),
        (
            dd,
            "r1-app.dotdigital.com/settings/access",
            &["You do not have permission to manage API users of Blue Door."],
            &[],
            "not-allowed",
        ),
        (dd, "r1-app.dotdigital.com/x", &["Dieser Benutzername wird schon verwendet."], &[], "taken"),
        (dd, "evil.example/x", &["Welcome"], &["button Save"], ""),
    ];
    for (id, url, headings, lines, wanted) in table {
        assert_eq!(obstacle(id, url, headings, lines), *wanted, "{id} {url} {headings:?}");
    }
}

#[test]
fn an_obstacle_stands_beside_the_step_and_makes_a_page_known() {
    let ended = "Your session has ended. Please log in again.";
    let found = look(MC, "login.mailchimp.com/", &[ended], &["field Username or email"], &[]);
    assert_eq!((found.step.map(|s| the(MC).steps[s].id), found.known), (Some("log-in"), true));
    let found = look(MC, "us21.admin.mailchimp.com/odd", &[ended], &[], &[]);
    assert_eq!((found.step, found.known, found.obstacle.is_some()), (None, true, true));
}

/// The step's id where key and secret are wanted.
fn with_secret(headings: &[&'static str], lines: &[&'static str], kept: &[&str]) -> &'static str {
    let landmarks = lines.iter().map(|l| mark(l)).collect();
    let (host, path) = ("app.constantcontact.com", "/pages/dma/portal/app/1");
    let page = Page { host, path, headings: headings.to_vec(), landmarks, kept, wants: &["client_secret"] };
    let v3 = the("constant-contact/v3-app");
    locate(v3, &page).step.map_or("", |s| v3.steps[s].id)
}

#[test]
fn a_form_that_wants_a_secret_gets_another_sort_of_application() {
    let dialog = |code| {
        [
            "@field- Application name",
            code,
            "@option Proof Key for Code Exchange (PKCE) Flow",
            "@option- Rotating Refresh Tokens",
            "@button Create",
        ]
    };
    assert_eq!(with_secret(&[], &dialog("@option Authorization Code Flow and Implicit Flow"), &[]), "flow-code");
    assert_eq!(with_secret(&[], &dialog("@option- Authorization Code Flow and Implicit Flow"), &[]), "create");
    let page = ["button Save", "button Generate Client Secret", "field Redirect URI"];
    let title = ["Loyalty", "API Key", "Client Secret"];
    assert_eq!(with_secret(&title, &page, &[]), "read-key");
    assert_eq!(with_secret(&title, &page, &["client_id"]), "generate-secret");
    let warned = ["button Save", "@button Generate Client Secret", "@button Cancel"];
    assert_eq!(with_secret(&title, &warned, &["client_id"]), "generate-secret");
    let shown = ["Loyalty", "API Key", "Client Secret", "Copy this secret now. It is shown only once."];
    assert_eq!(with_secret(&shown, &page, &["client_id"]), "read-secret");
    assert_eq!(with_secret(&shown, &page, &["client_id", "client_secret"]), "redirect");
    let filled = ["button Save", "button Generate Client Secret", "field- Redirect URI"];
    assert_eq!(with_secret(&shown, &filled, &["client_id", "client_secret"]), "save");
}

#[test]
fn the_v2_and_v3_guides_are_followed_in_german_and_spanish() {
    let v3 = "constant-contact/v3-app";
    let portal = "app.constantcontact.com/pages/dma/portal/";
    for (name, code, create, rotating, new) in [
        (
            "@field- Name der Anwendung",
            "Neue Anwendung",
            "@button Erstellen",
            "@option Wechselnde Refresh-Token (Rotating)",
            "button Neue Anwendung",
        ),
        (
            "@field- Nombre de la aplicación",
            "Nueva aplicación",
            "@button Crear",
            "@option Tokens de actualización rotativos (Rotating)",
            "button Nueva aplicación",
        ),
    ] {
        assert_eq!(at(v3, portal, &[], &[new], &[]).0, "new-application");
        let pkce = "@option- Proof Key for Code Exchange (PKCE) Flow";
        assert_eq!(at(v3, portal, &[code], &[name, pkce, rotating, create], &[]).0, "refresh");
    }
    for (tester, key, token) in [
        ("link API-Tester", "field- Anwendung / Schlüssel", "button Zugriffstoken holen"),
        ("link Probador de API", "field- Aplicación / Clave", "button Obtener token de acceso"),
    ] {
        assert_eq!(at(V2, "constantcontact.mashery.com/apps/mykeys", &[], &[tester], &["api_key"]).0, "tester");
        assert_eq!(at(V2, "constantcontact.mashery.com/io-docs", &[], &[key, token], &["api_key"]).0, "get-token");
    }
    let window = "oauth2.constantcontact.com/oauth2/oauth/siteowner/authorize";
    assert_eq!(at(V2, window, &[], &["link Ich habe schon ein Konto"], &["api_key"]).0, "have-account");
    assert_eq!(at(V2, window, &["Ihr Zugriffstoken"], &[], &["api_key"]).0, "read-token");
    assert_eq!(at(V2, window, &["Su token de acceso"], &[], &["api_key"]).0, "read-token");
}

#[test]
fn dotdigital_is_followed_from_login_to_the_right_new_user() {
    let dd = "dotdigital/api-user";
    let login = ["field Email address", "field Password", "button Log in"];
    assert_eq!(at(dd, "login.dotdigital.com/", &["Log in"], &login, &[]).0, "log-in");
    assert_eq!(at(dd, "r1-app.dotdigital.com/", &[], &["button User menu: Dana, Blue Door"], &[]).0, "menu");
    assert_eq!(at(dd, "r1-app.dotdigital.com/", &[], &["button Benutzermenü: Dana, Blaue Tür"], &[]).0, "menu");
    assert_eq!(at(dd, "r1-app.dotdigital.com/settings", &["Configuración"], &["link Acceso"], &[]).0, "access");
    // People have a button of the same name, which makes a person.
    let tabs = ["link Standard users", "link API users", "button New user"];
    assert_eq!(
        at(dd, "r1-app.dotmailer.com/settings/access", &["Access", "Standard users"], &tabs, &[]).0,
        "api-users"
    );
    assert_eq!(
        at(dd, "r1-app.dotmailer.com/settings/access/api-users", &["Access", "API users"], &tabs, &[]).0,
        "new-user"
    );
    let form = [
        "field- Username",
        "field- Description",
        "field Password",
        "field Confirm password",
        "option Enabled",
        "button Save",
    ];
    let page = "r1-app.dotdigital.com/settings/access/api-users/new";
    assert_eq!(at(dd, page, &["New API user"], &form, &["username"]), ("read-password", "Password"));
    assert_eq!(at(dd, page, &["New API user"], &form, &["username", "password"]).0, "confirm-password");
}
