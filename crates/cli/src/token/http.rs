//! One request to a provider's token endpoint, by HTTPS and with the system's own certificates. Proxies are taken from
//! the environment, as scripts expect (`HTTPS_PROXY`); redirects and cookies are not followed and not kept.

use keyfob_oauth::{REQUEST_TIMEOUT, Reply, Request, retry_after};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Error, Timeout};
use zeroize::Zeroizing;

/// Most bytes of an answer; a token is some thousand at most.
const LIMIT: u64 = 64 << 10;

/// What came of it.
pub(super) enum Answer {
    /// An HTTP answer.
    Http { status: u16, body: Zeroizing<Vec<u8>>, retry_after: Option<u64> },
    /// Nothing was sent, and why.
    Offline(String),
    /// It may have been heard.
    Lost(String),
}

impl Answer {
    /// As the steps of a connection take it.
    pub(super) fn reply(&self) -> Reply<'_> {
        match self {
            Self::Http { status, body, retry_after } => {
                Reply::Answer { status: *status, body, retry_after: *retry_after }
            }
            Self::Offline(_) => Reply::Offline,
            Self::Lost(_) => Reply::Lost,
        }
    }

    /// What was in the way, where there is no answer.
    pub(super) fn trouble(&self) -> Option<&str> {
        match self {
            Self::Http { .. } => None,
            Self::Offline(why) | Self::Lost(why) => Some(why),
        }
    }
}

/// Sends a request and waits for its answer.
pub(super) fn send(request: &Request) -> Answer {
    let agent = match agent() {
        Ok(agent) => agent,
        Err(why) => return Answer::Offline(why),
    };
    let mut post = agent
        .post(request.url)
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded");
    if let Some(authorization) = &request.authorization {
        post = post.header("authorization", authorization.as_str());
    }
    let mut response = match post.send(request.body.as_bytes()) {
        Ok(response) => response,
        Err(error) => return failed(&error),
    };
    let wait = response.headers().get("retry-after").and_then(|value| value.to_str().ok()).and_then(retry_after);
    let status = response.status().as_u16();
    match response.body_mut().with_config().limit(LIMIT).read_to_vec() {
        Ok(body) => Answer::Http { status, body: Zeroizing::new(body), retry_after: wait },
        // Whatever is so long is no answer of a token endpoint.
        Err(Error::BodyExceedsLimit(_)) => Answer::Http { status, body: Zeroizing::new(Vec::new()), retry_after: wait },
        Err(error) => failed(&error),
    }
}

fn agent() -> Result<Agent, String> {
    let found = rustls_native_certs::load_native_certs();
    if found.certs.is_empty() {
        return Err("this system has no root certificates (ca-certificates is not installed)".to_owned());
    }
    let roots = found.certs.iter().map(|one| Certificate::from_der(one).to_owned()).collect();
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    let config = Agent::config_builder()
        .https_only(true)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(Duration::from_millis(REQUEST_TIMEOUT)))
        .user_agent(concat!("keyfob/", env!("CARGO_PKG_VERSION")))
        .tls_config(tls)
        .build();
    Ok(config.new_agent())
}

/// Which of the two a failure is. What is not known to have failed before sending counts as heard.
fn failed(error: &Error) -> Answer {
    let unsent = match error {
        Error::HostNotFound
        | Error::ConnectionFailed
        | Error::ConnectProxyFailed(_)
        | Error::InvalidProxyUrl
        | Error::Tls(_)
        | Error::Rustls(_)
        | Error::Timeout(Timeout::Resolve | Timeout::Connect) => true,
        Error::Io(error) => unreachable(error),
        _ => false,
    };
    if unsent {
        Answer::Offline(format!("the provider cannot be reached ({error})"))
    } else {
        Answer::Lost(format!("the provider did not answer ({error})"))
    }
}

/// Whether there was no connection at all, or none that could be trusted.
fn unreachable(error: &io::Error) -> bool {
    use io::ErrorKind::{AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkDown, NetworkUnreachable};
    matches!(error.kind(), AddrNotAvailable | ConnectionRefused | HostUnreachable | NetworkDown | NetworkUnreachable)
        || error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>())
}
