//! Whose credential a control wants: the nearest mention of a provider settles it.

use crate::{
    page::{Control, Page},
    words::{Lexicon, words},
};
use keyfob_recipes::{PROVIDERS, Provider};
use keyfob_sorted::sort_by;
use std::sync::OnceLock;

/// A provider by its place in [`PROVIDERS`].
pub(crate) type Id = usize;

/// Where a provider was named, nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// In the control's own visible words.
    Label,
    /// By a link or help text in its row.
    Row,
    /// In its name, id or classes.
    Name,
    /// In the heading above it.
    Section,
    /// By the other fields beside it, or a select that chooses the provider.
    Beside,
    /// In the page's query.
    Query,
    /// In the headings of the page.
    Heading,
    /// In the title or the path.
    Title,
}

impl Level {
    /// What the nearness is worth towards a confidence of 100.
    pub(crate) fn points(self) -> u32 {
        match self {
            Self::Label => 30,
            Self::Row => 28,
            Self::Name => 26,
            Self::Section => 24,
            Self::Beside => 22,
            Self::Query => 21,
            Self::Heading => 16,
            Self::Title => 8,
        }
    }

    /// How it is said in a sentence.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Label => "in the same label",
            Self::Row => "in its help text or link",
            Self::Name => "in the field's name",
            Self::Section => "in the heading above it",
            Self::Beside => "beside it",
            Self::Query => "in the page's address",
            Self::Heading => "in the page's headings",
            Self::Title => "in the page's title",
        }
    }

    /// Whether it speaks of the whole page and not of this control.
    pub(crate) fn of_page(self) -> bool {
        self >= Self::Query
    }
}

/// A provider and where it was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Evidence {
    pub(crate) provider: Id,
    pub(crate) level: Level,
}

/// What a text says about providers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// None.
    Nobody,
    /// Exactly this one.
    One(Id),
    /// Several.
    Many,
}

/// Names that plugins and people use beside the provider's own: (name, slug).
const ALIASES: &[(&str, &str)] = &[
    ("ctct", "constant-contact"),
    ("mc4wp", "mailchimp"),
    ("chimpmatic", "mailchimp"),
    ("cmatic", "mailchimp"),
    ("sendinblue", "brevo"),
    ("convertkit", "kit"),
    ("dotmailer", "dotdigital"),
    ("dm api", "dotdigital"),
    ("recaptcha", "google-recaptcha"),
    ("grecaptcha", "google-recaptcha"),
    ("no captcha", "google-recaptcha"),
    ("turnstile", "cloudflare-turnstile"),
    ("cfturnstile", "cloudflare-turnstile"),
    ("google map", "google-maps"),
    ("gmap", "google-maps"),
    ("gmaps", "google-maps"),
    ("mandrill", "mailchimp-transactional"),
    ("mandrill", "mandrill"),
    ("bird email", "sparkpost"),
    ("chatgpt", "openai"),
    ("gpt", "openai"),
    ("createsend", "campaign-monitor"),
];

/// Names that are ordinary words as well; in a sentence they count only beside a word of keys.
const ORDINARY: &[&str] = &["kit", "drip", "slack", "stripe", "emma", "resend", "postmark"];

/// Words beside which an ordinary word is a provider's name.
const OF_KEYS: &[&str] =
    &["api", "key", "keys", "secret", "token", "account", "v3", "v4", "client", "publishable", "webhook"];

fn lexicon() -> &'static Lexicon<Id> {
    static LEXICON: OnceLock<Lexicon<Id>> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let own = PROVIDERS.iter().enumerate().flat_map(|(id, provider)| [(provider.slug, id), (provider.name, id)]);
        let aliases = ALIASES.iter().filter_map(|(name, slug)| {
            PROVIDERS.iter().position(|provider| provider.slug == *slug).map(|id| (*name, id))
        });
        Lexicon::new(own.chain(aliases))
    })
}

/// Long names, glued, for a search inside glued identifiers such as `gravityformsmailchimp`.
fn long_names() -> &'static [(String, Id)] {
    static NAMES: OnceLock<Vec<(String, Id)>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names = lexicon().phrases().filter(|(name, _)| name.len() >= 7).collect::<Vec<_>>();
        sort_by(&mut names, |a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        names
    })
}

/// The provider of a place.
pub(crate) fn provider(id: Id) -> Option<&'static Provider> {
    PROVIDERS.get(id)
}

/// Adds a mention. Of `cloudflare` and `cloudflare-turnstile` the longer name is meant.
fn add(named: Named, id: Id) -> Named {
    match named {
        Named::Nobody => Named::One(id),
        Named::Many => Named::Many,
        Named::One(other) if other == id => named,
        Named::One(other) => {
            let slug = |id: Id| provider(id).map_or("", |provider| provider.slug);
            let extends = |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| rest.starts_with('-'));
            if extends(slug(id), slug(other)) {
                Named::One(id)
            } else if extends(slug(other), slug(id)) {
                named
            } else {
                Named::Many
            }
        }
    }
}

