//! What a control wants, from all the words on it: the clearest of its texts, with its name behind it.

use crate::{
    compose,
    concept::{self, Concept, of_name, of_text},
    page::Control,
    plain::is_plain,
    provider,
    words::words,
};
use keyfob_recipes::{Field, Provider};

/// What a control wants and how surely its words say so.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    /// What it wants.
    pub(crate) concept: Concept,
    /// 0 to 100.
    pub(crate) sure: u32,
    /// Whether visible words say it, and not only a name in the source.
    pub(crate) visible: bool,
}

/// Words of a sentence rather than of a label.
const LONG: usize = 9;

/// What a control wants.
pub(crate) fn read(control: &Control) -> Option<Reading> {
    // A box to tick holds nothing of ours, whatever stands beside it.
    let holds = control.is_text() || control.is_select() || control.kind == "hidden";
    if holds { clear(control).or_else(|| leftover(control)) } else { None }
}

/// What a control's label leaves to the fields beside it: "ID", "URL", "Account (begins with AC)".
fn leftover(control: &Control) -> Option<Reading> {
    let label = if control.label.is_empty() { &control.beside } else { &control.label };
    let said = words(clauses(label).next()?);
    if VALUE.contains(&said.concat().as_str()) {
        return variable(control);
    }
    let concept = match said.first()?.as_str() {
        _ if said.len() > 1 => return None,
        "id" => Concept::Id,
        "url" => Concept::Endpoint,
        "account" | "konto" | "cuenta" | "compte" | "conta" | "アカウント" => Concept::AccountId,
        _ => return None,
    };
    control.is_text().then_some(Reading { concept, sure: 75, visible: true })
}

/// "Value", folded.
const VALUE: &[&str] = &["value", "wert", "valor", "valeur", "valore", "waarde", "wartosc", "値", "secretvalue"];

/// What the value of a variable is whose name stands above it: "Edit variable POSTMARK_SERVER_TOKEN".
fn variable(control: &Control) -> Option<Reading> {
    let is_name = |word: &&str| {
        word.contains('_') && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    };
    let name = [&control.section, &control.group].into_iter().find_map(|text| text.split_whitespace().find(is_name))?;
    let concept = of_name(name).filter(|concept| !concept::goes_on(name) && concept.fillable())?;
    control.is_text().then_some(Reading { concept, sure: 80, visible: true })
}

/// What a control wants whose label is word for word what a provider calls a part of its credentials.
pub(crate) fn by_recipe(control: &Control, provider: &Provider) -> Option<Reading> {
    let bare = |text: &str| provider::without_names(&words(text)).concat();
    // An example in a field that has a label is no label.
    let alone = control.label.is_empty() && control.beside.is_empty();
    let example = clauses(&control.placeholder).next().filter(|_| alone).unwrap_or_default();
    let said = [gist(&control.label), gist(&control.beside), example].map(bare);
    // Comparing lengths first spares most of the work: folding takes letters away, and spaces, but adds hardly any.
    let longest = said.iter().map(String::len).max().filter(|longest| *longest > 0)?;
    let calls = |field: &&Field| {
        // "Token" alone says no more to a provider than to anybody.
        let tells =
            |word: &String| said.contains(word) && !word.is_empty() && !of_text(word).is_some_and(Concept::vague);
        field.words.iter().filter(|word| word.len() + 4 >= longest).map(|word| bare(word)).any(|word| tells(&word))
    };
    let mut fields = provider.kinds.iter().flat_map(keyfob_recipes::Kind::parts).filter(calls);
    let concept_of = |field: &Field| Concept::of_field(field.name).unwrap_or(Concept::Own);
    let concept = concept_of(fields.next()?);
    // Of two kinds that call different parts the same the words leave open which.
    let one = fields.all(|field| concept_of(field) == concept);
    (one && (control.is_text() || control.is_select())).then_some(Reading { concept, sure: 85, visible: true })
}

