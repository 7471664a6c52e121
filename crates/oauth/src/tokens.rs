//! The token endpoint's answer (RFC 6749 section 5).

use crate::{OauthError, pending::word};
use core::fmt;
use serde::Deserialize;
use zeroize::Zeroizing;

/// Most bytes of an answer that is looked at.
const MAX_ANSWER: usize = 64 * 1024;

/// What the provider issued.
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    /// The access token.
    pub access: Zeroizing<String>,
    /// The refresh token, if one was issued.
    pub refresh: Option<Zeroizing<String>>,
    /// Seconds the access token lives, where the provider says so.
    pub expires_in: Option<u64>,
    /// The scopes that were granted, where they differ from what was asked.
    pub scope: Option<String>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("access", &self.access.len())
            .field("refresh", &self.refresh.as_ref().map(|token| token.len()))
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Granted {
    access_token: Zeroizing<String>,
    token_type: String,
    refresh_token: Option<Zeroizing<String>>,
    expires_in: Option<serde_json::Number>,
    scope: Option<String>,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
}

/// Reads the answer of the token endpoint.
///
/// # Errors
/// [`OauthError::Client`] for `invalid_client` and `unauthorized_client`, [`OauthError::Grant`] for `invalid_grant`,
/// [`OauthError::Denied`] for any other code of RFC 6749 section 5.2, [`OauthError::Server`] for what cannot be read.
pub fn tokens(status: u16, body: &[u8]) -> Result<Tokens, OauthError> {
    if body.len() > MAX_ANSWER {
        return Err(OauthError::Server(status));
    }
    if status != 200 {
        let refused: Refused = serde_json::from_slice(body).map_err(|_| OauthError::Server(status))?;
        return Err(match refused.error.as_str() {
            "invalid_client" | "unauthorized_client" => OauthError::Client,
            "invalid_grant" => OauthError::Grant,
            other => OauthError::Denied(word(other)),
        });
    }
    let granted: Granted = serde_json::from_slice(body).map_err(|_| OauthError::Server(status))?;
    if granted.access_token.is_empty() || !granted.token_type.eq_ignore_ascii_case("bearer") {
        return Err(OauthError::Server(status));
    }
    Ok(Tokens {
        access: granted.access_token,
        refresh: granted.refresh_token.filter(|token| !token.is_empty()),
        expires_in: granted.expires_in.and_then(|seconds| seconds.as_u64()),
        scope: granted.scope,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_is_read_with_and_without_a_refresh_token() {
        let body =
            br#"{"access_token":"a.b.c","token_type":"Bearer","refresh_token":"r","expires_in":86400,"scope":"x"}"#;
        let tokens_ = tokens(200, body).unwrap();
        assert_eq!(tokens_.access.as_str(), "a.b.c");
        assert_eq!(tokens_.refresh.as_ref().map(|t| t.as_str()), Some("r"));
        assert_eq!(tokens_.expires_in, Some(86_400));
        assert!(!format!("{tokens_:?}").contains("a.b.c"));
        assert!(tokens(200, br#"{"access_token":"a","token_type":"bearer"}"#).unwrap().refresh.is_none());
    }

    #[test]
    fn each_refusal_has_its_own_meaning() {
        for (status, body, error) in [
            (401, &br#"{"error":"invalid_client"}"#[..], OauthError::Client),
            (400, br#"{"error":"invalid_grant","error_description":"x"}"#, OauthError::Grant),
            (400, br#"{"error":"invalid_scope"}"#, OauthError::Denied("invalid_scope".into())),
            (502, b"<html>", OauthError::Server(502)),
            (200, b"", OauthError::Server(200)),
            (200, br#"{"access_token":"","token_type":"Bearer"}"#, OauthError::Server(200)),
            (200, br#"{"access_token":"a","token_type":"mac"}"#, OauthError::Server(200)),
        ] {
            assert_eq!(tokens(status, body), Err(error));
        }
        assert_eq!(tokens(200, &vec![b' '; MAX_ANSWER + 1]), Err(OauthError::Server(200)));
    }
}
