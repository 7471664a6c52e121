//! What was deleted: it can be taken back until its time is over, or deleted for good.

use super::{Shelf, sheet};
use crate::dates::DAY;
use crate::pieces::{credential, notice, parts, waiting};
use crate::shared::Shared;
use crate::words::{t, with};
use keyfob_protocol::ui::{CredentialView, TRASH_DAYS, UiRequest, UiResponse};
use leptos::prelude::*;

/// More than lie there in any thirty days of a person's life.
const MOST: usize = 500;

/// The place.
pub fn page(shelf: Shelf) -> AnyView {
    let app = shelf.app;
    let found: Shared<Option<Vec<CredentialView>>> = Shared::new(None);
    // What lies there may be other than it was with every view.
    Effect::new(move |_| {
        app.view.track();
        let then = move |response| {
            if let UiResponse::List { credentials, .. } = response {
                found.set(Some(credentials));
            }
        };
        app.learn(UiRequest::List { query: String::new(), offset: 0, limit: MOST, trashed: true }, Box::new(then));
    });
    let row_of = move |one: CredentialView| parts::row(one.id.clone(), move || row(shelf, one));
    let rows = move || found.with(Clone::clone).unwrap_or_default().into_iter().map(row_of).collect();
    let none = move || match found.with(|found| found.as_ref().map(Vec::is_empty)) {
        None => Some(waiting::part(t("waiting"))),
        Some(true) => Some(view! { <p class="quiet" data-testid="trash-empty">{t("trash_empty")}</p> }.into_any()),
        Some(false) => None,
    };
    let inside = view! {
        {notice::last_problem(app)}
        {parts::live(none)}
        <ul class="list">{parts::rows(rows)}</ul>
    };
    sheet(shelf, "trash-page", "trash", with("trash_what", &[&TRASH_DAYS.to_string()]), inside.into_any())
}

fn row(shelf: Shelf, one: CredentialView) -> AnyView {
    let app = shelf.app;
    let title = credential::title(&one);
    let deleted = one.trashed_at.unwrap_or_default();
    let gone = deleted.saturating_add(TRASH_DAYS * DAY);
    let when = with("trash_when", &[&credential::date(deleted), &credential::date(gone)]);
    let (restored, purged) = (one.id.clone(), one.id.clone());
    let (back, away) = (title.clone(), title.clone());
    let restore = move || {
        let words = with("trash_restored", &[&back]);
        let then = move |_| shelf.tell(words, None);
        app.act_then("restore", UiRequest::Restore { credential: restored.clone() }, Box::new(then));
    };
    let asks = with("purge_what", &[&title, &one.provider_name]);
    let purge = move || {
        let words = with("purged", &[&away]);
        let then = move |_| shelf.tell(words, None);
        app.act_then("purge", UiRequest::Purge { credential: purged.clone() }, Box::new(then));
    };
    let confirm = waiting::words_of(app, "purge".to_owned(), t("purge_confirm"), t("delete_working"));
    view! {
        <li class="list-row list-row-still" data-testid="trashed">
            <span class="grow">
                <span class="name clip">{title}</span>
                <span class="quiet clip">{format!("{} · {}", one.provider_name, one.name)}</span>
                <span class="quiet">{when}</span>
            </span>
            {parts::button(app, "button", "restore", t("restore").into_any(), restore)}
            {parts::sure(app, "purge", t("purge"), asks, confirm, purge)}
        </li>
    }
    .into_any()
}
