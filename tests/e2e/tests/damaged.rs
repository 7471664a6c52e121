//! Every region of what is stored, damaged in the real store, one after the other: the damage is named, the rest stays
//! usable, an export goes out without it, and nothing is overwritten, so that what is whole again opens. Regions are
//! those of `crates/vault/FORMAT.md`. Needs `dist/` (`cargo xtask build`), the browser, Xvfb, openbox, xdotool
//! and imagemagick.

mod desk;

use desk::{Desk, Hand, KEY_PAGE, begin, card, end_of, expect, keep, unlike};
use keyfob_e2e::journey::{Journey, PASSPHRASE, Result};
use keyfob_e2e::{BedError, Find, Look, Surface, until};
use serde_json::{Value, json};

/// Regions of a record and where each is changed; less than nought counts from the end.
const RECORD: [(&str, i32); 6] =
    [("schema", 1), ("id", 2), ("revision", 25), ("nonce", 26), ("ciphertext", 60), ("tag", -1)];
/// The same of the index.
const INDEX: [(&str, i32); 5] = [("generation", 7), ("schema", 9), ("nonce", 10), ("ciphertext", 60), ("tag", -1)];
/// The same of the header.
const HEADER: [(&str, i32); 5] =
    [("magic", 0), ("format version", 9), ("body", 40), ("authenticator", -20), ("checksum", -1)];
/// The same of a capture in the inbox.
const CAPTURE: [(&str, i32); 4] = [("schema", 1), ("encapsulated key", 2), ("ciphertext", 40), ("tag", -1)];

/// What the vault holds: two keys, a third one in the trash.
const CLIENTS: [&str; 3] = ["First Bakery", "Second Bakery", "Third Bakery"];

/// Turns one bit of a stored value over, in the extension's own database; a second time, back.
const TURN: &str = "(async (area, key, at) => {
    const open = indexedDB.open('keyfob');
    const database = await new Promise((done, failed) => { open.onsuccess = () => done(open.result); open.onerror = failed; });
    const transaction = database.transaction(area, 'readwrite');
    const store = transaction.objectStore(area);
    const value = await new Promise((done) => { store.get(key).onsuccess = (e) => done(e.target.result); });
    const bytes = new Uint8Array(value.slice(0));
    bytes.set([bytes.at(at) ^ 1], at < 0 ? bytes.length + at : at);
    store.put(bytes.buffer, key);
    await new Promise((done) => { transaction.oncomplete = done; });
    database.close();
    return true;
})";

/// Everything that is stored, as text: to see that nothing was overwritten.
const ALL: &str = "(async () => {
    const open = indexedDB.open('keyfob');
    const database = await new Promise((done, failed) => { open.onsuccess = () => done(open.result); open.onerror = failed; });
    const all = {};
    for (const area of ['meta', 'records', 'inbox']) {
        const store = database.transaction(area).objectStore(area);
        const ask = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
        for (const key of await ask(store.getAllKeys())) {
            const bytes = new Uint8Array(await ask(store.get(key)));
            all[`${area} ${key}`] = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
        }
    }
    database.close();
    return all;
})()";

#[tokio::test]
async fn damaged() -> Result<()> {
    let mut desk = Desk::start(desk::options("damaged")).await?;
    desk.settle().await?;
    desk.case("two keys, and a third one in the trash", filled).await;
    desk.case("each region of a record that is kept", async |journey, _| records(journey, false).await).await;
    desk.case("each region of a record in the trash", async |journey, _| records(journey, true).await).await;
    desk.case("each region of the index and of the header", async |journey, _| whole(journey).await).await;
    desk.case("each region of a capture that waits in the inbox", captures).await;
    desk.finish().await;
    Ok(())
}

/// The bed's own hand in the manager, which may ask for everything.
async fn manager(journey: &Journey) -> Result<Hand> {
    Ok(Hand(journey.bed.open_extension_page("manager.html?bed").await?))
}

