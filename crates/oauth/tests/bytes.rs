//! Whatever arrives from outside, nothing panics and nothing that is not ours is taken.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod common;

use common::{NOW, SECOND, SERVER};
use keyfob_oauth::{
    Authorization, Client, Connection, Device, ENTROPY, Pending, Poll, Polled, Reply, exchanged, retry_after,
};
use keyfob_recipes::{ClientAuth, Metadata, OAuth};
use proptest::prelude::*;

static MAPPED: OAuth = OAuth {
    metadata: Some(Metadata {
        url: "https://as.example/metadata",
        scheme: "Bearer",
        endpoint: "https://{region}.api.example.com",
    }),
    ..SERVER
};

const URI: &str = "https://abc.chromiumapp.org/example";

/// Text that is often nearly an answer.
fn answers() -> impl Strategy<Value = Vec<u8>> {
    let name = prop_oneof![
        Just("access_token"),
        Just("refresh_token"),
        Just("token_type"),
        Just("expires_in"),
        Just("scope"),
        Just("error"),
        Just("device_code"),
        Just("user_code"),
        Just("verification_uri"),
        Just("interval"),
        Just("dc"),
        Just("api_endpoint"),
    ];
    let value = prop_oneof![
        "\"[ -~]{0,20}\"",
        Just("\"bearer\"".to_owned()),
        Just("\"invalid_grant\"".to_owned()),
        Just("\"https://a.example/d\"".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| number.to_string()),
        Just("null".to_owned()),
        Just("[[{}]]".to_owned()),
    ];
    let pairs = prop::collection::vec((name, value).prop_map(|(name, value)| format!("\"{name}\":{value}")), 0..6);
    let object = pairs.prop_map(|pairs| format!("{{{}}}", pairs.join(",")).into_bytes());
    prop_oneof![3 => object, 1 => prop::collection::vec(any::<u8>(), 0..200)]
}

fn replies() -> impl Strategy<Value = (u16, Vec<u8>, Option<u64>)> {
    (prop_oneof![Just(200_u16), Just(400), Just(401), Just(429), any::<u16>()], answers(), any::<Option<u64>>())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_answer_is_read((status, body, retry_after) in replies(), now in any::<u64>()) {
        let reply = Reply::Answer { status, body: &body, retry_after };
        if let Ok(tokens) = exchanged(ClientAuth::None, &reply) {
            prop_assert!(!tokens.access.is_empty());
            let mut connection = Connection::new(&SERVER, &tokens, 1, now);
            let _ = (connection.standing(u16::MAX, now), connection.ready(1, u64::MAX), connection.idle_days_left(1, 0));
            if let Some(ticket) = connection.begin(1, "r", now) {
                let _ = connection.answered(ticket, &SERVER, ClientAuth::None, &reply, now);
            }
        }
        if let Ok(account) = keyfob_oauth::metadata(&MAPPED, &reply) {
            prop_assert!(account.endpoint.ends_with(".api.example.com"));
        }
        let _ = keyfob_oauth::revoked(ClientAuth::Basic, &reply);
        if let Ok(device) = Device::started(ClientAuth::None, &reply, now) {
            prop_assert!(device.verification_uri.starts_with("https://") && device.interval >= SECOND);
        }
    }

    #[test]
    fn any_address_is_read(text in "\\PC{0,80}", query in "[a-z=&?#%+0-9]{0,60}") {
        let client = Client::new(&SERVER, "id", None).unwrap();
        let pending = Pending::new(&Authorization { server: &SERVER, client, redirect_uri: URI }, &[7; ENTROPY]);
        let state = pending.state.as_str();
        for address in [text.clone(), query.clone(), format!("{URI}{text}"), format!("{URI}?{query}"), format!("{URI}?{query}&code=c")] {
            prop_assert!(pending.redirected(&SERVER, &address).is_err(), "an answer without our state was taken");
            prop_assert!(pending.pasted(&SERVER, &address).is_err());
        }
        let _ = pending.pasted(&SERVER, &format!("{URI}?state={state}&{text}"));
        let _ = retry_after(&text);
    }

    /// No two polls stand closer together than the server wants, unless the clock was set back, and it comes to an end.
    #[test]
    fn a_device_is_polled_in_time(steps in prop::collection::vec((0..90 * SECOND, 0..6_u8, any::<bool>()), 1..80)) {
        let body = br#"{"device_code":"d","user_code":"AB-CD","verification_uri":"https://a.example/d","expires_in":1800}"#;
        let mut device = Device::started(ClientAuth::None, &Reply::answer(200, body), NOW).unwrap();
        let client = Client::new(&SERVER, "id", None).unwrap();
        let (mut now, mut last) = (NOW, NOW);
        for (passes, answer, dies) in steps {
            now += passes;
            match device.poll(&SERVER, &client, now) {
                Poll::Expired => prop_assert!(now >= NOW + 1_800_000),
                Poll::Wait(until) => prop_assert!(until > now),
                Poll::Ask(_) => {
                    prop_assert!(now - last >= device.interval, "polled after {} ms", now - last);
                    last = now;
                    // A worker that dies gets no answer; the next poll comes all the same.
                    if dies {
                        continue;
                    }
                    let reply = match answer {
                        0 => Reply::answer(400, br#"{"error":"slow_down"}"#),
                        1 => Reply::Lost,
                        2 => Reply::Offline,
                        3 => Reply::answer(503, b""),
                        _ => Reply::answer(400, br#"{"error":"authorization_pending"}"#),
                    };
                    prop_assert!(matches!(device.polled(ClientAuth::None, &reply, now), Polled::Wait(until) if until > now));
                }
            }
        }
        prop_assert_eq!(device.poll(&SERVER, &client, NOW + 1_800_000), Poll::Expired);
    }
}
