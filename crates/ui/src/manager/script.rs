//! A credential for a script that nobody watches: the file it is copied or moved into, and what became of that file.

use super::Shelf;
use crate::file;
use crate::part::{self, Find};
use crate::pieces::notice::Tone;
use crate::pieces::{notice, parts, passphrase, waiting};
use crate::words::{t, with};
use keyfob_protocol::ui::{CredentialView, ScriptState, UiRequest, UiResponse};
use leptos::html::Input;
use leptos::prelude::*;

/// The file, folded away until it is wanted; nothing while there is a question or nothing to hand out.
pub fn offer(shelf: Shelf, find: &Find) -> AnyView {
    part::of(
        find,
        |one| one.script,
        move |one| match one.script {
            Some(ScriptState::Copy) => folded(shelf, &one, "script_copy", "export_submit"),
            Some(ScriptState::Move) => folded(shelf, &one, "script_move", "script_move_submit"),
            // The question, or how the connection stands, says it.
            Some(ScriptState::Waits | ScriptState::Moved) | None => ().into_any(),
        },
    )
}

/// What the person is asked while nobody has said what became of the file; nothing at any other time.
pub fn question(shelf: Shelf, find: &Find) -> AnyView {
    let waits = |one: &CredentialView| one.script == Some(ScriptState::Waits);
    part::of(find, waits, move |one| waits(&one).then(|| asked(shelf, &one)).into_any())
}

fn folded(shelf: Shelf, one: &CredentialView, what: &str, submit: &str) -> AnyView {
    let inside = view! {
        <p>{t("script_what")}</p>
        <p>{t(what)}</p>
        {form(shelf, one, submit)}
    };
    parts::fold("", "card fold", "script", t("script"), inside.into_any(), |_| {})
}

/// The passphrase of the file, and the file.
fn form(shelf: Shelf, one: &CredentialView, submit: &str) -> AnyView {
    let app = shelf.app;
    let (first, again) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let credential = one.id.clone();
    let send = move || {
        let passphrase = passphrase::take(first, false);
        if passphrase != passphrase::take(again, false) {
            app.fail("passphrases-differ");
            return;
        }
        let then = move |response| {
            let UiResponse::File { name, bytes, .. } = response else { return };
            drop((passphrase::take(first, true), passphrase::take(again, true)));
            if file::save(&name, &bytes) {
                shelf.tell(with("exported", &[&name]), None);
            } else {
                app.fail("not-saved");
            }
        };
        let request = UiRequest::ScriptExport { credential: credential.clone(), passphrase };
        app.act_then("script", request, Box::new(then));
    };
    let words = waiting::words_of(app, "script".to_owned(), t(submit), t("file_working"));
    let inside = view! {
        {passphrase::new("script-passphrase", t("export_passphrase"), "script-help", first)}
        {passphrase::field("script-passphrase-again", t("export_again"), "", again, |_| {})}
        <div class="actions">{parts::submit(app, "script-submit", words)}</div>
    };
    parts::form("stack", inside.into_any(), send)
}

/// The file was made, or is lost: both ways go on from here, today and tomorrow.
fn asked(shelf: Shelf, one: &CredentialView) -> AnyView {
    let again = view! { <p>{t("script_again_what")}</p> {form(shelf, one, "export_submit")} };
    let moved = UiRequest::ScriptMoved { credential: one.id.clone() };
    let undo = UiRequest::ScriptUndo { credential: one.id.clone() };
    view! {
        <section class="card stack" data-testid="script-waits">
            <h2 class="name" tabindex="-1">{t("script_waits")}</h2>
            {notice::notice(Tone::Care, String::new(), t("script_waits_what"))}
            <p class="help">{t("script_undo_what")}</p>
            <div class="actions">
                {answer(shelf, "button button-main", "script-moved", ("script_moved", "script_moved_done"), moved)}
                {answer(shelf, "button", "script-undo", ("script_undo", "script_undo_done"), undo)}
            </div>
            {parts::fold("", "why", "script-again", t("script_again"), again.into_any(), |_| {})}
        </section>
    }
    .into_any()
}

/// A button that says what became of the file, and what is told once that is noted.
fn answer(
    shelf: Shelf,
    class: &'static str,
    testid: &'static str,
    (words, done): (&'static str, &'static str),
    request: UiRequest,
) -> AnyView {
    let app = shelf.app;
    let words = waiting::words_of(app, testid.to_owned(), t(words), t("save_working"));
    parts::button(app, class, testid, words, move || {
        app.act_then(testid, request.clone(), Box::new(move |_| shelf.tell(t(done), None)));
    })
}
