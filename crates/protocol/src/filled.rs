//! What a fill did, and what became of it.

use crate::ui::SkipView;
use keyfob_wire::Wire;
use serde::{Deserialize, Serialize};

/// What a fill did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(default)]
pub struct FilledView {
    /// Names of controls that hold the value now.
    pub filled: Vec<String>,
    /// Controls that were refused, and why.
    pub refused: Vec<SkipView>,
    /// What the person does next: "Save Changes".
    pub after: String,
    /// It can be undone now.
    pub undo: bool,
    /// It was undone: names of controls that hold again what they held before.
    pub undone: Vec<String>,
    /// Controls that the undoing left as they are, and why.
    pub left: Vec<SkipView>,
    /// Whether the form took it.
    pub outcome: Outcome,
    /// What the page said about it, if it refused.
    pub words: String,
    /// Whether Keyfob sees by itself what becomes of it.
    pub look: Look,
    /// Match patterns to ask the permission for, where it is [`Look::Offered`].
    pub hosts: Vec<String>,
}

/// Whether Keyfob sees by itself what a form makes of a fill once it is saved and its page loaded anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "kebab-case")]
pub enum Look {
    /// It does.
    #[default]
    ByItself,
    /// It would with a permission for the site, which is offered now and never again.
    Offered,
    /// It looks when the person opens it on that page again.
    WhenOpened,
}

/// What was filled on a page before, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct LastView {
    /// When, ms since the epoch.
    pub at: u64,
    /// Whether the form took it.
    pub outcome: Outcome,
    /// What the page said about it, if it refused.
    pub words: String,
}

/// What a form made of what was filled in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Nobody has seen that yet: filled, not confirmed.
    #[default]
    Unknown,
    /// It took it.
    Taken,
    /// It refused, or was empty again.
    Refused,
}
