//! What pages, extension pages and the worker said on their consoles, kept for reading and for scanning.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

/// One line of a console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsoleLine {
    /// `page`, `service_worker`, `iframe` and so on, in the browser's words.
    pub target_kind: String,
    /// Address of the document or worker.
    pub url: String,
    /// `log`, `warning`, `error`, `exception` and so on.
    pub level: String,
    /// The text; objects as the browser describes them.
    pub text: String,
}

/// Every line so far; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Console(Arc<Mutex<Vec<ConsoleLine>>>);

impl Console {
    /// A copy of every line so far.
    #[must_use]
    pub fn lines(&self) -> Vec<ConsoleLine> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lines of documents and workers under an address, such as the extension's.
    #[must_use]
    pub fn of(&self, address_start: &str) -> Vec<ConsoleLine> {
        self.lines().into_iter().filter(|line| line.url.starts_with(address_start)).collect()
    }

    /// Takes in a DevTools event, if it is one of a console.
    pub(crate) fn take(&self, target_kind: &str, url: &str, method: &str, params: &Value) {
        let Some((level, text)) = read(method, params) else { return };
        let line = ConsoleLine { target_kind: target_kind.to_owned(), url: url.to_owned(), level, text };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }
}

fn read(method: &str, params: &Value) -> Option<(String, String)> {
    match method {
        "Runtime.consoleAPICalled" => {
            let words: Vec<String> = params.get("args")?.as_array()?.iter().map(describe).collect();
            Some((string(params, "type"), words.join(" ")))
        }
        "Runtime.exceptionThrown" => {
            let details = params.get("exceptionDetails")?;
            let thrown = details.get("exception").map(describe).unwrap_or_default();
            Some(("exception".to_owned(), format!("{} {thrown}", string(details, "text"))))
        }
        "Log.entryAdded" => {
            let entry = params.get("entry")?;
            Some((string(entry, "level"), format!("{} {}", string(entry, "text"), string(entry, "url"))))
        }
        _ => None,
    }
}

/// A remote object: its value, else its description, with its preview, since a secret may sit in a property.
fn describe(object: &Value) -> String {
    match object.get("value") {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => {
            let preview = object.get("preview").and_then(|p| p.get("properties")).map(Value::to_string);
            format!("{} {}", string(object, "description"), preview.unwrap_or_default())
        }
    }
}

fn string(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}
