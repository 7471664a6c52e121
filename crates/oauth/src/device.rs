//! The device flow (RFC 8628): a code that is entered elsewhere, and polling at times that are data.

use crate::reply::Refusal;
use crate::time::{DAY, LEASE, SECOND, within};
use crate::tokens::{Loose, tokens};
use crate::{Client, OauthError, Reply, Request, Tokens};
use core::fmt;
use keyfob_recipes::{ClientAuth, OAuth};
use serde::Deserialize;
use zeroize::Zeroizing;

/// RFC 8628 section 3.4.
const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// Between two polls if the server says nothing, and what `slow_down` adds (RFC 8628 sections 3.2 and 3.5).
const INTERVAL: u64 = 5 * SECOND;
/// The longest wait between two polls.
const MAX_INTERVAL: u64 = 300 * SECOND;
/// Longest code that a person is asked to enter, in bytes.
const MAX_CODE: usize = 64;
/// Longest address of the page for it, in bytes.
const MAX_ADDRESS: usize = 2048;

/// A connection that waits until a code was entered elsewhere: plain data.
#[derive(Clone, PartialEq, Eq)]
pub struct Device {
    /// What is polled with; a secret.
    pub device_code: Zeroizing<String>,
    /// What the person enters.
    pub user_code: String,
    /// Where the person enters it; https.
    pub verification_uri: String,
    /// The same with the code in it, where the server offers that; https.
    pub verification_uri_complete: Option<String>,
    /// When the codes end.
    pub expires_at: u64,
    /// Least time between two polls, in milliseconds.
    pub interval: u64,
    /// Polls in a row that came to nothing.
    pub failures: u8,
    /// When `next_poll` was decided.
    pub decided_at: u64,
    /// When to ask next.
    pub next_poll: u64,
}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Device")
            .field("next_poll", &self.next_poll)
            .field("failures", &self.failures)
            .finish_non_exhaustive()
    }
}

/// What to do now.
#[derive(Debug, PartialEq, Eq)]
pub enum Poll {
    /// Store the device, then send this.
    Ask(Request),
    /// Come back then.
    Wait(u64),
    /// The codes have ended; start again.
    Expired,
}

/// What a poll's answer means.
#[derive(Debug, PartialEq, Eq)]
pub enum Polled {
    /// The person agreed: seal these before anything else.
    Granted(Tokens),
    /// Come back then.
    Wait(u64),
    /// It is over.
    Failed(OauthError),
}

/// The request that starts the flow (RFC 8628 section 3.1).
///
/// # Errors
/// [`OauthError::NoDevice`] where the provider has no such endpoint.
pub fn device_request(server: &OAuth, client: &Client<'_>) -> Result<Request, OauthError> {
    if server.device.is_empty() {
        return Err(OauthError::NoDevice);
    }
    let scope = server.scopes.join(server.scope_separator);
    let asked = [("scope", scope.as_str())];
    Ok(client.post(server.device, if scope.is_empty() { &[] } else { &asked }))
}

#[derive(Deserialize)]
struct Started {
    device_code: Zeroizing<String>,
    user_code: String,
    #[serde(alias = "verification_url")]
    verification_uri: String,
    #[serde(default)]
    verification_uri_complete: Loose,
    #[serde(default)]
    expires_in: Loose,
    #[serde(default)]
    interval: Loose,
}

impl Device {
    /// Reads the answer to [`device_request`] (RFC 8628 section 3.2) of a client that authenticates by `auth`.
    ///
    /// # Errors
    /// [`OauthError::NotUnderstood`] if a code or a safe address is missing, [`OauthError::Flow`] if the app is of another
    /// type, [`OauthError::SecretMissing`] and [`OauthError::SecretRefused`], and what the network said.
    pub fn started(auth: ClientAuth, reply: &Reply<'_>, now: u64) -> Result<Self, OauthError> {
        let (status, body) = reply.read()?;
        let not_understood = || OauthError::NotUnderstood(status);
        if status != 200 {
            return Err(crate::reply::refusal(status, body).error(auth, OauthError::Grant));
        }
        let started: Started = serde_json::from_slice(body).map_err(|_| not_understood())?;
        let code = &started.user_code;
        let readable = (1..=MAX_CODE).contains(&code.len()) && code.bytes().all(|b| b == b' ' || b.is_ascii_graphic());
        let lifetime = started.expires_in.seconds().filter(|seconds| *seconds > 0);
        let (true, true, Some(lifetime)) = (readable, is_page(&started.verification_uri), lifetime) else {
            return Err(not_understood());
        };
        if started.device_code.is_empty() {
            return Err(not_understood());
        }
        let interval = started.interval.seconds().map_or(INTERVAL, |seconds| seconds.saturating_mul(SECOND));
        let interval = interval.clamp(SECOND, MAX_INTERVAL);
        Ok(Self {
            device_code: started.device_code,
            user_code: started.user_code,
            verification_uri: started.verification_uri,
            verification_uri_complete: started.verification_uri_complete.text().filter(|address| is_page(address)),
            expires_at: now.saturating_add(lifetime.saturating_mul(SECOND).min(DAY)),
            interval,
            failures: 0,
            decided_at: now,
            next_poll: now.saturating_add(interval),
        })
    }

