//! The gate in a real browser: every type of message from everybody who is not an extension page of ours, as far as
//! the browser lets them speak at all. Needs what `bad_input` needs.

mod desk;

use desk::{Desk, Hand, KEY_PAGE, NOTHING, begin, end_of, expect, keep, unlike};
use keyfob_e2e::journey::{Journey, PASSPHRASE, Result};
use keyfob_e2e::{BedError, Look, Surface, repository, until};
use serde_json::{Value, json};

/// Where every type of message stands.
const TABLE: &str = "crates/app/src/gate.rs";

#[tokio::test]
async fn gate() -> Result<()> {
    let mut options = desk::options("gate");
    options.beside = vec![repository().join("tests/hostile/other-extension")];
    let mut desk = Desk::start(options).await?;
    desk.settle().await?;
    desk.case("a key is kept", kept).await;
    desk.case("a web page has nobody to speak to", web_page).await;
    desk.case("a page script in a portal's document is no surface", portal_script).await;
    desk.case("a page script in a frame of the portal is nobody", portal_frame).await;
    desk.case("another extension is not heard", another_extension).await;
    desk.case("an extension page in a frame is not shown", framed_page).await;
    desk.case("what lies in the extension's stores is not a page script's to read", stores).await;
    desk.finish().await;
    Ok(())
}

/// One message of every type of the table, each as its rightful sender would put it.
fn messages() -> Result<Vec<Value>> {
    let ui = |body: Value| json!({ "ui": body });
    let page = |body: Value| json!({ "page": body });
    let report = json!({ "revision": 1, "language": "en", "headings": [], "landmarks": [], "candidates": [] });
    let all = vec![
        ui(json!({ "type": "view", "surface": "manager", "tab": null })),
        ui(json!({ "type": "services" })),
        ui(json!({ "type": "vault-create", "passphrase": PASSPHRASE })),
        ui(json!({ "type": "vault-unlock", "passphrase": PASSPHRASE })),
        ui(json!({ "type": "vault-recover", "code": "x" })),
        ui(json!({ "type": "vault-passkey", "output": "x" })),
        ui(json!({ "type": "vault-lock" })),
        ui(json!({ "type": "ways" })),
        ui(json!({ "type": "passphrase-change", "current": PASSPHRASE, "new": PASSPHRASE })),
        ui(json!({ "type": "recovery-make" })),
        ui(json!({ "type": "recovery-confirm", "part": "x" })),
        ui(json!({ "type": "passkey-add", "credential": "x", "salt": "x", "output": "x" })),
        ui(json!({ "type": "way-remove", "way": "x" })),
        ui(json!({ "type": "key-change" })),
        ui(json!({ "type": "guide-start", "kind": desk::MAILCHIMP, "client": "", "site": "", "integration": "",
            "tab": null })),
        ui(json!({ "type": "guide-denied" })),
        ui(json!({ "type": "guide-stop" })),
        ui(json!({ "type": "guide-open" })),
        ui(json!({ "type": "guide-write-label" })),
        ui(json!({ "type": "guide-make" })),
        ui(json!({ "type": "guide-off", "credential": "" })),
        ui(json!({ "type": "guide-point" })),
        ui(json!({ "type": "keep", "held": "h1", "label": "" })),
        ui(json!({ "type": "drop", "held": "h1" })),
        ui(json!({ "type": "fill-plan", "tab": 1 })),
        ui(json!({ "type": "fill-choose", "plan": "p1", "kind": desk::MAILCHIMP, "credential": "" })),
        ui(json!({ "type": "fill-confirm", "plan": "p1" })),
        ui(json!({ "type": "undo-fill", "plan": "p1" })),
        ui(json!({ "type": "look-refuse", "plan": "p1" })),
        ui(json!({ "type": "lesson", "tab": 1 })),
        ui(json!({ "type": "lesson-point", "lesson": "l1" })),
        ui(json!({ "type": "lesson-keep", "lesson": "l1", "name": "", "fields": [] })),
        ui(json!({ "type": "lesson-stop" })),
        ui(json!({ "type": "learned" })),
        ui(json!({ "type": "learned-rename", "form": "x", "name": "" })),
        ui(json!({ "type": "learned-delete", "form": "x", "deleted": true })),
        ui(json!({ "type": "learned-export", "form": "x" })),
        ui(json!({ "type": "oauth-start", "kind": "constant-contact/v3-oauth", "app": "" })),
        ui(json!({ "type": "oauth-paste", "address": "https://x.example/?code=1" })),
        ui(json!({ "type": "oauth-again", "credential": "" })),
        ui(json!({ "type": "oauth-device", "kind": "constant-contact/v3-oauth", "app": "", "replaces": "" })),
        ui(json!({ "type": "verify", "credential": "" })),
        ui(json!({ "type": "verify-stop", "credential": "" })),
        ui(json!({ "type": "rotate-stop", "credential": "" })),
        ui(json!({ "type": "switch-off", "credential": "" })),
        ui(json!({ "type": "switch-off-stop", "credential": "" })),
        ui(json!({ "type": "mark-off", "credential": "", "off": true })),
        ui(json!({ "type": "dismiss", "credential": "", "warning": "" })),
        ui(json!({ "type": "reveal", "credential": "", "field": "api_key", "earlier": null })),
        ui(json!({ "type": "copy-as", "credential": "", "shape": "env", "names": [] })),
        ui(json!({ "type": "copied" })),
        ui(json!({ "type": "earlier", "credential": "" })),
        ui(json!({ "type": "earlier-forget", "credential": "" })),
        ui(json!({ "type": "edit", "credential": "", "label": "", "client": "" })),
        ui(json!({ "type": "delete", "credential": "" })),
        ui(json!({ "type": "restore", "credential": "" })),
        ui(json!({ "type": "purge", "credential": "" })),
        ui(json!({ "type": "export", "passphrase": PASSPHRASE, "cxf": false })),
        ui(json!({ "type": "hand-over", "credentials": [""], "recipient": "" })),
        ui(json!({ "type": "script-export", "credential": "", "passphrase": PASSPHRASE })),
        ui(json!({ "type": "script-moved", "credential": "" })),
        ui(json!({ "type": "script-undo", "credential": "" })),
        ui(json!({ "type": "recipient" })),
        ui(json!({ "type": "import-preview", "file": "", "name": "", "passphrase": "" })),
        ui(json!({ "type": "import-apply", "file": "", "name": "", "passphrase": "", "wanted": [] })),
        ui(json!({ "type": "list", "query": "", "offset": 0, "limit": 50 })),
        page(json!({ "type": "hello" })),
        page(json!({ "type": "report", "nonce": "n", "report": report })),
        page(json!({ "type": "picked", "nonce": "n", "text": "t", "label": "l" })),
        page(json!({ "type": "form-changed", "nonce": "n" })),
    ];
    let text = std::fs::read_to_string(repository().join(TABLE)).unwrap_or_default();
    let rows: Vec<&str> = text.split("    rule(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let tried: Vec<&str> = all.iter().filter_map(type_of).collect();
    if rows == tried { Ok(all) } else { Err(unlike("the messages", &format!("{rows:?}"), &format!("{tried:?}"))) }
}

fn type_of(message: &Value) -> Option<&str> {
    message["ui"]["type"].as_str().or(message["page"]["type"].as_str())
}

/// Sent by whoever runs it; what cannot be delivered at all answers `no`.
const SEND: &str = "async (messages) => Promise.all(messages.map((message) =>
    chrome.runtime.sendMessage(message).then((answer) => answer ?? 'nothing', () => 'no')))";

