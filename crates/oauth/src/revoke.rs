//! Switching a token off (RFC 7009).

use crate::reply::refusal;
use crate::{Client, OauthError, Reply, Request};
use keyfob_recipes::{ClientAuth, OAuth};

/// Which token is switched off. The refresh token comes first: with it go the access tokens, at most providers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoke {
    /// A refresh token.
    Refresh,
    /// An access token.
    Access,
}

/// The request that switches `token` off, where the provider has an endpoint for it (RFC 7009 section 2.1).
#[must_use]
pub fn revocation_request(server: &OAuth, client: &Client<'_>, which: Revoke, token: &str) -> Option<Request> {
    let hint = match which {
        Revoke::Refresh => "refresh_token",
        Revoke::Access => "access_token",
    };
    (!server.revoke.is_empty()).then(|| client.post(server.revoke, &[("token", token), ("token_type_hint", hint)]))
}

/// Reads the answer (RFC 7009 section 2.2). A token that is not valid any more counts as switched off.
///
/// # Errors
/// [`OauthError::Busy`], [`OauthError::Offline`] and [`OauthError::Lost`]: ask again, it does no harm.
/// [`OauthError::SecretMissing`] and [`OauthError::SecretRefused`] if the client was not accepted; else what was said.
pub fn revoked(auth: ClientAuth, reply: &Reply<'_>) -> Result<(), OauthError> {
    let (status, body) = reply.read()?;
    if (200..300).contains(&status) {
        return Ok(());
    }
    match refusal(status, body).error(auth, OauthError::ConnectAgain) {
        OauthError::ConnectAgain => Ok(()),
        OauthError::Refused(word) if word == "invalid_token" => Ok(()),
        error => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pending::tests::SERVER;

    #[test]
    fn the_request_of_rfc_7009_section_2_1() {
        let (token, secret) = (["45ghiukldjah", "dnhzdauz"].concat(), ["gX1fBat3", "bV"].concat());
        let client = Client::new(&SERVER, "s6BhdRkqt3", Some(&secret)).unwrap();
        let request = revocation_request(&SERVER, &client, Revoke::Refresh, &token).unwrap();
        assert_eq!(*request.body, format!("token={token}&token_type_hint=refresh_token"));
        assert_eq!(request.authorization.as_deref(), Some(&["Basic czZCaGRSa3F0", "MzpnWDFmQmF0M2JW"].concat()));
        let public = Client::new(&SERVER, "id", None).unwrap();
        let request = revocation_request(&SERVER, &public, Revoke::Access, &token).unwrap();
        assert_eq!(*request.body, format!("token={token}&token_type_hint=access_token&client_id=id"));
        assert_eq!(revocation_request(&OAuth { revoke: "", ..SERVER }, &public, Revoke::Access, &token), None);
    }

    #[test]
    fn what_is_off_already_is_off() {
        for (status, body, wanted) in [
            (200, &b""[..], Ok(())),
            (204, b"", Ok(())),
            (400, br#"{"error":"invalid_token"}"#, Ok(())),
            (400, br#"{"error":"invalid_grant"}"#, Ok(())),
            (401, br#"{"error":"invalid_client"}"#, Err(OauthError::SecretRefused)),
            (400, br#"{"error":"unsupported_token_type"}"#, Err(OauthError::Refused("unsupported_token_type".into()))),
            (503, b"", Err(OauthError::Busy)),
            (404, b"", Err(OauthError::NotUnderstood(404))),
        ] {
            assert_eq!(revoked(ClientAuth::Basic, &Reply::answer(status, body)), wanted);
        }
        assert_eq!(revoked(ClientAuth::Basic, &Reply::Offline), Err(OauthError::Offline));
    }
}
