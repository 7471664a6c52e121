//! What Keyfob notes while it looks after a credential: the last check, how its connection stands, that it is being
//! replaced, that it is switched off, and which warnings the person has seen. Nothing in here is secret. Times are
//! milliseconds since the Unix epoch.

use crate::RecordId;

/// All of it. Each attribute is a part of its own when two copies are merged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Care {
    /// What the provider said when it was asked last.
    pub check: Option<Box<Checked>>,
    /// How the OAuth connection stands, of a credential that is one.
    pub connection: Option<Box<Connection>>,
    /// It is being replaced.
    pub rotation: Option<Rotation>,
    /// It is switched off at the provider.
    pub off: Option<SwitchedOff>,
    /// Warnings that the person put away, each with what it was about, so that it comes back when that changes.
    pub dismissed: Vec<String>,
}

/// The outcome of a check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Checked {
    /// When the answer came.
    pub at: u64,
    /// What it means, as a code: `verify-valid`.
    pub code: String,
    /// Name and address of the account, as far as the provider told them.
    pub who: Vec<String>,
    /// What was called: method, host and path, without query.
    pub called: String,
    /// HTTP status; 0 where no answer came.
    pub status: u16,
    /// When to ask again, where that is known.
    pub again: Option<u64>,
}

/// What is known of a connection's refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefreshKind {
    /// There is none.
    None,
    /// Each use brings a new one and ends the old one.
    Rotating,
    /// It stays the same.
    LongLived,
}

/// Why a connection is not refreshed until somebody does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hold {
    /// The person connects again.
    ConnectAgain,
    /// The app was made with a secret, and there is none here.
    SecretMissing,
    /// The app's secret is not accepted.
    SecretRefused,
    /// The app may not refresh.
    Flow,
    /// The refresh token was moved into an export that a script keeps alive.
    UsedByCron,
}

/// When a refresh that failed is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Retry {
    /// When this was decided.
    pub since: u64,
    /// When it is tried again.
    pub until: u64,
    /// There was no network; otherwise the provider was in trouble.
    pub offline: bool,
}

/// The right to refresh, taken before the request leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lease {
    /// A random number of the worker that holds it.
    pub worker: u64,
    /// Which attempt it is for.
    pub attempt: u32,
    /// When it was taken.
    pub since: u64,
    /// When another worker may take it.
    pub until: u64,
}

/// How an OAuth connection stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Connection {
    /// When the present tokens came.
    pub obtained: u64,
    /// When the access token ends, if that is known.
    pub expires_at: Option<u64>,
    /// What is known of the refresh token.
    pub refresh: RefreshKind,
    /// Counts the tokens.
    pub generation: u32,
    /// Counts the attempts.
    pub attempt: u32,
    /// Failures in a row.
    pub failures: u8,
    /// After a failure.
    pub retry: Option<Retry>,
    /// While a refresh is under way.
    pub lease: Option<Lease>,
    /// Why it is not refreshed at all.
    pub hold: Option<Hold>,
    /// Spreads what would come together.
    pub seed: u64,
}

/// That a credential is being replaced. It stands in the old one from the moment the person asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rotation {
    /// When it was asked for.
    pub since: u64,
    /// The credential that takes its place; it may not be there yet.
    pub by: RecordId,
}

/// That a credential is switched off at the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SwitchedOff {
    /// When.
    pub at: u64,
    /// How that is known.
    pub how: OffBy,
}

/// How a credential was switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OffBy {
    /// By a request of Keyfob's, which the provider confirmed.
    Api,
    /// The person did it, or had it done, and says so.
    Person,
    /// The provider did not know it any more.
    Gone,
}
