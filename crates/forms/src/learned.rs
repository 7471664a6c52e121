//! Forms that the person taught: which field of which page takes what.
//!
//! A learned form is known again by its page and the names of its fields, never by the site, so that it serves the next
//! client's site too. Parts of a name that look generated stand for any others; words count only for a field that has no
//! name to go by. A form of which a taught field is gone is not filled and said to have changed.

mod pattern;
mod place;
mod recipe;
mod teach;

pub use place::Place;
pub use recipe::NoRecipe;
pub use teach::{Cannot, Part, learn, teachable};

use crate::page::{Control, Page};
use keyfob_recipes::Kind;
use pattern::{is_stable, matches};

/// A form as the person taught it. Holds no value and no site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Learned {
    /// What the person calls it.
    pub name: String,
    /// The page it stands on.
    pub place: Place,
    /// Its fields, in the order of the page.
    pub fields: Vec<LearnedField>,
}

/// One field of a learned form. In `name`, `id` and `data_name` a `*` stands for a part that looks generated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LearnedField {
    /// `name`, may be empty.
    pub name: String,
    /// `id`, may be empty.
    pub id: String,
    /// `data-name`, may be empty.
    pub data_name: String,
    /// Words beside it, as the page had them.
    pub label: String,
    /// Id of the kind that it takes a part of; empty for a field that is left alone.
    pub kind: String,
    /// Field of that kind; empty for a field that is left alone.
    pub field: String,
}

impl LearnedField {
    /// What a person calls it.
    #[must_use]
    pub fn called(&self) -> &str {
        [&self.label, &self.name, &self.id, &self.data_name]
            .into_iter()
            .map(|words| words.trim())
            .find(|words| !words.is_empty())
            .unwrap_or_default()
    }

    /// Whether a control is this field: by the first of its names that says something, else by its words.
    fn is(&self, control: &Control) -> bool {
        let by_name = [(&self.name, &control.name), (&self.id, &control.id), (&self.data_name, &control.data_name)];
        match by_name.into_iter().find(|(pattern, _)| is_stable(pattern)) {
            Some((pattern, name)) => matches(pattern, name),
            None => self.says(control),
        }
    }

    /// Whether a control has the same words beside it.
    fn says(&self, control: &Control) -> bool {
        let words = crate::words::words(&self.label);
        !words.is_empty() && words == crate::words::words(called_by_words(control))
    }
}

/// The words by which a control is told from its neighbours.
fn called_by_words(control: &Control) -> &str {
    [&control.label, &control.beside, &control.placeholder]
        .into_iter()
        .map(|words| words.trim())
        .find(|words| !words.is_empty())
        .unwrap_or_default()
}

/// What became of a learned field on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// It is this control.
    At(usize),
    /// It is there, but cannot be used now.
    Locked,
    /// It is not there, or several could be it.
    Missing,
}

/// Finds a learned field among those that can be used.
fn find(page: &Page, field: &LearnedField) -> Found {
    let all: Vec<usize> = (0..page.controls.len()).filter(|at| holds(page, *at, |one| field.is(one))).collect();
    let usable: Vec<usize> = all.iter().copied().filter(|at| holds(page, *at, fits)).collect();
    match usable.as_slice() {
        [] if all.is_empty() => Found::Missing,
        [] => Found::Locked,
        [only] => Found::At(*only),
        several => {
            let mut same = several.iter().filter(|at| holds(page, **at, |one| field.says(one)));
            match (same.next(), same.next()) {
                (Some(only), None) => Found::At(*only),
                _ => Found::Missing,
            }
        }
    }
}

fn holds(page: &Page, at: usize, test: impl Fn(&Control) -> bool) -> bool {
    page.controls.get(at).is_some_and(test)
}

/// Whether something can be filled into it at all.
fn fits(control: &Control) -> bool {
    control.usable() && (control.is_text() || control.is_select())
}

/// The fields of one kind in a learned form, found on the page.
pub(crate) struct Group {
    /// The kind.
    pub(crate) kind: &'static Kind,
    /// Which control takes which field.
    pub(crate) found: Vec<(usize, &'static str)>,
    /// What the page calls a needed field that is there but cannot be used now.
    pub(crate) locked: Option<String>,
}

/// What the learned forms say about a page.
#[derive(Default)]
pub(crate) struct Reading {
    /// Controls that are left alone.
    pub(crate) alone: Vec<usize>,
    /// Forms of which everything needed is there.
    pub(crate) groups: Vec<Group>,
    /// What the person calls the form that `groups` and `alone` come from.
    pub(crate) name: Option<String>,
    /// A form of this page that no longer fits: its name, and the field that is gone.
    pub(crate) changed: Option<(String, String)>,
}

/// Reads a page by the learned forms.
pub(crate) fn read(page: &Page, learned: &[Learned]) -> Reading {
    let mut reading = Reading::default();
    for form in learned.iter().filter(|form| form.place.is(page)) {
        read_form(page, form, &mut reading);
    }
    // Of two that were taught for one page, one may be there when the other is not.
    if !reading.groups.is_empty() {
        reading.changed = None;
    }
    reading
}

fn read_form(page: &Page, form: &Learned, reading: &mut Reading) {
    // Without a page of its own a form is known by its words too, and what is not there was never meant.
    let vague = form.place.is_vague();
    let mut kinds: Vec<&'static Kind> = Vec::new();
    for field in &form.fields {
        let kind = keyfob_recipes::kind(&field.kind).map(|(_, kind)| kind);
        kinds.extend(kind.filter(|kind| kinds.iter().all(|known| known.id != kind.id)));
    }
    for field in form.fields.iter().filter(|field| field.field.is_empty()) {
        if let Found::At(at) = find(page, field).filter(page, field, vague) {
            reading.alone.push(at);
            reading.name.get_or_insert_with(|| form.name.clone());
        }
    }
    for kind in kinds {
        let mut group = Group { kind, found: Vec::new(), locked: None };
        let mut gone: Option<&LearnedField> = None;
        for taught in form.fields.iter().filter(|field| field.kind == kind.id) {
            let Some(field) = kind.fields.iter().find(|field| field.name == taught.field) else { continue };
            let needed = field.secret || !field.optional;
            match find(page, taught).filter(page, taught, vague) {
                Found::At(at) if !group.found.iter().any(|(other, _)| *other == at) => {
                    group.found.push((at, field.name));
                }
                Found::Locked if needed => group.locked = Some(taught.called().to_owned()),
                _ if needed => gone = gone.or(Some(taught)),
                _ => {}
            }
        }
        match gone {
            Some(_) if vague => {}
            Some(gone) => {
                let told = || (form.name.clone(), gone.called().to_owned());
                reading.changed = reading.changed.take().or_else(|| Some(told()));
            }
            None if !group.found.is_empty() || group.locked.is_some() => {
                let taken = |at: usize| {
                    reading.alone.contains(&at)
                        || reading.groups.iter().any(|group| group.found.iter().any(|(other, _)| *other == at))
                };
                if !group.found.iter().any(|(at, _)| taken(*at)) {
                    reading.groups.push(group);
                    reading.name.get_or_insert_with(|| form.name.clone());
                }
            }
            None => {}
        }
    }
}

impl Found {
    /// On a page that could be any, the words beside a field must be those of the lesson.
    fn filter(self, page: &Page, field: &LearnedField, vague: bool) -> Self {
        match self {
            Self::At(at) if vague && !holds(page, at, |control| field.says(control)) => Self::Missing,
            found => found,
        }
    }
}
