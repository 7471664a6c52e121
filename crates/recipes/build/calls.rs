//! Checks what a recipe says about calls to the provider and about obstacles in its portal.

use crate::check::{Problems, find_kind, host_in, hosts, lower, slug, words};
use crate::load::Book;
use crate::schema::{CallEntry, FieldEntry, KindEntry, ObstacleEntry, ProviderFile, RuleEntry};
use crate::template::{Piece, pieces};
use std::collections::HashSet;

/// Meanings that a check of a credential may have, and those of switching off.
const VERIFY: [&str; 9] =
    ["valid", "more", "next", "limited", "invalid", "not-yet-active", "wrong-region", "blocked", "other-kind"];
const REVOKE: [&str; 3] = ["done", "invalid", "limited"];
/// What keeps a guide from going on.
const TROUBLES: [&str; 6] = ["done", "signed-out", "wrong-account", "not-allowed", "closed", "wrong-page"];

/// Checks the calls, the text for support and the obstacles of one kind.
pub fn check(place: &str, kind: &KindEntry, data: &ProviderFile, book: &Book, problems: &mut Problems) {
    for (index, call) in kind.verify.iter().enumerate() {
        let place = format!("{place}: verify {}", index + 1);
        self::call(&place, call, kind, problems);
        let last = index + 1 == kind.verify.len();
        for rule in &call.rules {
            if !VERIFY.contains(&rule.is.as_str()) {
                problems.add(&place, format!("is = `{}`: write one of {}", rule.is, VERIFY.join(", ")));
            }
            if last && ["more", "next"].contains(&rule.is.as_str()) {
                problems.add(&place, format!("`{}` leads to another call, and there is none", rule.is));
            }
            if (rule.is == "other-kind") == rule.kind.is_empty()
                || !rule.kind.is_empty() && find_kind(book, &rule.kind).is_none()
            {
                problems.add(&place, "other-kind names the kind: kind = \"provider/kind\"");
            }
        }
    }
    if !kind.verify.is_empty()
        && !kind.verify.iter().flat_map(|c| &c.rules).any(|r| ["valid", "more"].contains(&r.is.as_str()))
    {
        problems.add(place, "no rule of verify says `valid`");
    }
    if kind.revoke_api.is_some() && kind.oauth.as_ref().is_some_and(|oauth| !oauth.revoke.is_empty()) {
        problems.add(place, "revoke_api and oauth.revoke are two ways of switching off; give the one that it takes");
    }
    if let Some(call) = &kind.revoke_api {
        let place = format!("{place}: revoke_api");
        self::call(&place, call, kind, problems);
        for rule in &call.rules {
            if !REVOKE.contains(&rule.is.as_str()) {
                problems.add(&place, format!("is = `{}`: write one of {}", rule.is, REVOKE.join(", ")));
            }
        }
        if !call.rules.iter().any(|rule| rule.is == "done") {
            problems.add(&place, "no rule says `done`");
        }
    }
    if let Some(text) = &kind.support {
        let place = format!("{place}: support");
        words(&place, text, problems);
        for piece in text.all().into_iter().flat_map(pieces) {
            if let Piece::Value(name) | Piece::Region(name) = piece
                && !["client", "site", "label"].contains(&name.as_str())
            {
                problems.add(&place, format!("`{{{name}}}`: known are client, site and label"));
            }
        }
    }
    let mut ids = HashSet::new();
    for entry in &kind.obstacles {
        let place = format!("{place}: obstacle `{}`", entry.id);
        slug(&place, "id", &entry.id, problems);
        if !ids.insert(&entry.id) {
            problems.add(&place, "id stands twice");
        }
        obstacle(&place, entry, data, problems);
    }
}

fn call(place: &str, call: &CallEntry, kind: &KindEntry, problems: &mut Problems) {
    hosts(&format!("{place}: hosts"), &call.hosts, problems);
    url(place, call, kind, problems);
    let templates =
        call.query.values().chain(call.headers.values()).chain(call.form.values()).chain(call.basic.iter().flatten());
    for text in templates.chain([&call.json]) {
        for (name, region) in named(text) {
            match field(kind, &name) {
                None => problems.add(place, format!("`{{{name}}}` is not a field of this kind")),
                Some(field) if region && field.region_after.is_empty() => {
                    problems.add(place, format!("`{{{name}.region}}`: the field has no region_after"));
                }
                Some(_) => {}
            }
        }
    }
    if !["GET", "POST", "DELETE"].contains(&call.method.as_str()) {
        problems.add(place, format!("method `{}`: write GET, POST or DELETE", call.method));
    }
    let bodies = usize::from(!call.form.is_empty()) + usize::from(!call.json.is_empty());
    if bodies > 1 || (bodies == 1 && call.method == "GET") {
        problems.add(place, "a body is either form or json, and a GET has none");
    }
    for name in call.headers.keys() {
        let token = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if name.is_empty() || !token || ["cookie", "host", "origin"].contains(&name.to_lowercase().as_str()) {
            problems.add(place, format!("header `{name}` cannot be set"));
        }
    }
    if call.rules.is_empty() {
        problems.add(place, "no rules; say what the answers mean");
    }
    for rule in &call.rules {
        self::rule(place, rule, call, problems);
    }
    for pointer in call.who.iter().chain(call.tells.iter().map(|t| &t.at).filter(|at| !at.is_empty())) {
        if !pointer.starts_with('/') {
            problems.add(place, format!("`{pointer}` is no pointer; it starts with `/`"));
        }
    }
    for tell in &call.tells {
        if field(kind, &tell.field).is_none_or(|f| f.secret) {
            problems.add(place, format!("tells `{}`, which is not a field of this kind, or a secret one", tell.field));
        }
        if tell.at.is_empty() == tell.is.is_empty() || (!tell.is.is_empty() && tell.between.is_some()) {
            problems.add(place, format!("tells `{}`: give either at or is, and between only with at", tell.field));
        }
    }
}

