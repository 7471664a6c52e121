//! What is stored: a store of a newer version, a full disk, a power cut. Each is said, nothing is overwritten, and
//! what was there is there afterwards. Needs `dist/` (`cargo xtask build`), the browser, Xvfb, openbox, xdotool
//! and imagemagick.

mod desk;

use desk::{Desk, Hand, KEY_PAGE, begin, card, end_of, expect, keep, says, vault_holds};
use keyfob_e2e::journey::{Journey, Result};
use keyfob_e2e::{Find, Surface};
use serde_json::{Value, json};

/// Reads a header in the extension's own database, or writes one, as base64.
const HEADER: &str = "(async (write) => {
    const open = indexedDB.open('keyfob');
    const database = await new Promise((done, failed) => { open.onsuccess = () => done(open.result); open.onerror = failed; });
    const transaction = database.transaction('meta', write ? 'readwrite' : 'readonly');
    const store = transaction.objectStore('meta');
    const got = await new Promise((done) => { store.get('header').onsuccess = (e) => done(e.target.result); });
    if (write) store.put(Uint8Array.from(atob(write), (c) => c.charCodeAt(0)).buffer, 'header');
    await new Promise((done) => { transaction.oncomplete = done; });
    database.close();
    return btoa(String.fromCharCode(...new Uint8Array(got)));
})";

/// The same header, said to be of a later format version. Magic, version and checksum keep their places in every
/// version: see `crates/vault/FORMAT.md`, section 4.
const LATER: &str = "(async (text) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const version = new DataView(bytes.buffer);
    version.setUint16(8, version.getUint16(8) + 1);
    const before = bytes.subarray(0, bytes.length - 16);
    bytes.set(new Uint8Array(await crypto.subtle.digest('SHA-256', before)).subarray(0, 16), bytes.length - 16);
    return btoa(String.fromCharCode(...bytes));
})";

/// No more room, told as the browser tells it. An extension with `unlimitedStorage` knows no quota that could be
/// lowered, and the disk itself is not the test's to fill.
const NO_ROOM: &str = "globalThis.bedPut = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => {
        throw globalThis.QuotaExceededError ? new QuotaExceededError('full') : new DOMException('full', 'QuotaExceededError');
    };";

#[tokio::test]
async fn stored() -> Result<()> {
    let mut desk = Desk::start(desk::options("stored")).await?;
    desk.settle().await?;
    desk.case("a store of a newer version is left alone, and opens once it is understood", newer).await;
    desk.case("no room: said so, and Keep works once there is", full).await;
    desk.case("one damaged record is named, the others stay usable, nothing is overwritten", damaged_record).await;
    desk.case("a damaged index and a damaged header are said, and whole again they open", damaged_whole).await;
    desk.case("after a power cut the vault is locked and everything kept is there", power_cut).await;
    desk.finish().await;
    Ok(())
}

/// Captures one more key and keeps it; gives it.
async fn captured(journey: &mut Journey, tab: &Surface) -> Result<String> {
    let (portal, panel) = begin(journey, tab).await?;
    desk::make_key(&portal, KEY_PAGE).await?;
    let key = desk::newest_key(journey).await?;
    keep(&panel, end_of(&key)).await?;
    Ok(key)
}

async fn header(hand: &Hand, write: Option<&str>) -> Result<String> {
    let found = hand.0.eval(&format!("{HEADER}({})", json!(write))).await?;
    Ok(found.as_str().unwrap_or_default().to_owned())
}

async fn newer(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let key = captured(journey, tab).await?;
    let hand = Hand::open(journey).await?;
    let own = header(&hand, None).await?;
    let later = hand.0.eval(&format!("{LATER}({})", json!(own))).await?;
    let later = later.as_str().unwrap_or_default().to_owned();
    expect("the later header", later != own && later.len() == own.len(), "the same length, another version")?;
    header(&hand, Some(&later)).await?;
    journey.bed.kill_worker().await?;

    journey.bed.activate(tab).await?;
    let popup = journey.bed.open_popup().await?;
    popup.wait(&Find::testid("unreadable")).await?;
    for said in ["title_newer_store", "problem_newer_store", "unreadable_calm"] {
        says(&popup, said, &[]).await?;
    }
    expect("a way to make another vault", !popup.has(&Find::testid("create")).await?, "none")?;
    journey.close_popup(&popup).await?;
    // What could write, tries to: a lock, an unlock, another vault.
    for request in [
        json!({ "type": "vault-lock" }),
        json!({ "type": "vault-unlock", "passphrase": "whatever it may be 12" }),
        json!({ "type": "vault-create", "passphrase": "whatever it may be 12" }),
    ] {
        hand.ask(&request).await?;
    }
    expect("the store", header(&hand, None).await? == later, "as the newer version wrote it")?;

    header(&hand, Some(&own)).await?;
    hand.close().await?;
    journey.bed.kill_worker().await?;
    journey.bed.activate(tab).await?;
    let popup = journey.bed.open_popup().await?;
    popup.wait(&Find::css("[data-testid=locked], [data-testid=vault-all]")).await?;
    if popup.has(&Find::testid("locked")).await? {
        desk::unlock(&popup).await?;
    }
    journey.close_popup(&popup).await?;
    vault_holds(journey, &key).await
}

