//! Every layout, language, role and mode of the four portals as plain page states: which step, and what keeps the
//! person from going on.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod pages;

use keyfob_recipes::guide::{Located, Page, locate, locate_off, targets};
use keyfob_recipes::{Action, Step};
use pages::{mark, the};

const DD: &str = "dotdigital/api-user";
const V2: &str = "constant-contact/v2-token";
const V3: &str = "constant-contact/v3-app";
const MC: &str = "mailchimp/api-key";

const DD_ACCESS: &str = "r1-app.dotdigital.com/settings/access";
const DD_USERS: &str = "r1-app.dotdigital.com/settings/access/api-users";
const DD_NEW: &str = "r1-app.dotdigital.com/settings/access/api-users/new";
const V3_APPS: &str = "app.constantcontact.com/pages/dma/portal/";
const V3_APP: &str = "app.constantcontact.com/pages/dma/portal/app/1";
const MC_KEYS: &str = "us21.admin.mailchimp.com/account/api/";

/// What a job has and wants.
#[derive(Clone, Copy, Default)]
struct Job {
    kept: &'static [&'static str],
    wants: &'static [&'static str],
}

fn page<'a>(url: &'a str, headings: &[&'a str], lines: &[&'static str], job: Job) -> Page<'a> {
    let (host, path) = url.split_once('/').map_or((url, ""), |(host, _)| (host, &url[host.len()..]));
    let landmarks = lines.iter().map(|line| mark(line)).collect();
    Page { host, path, headings: headings.to_vec(), landmarks, kept: job.kept, wants: job.wants }
}

fn look(id: &str, url: &str, headings: &[&str], lines: &[&'static str], job: Job) -> Located {
    locate(the(id), &page(url, headings, lines, job))
}

/// The id of the step, and what is ringed.
fn at(id: &str, url: &str, headings: &[&str], lines: &[&'static str], job: Job) -> (&'static str, &'static str) {
    let found = look(id, url, headings, lines, job);
    assert!(found.known, "{id} {url} {headings:?} {lines:?}");
    let text = |target: usize| lines[target].split_once(' ').expect("role and text").1;
    (found.step.map_or("", |step| the(id).steps[step].id), found.target.map_or("", text))
}

fn obstacle(id: &str, url: &str, headings: &[&str], lines: &[&'static str]) -> &'static str {
    let found = look(id, url, headings, lines, Job::default());
    found.obstacle.map_or("", |at| the(id).obstacles[at].id)
}

/// One language of one of Dotdigital's layouts.
struct Layout {
    menu: &'static str,
    entry: (&'static str, &'static str),
    people: (&'static [&'static str], &'static [&'static str]),
    users: (&'static [&'static str], &'static [&'static str]),
    add: &'static str,
    form: &'static str,
    name: &'static str,
}

const LAYOUTS: [Layout; 4] = [
    Layout {
        menu: "button User menu: Dana Whitfield, Blue Door Bakery",
        entry: ("button Settings", "settings"),
        people: (&["Access"], &["link Users", "link API users", "link Single sign-on"]),
        users: (&["API users", "API users"], &["button New user", "link Edit"]),
        add: "New user",
        form: "New API user",
        name: "field- Username",
    },
    Layout {
        menu: "button Más opciones",
        entry: ("button Configuración", "settings"),
        people: (&["Acceso"], &["link Usuarios", "link Usuarios de API"]),
        users: (&["Usuarios de API"], &["button Nuevo usuario", "link Editar"]),
        add: "Nuevo usuario",
        form: "Nuevo usuario de API",
        name: "field- Nombre de usuario",
    },
    Layout {
        menu: "button People and settings",
        entry: ("button Access", "access"),
        people: (&["Access", "Standard users"], &["button Standard users", "button API users", "button New user"]),
        users: (&["Access", "API users"], &["button Standard users", "button API users", "button New user"]),
        add: "New user",
        form: "New API user",
        name: "field- Username",
    },
    Layout {
        menu: "button Mein Konto",
        entry: ("button Benutzer verwalten", "settings"),
        people: (
            &["Benutzer verwalten", "Standardbenutzer"],
            &["button Standard", "button API", "button Benutzer hinzufügen"],
        ),
        users: (
            &["Benutzer verwalten", "API-Benutzer"],
            &["button Standard", "button API", "button Benutzer hinzufügen"],
        ),
        add: "Benutzer hinzufügen",
        form: "Neuer API-Benutzer",
        name: "field- E-Mail",
    },
];

