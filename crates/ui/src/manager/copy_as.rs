//! A credential as developers take it: lines and commands with its values in them, copied unseen.

use crate::pieces::{credential, parts};
use crate::state::App;
use crate::words::{t, with};
use keyfob_protocol::ui::{CopyName, CopyShape, CredentialView, FieldView, UiRequest};
use leptos::prelude::*;

/// The forms there are, and the message that says what each is.
const SHAPES: [(CopyShape, &str, &str); 5] = [
    (CopyShape::Define, "define", "copy_as_define"),
    (CopyShape::Env, "env", "copy_as_env"),
    (CopyShape::Config, "config", "copy_as_config"),
    (CopyShape::Option, "option", "copy_as_option"),
    (CopyShape::Curl, "curl", "copy_as_curl"),
];

/// What a field is called, and whether it is written down.
#[derive(Clone, Copy)]
struct Line {
    name: RwSignal<String>,
    wanted: RwSignal<bool>,
}

/// Folded away until it is wanted.
pub fn copy_as(app: App, one: &CredentialView) -> AnyView {
    let shape = RwSignal::new(CopyShape::Define);
    let lines: Vec<(FieldView, Line)> = one
        .fields
        .iter()
        .map(|field| {
            let name = field.constants.first().cloned().unwrap_or_default();
            (field.clone(), Line { name: RwSignal::new(name), wanted: RwSignal::new(field.secret) })
        })
        .collect();
    let named = move || shape.get() != CopyShape::Curl;
    let rows: Vec<AnyView> = lines.iter().map(|(field, line)| row(field, *line)).collect();
    let credential = one.id.clone();
    let copy = credential::copy_wide(app, "copy-as-copy", "copy_as_copy", move |copied| {
        let names = lines
            .iter()
            .filter(|(_, line)| named() && line.wanted.get_untracked())
            .map(|(field, line)| CopyName { field: field.field.clone(), name: line.name.get_untracked() })
            .collect();
        let request = UiRequest::CopyAs { credential: credential.clone(), shape: shape.get_untracked(), names };
        app.copy_answer("copy-as", request, copied);
    });
    let inside = view! {
        <div class="field">
            <label for="copy-as-shape">{t("copy_as_shape")}</label>
            <select id="copy-as-shape" class="input" data-testid="copy-as-shape" on:change:target=move |event| {
                let value = event.target().value();
                if let Some((chosen, ..)) = SHAPES.iter().find(|(_, name, _)| *name == value) {
                    shape.set(*chosen);
                }
            }>
                {SHAPES.map(|(_, name, words)| view! { <option value=name>{t(words)}</option> }.into_any()).into_iter().collect::<Vec<_>>()}
            </select>
        </div>
        <div class="stack" hidden=move || !named()>{rows}</div>
        <p class="help" hidden=move || shape.get() == CopyShape::Env>{t("copy_as_care")}</p>
        <div class="stack-tight"><div class="actions">{copy}</div><p class="help">{t("copy_as_unseen")}</p></div>
    };
    parts::fold("", "card fold", "copy-as", t("copy_as"), inside.into_any(), |_| {})
}

fn row(field: &FieldView, line: Line) -> AnyView {
    let id = format!("copy-as-{}", field.field);
    let list = format!("{id}-list");
    let known: Vec<AnyView> =
        field.constants.iter().map(|name| view! { <option value=name.clone()></option> }.into_any()).collect();
    let wanted = line.wanted;
    let take = parts::check(
        "copy-as-take",
        "check",
        field.secret,
        view! { <span>{field.name.clone()}</span> }.into_any(),
        move |on| wanted.set(on),
    );
    view! {
        <div class="stack-tight">
            {take}
            <input
                id=id.clone()
                class="input"
                dir="ltr"
                type="text"
                data-testid=id
                list=list.clone()
                autocomplete="off"
                spellcheck="false"
                maxlength="120"
                aria-label=with("copy_as_name", &[&field.name])
                prop:value=line.name.get_untracked()
                disabled=move || !wanted.get()
                on:input:target=move |event| line.name.set(event.target().value())
            />
            <datalist id=list>{known}</datalist>
        </div>
    }
    .into_any()
}
