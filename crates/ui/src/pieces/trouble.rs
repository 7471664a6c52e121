//! Whole pages for when nothing else can be shown. They promise only what is so: nothing was changed.

use crate::pieces::{notice, parts};
use crate::state::App;
use crate::words::t;
use keyfob_protocol::ui::VaultView;
use leptos::prelude::*;

/// The background does not answer.
pub fn silent(app: App) -> AnyView {
    view! {
        <section class="stack">
            <h1 class="title" tabindex="-1">{t("silent_title")}</h1>
            {notice::last_problem(app)}
            <button
                type="button"
                class="button button-main"
                data-testid="retry"
                data-focus
                on:click=move |_| {
                    app.problem.set(None);
                    app.refresh();
                }
            >
                {t("retry")}
            </button>
        </section>
    }
    .into_any()
}

/// The store cannot be read.
pub fn unreadable(app: App) -> AnyView {
    let why = app.part(|view| match &view.vault {
        VaultView::Unreadable { problem } => Some(problem.clone()),
        _ => None,
    });
    view! {
        <section class="stack" data-testid="unreadable">
            <h1 class="title" tabindex="-1">{t("unreadable_title")}</h1>
            {parts::live(move || why.get().flatten().as_ref().map(notice::problem))}
            <p class="quiet">{t("unreadable_calm")}</p>
        </section>
    }
    .into_any()
}
