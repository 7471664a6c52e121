//! What needs the person's attention: each once, with the way to it, and gone when it is dismissed.

use super::{Place, Shelf, sheet};
use crate::icons::{self, icon};
use crate::pieces::{notice, parts};
use crate::words::{of_code, t, with};
use keyfob_protocol::ui::{AttentionView, UiRequest};
use leptos::prelude::*;

/// The place.
pub fn page(shelf: Shelf) -> AnyView {
    let found = shelf.app.part(|view| view.attention.clone());
    let key = |one: &AttentionView| format!("{}\u{1f}{}\u{1f}{}", one.credential, one.warning, one.args.join(","));
    let row_of = move |one: AttentionView| parts::row(key(&one), move || row(shelf, one));
    let rows = move || found.get().unwrap_or_default().into_iter().map(row_of).collect();
    let none = move || {
        let none = found.get().is_some_and(|found| found.is_empty());
        none.then(|| view! { <div data-testid="attention-none">{notice::notice(notice::Tone::Good, String::new(), t("attention_none"))}</div> })
    };
    let inside = view! {
        {notice::last_problem(shelf.app)}
        {parts::live(none)}
        <ul class="list">{parts::rows(rows)}</ul>
    };
    sheet(shelf, "attention-page", "attention", t("attention_what"), inside.into_any())
}

/// What is the matter with it.
pub fn sentence(one: &AttentionView) -> String {
    let args: Vec<&str> = one.args.iter().map(String::as_str).collect();
    // One day, one place: a sentence of its own.
    let code = if one.args.first().is_some_and(|number| number == "1") {
        format!("{}-one", one.code)
    } else {
        one.code.clone()
    };
    of_code("attention", &code, &args)
}

fn row(shelf: Shelf, one: AttentionView) -> AnyView {
    let app = shelf.app;
    let what = format!("{} · {}", one.provider, one.name);
    let title = if one.label.is_empty() { what.clone() } else { one.label.clone() };
    let class = if one.urgent { "badge badge-care" } else { "badge" };
    let urgent = one.urgent.then(|| view! { <span class="hidden">{t("attention_urgent_mark")} " "</span> });
    let name = with("attention_dismiss", &[&title]);
    let id = one.credential.clone();
    let inside = view! {
        <span class=class>{icon(if one.urgent { icons::CARE } else { icons::NOTE })}</span>
        <span class="grow">
            <span class="name">{urgent}{sentence(&one)}</span>
            <span class="quiet">{title}</span>
            <span class="quiet">{what}</span>
        </span>
    };
    let dismiss = move || {
        let (credential, warning) = (one.credential.clone(), one.warning.clone());
        // The row goes away with its button: the heading is what is left.
        let then = move |_| {
            app.said.set(t("attention_dismissed"));
            crate::screen::focus("h1[tabindex]");
        };
        app.act_then("dismiss", UiRequest::Dismiss { credential, warning }, Box::new(then));
    };
    view! {
        <li class="list-row list-row-still" data-testid="attention-row" data-code=one.code.clone()>
            {parts::link("list-open grow row", "attention-open", inside.into_any(), move || shelf.go(Place::Credentials, &id))}
            {parts::tool("dismiss", move || name.clone(), icon(icons::CHECK), dismiss)}
        </li>
    }
    .into_any()
}