    /// What to do at `now`. Before a request leaves, the next poll is put off past the longest time its answer may take,
    /// so that a worker that dies meanwhile neither asks twice at once nor forgets to ask again.
    pub fn poll(&mut self, server: &OAuth, client: &Client<'_>, now: u64) -> Poll {
        if now >= self.expires_at {
            return Poll::Expired;
        }
        if within(self.decided_at, self.next_poll, now) {
            return Poll::Wait(self.next_poll);
        }
        self.put_off(now, LEASE);
        Poll::Ask(client.post(server.token, &[("grant_type", GRANT), ("device_code", &self.device_code)]))
    }

    /// Reads the answer to a poll of a client that authenticates by `auth` (RFC 8628 section 3.5).
    pub fn polled(&mut self, auth: ClientAuth, reply: &Reply<'_>, now: u64) -> Polled {
        let error = match reply.read().map(|(status, body)| tokens(status, body)) {
            Ok(Ok(tokens)) => return Polled::Granted(tokens),
            Ok(Err(Refusal::Pending)) => {
                self.failures = 0;
                return self.wait(now, self.interval);
            }
            Ok(Err(Refusal::SlowDown)) => {
                self.failures = 0;
                self.interval = self.interval.saturating_add(INTERVAL).min(MAX_INTERVAL);
                return self.wait(now, self.interval);
            }
            // A code that is gone was used or has ended: RFC 6749's word for RFC 8628's.
            Ok(Err(refusal)) => refusal.error(auth, OauthError::DeviceExpired),
            Err(error) => error,
        };
        match error {
            OauthError::Offline => self.wait(now, self.interval),
            // RFC 8628 section 3.5: ask less often, doubling each time.
            OauthError::Busy | OauthError::Lost | OauthError::NotUnderstood(_) => {
                self.failures = self.failures.saturating_add(1);
                let longer = self.interval.saturating_mul(1 << self.failures.min(8)).min(MAX_INTERVAL);
                let asked = match *reply {
                    Reply::Answer { retry_after, .. } => retry_after.unwrap_or(0).saturating_mul(SECOND),
                    Reply::Offline | Reply::Lost => 0,
                };
                self.wait(now, longer.max(asked))
            }
            error => Polled::Failed(error),
        }
    }

    fn wait(&mut self, now: u64, long: u64) -> Polled {
        self.put_off(now, long);
        Polled::Wait(self.next_poll)
    }

    fn put_off(&mut self, now: u64, long: u64) {
        self.decided_at = now;
        self.next_poll = now.saturating_add(long);
    }
}

