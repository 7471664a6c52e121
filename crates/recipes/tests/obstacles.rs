//! What keeps a person from going on, other sorts of applications, and the portals in other languages.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod pages;

use keyfob_recipes::guide::{Page, locate};
use pages::{at, look, mark, the};

const MC: &str = "mailchimp/api-key";
const KEYS: &str = "us21.admin.mailchimp.com/account/api/";
const V2: &str = "constant-contact/v2-token";

/// What keeps the person from going on, by name.
fn obstacle(id: &str, url: &'static str, headings: &[&'static str], lines: &[&'static str]) -> &'static str {
    look(id, url, headings, lines, &[]).obstacle.map_or("", |at| the(id).obstacles[at].id)
}

/// Kind, address, headings, landmarks, and the obstacle that is met.
type Met = (&'static str, &'static str, &'static [&'static str], &'static [&'static str], &'static str);

#[test]
fn what_keeps_the_person_from_going_on_is_named() {
    let (v3, dd) = ("constant-contact/v3-app", "dotdigital/api-user");
    let portal = "app.constantcontact.com/pages/dma/portal/";
    let table: &[Met] = &[
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
}
