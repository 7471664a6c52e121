//! The WebExtension calls that the ports need, and nothing else. Each is bound once.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "storage", "session"], js_name = get, catch)]
    pub(crate) fn session_get(key: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "storage", "session"], js_name = set, catch)]
    pub(crate) async fn session_set(items: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "scripting"], js_name = executeScript, catch)]
    pub(crate) async fn execute_script(injection: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "scripting"], js_name = registerContentScripts, catch)]
    pub(crate) async fn register_content_scripts(scripts: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "scripting"], js_name = getRegisteredContentScripts, catch)]
    pub(crate) async fn registered_content_scripts(filter: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "scripting"], js_name = unregisterContentScripts, catch)]
    pub(crate) async fn unregister_content_scripts(filter: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = create, catch)]
    pub(crate) async fn tabs_create(properties: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = get, catch)]
    pub(crate) async fn tabs_get(tab: i32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = query, catch)]
    pub(crate) async fn tabs_query(query: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = sendMessage, catch)]
    pub(crate) async fn tabs_send_message(tab: i32, message: &JsValue, options: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = contains, catch)]
    pub(crate) async fn permissions_contains(permissions: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "alarms"], js_name = create, catch)]
    pub(crate) async fn alarms_create(name: &str, info: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "identity"], js_name = launchWebAuthFlow, catch)]
    pub(crate) async fn launch_web_auth_flow(details: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "identity"], js_name = getRedirectURL, catch)]
    pub(crate) fn get_redirect_url(path: &str) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = setBadgeText, catch)]
    pub(crate) async fn set_badge_text(details: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = sendMessage, catch)]
    pub(crate) async fn send_message(message: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getURL, catch)]
    pub(crate) fn get_url(path: &str) -> Result<String, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = id, thread_local_v2)]
    static RUNTIME_ID: JsValue;

    #[wasm_bindgen(js_namespace = ["chrome", "i18n"], js_name = getUILanguage, catch)]
    pub(crate) fn get_ui_language() -> Result<String, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "i18n"], js_name = getMessage, catch)]
    pub(crate) fn get_message(name: &str) -> Result<String, JsValue>;

    #[wasm_bindgen(js_namespace = ["chrome", "contextMenus"], js_name = create, catch)]
    fn menus_create(properties: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "contextMenus"], js_name = removeAll, catch)]
    async fn menus_remove_all() -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = fetch, catch)]
    pub(crate) async fn fetch(request: &web_sys::Request) -> Result<JsValue, JsValue>;

    /// Put on the global by `clipboard.js`.
    #[wasm_bindgen(js_name = keyfobClearClipboard, catch)]
    pub(crate) async fn clear_clipboard() -> Result<JsValue, JsValue>;

    /// Put on the global by `exchange.js`, as the next three: they wipe what they are given.
    #[wasm_bindgen(js_namespace = keyfobExchange, js_name = writeFile, catch)]
    pub(crate) async fn write_file(
        document: Uint8Array,
        key: Uint8Array,
        to_recipients: bool,
        cxf: bool,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = keyfobExchange, js_name = openFile, catch)]
    pub(crate) async fn open_file(
        file: Uint8Array,
        key: Uint8Array,
        by_identity: bool,
        format: &str,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = keyfobExchange, js_name = readFile, catch)]
    pub(crate) async fn read_file(file: Uint8Array, format: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = keyfobExchange, js_name = newIdentity, catch)]
    pub(crate) async fn new_identity() -> Result<JsValue, JsValue>;

    /// Put on the global by `kdf.js`; wipes `passphrase`.
    #[wasm_bindgen(js_name = keyfobArgon2id, catch)]
    pub(crate) async fn argon2id(
        passphrase: Uint8Array,
        salt: Uint8Array,
        memory_kib: u32,
        passes: u32,
        lanes: u32,
    ) -> Result<JsValue, JsValue>;
}

/// `runtime.id`.
pub(crate) fn runtime_id() -> String {
    RUNTIME_ID.with(JsValue::as_string).unwrap_or_default()
}

/// Whether the browser knows of a network. It can be wrong only in saying yes.
pub(crate) fn is_online() -> bool {
    property(&property(&js_sys::global(), "navigator"), "onLine").as_bool() != Some(false)
}

/// The selection menu: *Keep in Keyfob*.
pub(crate) async fn make_menu() {
    // Both calls fail only where there is no menu at all (Android); nothing else depends on it.
    let _ = menus_remove_all().await;
    let title = get_message("menu_keep").unwrap_or_default();
    let contexts: Array = [JsValue::from_str("selection")].iter().collect();
    let item = object(&[("id", "keep".into()), ("title", title.into()), ("contexts", contexts.into())]);
    let _ = menus_create(&item);
}

/// A plain object.
pub(crate) fn object(entries: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in entries {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

/// A property, or `undefined`.
pub(crate) fn property(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or_default()
}

/// A promise that somebody else resolves.
pub(crate) fn deferred() -> (Promise, Function) {
    let mut resolve = None;
    let promise = Promise::new(&mut |yes, _no| resolve = Some(yes));
    (promise, resolve.unwrap_or_else(|| Function::unchecked_from_js(JsValue::UNDEFINED)))
}
