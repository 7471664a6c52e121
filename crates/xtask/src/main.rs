//! The command line of the build tool: `cargo xtask build|test|package|bench|run`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::prelude::{Long, Short, Value, ValueExt};
use xtask::assemble::{self, BuildOptions};
use xtask::checks::{self, Selection};
use xtask::workspace::Workspace;
use xtask::{bench, package};

const USAGE: &str = "\
cargo xtask COMMAND

  build    [--dev] [--check] [--out DIR]   dist/chromium and dist/firefox, and their sizes
           --dev skips the optimiser, --check fails above a budget of the design
  test     [--only STEP]... [--skip STEP]... [--list]
           every check, in one run that ends in a summary
  package  [--out DIR] [--no-build]        reproducible zips of both browsers' builds, made anew or as they are
  bench    [--quick | --full] [--no-build] [NAME]
           native benchmarks, sizes and the browser's figures, ratios first; --quick measures the build
           that is there, --full takes Criterion's own times, NAME takes only native benchmarks so named
  bench    forms [--list SET]
           how the planner does on the recorded forms, or each control of a set that it does not fill rightly
  run      [ARGS]...                       a browser with the extension and the sandbox behind it
";

fn main() -> ExitCode {
    match dispatch() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the named command. `Ok(false)` means: it ran, and what it checked is not in order.
fn dispatch() -> Result<bool> {
    let mut parser = lexopt::Parser::from_env();
    let command = match parser.next()? {
        Some(Value(name)) => name.string()?,
        Some(Long("help") | Short('h')) | None => {
            print!("{USAGE}");
            return Ok(true);
        }
        Some(other) => return Err(other.unexpected().into()),
    };
    let workspace = Workspace::find()?;
    match command.as_str() {
        "build" => assemble::build(&workspace, &build_options(parser)?),
        "test" => test(&workspace, parser),
        "package" => {
            let mut rest = rest(parser)?;
            let built = rest.iter().position(|argument| argument == "--no-build").map(|at| rest.remove(at));
            let options = build_options(lexopt::Parser::from_args(rest))?;
            if options.dev {
                bail!("a package is never built with --dev");
            }
            if built.is_some() {
                package::zips(&workspace, &options.out).map(|()| true)
            } else {
                package::package(&workspace, &options)
            }
        }
        "bench" => bench::bench(&workspace, &rest(parser)?),
        "run" => run(&workspace, &rest(parser)?),
        other => bail!("no command named {other}\n\n{USAGE}"),
    }
}

fn build_options(mut parser: lexopt::Parser) -> Result<BuildOptions> {
    let mut options = BuildOptions { dev: false, check: false, out: PathBuf::from("dist") };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("dev") => options.dev = true,
            Long("check") => options.check = true,
            Long("out") => options.out = PathBuf::from(parser.value()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

fn test(workspace: &Workspace, mut parser: lexopt::Parser) -> Result<bool> {
    let mut selection = Selection::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("only") => selection.only.push(parser.value()?.string()?),
            Long("skip") => selection.skip.push(parser.value()?.string()?),
            Long("list") => {
                checks::list(workspace)?;
                return Ok(true);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    checks::run(workspace, &selection)
}

fn rest(mut parser: lexopt::Parser) -> Result<Vec<String>> {
    let mut arguments = Vec::new();
    for argument in parser.raw_args()? {
        arguments.push(argument.string()?);
    }
    Ok(arguments)
}

/// Hands over to the program that starts browser, sandbox and WordPress.
fn run(workspace: &Workspace, arguments: &[String]) -> Result<bool> {
    println!("building the extension (the first time takes some minutes)");
    assemble::build(workspace, &BuildOptions { dev: false, check: false, out: PathBuf::from("dist") })?;
    let mut command = workspace.cargo();
    command
        // The dev profile: it only drives a browser, and the release profile's link-time optimisation takes minutes.
        .args(["run", "--quiet", "--package", "keyfob-e2e", "--bin", "keyfob-run", "--"])
        .args(arguments);
    Ok(command.status()?.success())
}
