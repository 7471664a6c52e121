//! Which kind of credential a group of fields wants: key and token, key and secret, or one key alone.

use crate::{
    concept::Concept,
    example,
    group::VERSIONS,
    plan::Have,
    provider::{host, without_names},
    words::words,
};
use keyfob_recipes::{Field, Kind, Provider};
use keyfob_sorted::sort_by_key;

/// One control of a group.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member<'a> {
    /// Place of the control in the page.
    pub(crate) control: usize,
    /// What it wants.
    pub(crate) concept: Concept,
    /// Its visible words.
    pub(crate) label: &'a str,
    /// The example in it.
    pub(crate) placeholder: &'a str,
}

/// A member and the field it gets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Match {
    /// Place in the group.
    pub(crate) member: usize,
    /// The field.
    pub(crate) field: &'static Field,
    /// How well they fit, 0 to 100.
    pub(crate) fit: u32,
    /// How clearly the label says one of the field's own words, 0 to 24.
    said: u32,
}

impl Match {
    /// Whether the label is one of the field's own words.
    pub(crate) fn by_name(&self) -> bool {
        self.said == EXACTLY
    }
}

/// The kind a group wants.
pub(crate) struct Chosen {
    /// The kind.
    pub(crate) kind: &'static Kind,
    /// Who gets what.
    pub(crate) matches: Vec<Match>,
    /// All that the credential cannot do without has its control.
    pub(crate) whole: bool,
    /// No other kind explains the group about as well.
    pub(crate) clear: bool,
}

/// Parts of a credential that forms need not ask for: they are set elsewhere or told by the others.
const BESIDE: &[&str] = &[
    "redirect_uri",
    "redirect_uris",
    "app_type",
    "endpoint",
    "region",
    "data_center",
    "account_id",
    "expires_at",
    "id_token",
    "scope",
    "label",
    "webhook_secret",
];

fn needed(field: &Field) -> bool {
    !field.optional && !BESIDE.contains(&field.name)
}

/// Whether a form asks for a field, alone or in one line with others.
fn is_covered(kind: &Kind, field: &Field, matches: &[Match]) -> bool {
    matches.iter().any(|of| of.field.name == field.name)
        || kind.made.iter().any(|made| {
            made.field.secret
                && made.needs().any(|name| name == field.name)
                && matches.iter().any(|of| of.field.name == made.field.name)
        })
}

/// Whether a form for this kind usually asks for it too: the secret of an app that a public client does without.
fn usual(field: &Field) -> bool {
    field.optional && field.secret && !BESIDE.contains(&field.name)
}

/// Points that another kind must be behind for a choice to be clear.
const CLEAR_BY: i64 = 15;

