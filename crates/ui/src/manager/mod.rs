//! The manager page: everything that is kept, by client, and what to do with it.

mod detail;
mod list;

use crate::pieces::{held, job, kinds, notice, parts};
use crate::state::{App, Choosing};
use crate::words::{count, t};
use keyfob_protocol::ui::{CredentialView, UiRequest, UiResponse};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How many credentials are asked for at a time.
const PAGE: usize = 50;

/// What the manager holds beside the view.
#[derive(Clone, Copy)]
struct Shelf {
    app: App,
    /// What is looked for.
    query: RwSignal<String>,
    /// What is shown of it.
    rows: RwSignal<Vec<CredentialView>>,
    /// How many there are; none while nothing is known.
    total: RwSignal<Option<usize>>,
    /// The id of what is shown in full; empty for nothing.
    chosen: RwSignal<String>,
    /// Counts the questions, so that a late answer to an old one is left out.
    asked: StoredValue<u32>,
}

impl Shelf {
    fn new(app: App) -> Self {
        let hash = window().location().hash().unwrap_or_default();
        Self {
            app,
            query: RwSignal::new(String::new()),
            rows: RwSignal::new(Vec::new()),
            total: RwSignal::new(None),
            chosen: RwSignal::new(hash.trim_start_matches('#').to_owned()),
            asked: StoredValue::new(0),
        }
    }

    /// Asks for what is looked for: the first page, as much again as is shown, or one page more.
    fn load(self, limit: usize) {
        let number = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(number);
        let query = self.query.get_untracked();
        spawn_local(async move {
            let answer = crate::talk::ask(&UiRequest::List { query, offset: 0, limit }).await;
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            match answer {
                Ok(UiResponse::List { credentials, total }) => {
                    self.rows.set(credentials);
                    self.total.set(Some(total));
                }
                Ok(_) => {}
                Err(problem) => self.app.problem.set(Some(problem)),
            }
        });
    }

    fn shown(self) -> usize {
        self.rows.with_untracked(Vec::len).max(PAGE)
    }
}

/// The manager with an open vault.
pub fn home(app: App) -> AnyView {
    let shelf = Shelf::new(app);
    // What is kept may be other than it was with every view.
    Effect::new(move |_| {
        app.view.track();
        shelf.load(shelf.shown());
    });
    let side = move || match kinds::choosing(app) {
        Some(choosing) => choosing,
        None if shelf.chosen.with(String::is_empty) => start(app),
        None => detail::detail(shelf),
    };
    let open = move || {
        let chosen = !shelf.chosen.with(String::is_empty) || app.choosing.get() != Choosing::Nothing;
        if chosen { "manager manager-chosen" } else { "manager" }
    };
    view! {
        <div class=open>
            <nav class="manager-list" aria-label=t("list_label")>{list::list(shelf)}</nav>
            <div class="manager-side">{side}</div>
        </div>
    }
    .into_any()
}

/// Nothing is chosen: what is under way, what waits, and what can be got.
fn start(app: App) -> AnyView {
    let total = app.part(|view| view.total);
    view! {
        <div class="stack narrow">
            <div class="stack-tight">
                <h1 class="title" tabindex="-1">{parts::live(move || match total.get() {
                    None | Some(0) => t("manager_empty_title"),
                    Some(total) => count("manager_title", total),
                })}</h1>
                <p class="lead">{parts::live(move || match total.get() {
                    None | Some(0) => t("manager_empty"),
                    Some(_) => t("manager_what"),
                })}</p>
            </div>
            {notice::standing_problem(app)}
            {notice::last_problem(app)}
            {held::list(app)}
            {job::summary(app)}
            {kinds::services(app)}
        </div>
    }
    .into_any()
}
