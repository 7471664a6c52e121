//! The types of a request to a provider's API and of how its answer is read: checking a credential, and switching
//! it off. Plain static data; `keyfob-verify` makes the request and judges the answer.

use crate::model::{Kind, OAuth, Text};

/// One request to a provider, and what its answers mean.
#[derive(Debug)]
pub struct Call {
    /// `GET`, `POST` or `DELETE`.
    pub method: &'static str,
    /// The address without its query; begins with `https://` or with a field that is an address itself.
    pub url: &'static [Piece],
    /// The query, in order. A secret stands here only where the provider takes it nowhere else.
    pub query: &'static [(&'static str, &'static [Piece])],
    /// Match patterns that the host must be one of; asked for when the call is made.
    pub hosts: &'static [&'static str],
    /// User and password of HTTP Basic authentication (RFC 7617).
    pub basic: Option<(&'static [Piece], &'static [Piece])>,
    /// Headers beside that.
    pub headers: &'static [(&'static str, &'static [Piece])],
    /// A form-encoded body, in order.
    pub form: &'static [(&'static str, &'static [Piece])],
    /// A JSON body; values are escaped when they are put in.
    pub json: &'static [Piece],
    /// The provider does not answer in JSON, so that the status alone decides.
    pub plain: bool,
    /// What the answers mean: the first that fits.
    pub rules: &'static [Rule],
    /// Where the answer names the account, as [pointers](Rule::at).
    pub who: &'static [&'static str],
    /// What the answer says about other fields of the credential: its region, its endpoint.
    pub tells: &'static [Tell],
    /// Where the answer says when the credential ends: a pointer, or the name of a header; empty for nowhere.
    pub expires: &'static str,
}

/// How a credential is switched off by a request.
#[derive(Debug, Clone, Copy)]
pub enum SwitchOff {
    /// By a call of the provider's API, made of the credential's own values.
    Call(&'static Call),
    /// By token revocation (RFC 7009), in the name of the app that a connection belongs to.
    Tokens(&'static OAuth),
}

impl Kind {
    /// How one is switched off by a request; `None` where a person does it.
    #[must_use]
    pub fn switch_off(&'static self) -> Option<SwitchOff> {
        let tokens = || self.oauth.as_ref().filter(|oauth| !oauth.revoke.is_empty()).map(SwitchOff::Tokens);
        self.revoke_api.as_ref().map(SwitchOff::Call).or_else(tokens)
    }
}

/// A part of an address, a header or a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// These very words.
    Text(&'static str),
    /// The value of this field.
    Value(&'static str),
    /// The region in the value of this field: what stands behind its [`region_after`](crate::Field::region_after).
    Region(&'static str),
}

/// What an answer means.
#[derive(Debug)]
pub struct Rule {
    /// Status codes it holds for; empty for any.
    pub status: &'static [u16],
    /// Where to look in a JSON answer: a JSON Pointer (RFC 6901) in which `*` stands for every element of a list and
    /// `name=X` for the elements whose `name` is `X`. Empty where the status is enough.
    pub at: &'static str,
    /// What must be there.
    pub test: Test,
    /// Holds only for credentials younger than this many seconds, or of unknown age; 0 for any age.
    pub within: u32,
    /// What it means.
    pub is: Meaning,
}

/// What must stand at a place of an answer. Letters count without case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// Anything or nothing.
    Any,
    /// Exactly this text, number or `true` or `false`.
    Equals(&'static str),
    /// A text that holds this.
    Contains(&'static str),
    /// Something.
    Exists,
}

/// The meaning of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// The credential works.
    Valid,
    /// It works; the next call only says more about it.
    More,
    /// Nothing is said yet; the next call decides.
    Next,
    /// It works, but may not do what was asked.
    Limited,
    /// It does not work.
    Invalid,
    /// It does not work yet; again after [`Rule::within`] seconds.
    NotYetActive,
    /// It belongs to another region.
    WrongRegion,
    /// The provider refuses the place from which it was called.
    Blocked,
    /// It is a credential of this other kind.
    OtherKind(&'static str),
    /// Switching off: it is off now.
    Done,
}

/// What an answer says about a field that is no secret.
#[derive(Debug)]
pub struct Tell {
    /// The field.
    pub field: &'static str,
    /// Where the answer says it; empty where the call itself does by having worked.
    pub at: &'static str,
    /// What it says: the value itself for an empty [`Tell::at`], else what the value stands between.
    pub text: (&'static str, &'static str),
}

/// Something that keeps a guide from going on, known by what the page shows.
#[derive(Debug)]
pub struct Obstacle {
    /// Short name, unique within the kind.
    pub id: &'static str,
    /// What it is.
    pub trouble: Trouble,
    /// Host it is met on (exact, or `*.` and a domain); empty for any host of the provider.
    pub host: &'static str,
    /// Start of the path, empty for any.
    pub path: &'static str,
    /// Words one of which a heading or landmark must show; empty where `headings` is enough.
    pub shows: &'static [&'static str],
    /// Words one of which a heading must show; empty for none.
    pub headings: &'static [&'static str],
    /// Words none of which any heading or landmark shows.
    pub lacks: &'static [&'static str],
    /// What to do, in the person's words.
    pub say: Text,
}

/// What keeps a guide from going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// What the guide leads to is there already.
    Done,
    /// Nobody is logged in, or the session ended.
    SignedOut,
    /// Somebody is logged in, but not to the account that is meant.
    WrongAccount,
    /// The role of the person does not allow it.
    NotAllowed,
    /// The provider does not offer it at the moment.
    Closed,
    /// A page that looks like a step of the guide and is none.
    WrongPage,
}
