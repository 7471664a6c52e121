//! What popup, side panel and manager page say to the background, and what they hear.
//!
//! A surface is a picture of one [`View`]: it asks for the view when it opens and again on each [`Notice`]. It holds
//! no state of its own but what the person is typing. Words are not in here: reasons and errors are codes with
//! arguments, which the surfaces look up in the message files.
// long: all requests are one type and all answers another.

pub use crate::care::*;
pub use crate::filled::*;
pub use crate::learn::*;
pub use crate::plan::*;
pub use crate::view::*;

use crate::SecretText;
use keyfob_wire::Wire;
use serde::{Deserialize, Serialize};

/// Most bytes of any text a surface may send, a file excepted.
pub const MAX_INPUT: usize = 4096;
/// Seconds after the last copy from Keyfob until the clipboard is overwritten.
pub const CLIPBOARD_SECONDS: u64 = 60;
/// Days that a deleted credential can be taken back.
pub const TRASH_DAYS: u64 = 30;
/// Most bytes of a file that a surface may send, as base64.
pub const MAX_FILE: usize = 24 * 1024 * 1024;

/// A surface speaks. Sent by `runtime.sendMessage` as `{ui: UiRequest}`; the answer is a [`UiResponse`].
#[derive(Debug, Clone, Serialize, Deserialize, Wire)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum UiRequest {
    /// The state of everything this surface shows. `tab` is the tab the popup or panel stands beside.
    View {
        /// Which surface asks.
        surface: Surface,
        /// The tab it stands beside.
        tab: Option<i32>,
    },
    /// What can be guided to: answered with [`UiResponse::Services`]. It is the same as long as the browser runs.
    Services,
    /// Make a vault.
    VaultCreate {
        /// The new passphrase.
        passphrase: SecretText,
    },
    /// Open the vault.
    VaultUnlock {
        /// The passphrase.
        passphrase: SecretText,
    },
    /// Open the vault with the recovery code.
    VaultRecover {
        /// The code as typed: case, spaces and hyphens do not matter.
        code: SecretText,
    },
    /// Open the vault with a passkey that the surface has just asked.
    VaultPasskey {
        /// The PRF's output, base64url.
        output: SecretText,
    },
    /// Close the vault now.
    VaultLock,
    /// Which ways there are to open the vault: answered with [`UiResponse::Ways`].
    Ways,
    /// Change the passphrase. What is sealed stays as it is.
    PassphraseChange {
        /// The one that opens the vault now.
        current: SecretText,
        /// The new one.
        new: SecretText,
    },
    /// Make a recovery code: answered with [`UiResponse::Secret`], shown once. It opens nothing before it is confirmed.
    RecoveryMake,
    /// The person typed the asked-for group of the new recovery code back: from now on it opens the vault.
    RecoveryConfirm {
        /// The last group, as typed.
        part: SecretText,
    },
    /// A passkey was made with the `prf` extension (WebAuthn Level 3): from now on it opens the vault.
    PasskeyAdd {
        /// The credential's id, base64url.
        credential: String,
        /// The salt that was evaluated, base64url.
        salt: String,
        /// The PRF's output, base64url.
        output: SecretText,
    },
    /// This way opens the vault no more.
    WayRemove {
        /// [`WayView::id`].
        way: String,
    },
    /// Seal everything with a new data key.
    KeyChange,
    /// Begin to guide the person to a credential. Sent before the permission is asked for.
    GuideStart {
        /// Which kind.
        kind: String,
        /// Who it is for, may be empty.
        client: String,
        /// Exact origin of the site it is for, may be empty.
        site: String,
        /// The plugin or form it is for, may be empty.
        integration: String,
        /// The tab in which the person stood, to come back to.
        tab: Option<i32>,
        /// The credential it is to take the place of, may be empty. From now on that one is being replaced, whatever
        /// becomes of the guide.
        #[serde(default)]
        replaces: String,
    },
    /// The browser's permission question was answered with no.
    GuideDenied,
    /// Stop the job.
    GuideStop,
    /// Open the portal's start page (again).
    GuideOpen,
    /// Write the proposed label into the portal's name field.
    GuideWriteLabel,
    /// Make up a value that the portal lets the person choose (a password), and write it into the portal's form.
    GuideMake,
    /// Show, step by step on the portal, how a credential is switched off.
    GuideOff {
        /// [`CredentialView::id`].
        credential: String,
    },
    /// Let the person point at the value on the portal page.
    GuidePoint,
    /// Keep a recognised value.
    Keep {
        /// [`HeldView::id`].
        held: String,
        /// The label, as edited.
        label: String,
    },
    /// Forget a recognised value.
    Drop {
        /// [`HeldView::id`].
        held: String,
    },
    /// Read the settings page in this tab and plan a fill. Needs the toolbar gesture (`activeTab`) or a grant.
    FillPlan {
        /// The tab.
        tab: i32,
    },
    /// Use another credential for one kind in the shown plan.
    FillChoose {
        /// [`PlanView::id`].
        plan: String,
        /// The kind asked for.
        kind: String,
        /// [`CredentialView::id`].
        credential: String,
    },
    /// The person confirmed the plan as shown.
    FillConfirm {
        /// [`PlanView::id`].
        plan: String,
    },
    /// Put back what was in the form before this plan was filled, as far as that was no secret: answered with
    /// [`UiResponse::Filled`].
    UndoFill {
        /// [`PlanView::id`].
        plan: String,
    },
    /// The person does not want Keyfob to see by itself what the site of this plan makes of a fill: answered with
    /// [`UiResponse::Filled`]. That they do, the browser tells.
    LookRefuse {
        /// [`PlanView::id`].
        plan: String,
    },
    /// The fields of the page in this tab, to teach what they take: answered with [`UiResponse::Lesson`]. As `FillPlan`.
    Lesson {
        /// The tab.
        tab: i32,
    },
    /// Let the person point at a field of the lesson's page: answered with [`UiResponse::Pointed`] once they did. Sent
    /// once more, it ends the pointing.
    LessonPoint {
        /// [`LessonView::id`].
        lesson: String,
    },
    /// Keep what the person says of the page's fields. What was taught of the same kind on the same page is replaced.
    LessonKeep {
        /// [`LessonView::id`].
        lesson: String,
        /// What the person calls the form.
        name: String,
        /// What they say, at most [`MAX_TAUGHT`].
        fields: Vec<TaughtField>,
    },
    /// Teach nothing after all.
    LessonStop,
    /// The forms that were taught: answered with [`UiResponse::Learned`].
    Learned,
    /// Call a taught form something else.
    LearnedRename {
        /// [`LearnedView::id`].
        form: String,
        /// Its new name.
        name: String,
    },
    /// Put a taught form into the trash, for [`TRASH_DAYS`], or take it out again.
    LearnedDelete {
        /// [`LearnedView::id`].
        form: String,
        /// Into the trash.
        deleted: bool,
    },
    /// A taught form as a recipe file: answered with [`UiResponse::Text`].
    LearnedExport {
        /// [`LearnedView::id`].
        form: String,
    },
    /// Connect by OAuth with the client id of this app credential.
    OauthStart {
        /// The kind to be had: `constant-contact/v3-oauth`.
        kind: String,
        /// The app credential.
        app: String,
        /// The connection it is to take the place of, may be empty: as in `GuideStart`.
        #[serde(default)]
        replaces: String,
    },
    /// Connect a connection again: its tokens are replaced where they lie. Of one that a script uses, a new connection is
    /// made beside it.
    OauthAgain {
        /// [`CredentialView::id`] of the connection.
        credential: String,
    },
    /// Connect by a code that is entered elsewhere (RFC 8628); the code comes in [`JobView::device`].
    OauthDevice {
        /// The kind to be had; one with [`KindView::by_device`].
        kind: String,
        /// The app credential.
        app: String,
        /// The connection it is to take the place of, may be empty: as in `GuideStart`.
        #[serde(default)]
        replaces: String,
    },
    /// Ask the provider whether a credential works. Sent before the permission for [`CheckView::hosts`] is asked for; how
    /// it goes on stands in [`CredentialView::check`].
    Verify {
        /// [`CredentialView::id`].
        credential: String,
    },
    /// The permission was refused, or nobody wants to know any more.
    VerifyStop {
        /// [`CredentialView::id`].
        credential: String,
    },
    /// Do not replace a credential any more. What was done stays.
    RotateStop {
        /// [`CredentialView::id`] of the old one.
        credential: String,
    },
    /// Switch a credential off at its provider by a request, for good. Sent before the permission for
    /// [`OffView::hosts`] is asked for; how it goes on stands in [`CredentialView::off`].
    SwitchOff {
        /// [`CredentialView::id`].
        credential: String,
    },
    /// The permission was refused, or the person thought better of it.
    SwitchOffStop {
        /// [`CredentialView::id`].
        credential: String,
    },
    /// The person says that a credential is switched off, or that it is not after all.
    MarkOff {
        /// [`CredentialView::id`].
        credential: String,
        /// It is.
        off: bool,
    },
    /// Say no more of a warning until it changes.
    Dismiss {
        /// [`AttentionView::credential`].
        credential: String,
        /// [`AttentionView::warning`].
        warning: String,
    },
    /// Finish an OAuth connection with the address that the browser ended at.
    OauthPaste {
        /// The whole redirected address.
        address: SecretText,
    },
    /// Show a secret field.
    Reveal {
        /// [`CredentialView::id`].
        credential: String,
        /// Field name.
        field: String,
        /// Which of the field's earlier values, from 0, newest first: [`EarlierView::at`]. None for the present one.
        earlier: Option<usize>,
    },
    /// A credential as developers take it, to be copied: answered with [`UiResponse::Secret`].
    CopyAs {
        /// [`CredentialView::id`].
        credential: String,
        /// In which form.
        shape: CopyShape,
        /// Which fields, and what each is called there. A command for `curl` needs none.
        names: Vec<CopyName>,
    },
    /// The person copied something of Keyfob's: the clipboard is overwritten [`CLIPBOARD_SECONDS`] later.
    Copied,
    /// Earlier values of a credential's fields: answered with [`UiResponse::Earlier`].
    Earlier {
        /// [`CredentialView::id`].
        credential: String,
    },
    /// Forget a credential's earlier values for good.
    EarlierForget {
        /// [`CredentialView::id`].
        credential: String,
    },
    /// Change what the person may change.
    Edit {
        /// [`CredentialView::id`].
        credential: String,
        /// New label.
        label: String,
        /// New client, may be empty.
        client: String,
    },
    /// Put a credential into the trash, for [`TRASH_DAYS`] (it is not switched off at the provider by this).
    Delete {
        /// [`CredentialView::id`].
        credential: String,
    },
    /// Take a credential out of the trash.
    Restore {
        /// [`CredentialView::id`].
        credential: String,
    },
    /// Delete a credential in the trash for good.
    Purge {
        /// [`CredentialView::id`].
        credential: String,
    },
    /// Everything as an age file that a passphrase opens: answered with [`UiResponse::File`].
    Export {
        /// The file's passphrase.
        passphrase: SecretText,
        /// As FIDO Credential Exchange Format instead of Keyfob's own.
        cxf: bool,
    },
    /// Some credentials as an age file that only their recipient opens: answered with [`UiResponse::File`].
    HandOver {
        /// [`CredentialView::id`] of each.
        credentials: Vec<String>,
        /// `age1…`
        recipient: String,
    },
    /// One credential with tokens, and what its app needs to renew them, as an age file for `keyfob token`: answered
    /// with [`UiResponse::File`]. A connection whose refresh token rotates is moved: from now on it is held, and one of
    /// the two below goes on.
    ScriptExport {
        /// [`CredentialView::id`].
        credential: String,
        /// The file's passphrase.
        passphrase: SecretText,
    },
    /// The file is where the script reads it: the vault forgets its own refresh token, for good.
    ScriptMoved {
        /// [`CredentialView::id`].
        credential: String,
    },
    /// The file was not used: the connection is refreshed here again, and at once, which ends the token in the file.
    ScriptUndo {
        /// [`CredentialView::id`].
        credential: String,
    },
    /// The recipient to give to somebody who wants to hand over: answered with [`UiResponse::Text`].
    Recipient,
    /// What is in a file and what would become of it: answered with [`UiResponse::Import`]. Nothing is changed.
    ImportPreview {
        /// The file, base64.
        file: SecretText,
        /// What it is called; tells a `.env` from a table.
        name: String,
        /// Its passphrase, if it is an age file of ours and has one; may be empty.
        passphrase: SecretText,
    },
    /// Take these entries of the file in.
    ImportApply {
        /// As in the preview.
        file: SecretText,
        /// As in the preview.
        name: String,
        /// As in the preview.
        passphrase: SecretText,
        /// [`ImportEntry::at`] of each that is wanted.
        wanted: Vec<usize>,
    },
    /// Credentials for the manager's list.
    List {
        /// Words typed into the search field.
        query: String,
        /// How many to leave out at the start.
        offset: usize,
        /// How many at most.
        limit: usize,
        /// What lies in the trash instead of what does not.
        #[serde(default)]
        trashed: bool,
    },
}

