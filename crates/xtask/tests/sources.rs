//! Rules about the files of the project: how a source file opens, how long it may be, what it never says.

mod common;

use common::{own_files, text};

/// Lines after which a file should have become two.
const LONG: usize = 500;

#[test]
fn every_rust_file_opens_with_a_paragraph_on_what_it_is_for() {
    let bare: Vec<_> = own_files()
        .into_iter()
        .filter(|file| file.extension().is_some_and(|ending| ending == "rs"))
        .filter(|file| !text(file).is_some_and(|text| text.starts_with("//!")))
        .collect();
    assert!(bare.is_empty(), "these do not begin with `//!`: {bare:#?}");
}

#[test]
fn no_source_file_is_long_without_a_reason() {
    let long: Vec<_> = own_files()
        .into_iter()
        .filter(|file| {
            let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            matches!(ending, "rs" | "js" | "mjs" | "css") || file.starts_with("scripts")
        })
        .filter_map(|file| {
            let text = text(&file)?;
            let lines = text.lines().count();
            let excused = text.lines().any(|line| {
                let line = line.trim_start().trim_start_matches(['/', '*', '#', ' ']);
                line.strip_prefix("long: ").is_some_and(|reason| reason.len() > 9)
            });
            (lines > LONG && !excused).then(|| format!("{} ({lines} lines)", file.display()))
        })
        .collect();
    assert!(long.is_empty(), "longer than {LONG} lines, and no line `// long: reason`: {long:#?}");
}

#[test]
fn no_module_is_a_drawer_for_odds_and_ends() {
    let drawers: Vec<_> = own_files()
        .into_iter()
        .filter(|file| {
            let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            matches!(stem, "util" | "utils" | "helpers" | "misc")
        })
        .collect();
    assert!(drawers.is_empty(), "name these after what they do: {drawers:#?}");
}

#[test]
fn no_file_names_a_place_of_one_machine_or_leaves_work_open() {
    // In pieces, so that this file does not find itself.
    let banned = [
        ["/ro", "ot/"],
        ["/wo", "rk/"],
        ["/ho", "me/"],
        ["TO", "DO"],
        ["FIX", "ME"],
        ["XX", "X:"],
        ["lorem ", "ipsum"],
        ["work", "place"],
        ["BEGIN PRIVATE", " KEY"],
        ["BEGIN RSA PRIVATE", " KEY"],
    ]
    .map(|pieces| pieces.concat());
    let mut found = Vec::new();
    for file in own_files() {
        // Recorded pages and lock files are other people's words.
        if file.starts_with("tests/corpus") || file.extension().is_some_and(|ending| ending == "lock") {
            continue;
        }
        let Some(text) = text(&file) else { continue };
        for (number, line) in text.lines().enumerate() {
            for word in banned.iter().filter(|word| line.contains(word.as_str())) {
                found.push(format!("{}:{}: {word}", file.display(), number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
