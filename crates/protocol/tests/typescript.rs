//! Keeps `extension/protocol.d.ts`, the types that the page scripts are checked against, equal to the Rust types.
//!
//! `KEYFOB_WRITE=1 cargo test -p keyfob-protocol --test typescript` writes the file; without it a stale file fails.

use std::path::Path;

use keyfob_protocol::{SecretText, page};
use ts_rs::{Config, TS};

const HEAD: &str = "\
// The messages between page scripts and background, made from crates/protocol. Do not edit; after a change there:
// KEYFOB_WRITE=1 cargo test -p keyfob-protocol --test typescript
";

/// One exported declaration, with the doc comment of the Rust type and of its fields.
fn declare<T: TS>(out: &mut String, config: &Config) {
    out.push('\n');
    if let Some(docs) = T::docs() {
        out.push_str(&docs);
    }
    out.push_str(&format!("export {}\n", T::decl(config)));
}

fn declarations() -> String {
    let config = Config::default();
    let mut out = String::from(HEAD);
    // Literal types, so that a script's own figure that drifts from the gate's is a type error.
    for (name, value) in [
        ("MAX_LANDMARKS", page::MAX_LANDMARKS),
        ("MAX_TEXT", page::MAX_TEXT),
        ("MAX_CANDIDATES", page::MAX_CANDIDATES),
        ("MAX_CANDIDATE", page::MAX_CANDIDATE),
        ("MAX_CONTROLS", page::MAX_CONTROLS),
    ] {
        out.push_str(&format!("\nexport type {name} = {value};"));
    }
    out.push('\n');
    declare::<SecretText>(&mut out, &config);
    declare::<page::PageRequest>(&mut out, &config);
    declare::<page::Order>(&mut out, &config);
    declare::<page::Card>(&mut out, &config);
    declare::<page::Found>(&mut out, &config);
    declare::<page::Report>(&mut out, &config);
    declare::<page::Landmark>(&mut out, &config);
    declare::<page::Candidate>(&mut out, &config);
    declare::<page::Snapshot>(&mut out, &config);
    declare::<page::Frame>(&mut out, &config);
    declare::<page::Control>(&mut out, &config);
    declare::<page::Choice>(&mut out, &config);
    declare::<page::FillOrder>(&mut out, &config);
    declare::<page::FillValue>(&mut out, &config);
    declare::<page::FillReport>(&mut out, &config);
    declare::<page::UndoOrder>(&mut out, &config);
    declare::<page::FillResult>(&mut out, &config);
    let mut tidy = String::new();
    for line in out.lines() {
        tidy.push_str(line.trim_end());
        tidy.push('\n');
    }
    tidy
}

#[test]
fn the_declarations_for_the_page_scripts_are_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../extension/protocol.d.ts");
    let wanted = declarations();
    if std::env::var_os("KEYFOB_WRITE").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == wanted,
        "extension/protocol.d.ts is stale: KEYFOB_WRITE=1 cargo test -p keyfob-protocol --test typescript"
    );
}
