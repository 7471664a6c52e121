//! Words beside a value: made comparable, and read from the value backwards.

use crate::index::Index;
use keyfob_recipes::fold;

/// Most bytes before a value that are read as its label.
const REACH: usize = 240;
/// Most words of the longest phrase that is looked up: `google recaptcha secret key`.
const PHRASE: usize = 4;
/// Most words between a field's name and its value.
const NEAR: usize = 14;

/// What the words beside a value say.
#[derive(Debug, Default)]
pub struct Reading {
    /// Providers that are named, by slug.
    pub providers: Vec<&'static str>,
    /// Fields that are named: position in the index, and how near; a greater figure is nearer.
    fields: Vec<(u16, Nearness)>,
}

/// Where a phrase ends, counted in words from the label's start, and how many words it has.
type Nearness = (usize, usize);

impl Reading {
    /// Reads `label`, which is in normal form. `steps` counts the bytes that were looked at.
    pub fn of(label: &str, index: &Index, steps: &mut u64) -> Self {
        let mut reading = Self::default();
        let words: Vec<(usize, usize)> = spans(label).collect();
        for (end, (_, stop)) in words.iter().enumerate() {
            let from = (end + 1).saturating_sub(PHRASE);
            for begin in from..=end {
                let Some(phrase) = words.get(begin).and_then(|(start, _)| label.get(*start..*stop)) else { continue };
                *steps += u64::try_from(phrase.len()).unwrap_or(u64::MAX);
                let Some(meaning) = index.meaning(phrase) else { continue };
                reading.providers.extend(&meaning.providers);
                if words.len() - end <= NEAR {
                    reading.fields.extend(meaning.fields.iter().map(|f| (*f, (end, end + 1 - begin))));
                }
            }
        }
        reading
    }

    /// Whether the field at `entry` is named, and none nearer to the value.
    pub fn names(&self, entry: usize) -> bool {
        let of = |wanted: Option<usize>| {
            self.fields.iter().filter(|(f, _)| wanted.is_none_or(|w| usize::from(*f) == w)).map(|(_, near)| *near).max()
        };
        of(Some(entry)).is_some_and(|near| Some(near) == of(None))
    }

    /// Whether some field is named, so that a field that is not is contradicted.
    pub fn names_any(&self) -> bool {
        !self.fields.is_empty()
    }
}

/// Where the words of a text in normal form begin and end.
fn spans(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    text.split(' ').filter_map(move |word| {
        let start = at;
        at += word.len() + 1;
        (!word.is_empty()).then_some((start, start + word.len()))
    })
}

/// `text` folded, with everything that is neither letter nor digit as a space:
/// `MAILCHIMP_API_KEY=` and `"Mailchimp API key:"` become the same words.
pub fn normal(text: &str) -> String {
    let mut out = fold(text);
    if out.chars().any(|c| c != ' ' && !c.is_alphanumeric()) {
        out = out.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    }
    out
}

/// The part of `text` before `start` that may hold its label, cut at a character boundary.
pub fn before(text: &str, start: usize) -> &str {
    let mut from = start.saturating_sub(REACH);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    text.get(from..start).unwrap_or_default()
}
