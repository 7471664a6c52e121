//! Why there is no token, and the exit code by which a script tells it.

use keyfob_exchange::ExchangeError;
use std::io;
use std::path::Path;

/// Why `keyfob token` prints nothing. No text in here holds a secret.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The export cannot be opened: it is not there, or the passphrase is not the right one.
    #[error("{0}")]
    Closed(String),
    /// No credential, or more than one, is meant.
    #[error("{0}")]
    Choice(String),
    /// The provider does not accept the refresh token any more.
    #[error(
        "the provider does not accept this connection any more; connect again in Keyfob and make a new export for cron"
    )]
    ConnectAgain,
    /// The provider does not accept the app.
    #[error("{0}; put the app in order at the provider, then make a new export for cron")]
    App(String),
    /// No network, or the provider is in trouble; the next run tries again.
    #[error("{0}; nothing was changed, try again later")]
    Later(String),
    /// The file is no export, or what it held is broken.
    #[error("{0}")]
    Damaged(ExchangeError),
    /// The new tokens could not be stored, or there would be no room for them.
    #[error("{0}")]
    Write(String),
    /// A rotating connection that the vault refreshes too.
    #[error(
        "\"{0}\" has a rotating refresh token and was not moved into this export: if it is refreshed here, the copy in \
         the vault ends, and with the next refresh there so does this one. Move it in Keyfob, or export a second \
         connection made for cron; --force refreshes it all the same, and from then on it must be used here only"
    )]
    NotMoved(String),
    /// Standard output cannot be written. What was refreshed is stored.
    #[error("cannot write the token: {0}")]
    Output(io::Error),
}

impl Failure {
    /// The exit code, as `--help` lists them.
    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::Output(_) => 1,
            Self::Closed(_) => 3,
            Self::Choice(_) => 4,
            Self::ConnectAgain | Self::App(_) => 5,
            Self::Later(_) => 6,
            Self::Damaged(_) => 7,
            Self::Write(_) => 8,
            Self::NotMoved(_) => 9,
        }
    }

    /// A file that cannot be read.
    pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Self {
        Self::Closed(format!("cannot read {}: {error}", path.display()))
    }

    /// A file that cannot be made before anything was asked for.
    pub(crate) fn no_room(path: &Path, error: &io::Error) -> Self {
        Self::Write(format!(
            "cannot write {}: {error}; nothing was asked for, and the tokens in the export are as good as before",
            path.display()
        ))
    }

    /// New tokens that are in another file than they should be.
    pub(crate) fn kept(path: &Path, kept: &Path, error: &io::Error) -> Self {
        Self::Write(format!(
            "cannot write {}: {error}; the refresh token in it is no longer good, the new one is in {}, sealed with the \
             same passphrase: put that file in its place",
            path.display(),
            kept.display()
        ))
    }
}

impl From<ExchangeError> for Failure {
    fn from(error: ExchangeError) -> Self {
        match error {
            ExchangeError::WrongPassphrase
            | ExchangeError::EmptyPassphrase
            | ExchangeError::NeedsIdentity
            | ExchangeError::OtherRecipient
            | ExchangeError::WorkFactor { .. } => Self::Closed(error.to_string()),
            error => Self::Damaged(error),
        }
    }
}
