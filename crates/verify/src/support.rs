//! What a person can hand to somebody's support after a check: what was asked, what came back, what it means. Parts
//! and codes, so that surfaces can say it in the person's language; never a secret, not even its last characters.

use crate::{Request, Verdict};
use keyfob_recipes::Text;

/// The parts of a text for support.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    /// Name of the provider.
    pub provider: &'static str,
    /// What the kind is called.
    pub kind: Text,
    /// What was called: `GET us21.api.mailchimp.com/3.0/`.
    pub called: String,
    /// HTTP status; 0 where no answer came.
    pub status: u16,
    /// When, in seconds since 1970.
    pub when: u64,
    /// What it means: [`Verdict::code`].
    pub meaning: &'static str,
    /// The account, where the provider named it.
    pub who: Vec<String>,
}

impl Support {
    /// The parts for a check of the kind with this id that sent `request` at `when` and was answered with `status`.
    /// `None` for a kind that the recipes do not know.
    #[must_use]
    pub fn new(kind: &str, request: &Request, status: u16, verdict: &Verdict, when: u64) -> Option<Self> {
        let (provider, kind) = keyfob_recipes::kind(kind)?;
        let who = match verdict {
            Verdict::Valid(account) | Verdict::WrongRegion(account) => account.who.clone(),
            _ => Vec::new(),
        };
        let (called, meaning) = (request.called.clone(), verdict.code());
        Some(Self { provider: provider.name, kind: kind.name, called, status, when, meaning, who })
    }
}
