//! Refreshing (RFC 6749 section 6): the request, and what each answer does to the connection.
//!
//! In this order: [`plan`](crate::plan) names a connection; [`Connection::begin`] takes its lease; the connection is
//! stored; the request leaves; [`Connection::answered`] reads what came back; what is [`Unstored`] is stored; then the
//! access token may be used. If a worker dies in between, the lease runs out and the refresh token that is stored is tried
//! again. If the provider had rotated it by then, it answers `invalid_grant`: the person connects again, nothing loops.

use crate::connection::{Connection, Hold, RefreshToken, Retry, Wait};
use crate::time::{SECOND, backoff, below};
use crate::tokens::tokens;
use crate::{Client, OauthError, Reply, Request, Tokens};
use core::fmt;
use keyfob_recipes::{ClientAuth, OAuth, Refresh};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// How long it waits before it looks whether the network is back.
const OFFLINE: u64 = 300 * SECOND;
/// After so many refusals that name no known reason, the person is asked.
const MOST_REFUSALS: u8 = 5;

/// Says which attempt an answer belongs to; it travels with the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// Which worker sends it.
    pub worker: u64,
    /// Which attempt.
    pub attempt: u32,
    /// Which tokens it was made with.
    pub generation: u32,
    /// Part of a hash of the refresh token that was sent, to see whether the next one is another.
    pub sent: u64,
}

/// The request for new tokens. The scope is left out and so stays what it was.
#[must_use]
pub fn refresh_request(server: &OAuth, client: &Client<'_>, refresh_token: &str) -> Request {
    client.post(server.token, &[("grant_type", "refresh_token"), ("refresh_token", refresh_token)])
}

/// What an answer did.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// New tokens. Store what is in here, all of it in one transaction, before anything else. Until then the connection
    /// that was asked stays leased, and no other answer is taken.
    Renewed(Unstored),
    /// No new tokens; the connection says what comes next. Store it.
    Failed(OauthError),
    /// An answer that nobody waits for any more: a second time, or to tokens that are not the present ones. Store the
    /// connection; nobody needs to be told.
    Stale,
}

/// New tokens that are not stored yet.
#[derive(PartialEq, Eq)]
pub struct Unstored {
    connection: Connection,
    access: Zeroizing<String>,
    refresh: Option<Zeroizing<String>>,
}

impl fmt::Debug for Unstored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refresh = self.refresh.as_ref().map(|token| token.len());
        write!(f, "Unstored({} bytes, {refresh:?}, {:?})", self.access.len(), self.connection)
    }
}

impl Unstored {
    /// The connection as it will be.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Names and values of the credential's fields that change, for sealing and nothing else. A refresh token that stayed
    /// the same is not among them.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let refresh = self.refresh.as_ref().map(|token| ("refresh_token", token.as_str()));
        refresh.into_iter().chain([("access_token", self.access.as_str())])
    }

    /// The store has them: here is the access token to be used.
    #[must_use]
    pub fn stored(self) -> (Connection, Zeroizing<String>) {
        (self.connection, self.access)
    }
}

impl Connection {
    /// An answer to the request that was made with `ticket` by a client that authenticates by `auth`.
    pub fn answered(
        &mut self,
        ticket: Ticket,
        server: &OAuth,
        auth: ClientAuth,
        reply: &Reply<'_>,
        now: u64,
    ) -> Outcome {
        let awaited = self.lease.is_some_and(|lease| lease.attempt == ticket.attempt);
        if ticket.generation != self.generation {
            if awaited {
                self.lease = None;
            }
            return Outcome::Stale;
        }
        let read = reply.read().and_then(|(status, body)| {
            tokens(status, body).map_err(|refusal| refusal.error(auth, OauthError::ConnectAgain))
        });
        match read {
            // Whoever waits for it or not: a rotated refresh token that has arrived is the only good one.
            Ok(tokens) => {
                let unstored = self.renewed(ticket, server, tokens, now);
                self.generation = unstored.connection.generation;
                self.lease(ticket.worker, now);
                Outcome::Renewed(unstored)
            }
            Err(_) if !awaited => Outcome::Stale,
            Err(error) => {
                self.lease = None;
                self.failed(&error, reply, now);
                Outcome::Failed(error)
            }
        }
    }

