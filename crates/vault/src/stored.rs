//! The stored shapes: CBOR maps with numbered keys (RFC 8949). A number is never reused; unknown ones are skipped; a change of meaning raises the schema. Text is borrowed, so that a secret is copied only into its `Secret`.

use minicbor::{CborLen, Decode, Encode, bytes::ByteArray};

use crate::{
    Care, Credential, DeviceId, Earlier, FieldValue, How, Origin, RecordId, Rotation, Secret, SwitchedOff,
    clock::{Stamp, Stamps},
};

/// A [`HeadDoc`] of a credential or a summary: both have the same attributes under the same names.
macro_rules! head {
    ($of:expr) => {
        HeadDoc {
            provider: &$of.provider,
            kind: &$of.kind,
            label: &$of.label,
            client: $of.client.as_deref(),
            site: $of.site.as_deref(),
            integration: $of.integration.as_deref(),
            account: $of.account.as_deref(),
            region: $of.region.as_deref(),
            issued_at: $of.issued_at,
            expires_at: $of.expires_at,
            captured: $of.captured.iter().map(OriginDoc::from).collect(),
            linked: $of.linked.map(id),
            created_at: $of.created_at,
            updated_at: $of.updated_at,
            trashed_at: $of.trashed_at,
            check: $of.care.check.as_deref().map(CheckDoc::from),
            connection: $of.care.connection.as_deref().map(ConnectionDoc::from),
            rotation: $of.care.rotation.map(RotationDoc::from),
            off: $of.care.off.map(OffDoc::from),
            dismissed: texts(&$of.care.dismissed),
        }
    };
}

/// A credential or a summary from a [`HeadDoc`] and the attributes that it does not hold.
macro_rules! from_head {
    ($type:ident, $head:expr, { $($extra:tt)* }) => {{
        let head = $head;
        $type {
            provider: head.provider.to_owned(),
            kind: head.kind.to_owned(),
            label: head.label.to_owned(),
            client: head.client.map(str::to_owned),
            site: head.site.map(str::to_owned),
            integration: head.integration.map(str::to_owned),
            account: head.account.map(str::to_owned),
            region: head.region.map(str::to_owned),
            issued_at: head.issued_at,
            expires_at: head.expires_at,
            captured: head.captured.into_iter().map(Origin::from).collect(),
            linked: head.linked.map(record_id),
            created_at: head.created_at,
            updated_at: head.updated_at,
            trashed_at: head.trashed_at,
            care: Care {
                check: head.check.map(|doc| Box::new(doc.into())),
                connection: head.connection.map(|doc| Box::new(doc.into())),
                rotation: head.rotation.map(Rotation::from),
                off: head.off.map(SwitchedOff::from),
                dismissed: head.dismissed.into_iter().flatten().map(str::to_owned).collect(),
            },
            $($extra)*
        }
    }};
}

mod capture;
mod care;
mod index;
mod learned;

pub(crate) use capture::CaptureDoc;
use care::{CheckDoc, ConnectionDoc, OffDoc, RotationDoc};
pub(crate) use index::{EntryDoc, IndexDoc, TombstoneDoc, UseDoc};
pub(crate) use learned::LessonDoc;

/// The newest record shape known here.
pub(crate) const RECORD_SCHEMA: u16 = 1;
/// The newest index shape known here.
pub(crate) const INDEX_SCHEMA: u16 = 1;
/// The newest capture shape known here.
pub(crate) const CAPTURE_SCHEMA: u16 = 1;

/// A list that is left out when it is empty.
fn texts(all: &[String]) -> Option<Vec<&str>> {
    (!all.is_empty()).then(|| all.iter().map(String::as_str).collect())
}

type Id = ByteArray<16>;

fn id(id: RecordId) -> Id {
    ByteArray::from(*id.as_bytes())
}

fn record_id(id: Id) -> RecordId {
    RecordId::from_bytes(id.into())
}

/// [`Stamp`].
#[derive(Encode, Decode, CborLen)]
pub(crate) struct StampDoc {
    #[n(0)]
    wall: u64,
    #[n(1)]
    count: u32,
    #[n(2)]
    device: Id,
}

impl From<Stamp> for StampDoc {
    fn from(stamp: Stamp) -> Self {
        Self { wall: stamp.wall, count: stamp.count, device: ByteArray::from(*stamp.device.as_bytes()) }
    }
}

impl From<StampDoc> for Stamp {
    fn from(doc: StampDoc) -> Self {
        Self { wall: doc.wall, count: doc.count, device: DeviceId::from_bytes(doc.device.into()) }
    }
}

/// One exception of [`Stamps`].
#[derive(Encode, Decode, CborLen)]
struct PartStampDoc<'a> {
    #[b(0)]
    part: &'a str,
    #[n(1)]
    stamp: StampDoc,
}

/// [`Stamps`].
#[derive(Encode, Decode, CborLen)]
pub(crate) struct StampsDoc<'a> {
    #[n(0)]
    base: StampDoc,
    #[b(1)]
    parts: Vec<PartStampDoc<'a>>,
}

impl<'a> From<&'a Stamps> for StampsDoc<'a> {
    fn from(stamps: &'a Stamps) -> Self {
        Self {
            base: stamps.base.into(),
            parts: stamps.parts.iter().map(|(part, stamp)| PartStampDoc { part, stamp: (*stamp).into() }).collect(),
        }
    }
}

impl From<StampsDoc<'_>> for Stamps {
    fn from(doc: StampsDoc<'_>) -> Self {
        Self {
            base: doc.base.into(),
            parts: doc.parts.into_iter().map(|part| (part.part.to_owned(), part.stamp.into())).collect(),
        }
    }
}