async fn turn(hand: &Hand, area: &str, key: &str, at: i32) -> Result<()> {
    hand.0.eval(&format!("{TURN}({}, {}, {at})", json!(area), json!(key))).await?;
    Ok(())
}

async fn stored(hand: &Hand) -> Result<Value> {
    Ok(hand.0.eval(ALL).await?)
}

async fn listed(hand: &Hand, trashed: bool) -> Result<Vec<Value>> {
    let ask = json!({ "type": "list", "query": "", "offset": 0, "limit": 50, "trashed": trashed });
    Ok(hand.ask(&ask).await?["credentials"].as_array().cloned().unwrap_or_default())
}

/// What revealing a credential's key answers: `secret`, or a problem's code.
async fn revealed(hand: &Hand, id: &Value) -> Result<String> {
    let answer = hand.ask(&json!({ "type": "reveal", "credential": id, "field": "api_key" })).await?;
    let word = answer["error"]["code"].as_str().or(answer["type"].as_str());
    Ok(word.unwrap_or_default().to_owned())
}

async fn unlock(hand: &Hand) -> Result<Value> {
    hand.ask(&json!({ "type": "vault-unlock", "passphrase": PASSPHRASE })).await
}

async fn filled(journey: &mut Journey, _: &Surface) -> Result<()> {
    let hand = manager(journey).await?;
    let lines: Vec<String> = ["0123456789abcdef", "f0e1d2c3b4a59687", "89abcdef01234567"]
        .map(|half| format!("MAILCHIMP_API_KEY={half}{half}-us21\n"))
        .to_vec();
    for (line, client) in lines.iter().zip(CLIENTS) {
        let file = hand.0.eval(&format!("btoa({})", json!(line))).await?;
        let mut ask = json!({ "type": "import-preview", "file": file, "name": ".env", "passphrase": "" });
        let preview = hand.ask(&ask).await?;
        ask["type"] = "import-apply".into();
        ask["wanted"] = json!([preview["entries"][0]["at"]]);
        hand.ask(&ask).await?;
        let all = listed(&hand, false).await?;
        let new = all.iter().find(|one| !CLIENTS.iter().any(|client| one["client"] == *client));
        let id = new.ok_or_else(|| unlike("the import", "a credential", "none"))?["id"].clone();
        hand.ask(&json!({ "type": "edit", "credential": id, "label": client, "client": client })).await?;
        if client == CLIENTS[2] {
            hand.ask(&json!({ "type": "delete", "credential": id })).await?;
        }
    }
    let (kept, trash) = (listed(&hand, false).await?, listed(&hand, true).await?);
    hand.close().await?;
    expect("the vault", kept.len() == 2 && trash.len() == 1, "two keys, and one in the trash")
}

async fn records(journey: &mut Journey, trashed: bool) -> Result<()> {
    let hand = manager(journey).await?;
    let all = [listed(&hand, false).await?, listed(&hand, true).await?].concat();
    let victim = all.iter().find(|one| one["trashed_at"].is_number() == trashed);
    let victim = victim.ok_or_else(|| unlike("the vault", "such a credential", "none"))?;
    let id = victim["id"].as_str().unwrap_or_default();
    let before = stored(&hand).await?;
    for (region, at) in RECORD {
        turn(&hand, "records", id, at).await?;
        let broken = stored(&hand).await?;
        journey.bed.kill_worker().await?;
        for one in &all {
            let answer = revealed(&hand, &one["id"]).await?;
            let named = if one["id"] == id { answer != "secret" && answer != "worker" } else { answer == "secret" };
            expect(
                &format!("{} after damage of {region}", one["label"]),
                named,
                &format!("named if it is it: {answer}"),
            )?;
        }
        expect("the list", listed(&hand, trashed).await?.iter().any(|one| one["id"] == id), "still with it")?;
        if region == "ciphertext" {
            let file = hand.ask(&json!({ "type": "export", "passphrase": PASSPHRASE, "cxf": false })).await?;
            expect("the export", file["type"] == "file", "made")?;
            expect("what is left out of it", file["left_out"] == json!([victim["label"]]), "the damaged one, alone")?;
        }
        expect("the store", stored(&hand).await? == broken, "as it was: nothing is overwritten")?;
        turn(&hand, "records", id, at).await?;
        expect(region, revealed(&hand, &victim["id"]).await? == "secret", "whole again, it opens")?;
    }
    expect("the store", stored(&hand).await? == before, "as before")?;
    hand.close().await
}

