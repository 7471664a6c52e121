//! The types that the use cases work on: credentials, their summaries, where they are used, and captures on their way in. None of them is a stored type.

use crate::{Care, RecordId, Secret};
use keyfob_sorted::SortedMap;

/// The value of one named field of a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    /// Not secret by itself: a client id, an account id, an endpoint.
    Public(String),
    /// Secret: a key, a token, a password.
    Secret(Secret),
}

impl FieldValue {
    /// The text, secret or not. Every call is a place to look at in a review.
    #[must_use]
    pub fn expose(&self) -> &str {
        match self {
            Self::Public(text) => text,
            Self::Secret(secret) => secret.expose(),
        }
    }

    /// Whether it is secret.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        matches!(self, Self::Secret(_))
    }
}

/// How a value came into the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// Recognised on the provider's portal.
    Portal,
    /// From text that the person had selected.
    Selection,
    /// From an element that the person pointed at.
    Picked,
    /// Typed or pasted by the person.
    Typed,
    /// Answered by the provider's authorization server.
    OAuth,
}

/// Where and when a set of fields was captured.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The page's address, without user info, query and fragment (they can hold secrets); cut again when stored.
    pub page: String,
    /// Milliseconds since the Unix epoch.
    pub at: u64,
    /// How it was captured.
    pub how: How,
}

impl Origin {
    /// An origin whose page is cut to what may be kept.
    #[must_use]
    pub fn new(page: &str, at: u64, how: How) -> Self {
        Self { page: bare_page(page), at, how }
    }
}

/// An address without query, fragment and user info.
pub(crate) fn bare_page(page: &str) -> String {
    let cut = page.find(['?', '#']).unwrap_or(page.len());
    let page = page.get(..cut).unwrap_or(page);
    let Some((scheme, rest)) = page.split_once("://") else {
        return page.to_owned();
    };
    let authority = rest.find('/').unwrap_or(rest.len());
    let (host, path) = rest.split_at(authority);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{scheme}://{host}{path}")
}

/// Days that a credential stays in the trash before [`crate::Vault::due_for_purge`] lists it.
pub const TRASH_DAYS: u64 = 30;
/// The most earlier values that a credential keeps; the oldest go first.
pub const HISTORY_MAX: usize = 20;

/// A value that a field had before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The field's name.
    pub field: String,
    /// What it held.
    pub value: FieldValue,
    /// Until when, in milliseconds since the Unix epoch.
    pub until: u64,
}

/// What a provider issued for one account. Times are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Its record.
    pub id: RecordId,
    /// The provider's slug, such as `constant-contact`.
    pub provider: String,
    /// The kind, such as `constant-contact/v2-token`.
    pub kind: String,
    /// The person's name for it.
    pub label: String,
    /// Whom it is for.
    pub client: Option<String>,
    /// The exact origin of the site it is for.
    pub site: Option<String>,
    /// The plugin or form on that site.
    pub integration: Option<String>,
    /// The account at the provider.
    pub account: Option<String>,
    /// The values by field name. Replace and remove one with [`Credential::set`] and [`Credential::unset`], which keep
    /// what it held; a put that would lose a stored value is refused.
    pub fields: SortedMap<String, FieldValue>,
    /// What the fields held before, newest first, at most [`HISTORY_MAX`].
    pub history: Vec<Earlier>,
    /// The provider's region or data centre, such as `us21`.
    pub region: Option<String>,
    /// When the provider issued it.
    pub issued_at: Option<u64>,
    /// When it ends.
    pub expires_at: Option<u64>,
    /// Where it came from: one entry for each captured set of fields.
    pub captured: Vec<Origin>,
    /// The credential it belongs to: a `v3-oauth` names its `v3-app`.
    pub linked: Option<RecordId>,
    /// When the record was made; kept from the first revision on, 0 means now.
    pub created_at: u64,
    /// When this revision was made; set when stored.
    pub updated_at: u64,
    /// Since when it is in the trash. A trashed credential keeps its fields and its uses; it is taken out again by
    /// clearing this.
    pub trashed_at: Option<u64>,
    /// What is noted of it while it is looked after.
    pub care: Care,
}

