//! Every promise of `SECURITY.md` names tests, and every test that it names is there.
#![allow(clippy::unwrap_used, reason = "a check that cannot be made has failed")]

mod common;

use std::fs;

use common::workspace;

/// The links of a line: what they say and where they lead.
fn links(line: &str) -> Vec<(&str, &str)> {
    line.split("](")
        .zip(line.split("](").skip(1))
        .filter_map(|(before, after)| {
            let said = &before[before.rfind('[')? + 1..];
            Some((said, &after[..after.find(')')?]))
        })
        .collect()
}

/// Whether a file has a test of this name: a Rust function, a JavaScript test or a case of a browser test.
fn has_test(text: &str, name: &str) -> bool {
    let quoted = |quote: char| text.contains(&format!("{quote}{name}{quote}"));
    let templated = text.contains(&format!("}}{name}`")) || text.contains(&format!("}}{name}${{"));
    text.contains(&format!("fn {name}()")) || quoted('"') || quoted('\'') || templated
}

#[test]
fn every_test_that_a_promise_names_is_there() {
    let text = fs::read_to_string(workspace().path("SECURITY.md")).unwrap();
    let mut named = 0;
    for (said, file) in text.lines().flat_map(links) {
        let source = fs::read_to_string(workspace().path(file)).unwrap_or_default();
        assert!(has_test(&source, said), "{file} has no test {said:?}");
        named += 1;
    }
    assert!(named > 20, "SECURITY.md names its tests as links");
}

#[test]
fn every_promise_names_a_test() {
    let text = fs::read_to_string(workspace().path("SECURITY.md")).unwrap();
    let (_, promises) = text.split_once("## What you can rely on").unwrap();
    let (promises, _) = promises.split_once("\n## ").unwrap();
    let rows = promises.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| promise"));
    let bare: Vec<_> = rows.filter(|row| links(row).is_empty()).collect();
    assert!(bare.is_empty(), "promises without a test: {bare:#?}");
}

#[test]
fn a_test_that_is_not_there_is_missed() {
    let source =
        "fn a_name() {}\ntest('in words', run);\ntest(`${page}: more words`, run);\ndesk.case(\"a case\", run)";
    for name in ["a_name", "in words", ": more words", "a case"] {
        assert!(has_test(source, name), "{name}");
    }
    for name in ["a_nam", "in word", "another", ""] {
        assert!(!has_test(source, name), "{name}");
    }
    assert_eq!(links("| a | [x](y.rs), [z w](v) |"), [("x", "y.rs"), ("z w", "v")]);
}
