//! Every word a surface says, looked up in the message files.

use crate::browser::message;
use keyfob_protocol::ui::{CLIPBOARD_SECONDS, Problem, Reason};

/// A message without arguments. A missing one shows its key, so that it is noticed.
pub fn t(key: &str) -> String {
    with(key, &[])
}

/// A message with arguments.
pub fn with(key: &str, args: &[&str]) -> String {
    let found = message(key, args);
    if found.is_empty() { key.to_owned() } else { found }
}

/// `<key>_one` or `<key>_other` with the number put in as `$1`.
pub fn count(key: &str, number: usize) -> String {
    let form = if number == 1 { "one" } else { "other" };
    with(&format!("{key}_{form}"), &[&number.to_string()])
}

/// What becomes of the clipboard after a copy.
pub fn clipboard() -> String {
    with("clipboard", &[&CLIPBOARD_SECONDS.to_string()])
}

/// The sentence of a code, with arguments. Message names hold no hyphens; a code without a sentence of its own gets
/// its family's general one.
pub fn of_code(family: &str, code: &str, args: &[&str]) -> String {
    let found = message(&format!("{family}_{}", code.replace('-', "_")), args);
    if found.is_empty() { with(&format!("{family}_other"), &[code]) } else { found }
}

/// What a problem means and what to do next.
pub fn problem(problem: &Problem) -> String {
    // A passphrase can be weak in more than one way, and each has its own advice.
    if let ("weak-passphrase", Some(way)) = (problem.code.as_str(), problem.args.first()) {
        let args: Vec<&str> = problem.args.iter().map(String::as_str).collect();
        let found = message(&format!("problem_weak_passphrase_{way}"), &args);
        if !found.is_empty() {
            return found;
        }
    }
    coded("problem", &problem.code, &problem.args)
}

/// The short name of a problem, as a heading; empty where the sentence says it all.
pub fn problem_title(problem: &Problem) -> String {
    message(&format!("title_{}", problem.code.replace('-', "_")), &[])
}

/// Why something is as it is. Some words of a reason come in English; which, their codes tell.
pub fn reason(reason: &Reason) -> String {
    let plain = match reason.code.as_str() {
        "ask_pair" | "ask_single" | "unsure" | "no_provider" | "several_providers" => Some(0),
        "fill_label" | "fill_name" => Some(2),
        _ => None,
    };
    let said = |(at, arg): (usize, &String)| {
        if plain == Some(at) { arg.split(" + ").map(plain_word).collect::<Vec<_>>().join(" + ") } else { arg.clone() }
    };
    let args: Vec<String> = reason.args.iter().enumerate().map(said).collect();
    coded("why", &reason.code, &args)
}

/// "access token", "in the same label": in the person's language where it is known.
fn plain_word(english: &str) -> String {
    let letter = |one: char| if one.is_ascii_alphanumeric() { one.to_ascii_lowercase() } else { '_' };
    let found = message(&format!("word_{}", english.chars().map(letter).collect::<String>()), &[]);
    if found.is_empty() { english.to_owned() } else { found }
}

fn coded(family: &str, code: &str, args: &[String]) -> String {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    of_code(family, code, &args)
}

/// The host of an origin or address, as people read it; the text itself where it has none.
pub fn host(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest).to_owned()
}

/// The address of a page on a site. What is noted of a page is its path, or the whole of it.
pub fn page(site: &str, page: &str) -> String {
    if page.starts_with('/') {
        format!("{site}{page}")
    } else if page.starts_with(site) {
        page.to_owned()
    } else {
        site.to_owned()
    }
}

/// A match pattern as people read it: `https://*.mailchimp.com/*` is `*.mailchimp.com`.
pub fn pattern(pattern: &str) -> String {
    host(pattern)
}
