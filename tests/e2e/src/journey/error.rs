//! What can go wrong on a journey.

use crate::BedError;

/// An error of a journey. It never carries a secret.
#[derive(Debug, thiserror::Error)]
pub enum JourneyError {
    /// The bed's own: something did not appear, did not start, did not answer.
    #[error(transparent)]
    Bed(#[from] BedError),
    /// What the person sees is not what it should be.
    #[error("{what}: expected {expected}, saw {seen}")]
    Unlike {
        /// Which part.
        what: String,
        /// What it should be.
        expected: String,
        /// What it was.
        seen: String,
    },
}

/// The journey's result.
pub type Result<T> = std::result::Result<T, JourneyError>;

impl JourneyError {
    /// A [`JourneyError::Unlike`].
    pub(crate) fn unlike(what: impl Into<String>, expected: impl Into<String>, seen: impl Into<String>) -> Self {
        Self::Unlike { what: what.into(), expected: expected.into(), seen: seen.into() }
    }
}

/// Checks that a text holds a part.
pub(crate) fn says(what: &str, text: &str, part: &str) -> Result<()> {
    if text.contains(part) { Ok(()) } else { Err(JourneyError::unlike(what, format!("{part:?}"), format!("{text:?}"))) }
}

/// Checks a condition.
pub(crate) fn holds(what: &str, condition: bool, expected: &str) -> Result<()> {
    if condition { Ok(()) } else { Err(JourneyError::unlike(what, expected, "something else")) }
}
