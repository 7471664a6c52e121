//! Requests to a provider, as data: what the http port is asked for and what it answers.

use crate::event::Then;
use core::fmt;
use keyfob_oauth::{Method, Reply};
use zeroize::Zeroizing;

/// Milliseconds after which the port ends a request.
pub const TIMEOUT: u32 = 20_000;
/// Most bytes of an answer that the port reads.
pub const MAX_ANSWER: usize = 64 * 1024;

/// A request. The port sends it over https only, without cookies, without following redirects, without a cache and
/// without a referrer; it ends it after [`TIMEOUT`].
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// `GET`, `POST` or `DELETE`.
    pub method: &'static str,
    /// Where to; can hold a secret where a provider takes it nowhere else.
    pub url: Zeroizing<String>,
    /// Headers beside `Accept`; `Authorization` is a secret.
    pub headers: Vec<(&'static str, Zeroizing<String>)>,
    /// The body; empty for none.
    pub body: Zeroizing<String>,
    /// Names of the headers that the answer is to bring, in lower case.
    pub brings: Vec<&'static str>,
}

impl fmt::Debug for HttpRequest {
    /// The host and nothing behind it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.url.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
        write!(f, "HttpRequest({} {}, {} bytes)", self.method, host.unwrap_or_default(), self.body.len())
    }
}

impl From<keyfob_oauth::Request> for HttpRequest {
    fn from(request: keyfob_oauth::Request) -> Self {
        let mut headers = Vec::new();
        let method = match request.method {
            Method::Get => "GET",
            Method::Post => {
                let form = "application/x-www-form-urlencoded".to_owned();
                headers.push(("Content-Type", Zeroizing::new(form)));
                "POST"
            }
        };
        headers.extend(request.authorization.map(|value| ("Authorization", value)));
        let url = Zeroizing::new(request.url.to_owned());
        Self { method, url, headers, body: request.body, brings: vec!["retry-after"] }
    }
}

impl HttpRequest {
    /// A request of a check or of switching off.
    pub(crate) fn of(request: keyfob_verify::Request, brings: Vec<&'static str>) -> Self {
        let keyfob_verify::Request { method, url, headers, body, .. } = request;
        Self { method, url, headers, body, brings }
    }
}

/// An answer.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpAnswer {
    /// HTTP status.
    pub status: u16,
    /// Those of the headers asked for that are there.
    pub headers: Vec<(&'static str, String)>,
    /// The body, which can hold tokens; empty where it was longer than [`MAX_ANSWER`].
    pub body: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for HttpAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpAnswer({}, {} bytes)", self.status, self.body.len())
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HttpProblem {
    /// No network; nothing was sent.
    Offline,
    /// The time was up, or the connection broke: it is not known whether the provider acted.
    Lost,
}

/// What came of a request.
pub type HttpResult = Result<HttpAnswer, HttpProblem>;

/// The same for the OAuth room.
pub(crate) fn reply(result: &HttpResult) -> Reply<'_> {
    match result {
        Ok(answer) => {
            let wait = answer.headers.iter().find(|(name, _)| *name == "retry-after");
            let retry_after = wait.and_then(|(_, value)| keyfob_oauth::retry_after(value));
            Reply::Answer { status: answer.status, body: &answer.body, retry_after }
        }
        Err(HttpProblem::Offline) => Reply::Offline,
        Err(HttpProblem::Lost) => Reply::Lost,
    }
}

/// The effect that sends a request.
pub(crate) fn send(request: impl Into<HttpRequest>, then: Then) -> crate::Effect {
    crate::Effect::Http { request: Box::new(request.into()), then }
}
