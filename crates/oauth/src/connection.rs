//! A connection as it is kept: when its tokens came, how long they live, and what stands in the way of new ones.

use crate::refresh::fingerprint;
use crate::time::{DAY, LEASE, SECOND, below, set_back, within};
use crate::{Ticket, Tokens};
use keyfob_recipes::{OAuth, Refresh};

/// Least and most time before the end of an access token at which the next one is asked for.
const MARGIN: (u64, u64) = (30 * SECOND, 3600 * SECOND);
/// Between two refreshes of one connection, however short its tokens live.
const LEAST_GAP: u64 = 60 * SECOND;
/// A refresh token that would end unused is used this long before.
const IDLE_MARGIN: u64 = 30 * DAY;

/// What is known of the refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshToken {
    /// There is none.
    None,
    /// Each use brings a new one and ends the old one; it must never live in two places. What is not known to be
    /// long-lived counts as this.
    Rotating,
    /// It stayed the same when it was used.
    LongLived,
}

/// Why a connection is not refreshed until somebody does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// The refresh token is not accepted any more: the person connects again.
    ConnectAgain,
    /// The provider wants a secret from this app.
    SecretMissing,
    /// The provider does not accept the app's secret.
    SecretRefused,
    /// The app may not refresh.
    Flow,
    /// The refresh token was moved into an export that a script keeps alive.
    UsedByCron,
}

/// Why a failed refresh waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// There was no network; that is no failure.
    Offline,
    /// The provider was busy, silent, or not understood.
    Trouble,
}

/// When a failed refresh is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// When this was decided.
    pub since: u64,
    /// When it is tried again.
    pub until: u64,
    /// Why it waits.
    pub why: Wait,
}

/// The right to refresh a connection, stored before the request leaves. In the worker that took it, it lasts until the
/// answer is there, whatever the clock does; after that worker's death until its time is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// The worker that holds it: a random number drawn when it started.
    pub worker: u64,
    /// Which attempt it is for.
    pub attempt: u32,
    /// When it was taken.
    pub since: u64,
    /// When another worker may take it.
    pub until: u64,
}

/// A connection: plain data without secrets. Tokens are kept beside it, and both are stored together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// When the tokens came.
    pub obtained: u64,
    /// When the access token ends; `None` if the provider did not say or it does not end.
    pub expires_at: Option<u64>,
    /// What is known of the refresh token.
    pub refresh: RefreshToken,
    /// Counts the tokens, so that answers to a request made with older ones are known.
    pub generation: u32,
    /// Counts the attempts.
    pub attempt: u32,
    /// Failures in a row.
    pub failures: u8,
    /// After a failure: when it is tried again.
    pub retry: Option<Retry>,
    /// While a refresh is under way.
    pub lease: Option<Lease>,
    /// Why it is not refreshed at all.
    pub hold: Option<Hold>,
    /// Any number that differs between connections; it spreads what would come together.
    pub seed: u64,
}

/// How a connection stands, in the order in which a person should hear of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The person has to connect again.
    ConnectAgain,
    /// The app was made with a secret, and Keyfob has none.
    SecretMissing,
    /// The app's secret was made anew or is wrong.
    SecretRefused,
    /// The app is not set up for refreshing.
    Flow,
    /// A script keeps it alive; Keyfob does not.
    UsedByCron,
    /// There was no network when it came due.
    Offline,
    /// The provider did not answer as it should; it is tried again at the given time.
    Retrying(u64),
    /// A refresh is under way.
    Refreshing,
    /// It is time for new tokens.
    Due,
    /// All is well.
    Fresh,
}

impl Standing {
    /// The word by which surfaces look up the sentence for a person.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ConnectAgain => "connect-again",
            Self::SecretMissing => "secret-missing",
            Self::SecretRefused => "secret-refused",
            Self::Flow => "flow",
            Self::UsedByCron => "used-by-cron",
            Self::Offline => "offline",
            Self::Retrying(_) => "retrying",
            Self::Refreshing => "refreshing",
            Self::Due => "due",
            Self::Fresh => "fresh",
        }
    }

    /// Whether nothing goes on until a person does something.
    #[must_use]
    pub fn needs_person(self) -> bool {
        matches!(self, Self::ConnectAgain | Self::SecretMissing | Self::SecretRefused | Self::Flow)
    }
}