    fn renewed(&self, ticket: Ticket, server: &OAuth, tokens: Tokens, now: u64) -> Unstored {
        let mut connection = self.clone();
        connection.renew(&tokens, now);
        connection.lease = None;
        let changed = tokens.refresh.filter(|token| fingerprint(token) != ticket.sent);
        connection.refresh = match (&changed, server.refresh) {
            (Some(_), _) | (None, Refresh::Rotating) => RefreshToken::Rotating,
            (None, _) => RefreshToken::LongLived,
        };
        Unstored { connection, access: tokens.access, refresh: changed }
    }

    fn failed(&mut self, error: &OauthError, reply: &Reply<'_>, now: u64) {
        if *error == OauthError::Offline {
            let until = now.saturating_add(OFFLINE + below(OFFLINE / 4, self.seed));
            self.retry = Some(Retry { since: now, until, why: Wait::Offline });
            return;
        }
        self.failures = self.failures.saturating_add(1);
        let refusals = self.failures;
        self.hold = match error {
            OauthError::ConnectAgain | OauthError::Denied | OauthError::DeviceExpired => Some(Hold::ConnectAgain),
            OauthError::SecretMissing => Some(Hold::SecretMissing),
            OauthError::SecretRefused => Some(Hold::SecretRefused),
            OauthError::Flow => Some(Hold::Flow),
            OauthError::Refused(_) if refusals >= MOST_REFUSALS => Some(Hold::ConnectAgain),
            _ => None,
        };
        if self.hold.is_some() {
            self.failures = 0;
            self.retry = None;
            return;
        }
        let asked = match *reply {
            Reply::Answer { retry_after, .. } => retry_after.unwrap_or(0).saturating_mul(SECOND),
            Reply::Offline | Reply::Lost => 0,
        };
        let long = backoff(self.failures, self.seed).max(asked.saturating_add(below(asked / 4, self.seed)));
        self.retry = Some(Retry { since: now, until: now.saturating_add(long), why: Wait::Trouble });
    }
}

