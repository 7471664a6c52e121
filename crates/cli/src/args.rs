//! The command line.

use crate::Failure;
use crate::token::{Call, Form, is_variable};
use lexopt::prelude::*;
use std::io::Write as _;
use std::path::PathBuf;

/// What `--help` says.
const HELP: &str = "\
Keyfob: which API credential a form wants, where one stands in a text, and a fresh token for a script.

Usage:
  keyfob plan [--have KIND,KIND...] [--url URL] < snapshot.json
  keyfob recognize [--url URL] < text
  keyfob token CREDENTIAL --export FILE [--env [--name VAR] | --json] [--passphrase-fd N] [--force]

Commands:
  plan       Reads a form snapshot (the completion value of content/snapshot.js) and prints what the form asks for,
             what goes where, and what is left alone, each with its reason, as one JSON object.
  recognize  Reads a text and prints each credential found in it as one JSON object a line; start and end are bytes.
  token      Prints an access token that works. CREDENTIAL is a label, an id or a kind in the export. Where it is due,
             the provider is asked for a new one, and the export is replaced before anything is printed.

Options of plan and recognize:
  --have KINDS  Kinds at hand, such as mailchimp/api-key, separated by commas. Without it every kind counts.
  --url URL     Address of the page, where the snapshot has none or the text came from one.

Options of token:
  --export FILE      An export made for cron, protected by a passphrase. FILE.lock and FILE.new stand beside it.
  --passphrase-fd N  Reads the passphrase from file descriptor N, its first line. Without it the terminal asks.
  --env              Prints NAME='token' for a shell; --name VAR sets the name (PROVIDER_ACCESS_TOKEN).
  --json             Prints {access_token, expires_at, kind, label}; expires_at in seconds since 1970.
  --force            Refreshes a rotating connection that was not moved into this export. The vault's copy ends then.

  --help        This text.
  --version     The version.

Exit codes: 0 done, 1 bad input or output, 2 bad call; and of token:
  3 the export cannot be opened (missing, wrong passphrase)   4 no such credential, or more than one
  5 a person has to connect again, or to put the app in order 6 offline or provider in trouble, try again later
  7 the export is damaged or not one                          8 cannot write; standard error says where the tokens are
  9 a rotating connection that was not moved into the export
With 6, a token that is still good is printed instead, and the code is 0.
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
    /// Print an access token.
    Token(Call),
}

/// The options as they were given, and which command they belong to.
#[derive(Default)]
struct Options {
    values: Vec<String>,
    have: Option<Vec<String>>,
    url: Option<String>,
    export: Option<PathBuf>,
    passphrase_fd: Option<u32>,
    name: Option<String>,
    env: bool,
    json: bool,
    force: bool,
}

/// Reads the arguments.
pub(crate) fn read(mut parser: lexopt::Parser) -> Result<Command, Failure> {
    let usage = |error: lexopt::Error| Failure::Usage(error.to_string());
    let mut options = Options::default();
    while let Some(arg) = parser.next().map_err(usage)? {
        match arg {
            Short('h') | Long("help") => return Ok(Command::Say(HELP.to_owned())),
            Short('V') | Long("version") => return Ok(Command::Say(format!("keyfob {}", env!("CARGO_PKG_VERSION")))),
            Long("url") => options.url = Some(parser.value().and_then(ValueExt::string).map_err(usage)?),
            Long("have") => {
                let list = parser.value().and_then(ValueExt::string).map_err(usage)?;
                let kinds = list.split(',').map(str::trim).filter(|kind| !kind.is_empty()).map(str::to_owned);
                options.have.get_or_insert_default().extend(kinds);
            }
            Long("export") => options.export = Some(parser.value().map_err(usage)?.into()),
            Long("passphrase-fd") => {
                options.passphrase_fd = Some(parser.value().and_then(|value| value.parse()).map_err(usage)?);
            }
            Long("name") => options.name = Some(parser.value().and_then(ValueExt::string).map_err(usage)?),
            Long("env") => options.env = true,
            Long("json") => options.json = true,
            Long("force") => options.force = true,
            Value(value) if options.values.len() < 2 => options.values.push(value.string().map_err(usage)?),
            other => return Err(usage(other.unexpected())),
        }
    }
    command(options).map_err(Failure::Usage)
}

fn command(options: Options) -> Result<Command, String> {
    let mut values = options.values.into_iter();
    let (name, credential) = (values.next(), values.next());
    let name = name.as_deref();
    let of_token = options.export.is_some() || options.passphrase_fd.is_some() || options.name.is_some();
    if name != Some("token") {
        if of_token || options.env || options.json || options.force {
            return Err("--export, --passphrase-fd, --env, --name, --json and --force belong to 'token'".to_owned());
        }
        if let Some(credential) = credential {
            return Err(format!("unexpected argument '{credential}'"));
        }
    } else if options.url.is_some() || options.have.is_some() {
        return Err("--url and --have do not belong to 'token'".to_owned());
    }
    match name {
        Some("plan") => Ok(Command::Plan { have: options.have, url: options.url }),
        Some("recognize") if options.have.is_some() => Err("--have belongs to 'plan', not to 'recognize'".to_owned()),
        Some("recognize") => Ok(Command::Recognize { url: options.url }),
        Some("token") => {
            let form = form(options.env, options.json, options.name)?;
            let (passphrase_fd, force) = (options.passphrase_fd, options.force);
            if matches!(passphrase_fd, Some(1 | 2)) {
                return Err("file descriptors 1 and 2 are written to; give the passphrase on another one".to_owned());
            }
            let credential = credential.ok_or("which credential? Name its label, id or kind")?;
            let export = options.export.ok_or("which export? Name it with --export FILE")?;
            Ok(Command::Token(Call { credential, export, passphrase_fd, form, force }))
        }
        Some("help") => Ok(Command::Say(HELP.to_owned())),
        Some(other) => Err(format!("there is no command '{other}'")),
        None => Err("a command is missing: plan, recognize or token".to_owned()),
    }
}

fn form(env: bool, json: bool, name: Option<String>) -> Result<Form, String> {
    match (env, json, name) {
        (true, true, _) => Err("--env and --json exclude each other".to_owned()),
        (false, _, Some(_)) => Err("--name belongs to --env".to_owned()),
        (true, _, Some(name)) if !is_variable(&name) => Err("--name is no name of a shell variable".to_owned()),
        (true, _, name) => Ok(Form::Env(name)),
        (false, true, None) => Ok(Form::Json),
        (false, false, None) => Ok(Form::Bare),
    }
}

/// Says something on standard error; that nobody hears it changes nothing.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "keyfob: {text}");
}
