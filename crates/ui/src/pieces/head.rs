//! The bar at the top: the mark, and what is always at hand.

use crate::icons::{self, icon, mark};
use crate::pieces::parts;
use crate::state::{App, Screen};
use crate::words::t;
use keyfob_protocol::ui::{Surface, UiRequest};
use leptos::prelude::*;

/// The bar.
pub fn head(app: App, screen: Memo<Screen>) -> AnyView {
    let lock = move || {
        (screen.get() == Screen::Home).then(|| {
            view! {
                {parts::tool("lock", || t("lock"), icon(icons::LOCK), move || app.act("lock", UiRequest::VaultLock))}
            }
        })
    };
    let manager = (app.surface != Surface::Manager).then(|| {
        view! {
            {parts::tool("open-manager", || t("open_manager"), icon(icons::DRAWER), move || app.open_manager(""))}
        }
    });
    view! {
        <header class="head">
            <p class="brand">{mark()}<span>{t("extension_name")}</span></p>
            <div class="tools">{lock}{manager}</div>
        </header>
    }
    .into_any()
}
