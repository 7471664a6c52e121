//! Requests out, answers in.

use crate::browser;
use js_sys::Promise;
use keyfob_protocol::ui::{Problem, UiRequest, UiResponse};
use keyfob_wire::Map;
use keyfob_wire::js::{from_js, value_to_js};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// The code of a background that does not answer.
const SILENT: &str = "worker";

/// A request that is under way.
pub struct Sent(Result<Promise, JsValue>);

/// Sends a request. It has left when this returns, so it keeps its place in a click handler.
pub fn send(request: &UiRequest) -> Sent {
    Sent(browser::send(&value_to_js(&Map::one("ui", request))))
}

/// Pauses before a question is asked again, in milliseconds: a background that starts anew needs the first, a busy
/// machine the others.
const PAUSES: [i32; 4] = [150, 300, 600, 1200];

/// Asks what may be asked twice, patiently: the browser may end the background with the question in its hands.
///
/// # Errors
/// What the background said, or `worker` when it never answered.
pub async fn ask(request: &UiRequest) -> Result<UiResponse, Problem> {
    for pause in PAUSES {
        match answer(send(request)).await {
            Err(problem) if problem.code == SILENT => browser::pause(pause).await,
            answered => return answered,
        }
    }
    answer(send(request)).await
}

/// Waits for the answer.
///
/// # Errors
/// What the background said, or `worker` when it did not answer at all.
pub async fn answer(sent: Sent) -> Result<UiResponse, Problem> {
    let silent = || Problem { code: SILENT.to_owned(), args: Vec::new() };
    let promise = sent.0.map_err(|_| silent())?;
    let answer = JsFuture::from(promise).await.map_err(|_| silent())?;
    match from_js(&answer).ok_or_else(silent)? {
        UiResponse::Error { error } => Err(error),
        response => Ok(response),
    }
}

/// Calls `changed` whenever the background says that the view is not what it was.
pub fn on_change(changed: impl Fn() + 'static) {
    browser::listen(move |message| {
        if browser::get(&message, "notice").is_string() {
            changed();
        }
    });
}