/// What the vault as a whole cannot be opened without.
async fn whole(journey: &mut Journey) -> Result<()> {
    let hand = manager(journey).await?;
    let before = stored(&hand).await?;
    for (part, regions) in [("index", INDEX), ("header", HEADER)] {
        for (region, at) in regions {
            let what = format!("the {region} of the {part}");
            turn(&hand, "meta", part, at).await?;
            let broken = stored(&hand).await?;
            journey.bed.kill_worker().await?;
            let answer = unlock(&hand).await?;
            let code = answer["error"]["code"].as_str().unwrap_or_default().to_owned();
            expect(&what, code == "damaged" || code == "newer-store", &format!("named: {code}"))?;
            for ask in [json!({ "type": "vault-create", "passphrase": PASSPHRASE }), json!({ "type": "vault-lock" })] {
                hand.ask(&ask).await?;
            }
            expect(&what, stored(&hand).await? == broken, "as it was: nothing is overwritten")?;
            turn(&hand, "meta", part, at).await?;
        }
        journey.bed.kill_worker().await?;
        unlock(&hand).await?;
        expect(part, listed(&hand, false).await?.len() == 2, "whole again, it opens")?;
    }
    expect("the store", stored(&hand).await? == before, "as before")?;
    hand.close().await
}

/// A key that was kept while the vault was locked.
async fn captures(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let (portal, panel) = begin(journey, tab).await?;
    panel.wait(&Find::testid("step-current")).await?;
    panel.click(&Find::testid("lock")).await?;
    panel.wait(&Find::testid("locked")).await?;
    desk::make_key(&portal, KEY_PAGE).await?;
    let key = desk::newest_key(journey).await?;
    card(&panel, end_of(&key)).await?;
    keep(&panel, end_of(&key)).await?;
    let hand = manager(journey).await?;
    let before = stored(&hand).await?;
    let inbox = before.as_object().into_iter().flatten().filter_map(|(key, _)| key.strip_prefix("inbox "));
    let inbox: Vec<&str> = inbox.collect();
    let [capture] = inbox.as_slice() else { return Err(unlike("the inbox", "one capture", &inbox.len().to_string())) };
    for (region, at) in CAPTURE {
        turn(&hand, "inbox", capture, at).await?;
        let broken = stored(&hand).await?[format!("inbox {capture}")].clone();
        hand.ask(&json!({ "type": "vault-lock" })).await?;
        journey.bed.kill_worker().await?;
        expect(region, unlock(&hand).await?["type"] == "done", "the vault opens")?;
        expect(region, listed(&hand, false).await?.len() == 2, "the rest is usable")?;
        until(&format!("the damage of {region} to be named"), async || {
            let view = hand.view().await.map_err(|_| BedError::Disconnected)?;
            let named = view["problem"]["code"] == "inbox-damaged" && view["problem"]["args"] == json!(["1"]);
            Ok(if named { Look::Done(()) } else { Look::wait(&view["problem"]) })
        })
        .await?;
        expect(region, stored(&hand).await?[format!("inbox {capture}")] == broken, "not overwritten")?;
        turn(&hand, "inbox", capture, at).await?;
    }
    hand.ask(&json!({ "type": "vault-lock" })).await?;
    unlock(&hand).await?;
    until("the inbox to be merged, now that it is whole", async || {
        let view = hand.view().await.map_err(|_| BedError::Disconnected)?;
        Ok(if view["inbox"] == 0 { Look::Done(()) } else { Look::wait(&view["inbox"]) })
    })
    .await?;
    hand.close().await?;
    desk::vault_holds(journey, &key).await
}
