//! Pages of portals, written in a line each, for the tests of the guides.

#![allow(dead_code, reason = "each test takes what it needs")]

use keyfob_recipes::guide::{Located, Mark, Page, locate};
use keyfob_recipes::{Kind, Role, kind};

/// A kind by its id.
pub fn the(id: &str) -> &'static Kind {
    kind(id).expect("a known kind").1
}

/// A landmark from a line: `button Generate Key`, `field- Name` (filled), `option Rotating`, `!` disabled, `@` in a dialog.
pub fn mark(line: &'static str) -> Mark<'static> {
    let (dialog, line) = line.strip_prefix('@').map_or((false, line), |rest| (true, rest));
    let (disabled, line) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
    let (role, text) = line.split_once(' ').expect("role and text");
    let (empty, role) = role.strip_suffix('-').map_or((true, role), |rest| (false, rest));
    let role = match role {
        "button" => Role::Button,
        "link" => Role::Link,
        "field" => Role::Field,
        "option" => Role::Option,
        _ => panic!("role {role}"),
    };
    Mark { role, text, empty, disabled, dialog }
}

/// Where a page of these headings and landmarks stands.
pub fn look(id: &str, url: &'static str, headings: &[&'static str], lines: &[&'static str], kept: &[&str]) -> Located {
    let (host, path) = url.split_once('/').map_or((url, ""), |(host, _)| (host, &url[host.len()..]));
    let landmarks = lines.iter().map(|l| mark(l)).collect();
    let page = Page { host, path, headings: headings.to_vec(), landmarks, kept, wants: &[] };
    locate(the(id), &page)
}

/// The step's id and the text of what is ringed.
pub fn at(
    id: &str,
    url: &'static str,
    headings: &[&'static str],
    lines: &[&'static str],
    kept: &[&str],
) -> (&'static str, &'static str) {
    let found = look(id, url, headings, lines, kept);
    assert!(found.known, "{url} {lines:?}");
    (
        found.step.map_or("", |s| the(id).steps[s].id),
        found.target.map_or("", |t| lines[t].split_once(' ').expect("text").1),
    )
}
