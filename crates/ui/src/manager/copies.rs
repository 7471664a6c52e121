//! What goes out: everything as an encrypted file, and the address that others seal a hand-over to.

use super::safety::Safe;
use crate::file;
use crate::pieces::{credential, parts, passphrase, waiting};
use crate::words::{t, with};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{UiRequest, UiResponse};
use leptos::html::Input;
use leptos::prelude::*;

/// Everything as a file that a passphrase opens.
pub fn export(safe: Safe) -> AnyView {
    let app = safe.app;
    let (first, again) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let cxf = RwSignal::new(false);
    let empty = move || drop((passphrase::take(first, true), passphrase::take(again, true)));
    let send = move || {
        let passphrase = passphrase::take(first, false);
        if passphrase != passphrase::take(again, false) {
            app.fail("passphrases-differ");
            return;
        }
        let then = move |response| {
            let UiResponse::File { name, bytes, left_out } = response else { return };
            empty();
            if file::save(&name, &bytes) {
                let saved = with("exported", &[&name]);
                let missing = (!left_out.is_empty()).then(|| with("exported_without", &[&left_out.join(", ")]));
                safe.tell([Some(saved), missing].into_iter().flatten().collect::<Vec<_>>().join(" "));
            } else {
                app.fail("not-saved");
            }
        };
        app.act_then("export", UiRequest::Export { passphrase, cxf: cxf.get_untracked() }, Box::new(then));
    };
    let words = waiting::words_of(app, "export".to_owned(), t("export_submit"), t("file_working"));
    let format = parts::check("export-cxf", "check", false, t("export_cxf").into_any(), move |on| cxf.set(on));
    let inside = view! {
        <p>{t("export_what")}</p>
        {passphrase::new("export-passphrase", t("export_passphrase"), "export-help", first)}
        {passphrase::field("export-again", t("export_again"), "", again, |_| {})}
        <details class="why" data-testid="export-formats">
            <summary>{t("export_formats")}</summary>
            <div>{format}<p class="help">{t("export_cxf_what")}</p></div>
        </details>
        <div class="actions">{parts::submit(app, "export-submit", words)}</div>
    };
    safe.task("export", parts::form("stack", inside.into_any(), send), move |open| {
        if !open {
            empty();
        }
    })
}

/// The recipient to give to somebody who wants to hand over.
pub fn recipient(safe: Safe) -> AnyView {
    let app = safe.app;
    let text = RwSignal::new(String::new());
    let toggled = move |open: bool| {
        if open && text.with_untracked(String::is_empty) {
            let then = move |response| {
                if let UiResponse::Text { text: found } = response {
                    drop(text.try_set(found));
                }
            };
            app.learn(UiRequest::Recipient, Box::new(then));
        }
    };
    let shown = parts::live(move || {
        let found = text.get();
        if found.is_empty() {
            return waiting::part(t("waiting"));
        }
        let copied = found.clone();
        view! {
            <div class="row">
                <code class="grow address" dir="ltr" data-testid="recipient-own">{found}</code>
                {credential::copy_button("recipient-copy".to_owned(), t("recipient_copy"), move |done| {
                    app.copy_text(SecretText::new(copied.clone()), done);
                })}
            </div>
        }
        .into_any()
    });
    safe.task("recipient_title", view! { <p>{t("recipient_what")}</p> {shown} }.into_any(), toggled)
}
