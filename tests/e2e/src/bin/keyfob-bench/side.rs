//! One of the two extensions in the browser, and what is done alike with both.

use keyfob_e2e::{Bed, BedError, Extension, Result, Surface};
use serde_json::{Value, json};

/// An extension in the bed's browser.
pub struct Side<'a> {
    /// The browser.
    pub bed: &'a Bed,
    /// The extension.
    pub extension: Extension,
}

impl<'a> Side<'a> {
    /// An extension that was loaded with the browser.
    pub fn new(bed: &'a Bed, extension: Extension) -> Self {
        Self { bed, extension }
    }

    /// Ends the worker, if it runs, and waits until it is gone.
    pub async fn kill_worker(&self) -> Result<()> {
        self.bed.kill_worker_of(&self.extension).await.map(drop)
    }

    /// The running worker's target.
    pub async fn worker(&self) -> Result<Option<String>> {
        let origin = self.extension.origin();
        let targets = targets(self.bed, "service_worker").await?;
        let mut ours = targets.iter().filter(|info| info["url"].as_str().is_some_and(|url| url.starts_with(&origin)));
        Ok(ours.find_map(|info| info["targetId"].as_str()).map(str::to_owned))
    }

    /// Opens the toolbar's popup over the only tab, as a press on its button does.
    pub async fn open_popup(&self) -> Result<Surface> {
        let tabs = targets(self.bed, "tab").await?;
        let tab = tabs.iter().find_map(|info| info["targetId"].as_str());
        let ask = json!({ "id": self.extension.id, "targetId": tab });
        self.bed.cdp().send(None, "Extensions.triggerAction", ask).await?;
        self.bed.page_at(&self.extension.popup()?).await
    }
}

async fn targets(bed: &Bed, kind: &str) -> Result<Vec<Value>> {
    let ask = json!({ "filter": [{ "type": kind }] });
    let mut answer = bed.cdp().send(None, "Target.getTargets", ask).await?;
    match answer["targetInfos"].take() {
        Value::Array(targets) => Ok(targets),
        _ => Err(unexpected("Target.getTargets", "no list")),
    }
}

/// The milliseconds that a script in a page gives.
pub async fn milliseconds(page: &Surface, script: &str) -> Result<f64> {
    page.eval(script).await?.as_f64().ok_or_else(|| unexpected("a measuring script", "no number"))
}

/// Asks the page's extension by a message and gives the milliseconds until the answer. `type_wanted` is what the
/// answer has to be, so that no refusal is taken for a fast answer.
pub async fn answer_time(page: &Surface, message: &Value, type_wanted: &str) -> Result<f64> {
    let script = format!(
        "(async () => {{ const start = performance.now(); const answer = await chrome.runtime.sendMessage({message});
        const end = performance.now(); if (answer?.type === {wanted}) return end - start;
        throw new Error('answered ' + (answer?.error?.code ?? answer?.type)); }})()",
        wanted = json!(type_wanted)
    );
    milliseconds(page, &script).await
}

/// An answer that is none.
pub fn unexpected(from: &str, detail: &str) -> BedError {
    BedError::Answer { from: from.to_owned(), detail: detail.to_owned() }
}