async fn full(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let (portal, panel) = begin(journey, tab).await?;
    desk::make_key(&portal, KEY_PAGE).await?;
    let key = desk::newest_key(journey).await?;
    card(&panel, end_of(&key)).await?;
    journey.bed.eval_in_background(NO_ROOM).await?;
    panel.click(&Find::testid("keep")).await?;
    says(&panel, "title_storage_full", &[]).await?;
    says(&panel, "problem_storage_full", &[]).await?;
    card(&panel, end_of(&key)).await?;
    journey.bed.eval_in_background("IDBObjectStore.prototype.put = globalThis.bedPut; true").await?;
    keep(&panel, end_of(&key)).await?;
    vault_holds(journey, &key).await
}

/// Turns one bit in the middle of a stored value over, in the extension's own database; a second time, back.
const TURN: &str = "(async (area, key) => {
    const open = indexedDB.open('keyfob');
    const database = await new Promise((done, failed) => { open.onsuccess = () => done(open.result); open.onerror = failed; });
    const transaction = database.transaction(area, 'readwrite');
    const store = transaction.objectStore(area);
    const value = await new Promise((done) => { store.get(key).onsuccess = (e) => done(e.target.result); });
    const bytes = new Uint8Array(value.slice(0));
    bytes[bytes.length >> 1] ^= 1;
    store.put(bytes.buffer, key);
    await new Promise((done) => { transaction.oncomplete = done; });
    database.close();
    return true;
})";

async fn turn(hand: &Hand, area: &str, key: &str) -> Result<()> {
    hand.0.eval(&format!("{TURN}({}, {})", json!(area), json!(key))).await?;
    Ok(())
}

/// What revealing each credential's key answers: its type, and the problem's code.
async fn revealed(hand: &Hand) -> Result<Vec<(String, String)>> {
    let list = hand.ask(&json!({ "type": "list", "query": "", "offset": 0, "limit": 50 })).await?;
    let mut answers = Vec::new();
    for credential in list["credentials"].as_array().into_iter().flatten() {
        let ask = json!({ "type": "reveal", "credential": credential["id"], "field": "api_key" });
        let answer = hand.ask(&ask).await?;
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        answers.push((word(&answer["type"]), word(&answer["error"]["code"])));
    }
    Ok(answers)
}

async fn damaged_record(journey: &mut Journey, tab: &Surface) -> Result<()> {
    captured(journey, tab).await?;
    let hand = Hand::open(journey).await?;
    let list = hand.ask(&json!({ "type": "list", "query": "", "offset": 0, "limit": 50 })).await?;
    let id = list["credentials"][0]["id"].as_str().unwrap_or_default().to_owned();
    expect("the vault", list["total"].as_u64().unwrap_or_default() > 1, "several credentials")?;
    turn(&hand, "records", &id).await?;
    journey.bed.kill_worker().await?;
    let answers = revealed(&hand).await?;
    let damaged = answers.iter().filter(|(_, code)| code == "damaged").count();
    let whole = answers.iter().filter(|(kind, _)| kind == "secret").count();
    expect("the damage", damaged == 1 && whole + 1 == answers.len(), "one record's, the others usable")?;
    turn(&hand, "records", &id).await?;
    let whole = revealed(&hand).await?.iter().all(|(kind, _)| kind == "secret");
    hand.close().await?;
    expect("the record", whole, "as it was: nothing was overwritten")
}

async fn damaged_whole(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let key = captured(journey, tab).await?;
    let hand = Hand::open(journey).await?;
    for part in ["index", "header"] {
        turn(&hand, "meta", part).await?;
        journey.bed.kill_worker().await?;
        let unlock = json!({ "type": "vault-unlock", "passphrase": keyfob_e2e::journey::PASSPHRASE });
        let answer = hand.ask(&unlock).await?;
        expect(part, answer["error"]["code"] == "damaged", "said to be damaged")?;
        turn(&hand, "meta", part).await?;
        journey.bed.kill_worker().await?;
        hand.ask(&unlock).await?;
    }
    hand.close().await?;
    vault_holds(journey, &key).await
}

async fn power_cut(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let key = captured(journey, tab).await?;
    let before = credentials(journey).await?;
    journey.bed.sigkill().await?;
    journey.bed.restart().await?;
    let popup = journey.bed.open_popup().await?;
    popup.wait(&Find::testid("locked")).await?;
    desk::unlock(&popup).await?;
    journey.close_popup(&popup).await?;
    expect("the credentials", credentials(journey).await? == before, "the same as before the cut")?;
    vault_holds(journey, &key).await
}

async fn credentials(journey: &Journey) -> Result<Value> {
    let hand = Hand::open(journey).await?;
    let list = hand.ask(&json!({ "type": "list", "query": "", "offset": 0, "limit": 50 })).await?;
    hand.close().await?;
    Ok(list["credentials"].clone())
}
