//! What is shown while nothing is known yet. The styles hold the shapes back for 150 ms and the words for 300 ms, so
//! that a quick answer does not flicker.

use crate::pieces::parts;
use crate::state::App;
use crate::words::t;
use leptos::prelude::*;

/// A whole page that waits.
pub fn page() -> AnyView {
    view! {
        <div class="waiting" aria-busy="true" data-testid="waiting">
            <div class="bone bone-title"></div>
            <div class="bone bone-card"></div>
            <div class="bone bone-line"></div>
            <div class="bone bone-line bone-short"></div>
            <p class="waiting-text" role="status">{t("waiting")}</p>
        </div>
    }
    .into_any()
}

/// A part that waits, saying for what.
pub fn part(text: String) -> AnyView {
    view! {
        <div class="card waiting" aria-busy="true">
            <div class="bone bone-line"></div>
            <div class="bone bone-line bone-short"></div>
            <p class="waiting-text" role="status"><span class="spinner" aria-hidden="true"></span>{text}</p>
        </div>
    }
    .into_any()
}

/// The words of a button, or a spinner and other words while its work is under way.
pub fn words_of(app: App, name: String, idle: String, working: String) -> AnyView {
    parts::live(move || {
        if app.is_busy(&name) {
            let working = working.clone();
            view! { <span class="spinner" aria-hidden="true"></span><span>{working}</span> }.into_any()
        } else {
            idle.clone().into_any()
        }
    })
}
