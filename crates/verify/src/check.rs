//! One check of one credential: which call is under way, and what was learnt already.

use crate::answer::{account, is_expected, rule, verdict};
use crate::{Account, Answer, Request, Values, Verdict, VerifyError};
use keyfob_recipes::{Call, Kind, Meaning};

/// A check under way: plain data without a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// Id of the kind: `mailchimp/api-key`.
    pub kind: &'static str,
    /// Position of the call in [`Kind::verify`].
    pub call: usize,
    /// An earlier call said that the credential works; the rest only says more about it.
    pub proven: bool,
}

/// What comes after an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The check is over.
    Done(Verdict),
    /// The next call is to be made.
    Next(Check),
}

impl Check {
    /// The beginning of a check; `None` where the recipes know no way.
    #[must_use]
    pub fn new(kind: &'static Kind) -> Option<Self> {
        (!kind.verify.is_empty()).then_some(Self { kind: kind.id, call: 0, proven: false })
    }

    /// A check that was stored, if the recipes still know its kind and call.
    #[must_use]
    pub fn resume(kind: &str, call: usize, proven: bool) -> Option<Self> {
        let (_, kind) = keyfob_recipes::kind(kind)?;
        kind.verify.get(call).map(|_| Self { kind: kind.id, call, proven })
    }

    /// The request to send now.
    ///
    /// # Errors
    /// [`VerifyError::Missing`] and [`VerifyError::Value`] for a field that is empty or holds what cannot be sent.
    pub fn request(&self, values: &Values<'_>) -> Result<Request, VerifyError> {
        let (kind, call) = self.place().ok_or(VerifyError::NoCall)?;
        Request::new(kind, call, values)
    }

    /// Names of the headers that an answer is to bring, in lower case.
    pub fn headers(&self) -> impl Iterator<Item = &'static str> {
        let named =
            self.place().map(|(_, call)| call.expires).filter(|name| !name.is_empty() && !name.starts_with('/'));
        ["retry-after"].into_iter().chain(named)
    }

    /// What the answer to [`Check::request`] means. `values` are those of the request.
    #[must_use]
    pub fn answered(self, values: &Values<'_>, answer: &Answer<'_>) -> Step {
        let unknown = self.unknown(answer.status, answer.wait());
        if answer.is_about_the_server() {
            return unknown;
        }
        let Some((kind, call)) = self.place() else { return unknown };
        if !is_expected(call, answer) {
            return unknown;
        }
        let Some(rule) = rule(call, answer) else { return unknown };
        let next = |proven| Step::Next(Self { call: self.call + 1, proven: proven || self.proven, ..self });
        match rule.is {
            Meaning::More => next(true),
            Meaning::Next => next(false),
            // The call before has said that it works; this one was only to say more.
            is if self.proven && is != Meaning::Valid => unknown,
            _ => verdict(rule, account(kind, call, answer), values).map_or(unknown, Step::Done),
        }
    }

    /// What it means that no answer came: no network, no permission, too late, redirected.
    #[must_use]
    pub fn lost(self) -> Verdict {
        if self.proven { Verdict::Valid(Account::default()) } else { Verdict::Unknown { status: 0, wait: None } }
    }

    fn unknown(self, status: u16, wait: Option<u32>) -> Step {
        Step::Done(if self.proven { self.lost() } else { Verdict::Unknown { status, wait } })
    }

    fn place(&self) -> Option<(&'static Kind, &'static Call)> {
        let (_, kind) = keyfob_recipes::kind(self.kind)?;
        Some((kind, kind.verify.get(self.call)?))
    }
}
