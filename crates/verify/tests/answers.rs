//! What is asked and what the answers mean, provider by provider: the cases of `answers/*.txt`.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

#[path = "../../recipes/build/sample.rs"]
mod sample;

use base64ct::{Base64, Encoding};
use keyfob_recipes::PROVIDERS;
use keyfob_verify::{Answer, Check, Request, Step, Values, Verdict};
use std::collections::BTreeMap;
use std::path::Path;

/// One case, played through.
struct Play {
    name: String,
    values: Vec<(String, String)>,
    age: Option<u64>,
    step: Step,
    request: Option<Request>,
    headers: Vec<(String, String)>,
}

impl Play {
    fn new(head: &str) -> Self {
        let kind = head.split(": ").next().expect("a kind");
        let (_, kind) = keyfob_recipes::kind(kind).unwrap_or_else(|| panic!("{head}: no such kind"));
        let check = Check::new(kind).unwrap_or_else(|| panic!("{head}: nothing to ask"));
        let name = head.to_owned();
        Self { name, values: Vec::new(), age: None, step: Step::Next(check), request: None, headers: Vec::new() }
    }

    fn check(&self) -> Check {
        match &self.step {
            Step::Next(check) => {
                let resumed = Check::resume(check.kind, check.call, check.proven);
                assert_eq!(resumed, Some(*check), "{}: it can be stored", self.name);
                *check
            }
            Step::Done(verdict) => panic!("{}: over with {verdict:?}", self.name),
        }
    }

    fn line(&mut self, line: &str) {
        let name = self.name.clone();
        let (mark, rest) = line.split_once(' ').expect("a mark and what follows it");
        let values: Vec<(String, String)> = self.values.clone();
        let values: Vec<(&str, &str)> = values.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        match mark {
            "set" => {
                let (field, value) = rest.split_once(' ').expect("a field and a value");
                self.values.push((field.to_owned(), value.to_owned()));
            }
            "age" => self.age = rest.parse().ok(),
            ">" => {
                let request = self.check().request(&values).unwrap_or_else(|e| panic!("{name}: {e}"));
                assert_eq!(format!("{} {}", request.method, request.url.as_str()), rest, "{name}");
                assert_hidden(&name, &request, &values, self.check().kind);
                self.request = Some(request);
            }
            ">>" => self.sent(rest),
            "<<" => {
                let (header, value) = rest.split_once(": ").expect("a header");
                self.headers.push((header.to_owned(), value.to_owned()));
            }
            "<" if rest == "lost" => self.step = Step::Done(self.check().lost()),
            "<" => self.answer(rest, &values),
            "=" => assert_eq!(said(&self.step), rest, "{name}"),
            _ => panic!("{name}: `{line}`"),
        }
    }

    fn answer(&mut self, text: &str, values: &Values<'_>) {
        let (status, body) = text.split_once(' ').unwrap_or((text, ""));
        let headers: Vec<(&str, &str)> = self.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        for (header, _) in &headers {
            let wanted = self.check().headers().any(|name| header.eq_ignore_ascii_case(name));
            assert!(wanted, "{}: {header} is not asked for", self.name);
        }
        let status = status.parse().expect("a status");
        self.step =
            self.check().answered(values, &Answer { status, headers: &headers, body: body.as_bytes(), age: self.age });
        self.headers.clear();
    }

    fn sent(&self, wanted: &str) {
        let request = self.request.as_ref().expect("a request");
        let Some((name, value)) = wanted.split_once(": ").filter(|(name, _)| !name.contains(['=', '{'])) else {
            assert_eq!(request.body.as_str(), wanted, "{}", self.name);
            return;
        };
        let value = match value.strip_prefix("basic ").map(|pair| pair.split_once(' ').expect("user and password")) {
            Some((user, password)) => {
                let password = if password == "(empty)" { "" } else { password };
                format!("Basic {}", Base64::encode_string(format!("{user}:{password}").as_bytes()))
            }
            None => value.to_owned(),
        };
        let found = request.headers.iter().filter(|(n, _)| *n == name).map(|(_, v)| v.as_str()).collect::<Vec<_>>();
        assert_eq!(found, [value], "{}: {name}", self.name);
    }
}

/// What is printed or shown of a request holds no secret of the credential.
fn assert_hidden(name: &str, request: &Request, values: &Values<'_>, kind: &str) {
    let (_, kind) = keyfob_recipes::kind(kind).expect("a kind");
    let shown = format!("{request:?} {} {}", request.called, request.host);
    for field in kind.fields.iter().filter(|field| field.secret) {
        let value = values.iter().find(|(n, _)| *n == field.name).map_or("", |(_, v)| *v);
        assert!(value.is_empty() || !shown.contains(value), "{name}: {shown}");
    }
}

/// A verdict as the cases write it.
fn said(step: &Step) -> String {
    let Step::Done(verdict) = step else { return format!("{step:?}") };
    let (word, parts) = match verdict {
        Verdict::Valid(account) | Verdict::WrongRegion(account) => {
            let mut parts = account.who.clone();
            parts.extend(account.tells.iter().map(|(field, value)| format!("{field}={value}")));
            parts.extend(account.expires.map(|at| format!("expires={at}")));
            (if matches!(verdict, Verdict::Valid(_)) { "valid" } else { "wrong-region" }, parts.join(" | "))
        }
        Verdict::NotYetActive(wait) => ("not-yet-active", wait.to_string()),
        Verdict::OtherKind(kind) => ("other-kind", (*kind).to_owned()),
        Verdict::Unknown { wait, .. } => ("unknown", wait.map_or(String::new(), |w| w.to_string())),
        Verdict::Limited => ("limited", String::new()),
        Verdict::Invalid => ("invalid", String::new()),
        Verdict::Blocked => ("blocked", String::new()),
        other => panic!("{other:?} is not known here"),
    };
    format!("{word} {parts}").trim_end().to_owned()
}

/// Placeholders are filled in; braces of JSON stay.
fn fill(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let end = rest[open..].find('}').map_or(rest.len(), |e| open + e + 1);
        match sample::expand(&rest[open..end]) {
            Ok(value) => {
                out.push_str(&value);
                rest = &rest[end..];
            }
            Err(_) => {
                out.push('{');
                rest = &rest[open + 1..];
            }
        }
    }
    out + rest
}

fn cases() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/answers");
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the cases").flatten() {
        if entry.path().extension().is_some_and(|e| e == "txt") {
            let text = std::fs::read_to_string(entry.path()).expect("a readable file");
            cases.extend(text.split("=== ").skip(1).map(str::to_owned));
        }
    }
    cases
}

#[test]
fn every_answer_means_what_is_written() {
    let mut verdicts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for case in cases() {
        let mut lines = case.lines().filter(|line| !line.trim().is_empty());
        let mut play = Play::new(lines.next().expect("a head"));
        lines.for_each(|line| play.line(&fill(line)));
        assert!(matches!(play.step, Step::Done(_)), "{}: not over", play.name);
        let kind = play.name.split(": ").next().expect("a kind").to_owned();
        verdicts.entry(kind).or_default().push(said(&play.step));
    }
    for kind in PROVIDERS.iter().flat_map(|p| p.kinds).filter(|k| !k.verify.is_empty()) {
        let found = verdicts.get(kind.id).map_or(&[][..], Vec::as_slice);
        for word in ["valid", "invalid"] {
            let there = found.iter().any(|v| v.split(' ').next() == Some(word));
            assert!(there, "{}: answers/*.txt has no case that ends in `{word}`", kind.id);
        }
    }
}
