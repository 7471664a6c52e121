//! Forms that a recipe knows: found by their page and the names of their fields.

use crate::{
    page::{Control, Page},
    provider::path_and_query,
};
use keyfob_recipes::{FORMS, Form, FormField};
use keyfob_sorted::sort_by_key;

/// A known form that stands on the page.
pub(crate) struct Known {
    /// The recipe.
    pub(crate) form: &'static Form,
    /// Which control is which of the recipe's fields.
    pub(crate) found: Vec<(usize, &'static FormField)>,
    /// Fields that the credential cannot do without and that cannot be filled here: names.
    pub(crate) missing: Vec<&'static str>,
}

/// What the recipes say about a page.
#[derive(Default)]
pub(crate) struct Reading {
    /// Known forms of which at least one field can be filled, each control in one of them only.
    pub(crate) forms: Vec<Known>,
    /// A plugin whose page this is but of whose fields none is to be seen.
    pub(crate) empty: Option<&'static Form>,
}

/// Reads a page by the recipes.
pub(crate) fn read(page: &Page) -> Reading {
    let (path, query) = path_and_query(&page.url);
    let mut candidates: Vec<Known> = Vec::new();
    let mut empty = None;
    for form in FORMS {
        let here = form.pages.iter().any(|page| page.is(path, query));
        // Without pages the recipe must be recognisable by its names alone.
        let anywhere = form.pages.is_empty();
        if !here && !anywhere {
            continue;
        }
        let known = match_fields(form, page);
        let usable = known.found.iter().any(|(_, field)| !field.field.is_empty());
        if usable && (here || known.missing.is_empty()) {
            candidates.push(known);
        } else if here {
            empty = empty.or(Some(form));
        }
    }
    // The form with nothing missing and most fields first, so that a plugin's V2 and V3 forms do not share a control.
    sort_by_key(&mut candidates, |known| (known.missing.len(), usize::MAX - known.found.len()));
    let mut taken = vec![false; page.controls.len()];
    let mut forms: Vec<Known> = Vec::new();
    for known in candidates {
        let free = known.found.iter().all(|(control, _)| taken.get(*control) == Some(&false));
        if free {
            for (control, _) in &known.found {
                if let Some(slot) = taken.get_mut(*control) {
                    *slot = true;
                }
            }
            forms.push(known);
        }
    }
    sort_by_key(&mut forms, |known| known.found.first().map(|(control, _)| *control));
    if !forms.is_empty() {
        empty = None;
    }
    Reading { forms, empty }
}

fn is(control: &Control, field: &FormField) -> bool {
    (!field.name.is_empty() && control.name == field.name) || (!field.id.is_empty() && control.id == field.id)
}

fn match_fields(form: &'static Form, page: &Page) -> Known {
    let mut known = Known { form, found: Vec::new(), missing: Vec::new() };
    for field in form.fields {
        // A plugin may keep a hidden twin of the same name: the one that can be used is meant.
        let usable = page
            .controls
            .iter()
            .position(|control| is(control, field) && control.usable() && (control.is_text() || control.is_select()));
        match usable {
            Some(control) if !known.found.iter().any(|(other, _)| *other == control) => {
                known.found.push((control, field))
            }
            _ if field.field.is_empty() || optional(form, field.field) => {}
            _ => known.missing.push(field.field),
        }
    }
    // Versions of a plugin name the same field differently; one of them is enough.
    let Known { found, missing, .. } = &mut known;
    missing.retain(|name| !found.iter().any(|(_, field)| field.field == *name));
    known
}

/// Whether the form can be filled without it. A secret that the form asks for is never left out.
fn optional(form: &Form, field: &str) -> bool {
    keyfob_recipes::kind(form.kind)
        .is_some_and(|(_, kind)| kind.parts().any(|of| of.name == field && of.optional && !of.secret))
}