#[test]
fn dotdigital_is_followed_in_each_of_its_layouts() {
    for layout in &LAYOUTS {
        let job = Job::default();
        let home = "r1-app.dotdigital.com/";
        assert_eq!(at(DD, home, &["Welcome back, Dana"], &[layout.menu], job).0, "menu");
        assert_eq!(at(DD, home, &[], &[layout.menu, layout.entry.0], job).0, layout.entry.1, "{}", layout.menu);
        let (headings, lines) = layout.people;
        assert_eq!(at(DD, DD_ACCESS, headings, lines, job).0, "api-users", "{headings:?}");
        assert_eq!(obstacle(DD, DD_ACCESS, headings, lines), "");
        let (headings, lines) = layout.users;
        assert_eq!(at(DD, DD_USERS, headings, lines, job), ("new-user", layout.add), "{headings:?}");
        assert_eq!(at(DD, DD_NEW, &[layout.form], &[layout.name], job).0, "read-username", "{}", layout.name);
    }
}

#[test]
fn dotdigitals_form_is_filled_whole_before_save() {
    let kept = |kept| Job { kept, ..Job::default() };
    let form = |description, password, again, enabled| {
        vec!["field- Benutzername", description, password, again, enabled, "button Speichern"]
    };
    let (no_password, password) =
        (("field Passwort", "field Passwort bestätigen"), ("field- Passwort", "field- Passwort bestätigen"));
    let walk = [
        (
            form("field Beschreibung", no_password.0, no_password.1, "option Aktiviert"),
            &["username"][..],
            "description",
        ),
        (form("field- Beschreibung", no_password.0, no_password.1, "option Aktiviert"), &["username"], "make-password"),
        // Only the first was written: the second is asked for.
        (form("field- Beschreibung", password.0, no_password.1, "option Aktiviert"), &["username"], "make-password"),
        (form("field- Beschreibung", password.0, password.1, "option Aktiviert"), &["username", "password"], "enabled"),
        (
            form("field- Beschreibung", password.0, password.1, "option Status Aktiviert"),
            &["username", "password"],
            "enabled",
        ),
        (form("field- Beschreibung", password.0, password.1, "option- Aktiviert"), &["username", "password"], "save"),
        // The page came back without the passwords.
        (
            form("field- Beschreibung", no_password.0, no_password.1, "option- Aktiviert"),
            &["username", "password"],
            "make-password",
        ),
    ];
    for (lines, has, wanted) in walk {
        assert_eq!(at(DD, DD_NEW, &["Neuer API-Benutzer"], &lines, kept(has)).0, wanted, "{lines:?}");
    }
    let lines = form("field- Beschreibung", no_password.0, no_password.1, "option Aktiviert");
    let make = the(DD).steps.iter().find(|step| step.action == Action::Make("password")).expect("a step");
    assert_eq!(targets(make, &page(DD_NEW, &["Neuer API-Benutzer"], &lines, Job::default())), [2, 3]);
    // Saved: everything is kept, and the list has nothing left to do.
    let saved = look(DD, DD_USERS, LAYOUTS[3].users.0, LAYOUTS[3].users.1, kept(&["username", "password"]));
    assert_eq!((saved.step, saved.known), (None, true));
}

