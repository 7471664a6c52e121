//! What can go wrong on the test bed, said so that a failed run explains itself.

use std::path::PathBuf;

/// An error of the bed. It never carries what was typed into a field.
#[derive(Debug, thiserror::Error)]
pub enum BedError {
    /// A program of the bed could not be started, or ended before it was ready.
    #[error("{program}: {reason}")]
    Program {
        /// Name of the program.
        program: String,
        /// What happened, with the end of its log where there is one.
        reason: String,
    },
    /// Nothing of the kind was seen in time.
    #[error("waited {seconds} s for {what}; last seen: {last}")]
    Deadline {
        /// What was waited for.
        what: String,
        /// How long.
        seconds: u64,
        /// The last answer or error seen.
        last: String,
    },
    /// The browser refused a command of its remote protocol.
    #[error("{method}: {message}")]
    Refused {
        /// The command.
        method: String,
        /// The browser's words.
        message: String,
    },
    /// The connection to the browser is gone, because it ended or was killed.
    #[error("the browser is not connected")]
    Disconnected,
    /// A script in a page threw.
    #[error("a script threw: {0}")]
    Script(String),
    /// This needs the real toolbar or a real dialog, and the bed runs without a display.
    #[error("{0} needs a display")]
    NeedsDisplay(&'static str),
    /// This is a command of one browser's own.
    #[error("this is for {0} only")]
    Only(&'static str),
    /// A real click was made and the document never saw it.
    #[error("the click on {0} did not arrive")]
    ClickLost(String),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// An answer could not be understood.
    #[error("{from} answered something unexpected: {detail}")]
    Answer {
        /// Who answered.
        from: String,
        /// What was wrong with it.
        detail: String,
    },
    /// WebDriver's own error.
    #[error(transparent)]
    WebDriver(#[from] thirtyfour::error::WebDriverError),
}

/// The bed's result.
pub type Result<T> = std::result::Result<T, BedError>;

impl BedError {
    /// A [`BedError::Program`].
    pub(crate) fn program(program: &str, reason: impl ToString) -> Self {
        Self::Program { program: program.to_owned(), reason: reason.to_string() }
    }

    /// A [`BedError::Answer`].
    pub(crate) fn answer(from: &str, detail: impl ToString) -> Self {
        Self::Answer { from: from.to_owned(), detail: detail.to_string() }
    }
}

/// Ties a file's path to the system's error.
pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> BedError {
    let path = path.into();
    move |source| BedError::File { path, source }
}
