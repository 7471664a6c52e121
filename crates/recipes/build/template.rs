//! Cuts an address, a header or a body into words and placeholders: `{api_key}` is the value of a field,
//! `{api_key.region}` the region in it. Any other brace is a brace, so that JSON needs no escapes.

/// Mirrors `keyfob_recipes::Piece`.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    Value(String),
    Region(String),
}

/// The pieces of `text`, in order.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut words = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, tail) = rest.split_at(open);
        words.push_str(before);
        match placeholder(tail) {
            Some((piece, after)) => {
                if !words.is_empty() {
                    out.push(Piece::Text(std::mem::take(&mut words)));
                }
                out.push(piece);
                rest = after;
            }
            None => {
                words.push('{');
                rest = tail.get(1..).unwrap_or_default();
            }
        }
    }
    words.push_str(rest);
    if !words.is_empty() {
        out.push(Piece::Text(words));
    }
    out
}

fn placeholder(text: &str) -> Option<(Piece, &str)> {
    let (inside, after) = text.strip_prefix('{')?.split_once('}')?;
    let (name, region) = inside.strip_suffix(".region").map_or((inside, false), |name| (name, true));
    let word = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let piece = if region { Piece::Region } else { Piece::Value };
    word.then(|| (piece(name.to_owned()), after))
}
