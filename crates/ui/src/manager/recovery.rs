//! The recovery code: made, shown once, and typed back in part before it opens anything.

use super::safety::Safe;
use crate::browser;
use crate::icons::{self, icon};
use crate::pieces::{credential, notice, parts, passphrase, waiting};
use crate::words::{t, with};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{UiRequest, UiResponse};
use leptos::html::Input;
use leptos::prelude::*;

/// Making one.
pub fn task(safe: Safe) -> AnyView {
    let code: RwSignal<Option<SecretText>> = RwSignal::new(None);
    let leave = move || {
        if code.try_update(Option::take).flatten().is_some() {
            safe.shelf.tell(t("recovery_left"), None);
        }
    };
    on_cleanup(leave);
    let inside = parts::live(move || if code.with(Option::is_some) { shown(safe, code) } else { make(safe, code) });
    safe.task("recovery", inside, move |open| {
        if !open {
            leave();
        }
    })
}

fn make(safe: Safe, code: RwSignal<Option<SecretText>>) -> AnyView {
    let app = safe.app;
    let make = move || {
        let then = move |response| {
            if let UiResponse::Secret { value } = response {
                drop(code.try_set(Some(value)));
                request_animation_frame(|| {
                    crate::screen::focus("[data-testid=recovery-code]");
                });
            }
        };
        app.act_then("recovery", UiRequest::RecoveryMake, Box::new(then));
    };
    let begun = move || {
        safe.waits.get().then(|| {
            view! {
                {notice::notice(notice::Tone::Care, String::new(), t("recovery_begun"))}
                {confirm(safe, code)}
            }
        })
    };
    let words = waiting::words_of(app, "recovery".to_owned(), t("recovery_submit"), t("recovery_working"));
    view! {
        <p>{t("recovery_what")}</p>
        {parts::live(begun)}
        <div class="actions">{parts::button(app, "button", "recovery-make", words, make)}</div>
    }
    .into_any()
}

/// The code in its groups, and what must be done with it now.
fn shown(safe: Safe, code: RwSignal<Option<SecretText>>) -> AnyView {
    let groups: Vec<AnyView> = code.with_untracked(|code| {
        let text = code.as_ref().map(SecretText::expose).unwrap_or_default();
        let group = |group: &str| view! { <li>{group.to_owned()}</li> }.into_any();
        text.split(['-', ' ']).filter(|group| !group.is_empty()).map(group).collect()
    });
    let print = move || {
        // Where it cannot print, the browser says so itself.
        drop(browser::call(&window(), "print", &[]));
    };
    let copy = credential::copy_button("recovery-copy".to_owned(), t("recovery_copy"), move |copied| {
        if let Some(code) = code.get_untracked() {
            safe.app.copy_text(code, copied);
        }
    });
    let today = credential::date(credential::now());
    view! {
        <div class="sheet" data-testid="recovery-code" tabindex="-1" aria-labelledby="recovery-title">
            <h3 class="name" id="recovery-title">{with("recovery_title", &[&today])}</h3>
            <ol class="groups" dir="ltr">{groups}</ol>
            <p class="quiet">{t("recovery_paper")}</p>
        </div>
        <div class="row">
            {parts::link("button", "recovery-print", view! { {icon(icons::PRINT)}<span>{t("recovery_print")}</span> }.into_any(), print)}
            {copy}
        </div>
        <p class="help">{crate::words::clipboard()}</p>
        {notice::notice(notice::Tone::Care, String::new(), t("recovery_care"))}
        {confirm(safe, code)}
    }
    .into_any()
}

/// The last group typed back makes it valid.
fn confirm(safe: Safe, code: RwSignal<Option<SecretText>>) -> AnyView {
    let app = safe.app;
    let field = NodeRef::<Input>::new();
    let send = move || {
        let part = passphrase::take(field, false);
        if part.is_empty() {
            return;
        }
        let then = move |_| {
            drop(code.try_set(None));
            safe.tell(t("recovery_done"));
        };
        app.act_then("recovery-confirm", UiRequest::RecoveryConfirm { part }, Box::new(then));
    };
    let words = waiting::words_of(app, "recovery-confirm".to_owned(), t("recovery_confirm"), t("recovery_working"));
    let inside = view! {
        {passphrase::field("recovery-part", t("recovery_part"), "", field, |_| {})}
        <div class="actions">{parts::submit(app, "recovery-confirm", words)}</div>
    };
    parts::form("stack", inside.into_any(), send)
}
