//! The corpus: what must be recognised in which text, and what must not.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

#[path = "../../recipes/build/sample.rs"]
mod sample;

use keyfob_recognize::{Context, Doubt, Found, host_of, recognize, recognize_candidate};
use serde_json::Value;
use std::path::Path;

/// Placeholders are filled in; braces that are none (JSON) stay.
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

fn doubt(found: &Found) -> Option<&'static str> {
    found.doubt.map(|d| match d {
        Doubt::EndMissing => "end-missing",
        Doubt::Masked => "masked",
        Doubt::Ambiguous => "ambiguous",
    })
}

/// Plays one case. Returns the providers that were found in it, and the one that must not be.
fn run(name: &str, case: &str) -> (Vec<&'static str>, Option<String>) {
    let (head, mut body) = case.split_once('\n').expect("a name and a text");
    let (mut url, mut label, mut candidate, mut not) = (None, "", false, None);
    loop {
        let (line, rest) = body.split_once('\n').unwrap_or((body, ""));
        if let Some(value) = line.strip_prefix("url: ") {
            url = Some(value);
        } else if let Some(value) = line.strip_prefix("label: ") {
            label = value;
        } else if let Some(value) = line.strip_prefix("not: ") {
            assert!(keyfob_recipes::provider(value).is_some(), "{name}: {head}: no provider {value}");
            not = Some(value.to_owned());
        } else if line == "mode: candidate" {
            candidate = true;
        } else {
            break;
        }
        body = rest;
    }
    let lines: Vec<&str> = body.lines().collect();
    let text = lines.iter().filter(|l| !l.starts_with(">>> ")).copied().collect::<Vec<_>>().join("\n");
    let text = fill(text.trim());
    let wanted: Vec<Value> = lines
        .iter()
        .filter_map(|l| l.strip_prefix(">>> "))
        .map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{name}: {head}: {e}")))
        .collect();
    let host = url.and_then(host_of);
    let found = if candidate {
        recognize_candidate(&text, label, host.as_deref())
    } else {
        recognize(&text, &Context { host: host.as_deref(), label })
    };
    assert_eq!(found.len(), wanted.len(), "{name}: {head}: {found:?}");
    for (found, wanted) in found.iter().zip(&wanted) {
        let place = format!("{name}: {head}: {found:?}");
        assert_eq!(Some(found.kind), wanted["kind"].as_str(), "{place}");
        assert_eq!(found.kind.split_once('/').map(|k| k.0), Some(found.provider), "{place}");
        assert_eq!(Some(found.field), wanted["field"].as_str(), "{place}");
        assert_eq!(Some(&text[found.start..found.end]), wanted["value"].as_str().map(fill).as_deref(), "{place}");
        assert_eq!(doubt(found), wanted["doubt"].as_str(), "{place}");
        assert!(u64::from(found.confidence) >= wanted["least"].as_u64().unwrap_or(1), "{place}");
        assert!(found.confidence <= 100 && (found.doubt.is_none() || found.confidence <= 50), "{place}");
    }
    let providers: Vec<_> = found.iter().map(|f| f.provider).collect();
    assert!(not.as_ref().is_none_or(|not| !providers.contains(&not.as_str())), "{name}: {head}: {found:?}");
    (providers, not)
}

#[test]
fn every_case_of_the_corpus_comes_out_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/recognize");
    let mut cases = 0;
    let (mut found, mut not) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder).expect("the corpus").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".txt") {
            continue;
        }
        let text = std::fs::read_to_string(entry.path()).expect("a readable file");
        for case in text.split("=== ").skip(1) {
            let (providers, near) = run(&name, case);
            found.extend(providers);
            not.extend(near);
            cases += 1;
        }
    }
    assert!(cases > 30, "{cases}");
    // One file and one case of each sort make a provider.
    let shaped = |p: &keyfob_recipes::Provider| p.kinds.iter().flat_map(|k| k.fields).any(|f| f.shape.is_some());
    for provider in keyfob_recipes::PROVIDERS.iter().filter(|p| shaped(p)) {
        assert!(found.contains(&provider.slug), "{}: no case in which it is found", provider.slug);
        assert!(not.iter().any(|n| n == provider.slug), "{}: no case with `not: {0}`", provider.slug);
    }
}

#[test]
fn every_example_of_every_recipe_is_recognised_on_its_portal() {
    for provider in keyfob_recipes::PROVIDERS {
        let host = provider.hosts[0].trim_start_matches("https://").trim_start_matches("*.").trim_end_matches("/*");
        for kind in provider.kinds {
            // Of several kinds only those whose guide leads to a host are looked for there.
            let step = kind.steps.iter().map(|s| s.host).find(|h| !h.is_empty() && !h.starts_with('*'));
            if kind.oauth.is_some() {
                continue;
            }
            for field in kind.fields {
                let Some(shape) = &field.shape else { continue };
                for example in shape.examples {
                    // A token is shown where the guide reads it, perhaps on another host than the key.
                    let read = kind
                        .steps
                        .iter()
                        .find(|s| s.action == keyfob_recipes::Action::Read(field.name))
                        .map(|s| s.host);
                    let host = read.filter(|h| !h.is_empty() && !h.starts_with('*')).or(step).unwrap_or(host);
                    let found = recognize_candidate(example, field.label.en, Some(host));
                    assert!(
                        found.iter().any(|f| f.kind == kind.id
                            && f.field == field.name
                            && (f.start, f.end) == (0, example.len())
                            && f.doubt.is_none()),
                        "{} {} on {host}: {found:?}",
                        kind.id,
                        field.name
                    );
                }
            }
        }
    }
}

#[test]
fn a_host_is_taken_only_from_a_plain_https_address() {
    assert_eq!(
        host_of("https://US21.admin.mailchimp.com:443/account/api/?x#y").as_deref(),
        Some("us21.admin.mailchimp.com")
    );
    for url in [
        "http://admin.mailchimp.com/",
        "https://admin.mailchimp.com@evil.example/",
        "https://evil.example\\@admin.mailchimp.com/",
        "https:///admin.mailchimp.com",
        "https://admin.mailchimp.com%2eevil.example/",
        "https://admin.mailchimp。com/",
        "javascript:https://admin.mailchimp.com/",
        "admin.mailchimp.com",
        "",
    ] {
        let host = host_of(url);
        assert!(
            keyfob_recipes::providers_of_host(host.as_deref().unwrap_or_default()).next().is_none(),
            "{url}: {host:?}"
        );
    }
}