/// The answer to a [`UiRequest`].
#[derive(Debug, Clone, Serialize, Deserialize, Wire)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum UiResponse {
    /// Done; ask for the view.
    Done,
    /// The state of everything.
    View {
        /// The view.
        view: Box<View>,
    },
    /// What can be guided to.
    Services {
        /// A provider each.
        services: Vec<ServiceView>,
    },
    /// A plan.
    Plan {
        /// The plan.
        plan: Box<PlanView>,
    },
    /// What the fill did.
    Filled {
        /// Per control.
        filled: FilledView,
    },
    /// A secret, for a confirmed reveal or copy.
    Secret {
        /// The value.
        value: SecretText,
    },
    /// A page of the list.
    List {
        /// The credentials.
        credentials: Vec<CredentialView>,
        /// How many match in all.
        total: usize,
    },
    /// The ways to open the vault.
    Ways {
        /// In the order of their making.
        ways: Vec<WayView>,
        /// A new recovery code waits for its group to be typed back.
        recovery_waits: bool,
    },
    /// Earlier values.
    Earlier {
        /// Newest first.
        values: Vec<EarlierView>,
    },
    /// A file to be saved.
    File {
        /// Proposed name.
        name: String,
        /// Its bytes, base64. Sealed: no secret stands in it.
        bytes: String,
        /// Labels of what is damaged and therefore not in it.
        left_out: Vec<String>,
    },
    /// A text that is no secret.
    Text {
        /// The text.
        text: String,
    },
    /// The fields of a page, to be taught.
    Lesson {
        /// The lesson.
        lesson: Box<LessonView>,
    },
    /// The person pointed at a field.
    Pointed {
        /// [`LessonControl::index`]; none if they thought better of it.
        index: Option<usize>,
    },
    /// The forms that were taught, the deleted ones last.
    Learned {
        /// The forms.
        forms: Vec<LearnedView>,
    },
    /// What is in a file.
    Import {
        /// What would be taken in.
        entries: Vec<ImportEntry>,
        /// What is left out, and why.
        skipped: Vec<SkipView>,
    },
    /// It could not be done; nothing was lost.
    Error {
        /// Why.
        error: Problem,
    },
}

