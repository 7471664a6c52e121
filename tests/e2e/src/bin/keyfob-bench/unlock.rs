//! How long a passphrase takes to open the vault, beside the same derivation done natively by the reference program
//! (`argon2`) and by libsodium in the same browser, all in the same rounds.

use std::process::Stdio;

use keyfob_e2e::{BedError, DEADLINE, Result, repository};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::figure::Figure;
use crate::pages::read;
use crate::side::{Side, answer_time, milliseconds, unexpected};
use crate::startup::view;

/// Made up; it protects an empty vault.
const PASSPHRASE: &str = "three green boats 7 lanterns";

/// The costs that a new vault gets: memory in KiB, passes, lanes.
const COSTS: [u32; 3] = [64 * 1024, 3, 1];

/// The npm packages that hold libsodium, with what this needs of it.
const LIBSODIUM: [&str; 2] = [
    "libsodium-sumo/dist/modules-sumo/libsodium-sumo.js",
    "libsodium-wrappers-sumo/dist/modules-sumo/libsodium-wrappers.js",
];

/// Makes a vault, and opens it again and again. As when a person opens the popup and types, the worker has answered
/// once and the derivation's module is not yet loaded.
pub async fn unlock(ours: &Side<'_>, rounds: usize) -> Result<()> {
    let [memory, passes, lanes] = COSTS;
    let manager = ours.extension.manager()?;
    let page = ours.bed.new_tab(&manager).await?;
    let secret = |name: &str| json!({ "ui": { "type": name, "passphrase": PASSPHRASE } });
    answer_time(&page, &secret("vault-create"), "done").await?;

    let derive = format!(
        "import('/kdf.js').then(async () => {{
            const [phrase, salt] = [new Uint8Array(28).fill(97), new Uint8Array(16).fill(7)];
            const start = performance.now();
            await globalThis.keyfobArgon2id(phrase, salt, {memory}, {passes}, {lanes});
            return performance.now() - start; }})"
    );
    let libsodium = format!(
        "(async () => {{ await sodium.ready;
            const [phrase, salt] = [new Uint8Array(28).fill(97), new Uint8Array(16).fill(7)];
            const start = performance.now();
            sodium.crypto_pwhash(32, phrase, salt, {passes}, {memory} * 1024, sodium.crypto_pwhash_ALG_ARGON2ID13);
            return performance.now() - start; }})()"
    );
    let (mut whole, mut alone, mut beside) = (Figure::default(), Figure::default(), Figure::default());
    for round in 0..=rounds {
        answer_time(&page, &json!({ "ui": { "type": "vault-lock" } }), "done").await?;
        ours.kill_worker().await?;
        answer_time(&page, &view(), "view").await?;
        let opened = answer_time(&page, &secret("vault-unlock"), "done").await?;
        // A document of its own each time: the module is loaded anew, as in a worker.
        page.goto(&manager).await?;
        let derived = milliseconds(&page, &derive).await?;
        for file in LIBSODIUM {
            let code = read(&repository().join("tests/e2e/node_modules").join(file))?;
            page.eval(&format!("{code}\n;0")).await?;
        }
        let other = milliseconds(&page, &libsodium).await?;
        let reference = natively().await?;
        if round > 0 {
            whole.ours.push(opened);
            alone.ours.push(derived);
            beside.ours.push(derived);
            beside.reference.push(other);
            // The vault's own costs are calibrated upward, so its opening has no reference.
            alone.reference.push(reference);
        }
    }
    alone.tell("unlock/argon2id", "ms");
    beside.tell("unlock/argon2id-libsodium", "ms");
    whole.tell("unlock/whole", "ms");
    page.close().await
}

/// One native derivation with the same costs by the reference program of Argon2's authors, in milliseconds of
/// processor time as it prints them itself: what starting a process costs is not in it.
async fn natively() -> Result<f64> {
    const NAME: &str = "argon2";
    let failed = |reason: String| BedError::Program { program: NAME.to_owned(), reason };
    let [memory, passes, lanes] = COSTS.map(|cost| cost.to_string());
    let mut command = Command::new(NAME);
    command.args(["sixteen bytes ok", "-id", "-k", &memory, "-t", &passes, "-p", &lanes, "-l", "32"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(PASSPHRASE.as_bytes()).await.map_err(|error| failed(error.to_string()))?;
    }
    let output = match tokio::time::timeout(DEADLINE, child.wait_with_output()).await {
        Ok(output) => output.map_err(|error| failed(error.to_string()))?,
        Err(_) => return Err(failed("did not end".to_owned())),
    };
    let told = String::from_utf8_lossy(&output.stdout);
    let seconds = told.lines().find_map(|line| line.strip_suffix(" seconds")?.parse::<f64>().ok());
    Ok(seconds.ok_or_else(|| unexpected(NAME, "no time"))? * 1e3)
}
