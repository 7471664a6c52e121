//! The bar at the top: the mark, and what is always at hand.

use crate::icons::{self, icon, mark};
use crate::state::{App, Screen};
use crate::words::t;
use keyfob_protocol::ui::{Surface, UiRequest};
use leptos::prelude::*;

/// The bar.
pub fn head(app: App, screen: Memo<Screen>) -> AnyView {
    let lock = move || {
        (screen.get() == Screen::Home).then(|| {
            view! {
                <button
                    type="button"
                    class="tool"
                    data-testid="lock"
                    aria-label=t("lock")
                    title=t("lock")
                    on:click=move |_| app.act("lock", UiRequest::VaultLock)
                >
                    {icon(icons::LOCK)}
                </button>
            }
        })
    };
    let manager = (app.surface != Surface::Manager).then(|| {
        view! {
            <button
                type="button"
                class="tool"
                data-testid="open-manager"
                aria-label=t("open_manager")
                title=t("open_manager")
                on:click=move |_| app.open_manager("")
            >
                {icon(icons::DRAWER)}
            </button>
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
