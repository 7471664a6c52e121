//! Forms that the person taught, as they are kept: in the index, since a page is compared with all of them, and whole,
//! since nothing in them is secret by itself. Which site a form was taught on is not noted. Of two copies of one form the
//! later one holds as a whole: fields of two lessons must not be mixed.

use crate::{Batch, RecordId, Stamp, TRASH_DAYS, Vault, VaultError};
use std::sync::Arc;

/// A form that the person taught. Times are milliseconds since the Unix epoch.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LearnedForm {
    /// What the person calls it.
    pub name: String,
    /// The plugin's slug; empty where the page did not say it.
    pub plugin: String,
    /// WordPress' name of the administration page; empty elsewhere.
    pub screen: String,
    /// End of the page's path; `*` stands for a generated part.
    pub path: String,
    /// Query parameters that name the page.
    pub query: Vec<(String, String)>,
    /// Its fields, in the order of the page.
    pub fields: Vec<LearnedControl>,
    /// When it was taught first; 0 means now.
    pub learned_at: u64,
    /// When it was changed last; set when stored.
    pub changed_at: u64,
    /// Since when it is in the trash.
    pub trashed_at: Option<u64>,
}

/// One field of a taught form. In its names `*` stands for a generated part.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LearnedControl {
    /// `name` attribute, may be empty.
    pub name: String,
    /// `id` attribute, may be empty.
    pub id: String,
    /// `data-name` attribute, may be empty.
    pub data_name: String,
    /// Words beside it.
    pub label: String,
    /// Kind that it takes a part of; empty for a field that is left alone.
    pub kind: String,
    /// Field of that kind; empty for a field that is left alone.
    pub field: String,
}

/// A taught form as one copy of the vault knows it: changed last at the stamp; without a form it was deleted then.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lesson {
    /// When. First, so that the later of two is the greater one; forged ones with one stamp are told apart by the rest.
    pub stamp: Stamp,
    /// What; `None` once it was deleted for good.
    pub form: Option<LearnedForm>,
}

impl Vault {
    /// The forms that were taught, those in the trash included, in the order of their ids.
    pub fn learned(&self) -> impl Iterator<Item = (RecordId, &LearnedForm)> {
        self.lessons().filter_map(|(id, lesson)| Some((id, lesson.form.as_ref()?)))
    }

    /// The same, and what was deleted.
    pub(crate) fn lessons(&self) -> impl Iterator<Item = (RecordId, &Lesson)> {
        self.state.learned.iter().map(|(id, lesson)| (*id, &**lesson))
    }

    /// The forms that have been in the trash for [`TRASH_DAYS`]: [`Batch::forget_learned`] is due for them.
    pub fn learned_due_for_purge(&self, now: u64) -> impl Iterator<Item = RecordId> + '_ {
        let days = TRASH_DAYS * 24 * 60 * 60 * 1000;
        let due = move |form: &LearnedForm| form.trashed_at.is_some_and(|at| now.saturating_sub(at) >= days);
        self.learned().filter(move |(_, form)| due(form)).map(|(id, _)| id)
    }
}

impl Batch<'_> {
    /// Adds a taught form, or puts it in the place of what has this id.
    pub fn put_learned(&mut self, id: RecordId, mut form: LearnedForm) {
        let before = self.next.learned.get(&id).and_then(|lesson| lesson.form.as_ref());
        form.learned_at = match (before, form.learned_at) {
            (Some(before), _) => before.learned_at,
            (None, 0) => self.now(),
            (None, given) => given,
        };
        form.changed_at = self.now();
        self.teach(id, Some(form));
    }

    /// Deletes a taught form for good.
    ///
    /// # Errors
    /// [`VaultError::NotFound`] if it is not there.
    pub fn forget_learned(&mut self, id: RecordId) -> Result<(), VaultError> {
        match self.next.learned.get(&id) {
            Some(lesson) if lesson.form.is_some() => {
                self.teach(id, None);
                Ok(())
            }
            _ => Err(VaultError::NotFound { id }),
        }
    }

    fn teach(&mut self, id: RecordId, form: Option<LearnedForm>) {
        let stamp = self.tick();
        self.next.learned.insert(id, Arc::new(Lesson { stamp, form }));
    }
}
