//! Many connections, one clock: which are refreshed now, and when to look again.

use crate::Connection;
use crate::connection::Wait;
use crate::time::{DAY, LEASE, within};

/// Most refreshes at a time.
pub const LIMIT: usize = 4;
/// Most refreshes at a time at one host; one while that host is in trouble.
pub const HOST_LIMIT: usize = 2;

/// One connection, for [`plan`].
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Host of its token endpoint.
    pub host: &'a str,
    /// `idle_days` of its recipe.
    pub idle_days: u16,
    /// The connection.
    pub connection: &'a Connection,
}

/// What to do now, and when to plan again at the latest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Places, among the entries, of those to begin with now.
    pub start: Vec<usize>,
    /// The next time to plan, at most a day away; `None` if nothing will come due by itself. Plan also after each answer.
    pub wake: Option<u64>,
}

/// What is going on at a host.
struct Host<'a> {
    name: &'a str,
    running: usize,
    trouble: bool,
}

/// Plans for `worker`, a random number drawn when it started. Whoever waits longest comes first, so nobody is passed over
/// for ever; slots that a slow host cannot take are left for the others.
#[must_use]
pub fn plan(entries: &[Entry<'_>], worker: u64, now: u64) -> Plan {
    let mut hosts: Vec<Host<'_>> = Vec::new();
    let mut waiting = Vec::new();
    let mut wake = Wake { now, at: None };
    for (place, entry) in entries.iter().enumerate() {
        let connection = entry.connection;
        let host = host(&mut hosts, entry.host);
        let trouble = |retry: &crate::Retry| retry.why == Wait::Trouble && within(retry.since, retry.until, now);
        host.trouble |= connection.retry.as_ref().is_some_and(trouble);
        match (connection.lease, connection.ready(entry.idle_days, now)) {
            (Some(lease), _) if connection.in_flight(worker, now) => {
                host.running += 1;
                wake.by(lease.until);
            }
            (_, Some(at)) if at <= now => waiting.push((at, connection.seed, place)),
            (_, Some(at)) => wake.by(at),
            (_, None) => {}
        }
    }
    let mut running: usize = hosts.iter().map(|host| host.running).sum();
    waiting.sort_unstable();
    let mut start = Vec::new();
    for (_, _, place) in waiting {
        let Some(entry) = entries.get(place).filter(|_| running < LIMIT) else { break };
        let host = host(&mut hosts, entry.host);
        if host.running < if host.trouble { 1 } else { HOST_LIMIT } {
            host.running += 1;
            running += 1;
            start.push(place);
            wake.by(now.saturating_add(LEASE));
        }
    }
    Plan { start, wake: wake.at }
}

fn host<'s, 'a>(hosts: &'s mut Vec<Host<'a>>, name: &'a str) -> &'s mut Host<'a> {
    let place = hosts.iter().position(|host| host.name == name).unwrap_or(hosts.len());
    if place == hosts.len() {
        hosts.push(Host { name, running: 0, trouble: false });
    }
    &mut hosts[place]
}

/// The earliest of several times.
struct Wake {
    now: u64,
    at: Option<u64>,
}

impl Wake {
    /// Not later than `at`. What is past (the clock jumped) is looked at again after a lease, what is far after a day.
    fn by(&mut self, at: u64) {
        let at = if at <= self.now { self.now.saturating_add(LEASE) } else { at.min(self.now.saturating_add(DAY)) };
        self.at = Some(self.at.map_or(at, |earliest| earliest.min(at)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::tests::{NOW, connection, tokens};
    use crate::pending::tests::SERVER;
    use crate::{Hold, Retry};

    fn entries<'a>(host: &'a str, connections: &'a [Connection]) -> Vec<Entry<'a>> {
        connections.iter().map(|connection| Entry { host, idle_days: 180, connection }).collect()
    }

    /// `count` connections that came due together.
    fn due(count: u64) -> Vec<Connection> {
        (0..count).map(|seed| Connection { expires_at: Some(NOW), obtained: NOW - DAY, ..connection(seed) }).collect()
    }

    #[test]
    fn two_hundred_that_are_due_together_go_two_at_a_time() {
        let mut connections = due(200);
        let first = plan(&entries("a", &connections), 1, NOW);
        assert_eq!((first.start.len(), first.wake), (HOST_LIMIT, Some(NOW + LEASE)));
        for place in first.start {
            let _ = connections[place].begin(1, "r", NOW);
        }
        assert_eq!(plan(&entries("a", &connections), 1, NOW).start, [0; 0], "until one of them is answered");
    }

    #[test]
    fn a_slow_host_does_not_take_all_the_places() {
        let (mut slow, mut other) = (due(50), due(50));
        for connection in slow.iter_mut().take(2) {
            let _ = connection.begin(1, "r", NOW);
        }
        other.iter_mut().for_each(|connection| connection.expires_at = Some(NOW + 1));
        let all = [entries("slow", &slow), entries("other", &other)].concat();
        let started = plan(&all, 1, NOW).start;
        assert_eq!(started.len(), 2);
        assert!(started.iter().all(|place| *place >= 50), "{started:?}");
    }

    #[test]
    fn a_host_in_trouble_is_asked_by_one_at_a_time() {
        let mut connections = due(20);
        connections[3].retry = Some(Retry { since: NOW, until: NOW + 1000, why: Wait::Trouble });
        assert_eq!(plan(&entries("a", &connections), 1, NOW).start.len(), 1);
        connections[3].retry = Some(Retry { since: NOW, until: NOW + 1000, why: Wait::Offline });
        assert_eq!(plan(&entries("a", &connections), 1, NOW).start.len(), 2);
    }

    #[test]
    fn who_waits_longest_comes_first() {
        let mut connections = due(10);
        connections[7].expires_at = Some(NOW - 3_600_000);
        connections[7].obtained = NOW - 2 * DAY;
        connections[4].expires_at = Some(NOW - 1_800_000);
        connections[4].obtained = NOW - 2 * DAY;
        assert_eq!(plan(&entries("a", &connections), 1, NOW).start, [7, 4]);
    }

    #[test]
    fn the_next_time_is_the_earliest_and_never_more_than_a_day_away() {
        let mut connections = vec![connection(1), connection(2)];
        let earliest = connections.iter().filter_map(|c| c.ready(180, NOW)).min();
        assert_eq!(plan(&entries("a", &connections), 1, NOW), Plan { start: Vec::new(), wake: earliest });
        connections = vec![Connection::new(&SERVER, &tokens(Some("r"), None), 1, NOW)];
        assert_eq!(plan(&entries("a", &connections), 1, NOW).wake, Some(NOW + DAY), "due in months");
        connections[0].hold = Some(Hold::ConnectAgain);
        assert_eq!(plan(&entries("a", &connections), 1, NOW).wake, None);
        assert_eq!(plan(&[], 1, NOW).wake, None);
    }

    #[test]
    fn a_request_whose_lease_is_past_by_a_jump_of_the_clock_wakes_nobody_at_once() {
        let mut connections = due(1);
        let _ = connections[0].begin(1, "r", NOW - DAY);
        let planned = plan(&entries("a", &connections), 1, NOW);
        assert_eq!(planned, Plan { start: Vec::new(), wake: Some(NOW + LEASE) });
        assert_eq!(plan(&entries("a", &connections), 2, NOW).start, [0], "to another worker it is run out");
    }
}
