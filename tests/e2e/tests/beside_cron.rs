//! A connection for a script, all the way: made in the browser, moved into a file by the manager, kept alive by
//! `keyfob token`, and left alone by the vault. Needs `dist/` (`cargo xtask build`), the browser, Xvfb, openbox,
//! xdotool and imagemagick; the command is built here.

mod desk;

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use desk::{Desk, Hand, KEY_PAGE, begin, end_of, expect, keep, newest_key, says, unlike};
use keyfob_e2e::journey::{Journey, Result};
use keyfob_e2e::{Find, Look, Surface, until};
use keyfob_exchange::{DocumentSecret, Key, Protection};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;

const V3: &str = "constant-contact/v3-oauth";
const FILE_PASSPHRASE: &str = "nine slow trains";
/// Less than an access token lives: it is due, and good for an hour yet.
const NIGHT: u64 = 23 * 3600;

#[tokio::test]
async fn cron() -> Result<()> {
    let mut desk = Desk::start(desk::options("cron")).await?;
    desk.settle().await?;
    desk.case("a rotating connection is moved to a script, and the vault lets go of it", moved).await;
    desk.finish().await;
    Ok(())
}

async fn moved(journey: &mut Journey, tab: &Surface) -> Result<()> {
    let downloads = journey.bed.downloads().await?;
    let (portal, panel) = begin(journey, tab).await?;
    desk::make_key(&portal, KEY_PAGE).await?;
    keep(&panel, end_of(&newest_key(journey).await?)).await?;
    panel.wait(&Find::testid("done")).await?;
    let (_, connection) = journey.constant_contact_v3(&panel).await?;
    let refresh = connection.fields.iter().find(|(name, _)| name == "refresh_token").map(|(_, value)| value.clone());
    let refresh = refresh.unwrap_or_default();
    let manager = connection_page(journey).await?;
    manager.click(&Find::css("[data-testid=script] > summary")).await?;
    says(&manager, "script_move", &[]).await?;
    journey.done_on(&manager, "script-offer", "the manager offers to move it into a file").await?;
    manager.type_into(&Find::testid("script-passphrase"), FILE_PASSPHRASE).await?;
    manager.type_into(&Find::testid("script-passphrase-again"), FILE_PASSPHRASE).await?;
    manager.click(&Find::testid("script-submit")).await?;
    manager.wait(&Find::testid("script-waits")).await?;
    let file = downloads.join("keyfob-script.age");
    until("the file for the script", async || {
        let found = std::fs::read(&file).is_ok_and(|bytes| bytes.starts_with(b"age-encryption.org/v1\n-> scrypt "));
        Ok(if found { Look::Done(()) } else { Look::wait("no file") })
    })
    .await?;
    // A worker that dies between the two steps leaves the question standing.
    journey.bed.kill_worker().await?;
    manager.close().await?;
    let manager = connection_page(journey).await?;
    says(&manager, "script_waits", &[]).await?;
    journey.done_on(&manager, "script-waits", "the manager asks what became of the file").await?;
    manager.click(&Find::testid("script-moved")).await?;
    says(&manager, "connection_used_by_cron", &[]).await?;
    manager.wait_gone(&Find::testid("script-waits")).await?;
    manager.wait_gone(&Find::testid("value-refresh_token")).await?;
    says(&manager, "connection_beside", &[]).await?;
    journey.done_on(&manager, "script-moved", "the manager says that a script uses it").await?;

    // The night comes.
    let asked = requests(journey).await?;
    journey.sandbox.ask("POST", "/clock", Some(&json!({ "advance_seconds": NIGHT }))).await?;
    age_by(&file, NIGHT)?;
    let output = keyfob_token(journey, &file).await?;
    let printed = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    expect(&format!("keyfob token ({said})"), output.status.success(), "a token")?;
    expect("the token", journey.issued(V3, "access_token").await? == printed, "the newest that was issued")?;
    expect("the next refresh token", journey.issued(V3, "refresh_token").await? != refresh, "rotated")?;
    expect("requests for tokens", requests(journey).await? == asked + 1, "the script's one")?;

    // The vault neither has it nor renews it, today or after a new start.
    journey.bed.kill_worker().await?;
    let hand = Hand::open(journey).await?;
    hand.ask(&json!({ "type": "vault-lock" })).await?;
    hand.ask(&json!({ "type": "vault-unlock", "passphrase": keyfob_e2e::journey::PASSPHRASE })).await?;
    let list = hand.ask(&json!({ "type": "list", "query": "", "offset": 0, "limit": 50 })).await?;
    let here = list["credentials"].as_array().into_iter().flatten().find(|one| one["kind"] == V3);
    let here = here.cloned().unwrap_or_default();
    let state = (&here["connection"]["code"], &here["connection"]["next"], &here["script"]);
    expect("the connection", state == (&json!("used-by-cron"), &Value::Null, &json!("moved")), "used by a script")?;
    let reveal = json!({ "type": "reveal", "credential": here["id"], "field": "refresh_token", "earlier": null });
    expect("its refresh token", hand.ask(&reveal).await?["error"]["code"] == "not-found", "not in the vault")?;
    hand.close().await?;
    expect("requests for tokens", requests(journey).await? == asked + 1, "still the script's one")?;
    Ok(manager.close().await?)
}

