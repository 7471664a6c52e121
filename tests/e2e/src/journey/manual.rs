//! The manual way, for comparison: what the help pages tell a person to do, without Keyfob, on the same portals.
//!
//! Counted like the journey: a click, keys pressed as one, a field typed is one each; from the settings page that
//! wants the key to the filled form. "Save it in a Word or text document" is what the pages say, so the value goes
//! into a text file and from there into the form. Not counted, on either side: the form's own button, waiting,
//! reading the article, finding out which of several keys the form means, naming the text file.

/// Into a text file, after the value is on the clipboard.
const NOTE: [&str; 3] = ["click: the text editor's window", "press: Ctrl+V", "press: Ctrl+S"];

/// Out of the text file into a field of the form, beginning in the settings page's tab.
const TAKE: [&str; 6] = [
    "click: the text editor's window",
    "click: select the value (double click)",
    "press: Ctrl+C",
    "click: back to the browser",
    "click: the field",
    "press: Ctrl+V",
];

/// Opening the portal: a new tab and its address.
const OPEN: [&str; 2] = ["press: Ctrl+T", "type: the portal's address"];

/// Any login.
const LOG_IN: [&str; 3] = ["type: user name", "type: password", "click: Log in"];

/// Mailchimp, by the article.
const MAILCHIMP: &[&[&str]] = &[
    &OPEN,
    &LOG_IN,
    &["click: profile name", "click: Account", "click: Extras", "click: API keys"],
    &["click: Create A Key", "type: its name", "click: Generate Key", "click: Copy Key to Clipboard"],
    &NOTE,
    &["click: Done", "click: the tab of the settings page"],
    &TAKE,
];

/// Constant Contact V2, by the article, with a key that exists already: two values.
const CONSTANT_CONTACT_V2: &[&[&str]] = &[
    &OPEN,
    &["click: Sign In"],
    &LOG_IN,
    &["click: My Keys", "click: select the key (double click)", "press: Ctrl+C"],
    &NOTE,
    &["click: back to the browser", "click: API Tester", "click: Get Access Token", "click: I already have an account"],
    &LOG_IN,
    &["click: Allow", "click: select the token (triple click)", "press: Ctrl+C"],
    &NOTE,
    &["click: back to the browser", "click: Close window", "click: the tab of the settings page"],
    &TAKE,
    &TAKE,
];

/// Constant Contact V3: the application by the article; no page shows the token (the readers' complaint), so the
/// authorization is done by hand with curl: the address typed with its challenge, the code copied out of the
/// address bar, one request typed, both tokens noted.
const CONSTANT_CONTACT_V3: &[&[&str]] = &[
    &OPEN,
    &LOG_IN,
    &["click: New Application", "type: its name", "click: PKCE flow", "click: Rotating", "click: Create"],
    &["click: Copy (API key)"],
    &NOTE,
    &["click: back to the browser", "type: redirect address", "click: Save"],
    &["click: terminal", "type: make verifier and challenge", "click: back to the browser"],
    &["press: Ctrl+T", "type: the authorization address"],
    &LOG_IN,
    &["click: Allow", "click: the address bar", "press: Ctrl+C", "click: terminal", "type: the token request"],
    &["click: select the access token", "press: Ctrl+Shift+C"],
    &NOTE,
    &["click: terminal", "click: select the refresh token", "press: Ctrl+Shift+C"],
    &NOTE,
];

/// Dotdigital, by the article: the address is copied, the password made up, typed twice and typed into the note.
const DOTDIGITAL: &[&[&str]] = &[
    &OPEN,
    &LOG_IN,
    &["click: My Account", "click: Manage Users", "click: the API tab", "click: Add user"],
    &["click: select the address (triple click)", "press: Ctrl+C"],
    &NOTE,
    &["click: back to the browser", "type: description", "type: password", "type: password again"],
    &["click: Enabled", "click: Save", "click: the text editor's window", "type: password", "press: Ctrl+S"],
    &["click: the tab of the settings page"],
    &TAKE,
    &TAKE,
];

/// Constant Contact V3 with a secret, by the article and the plugin's page.
const CONSTANT_CONTACT_V3_SECRET: &[&[&str]] = &[
    &["click: select the plugin's redirect address", "press: Ctrl+C"],
    &NOTE,
    &OPEN,
    &LOG_IN,
    &["click: New Application", "type: its name", "click: Authorization Code", "click: Create"],
    &["click: Copy (API key)"],
    &NOTE,
    &["click: back to the browser", "click: Generate Client Secret", "click: confirm", "click: Copy (secret)"],
    &NOTE,
    &TAKE,
    &["click: Save", "click: the tab of the settings page"],
    &TAKE,
    &TAKE,
];

/// How many actions the manual way takes, by the names of the journey's counts; none for an unknown name.
#[must_use]
pub fn manual_actions(name: &str) -> Option<usize> {
    let way = match name {
        "mailchimp" => MAILCHIMP,
        "constant-contact-v2" => CONSTANT_CONTACT_V2,
        "constant-contact-v3" => CONSTANT_CONTACT_V3,
        "constant-contact-v3-secret" => CONSTANT_CONTACT_V3_SECRET,
        "dotdigital" => DOTDIGITAL,
        _ => return None,
    };
    Some(way.iter().map(|part| part.len()).sum())
}
