//! The recorded forms of `tests/corpus/forms/recorded`, and how a plan is held against the right answer.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    dead_code,
    reason = "for tests and measuring; each of them takes a part"
)]

use keyfob_forms::{Have, Page, Plan, plan};
use keyfob_protocol::page::Snapshot;
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// One recorded page.
pub struct Case {
    /// `build`, `negative-measure`, `wordpress-de` …
    pub set: String,
    /// Its file's name.
    pub name: String,
    /// What makes it hard.
    pub traps: Vec<String>,
    /// A form recipe knows it.
    pub recipe: bool,
    /// Language of the document, its first part: `de`.
    pub language: String,
    /// What is at hand.
    pub have: Have,
    /// Control to what may be filled there; without an entry nothing may.
    pub answers: BTreeMap<usize, Answer>,
    /// The page as the planner reads it.
    pub page: Page,
}

/// What is right for a control.
pub struct Answer {
    /// Kind and field, any of these.
    pub any: Vec<(String, String)>,
    /// Leaving it alone is right too.
    pub or_none: bool,
}

impl Answer {
    /// Reads `kind field | kind field | none`.
    fn read(text: &str) -> Self {
        let mut answer = Self { any: Vec::new(), or_none: false };
        for one in text.split(" | ") {
            match one.split_once(' ') {
                Some((kind, field)) => answer.any.push((kind.to_owned(), field.to_owned())),
                None if one == "none" => answer.or_none = true,
                None => panic!("not an answer: {text}"),
            }
        }
        answer
    }

    fn takes(&self, kind: &str, field: &str) -> bool {
        self.any.iter().any(|(of, name)| of == kind && name == field)
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all: Vec<String> = self.any.iter().map(|(kind, field)| format!("{kind} {field}")).collect();
        out.write_str(&all.join(" | "))
    }
}

/// A recording as it is stored.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    #[allow(dead_code, reason = "for who reads the file")]
    about: String,
    #[allow(dead_code, reason = "the snapshot has it too")]
    url: String,
    traps: Vec<String>,
    recipe: bool,
    language: String,
    have: Option<BTreeMap<String, Vec<String>>>,
    answers: BTreeMap<usize, String>,
    snapshot: Snapshot,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/forms/recorded")
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

/// All recordings, by set and name.
pub fn cases() -> Vec<Case> {
    let sets = sorted(&folder()).into_iter().filter(|path| path.is_dir());
    sets.flat_map(|set| sorted(&set)).map(|file| read(&file)).collect()
}

fn read(file: &Path) -> Case {
    let part = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
    let (set, name) = (part(file.parent().unwrap()), part(file));
    let stored: Stored =
        serde_json::from_slice(&fs::read(file).unwrap()).unwrap_or_else(|error| panic!("{set}/{name}: {error}"));
    let language = stored.language.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    Case {
        traps: stored.traps,
        recipe: stored.recipe,
        language: if language.is_empty() { "none".to_owned() } else { language },
        have: stored.have.map_or(Have::All, |kinds| Have::Kinds(kinds.into_iter().collect())),
        answers: stored.answers.iter().map(|(control, text)| (*control, Answer::read(text))).collect(),
        page: keyfob_app::snapshot::page(stored.snapshot),
        set,
        name,
    }
}

/// What became of one control that has an answer, or that was filled without one.
pub struct Outcome {
    /// The control, as a person calls it.
    pub control: String,
    /// The right answer; empty for none.
    pub answer: String,
    /// What the plan says: `kind field`, or the code of its reason.
    pub said: String,
    /// How it counts.
    pub verdict: Verdict,
}

/// How a control counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Filled, and rightly.
    Right,
    /// Filled with something else than the answer, or where nothing belongs.
    Wrong,
    /// Not filled, but the plan asks for a credential of the provider: the person is told.
    Asked,
    /// Not filled, and nothing says whose it would be.
    Silent,
}

/// Plans a page and holds the plan against the right answers. Controls that are rightly left alone are not listed.
pub fn judge(case: &Case) -> Vec<Outcome> {
    let plan = plan(&case.page, &case.have, &[]);
    let mut outcomes: Vec<Outcome> = plan
        .fills
        .iter()
        .map(|fill| {
            let answer = case.answers.get(&fill.control);
            let right = answer.is_some_and(|answer| answer.takes(fill.kind, fill.field));
            Outcome {
                control: called(&case.page, fill.control),
                answer: answer.map(ToString::to_string).unwrap_or_default(),
                said: format!("{} {}", fill.kind, fill.field),
                verdict: if right { Verdict::Right } else { Verdict::Wrong },
            }
        })
        .collect();
    for (control, answer) in &case.answers {
        if answer.or_none || plan.fills.iter().any(|fill| fill.control == *control) {
            continue;
        }
        outcomes.push(Outcome {
            control: called(&case.page, *control),
            answer: answer.to_string(),
            said: reason(&plan, *control),
            verdict: if asks(&plan, answer) { Verdict::Asked } else { Verdict::Silent },
        });
    }
    outcomes
}

/// Whether the plan asks for a credential of a provider that has the answer.
fn asks(plan: &Plan, answer: &Answer) -> bool {
    plan.asks.iter().any(|ask| answer.any.iter().any(|(kind, _)| kind.split('/').next() == Some(ask.provider)))
}

fn reason(plan: &Plan, control: usize) -> String {
    let skip = plan.skipped.iter().find(|skip| skip.control == control);
    skip.map_or_else(|| "no reason".to_owned(), |skip| format!("{} {:?}", skip.why.code, skip.why.args))
}

fn called(page: &Page, control: usize) -> String {
    page.controls.get(control).map_or_else(
        || panic!("an answer stands on control {control}, which is not there"),
        |of| format!("{control} \"{}\" {}", of.called(), if of.name.is_empty() { &of.id } else { &of.name }),
    )
}