impl Connection {
    /// A connection that was just made. `seed` is any number that differs between connections.
    #[must_use]
    pub fn new(server: &OAuth, tokens: &Tokens, seed: u64, now: u64) -> Self {
        let refresh = match (&tokens.refresh, server.refresh) {
            (None, _) => RefreshToken::None,
            (Some(_), Refresh::LongLived) => RefreshToken::LongLived,
            (Some(_), _) => RefreshToken::Rotating,
        };
        let mut connection = Self {
            obtained: now,
            expires_at: None,
            refresh,
            generation: 0,
            attempt: 0,
            failures: 0,
            retry: None,
            lease: None,
            hold: None,
            seed,
        };
        connection.renew(tokens, now);
        connection
    }

    /// The same connection after the person connected again: what is still under way for the old tokens counts no more.
    #[must_use]
    pub fn reconnected(&self, server: &OAuth, tokens: &Tokens, now: u64) -> Self {
        let (generation, attempt, lease) = (self.generation.wrapping_add(1), self.attempt, self.lease);
        Self { generation, attempt, lease, ..Self::new(server, tokens, self.seed, now) }
    }

    /// New tokens are here. Their end is counted from now on, never from the provider's clock.
    pub(crate) fn renew(&mut self, tokens: &Tokens, now: u64) {
        self.obtained = now;
        self.expires_at = tokens.expires_in.map(|seconds| now.saturating_add(seconds.saturating_mul(SECOND)));
        self.generation = self.generation.wrapping_add(1);
        self.failures = 0;
        self.retry = None;
        if self.hold != Some(Hold::UsedByCron) {
            self.hold = None;
        }
    }

    /// How it stands at `now`. `idle_days` is the recipe's.
    #[must_use]
    pub fn standing(&self, idle_days: u16, now: u64) -> Standing {
        if let Some(hold) = self.hold {
            return match hold {
                Hold::ConnectAgain => Standing::ConnectAgain,
                Hold::SecretMissing => Standing::SecretMissing,
                Hold::SecretRefused => Standing::SecretRefused,
                Hold::Flow => Standing::Flow,
                Hold::UsedByCron => Standing::UsedByCron,
            };
        }
        if self.lease.is_some_and(|lease| within(lease.since, lease.until, now)) {
            return Standing::Refreshing;
        }
        match self.retry.filter(|retry| within(retry.since, retry.until, now)) {
            Some(Retry { why: Wait::Offline, .. }) => return Standing::Offline,
            Some(Retry { until, .. }) => return Standing::Retrying(until),
            None => {}
        }
        match self.ready(idle_days, now) {
            Some(at) if at <= now => Standing::Due,
            None if !self.is_usable(now) => Standing::ConnectAgain,
            _ => Standing::Fresh,
        }
    }