/// An https address without a login in it, such as may be shown and opened.
fn is_page(address: &str) -> bool {
    let host = address.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
    address.len() <= MAX_ADDRESS
        && address.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>' | b'\\'))
        && host.is_some_and(|host| host.contains('.') && !host.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;
    use crate::pending::tests::SERVER;

    const NOW: u64 = 1_790_000_000_000;

    fn client() -> Client<'static> {
        Client::new(&SERVER, "1406020730", None).unwrap()
    }

    fn code() -> String {
        ["GmRhmhcxhwAzkoEqiMEg_Dnye", "NxpgACtvcNUNuHdWjsE"].concat()
    }

    /// The answer of RFC 8628 section 3.2.
    fn body() -> String {
        format!(
            r#"{{"device_code":"{}","user_code":"WDJB-MJHT","verification_uri":"https://example.com/device","verification_uri_complete":"https://example.com/device?user_code=WDJB-MJHT","expires_in":1800,"interval":5}}"#,
            code()
        )
    }

    fn started() -> Device {
        Device::started(ClientAuth::None, &Reply::answer(200, body().as_bytes()), NOW).unwrap()
    }

    fn polled(device: &mut Device, status: u16, body: &str, now: u64) -> Polled {
        device.polled(ClientAuth::None, &Reply::answer(status, body.as_bytes()), now)
    }

    #[test]
    fn the_examples_of_rfc_8628() {
        let request = device_request(&OAuth { scopes: &["example_scope"], ..SERVER }, &client()).unwrap();
        assert_eq!((request.method, request.url), (Method::Post, "https://as.example/device"));
        assert_eq!(request.body.as_str(), "scope=example_scope&client_id=1406020730");
        let mut device = started();
        assert_eq!(
            (device.user_code.as_str(), device.verification_uri.as_str()),
            ("WDJB-MJHT", "https://example.com/device")
        );
        assert_eq!(device.verification_uri_complete.as_deref(), Some("https://example.com/device?user_code=WDJB-MJHT"));
        assert_eq!((device.expires_at, device.next_poll), (NOW + 1_800_000, NOW + 5_000));
        assert!(!format!("{device:?}").contains(&code()));
        assert_eq!(device.poll(&SERVER, &client(), NOW + 4_999), Poll::Wait(NOW + 5_000));
        let Poll::Ask(request) = device.poll(&SERVER, &client(), NOW + 5_000) else { panic!("not asked") };
        let wanted = format!(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code={}&client_id=1406020730",
            code()
        );
        assert_eq!(*request.body, wanted);
        // While the answer is on its way nothing else is asked.
        assert!(matches!(device.poll(&SERVER, &client(), NOW + 20_000), Poll::Wait(_)));
    }

    #[test]
    fn each_answer_sets_the_next_time() {
        let mut device = started();
        assert_eq!(polled(&mut device, 400, r#"{"error":"authorization_pending"}"#, NOW), Polled::Wait(NOW + 5_000));
        assert_eq!(polled(&mut device, 400, r#"{"error":"slow_down"}"#, NOW), Polled::Wait(NOW + 10_000));
        assert_eq!(polled(&mut device, 400, r#"{"error":"authorization_pending"}"#, NOW), Polled::Wait(NOW + 10_000));
        assert_eq!(device.polled(ClientAuth::None, &Reply::Lost, NOW), Polled::Wait(NOW + 20_000));
        assert_eq!(polled(&mut device, 503, "", NOW), Polled::Wait(NOW + 40_000));
        assert_eq!(device.polled(ClientAuth::None, &Reply::Offline, NOW), Polled::Wait(NOW + 10_000), "no failure");
        let later = Reply::Answer { status: 429, body: b"", retry_after: Some(200) };
        assert_eq!(device.polled(ClientAuth::None, &later, NOW), Polled::Wait(NOW + 200_000));
        assert_eq!(polled(&mut device, 400, r#"{"error":"authorization_pending"}"#, NOW), Polled::Wait(NOW + 10_000));
        assert_eq!(device.failures, 0);
    }

    #[test]
    fn it_ends_with_tokens_or_with_a_reason() {
        let mut device = started();
        assert!(matches!(
            polled(&mut device, 200, r#"{"access_token":"a","token_type":"Bearer"}"#, NOW),
            Polled::Granted(_)
        ));
        for (word, error) in [
            ("access_denied", OauthError::Denied),
            ("expired_token", OauthError::DeviceExpired),
            ("invalid_grant", OauthError::DeviceExpired),
            ("invalid_client", OauthError::SecretMissing),
            ("unauthorized_client", OauthError::Flow),
            ("invalid_scope", OauthError::Refused("invalid_scope".into())),
        ] {
            let body = format!(r#"{{"error":"{word}"}}"#);
            assert_eq!(polled(&mut device, 400, &body, NOW), Polled::Failed(error), "{word}");
        }
        assert_eq!(device.poll(&SERVER, &client(), NOW + 1_800_000), Poll::Expired);
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_stop_the_polling() {
        let mut device = started();
        assert!(matches!(device.poll(&SERVER, &client(), NOW - 3_600_000), Poll::Ask(_)));
        assert!(matches!(device.poll(&SERVER, &client(), NOW - 3_600_000), Poll::Wait(_)));
    }

    #[test]
    fn an_answer_that_cannot_be_shown_is_not_taken() {
        for (from, to) in [
            ("WDJB-MJHT\",\"verification_uri\"", "\\u202e\",\"verification_uri\""),
            ("WDJB-MJHT\",\"verification_uri\"", "\",\"verification_uri\""),
            ("https://example.com/device\"", "http://example.com/device\""),
            ("https://example.com/device\"", "javascript:alert(1)\""),
            ("https://example.com/device\"", "https://example.com@evil.example/device\""),
            ("\"expires_in\":1800,", ""),
            ("device_code", "code"),
        ] {
            assert!(body().contains(from), "{from}");
            let reply = body().replacen(from, to, 1);
            let device = Device::started(ClientAuth::None, &Reply::answer(200, reply.as_bytes()), NOW);
            assert_eq!(device, Err(OauthError::NotUnderstood(200)), "{to}");
        }
        let odd = body().replace("https://example.com/device?", "http://evil.example/device?");
        let device = Device::started(ClientAuth::None, &Reply::answer(200, odd.as_bytes()), NOW).unwrap();
        assert_eq!(device.verification_uri_complete, None);
        assert_eq!(device_request(&OAuth { device: "", ..SERVER }, &client()), Err(OauthError::NoDevice));
    }
}
