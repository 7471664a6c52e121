//! Words beside a value. A text is read forwards, each byte at most once however many values stand in it; what was said
//! shortly before a value is its label.

use crate::index::{Index, Meaning};
use keyfob_recipes::fold;
use std::collections::VecDeque;

/// Most bytes before a value that are read as its label.
const REACH: usize = 240;
/// Most words of the longest phrase that is looked up: `google recaptcha secret key`.
const PHRASE: usize = 4;
/// A field's name stands among this many words before its value.
const NEAR: usize = 14;

/// What the words beside a value say.
#[derive(Debug, Default)]
pub struct Reading {
    /// Providers that are named, by slug.
    pub providers: Vec<&'static str>,
    /// What is said of fields nearest to the value.
    nearest: Option<&'static Meaning>,
}

impl Reading {
    /// Whether the field at `entry` is named, and none nearer to the value.
    pub fn names(&self, entry: u16) -> bool {
        self.nearest.is_some_and(|meaning| meaning.fields.binary_search(&entry).is_ok())
    }

    /// Whether some field is named, so that a field that is not is contradicted.
    pub fn names_any(&self) -> bool {
        self.nearest.is_some()
    }

    fn add(&mut self, mention: &Mention, words: usize) {
        for provider in &mention.meaning.providers {
            if !self.providers.contains(provider) {
                self.providers.push(provider);
            }
        }
        if !mention.meaning.fields.is_empty() && words.saturating_sub(mention.word) < NEAR {
            self.nearest = Some(mention.meaning);
        }
    }
}

/// A phrase that speaks of a provider or a field.
#[derive(Debug)]
struct Mention {
    /// First byte of its last word.
    at: usize,
    /// Number of that word.
    word: usize,
    meaning: &'static Meaning,
}

/// Reads the words of one text, forwards.
pub struct Reader {
    index: &'static Index,
    /// Where reading goes on.
    at: usize,
    /// Words that were read so far.
    words: usize,
    /// First byte of each word that is in reach, and the mentions among them, in order.
    starts: VecDeque<usize>,
    mentions: VecDeque<Mention>,
    /// The last words with one space between them, and where in it each begins.
    recent: String,
    begins: Vec<usize>,
    /// What the context's label says, and how many words it has.
    label: (Vec<Mention>, usize),
}

impl Reader {
    /// A reader of a text beside which `label` stands.
    pub fn new(label: &str, index: &'static Index) -> Self {
        let mut reader = Self {
            index,
            at: 0,
            words: 0,
            starts: VecDeque::new(),
            mentions: VecDeque::new(),
            recent: String::new(),
            begins: Vec::with_capacity(PHRASE),
            label: (Vec::new(), 0),
        };
        reader.read(label, 0, label.len());
        reader.label = (reader.mentions.drain(..).collect(), reader.words);
        reader.restart(0);
        reader
    }

    /// What is said before byte `start` of `text`, and by the context's label. Calls for one text go forwards; `steps`
    /// counts the bytes that were looked at.
    pub fn before(&mut self, text: &str, start: usize, steps: &mut u64) -> Reading {
        let from = start.saturating_sub(REACH);
        if from > self.at {
            self.restart(from);
        }
        let end = start.max(self.at);
        *steps += u64::try_from(end - self.at).unwrap_or(u64::MAX);
        self.read(text, self.at, end);
        while self.starts.front().is_some_and(|at| *at < from) {
            self.starts.pop_front();
        }
        while self.mentions.front().is_some_and(|mention| mention.at < from) {
            self.mentions.pop_front();
        }
        let mut reading = Reading::default();
        for mention in &self.label.0 {
            reading.add(mention, self.label.1 + self.starts.len());
        }
        for mention in &self.mentions {
            reading.add(mention, self.words);
        }
        *steps += u64::try_from(self.mentions.len()).unwrap_or(u64::MAX);
        reading
    }

    /// Forgets what was read and goes on at `at`.
    fn restart(&mut self, at: usize) {
        self.at = at;
        self.words = 0;
        self.starts.clear();
        self.mentions.clear();
        self.recent.clear();
        self.begins.clear();
    }

    /// Reads the words between two bytes; the first may lie inside a character.
    fn read(&mut self, text: &str, from: usize, to: usize) {
        let mut from = from;
        while !text.is_char_boundary(from) {
            from += 1;
        }
        self.at = to;
        let mut word = String::new();
        let mut first = from;
        for (offset, c) in text.get(from..to).unwrap_or_default().char_indices() {
            match kind_of(c) {
                Sort::Letter => {
                    if word.is_empty() {
                        first = from + offset;
                    }
                    push(c, &mut word);
                }
                Sort::Mark => {}
                Sort::Gap => self.end(&mut word, first),
            }
        }
        self.end(&mut word, first);
    }

    /// A word that begins at `first` ends: what it and those before it speak of is noted.
    fn end(&mut self, word: &mut String, first: usize) {
        if word.is_empty() {
            return;
        }
        self.words += 1;
        self.starts.push_back(first);
        if self.begins.len() == PHRASE {
            self.begins.remove(0);
            let cut = self.begins.first().copied().unwrap_or_default();
            self.recent.drain(..cut);
            self.begins.iter_mut().for_each(|begin| *begin -= cut);
        }
        if !self.recent.is_empty() {
            self.recent.push(' ');
        }
        self.begins.push(self.recent.len());
        self.recent.push_str(word);
        if self.index.may_end(word) {
            // From the shortest phrase to the longest, so that the longest is the last that is noted.
            for begin in self.begins.iter().rev() {
                if let Some(meaning) = self.recent.get(*begin..).and_then(|phrase| self.index.meaning(phrase)) {
                    self.mentions.push_back(Mention { at: first, word: self.words, meaning });
                }
            }
        }
        word.clear();
    }
}

/// What a character is to a word.
enum Sort {
    /// A letter or a digit.
    Letter,
    /// Something that leaves no trace: accents of their own, soft hyphens, characters without width.
    Mark,
    /// Everything else parts words.
    Gap,
}

fn kind_of(c: char) -> Sort {
    match c {
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{300}'..='\u{36f}' => Sort::Mark,
        c if c.is_alphanumeric() => Sort::Letter,
        _ => Sort::Gap,
    }
}

/// Appends a letter in lower case and without its accent.
fn push(c: char, word: &mut String) {
    if c.is_ascii() {
        word.push(c.to_ascii_lowercase());
    } else {
        word.push_str(&fold(c.encode_utf8(&mut [0; 4])));
    }
}

/// `text` as the words that a reader sees, with one space between them:
/// `MAILCHIMP_API_KEY=` and `"Mailchimp API key:"` become the same words.
pub fn normal(text: &str) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in text.chars() {
        match kind_of(c) {
            Sort::Letter => {
                if gap && !out.is_empty() {
                    out.push(' ');
                }
                gap = false;
                push(c, &mut out);
            }
            Sort::Mark => {}
            Sort::Gap => gap = true,
        }
    }
    out
}