    /// Whether the access token should still be accepted.
    #[must_use]
    pub fn is_usable(&self, now: u64) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }

    /// When it is to be refreshed: a time, past or future, or `None` if that is not foreseen. A time that a clock of
    /// before would put off is now.
    #[must_use]
    pub fn ready(&self, idle_days: u16, now: u64) -> Option<u64> {
        if self.hold.is_some() || self.refresh == RefreshToken::None {
            return None;
        }
        let by_end = self.expires_at.map(|end| {
            let life = end.saturating_sub(self.obtained);
            let margin = (life / 8).clamp(MARGIN.0, MARGIN.1).min(life / 3);
            end.saturating_sub(margin + below(margin, self.seed))
        });
        let by_idleness = (idle_days > 0).then(|| {
            let limit = u64::from(idle_days) * DAY;
            let margin = IDLE_MARGIN.min(limit / 2);
            self.obtained.saturating_add(limit - margin).saturating_sub(below(margin / 2, self.seed))
        });
        let due = [by_end, by_idleness].into_iter().flatten().min();
        let due = due.map(|at| at.max(self.obtained.saturating_add(LEAST_GAP)));
        let due = if set_back(self.obtained, now) { Some(0) } else { due };
        // Past or not: who was tried already comes after those who were not.
        match self.retry.filter(|retry| !set_back(retry.since, now)) {
            Some(retry) => due.map(|at| at.max(retry.until)),
            None => due,
        }
    }

    /// Whether a refresh is under way, as `worker` sees it.
    #[must_use]
    pub fn in_flight(&self, worker: u64, now: u64) -> bool {
        self.lease.is_some_and(|lease| lease.worker == worker || within(lease.since, lease.until, now))
    }

    /// Takes the right to refresh with the refresh token `sent`. The changed connection is stored before the request
    /// leaves. `None` if a refresh is under way or there is nothing to refresh with.
    #[must_use]
    pub fn begin(&mut self, worker: u64, sent: &str, now: u64) -> Option<Ticket> {
        if self.hold.is_some() || self.refresh == RefreshToken::None || self.in_flight(worker, now) {
            return None;
        }
        self.lease(worker, now);
        Some(Ticket { worker, attempt: self.attempt, generation: self.generation, sent: fingerprint(sent) })
    }

    /// A new attempt, for which no older ticket is good.
    pub(crate) fn lease(&mut self, worker: u64, now: u64) {
        self.attempt = self.attempt.wrapping_add(1);
        self.lease = Some(Lease { worker, attempt: self.attempt, since: now, until: now.saturating_add(LEASE) });
    }

    /// The API did not accept the access token. It counts as ended, unless it has only just come.
    pub fn refused(&mut self, now: u64) {
        if set_back(self.obtained, now) || now >= self.obtained.saturating_add(LEAST_GAP) {
            self.expires_at = Some(now);
        }
    }

    /// The network is back, or the person changed the app or its secret: no wait counts, and only what needs a new
    /// consent, or belongs to a script, stays held.
    pub fn try_again(&mut self) {
        self.retry = None;
        if !matches!(self.hold, Some(Hold::ConnectAgain | Hold::UsedByCron)) {
            self.hold = None;
        }
    }

    /// Whether the tokens may be copied into an export and stay here too. A rotating refresh token may only be moved.
    #[must_use]
    pub fn may_be_copied(&self) -> bool {
        self.refresh != RefreshToken::Rotating
    }

    /// The refresh token goes to a script, and is not used here any more; only connecting again takes that back. False
    /// if a refresh is under way, whose answer would end the token that goes.
    #[must_use]
    pub fn hand_over(&mut self, worker: u64, now: u64) -> bool {
        let free = !self.in_flight(worker, now);
        if free {
            self.hold = Some(Hold::UsedByCron);
        }
        free
    }

    /// The script did not use the refresh token: it is used here again, and at once, which ends the copy that went.
    pub fn take_back(&mut self, now: u64) {
        if self.hold == Some(Hold::UsedByCron) {
            self.hold = None;
            self.retry = None;
            self.refused(now);
        }
    }

    /// Whole days until the refresh token ends unused, where the recipe knows of a limit. Of one that a script uses
    /// nothing is known.
    #[must_use]
    pub fn idle_days_left(&self, idle_days: u16, now: u64) -> Option<u16> {
        if idle_days == 0 || self.refresh == RefreshToken::None || self.hold == Some(Hold::UsedByCron) {
            return None;
        }
        let unused = now.saturating_sub(self.obtained) / DAY;
        Some(idle_days.saturating_sub(u16::try_from(unused).unwrap_or(u16::MAX)))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::pending::tests::SERVER;
    use zeroize::Zeroizing;

    pub(crate) const NOW: u64 = 1_790_000_000_000;
    const HOUR: u64 = 3600 * SECOND;

    pub(crate) fn tokens(refresh: Option<&str>, expires_in: Option<u64>) -> Tokens {
        let refresh = refresh.map(|token| Zeroizing::new(token.to_owned()));
        Tokens { access: Zeroizing::new("a".to_owned()), refresh, expires_in, scope: None }
    }

    pub(crate) fn connection(seed: u64) -> Connection {
        Connection::new(&SERVER, &tokens(Some("r"), Some(86_400)), seed, NOW)
    }

    #[test]
    fn a_token_of_a_day_is_due_one_to_two_hours_before_its_end() {
        let mut due: Vec<u64> = (0..200).map(|seed| connection(seed).ready(180, NOW).unwrap()).collect();
        due.sort_unstable();
        assert!(due[0] >= NOW + 22 * HOUR && due[199] <= NOW + 23 * HOUR);
        // What came in the same moment does not come due in the same minute.
        let most =
            due.iter().map(|at| due.iter().filter(|other| (*at..at + 60 * SECOND).contains(other)).count()).max();
        assert!(most.unwrap() <= 15, "{most:?} of 200 in one minute");
    }

    #[test]
    fn however_short_a_token_lives_it_is_not_asked_for_all_the_time() {
        for seconds in [1, 30, 60, 300, 1800] {
            let short = Connection::new(&SERVER, &tokens(Some("r"), Some(seconds)), 5, NOW);
            let due = short.ready(180, NOW).unwrap();
            assert!(due >= NOW + 60 * SECOND, "{seconds}");
            assert!(due < NOW + (seconds * SECOND).max(61 * SECOND), "{seconds}");
        }
    }

    #[test]
    fn without_an_end_only_idleness_makes_it_due() {
        let lasting = Connection::new(&SERVER, &tokens(Some("r"), None), 5, NOW);
        assert_eq!(lasting.ready(0, NOW), None);
        let due = lasting.ready(180, NOW).unwrap();
        assert!((NOW + 135 * DAY..=NOW + 150 * DAY).contains(&due));
        assert_eq!(lasting.idle_days_left(180, NOW + 170 * DAY), Some(10));
        assert_eq!(lasting.idle_days_left(180, NOW + 900 * DAY), Some(0));
        assert_eq!(lasting.idle_days_left(0, NOW), None);
    }

    #[test]
    fn without_a_refresh_token_it_lives_until_its_end() {
        let bare = Connection::new(&SERVER, &tokens(None, Some(3600)), 5, NOW);
        assert_eq!(bare.standing(180, NOW), Standing::Fresh);
        assert_eq!(bare.standing(180, NOW + HOUR), Standing::ConnectAgain);
        let endless = Connection::new(&SERVER, &tokens(None, None), 5, NOW);
        assert_eq!(endless.standing(180, NOW + 9000 * DAY), Standing::Fresh);
        assert_eq!(endless.clone().begin(1, "", NOW), None);
        assert!(endless.may_be_copied());
    }

    #[test]
    fn a_clock_that_is_set_back_makes_it_due_and_set_right_by_a_second_does_not() {
        let connection = connection(5);
        assert_eq!(connection.standing(180, NOW - SECOND), Standing::Fresh);
        assert_eq!(connection.standing(180, NOW - 300 * DAY), Standing::Due);
    }

    #[test]
    fn a_refused_access_token_is_due_unless_it_has_only_just_come() {
        let mut connection = connection(5);
        connection.refused(NOW + SECOND);
        assert_eq!(connection.standing(180, NOW + SECOND), Standing::Fresh);
        connection.refused(NOW + HOUR);
        assert_eq!(connection.standing(180, NOW + HOUR), Standing::Due);
    }

    #[test]
    fn one_lease_at_a_time_and_it_outlives_a_dead_worker_for_a_while_only() {
        let mut connection = connection(5);
        assert!(connection.begin(1, "r", NOW).is_some());
        assert_eq!(connection.standing(180, NOW), Standing::Refreshing);
        // The worker itself waits for its answer whatever the clock says, another one until the time is up.
        for now in [NOW, NOW + DAY, NOW - DAY] {
            assert_eq!(connection.clone().begin(1, "r", now), None, "{now}");
        }
        assert_eq!(connection.clone().begin(2, "r", NOW + LEASE - 1), None);
        assert!(connection.clone().begin(2, "r", NOW + LEASE).is_some());
        assert!(connection.begin(2, "r", NOW - DAY).is_some(), "a clock that was set back keeps nobody waiting");
    }

    #[test]
    fn a_rotating_token_is_moved_and_not_copied() {
        let mut connection = connection(5);
        assert!(!connection.may_be_copied());
        let _ = connection.begin(1, "r", NOW);
        assert!(!connection.hand_over(1, NOW), "not while its answer is on the way");
        connection.lease = None;
        assert!(connection.hand_over(1, NOW));
        connection.try_again();
        assert_eq!(connection.standing(180, NOW + DAY), Standing::UsedByCron);
        assert_eq!((connection.ready(180, NOW + DAY), connection.begin(1, "r", NOW + DAY)), (None, None));
        let again = connection.reconnected(&SERVER, &tokens(Some("r2"), Some(60)), NOW + DAY);
        assert_eq!((again.standing(180, NOW + DAY), again.generation), (Standing::Fresh, connection.generation + 1));
        assert_eq!(connection.idle_days_left(180, NOW + 170 * DAY), None, "whether the script uses it is not known");
        connection.take_back(NOW + HOUR);
        assert_eq!(connection.standing(180, NOW + HOUR), Standing::Due, "which ends the copy that went");
    }
}
