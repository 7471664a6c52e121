//! Effects, performed. What a person or a server has to answer comes back later as an event of its own.

use crate::chrome::{self, object, property};
use crate::queue;
use crate::store::Store;
use js_sys::{Array, Uint8Array};
use keyfob_app::{BrowserProblem, Effect, Event, FileKey, Outgoing, StoreProblem, Taken, Then};
use keyfob_protocol::SecretText;
use keyfob_protocol::page::{FillOrder, FillReport, Snapshot};
use keyfob_vault::KdfRequest;
use keyfob_wire::Wire;
use keyfob_wire::js::{from_js, to_js};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use zeroize::Zeroizing;

const GUIDE: &str = "guide";
/// One script in five files, in this order.
const GUIDE_SCRIPTS: [&str; 5] = [
    "content/guide-look.js",
    "content/guide-helper.js",
    "content/guide-pick.js",
    "content/guide-cover.js",
    "content/guide.js",
];

/// What has to be open to perform effects.
pub(crate) struct Ports {
    /// The database, or why there is none.
    pub(crate) store: Result<Store, StoreProblem>,
}

/// Performs one effect; the event that comes of it at once, if any.
pub(crate) async fn perform(ports: &mut Ports, effect: Effect) -> Option<Event> {
    match effect {
        Effect::Reply { to, answer } => {
            let value = match *answer {
                Outgoing::Ui(response) => to_js(&response),
                Outgoing::Page(order) => to_js(&order),
                Outgoing::Refused => object(&[("error", object(&[("code", "refused".into())]))]),
            };
            queue::answer(to, &value);
            None
        }
        Effect::Remember(session) => {
            // Memory only; if it fails, a killed worker locks and asks again.
            let _ = chrome::session_set(&object(&[("session", to_js(&*session))])).await;
            None
        }
        Effect::Store { writes, then } => {
            let result = match &ports.store {
                Ok(store) => store.write(writes).await,
                Err(problem) => Err(*problem),
            };
            Some(Event::Stored { then, result })
        }
        Effect::Load { keys, then } => {
            let result = match &ports.store {
                Ok(store) => store.read(keys).await,
                Err(problem) => Err(*problem),
            };
            Some(Event::Loaded { then, result })
        }
        Effect::Derive { passphrase, request, then } => Some(derive(&passphrase, request, then).await),
        Effect::CheckGrant { hosts, then } => {
            let asked = object(&[("origins", texts(&hosts))]);
            let granted = chrome::permissions_contains(&asked).await.is_ok_and(|granted| granted.is_truthy());
            Some(Event::Grant { then, granted })
        }
        Effect::Register { hosts } => {
            register(&hosts).await;
            None
        }
        Effect::Unregister => {
            unregister().await;
            None
        }
        Effect::OpenTab { url } => {
            let _ = chrome::tabs_create(&object(&[("url", url.into())])).await;
            None
        }
        Effect::Snapshot { tab, then } => Some(Event::Snapshot { then, result: snapshot(tab).await }),
        Effect::Watch { tab, document } => {
            // Without it the page is not followed; nothing else is lost.
            let _ = inject(tab, &document, "content/watch.js").await;
            None
        }
        Effect::Fill { tab, document, order, then } => {
            Some(Event::Filled { then, result: fill(tab, &document, &order).await })
        }
        Effect::Undo { tab, document, order, then } => {
            let message = object(&[("undo", to_js(&order))]);
            let report = chrome::tabs_send_message(tab, &message, &to_document(&document)).await;
            let result = report.ok().and_then(|report| from_js(&report)).ok_or(BrowserProblem::Gone);
            Some(Event::Undone { then, result })
        }
        Effect::Point { tab, document, nonce, then } => {
            spawn_local(async move {
                queue::later(Event::Pointed { then, result: point(tab, &document, &nonce).await });
            });
            None
        }
        Effect::Order { tab, document, order } => {
            // The document may be gone; then there is nobody to tell.
            let message = object(&[("order", to_js(&*order))]);
            let _ = chrome::tabs_send_message(tab, &message, &to_document(&document)).await;
            None
        }
        Effect::Launch { url } => {
            spawn_local(async move { queue::later(Event::Redirected { result: launch(url).await }) });
            None
        }
        Effect::Http { request, then } => {
            spawn_local(
                async move { queue::later(Event::Answered { then, result: crate::http::send(*request).await }) },
            );
            None
        }
        Effect::Later => {
            queue::later(Event::Tick);
            None
        }
        Effect::WakeAt(at) => {
            // Whole milliseconds are exact in a double.
            #[allow(clippy::as_conversions, clippy::cast_precision_loss)]
            let when = at as f64;
            let _ = chrome::alarms_create("clock", &object(&[("when", when.into())])).await;
            None
        }
        Effect::WriteFile { document, key, to_recipient, cxf, then } => {
            let (document, key) = (Uint8Array::from(document.as_slice()), bytes_of(&key));
            let written = chrome::write_file(document, key, to_recipient, cxf).await;
            Some(Event::FileWritten { then, result: taken(written).map(|bytes| bytes.to_vec()) })
        }
        Effect::ReadFile { file, key, format, then } => {
            let file = Uint8Array::from(file.as_slice());
            let read = match key {
                FileKey::None => chrome::read_file(file, format).await,
                FileKey::Passphrase(key) => chrome::open_file(file, bytes_of(&key), false, format).await,
                FileKey::Identity(key) => chrome::open_file(file, bytes_of(&key), true, format).await,
            };
            Some(Event::FileRead { then, result: taken(read) })
        }
        Effect::NewIdentity { then } => {
            Some(Event::IdentityMade { then, lines: taken(chrome::new_identity().await).ok() })
        }
        Effect::ClearClipboard => {
            // Another program may hold it.
            Some(Event::ClipboardCleared { done: chrome::clear_clipboard().await.is_ok() })
        }
        Effect::Notify => {
            // Nobody may be listening.
            let _ = chrome::send_message(&object(&[("notice", "changed".into())])).await;
            None
        }
        Effect::Badge(count) => {
            let text = if count == 0 { String::new() } else { count.to_string() };
            let _ = chrome::set_badge_text(&object(&[("text", text.into())])).await;
            None
        }
    }
}

