//! How long a passphrase takes to open the vault, beside the same derivation done natively in the same rounds.

use std::path::Path;

use keyfob_e2e::{BedError, DEADLINE, Result};
use serde_json::json;
use tokio::process::Command;

use crate::figure::{Figure, least};
use crate::side::{Side, answer_time, milliseconds, unexpected};
use crate::startup::view;

/// Made up; it protects an empty vault.
const PASSPHRASE: &str = "three green boats 7 lanterns";

/// The costs that a new vault gets: memory in KiB, passes, lanes.
const COSTS: [u32; 3] = [64 * 1024, 3, 1];

/// Makes a vault, and opens it again and again. As when a person opens the popup and types, the worker has answered
/// once and the derivation's module is not yet loaded.
pub async fn unlock(ours: &Side<'_>, native: Option<&Path>, rounds: usize) -> Result<()> {
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
    let (mut whole, mut alone) = (Figure::default(), Figure::default());
    for round in 0..=rounds {
        answer_time(&page, &json!({ "ui": { "type": "vault-lock" } }), "done").await?;
        ours.kill_worker().await?;
        answer_time(&page, &view(), "view").await?;
        let opened = answer_time(&page, &secret("vault-unlock"), "done").await?;
        // A document of its own each time: the module is loaded anew, as in a worker.
        page.goto(&manager).await?;
        let derived = milliseconds(&page, &derive).await?;
        let reference = match native {
            Some(program) => Some(natively(program).await?),
            None => None,
        };
        if round > 0 {
            whole.ours.push(opened);
            alone.ours.push(derived);
            whole.reference.extend(reference);
            alone.reference.extend(reference);
        }
    }
    alone.tell("unlock/argon2id", "ms");
    whole.tell("unlock/whole", "ms");
    // Of the least of both, since a difference of two long times is lost in what else the machine does.
    if let Some((whole, alone)) = least(&whole.ours).zip(least(&alone.ours)) {
        Figure { ours: vec![whole - alone], reference: Vec::new() }.tell("unlock/rest", "ms");
    }
    page.close().await
}

/// One native derivation with the same costs, in milliseconds. The first of a process pays for its memory, as the one
/// in a fresh wasm instance does.
async fn natively(program: &Path) -> Result<f64> {
    let name = program.display().to_string();
    let failed = |reason: String| BedError::Program { program: name.clone(), reason };
    let mut command = Command::new(program);
    command.args(COSTS.map(|cost| cost.to_string())).arg("1").kill_on_drop(true);
    let output = match tokio::time::timeout(DEADLINE, command.output()).await {
        Ok(output) => output.map_err(|error| failed(error.to_string()))?,
        Err(_) => return Err(failed("did not end".to_owned())),
    };
    let told = String::from_utf8_lossy(&output.stdout);
    told.trim().parse().map_err(|_| unexpected(&name, "no number"))
}
