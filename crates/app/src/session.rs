//! What outlives the worker but not the browser: kept in `storage.session`, in memory, for trusted contexts only.
//!
//! Values seen on a page lie here only sealed to the inbox's public key.
// long: everything that outlives the worker stands in one place.

use core::fmt;
use keyfob_protocol::SecretText;
use keyfob_protocol::page::Snapshot;
use keyfob_protocol::ui::{
    CheckState, CopyName, FilledView, Look, OffState, Outcome, Problem, Reason, SkipView, Stage,
};
use keyfob_recipes::{Field, Kind};
use keyfob_vault::Checked;
use keyfob_wire::Wire;
use serde::{Deserialize, Serialize};

/// Most values that wait for Keep at one time; older ones go first.
pub const MAX_HELD: usize = 24;
/// Plans remembered, one a tab, for the tabs used last.
pub const MAX_PLANS: usize = 8;
/// Fills remembered, for undoing them and for what became of them.
pub const MAX_DONE: usize = 16;

/// Everything a killed worker needs to go on.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Wire)]
#[serde(default)]
pub struct Session {
    /// Counts up; makes ids that are unique in this session.
    pub counter: u32,
    /// The open vault's session key, in hex; empty while locked.
    pub key: Option<SecretText>,
    /// When the vault locks by itself, ms since the epoch.
    pub lock_at: u64,
    /// What the person started.
    pub job: Option<Job>,
    /// The job's work, a document each.
    pub tasks: Vec<Task>,
    /// Salt of the digests that tell held values apart, in hex.
    pub salt: String,
    /// Recognised values that wait for Keep.
    pub held: Vec<Held>,
    /// Plans, by tab.
    pub plans: Vec<StoredPlan>,
    /// What was filled lately, oldest first.
    pub done: Vec<Done>,
    /// Forms that are watched, one a tab.
    pub watches: Vec<Watch>,
    /// The page that the person is teaching.
    pub lesson: Option<StoredLesson>,
    /// A connection under way.
    pub pending: Option<PendingState>,
    /// Checks that are under way, or that came to nothing.
    pub checks: Vec<CheckJob>,
    /// Credentials that are being switched off by a request.
    pub offs: Vec<OffJob>,
    /// When the clipboard is overwritten, ms since the epoch, if something of ours may be on it.
    pub clear_at: Option<u64>,
    /// A recovery code that was shown and not yet confirmed.
    pub recovery: Option<SecretText>,
    /// Something the person has to know.
    pub problem: Option<Problem>,
}

/// A guide or a connection.
#[derive(Debug, Clone, Serialize, Deserialize, Wire)]
pub struct Job {
    /// Kind id.
    pub kind: String,
    /// Who it is for.
    pub client: String,
    /// The site it is for.
    pub site: String,
    /// The plugin it is for.
    pub integration: String,
    /// Where it stands.
    pub stage: Stage,
    /// Id that the credential gets, or has since its first field was kept.
    pub record: String,
    /// Names of the fields kept so far.
    pub kept: Vec<String>,
    /// Names of the optional fields that the form wants too.
    pub wants: Vec<String>,
    /// The plugin's redirect URI.
    pub callback: String,
    /// The proposed label.
    pub label: String,
    /// What keeps the person from going on: a position in the kind's obstacles.
    pub obstacle: Option<usize>,
    /// The step the person is at.
    pub at: Option<usize>,
    /// The label can be written now.
    pub can_write_label: bool,
    /// A value can be made up and written now.
    pub can_make: bool,
    /// Account named on the portal.
    pub account: String,
    /// Something about the page at hand.
    pub problem: Option<Problem>,
    /// Record id of what it is to take the place of; empty for nothing.
    #[serde(default)]
    pub replaces: String,
    /// It is to switch its record off, not to get one.
    #[serde(default)]
    pub off: bool,
}

/// A check of one credential.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Wire)]
#[serde(default)]
pub struct CheckJob {
    /// Record id.
    pub credential: String,
    /// Where it stands.
    pub state: CheckState,
    /// Which of the kind's calls is under way.
    pub call: usize,
    /// An earlier call said that it works.
    pub proven: bool,
    /// When to ask again by itself.
    pub again: Option<u64>,
    /// What is called, for people.
    pub called: String,
    /// An answer that is not noted in the record, because nothing was learnt from it.
    pub said: Option<Said>,
    /// Why it could not be asked.
    pub problem: Option<Problem>,
}

/// What an answer said.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Wire)]
#[serde(default)]
pub struct Said {
    /// When.
    pub at: u64,
    /// What it means.
    pub code: String,
    /// Whose it is.
    pub who: Vec<String>,
    /// What was called.
    pub called: String,
    /// HTTP status.
    pub status: u16,
    /// When to ask again.
    pub again: Option<u64>,
}

impl From<&Checked> for Said {
    fn from(checked: &Checked) -> Self {
        Self {
            at: checked.at,
            code: checked.code.clone(),
            who: checked.who.clone(),
            called: checked.called.clone(),
            status: checked.status,
            again: checked.again,
        }
    }
}

