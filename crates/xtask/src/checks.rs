//! Every check of the house in one run: a list of steps, each an ordinary command, then a table and one
//! last line with the count. A step that fails shows its output at once; the later steps still run, so
//! that one run tells everything.

use std::collections::BTreeSet;
use std::env;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::workspace::{Target, Workspace, now};

/// The browser tests that every run repeats in Firefox. The others pass there too, run by hand for the sake of time.
const IN_FIREFOX: [&str; 8] =
    ["confirmed", "gate", "hostile_pages", "lifecycle", "main_job", "own_manager", "stored", "surfaces"];

/// The crate of the browser tests.
const BROWSER: &str = "keyfob-e2e";
/// All crates but this one, whatever is run of them: which features a dependency is built with follows from the crates
/// that are named, and with other features it is built once more.
const ROOMS: [&str; 4] = ["test", "--workspace", "--exclude", "xtask"];

/// Which steps a run takes; with nothing named, all.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only these, if any.
    pub only: Vec<String>,
    /// Not these.
    pub skip: Vec<String>,
}

impl Selection {
    fn takes(&self, name: &str) -> bool {
        (self.only.is_empty() || self.only.iter().any(|only| only == name))
            && !self.skip.iter().any(|skip| skip == name)
    }
}

/// One check.
struct Step {
    name: &'static str,
    what: &'static str,
    commands: Vec<Command>,
}

enum Outcome {
    Passed,
    Failed,
    /// There is nothing to run yet.
    Empty,
}

/// Prints the names of all steps.
///
/// # Errors
/// When the crates of the workspace cannot be told.
pub fn list(workspace: &Workspace) -> Result<()> {
    for step in steps(workspace)? {
        println!("{:<12} {}", step.name, step.what);
    }
    Ok(())
}

/// Runs the chosen steps and says whether all of them passed.
///
/// # Errors
/// When a step is named that does not exist, or the log cannot be written.
pub fn run(workspace: &Workspace, selection: &Selection) -> Result<bool> {
    let steps = steps(workspace)?;
    for name in selection.only.iter().chain(&selection.skip) {
        if !steps.iter().any(|step| step.name == name) {
            bail!("no step named {name}; --list shows them");
        }
    }
    let chosen: Vec<Step> = steps.into_iter().filter(|step| selection.takes(step.name)).collect();
    let logs = workspace.target.join("xtask/log");
    fs::create_dir_all(&logs)?;

    let started = now();
    let mut results = Vec::new();
    for mut step in chosen {
        print!("{:<12} {} ... ", step.name, step.what);
        std::io::stdout().flush()?;
        let begun = now();
        let log = logs.join(format!("{}.log", step.name));
        let outcome = perform(&mut step.commands, &log)?;
        let took = begun.elapsed();
        println!("{} ({})", outcome.word(), seconds(took));
        if matches!(outcome, Outcome::Failed) {
            show(&step, &log)?;
        }
        results.push((step, outcome, took));
    }

    println!("\n{:<12} {:>8}  result", "step", "time");
    for (step, outcome, took) in &results {
        println!("{:<12} {:>8}  {}", step.name, seconds(*took), outcome.word());
    }
    println!("{:<12} {:>8}\n", "all", seconds(started.elapsed()));
    let failed = results.iter().filter(|(_, outcome, _)| matches!(outcome, Outcome::Failed)).count();
    let passed = results.iter().filter(|(_, outcome, _)| matches!(outcome, Outcome::Passed)).count();
    println!("{passed} passed, {failed} failed");
    Ok(failed == 0)
}

impl Outcome {
    const fn word(&self) -> &'static str {
        match self {
            Self::Passed => "ok",
            Self::Failed => "FAILED",
            Self::Empty => "nothing to run",
        }
    }
}

