//! The stored shape of the index: what is listed, what was deleted, where it was used, which forms were taught.

use minicbor::{CborLen, Decode, Encode, bytes::ByteArray};

use super::{
    CheckDoc, ConnectionDoc, HeadDoc, Id, LessonDoc, OffDoc, Origin, OriginDoc, RotationDoc, StampDoc, StampsDoc, id,
    record_id, texts,
};
use crate::{
    Care, FieldHint, Outcome, Rotation, Summary, SwitchedOff, Use,
    clock::{Marks, Stamps},
};

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
    /// How many earlier values; absent if none.
    #[n(6)]
    earlier: Option<u64>,
}

impl<'a> EntryDoc<'a> {
    pub(crate) fn new(summary: &'a Summary, digest: [u8; 16], marks: &Marks, stamps: &'a Stamps) -> Self {
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
            earlier: u64::try_from(summary.earlier).ok().filter(|count| *count > 0),
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
        let earlier = self.earlier.and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
        (
            from_head!(Summary, self.head, { id, revision, fields, earlier }),
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
    #[n(8)]
    outcome: Option<OutcomeDoc>,
}

/// [`Outcome`].
#[derive(Encode, Decode, CborLen)]
struct OutcomeDoc {
    #[n(0)]
    at: u64,
    #[n(1)]
    taken: bool,
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
            outcome: of.outcome.map(|Outcome { at, taken }| OutcomeDoc { at, taken }),
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
            outcome: doc.outcome.map(|OutcomeDoc { at, taken }| Outcome { at, taken }),
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
    /// Absent if nothing was ever taught. The number 4 is kept for the header's generation.
    #[b(5)]
    pub(crate) learned: Option<Vec<LessonDoc<'a>>>,
}
