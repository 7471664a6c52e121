//! The field a passphrase is typed into, with a way to see what one types.

use crate::icons::{self, icon};
use crate::pieces::parts;
use crate::strength::{Strength, strength};
use crate::words::t;
use keyfob_protocol::SecretText;
use leptos::html::Input;
use leptos::prelude::*;
use web_sys::Event;

/// What was typed, taken out of the field without leaving it there when `empty` is set.
pub fn take(field: NodeRef<Input>, empty: bool) -> SecretText {
    // A field that is not shown any more holds nothing.
    let Some(input) = field.try_get_untracked().flatten() else { return SecretText::new(String::new()) };
    let typed = SecretText::new(input.value());
    if empty {
        input.set_value("");
        // What is said of it goes with it. An event that cannot be made leaves only a hint behind.
        Event::new("input").and_then(|event| input.dispatch_event(&event)).ok();
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
    draw(id, label, help, field, Box::new(typed))
}

/// A field for a new passphrase, with a hint of how good it is. `help` is the id that the hint gets.
pub fn new(id: &'static str, label: String, help: &'static str, field: NodeRef<Input>) -> AnyView {
    let hint = RwSignal::new(Strength::Empty);
    let level = move || {
        match hint.get() {
            Strength::Empty => "meter",
            Strength::Weak => "meter meter-weak",
            Strength::Fair => "meter meter-fair",
            Strength::Good => "meter meter-good",
        }
        .to_owned()
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
        <div class="stack-tight">
            {draw(id, label, help, field, Box::new(move |typed| hint.set(strength(&typed))))}
            <div class=parts::words(level) aria-hidden="true"><span></span><span></span><span></span></div>
            <p class="help" id=help aria-live="polite">{parts::live(words)}</p>
        </div>
    }
    .into_any()
}

fn draw(
    id: &'static str,
    label: String,
    help: &'static str,
    field: NodeRef<Input>,
    typed: Box<dyn Fn(String)>,
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
