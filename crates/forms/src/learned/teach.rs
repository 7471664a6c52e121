//! A lesson: what the person says of a page's fields, as a form that is known from then on.

use super::{Found, Learned, LearnedField, Place, called_by_words, find, pattern::pattern};
use crate::{guard, guard::Guard, page::Page, provider, why::Why};
use crate::{page::Control, reading};

/// What a field takes: kind and field. An empty field stands for "leave alone".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Kind id; empty for a field that is left alone.
    pub kind: String,
    /// Field of that kind; empty for a field that is left alone.
    pub field: String,
}

/// Why a lesson cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cannot {
    /// There is nothing in it.
    Empty,
    /// The page is a provider's own.
    Portal,
    /// No such control, kind or field.
    Unknown,
    /// A control that is never filled: what it is called, and why.
    Never(String, Why),
    /// Nothing tells this field from another one: what it is called.
    Alike(String),
}

/// The controls that something can be taught about, in the order of the page.
#[must_use]
pub fn teachable(page: &Page) -> Vec<usize> {
    if provider::of_host(&provider::host(&page.url)).anybody() {
        return Vec::new();
    }
    let guard = guard(page);
    (0..page.controls.len()).filter(|at| never(page, &guard, *at).is_none()).collect()
}

/// A guard that takes the page's words as they are.
fn guard(page: &Page) -> Guard {
    let concepts: Vec<_> =
        page.controls.iter().map(|control| reading::read(control).map(|reading| reading.concept)).collect();
    Guard::new(page, &concepts)
}

/// Why a control is never filled, whatever a person says.
fn never(page: &Page, guard: &Guard, at: usize) -> Option<Why> {
    let Some(control) = page.controls.get(at) else { return Some(Why::new("not_text")) };
    let clear = reading::read(control).is_some_and(|of| of.concept.fillable() && !of.concept.ordinary());
    guard::unusable(control).or_else(|| guard.own(at, clear))
}

/// Makes a learned form of what the person says of a page's controls.
///
/// # Errors
/// [`Cannot`]. Nothing is kept by halves.
pub fn learn(page: &Page, name: &str, lesson: &[(usize, Part)]) -> Result<Learned, Cannot> {
    if lesson.is_empty() {
        return Err(Cannot::Empty);
    }
    if provider::of_host(&provider::host(&page.url)).anybody() {
        return Err(Cannot::Portal);
    }
    let guard = guard(page);
    let mut fields = Vec::with_capacity(lesson.len());
    for (at, part) in lesson {
        let control = page.controls.get(*at).ok_or(Cannot::Unknown)?;
        let alone = part.kind.is_empty() && part.field.is_empty();
        let known = keyfob_recipes::kind(&part.kind)
            .is_some_and(|(_, kind)| kind.fields.iter().any(|field| field.name == part.field));
        if !alone && !known {
            return Err(Cannot::Unknown);
        }
        if let Some(why) = never(page, &guard, *at) {
            return Err(Cannot::Never(control.called().to_owned(), why));
        }
        let field = told_apart(page, *at, control, part).ok_or_else(|| Cannot::Alike(control.called().to_owned()))?;
        fields.push((*at, field));
    }
    keyfob_sorted::sort_by_key(&mut fields, |(at, _)| *at);
    let fields = fields.into_iter().map(|(_, field)| field).collect();
    Ok(Learned { name: name.to_owned(), place: Place::of(page), fields })
}

/// The field as it is found again: by patterns, or by its very names where the patterns would fit others too.
fn told_apart(page: &Page, at: usize, control: &Control, part: &Part) -> Option<LearnedField> {
    let field = |name: &dyn Fn(&str) -> String| LearnedField {
        name: name(&control.name),
        id: name(&control.id),
        data_name: name(&control.data_name),
        label: called_by_words(control).to_owned(),
        kind: part.kind.clone(),
        field: part.field.clone(),
    };
    let alone = |field: &LearnedField| {
        page.controls.iter().filter(|other| super::fits(other) && field.is(other)).count() == 1
            && find(page, field) == Found::At(at)
    };
    let loose = field(&pattern);
    if alone(&loose) {
        return Some(loose);
    }
    let strict = field(&str::to_owned);
    (alone(&strict) || find(page, &strict) == Found::At(at)).then_some(strict)
}
