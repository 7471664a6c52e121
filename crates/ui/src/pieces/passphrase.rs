//! The field a passphrase is typed into, with a way to see what one types.

use crate::icons::{self, icon};
use crate::pieces::parts;
use crate::words::t;
use keyfob_protocol::SecretText;
use leptos::html::Input;
use leptos::prelude::*;

/// What was typed, taken out of the field without leaving it there when `empty` is set.
pub fn take(field: NodeRef<Input>, empty: bool) -> SecretText {
    let Some(input) = field.get_untracked() else { return SecretText::new(String::new()) };
    let typed = SecretText::new(input.value());
    if empty {
        input.set_value("");
    }
    typed
}

/// The field with its label. `typed` hears of every change; `help` names what describes it.
pub fn field(
    id: &'static str,
    label: String,
    help: &'static str,
    field: NodeRef<Input>,
    typed: impl Fn(String) + 'static,
) -> AnyView {
    let shown = RwSignal::new(false);
    let kind = move || if shown.get() { "text" } else { "password" }.to_owned();
    let toggle = move || t(if shown.get() { "hide_passphrase" } else { "show_passphrase" });
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <div class="joined">
                <input
                    id=id
                    class="input"
                    data-testid=id
                    data-focus
                    node_ref=field
                    type=parts::words(kind)
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    required
                    aria-describedby=help
                    on:input:target=move |event| typed(event.target().value())
                />
                {parts::tool("show-passphrase", toggle, parts::live(move || icon(if shown.get() { icons::EYE_OFF } else { icons::EYE })), move || shown.update(|shown| *shown = !*shown))}
            </div>
        </div>
    }
    .into_any()
}
