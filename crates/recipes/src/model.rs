//! The types of a recipe: plain static data, made at build time from the TOML files.

use crate::call::{Call, Obstacle};
use crate::made::Made;

/// Words shown to a person, in every language Keyfob speaks. English is always there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// German, or empty.
    pub de: &'static str,
    /// Spanish, or empty.
    pub es: &'static str,
    /// French, or empty.
    pub fr: &'static str,
}

impl Text {
    /// The words in `language` (a BCP 47 tag; only the primary part counts), or in English where there are none.
    #[must_use]
    pub fn get(&self, language: &str) -> &'static str {
        let words = match language.get(..2) {
            Some("de") => self.de,
            Some("es") => self.es,
            Some("fr") => self.fr,
            _ => self.en,
        };
        if words.is_empty() { self.en } else { words }
    }
}

/// A company that issues credentials.
#[derive(Debug)]
pub struct Provider {
    /// Lower-case words joined by hyphens: `constant-contact`.
    pub slug: &'static str,
    /// The name as the provider writes it.
    pub name: &'static str,
    /// Names it goes by in texts and forms, lower case: `recaptcha`, `sendinblue`. A label that holds one speaks of it.
    pub words: &'static [&'static str],
    /// Match patterns (WebExtensions) of the portal's hosts, asked for when a guide starts: `https://*.mailchimp.com/*`.
    pub hosts: &'static [&'static str],
    /// What it issues.
    pub kinds: &'static [Kind],
    /// Where all this was read.
    pub sources: &'static [Source],
}

/// One sort of credential of one provider.
#[derive(Debug)]
pub struct Kind {
    /// `provider/kind`: `mailchimp/api-key`.
    pub id: &'static str,
    /// What a person calls it.
    pub name: Text,
    /// One line: what it is for and how it differs from its neighbours.
    pub what: Text,
    /// Which account to log in to.
    pub account: Text,
    /// The role that account needs.
    pub role: Text,
    /// Said before the first click: new V2 keys can no longer be made, regenerating kills the old one.
    pub notice: Option<Text>,
    /// The named parts of the credential, in the order in which a person meets them.
    pub fields: &'static [Field],
    /// What forms ask for beside these and is made of them.
    pub made: &'static [Made],
    /// Seconds a new one lives, where the provider says so.
    pub lifetime: Option<u64>,
    /// The page that opens when the guide starts; empty where there is no guide (an OAuth connection).
    pub start: &'static str,
    /// The steps through the portal.
    pub steps: &'static [Step],
    /// The steps of switching one off in the portal; empty where the words of [`revoke`](Self::revoke) are all there is.
    pub off: &'static [Step],
    /// How to switch it off.
    pub revoke: Text,
    /// `wp-config.php` constants and environment variables that people use for it.
    pub constants: &'static [&'static str],
    /// Words that the portal does not take in a name, lower case: its own.
    pub unnamed: &'static [&'static str],
    /// Forms want it only where they call it by its own words; else they mean another kind of the provider.
    pub by_name: bool,
    /// Where the portal names the account it is logged in to: the landmark whose visible words say it.
    pub account_from: &'static [Find],
    /// Present when the credential is had by OAuth and not read off a page.
    pub oauth: Option<OAuth>,
    /// How to ask the provider whether it works: calls in order; empty where there is no way.
    pub verify: &'static [Call],
    /// How to switch it off without the portal, where the provider has a call for it.
    pub revoke_api: Option<Call>,
    /// What to write to the provider's support where only they can switch it off. `{client}`, `{site}` and `{label}`
    /// are filled in; it never holds a secret.
    pub support: Option<Text>,
    /// What may keep the guide from going on.
    pub obstacles: &'static [Obstacle],
}

/// One named part of a credential.
#[derive(Debug)]
pub struct Field {
    /// `api_key`, `access_token`, `client_id` …
    pub name: &'static str,
    /// What forms and portals call it, for people.
    pub label: Text,
    /// Whether knowing it gives access. A client id is not secret.
    pub secret: bool,
    /// Words that stand beside it on portals and forms, lower case, all languages: a label counts together with the shape.
    pub words: &'static [&'static str],
    /// What a value looks like; a hint that counts only together with host and label.
    pub shape: Option<Shape>,
    /// A credential without it is still whole.
    pub optional: bool,
    /// A portal's lists show values of other credentials: only what a step reads is offered.
    pub only_read: bool,
    /// The person makes it up, and Keyfob proposes one of so many letters and digits; 0 where the provider makes it.
    pub generate: u8,
    /// The region or data centre stands in the value behind the last of these; empty where it does not.
    pub region_after: &'static str,
}

