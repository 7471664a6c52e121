//! Recorded forms and the right answer for each: `tests/corpus/forms/*.json`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use keyfob_forms::{CODES, Control, Have, Page, Plan, plan};
use serde::Deserialize;
use std::{collections::BTreeMap, fs, path::PathBuf};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[allow(dead_code, reason = "for who reads the file")]
    about: String,
    /// Kind and its fields; without it everything is at hand.
    have: Option<BTreeMap<String, Vec<String>>>,
    snapshot: keyfob_protocol::page::Snapshot,
    plan: Expected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    #[serde(default)]
    plugin: String,
    asks: Vec<String>,
    /// Control (its name, or id where it has none) to `kind field`.
    fills: BTreeMap<String, String>,
    /// Control to the code of its reason; controls that are not named here must be skipped for any reason.
    #[serde(default)]
    skipped: BTreeMap<String, String>,
    #[serde(default)]
    problem: String,
    #[serde(default)]
    after: Option<String>,
}

fn cases() -> Vec<(String, Case)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/forms");
    let mut cases: Vec<(String, Case)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let case = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap_or_else(|e| panic!("{name}: {e}"));
            (name, case)
        })
        .collect();
    cases.sort_by(|a, b| a.0.cmp(&b.0));
    cases
}

fn called(page: &Page, index: usize) -> String {
    let control: &Control = &page.controls[index];
    if control.name.is_empty() { control.id.clone() } else { control.name.clone() }
}

#[test]
fn every_recorded_form_gets_its_plan() {
    let mut wrong = Vec::new();
    let cases = cases();
    assert!(cases.len() >= 25, "the corpus is not where it should be");
    for (name, case) in cases {
        let page = keyfob_app::snapshot::page(case.snapshot);
        let have = case.have.map_or(Have::All, |kinds| Have::Kinds(kinds.into_iter().collect()));
        let plan = plan(&page, &have, &[]);
        if let Err(what) = compare(&page, &plan, &case.plan) {
            wrong.push(format!("{name}: {what}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn compare(page: &Page, plan: &Plan, expected: &Expected) -> Result<(), String> {
    let same = |what: &str, is: String, should: String| {
        if is == should { Ok(()) } else { Err(format!("{what}: is {is}, should be {should}")) }
    };
    let fills: BTreeMap<String, String> =
        plan.fills.iter().map(|fill| (called(page, fill.control), format!("{} {}", fill.kind, fill.field))).collect();
    same(
        "fills",
        format!("{fills:?} (skipped {:?})", reasons(page, plan)),
        format!("{:?} (skipped {:?})", expected.fills, reasons(page, plan)),
    )?;
    same(
        "asks",
        format!("{:?}", plan.asks.iter().map(|ask| ask.kind).collect::<Vec<_>>()),
        format!("{:?}", expected.asks),
    )?;
    same("plugin", plan.plugin.map_or("", |form| form.slug).to_owned(), expected.plugin.clone())?;
    same(
        "problem",
        plan.problem.as_ref().map_or("", |problem| problem.why().code).to_owned(),
        expected.problem.clone(),
    )?;
    if let Some(after) = &expected.after {
        same("after", plan.after.clone(), after.clone())?;
    }
    let skipped = reasons(page, plan);
    for (control, code) in &expected.skipped {
        same(control, skipped.get(control).cloned().unwrap_or_default(), code.clone())?;
    }
    Ok(())
}

fn reasons(page: &Page, plan: &Plan) -> BTreeMap<String, String> {
    plan.skipped.iter().map(|skip| (called(page, skip.control), skip.why.code.to_owned())).collect()
}

#[test]
fn every_reason_has_a_full_sentence() {
    for (name, case) in cases() {
        let plan = plan(&keyfob_app::snapshot::page(case.snapshot), &Have::All, &[]);
        let whys = plan.asks.iter().map(|ask| &ask.why).chain(plan.fills.iter().map(|fill| &fill.why));
        for why in whys.chain(plan.skipped.iter().map(|skip| &skip.why)) {
            let sentence = why.english();
            assert!(CODES.iter().any(|(code, _)| *code == why.code), "{name}: {}", why.code);
            assert!(
                sentence.ends_with('.') && !sentence.contains('$') && !sentence.contains("\"\""),
                "{name}: {sentence}"
            );
            assert!(!why.args.iter().any(|arg| arg.words("en").is_empty()), "{name}: {why:?}");
        }
    }
}
