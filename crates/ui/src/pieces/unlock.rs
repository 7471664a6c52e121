//! The locked vault: the passphrase, and what waits.

use crate::pieces::{held, job, notice, parts, passphrase};
use crate::state::App;
use crate::words::{count, t};
use keyfob_protocol::ui::{Surface, UiRequest, VaultView};
use leptos::html::Input;
use leptos::prelude::*;

/// The whole page. What was recognised can be kept while the vault is locked.
pub fn page(app: App) -> AnyView {
    let guided = (app.surface == Surface::Panel).then(|| job::job(app));
    view! {
        <section class="stack narrow" data-testid="locked">
            <h1 class="title" tabindex="-1">{t("unlock_title")}</h1>
            {form(app)}
            {notice::standing_problem(app)}
            {inbox(app)}
            {held::list(app)}
            {guided}
        </section>
    }
    .into_any()
}

fn form(app: App) -> AnyView {
    let field = NodeRef::<Input>::new();
    let opening = app.part(|view| view.vault == VaultView::Working);
    let send = move || {
        let passphrase = passphrase::take(field, false);
        if !passphrase.is_empty() {
            app.act("unlock", UiRequest::VaultUnlock { passphrase });
        }
    };
    let words = move || {
        if app.is_busy("unlock") || opening.get() == Some(true) {
            view! { <span class="spinner" aria-hidden="true"></span><span>{t("unlock_working")}</span> }.into_any()
        } else {
            t("unlock_submit").into_any()
        }
    };
    // A refused passphrase is typed again, so it is marked for typing over.
    Effect::new(move |_| {
        if app.problem.with(Option::is_some)
            && let Some(input) = field.get_untracked()
        {
            input.select();
        }
    });
    view! {
        {parts::form("stack", view! {
            {passphrase::field("unlock-passphrase", t("unlock_passphrase"), "unlock-help", field, |_| {})}
            <div id="unlock-help">{notice::last_problem(app)}</div>
            {parts::submit(app, "unlock-submit", words.into_any())}
        }.into_any(), move || {
                send();})}
    }
    .into_any()
}

fn inbox(app: App) -> AnyView {
    let inbox = app.part(|view| view.inbox);
    view! {
        {parts::live(move || match inbox.get() {
            None | Some(0) => None,
            Some(waiting) => Some(view! {
                <div data-testid="inbox">
                    {notice::notice(notice::Tone::Good, count("inbox", waiting), t("inbox_what"))}
                </div>
            }),
        })}
    }
    .into_any()
}
