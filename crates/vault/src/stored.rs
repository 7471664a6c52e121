//! The stored shapes: CBOR maps with numbered keys (RFC 8949). A number is never reused; unknown ones are skipped; a change of meaning raises the schema. Text is borrowed, so that a secret is copied only into its `Secret`.

use minicbor::{CborLen, Decode, Encode, bytes::ByteArray};

use crate::{
    Capture, Credential, DeviceId, FieldHint, FieldValue, How, Origin, RecordId, Secret, Summary,
    Use,
    clock::{Marks, Stamp, Stamps},
};

/// The newest record shape known here.
pub(crate) const RECORD_SCHEMA: u16 = 1;
/// The newest index shape known here.
pub(crate) const INDEX_SCHEMA: u16 = 1;
/// The newest capture shape known here.
pub(crate) const CAPTURE_SCHEMA: u16 = 1;

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
        Self {
            wall: stamp.wall,
            count: stamp.count,
            device: ByteArray::from(*stamp.device.as_bytes()),
        }
    }
}

impl From<StampDoc> for Stamp {
    fn from(doc: StampDoc) -> Self {
        Self {
            wall: doc.wall,
            count: doc.count,
            device: DeviceId::from_bytes(doc.device.into()),
        }
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
            parts: stamps
                .parts
                .iter()
                .map(|(part, stamp)| PartStampDoc {
                    part,
                    stamp: (*stamp).into(),
                })
                .collect(),
        }
    }
}

impl From<StampsDoc<'_>> for Stamps {
    fn from(doc: StampsDoc<'_>) -> Self {
        Self {
            base: doc.base.into(),
            parts: doc
                .parts
                .into_iter()
                .map(|part| (part.part.to_owned(), part.stamp.into()))
                .collect(),
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
        Self {
            page: &origin.page,
            at: origin.at,
            how,
        }
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
        Self {
            page: doc.page.to_owned(),
            at: doc.at,
            how,
        }
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
        Self {
            name,
            secret: value.is_secret(),
            value: value.expose(),
        }
    }

    fn into_pair(self) -> (String, FieldValue) {
        let value = self.value.to_owned();
        let value = if self.secret {
            FieldValue::Secret(Secret::new(value))
        } else {
            FieldValue::Public(value)
        };
        (self.name.to_owned(), value)
    }
}

/// The content of a record.
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
}

/// Both types have the same attributes under the same names.
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
        }
    };
}

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
            $($extra)*
        }
    }};
}

impl<'a> CredentialDoc<'a> {
    pub(crate) fn new(credential: &'a Credential, stamps: &'a Stamps) -> Self {
        Self {
            head: head!(credential),
            fields: credential
                .fields
                .iter()
                .map(|(name, value)| FieldDoc::new(name, value))
                .collect(),
            stamps: stamps.into(),
        }
    }

    pub(crate) fn into_credential(self, id: RecordId) -> Credential {
        let fields = self.fields.into_iter().map(FieldDoc::into_pair).collect();
        from_head!(Credential, self.head, { id, fields })
    }
}

/// [`FieldHint`] and the secret's mark.
#[derive(Encode, Decode, CborLen)]
#[cbor(map)]
struct HintDoc<'a> {
    #[b(0)]
    name: &'a str,
    #[n(1)]
    length: u64,
    #[b(2)]
    public: Option<&'a str>,
    #[b(3)]
    tail: Option<&'a str>,
    #[n(4)]
    mark: Option<Id>,
}

/// One record as the index knows it.
#[derive(Encode, Decode, CborLen)]
#[cbor(map)]
pub(crate) struct EntryDoc<'a> {
    #[n(0)]
    id: Id,
    #[n(1)]
    revision: u64,
    #[n(2)]
    pub(crate) digest: Id,
    #[b(3)]
    head: HeadDoc<'a>,
    #[b(4)]
    hints: Vec<HintDoc<'a>>,
    #[b(5)]
    stamps: StampsDoc<'a>,
}

