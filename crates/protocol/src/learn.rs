//! What a surface shows and says when the person teaches Keyfob a form. No value and no site is in any of it.

use keyfob_wire::Wire;
use serde::{Deserialize, Serialize};

/// Most fields of one lesson.
pub const MAX_TAUGHT: usize = 60;

/// The fields of a page, to be taught.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct LessonView {
    /// To go on with it by.
    pub id: String,
    /// What the form is called: as before, or a proposal.
    pub name: String,
    /// The kind that the form seems to take; empty where that is not known.
    pub kind: String,
    /// The kinds there are.
    pub kinds: Vec<LessonKind>,
    /// The fields, in the order of the page.
    pub controls: Vec<LessonControl>,
}

/// A kind that a form can take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct LessonKind {
    /// Kind id.
    pub kind: String,
    /// Provider and kind, in the person's language.
    pub name: String,
    /// Its fields.
    pub fields: Vec<LessonPart>,
}

/// A field of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct LessonPart {
    /// `api_key` …
    pub field: String,
    /// Its name, in the person's language.
    pub name: String,
}

/// A field of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct LessonControl {
    /// Its place in the snapshot.
    pub index: usize,
    /// What it is called on the page.
    pub control: String,
    /// What is planned for it: a kind; empty for nothing.
    pub kind: String,
    /// And a field of that kind.
    pub field: String,
    /// The person taught that it is left alone.
    pub alone: bool,
}

/// What the person says of one field of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
#[serde(deny_unknown_fields)]
pub struct TaughtField {
    /// [`LessonControl::index`].
    pub index: usize,
    /// The kind; empty for "leave alone".
    pub kind: String,
    /// The field; empty for "leave alone".
    pub field: String,
}

/// A form that was taught.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct LearnedView {
    /// Id.
    pub id: String,
    /// What the person calls it.
    pub name: String,
    /// End of the page's address: path and what names the page.
    pub page: String,
    /// Name of the recipe file, without its ending.
    pub file: String,
    /// Its fields.
    pub fields: Vec<LearnedFieldView>,
    /// When it was changed last, ms since the epoch.
    pub changed_at: u64,
    /// When it was put into the trash, ms since the epoch.
    pub trashed_at: Option<u64>,
}

/// One field of a form that was taught.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct LearnedFieldView {
    /// What it is called on the page.
    pub control: String,
    /// Provider, kind and field, in the person's language; empty for one that is left alone.
    pub takes: String,
}
