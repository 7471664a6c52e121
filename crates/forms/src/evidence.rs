//! Whose credential each control of a page wants: its own words first, then the list that chooses a service, what stands
//! beside it, and the page as a whole.

use crate::{
    concept::Concept,
    group::same_place,
    page::{Control, Page},
    provider::{self, Choice, Evidence, Id, Level, Named},
    reading::{self, Reading},
};

/// What each control's own words, row and headings say; several that cannot be told apart are the error.
pub(crate) type Near = Vec<Result<Option<Evidence>, Named>>;

/// The lists on a page that choose a service.
pub(crate) struct Choosers<'a>(Vec<(&'a Control, Choice)>);

impl<'a> Choosers<'a> {
    /// Finds them.
    pub(crate) fn new(controls: &'a [Control]) -> Self {
        let mut all: Vec<_> =
            controls.iter().filter_map(|control| provider::chosen(control).map(|choice| (control, choice))).collect();
        // A script that draws its own list hides the browser's; what can be seen comes first.
        all.sort_by_key(|(control, _)| !control.visible);
        Self(all)
    }

    /// What is chosen for a control: by the list that stands in the same place, else by one of its form that no heading
    /// parts from it.
    fn of(&self, control: &Control) -> Option<Choice> {
        let of_form = || self.0.iter().filter(|(list, _)| list.form == control.form);
        let near = of_form().find(|(list, _)| same_place(list, control));
        // A list outside of any form may choose what the form below it is for.
        let above = || self.0.iter().find(|(list, _)| list.form == -1 && same_place(list, control));
        near.or_else(above).or_else(|| of_form().find(|(list, _)| !parted(list, control))).map(|(_, choice)| *choice)
    }

    /// The provider that is chosen for a control.
    fn provider(&self, control: &Control) -> Option<Id> {
        match self.of(control)? {
            Choice::Known(id) => Some(id),
            Choice::Other => None,
        }
    }
}

/// Whether a control stands under another heading than a list; one that is only its own label parts nothing.
fn parted(list: &Control, control: &Control) -> bool {
    let own = |of: &Control| of.section == of.label || of.section == of.beside;
    list.section != control.section && !own(control) && !own(list) && !control.outline.contains(&list.section)
}

/// Reads the controls whose label only their provider's recipe knows.
pub(crate) fn read_by_recipe(page: &Page, near: &Near, choosers: &Choosers<'_>, readings: &mut [Option<Reading>]) {
    for ((control, near), reading) in page.controls.iter().zip(near).zip(readings) {
        // What the words mean to anybody gives way to what they mean to the provider: "API key secret", "account e-mail".
        let open = reading.is_none_or(|reading| {
            matches!(reading.concept, Concept::Person | Concept::OtherId | Concept::ApiKey | Concept::Secret)
        });
        if open && (control.is_text() || control.is_select()) {
            let own = near.ok().flatten().map(|found| found.provider).or_else(|| choosers.provider(control));
            let known = own.and_then(provider::provider).and_then(|provider| reading::by_recipe(control, provider));
            *reading = known.or(*reading);
        }
    }
}

/// For each control whose credential it wants.
pub(crate) fn of_page(page: &Page, near: &Near, choosers: &Choosers<'_>, readings: &[Option<Reading>]) -> Near {
    let whole = provider::of_page(page, Named::NOBODY);
    page.controls
        .iter()
        .zip(near)
        .zip(readings)
        .map(|((control, own), reading)| {
            // Nobody asks whose a field is that wants nothing.
            let Some(reading) = reading else { return Ok(None) };
            let chosen = choosers.provider(control).filter(|id| Named::only(*id).that_issue(reading.concept).anybody());
            let chosen_one = chosen.map(|provider| Evidence { provider, level: Level::Chosen });
            match own {
                // What a heading's text or a heading farther off says in passing gives way to what is chosen.
                Ok(Some(found)) if found.level < Level::Intro => Ok(Some(*found)),
                Ok(Some(found)) => Ok(chosen_one.or(Some(*found))),
                Err(several) if chosen.is_some_and(|id| several.has(id)) => Ok(chosen_one),
                Err(several) => provider::of_page(page, *several).or_else(|several| {
                    let issuers = several.that_issue(reading.concept);
                    issuers.one().map(|provider| Some(Evidence { provider, level: Level::Row })).ok_or(several)
                }),
                Ok(None) if chosen.is_some() => Ok(chosen_one),
                Ok(None) => {
                    let beside = beside(page, near, control, true).or_else(|| beside(page, near, control, false));
                    match beside {
                        Some(provider) => Ok(Some(Evidence { provider, level: Level::Beside })),
                        // What the page names in passing is meant where it stands, if it stands at some of the fields.
                        None => whole.map(|found| found.filter(|found| !elsewhere(page, near, control, *found))),
                    }
                }
            }
        })
        .collect()
}

/// The one provider that the fields beside a control name.
fn beside(page: &Page, near: &Near, control: &Control, same: bool) -> Option<Id> {
    let mut ids = page
        .controls
        .iter()
        .zip(near)
        .filter(|(other, _)| other.visible && other.form == control.form && (!same || same_place(other, control)))
        .filter_map(|(other, near)| Some((other, near.ok().flatten()?)))
        // What stands under another heading is that heading's.
        .filter(|(other, found)| found.level < Level::Section || same_place(other, control))
        .map(|(_, found)| found.provider);
    let first = ids.next()?;
    ids.all(|id| id == first).then_some(first)
}

/// Whether a provider that only the page's title names is named nearer by fields in another place.
fn elsewhere(page: &Page, near: &Near, control: &Control, found: Evidence) -> bool {
    found.level == Level::Title
        && page.controls.iter().zip(near).any(|(other, near)| {
            let named = near.ok().flatten().filter(|named| named.provider == found.provider);
            !same_place(other, control) && named.is_some_and(|named| named.level <= Level::Section)
        })
}
