//! Switching a credential off without the portal, where the provider has a call for it.

use crate::answer::{is_expected, rule};
use crate::{Answer, Request, Values, VerifyError};
use keyfob_recipes::{Kind, Meaning};

/// What came of switching off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Off {
    /// It is off.
    Done,
    /// It was off or gone before.
    Already,
    /// The provider does not allow it with this credential: guide, or ask support.
    Refused,
    /// Nothing is known; it may still work.
    Unknown {
        /// HTTP status.
        status: u16,
        /// Seconds the server asks to wait.
        wait: Option<u32>,
    },
}

impl Off {
    /// The word by which surfaces look up the sentence for a person.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Done => "off-done",
            Self::Already => "off-already",
            Self::Refused => "off-refused",
            Self::Unknown { .. } => "off-unknown",
        }
    }
}

/// The request that switches the credential off. It cannot be taken back: ask the person first.
///
/// # Errors
/// [`VerifyError::NoCall`] where the provider has no such call, [`VerifyError::Missing`] and [`VerifyError::Value`] for
/// a field that is empty or holds what cannot be sent.
pub fn switch_off(kind: &'static Kind, values: &Values<'_>) -> Result<Request, VerifyError> {
    Request::new(kind, kind.revoke_api.as_ref().ok_or(VerifyError::NoCall)?, values)
}

/// What the answer to [`switch_off`] means.
#[must_use]
pub fn answered(kind: &'static Kind, answer: &Answer<'_>) -> Off {
    let unknown = Off::Unknown { status: answer.status, wait: answer.wait() };
    let Some(call) = kind.revoke_api.as_ref().filter(|_| !answer.is_about_the_server()) else { return unknown };
    let found = if is_expected(call, answer) { rule(call, answer) } else { None };
    match found.map(|rule| rule.is) {
        Some(Meaning::Done) => Off::Done,
        Some(Meaning::Invalid) => Off::Already,
        Some(Meaning::Limited) => Off::Refused,
        _ => unknown,
    }
}
