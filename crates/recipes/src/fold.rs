//! Folding of words for comparison: what a person would call the same label is the same text afterwards.

/// `text` in lower case, without accents, ellipses and edge punctuation, with single spaces.
///
/// `"  Créer une clé…  "` becomes `"creer une cle"`. Covers the letters of Western and Central European languages;
/// other scripts are only lower-cased.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            push(&mut out, c.to_ascii_lowercase());
        } else {
            for lower in c.to_lowercase() {
                match plain(lower) {
                    Some(letters) => letters.chars().for_each(|l| push(&mut out, l)),
                    None => push(&mut out, lower),
                }
            }
        }
    }
    let end = out.trim_end_matches(|c: char| edge(c)).len();
    out.truncate(end);
    out
}

/// Appends `c`; runs of white space become one space, and nothing that is only decoration starts the text.
fn push(out: &mut String, c: char) {
    let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
    if (out.is_empty() && edge(c)) || (c == ' ' && out.ends_with(' ')) {
        return;
    }
    out.push(c);
}

/// Decoration at the edges of a label: `+ New`, `Name:`, `Name *`, `Save…`, `Next ›`.
fn edge(c: char) -> bool {
    c == ' '
        || matches!(
            c,
            '.' | ':'
                | '*'
                | '+'
                | '›'
                | '»'
                | '«'
                | '‹'
                | '→'
                | '▾'
                | '▼'
                | '✓'
                | ','
                | ';'
                | '!'
                | '?'
                | '¿'
                | '¡'
                | '>'
                | '<'
                | '"'
                | '\''
                | '('
                | ')'
        )
}

/// The plain letters of an accented one; an empty string for marks that carry no letter.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => "o",
        'œ' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        '’' | '‘' | 'ʼ' => "'",
        '“' | '”' => "\"",
        '–' | '—' | '‑' => "-",
        '…' | '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\u{300}'..='\u{36f}' => "",
        _ => return None,
    })
}
