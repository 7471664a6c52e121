//! Text and identifiers into words, and words into what they mean.
//!
//! `mc4wp[api_key]`, `apiKey`, "API-Schlüssel:" and "Clave de API" all become lists of folded words. A phrase of the
//! lexicon is kept without its spaces, so that "api key", "api_key" and "apikey" are one entry.

use std::collections::HashMap;

/// Most words of one text that are read; what follows is cut.
const MAX_WORDS: usize = 120;
/// Most words of one phrase.
const MAX_PHRASE: usize = 5;

/// Scripts that a word does not cross. Japanese writes no spaces, but changes the script where a word of ours ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Letters,
    Kanji,
    Hiragana,
    Katakana,
}

fn script(c: char) -> Script {
    match c {
        '\u{3040}'..='\u{309f}' => Script::Hiragana,
        '\u{30a0}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' => Script::Katakana,
        '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => Script::Kanji,
        _ => Script::Letters,
    }
}

/// The words of a text, folded: lower case, no accents, split at whatever is no letter or digit, at `aB`, and where the
/// script changes.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut lower = false;
    let mut last = Script::Letters;
    for c in text.chars() {
        let other = c.is_alphanumeric() && std::mem::replace(&mut last, script(c)) != script(c);
        if !c.is_alphanumeric() || other || (c.is_uppercase() && lower) {
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
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ą' => into.push('a'),
        'ç' | 'ć' | 'č' => into.push('c'),
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => into.push('e'),
        'ì' | 'í' | 'î' | 'ï' => into.push('i'),
        'ł' => into.push('l'),
        'ñ' | 'ń' | 'ň' => into.push('n'),
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' => into.push('o'),
        'ř' => into.push('r'),
        'ś' | 'š' => into.push('s'),
        'ù' | 'ú' | 'û' | 'ü' | 'ů' | 'ű' => into.push('u'),
        'ý' => into.push('y'),
        'ź' | 'ż' | 'ž' => into.push('z'),
        'ß' => into.push_str("ss"),
        'œ' => into.push_str("oe"),
        'æ' => into.push_str("ae"),
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
        assert_eq!(words("Żródło łącza"), ["zrodlo", "lacza"]);
        assert_eq!(words("APIキーを入力"), ["api", "キー", "を", "入力"]);
        assert_eq!(words("API キー"), ["api", "キー"]);
    }

    #[test]
    fn the_longest_phrase_wins() {
        let lexicon = Lexicon::new([("secret", 1), ("client secret", 2), ("webhook client secret", 3)]);
        let hits = lexicon.find(&words("Client Secret and secret"));
        assert_eq!(hits.iter().map(|hit| hit.means).collect::<Vec<_>>(), [2, 1]);
    }
}