async fn derive(passphrase: &SecretText, request: KdfRequest, then: Then) -> Event {
    let params = request.params;
    let began = queue::now();
    let output = chrome::argon2id(
        Uint8Array::from(passphrase.expose().as_bytes()),
        Uint8Array::from(request.salt.as_slice()),
        params.memory_kib,
        params.passes,
        params.lanes,
    )
    .await;
    let output = match output.map(|output| output.dyn_into::<Uint8Array>()) {
        Ok(Ok(bytes)) => {
            let copy = Zeroizing::new(bytes.to_vec());
            bytes.fill(0, 0, bytes.length());
            Ok(copy)
        }
        _ => Err(BrowserProblem::Gone),
    };
    let took = u32::try_from(queue::now().saturating_sub(began)).unwrap_or(u32::MAX);
    Event::Derived { then, request, output, took }
}

/// Sees to it that every page of these hosts has the guide: those to come by registration, those that are open by
/// injection. The scripts go away by themselves where they are already.
async fn register(hosts: &[String]) {
    if !is_registered(hosts).await {
        unregister().await;
        let script = object(&[
            ("id", GUIDE.into()),
            ("js", texts(&GUIDE_SCRIPTS.map(str::to_owned))),
            ("matches", texts(hosts)),
            ("runAt", "document_idle".into()),
            ("persistAcrossSessions", false.into()),
        ]);
        let _ = chrome::register_content_scripts(&Array::of1(&script)).await;
    }
    let Ok(tabs) = chrome::tabs_query(&object(&[("url", texts(hosts))])).await else { return };
    for tab in Array::from(&tabs).iter() {
        let target = object(&[("tabId", property(&tab, "id"))]);
        let files = texts(&GUIDE_SCRIPTS.map(str::to_owned));
        let _ = chrome::execute_script(&object(&[("target", target), ("files", files)])).await;
    }
}

/// Whether the guide is registered for exactly these hosts. Registering anew would leave a moment without.
async fn is_registered(hosts: &[String]) -> bool {
    let Ok(found) = chrome::registered_content_scripts(&guide()).await else { return false };
    let registered: Option<Vec<String>> = from_js(&property(&Array::from(&found).get(0), "matches"));
    registered
        .is_some_and(|registered| registered.len() == hosts.len() && hosts.iter().all(|host| registered.contains(host)))
}

async fn unregister() {
    // Rejects when nothing is registered, which is as good.
    let _ = chrome::unregister_content_scripts(&guide()).await;
}

