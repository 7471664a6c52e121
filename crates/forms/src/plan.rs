//! What comes out: which control gets which field, with a reason and a confidence for each; or why not.

use crate::why::Why;
use keyfob_recipes::Form;

/// What is at hand to fill with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Have {
    /// Every kind with every field: for asking what a form wants.
    All,
    /// These kinds (by id), each with the names of the fields that are present.
    Kinds(Vec<(String, Vec<String>)>),
}

impl Have {
    /// Whether a credential of this kind is at hand.
    #[must_use]
    pub fn kind(&self, id: &str) -> bool {
        match self {
            Self::All => true,
            Self::Kinds(kinds) => kinds.iter().any(|(kind, _)| kind == id),
        }
    }

    /// Whether a credential of this kind with this field is at hand.
    #[must_use]
    pub fn field(&self, id: &str, field: &str) -> bool {
        match self {
            Self::All => true,
            Self::Kinds(kinds) => {
                kinds.iter().any(|(kind, fields)| kind == id && fields.iter().any(|name| name == field))
            }
        }
    }
}

/// What to do with a page's form.
#[derive(Debug, Default)]
pub struct Plan {
    /// The form recipe that was recognised; none on a page that was read by its words alone.
    pub plugin: Option<&'static Form>,
    /// What the person calls the form that they taught, where this is one.
    pub learned: Option<String>,
    /// The kinds that the form asks for, in the order of the page, whether at hand or not.
    pub asks: Vec<Ask>,
    /// What goes where, in the order of the page.
    pub fills: Vec<Fill>,
    /// Kind and field of every control that asks for a part of a credential, at hand or not.
    pub wants: Vec<(&'static str, &'static str)>,
    /// Every control that is left alone, in the order of the page: each control is either here or in `fills`.
    pub skipped: Vec<Skip>,
    /// The controls that a constant in `wp-config.php` sets, where it is plain which credential that is.
    pub constants: Vec<Constant>,
    /// Words of the button to press afterwards, as the page writes them, or English words of the recipe; may be empty.
    pub after: String,
    /// Why nothing can be filled, where that is so.
    pub problem: Option<Problem>,
}

/// One kind that a form asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Provider's slug.
    pub provider: &'static str,
    /// Kind id.
    pub kind: &'static str,
    /// Why this kind.
    pub why: Why,
}

/// One field for one control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fill {
    /// Place of the control in [`crate::Page::controls`].
    pub control: usize,
    /// Kind id.
    pub kind: &'static str,
    /// Field name.
    pub field: &'static str,
    /// 0 to 100; never under [`crate::FLOOR`].
    pub confidence: u8,
    /// Why this field.
    pub why: Why,
    /// The control holds something already that is replaced whole.
    pub replaces: bool,
}

/// One control that is left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// Place of the control in [`crate::Page::controls`].
    pub control: usize,
    /// Why.
    pub why: Why,
    /// Whether a person would expect it to be filled; the others (names, checkboxes, buttons) need no mention.
    pub relevant: bool,
}

/// A locked control, and the constant in `wp-config.php` that sets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constant {
    /// The constant's name.
    pub name: String,
    /// Kind id of what it holds.
    pub kind: &'static str,
    /// Field name of what it holds.
    pub field: &'static str,
}

/// Why nothing can be filled on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// No control asks for a credential.
    NothingToFill,
    /// The form is in a frame of another site: its origin.
    CrossOriginFrame(String),
    /// The form is in a frame of this site and has to be opened in a tab of its own: whose and what it asks for, as far as
    /// its words say.
    SameOriginFrame(String),
    /// The page connects by logging in at the provider and takes no key: the provider's slug.
    OauthOnly(&'static str),
    /// The plugin is known but its fields are not on the page now: the plugin's name.
    FieldsMissing(&'static str),
    /// The person taught this form, and one of its fields is gone: what they call the form, and the field.
    LearnedChanged {
        /// The form.
        form: String,
        /// The field.
        field: String,
    },
    /// Every control that asks for a credential is one that cannot be seen.
    FieldsUnseen,
    /// The host is named like the provider whose credential is asked for, and is not the provider's: the host.
    LookAlikeHost(String),
    /// The page asks for a kind that is not at hand: the kind's id.
    NoCredential(&'static str),
}

impl Problem {
    /// The reason in words.
    #[must_use]
    pub fn why(&self) -> Why {
        match self {
            Self::NothingToFill => Why::new("nothing_to_fill"),
            Self::CrossOriginFrame(origin) => Why::with("cross_origin_frame", [origin.as_str()]),
            Self::SameOriginFrame(wants) if wants.is_empty() => Why::new("same_origin_frame"),
            Self::SameOriginFrame(wants) => Why::with("same_origin_frame_wants", [wants.as_str()]),
            Self::OauthOnly(provider) => Why::with("oauth_only", [crate::why::provider_name(provider)]),
            Self::FieldsMissing(plugin) => Why::with("fields_missing", [*plugin]),
            Self::LearnedChanged { form, field } => Why::with("learned_changed", [form.as_str(), field]),
            Self::LookAlikeHost(host) => Why::with("look_alike_host", [host.as_str()]),
            Self::FieldsUnseen => Why::new("fields_unseen"),
            Self::NoCredential(kind) => Why::with("no_credential", [crate::why::Arg::Kind(kind)]),
        }
    }
}
