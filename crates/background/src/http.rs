//! The http port: one request, sent so that it carries nothing of the browser's own and follows nobody.

use crate::chrome::{self, property};
use js_sys::Uint8Array;
use keyfob_app::http::{MAX_ANSWER, TIMEOUT};
use keyfob_app::{HttpAnswer, HttpProblem, HttpRequest, HttpResult};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use zeroize::Zeroizing;

/// Sends a request and reads the answer, as far as it is not too long.
pub(crate) async fn send(request: HttpRequest) -> HttpResult {
    if !request.url.starts_with("https://") {
        return Err(HttpProblem::Lost);
    }
    answer(&request).await.map_err(|_| if chrome::is_online() { HttpProblem::Lost } else { HttpProblem::Offline })
}

async fn answer(request: &HttpRequest) -> Result<HttpAnswer, JsValue> {
    let init = web_sys::RequestInit::new();
    init.set_method(request.method);
    if !request.body.is_empty() {
        init.set_body(&JsValue::from_str(&request.body));
    }
    init.set_credentials(web_sys::RequestCredentials::Omit);
    init.set_redirect(web_sys::RequestRedirect::Error);
    init.set_cache(web_sys::RequestCache::NoStore);
    init.set_referrer_policy(web_sys::ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&web_sys::AbortSignal::timeout_with_u32(TIMEOUT)));
    let asked = web_sys::Request::new_with_str_and_init(&request.url, &init)?;
    let headers = asked.headers();
    headers.set("Accept", "application/json")?;
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    let response: web_sys::Response = chrome::fetch(&asked).await?.dyn_into()?;
    let brought = |name: &&'static str| Some((*name, response.headers().get(name).ok()??));
    let headers = request.brings.iter().filter_map(brought).collect();
    Ok(HttpAnswer { status: response.status(), headers, body: read(&response).await? })
}

/// The body, piece by piece, each wiped once it is copied. One that is too long is not read to its end and counts as
/// nothing.
async fn read(response: &web_sys::Response) -> Result<Zeroizing<Vec<u8>>, JsValue> {
    // At once, so that no shorter copy is left behind by growing.
    let mut body = Zeroizing::new(Vec::with_capacity(MAX_ANSWER));
    let Some(stream) = response.body() else { return Ok(body) };
    let reader: web_sys::ReadableStreamDefaultReader = stream.get_reader().dyn_into()?;
    loop {
        let piece = JsFuture::from(reader.read()).await?;
        if property(&piece, "done").is_truthy() {
            return Ok(body);
        }
        let bytes: Uint8Array = property(&piece, "value").dyn_into()?;
        let copy = Zeroizing::new(bytes.to_vec());
        bytes.fill(0, 0, bytes.length());
        if copy.len() > MAX_ANSWER - body.len() {
            // Nobody waits for what is left.
            let _ = reader.cancel();
            return Ok(Zeroizing::default());
        }
        body.extend_from_slice(&copy);
    }
}
