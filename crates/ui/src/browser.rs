//! What the surfaces need of the browser and its extension interfaces, bound once. Nothing here decides anything.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = sendMessage, catch)]
    fn runtime_send_message(message: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "runtime", "onMessage"], js_name = addListener, catch)]
    fn on_message_add_listener(listener: &Function) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getURL, catch)]
    fn runtime_get_url(path: &str) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "i18n"], js_name = getMessage, catch)]
    fn i18n_get_message(key: &str, substitutions: &Array) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = query, catch)]
    fn tabs_query(filter: &Object) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = create, catch)]
    fn tabs_create(properties: &Object) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = request, catch)]
    fn permissions_request(permissions: &Object) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "sidePanel"], js_name = open, catch)]
    fn side_panel_open(options: &Object) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "sidebarAction"], js_name = open, catch)]
    fn sidebar_open() -> Result<Promise, JsValue>;
}

/// The tab a surface stands beside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tab {
    /// Its id.
    pub id: Option<i32>,
    /// Its window.
    pub window: Option<i32>,
    /// Its address, where the browser tells (`activeTab` or a grant).
    pub url: String,
}

/// Starts sending a message to the background and returns what will be the answer. The call is made before this
/// returns, so it keeps its place in a click handler.
pub fn send(message: &JsValue) -> Result<Promise, JsValue> {
    runtime_send_message(message)
}

/// Waits this many milliseconds.
pub async fn pause(milliseconds: i32) {
    let timer = Promise::new(&mut |resolve, _| {
        // Every surface is a document, so there is a window; without one there would be nobody to wait for.
        web_sys::window().and_then(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds).ok()
        });
    });
    // A timer does not fail.
    JsFuture::from(timer).await.ok();
}

/// Calls `heard` with every message that the extension sends to its pages, for as long as the page lives.
pub fn listen(heard: impl Fn(JsValue) + 'static) {
    let listener = Closure::<dyn Fn(JsValue)>::new(heard).into_js_value();
    // Where there is no such interface, the page just does not hear of changes.
    on_message_add_listener(listener.unchecked_ref()).ok();
}

/// A message of the extension's message files, or an empty text.
pub fn message(key: &str, args: &[&str]) -> String {
    let substitutions: Array = args.iter().map(|arg| JsValue::from_str(arg)).collect();
    i18n_get_message(key, &substitutions).unwrap_or_default()
}

/// The address of a page of the extension.
pub fn page_url(path: &str) -> String {
    runtime_get_url(path).unwrap_or_default()
}

/// The active tab of the window this surface belongs to.
pub async fn active_tab() -> Tab {
    let filter = object(&[("active", JsValue::TRUE), ("currentWindow", JsValue::TRUE)]);
    let Ok(promise) = tabs_query(&filter) else { return Tab::default() };
    let Ok(found) = JsFuture::from(promise).await else { return Tab::default() };
    let first = Array::from(&found).get(0);
    Tab {
        id: get(&first, "id").as_f64().and_then(whole),
        window: get(&first, "windowId").as_f64().and_then(whole),
        url: get(&first, "url").as_string().unwrap_or_default(),
    }
}

/// Opens an address in a new tab.
pub fn open_tab(url: &str) {
    // A refusal shows by itself: no tab opens.
    tabs_create(&object(&[("url", JsValue::from_str(url))])).map(ignore).ok();
}

/// Opens the side panel beside the page. Counts only inside a click.
pub fn open_panel(window: Option<i32>) {
    let chromium = window
        .map(|window| object(&[("windowId", JsValue::from_f64(f64::from(window)))]))
        .and_then(|options| side_panel_open(&options).ok());
    // A browser without a panel goes on without: the popup and the page's helper say the same.
    match chromium {
        Some(promise) => ignore(promise),
        None => sidebar_open().map(ignore).unwrap_or_default(),
    }
}

/// Asks the person for hosts. Counts only inside a click; the call is made before this returns.
pub fn request_hosts(hosts: &[String]) -> Result<Promise, JsValue> {
    let origins: Array = hosts.iter().map(|host| JsValue::from_str(host)).collect();
    permissions_request(&object(&[("origins", origins.into())]))
}

/// The answer to [`request_hosts`]; none when the browser could not ask.
pub async fn granted(question: Result<Promise, JsValue>) -> Option<bool> {
    JsFuture::from(question.ok()?).await.ok()?.as_bool()
}

/// Closes this surface's own window.
pub fn close() {
    // What cannot be closed stays, and can be closed by hand.
    web_sys::window().and_then(|window| window.close().ok());
}

/// Puts a text on the clipboard. Whether it worked.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

/// A property of a browser object; undefined where there is none.
pub fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

/// Milliseconds since the epoch.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// Calls a method of a browser object.
///
/// # Errors
/// What the browser threw, or undefined where there is no such method.
pub fn call(object: &JsValue, method: &str, args: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = get(object, method).dyn_into()?;
    Reflect::apply(&function, object, &args.iter().cloned().collect())
}

/// A plain object.
pub fn object(entries: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in entries {
        // Setting a property of a fresh plain object cannot fail.
        Reflect::set(&object, &JsValue::from_str(key), value).ok();
    }
    object
}

/// A rejected promise that nobody waits for must not end up in the console.
fn ignore(promise: Promise) {
    wasm_bindgen_futures::spawn_local(async move {
        JsFuture::from(promise).await.ok();
    });
}

/// Browser ids are whole numbers in the range of `i32`.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
fn whole(number: f64) -> Option<i32> {
    (number.fract() == 0.0 && number.abs() <= f64::from(i32::MAX)).then_some(number as i32)
}
