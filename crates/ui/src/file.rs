//! Files in and out: what the person picks or drops is read once, what the background made is saved as a download.

use crate::browser;
use base64ct::{Base64, Encoding};
use core::time::Duration;
use js_sys::{Array, Uint8Array};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{MAX_FILE, Problem};
use leptos::prelude::{document, set_timeout};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, HtmlAnchorElement, Url};
use zeroize::Zeroizing;

/// How long a download is kept for the browser to fetch.
const KEPT: Duration = Duration::from_secs(60);

/// Reads a file, as base64. It may hold secrets in clear.
///
/// # Errors
/// `file-too-large`, or `file-unreadable` when the browser does not hand it out.
pub async fn read(file: &File) -> Result<SecretText, Problem> {
    if file.size() * 4.0 / 3.0 > limit() {
        return Err(Problem { code: "file-too-large".to_owned(), args: Vec::new() });
    }
    let read = browser::call(file, "arrayBuffer", &[])
        .map(|promise| JsFuture::from(promise.unchecked_into::<js_sys::Promise>()));
    let unreadable = |_: JsValue| Problem { code: "file-unreadable".to_owned(), args: Vec::new() };
    let buffer = read.map_err(unreadable)?.await.map_err(unreadable)?;
    let bytes = Zeroizing::new(Uint8Array::new(&buffer).to_vec());
    Ok(SecretText::new(Base64::encode_string(&bytes)))
}

/// Hands bytes, as base64, to the browser to be saved. Whether it took them.
pub fn save(name: &str, bytes: &str) -> bool {
    offer(name, bytes).is_some()
}

fn offer(name: &str, bytes: &str) -> Option<()> {
    let bytes = Uint8Array::from(Base64::decode_vec(bytes).ok()?.as_slice());
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&bytes)).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    let link: HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // Until the page goes, the address would hold the bytes; one that cannot be taken back goes with the page.
    set_timeout(move || drop(Url::revoke_object_url(&url)), KEPT);
    Some(())
}

/// [`MAX_FILE`] as the browser counts.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "far below 2^52")]
const fn limit() -> f64 {
    MAX_FILE as f64
}