/// Chooses the kind that explains a group best. `texts` are the words around it, for "V2" or "live", `links` the hosts that it
/// leads to.
pub(crate) fn choose(
    provider: &'static Provider,
    members: &[Member<'_>],
    texts: &[&str],
    links: &[&str],
    have: &Have,
) -> Option<Chosen> {
    let around: Vec<String> = texts.iter().flat_map(|text| words(text)).collect();
    let mut ranked: Vec<(i64, Vec<Match>, &'static Kind)> = provider
        .kinds
        .iter()
        .filter_map(|kind| {
            let matches = assign(kind, members);
            (!matches.is_empty())
                .then(|| (score(kind, members, &matches, &around) + led_to(provider, kind, links), matches, kind))
        })
        .collect();
    // Of equals the kind that is at hand, then the recipe's order.
    sort_by_key(&mut ranked, |(points, _, kind)| (-points, !have.kind(kind.id)));
    let mut ranked = ranked.into_iter();
    let (points, matches, kind) = ranked.next()?;
    // Of twins either is taken: nothing on a form tells a person's token from an account's.
    let second =
        ranked.find(|(_, others, _)| !twins(&matches, others)).map(|(points, _, kind)| (points, have.kind(kind.id)));
    let whole = kind.fields.iter().filter(|field| needed(field)).all(|field| is_covered(kind, field, &matches));
    let only = have.kind(kind.id) && whole;
    let clear = second.is_none_or(|(second, at_hand)| points - second >= CLEAR_BY || (only && !at_hand));
    let clear = clear && !outdated(kind, &around);
    Some(Chosen { kind, matches, whole, clear })
}

/// Whether the form speaks of another version of the provider's interface than the kind's words do, and of none of theirs.
fn outdated(kind: &Kind, around: &[String]) -> bool {
    let own: Vec<String> = kind.fields.iter().flat_map(|field| field.words).flat_map(|word| words(word)).collect();
    let said = |version: &&str| around.iter().any(|word| word == version);
    let of_kind =
        |version: &&str| own.iter().any(|word| word == version) || words(kind.id).iter().any(|word| word == version);
    VERSIONS.iter().any(said)
        && VERSIONS.iter().any(of_kind)
        && !VERSIONS.iter().any(|version| said(version) && of_kind(version))
}

/// What a link is worth that leads to the host on which this kind is made, and no other kind of the provider.
fn led_to(provider: &Provider, kind: &Kind, links: &[&str]) -> i64 {
    let made_at = |kind: &Kind| host(kind.start);
    let own = made_at(kind);
    let leads = !own.is_empty()
        && links.iter().any(|link| *link == own)
        && provider.kinds.iter().all(|other| other.id == kind.id || !["", &own].contains(&made_at(other).as_str()));
    if leads { 30 } else { 0 }
}

/// Whether two kinds answer the form in the same way: by fields of the same names, which fit equally well.
fn twins(these: &[Match], others: &[Match]) -> bool {
    these.len() == others.len()
        && these.iter().zip(others).all(|(this, other)| {
            (this.member, this.field.name, this.fit, this.said)
                == (other.member, other.field.name, other.fit, other.said)
        })
}

/// Gives each member the free field that fits it best, the best pairs first.
fn assign(kind: &'static Kind, members: &[Member<'_>]) -> Vec<Match> {
    let has_secret = members
        .iter()
        .any(|member| matches!(member.concept, Concept::SecretKey | Concept::ClientSecret | Concept::Secret));
    let mut pairs: Vec<Match> = Vec::new();
    for (place, member) in members.iter().enumerate() {
        for field in kind.parts() {
            let mut fit = member.concept.fits(field.name, has_secret);
            if opposed(member.concept, field) == Some(true) {
                fit = 0;
            }
            let said = if member.concept.fillable() { says(field, member.label) } else { 0 };
            let shown = u32::try_from(example::of_field(field, member.placeholder)).unwrap_or_default();
            let said = said.max(shown.min(EXACTLY - 1));
            if said == EXACTLY && opposed(member.concept, field) != Some(true) {
                fit = fit.max(90);
            }
            if fit > 0 {
                pairs.push(Match { member: place, field, fit, said });
            }
        }
    }
    sort_by_key(&mut pairs, |pair| (u32::MAX - pair.fit - pair.said, pair.member));
    let mut chosen: Vec<Match> = Vec::new();
    for pair in pairs {
        let taken = chosen.iter().any(|of| of.member == pair.member || of.field.name == pair.field.name);
        if !taken {
            chosen.push(pair);
        }
    }
    chosen
}

/// What a label is worth that is one of the field's own words, but for white space and signs.
const EXACTLY: u32 = 24;

/// How clearly the label says one of the field's own words: all of it, or some words in it.
fn says(field: &Field, label: &str) -> u32 {
    let label = words(label);
    let all = label.concat();
    let bare = without_names(&label).concat();
    let within = |phrase: &[String]| phrase.len() > 1 && label.windows(phrase.len()).any(|part| part == phrase);
    let said = field.words.iter().map(|word| {
        let phrase = words(word);
        match phrase.len() {
            0 => 0,
            _ if !all.is_empty() && phrase.concat() == all => EXACTLY,
            _ if !bare.is_empty() && phrase.concat() == bare => EXACTLY,
            // Of two that are in it the longer says more.
            many if within(&phrase) => u32::try_from(4 * many).unwrap_or(EXACTLY).min(EXACTLY - 4),
            _ => 0,
        }
    });
    said.max().unwrap_or_default()
}

/// Whether one of the two is a secret and the other is not; nothing where the word leaves it open.
fn opposed(concept: Concept, field: &Field) -> Option<bool> {
    Some(concept.secrecy()? != field.secret)
}

fn score(kind: &Kind, members: &[Member<'_>], matches: &[Match], around: &[String]) -> i64 {
    let fits: i64 = matches.iter().map(|of| i64::from(of.fit + of.said)).sum();
    let missing = kind.fields.iter().filter(|field| needed(field) && !is_covered(kind, field, matches)).count();
    let unusual = kind
        .fields
        .iter()
        .filter(|field| usual(field) && !matches.iter().any(|of| of.field.name == field.name))
        .count();
    let left = members
        .iter()
        .enumerate()
        .filter(|(place, member)| !member.concept.ordinary() && !matches.iter().any(|of| of.member == *place))
        .count();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX / 1000);
    let called = matches.iter().any(|of| of.said > 0);
    let uncalled = if kind.by_name && !called { 20 } else { 0 };
    fits - uncalled - 60 * count(missing) - 40 * count(unusual) - 60 * count(left) + version(kind, around)
}

/// "V2" or "test" in the kind's id and around the group: agreement counts for it, contradiction against it.
fn version(kind: &Kind, around: &[String]) -> i64 {
    const MARKS: &[&[&str]] = &[&VERSIONS, &["test", "sandbox"], &["smtp"], &["classic"]];
    let of_kind = words(kind.id);
    let mut points = 0;
    for marks in MARKS {
        let said = |mark: &&&str| around.iter().any(|word| word == **mark);
        let own = marks.iter().find(|mark| of_kind.iter().any(|word| word == **mark));
        match own {
            Some(own) if said(&own) => points += 30,
            Some(_) if marks.iter().any(|mark| said(&mark)) => points -= 40,
            Some(own) if matches!(*own, "test" | "sandbox") => points -= 40,
            Some(own) if *own == "smtp" => points -= 20,
            _ => {}
        }
    }
    points
}

/// A user name with a password is a credential of its own.
pub fn credentials(members: &[Member<'_>]) -> bool {
    let has = |concept| members.iter().any(|member| member.concept == concept);
    has(Concept::Username) && has(Concept::Password)
}
