//! The frame of every surface: which picture is shown, where the focus goes when it changes, what is said aloud.

use crate::pieces::{create, head, parts, trouble, unlock, waiting};
use crate::state::{App, Choosing, Screen};
use crate::words::t;
use crate::{manager, panel, popup};
use keyfob_protocol::ui::Surface;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

/// The whole surface.
pub fn surface(app: App) -> AnyView {
    let screen = app.screen();
    let title = match app.surface {
        Surface::Manager => "title_manager",
        Surface::Popup | Surface::Panel => "extension_name",
    };
    document().set_title(&t(title));
    Effect::new(move |before: Option<(Screen, Choosing)>| {
        let now = (screen.get(), app.choosing.get());
        // The first picture leaves the focus to a field that asks for it.
        if before.as_ref() != Some(&now) {
            focus_start(before.is_some());
        }
        now
    });
    view! {
        <div class="surface">
            {head::head(app, screen)}
            <main class="main">
                {parts::live(move || match screen.get() {
                    Screen::Loading => waiting::page(),
                    Screen::Silent => trouble::silent(app),
                    Screen::Create => create::create(app),
                    Screen::Unlock => unlock::page(app),
                    Screen::Unreadable => trouble::unreadable(app),
                    Screen::Home => match app.surface {
                        Surface::Popup => popup::home(app),
                        Surface::Panel => panel::home(app),
                        Surface::Manager => manager::home(app),
                    },
                })}
            </main>
            <p class="said" role="status" aria-live="polite">{parts::live(move || app.said.get())}</p>
        </div>
    }
    .into_any()
}

/// Moves the focus to what the new picture begins with: a field that wants typing, else its heading.
pub fn focus_start(heading: bool) {
    request_animation_frame(move || {
        // What is folded away cannot take it.
        let first = if heading { "[data-focus]:not(details:not([open]) *)" } else { "input[data-focus]" };
        if !focus(first) && heading {
            focus("h1[tabindex], h2[tabindex]");
        }
    });
}

/// Moves the focus to the first element that matches; says whether there is one.
pub fn focus(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    let element = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = &element {
        // An element that cannot take the focus leaves it where it is.
        element.focus().ok();
    }
    element.is_some()
}

/// Scrolls as far as it takes to see the first element that matches, and no further.
pub fn bring_into_sight(selector: &str) {
    if let Some(found) = document().query_selector(selector).ok().flatten() {
        let nearest = ScrollIntoViewOptions::new();
        nearest.set_block(ScrollLogicalPosition::Nearest);
        found.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}
