//! The stored shapes of what is noted of a credential beside its values.

use minicbor::{CborLen, Decode, Encode};

use super::{Id, id, record_id};
use crate::{Checked, Connection, Hold, Lease, OffBy, RefreshKind, Retry, Rotation, SwitchedOff};

/// [`Checked`].
#[derive(Encode, Decode, CborLen)]
#[cbor(map)]
pub(crate) struct CheckDoc<'a> {
    #[n(0)]
    at: u64,
    #[b(1)]
    code: &'a str,
    #[b(2)]
    who: Vec<&'a str>,
    #[b(3)]
    called: &'a str,
    #[n(4)]
    status: u16,
    #[n(5)]
    again: Option<u64>,
}

impl<'a> From<&'a Checked> for CheckDoc<'a> {
    fn from(of: &'a Checked) -> Self {
        Self {
            at: of.at,
            code: &of.code,
            who: of.who.iter().map(String::as_str).collect(),
            called: &of.called,
            status: of.status,
            again: of.again,
        }
    }
}

impl From<CheckDoc<'_>> for Checked {
    fn from(doc: CheckDoc<'_>) -> Self {
        Self {
            at: doc.at,
            code: doc.code.to_owned(),
            who: doc.who.into_iter().map(str::to_owned).collect(),
            called: doc.called.to_owned(),
            status: doc.status,
            again: doc.again,
        }
    }
}

/// [`Connection`]. Words that grow in number are numbers here, so that an older reader passes over those it does not know.
#[derive(Encode, Decode, CborLen)]
#[cbor(map)]
pub(crate) struct ConnectionDoc {
    #[n(0)]
    obtained: u64,
    #[n(1)]
    expires_at: Option<u64>,
    #[n(2)]
    refresh: u8,
    #[n(3)]
    generation: u32,
    #[n(4)]
    attempt: u32,
    #[n(5)]
    failures: u8,
    #[n(6)]
    retry: Option<RetryDoc>,
    #[n(7)]
    lease: Option<LeaseDoc>,
    #[n(8)]
    hold: Option<u8>,
    #[n(9)]
    seed: u64,
}

/// [`Retry`].
#[derive(Encode, Decode, CborLen)]
struct RetryDoc {
    #[n(0)]
    since: u64,
    #[n(1)]
    until: u64,
    #[n(2)]
    offline: bool,
}

/// [`Lease`].
#[derive(Encode, Decode, CborLen)]
struct LeaseDoc {
    #[n(0)]
    worker: u64,
    #[n(1)]
    attempt: u32,
    #[n(2)]
    since: u64,
    #[n(3)]
    until: u64,
}

impl From<&Connection> for ConnectionDoc {
    fn from(of: &Connection) -> Self {
        Self {
            obtained: of.obtained,
            expires_at: of.expires_at,
            refresh: match of.refresh {
                RefreshKind::None => 0,
                RefreshKind::Rotating => 1,
                RefreshKind::LongLived => 2,
            },
            generation: of.generation,
            attempt: of.attempt,
            failures: of.failures,
            retry: of.retry.map(|retry| RetryDoc { since: retry.since, until: retry.until, offline: retry.offline }),
            lease: of.lease.map(|lease| LeaseDoc {
                worker: lease.worker,
                attempt: lease.attempt,
                since: lease.since,
                until: lease.until,
            }),
            hold: of.hold.map(|hold| match hold {
                Hold::ConnectAgain => 0,
                Hold::SecretMissing => 1,
                Hold::SecretRefused => 2,
                Hold::Flow => 3,
                Hold::UsedByCron => 4,
            }),
            seed: of.seed,
        }
    }
}

impl From<ConnectionDoc> for Connection {
    fn from(doc: ConnectionDoc) -> Self {
        Self {
            obtained: doc.obtained,
            expires_at: doc.expires_at,
            // What is not known to be long-lived must never be used twice.
            refresh: match doc.refresh {
                0 => RefreshKind::None,
                2 => RefreshKind::LongLived,
                _ => RefreshKind::Rotating,
            },
            generation: doc.generation,
            attempt: doc.attempt,
            failures: doc.failures,
            retry: doc.retry.map(|retry| Retry { since: retry.since, until: retry.until, offline: retry.offline }),
            lease: doc.lease.map(|lease| Lease {
                worker: lease.worker,
                attempt: lease.attempt,
                since: lease.since,
                until: lease.until,
            }),
            // A reason that is not known here is one that a person has to deal with.
            hold: doc.hold.map(|hold| match hold {
                1 => Hold::SecretMissing,
                2 => Hold::SecretRefused,
                3 => Hold::Flow,
                4 => Hold::UsedByCron,
                _ => Hold::ConnectAgain,
            }),
            seed: doc.seed,
        }
    }
}

/// [`Rotation`].
#[derive(Encode, Decode, CborLen)]
pub(crate) struct RotationDoc {
    #[n(0)]
    since: u64,
    #[n(1)]
    by: Id,
}

impl From<Rotation> for RotationDoc {
    fn from(of: Rotation) -> Self {
        Self { since: of.since, by: id(of.by) }
    }
}

impl From<RotationDoc> for Rotation {
    fn from(doc: RotationDoc) -> Self {
        Self { since: doc.since, by: record_id(doc.by) }
    }
}

/// [`SwitchedOff`].
#[derive(Encode, Decode, CborLen)]
pub(crate) struct OffDoc {
    #[n(0)]
    at: u64,
    #[n(1)]
    how: u8,
}

impl From<SwitchedOff> for OffDoc {
    fn from(of: SwitchedOff) -> Self {
        let how = match of.how {
            OffBy::Api => 0,
            OffBy::Person => 1,
            OffBy::Gone => 2,
        };
        Self { at: of.at, how }
    }
}

impl From<OffDoc> for SwitchedOff {
    fn from(doc: OffDoc) -> Self {
        let how = match doc.how {
            0 => OffBy::Api,
            2 => OffBy::Gone,
            _ => OffBy::Person,
        };
        Self { at: doc.at, how }
    }
}
