//! What the loader heard, as events of the app.

use crate::wire::from_js;
use keyfob_app::{Event, Incoming, Sender};
use keyfob_protocol::SecretText;
use keyfob_protocol::page::PageRequest;
use keyfob_protocol::ui::UiRequest;
use serde::Deserialize;
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

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", rename_all_fields = "camelCase")]
enum Heard {
    Message { sender: HeardSender },
    Installed,
    Startup,
    PermissionsAdded,
    PermissionsRemoved,
    Alarm,
    Idle { state: String },
    Command { command: String },
    TabRemoved { tab_id: i32 },
    TabUpdated,
    Menu { selection_text: Option<String>, page_url: Option<String>, frame_url: Option<String> },
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct HeardSender {
    id: Option<String>,
    origin: Option<String>,
    url: Option<String>,
    /// Firefox numbers frames far beyond 32 bits.
    frame_id: Option<i64>,
    document_id: Option<String>,
    tab: Option<HeardTab>,
}

#[derive(Deserialize)]
struct HeardTab {
    id: Option<i32>,
}

#[derive(Deserialize)]
struct Envelope {
    ui: Option<UiRequest>,
    page: Option<PageRequest>,
}

/// Reads an event of the loader. What cannot be read is an event without effect.
pub(crate) fn read(event: &JsValue) -> Read {
    let Some(heard) = from_js::<Heard>(event.clone()) else { return Read::Events(Vec::new()) };
    Read::Events(vec![match heard {
        Heard::Message { sender } => {
            let message = js_sys::Reflect::get(event, &JsValue::from_str("message")).unwrap_or_default();
            return Read::Message(Box::new((sender.into(), body(message))));
        }
        Heard::Installed => return Read::Installed,
        Heard::Startup | Heard::Alarm => Event::Tick,
        Heard::Idle { state } if state == "locked" => Event::IdleLocked,
        Heard::PermissionsAdded | Heard::PermissionsRemoved => Event::PermissionsChanged,
        Heard::Command { command } if command == "keep" => Event::KeepCommand,
        Heard::TabRemoved { tab_id } => Event::TabClosed { tab: tab_id },
        Heard::Menu { selection_text: Some(text), page_url, frame_url } => {
            Event::Selected { text: SecretText::new(text), url: frame_url.or(page_url).unwrap_or_default() }
        }
        Heard::Command { .. } | Heard::Idle { .. } | Heard::TabUpdated | Heard::Menu { .. } => {
            return Read::Events(Vec::new());
        }
    }])
}

fn body(message: JsValue) -> Incoming {
    match from_js::<Envelope>(message) {
        Some(Envelope { ui: Some(request), page: None }) => Incoming::Ui(request),
        Some(Envelope { ui: None, page: Some(request) }) => Incoming::Page(request),
        _ => Incoming::Malformed,
    }
}

impl From<HeardSender> for Sender {
    fn from(heard: HeardSender) -> Self {
        Self {
            id: heard.id.unwrap_or_default(),
            origin: heard.origin.unwrap_or_default(),
            url: heard.url.unwrap_or_default(),
            tab: heard.tab.and_then(|tab| tab.id),
            frame: heard.frame_id,
            document: heard.document_id.unwrap_or_default(),
        }
    }
}
