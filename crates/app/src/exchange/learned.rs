//! Forms that were taught, between the vault's types and the document's.

use super::convert::{id_of, stamp, stamp_of};
use keyfob_exchange as file;
use keyfob_vault::{LearnedControl, LearnedForm, Lesson, RecordId};

/// As the document has it.
pub(super) fn lesson_of(id: RecordId, lesson: &Lesson) -> file::Learned {
    let control = |of: &LearnedControl| file::LearnedControl {
        name: of.name.clone(),
        id: of.id.clone(),
        data_name: of.data_name.clone(),
        label: of.label.clone(),
        kind: of.kind.clone(),
        field: of.field.clone(),
    };
    let form = lesson.form.as_ref().map(|form| file::LearnedForm {
        name: form.name.clone(),
        plugin: form.plugin.clone(),
        screen: form.screen.clone(),
        path: form.path.clone(),
        query: form
            .query
            .iter()
            .map(|(name, value)| file::Parameter { name: name.clone(), value: value.clone() })
            .collect(),
        fields: form.fields.iter().map(control).collect(),
        learned_at: form.learned_at,
        changed_at: form.changed_at,
        trashed_at: form.trashed_at,
    });
    file::Learned { id: id_of(id), stamp: stamp_of(lesson.stamp), form }
}

/// As the vault has it.
pub(super) fn lesson(of: &file::Learned) -> Lesson {
    let control = |of: &file::LearnedControl| LearnedControl {
        name: of.name.clone(),
        id: of.id.clone(),
        data_name: of.data_name.clone(),
        label: of.label.clone(),
        kind: of.kind.clone(),
        field: of.field.clone(),
    };
    let form = of.form.as_ref().map(|form| LearnedForm {
        name: form.name.clone(),
        plugin: form.plugin.clone(),
        screen: form.screen.clone(),
        path: form.path.clone(),
        query: form.query.iter().map(|of| (of.name.clone(), of.value.clone())).collect(),
        fields: form.fields.iter().map(control).collect(),
        learned_at: form.learned_at,
        changed_at: form.changed_at,
        trashed_at: form.trashed_at,
    });
    Lesson { stamp: stamp(of.stamp), form }
}
