//! Which foreign values are which fields of which kind: `recognize` judges each value by its shape with the words and
//! the address beside it, the recipes say which variable names people use, and values of one kind become one credential.

use keyfob_recipes::{Kind, PROVIDERS, fold, kind};
use keyfob_recognize::{Context, Doubt, host_of, recognize, recognize_candidate};
use keyfob_sorted::{SortedMap, SortedSet, sort_by_key};

use crate::{DocumentSecret, Field, Foreign, Format, Found, Import, Item, Place, SkipReason, Skipped, Why, limits};

/// Least confidence of a find that counts.
const SURE: u8 = 50;
/// Confidence of a variable that a recipe lists by name.
const LISTED: u8 = 90;
/// Name of the field that holds an item's user name.
const USERNAME: &str = "username";

/// One value of a file, and what it can be.
struct Value<'a> {
    place: Place,
    title: &'a str,
    name: &'a str,
    value: &'a str,
    fits: Vec<Fit>,
}

/// One field that a value can be.
#[derive(Clone, Copy)]
struct Fit {
    kind: &'static Kind,
    field: &'static str,
    confidence: u8,
    why: Why,
}

/// The values of one credential by the kind's fields.
type Group<'a> = SortedMap<&'static str, (Value<'a>, Fit)>;

impl Foreign {
    /// Judges the items: what they become in a vault, and what is skipped. Linear in their length.
    #[must_use]
    pub fn judge(&self) -> Import {
        let mut import = Import { format: self.format, found: Vec::new(), skipped: self.skipped.clone() };
        if self.format == Format::Env {
            variables(&self.items, &mut import);
        } else {
            self.items.iter().for_each(|item| entry(item, &mut import));
        }
        // A stable sort: the file's order within each part.
        sort_by_key(&mut import.found, |found| found.kind.is_none());
        import
    }
}

/// The entry of a password manager: its values belong together.
fn entry(item: &Item, import: &mut Import) {
    let host = item.url.as_deref().and_then(host_of);
    let mut values = Vec::new();
    for (name, secret) in &item.values {
        let value = Value { place: item.place, title: &item.title, name, value: secret.expose(), fits: Vec::new() };
        judged(value, host.as_deref(), &mut values, import);
    }
    if let Some(username) = &item.username {
        let mut fits = fits(username, &label(&item.title, USERNAME), host.as_deref());
        fits.0.retain(|fit| !is_secret(fit.kind, fit.field));
        let value = Value { place: item.place, title: &item.title, name: USERNAME, value: username, fits: fits.0 };
        values.push(value);
    }
    let first = import.found.len();
    let rest = credentials(values, &mut import.found);
    notes(item, host.as_deref(), first, &mut import.found);
    let used =
        |found: &Found| found.fields.values().any(|field| Some(field.value.expose()) == item.username.as_deref());
    for found in import.found.iter_mut().skip(first) {
        found.url.clone_from(&item.url);
        found.username = item.username.clone().filter(|_| !used(found));
    }
    let secrets: Vec<&Value<'_>> = rest.iter().filter(|value| value.name != USERNAME).collect();
    // Something was recognised: what stands beside it stays in the other program.
    if import.found.len() == first && !secrets.is_empty() {
        import.found.push(Found {
            url: item.url.clone(),
            username: item.username.clone(),
            ..unknown(item.place, &item.title, &secrets)
        });
    }
}

/// Variables of an environment file: each stands for itself, those of one kind belong together.
fn variables(items: &[Item], import: &mut Import) {
    let mut values = Vec::new();
    for item in items {
        for (name, secret) in &item.values {
            let value = Value { place: item.place, title: &item.title, name, value: secret.expose(), fits: Vec::new() };
            judged(value, None, &mut values, import);
        }
    }
    for value in credentials(values, &mut import.found) {
        import.found.push(unknown(value.place, value.title, &[&value]));
    }
}

/// Adds `value` with what it can be to `values`, or to what is skipped where it is only a part of a value.
fn judged<'a>(mut value: Value<'a>, host: Option<&str>, values: &mut Vec<Value<'a>>, import: &mut Import) {
    let (fits, doubt) = fits(value.value, &label(value.title, value.name), host);
    let reason = match doubt {
        Some(Doubt::Masked) => Some(SkipReason::Masked),
        Some(Doubt::EndMissing) => Some(SkipReason::Incomplete),
        _ => None,
    };
    if let Some(reason) = reason.filter(|_| fits.is_empty()) {
        import.skipped.push(Skipped { place: value.place, title: value.title.to_owned(), reason });
        return;
    }
    value.fits = fits;
    if let Some(listed) = listed(value.name) {
        let fitting = value.fits.iter().find(|fit| fit.kind.id == listed.id).map(|fit| fit.field);
        // The shape speaks first; where it says nothing, the words of the name do, but never against the shape.
        let field = fitting.or_else(|| named(listed, value.name, value.value));
        if let Some(field) = field {
            value.fits = vec![Fit { kind: listed, field, confidence: LISTED, why: Why::Variable }];
        }
    }
    values.push(value);
}

