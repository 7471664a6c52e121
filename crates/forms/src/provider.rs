//! Whose credential a control wants: the nearest mention of a provider settles it.

use crate::{
    concept::Concept,
    example,
    page::{Control, Page},
    reading,
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
    /// In the words below that heading.
    Intro,
    /// By the list that chooses the provider.
    Chosen,
    /// By the other fields beside it.
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
            Self::Section | Self::Chosen => 24,
            Self::Intro => 23,
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
            Self::Intro => "in the text above it",
            Self::Chosen => "in the list where the service is chosen",
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

/// The providers that a text names: bit `id` is set for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Named(u128);

// Each provider has its bit.
const _: () = assert!(PROVIDERS.len() <= 128);

impl Named {
    /// None.
    pub(crate) const NOBODY: Self = Self(0);

    /// This one.
    pub(crate) fn only(id: Id) -> Self {
        Self(1 << id)
    }

    /// Whether anybody is named.
    pub(crate) fn anybody(self) -> bool {
        self != Self::NOBODY
    }

    /// Whom, where it is one.
    pub(crate) fn one(self) -> Option<Id> {
        (self.0.count_ones() == 1).then(|| self.ids().next()).flatten()
    }

    fn ids(self) -> impl Iterator<Item = Id> {
        (0..PROVIDERS.len()).filter(move |id| self.has(*id))
    }

    /// Whether this one is among them.
    pub(crate) fn has(self, id: Id) -> bool {
        self.0 & (1 << id) != 0
    }

    /// Those of them that issue such a thing, whole credentials of it before odd parts.
    pub(crate) fn that_issue(self, concept: Concept) -> Self {
        // Of a bare "key" no field is called.
        let enough = if concept.vague() { 40 } else { 75 };
        let issues = |id: &Id| {
            let kinds = provider(*id).map_or(&[][..], |provider| provider.kinds);
            kinds.iter().flat_map(keyfob_recipes::Kind::parts).any(|field| concept.fits(field.name, false) >= enough)
        };
        Self(self.ids().filter(issues).fold(0, |named, id| named | 1 << id))
    }

    fn and(self, other: Self) -> Self {
        // Of `cloudflare` and `cloudflare-turnstile` the longer name is meant.
        let all = Self(self.0 | other.0);
        let slug = |id: Id| provider(id).map_or("", |provider| provider.slug);
        let longer = |id: Id| {
            all.ids().any(|other| slug(other).strip_prefix(slug(id)).is_some_and(|rest| rest.starts_with('-')))
        };
        all.ids().filter(|id| !longer(*id)).fold(Self::NOBODY, |named, id| Self(named.0 | 1 << id))
    }
}

/// Narrows down, nearest first, whom a control means: several names leave the choice to what names fewer of them
/// farther off. The provider and where it was settled; an error for several that nothing tells apart.
fn settle(levels: impl IntoIterator<Item = (Named, Level)>, mut left: Named) -> Result<Option<Evidence>, Named> {
    for (named, level) in levels {
        let both = Named(left.0 & named.0);
        if !left.anybody() {
            left = named;
        } else if both.anybody() {
            left = both;
        }
        if let Some(provider) = left.one() {
            return Ok(Some(Evidence { provider, level }));
        }
    }
    if left.anybody() { Err(left) } else { Ok(None) }
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
    ("google マップ", "google-maps"),
    ("グーグルマップ", "google-maps"),
    ("google karten", "google-maps"),
    ("mapas de google", "google-maps"),
    ("mapy google", "google-maps"),
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

/// Whether a single word is a provider's name.
pub(crate) fn is_name(word: &str) -> bool {
    lexicon().get(word).is_some()
}

/// A text's words without the names of providers.
pub(crate) fn without_names(words: &[String]) -> Vec<String> {
    let named: Vec<_> = places(words).collect();
    let stays = |place: &usize| !named.iter().any(|(start, end)| (*start..*end).contains(place));
    words.iter().enumerate().filter(|(place, _)| stays(place)).map(|(_, word)| word.clone()).collect()
}

/// Where providers are named in a text of words: first word, and after the last.
pub(crate) fn places(words: &[String]) -> impl Iterator<Item = (usize, usize)> {
    lexicon().find(words).into_iter().map(|hit| (hit.start, hit.end))
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
            !ordinary
                || words.get(hit.start).is_some_and(|word| is_capital_within(text, word))
                || words.len() == 1
                || beside_key(hit.end)
                || hit.start.checked_sub(1).is_some_and(beside_key)
        })
        .fold(Named::NOBODY, |named, hit| named.and(Named::only(hit.means)))
}

/// Whether a word stands with a capital in the middle of a sentence: "the bot of your Slack app".
fn is_capital_within(text: &str, word: &str) -> bool {
    let mut before = "";
    text.split_whitespace().any(|one| {
        let within =
            !before.is_empty() && !before.ends_with(['.', ':', '!', '?']) && before.starts_with(char::is_lowercase);
        before = one;
        let one = one.trim_matches(|c: char| !c.is_alphanumeric());
        within && one.len() > 4 && one.starts_with(char::is_uppercase) && one.to_lowercase() == word
    })
}

/// Whom a heading, a title or a tab names: there an ordinary word with a capital is a name as well.
pub(crate) fn in_heading(text: &str) -> Named {
    let named = in_text(text);
    if named.anybody() {
        return named;
    }
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.starts_with(char::is_uppercase) && word.len() > 4)
        .map(str::to_lowercase)
        .filter(|word| ORDINARY.contains(&word.as_str()))
        .filter_map(|word| lexicon().get(&word))
        .fold(Named::NOBODY, |named, id| named.and(Named::only(id)))
}

