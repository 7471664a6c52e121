//! The manager page: everything that is kept, by client, and what to do with it.

mod attention;
mod care;
mod copies;
mod copy_as;
mod detail;
mod earlier;
mod hand_over;
mod import;
mod learned;
mod list;
mod off;
mod recovery;
mod safety;
mod script;
mod trash;

use crate::icons::{self, icon};
use crate::part::Find;
use crate::pieces::{held, job, kinds, notice, parts, waiting};
use crate::shared::Shared;
use crate::state::{App, Choosing};
use crate::words::{count, t};
use keyfob_protocol::ui::{CredentialView, UiRequest, UiResponse};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// How many credentials are asked for at a time.
const PAGE: usize = 50;

/// What is shown beside the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    /// The chosen credential, or the start.
    Credentials,
    /// How the vault is opened, what goes out of it and comes into it.
    Safety,
    /// What was deleted.
    Trash,
    /// Forms that were taught.
    Learned,
    /// Choosing what somebody else gets.
    HandOver,
    /// What needs the person.
    Attention,
}

/// What just happened, told above what is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    words: String,
    /// What was deleted and can be taken back.
    undo: Option<Deleted>,
}

/// What can be taken back, by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Deleted {
    Credential(String),
    Form(String),
}

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
    /// What is shown beside the list.
    place: Shared<Place>,
    /// What just happened.
    told: Shared<Option<Told>>,
    /// What is chosen to be handed over.
    wanted: Shared<Vec<String>>,
    /// Counts the questions, so that a late answer to an old one is left out.
    asked: StoredValue<u32>,
}

impl Shelf {
    fn new(app: App) -> Self {
        let hash = window().location().hash().unwrap_or_default();
        let (place, chosen) = match hash.trim_start_matches('#') {
            "safety" => (Place::Safety, ""),
            "trash" => (Place::Trash, ""),
            "learned" => (Place::Learned, ""),
            "attention" => (Place::Attention, ""),
            credential => (Place::Credentials, credential),
        };
        Self {
            app,
            query: RwSignal::new(String::new()),
            rows: RwSignal::new(Vec::new()),
            total: RwSignal::new(None),
            chosen: RwSignal::new(chosen.to_owned()),
            place: Shared::new(place),
            told: Shared::new(None),
            wanted: Shared::new(Vec::new()),
            asked: StoredValue::new(0),
        }
    }

    /// Asks for what is looked for: the first page, as much again as is shown, or one page more.
    fn load(self, limit: usize) {
        let number = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(number);
        let query = self.query.get_untracked();
        spawn_local(async move {
            let request = UiRequest::List { query, offset: 0, limit, trashed: false };
            let answer = crate::talk::ask(&request).await;
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

    /// Shows another place, or a credential in full where one is named.
    fn go(self, place: Place, credential: &str) {
        self.app.choosing.set(Choosing::Nothing);
        self.app.problem.set(None);
        self.told.set(None);
        self.chosen.set(credential.to_owned());
        self.place.set(place);
        // After a lock or a reload the person is where they were. Without it they begin at the start.
        let hash = match place {
            Place::Safety => "#safety",
            Place::Trash => "#trash",
            Place::Learned => "#learned",
            Place::Attention => "#attention",
            Place::Credentials | Place::HandOver => "#",
        };
        window().location().replace(hash).ok();
        crate::screen::focus_start(true);
    }

    /// Tells what just happened.
    fn tell(self, words: String, undo: Option<Deleted>) {
        drop(self.app.said.try_set(words.clone()));
        self.told.set(Some(Told { words, undo }));
        // It stands above everything, and the person may be far below.
        request_animation_frame(|| crate::screen::bring_into_sight("[data-testid=told]"));
    }

    /// Finds a credential by its id in what is listed, else among the newest.
    fn find(self, id: String) -> Find {
        Arc::new(move || {
            let by_id = |all: &[CredentialView]| all.iter().find(|one| one.id == id).cloned();
            let listed = self.rows.with(|rows| by_id(rows));
            listed.or_else(|| self.app.view.with(|view| by_id(&view.as_ref()?.credentials)))
        })
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
    let side = move || match (kinds::choosing(app), shelf.place.with(|place| *place)) {
        (Some(choosing), _) => choosing,
        (None, Place::Safety) => safety::page(shelf),
        (None, Place::Trash) => trash::page(shelf),
        (None, Place::Learned) => learned::page(shelf),
        (None, Place::Attention) => attention::page(shelf),
        (None, Place::HandOver) => hand_over::page(shelf),
        (None, Place::Credentials) if shelf.chosen.with(String::is_empty) => start(app),
        (None, Place::Credentials) => detail::detail(shelf),
    };
    let open = move || {
        let start = shelf.chosen.with(String::is_empty) && shelf.place.with(|place| *place) == Place::Credentials;
        let chosen = !start || app.choosing.get() != Choosing::Nothing;
        if chosen { "manager manager-chosen" } else { "manager" }.to_owned()
    };
    view! {
        <div class=parts::words(open)>
            {parts::live(move || told(shelf))}
            <nav class="manager-list" aria-label=t("list_label")>{list::list(shelf)}</nav>
            <div class="manager-side">{parts::live(side)}</div>
        </div>
    }
    .into_any()
}

/// What just happened, and the way back where there is one.
fn told(shelf: Shelf) -> Option<AnyView> {
    let told = shelf.told.with(Clone::clone)?;
    let undo = told.undo.map(|deleted| {
        let (request, place, back) = match deleted {
            Deleted::Credential(credential) => {
                (UiRequest::Restore { credential: credential.clone() }, Place::Credentials, credential)
            }
            Deleted::Form(form) => (UiRequest::LearnedDelete { form, deleted: false }, Place::Learned, String::new()),
        };
        let words = waiting::words_of(shelf.app, "restore".to_owned(), t("undo"), t("restore_working"));
        parts::button(shelf.app, "button", "undo", words, move || {
            let back = back.clone();
            let then = move |_| {
                shelf.go(place, &back);
                shelf.app.said.set(t("restored"));
                shelf.load(shelf.shown());
            };
            shelf.app.act_then("restore", request.clone(), Box::new(then));
        })
    });
    let view = view! {
        <div class="notice notice-good told" data-testid="told">
            {icon(icons::CHECK)}
            <p class="notice-text">{told.words}</p>
            {undo}
        </div>
    };
    Some(view.into_any())
}

/// The way back to the list, where there is no room for both.
fn back(shelf: Shelf) -> AnyView {
    let words = view! { {icon(icons::BACK)}<span>{t("back")}</span> };
    parts::link("button button-plain button-back only-narrow", "back", words.into_any(), move || {
        shelf.go(Place::Credentials, "");
    })
}

/// A place beside the list, with its heading and what it is for.
fn sheet(shelf: Shelf, testid: &'static str, title: &str, what: String, inside: AnyView) -> AnyView {
    view! {
        <div class="narrow">
            {back(shelf)}
            <div class="stack" data-testid=testid>
                <div class="stack-tight">
                    <h1 class="title" tabindex="-1">{t(title)}</h1>
                    <p class="lead">{what}</p>
                </div>
                {inside}
            </div>
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