/// The manager, with the connection chosen.
async fn connection_page(journey: &Journey) -> Result<Surface> {
    let manager = journey.bed.open_extension_page("manager.html").await?;
    manager.click(&Find::css(&format!("[data-testid=credential][data-kind='{V3}']"))).await?;
    Ok(manager)
}

/// How many requests for tokens the authorization server has dealt with.
async fn requests(journey: &Journey) -> Result<usize> {
    let log = journey.sandbox.ask("GET", "/log?host=authz.constantcontact.com&method=TOKEN", None).await?;
    Ok(log.as_array().map_or(0, Vec::len))
}

/// What the file says of times is so many seconds further back: the command looks at the machine's clock.
fn age_by(file: &Path, seconds: u64) -> Result<()> {
    let secret = || DocumentSecret::new(FILE_PASSPHRASE.to_owned());
    let broken = |what: &str| unlike("the file for the script", what, "another");
    let sealed = std::fs::read(file).map_err(|_| broken("a readable file"))?;
    let clear = keyfob_exchange::unseal(&sealed, &Key::Passphrase(secret())).map_err(|_| broken("an age file"))?;
    let mut document: Value = serde_json::from_slice(&clear).map_err(|_| broken("JSON"))?;
    let entries = document["export"]["credentials"].as_array_mut().ok_or_else(|| broken("credentials"))?;
    expect("the file", entries.len() == 2, "the connection and its app, nothing else")?;
    let entry = entries.iter_mut().find(|entry| entry["kind"] == V3).ok_or_else(|| broken("the connection"))?;
    for name in ["obtained", "expires_at"] {
        let time = &mut entry["care"]["connection"][name];
        *time = json!(time.as_u64().unwrap_or_default().saturating_sub(seconds * 1000));
    }
    let clear = serde_json::to_vec(&document).map_err(|_| broken("JSON"))?;
    let sealed = keyfob_exchange::seal(&clear, &Protection::Passphrase(secret())).map_err(|_| broken("an age file"))?;
    std::fs::write(file, sealed).map_err(|_| broken("a writable file"))
}

/// `keyfob token` as a script calls it, with the sandbox in the place of every provider.
async fn keyfob_token(journey: &Journey, file: &Path) -> Result<Output> {
    let program = keyfob().await?;
    let proxy = serve_proxy(journey.sandbox.https).await?;
    let mut command = Command::new(program);
    command.args(["token", V3, "--passphrase-fd", "0", "--export"]).arg(file);
    command.env_remove("ALL_PROXY").env_remove("NO_PROXY").env("HTTPS_PROXY", format!("http://127.0.0.1:{proxy}"));
    command.env("SSL_CERT_FILE", journey.state().join("portals/tls.crt"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let failed = |error: std::io::Error| unlike("keyfob token", "to run", &error.to_string());
    let mut child = command.spawn().map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(format!("{FILE_PASSPHRASE}\n").as_bytes()).await.map_err(failed)?;
    }
    child.wait_with_output().await.map_err(failed)
}

/// Builds the command beside this test.
async fn keyfob() -> Result<PathBuf> {
    let failed = |error: std::io::Error| unlike("the command", "to be built", &error.to_string());
    let own = std::env::current_exe().map_err(failed)?;
    let profile = own.parent().and_then(Path::parent).unwrap_or(&own);
    let target = profile.parent().unwrap_or(profile);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--package", "keyfob-cli", "--target-dir"]).arg(target);
    let built = build.kill_on_drop(true).status().await.map_err(failed)?;
    expect("the command", built.success(), "built")?;
    Ok(target.join("debug/keyfob"))
}

/// A proxy (`CONNECT`, RFC 9110 section 9.3.6) behind which every host is the sandbox; its port.
async fn serve_proxy(sandbox: u16) -> Result<u16> {
    let failed = |error: std::io::Error| unlike("the proxy", "to listen", &error.to_string());
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(tunnel(client, sandbox));
        }
    });
    Ok(port)
}

async fn tunnel(mut client: TcpStream, sandbox: u16) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(client.read_u8().await?);
    }
    let mut server = TcpStream::connect(("127.0.0.1", sandbox)).await?;
    client.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").await?;
    copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}
