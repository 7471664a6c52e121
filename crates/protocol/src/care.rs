//! What a surface shows of a credential that is looked after: its check, its connection, its replacement, what needs
//! attention. Codes stand for sentences, as everywhere; times are milliseconds since the Unix epoch.

use crate::ui::Problem;
use keyfob_wire::Wire;
use serde::{Deserialize, Serialize};

/// Whether a credential works, as far as is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct CheckView {
    /// Where it stands.
    pub state: CheckState,
    /// What the last answer meant: messages `check_<code>` says it and `check_<code>_do` what to do; `verify-valid`,
    /// `verify-limited`, `verify-invalid`, `verify-not-yet-active`, `verify-wrong-region`, `verify-blocked`,
    /// `verify-other-kind`, `verify-no-answer`, `verify-too-many`, `verify-unknown`. Empty before the first answer.
    pub code: String,
    /// When that answer came.
    pub at: u64,
    /// Name and address of the account, as the provider says them.
    pub who: Vec<String>,
    /// What was called, for a support text: `GET us21.api.mailchimp.com/3.0/`.
    pub called: String,
    /// HTTP status of the answer, for a support text; 0 where none came.
    pub status: u16,
    /// When it is asked again by itself, or may be asked again.
    pub retry_at: Option<u64>,
    /// Match patterns to ask the permission for.
    pub hosts: Vec<String>,
    /// Why it could not be asked.
    pub problem: Option<Problem>,
}

/// Where a check stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "kebab-case")]
pub enum CheckState {
    /// The recipes know no way to ask this provider.
    Impossible,
    /// Nothing is under way; there may be an answer of before.
    #[default]
    Idle,
    /// Asked for; waiting for the browser's permission.
    Permission,
    /// The provider is being asked.
    Asking,
    /// It is too young; the provider is asked again at [`CheckView::retry_at`].
    Waiting,
}

/// How an OAuth connection stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct ConnectionView {
    /// Message `connection_<code>`: `fresh`, `due`, `refreshing`, `offline`, `retrying`, `connect-again`,
    /// `secret-missing`, `secret-refused`, `flow`, `used-by-cron`; or `script-waits`, for which
    /// [`ScriptState::Waits`] has words.
    pub code: String,
    /// When it is refreshed next, where that is foreseen.
    pub next: Option<u64>,
    /// Days until the refresh token ends unused, where the provider has such a limit.
    pub idle_days_left: Option<u16>,
    /// Keyfob keeps it fresh: there is a refresh token.
    pub refreshes: bool,
    /// Match patterns without whose grant it cannot be refreshed.
    pub hosts: Vec<String>,
}

/// Whether a script can use a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "kebab-case")]
pub enum ScriptState {
    /// It can be copied into a file for a script, and stays here too.
    Copy,
    /// Its refresh token rotates: it can only be moved.
    Move,
    /// A file was made. It is held until the person says what became of the file.
    Waits,
    /// A script keeps it alive, and the refresh token is not here any more.
    Moved,
}

/// A credential that is being replaced by another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct RotationView {
    /// The step the person is at.
    pub step: RotationStep,
    /// The new credential, once it is there.
    pub by: Option<String>,
    /// Each place that uses the old one, and whether it uses the new one now.
    pub sites: Vec<RotationSite>,
}

/// What comes next in a replacement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "kebab-case")]
pub enum RotationStep {
    /// The new one is to be made: `GuideStart` or `OauthStart` with `replaces` goes on.
    NewKey,
    /// The new one is there and not proven to work: `Verify` it.
    Verify,
    /// Sites still use the old one: fill each anew.
    Sites,
    /// Everything uses the new one: switch the old one off.
    SwitchOff,
    /// The old one is off.
    Done,
}

/// A place that uses a credential which is being replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct RotationSite {
    /// Exact origin.
    pub site: String,
    /// The page, to open it by.
    pub page: String,
    /// Plugin, may be empty.
    pub integration: String,
    /// It uses the new one.
    pub done: bool,
}

/// How a credential is switched off at its provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct OffView {
    /// When it was, if it is.
    pub at: Option<u64>,
    /// Keyfob can do it by a request.
    pub by_request: bool,
    /// How the person does it, or whom to ask, in the person's words.
    pub say: String,
    /// The portal's page to begin at; empty where there is none.
    pub page: String,
    /// Where a request stands.
    pub state: OffState,
    /// Match patterns to ask the permission for.
    pub hosts: Vec<String>,
    /// Match patterns to ask for to be led there step by step; empty where nobody knows the way.
    pub way: Vec<String>,
    /// What the last request came to: `off-refused`, `off-unknown` …
    pub problem: Option<Problem>,
}

/// Where switching off by a request stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "kebab-case")]
pub enum OffState {
    /// Nothing is under way.
    #[default]
    Idle,
    /// Waiting for the browser's permission.
    Permission,
    /// The provider is being asked.
    Asking,
}

/// Something that needs the person's attention. It stays away once dismissed, until what it is about changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct AttentionView {
    /// [`CredentialView::id`](crate::ui::CredentialView::id).
    pub credential: String,
    /// Its label.
    pub label: String,
    /// Its client, may be empty.
    pub client: String,
    /// Provider's name.
    pub provider: String,
    /// Kind's name.
    pub name: String,
    /// Message `attention_<code>` with `args` put in: `expired`, `expires` (days), `connect-again`, `secret-missing`,
    /// `secret-refused`, `flow`, `refused`, `rotation`, `idle` (days), `script-waits`, `reuse` (places), `unused`,
    /// `unverified`.
    pub code: String,
    /// What is put into the sentence.
    pub args: Vec<String>,
    /// It cannot wait: counted in the toolbar.
    pub urgent: bool,
    /// To dismiss it by.
    pub warning: String,
}

/// A code that the person enters elsewhere (RFC 8628).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct DeviceView {
    /// The code.
    pub user_code: String,
    /// Where it is entered.
    pub address: String,
    /// The same with the code in it; empty where the provider has none.
    pub address_with_code: String,
    /// When the code ends.
    pub expires_at: u64,
}