/// What a whole value can be by shape, words and host, and what speaks against it.
fn fits(value: &str, label: &str, host: Option<&str>) -> (Vec<Fit>, Option<Doubt>) {
    let trimmed = value.trim();
    let start = value.len() - value.trim_start().len();
    let finds = recognize_candidate(value, label, host);
    let doubt = finds.iter().find_map(|find| find.doubt);
    let whole = finds.iter().filter(|find| {
        let complete = !matches!(find.doubt, Some(Doubt::Masked | Doubt::EndMissing));
        complete && find.confidence >= SURE && (find.start, find.end) == (start, start + trimmed.len())
    });
    let fits = whole.filter_map(|find| {
        let (_, kind) = kind(find.kind)?;
        Some(Fit { kind, field: find.field, confidence: find.confidence, why: Why::Value })
    });
    (fits.collect(), doubt)
}

/// Credentials in an item's free text, each value for itself, without those that were found already.
fn notes(item: &Item, host: Option<&str>, first: usize, found: &mut Vec<Found>) {
    let Some(notes) = &item.notes else { return };
    let text = notes.expose();
    let mut taken = SortedSet::new();
    let mut values = Vec::new();
    for find in recognize(text, &Context { host, label: &item.title }) {
        let value = text.get(find.start..find.end).unwrap_or_default();
        let known = |found: &Found| found.fields.values().any(|field| field.value.expose() == value);
        if find.confidence < SURE || matches!(find.doubt, Some(Doubt::Masked | Doubt::EndMissing)) {
            continue;
        }
        let Some((_, kind)) = kind(find.kind) else { continue };
        if !taken.insert(find.start) || found.iter().skip(first).any(known) {
            continue;
        }
        let fit = Fit { kind, field: find.field, confidence: find.confidence, why: Why::Notes };
        values.push(Value { place: item.place, title: &item.title, name: find.field, value, fits: vec![fit] });
    }
    credentials(values, found);
}

/// Makes credentials of the values that can be something: again and again the kind that explains most of them. Returns
/// the values that are left. Each turn takes every value of one kind, so there are no more turns than kinds.
fn credentials<'a>(mut values: Vec<Value<'a>>, found: &mut Vec<Found>) -> Vec<Value<'a>> {
    let first = found.len();
    while let Some(kind) = best_kind(&values) {
        let mut groups: Vec<Group<'a>> = Vec::new();
        let mut filled: SortedMap<&'static str, usize> = SortedMap::new();
        let mut rest = Vec::new();
        for value in values {
            // Of several fields that fit, the one that the fewest credentials of this kind have so far.
            let fits = value.fits.iter().filter(|fit| fit.kind.id == kind.id);
            let fit = fits.min_by_key(|fit| filled.get(fit.field).copied().unwrap_or_default()).copied();
            let Some(fit) = fit else {
                rest.push(value);
                continue;
            };
            let count = filled.or_default(fit.field);
            if *count == groups.len() {
                groups.push(Group::new());
            }
            if let Some(group) = groups.get_mut(*count) {
                group.insert(fit.field, (value, fit));
            }
            *count += 1;
        }
        values = rest;
        found.extend(groups.into_iter().map(|group| complete(kind, &group, &mut values)));
    }
    if let Some(new) = found.get_mut(first..) {
        sort_by_key(new, |found| position(found.place));
    }
    values
}

