//! A connection that waits for the person: what must be remembered between the window and the code.

use crate::{ENTROPY, OauthError, challenge};
use base64ct::{Base64UrlUnpadded, Encoding};
use core::fmt;
use keyfob_recipes::OAuth;
use zeroize::Zeroizing;

/// What one authorization asks for.
#[derive(Debug, Clone, Copy)]
pub struct Authorization<'a> {
    /// The authorization server.
    pub server: &'static OAuth,
    /// Client id of the person's own app (RFC 6749 section 2.2).
    pub client_id: &'a str,
    /// Exactly the redirect URI that is registered for that app.
    pub redirect_uri: &'a str,
}

/// A connection under way: plain data. The verifier and `state` are secrets of a few minutes.
#[derive(Clone, PartialEq, Eq)]
pub struct Pending {
    /// PKCE verifier (RFC 7636 section 4.1).
    pub verifier: Zeroizing<String>,
    /// `state` (RFC 6749 section 10.12).
    pub state: Zeroizing<String>,
    /// Client id.
    pub client_id: String,
    /// Redirect URI.
    pub redirect_uri: String,
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").field("redirect_uri", &self.redirect_uri).finish_non_exhaustive()
    }
}

/// An HTTP request to the token endpoint: `POST`, form-encoded, no `Authorization` header.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// Where to.
    pub url: &'static str,
    /// The body; it holds the code and the verifier.
    pub body: Zeroizing<String>,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Request(POST {}, {} bytes)", self.url, self.body.len())
    }
}

impl Pending {
    /// Begins a connection with fresh random bytes.
    #[must_use]
    pub fn new(asked: &Authorization<'_>, entropy: &[u8; ENTROPY]) -> Self {
        let (verifier, state) = entropy.split_at(32);
        Self {
            verifier: Zeroizing::new(Base64UrlUnpadded::encode_string(verifier)),
            state: Zeroizing::new(Base64UrlUnpadded::encode_string(state)),
            client_id: asked.client_id.to_owned(),
            redirect_uri: asked.redirect_uri.to_owned(),
        }
    }

    /// The authorization URL (RFC 6749 section 4.1.1, RFC 7636 section 4.3).
    #[must_use]
    pub fn url(&self, server: &OAuth) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("scope", &server.scopes.join(" "))
            .append_pair("state", &self.state)
            .append_pair("code_challenge", &challenge(&self.verifier))
            .append_pair("code_challenge_method", "S256")
            .finish();
        format!("{}?{query}", server.authorize)
    }

    /// Reads the address the browser was sent to and makes the token request (RFC 6749 section 4.1.3).
    ///
    /// # Errors
    /// [`OauthError::Redirect`] for another address, [`OauthError::State`] and [`OauthError::Issuer`] for an answer
    /// that is not ours, [`OauthError::Denied`] for the provider's no.
    pub fn redirected(&self, server: &'static OAuth, address: &str) -> Result<Request, OauthError> {
        let rest = address.strip_prefix(self.redirect_uri.as_str()).ok_or(OauthError::Redirect)?;
        let query = rest.strip_prefix('?').ok_or(OauthError::Redirect)?;
        let query = query.split('#').next().unwrap_or_default();
        let mut code = None;
        let mut state = None;
        let mut issuer = None;
        let mut error = None;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let slot = match name.as_ref() {
                "code" => &mut code,
                "state" => &mut state,
                "iss" => &mut issuer,
                "error" => &mut error,
                _ => continue,
            };
            // RFC 6749 section 3.1: a parameter must not be there twice.
            if slot.replace(Zeroizing::new(value.into_owned())).is_some() {
                return Err(OauthError::State);
            }
        }
        if state.as_deref() != Some(&*self.state) {
            return Err(OauthError::State);
        }
        let announced = !server.issuer.is_empty();
        if announced && issuer.as_ref().map(|iss| iss.as_str()) != Some(server.issuer) {
            return Err(OauthError::Issuer);
        }
        if let Some(error) = error {
            return Err(OauthError::Denied(word(&error)));
        }
        let code = code.filter(|code| !code.is_empty()).ok_or(OauthError::State)?;
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "authorization_code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("code", &code)
            .append_pair("code_verifier", &self.verifier)
            .finish();
        Ok(Request { url: server.token, body: Zeroizing::new(body) })
    }
}