fn clear(control: &Control) -> Option<Reading> {
    let named = of_name(&control.name).or_else(|| of_name(&control.data_name)).or_else(|| of_name(&control.id));
    let goes_on = [&control.name, &control.data_name, &control.id]
        .into_iter()
        .find(|name| of_name(name).is_some())
        .is_some_and(|name| concept::goes_on(name));
    let sifts = |name: &str| words(name).iter().any(|word| matches!(word.as_str(), "filter" | "search" | "suche"));
    if sifts(&control.name) || sifts(&control.id) {
        return None;
    }
    let free = control.tag == "textarea" || control.tag == "editable";
    let texts = [(control.label.as_str(), 95), (control.beside.as_str(), 90), (control.placeholder.as_str(), 80)];
    let silent = texts.iter().all(|(text, _)| words(text).is_empty());
    // The label says what it is, and it is nothing of ours: an example in the field does not make it one. A sentence
    // above the field is no label.
    let short = |text: &str| (1..=4).contains(&words(text).len());
    let other = texts.iter().take(2).any(|(text, _)| short(text) && of_text(text).is_none());
    let mut vague: Option<Reading> = None;
    let mut loose: Option<Reading> = None;
    for (place, (text, sure)) in texts.into_iter().enumerate() {
        let Some(said) = said(text) else { continue };
        let agrees = named == Some(said.concept);
        if place == 2 && other && !agrees && said.concept != Concept::UserPassword {
            continue;
        }
        // What is written into a large field is mostly text about something.
        if free && !said.whole {
            return None;
        }
        let reading = Reading { concept: said.concept, sure, visible: true };
        if said.concept.vague() {
            // "Cookie key", "token of thanks": a key to something else.
            if said.whole {
                vague = vague.or(Some(reading));
            }
        } else if said.loose {
            loose = loose.or(Some(Reading { sure: sure - 15, ..reading }));
        } else {
            return Some(if agrees { Reading { sure: 100, ..reading } } else { reading });
        }
    }
    match (named, vague, loose) {
        // Words that say something else, and a name that goes on to something else.
        (Some(_), None, None) if !silent && goes_on => None,
        // "Key" beside `site_key`, or a sentence that names several: the name says which.
        // A user name or password in the source says nothing of a "secret" on the screen.
        (Some(concept), vague, loose)
            if (!concept.ordinary() || vague.is_none()) && !concept.vague() && concept.fillable() =>
        {
            let visible = vague.or(loose).is_some();
            // Words that say something else leave less to a name in the source.
            let sure = match (visible, silent) {
                (true, _) => 85,
                (false, true) => 75,
                (false, false) => 70,
            };
            Some(Reading { concept, sure, visible })
        }
        (_, Some(reading), _) => Some(Reading { sure: 75, ..reading }),
        (_, None, Some(reading)) => Some(reading),
        (Some(concept), None, None) if concept.vague() => {
            silent.then_some(Reading { concept, sure: 60, visible: false })
        }
        (Some(concept), None, None) => Some(Reading { concept, sure: 75, visible: false }),
        (None, None, None) => {
            // Help speaks of a field that says nothing itself.
            of_name(&control.hints)
                .or_else(|| of_text(&control.help))
                .filter(|concept| silent && !free && !concept.vague())
                .map(|concept| Reading { concept, sure: 60, visible: false })
        }
    }
}

/// Where a part of a text ends in it.
fn up_to(text: &str, part: &str) -> usize {
    text.find(part).map_or(text.len(), |start| start + part.len())
}

/// What a text says of a credential.
struct Said {
    concept: Concept,
    /// It stands in a sentence, or beside another part of a credential.
    loose: bool,
    /// Nothing else is said.
    whole: bool,
}

fn said(text: &str) -> Option<Said> {
    let all = words(text);
    // Help within the label: its first words are the label.
    let first = clauses(text).find(|clause| of_text(clause).is_some()).unwrap_or(text);
    let long = all.len() > LONG;
    let short = long && words(first).len() <= LONG;
    let concept = of_text(if short { first } else { text })?;
    let several = concept::kinds_in(if short { first } else { text }) > 1;
    Some(Said {
        concept,
        loose: several || (long && !short),
        whole: !known(&words(&text[..up_to(text, first)])).contains(&false),
    })
}

/// Whether a text names a part of a credential.
pub(crate) fn names_part(text: &str) -> bool {
    of_text(text).is_some_and(|concept| concept.fillable() && (concept.vague() || !concept.ordinary()))
}

/// A text without the help that stands in it: where it is long, the first part that says what is asked for.
pub(crate) fn gist(text: &str) -> &str {
    if words(text).len() <= LONG {
        return text;
    }
    clauses(text).find(|clause| of_text(clause).is_some()).filter(|clause| words(clause).len() <= LONG).unwrap_or(text)
}

