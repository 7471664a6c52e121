//! What must hold over all recorded forms (`tests/corpus/forms/recorded`). `scripts/bench forms` counts the rest.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod recorded;

use recorded::{Case, Verdict, cases, judge};

/// Least part of the answers of the set `build` that is filled on forms without a recipe, in percent: what the planner
/// is held to, raised when it gets better.
const RECALL_OF_BUILD: usize = 99;

/// Whether this case is only counted.
fn counted(case: &Case) -> bool {
    case.set.ends_with("measure")
}

/// Lines on every outcome of these cases that a rule forbids.
fn forbidden(cases: &[Case], forbids: impl Fn(Verdict) -> bool) -> Vec<String> {
    let mut lines = Vec::new();
    for case in cases {
        for outcome in judge(case).iter().filter(|outcome| forbids(outcome.verdict)) {
            lines.push(format!(
                "{}/{}: control {}: should be {:?}, is {:?}",
                case.set, case.name, outcome.control, outcome.answer, outcome.said
            ));
        }
    }
    lines
}

#[test]
fn nothing_is_filled_that_is_not_right() {
    let cases: Vec<Case> = cases().into_iter().filter(|case| !counted(case)).collect();
    assert!(cases.iter().any(|case| case.set == "build"), "the corpus is not where it should be");
    let wrong = forbidden(&cases, |verdict| verdict == Verdict::Wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn where_it_is_only_counted_nothing_is_filled_wrongly_either() {
    let counted: Vec<Case> = cases().into_iter().filter(counted).collect();
    assert!(!counted.is_empty(), "the corpus is not where it should be");
    // A number and no names, so that nobody fits the planner to a case.
    let wrong = counted.iter().flat_map(judge).filter(|outcome| outcome.verdict == Verdict::Wrong).count();
    assert!(wrong == 0, "{wrong} wrong fills");
}

#[test]
fn a_page_that_asks_for_nothing_has_no_answer() {
    let negatives: Vec<Case> = cases().into_iter().filter(|case| case.set.starts_with("negative")).collect();
    assert!(!negatives.is_empty(), "the corpus is not where it should be");
    // Whatever is filled there is then wrong.
    for case in &negatives {
        assert!(case.answers.is_empty(), "{}/{} has an answer", case.set, case.name);
    }
}

#[test]
fn forms_that_a_recipe_knows_are_filled_whole() {
    let known: Vec<Case> = cases().into_iter().filter(|case| case.recipe).collect();
    assert!(!known.is_empty(), "the corpus is not where it should be");
    let missed = forbidden(&known, |verdict| verdict != Verdict::Right);
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn most_of_the_build_set_is_filled() {
    let outcomes: Vec<Verdict> = cases()
        .iter()
        .filter(|case| case.set == "build" && !case.recipe)
        .flat_map(judge)
        .filter(|outcome| !outcome.answer.is_empty())
        .map(|outcome| outcome.verdict)
        .collect();
    let right = outcomes.iter().filter(|verdict| **verdict == Verdict::Right).count();
    assert!(right * 100 >= RECALL_OF_BUILD * outcomes.len(), "{right} of {} are filled", outcomes.len());
}
