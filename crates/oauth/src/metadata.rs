//! Where the API's host depends on the account: asked once a token is there, and believed only if it is the provider's.

use crate::reply::refusal;
use crate::{Method, OauthError, Reply, Request, tokens::Loose};
use keyfob_recipes::{ClientAuth, OAuth};
use serde::Deserialize;
use zeroize::Zeroizing;

/// What the provider says of the account a token belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Region or data centre, of checked shape: `us21`.
    pub region: String,
    /// Address of the API, one of the provider's: `https://us21.api.mailchimp.com`.
    pub endpoint: String,
    /// Name of the account, where it is said; for people only.
    pub name: Option<String>,
    /// Address of the person who connected it, where it is said; for people only.
    pub email: Option<String>,
}

/// The metadata request, where the recipe has one.
#[must_use]
pub fn metadata_request(server: &OAuth, access: &str) -> Option<Request> {
    let metadata = server.metadata.as_ref()?;
    let authorization = Some(Zeroizing::new([metadata.scheme, " ", access].concat()));
    Some(Request { method: Method::Get, url: metadata.url, authorization, body: Zeroizing::default() })
}

#[derive(Deserialize)]
struct Told {
    dc: String,
    api_endpoint: String,
    #[serde(default)]
    accountname: Loose,
}

/// Read by itself, since what is odd here must not cost the region.
#[derive(Deserialize)]
struct Who {
    login: Login,
}

#[derive(Deserialize)]
struct Login {
    email: String,
}

/// Reads the answer to [`metadata_request`].
///
/// # Errors
/// [`OauthError::Endpoint`] unless `dc` has the shape of a region and `api_endpoint` is exactly the recipe's address with
/// it; [`OauthError::NotUnderstood`] and the rest for an answer that is none.
pub fn metadata(server: &OAuth, reply: &Reply<'_>) -> Result<Account, OauthError> {
    let (status, body) = reply.read()?;
    if status != 200 {
        return Err(refusal(status, body).error(ClientAuth::None, OauthError::NotUnderstood(status)));
    }
    let told: Told = serde_json::from_slice(body).map_err(|_| OauthError::NotUnderstood(status))?;
    let metadata = server.metadata.as_ref().ok_or(OauthError::Endpoint)?;
    if !is_region(&told.dc) || metadata.endpoint.replace("{region}", &told.dc) != told.api_endpoint {
        return Err(OauthError::Endpoint);
    }
    let email = serde_json::from_slice(body).ok().map(|who: Who| who.login.email).filter(|email| !email.is_empty());
    Ok(Account { region: told.dc, endpoint: told.api_endpoint, name: told.accountname.text(), email })
}

/// A few small letters and then digits, nothing else: it becomes part of a host name.
fn is_region(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_lowercase).count();
    let digits = text.bytes().skip(letters).take_while(u8::is_ascii_digit).count();
    (1..=8).contains(&letters) && digits <= 4 && letters + digits == text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pending::tests::SERVER;
    use keyfob_recipes::Metadata;

    const MAILCHIMP: OAuth = OAuth {
        metadata: Some(Metadata {
            url: "https://login.mailchimp.com/oauth2/metadata",
            scheme: "OAuth",
            endpoint: "https://{region}.api.mailchimp.com",
        }),
        ..SERVER
    };

    fn told(region: &str, endpoint: &str) -> Result<Account, OauthError> {
        let body = format!(
            r#"{{"dc":"{region}","role":"owner","accountname":"Bakery","user_id":7,"login":{{"email":"d"}},"login_url":"x","api_endpoint":"{endpoint}"}}"#
        );
        metadata(&MAILCHIMP, &Reply::answer(200, body.as_bytes()))
    }

    #[test]
    fn the_account_s_own_host_is_taken() {
        let account = told("us21", "https://us21.api.mailchimp.com").unwrap();
        assert_eq!((account.region.as_str(), account.name.as_deref()), ("us21", Some("Bakery")));
        assert_eq!(account.email.as_deref(), Some("d"));
        assert_eq!(account.endpoint, "https://us21.api.mailchimp.com");
    }

    #[test]
    fn what_is_odd_about_the_person_does_not_cost_the_region() {
        for login in ["7", "null", r#"{"email":["d"]}"#, r#"{"email":""}"#, "{}"] {
            let body = format!(r#"{{"dc":"us21","api_endpoint":"https://us21.api.mailchimp.com","login":{login}}}"#);
            let account = metadata(&MAILCHIMP, &Reply::answer(200, body.as_bytes())).unwrap();
            assert_eq!((account.region.as_str(), account.email), ("us21", None), "{login}");
        }
    }

    #[test]
    fn any_other_host_is_refused() {
        for (region, endpoint) in [
            ("us21", "https://us22.api.mailchimp.com"),
            ("us21", "http://us21.api.mailchimp.com"),
            ("us21", "https://us21.api.mailchimp.com/"),
            ("us21", "https://us21.api.mailchimp.com.evil.example"),
            ("evil.example/", "https://evil.example/.api.mailchimp.com"),
            ("us21@evil", "https://us21@evil.api.mailchimp.com"),
            ("us21.", "https://us21..api.mailchimp.com"),
            ("{region}", "https://{region}.api.mailchimp.com"),
            ("", "https://.api.mailchimp.com"),
            ("US21", "https://US21.api.mailchimp.com"),
            ("21", "https://21.api.mailchimp.com"),
            ("us21x", "https://us21x.api.mailchimp.com"),
        ] {
            assert_eq!(told(region, endpoint), Err(OauthError::Endpoint), "{endpoint}");
        }
    }

    #[test]
    fn an_answer_that_is_none_is_no_account() {
        for (status, body, error) in [
            (200, &b"{}"[..], OauthError::NotUnderstood(200)),
            (401, br#"{"error":"invalid_token"}"#, OauthError::Refused("invalid_token".into())),
            (503, b"", OauthError::Busy),
        ] {
            assert_eq!(metadata(&MAILCHIMP, &Reply::answer(status, body)), Err(error));
        }
        assert_eq!(
            metadata(&SERVER, &Reply::answer(200, br#"{"dc":"us1","api_endpoint":"x"}"#)),
            Err(OauthError::Endpoint)
        );
    }

    #[test]
    fn the_token_stands_in_the_header_and_nowhere_else() {
        let token = ["secret", "token"].concat();
        let request = metadata_request(&MAILCHIMP, &token).unwrap();
        assert_eq!(request.authorization.as_deref().map(String::as_str), Some(["OAuth ", &token].concat().as_str()));
        assert_eq!(
            (request.method, request.url, request.body.as_str()),
            (Method::Get, "https://login.mailchimp.com/oauth2/metadata", "")
        );
        assert!(!format!("{request:?}").contains(&token));
        assert_eq!(metadata_request(&SERVER, &token), None);
    }
}
