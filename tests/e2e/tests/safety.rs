//! Everything a person does for the vault itself, in the manager of the real extension: a code on paper, a passkey,
//! another passphrase, a new key, the trash, a file out and in again, and the clipboard. Needs `dist/`
//! (`cargo xtask build`), the browser, Xvfb, openbox, xdotool and imagemagick.

mod desk;

use desk::{Desk, Hand, KEY_PAGE, begin, end_of, expect, keep, newest_key, says, sentence, vault_holds};
use keyfob_e2e::journey::{Journey, PASSPHRASE, Result};
use keyfob_e2e::{Browser, Find, Look, Surface, until};
use serde_json::{Value, json};

const OTHER: &str = "seven quiet ponds";
const FILE_PASSPHRASE: &str = "nine slow trains";

#[tokio::test]
async fn safety() -> Result<()> {
    let mut desk = Desk::start(desk::options("safety")).await?;
    desk.settle().await?;
    desk.case("a key to look after", one_key).await;
    desk.case("a recovery code, shown once, typed back, opens the vault", recovery).await;
    // Firefox has no virtual authenticator.
    if desk.journey.bed.browser() == Browser::Chromium {
        desk.case("a passkey opens the vault until it is removed", passkey).await;
    }
    desk.case("another passphrase, and a new key for everything", passphrase_and_key).await;
    desk.case("the trash gives back, and is emptied for good", trash).await;
    desk.case("a file goes out sealed and comes in again", files).await;
    desk.case("the clipboard is overwritten in time", clipboard).await;
    desk.finish().await;
    Ok(())
}

async fn one_key(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let (portal, panel) = begin(journey, tab).await?;
    desk::make_key(&portal, KEY_PAGE).await?;
    let key = newest_key(journey).await?;
    keep(&panel, end_of(&key)).await?;
    panel.wait(&Find::testid("done")).await?;
    vault_holds(journey, &key).await
}

/// The manager at its place for the vault itself.
async fn safe_place(journey: &Journey) -> Result<Surface> {
    let manager = journey.bed.open_extension_page("manager.html").await?;
    manager.click(&Find::testid("safety")).await?;
    manager.wait(&Find::testid("way_passphrase")).await?;
    Ok(manager)
}

/// Unfolds one of the things that can be done there.
async fn unfold(manager: &Surface, task: &str) -> Result<()> {
    Ok(manager.click(&Find::css(&format!("[data-testid={task}] > summary"))).await?)
}

async fn lock(manager: &Surface) -> Result<()> {
    manager.click(&Find::testid("lock-now")).await?;
    manager.wait(&Find::testid("locked")).await?;
    Ok(())
}

async fn opens_with(manager: &Surface, field: &str, typed: &str) -> Result<()> {
    manager.type_into(&Find::testid(field), typed).await?;
    manager.click(&Find::testid("unlock-submit")).await?;
    manager.wait_gone(&Find::testid("locked")).await?;
    Ok(())
}

async fn recovery(journey: &mut Journey, _: &Surface) -> Result<()> {
    let manager = safe_place(journey).await?;
    unfold(&manager, "recovery").await?;
    manager.click(&Find::testid("recovery-make")).await?;
    manager.wait(&Find::testid("recovery-code")).await?;
    let groups = "[...document.querySelectorAll('[data-testid=recovery-code] li')].map((one) => one.innerText.trim())";
    let groups: Vec<String> = serde_json::from_value(manager.eval(groups).await?).unwrap_or_default();
    expect("the code", groups.len() > 4 && groups.iter().all(|group| !group.is_empty()), "several groups")?;
    let last = groups.last().cloned().unwrap_or_default().to_lowercase();
    manager.type_into(&Find::testid("recovery-part"), &last).await?;
    manager.click(&Find::testid("recovery-confirm")).await?;
    manager.wait(&Find::testid("way_recovery")).await?;
    expect("the code", !manager.has(&Find::testid("recovery-code")).await?, "shown once")?;

    lock(&manager).await?;
    manager.click(&Find::testid("unlock-other")).await?;
    opens_with(&manager, "unlock-code", &groups.join(" ").to_lowercase()).await?;
    manager.close().await?;
    vault_holds(journey, &newest_key(journey).await?).await
}

