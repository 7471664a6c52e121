//! The token on standard output, in the form that was asked for.

use super::choice::Chosen;
use super::{Failure, choice};
use crate::input;
use serde::Serialize;

/// How a token is printed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The token alone.
    Bare,
    /// `NAME='token'`; without a name, one made of the provider's.
    Env(Option<String>),
    /// One JSON object.
    Json,
}

/// `--json`.
#[derive(Serialize)]
struct Answer<'a> {
    access_token: &'a str,
    /// Seconds since the Unix epoch, as `date +%s` counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<u64>,
    kind: &'a str,
    label: &'a str,
}

/// Prints `access`, which is stored.
pub(super) fn print(form: &Form, chosen: &Chosen<'_>, access: &str) -> Result<(), Failure> {
    let written = match form {
        Form::Bare => input::write(|out| writeln!(out, "{access}")),
        Form::Env(name) => {
            let name = name.clone().unwrap_or_else(|| variable(&chosen.entry.provider));
            input::write(|out| writeln!(out, "{name}={}", quoted(access).as_str()))
        }
        Form::Json => {
            let expires_at = chosen.connection.expires_at.map(|end| end / 1000);
            let (kind, label) = (chosen.entry.kind.as_str(), chosen.entry.label.as_str());
            let answer = Answer { access_token: access, expires_at, kind, label };
            input::write(|out| {
                serde_json::to_writer(&mut *out, &answer)?;
                writeln!(out)
            })
        }
    };
    written.map_err(|failure| match failure {
        crate::Failure::Output(error) => Failure::Output(error),
        other => Failure::Choice(choice::shown(&other.to_string())),
    })
}

/// `constant-contact` as `CONSTANT_CONTACT_ACCESS_TOKEN`.
fn variable(provider: &str) -> String {
    let letters = provider.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    let name: String = letters.chain("_ACCESS_TOKEN".chars()).collect();
    if is_variable(&name) && !provider.is_empty() { name } else { "ACCESS_TOKEN".to_owned() }
}

/// Whether a shell takes this as the name of a variable (POSIX.1, 3.235).
pub(crate) fn is_variable(name: &str) -> bool {
    let starts = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    starts && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// In single quotes, in which a POSIX shell changes nothing.
fn quoted(text: &str) -> zeroize::Zeroizing<String> {
    zeroize::Zeroizing::new(["'", &text.replace('\'', r"'\''"), "'"].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_gets_back_what_was_quoted() {
        for text in ["plain", "it's", "$(id) `id` \\ \" ! *", "a\nb", "''"] {
            let said = format!("printf %s {}", quoted(text).as_str());
            let output = std::process::Command::new("sh").args(["-c", &said]).output().unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
        }
    }

    #[test]
    fn names_of_variables() {
        assert_eq!(variable("constant-contact"), "CONSTANT_CONTACT_ACCESS_TOKEN");
        assert_eq!(variable(""), "ACCESS_TOKEN");
        assert_eq!(variable("9lives"), "ACCESS_TOKEN");
        for wrong in ["", "9A", "A-B", "A B", "A=1", "Ä"] {
            assert!(!is_variable(wrong), "{wrong}");
        }
        assert!(is_variable("_a9"));
    }
}
