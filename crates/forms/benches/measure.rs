//! How the planner does on the recorded forms: right, wrong, asked, missed, and the time of a plan.
//!
//! `cargo bench -p keyfob-forms --bench measure [-- --list SET]`; `--list` names each control of a set that was not
//! filled rightly, with the reason that the plan gives.
#![allow(missing_docs, clippy::disallowed_methods, reason = "a program that measures")]

#[path = "../tests/recorded/mod.rs"]
mod recorded;

use keyfob_forms::plan;
use recorded::{Case, Verdict, cases, judge};
use std::{
    collections::BTreeMap,
    hint::black_box,
    time::{Duration, Instant},
};

/// Plans of one page of which the median counts.
const ROUNDS: usize = 21;

/// What was counted over some cases.
#[derive(Default, Clone, Copy)]
struct Count {
    cases: u32,
    right: u32,
    wrong: u32,
    asked: u32,
    silent: u32,
}

impl Count {
    fn add(&mut self, verdicts: &[Verdict]) {
        self.cases += 1;
        for verdict in verdicts {
            *match verdict {
                Verdict::Right => &mut self.right,
                Verdict::Wrong => &mut self.wrong,
                Verdict::Asked => &mut self.asked,
                Verdict::Silent => &mut self.silent,
            } += 1;
        }
    }

    fn print(&self, name: &str) {
        let part = |of: u32, all: u32| match all {
            0 => "-".to_owned(),
            _ => format!("{:.1} %", 100.0 * f64::from(of) / f64::from(all)),
        };
        let Self { cases, right, wrong, asked, silent } = *self;
        println!(
            "{name:<28} {cases:>5} {right:>6} {wrong:>6} {asked:>6} {silent:>7} {:>9} {:>10}",
            part(right, right + asked + silent),
            part(right, right + wrong),
        );
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
    let judged: Vec<(&Case, Vec<Verdict>)> =
        cases.iter().map(|case| (case, judge(case).into_iter().map(|outcome| outcome.verdict).collect())).collect();
    if let Some(set) = listed {
        list(&cases, set);
        return;
    }
    let counted = |of: &dyn Fn(&Case) -> Vec<String>| {
        let mut counts: BTreeMap<String, Count> = BTreeMap::new();
        for (case, verdicts) in &judged {
            for name in of(case) {
                counts.entry(name).or_default().add(verdicts);
            }
        }
        counts
    };
    let positive = |case: &Case| !case.set.starts_with("negative");
    let head = ["cases", "right", "wrong", "asked", "silent", "recall", "precision"];
    let print = |title: &str, counts: BTreeMap<String, Count>| {
        let [cases, right, wrong, asked, silent, recall, precision] = head;
        println!("{title:<28} {cases:>5} {right:>6} {wrong:>6} {asked:>6} {silent:>7} {recall:>9} {precision:>10}");
        for (name, count) in counts {
            count.print(&name);
        }
        println!();
    };
    print("set", counted(&|case| vec![case.set.clone()]));
    print(
        "with and without a recipe",
        counted(&|case| {
            let known = if case.recipe { "recipe" } else { "by words" };
            if positive(case) { vec![format!("{}, {known}", case.set)] } else { Vec::new() }
        }),
    );
    print("trap", counted(&|case| if positive(case) { case.traps.clone() } else { Vec::new() }));
    print("language", counted(&|case| if positive(case) { vec![case.language.clone()] } else { Vec::new() }));
    time(&cases);
}

/// Each control of a set that was not filled rightly.
fn list(cases: &[Case], set: &str) {
    for case in cases.iter().filter(|case| case.set == set) {
        for outcome in judge(case).iter().filter(|outcome| outcome.verdict != Verdict::Right) {
            println!("{:?} {}: {}", outcome.verdict, case.name, outcome.control);
            println!("    should be: {}", if outcome.answer.is_empty() { "left alone" } else { &outcome.answer });
            println!("    is:        {}", outcome.said);
        }
    }
}

/// The time of one plan, over all pages.
fn time(cases: &[Case]) {
    let mut times: Vec<(Duration, String)> = cases
        .iter()
        .map(|case| {
            let mut rounds: Vec<Duration> = (0..ROUNDS)
                .map(|_| {
                    let begun = Instant::now();
                    black_box(plan(black_box(&case.page), &case.have));
                    begun.elapsed()
                })
                .collect();
            rounds.sort();
            (rounds[ROUNDS / 2], format!("{}/{}, {} controls", case.set, case.name, case.page.controls.len()))
        })
        .collect();
    times.sort();
    let at = |part: usize| times.get(times.len() * part / 100).or(times.last());
    let (Some((median, _)), Some((most, _)), Some((worst, name))) = (at(50), at(95), times.last()) else { return };
    println!("a plan of {} pages: median {median:.1?}, 95 % {most:.1?}, longest {worst:.1?} ({name})", times.len());
}
