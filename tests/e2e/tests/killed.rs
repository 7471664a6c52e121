//! SIGKILL of the whole browser, in the middle of what each operation writes and right after its answer: what was
//! confirmed is there after the next start, what was not is as if it had never begun. Needs `dist/`
//! (`cargo xtask build`), the browser, Xvfb, openbox, xdotool and imagemagick.

mod desk;

use desk::{Desk, Hand, KEY_PAGE, NOTHING, begin, card, end_of, expect, newest_key, unlike};
use keyfob_e2e::journey::{Journey, PASSPHRASE, Result};
use keyfob_e2e::{Find, Look, Surface, until};
use serde_json::{Value, json};

const OTHER: &str = "seven quiet ponds";

/// From now on nothing is committed: the writes of a transaction have been made, and it stays open for as long as the
/// background lives.
const HOLD: &str = "(() => {
    const stay = (transaction) => {
        transaction.objectStore('meta').get('header').onsuccess = () => stay(transaction);
    };
    IDBTransaction.prototype.commit = function () { globalThis.bedHeld = true; stay(this); };
    return true;
})()";

#[tokio::test]
async fn killed() -> Result<()> {
    let mut desk = Desk::start(desk::options("killed")).await?;
    desk.settle().await?;
    desk.case("keep", async |journey, tab| kept(journey, tab).await).await;
    desk.case("import", imported).await;
    desk.case("edit", edited).await;
    desk.case("delete", deleted).await;
    desk.case("restore", restored).await;
    desk.case("fill", async |journey, _| filled(journey).await).await;
    desk.case("another passphrase", async |journey, _| another_passphrase(journey).await).await;
    desk.case("a new key for everything", async |journey, _| new_key(journey).await).await;
    desk.finish().await;
    Ok(())
}

/// The bed's own hand in the manager, which may ask for everything.
async fn manager(journey: &Journey) -> Result<Hand> {
    Ok(Hand(journey.bed.open_extension_page("manager.html?bed").await?))
}

/// All that the open vault shows: what is kept and what lies in the trash, each with what revealing its key answers,
/// the inbox, and the ways to open it.
async fn standing(hand: &Hand) -> Result<Value> {
    let mut all = Vec::new();
    for trashed in [false, true] {
        let ask = json!({ "type": "list", "query": "", "offset": 0, "limit": 50, "trashed": trashed });
        for credential in hand.ask(&ask).await?["credentials"].as_array().into_iter().flatten() {
            let ask = json!({ "type": "reveal", "credential": credential["id"], "field": "api_key" });
            all.push(json!({ "trashed": trashed, "credential": credential, "key": hand.ask(&ask).await? }));
        }
    }
    let ways = hand.ask(&json!({ "type": "ways" })).await?;
    expect("the ways to open the vault", ways["type"] == "ways", "told, since it is open")?;
    Ok(json!({ "all": all, "inbox": hand.view().await?["inbox"], "ways": ways }))
}

/// Kills the browser, starts it again and opens the vault.
async fn power_cut(journey: &mut Journey, passphrase: &str) -> Result<Hand> {
    journey.bed.sigkill().await?;
    journey.bed.restart().await?;
    let hand = manager(journey).await?;
    let answer = hand.ask(&json!({ "type": "vault-unlock", "passphrase": passphrase })).await?;
    expect("the vault", answer["type"] == "done", "opened with its passphrase")?;
    Ok(hand)
}

/// Waits until the background has made its writes and would commit them.
async fn held(journey: &Journey) -> Result<()> {
    until("the writes to be made", async || {
        let held = journey.bed.eval_in_background("globalThis.bedHeld === true").await? == true;
        Ok(if held { Look::Done(()) } else { Look::wait("no transaction is held") })
    })
    .await?;
    Ok(())
}

/// Does something twice: the browser is killed in the middle of its writes, and nothing has happened; then it is killed
/// right after the answer, and all of it has. Gives what the vault shows before and after.
async fn both(journey: &mut Journey, ask: &Value) -> Result<(Value, Value)> {
    let hand = manager(journey).await?;
    let before = standing(&hand).await?;
    journey.bed.eval_in_background(HOLD).await?;
    let sent = format!("void chrome.runtime.sendMessage({})", json!({ "ui": ask }));
    hand.0.eval(&sent).await?;
    held(journey).await?;
    let hand = power_cut(journey, PASSPHRASE).await?;
    expect("the vault", standing(&hand).await? == before, "as if it had never begun")?;

    let answer = hand.ask(ask).await?;
    expect("the answer", answer["type"] == "done", "done")?;
    let passphrase = ask["new"].as_str().unwrap_or(PASSPHRASE);
    let hand = power_cut(journey, passphrase).await?;
    let after = standing(&hand).await?;
    hand.close().await?;
    Ok((before, after))
}