impl<'a> EntryDoc<'a> {
    pub(crate) fn new(
        summary: &'a Summary,
        digest: [u8; 16],
        marks: &Marks,
        stamps: &'a Stamps,
    ) -> Self {
        let hint = |hint: &'a FieldHint| HintDoc {
            name: &hint.name,
            length: u64::try_from(hint.length).unwrap_or(u64::MAX),
            public: hint.public.as_deref(),
            tail: hint.tail.as_deref(),
            mark: marks.get(&hint.name).map(|mark| ByteArray::from(*mark)),
        };
        Self {
            id: id(summary.id),
            revision: summary.revision,
            digest: ByteArray::from(digest),
            head: head!(summary),
            hints: summary.fields.iter().map(hint).collect(),
            stamps: stamps.into(),
        }
    }

    pub(crate) fn into_parts(self) -> (Summary, [u8; 16], Marks, Stamps) {
        let mut marks = Marks::new();
        let mut fields = Vec::with_capacity(self.hints.len());
        for hint in self.hints {
            if let Some(mark) = hint.mark {
                marks.insert(hint.name.to_owned(), mark.into());
            }
            fields.push(FieldHint {
                name: hint.name.to_owned(),
                secret: hint.mark.is_some(),
                length: usize::try_from(hint.length).unwrap_or(usize::MAX),
                tail: hint.tail.map(str::to_owned),
                public: hint.public.map(str::to_owned),
            });
        }
        let id = record_id(self.id);
        let revision = self.revision;
        (
            from_head!(Summary, self.head, { id, revision, fields }),
            self.digest.into(),
            marks,
            self.stamps.into(),
        )
    }
}

/// A deleted record as the index knows it.
#[derive(Encode, Decode, CborLen)]
#[cbor(map)]
pub(crate) struct TombstoneDoc {
    #[n(0)]
    pub(crate) id: Id,
    #[n(1)]
    pub(crate) revision: u64,
    #[n(2)]
    pub(crate) digest: Id,
    #[n(3)]
    pub(crate) stamp: StampDoc,
}

/// [`Use`].
#[derive(Encode, Decode, CborLen)]
#[cbor(map)]
pub(crate) struct UseDoc<'a> {
    #[n(0)]
    id: Id,
    #[n(1)]
    credential: Id,
    #[b(2)]
    site: &'a str,
    #[b(3)]
    page: &'a str,
    #[b(4)]
    integration: Option<&'a str>,
    #[b(5)]
    control: &'a str,
    #[b(6)]
    field: &'a str,
    #[n(7)]
    at: u64,
}

impl<'a> From<&'a Use> for UseDoc<'a> {
    fn from(of: &'a Use) -> Self {
        Self {
            id: id(of.id),
            credential: id(of.credential),
            site: &of.site,
            page: &of.page,
            integration: of.integration.as_deref(),
            control: &of.control,
            field: &of.field,
            at: of.at,
        }
    }
}

impl From<UseDoc<'_>> for Use {
    fn from(doc: UseDoc<'_>) -> Self {
        Self {
            id: record_id(doc.id),
            credential: record_id(doc.credential),
            site: doc.site.to_owned(),
            page: doc.page.to_owned(),
            integration: doc.integration.map(str::to_owned),
            control: doc.control.to_owned(),
            field: doc.field.to_owned(),
            at: doc.at,
        }
    }
}

/// The content of the index.
#[derive(Encode, Decode, CborLen)]
#[cbor(map)]
pub(crate) struct IndexDoc<'a> {
    #[n(0)]
    pub(crate) clock: StampDoc,
    #[b(1)]
    pub(crate) entries: Vec<EntryDoc<'a>>,
    #[n(2)]
    pub(crate) tombstones: Vec<TombstoneDoc>,
    #[b(3)]
    pub(crate) uses: Vec<UseDoc<'a>>,
}

/// [`Capture`].
#[derive(Encode, Decode, CborLen)]
#[cbor(map)]
pub(crate) struct CaptureDoc<'a> {
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
    expires_in: Option<u64>,
    #[b(9)]
    origin: OriginDoc<'a>,
    #[b(10)]
    fields: Vec<FieldDoc<'a>>,
}

impl<'a> CaptureDoc<'a> {
    /// `origin` is the capture's own, with its page cut.
    pub(crate) fn new(capture: &'a Capture, origin: &'a Origin) -> Self {
        Self {
            provider: &capture.provider,
            kind: &capture.kind,
            label: &capture.label,
            client: capture.client.as_deref(),
            site: capture.site.as_deref(),
            integration: capture.integration.as_deref(),
            account: capture.account.as_deref(),
            region: capture.region.as_deref(),
            expires_in: capture.expires_in,
            origin: origin.into(),
            fields: capture
                .fields
                .iter()
                .map(|(name, value)| FieldDoc::new(name, value))
                .collect(),
        }
    }
}

impl CaptureDoc<'_> {
    pub(crate) fn into_capture(self, id: RecordId) -> Capture {
        Capture {
            id,
            provider: self.provider.to_owned(),
            kind: self.kind.to_owned(),
            fields: self.fields.into_iter().map(FieldDoc::into_pair).collect(),
            label: self.label.to_owned(),
            client: self.client.map(str::to_owned),
            site: self.site.map(str::to_owned),
            integration: self.integration.map(str::to_owned),
            account: self.account.map(str::to_owned),
            region: self.region.map(str::to_owned),
            expires_in: self.expires_in,
            origin: self.origin.into(),
        }
    }
}
