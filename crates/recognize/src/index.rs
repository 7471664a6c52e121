//! All shapes, by first byte and length, so that a token is compared with the few that it could be.

use crate::label;
use keyfob_recipes::{Field, Kind, PROVIDERS, Provider, Shape};
use std::collections::HashMap;
use std::sync::OnceLock;

/// One field that has a shape.
pub struct Entry {
    pub provider: &'static Provider,
    pub kind: &'static Kind,
    pub field: &'static Field,
    pub shape: &'static Shape,
}

impl Entry {
    /// Whether the shape has one length: a loose one fits ordinary words too, and needs a label.
    pub fn strict(&self) -> bool {
        self.shape.min == self.shape.max
    }
}

/// The index over all recipes.
pub struct Index {
    pub entries: Vec<Entry>,
    /// Positions in `entries` whose shape may begin with a byte.
    first: Vec<Vec<u16>>,
    /// Fewest bytes of a token that can be anything.
    pub shortest: usize,
    /// Most bytes of a token that can be anything.
    pub longest: usize,
    /// What a word or phrase beside a value speaks of.
    words: HashMap<String, Meaning>,
}

/// What a word or phrase beside a value speaks of.
#[derive(Debug, Default)]
pub struct Meaning {
    /// Positions in [`Index::entries`] of the fields it names.
    pub fields: Vec<u16>,
    /// Slugs of the providers it names.
    pub providers: Vec<&'static str>,
}

/// A shape that begins with this is compared together with what stands before the token.
pub const SCHEME: &str = "https://";

impl Index {
    /// The index, built at first use.
    pub fn get() -> &'static Self {
        static INDEX: OnceLock<Index> = OnceLock::new();
        INDEX.get_or_init(Self::build)
    }

    /// Entries that could begin with `byte`.
    pub fn beginning(&self, byte: u8) -> impl Iterator<Item = (usize, &Entry)> {
        self.first
            .get(usize::from(byte))
            .into_iter()
            .flatten()
            .filter_map(|at| self.entries.get(usize::from(*at)).map(|entry| (usize::from(*at), entry)))
    }

    /// What `phrase`, in normal form without the spaces at its ends, speaks of.
    pub fn meaning(&self, phrase: &str) -> Option<&Meaning> {
        self.words.get(phrase)
    }

    fn build() -> Self {
        let mut entries = Vec::new();
        let mut words: HashMap<String, Meaning> = HashMap::new();
        let mut meaning = |word: &str, add: &mut dyn FnMut(&mut Meaning)| {
            add(words.entry(label::normal(word).trim().to_owned()).or_default());
        };
        for provider in PROVIDERS {
            for name in provider.words {
                meaning(name, &mut |m| m.providers.push(provider.slug));
            }
            for kind in provider.kinds {
                for field in kind.fields {
                    let Some(shape) = &field.shape else { continue };
                    let Ok(at) = u16::try_from(entries.len()) else { continue };
                    for word in field.words {
                        meaning(word, &mut |m| m.fields.push(at));
                        // A word that holds a name of the provider speaks of the provider too.
                        if provider.words.iter().any(|name| word.contains(name)) {
                            meaning(word, &mut |m| m.providers.push(provider.slug));
                        }
                    }
                    entries.push(Entry { provider, kind, field, shape });
                }
            }
        }
        let may_begin = |entry: &Entry, byte: u8| {
            for part in entry.shape.parts {
                if part.holds(byte) {
                    return true;
                }
                if part.min > 0 {
                    break;
                }
            }
            false
        };
        let first = (0..=u8::MAX)
            .map(|byte| {
                let fitting = entries.iter().enumerate().filter(|(_, e)| may_begin(e, byte));
                fitting.filter_map(|(at, _)| u16::try_from(at).ok()).collect()
            })
            .collect();
        let least = |e: &Entry| {
            let extra = if e.shape.pattern.starts_with(SCHEME) { SCHEME.len() } else { 0 };
            let shortest = if e.shape.stem > 0 { e.shape.stem } else { e.shape.min };
            shortest.saturating_sub(extra)
        };
        let shortest = entries.iter().map(least).min().unwrap_or(1).max(1);
        let longest = entries.iter().map(|e| e.shape.max).max().unwrap_or(0);
        Self { entries, first, shortest, longest, words }
    }
}
