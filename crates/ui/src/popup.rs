//! The popup, in one glance: this page, what it wants, what there is, one button; then what else waits.

use crate::icons::{self, icon};
use crate::part;
use crate::pieces::{credential, held, job, kinds, notice, parts, plan};
use crate::state::App;
use crate::words::{clipboard, count, t};
use keyfob_protocol::ui::{CredentialView, FieldView};
use leptos::prelude::*;

/// The popup with an open vault.
pub fn home(app: App) -> AnyView {
    // The toolbar gesture lets the page be read now. What was planned or filled in this tab before may have been
    // another page, and only reading tells.
    Effect::new(move |before: Option<Option<String>>| {
        let now = app.page_to_plan();
        if now.is_some() && before.flatten() != now {
            app.make_plan();
        }
        now
    });
    view! {
        {parts::live(move || match kinds::choosing(app) {
            Some(choosing) => choosing,
            None => overview(app),
        })}
    }
    .into_any()
}

fn overview(app: App) -> AnyView {
    let under_way = app.part(|view| view.job.is_some() || !view.held.is_empty());
    // One thing at a time: what can be got is offered when there is nothing nearer.
    let plain = part::decide(move |_| {
        let planned = app.plan.with(|plan| plan.as_ref().is_some_and(|plan| plan.problem.is_none()));
        u32::from(!planned && !app.planning.get() && under_way.get() != Some(true))
    });
    let told = part::decide(move |_| {
        u32::from(
            app.plan.with(|plan| plan.as_ref().is_none_or(|plan| plan.filled.is_some() || plan.problem.is_some())),
        )
    });
    view! {
        <div class="stack">
            {notice::standing_problem(app)}
            {parts::live(move || (told.get() == 1).then(|| notice::last_problem(app)))}
            {plan::page(app)}
            {held::list(app)}
            {job::summary(app)}
            {urgent(app)}
            {parts::live(move || (plain.get() == 1).then(|| kinds::services(app)))}
            {vault(app)}
        </div>
    }
    .into_any()
}

/// One line when something cannot wait; nothing otherwise.
fn urgent(app: App) -> AnyView {
    let many = app.part(|view| view.attention.iter().filter(|one| one.urgent).count());
    parts::live(move || {
        let many = many.get().filter(|many| *many > 0)?;
        let inside =
            view! { {icon(icons::CARE)}<span class="grow">{count("attention_urgent", many)}</span>{icon(icons::AWAY)} };
        Some(parts::link("notice notice-care notice-link", "attention", inside.into_any(), move || {
            app.open_manager("attention");
        }))
    })
}

/// What is in the vault: the newest or fitting three, and the way to the rest.
fn vault(app: App) -> AnyView {
    let newest = app.part(|view| view.credentials.iter().take(3).cloned().collect::<Vec<_>>());
    let total = app.part(|view| view.total);
    let row_of = move |one: CredentialView| parts::row(format!("{}{}", one.id, one.label), move || row(app, one));
    let rows = move || newest.get().unwrap_or_default().into_iter().map(row_of).collect();
    view! {
        {parts::live(move || (total.get().unwrap_or_default() > 0).then(|| view! {
            <section class="stack-tight" aria-labelledby="vault-title">
                <h2 class="section-title" id="vault-title">{t("vault_title")}</h2>
                <ul class="list">
                    {parts::rows(rows)}
                </ul>
                <p class="help">{clipboard()}</p>
                {parts::link("button button-plain", "vault-all", view! { <span>{count("vault_all", total.get().unwrap_or_default())}</span>
                    {icon(icons::AWAY)} }.into_any(), move || app.open_manager(""))}
            </section>
        }))}
    }
    .into_any()
}

fn row(app: App, one: CredentialView) -> AnyView {
    let title = credential::title(&one);
    let (open, id) = (one.id.clone(), one.id);
    let secret: Option<FieldView> = one.fields.into_iter().find(|field| field.secret);
    let copy = secret.map(|field| {
        let label = crate::words::with("copy_field", &[&field.name]);
        let testid = format!("copy-{}", field.field);
        credential::copy_button(testid, label, move |copied| {
            app.copy_field(id.clone(), field.field.clone(), None, copied);
        })
    });
    view! {
        <li class="list-row list-row-still">
            {parts::link("list-open grow", "vault-row", view! { <span class="name clip">{title}</span>
                <span class="quiet clip">{format!("{} · {}", one.provider_name, one.name)}</span> }.into_any(), move || app.open_manager(&open))}
            {copy}
        </li>
    }
    .into_any()
}
