//! Forms that the person taught, in the export document. No value and no site is in them.

use keyfob_wire::Wire;
use serde::{Deserialize, Serialize};

use crate::{Id, Stamp};

/// A taught form as one device knows it; without a form it was deleted at the stamp.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Learned {
    /// Its own id.
    pub id: Id,
    /// When it was changed last. Of two with one id the later one holds, whole.
    pub stamp: Stamp,
    /// The form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<LearnedForm>,
}

/// A taught form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct LearnedForm {
    /// What the person calls it.
    pub name: String,
    /// The plugin's slug; empty where it is not known.
    #[serde(default)]
    pub plugin: String,
    /// WordPress' name of the administration page; empty elsewhere.
    #[serde(default)]
    pub screen: String,
    /// End of the page's path; `*` stands for a generated part.
    pub path: String,
    /// Query parameters that name the page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub query: Vec<Parameter>,
    /// Its fields.
    pub fields: Vec<LearnedControl>,
    /// When it was taught first.
    pub learned_at: u64,
    /// When it was changed last.
    pub changed_at: u64,
    /// When it was put into the trash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trashed_at: Option<u64>,
}

/// A query parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// One field of a taught form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Wire)]
pub struct LearnedControl {
    /// `name` attribute.
    #[serde(default)]
    pub name: String,
    /// `id` attribute.
    #[serde(default)]
    pub id: String,
    /// `data-name` attribute.
    #[serde(default)]
    pub data_name: String,
    /// Words beside it.
    #[serde(default)]
    pub label: String,
    /// Kind that it takes a part of; empty for a field that is left alone.
    #[serde(default)]
    pub kind: String,
    /// Field of that kind; empty for a field that is left alone.
    #[serde(default)]
    pub field: String,
}
