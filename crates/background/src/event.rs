//! What the loader heard, as events of the app.

use crate::chrome::property;
use keyfob_app::{Event, Incoming, Sender};
use keyfob_protocol::SecretText;
use keyfob_wire::js::from_js;
use wasm_bindgen::JsValue;

/// An event of the loader, read.
pub(crate) enum Read {
    /// Somebody speaks and waits for an answer.
    Message(Box<(Sender, Incoming)>),
    /// Something happened.
    Events(Vec<Event>),
    /// Installed or updated.
    Installed,
}

/// Reads an event of the loader. What cannot be read is an event without effect.
pub(crate) fn read(event: &JsValue) -> Read {
    let heard = match text(event, "type").as_str() {
        "message" => {
            return Read::Message(Box::new((sender(&property(event, "sender")), body(&property(event, "message")))));
        }
        "installed" => return Read::Installed,
        "startup" | "alarm" => Some(Event::Tick),
        "idle" if text(event, "state") == "locked" => Some(Event::IdleLocked),
        "permissions-added" | "permissions-removed" => Some(Event::PermissionsChanged),
        "command" if text(event, "command") == "keep" => Some(Event::KeepCommand),
        "tab-updated" if text(event, "status") == "complete" => {
            from_js(&property(event, "tabId")).map(|tab| Event::TabLoaded { tab })
        }
        "tab-removed" => from_js(&property(event, "tabId")).map(|tab| Event::TabClosed { tab }),
        "menu" => property(event, "selectionText").as_string().map(|selected| {
            let frame = property(event, "frameUrl").as_string();
            Event::Selected { text: SecretText::new(selected), url: frame.unwrap_or_else(|| text(event, "pageUrl")) }
        }),
        _ => None,
    };
    Read::Events(heard.into_iter().collect())
}

/// A message for exactly one of the two who are spoken to.
fn body(message: &JsValue) -> Incoming {
    let (ui, page) = (property(message, "ui"), property(message, "page"));
    match (ui.is_undefined() || ui.is_null(), page.is_undefined() || page.is_null()) {
        (false, true) => from_js(&ui).map_or(Incoming::Malformed, Incoming::Ui),
        (true, false) => from_js(&page).map_or(Incoming::Malformed, Incoming::Page),
        _ => Incoming::Malformed,
    }
}

fn sender(heard: &JsValue) -> Sender {
    Sender {
        id: text(heard, "id"),
        origin: text(heard, "origin"),
        url: text(heard, "url"),
        tab: from_js(&property(&property(heard, "tab"), "id")),
        frame: from_js(&property(heard, "frameId")),
        document: text(heard, "documentId"),
    }
}

/// A text of the browser's, empty where there is none.
fn text(object: &JsValue, name: &str) -> String {
    property(object, name).as_string().unwrap_or_default()
}
