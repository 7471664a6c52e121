//! The browser's part of the benchmarks: the built extension and an empty one side by side in one Chromium, asked in
//! turns. Each figure is printed as one line of JSON with the medians and the least of its rounds; what a figure may
//! be is not known here.
//!
//! `keyfob-bench [--extension DIR] [--rounds N] [--only PART]`; the parts are `popup`, `worker`, `unlock`, `growth` and
//! `pages`.

mod figure;
mod growth;
mod listen;
mod pages;
mod side;
mod startup;
mod unlock;

use std::path::PathBuf;
use std::process::ExitCode;

use keyfob_e2e::{Bed, BedError, BedOptions, Browser, Result, Sandbox, Screen, repository};
use side::{Side, unexpected};

/// What the command line asks for.
struct Options {
    extension: PathBuf,
    rounds: usize,
    only: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = match options(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("error: {problem}");
            return ExitCode::FAILURE;
        }
    };
    match measure(&options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn options(mut words: impl Iterator<Item = String>) -> std::result::Result<Options, String> {
    let mut options = Options { extension: repository().join("dist/chromium"), rounds: 9, only: None };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--extension" => options.extension = value()?.into(),
            "--only" => options.only = Some(value()?),
            "--rounds" => {
                let rounds = value()?.parse().ok().filter(|rounds| *rounds > 0);
                options.rounds = rounds.ok_or("--rounds is a number from 1")?;
            }
            _ => return Err(format!("no option named {word}")),
        }
    }
    Ok(options)
}

async fn measure(options: &Options) -> Result<()> {
    let state = tempfile::tempdir().map_err(|source| BedError::File { path: "a temporary folder".into(), source })?;
    let sandbox = Sandbox::start(0, state.path(), None).await?;

    let mut bed = BedOptions::new(&options.extension, Browser::Chromium);
    bed.beside = vec![repository().join("tests/e2e/fixtures/empty")];
    bed.screen = Screen::Headless;
    bed.hosts.clone_from(&sandbox.hosts);
    bed.https_port = sandbox.https;
    // A watched worker starts and runs otherwise than one that nobody watches.
    bed.watch_worker = false;
    let bed = Bed::start(bed).await?;
    let empty = bed.beside().first().ok_or_else(|| unexpected("the bed", "no second extension"))?;
    let (ours, empty) = (Side::new(&bed, bed.extension().clone()), Side::new(&bed, empty.clone()));

    let wanted = |part: &str| options.only.as_deref().is_none_or(|only| only == part);
    if wanted("pages") {
        pages::without_a_grant(&bed).await?;
    }
    if wanted("popup") {
        startup::popup(&ours, &empty, options.rounds).await?;
    }
    if wanted("worker") {
        startup::worker(&ours, &empty, options.rounds).await?;
    }
    if wanted("unlock") || wanted("growth") {
        unlock::unlock(&ours, options.rounds).await?;
    }
    if wanted("growth") {
        growth::growth(&ours, options.rounds).await?;
    }
    if wanted("pages") {
        pages::tasks(&bed, options.rounds).await?;
    }
    sandbox.stop().await
}