#[test]
fn dotdigital_names_what_keeps_a_person_from_going_on() {
    let table: &[(&str, &[&str], &[&'static str], &str)] = &[
        (DD_ACCESS, &["Access"], &["link Users", "link Single sign-on"], "no-api-users"),
        (DD_ACCESS, &["Benutzer verwalten", "Standardbenutzer"], &["button Standard"], "no-api-users"),
        (
            DD_USERS,
            &["API users", "You do not have permission to manage API users of Blue Door Bakery."],
            &[],
            "not-allowed",
        ),
        (DD_USERS, &["API-Benutzer", "Sie dürfen die API-Benutzer von Blaue Tür nicht verwalten."], &[], "not-allowed"),
        (DD_USERS, &["Usuarios de API", "No tiene permiso para gestionar los usuarios de API."], &[], "not-allowed"),
        ("r1-app.dotdigital.com/settings/access/users", &["Users", "Users"], &["button New user"], "people"),
        (DD_USERS, &["Edit API user"], &["field- Username", "button Save"], "not-this-one"),
        (DD_USERS, &["API-Benutzer bearbeiten"], &["button Speichern"], "not-this-one"),
        (
            "login.dotdigital.com/",
            &["Anmelden", "Ihre Sitzung ist beendet. Bitte melden Sie sich neu an."],
            &[],
            "signed-out",
        ),
        ("login.dotmailer.com/", &["Iniciar sesión", "El correo o la contraseña no es correcto."], &[], "wrong-login"),
        (DD_NEW, &["New API user"], &["field- Username", "button Save"], ""),
    ];
    for (url, headings, lines, wanted) in table {
        assert_eq!(obstacle(DD, url, headings, lines), *wanted, "{url} {headings:?}");
    }
    // Where people are listed, the button that makes a person is not ringed.
    let people =
        look(DD, "r1-app.dotdigital.com/settings/access/users", &["Users"], &["button New user"], Job::default());
    assert_eq!(people.target, None);
}

#[test]
fn the_login_of_dotdigital_is_not_taken_for_a_new_user() {
    for (host, title, user, password) in [
        ("login.dotdigital.com/", "Log in", "field Email address", "field Password"),
        ("login.dotmailer.com/", "Anmelden", "field E-Mail-Adresse", "field Passwort"),
        ("login.dotdigital.com/", "Iniciar sesión", "field Correo electrónico", "field Contraseña"),
    ] {
        assert_eq!(at(DD, host, &[title], &[user, password], Job::default()).0, "log-in");
    }
}

#[test]
fn an_application_with_a_secret_is_followed_to_its_end() {
    let wants = &["client_secret"][..];
    let job = |kept| Job { kept, wants };
    let title = ["Loyalty", "API-Schlüssel", "Client-Secret", "Weiterleitungs-URI"];
    let bare = ["button Speichern", "button Client-Secret generieren", "field Weiterleitungs-URI"];
    assert_eq!(at(V3, V3_APP, &title, &bare, job(&[])).0, "read-key");
    assert_eq!(at(V3, V3_APP, &title, &bare, job(&["client_id"])).0, "generate-secret");
    let asks = ["Loyalty", "API-Schlüssel", "Neues Client-Secret generieren?"];
    let dialog = [
        "button Speichern",
        "button Client-Secret generieren",
        "@button Client-Secret generieren",
        "@button Abbrechen",
    ];
    let found = look(V3, V3_APP, &asks, &dialog, job(&["client_id"]));
    assert_eq!((found.step.map(|step| the(V3).steps[step].id), found.target), (Some("confirm-secret"), Some(2)));
    // While it is being made, a dialog lies over everything: nobody is led to press the button again.
    let making = ["!button Speichern", "!button Client-Secret generieren", "!field Weiterleitungs-URI"];
    let busy = ["Loyalty", "API-Schlüssel", "Wird generiert"];
    assert_eq!(at(V3, V3_APP, &busy, &making, job(&["client_id"])), ("generate-secret", ""));
    let shown = ["Loyalty", "API-Schlüssel", "Kopieren Sie dieses Secret jetzt. Es wird nur einmal gezeigt."];
    assert_eq!(at(V3, V3_APP, &shown, &bare, job(&["client_id"])).0, "read-secret");
    let both = job(&["client_id", "client_secret"]);
    assert_eq!(at(V3, V3_APP, &shown, &bare, both).0, "redirect");
    let typed = ["button Speichern", "button Client-Secret generieren", "field- Weiterleitungs-URI"];
    assert_eq!(at(V3, V3_APP, &shown, &typed, both), ("save", "Speichern"));
    let saved = ["Loyalty", "API-Schlüssel", "Gespeichert"];
    assert_eq!(at(V3, V3_APP, &saved, &typed, both).0, "");
}

#[test]
fn an_application_without_a_secret_is_never_told_to_make_one() {
    let title = ["Loyalty", "API Key", "Client Secret"];
    let lines = ["button Save", "button Generate Client Secret", "field Redirect URI"];
    for kept in [&[][..], &["client_id"]] {
        let step = at(V3, V3_APP, &title, &lines, Job { kept, ..Job::default() }).0;
        assert!(!step.contains("secret"), "{step}");
    }
    let saved = ["Loyalty", "API Key", "Saved"];
    let typed = ["button Save", "field- Redirect URI"];
    assert_eq!(at(V3, V3_APP, &saved, &typed, Job { kept: &["client_id"], ..Job::default() }), ("", ""));
}

#[test]
fn v3_says_when_nothing_new_can_be_made() {
    let list = ["link My Applications", "link Edit"];
    assert_eq!(obstacle(V3, V3_APPS, &["My Applications"], &list), "closed");
    let role = "Su rol es Creador de campañas. Solo el propietario puede crear aplicaciones.";
    assert_eq!(obstacle(V3, V3_APPS, &["Mis aplicaciones", role], &["link Editar"]), "not-allowed");
    assert_eq!(obstacle(V3, V3_APPS, &["Mis aplicaciones"], &["button Nueva aplicación"]), "");
    let own_host = "login.constantcontact.com/pages/dma/portal/login";
    let fields = ["field Benutzername oder E-Mail", "field Passwort", "button Anmelden"];
    assert_eq!(at(V3, own_host, &["Bei Ihrem Konto anmelden"], &fields, Job::default()).0, "log-in");
}

#[test]
fn v2_is_followed_where_keys_can_still_be_made() {
    let url = "constantcontact.mashery.com/apps/register";
    let form = |name, agree| vec!["link My Keys", name, "field Description", agree, "button Register Application"];
    let (no, yes) = (
        ("field Application Name", "option I agree to the terms of service"),
        ("field- Application Name", "option- I agree to the terms of service"),
    );
    for (lines, wanted) in
        [(form(no.0, no.1), "register-name"), (form(yes.0, no.1), "register-terms"), (form(yes.0, yes.1), "register")]
    {
        assert_eq!(at(V2, url, &["Register an Application"], &lines, Job::default()).0, wanted, "{lines:?}");
    }
    let made = ["Your application was registered", "API key information"];
    assert_eq!(at(V2, url, &made, &["link My Keys", "link API Tester"], Job::default()).0, "read-new-key");
    let has = Job { kept: &["api_key"], ..Job::default() };
    assert_eq!(at(V2, url, &made, &["link My Keys", "link API Tester"], has).0, "tester");
    assert_eq!(
        obstacle(V2, url, &["Register an Application", "Ya no se pueden crear claves de API V2."], &[]),
        "closed"
    );
}

/// The id of the step of switching off.
fn off(id: &str, url: &str, headings: &[&str], lines: &[&'static str]) -> &'static str {
    let step = locate_off(the(id), &page(url, headings, lines, Job::default())).step;
    step.map_or("", |at| the(id).off[at].id)
}

#[test]
fn switching_off_is_followed_to_the_last_press() {
    assert_eq!(off(MC, "us21.admin.mailchimp.com/", &[], &["button Profile menu"]), "menu");
    assert_eq!(off(MC, MC_KEYS, &["API keys"], &["button Create A Key", "button Revoke", "button Revoke"]), "revoke");
    let dialog = |field, button| ["button Revoke", field, button, "@button Cancel"];
    let asks = ["API keys", "Revoke this key?"];
    assert_eq!(off(MC, MC_KEYS, &asks, &dialog("@field Type REVOKE to confirm", "@!button Revoke")), "type-revoke");
    assert_eq!(off(MC, MC_KEYS, &asks, &dialog("@field- Type REVOKE to confirm", "@button Revoke")), "confirm");
    let german = ["button Widerrufen", "@field Zum Bestätigen REVOKE eingeben", "@!button Widerrufen"];
    assert_eq!(off(MC, MC_KEYS, &["Schlüssel widerrufen?"], &german), "type-revoke");
    assert_eq!(off(MC, MC_KEYS, &["Your API Keys"], &["button Disable"]), "revoke");
    assert_eq!(off(DD, DD_USERS, &["API users"], &["link Edit"]), "edit");
    assert_eq!(off(DD, DD_USERS, &["Edit API user"], &["option- Enabled", "button Save", "button Delete"]), "delete");
    assert_eq!(off(V3, V3_APPS, &["My Applications"], &["button New Application", "link Edit"]), "edit");
    assert_eq!(off(V3, V3_APP, &["Loyalty"], &["button Save", "button Delete Application"]), "delete");
}

#[test]
fn every_step_that_names_another_one_names_an_earlier_one_or_an_alternative() {
    for kind in [DD, V2, V3, MC].map(the) {
        for steps in [kind.steps, kind.off] {
            let place = |id: &str| steps.iter().position(|step: &Step| step.id == id);
            for step in steps {
                let own = place(step.id);
                assert!(step.needs.iter().all(|need| place(need) < own), "{} {}", kind.id, step.id);
            }
        }
    }
}
