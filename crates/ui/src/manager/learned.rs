//! The forms that the person taught: what each of them says, its name, its recipe, and the way out.

use super::{Deleted, Shelf, sheet};
use crate::browser;
use crate::file;
use crate::pieces::{credential, notice, parts, waiting};
use crate::shared::Shared;
use crate::words::{t, with};
use base64ct::{Base64, Encoding};
use keyfob_protocol::ui::{LearnedView, TRASH_DAYS, UiRequest, UiResponse};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The place.
pub fn page(shelf: Shelf) -> AnyView {
    let app = shelf.app;
    let found: Shared<Option<Vec<LearnedView>>> = Shared::new(None);
    // What was taught may be other than it was with every view.
    Effect::new(move |_| {
        app.view.track();
        let then = move |response| {
            if let UiResponse::Learned { forms } = response {
                found.set(Some(forms));
            }
        };
        app.learn(UiRequest::Learned, Box::new(then));
    });
    let row_of = move |one: LearnedView| {
        parts::row(format!("{} {} {}", one.id, one.changed_at, one.name), move || row(shelf, one))
    };
    let rows = move || found.with(Clone::clone).unwrap_or_default().into_iter().map(row_of).collect();
    let none = move || match found.with(|found| found.as_ref().map(Vec::is_empty)) {
        None => Some(waiting::part(t("waiting"))),
        Some(true) => Some(view! { <p class="quiet" data-testid="learned-empty">{t("learned_none")}</p> }.into_any()),
        Some(false) => None,
    };
    let inside = view! {
        {notice::last_problem(app)}
        {parts::live(none)}
        <ul class="stack">{parts::rows(rows)}</ul>
    };
    sheet(shelf, "learned-page", "learned", t("learned_what"), inside.into_any())
}

fn row(shelf: Shelf, one: LearnedView) -> AnyView {
    let body = match one.trashed_at {
        Some(at) => deleted(shelf, &one, at),
        None => kept(shelf, &one),
    };
    view! {
        <li class="card stack" data-testid="learned-form">
            <div>
                <h2 class="name">{one.name}</h2>
                <p class="quiet" dir="ltr">{one.page}</p>
            </div>
            {body}
        </li>
    }
    .into_any()
}

/// One in the trash.
fn deleted(shelf: Shelf, one: &LearnedView, at: u64) -> AnyView {
    let gone = at.saturating_add(TRASH_DAYS * crate::dates::DAY);
    let when = with("trash_when", &[&credential::date(at), &credential::date(gone)]);
    let request = UiRequest::LearnedDelete { form: one.id.clone(), deleted: false };
    let restore = move || shelf.app.act("learned-restore", request.clone());
    view! {
        <p class="quiet">{when}</p>
        <div class="actions">{parts::button(shelf.app, "button", "learned-restore", t("restore").into_any(), restore)}</div>
    }
    .into_any()
}

fn kept(shelf: Shelf, one: &LearnedView) -> AnyView {
    let app = shelf.app;
    let fields: Vec<AnyView> = one
        .fields
        .iter()
        .map(|field| {
            let takes = if field.takes.is_empty() { t("learned_left") } else { field.takes.clone() };
            view! { <div class="fact"><dt>{field.control.clone()}</dt><dd>{takes}</dd></div> }.into_any()
        })
        .collect();
    let name = one.name.clone();
    let (deleting, words) = (one.id.clone(), with("learned_deleted", &[&one.name, &TRASH_DAYS.to_string()]));
    let delete = move || {
        let (words, undo) = (words.clone(), Deleted::Form(deleting.clone()));
        let request = UiRequest::LearnedDelete { form: deleting.clone(), deleted: true };
        let then = move |_| {
            shelf.tell(words, Some(undo));
            // Its button is gone with it.
            request_animation_frame(|| {
                crate::screen::focus("[data-testid=undo]");
            });
        };
        app.act_then("learned-delete", request, Box::new(then));
    };
    let (saving, copying, file) = (one.id.clone(), one.id.clone(), format!("{}.toml", one.file));
    let save = move || {
        let file = file.clone();
        recipe(shelf, &saving, move |text| {
            if file::save(&file, &Base64::encode_string(text.as_bytes())) {
                shelf.tell(with("learned_saved", &[&file]), None);
            } else {
                app.fail("not-saved");
            }
        });
    };
    let copy = move || {
        recipe(shelf, &copying, move |text| {
            spawn_local(async move {
                if browser::copy(&text).await {
                    shelf.tell(t("learned_copied"), None);
                } else {
                    app.fail("clipboard");
                }
            });
        });
    };
    let share = view! {
        <p>{t("learned_share_what")}</p>
        <div class="actions">
            {parts::button(app, "button", "learned-save", t("learned_save").into_any(), save)}
            {parts::button(app, "button", "learned-copy", t("learned_copy").into_any(), copy)}
        </div>
    };
    view! {
        <dl class="facts facts-even">{fields}</dl>
        <div>
            {parts::fold("learned", "why", "learned-rename", t("learned_rename"), rename(shelf, one.id.clone(), name), |_| {})}
            {parts::fold("learned", "why", "learned-share", t("learned_share"), share.into_any(), |_| {})}
        </div>
        <div class="actions">
            {parts::button(app, "button button-remove", "learned-delete", t("learned_delete").into_any(), delete)}
        </div>
    }
    .into_any()
}

fn rename(shelf: Shelf, form: String, name: String) -> AnyView {
    let typed = RwSignal::new(name.clone());
    let id = format!("learned-{form}");
    let inside = view! {
        {parts::field(id, "learned-name", t("teach_name").into_any(), name, String::new(), move |text| typed.set(text))}
        <div class="actions">{parts::submit(shelf.app, "learned-name-save", t("learned_rename").into_any())}</div>
    };
    parts::form("stack-tight", inside.into_any(), move || {
        let name = typed.get_untracked();
        let words = with("learned_renamed", &[name.trim()]);
        let request = UiRequest::LearnedRename { form: form.clone(), name };
        shelf.app.act_then("learned-rename", request, Box::new(move |_| shelf.tell(words, None)));
    })
}

/// Asks for a form's recipe.
fn recipe(shelf: Shelf, form: &str, then: impl FnOnce(String) + 'static) {
    let then = move |response| {
        if let UiResponse::Text { text } = response {
            then(text);
        }
    };
    shelf.app.act_then("learned-export", UiRequest::LearnedExport { form: form.to_owned() }, Box::new(then));
}
