//! A provider and a browser made of plain data: a server that rotates refresh tokens, a store, and a worker that may die.

#![allow(dead_code, reason = "each test file uses a part")]

use keyfob_oauth::{
    Connection, Entry, Hold, Outcome, REQUEST_TIMEOUT, Reply, Ticket, Tokens, Unstored, exchanged, plan,
};
use keyfob_recipes::{ClientAuth, OAuth, Pkce, Refresh};

pub const NOW: u64 = 1_790_000_000_000;
pub const SECOND: u64 = 1000;
pub const DAY: u64 = 86_400 * SECOND;
/// Days that an unused refresh token lives.
pub const IDLE: u16 = 180;

pub static SERVER: OAuth = OAuth {
    authorize: "https://as.example/authorize",
    token: "https://as.example/token",
    issuer: "",
    scopes: &["offline_access"],
    hosts: &["https://as.example/*"],
    client: "example/app",
    redirect: "example",
    device: "https://as.example/device",
    revoke: "",
    client_auth: &[ClientAuth::None],
    pkce: Pkce::Always,
    refresh: Refresh::Rotating,
    idle_days: IDLE,
    scope_separator: " ",
    metadata: None,
};

/// What a provider does with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Answers it.
    Good,
    /// Rotates the token, and the answer is lost on the way.
    Swallowed,
    /// Is in trouble and does nothing.
    Busy,
    /// Rotates the token and answers with something that nobody can read.
    Garbled,
    /// Never gets it.
    Offline,
}

/// A connection in the store, and what its provider and the tests know of it.
pub struct Kept {
    pub host: &'static str,
    /// As the worker has it in memory.
    pub connection: Connection,
    /// As it is stored.
    stored: Connection,
    pub refresh: String,
    /// The refresh token that the provider accepts.
    good: String,
    rotations: u32,
    /// A rotated token was lost before its answer was stored.
    pub lost: bool,
    /// When it was last sent, and how often.
    pub sent_at: Option<u64>,
    pub sent: u32,
}

/// A request on its way, sent by the worker that is alive.
pub struct Wire {
    pub place: usize,
    ticket: Ticket,
    token: String,
    /// What comes back, once the provider had it.
    answer: Option<(u16, String)>,
    fate: Option<Fate>,
    /// It was answered; what is left is a copy of the answer.
    done: bool,
}

/// Everything.
pub struct World {
    pub now: u64,
    pub worker: u64,
    pub kept: Vec<Kept>,
    pub wire: Vec<Wire>,
    pub unstored: Vec<(usize, Unstored)>,
    /// The clock went back, or a worker died, since the last request of each.
    pub disturbed: Vec<bool>,
    pub most: usize,
}

pub fn body(access: &str, refresh: &str, expires_in: u64) -> String {
    format!(
        r#"{{"access_token":"{access}","token_type":"Bearer","expires_in":{expires_in},"refresh_token":"{refresh}"}}"#
    )
}

fn tokens(refresh: &str, expires_in: u64) -> Tokens {
    exchanged(ClientAuth::None, &Reply::answer(200, body("a", refresh, expires_in).as_bytes())).expect("a grant")
}

