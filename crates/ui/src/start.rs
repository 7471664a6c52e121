//! Puts a surface into its page.

use crate::browser;
use crate::screen;
use crate::state::App;
use keyfob_protocol::ui::Surface;
use leptos::mount::mount_to;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

/// Mounts a surface, `popup`, `panel` or `manager`, into the element `root`, or into the body where there is none.
/// Anything else is the popup. Called once by the loader.
#[wasm_bindgen]
pub fn mount(surface: &str) {
    let surface = match surface {
        "panel" => Surface::Panel,
        "manager" => Surface::Manager,
        _ => Surface::Popup,
    };
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    if let Some(root) = document.document_element() {
        // A page whose language cannot be set is shown all the same.
        root.set_attribute("lang", &browser::message("@@ui_locale", &[]).replace('_', "-")).ok();
        root.set_attribute("dir", &browser::message("@@bidi_dir", &[])).ok();
    }
    let body = || document.body();
    let place = document.get_element_by_id("root").and_then(|place| place.dyn_into::<HtmlElement>().ok()).or_else(body);
    let Some(place) = place else { return };
    if place.id() == "root" {
        // What the page shows until now is only there to be replaced.
        place.set_text_content(None);
    }
    let app = App::new(surface);
    mount_to(place, move || screen::surface(app)).forget();
    app.begin();
}