/// A credential that is being switched off.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Wire)]
#[serde(default)]
pub struct OffJob {
    /// Record id.
    pub credential: String,
    /// Where it stands.
    pub state: OffState,
    /// What the last request came to.
    pub problem: Option<Problem>,
}

/// The job's work on one document. It ends with the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Task {
    /// The tab.
    pub tab: i32,
    /// The document.
    pub document: String,
    /// Known to the script in that document and to nobody else.
    pub nonce: String,
    /// Its exact origin.
    pub origin: String,
    /// Revision of the last report.
    pub revision: u32,
    /// Landmark of that report into which the label can be written.
    pub label_field: Option<usize>,
    /// Landmarks of that report into which a made-up value can be written.
    pub make_fields: Vec<usize>,
}

/// A recognised value, sealed to the inbox's public key until the person says Keep.
#[derive(Clone, Serialize, Deserialize, Wire)]
pub struct Held {
    /// Id.
    pub id: String,
    /// Key under which it goes to the inbox.
    pub inbox_key: String,
    /// The sealed capture, in hex.
    pub sealed: String,
    /// Id of the credential it belongs to.
    pub record: String,
    /// The record of the job it was seen in; empty without a job.
    pub job: String,
    /// Kind id.
    pub kind: String,
    /// Field name.
    pub field: String,
    /// Characters.
    pub length: usize,
    /// Tells it from other values: a salted digest, in hex.
    pub print: String,
    /// Words beside it, to tell it from its neighbours.
    pub near: String,
    /// It is on the page of the last report.
    pub here: bool,
    /// What may be shown of it: the last four characters of a long secret, all of what is none.
    pub tail: String,
    /// Host.
    pub host: String,
    /// Account.
    pub account: String,
    /// Label sealed with it.
    pub label: String,
    /// When it ends.
    pub expires_at: Option<u64>,
    /// In the vault already.
    pub known: bool,
    /// Made up by Keyfob and written into the page; kept once the page shows that it is in the form.
    pub made: bool,
    /// The label is not the one sealed with it.
    pub relabelled: bool,
    /// Kept, and still shown on the page.
    pub kept: bool,
    /// Dropped by the person, and still shown on the page.
    pub dropped: bool,
}

impl fmt::Debug for Held {
    /// Without the tail: four characters of a secret have no place in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("field", &self.field)
            .field("length", &self.length)
            .field("waits", &self.waits())
            .finish_non_exhaustive()
    }
}

impl Held {
    /// Whether it still waits for Keep.
    #[must_use]
    pub fn waits(&self) -> bool {
        !self.kept && !self.dropped
    }
}

/// A plan that can be confirmed.
#[derive(Debug, Clone, Serialize, Deserialize, Wire)]
pub struct StoredPlan {
    /// Id.
    pub id: String,
    /// The tab.
    pub tab: i32,
    /// The document.
    pub document: String,
    /// The snapshot's nonce.
    pub nonce: String,
    /// Exact origin.
    pub origin: String,
    /// Path.
    pub page: String,
    /// Title.
    pub title: String,
    /// WordPress' name of the page.
    #[serde(default)]
    pub screen: String,
    /// What the page says about what was done last.
    #[serde(default)]
    pub notices: Vec<String>,
    /// The first of the plans that followed each other because the page changed.
    #[serde(default)]
    pub task: String,
    /// Plugin.
    pub plugin: String,
    /// The plugin's redirect URI, where its recipe knows one.
    pub callback: String,
    /// What it asks for.
    pub asks: Vec<StoredAsk>,
    /// What goes where.
    pub fills: Vec<StoredFill>,
    /// What is left alone.
    pub skipped: Vec<SkipView>,
    /// What constants in `wp-config.php` set, for each kind.
    #[serde(default)]
    pub constants: Vec<StoredConstants>,
    /// Words of the button to press afterwards.
    pub after: String,
    /// Why nothing can be filled.
    pub problem: Option<Problem>,
    /// The result.
    pub filled: Option<FilledView>,
}

/// The constants that hold parts of one kind.
#[derive(Debug, Clone, Serialize, Deserialize, Wire)]
pub struct StoredConstants {
    /// Kind id.
    pub kind: String,
    /// Which fields, and the constants that hold them.
    pub names: Vec<CopyName>,
}

/// The page that the person is teaching.
#[derive(Debug, Clone, Serialize, Deserialize, Wire)]
pub struct StoredLesson {
    /// Id.
    pub id: String,
    /// The tab.
    pub tab: i32,
    /// The document.
    pub document: String,
    /// Its description.
    pub snapshot: Snapshot,
}

/// What was filled, for undoing it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Wire)]
#[serde(default)]
pub struct Done {
    /// The plan that was confirmed.
    pub plan: String,
    /// The tab.
    pub tab: i32,
    /// The document.
    pub document: String,
    /// The snapshot's nonce.
    pub nonce: String,
    /// Exact origin.
    pub origin: String,
    /// Path.
    pub page: String,
    /// WordPress' name of the page.
    pub screen: String,
    /// What the page said before.
    pub notices: Vec<String>,
    /// When, ms since the epoch.
    pub at: u64,
    /// Controls that held their value then.
    pub controls: Vec<DoneControl>,
    /// It cannot be undone any more.
    pub closed: bool,
    /// It was undone.
    pub undone: bool,
    /// What the form made of it.
    pub outcome: Outcome,
    /// What the page said about it, if it refused.
    pub words: String,
    /// Whether it is seen without the person what becomes of it.
    pub look: Look,
}

