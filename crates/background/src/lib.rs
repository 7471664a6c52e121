//! The ports bound to the browser: events from the loader become [`keyfob_app::Event`]s, effects become calls.
//!
//! In: what `background.js` heard, one plain object at a time. Out: calls of the WebExtension APIs, IndexedDB, fetch.
//! This room must never judge: what may be done, and what comes next, is decided in `keyfob-app`.

mod chrome;
mod event;
mod http;
mod perform;
mod queue;
mod random;
mod store;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Takes one event of the loader. For a message it resolves to the answer, for anything else to `undefined` once the
/// event has been dealt with.
#[wasm_bindgen]
pub async fn handle(event: JsValue) -> JsValue {
    match event::read(&event) {
        event::Read::Message(message) => queue::ask(*message).await,
        event::Read::Events(events) => {
            queue::tell(events).await;
            JsValue::UNDEFINED
        }
        event::Read::Installed => {
            chrome::make_menu().await;
            JsValue::UNDEFINED
        }
    }
}
