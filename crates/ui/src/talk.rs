//! Requests out, answers in.

use crate::browser;
use js_sys::Promise;
use keyfob_protocol::ui::{Problem, UiRequest, UiResponse, VaultView, View};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// The code of a background that does not answer.
const SILENT: &str = "worker";

#[derive(Serialize)]
struct Envelope<'a> {
    ui: &'a UiRequest,
}

/// A request that is under way.
pub struct Sent(Result<Promise, JsValue>);

/// Sends a request. It has left when this returns, so it keeps its place in a click handler.
pub fn send(request: &UiRequest) -> Sent {
    let message = serde_wasm_bindgen::to_value(&Envelope { ui: request }).map_err(JsValue::from);
    Sent(message.and_then(|message| browser::send(&message)))
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
    read(&answer).ok_or_else(silent)?
}

/// Reads an answer by its `type`, part by part: that needs far less code than a description of the whole.
fn read(answer: &JsValue) -> Option<Result<UiResponse, Problem>> {
    let response = match browser::get(answer, "type").as_string()?.as_str() {
        "done" => UiResponse::Done,
        "view" => UiResponse::View { view: Box::new(view(&browser::get(answer, "view"))?) },
        "plan" => UiResponse::Plan { plan: part(answer, "plan")? },
        "filled" => UiResponse::Filled { filled: part(answer, "filled")? },
        "secret" => UiResponse::Secret { value: part(answer, "value")? },
        "list" => UiResponse::List { credentials: part(answer, "credentials")?, total: part(answer, "total")? },
        "ways" => UiResponse::Ways { ways: part(answer, "ways")?, recovery_waits: part(answer, "recovery_waits")? },
        "earlier" => UiResponse::Earlier { values: part(answer, "values")? },
        "file" => UiResponse::File {
            name: part(answer, "name")?,
            bytes: part(answer, "bytes")?,
            left_out: part(answer, "left_out")?,
        },
        "text" => UiResponse::Text { text: part(answer, "text")? },
        "import" => UiResponse::Import { entries: part(answer, "entries")?, skipped: part(answer, "skipped")? },
        "error" => return Some(Err(part(answer, "error")?)),
        _ => return None,
    };
    Some(Ok(response))
}

fn view(answer: &JsValue) -> Option<View> {
    Some(View {
        vault: vault(&browser::get(answer, "vault"))?,
        page: part(answer, "page")?,
        job: part(answer, "job")?,
        held: part(answer, "held")?,
        inbox: part(answer, "inbox")?,
        services: part(answer, "services")?,
        credentials: part(answer, "credentials")?,
        total: part(answer, "total")?,
        problem: part(answer, "problem")?,
    })
}

fn vault(answer: &JsValue) -> Option<VaultView> {
    let vault = match browser::get(answer, "state").as_string()?.as_str() {
        "absent" => VaultView::Absent,
        "locked" => VaultView::Locked { recovery: part(answer, "recovery")?, passkeys: part(answer, "passkeys")? },
        "working" => VaultView::Working,
        "open" => VaultView::Open { lock_at: part(answer, "lock_at")? },
        "unreadable" => VaultView::Unreadable { problem: part(answer, "problem")? },
        _ => return None,
    };
    Some(vault)
}

fn part<T: DeserializeOwned>(answer: &JsValue, name: &str) -> Option<T> {
    serde_wasm_bindgen::from_value(browser::get(answer, name)).ok()
}

/// Calls `changed` whenever the background says that the view is not what it was.
pub fn on_change(changed: impl Fn() + 'static) {
    browser::listen(move |message| {
        if browser::get(&message, "notice").is_string() {
            changed();
        }
    });
}
