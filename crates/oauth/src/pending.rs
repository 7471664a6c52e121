//! A connection that waits for the person: what must be remembered between the window and the code.

use crate::{Client, ENTROPY, OauthError, Request, challenge, redirect, reply::named};
use base64ct::{Base64UrlUnpadded, Encoding};
use core::fmt;
use keyfob_recipes::OAuth;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// What one authorization asks for.
#[derive(Debug, Clone, Copy)]
pub struct Authorization<'a> {
    /// The authorization server.
    pub server: &'static OAuth,
    /// The person's own app.
    pub client: Client<'a>,
    /// Exactly the redirect URI that is registered for that app.
    pub redirect_uri: &'a str,
}

/// A connection under way: plain data. The verifier and `state` are secrets of a few minutes.
#[derive(Clone, PartialEq, Eq)]
pub struct Pending {
    /// PKCE verifier (RFC 7636 section 4.1); empty where PKCE is not used.
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

/// An authorization code that belongs to this connection (RFC 6749 section 4.1.2); a secret, good once.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(Zeroizing<String>);

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({} bytes)", self.0.len())
    }
}

impl Pending {
    /// Begins a connection with fresh random bytes.
    #[must_use]
    pub fn new(asked: &Authorization<'_>, entropy: &[u8; ENTROPY]) -> Self {
        let (verifier, state) = entropy.split_at(32);
        let verifier = if asked.client.uses_pkce(asked.server) { verifier } else { &[] };
        Self {
            verifier: Zeroizing::new(Base64UrlUnpadded::encode_string(verifier)),
            state: Zeroizing::new(Base64UrlUnpadded::encode_string(state)),
            client_id: asked.client.id.to_owned(),
            redirect_uri: asked.redirect_uri.to_owned(),
        }
    }

