//! Requests out, answers in.

use crate::browser;
use js_sys::Promise;
use keyfob_protocol::ui::{Problem, UiRequest, UiResponse};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

#[derive(Serialize)]
struct Envelope<'a> {
    ui: &'a UiRequest,
}

#[derive(Deserialize)]
struct Told {
    #[serde(default)]
    notice: Option<keyfob_protocol::ui::Notice>,
}

/// A request that is under way.
pub struct Sent(Result<Promise, JsValue>);

/// Sends a request. It has left when this returns, so it keeps its place in a click handler.
pub fn send(request: &UiRequest) -> Sent {
    let message = serde_wasm_bindgen::to_value(&Envelope { ui: request }).map_err(JsValue::from);
    Sent(message.and_then(|message| browser::send(&message)))
}

/// Waits for the answer.
///
/// # Errors
/// What the background said, or `worker` when it did not answer at all.
pub async fn answer(sent: Sent) -> Result<UiResponse, Problem> {
    let silent = || Problem { code: "worker".to_owned(), args: Vec::new() };
    let promise = sent.0.map_err(|_| silent())?;
    let answer = JsFuture::from(promise).await.map_err(|_| silent())?;
    match serde_wasm_bindgen::from_value(answer).map_err(|_| silent())? {
        UiResponse::Error { error } => Err(error),
        response => Ok(response),
    }
}

/// Calls `changed` whenever the background says that the view is not what it was.
pub fn on_change(changed: impl Fn() + 'static) {
    browser::listen(move |message| {
        let told: Option<Told> = serde_wasm_bindgen::from_value(message).ok();
        if told.is_some_and(|told| told.notice.is_some()) {
            changed();
        }
    });
}