/// All steps in the order they run: the quick ones first, those that need the built extension after
/// the build.
fn steps(workspace: &Workspace) -> Result<Vec<Step>> {
    let cargo = |arguments: &[&str]| {
        let mut command = workspace.cargo();
        command.args(arguments);
        command
    };
    // As they are built, so that both have what runs on the host, as the compiler's plugins, in common.
    let wasm = |simd: bool| {
        let mut command = crate::wasm::cargo(workspace, "clippy", simd);
        command.args(["--", "-D", "warnings"]);
        command
    };
    let mut build = workspace.command(env::current_exe().unwrap_or_else(|_| crate::workspace::cargo_program()));
    build.args(["build", "--check"]);
    let mut zips = workspace.command(env::current_exe().unwrap_or_else(|_| crate::workspace::cargo_program()));
    zips.args(["package", "--no-build"]);
    let rooms = |tests: &[&str]| {
        let mut command = cargo(&ROOMS);
        command.args(tests.iter().flat_map(|test| ["--test", test]));
        command
    };
    let targets = workspace.targets("test")?;
    let (in_browser, native) = apart(&targets)?;
    let mut quick = rooms(&native);
    quick.args(["--lib", "--bins"]);
    let mut documented = cargo(&ROOMS);
    documented.arg("--doc");
    let mut cron = rooms(&["cron"]);
    cron.args(["--", "--ignored"]);
    let mut browser = rooms(&in_browser);
    browser.args(["--no-fail-fast", "--", "--test-threads=1"]);
    let mut firefox = rooms(&IN_FIREFOX);
    firefox.args(["--no-fail-fast", "--", "--test-threads=1"]).env("KEYFOB_BROWSER", "firefox");

    Ok(vec![
        Step {
            name: "lock",
            what: "the lock file is complete",
            commands: vec![cargo(&["metadata", "--locked", "--format-version", "1", "--quiet"])],
        },
        Step { name: "format", what: "rustfmt", commands: vec![cargo(&["fmt", "--all", "--check"])] },
        Step {
            name: "clippy",
            what: "clippy, native and wasm",
            commands: vec![
                cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
                wasm(false),
                wasm(true),
            ],
        },
        Step { name: "native", what: "tests of every room", commands: vec![quick, documented] },
        Step {
            name: "tidy",
            what: "rules about files, dependencies, manifest and words",
            commands: vec![cargo(&["test", "--package", "xtask"])],
        },
        Step { name: "types", what: "tsc --checkJs over the shell", commands: types(workspace) },
        Step { name: "build", what: "the extension, within its budgets", commands: vec![build] },
        Step {
            name: "wasm",
            what: "the built modules, loaded by node",
            commands: node_tests(workspace, "crates/xtask/node"),
        },
        Step {
            name: "sandbox",
            what: "portals, authorization server, WordPress; nights of cron against it",
            commands: node_tests(workspace, "tests/sandbox").into_iter().chain([cron]).collect(),
        },
        Step {
            name: "pages",
            what: "the page scripts in real pages",
            commands: ["tests/pages", "tests/pages-guide"]
                .iter()
                .flat_map(|folder| node_tests(workspace, folder))
                .collect(),
        },
        Step {
            name: "browser",
            what: "the extension in a real browser",
            // Each test drives a browser of its own, and two at a time only slow each other down.
            commands: vec![browser],
        },
        Step {
            name: "firefox",
            what: "the packed add-on under Mozilla's linter, and in a real Firefox",
            commands: [vec![zips], node_tests(workspace, "tests/e2e/lint"), vec![firefox]]
                .into_iter()
                .flatten()
                .collect(),
        },
    ])
}

/// The tests that drive a browser, and those that need none. Cargo chooses them by name in whatever crate, so a name of
/// the one kind may not be one of the other.
fn apart(targets: &[Target]) -> Result<(Vec<&str>, Vec<&str>)> {
    let named = |browser: bool| -> BTreeSet<&str> {
        let of = |target: &&Target| (target.package == BROWSER) == browser && target.package != "xtask";
        targets.iter().filter(of).map(|target| target.name.as_str()).collect()
    };
    let (browser, native) = (named(true), named(false));
    if let Some(twice) = browser.intersection(&native).next() {
        bail!("{BROWSER} and another crate have a test named {twice}: rename one, cargo cannot run them apart");
    }
    Ok((browser.into_iter().collect(), native.into_iter().collect()))
}

/// The type check of the plain JavaScript, through the compiler that npm pinned.
fn types(workspace: &Workspace) -> Vec<Command> {
    let mut command = workspace.command(workspace.path("node_modules/.bin/tsc"));
    command.args(["--project", "tsconfig.json"]);
    vec![command]
}

/// `node --test` over the files of a folder that are named as tests, if there are any.
fn node_tests(workspace: &Workspace, folder: &str) -> Vec<Command> {
    let folder = workspace.path(folder);
    let mut tests = test_files(&folder);
    if tests.is_empty() {
        return Vec::new();
    }
    tests.sort();
    let mut command = workspace.command("node");
    command.args(["--test", "--test-reporter=spec"]).args(tests).current_dir(folder);
    vec![command]
}

/// All `*.test.mjs` and `*.test.js` below a folder, but those of installed packages.
fn test_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .flatten()
        .flat_map(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                if name == "node_modules" { Vec::new() } else { test_files(&entry.path()) }
            } else if name.ends_with(".test.mjs") || name.ends_with(".test.js") {
                vec![entry.path()]
            } else {
                Vec::new()
            }
        })
        .collect()
}

/// Runs a step's commands one after the other, until one fails, with all output in the log.
fn perform(commands: &mut [Command], log: &Path) -> Result<Outcome> {
    if commands.is_empty() {
        return Ok(Outcome::Empty);
    }
    let mut file = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
    for command in commands {
        let status = command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file.try_clone()?).status();
        match status {
            Ok(status) if status.success() => {}
            Ok(_) => return Ok(Outcome::Failed),
            Err(error) => {
                writeln!(file, "cannot start {}: {error}", command.get_program().display())?;
                return Ok(Outcome::Failed);
            }
        }
    }
    Ok(Outcome::Passed)
}

/// Puts the output of a failed step on the terminal.
fn show(step: &Step, log: &Path) -> Result<()> {
    let text = String::from_utf8_lossy(&fs::read(log)?).into_owned();
    println!("\n---- output of {} ----\n{}\n---- end of {} ----\n", step.name, text.trim_end(), step.name);
    Ok(())
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