    /// The authorization URL (RFC 6749 section 4.1.1, RFC 7636 section 4.3).
    #[must_use]
    pub fn url(&self, server: &OAuth) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", &self.redirect_uri);
        if !server.scopes.is_empty() {
            query.append_pair("scope", &server.scopes.join(server.scope_separator));
        }
        query.append_pair("state", &self.state);
        if !self.verifier.is_empty() {
            query.append_pair("code_challenge", &challenge(&self.verifier));
            query.append_pair("code_challenge_method", "S256");
        }
        format!("{}?{}", server.authorize, query.finish())
    }

    /// Reads the address the browser was sent to.
    ///
    /// # Errors
    /// [`OauthError::Redirect`], [`OauthError::Fragment`], [`OauthError::Duplicate`], [`OauthError::State`],
    /// [`OauthError::Issuer`] and [`OauthError::NoCode`] for an answer that is not ours or not whole; then the provider's
    /// no: [`OauthError::Denied`], [`OauthError::Flow`], [`OauthError::Busy`], [`OauthError::Refused`].
    pub fn redirected(&self, server: &OAuth, address: &str) -> Result<Code, OauthError> {
        let answer = redirect::read(&self.redirect_uri, address)?;
        let state = answer.state.ok_or(OauthError::State)?;
        if self.state.is_empty() || !bool::from(state.as_bytes().ct_eq(self.state.as_bytes())) {
            return Err(OauthError::State);
        }
        let announced = !server.issuer.is_empty();
        if announced && answer.issuer.as_ref().map(|iss| iss.as_str()) != Some(server.issuer) {
            return Err(OauthError::Issuer);
        }
        if let Some(error) = answer.error {
            return Err(named(&error));
        }
        answer.code.filter(|code| !code.is_empty()).map(Code).ok_or(OauthError::NoCode)
    }

    /// Reads an address that a person pasted, with what hands and mail programs add to one.
    ///
    /// # Errors
    /// [`OauthError::BareCode`] if it is only a code, and those of [`redirected`](Self::redirected).
    pub fn pasted(&self, server: &OAuth, text: &str) -> Result<Code, OauthError> {
        self.redirected(server, &redirect::pasted(&self.redirect_uri, text)?)
    }

    /// The token request for a code (RFC 6749 section 4.1.3, RFC 7636 section 4.5). `secret` is the app's, if it has one.
    ///
    /// # Errors
    /// [`OauthError::SecretMissing`] if the server wants a secret and there is none.
    pub fn exchange(&self, server: &OAuth, secret: Option<&str>, code: &Code) -> Result<Request, OauthError> {
        let client = Client::new(server, &self.client_id, secret)?;
        let parameters = [
            ("grant_type", "authorization_code"),
            ("redirect_uri", &self.redirect_uri),
            ("code", &code.0),
            ("code_verifier", &self.verifier),
        ];
        let used = if self.verifier.is_empty() { 3 } else { parameters.len() };
        Ok(client.post(server.token, parameters.get(..used).unwrap_or_default()))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use keyfob_recipes::{ClientAuth, Pkce, Refresh};

    pub(crate) const SERVER: OAuth = OAuth {
        authorize: "https://as.example/authorize",
        token: "https://as.example/token",
        issuer: "",
        scopes: &["account_read", "offline_access"],
        hosts: &["https://as.example/*"],
        client: "example/app",
        redirect: "example",
        device: "https://as.example/device",
        revoke: "https://as.example/revoke",
        client_auth: &[ClientAuth::None, ClientAuth::Basic],
        pkce: Pkce::Always,
        refresh: Refresh::Either,
        idle_days: 180,
        scope_separator: " ",
        metadata: None,
    };
    static PLAIN: OAuth = SERVER;
    static ANNOUNCING: OAuth = OAuth { issuer: "https://as.example", ..SERVER };
    /// As Mailchimp does it: draft 10, secret in the body, no PKCE, no scopes.
    static DRAFT: OAuth = OAuth { client_auth: &[ClientAuth::Body], pkce: Pkce::Never, scopes: &[], ..SERVER };

    const URI: &str = "https://abc.chromiumapp.org/example";

    fn begun(server: &'static OAuth, secret: Option<&str>) -> Pending {
        let client = Client::new(server, "id", secret).unwrap();
        Pending::new(&Authorization { server, client, redirect_uri: URI }, &[7; ENTROPY])
    }

    fn pending() -> Pending {
        begun(&PLAIN, None)
    }

    fn answer(rest: &str) -> String {
        format!("{URI}?{rest}&state={}", pending().state.as_str())
    }

    fn pairs(request: &Request) -> Vec<(String, String)> {
        form_urlencoded::parse(request.body.as_bytes()).into_owned().collect()
    }

    fn names(request: &Request) -> Vec<String> {
        pairs(request).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn the_url_holds_the_challenge_and_never_the_verifier() {
        let pending = pending();
        let url = pending.url(&PLAIN);
        assert!(url.starts_with("https://as.example/authorize?response_type=code&client_id=id&"));
        assert!(url.contains("scope=account_read+offline_access"));
        assert!(url.contains(&format!("code_challenge={}", challenge(&pending.verifier))));
        assert!(url.contains("code_challenge_method=S256"));
        assert!(!url.contains(pending.verifier.as_str()));
        assert!((43..=128).contains(&pending.verifier.len()));
    }

    #[test]
    fn a_good_answer_becomes_a_token_request_of_a_public_client() {
        let pending = pending();
        let code = pending.redirected(&PLAIN, &answer("code=c%2F1")).unwrap();
        let request = pending.exchange(&PLAIN, None, &code).unwrap();
        assert_eq!((request.url, &request.authorization), ("https://as.example/token", &None));
        assert_eq!(names(&request), ["grant_type", "redirect_uri", "code", "code_verifier", "client_id"]);
        assert!(pairs(&request).contains(&("code".into(), "c/1".into())));
    }

    #[test]
    fn a_client_with_a_secret_says_it_in_one_place() {
        let secret = ["s3", "cr3t"].concat();
        let basic = begun(&PLAIN, Some(&secret));
        let code = basic.redirected(&PLAIN, &answer("code=c")).unwrap();
        let request = basic.exchange(&PLAIN, Some(&secret), &code).unwrap();
        assert_eq!(names(&request), ["grant_type", "redirect_uri", "code", "code_verifier"]);
        assert!(request.authorization.is_some());

        let body = begun(&DRAFT, Some(&secret));
        let url = body.url(&DRAFT);
        assert!(!url.contains("code_challenge") && !url.contains("scope"), "{url}");
        let request = body.exchange(&DRAFT, Some(&secret), &code).unwrap();
        assert_eq!(names(&request), ["grant_type", "redirect_uri", "code", "client_id", "client_secret"]);
        assert_eq!(request.authorization, None);
        assert_eq!(body.exchange(&DRAFT, None, &code), Err(OauthError::SecretMissing));
    }

    #[test]
    fn an_answer_that_is_not_ours_is_refused() {
        let p = pending();
        let state = p.state.as_str();
        let longer = format!("{state}x");
        for (address, error) in [
            (format!("https://evil.example/example?code=c&state={state}"), OauthError::Redirect),
            (format!("{URI}?code=c&state=other"), OauthError::State),
            (format!("{URI}?code=c&state={longer}"), OauthError::State),
            (format!("{URI}?code=c&state="), OauthError::State),
            (format!("{URI}?code=c"), OauthError::State),
            (format!("{URI}?error=access_denied"), OauthError::State),
            (format!("{URI}?state={state}"), OauthError::NoCode),
            (format!("{URI}?code=&state={state}"), OauthError::NoCode),
            (format!("{URI}?code=a&code=b&state={state}"), OauthError::Duplicate),
            (format!("{URI}?error=access_denied&state={state}"), OauthError::Denied),
            (format!("{URI}?error=access_denied&code=c&state={state}"), OauthError::Denied),
            (format!("{URI}?error=unauthorized_client&state={state}"), OauthError::Flow),
            (format!("{URI}?error=temporarily_unavailable&state={state}"), OauthError::Busy),
            (format!("{URI}?error=%3Cb%3E&state={state}"), OauthError::Refused("b".into())),
        ] {
            assert_eq!(p.redirected(&PLAIN, &address), Err(error), "{address}");
        }
        let forgotten = Pending { state: Zeroizing::default(), ..p };
        assert_eq!(forgotten.redirected(&PLAIN, &format!("{URI}?code=c&state=")), Err(OauthError::State));
    }

    #[test]
    fn an_announced_issuer_must_be_there_and_match() {
        let p = pending();
        for (rest, wanted) in [
            ("code=c", Err(OauthError::Issuer)),
            ("code=c&iss=https://other.example", Err(OauthError::Issuer)),
            ("error=access_denied", Err(OauthError::Issuer)),
            ("code=c&iss=https://as.example", Ok(())),
        ] {
            assert_eq!(p.redirected(&ANNOUNCING, &answer(rest)).map(drop), wanted, "{rest}");
        }
    }

    #[test]
    fn a_pasted_address_is_judged_like_a_redirected_one() {
        let p = pending();
        assert!(p.pasted(&PLAIN, &format!(" <{}>\n", answer("code=c"))).is_ok());
        assert_eq!(p.pasted(&PLAIN, "c"), Err(OauthError::BareCode));
        assert_eq!(p.pasted(&PLAIN, &format!("{URI}?code=c&state=x")), Err(OauthError::State));
    }

    #[test]
    fn debug_shows_no_secret() {
        let p = pending();
        let code = p.redirected(&PLAIN, &answer("code=secretcode")).unwrap();
        let shown = format!("{p:?} {code:?} {:?}", p.exchange(&PLAIN, None, &code));
        assert!(
            !shown.contains(p.verifier.as_str()) && !shown.contains(p.state.as_str()) && !shown.contains("secretcode")
        );
    }
}