/// A form whose script tells when it changes. It ends with the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Watch {
    /// The plan that was made of it.
    pub plan: String,
    /// The tab.
    pub tab: i32,
    /// The document; empty where the browser has no such id.
    pub document: String,
    /// The snapshot's nonce.
    pub nonce: String,
    /// Exact origin.
    pub origin: String,
    /// Until when, ms since the epoch.
    pub until: u64,
}

/// One control that was filled.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Wire)]
#[serde(default)]
pub struct DoneControl {
    /// Place in the snapshot.
    pub index: usize,
    /// `name`.
    pub name: String,
    /// `id`.
    pub id: String,
    /// What it is called on the page.
    pub control: String,
    /// What it held before the fill: `empty`, `masked`, `filled`.
    pub state: String,
    /// How long that was.
    pub was: usize,
    /// How long the value is.
    pub length: usize,
    /// The page script remembers what it held before.
    pub kept: bool,
    /// Id of the use that was recorded.
    pub used: String,
    /// The date that use had before, if it was known.
    pub before: Option<u64>,
}

/// A kind a form asks for, and the credential chosen for it.
#[derive(Debug, Clone, Serialize, Deserialize, Wire)]
pub struct StoredAsk {
    /// Kind id.
    pub kind: String,
    /// Why.
    pub why: Reason,
    /// Names of the fields it asks for.
    pub wants: Vec<String>,
    /// Record id.
    pub chosen: Option<String>,
}

/// One field for one control.
#[derive(Debug, Clone, Serialize, Deserialize, Wire)]
pub struct StoredFill {
    /// Place in the snapshot.
    pub index: usize,
    /// `name`.
    pub name: String,
    /// `id`.
    pub id: String,
    /// What it is called on the page.
    pub control: String,
    /// Kind id.
    pub kind: String,
    /// Field name.
    pub field: String,
    /// 0 to 100.
    pub confidence: u8,
    /// Why.
    pub why: Reason,
    /// Something is in it already.
    pub replaces: bool,
    /// What it holds: `empty`, `masked`, `filled`.
    #[serde(default)]
    pub state: String,
    /// How long that is.
    #[serde(default)]
    pub length: usize,
}

/// An OAuth connection that waits for the person or the server.
#[derive(Debug, Clone, Serialize, Deserialize, Wire)]
pub struct PendingState {
    /// PKCE verifier.
    pub verifier: SecretText,
    /// `state`.
    pub state: SecretText,
    /// Client id.
    pub client_id: String,
    /// Redirect URI.
    pub redirect_uri: String,
    /// The app credential.
    pub app: String,
    /// The app has a secret, which its requests need.
    #[serde(default)]
    pub confidential: bool,
    /// The address that the window ended at, until its code is exchanged.
    #[serde(default)]
    pub address: Option<SecretText>,
    /// It is connected by a code that is entered elsewhere.
    #[serde(default)]
    pub by_device: bool,
    /// That code, once the provider has given it.
    #[serde(default)]
    pub device: Option<DeviceState>,
    /// The tokens, sealed, until they are stored: key in the inbox and sealed capture in hex.
    pub tokens: Option<(String, String)>,
}

/// A code that waits to be entered elsewhere (RFC 8628).
#[derive(Debug, Clone, Serialize, Deserialize, Wire)]
pub struct DeviceState {
    /// What is polled with.
    pub device_code: SecretText,
    /// What the person enters.
    pub user_code: String,
    /// Where.
    pub address: String,
    /// The same with the code in it.
    pub address_with_code: Option<String>,
    /// When the codes end.
    pub expires_at: u64,
    /// Milliseconds between two polls.
    pub interval: u64,
    /// Polls in a row that came to nothing.
    pub failures: u8,
    /// When the next poll was decided.
    pub decided_at: u64,
    /// When to ask next.
    pub next_poll: u64,
}

impl Job {
    /// Whether the credential is whole only with this field.
    #[must_use]
    pub fn needs(&self, field: &Field) -> bool {
        !field.optional || self.wants.iter().any(|wanted| wanted == field.name)
    }

    /// Whether a value of a kind that is seen now belongs to it.
    #[must_use]
    pub fn takes(&self, kind: &str) -> bool {
        self.kind == kind && self.stage == Stage::Guiding && !self.off
    }

    /// Whether every field that it needs is kept.
    #[must_use]
    pub fn is_whole(&self, kind: &Kind) -> bool {
        kind.fields.iter().all(|field| !self.needs(field) || self.kept.iter().any(|kept| kept == field.name))
    }
}

impl Session {
    /// An id that is unique in this session and says nothing.
    pub fn next_id(&mut self, prefix: &str) -> String {
        self.counter = self.counter.wrapping_add(1);
        format!("{prefix}{}", self.counter)
    }
}
