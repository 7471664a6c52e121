//! Who asks, and the requests it makes: a public client, or a confidential one with its secret in exactly one place.

use crate::OauthError;
use base64ct::{Base64, Encoding};
use core::fmt;
use keyfob_recipes::{ClientAuth, OAuth, Pkce};
use zeroize::Zeroizing;

/// The person's own app at the provider.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Client<'a> {
    /// Client id (RFC 6749 section 2.2).
    pub id: &'a str,
    auth: ClientAuth,
    secret: &'a str,
}

impl fmt::Debug for Client<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("auth", &self.auth).field("secret", &self.secret.len()).finish_non_exhaustive()
    }
}

impl<'a> Client<'a> {
    /// A client of `server`: confidential if the app has a secret and the server takes one, public otherwise.
    ///
    /// # Errors
    /// [`OauthError::SecretMissing`] if there is no secret and the server takes no public client.
    pub fn new(server: &OAuth, id: &'a str, secret: Option<&'a str>) -> Result<Self, OauthError> {
        let secret = secret.unwrap_or_default();
        let with_secret = server.client_auth.iter().copied().find(|auth| *auth != ClientAuth::None);
        match with_secret {
            Some(auth) if !secret.is_empty() => Ok(Self { id, auth, secret }),
            _ if server.client_auth.contains(&ClientAuth::None) => Ok(Self { id, auth: ClientAuth::None, secret: "" }),
            _ => Err(OauthError::SecretMissing),
        }
    }

    /// How it authenticates.
    #[must_use]
    pub fn auth(&self) -> ClientAuth {
        self.auth
    }

    /// Whether it uses PKCE with `server`.
    pub(crate) fn uses_pkce(&self, server: &OAuth) -> bool {
        match server.pkce {
            Pkce::Always => true,
            Pkce::Public => self.auth == ClientAuth::None,
            Pkce::Never => false,
        }
    }

    /// A `POST` with these parameters and the client's own (RFC 6749 section 2.3.1).
    pub(crate) fn post(&self, url: &'static str, parameters: &[(&str, &str)]) -> Request {
        let own: &[(&str, &str)] = match self.auth {
            ClientAuth::None => &[("client_id", self.id)],
            ClientAuth::Body => &[("client_id", self.id), ("client_secret", self.secret)],
            ClientAuth::Basic => &[],
        };
        let pairs = || parameters.iter().chain(own);
        // Room for the longest encoding, so that no half-written copy of a secret stays behind.
        let room = pairs().map(|(name, value)| name.len() + 3 * value.len() + 2).sum();
        let mut body = form_urlencoded::Serializer::new(String::with_capacity(room));
        for (name, value) in pairs() {
            body.append_pair(name, value);
        }
        let authorization = (self.auth == ClientAuth::Basic).then(|| basic(self.id, self.secret));
        Request { method: Method::Post, url, authorization, body: Zeroizing::new(body.finish()) }
    }
}

/// HTTP Basic with both parts form-encoded first, as RFC 6749 section 2.3.1 wants it.
fn basic(id: &str, secret: &str) -> Zeroizing<String> {
    let mut pair = Zeroizing::new(String::with_capacity(3 * (id.len() + secret.len()) + 1));
    pair.extend(form_urlencoded::byte_serialize(id.as_bytes()));
    pair.push(':');
    pair.extend(form_urlencoded::byte_serialize(secret.as_bytes()));
    let encoded = Zeroizing::new(Base64::encode_string(pair.as_bytes()));
    Zeroizing::new(["Basic ", &encoded].concat())
}

/// HTTP method of a [`Request`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `GET`, no body.
    Get,
    /// `POST`, `application/x-www-form-urlencoded`.
    Post,
}

/// An HTTP request to the provider. It asks for JSON, sends no cookie and follows no redirect.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// Method.
    pub method: Method,
    /// Where to.
    pub url: &'static str,
    /// Value of the `Authorization` header, where there is one; a secret.
    pub authorization: Option<Zeroizing<String>>,
    /// The body; it may hold codes, tokens and the client secret. Empty for `GET`.
    pub body: Zeroizing<String>,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let header = self.authorization.as_ref().map_or(0, |header| header.len());
        write!(f, "Request({:?} {}, {header} + {} bytes)", self.method, self.url, self.body.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pending::tests::SERVER;

    fn secret() -> String {
        ["gX1fBat3", "bV"].concat()
    }

    #[test]
    fn the_basic_header_of_rfc_6749() {
        // Sections 2.3.1 and 4.1.3: client_id s6BhdRkqt3.
        let secret = secret();
        let client = Client::new(&SERVER, "s6BhdRkqt3", Some(&secret)).unwrap();
        let request = client.post("https://as.example/token", &[("grant_type", "authorization_code")]);
        let header = ["Basic czZCaGRSa3F0", "MzpnWDFmQmF0M2JW"].concat();
        assert_eq!(request.authorization.as_deref(), Some(&header));
        assert_eq!(request.body.as_str(), "grant_type=authorization_code", "nothing of the client is in the body");
        let shown = format!("{client:?} {request:?}");
        assert!(!shown.contains(&secret) && !shown.contains("czZC"), "{shown}");
    }

    #[test]
    fn the_basic_header_encodes_what_would_end_a_part() {
        let secret = ["p:a%", "+ ü"].concat();
        let client = Client::new(&SERVER, "id:1", Some(&secret)).unwrap();
        let header = client.post("", &[]).authorization.unwrap();
        let decoded = Base64::decode_vec(header.strip_prefix("Basic ").unwrap()).unwrap();
        assert_eq!(String::from_utf8(decoded).unwrap(), "id%3A1:p%3Aa%25%2B+%C3%BC");
    }

    #[test]
    fn a_public_client_says_its_id_once_and_a_body_client_both_there() {
        let public = Client::new(&SERVER, "id", None).unwrap().post("", &[("a", "b c")]);
        assert_eq!((public.body.as_str(), &public.authorization), ("a=b+c&client_id=id", &None));
        let body = OAuth { client_auth: &[ClientAuth::Body], ..SERVER };
        let secret = secret();
        let posted = Client::new(&body, "id", Some(&secret)).unwrap().post("", &[]);
        assert_eq!(*posted.body, format!("client_id=id&client_secret={secret}"));
        assert_eq!(posted.authorization, None);
    }

    #[test]
    fn the_recipe_decides_who_may_be_a_client() {
        let confidential = OAuth { client_auth: &[ClientAuth::Basic], ..SERVER };
        assert_eq!(Client::new(&confidential, "id", None), Err(OauthError::SecretMissing));
        assert_eq!(Client::new(&confidential, "id", Some("")), Err(OauthError::SecretMissing));
        // A secret is never sent to a server that wants none.
        let public = OAuth { client_auth: &[ClientAuth::None], ..SERVER };
        let client = Client::new(&public, "id", Some("s")).unwrap();
        assert_eq!((client.auth(), client.post("", &[]).body.as_str()), (ClientAuth::None, "client_id=id"));
    }

    #[test]
    fn pkce_is_used_where_the_server_wants_it() {
        for (pkce, public, confidential) in
            [(Pkce::Always, true, true), (Pkce::Public, true, false), (Pkce::Never, false, false)]
        {
            let server = OAuth { pkce, ..SERVER };
            assert_eq!(Client::new(&server, "id", None).unwrap().uses_pkce(&server), public);
            assert_eq!(Client::new(&server, "id", Some("s")).unwrap().uses_pkce(&server), confidential);
        }
    }
}