/// Whom a text of words names.
pub(crate) fn in_text(text: &str) -> Named {
    let words = words(text);
    let beside_key = |place: usize| words.get(place).is_some_and(|word| OF_KEYS.contains(&word.as_str()));
    lexicon()
        .find(&words)
        .into_iter()
        .filter(|hit| {
            let ordinary =
                hit.end - hit.start == 1 && words.get(hit.start).is_some_and(|word| ORDINARY.contains(&word.as_str()));
            !ordinary || words.len() == 1 || beside_key(hit.end) || hit.start.checked_sub(1).is_some_and(beside_key)
        })
        .fold(Named::Nobody, |named, hit| add(named, hit.means))
}

/// Whom an identifier names: a name, an id, a class, a value of the query.
pub(crate) fn in_name(name: &str) -> Named {
    let words = words(name);
    let hits = lexicon().find(&words);
    // The last is nearest to what the field is called: `_ctct_hcaptcha_site_key` is not Constant Contact's.
    if let Some(last) = hits.last() {
        return Named::One(last.means);
    }
    let glued = words.concat();
    long_names().iter().find(|(long, _)| glued.contains(long.as_str())).map_or(Named::Nobody, |(_, id)| Named::One(*id))
}

/// Whose portal a host is.
pub(crate) fn of_host(host: &str) -> Option<Id> {
    PROVIDERS.iter().position(|provider| provider.owns(host))
}

/// Whom a link's host names: a portal, or a name of the provider's (`kb.mailchimp.com`).
fn of_link(host: &str) -> Option<Id> {
    let host = host.to_ascii_lowercase();
    of_host(&host).or_else(|| match in_name(&host) {
        Named::One(id) => Some(id),
        Named::Nobody | Named::Many => None,
    })
}

/// The host of an address, lower case, without user and port.
pub(crate) fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default().to_ascii_lowercase()
}

/// Path and query of an address.
pub(crate) fn path_and_query(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    (path.find('/').map_or("", |slash| &path[slash..]), query)
}

fn all<'a>(texts: impl IntoIterator<Item = &'a str>, read: impl Fn(&str) -> Named) -> Named {
    texts.into_iter().fold(Named::Nobody, |named, text| match read(text) {
        Named::Nobody => named,
        Named::One(id) => add(named, id),
        Named::Many => Named::Many,
    })
}

/// Whom the control itself, its row and its section name.
pub(crate) fn of_control(control: &Control) -> Result<Option<Evidence>, ()> {
    let links = control.links.iter().filter_map(|host| of_link(host));
    let row = match links.fold(Named::Nobody, add) {
        Named::Nobody => in_text(&control.help),
        named => named,
    };
    let name = all([control.name.as_str(), &control.id, &control.data_name], in_name);
    let name = if name == Named::Nobody { in_name(&control.hints) } else { name };
    // The nearer heading first, then the dialog, tab or card that holds it.
    let section = match in_text(&control.section) {
        Named::Nobody => in_text(&control.group),
        named => named,
    };
    // Captchas keep each other's names in their fields: there the heading is right and the name is left over.
    let name = match (name, section) {
        (Named::One(a), Named::One(b)) if a != b && captcha(a) && captcha(b) => Named::Nobody,
        _ => name,
    };
    let visible = all([control.label.as_str(), &control.beside, &control.placeholder], in_text);
    let mut several = false;
    for (named, level) in [(visible, Level::Label), (row, Level::Row), (name, Level::Name), (section, Level::Section)] {
        match named {
            Named::One(provider) => return Ok(Some(Evidence { provider, level })),
            Named::Many => several = true,
            Named::Nobody => {}
        }
    }
    if several { Err(()) } else { Ok(None) }
}

fn captcha(id: Id) -> bool {
    provider(id)
        .is_some_and(|provider| ["google-recaptcha", "hcaptcha", "cloudflare-turnstile"].contains(&provider.slug))
}

/// The provider that a select is set to, where its options are several providers.
pub(crate) fn chosen(control: &Control) -> Option<Id> {
    let of_option = |text: &str, value: &str| match in_text(text) {
        Named::Nobody => in_name(value),
        named => named,
    };
    let mut seen = Named::Nobody;
    let mut chosen = None;
    for option in &control.options {
        if let Named::One(id) = of_option(&option.text, &option.value) {
            seen = match seen {
                Named::One(other) if other != id => Named::Many,
                Named::Nobody => Named::One(id),
                seen => seen,
            };
            if option.selected {
                chosen = Some(id);
            }
        }
    }
    chosen.filter(|_| seen == Named::Many)
}

/// Whom the page as a whole speaks of.
pub(crate) fn of_page(page: &Page) -> Result<Option<Evidence>, ()> {
    let (path, query) = path_and_query(&page.url);
    let values = query.split('&').map(|pair| pair.split_once('=').map_or("", |(_, value)| value));
    let mut several = false;
    for (named, level) in [
        (all(values, in_name), Level::Query),
        (all(page.tabs.iter().map(String::as_str), in_text), Level::Heading),
        (all(page.headings.iter().map(String::as_str), in_text), Level::Heading),
        (all([page.title.as_str()], in_text), Level::Title),
        (all(path.split('/'), in_name), Level::Title),
    ] {
        match named {
            Named::One(provider) => return Ok(Some(Evidence { provider, level })),
            Named::Many => several = true,
            Named::Nobody => {}
        }
    }
    if several { Err(()) } else { Ok(None) }
}
