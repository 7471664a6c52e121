//! The stored shape of a taught form.

use minicbor::{CborLen, Decode, Encode};

use super::{Id, StampDoc, id, record_id};
use crate::{LearnedControl, LearnedForm, Lesson, RecordId};

/// [`Lesson`] with its id.
#[derive(Encode, Decode, CborLen)]
#[cbor(map)]
pub(crate) struct LessonDoc<'a> {
    #[n(0)]
    id: Id,
    #[n(1)]
    stamp: StampDoc,
    /// Absent once it was deleted for good.
    #[b(2)]
    form: Option<FormDoc<'a>>,
}

/// [`LearnedForm`].
#[derive(Encode, Decode, CborLen)]
#[cbor(map)]
struct FormDoc<'a> {
    #[b(0)]
    name: &'a str,
    #[b(1)]
    plugin: &'a str,
    #[b(2)]
    screen: &'a str,
    #[b(3)]
    path: &'a str,
    #[b(4)]
    query: Vec<PairDoc<'a>>,
    #[b(5)]
    fields: Vec<ControlDoc<'a>>,
    #[n(6)]
    learned_at: u64,
    #[n(7)]
    changed_at: u64,
    #[n(8)]
    trashed_at: Option<u64>,
}

/// A query parameter.
#[derive(Encode, Decode, CborLen)]
struct PairDoc<'a> {
    #[b(0)]
    key: &'a str,
    #[b(1)]
    value: &'a str,
}

/// [`LearnedControl`].
#[derive(Encode, Decode, CborLen)]
#[cbor(map)]
struct ControlDoc<'a> {
    #[b(0)]
    name: &'a str,
    #[b(1)]
    id: &'a str,
    #[b(2)]
    data_name: &'a str,
    #[b(3)]
    label: &'a str,
    #[b(4)]
    kind: &'a str,
    #[b(5)]
    field: &'a str,
}

impl<'a> LessonDoc<'a> {
    pub(crate) fn new(of: RecordId, lesson: &'a Lesson) -> Self {
        Self { id: id(of), stamp: lesson.stamp.into(), form: lesson.form.as_ref().map(FormDoc::from) }
    }

    pub(crate) fn into_parts(self) -> (RecordId, Lesson) {
        (record_id(self.id), Lesson { stamp: self.stamp.into(), form: self.form.map(LearnedForm::from) })
    }
}

impl<'a> From<&'a LearnedForm> for FormDoc<'a> {
    fn from(of: &'a LearnedForm) -> Self {
        let control = |of: &'a LearnedControl| ControlDoc {
            name: &of.name,
            id: &of.id,
            data_name: &of.data_name,
            label: &of.label,
            kind: &of.kind,
            field: &of.field,
        };
        Self {
            name: &of.name,
            plugin: &of.plugin,
            screen: &of.screen,
            path: &of.path,
            query: of.query.iter().map(|(key, value)| PairDoc { key, value }).collect(),
            fields: of.fields.iter().map(control).collect(),
            learned_at: of.learned_at,
            changed_at: of.changed_at,
            trashed_at: of.trashed_at,
        }
    }
}

impl From<FormDoc<'_>> for LearnedForm {
    fn from(doc: FormDoc<'_>) -> Self {
        let control = |doc: ControlDoc<'_>| LearnedControl {
            name: doc.name.to_owned(),
            id: doc.id.to_owned(),
            data_name: doc.data_name.to_owned(),
            label: doc.label.to_owned(),
            kind: doc.kind.to_owned(),
            field: doc.field.to_owned(),
        };
        Self {
            name: doc.name.to_owned(),
            plugin: doc.plugin.to_owned(),
            screen: doc.screen.to_owned(),
            path: doc.path.to_owned(),
            query: doc.query.into_iter().map(|pair| (pair.key.to_owned(), pair.value.to_owned())).collect(),
            fields: doc.fields.into_iter().map(control).collect(),
            learned_at: doc.learned_at,
            changed_at: doc.changed_at,
            trashed_at: doc.trashed_at,
        }
    }
}
