//! Waiting: a condition is asked until it holds or a deadline passes. Nothing on the bed sleeps for luck.

use std::fmt::Display;
use std::time::Duration;

use crate::error::{BedError, Result};

/// The deadline of every wait. Generous, because two slow cores may be shared by everything at once;
/// a passing run never waits for it.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// Pause between two looks at a condition.
const PAUSE: Duration = Duration::from_millis(40);

/// What one look at a condition found.
pub enum Look<T> {
    /// It holds.
    Done(T),
    /// Not yet; the text says what was seen instead.
    Wait(String),
}

impl<T> Look<T> {
    /// Not yet, with what was seen.
    pub fn wait(seen: impl Display) -> Self {
        Self::Wait(seen.to_string())
    }
}

/// Looks until the condition holds. An error ends the wait at once; a deadline says what was seen last.
///
/// # Errors
/// [`BedError::Deadline`], or the condition's own error.
pub async fn until<T, F>(what: &str, look: F) -> Result<T>
where
    F: AsyncFnMut() -> Result<Look<T>>,
{
    until_within(DEADLINE, what, look).await
}

/// [`until`] with a deadline of its own.
///
/// # Errors
/// [`BedError::Deadline`], or the condition's own error.
pub async fn until_within<T, F>(limit: Duration, what: &str, mut look: F) -> Result<T>
where
    F: AsyncFnMut() -> Result<Look<T>>,
{
    let mut last = String::from("nothing");
    let found = tokio::time::timeout(limit, async {
        loop {
            match look().await? {
                Look::Done(value) => return Ok(value),
                Look::Wait(seen) => last = seen,
            }
            tokio::time::sleep(PAUSE).await;
        }
    })
    .await;
    found.unwrap_or_else(|_| Err(BedError::Deadline { what: what.to_owned(), seconds: limit.as_secs(), last }))
}