/// Runs a function in the extension's own script world of a document, as its page scripts run.
async fn in_our_world(hand: &Hand, address: &str, frames: bool, function: &str, arg: &Value) -> Result<Vec<Value>> {
    let script = format!(
        "(async () => {{
            const [tab] = await chrome.tabs.query({{ url: {} }});
            const target = {{ tabId: tab.id, allFrames: {frames} }};
            const done = await chrome.scripting.executeScript({{ target, func: {function}, args: [{arg}] }});
            return done.map(({{ frameId, result }}) => ({{ frame: frameId, result }}));
        }})()",
        json!(address)
    );
    Ok(hand.0.eval(&script).await?.as_array().cloned().unwrap_or_default())
}

/// What must be the same before and after: the vault, the job, what is held and what is kept.
async fn standing(hand: &Hand) -> Result<Value> {
    let list = hand.ask(&json!({ "type": "list", "query": "", "offset": 0, "limit": 50 })).await?;
    Ok(json!([hand.view().await?, list]))
}

async fn kept(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let (portal, panel) = begin(journey, tab).await?;
    desk::make_key(&portal, KEY_PAGE).await?;
    keep(&panel, end_of(&desk::newest_key(journey).await?)).await
}

/// A guide runs, a key lies in the vault and another one waits for Keep: as much as can be lost or stolen.
async fn busy(journey: &mut Journey) -> Result<Surface> {
    let hand = Hand::open(journey).await?;
    hand.ask(&json!({ "type": "guide-start", "kind": desk::MAILCHIMP, "client": "", "site": "", "integration": "",
        "tab": null }))
        .await?;
    let portal = journey.bed.page_at("https://us21.admin.mailchimp.com/").await?;
    desk::make_key(&portal, KEY_PAGE).await?;
    until("a value that waits for Keep", async || {
        let view = hand.view().await.map_err(|_| BedError::Disconnected)?;
        let waits = view["held"].as_array().is_some_and(|held| !held.is_empty());
        Ok(if waits { Look::Done(()) } else { Look::wait("nothing") })
    })
    .await?;
    hand.close().await?;
    Ok(portal)
}

