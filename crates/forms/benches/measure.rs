//! How the planner does on the recorded forms: right, wrong, asked, missed, and the time of a plan.
//!
//! `cargo bench -p keyfob-forms --bench measure [-- --list SET]`; `--list` names each control of a set that was not
//! filled rightly, with the reason that the plan gives.
#![allow(missing_docs, clippy::disallowed_methods, reason = "a program that measures")]

#[path = "../tests/recorded/mod.rs"]
mod recorded;

use keyfob_forms::plan;
use recorded::{Case, Outcome, Verdict, cases, judge};
use std::{
    collections::BTreeMap,
    hint::black_box,
    io::Write as _,
    time::{Duration, Instant},
};

/// Plans of one page of which the median counts.
const ROUNDS: usize = 21;

/// What was counted over some cases.
#[derive(Default, Clone, Copy)]
struct Count {
    cases: u32,
    /// Controls that have an answer.
    answers: u32,
    right: u32,
    wrong: u32,
    asked: u32,
    silent: u32,
}

impl Count {
    fn add(&mut self, outcomes: &[Outcome]) {
        self.cases += 1;
        for outcome in outcomes {
            self.answers += u32::from(!outcome.answer.is_empty());
            *match outcome.verdict {
                Verdict::Right => &mut self.right,
                Verdict::Wrong => &mut self.wrong,
                Verdict::Asked => &mut self.asked,
                Verdict::Silent => &mut self.silent,
            } += 1;
        }
    }

    fn line(&self, name: &str) -> String {
        let part = |of: u32, all: u32| match all {
            0 => "-".to_owned(),
            _ => format!("{:.1} %", 100.0 * f64::from(of) / f64::from(all)),
        };
        let Self { cases, answers, right, wrong, asked, silent } = *self;
        format!(
            "{name:<28} {cases:>5} {right:>6} {wrong:>6} {asked:>6} {silent:>7} {:>9} {:>10}",
            part(right, answers),
            part(right, right + wrong),
        )
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let listed = match words[..] {
        [] => None,
        ["--list", set] => Some(set),
        _ => {
            eprintln!("usage: [--list SET]");
            std::process::exit(2);
        }
    };
    let cases = cases();
    let text = listed.map_or_else(|| tables(&cases), |set| list(&cases, set));
    // A reader that has seen enough is no failure.
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// All figures.
fn tables(cases: &[Case]) -> String {
    let judged: Vec<(&Case, Vec<Outcome>)> = cases.iter().map(|case| (case, judge(case))).collect();
    let table = |title: &str, names: &dyn Fn(&Case) -> Vec<String>| {
        let mut counts: BTreeMap<String, Count> = BTreeMap::new();
        for (case, outcomes) in &judged {
            for name in names(case) {
                counts.entry(name).or_default().add(outcomes);
            }
        }
        let [cases, right, wrong, asked, silent, recall, precision] =
            ["cases", "right", "wrong", "asked", "silent", "recall", "precision"];
        let head =
            format!("{title:<28} {cases:>5} {right:>6} {wrong:>6} {asked:>6} {silent:>7} {recall:>9} {precision:>10}");
        let lines = counts.iter().map(|(name, count)| count.line(name));
        [head].into_iter().chain(lines).chain([String::new()]).map(|line| line + "\n").collect::<String>()
    };
    // What a page that asks for nothing is called says nothing of recall.
    let of_forms = |case: &Case, names: Vec<String>| if case.set.starts_with("negative") { Vec::new() } else { names };
    [
        table("set", &|case| vec![case.set.clone()]),
        table("with and without a recipe", &|case| {
            let known = if case.recipe { "recipe" } else { "by words" };
            of_forms(case, vec![format!("{}, {known}", case.set)])
        }),
        table("trap", &|case| of_forms(case, case.traps.clone())),
        table("language", &|case| of_forms(case, vec![case.language.clone()])),
        time(cases),
    ]
    .concat()
}

/// Each control of a set that was not filled rightly.
fn list(cases: &[Case], set: &str) -> String {
    let mut text = String::new();
    for case in cases.iter().filter(|case| case.set == set) {
        for outcome in judge(case).iter().filter(|outcome| outcome.verdict != Verdict::Right) {
            let answer = if outcome.answer.is_empty() { "left alone" } else { &outcome.answer };
            text += &format!("{:?} {}: {}\n", outcome.verdict, case.name, outcome.control);
            text += &format!("    should be: {answer}\n    is:        {}\n", outcome.said);
        }
    }
    text
}

/// The time of one plan, over all pages.
fn time(cases: &[Case]) -> String {
    let mut times: Vec<(Duration, String)> = cases
        .iter()
        .map(|case| {
            let mut rounds: Vec<Duration> = (0..ROUNDS)
                .map(|_| {
                    let begun = Instant::now();
                    black_box(plan(black_box(&case.page), &case.have, &[]));
                    begun.elapsed()
                })
                .collect();
            rounds.sort();
            (rounds[ROUNDS / 2], format!("{}/{}, {} controls", case.set, case.name, case.page.controls.len()))
        })
        .collect();
    times.sort();
    let at = |part: usize| times.get(times.len() * part / 100).or(times.last());
    let (Some((median, _)), Some((most, _)), Some((worst, name))) = (at(50), at(95), times.last()) else {
        return String::new();
    };
    format!("a plan of {} pages: median {median:.1?}, 95 % {most:.1?}, longest {worst:.1?} ({name})\n", times.len())
}
