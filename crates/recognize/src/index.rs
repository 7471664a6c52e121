//! All shapes and words of the recipes, ready to be compared: equal shapes once, each with the classes of bytes it may
//! hold, so that a token is told from most of them by its length and one mask.

use crate::label;
use keyfob_recipes::{Field, Kind, PROVIDERS, Provider, Shape};
use std::collections::{HashMap, HashSet};
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

/// A shape and the fields that have it: many providers issue UUIDs.
pub struct Group {
    pub shape: &'static Shape,
    /// Classes of bytes that a value may hold; see [`classes`].
    allowed: u16,
    /// Positions in [`Index::entries`].
    pub entries: Vec<u16>,
}

impl Group {
    /// Whether a token of this length and these classes can be a value of the shape, or one without its end.
    pub fn may_be(&self, length: usize, classes: u16) -> bool {
        let least = if self.shape.stem > 0 { self.shape.stem } else { self.shape.min };
        (least..=self.shape.max).contains(&length) && classes & !self.allowed == 0
    }
}

/// The index over all recipes.
pub struct Index {
    pub entries: Vec<Entry>,
    pub groups: Vec<Group>,
    /// Fewest bytes of a token that can be anything.
    pub shortest: usize,
    /// Most bytes of a token that can be anything.
    pub longest: usize,
    /// What a word or phrase beside a value speaks of.
    words: HashMap<String, Meaning>,
    /// Last words of these phrases: most words of a text are none, and need no further look.
    last: HashSet<String>,
}

/// What a word or phrase beside a value speaks of.
#[derive(Debug, Default)]
pub struct Meaning {
    /// Positions in [`Index::entries`] of the fields it names, in order.
    pub fields: Vec<u16>,
    /// Slugs of the providers it names.
    pub providers: Vec<&'static str>,
}

/// A shape that begins with this is compared together with what stands before the token.
pub const SCHEME: &str = "https://";

/// Class of each byte: digits, a-f, g-z, A-Z, `_`, `-`, `.`, `@`, and everything else.
#[allow(clippy::as_conversions, reason = "a byte as an index, where `From` is not const yet")]
const CLASS: [u16; 256] = {
    let mut table = [1 << 8; 256];
    let sorts: [&[u8]; 8] =
        [b"0123456789", b"abcdef", b"ghijklmnopqrstuvwxyz", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"_", b"-", b".", b"@"];
    let mut sort = 0;
    while sort < sorts.len() {
        let mut at = 0;
        while at < sorts[sort].len() {
            table[sorts[sort][at] as usize] = 1 << sort;
            at += 1;
        }
        sort += 1;
    }
    table
};

/// The classes of the bytes in `value`, one bit each.
pub fn classes(value: &[u8]) -> u16 {
    value.iter().fold(0, |found, byte| found | CLASS[usize::from(*byte)])
}

impl Index {
    /// The index, built at first use.
    pub fn get() -> &'static Self {
        static INDEX: OnceLock<Index> = OnceLock::new();
        INDEX.get_or_init(Self::build)
    }

    /// Whether a phrase may end in `word`, which is in normal form.
    pub fn may_end(&self, word: &str) -> bool {
        self.last.contains(word)
    }

    /// What `phrase`, in normal form, speaks of.
    pub fn meaning(&self, phrase: &str) -> Option<&Meaning> {
        self.words.get(phrase)
    }

    fn build() -> Self {
        let mut index = Self {
            entries: Vec::new(),
            groups: Vec::new(),
            shortest: 1,
            longest: 0,
            words: HashMap::new(),
            last: HashSet::new(),
        };
        for provider in PROVIDERS {
            for name in provider.words {
                index.word(name).providers.push(provider.slug);
            }
            for (kind, field) in provider.kinds.iter().flat_map(|k| k.fields.iter().map(move |f| (k, f))) {
                let Some(shape) = &field.shape else { continue };
                let Ok(at) = u16::try_from(index.entries.len()) else { continue };
                for word in field.words {
                    let meaning = index.word(word);
                    meaning.fields.push(at);
                    // A word that holds a name of the provider speaks of the provider too.
                    if provider.words.iter().any(|name| word.contains(name)) {
                        meaning.providers.push(provider.slug);
                    }
                }
                index.entries.push(Entry { provider, kind, field, shape });
                index.group(shape, at);
            }
        }
        let least = |shape: &Shape| {
            let extra = if shape.pattern.starts_with(SCHEME) { SCHEME.len() } else { 0 };
            let shortest = if shape.stem > 0 { shape.stem } else { shape.min };
            shortest.saturating_sub(extra)
        };
        index.shortest = index.groups.iter().map(|g| least(g.shape)).min().unwrap_or(1).max(1);
        index.longest = index.groups.iter().map(|g| g.shape.max).max().unwrap_or(0);
        index
    }

    /// The meaning of a word or phrase, empty where it is new.
    fn word(&mut self, word: &str) -> &mut Meaning {
        let word = label::normal(word);
        self.last.insert(word.rsplit(' ').next().unwrap_or_default().to_owned());
        self.words.entry(word).or_default()
    }

    fn group(&mut self, shape: &'static Shape, entry: u16) {
        let known = |g: &&mut Group| g.shape.pattern == shape.pattern && g.shape.stem == shape.stem;
        if let Some(group) = self.groups.iter_mut().find(known) {
            group.entries.push(entry);
            return;
        }
        let bytes = (0..128).filter(|byte| shape.parts.iter().any(|part| part.holds(*byte)));
        let allowed = classes(&bytes.collect::<Vec<u8>>());
        self.groups.push(Group { shape, allowed, entries: vec![entry] });
    }
}