/// Enough of a hash to tell one refresh token from another, too little to find one by.
pub(crate) fn fingerprint(token: &str) -> u64 {
    Sha256::digest(token.as_bytes()).iter().take(8).fold(0, |all, byte| all << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Standing;
    use crate::connection::tests::{NOW, connection, tokens as granted};
    use crate::pending::tests::SERVER;

    /// The next answer to a connection whose lease was just taken.
    fn answered(connection: &mut Connection, reply: &Reply<'_>, now: u64) -> Outcome {
        let ticket = connection.begin(1, "r", now).unwrap();
        connection.answered(ticket, &SERVER, ClientAuth::None, reply, now)
    }

    fn renewed(outcome: Outcome) -> Unstored {
        let Outcome::Renewed(unstored) = outcome else { panic!("{outcome:?}") };
        unstored
    }

    const ROTATED: &[u8] = br#"{"access_token":"a2","token_type":"Bearer","expires_in":86400,"refresh_token":"r2"}"#;
    const SAME: &[u8] = br#"{"access_token":"a2","token_type":"Bearer","expires_in":86400,"refresh_token":"r"}"#;
    const BARE: &[u8] = br#"{"access_token":"a2","token_type":"Bearer","expires_in":86400}"#;

    #[test]
    fn the_request_of_rfc_6749_section_6() {
        let (token, secret) = (["tGzv3JOkF0XG", "5Qx2TlKWIA"].concat(), ["gX1fBat3", "bV"].concat());
        let client = Client::new(&SERVER, "s6BhdRkqt3", Some(&secret)).unwrap();
        let request = refresh_request(&SERVER, &client, &token);
        assert_eq!(*request.body, format!("grant_type=refresh_token&refresh_token={token}"));
        assert_eq!(request.authorization.as_deref(), Some(&["Basic czZCaGRSa3F0", "MzpnWDFmQmF0M2JW"].concat()));
        let public = refresh_request(&SERVER, &Client::new(&SERVER, "id", None).unwrap(), "r");
        assert_eq!(
            (public.body.as_str(), public.authorization),
            ("grant_type=refresh_token&refresh_token=r&client_id=id", None)
        );
    }

    #[test]
    fn the_new_refresh_token_is_there_to_be_stored_before_the_access_token_can_be_used() {
        let mut connection = connection(5);
        let outcome = answered(&mut connection, &Reply::answer(200, ROTATED), NOW + 1);
        assert!(!format!("{outcome:?}").contains("r2"));
        let unstored = renewed(outcome);
        let names: Vec<_> = unstored.fields().collect();
        assert_eq!(names, [("refresh_token", "r2"), ("access_token", "a2")]);
        assert!(connection.in_flight(1, NOW), "until it is stored nobody else begins");
        let (connection, access) = unstored.stored();
        assert_eq!((access.as_str(), connection.refresh, connection.lease), ("a2", RefreshToken::Rotating, None));
        assert_eq!(connection.expires_at, Some(NOW + 1 + 86_400_000));
    }

    #[test]
    fn what_stays_the_same_is_long_lived_unless_the_recipe_knows_better() {
        for (body, refresh, wanted) in [
            (SAME, Refresh::Either, RefreshToken::LongLived),
            (BARE, Refresh::Either, RefreshToken::LongLived),
            (BARE, Refresh::Rotating, RefreshToken::Rotating),
            (ROTATED, Refresh::LongLived, RefreshToken::Rotating),
        ] {
            let server = OAuth { refresh, ..SERVER };
            let mut connection = connection(5);
            let ticket = connection.begin(1, "r", NOW).unwrap();
            let reply = Reply::answer(200, body);
            let unstored = renewed(connection.answered(ticket, &server, ClientAuth::None, &reply, NOW));
            assert_eq!(unstored.connection().refresh, wanted);
            assert_eq!(unstored.fields().count(), if body == ROTATED { 2 } else { 1 });
        }
        assert_eq!(Connection::new(&SERVER, &granted(None, None), 1, NOW).refresh, RefreshToken::None);
    }

    #[test]
    fn what_only_a_person_can_change_is_asked_once_and_never_again() {
        for (word, auth, error, standing) in [
            ("invalid_grant", ClientAuth::None, OauthError::ConnectAgain, Standing::ConnectAgain),
            ("invalid_client", ClientAuth::None, OauthError::SecretMissing, Standing::SecretMissing),
            ("invalid_client", ClientAuth::Basic, OauthError::SecretRefused, Standing::SecretRefused),
            ("unauthorized_client", ClientAuth::None, OauthError::Flow, Standing::Flow),
            ("access_denied", ClientAuth::None, OauthError::Denied, Standing::ConnectAgain),
        ] {
            let mut connection = connection(5);
            let ticket = connection.begin(1, "r", NOW).unwrap();
            let body = format!(r#"{{"error":"{word}"}}"#);
            let reply = Reply::answer(400, body.as_bytes());
            assert_eq!(connection.answered(ticket, &SERVER, auth, &reply, NOW), Outcome::Failed(error));
            for now in [NOW, NOW + 9_000_000_000_000, NOW - 9_000_000_000] {
                assert_eq!((connection.standing(180, now), connection.ready(180, now)), (standing, None), "{word}");
            }
            assert!(standing.needs_person());
            connection.try_again();
            let stays = standing == Standing::ConnectAgain;
            assert_eq!(connection.ready(180, NOW).is_none(), stays, "a new secret helps, but no old grant: {word}");
        }
    }

    #[test]
    fn trouble_is_tried_again_later_and_later_and_being_offline_is_none() {
        let mut connection = connection(5);
        let mut waits = Vec::new();
        for (status, body) in [(500, &b""[..]), (200, b"{\"access_token\":"), (200, b"<html>"), (403, b"x"), (429, b"")]
        {
            connection.retry = None;
            assert!(matches!(answered(&mut connection, &Reply::answer(status, body), NOW), Outcome::Failed(_)));
            waits.push(connection.retry.unwrap().until - NOW);
        }
        assert!(waits.windows(2).all(|pair| pair[0] < pair[1]), "{waits:?}");
        connection.retry = None;
        assert_eq!(answered(&mut connection, &Reply::Lost, NOW), Outcome::Failed(OauthError::Lost));
        assert_eq!((connection.failures, connection.hold), (6, None));
        assert!(matches!(connection.standing(180, NOW), Standing::Retrying(_)));
        assert_eq!(answered(&mut connection, &Reply::Offline, NOW), Outcome::Failed(OauthError::Offline));
        assert_eq!((connection.failures, connection.standing(180, NOW)), (6, Standing::Offline));
        connection.try_again();
        assert_eq!(connection.standing(180, NOW + 86_400_000), Standing::Due);
    }

    #[test]
    fn the_provider_says_when_to_come_back() {
        let mut connection = connection(5);
        let reply = Reply::Answer { status: 429, body: b"", retry_after: Some(7200) };
        assert_eq!(answered(&mut connection, &reply, NOW), Outcome::Failed(OauthError::Busy));
        assert!((NOW + 7_200_000..=NOW + 9_000_000).contains(&connection.retry.unwrap().until));
    }

    #[test]
    fn a_refusal_without_a_known_reason_ends_with_the_person() {
        let mut connection = connection(5);
        for round in 1..=5 {
            assert_eq!(connection.hold, None, "{round}");
            let _ = answered(&mut connection, &Reply::answer(400, br#"{"error":"invalid_scope"}"#), NOW);
        }
        assert_eq!(connection.standing(180, NOW), Standing::ConnectAgain);
    }

    #[test]
    fn an_answer_that_comes_twice_or_late_changes_nothing_and_loses_nothing() {
        let mut first = connection(5);
        let ticket = first.begin(1, "r", NOW).unwrap();
        let good = Reply::answer(200, ROTATED);
        let refused = Reply::answer(400, br#"{"error":"invalid_grant"}"#);

        let (mut stored, _) = renewed(first.clone().answered(ticket, &SERVER, ClientAuth::None, &good, NOW)).stored();
        let (before, mut waits) = (stored.clone(), first.clone());
        let _ = waits.answered(ticket, &SERVER, ClientAuth::None, &good, NOW);
        for reply in [&good, &refused, &Reply::Lost] {
            assert_eq!(waits.answered(ticket, &SERVER, ClientAuth::None, reply, NOW), Outcome::Stale);
            assert!(waits.in_flight(1, NOW), "until the tokens are stored");
        }
        for reply in [&good, &refused, &Reply::Lost] {
            assert_eq!(stored.answered(ticket, &SERVER, ClientAuth::None, reply, NOW), Outcome::Stale);
            assert_eq!(stored, before);
        }

        // The worker died, another one began anew with the same token, and the first answer arrives after all: it holds
        // the only good refresh token, and the refusal that the second attempt brings is about the old one.
        let second = first.begin(2, "r", NOW + 90_000).unwrap();
        let (mut stored, _) = renewed(first.answered(ticket, &SERVER, ClientAuth::None, &good, NOW + 90_001)).stored();
        assert_eq!(stored.answered(second, &SERVER, ClientAuth::None, &refused, NOW + 90_002), Outcome::Stale);
        assert_eq!((stored.hold, stored.lease), (None, None));
    }
}