/// An error code of RFC 6749 as it may be shown: a short word, whatever the address held.
pub(crate) fn word(text: &str) -> String {
    let word: String = text.chars().filter(|c| c.is_ascii_lowercase() || *c == '_').take(40).collect();
    if word.is_empty() { "error".to_owned() } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    static SERVER: OAuth = OAuth {
        authorize: "https://as.example/authorize",
        token: "https://as.example/token",
        issuer: "",
        scopes: &["account_read", "offline_access"],
        hosts: &["https://as.example/*"],
        client: "example/app",
        redirect: "example",
        device: "",
        revoke: "",
        client_auth: &[keyfob_recipes::ClientAuth::None],
        pkce: keyfob_recipes::Pkce::Always,
        refresh: keyfob_recipes::Refresh::Either,
        idle_days: 0,
        scope_separator: " ",
        metadata: None,
    };
    static ANNOUNCING: OAuth = OAuth { issuer: "https://as.example", ..SERVER };

    const URI: &str = "https://abc.chromiumapp.org/example";

    fn pending() -> Pending {
        Pending::new(&Authorization { server: &SERVER, client_id: "id", redirect_uri: URI }, &[7; ENTROPY])
    }

    fn answer(rest: &str) -> String {
        format!("{URI}?{rest}&state={}", pending().state.as_str())
    }

    #[test]
    fn the_url_holds_the_challenge_and_never_the_verifier() {
        let pending = pending();
        let url = pending.url(&SERVER);
        assert!(url.starts_with("https://as.example/authorize?response_type=code&client_id=id&"));
        assert!(url.contains("scope=account_read+offline_access"));
        assert!(url.contains(&format!("code_challenge={}", challenge(&pending.verifier))));
        assert!(url.contains("code_challenge_method=S256"));
        assert!(!url.contains(pending.verifier.as_str()));
        assert!((43..=128).contains(&pending.verifier.len()));
    }

    #[test]
    fn a_good_answer_becomes_a_token_request_of_a_public_client() {
        let request = pending().redirected(&SERVER, &answer("code=c%2F1")).unwrap();
        assert_eq!(request.url, "https://as.example/token");
        let pairs: Vec<_> = form_urlencoded::parse(request.body.as_bytes()).into_owned().collect();
        let ids: Vec<_> = pairs.iter().filter(|(name, _)| name == "client_id").collect();
        assert_eq!(ids.len(), 1);
        assert!(pairs.contains(&("code".into(), "c/1".into())));
        assert!(pairs.iter().all(|(name, _)| name != "client_secret"));
    }

    #[test]
    fn an_answer_that_is_not_ours_is_refused() {
        let p = pending();
        let state = p.state.as_str();
        for (address, error) in [
            (format!("https://evil.example/example?code=c&state={state}"), OauthError::Redirect),
            (format!("{URI}.evil?code=c&state={state}"), OauthError::Redirect),
            (format!("{URI}?code=c&state=other"), OauthError::State),
            (format!("{URI}?code=c"), OauthError::State),
            (format!("{URI}?state={state}"), OauthError::State),
            (format!("{URI}?code=a&code=b&state={state}"), OauthError::State),
            (format!("{URI}?error=access_denied&state={state}"), OauthError::Denied("access_denied".into())),
            (format!("{URI}?error=%3Cb%3E&state={state}"), OauthError::Denied("b".into())),
        ] {
            assert_eq!(p.redirected(&SERVER, &address), Err(error), "{address}");
        }
    }

    #[test]
    fn an_announced_issuer_must_be_there_and_match() {
        let p = pending();
        assert_eq!(p.redirected(&ANNOUNCING, &answer("code=c")), Err(OauthError::Issuer));
        assert_eq!(p.redirected(&ANNOUNCING, &answer("code=c&iss=https://other.example")), Err(OauthError::Issuer));
        assert!(p.redirected(&ANNOUNCING, &answer("code=c&iss=https://as.example")).is_ok());
    }

    #[test]
    fn debug_shows_no_secret() {
        let p = pending();
        let request = p.redirected(&SERVER, &answer("code=secretcode")).unwrap();
        let shown = format!("{p:?} {request:?}");
        assert!(
            !shown.contains(p.verifier.as_str()) && !shown.contains(p.state.as_str()) && !shown.contains("secretcode")
        );
    }
}
