//! What is never filled, whatever its words say.

use crate::{
    concept::{self, Concept},
    page::{Control, Page},
    provider::path_and_query,
    why::Why,
    words::words,
};

/// The code of a control that cannot be seen; longer ones that begin so say how.
pub(crate) const UNSEEN: &str = "unseen";

/// Why a control cannot be used at all.
pub(crate) fn unusable(control: &Control) -> Option<Why> {
    if !control.is_text() && !control.is_select() {
        return Some(Why::new("not_text"));
    }
    if !control.visible {
        let code = match control.unseen.as_str() {
            "transparent" => "unseen_transparent",
            "tiny" => "unseen_tiny",
            "offscreen" => "unseen_offscreen",
            "covered" => "unseen_covered",
            _ => UNSEEN,
        };
        return Some(Why::new(code));
    }
    if control.disabled {
        return Some(Why::new("disabled"));
    }
    if control.readonly {
        return Some(Why::new("readonly"));
    }
    None
}

/// The constant in `wp-config.php` that may hold what a locked control shows: the one that its words name, or that a
/// recipe knows for it.
pub(crate) fn constant_of(control: &Control, concept: Concept) -> Option<String> {
    let is_constant = |word: &&str| {
        word.len() > 5
            && word.contains('_')
            && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    };
    let said = [&control.help, &control.beside, &control.label, &control.placeholder, &control.intro];
    let named = said.into_iter().find_map(|text| {
        text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').find(is_constant).map(str::to_owned)
    });
    named.or_else(|| {
        let owns = |form: &&keyfob_recipes::Form| {
            form.fields.iter().any(|field| !field.name.is_empty() && field.name == control.name)
        };
        let constants = keyfob_recipes::FORMS.iter().find(owns)?.constants;
        let fitting = constants.iter().find(|name| concept::of_name(name) == Some(concept));
        fitting.or(constants.first().filter(|_| constants.len() == 1)).map(|name| (*name).to_owned())
    })
}

/// Why a control of a known meaning is not for a credential.
pub(crate) fn meaning(concept: Concept) -> Option<Why> {
    let code = match concept {
        Concept::Nickname => "nickname",
        Concept::Address => "address",
        Concept::OtherId => "other_id",
        Concept::Webhook => "webhook",
        Concept::OneTimeCode => "one_time_code",
        Concept::Person => "not_a_credential",
        _ => return None,
    };
    Some(Why::new(code))
}

/// Words of a button or page that log in or sign up.
const LOG_IN: &[&str] = &[
    "login",
    "signin",
    "signup",
    "register",
    "anmelden",
    "einloggen",
    "registrieren",
    "acceder",
    "iniciarsesion",
    "registrarse",
    "connexion",
    "seconnecter",
    "sidentifier",
    "sinscrire",
    "entrar",
    "accedi",
    "inloggen",
    "createaccount",
    "resetpassword",
    "lostpassword",
    "wplogin",
];

/// Names that login forms give their fields.
const LOGIN_NAMES: &[&str] =
    &["log", "pwd", "user_login", "user_pass", "userpass", "current_password", "login_password"];

/// Pages on which a site's users are edited.
const PROFILES: &[&str] = &["/profile.php", "/user-edit.php", "/user-new.php", "/edit-account/", "/edit-account"];

/// Words in the names of fields that only a server's own login has beside its user name and password.
const OF_A_SERVER: &[&str] =
    &["hostname", "ftp", "sftp", "ssh", "database", "db", "dbname", "mysql", "imap", "pop3", "ldap"];

/// Whether a control belongs to the login of a server: its files, its database, its mailbox.
fn of_a_server(control: &Control) -> bool {
    words(&control.name).iter().chain(&words(&control.id)).any(|word| OF_A_SERVER.contains(&word.as_str()))
}

fn speaks_of_login(text: &str) -> bool {
    let words = words(text);
    let glued = words.concat();
    // "Log in", "Login with your account"; not "logging" or "login attempts are logged to the API".
    LOG_IN.iter().any(|phrase| glued == *phrase || (words.len() <= 4 && glued.starts_with(phrase)))
}

/// What the page is about, as far as it keeps fields from being filled.
pub(crate) struct Guard {
    profile: bool,
    /// For each control: it stands in a form that logs in at a server.
    server: Vec<bool>,
    /// For each control: it stands in a form that logs in or signs up.
    login: Vec<bool>,
}

impl Guard {
    /// Looks at the forms of a page; `concepts` says what each control wants.
    pub(crate) fn new(page: &Page, concepts: &[Option<Concept>]) -> Self {
        let (path, _) = path_and_query(&page.url);
        let login_page = path.split('/').any(|part| speaks_of_login(part.trim_end_matches(".php")));
        // What is said of one control is read once, what holds for a form is asked once.
        let speaks: Vec<bool> = page.controls.iter().map(|control| speaks_of_login(&control.submit)).collect();
        let of_server: Vec<bool> =
            page.controls.iter().map(|control| control.visible && of_a_server(control)).collect();
        let in_form = |form: i32| page.controls.iter().enumerate().filter(move |(_, control)| control.form == form);
        let logs_in = |form: i32| {
            let clear = in_form(form).any(|(at, control)| {
                let concept = concepts.get(at).copied().flatten();
                control.visible && concept.is_some_and(|concept| concept.fillable() && !concept.ordinary())
            });
            let password = in_form(form).any(|(_, control)| control.kind == "password");
            let named = || {
                in_form(form).any(|(_, control)| {
                    LOGIN_NAMES.contains(&control.name.as_str())
                        || LOGIN_NAMES.contains(&control.id.as_str())
                        || control.autocomplete.contains("current-password")
                })
            };
            let sends = || in_form(form).any(|(at, _)| speaks.get(at) == Some(&true));
            !clear && password && (login_page || named() || sends())
        };
        let at_server = |form: i32| {
            in_form(form).any(|(at, _)| of_server.get(at) == Some(&true))
                && in_form(form).any(|(_, control)| control.visible && control.kind == "password")
        };
        let mut forms: Vec<(i32, bool, bool)> = Vec::new();
        let mut of_form = |form: i32| match forms.iter().find(|(known, ..)| *known == form) {
            Some((_, login, server)) => (*login, *server),
            None => {
                let (login, server) = (logs_in(form), at_server(form));
                forms.push((form, login, server));
                (login, server)
            }
        };
        let (login, server) = page.controls.iter().map(|control| of_form(control.form)).unzip();
        let profile = PROFILES.iter().any(|end| path.ends_with(end));
        Self { profile, server, login }
    }

    /// Why a control of this page is the site's own; `clear` says that its words name a key and not a password.
    pub(crate) fn own(&self, index: usize, clear: bool) -> Option<Why> {
        if self.profile && !clear {
            return Some(Why::new("profile"));
        }
        if self.login.get(index).is_some_and(|login| *login) {
            return Some(Why::new("login"));
        }
        None
    }

    /// Whether a control stands in the login of a server, where only what names its provider itself is one's.
    pub(crate) fn of_server(&self, index: usize) -> bool {
        self.server.get(index).is_some_and(|server| *server)
    }
}
