//! What came back of a request, and the refusals that all endpoints share (RFC 6749 section 5.2, RFC 8628 section 3.5).

use crate::OauthError;
use keyfob_recipes::ClientAuth;
use serde::Deserialize;

/// Most bytes of an answer that is looked at.
const MAX_ANSWER: usize = 64 * 1024;

/// What came back of a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reply<'a> {
    /// An HTTP answer.
    Answer {
        /// HTTP status.
        status: u16,
        /// The body; it may hold tokens.
        body: &'a [u8],
        /// Seconds of `Retry-After`, as [`retry_after`] reads it.
        retry_after: Option<u64>,
    },
    /// There is no network, and nothing was sent.
    Offline,
    /// The time was up, or the connection broke: the provider may have acted or not.
    Lost,
}

impl<'a> Reply<'a> {
    /// An HTTP answer without `Retry-After`.
    #[must_use]
    pub fn answer(status: u16, body: &'a [u8]) -> Self {
        Self::Answer { status, body, retry_after: None }
    }

    /// Status and body of an answer that is small enough to be read.
    pub(crate) fn read(&self) -> Result<(u16, &'a [u8]), OauthError> {
        match *self {
            Self::Answer { status, body, .. } if body.len() > MAX_ANSWER => Err(OauthError::NotUnderstood(status)),
            Self::Answer { status, body, .. } => Ok((status, body)),
            Self::Offline => Err(OauthError::Offline),
            Self::Lost => Err(OauthError::Lost),
        }
    }
}

/// Seconds of a `Retry-After` header (RFC 9110 section 10.2.3), at most a day. The form with a date is not read, because
/// it is about the provider's clock.
#[must_use]
pub fn retry_after(header: &str) -> Option<u64> {
    header.trim().parse().ok().map(|seconds: u64| seconds.min(86_400))
}

/// A refusal, as the endpoint means it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// `invalid_client`.
    Client,
    /// `invalid_grant`.
    Grant,
    /// `authorization_pending`.
    Pending,
    /// `slow_down`.
    SlowDown,
    /// Anything that means the same wherever it is said.
    Other(OauthError),
}

impl Refusal {
    /// The error of an endpoint where `invalid_grant` means `grant` and nothing is polled.
    pub(crate) fn error(self, auth: ClientAuth, grant: OauthError) -> OauthError {
        match self {
            Self::Client if auth == ClientAuth::None => OauthError::SecretMissing,
            Self::Client => OauthError::SecretRefused,
            Self::Grant => grant,
            Self::Pending | Self::SlowDown => OauthError::Busy,
            Self::Other(error) => error,
        }
    }
}

#[derive(Deserialize)]
struct Refused {
    error: String,
}

/// Reads an answer that is no success.
pub(crate) fn refusal(status: u16, body: &[u8]) -> Refusal {
    if status >= 500 {
        return Refusal::Other(OauthError::Busy);
    }
    let busy = matches!(status, 408 | 429);
    let Ok(refused) = serde_json::from_slice::<Refused>(body) else {
        return Refusal::Other(if busy { OauthError::Busy } else { OauthError::NotUnderstood(status) });
    };
    match refused.error.as_str() {
        "authorization_pending" => Refusal::Pending,
        "slow_down" => Refusal::SlowDown,
        _ if busy => Refusal::Other(OauthError::Busy),
        "invalid_client" => Refusal::Client,
        "invalid_grant" => Refusal::Grant,
        other => Refusal::Other(named(other)),
    }
}

/// The error that a word of RFC 6749 section 4.1.2.1 or 5.2 stands for, wherever it is said.
pub(crate) fn named(error: &str) -> OauthError {
    match error {
        "access_denied" => OauthError::Denied,
        "unauthorized_client" | "unsupported_grant_type" | "unsupported_response_type" => OauthError::Flow,
        "expired_token" => OauthError::DeviceExpired,
        "temporarily_unavailable" | "server_error" => OauthError::Busy,
        other => OauthError::Refused(word(other)),
    }
}

/// An error code as it may be shown: a short word, whatever the answer held.
fn word(text: &str) -> String {
    let word: String = text.chars().filter(|c| c.is_ascii_lowercase() || *c == '_').take(40).collect();
    if word.is_empty() { "error".to_owned() } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_has_its_own_meaning() {
        let refused = |word: &str| Refusal::Other(OauthError::Refused(word.to_owned()));
        for (status, body, meaning) in [
            (401, &br#"{"error":"invalid_client"}"#[..], Refusal::Client),
            (400, br#"{"error":"invalid_grant","error_description":"x"}"#, Refusal::Grant),
            (400, br#"{"error":"authorization_pending"}"#, Refusal::Pending),
            (429, br#"{"error":"slow_down"}"#, Refusal::SlowDown),
            (400, br#"{"error":"unauthorized_client"}"#, Refusal::Other(OauthError::Flow)),
            (400, br#"{"error":"invalid_scope"}"#, refused("invalid_scope")),
            (400, br#"{"error":"<script>alert(1)</script>"}"#, refused("scriptalertscript")),
            (400, br#"{"error":"!"}"#, refused("error")),
            (400, br#"{"error":{"code":1}}"#, Refusal::Other(OauthError::NotUnderstood(400))),
            (404, b"<html>", Refusal::Other(OauthError::NotUnderstood(404))),
            (429, b"<html>", Refusal::Other(OauthError::Busy)),
            // A server in trouble and a limit prove nothing about the grant.
            (500, br#"{"error":"invalid_grant"}"#, Refusal::Other(OauthError::Busy)),
            (429, br#"{"error":"invalid_grant"}"#, Refusal::Other(OauthError::Busy)),
        ] {
            assert_eq!(refusal(status, body), meaning, "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn retry_after_is_read_in_seconds_only() {
        assert_eq!(retry_after(" 120 "), Some(120));
        assert_eq!(retry_after("99999999999"), Some(86_400));
        for odd in ["", "-1", "soon", "Wed, 21 Oct 2026 07:28:00 GMT", "99999999999999999999999"] {
            assert_eq!(retry_after(odd), None, "{odd}");
        }
    }

    #[test]
    fn an_answer_that_is_too_long_is_not_read() {
        let long = vec![b' '; MAX_ANSWER + 1];
        assert_eq!(Reply::answer(200, &long).read(), Err(OauthError::NotUnderstood(200)));
        assert!(Reply::answer(200, &long[1..]).read().is_ok());
    }
}