/// What a value looks like: a sequence of character classes with counts, matched anchored at both ends.
#[derive(Debug)]
pub struct Shape {
    /// The parts in order.
    pub parts: &'static [Part],
    /// The pattern as written in the recipe, for people.
    pub pattern: &'static str,
    /// Fewest bytes of a match.
    pub min: usize,
    /// Most bytes of a match.
    pub max: usize,
    /// Invented values that match; every recipe is checked against its own.
    pub examples: &'static [&'static str],
    /// How many leading bytes already carry the shape when the end was lost in copying (a Mailchimp key without `-usN`); 0 where that cannot be told.
    pub stem: usize,
    /// Whether other providers' values look the same, so that host or label must settle it.
    pub shared: bool,
}

/// One run of bytes of one class.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Bit `b` set: ASCII byte `b` belongs to the class. Low 64, then high 64.
    pub class: [u64; 2],
    /// Fewest repetitions.
    pub min: u16,
    /// Most repetitions.
    pub max: u16,
}

/// One step of a guide through a portal.
#[derive(Debug)]
pub struct Step {
    /// Short name, unique within the kind.
    pub id: &'static str,
    /// What to do, in the person's words.
    pub say: Text,
    /// Which account this step wants, where it differs from the kind's.
    pub account: Option<Text>,
    /// What to leave alone on this page.
    pub ignore: Option<Text>,
    /// Host this step happens on (exact, or `*.` and a domain); empty for any host of the provider.
    pub host: &'static str,
    /// Start of the path, empty for any.
    pub path: &'static str,
    /// Words one of which a heading or landmark of the page must show for the step to apply; empty for none.
    pub shows: &'static [&'static str],
    /// What the person does here.
    pub action: Action,
    /// The thing to ring; the first that is found. Empty for a step that has no target (log in, wait).
    pub find: &'static [Find],
    /// Ids of steps that must not be pending (a visible field still empty, a box not yet ticked) before this one is offered.
    pub needs: &'static [&'static str],
    /// Words one of which a heading of the page must show for the step to apply; empty for none. Narrower than `shows`.
    pub headings: &'static [&'static str],
    /// Only where this optional field is wanted; empty for always.
    pub with: &'static str,
    /// Only where this optional field is not wanted; empty for always.
    pub without: &'static str,
    /// Words none of which any heading or landmark may show.
    pub lacks: &'static [&'static str],
    /// Words one of which a heading shows once the step is done ("Saved").
    pub done: &'static [&'static str],
}

impl Step {
    /// The field whose value this step brings.
    #[must_use]
    pub fn value(&self) -> Option<&'static str> {
        match self.action {
            Action::Read(field) | Action::Make(field) => Some(field),
            _ => None,
        }
    }
}

/// What the person does in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Press the ringed thing.
    Click,
    /// Type into the ringed field; Keyfob proposes the label and can write it.
    Label,
    /// Type something of the person's own (a login).
    Type,
    /// Choose the ringed option.
    Choose,
    /// The value of this field is shown here.
    Read(&'static str),
    /// Type the value of this field: the person's own, or the one that Keyfob [makes](Field::generate). Several fields
    /// that ask for it (a password and once more) are found by one step.
    Make(&'static str),
}

/// How the target of a step is found: by what it is and what it says.
#[derive(Debug)]
pub struct Find {
    /// What it is.
    pub role: Role,
    /// Lower-case words, any language; the landmark's text must equal or start with one of them (`*` at the end) or contain it (`*` at both ends).
    pub words: &'static [&'static str],
}

/// What a landmark on a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Anything that can be pressed.
    Any,
    /// A button or what acts as one.
    Button,
    /// A link.
    Link,
    /// A text field.
    Field,
    /// A radio button, checkbox or option.
    Option,
}