/// The host must be fixed by the recipe, or by a part of a value whose shape is known.
fn url(place: &str, call: &CallEntry, kind: &KindEntry, problems: &mut Problems) {
    let pieces = pieces(&call.url);
    let secret = |name: &str| field(kind, name).is_none_or(|f| f.secret);
    for (name, region) in named(&call.url) {
        if field(kind, &name).is_none() {
            problems.add(place, format!("`{{{name}}}` is not a field of this kind"));
        } else if !region && secret(&name) {
            problems.add(place, format!("`{{{name}}}` is secret and stands in the address; use a header"));
        }
    }
    if call.query.values().flat_map(|text| named(text)).any(|(name, _)| secret(&name)) != call.in_url {
        problems.add(place, "in_url = true says that the query holds a secret, and only then");
    }
    match pieces.as_slice() {
        [Piece::Value(name), ..] => {
            let address =
                field(kind, name).and_then(|f| f.shape.as_ref()).is_some_and(|s| s.pattern.starts_with("https://"));
            if !address {
                problems.add(place, format!("url begins with `{{{name}}}`, whose shape is not an https address"));
            }
        }
        [Piece::Text(first), rest @ ..] => {
            let Some(after) = first.strip_prefix("https://") else {
                problems.add(place, "url must begin with https://");
                return;
            };
            let host = match (after.split_once('/'), rest) {
                (Some((host, _)), _) => host.to_owned(),
                (None, [Piece::Region(name), Piece::Text(tail), ..]) => {
                    if field(kind, name).is_none_or(|f| f.region_after.is_empty() || f.shape.is_none()) {
                        problems.add(place, format!("`{{{name}.region}}`: the field needs region_after and a shape"));
                    }
                    format!("{after}region{}", tail.split('/').next().unwrap_or_default())
                }
                (None, []) => after.to_owned(),
                (None, _) => {
                    problems.add(place, "only a region may stand in the host");
                    return;
                }
            };
            if !call.hosts.iter().any(|pattern| host_in(&host, pattern)) {
                problems.add(place, format!("host `{host}` is not one of hosts"));
            }
        }
        _ => problems.add(place, "url is empty, or begins with a region"),
    }
}

fn rule(place: &str, rule: &RuleEntry, call: &CallEntry, problems: &mut Problems) {
    let tests = usize::from(rule.equals.is_some()) + usize::from(rule.contains.is_some()) + usize::from(rule.exists);
    if tests > 1 || (tests == 1) == rule.at.is_empty() || (!rule.at.is_empty() && !rule.at.starts_with('/')) {
        problems.add(place, "a rule that looks at `at` (a pointer, /a/b) has one of equals, contains, exists = true");
    }
    if rule.status.is_empty() && rule.at.is_empty() {
        problems.add(place, "a rule needs a status or a place to look at");
    }
    if !rule.at.is_empty() && call.plain {
        problems.add(place, "a plain answer has no places to look at");
    }
    // What these say about a credential is nothing.
    if rule.status.iter().any(|s| !(200..500).contains(s) || (300..400).contains(s) || *s == 429) {
        problems.add(place, "a status is 2xx or 4xx; 429 and 5xx are never an answer");
    }
    if (rule.is == "not-yet-active") != (rule.within > 0) {
        problems.add(place, "not-yet-active says within how many seconds, and nothing else does");
    }
}

fn obstacle(place: &str, entry: &ObstacleEntry, data: &ProviderFile, problems: &mut Problems) {
    words(&format!("{place}: say"), &entry.say, problems);
    if !TROUBLES.contains(&entry.trouble.as_str()) {
        problems.add(place, format!("trouble `{}`: write one of {}", entry.trouble, TROUBLES.join(", ")));
    }
    let bare = entry.host.strip_prefix("*.").unwrap_or(&entry.host);
    if !entry.host.is_empty() && !data.hosts.iter().any(|h| host_in(bare, h)) {
        problems.add(place, format!("host `{}` is not one of the provider's hosts", entry.host));
    }
    if entry.shows.is_empty() && entry.headings.is_empty() {
        problems.add(place, "shows and headings are empty; an obstacle is known by words of the page");
    }
    lower(&format!("{place}: shows"), &entry.shows, problems);
    lower(&format!("{place}: headings"), &entry.headings, problems);
    lower(&format!("{place}: lacks"), &entry.lacks, problems);
}

/// The fields that a template names, and whether it wants their region only.
fn named(text: &str) -> Vec<(String, bool)> {
    let placeholder = |piece| match piece {
        Piece::Value(name) => Some((name, false)),
        Piece::Region(name) => Some((name, true)),
        Piece::Text(_) => None,
    };
    pieces(text).into_iter().filter_map(placeholder).collect()
}

fn field<'a>(kind: &'a KindEntry, name: &str) -> Option<&'a FieldEntry> {
    kind.fields.iter().find(|f| f.name == name)
}