impl Credential {
    /// Gives a field a value. What it held before goes into the history, as of `now`.
    pub fn set(&mut self, field: &str, value: FieldValue, now: u64) {
        if self.fields.get(field) != Some(&value) {
            let earlier = self.fields.insert(field.to_owned(), value);
            self.keep(field, earlier, now);
        }
    }

    /// Takes a field away. What it held goes into the history, as of `now`.
    pub fn unset(&mut self, field: &str, now: u64) {
        let earlier = self.fields.remove(field);
        self.keep(field, earlier, now);
    }

    /// Gives a field the next of values that follow each other (a token). Of those it had before, only the last is kept.
    pub fn follow(&mut self, field: &str, value: FieldValue, now: u64) {
        if self.fields.get(field) != Some(&value) {
            self.history.retain(|earlier| earlier.field != field);
            self.set(field, value, now);
        }
    }

    /// Forgets all earlier values; final once it is put.
    pub fn purge_history(&mut self) {
        self.history.clear();
    }

    fn keep(&mut self, field: &str, value: Option<FieldValue>, until: u64) {
        if let Some(value) = value {
            self.history.insert(0, Earlier { field: field.to_owned(), value, until });
            self.history.truncate(HISTORY_MAX);
        }
    }
}

/// What is known of a field without unsealing the record.
#[derive(Clone, PartialEq, Eq)]
pub struct FieldHint {
    /// The field's name.
    pub name: String,
    /// Whether its value is secret.
    pub secret: bool,
    /// The value's length in characters.
    pub length: usize,
    /// The last four characters of a secret of at least twelve. For extension pages only.
    pub tail: Option<String>,
    /// The value, if it is not secret.
    pub public: Option<String>,
}

impl core::fmt::Debug for FieldHint {
    /// Without the tail: four characters of a secret have no place in a log.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("FieldHint")
            .field("name", &self.name)
            .field("secret", &self.secret)
            .field("length", &self.length)
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

/// A credential without its secrets, as the index keeps it. Fields as in [`Credential`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its record.
    pub id: RecordId,
    /// The revision of the record that this summarises, from 1 on.
    pub revision: u64,
    /// See [`Credential::provider`].
    pub provider: String,
    /// See [`Credential::kind`].
    pub kind: String,
    /// See [`Credential::label`].
    pub label: String,
    /// See [`Credential::client`].
    pub client: Option<String>,
    /// See [`Credential::site`].
    pub site: Option<String>,
    /// See [`Credential::integration`].
    pub integration: Option<String>,
    /// See [`Credential::account`].
    pub account: Option<String>,
    /// One hint for each field, in the order of their names.
    pub fields: Vec<FieldHint>,
    /// How many earlier values the record keeps: see [`Credential::history`].
    pub earlier: usize,
    /// See [`Credential::region`].
    pub region: Option<String>,
    /// See [`Credential::issued_at`].
    pub issued_at: Option<u64>,
    /// See [`Credential::expires_at`].
    pub expires_at: Option<u64>,
    /// See [`Credential::captured`].
    pub captured: Vec<Origin>,
    /// See [`Credential::linked`].
    pub linked: Option<RecordId>,
    /// See [`Credential::created_at`].
    pub created_at: u64,
    /// See [`Credential::updated_at`].
    pub updated_at: u64,
    /// See [`Credential::trashed_at`].
    pub trashed_at: Option<u64>,
    /// See [`Credential::care`]; whole, so that no record is unsealed for lists, warnings and schedules.
    pub care: Care,
}