/// The value of each credential's key, and whether it lies in the trash.
fn keys(standing: &Value) -> Vec<(String, bool)> {
    let all = standing["all"].as_array().into_iter().flatten();
    all.map(|one| (one["key"]["value"].as_str().unwrap_or_default().to_owned(), one["trashed"] == true)).collect()
}

/// The first credential of a standing.
fn first(standing: &Value) -> Value {
    standing["all"][0]["credential"].clone()
}

/// A key on the portal's page, and its card in the panel.
async fn waiting(journey: &mut Journey, tab: &Surface) -> Result<(Surface, String)> {
    let (portal, panel) = begin(journey, tab).await?;
    desk::make_key(&portal, KEY_PAGE).await?;
    let key = newest_key(journey).await?;
    card(&panel, end_of(&key)).await?;
    Ok((panel, key))
}

async fn kept(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let (panel, key) = waiting(journey, tab).await?;
    journey.bed.eval_in_background(HOLD).await?;
    panel.click(&Find::testid("keep")).await?;
    held(journey).await?;
    let hand = power_cut(journey, PASSPHRASE).await?;
    expect("the vault", keys(&standing(&hand).await?).is_empty(), "empty, since Keep was not done")?;
    hand.close().await?;

    // The portal still shows the page on which another key is made; the job went with the browser.
    let tab = journey.bed.tab().await?;
    desk::log_in_to_mailchimp(&tab).await?;
    let (panel, second) = waiting(journey, &tab).await?;
    expect("the second key", second != key, "another one")?;
    panel.click(&Find::testid("keep")).await?;
    panel.wait_gone(&Find::testid("held")).await?;
    let hand = power_cut(journey, PASSPHRASE).await?;
    let found = keys(&standing(&hand).await?);
    hand.close().await?;
    expect("the vault", found == [(second, false)], "the key that was kept, and no other")
}

async fn imported(journey: &mut Journey, _: &Surface) -> Result<()> {
    let key = [&"0123456789abcdef".repeat(2), "-us21"].concat();
    let hand = manager(journey).await?;
    let file = hand.0.eval(&format!("btoa({})", json!(format!("MAILCHIMP_API_KEY={key}\n")))).await?;
    let mut ask = json!({ "type": "import-preview", "file": file, "name": ".env", "passphrase": "" });
    let preview = hand.ask(&ask).await?;
    hand.close().await?;
    expect("the preview", preview["entries"].as_array().is_some_and(|all| all.len() == 1), "one entry")?;
    ask["type"] = "import-apply".into();
    ask["wanted"] = json!([preview["entries"][0]["at"]]);
    let (before, after) = both(journey, &ask).await?;
    let mut wanted = keys(&before);
    wanted.push((key, false));
    wanted.sort();
    let mut found = keys(&after);
    found.sort();
    expect("the vault", found == wanted, "what was there, and what was in the file, once")
}

/// What the vault shows now.
async fn now(journey: &Journey) -> Result<Value> {
    let hand = manager(journey).await?;
    let found = standing(&hand).await?;
    hand.close().await?;
    Ok(found)
}

async fn edited(journey: &mut Journey, _: &Surface) -> Result<()> {
    let id = first(&now(journey).await?)["id"].clone();
    let ask = json!({ "type": "edit", "credential": id, "label": "Another label", "client": "Another client" });
    let (before, after) = both(journey, &ask).await?;
    let found = credential(&after, &id)?;
    expect("the label", found["label"] == "Another label" && found["client"] == "Another client", "the new one")?;
    expect("the keys", sorted(&before) == sorted(&after), "the same")
}

async fn deleted(journey: &mut Journey, _: &Surface) -> Result<()> {
    let id = first(&now(journey).await?)["id"].clone();
    let (before, after) = both(journey, &json!({ "type": "delete", "credential": id })).await?;
    expect("the trash", in_trash(&before).is_empty() && in_trash(&after) == [id], "what was deleted, alone")?;
    expect("the number", keys(&before).len() == keys(&after).len(), "the same")
}

