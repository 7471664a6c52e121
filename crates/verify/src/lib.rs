//! Asks a provider whether a credential works, and switches one off where there is a call for it.
//!
//! In: a kind of the recipes, the values of a credential's fields, an HTTP answer. Out: a [`Request`] to send, a
//! [`Verdict`] or the next call. Between two steps stands [`Check`], plain data that survives a killed worker. The
//! host comes from the recipe and from checked parts of a value only. This room must never send, wait, read a clock,
//! say "invalid" on doubt, or put a secret where it is shown.

mod answer;
mod check;
mod expiry;
mod off;
mod pointer;
mod request;
mod support;

pub use answer::{Account, Answer, Verdict, plain};
pub use check::{Check, Step};
pub use off::{Off, answered, switch_off};
pub use request::Request;
pub use support::Support;

use thiserror::Error;

/// Most bytes of an answer that is looked at; more is not understood.
pub const MAX_ANSWER: usize = 256 * 1024;

/// The values of a credential's fields, by name.
pub type Values<'a> = [(&'a str, &'a str)];

/// Why no request could be made. Holds names of fields, never values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The recipes know no way to do this for the kind.
    #[error("there is no call for this kind")]
    NoCall,
    /// A field that the call needs has no value.
    #[error("the field `{0}` is missing")]
    Missing(&'static str),
    /// The value cannot stand where the call wants it: an address of another host, a line break in a header.
    #[error("the field `{0}` does not hold what belongs there")]
    Value(&'static str),
}

impl VerifyError {
    /// The word by which surfaces look up the sentence for a person.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoCall => "verify-no-call",
            Self::Missing(_) => "verify-missing",
            Self::Value(_) => "verify-value",
        }
    }
}