/// The filter that names the guide's registration.
fn guide() -> JsValue {
    object(&[("ids", texts(&[GUIDE.to_owned()]))])
}

async fn snapshot(tab: i32) -> Result<Box<Taken>, BrowserProblem> {
    let files = texts(&["content/snapshot.js".to_owned()]);
    let target = object(&[("tabId", tab.into())]);
    let injection = object(&[("target", target), ("files", files)]);
    let results = chrome::execute_script(&injection).await.map_err(|_| BrowserProblem::NoAccess)?;
    let first = Array::from(&results).get(0);
    let document = property(&first, "documentId").as_string().unwrap_or_default();
    let snapshot: Snapshot = from_js(&property(&first, "result")).ok_or(BrowserProblem::NoAccess)?;
    Ok(Box::new(Taken { document, snapshot }))
}

async fn fill(tab: i32, document: &str, order: &FillOrder) -> Result<FillReport, BrowserProblem> {
    // A side panel outlives a change of the tab beside it, and what is confirmed there is what the person sees.
    let shown = chrome::tabs_get(tab).await.map_err(|_| BrowserProblem::Gone)?;
    if !property(&shown, "active").is_truthy() {
        return Err(BrowserProblem::Behind);
    }
    inject(tab, document, "content/fill.js").await.map_err(|_| BrowserProblem::Gone)?;
    let message = object(&[("fill", to_js(order))]);
    let report = chrome::tabs_send_message(tab, &message, &to_document(document)).await;
    from_js(&report.map_err(|_| BrowserProblem::Gone)?).ok_or(BrowserProblem::Gone)
}

/// Runs a page script in one document.
async fn inject(tab: i32, document: &str, file: &str) -> Result<JsValue, JsValue> {
    let mut target = vec![("tabId", tab.into())];
    match document {
        "" => target.push(("frameIds", Array::of1(&0.into()).into())),
        document => target.push(("documentIds", Array::of1(&document.into()).into())),
    }
    let files = texts(&[file.to_owned()]);
    chrome::execute_script(&object(&[("target", object(&target)), ("files", files)])).await
}

/// What `point.js` answers.
#[derive(Wire)]
struct Pointed {
    /// Of the snapshot that the page was described by last.
    nonce: String,
    /// The control that the person pointed at; none if they thought better of it.
    index: Option<usize>,
}

async fn point(tab: i32, document: &str, nonce: &str) -> Result<Option<usize>, BrowserProblem> {
    let results = inject(tab, document, "content/point.js").await.map_err(|_| BrowserProblem::Gone)?;
    let pointed: Pointed = from_js(&property(&Array::from(&results).get(0), "result")).ok_or(BrowserProblem::Gone)?;
    if pointed.nonce == nonce { Ok(pointed.index) } else { Err(BrowserProblem::Gone) }
}

/// The one document a message goes to.
fn to_document(document: &str) -> JsValue {
    match document {
        "" => object(&[("frameId", 0.into())]),
        document => object(&[("documentId", document.into())]),
    }
}

async fn launch(url: String) -> Result<SecretText, BrowserProblem> {
    let details = object(&[("url", url.into()), ("interactive", true.into())]);
    match chrome::launch_web_auth_flow(&details).await {
        Ok(address) => address.as_string().map(SecretText::new).ok_or(BrowserProblem::Closed),
        Err(error) => {
            let text = property(&error, "message").as_string().unwrap_or_default();
            Err(if text.contains("could not be loaded") { BrowserProblem::Offline } else { BrowserProblem::Closed })
        }
    }
}

fn bytes_of(text: &SecretText) -> Uint8Array {
    Uint8Array::from(text.expose().as_bytes())
}

/// The bytes that the exchange module returned, wiped there; or the message of what it threw.
fn taken(answer: Result<JsValue, JsValue>) -> Result<Zeroizing<Vec<u8>>, String> {
    let told = |error: JsValue| property(&error, "message").as_string().unwrap_or_default();
    let bytes: Uint8Array = answer.map_err(told)?.dyn_into().map_err(|_| String::new())?;
    let copy = Zeroizing::new(bytes.to_vec());
    bytes.fill(0, 0, bytes.length());
    Ok(copy)
}

fn texts(items: &[String]) -> JsValue {
    items.iter().map(|item| JsValue::from_str(item)).collect::<Array>().into()
}