async fn web_page(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let id = json!(journey.bed.extension().id);
    let portal = busy(journey).await?;
    for page in [tab, &portal] {
        let speak = format!(
            "(async () => {{
                if (typeof chrome === 'undefined' || !chrome.runtime?.sendMessage) return 'none';
                return chrome.runtime.sendMessage({id}, {{ ui: {{ type: 'view', surface: 'popup', tab: null }} }});
            }})()"
        );
        assert_eq!(page.eval(&speak).await?, "none", "a way to an extension from {}", page.address().await);
        for file in ["popup.html", "icons/keyfob-16.png", "wasm/background_bg.wasm", "content/fill.js"] {
            let url = json!(journey.bed.extension().url(file));
            let loaded = page.eval(&format!("fetch({url}).then(() => 'loaded', () => 'refused')")).await?;
            assert_eq!(loaded, "refused", "{file} can be had from {}", page.address().await);
        }
    }
    Ok(())
}

async fn portal_script(journey: &mut Journey, _: &Surface) -> Result<()> {
    let portal = busy(journey).await?;
    let hand = Hand::open(journey).await?;
    let before = standing(&hand).await?;
    let all = messages()?;
    // Hello has a right to be heard here: it is answered with a task of its own.
    let all: Vec<Value> = all.into_iter().filter(|message| type_of(message) != Some("hello")).collect();
    let address = "https://us21.admin.mailchimp.com/*";
    let told = in_our_world(&hand, address, false, SEND, &json!(all)).await?;
    let answers = told[0]["result"].as_array().cloned().unwrap_or_default();
    assert_eq!(answers.len(), all.len());
    for (message, answer) in all.iter().zip(&answers) {
        let refused = if message["ui"].is_object() {
            answer["error"]["code"] == "refused"
        } else {
            *answer == json!({ "type": "end" })
        };
        expect(&format!("the answer to {:?}", type_of(message)), refused, "a refusal")?;
    }
    // What is not even a message, and what is larger than any.
    let odd = json!([
        null, [], "vault-lock", {}, { "ui": null }, { "ui": { "type": "__proto__" } },
        { "ui": { "type": "vault-lock" }, "page": { "type": "hello" } },
        { "constructor": { "prototype": { "ui": { "type": "vault-lock" } } } },
        { "page": { "type": "picked", "nonce": "n", "text": "x".repeat(3_000_000), "label": "" } },
    ]);
    let poisoned = "async (odd) => {
        const inherited = JSON.parse('{\"__proto__\":{\"ui\":{\"type\":\"vault-lock\"}}}');
        const all = [...odd, inherited, Object.create({ ui: { type: 'vault-lock' } })];
        return Promise.all(all.map((one) => chrome.runtime.sendMessage(one).then((answer) => answer ?? null, () => null)));
    }";
    let told = in_our_world(&hand, address, false, poisoned, &odd).await?;
    for answer in told[0]["result"].as_array().into_iter().flatten() {
        let refused = answer.is_null() || answer["error"].is_object() || *answer == json!({ "type": "end" });
        expect("the answer to what is no message", refused, "a refusal")?;
    }
    expect("the state", standing(&hand).await? == before, "the same as before")?;
    hand.close().await?;
    // And the guide goes on: the very same document is still heard by its own nonce.
    journey.bed.activate(&portal).await?;
    assert!(desk::is_touched(journey, &portal).await?);
    Ok(())
}

async fn portal_frame(journey: &mut Journey, _: &Surface) -> Result<()> {
    let portal = busy(journey).await?;
    portal.eval(&into_a_frame("/account/api/")).await?;
    let sandboxed = into_a_frame("/account/api/").replace("frame.src", "frame.sandbox = 'allow-scripts'; frame.src");
    portal.eval(&sandboxed).await?;
    let hand = Hand::open(journey).await?;
    let before = standing(&hand).await?;
    let all = messages()?;
    let told = in_our_world(&hand, "https://us21.admin.mailchimp.com/*", true, SEND, &json!(all)).await?;
    let inner: Vec<&Value> = told.iter().filter(|one| one["frame"] != 0).collect();
    assert!(!inner.is_empty(), "a script runs in a frame");
    for inner in inner {
        let answers = inner["result"].as_array().cloned().unwrap_or_default();
        assert_eq!(answers.len(), all.len());
        for (message, answer) in all.iter().zip(&answers) {
            let refused = answer["error"]["code"] == "refused" || *answer == json!({ "type": "end" });
            expect(&format!("the answer to {:?}", type_of(message)), refused, "a refusal")?;
        }
    }
    let strip = |mut state: Value| {
        // The top document said hello once more, which draws the guide anew.
        state[0]["job"] = Value::Null;
        state
    };
    expect("the state", strip(standing(&hand).await?) == strip(before), "the same as before")?;
    hand.close().await
}