impl Summary {
    /// The hint for a field.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&FieldHint> {
        self.fields.iter().find(|hint| hint.name == name)
    }

    /// Summarises a credential.
    pub(crate) fn of(credential: &Credential, revision: u64) -> Self {
        Self {
            id: credential.id,
            revision,
            provider: credential.provider.clone(),
            kind: credential.kind.clone(),
            label: credential.label.clone(),
            client: credential.client.clone(),
            site: credential.site.clone(),
            integration: credential.integration.clone(),
            account: credential.account.clone(),
            fields: credential.fields.iter().map(|(name, value)| FieldHint::of(name, value)).collect(),
            earlier: credential.history.len(),
            region: credential.region.clone(),
            issued_at: credential.issued_at,
            expires_at: credential.expires_at,
            captured: credential.captured.clone(),
            linked: credential.linked,
            created_at: credential.created_at,
            updated_at: credential.updated_at,
            trashed_at: credential.trashed_at,
            care: credential.care.clone(),
        }
    }
}

impl FieldHint {
    fn of(name: &str, value: &FieldValue) -> Self {
        let (length, tail, public) = match value {
            FieldValue::Public(text) => (text.chars().count(), None, Some(text.clone())),
            FieldValue::Secret(secret) => (secret.len(), secret.tail().map(str::to_owned), None),
        };
        Self { name: name.to_owned(), secret: value.is_secret(), length, tail, public }
    }
}

/// That a credential's field was filled into a control of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// Its own id; a use with the same id replaces the earlier one.
    pub id: RecordId,
    /// The credential that was filled.
    pub credential: RecordId,
    /// The site's exact origin.
    pub site: String,
    /// The page's address, without query and fragment.
    pub page: String,
    /// The plugin or form.
    pub integration: Option<String>,
    /// The control's name or id.
    pub control: String,
    /// The credential's field.
    pub field: String,
    /// Milliseconds since the Unix epoch.
    pub at: u64,
    /// What became of it, once that was seen.
    pub outcome: Option<Outcome>,
}

/// What a form made of what was filled in, after it was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outcome {
    /// When that was seen, in milliseconds since the Unix epoch.
    pub at: u64,
    /// The form took it; otherwise it refused.
    pub taken: bool,
}

/// A captured set of fields on its way into the vault, sealed to the inbox while that is locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// Its own id, also its key in the inbox.
    pub id: RecordId,
    /// The credential it becomes, or becomes a part of: two captures for one credential name the same.
    pub credential: RecordId,
    /// See [`Credential::linked`].
    pub linked: Option<RecordId>,
    /// See [`Credential::provider`].
    pub provider: String,
    /// See [`Credential::kind`].
    pub kind: String,
    /// The captured values by field name.
    pub fields: Vec<(String, FieldValue)>,
    /// The proposed name.
    pub label: String,
    /// See [`Credential::client`].
    pub client: Option<String>,
    /// See [`Credential::site`].
    pub site: Option<String>,
    /// See [`Credential::integration`].
    pub integration: Option<String>,
    /// See [`Credential::account`].
    pub account: Option<String>,
    /// See [`Credential::region`].
    pub region: Option<String>,
    /// Seconds from the capture until it ends.
    pub expires_in: Option<u64>,
    /// Where and when.
    pub origin: Origin,
}

/// The stores that the host keeps; each maps text keys to bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// Header, index and notes.
    Meta,
    /// Sealed records, by record id.
    Records,
    /// Sealed captures, by capture id.
    Inbox,
}

/// One write. A list of them is applied in one transaction: all or nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Write {
    /// Where.
    pub area: Area,
    /// Under which key.
    pub key: String,
    /// What; `None` deletes.
    pub value: Option<Vec<u8>>,
}

impl core::fmt::Debug for Write {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let bytes = self.value.as_ref().map(Vec::len);
        write!(f, "Write({:?} {} {bytes:?} bytes)", self.area, self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_neither_query_nor_fragment_nor_user() {
        for (page, kept) in [
            ("https://a.example/b/c?key=1#d", "https://a.example/b/c"),
            ("https://a.example?key=1", "https://a.example"),
            ("https://a.example/#access_token=1", "https://a.example/"),
            ("https://user:word@a.example:8443/b", "https://a.example:8443/b"),
            ("https://a.example/@b/c", "https://a.example/@b/c"),
            ("about:blank", "about:blank"),
            ("", ""),
        ] {
            assert_eq!(Origin::new(page, 0, How::Portal).page, kept);
        }
    }
}