/// Whom an identifier names: a name, an id, a class, a value of the query.
pub(crate) fn in_name(name: &str) -> Named {
    let words = words(name);
    let hits = lexicon().find(&words);
    // The last is nearest to what the field is called: `_ctct_hcaptcha_site_key` is not Constant Contact's.
    if let Some(last) = hits.last() {
        return Named::only(last.means);
    }
    let glued = words.concat();
    let long = long_names().iter().find(|(long, _)| glued.contains(long.as_str()));
    long.map_or(Named::NOBODY, |(_, id)| Named::only(*id))
}

/// Whose portal a host is; a company with several services may keep them on one.
pub(crate) fn of_host(host: &str) -> Named {
    let owners = PROVIDERS.iter().enumerate().filter(|(_, provider)| provider.owns(host));
    owners.fold(Named::NOBODY, |named, (id, _)| Named(named.0 | 1 << id))
}

/// Whom a link's host names: a portal, or a name of the provider's (`kb.mailchimp.com`).
fn of_link(host: &str) -> Named {
    let host = host.to_ascii_lowercase();
    let owners = of_host(&host);
    if owners.anybody() { owners } else { in_name(&host) }
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
    texts.into_iter().fold(Named::NOBODY, |named, text| named.and(read(text)))
}

/// Whom the control itself, its row and its section name; several that cannot be told apart are the error.
pub(crate) fn of_control(control: &Control) -> Result<Option<Evidence>, Named> {
    let links = control.links.iter().map(|host| of_link(host));
    let row = links.fold(Named::NOBODY, |all, one| Named(all.0 | one.0));
    let row = if row.anybody() { row } else { in_text(&reading::affirmed(&control.help)) };
    let name = all([control.name.as_str(), &control.id, &control.data_name], in_name);
    let name = if name.anybody() { name } else { in_name(&control.hints) };
    // The nearer heading first, then the dialog, tab or card that holds it.
    let section = in_heading(&control.section);
    let section = if section.anybody() { section } else { in_heading(&control.group) };
    // Plugins keep the names of what they used before in their fields: there the heading is right.
    let name = match (name.one(), section.one()) {
        (Some(a), Some(b)) if a != b => Named::NOBODY,
        _ => name,
    };
    // Help within a label may speak of others.
    let visible = all([&control.label, &control.beside, &control.placeholder].map(|text| reading::gist(text)), in_text);
    // "Anthropic API key" with an example that begins as OpenAI's do.
    let shown = || match example::issuer(&control.placeholder) {
        Some(id) if !reading::names_another(control) => Named::only(id),
        _ => Named::NOBODY,
    };
    let visible = if visible.anybody() { visible } else { shown() };
    let mut levels = vec![(visible, Level::Label), (row, Level::Row), (name, Level::Name), (section, Level::Section)];
    let sources = control.intro_links.iter().map(|host| of_link(host));
    let intro = sources.fold(Named::NOBODY, |all, one| Named(all.0 | one.0));
    let intro = if intro.anybody() { intro } else { in_text(&reading::affirmed(&control.intro)) };
    levels.push((intro, Level::Intro));
    levels.extend(control.outline.iter().map(|heading| (in_heading(heading), Level::Heading)));
    settle(levels, Named::NOBODY)
}

/// What is chosen in a list of services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// A provider.
    Known(Id),
    /// None, or a service that no recipe knows.
    Other,
}

/// What a list of services is set to; nothing for a list of other things. One provider among strangers makes a list of
/// services only where it is the one that is chosen, and nothing but its name stands there.
pub(crate) fn chosen(control: &Control) -> Option<Choice> {
    let of_option = |text: &str, value: &str| match in_heading(text) {
        Named::NOBODY => in_name(value),
        named => named,
    };
    let mut seen = Named::NOBODY;
    let mut chosen = None;
    for option in &control.options {
        let named = of_option(&option.text, &option.value).one();
        if let Some(id) = named {
            seen = Named(seen.0 | 1 << id);
        }
        if option.selected {
            let bare = words(&option.text).len() <= 4 && (control.options.len() > 1 || !control.is_select());
            chosen = Some((named.map_or(Choice::Other, Choice::Known), bare));
        }
    }
    match (seen.0.count_ones(), chosen?) {
        (0, _) | (1, (Choice::Other, _) | (_, false)) => None,
        (_, (choice, _)) => Some(choice),
    }
}

/// Whom the page as a whole speaks of, among `left` where a control has named several.
pub(crate) fn of_page(page: &Page, left: Named) -> Result<Option<Evidence>, Named> {
    let (path, query) = path_and_query(&page.url);
    let values = query.split('&').map(|pair| pair.split_once('=').map_or("", |(_, value)| value));
    let texts = |list: &[String]| all(list.iter().map(String::as_str), in_heading);
    let levels = [
        (all(values, in_name), Level::Query),
        (in_name(&page.screen), Level::Query),
        (texts(&page.tabs), Level::Heading),
        (in_heading(page.headings.first().map_or("", String::as_str)), Level::Heading),
        (in_heading(&page.title), Level::Title),
        (all(path.split('/'), in_name), Level::Title),
        (
            page.links.iter().map(|host| of_link(host)).fold(Named::NOBODY, |all, one| Named(all.0 | one.0)),
            Level::Title,
        ),
    ];
    settle(levels, left)
}
