//! What a credential's parts were before: folded away, asked for when it is opened, forgotten for good on demand.

use super::detail::field_row;
use crate::pieces::{credential, parts, waiting};
use crate::shared::Shared;
use crate::state::App;
use crate::words::{count, t, with};
use keyfob_protocol::ui::{CredentialView, EarlierView, FieldView, UiRequest, UiResponse};
use leptos::prelude::*;

/// The fold; nothing where there are no earlier values.
pub fn earlier(app: App, one: &CredentialView) -> Option<AnyView> {
    if one.earlier == 0 {
        return None;
    }
    let values: Shared<Option<Vec<EarlierView>>> = Shared::new(None);
    let (asked, shown) = (one.id.clone(), one.id.clone());
    let toggled = move |open: bool| {
        if !open {
            values.set(None);
            return;
        }
        let then = move |response| {
            if let UiResponse::Earlier { values: found } = response {
                values.set(Some(found));
            }
        };
        app.learn(UiRequest::Earlier { credential: asked.clone() }, Box::new(then));
    };
    let rows = parts::live(move || match values.with(Clone::clone) {
        None => waiting::part(t("waiting")),
        Some(values) => {
            let rows: Vec<AnyView> = values.into_iter().map(|value| row(app, &shown, value)).collect();
            view! { <div class="parts">{rows}</div> }.into_any()
        }
    });
    let forgotten = one.id.clone();
    let forget = move || {
        let then = move |_| app.said.set(t("earlier_forgotten"));
        app.act_then("forget", UiRequest::EarlierForget { credential: forgotten.clone() }, Box::new(then));
    };
    let confirm = waiting::words_of(app, "forget".to_owned(), t("earlier_forget_confirm"), t("delete_working"));
    let inside = view! {
        <p class="quiet">{t("earlier_what")}</p>
        {rows}
        {parts::sure(app, "forget", t("earlier_forget"), t("earlier_forget_what"), confirm, forget)}
    };
    Some(parts::fold("", "card fold", "earlier", count("earlier", one.earlier), inside.into_any(), toggled))
}

fn row(app: App, credential: &str, value: EarlierView) -> AnyView {
    let EarlierView { at, field, name, preview, secret, until } = value;
    let until = with("earlier_until", &[&credential::date(until)]);
    field_row(
        app,
        credential,
        &FieldView { field, name, secret, preview, constants: Vec::new() },
        Some(at),
        Some(until),
    )
}
