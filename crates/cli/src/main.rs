//! `keyfob`: the same rooms natively, for scripts and for trying things out.
//!
//! In: arguments and standard input. Out: JSON on standard output, one sentence on standard error where something is
//! wrong. Exit codes: 0 done, 1 the input or the output is no good, 2 the call is; `token` has more, listed in `--help`.
//! This room must never judge by itself, and only `token` opens a network connection or prints a value that it read.

mod args;
mod input;
mod plan;
mod recognize;
mod token;

use args::Command;
use std::process::ExitCode;

/// Why the command could not do its work.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// The call is wrong.
    #[error("{0}\nTry 'keyfob --help'.")]
    Usage(String),
    /// What came in is wrong.
    #[error("{0}")]
    Input(String),
    /// Standard output cannot be written.
    #[error("cannot write the answer: {0}")]
    Output(std::io::Error),
    /// There is no token.
    #[error(transparent)]
    Token(#[from] token::Failure),
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read has read enough, as in `keyfob recognize | head`.
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            args::complain(&failure.to_string());
            match failure {
                Failure::Usage(_) => ExitCode::from(2),
                Failure::Input(_) | Failure::Output(_) => ExitCode::from(1),
                Failure::Token(failure) => ExitCode::from(failure.code()),
            }
        }
    }
}

fn run() -> Result<(), Failure> {
    match args::read(lexopt::Parser::from_env())? {
        Command::Say(text) => input::write(|out| writeln!(out, "{}", text.trim_end())),
        Command::Plan { have, url } => plan::run(have, url),
        Command::Recognize { url } => recognize::run(url.as_deref()),
        Command::Token(call) => Ok(token::run(&call)?),
    }
}