impl World {
    pub fn new(hosts: &[&'static str], life: u64) -> Self {
        let kept: Vec<Kept> = hosts
            .iter()
            .zip(0..)
            .map(|(host, seed)| (host, Connection::new(&SERVER, &tokens("r0", life), seed, NOW)))
            .map(|(host, connection)| Kept {
                host,
                stored: connection.clone(),
                connection,
                refresh: "r0".to_owned(),
                good: "r0".to_owned(),
                rotations: 0,
                lost: false,
                sent_at: None,
                sent: 0,
            })
            .collect();
        let disturbed = vec![false; kept.len()];
        Self { now: NOW, worker: 1, kept, wire: Vec::new(), unstored: Vec::new(), disturbed, most: 0 }
    }

    /// Plans, takes the leases, stores them, sends. The time of the next plan.
    pub fn wake(&mut self) -> Option<u64> {
        let entries: Vec<Entry<'_>> = self
            .kept
            .iter()
            .map(|kept| Entry { host: kept.host, idle_days: IDLE, connection: &kept.connection })
            .collect();
        let planned = plan(&entries, self.worker, self.now);
        for place in planned.start {
            let kept = &mut self.kept[place];
            let ticket =
                kept.connection.begin(self.worker, &kept.refresh, self.now).expect("what is planned can begin");
            kept.stored = kept.connection.clone();
            assert_eq!(kept.connection.hold, None, "held connections are left alone");
            if let Some(before) = kept.sent_at.filter(|_| !self.disturbed[place]) {
                assert!(self.now >= before + 30 * SECOND, "asked again after {} ms", self.now - before);
            }
            kept.sent_at = Some(self.now);
            kept.sent += 1;
            self.disturbed[place] = false;
            let token = kept.refresh.clone();
            self.wire.push(Wire { place, ticket, token, answer: None, fate: None, done: false });
        }
        self.check();
        planned.wake
    }

    /// The provider gets the request at `at` and does what it does.
    pub fn serve(&mut self, at: usize, fate: Fate, life: u64) {
        let Some(wire) = self.wire.get_mut(at).filter(|wire| wire.fate.is_none()) else { return };
        wire.fate = Some(fate);
        let kept = &mut self.kept[wire.place];
        if matches!(fate, Fate::Busy | Fate::Offline) {
            wire.answer = Some((503, String::new()));
            return;
        }
        if wire.token != kept.good {
            wire.answer = Some((400, r#"{"error":"invalid_grant"}"#.to_owned()));
            return;
        }
        kept.rotations += 1;
        kept.good = format!("r{}", kept.rotations);
        kept.lost |= fate != Fate::Good;
        wire.answer = Some(match fate {
            Fate::Garbled => (200, "{\"access_token\":".to_owned()),
            _ => (200, body("a", &kept.good, life)),
        });
    }

    /// What happened to the request at `at` comes back to the worker; `again` delivers it a second time later.
    pub fn deliver(&mut self, at: usize, again: bool) {
        let Some(wire) = self.wire.get(at) else { return };
        let Some(fate) = wire.fate else { return };
        let (place, ticket) = (wire.place, wire.ticket);
        let (status, body) = wire.answer.clone().unwrap_or_default();
        let reply = match fate {
            Fate::Swallowed => Reply::Lost,
            Fate::Offline => Reply::Offline,
            _ => Reply::answer(status, body.as_bytes()),
        };
        if again {
            self.wire[at].done = true;
        } else {
            self.wire.remove(at);
        }
        let kept = &mut self.kept[place];
        match kept.connection.answered(ticket, &SERVER, ClientAuth::None, &reply, self.now) {
            Outcome::Renewed(unstored) => self.unstored.push((place, unstored)),
            // Nothing of a connection is stored while its tokens are not.
            Outcome::Failed(_) => kept.stored = kept.connection.clone(),
            Outcome::Stale => {}
        }
        self.check();
    }

    /// The store takes what lies at `at`, refresh token and access token in one transaction.
    pub fn store(&mut self, at: usize) {
        if at >= self.unstored.len() {
            return;
        }
        let (place, unstored) = self.unstored.remove(at);
        let kept = &mut self.kept[place];
        let refresh = unstored.fields().find(|(name, _)| *name == "refresh_token").map(|(_, value)| value.to_owned());
        let (connection, access) = unstored.stored();
        assert_eq!(access.as_str(), "a");
        kept.stored = connection.clone();
        kept.connection = connection;
        kept.refresh = refresh.unwrap_or_else(|| kept.refresh.clone());
        self.check();
    }

    /// The worker dies: what was in its memory and on its wires is gone, whatever the provider did with it.
    pub fn kill(&mut self) {
        for wire in &self.wire {
            let given = wire.answer.as_ref().is_some_and(|(status, _)| *status == 200);
            self.kept[wire.place].lost |= given && self.kept[wire.place].refresh == wire.token;
        }
        for (place, _) in &self.unstored {
            self.kept[*place].lost = true;
        }
        for kept in &mut self.kept {
            kept.connection = kept.stored.clone();
        }
        self.wire.clear();
        self.unstored.clear();
        self.worker += 1;
        self.disturbed.iter_mut().for_each(|disturbed| *disturbed = true);
    }

    /// The clock goes or jumps.
    pub fn pass(&mut self, forward: bool, by: u64) {
        self.now = if forward { self.now + by } else { self.now.saturating_sub(by) };
        if !forward {
            self.disturbed.iter_mut().for_each(|disturbed| *disturbed = true);
        }
    }

    /// What holds after every step.
    fn check(&mut self) {
        let in_flight = |place| self.wire.iter().filter(|wire| wire.place == place && !wire.done).count();
        for (place, kept) in self.kept.iter().enumerate() {
            assert!(in_flight(place) <= 1, "two requests for one connection");
            if kept.connection.hold == Some(Hold::ConnectAgain) {
                assert!(kept.lost, "a good connection was given up");
            }
        }
        self.most = self.most.max(self.wire.len());
    }

    /// Everything goes well from here on: follows the wake times for `long`. How many requests that took.
    pub fn quiet(&mut self, long: u64, life: u64) -> u32 {
        let before: u32 = self.kept.iter().map(|kept| kept.sent).sum();
        let end = self.now + long;
        let mut rounds = 0;
        while self.now < end {
            rounds += 1;
            assert!(rounds < 20_000, "it goes in circles");
            let next = self.wake();
            if self.wire.is_empty() && self.unstored.is_empty() {
                let Some(next) = next else { break };
                assert!(next > self.now, "woken at once");
                self.now = next;
                continue;
            }
            for _ in 0..self.wire.len() {
                self.serve(0, Fate::Good, life);
                self.deliver(0, false);
            }
            while !self.unstored.is_empty() {
                self.store(0);
            }
            self.now += SECOND;
        }
        self.kept.iter().map(|kept| kept.sent).sum::<u32>() - before
    }
}

/// A request never takes longer.
pub const TIMEOUT: u64 = REQUEST_TIMEOUT;