/// A text without the parts that say what is not meant: "not the one of your shop"; "Coming from Mailchimp?".
pub(crate) fn affirmed(text: &str) -> String {
    let denies = |part: &&str| words(part).iter().any(|word| NOT.contains(&word.as_str()));
    let said = text.split_inclusive(['.', '!', '?', '。', '？']).filter(|sentence| !sentence.ends_with(['?', '？']));
    said.flat_map(clauses).filter(|part| !denies(part)).collect::<Vec<_>>().join(", ")
}

/// Words that deny, folded.
const NOT: &[&str] = &[
    "not",
    "don",
    "never",
    "unlike",
    "instead",
    "nicht",
    "kein",
    "keine",
    "keinen",
    "statt",
    "pas",
    "jamais",
    "nunca",
    "non",
    "niet",
    "geen",
    "nie",
    "nao",
    "ではなく",
    "ではありません",
];

/// The parts of a text between signs, without empty ones.
fn clauses(text: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| {
        matches!(
            c,
            ':' | ';'
                | ','
                | '!'
                | '?'
                | '('
                | ')'
                | '['
                | ']'
                | '|'
                | '/'
                | '–'
                | '—'
                | '•'
                | '*'
                | '。'
                | '、'
                | '（'
                | '）'
        )
    };
    text.split(ends).flat_map(|part| part.split(". ")).map(str::trim).filter(|part| !part.is_empty())
}

/// For each word, whether it is known here.
fn known(words: &[String]) -> Vec<bool> {
    let plain = |word: &String| {
        word.len() < 2 || word.bytes().all(|byte| byte.is_ascii_digit()) || is_plain(word) || compose::is_known(word)
    };
    let mut known: Vec<bool> = words.iter().map(plain).collect();
    for (start, end) in provider::places(words).chain(concept::places(words)) {
        known[start..end].fill(true);
    }
    known
}

/// Whether a control's heading says words besides a provider's name and those for keys.
pub(crate) fn stands_under_more(control: &Control) -> bool {
    let label = words(&control.label).len().max(words(&control.beside).len());
    label <= LONG && known(&words(&control.section)).contains(&false)
}

/// Whether a control's label names somebody or something that is neither a provider nor a word of keys, right before
/// the thing it asks for or behind it: "GitLab access token", "access token from your badge".
pub(crate) fn names_another(control: &Control) -> bool {
    let label = if control.label.is_empty() { &control.beside } else { &control.label };
    let Some(concept) = of_text(label) else { return false };
    clauses(label).find(|clause| of_text(clause) == Some(concept)).is_some_and(|clause| {
        let words = words(clause);
        let known = known(&words);
        let stranger = |at: usize| known.get(at) == Some(&false);
        concept::place_of(&words, concept)
            .is_some_and(|(start, end)| start.checked_sub(1).is_some_and(stranger) || (end..words.len()).any(stranger))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled(label: &str, name: &str) -> Control {
        Control { label: label.to_owned(), name: name.to_owned(), tag: "input".to_owned(), ..Control::default() }
    }

    #[test]
    fn a_sentence_gives_way_to_what_is_short() {
        let mut control = labelled("", "mm_username");
        control.beside = "Please enter your Mad Mimi e-mail and API key. Find the key".to_owned();
        control.placeholder = "Mad Mimi username".to_owned();
        assert_eq!(read(&control).unwrap().concept, Concept::Username);
    }

    #[test]
    fn help_within_a_label_does_not_hide_it() {
        let control =
            labelled("API Key You will find it in the account of the list that your form is to write to", "k");
        assert_eq!(read(&control).unwrap().concept, Concept::ApiKey);
    }

    #[test]
    fn keys_to_other_things_are_none() {
        for (label, name) in [("Mailchimp cookie key", "c"), ("Token of thanks", "q3"), ("Foggy key", "f")] {
            assert!(read(&labelled(label, name)).is_none(), "{label}");
        }
    }

    #[test]
    fn another_brand_before_the_key_is_seen() {
        assert!(names_another(&labelled("GitLab.com Access Token", "")));
        assert!(names_another(&labelled("Acme API key", "")));
        for label in [
            "Enter your API key",
            "Live Secret Key",
            "Mailchimp API Key",
            "Introduce tu clave de API",
            "API キーを入力",
        ] {
            assert!(!names_another(&labelled(label, "")), "{label}");
        }
    }
}
