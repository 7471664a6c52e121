//! Environment files: `NAME=value` lines as `docker`, `foreman` and the dotenv libraries read them. `export` before a
//! name, comments, single quotes (as they are), double quotes (with `\n`, `\"`, `\\`, over several lines).
//!
//! Values that refer to others (`$NAME`) are skipped by name: what they would be put together to depends on a machine
//! that is not here. The dotenv crates put them together from this process's own environment and name no lines.

use zeroize::Zeroizing;

use crate::document::{ordinal, short};
use crate::{DocumentSecret, ExchangeError, Foreign, Format, Item, Place, SkipReason, Skipped, limits};

/// Lines that are looked at to tell an environment file.
const SAMPLE: usize = 50;

/// Whether every line of the beginning is blank, a comment or an assignment, and one at least an assignment.
pub fn detect(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let assigns = |line: &str| line.split_once('=').is_some_and(|(name, _)| is_name(bare(name)));
    // A quoted value may go on over lines that look like nothing, so only the first must be an assignment.
    lines.next().is_some_and(assigns) && lines.take(SAMPLE).all(|line| assigns(line) || text.contains(['"', '\'']))
}

/// The variables of a file.
pub fn items(text: &str) -> Result<Foreign, ExchangeError> {
    let mut foreign = Foreign { format: Format::Env, items: Vec::new(), skipped: Vec::new() };
    let mut lines = text.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        let place = Place::Line(ordinal(index));
        let line = line.trim_start();
        if line.trim_end().is_empty() || line.starts_with('#') {
            continue;
        }
        if foreign.items.len() + foreign.skipped.len() >= limits::ENTRIES {
            return Err(ExchangeError::TooMany { limit: limits::ENTRIES });
        }
        let (name, rest) = line.split_once('=').ok_or(ExchangeError::Assignment(place))?;
        let name = bare(name);
        if !is_name(name) {
            return Err(ExchangeError::Assignment(place));
        }
        let value = match value(rest, &mut lines.by_ref().map(|(_, line)| line), place)? {
            Some(mut value) => DocumentSecret::new(core::mem::take(&mut *value)),
            None => {
                foreign.skipped.push(Skipped { place, title: name.to_owned(), reason: SkipReason::Reference });
                continue;
            }
        };
        let values = vec![(name.to_owned(), value)];
        let item = Item { place, title: name.to_owned(), url: None, username: None, values, notes: None };
        match super::item(item)? {
            Ok(item) => foreign.items.push(item),
            Err(skipped) => foreign.skipped.push(skipped),
        }
    }
    Ok(foreign)
}

/// The value that begins with `first` and may go on in `more`; nothing for one that refers to others.
fn value<'a>(
    first: &'a str,
    more: &mut dyn Iterator<Item = &'a str>,
    place: Place,
) -> Result<Option<Zeroizing<String>>, ExchangeError> {
    let first = first.trim_start();
    let quote = match first.chars().next() {
        Some(quote @ ('"' | '\'')) => quote,
        _ => {
            let end = first.find(" #").or_else(|| first.find("\t#")).unwrap_or(first.len());
            let text = first.get(..end).unwrap_or(first).trim_end();
            return Ok((!refers(text)).then(|| Zeroizing::new(text.to_owned())));
        }
    };
    let mut out = Zeroizing::new(String::new());
    let mut reference = false;
    let mut line = first.get(1..).unwrap_or_default();
    loop {
        let mut letters = line.char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                _ if letter == quote => {
                    let rest = line.get(at + 1..).unwrap_or_default().trim();
                    if !rest.is_empty() && !rest.starts_with('#') {
                        return Err(ExchangeError::Assignment(place));
                    }
                    return Ok((!reference).then_some(out));
                }
                '\\' if quote == '"' => match letters.next() {
                    Some((_, 'n')) => out.push('\n'),
                    Some((_, 'r')) => out.push('\r'),
                    Some((_, 't')) => out.push('\t'),
                    Some((_, other)) => out.push(other),
                    None => out.push('\\'),
                },
                _ => {
                    reference |= quote == '"' && letter == '$' && refers(line.get(at..).unwrap_or_default());
                    out.push(letter);
                }
            }
        }
        out.push('\n');
        short(&out, place)?;
        line = more.next().ok_or(ExchangeError::Unclosed(place))?;
    }
}

/// A name without `export` before it.
fn bare(name: &str) -> &str {
    let name = name.trim();
    name.strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t'])).map_or(name, str::trim)
}

/// Letters, digits, underscores, and what some tools allow besides: dots and hyphens.
fn is_name(name: &str) -> bool {
    let rest = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-');
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.bytes().all(rest)
}

/// Whether a text holds `$NAME`, `${NAME}` or `$(command)`. A dollar sign before anything else is a letter like others.
fn refers(text: &str) -> bool {
    let begins = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '{' | '(');
    text.match_indices('$').any(|(at, _)| text.get(at + 1..).is_some_and(|rest| rest.starts_with(begins)))
}
