//! The side panel: beside the portal while a guide is under way, and the place to start one otherwise.

use crate::pieces::{held, job, kinds, notice, parts, plan, teach};
use crate::state::{App, Choosing};
use leptos::prelude::*;

/// The panel with an open vault.
pub fn home(app: App) -> AnyView {
    let busy_with = app.part(|view| view.job.is_some());
    let lesson = app.part(|view| view.lesson);
    view! {
        {parts::live(move || match (kinds::choosing(app), lesson.get().flatten()) {
            (Some(choosing), _) => choosing,
            (None, Some(tab)) => teach::lesson(app, tab),
            (None, None) => view! {
                <div class="stack">
                    {notice::standing_problem(app)}
                    {plan::page(app)}
                    {held::list(app)}
                    {job::job(app)}
                    {parts::live(move || (busy_with.get() != Some(true) && app.choosing.get() == Choosing::Nothing)
                        .then(|| view! { {notice::last_problem(app)} {kinds::services(app)} }))}
                </div>
            }
            .into_any(),
        })}
    }
    .into_any()
}
