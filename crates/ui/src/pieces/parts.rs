//! The few moving parts that everything is made of: something live, a button, a field, rows. Each is compiled once,
//! whatever it holds, which is what keeps the bundle small.

use crate::browser;
use crate::state::App;
use crate::words::t;
use leptos::prelude::*;
use std::sync::Arc;

/// What is drawn again whenever something it reads changes.
pub fn live<T: IntoAny>(mut draw: impl FnMut() -> T + Send + 'static) -> AnyView {
    let draw: Box<dyn FnMut() -> AnyView + Send> = Box::new(move || draw().into_any());
    draw.into_any()
}

/// A text that changes.
pub type Words = Box<dyn FnMut() -> String + Send>;

/// A text that changes, for a place in the page or an attribute.
pub fn words(text: impl FnMut() -> String + Send + 'static) -> Words {
    Box::new(text)
}

/// Something is under way: nothing else can be started. The buttons keep the focus, so they say so and are not
/// switched off.
pub fn busy(app: App) -> Words {
    words(move || app.any_busy().to_string())
}

/// A button with words in it.
pub fn button(
    app: App,
    class: &'static str,
    testid: impl Into<String>,
    inside: AnyView,
    act: impl FnMut() + 'static,
) -> AnyView {
    draw_button(class, testid.into(), inside, busy(app), Box::new(act))
}

/// The main button of a form. It may be pressed while nothing else is under way.
pub fn submit(app: App, testid: &'static str, inside: AnyView) -> AnyView {
    view! {
        <button type="submit" class="button button-main" data-testid=testid aria-disabled=busy(app)>
            {inside}
        </button>
    }
    .into_any()
}

/// A way to somewhere else: it is never held up.
pub fn link(class: &'static str, testid: impl Into<String>, inside: AnyView, act: impl FnMut() + 'static) -> AnyView {
    draw_button(class, testid.into(), inside, words(|| "false".to_owned()), Box::new(act))
}

fn draw_button(class: &'static str, testid: String, inside: AnyView, off: Words, mut act: Box<dyn FnMut()>) -> AnyView {
    view! {
        <button type="button" class=class data-testid=testid aria-disabled=off on:click=move |_| act()>
            {inside}
        </button>
    }
    .into_any()
}

/// A button that is only a picture, with its name for everyone who cannot see it.
pub fn tool(
    testid: impl Into<String>,
    name: impl Fn() -> String + Send + Sync + 'static,
    picture: AnyView,
    act: impl FnMut() + 'static,
) -> AnyView {
    draw_tool(testid.into(), Box::new(name), picture, Box::new(act))
}

fn draw_tool(
    testid: String,
    name: Box<dyn Fn() -> String + Send + Sync>,
    picture: AnyView,
    mut act: Box<dyn FnMut()>,
) -> AnyView {
    let name: Arc<dyn Fn() -> String + Send + Sync> = name.into();
    let title = name.clone();
    view! {
        <button
            type="button"
            class="tool"
            data-testid=testid
            aria-label=words(move || name())
            title=words(move || title())
            on:click=move |_| act()
        >
            {picture}
        </button>
    }
    .into_any()
}

/// A line to type into, with its label.
pub fn field(
    id: String,
    testid: &'static str,
    label: AnyView,
    value: String,
    example: String,
    typed: impl FnMut(String) + 'static,
) -> AnyView {
    draw_field(id, testid, label, value, example, Box::new(typed))
}

fn draw_field(
    id: String,
    testid: &'static str,
    label: AnyView,
    value: String,
    example: String,
    mut typed: Box<dyn FnMut(String)>,
) -> AnyView {
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                class="input"
                type="text"
                data-testid=testid
                autocomplete="off"
                maxlength="200"
                placeholder=example
                prop:value=value
                on:input:target=move |event| typed(event.target().value())
            />
        </div>
    }
    .into_any()
}

/// A form that is sent by the browser's own rules: Enter, or its button.
pub fn form(class: &'static str, inside: AnyView, sent: impl FnMut() + 'static) -> AnyView {
    draw_form(class, inside, Box::new(sent))
}

fn draw_form(class: &'static str, inside: AnyView, mut sent: Box<dyn FnMut()>) -> AnyView {
    view! {
        <form
            class=class
            on:submit=move |event| {
                event.prevent_default();
                sent();
            }
        >
            {inside}
        </form>
    }
    .into_any()
}

/// Something folded away until it is wanted. Of those that share a `family` only one is open; an empty one binds
/// nothing. `toggled` hears whether it is open now.
pub fn fold(
    family: &'static str,
    class: &'static str,
    testid: impl Into<String>,
    words: String,
    inside: AnyView,
    toggled: impl FnMut(bool) + 'static,
) -> AnyView {
    draw_fold(family, class, testid.into(), words, inside, Box::new(toggled))
}

fn draw_fold(
    family: &'static str,
    class: &'static str,
    testid: String,
    words: String,
    inside: AnyView,
    mut toggled: Box<dyn FnMut(bool)>,
) -> AnyView {
    let family = (!family.is_empty()).then_some(family);
    view! {
        <details
            class=class
            name=family
            data-testid=testid
            on:toggle:target=move |event| toggled(browser::get(&event.target(), "open").is_truthy())
        >
            <summary>{words}</summary>
            <div class="stack">{inside}</div>
        </details>
    }
    .into_any()
}

/// A button that asks before it does something. What `asks` says is what will happen, and whether it can be undone.
pub fn sure(
    app: App,
    testid: &'static str,
    words: String,
    asks: String,
    confirm: AnyView,
    act: impl FnMut() + 'static,
) -> AnyView {
    let button = button(app, "button button-danger", format!("{testid}-confirm"), confirm, act);
    let inside = view! { <p>{asks}</p> <div class="actions">{button}</div> }.into_any();
    fold("sure", "sure", testid, words, inside, |_| {})
}

/// A term and what it stands for; nothing for an empty text.
pub fn fact(term: &str, text: &str) -> AnyView {
    if text.is_empty() {
        return ().into_any();
    }
    view! { <div class="fact"><dt>{t(term)}</dt><dd>{text.to_owned()}</dd></div> }.into_any()
}

/// A row that is drawn once and stays as long as its key does.
pub struct Row {
    key: String,
    draw: Box<dyn FnOnce() -> AnyView + Send>,
}

/// A row.
pub fn row(key: String, draw: impl FnOnce() -> AnyView + Send + 'static) -> Row {
    Row { key, draw: Box::new(draw) }
}

/// Rows that come and go.
pub fn rows(rows: impl Fn() -> Vec<Row> + Send + Sync + 'static) -> AnyView {
    draw_rows(Box::new(rows))
}

fn draw_rows(rows: Box<dyn Fn() -> Vec<Row> + Send + Sync>) -> AnyView {
    view! { <For each=rows key=|row: &Row| row.key.clone() children=|row: Row| (row.draw)() /> }.into_any()
}

/// Something to tick, with words beside it.
pub fn check(
    testid: &'static str,
    class: &'static str,
    on: bool,
    words: AnyView,
    turned: impl FnMut(bool) + 'static,
) -> AnyView {
    draw_check(testid, class, on, words, Box::new(turned))
}

fn draw_check(
    testid: &'static str,
    class: &'static str,
    on: bool,
    words: AnyView,
    mut turned: Box<dyn FnMut(bool)>,
) -> AnyView {
    view! {
        <label class=class>
            <input
                type="checkbox"
                data-testid=testid
                prop:checked=on
                on:change:target=move |event| turned(event.target().checked())
            />
            <span class="grow">{words}</span>
        </label>
    }
    .into_any()
}
