//! The ways in which a text may stand in a file.

use std::fmt::Write as _;

use base64ct::{Base64Unpadded, Encoding};

/// How a value was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// As it is.
    Utf8,
    /// Two bytes a letter, as session files and form history may.
    Utf16Le,
    /// Base64 with either alphabet, starting at any of its three alignments.
    Base64,
    /// With `%XX`, as in an address or a posted form.
    Percent,
    /// With backslashes, as in JSON.
    Json,
    /// Two hex digits a byte, of either case.
    Hex,
}

/// Base64 fragments shorter than this would be found by chance.
const SHORTEST_FRAGMENT: usize = 6;

/// Every way to write a value, each once.
pub(super) fn written(value: &str) -> Vec<(Form, Vec<u8>)> {
    let bytes = value.as_bytes();
    let mut all = vec![
        (Form::Utf8, bytes.to_vec()),
        (Form::Utf16Le, value.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        (Form::Hex, hex(bytes, false)),
        (Form::Hex, hex(bytes, true)),
        (Form::Percent, percent(bytes, true)),
        (Form::Percent, percent(bytes, false)),
        (Form::Json, serde_json::Value::from(value).to_string().trim_matches('"').as_bytes().to_vec()),
    ];
    for shift in 0..3 {
        let fragment = base64(bytes, shift);
        if fragment.len() >= SHORTEST_FRAGMENT {
            let url = fragment.replace('+', "-").replace('/', "_");
            all.extend([(Form::Base64, fragment.into_bytes()), (Form::Base64, url.into_bytes())]);
        }
    }
    let mut kept: Vec<(Form, Vec<u8>)> = Vec::new();
    for (form, pattern) in all {
        if !kept.iter().any(|(_, known)| *known == pattern) {
            kept.push((form, pattern));
        }
    }
    kept
}

/// The Base64 letters that depend on the value alone when `shift` other bytes stand before it in its group.
fn base64(bytes: &[u8], shift: usize) -> String {
    let mut shifted = vec![0; shift];
    shifted.extend_from_slice(bytes);
    let whole = Base64Unpadded::encode_string(&shifted);
    let (first, last) = ((shift * 8).div_ceil(6), shifted.len() * 8 / 6);
    whole.get(first..last).unwrap_or_default().to_owned()
}

fn hex(bytes: &[u8], upper: bool) -> Vec<u8> {
    let mut text = String::new();
    for byte in bytes {
        let _ = if upper { write!(text, "{byte:02X}") } else { write!(text, "{byte:02x}") };
    }
    text.into_bytes()
}

/// RFC 3986, section 2.1; the letters of section 2.3 stay. With `plus`, a space becomes `+` as forms write it.
fn percent(bytes: &[u8], plus: bool) -> Vec<u8> {
    let mut text = String::new();
    for byte in bytes {
        let _ = match byte {
            b' ' if plus => write!(text, "+"),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                write!(text, "{}", char::from(*byte))
            }
            _ => write!(text, "%{byte:02X}"),
        };
    }
    text.into_bytes()
}
