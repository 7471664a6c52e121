//! Cuts a text into tokens. One pass; most bytes of ordinary text are never looked at, since a token shorter than
//! the shortest shape cannot be anything.

use crate::Found;
use crate::index::SCHEME;
use crate::rank::Ranker;
use std::ops::Range;

/// Mask characters of more than one byte, as UTF-8: bullets, circles, the middle dot and the ellipsis.
const MASKS: [char; 7] = ['•', '●', '∙', '·', '⁎', '＊', '…'];

/// Whether a value may hold this byte; everything else ends a token.
fn is_token(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b'@')
}

/// Every find in `text`, in order.
pub fn text(text: &str, ranker: &mut Ranker<'_>) -> Vec<Found> {
    let mut out = Vec::new();
    tokens(text, ranker, false, &mut out);
    out
}

/// Every find in one candidate text: the whole first, then a mask, then its tokens.
pub fn candidate(text: &str, ranker: &mut Ranker<'_>) -> Vec<Found> {
    let mut out = Vec::new();
    let whole = text.trim();
    let start = text.len() - text.trim_start().len();
    let at = start..start + whole.len();
    if let Some(plain) = mask(whole) {
        ranker.masked(at, plain, &mut out);
    } else if !ranker.judge(text, at, true, &mut out) {
        tokens(text, ranker, true, &mut out);
    }
    out
}

/// Goes through the tokens that are long enough. Invariant: a token that covers `at` begins at `at` or later.
fn tokens(text: &str, ranker: &mut Ranker<'_>, alone: bool, out: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let shortest = ranker.index.shortest;
    let holds = |at: usize| bytes.get(at).is_some_and(|b| is_token(*b));
    let mut at = 0;
    while at + shortest <= bytes.len() {
        // A token that begins here or before the probe and is long enough covers the probe.
        let probe = at + shortest - 1;
        ranker.steps += 1;
        if !holds(probe) {
            at = probe + 1;
            continue;
        }
        let mut start = probe;
        while start > at && holds(start - 1) {
            start -= 1;
        }
        let mut end = probe + 1;
        while holds(end) {
            end += 1;
        }
        ranker.steps += u64::try_from(end - start).unwrap_or(u64::MAX);
        if end - start >= shortest {
            token(text, start..end, ranker, alone, out);
        }
        at = end + 1;
    }
}

/// Tries one token: with `https://` before it, without the punctuation of a sentence, without dashes at its ends.
fn token(text: &str, at: Range<usize>, ranker: &mut Ranker<'_>, alone: bool, out: &mut Vec<Found>) {
    if at.len() > ranker.index.longest + 16 || beside_mask(text, &at) {
        return;
    }
    let at = trimmed(text, at, &['.', '@']);
    let mut attempt = |at: Range<usize>| ranker.judge(text, at, alone, out);
    let lead = at.start.saturating_sub(SCHEME.len());
    if text.get(lead..at.start) == Some(SCHEME) && attempt(lead..at.end) {
        return;
    }
    if !attempt(at.clone()) {
        let bare = trimmed(text, at.clone(), &['.', '@', '-', '_']);
        if bare != at {
            attempt(bare);
        }
    }
}

/// `at` without the characters of `edges` at its ends; they are ASCII.
fn trimmed(text: &str, at: Range<usize>, edges: &[char]) -> Range<usize> {
    let token = text.get(at.clone()).unwrap_or_default();
    let end = at.start + token.trim_end_matches(edges).len();
    let start = at.end - token.trim_start_matches(edges).len();
    start.min(end)..end
}

/// Whether a mask touches the token: then it is a part of what the page hides, not a value.
fn beside_mask(text: &str, at: &Range<usize>) -> bool {
    let is_mask = |c: char| c == '*' || MASKS.contains(&c);
    let before = text.get(..at.start).and_then(|t| t.chars().next_back());
    let after = text.get(at.end..).and_then(|t| t.chars().next());
    before.is_some_and(is_mask) || after.is_some_and(is_mask)
}

/// Whether `text` is a value behind a mask. `Some(true)`: a run of asterisks or bullets; `Some(false)`: only an
/// ellipsis, which ends ordinary words too.
fn mask(text: &str) -> Option<bool> {
    if text.is_empty() || text.len() > 400 || text.contains(char::is_whitespace) {
        return None;
    }
    let covers = |c: char| c == '*' || (MASKS.contains(&c) && c != '…');
    if !text.chars().all(|c| covers(c) || c == '…' || u8::try_from(c).is_ok_and(is_token)) {
        return None;
    }
    let (mut run, mut longest) = (0, 0);
    for c in text.chars() {
        run = if covers(c) { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    if longest >= 3 { Some(true) } else { (text.contains('…') || text.contains("...")).then_some(false) }
}
