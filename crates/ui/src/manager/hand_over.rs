//! Handing credentials over: which ones, to whom, and the file that only they can open.

use super::{PAGE, Shelf, sheet};
use crate::file;
use crate::grouping::{Group, by_client};
use crate::pieces::{credential, notice, parts, waiting};
use crate::words::{count, t, with};
use keyfob_protocol::ui::{CredentialView, UiRequest, UiResponse};
use leptos::prelude::*;

/// The place.
pub fn page(shelf: Shelf) -> AnyView {
    let app = shelf.app;
    let recipient = RwSignal::new(String::new());
    let section_of = move |group: Group| {
        let ids: Vec<&str> = group.credentials.iter().map(|one| one.id.as_str()).collect();
        parts::row(format!("{} {}", group.client, ids.join(" ")), move || section(shelf, group))
    };
    let sections = move || shelf.rows.with(|rows| by_client(rows)).into_iter().map(section_of).collect();
    let more = move || {
        let shown = shelf.rows.with(Vec::len);
        shelf.total.get().is_some_and(|total| total > shown).then(|| {
            let load = move || shelf.load(shelf.shown().saturating_add(PAGE));
            parts::link("button button-plain", "hand-over-more", t("list_more").into_any(), load)
        })
    };
    let send = move || {
        let credentials = shelf.wanted.peek(Clone::clone);
        if credentials.is_empty() {
            app.fail("nothing-chosen");
            return;
        }
        let recipient = recipient.get_untracked().trim().to_owned();
        let then = move |response| {
            let UiResponse::File { name, bytes, .. } = response else { return };
            if file::save(&name, &bytes) {
                shelf.tell(with("handed_over", &[&name]), None);
            } else {
                app.fail("not-saved");
            }
        };
        app.act_then("hand-over", UiRequest::HandOver { credentials, recipient }, Box::new(then));
    };
    let words = waiting::words_of(app, "hand-over".to_owned(), t("hand_over_submit"), t("file_working"));
    let to = move |text| recipient.set(text);
    let inside = parts::form(
        "stack",
        view! {
            <fieldset class="stack-tight plain-set">
                <legend class="section-title">{t("hand_over_which")}</legend>
                {parts::rows(sections)}
                {parts::live(more)}
                <p class="help" role="status">
                    {parts::live(move || count("chosen", shelf.wanted.with(Vec::len)))}
                </p>
            </fieldset>
            <div class="stack-tight">
                {parts::field("recipient".to_owned(), "recipient", t("hand_over_to").into_any(), String::new(), "age1…".to_owned(), to)}
                <p class="help">{t("hand_over_to_what")}</p>
            </div>
            {notice::last_problem(app)}
            <div class="actions">{parts::submit(app, "hand-over-submit", words)}</div>
        }
        .into_any(),
        send,
    );
    sheet(shelf, "hand-over-page", "hand_over", t("hand_over_what"), inside)
}

fn section(shelf: Shelf, group: Group) -> AnyView {
    let name = if group.client.is_empty() { t("client_none") } else { group.client };
    let rows: Vec<AnyView> = group.credentials.into_iter().map(|one| row(shelf, one)).collect();
    view! { <div class="stack-tight"><p class="part-name">{name}</p><ul class="list">{rows}</ul></div> }.into_any()
}

fn row(shelf: Shelf, one: CredentialView) -> AnyView {
    let title = credential::title(&one);
    let id = one.id;
    let on = shelf.wanted.peek(|wanted| wanted.contains(&id));
    let turned = move |on: bool| {
        shelf.wanted.update(|wanted| {
            wanted.retain(|other| *other != id);
            if on {
                wanted.push(id.clone());
            }
        });
    };
    let words = view! {
        <span class="name clip">{title}</span>
        <span class="quiet clip">{format!("{} · {}", one.provider_name, one.name)}</span>
    };
    view! { <li>{parts::check("hand-over-pick", "list-row check", on, words.into_any(), turned)}</li> }.into_any()
}
