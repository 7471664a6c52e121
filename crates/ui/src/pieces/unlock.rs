//! The locked vault: the ways to open it, and what waits.

use crate::icons::{self, icon};
use crate::passkey;
use crate::pieces::{held, job, notice, parts, passphrase, waiting};
use crate::state::App;
use crate::words::{count, t};
use keyfob_protocol::ui::{Surface, UiRequest, VaultView};
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The whole page. What was recognised can be kept while the vault is locked.
pub fn page(app: App) -> AnyView {
    let guided = (app.surface == Surface::Panel).then(|| job::job(app));
    view! {
        <section class="stack narrow" data-testid="locked">
            <h1 class="title" tabindex="-1">{t("unlock_title")}</h1>
            {ways(app)}
            {notice::standing_problem(app)}
            {inbox(app)}
            {held::list(app)}
            {guided}
        </section>
    }
    .into_any()
}

/// The passphrase, or the recovery code where one is asked for, and the ways there are beside.
fn ways(app: App) -> AnyView {
    let by_code = RwSignal::new(false);
    let usable = RwSignal::new(false);
    spawn_local(async move {
        // The vault may have been opened meanwhile.
        usable.try_set(passkey::usable().await);
    });
    let recovery = app.part(|view| matches!(view.vault, VaultView::Locked { recovery: true, .. }));
    let passkeys = app.part(|view| match &view.vault {
        VaultView::Locked { passkeys, .. } => passkeys.clone(),
        _ => Vec::new(),
    });
    let swap = move || {
        let code = by_code.get();
        (code || recovery.get() == Some(true)).then(|| {
            let words = t(if code { "unlock_by_passphrase" } else { "unlock_by_code" });
            parts::link("button button-plain", "unlock-other", words.into_any(), move || {
                app.problem.set(None);
                by_code.set(!code);
                crate::screen::focus_start(true);
            })
        })
    };
    let ask = move || {
        let known = passkeys.get().unwrap_or_default();
        let first = Box::pin(passkey::unlock(known));
        app.act_after("passkey", first, Box::new(|_| {}));
    };
    let passkey = move || {
        (usable.get() && passkeys.get().is_some_and(|known| !known.is_empty())).then(|| {
            let words = waiting::words_of(app, "passkey".to_owned(), t("unlock_by_passkey"), t("passkey_waiting"));
            parts::button(app, "button", "unlock-passkey", view! { {icon(icons::PASSKEY)}{words} }.into_any(), ask)
        })
    };
    view! {
        {parts::live(move || form(app, by_code.get()))}
        <div class="stack-tight">{parts::live(passkey)}{parts::live(swap)}</div>
    }
    .into_any()
}

fn form(app: App, by_code: bool) -> AnyView {
    let field = NodeRef::<Input>::new();
    let opening = app.part(|view| view.vault == VaultView::Working);
    let send = move || {
        let typed = passphrase::take(field, false);
        if !typed.is_empty() {
            let request = if by_code {
                UiRequest::VaultRecover { code: typed }
            } else {
                UiRequest::VaultUnlock { passphrase: typed }
            };
            app.act("unlock", request);
        }
    };
    let words = move || {
        if app.is_busy("unlock") || opening.get() == Some(true) {
            view! { <span class="spinner" aria-hidden="true"></span><span>{t("unlock_working")}</span> }.into_any()
        } else {
            t("unlock_submit").into_any()
        }
    };
    // What was refused is typed again, so it is marked for typing over.
    Effect::new(move |_| {
        if app.problem.with(Option::is_some)
            && let Some(input) = field.get_untracked()
        {
            input.select();
        }
    });
    let (id, label) = if by_code { ("unlock-code", "unlock_code") } else { ("unlock-passphrase", "unlock_passphrase") };
    view! {
        {parts::form("stack", view! {
            {passphrase::field(id, t(label), "unlock-help", field, |_| {})}
            <div id="unlock-help" class="stack-tight">
                {by_code.then(|| view! { <p class="help">{t("unlock_code_how")}</p> })}
                {notice::last_problem(app)}
            </div>
            {parts::submit(app, "unlock-submit", parts::live(words))}
        }.into_any(), send)}
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