/// A page of the other extension.
async fn probe(journey: &Journey) -> Result<Surface> {
    let other = journey.bed.beside().first().ok_or_else(|| unlike("the browser", "another extension", "none"))?;
    Ok(journey.bed.new_tab(&other.url("probe.html")).await?)
}

async fn another_extension(journey: &mut Journey, _: &Surface) -> Result<()> {
    busy(journey).await?;
    let hand = Hand::open(journey).await?;
    let before = standing(&hand).await?;
    let probe = probe(journey).await?;
    let (ours, all) = (json!(journey.bed.extension().id), json!(messages()?));
    let answers = probe
        .eval(&format!(
            "Promise.all({all}.map((message) => chrome.runtime.sendMessage({ours}, message)
                .then(() => 'answered', (error) => error.message)))"
        ))
        .await?;
    for answer in answers.as_array().into_iter().flatten() {
        assert_eq!(answer, "Could not establish connection. Receiving end does not exist.");
    }
    let port = probe
        .eval(&format!(
            "new Promise((done) => {{
                const port = chrome.runtime.connect({ours}, {{ name: 'popup' }});
                port.onMessage.addListener(() => done('answered'));
                port.onDisconnect.addListener(() => done((port.error ?? chrome.runtime.lastError)?.message ?? 'closed'));
                for (const message of {all}) port.postMessage(message);
            }})"
        ))
        .await?;
    assert_eq!(port, "Could not establish connection. Receiving end does not exist.");
    // It may run scripts in any page, but in none of ours, and it may load none of our files.
    let page = json!(hand.0.address().await);
    let entered = probe
        .eval(&format!(
            "(async () => {{
                const tab = (await chrome.tabs.query({{}})).find(({{ url }}) => url === {page});
                if (!tab) return 'no such tab';
                return chrome.scripting.executeScript({{ target: {{ tabId: tab.id }}, func: () => location.href }})
                    .then(() => 'entered', () => 'refused');
            }})()"
        ))
        .await?;
    assert_ne!(entered, "entered", "another extension's script runs in our page");
    let file = json!(journey.bed.extension().url("popup.html"));
    assert_eq!(probe.eval(&format!("fetch({file}).then(() => 'loaded', () => 'refused')")).await?, "refused");
    expect("the state", standing(&hand).await? == before, "the same as before")?;
    probe.close().await?;
    hand.close().await
}

/// Puts an address into a frame of the page that runs it, and waits for what comes of it.
fn into_a_frame(url: &str) -> String {
    format!(
        "new Promise((done) => {{
            const frame = document.createElement('iframe');
            frame.onload = frame.onerror = () => done(true);
            frame.src = {};
            document.body.append(frame);
        }})",
        json!(url)
    )
}

async fn framed_page(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let hand = Hand::open(journey).await?;
    let probe = probe(journey).await?;
    // What is shown in a frame is seen here.
    tab.eval(&into_a_frame(NOTHING)).await?;
    assert_eq!(tab.frames().await?, [NOTHING]);
    tab.goto(NOTHING).await?;
    // A web page, another extension's page and one of our own.
    for page in [tab, &probe, &hand.0] {
        for file in ["popup.html", "panel.html", "manager.html"] {
            page.eval(&into_a_frame(&journey.bed.extension().url(file))).await?;
        }
        assert_eq!(page.eval("document.querySelectorAll('iframe').length").await?, 3);
        for shown in page.frames().await? {
            let ours = shown.starts_with(&journey.bed.extension().origin());
            assert!(!ours, "{shown} is shown in {}", page.address().await);
        }
    }
    probe.close().await?;
    hand.close().await
}

async fn stores(journey: &mut Journey, _: &Surface) -> Result<()> {
    busy(journey).await?;
    let hand = Hand::open(journey).await?;
    let look = "async () => {
        const read = (area) => Promise.resolve().then(() => chrome.storage[area].get(null)).then(
            (found) => Object.keys(found).length, () => 'refused');
        return { session: await read('session'), local: await read('local'),
            databases: (await indexedDB.databases()).map(({ name }) => name) };
    }";
    let told = in_our_world(&hand, "https://us21.admin.mailchimp.com/*", false, look, &json!(0)).await?;
    let found = &told[0]["result"];
    assert_eq!(found["session"], "refused", "the session holds the key of the open vault");
    assert_eq!(found["local"], 0, "nothing lies in a store that page scripts can read");
    let names = found["databases"].as_array().cloned().unwrap_or_default();
    assert!(!names.iter().any(|name| name.as_str().is_some_and(|name| name.contains("keyfob"))), "{names:?}");
    hand.close().await
}
