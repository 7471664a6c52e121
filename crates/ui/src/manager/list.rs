//! The list on the left: a search field, and what is kept, by client.

use super::{PAGE, Place, Shelf};
use crate::dates::{Urgency, urgency};
use crate::grouping::{Group, by_client};
use crate::icons::{self, icon};
use crate::pieces::{credential, parts};
use crate::words::{count, t, with};
use keyfob_protocol::ui::CredentialView;
use leptos::prelude::*;

/// The list.
pub fn list(shelf: Shelf) -> AnyView {
    let row = move |group: Group| parts::row(group_key(&group), move || section(shelf, group));
    let groups = move || shelf.rows.with(|rows| by_client(rows)).into_iter().map(row).collect();
    let more = move || {
        let shown = shelf.rows.with(Vec::len);
        shelf.total.get().is_some_and(|total| total > shown)
    };
    let none = move || {
        (shelf.total.get() == Some(0)).then(|| {
            let query = shelf.query.get();
            let words = if query.is_empty() { t("list_empty") } else { with("list_none", &[&query]) };
            view! { <p class="quiet list-none" data-testid="list-empty">{words}</p> }
        })
    };
    view! {
        <div class="search">
            {icon(icons::SEARCH)}
            <input
                type="search"
                class="input"
                data-testid="search"
                aria-label=t("search")
                placeholder=t("search")
                autocomplete="off"
                spellcheck="false"
                on:input:target=move |event| {
                    shelf.query.set(event.target().value());
                    shelf.load(PAGE);
                }
            />
        </div>
        {parts::link("button button-new", "new", view! { {icon(icons::KEY)}
            <span>{t("new")}</span> }.into_any(), move || shelf.go(Place::Credentials, ""))}
        <div class="places">
            {attention(shelf)}
            {place(shelf, Place::Safety, "safety", icons::SHIELD, ().into_any())}
            {place(shelf, Place::Learned, "learned", icons::PAGE, ().into_any())}
            {place(shelf, Place::Trash, "trash", icons::BIN, ().into_any())}
        </div>
        {none}
        {parts::rows(groups)}
        {parts::live(move || more().then(|| view! {
            {parts::link("button button-plain", "list-more", t("list_more").into_any(), move || shelf.load(shelf.shown().saturating_add(PAGE)))}
        }))}
        <p class="hidden" role="status">{parts::live(move || shelf.total.get().map(|total| count("list_found", total)))}</p>
    }
    .into_any()
}

/// What needs the person, and how much of it.
fn attention(shelf: Shelf) -> AnyView {
    let found = shelf.app.part(|view| (view.attention.len(), view.attention.iter().any(|one| one.urgent)));
    let flag = move || {
        let (many, urgent) = found.get().filter(|(many, _)| *many > 0)?;
        let class = if urgent { "flag flag-care" } else { "flag flag-note" };
        let said = count("attention_count", many);
        Some(
            view! { <span class=class data-testid="attention-count"><span aria-hidden="true">{many.to_string()}</span><span class="hidden">{said}</span></span> },
        )
    };
    place(shelf, Place::Attention, "attention", icons::CARE, parts::live(flag))
}

/// The way to another place; `flag` stands behind its name.
fn place(shelf: Shelf, to: Place, name: &'static str, picture: &'static str, flag: AnyView) -> AnyView {
    let here = move || shelf.place.with(|place| *place == to).then_some("true");
    view! {
        <button
            type="button"
            class="button button-plain"
            data-testid=name
            aria-current=here
            on:click=move |_| shelf.go(to, "")
        >
            {icon(picture)}
            <span>{t(name)}</span>
            {flag}
        </button>
    }
    .into_any()
}

/// A section is drawn again when anything in it is other than it was.
fn group_key(group: &Group) -> String {
    let rows: Vec<String> = group
        .credentials
        .iter()
        .map(|one| {
            let flags = (one.expires_at, one.off.at.is_some(), is_refused(one));
            format!("{}\u{1f}{}\u{1f}{}\u{1f}{flags:?}", one.id, one.label, one.missing.len())
        })
        .collect();
    format!("{}\u{1e}{}", group.client, rows.join("\u{1e}"))
}

/// Its provider does not take it.
fn is_refused(one: &CredentialView) -> bool {
    one.check.code == "verify-invalid"
}

fn section(shelf: Shelf, group: Group) -> AnyView {
    let name = if group.client.is_empty() { t("client_none") } else { group.client };
    let rows: Vec<AnyView> = group.credentials.into_iter().map(|one| row(shelf, one)).collect();
    view! {
        <section>
            <h2 class="section-title">{name}</h2>
            <ul class="list">{rows}</ul>
        </section>
    }
    .into_any()
}

fn row(shelf: Shelf, one: CredentialView) -> AnyView {
    let title = credential::title(&one);
    let letter: String = one.provider_name.chars().take(1).collect();
    let what = format!("{} · {}", one.provider_name, one.name);
    let flag = match one.expires_at.map(|ends| urgency(credential::now(), ends)) {
        _ if one.off.at.is_some() => Some(("flag flag-note", t("flag_off"))),
        _ if is_refused(&one) => Some(("flag flag-bad", t("flag_refused"))),
        Some(Urgency::Over) => Some(("flag flag-bad", t("flag_over"))),
        Some(Urgency::Soon) => Some(("flag flag-care", t("flag_soon"))),
        _ if !one.missing.is_empty() => Some(("flag flag-care", t("flag_missing"))),
        _ => None,
    };
    let flag = flag.map(|(class, words)| view! { <span class=class>{words}</span> });
    let (id, mine) = (one.id.clone(), one.id);
    let chosen = move || shelf.chosen.with(|chosen| *chosen == mine);
    view! {
        <li>
            <button
                type="button"
                class="list-row"
                data-testid="credential"
                data-kind=one.kind
                aria-current=move || if chosen() { Some("true") } else { None }
                on:click=move |_| shelf.go(Place::Credentials, &id)
            >
                <span class="badge badge-letter" aria-hidden="true">{letter}</span>
                <span class="grow">
                    <span class="name clip">{title}</span>
                    <span class="quiet clip">{what}</span>
                </span>
                {flag}
            </button>
        </li>
    }
    .into_any()
}