async fn restored(journey: &mut Journey, _: &Surface) -> Result<()> {
    let trash = in_trash(&now(journey).await?);
    let id = trash.first().cloned().unwrap_or_default();
    let (before, after) = both(journey, &json!({ "type": "restore", "credential": id })).await?;
    expect("the trash", in_trash(&after).is_empty(), "empty")?;
    expect("the number", keys(&before).len() == keys(&after).len(), "the same")
}

async fn another_passphrase(journey: &mut Journey) -> Result<()> {
    let ask = json!({ "type": "passphrase-change", "current": PASSPHRASE, "new": OTHER });
    let (before, after) = both(journey, &ask).await?;
    expect("what is kept", before["all"] == after["all"], "the same")?;
    let hand = manager(journey).await?;
    hand.ask(&json!({ "type": "vault-lock" })).await?;
    let answer = hand.ask(&json!({ "type": "vault-unlock", "passphrase": PASSPHRASE })).await?;
    expect("the old passphrase", answer["error"]["code"] == "wrong-passphrase", "wrong now")?;
    hand.ask(&json!({ "type": "vault-unlock", "passphrase": OTHER })).await?;
    // As it was, for the next case.
    let back = hand.ask(&json!({ "type": "passphrase-change", "current": OTHER, "new": PASSPHRASE })).await?;
    expect("the way back", back["type"] == "done", "done")?;
    hand.close().await
}

async fn new_key(journey: &mut Journey) -> Result<()> {
    let (before, after) = both(journey, &json!({ "type": "key-change" })).await?;
    expect("what is kept", before["all"] == after["all"], "the same, and all of it opens")
}

/// The form on a page of the sandbox, its plan in the popup, and the credential that it is about chosen.
async fn planned(journey: &mut Journey) -> Result<Surface> {
    let tab = journey.bed.tab().await?;
    tab.goto(NOTHING).await?;
    let html = std::fs::read_to_string(keyfob_e2e::repository().join("tests/hostile/form.html")).unwrap_or_default();
    tab.eval(&format!("document.open(); document.write({}); document.close()", json!(html))).await?;
    journey.bed.activate(&tab).await?;
    let popup = journey.bed.open_popup().await?;
    popup.wait(&Find::testid("plan")).await?;
    Ok(popup)
}

/// How often the credentials were used, all together.
fn uses(standing: &Value) -> usize {
    let all = standing["all"].as_array().into_iter().flatten();
    all.map(|one| one["credential"]["uses"].as_array().map_or(0, Vec::len)).sum()
}

async fn filled(journey: &mut Journey) -> Result<()> {
    let before = now(journey).await?;
    let popup = planned(journey).await?;
    popup.wait(&Find::testid("fill-confirm")).await?;
    journey.bed.eval_in_background(HOLD).await?;
    popup.click(&Find::testid("fill-confirm")).await?;
    held(journey).await?;
    let hand = power_cut(journey, PASSPHRASE).await?;
    expect("the vault", standing(&hand).await? == before, "as if nothing had been filled")?;
    hand.close().await?;

    let popup = planned(journey).await?;
    popup.click(&Find::testid("fill-confirm")).await?;
    popup.wait(&Find::testid("filled")).await?;
    let hand = power_cut(journey, PASSPHRASE).await?;
    let after = standing(&hand).await?;
    hand.close().await?;
    expect("the use", uses(&after) == uses(&before) + 1, "recorded once")?;
    expect("the keys", sorted(&before) == sorted(&after), "the same")
}

fn sorted(standing: &Value) -> Vec<(String, bool)> {
    let mut keys = keys(standing);
    keys.sort();
    keys
}

fn in_trash(standing: &Value) -> Vec<Value> {
    let all = standing["all"].as_array().into_iter().flatten();
    all.filter(|one| one["trashed"] == true).map(|one| one["credential"]["id"].clone()).collect()
}

fn credential(standing: &Value, id: &Value) -> Result<Value> {
    let mut all = standing["all"].as_array().into_iter().flatten();
    let found = all.find(|one| one["credential"]["id"] == *id).ok_or_else(|| unlike("the vault", "it", "nothing"))?;
    Ok(found["credential"].clone())
}