/// An authorization server and how a client uses it.
#[derive(Debug)]
pub struct OAuth {
    /// Authorization endpoint (RFC 6749 section 3.1).
    pub authorize: &'static str,
    /// Token endpoint (RFC 6749 section 3.2).
    pub token: &'static str,
    /// Value of `iss` that the server announces (RFC 9207), empty where it announces none.
    pub issuer: &'static str,
    /// Scopes asked for.
    pub scopes: &'static [&'static str],
    /// Match patterns of the hosts that are called.
    pub hosts: &'static [&'static str],
    /// Kind that holds the client id this connection belongs to: `constant-contact/v3-app`.
    pub client: &'static str,
    /// Last path segment of the redirect URI; one per provider (RFC 9700 section 4.4, mix-up).
    pub redirect: &'static str,
    /// Device authorization endpoint (RFC 8628 section 3.1), empty where there is none.
    pub device: &'static str,
    /// Revocation endpoint (RFC 7009), empty where there is none.
    pub revoke: &'static str,
    /// How a client may authenticate at the token endpoint; at least one.
    pub client_auth: &'static [ClientAuth],
    /// When PKCE is used.
    pub pkce: Pkce,
    /// What becomes of a refresh token that is used.
    pub refresh: Refresh,
    /// Days after which a refresh token that nobody used ends; 0 where the provider names none.
    pub idle_days: u16,
    /// What stands between two scopes: a space (RFC 6749 section 3.3), elsewhere a comma.
    pub scope_separator: &'static str,
    /// What is asked once a token is there, where the host of the API depends on the account.
    pub metadata: Option<Metadata>,
}

/// How a client authenticates at the token endpoint (RFC 6749 section 2.3). Always one of them, never two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientAuth {
    /// A public client: `client_id` in the body, no secret.
    None,
    /// HTTP Basic (`client_secret_basic`), nothing in the body.
    Basic,
    /// `client_id` and `client_secret` in the body (`client_secret_post`).
    Body,
}

/// When an authorization server wants PKCE (RFC 7636).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pkce {
    /// From every client, or at least takes it from every client.
    Always,
    /// From public clients; it refuses it from confidential ones.
    Public,
    /// It does not know PKCE.
    Never,
}

/// What becomes of a refresh token that is used (RFC 6749 section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refresh {
    /// Each use brings a new one and ends the old one.
    Rotating,
    /// It stays the same.
    LongLived,
    /// The person chooses one of the two for the app.
    Either,
    /// None is issued.
    None,
}

/// Where an account's own API host is asked for, in Mailchimp's words: the answer's `dc` is the region and its
/// `api_endpoint` must be [`endpoint`](Self::endpoint) for that region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metadata {
    /// Address, called with `GET`.
    pub url: &'static str,
    /// Scheme of the `Authorization` header: `OAuth`, `Bearer`.
    pub scheme: &'static str,
    /// The only API address that is accepted, with `{region}` as its first label.
    pub endpoint: &'static str,
}

/// Where a fact was read.
#[derive(Debug)]
pub struct Source {
    /// Page or repository.
    pub title: &'static str,
    /// Date it was read, `YYYY-MM`.
    pub seen: &'static str,
    /// How sure: `docs`, `code`, `article`, `memory`.
    pub sure: &'static str,
}

/// The settings form of one plugin for one kind.
#[derive(Debug)]
pub struct Form {
    /// Name of the plugin as people know it.
    pub plugin: &'static str,
    /// Its slug.
    pub slug: &'static str,
    /// Pages on which the form stands; any of them.
    pub pages: &'static [FormPage],
    /// The kind it wants.
    pub kind: &'static str,
    /// Its fields.
    pub fields: &'static [FormField],
    /// Whether a saved value comes back as a mask that may be replaced whole.
    pub masks: bool,
    /// Path and query of the address to which the provider sends back for this plugin, after the site's own address;
    /// empty where the plugin has none.
    pub callback: &'static str,
    /// What the person does after the fill: *Save Changes*, *Authorize*.
    pub after: Text,
    /// Constants that replace the form.
    pub constants: &'static [&'static str],
    /// Where this was read.
    pub sources: &'static [Source],
}

/// A page of a site's administration.
#[derive(Debug)]
pub struct FormPage {
    /// End of the path: `/wp-admin/admin.php`.
    pub path: &'static str,
    /// Query parameters that must be present with these values.
    pub query: &'static [(&'static str, &'static str)],
}

/// One field of a settings form.
#[derive(Debug)]
pub struct FormField {
    /// `name` attribute, or empty.
    pub name: &'static str,
    /// `id` attribute, or empty.
    pub id: &'static str,
    /// The credential's field that goes here; empty for a field that must be left alone.
    pub field: &'static str,
}
