//! Invented values from placeholders, so that no file in the repository holds a string that looks like a secret.
//!
//! `{hex:32}-us21` becomes 32 hexadecimal digits and `-us21`. Names: `hex`, `digit`, `lower` (a-z0-9), `alnum`,
//! `url` (A-Za-z0-9_-).

/// Fills in the placeholders of `text`; the same text gives the same value. The error says what is not understood.
pub fn expand(text: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, tail) = rest.split_at(open);
        out.push_str(before);
        let Some(close) = tail.find('}') else { return Err(format!("`{text}`: `{{` without `}}`")) };
        let inside = tail.get(1..close).unwrap_or_default();
        let (name, count) = inside.split_once(':').ok_or_else(|| format!("`{{{inside}}}`: write {{hex:32}}"))?;
        let count: usize = count.parse().map_err(|_| format!("`{{{inside}}}`: the count is not a number"))?;
        let letters: &[u8] = match name {
            "hex" => b"3e7a91c5d0f2b684",
            "digit" => b"3071942865",
            "lower" => b"q7w2e9r4t1y6u3i8o5p0asdfgh",
            "alnum" => b"Q7w2E9r4T1y6U3i8O5p0AsDfGh",
            "url" => b"Q7w2E9r4_T1y6U3-i8O5p0AsDf",
            _ => return Err(format!("`{{{inside}}}`: known are hex, digit, lower, alnum and url")),
        };
        // A stride that is coprime to every alphabet here varies the value without repeating a short period.
        out.extend((0..count).filter_map(|i| letters.get((i * 7 + i / 16) % letters.len()).map(|b| char::from(*b))));
        rest = tail.get(close + 1..).unwrap_or_default();
    }
    out.push_str(rest);
    Ok(out)
}
