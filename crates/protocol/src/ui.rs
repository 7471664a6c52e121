//! What popup, side panel and manager page say to the background, and what they hear.
//!
//! A surface is a picture of one [`View`]: it asks for the view when it opens and again on each [`Notice`]. It holds
//! no state of its own but what the person is typing. Words are not in here: reasons and errors are codes with
//! arguments, which the surfaces look up in the message files.

pub use crate::view::*;

use crate::SecretText;
use serde::{Deserialize, Serialize};

/// Most bytes of any text a surface may send.
pub const MAX_INPUT: usize = 4096;

/// A surface speaks. Sent by `runtime.sendMessage` as `{ui: UiRequest}`; the answer is a [`UiResponse`].
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum UiRequest {
    /// The state of everything this surface shows. `tab` is the tab the popup or panel stands beside.
    View {
        /// Which surface asks.
        surface: Surface,
        /// The tab it stands beside.
        tab: Option<i32>,
    },
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
    /// Close the vault now.
    VaultLock,
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
    },
    /// The browser's permission question was answered with no.
    GuideDenied,
    /// Stop the job.
    GuideStop,
    /// Open the portal's start page (again).
    GuideOpen,
    /// Write the proposed label into the portal's name field.
    GuideWriteLabel,
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
    /// Connect by OAuth with the client id of this app credential.
    OauthStart {
        /// The kind to be had: `constant-contact/v3-oauth`.
        kind: String,
        /// The app credential.
        app: String,
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
    /// Delete a credential from the vault (it is not switched off at the provider by this).
    Delete {
        /// [`CredentialView::id`].
        credential: String,
    },
    /// Credentials for the manager's list.
    List {
        /// Words typed into the search field.
        query: String,
        /// How many to leave out at the start.
        offset: usize,
        /// How many at most.
        limit: usize,
    },
}

/// The answer to a [`UiRequest`].
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum UiResponse {
    /// Done; ask for the view.
    Done,
    /// The state of everything.
    View {
        /// The view.
        view: Box<View>,
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
    /// It could not be done; nothing was lost.
    Error {
        /// Why.
        error: Problem,
    },
}

/// Something a person has to be told. The surfaces show message `problem_<code>` with `args` put in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `wrong-passphrase`, `weak-passphrase`, `permission-denied`, `layout-unknown`, `two-candidates`, `masked-value`,
    /// `end-missing`, `nothing-to-fill`, `cross-origin-frame`, `look-alike-host`, `storage-full`, `newer-store`,
    /// `damaged`, `locked`, `page-changed`, `no-access`, `not-allowed`, `unsafe-page`, `worker`, `oauth-*` …
    pub code: String,
    /// What is put into the sentence, never a secret.
    pub args: Vec<String>,
}

/// Sent to all surfaces by `runtime.sendMessage` as `{notice: "changed"}`: the view is not what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notice {
    /// Ask for the view again.
    Changed,
}

/// Which extension page speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Surface {
    /// The toolbar popup.
    Popup,
    /// The side panel.
    Panel,
    /// The manager page.
    Manager,
}
