//! The side panel: beside the portal while a guide is under way, and the place to start one otherwise.

use crate::pieces::{held, job, kinds, notice, parts, plan, teach};
use crate::state::{App, Choosing};
use leptos::prelude::*;

/// The panel with an open vault.
pub fn home(app: App) -> AnyView {
    let busy_with = app.part(|view| view.job.is_some());
    let lesson = app.part(|view| view.lesson);
    let idle = move || busy_with.get() != Some(true) && app.choosing.get() == Choosing::Nothing;
    // One thing at a time, as in the popup; an open plan says itself what went wrong with it.
    let planned = move || app.plan.with(|plan| plan.as_ref().is_some_and(|plan| plan.problem.is_none()));
    let open = move || planned() && app.plan.with(|plan| plan.as_ref().is_some_and(|plan| plan.filled.is_none()));
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
                    {parts::live(move || (idle() && !open()).then(|| notice::last_problem(app)))}
                    {parts::live(move || (idle() && !planned()).then(|| kinds::services(app)))}
                </div>
            }
            .into_any(),
        })}
    }
    .into_any()
}
