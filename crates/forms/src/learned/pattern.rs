//! Names of controls with the parts that change from site to site taken out.

/// Stands for a part that looks generated.
const ANY: char = '*';

/// Words that name no field by themselves.
const PLAIN: &[&str] = &[
    "field", "fields", "input", "text", "control", "form", "mui", "react", "select", "ember", "ext", "el", "id", "acf",
    "widget", "item", "row", "option", "options",
];

/// A run of letters and digits, or what stands between two of them.
fn pieces(name: &str) -> Vec<(bool, &str)> {
    let mut pieces = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let word = first.is_alphanumeric();
        let end = rest.find(|c: char| c.is_alphanumeric() != word).unwrap_or(rest.len());
        let (piece, tail) = rest.split_at(end);
        pieces.push((word, piece));
        rest = tail;
    }
    pieces
}

/// A name with its generated parts replaced by `*`.
pub(super) fn pattern(name: &str) -> String {
    let pieces = pieces(name);
    // What `useId` of React makes is nothing but generated: `:r1a:`, `«r1a»`, `_r_1a_`.
    let made = [(":r", ":"), ("«r", "»"), ("_r_", "_")].iter().any(|(start, end)| {
        name.strip_prefix(start).and_then(|rest| rest.strip_suffix(end)).is_some_and(|id| id.len() < 5)
    });
    let mut pattern = String::with_capacity(name.len());
    for (place, (word, piece)) in pieces.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|at| pieces.get(at)).is_some_and(|(_, piece)| piece.ends_with('['));
        let named_after = pieces.iter().skip(place + 1).any(|(_, piece)| piece.chars().any(char::is_alphabetic));
        if *word && (made || is_generated(piece) || (is_number(piece) && before && named_after)) {
            pattern.push(ANY);
        } else {
            pattern.push_str(piece);
        }
    }
    pattern
}

fn is_number(piece: &str) -> bool {
    piece.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a part of a name is of the sort that a program makes up: long numbers, hexadecimal digests, random ids.
pub(super) fn is_generated(piece: &str) -> bool {
    let digits = piece.bytes().filter(u8::is_ascii_digit).count();
    let letters = piece.chars().filter(|c| c.is_alphabetic()).count();
    let hex = piece.bytes().all(|byte| byte.is_ascii_hexdigit());
    let turns = piece.as_bytes().windows(2).filter(|two| match two {
        [a, b] => a.is_ascii_digit() != b.is_ascii_digit(),
        _ => false,
    });
    match piece.len() {
        0..=2 => false,
        3 => letters == 0,
        4..=9 => letters == 0 || (hex && digits > 0 && letters > 0),
        _ => letters == 0 || (digits > 1 && (hex || turns.count() > 2)),
    }
}

/// Whether a pattern names a field at all, with its generated parts taken out.
pub(super) fn is_stable(pattern: &str) -> bool {
    let says = |word: &str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        letters > 1 && !PLAIN.contains(&word.to_lowercase().as_str())
    };
    let mut words = pieces(pattern).into_iter().filter(|(word, _)| *word).map(|(_, piece)| piece);
    if pattern.contains(ANY) { words.any(says) } else { words.next().is_some() }
}

/// Whether a name is one that a pattern stands for: `*` is a run of letters and digits.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let Some((before, after)) = pattern.split_once(ANY) else { return pattern == name };
    let Some(rest) = name.strip_prefix(before) else { return false };
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    end > 0 && matches(after, rest.get(end..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_made_up_is_taken_out_and_nothing_else() {
        for (name, expected) in [
            ("mc4wp[api_key]", "mc4wp[api_key]"),
            ("widget-newsletter[3][api_key]", "widget-newsletter[*][api_key]"),
            ("opts[1]", "opts[1]"),
            ("address_2", "address_2"),
            ("oauth2_v3_key", "oauth2_v3_key"),
            ("acf[field_5f3c8d2e1a7b4]", "acf[field_*]"),
            ("key-3f2504e0-4f89-41d3-9a0c-0305e82c3301", "key-*-*-*-*-*"),
            ("post_10482_token", "post_*_token"),
            ("x7Kq2Lm9Pz4_secret", "*_secret"),
            (":r1a:", ":*:"),
            ("_r_1_", "_*_*_"),
            ("_wp_key_", "_wp_key_"),
            ("facebook_decade", "facebook_decade"),
            ("", ""),
        ] {
            assert_eq!(pattern(name), expected, "{name}");
            assert!(matches(&pattern(name), name), "{name}");
        }
    }

    #[test]
    fn only_a_name_that_says_something_is_one_to_go_by() {
        for stable in ["api_key", "widget-x1[*][api_key]", "opts[1]", "*_secret", "field_7"] {
            assert!(is_stable(stable), "{stable}");
        }
        for bare in ["", "*", ":*:", "_*_*_", "acf[field_*]", "mui-*", "input-*-*"] {
            assert!(!is_stable(bare), "{bare}");
        }
    }

    #[test]
    fn a_wildcard_is_one_run_of_letters_and_digits() {
        assert!(matches("a[*][key]", "a[12][key]"));
        for other in ["a[][key]", "a[1_2][key]", "a[12][key2]", "b[12][key]", "a[12]"] {
            assert!(!matches("a[*][key]", other), "{other}");
        }
    }
}
