//! First run: what Keyfob is, and the passphrase.

use crate::pieces::{notice, parts, passphrase, waiting};
use crate::state::App;
use crate::words::t;
use keyfob_protocol::ui::UiRequest;
use leptos::html::Input;
use leptos::prelude::*;

/// The whole page.
pub fn create(app: App) -> AnyView {
    let field = NodeRef::<Input>::new();
    let send = move || {
        let passphrase = passphrase::take(field, false);
        if !passphrase.is_empty() {
            app.act("create", UiRequest::VaultCreate { passphrase });
        }
    };
    view! {
        <section class="stack narrow" data-testid="create">
            <div class="stack-tight">
                <h1 class="title" tabindex="-1">{t("create_title")}</h1>
                <p class="lead">{t("create_what")}</p>
            </div>
            {parts::form("stack", view! {
                {passphrase::new("create-passphrase", t("create_passphrase"), "create-help", field)}
                {notice::last_problem(app)}
                {notice::notice(notice::Tone::Care, t("create_care_title"), t("create_care"))}
                {parts::submit(app, "create-submit", waiting::words_of(app, "create".to_owned(), t("create_submit"), t("create_working")))}
            }.into_any(), move || {
                    send();})}
            <p class="quiet">{t("create_where")}</p>
        </section>
    }
    .into_any()
}
