//! `keyfob recognize`: what stands where in a text. The values themselves are not printed.

use crate::{Failure, input};
use keyfob_recognize::{Context, host_of};
use serde::Serialize;

/// Most bytes of a text.
const LIMIT: u64 = 256 << 20;

/// One line of the answer.
#[derive(Serialize)]
struct Line {
    provider: &'static str,
    kind: &'static str,
    field: &'static str,
    start: usize,
    end: usize,
    confidence: f64,
}

/// Runs the command.
pub(crate) fn run(url: Option<&str>) -> Result<(), Failure> {
    let text = text(input::read(LIMIT)?);
    let host = url.and_then(host_of);
    let context = Context { host: host.as_deref(), label: "" };
    let found = keyfob_recognize::recognize(&text, &context);
    input::write(|out| {
        for one in found {
            let line = Line {
                provider: one.provider,
                kind: one.kind,
                field: one.field,
                start: one.start,
                end: one.end,
                confidence: f64::from(one.confidence) / 100.0,
            };
            serde_json::to_writer(&mut *out, &line)?;
            writeln!(out)?;
        }
        Ok(())
    })
}

/// The input as text in which every byte keeps its place: what is no UTF-8 becomes a question mark a byte.
fn text(bytes: Vec<u8>) -> String {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return text,
        Err(error) => error.into_bytes(),
    };
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn bytes_that_are_no_text_keep_their_places() {
        assert_eq!(text(b"a\xff\xfe\xc3\xa4\xe2\x82b".to_vec()), "a??\u{e4}??b");
    }
}