/// The kind that explains most values with different fields; of equals the surest, then the first of the recipes.
fn best_kind(values: &[Value<'_>]) -> Option<&'static Kind> {
    let mut kinds: SortedMap<&'static str, (Option<&'static Kind>, SortedSet<&'static str>, u8)> = SortedMap::new();
    for fit in values.iter().flat_map(|value| &value.fits) {
        let (kind, fields, confidence) = kinds.or_default(fit.kind.id);
        *kind = Some(fit.kind);
        fields.insert(fit.field);
        *confidence = (*confidence).max(fit.confidence);
    }
    let rank =
        |(_, fields, confidence): &(Option<&'static Kind>, SortedSet<&'static str>, u8)| (fields.len(), *confidence);
    kinds.into_values().rev().max_by_key(rank).and_then(|(kind, ..)| kind)
}

/// Makes one credential; what the kind still needs is taken from `rest` where a value is called as the field is.
fn complete(kind: &'static Kind, chosen: &Group<'_>, rest: &mut Vec<Value<'_>>) -> Found {
    let first = chosen.values().min_by_key(|(value, _)| position(value.place));
    let (place, title) = first.map_or((Place::Entry(0), ""), |(value, _)| (value.place, value.title));
    let confidence = chosen.values().map(|(_, fit)| fit.confidence).min().unwrap_or_default();
    let why = chosen.values().map(|(_, fit)| fit.why).next().unwrap_or(Why::Unknown);
    let mut found = Found {
        provider: kind.id.split_once('/').map(|(provider, _)| provider),
        kind: Some(kind.id),
        confidence,
        why,
        ..unknown(place, title, &[])
    };
    let mut take = |field: &keyfob_recipes::Field, value: &str| {
        let value = value.trim();
        if !field.region_after.is_empty() {
            found.region = value.rsplit_once(field.region_after).map(|(_, region)| region.to_owned());
        }
        found.fields.insert(
            field.name.to_owned(),
            Field { value: DocumentSecret::new(value.to_owned()), secret: field.secret },
        );
    };
    for field in kind.fields {
        if let Some((value, _)) = chosen.get(field.name) {
            take(field, value.value);
        } else if field.shape.is_none() && rest.len() <= limits::VALUES {
            // Without a shape nothing but the name can tell it.
            let at = rest.iter().position(|value| value.fits.is_empty() && calls(field, value.name));
            if let Some(at) = at {
                take(field, rest.remove(at).value);
            }
        }
    }
    found.missing = kind
        .fields
        .iter()
        .filter(|field| !field.optional && !found.fields.contains_key(field.name))
        .map(|field| field.name)
        .collect();
    found
}

/// A credential to be of which nothing is known but its values.
fn unknown(place: Place, title: &str, values: &[&Value<'_>]) -> Found {
    let field = |value: &&Value<'_>| (value.name.to_owned(), Field::secret(value.value.to_owned()));
    Found {
        place,
        title: title.to_owned(),
        provider: None,
        kind: None,
        fields: values.iter().map(field).collect(),
        missing: Vec::new(),
        region: None,
        username: None,
        url: None,
        why: Why::Unknown,
        confidence: 0,
    }
}

/// The words beside a value.
fn label(title: &str, name: &str) -> String {
    if title == name { name.to_owned() } else { format!("{title} {name}") }
}

/// The kind whose recipe lists a variable of this name.
fn listed(name: &str) -> Option<&'static Kind> {
    PROVIDERS.iter().flat_map(|provider| provider.kinds).find(|kind| kind.constants.contains(&name))
}

/// The field of `kind` that the words of a variable's name speak of most, if `value` can be its value.
fn named(kind: &'static Kind, name: &str, value: &str) -> Option<&'static str> {
    let may = |field: &&keyfob_recipes::Field| field.shape.as_ref().is_none_or(|shape| shape.matches(value.trim()));
    let length = |field: &keyfob_recipes::Field| {
        let spoken = |word: &&str| calls_word(word, name);
        field.words.iter().copied().chain([field.name]).filter(spoken).map(str::len).max()
    };
    let fields = kind.fields.iter().filter(may).filter_map(|field| Some((length(field)?, field.name)));
    fields.max_by_key(|(length, _)| *length).map(|(_, name)| name)
}

/// Whether a value that is called `name` in a file is this field.
fn calls(field: &keyfob_recipes::Field, name: &str) -> bool {
    let name = words(name);
    field.words.iter().copied().chain([field.name]).any(|word| words(word) == name)
}

/// Whether the words of `name` hold those of `word`.
fn calls_word(word: &str, name: &str) -> bool {
    format!(" {} ", words(name)).contains(&format!(" {} ", words(word)))
}

/// `text` folded, with single spaces for everything that is neither letter nor digit.
fn words(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

fn is_secret(kind: &Kind, name: &str) -> bool {
    kind.fields.iter().any(|field| field.name == name && field.secret)
}

fn position(place: Place) -> u64 {
    match place {
        Place::Line(at) | Place::Entry(at) => at,
    }
}