async fn passkey(journey: &mut Journey, _: &Surface) -> Result<()> {
    let manager = safe_place(journey).await?;
    manager.cdp("WebAuthn.enable", json!({})).await?;
    let authenticator = json!({ "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal",
        "hasResidentKey": true, "hasUserVerification": true, "isUserVerified": true, "hasPrf": true,
        "automaticPresenceSimulation": true });
    manager.cdp("WebAuthn.addVirtualAuthenticator", json!({ "options": authenticator })).await?;
    // The page looks once whether the computer can.
    manager.click(&Find::testid("trash")).await?;
    manager.click(&Find::testid("safety")).await?;
    unfold(&manager, "passkey_add").await?;
    manager.click(&Find::testid("passkey-submit")).await?;
    manager.wait(&Find::testid("way_passkey")).await?;

    lock(&manager).await?;
    manager.click(&Find::testid("unlock-passkey")).await?;
    manager.wait_gone(&Find::testid("locked")).await?;
    vault_holds(journey, &newest_key(journey).await?).await?;

    journey.bed.activate(&manager).await?;
    manager.click(&Find::testid("safety")).await?;
    let row = "[data-testid=way_passkey]";
    manager.click(&Find::css(&format!("{row} [data-testid=way-remove] > summary"))).await?;
    manager.click(&Find::css(&format!("{row} [data-testid=way-remove-confirm]"))).await?;
    manager.wait_gone(&Find::testid("way_passkey")).await?;
    lock(&manager).await?;
    expect("the passkey", !manager.has(&Find::testid("unlock-passkey")).await?, "gone from the lock")?;
    opens_with(&manager, "unlock-passphrase", PASSPHRASE).await?;
    Ok(manager.close().await?)
}

async fn change(manager: &Surface, current: &str, new: &str) -> Result<()> {
    manager.type_into(&Find::testid("passphrase-current"), current).await?;
    manager.type_into(&Find::testid("passphrase-new"), new).await?;
    manager.click(&Find::testid("passphrase-submit")).await?;
    Ok(())
}

async fn passphrase_and_key(journey: &mut Journey, _: &Surface) -> Result<()> {
    let manager = safe_place(journey).await?;
    unfold(&manager, "passphrase_change").await?;
    change(&manager, "not the passphrase", OTHER).await?;
    desk::says(&manager, "problem_wrong_passphrase", &[]).await?;
    change(&manager, PASSPHRASE, OTHER).await?;
    desk::says(&manager, "passphrase_changed", &[]).await?;
    unfold(&manager, "key_change").await?;
    manager.click(&Find::testid("key-submit")).await?;
    desk::says(&manager, "key_changed", &[]).await?;
    lock(&manager).await?;
    opens_with(&manager, "unlock-passphrase", OTHER).await?;
    vault_holds(journey, &newest_key(journey).await?).await?;
    // As it was, for the next case.
    journey.bed.activate(&manager).await?;
    manager.click(&Find::testid("safety")).await?;
    unfold(&manager, "passphrase_change").await?;
    change(&manager, OTHER, PASSPHRASE).await?;
    desk::says(&manager, "passphrase_changed", &[]).await?;
    Ok(manager.close().await?)
}

/// Everything the background lists: what is there, or what lies in the trash.
async fn listed(journey: &Journey, trashed: bool) -> Result<Vec<Value>> {
    let hand = Hand::open(journey).await?;
    let ask = json!({ "type": "list", "query": "", "offset": 0, "limit": 50, "trashed": trashed });
    // The trash is the manager's.
    let manager = journey.bed.open_extension_page("manager.html?bed").await?;
    let list = manager.eval(&format!("chrome.runtime.sendMessage({})", json!({ "ui": ask }))).await?;
    manager.close().await?;
    hand.close().await?;
    Ok(list["credentials"].as_array().cloned().unwrap_or_default())
}

async fn delete(manager: &Surface) -> Result<()> {
    manager.click(&Find::testid("credential")).await?;
    unfold(manager, "delete").await?;
    manager.click(&Find::testid("delete-confirm")).await?;
    manager.wait(&Find::testid("told")).await?;
    Ok(())
}

async fn trash(journey: &mut Journey, _: &Surface) -> Result<()> {
    let manager = journey.bed.open_extension_page("manager.html").await?;
    delete(&manager).await?;
    expect("the list", listed(journey, false).await?.is_empty(), "empty")?;
    journey.bed.activate(&manager).await?;
    manager.click(&Find::testid("undo")).await?;
    manager.wait(&Find::testid("detail")).await?;
    vault_holds(journey, &newest_key(journey).await?).await?;

    journey.bed.activate(&manager).await?;
    delete(&manager).await?;
    manager.click(&Find::testid("trash")).await?;
    manager.click(&Find::testid("restore")).await?;
    manager.wait(&Find::testid("trash-empty")).await?;
    vault_holds(journey, &newest_key(journey).await?).await?;
    Ok(manager.close().await?)
}

