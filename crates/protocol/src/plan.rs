//! What a page asks for, what would go where, and what is left alone.

use crate::filled::{FilledView, LastView};
use crate::ui::{CopyName, Problem};
use crate::view::{CredentialView, UseView};
use keyfob_wire::Wire;
use serde::{Deserialize, Serialize};

/// A plan, as the person sees it before confirming.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct PlanView {
    /// To confirm it by.
    pub id: String,
    /// Exact origin of the page.
    pub origin: String,
    /// Path of the page.
    pub page: String,
    /// The plugin, where it is known.
    pub plugin: String,
    /// What the form asks for.
    pub asks: Vec<AskView>,
    /// What goes where.
    pub fills: Vec<FillView>,
    /// What is left alone, and why.
    pub skipped: Vec<SkipView>,
    /// What constants in `wp-config.php` set, for each kind.
    #[serde(default)]
    pub constants: Vec<ConstantsView>,
    /// What the person does after the fill: "Save Changes".
    pub after: String,
    /// Why nothing can be filled here, where that is so.
    pub problem: Option<Problem>,
    /// Done already: the result.
    pub filled: Option<FilledView>,
    /// The same for all plans that followed each other because the page changed while a plan was shown.
    #[serde(default)]
    pub task: String,
    /// What was filled on this page before.
    #[serde(default)]
    pub last: Option<LastView>,
}

/// One kind that a form asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct AskView {
    /// Provider's name.
    pub provider: String,
    /// Kind id.
    pub kind: String,
    /// Kind's name, in the person's language.
    pub name: String,
    /// Why Keyfob thinks so.
    pub why: Reason,
    /// Which credentials would do, best first.
    pub credentials: Vec<CredentialView>,
    /// The one that is used: [`CredentialView::id`]; none when there is none.
    pub chosen: Option<String>,
    /// Other places that use the chosen one already: to be said before the fill, one key for each is better.
    pub reused: Vec<UseView>,
}

/// One value for one control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct FillView {
    /// What the control is called on the page.
    pub control: String,
    /// Kind id.
    pub kind: String,
    /// Field name.
    pub field: String,
    /// Field's name, in the person's language.
    pub name: String,
    /// Masked preview: the last four characters, or the whole of what is not secret.
    pub preview: String,
    /// 0 to 100.
    pub confidence: u8,
    /// Why.
    pub why: Reason,
    /// The control holds something already that will be replaced.
    pub replaces: bool,
}

/// One control that is left alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct SkipView {
    /// What the control is called on the page.
    pub control: String,
    /// Why.
    pub why: Reason,
}

/// Locked controls that constants in `wp-config.php` set, of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct ConstantsView {
    /// Provider's name.
    pub provider: String,
    /// Kind id.
    pub kind: String,
    /// Kind's name, in the person's language.
    pub name: String,
    /// Which fields, and the constants that hold them.
    pub names: Vec<CopyName>,
    /// The credential that goes there, where there is one for this site.
    pub credential: Option<CredentialView>,
}

/// A reason: message `why_<code>` with `args` put in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Reason {
    /// A word: see `keyfob-forms`.
    pub code: String,
    /// What is put into the sentence, never a secret.
    pub args: Vec<String>,
}
