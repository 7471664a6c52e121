//! What is noted of a credential while it is looked after, as the document has it. Times are milliseconds since the Unix
//! epoch.

use keyfob_wire::Wire;
use serde::{Deserialize, Serialize};

use crate::Id;

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Care {
    /// What the provider said when it was asked last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Checked>,
    /// How the OAuth connection stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<Connection>,
    /// It is being replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotation: Option<Rotation>,
    /// It is switched off at the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off: Option<SwitchedOff>,
    /// Warnings that the person put away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dismissed: Vec<String>,
}

/// The outcome of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Checked {
    /// When the answer came.
    pub at: u64,
    /// What it means: `verify-valid`.
    pub code: String,
    /// Name and address of the account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<String>,
    /// What was called.
    pub called: String,
    /// HTTP status; 0 where no answer came.
    pub status: u16,
    /// When to ask again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<u64>,
}

/// What is known of a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "snake_case")]
pub enum RefreshKind {
    /// There is none.
    None,
    /// Each use brings a new one and ends the old one.
    Rotating,
    /// It stays the same.
    LongLived,
}

/// Why a connection is not refreshed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// The person connects again.
    ConnectAgain,
    /// The app was made with a secret, and there is none.
    SecretMissing,
    /// The app's secret is not accepted.
    SecretRefused,
    /// The app may not refresh.
    Flow,
    /// The refresh token was moved into an export that a script keeps alive.
    UsedByCron,
}

/// How an OAuth connection stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Connection {
    /// When the present tokens came.
    pub obtained: u64,
    /// When the access token ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<u64>,
    /// What is known of the refresh token.
    pub refresh: RefreshKind,
    /// Counts the tokens.
    pub generation: u32,
    /// Why it is not refreshed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
}

/// That a credential is being replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Rotation {
    /// When it was asked for.
    pub since: u64,
    /// The credential that takes its place.
    pub by: Id,
}

/// That a credential is switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct SwitchedOff {
    /// When.
    pub at: u64,
    /// How that is known.
    pub how: OffBy,
}

/// How a credential was switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "snake_case")]
pub enum OffBy {
    /// By a request that the provider confirmed.
    Api,
    /// The person says so.
    Person,
    /// The provider did not know it any more.
    Gone,
}
