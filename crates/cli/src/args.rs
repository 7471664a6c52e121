//! The command line.

use crate::Failure;
use lexopt::prelude::*;
use std::io::Write as _;

/// What `--help` says.
const HELP: &str = "\
Keyfob: which API credential a form wants, and where one stands in a text.

Usage:
  keyfob plan [--have KIND,KIND...] [--url URL] < snapshot.json
  keyfob recognize [--url URL] < text

Commands:
  plan       Reads a form snapshot (the completion value of content/snapshot.js) and prints what the form asks for,
             what goes where, and what is left alone, each with its reason, as one JSON object.
  recognize  Reads a text and prints each credential found in it as one JSON object a line; start and end are bytes.

Options:
  --have KINDS  Kinds at hand, such as mailchimp/api-key, separated by commas. Without it every kind counts.
  --url URL     Address of the page, where the snapshot has none or the text came from one.
  --help        This text.
  --version     The version.

Exit codes: 0 done, 1 bad input, 2 bad call.
";

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Print a text.
    Say(String),
    /// Plan a form; `have` is `None` for every kind.
    Plan { have: Option<Vec<String>>, url: Option<String> },
    /// Find credentials in a text.
    Recognize { url: Option<String> },
}

/// Reads the arguments.
pub(crate) fn read(mut parser: lexopt::Parser) -> Result<Command, Failure> {
    let usage = |error: lexopt::Error| Failure::Usage(error.to_string());
    let mut name: Option<String> = None;
    let mut have: Option<Vec<String>> = None;
    let mut url: Option<String> = None;
    while let Some(arg) = parser.next().map_err(usage)? {
        match arg {
            Short('h') | Long("help") => return Ok(Command::Say(HELP.to_owned())),
            Short('V') | Long("version") => return Ok(Command::Say(format!("keyfob {}", env!("CARGO_PKG_VERSION")))),
            Long("url") => url = Some(parser.value().and_then(ValueExt::string).map_err(usage)?),
            Long("have") => {
                let list = parser.value().and_then(ValueExt::string).map_err(usage)?;
                let kinds = list.split(',').map(str::trim).filter(|kind| !kind.is_empty()).map(str::to_owned);
                have.get_or_insert_default().extend(kinds);
            }
            Value(value) if name.is_none() => name = Some(value.string().map_err(usage)?),
            other => return Err(usage(other.unexpected())),
        }
    }
    match name.as_deref() {
        Some("plan") => Ok(Command::Plan { have, url }),
        Some("recognize") if have.is_some() => {
            Err(Failure::Usage("--have belongs to 'plan', not to 'recognize'".to_owned()))
        }
        Some("recognize") => Ok(Command::Recognize { url }),
        Some("help") => Ok(Command::Say(HELP.to_owned())),
        Some(other) => Err(Failure::Usage(format!("there is no command '{other}'"))),
        None => Err(Failure::Usage("a command is missing: plan or recognize".to_owned())),
    }
}

/// Says something on standard error; that nobody hears it changes nothing.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "keyfob: {text}");
}
