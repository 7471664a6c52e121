//! Text and identifiers into words, and words into what they mean.
//!
//! `mc4wp[api_key]`, `apiKey`, "API-Schlüssel:" and "Clave de API" all become lists of folded words. A phrase of the
//! lexicon is kept without its spaces, so that "api key", "api_key" and "apikey" are one entry.

use std::collections::HashMap;

/// Most words of one text that are read; what follows is cut.
const MAX_WORDS: usize = 120;
/// Most words of one phrase.
const MAX_PHRASE: usize = 5;

/// The words of a text, folded: lower case, no accents, split at whatever is no letter or digit and at `aB`.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut lower = false;
    for c in text.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && lower) {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
                if words.len() == MAX_WORDS {
                    return words;
                }
            }
            if !c.is_alphanumeric() {
                lower = false;
                continue;
            }
        }
        lower = c.is_lowercase() || c.is_ascii_digit();
        for folded in c.to_lowercase() {
            fold(folded, &mut word);
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Takes the accent off a lower-case letter of the languages that forms are read in.
fn fold(c: char, into: &mut String) {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => into.push('a'),
        'ç' => into.push('c'),
        'è' | 'é' | 'ê' | 'ë' => into.push('e'),
        'ì' | 'í' | 'î' | 'ï' => into.push('i'),
        'ñ' => into.push('n'),
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => into.push('o'),
        'ù' | 'ú' | 'û' | 'ü' => into.push('u'),
        'ß' => into.push_str("ss"),
        // A combining mark after a plain letter.
        '\u{300}'..='\u{36f}' => {}
        c => into.push(c),
    }
}

/// A phrase that was found in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit<T> {
    /// What it means.
    pub(crate) means: T,
    /// Place of its first word.
    pub(crate) start: usize,
    /// Place after its last word.
    pub(crate) end: usize,
}

/// Phrases and what they mean.
pub(crate) struct Lexicon<T> {
    phrases: HashMap<String, T>,
}

impl<T: Copy> Lexicon<T> {
    /// Reads each phrase as [`words`] reads a text; the first meaning of a phrase stays.
    pub(crate) fn new<'a>(entries: impl IntoIterator<Item = (&'a str, T)>) -> Self {
        let mut phrases = HashMap::new();
        for (phrase, means) in entries {
            let key = words(phrase).concat();
            if !key.is_empty() {
                phrases.entry(key).or_insert(means);
            }
        }
        Self { phrases }
    }

    /// All phrases in a text, longest first at each place, none inside another.
    pub(crate) fn find(&self, words: &[String]) -> Vec<Hit<T>> {
        let mut hits = Vec::new();
        let mut start = 0;
        while start < words.len() {
            let longest = (1..=MAX_PHRASE.min(words.len() - start)).rev().find_map(|length| {
                let end = start + length;
                self.phrases.get(&words[start..end].concat()).map(|&means| Hit { means, start, end })
            });
            match longest {
                Some(hit) => {
                    start = hit.end;
                    hits.push(hit);
                }
                None => start += 1,
            }
        }
        hits
    }

    /// All phrases, glued, and what they mean.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = (String, T)> + '_ {
        self.phrases.iter().map(|(phrase, means)| (phrase.clone(), *means))
    }

    /// What a single glued word means.
    pub(crate) fn get(&self, word: &str) -> Option<T> {
        self.phrases.get(word).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_and_labels_become_the_same_words() {
        assert_eq!(words("mc4wp[api_key]"), ["mc4wp", "api", "key"]);
        assert_eq!(words("apiKey"), ["api", "key"]);
        assert_eq!(words("API-Schlüssel:"), ["api", "schlussel"]);
        assert_eq!(words("  Clé d’API "), ["cle", "d", "api"]);
        assert_eq!(words("hCaptcha"), ["h", "captcha"]);
    }

    #[test]
    fn the_longest_phrase_wins() {
        let lexicon = Lexicon::new([("secret", 1), ("client secret", 2), ("webhook client secret", 3)]);
        let hits = lexicon.find(&words("Client Secret and secret"));
        assert_eq!(hits.iter().map(|hit| hit.means).collect::<Vec<_>>(), [2, 1]);
    }
}
