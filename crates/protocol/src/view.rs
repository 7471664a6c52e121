//! The picture that a surface shows: plain data, made by the background, drawn as it is.

use crate::care::{AttentionView, CheckView, ConnectionView, DeviceView, OffView, RotationView, ScriptState};
use crate::filled::Outcome;
use crate::plan::{PlanView, Reason};
use crate::ui::Problem;
use keyfob_wire::Wire;
use serde::{Deserialize, Serialize};

/// Everything a surface shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct View {
    /// Whether and how the vault stands.
    pub vault: VaultView,
    /// The page the surface stands beside, where it could be read.
    pub page: Option<PageView>,
    /// What the person started.
    pub job: Option<JobView>,
    /// The tab whose page the person is teaching.
    #[serde(default)]
    pub lesson: Option<i32>,
    /// Recognised values that wait for Keep.
    pub held: Vec<HeldView>,
    /// Captures that wait in the inbox for the vault to be unlocked.
    pub inbox: usize,
    /// Newest or fitting credentials, at most 20 (the manager asks for the list).
    pub credentials: Vec<CredentialView>,
    /// How many credentials there are.
    pub total: usize,
    /// What needs the person's attention, the most urgent first, at most 50.
    pub attention: Vec<AttentionView>,
    /// Something the person has to know now.
    pub problem: Option<Problem>,
}

/// The vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum VaultView {
    /// There is none yet.
    Absent,
    /// Locked.
    Locked {
        /// There is a recovery code.
        recovery: bool,
        /// Passkeys that can be asked.
        passkeys: Vec<PasskeyRequest>,
    },
    /// Being opened or made: the key is being derived.
    Working,
    /// Open.
    Open {
        /// When it locks by itself, ms since the epoch.
        lock_at: u64,
    },
    /// Cannot be read: see `problem`; nothing was changed.
    Unreadable {
        /// `newer-store` or `damaged`.
        problem: Problem,
    },
}

/// The page beside the popup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct PageView {
    /// Exact origin.
    pub origin: String,
    /// Title.
    pub title: String,
    /// Whether it is a portal of a provider Keyfob knows: its slug.
    pub provider: Option<String>,
    /// The plan made last for the document in this tab.
    pub plan: Option<PlanView>,
}

/// What the person started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct JobView {
    /// Kind id.
    pub kind: String,
    /// Provider's name.
    pub provider: String,
    /// Kind's name.
    pub name: String,
    /// Match patterns that must be granted for it.
    pub hosts: Vec<String>,
    /// Where it stands.
    pub stage: Stage,
    /// Which account to log in to.
    pub account: String,
    /// Which role that account needs.
    pub role: String,
    /// Said before the first click; empty for nothing.
    pub notice: String,
    /// All steps.
    pub steps: Vec<StepView>,
    /// The step the person is at, from 0; none when the page is not known.
    pub at: Option<usize>,
    /// What to leave alone here; empty for nothing.
    pub ignore: String,
    /// The proposed label.
    pub label: String,
    /// The label can be written into the field on the page now.
    pub can_write_label: bool,
    /// A value can be made up and written into the form on the page now.
    pub can_make: bool,
    /// What keeps the person from going on, and what to do; empty for nothing.
    pub obstacle: String,
    /// Fields of the credential and whether each is kept.
    pub fields: Vec<FieldProgress>,
    /// Something the person has to know about this page.
    pub problem: Option<Problem>,
    /// For OAuth: the redirect URI that belongs into the provider's form; empty for others.
    pub redirect_uri: String,
    /// The credential it is after, once that is in the vault: its check says whether it works.
    pub credential: Option<CredentialView>,
    /// What the person enters elsewhere, while that is waited for.
    pub device: Option<DeviceView>,
    /// The redirect URI of the plugin that the application is for; empty where it has none.
    pub callback: String,
    /// It is to switch `credential` off, not to get one.
    pub off: bool,
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Waiting for the browser's permission.
    Permission,
    /// The permission was refused.
    Denied,
    /// On the portal.
    Guiding,
    /// Waiting for the provider's consent window.
    Consent,
    /// Waiting for a code to be entered elsewhere.
    Code,
    /// Exchanging the code.
    Exchanging,
    /// Everything is kept.
    Done,
    /// It ended without: see `problem`.
    Failed,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct StepView {
    /// What to do.
    pub say: String,
    /// Which account it wants, where it differs.
    pub account: String,
}

/// One field of the credential a job is after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct FieldProgress {
    /// Field's name, in the person's language.
    pub name: String,
    /// It is kept.
    pub kept: bool,
}

/// A recognised value that waits for Keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct HeldView {
    /// To keep or drop it by.
    pub id: String,
    /// Provider's name.
    pub provider: String,
    /// Kind id.
    pub kind: String,
    /// Kind's name.
    pub name: String,
    /// Field's name.
    pub field: String,
    /// Masked preview: dots and the last four characters.
    pub preview: String,
    /// Characters.
    pub length: usize,
    /// Host it was seen on.
    pub host: String,
    /// Words beside it on the page, to tell it from its neighbours; may be empty.
    pub near: String,
    /// Account it belongs to, where the page says so.
    pub account: String,
    /// Proposed label: client, site and plugin.
    pub label: String,
    /// When it ends, ms since the epoch, where that is known.
    pub expires_at: Option<u64>,
    /// It is in the vault already.
    pub known: bool,
    /// The end is missing, or another doubt.
    pub problem: Option<Problem>,
}

