//! The token endpoint's answer (RFC 6749 section 5).

use crate::OauthError;
use crate::reply::{Refusal, Reply, refusal};
use core::{fmt, time::Duration};
use keyfob_recipes::ClientAuth;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use zeroize::Zeroizing;

/// What the provider issued.
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    /// The access token.
    pub access: Zeroizing<String>,
    /// The refresh token, if one was issued.
    pub refresh: Option<Zeroizing<String>>,
    /// Seconds the access token lives from now on, where the provider says so; 0 is as good as nothing said.
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

/// Only what is indispensable is required: a rotated refresh token must not be lost because something beside it is odd.
#[derive(Deserialize)]
struct Granted {
    access_token: Zeroizing<String>,
    /// Draft 10 of OAuth 2 knew no types yet.
    token_type: Option<String>,
    refresh_token: Option<Zeroizing<String>>,
    #[serde(default)]
    expires_in: Loose,
    #[serde(default)]
    scope: Loose,
}

/// Reads the answer to an exchanged code (RFC 6749 section 4.1.4), sent by a client that authenticates by `auth`.
///
/// # Errors
/// [`OauthError::Grant`] for a code that is used or too old, [`OauthError::SecretMissing`] and
/// [`OauthError::SecretRefused`] for a client that is not accepted, and whatever else the provider or the network said.
pub fn exchanged(auth: ClientAuth, reply: &Reply<'_>) -> Result<Tokens, OauthError> {
    let (status, body) = reply.read()?;
    tokens(status, body).map_err(|refusal| refusal.error(auth, OauthError::Grant))
}

/// Reads an answer of the token endpoint.
pub(crate) fn tokens(status: u16, body: &[u8]) -> Result<Tokens, Refusal> {
    let not_understood = || Refusal::Other(OauthError::NotUnderstood(status));
    if !matches!(status, 200 | 201) {
        return Err(refusal(status, body));
    }
    // Some servers say no with status 200.
    let Ok(granted) = serde_json::from_slice::<Granted>(body) else { return Err(refusal(status, body)) };
    let bearer = granted.token_type.is_none_or(|word| word.eq_ignore_ascii_case("bearer"));
    if granted.access_token.is_empty() || !bearer {
        return Err(not_understood());
    }
    Ok(Tokens {
        access: granted.access_token,
        refresh: granted.refresh_token.filter(|token| !token.is_empty()),
        expires_in: granted.expires_in.seconds().filter(|seconds| *seconds > 0),
        scope: granted.scope.text(),
    })
}

/// A value that is taken if it is what it should be and passed over if not.
#[derive(Default)]
pub(crate) enum Loose {
    Text(String),
    Number(u64),
    #[default]
    Other,
}

impl Loose {
    /// A number of seconds, also in quotes.
    pub(crate) fn seconds(&self) -> Option<u64> {
        match self {
            Self::Number(seconds) => Some(*seconds),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Other => None,
        }
    }

    /// The text, unless it is empty.
    pub(crate) fn text(self) -> Option<String> {
        match self {
            Self::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_u64<E>(self, value: u64) -> Result<Loose, E> {
        Ok(Loose::Number(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Loose, E> {
        Ok(Loose::Other)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Loose, E> {
        Ok(Duration::try_from_secs_f64(value).map_or(Loose::Other, |whole| Loose::Number(whole.as_secs())))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Loose, E> {
        Ok(Loose::Other)
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::Other)
    }

    fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
        Ok(Loose::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Loose, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Loose::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut items: A) -> Result<Loose, A::Error> {
        while items.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Loose::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &[u8]) -> Result<Tokens, OauthError> {
        exchanged(ClientAuth::None, &Reply::answer(status, body))
    }

    #[test]
    fn the_answer_of_rfc_6749_section_5_1() {
        let (access, refresh) = (["2YotnFZFEjr1", "zCsicMWpAA"].concat(), ["tGzv3JOkF0XG", "5Qx2TlKWIA"].concat());
        let body = format!(
            r#"{{"access_token":"{access}","token_type":"example","expires_in":3600,"refresh_token":"{refresh}","example_parameter":"example_value"}}"#
        );
        assert_eq!(read(200, body.as_bytes()), Err(OauthError::NotUnderstood(200)), "its token type is not Bearer");
        let tokens = read(200, body.replace("\"example\"", "\"Bearer\"").as_bytes()).unwrap();
        assert_eq!((&*tokens.access, tokens.refresh.as_deref()), (&access, Some(&refresh)));
        assert_eq!((tokens.expires_in, &tokens.scope), (Some(3600), &None));
        let shown = format!("{tokens:?}");
        assert!(!shown.contains(&access) && !shown.contains(&refresh));
    }

    #[test]
    fn a_grant_without_type_lifetime_or_refresh_token_is_taken() {
        // What Mailchimp answers, after draft 10.
        let tokens = read(200, br#"{"access_token":"a","expires_in":0,"scope":null}"#).unwrap();
        assert_eq!((tokens.access.as_str(), tokens.refresh, tokens.expires_in, tokens.scope), ("a", None, None, None));
    }

    #[test]
    fn what_is_odd_beside_a_token_does_not_lose_it() {
        for (odd, seconds) in [
            (r#""expires_in":"3600""#, Some(3600)),
            (r#""expires_in":3600.7"#, Some(3600)),
            (r#""expires_in":1e30"#, None),
            (r#""expires_in":-5"#, None),
            (r#""expires_in":true,"scope":["a",{"b":1}]"#, None),
            (r#""expires_in":{"a":[1]},"scope":7"#, None),
            (r#""expires_in":null,"scope":"a b""#, None),
            (r#""expires_in":"soon""#, None),
        ] {
            let body = format!(r#"{{"access_token":"a","refresh_token":"r","token_type":"bearer",{odd}}}"#);
            let tokens = read(200, body.as_bytes()).unwrap();
            assert_eq!((tokens.refresh.as_ref().map(|t| t.as_str()), tokens.expires_in), (Some("r"), seconds), "{odd}");
        }
    }

    #[test]
    fn what_is_no_grant_is_refused() {
        for (status, body, error) in [
            (200, &b""[..], OauthError::NotUnderstood(200)),
            (200, br#"{"access_token":"","token_type":"Bearer"}"#, OauthError::NotUnderstood(200)),
            (200, br#"{"access_token":"a","token_type":"mac"}"#, OauthError::NotUnderstood(200)),
            (200, br#"{"error":"invalid_grant"}"#, OauthError::Grant),
            (302, b"", OauthError::NotUnderstood(302)),
            (400, br#"{"error":"invalid_grant"}"#, OauthError::Grant),
            (401, br#"{"error":"invalid_client"}"#, OauthError::SecretMissing),
            (502, b"<html>", OauthError::Busy),
        ] {
            assert_eq!(read(status, body), Err(error), "{}", String::from_utf8_lossy(body));
        }
        let refused = Reply::answer(401, br#"{"error":"invalid_client"}"#);
        assert_eq!(exchanged(ClientAuth::Basic, &refused), Err(OauthError::SecretRefused));
        assert_eq!(exchanged(ClientAuth::None, &Reply::Offline), Err(OauthError::Offline));
        assert_eq!(exchanged(ClientAuth::None, &Reply::Lost), Err(OauthError::Lost));
    }
}