async fn files(journey: &mut Journey, _: &Surface) -> Result<()> {
    let folder = journey.bed.downloads().await?;
    let manager = safe_place(journey).await?;
    unfold(&manager, "export").await?;
    manager.type_into(&Find::testid("export-passphrase"), FILE_PASSPHRASE).await?;
    manager.type_into(&Find::testid("export-again"), FILE_PASSPHRASE).await?;
    manager.click(&Find::testid("export-submit")).await?;
    let path = folder.join("keyfob.age");
    let bytes = until("the exported file", async || {
        Ok(match std::fs::read(&path) {
            Ok(bytes) if !bytes.is_empty() => Look::Done(bytes),
            _ => Look::wait("no file"),
        })
    })
    .await?;
    let key = newest_key(journey).await?;
    expect("the file", bytes.starts_with(b"age-encryption.org/v1\n-> scrypt "), "an age file for a passphrase")?;
    let clear = bytes.windows(key.len()).any(|window| window == key.as_bytes());
    expect("the file", !clear, "without the key in clear")?;

    // Gone for good, and back from the file.
    let id = listed(journey, false).await?.first().map(|one| one["id"].clone()).unwrap_or_default();
    let ask =
        |kind: &str| format!("chrome.runtime.sendMessage({})", json!({ "ui": { "type": kind, "credential": id } }));
    manager.eval(&ask("delete")).await?;
    journey.bed.activate(&manager).await?;
    unfold(&manager, "import").await?;
    manager.choose_files(&Find::testid("import-file"), &[&path]).await?;
    manager.type_into(&Find::testid("import-passphrase"), FILE_PASSPHRASE).await?;
    manager.click(&Find::testid("import-open")).await?;
    manager.wait(&Find::testid("import-entry")).await?;
    let shown = manager.text(&Find::testid("import-entry")).await?;
    expect("the preview", shown.contains(end_of(&key)) && !shown.contains(&key), "masked")?;
    Ok(manager.close().await?)
}

async fn clipboard(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let hand = Hand::open(journey).await?;
    for one in listed(journey, true).await? {
        // Deleted in the case before.
        let manager = journey.bed.open_extension_page("manager.html?bed").await?;
        let ask = json!({ "ui": { "type": "restore", "credential": one["id"] } });
        manager.eval(&format!("chrome.runtime.sendMessage({ask})")).await?;
        manager.close().await?;
    }
    hand.close().await?;
    let manager = journey.bed.open_extension_page("manager.html").await?;
    manager.click(&Find::testid("credential")).await?;
    let announced = sentence("clipboard", &["60"]);
    let said =
        manager.eval("document.body.innerText + [...document.querySelectorAll('[title]')].map((e) => e.title)").await?;
    expect("the announcement", said.as_str().is_some_and(|said| said.contains(&announced)), &announced)?;
    manager.click(&Find::testid("copy-api_key")).await?;
    // A document that is not in front any more may not write to the clipboard.
    says(&manager, "copied", &[]).await?;
    let key = newest_key(journey).await?;
    pasted(journey, tab, &key).await?;
    // A worker that was killed at it left its document behind.
    let leave = "chrome.offscreen ? chrome.offscreen.createDocument({ url: 'manifest.json', reasons: ['CLIPBOARD'],
        justification: 'Left behind.' }).then(() => true) : true";
    expect("a document", manager.eval(leave).await? == true, "left behind")?;
    // Its time comes, while no worker runs that would write its own over it.
    let time = "chrome.storage.session.get('session').then(({ session }) => Boolean(session.clear_at))";
    manager.wait_for(time).await?;
    let due = "(async () => { const { session } = await chrome.storage.session.get('session');
        session.clear_at = Date.now() - 1; await chrome.storage.session.set({ session }); return true; })()";
    until("the time set while no worker runs", async || {
        journey.bed.kill_worker().await?;
        manager.eval(due).await?;
        Ok(if journey.bed.worker_runs().await? { Look::wait("a worker runs") } else { Look::Done(()) })
    })
    .await?;
    manager.eval("chrome.alarms.create('clock', { when: Date.now() })").await?;
    pasted(journey, tab, " ").await?;
    Ok(manager.close().await?)
}

/// Waits until exactly this is what a paste brings. A letter typed after it tells when the paste has come.
async fn pasted(journey: &Journey, tab: &Surface, wanted: &str) -> Result<()> {
    journey.bed.activate(tab).await?;
    let field = "(() => { const field = document.querySelector('#bed-paste') ?? Object.assign(
        document.createElement('textarea'), { id: 'bed-paste' });
        document.body.append(field); field.value = ''; field.focus(); return true; })()";
    let value = "document.querySelector('#bed-paste').value";
    until("the clipboard", async || {
        tab.eval(field).await?;
        journey.bed.shortcut("ctrl+v").await?;
        journey.bed.shortcut("x").await?;
        tab.wait_for(&format!("{value}.endsWith('x')")).await?;
        let held = tab.eval(value).await?;
        Ok(if held == format!("{wanted}x") { Look::Done(()) } else { Look::wait("something else") })
    })
    .await?;
    Ok(())
}
