//! First run: what Keyfob is, and the passphrase.

use crate::pieces::{notice, parts, passphrase, waiting};
use crate::state::App;
use crate::strength::{Strength, strength};
use crate::words::t;
use keyfob_protocol::ui::UiRequest;
use leptos::html::Input;
use leptos::prelude::*;

/// The whole page.
pub fn create(app: App) -> AnyView {
    let field = NodeRef::<Input>::new();
    let hint = RwSignal::new(Strength::Empty);
    let send = move || {
        let passphrase = passphrase::take(field, false);
        if !passphrase.is_empty() {
            app.act("create", UiRequest::VaultCreate { passphrase });
        }
    };
    let level = move || match hint.get() {
        Strength::Empty => "meter",
        Strength::Weak => "meter meter-weak",
        Strength::Fair => "meter meter-fair",
        Strength::Good => "meter meter-good",
    };
    let words = move || {
        t(match hint.get() {
            Strength::Empty => "strength_how",
            Strength::Weak => "strength_weak",
            Strength::Fair => "strength_fair",
            Strength::Good => "strength_good",
        })
    };
    view! {
        <section class="stack narrow" data-testid="create">
            <div class="stack-tight">
                <h1 class="title" tabindex="-1">{t("create_title")}</h1>
                <p class="lead">{t("create_what")}</p>
            </div>
            {parts::form("stack", view! {
                <div class="stack-tight">
                    {passphrase::field(
                        "create-passphrase",
                        t("create_passphrase"),
                        "create-help",
                        field,
                        move |typed| hint.set(strength(&typed)),
                    )}
                    <div class=level aria-hidden="true"><span></span><span></span><span></span></div>
                    <p class="help" id="create-help" aria-live="polite">{words}</p>
                </div>
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