/// A provider that can be guided to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct ServiceView {
    /// Slug.
    pub provider: String,
    /// Name.
    pub name: String,
    /// Its kinds.
    pub kinds: Vec<KindView>,
}

/// A kind that can be guided to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct KindView {
    /// Kind id.
    pub kind: String,
    /// Name.
    pub name: String,
    /// One line.
    pub what: String,
    /// Which account.
    pub account: String,
    /// Which role.
    pub role: String,
    /// Said before the first click; empty for nothing.
    pub notice: String,
    /// Match patterns to ask the permission for.
    pub hosts: Vec<String>,
    /// It is had by OAuth, with the client id of a credential of this kind; empty otherwise.
    pub oauth_client: String,
    /// It can be had by a code that is entered elsewhere too: `OauthDevice`.
    pub by_device: bool,
}

/// A credential, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct CredentialView {
    /// Id.
    pub id: String,
    /// Provider slug.
    pub provider: String,
    /// Provider's name.
    pub provider_name: String,
    /// Kind id.
    pub kind: String,
    /// Kind's name.
    pub name: String,
    /// Label.
    pub label: String,
    /// Client, may be empty.
    pub client: String,
    /// Account, may be empty.
    pub account: String,
    /// Region or data centre, may be empty.
    pub region: String,
    /// Its fields.
    pub fields: Vec<FieldView>,
    /// When it was kept, ms since the epoch.
    pub created_at: u64,
    /// When it ends, ms since the epoch.
    pub expires_at: Option<u64>,
    /// Where it was captured: pages, without query.
    pub captured_from: Vec<String>,
    /// Where it is used.
    pub uses: Vec<UseView>,
    /// Field names that are still missing.
    pub missing: Vec<String>,
    /// How many earlier values are kept.
    pub earlier: usize,
    /// When it was put into the trash, ms since the epoch; none for one that is not in it.
    pub trashed_at: Option<u64>,
    /// The credential it belongs to: tokens name their app.
    pub linked: Option<String>,
    /// Whether it works.
    pub check: CheckView,
    /// How its connection stands, of one that is had by OAuth.
    pub connection: Option<ConnectionView>,
    /// It is being replaced.
    pub rotation: Option<RotationView>,
    /// How it is switched off, and whether it is.
    pub off: OffView,
    /// Whether a script can use it, of one with an access token that is not off.
    #[serde(default)]
    pub script: Option<ScriptState>,
}

/// One field of a credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct FieldView {
    /// `api_key` …
    pub field: String,
    /// Its name.
    pub name: String,
    /// Whether it must be revealed to be seen.
    pub secret: bool,
    /// Masked preview, or the value of what is not secret.
    pub preview: String,
    /// Names that developers give it, the most usual first: constants and variables.
    pub constants: Vec<String>,
}

/// One place a credential is used at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct UseView {
    /// Exact origin.
    pub site: String,
    /// Path.
    pub page: String,
    /// Plugin, may be empty.
    pub integration: String,
    /// When, ms since the epoch.
    pub at: u64,
    /// Whether the form took it.
    #[serde(default)]
    pub outcome: Outcome,
}

/// What a page asks a passkey for: `navigator.credentials.get` with the `prf` extension (WebAuthn Level 3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct PasskeyRequest {
    /// The credential's id, base64url.
    pub credential: String,
    /// The salt to evaluate, base64url.
    pub salt: String,
}

/// One way to open the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct WayView {
    /// To remove it by.
    pub id: String,
    /// What it is.
    pub kind: WayKind,
    /// It can be removed: the last passphrase cannot.
    pub removable: bool,
}

/// What opens the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "kebab-case")]
pub enum WayKind {
    /// A passphrase.
    Passphrase,
    /// A recovery code.
    Recovery,
    /// A passkey.
    Passkey,
}

/// An earlier value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct EarlierView {
    /// To reveal it by.
    pub at: usize,
    /// Field name.
    pub field: String,
    /// Its name, in the person's language.
    pub name: String,
    /// Masked preview.
    pub preview: String,
    /// Whether it must be revealed to be seen.
    pub secret: bool,
    /// Until when it was the value, ms since the epoch.
    pub until: u64,
}

/// One entry of a file that can be taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct ImportEntry {
    /// Its place in the file, to choose it by.
    pub at: usize,
    /// Where it stands: "line 12", the entry's title.
    pub source: String,
    /// What it would be called.
    pub label: String,
    /// Provider's name; empty where it is not known.
    pub provider: String,
    /// Kind's name.
    pub name: String,
    /// Its fields, masked.
    pub fields: Vec<FieldView>,
    /// Why Keyfob thinks so.
    pub why: Reason,
    /// What becomes of it.
    pub fate: ImportFate,
}

/// What becomes of an entry. Nothing is overwritten: the later of two values wins, the other becomes an earlier value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "kebab-case")]
pub enum ImportFate {
    /// It is new.
    New,
    /// It is in the vault already: nothing happens.
    Known,
    /// The same credential is in the vault with other values: they are merged.
    Merge,
}
