//! What a vault of 100, 1,000 and 10,000 credentials costs in the browser: the first answer of a dead worker, the list,
//! a search, storing one, a key press in the manager's search field, the popup's first paint, memory.

use keyfob_e2e::{Result, Surface};
use serde_json::{Value, json};

use crate::figure::Figure;
use crate::side::{Side, answer_time, unexpected};
use crate::startup::{FIRST_PAINT, THERE_OPEN, view};

/// How many credentials are in the vault at each stage.
const STAGES: [usize; 3] = [100, 1_000, 10_000];

/// How many are in one file.
const FILE: usize = 1_000;

/// From a key press in the search field until the list that it asked for is in the document.
const KEY_PRESS: &str = "(async () => {
    const field = document.querySelector('[data-testid=search]');
    const list = document.body;
    // Not `innerText`, which would have the page laid out for the measure's sake.
    const before = list.textContent;
    const start = performance.now();
    const changed = new Promise((done) => {
        const look = () => { if (list.textContent !== before) { observer.disconnect(); done(); } };
        const observer = new MutationObserver(look);
        observer.observe(list, { subtree: true, childList: true, characterData: true, attributes: true });
    });
    const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
    setter.call(field, TYPED);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await changed;
    return performance.now() - start;
})()";

/// Fills the vault that is open stage by stage, by importing tables, and measures at each.
pub async fn growth(ours: &Side<'_>, rounds: usize) -> Result<()> {
    let page = ours.bed.new_tab(&ours.extension.manager()?).await?;
    let mut there = 0;
    for stage in STAGES {
        while there < stage {
            let next = stage.min(there + FILE);
            import(&page, there, next).await?;
            there = next;
        }
        asked(ours, &page, stage, rounds).await?;
        typed(ours, stage, rounds).await?;
        painted(ours, stage, rounds).await?;
        let bytes = memory(ours).await?;
        Figure { ours: vec![bytes / 1e6], reference: Vec::new() }.tell(&format!("memory/{stage}"), "MB");
    }
    page.close().await
}

/// Takes in a table of another password manager with the credentials from `from` up to `to`.
async fn import(page: &Surface, from: usize, to: usize) -> Result<()> {
    let script = format!(
        "(async () => {{
            const ask = (ui) => chrome.runtime.sendMessage({{ ui }});
            const rows = ['Title,Url,Username,Password'];
            for (let n = {from}; n < {to}; n++) {{
                const key = n.toString(16).padStart(8, '0').repeat(4) + '-us21';
                rows.push(`Client ${{n}} newsletter,https://us21.admin.mailchimp.com/account/api/,owner-${{n}},${{key}}`);
            }}
            const file = btoa(rows.join('\\n'));
            const told = {{ file, name: 'clients.csv', passphrase: '' }};
            const preview = await ask({{ type: 'import-preview', ...told }});
            const wanted = preview.entries.map((entry) => entry.at);
            const done = await ask({{ type: 'import-apply', ...told, wanted }});
            const listed = await ask({{ type: 'list', query: '', offset: 0, limit: 1, trashed: false }});
            return [done.type, listed.total];
        }})()"
    );
    let answer = page.eval(&script).await?;
    if answer[1].as_u64() == u64::try_from(to).ok() {
        return Ok(());
    }
    Err(unexpected("the import", &answer.to_string()))
}

/// Messages to a worker that is dead and to one that is awake.
async fn asked(ours: &Side<'_>, page: &Surface, stage: usize, rounds: usize) -> Result<()> {
    let list =
        |query: &str| json!({ "ui": { "type": "list", "query": query, "offset": 0, "limit": 50, "trashed": false } });
    let one = page.eval(&format!("chrome.runtime.sendMessage({}).then((a) => a.credentials[0].id)", list(""))).await?;
    let edit = |round: usize| json!({ "ui": { "type": "edit", "credential": one, "label": format!("Renamed {round}"), "client": "" } });
    let mut figures: [Figure; 4] = Default::default();
    for round in 0..=rounds {
        ours.kill_worker().await?;
        let times = [
            answer_time(page, &view(), "view").await?,
            answer_time(page, &list(""), "list").await?,
            answer_time(page, &list("client 7"), "list").await?,
            answer_time(page, &edit(round), "done").await?,
        ];
        if round > 0 {
            figures.iter_mut().zip(times).for_each(|(figure, time)| figure.ours.push(time));
        }
    }
    for (what, figure) in ["dead-to-answer", "list", "search", "save-one"].into_iter().zip(&figures) {
        figure.tell(&format!("vault/{what}/{stage}"), "ms");
    }
    Ok(())
}

/// Key presses in the manager's search field.
async fn typed(ours: &Side<'_>, stage: usize, rounds: usize) -> Result<()> {
    let manager = ours.bed.new_tab(&ours.extension.manager()?).await?;
    manager.wait_for("document.querySelector('[data-testid=credential]') !== null").await?;
    let mut figure = Figure::default();
    for round in 0..=rounds {
        let typed = json!(format!("client {}", round % 9 + 1));
        let script = KEY_PRESS.replace("TYPED", &typed.to_string());
        let time = manager.eval(&script).await?.as_f64().ok_or_else(|| unexpected("a key press", "no number"))?;
        if round > 0 {
            figure.ours.push(time);
        }
    }
    figure.tell(&format!("search/key-press/{stage}"), "ms");
    manager.close().await
}

/// The popup's first paint with the vault open and the worker dead.
async fn painted(ours: &Side<'_>, stage: usize, rounds: usize) -> Result<()> {
    let mut figure = Figure::default();
    for round in 0..=rounds {
        ours.kill_worker().await?;
        let popup = ours.open_popup().await?;
        popup.wait_for(THERE_OPEN).await?;
        let time = crate::side::milliseconds(&popup, FIRST_PAINT).await?;
        popup.close().await?;
        if round > 0 {
            figure.ours.push(time);
        }
    }
    figure.tell(&format!("popup/first-paint/{stage}"), "ms");
    Ok(())
}

/// Bytes that the worker holds, its wasm memories and its JavaScript heap, with the vault open and the list asked for.
async fn memory(ours: &Side<'_>) -> Result<f64> {
    let cdp = ours.bed.cdp();
    let Some(id) = ours.worker().await? else { return Err(unexpected("the worker", "it is not there")) };
    let attached = cdp.send(None, "Target.attachToTarget", json!({ "targetId": id, "flatten": true })).await?;
    let session = attached["sessionId"].as_str().ok_or_else(|| unexpected("the worker", "no session"))?;
    cdp.send(Some(session), "HeapProfiler.collectGarbage", json!({})).await?;
    let heap = cdp.send(Some(session), "Runtime.getHeapUsage", json!({})).await?;
    let ask = json!({ "expression": "WebAssembly.Memory.prototype" });
    let prototype = cdp.send(Some(session), "Runtime.evaluate", ask).await?["result"]["objectId"].clone();
    let found = cdp.send(Some(session), "Runtime.queryObjects", json!({ "prototypeObjectId": prototype })).await?;
    let ask = json!({
        "objectId": found["objects"]["objectId"],
        "functionDeclaration": "function () { return this.reduce((sum, one) => sum + one.buffer.byteLength, 0); }",
        "returnByValue": true,
    });
    let wasm = cdp.send(Some(session), "Runtime.callFunctionOn", ask).await?;
    cdp.send(None, "Target.detachFromTarget", json!({ "sessionId": session })).await?;
    let number = |value: &Value| value.as_f64().ok_or_else(|| unexpected("the worker", "no size"));
    Ok(number(&wasm["result"]["value"])? + number(&heap["usedSize"])?)
}