/// How a credential is written down for developers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "kebab-case")]
pub enum CopyShape {
    /// `define( 'NAME', 'value' );` for `wp-config.php`.
    Define,
    /// `NAME=value` for a `.env` file.
    Env,
    /// `wp config set NAME 'value' --type=constant`.
    Config,
    /// `wp option update name 'value'`; `option[key]` names a value within an option.
    Option,
    /// The request by which the credential is checked, for `curl`.
    Curl,
}

/// What a field is called where it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct CopyName {
    /// Field name.
    pub field: String,
    /// A constant, a variable or an option.
    pub name: String,
}

/// Something a person has to be told. The surfaces show message `problem_<code>` with `args` put in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Problem {
    /// `wrong-passphrase`, `weak-passphrase`, `permission-denied`, `layout-unknown`, `two-candidates`, `masked-value`,
    /// `end-missing`, `nothing-to-fill`, `cross-origin-frame`, `look-alike-host`, `storage-full`, `newer-store`,
    /// `damaged`, `locked`, `page-changed`, `no-access`, `not-allowed`, `unsafe-page`, `worker`, `oauth-*` …
    pub code: String,
    /// What is put into the sentence, never a secret.
    pub args: Vec<String>,
}

/// Sent to all surfaces by `runtime.sendMessage` as `{notice: "changed"}`: the view is not what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "kebab-case")]
pub enum Notice {
    /// Ask for the view again.
    Changed,
}

/// Which extension page speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "kebab-case")]
pub enum Surface {
    /// The toolbar popup.
    Popup,
    /// The side panel.
    Panel,
    /// The manager page.
    Manager,
}