/// [`Origin`].
#[derive(Encode, Decode, CborLen)]
struct OriginDoc<'a> {
    #[b(0)]
    page: &'a str,
    #[n(1)]
    at: u64,
    #[n(2)]
    how: HowDoc,
}

/// [`How`].
#[derive(Encode, Decode, CborLen)]
#[cbor(index_only)]
enum HowDoc {
    #[n(0)]
    Portal,
    #[n(1)]
    Selection,
    #[n(2)]
    Picked,
    #[n(3)]
    Typed,
    #[n(4)]
    OAuth,
}

impl<'a> From<&'a Origin> for OriginDoc<'a> {
    fn from(origin: &'a Origin) -> Self {
        let how = match origin.how {
            How::Portal => HowDoc::Portal,
            How::Selection => HowDoc::Selection,
            How::Picked => HowDoc::Picked,
            How::Typed => HowDoc::Typed,
            How::OAuth => HowDoc::OAuth,
        };
        Self { page: &origin.page, at: origin.at, how }
    }
}

impl From<OriginDoc<'_>> for Origin {
    fn from(doc: OriginDoc<'_>) -> Self {
        let how = match doc.how {
            HowDoc::Portal => How::Portal,
            HowDoc::Selection => How::Selection,
            HowDoc::Picked => How::Picked,
            HowDoc::Typed => How::Typed,
            HowDoc::OAuth => How::OAuth,
        };
        Self { page: doc.page.to_owned(), at: doc.at, how }
    }
}

/// A name and a [`FieldValue`].
#[derive(Encode, Decode, CborLen)]
struct FieldDoc<'a> {
    #[b(0)]
    name: &'a str,
    #[n(1)]
    secret: bool,
    #[b(2)]
    value: &'a str,
}

impl<'a> FieldDoc<'a> {
    fn new(name: &'a str, value: &'a FieldValue) -> Self {
        Self { name, secret: value.is_secret(), value: value.expose() }
    }

    fn into_pair(self) -> (String, FieldValue) {
        let value = self.value.to_owned();
        let value = if self.secret { FieldValue::Secret(Secret::new(value)) } else { FieldValue::Public(value) };
        (self.name.to_owned(), value)
    }
}

/// The content of a record.
#[allow(clippy::large_enum_variant, reason = "one exists at a time, for one call")]
#[derive(Encode, Decode, CborLen)]
pub(crate) enum RecordDoc<'a> {
    /// A credential.
    #[n(0)]
    Live(#[b(0)] CredentialDoc<'a>),
    /// A deleted one: when, and nothing of what it was.
    #[n(1)]
    Deleted(#[n(0)] StampDoc),
}

/// [`Credential`] and its [`Stamps`].
#[derive(Encode, Decode, CborLen)]
#[cbor(map)]
pub(crate) struct CredentialDoc<'a> {
    #[b(0)]
    head: HeadDoc<'a>,
    #[b(1)]
    fields: Vec<FieldDoc<'a>>,
    #[b(2)]
    stamps: StampsDoc<'a>,
    /// Absent if there is none.
    #[b(3)]
    history: Option<Vec<EarlierDoc<'a>>>,
}

/// [`Earlier`].
#[derive(Encode, Decode, CborLen)]
struct EarlierDoc<'a> {
    #[b(0)]
    field: FieldDoc<'a>,
    #[n(1)]
    until: u64,
}

impl EarlierDoc<'_> {
    fn into_earlier(self) -> Earlier {
        let (field, value) = self.field.into_pair();
        Earlier { field, value, until: self.until }
    }
}

/// What [`Credential`] and [`Summary`] have in common.
#[derive(Encode, Decode, CborLen)]
#[cbor(map)]
struct HeadDoc<'a> {
    #[b(0)]
    provider: &'a str,
    #[b(1)]
    kind: &'a str,
    #[b(2)]
    label: &'a str,
    #[b(3)]
    client: Option<&'a str>,
    #[b(4)]
    site: Option<&'a str>,
    #[b(5)]
    integration: Option<&'a str>,
    #[b(6)]
    account: Option<&'a str>,
    #[b(7)]
    region: Option<&'a str>,
    #[n(8)]
    issued_at: Option<u64>,
    #[n(9)]
    expires_at: Option<u64>,
    #[b(10)]
    captured: Vec<OriginDoc<'a>>,
    #[n(11)]
    linked: Option<Id>,
    #[n(12)]
    created_at: u64,
    #[n(13)]
    updated_at: u64,
    #[n(14)]
    trashed_at: Option<u64>,
    #[b(15)]
    check: Option<CheckDoc<'a>>,
    #[n(16)]
    connection: Option<ConnectionDoc>,
    #[n(17)]
    rotation: Option<RotationDoc>,
    #[n(18)]
    off: Option<OffDoc>,
    #[b(19)]
    dismissed: Option<Vec<&'a str>>,
}

impl<'a> CredentialDoc<'a> {
    pub(crate) fn new(credential: &'a Credential, stamps: &'a Stamps) -> Self {
        let earlier = |of: &'a Earlier| EarlierDoc { field: FieldDoc::new(&of.field, &of.value), until: of.until };
        let history = &credential.history;
        Self {
            head: head!(credential),
            fields: credential.fields.iter().map(|(name, value)| FieldDoc::new(name, value)).collect(),
            stamps: stamps.into(),
            history: (!history.is_empty()).then(|| history.iter().map(earlier).collect()),
        }
    }

    pub(crate) fn into_credential(self, id: RecordId) -> Credential {
        let fields = self.fields.into_iter().map(FieldDoc::into_pair).collect();
        let history = self.history.into_iter().flatten().map(EarlierDoc::into_earlier).collect();
        from_head!(Credential, self.head, { id, fields, history })
    }
}
