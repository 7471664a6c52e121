//! The browser as a whole, whichever it is: its documents and the extension's background.

use serde_json::{Value, json};

use crate::cdp::{Cdp, Target};
use crate::error::{BedError, Result};
use crate::extension::Extension;
use crate::marionette::Marionette;
use crate::surface::Hands;
use crate::surface::devtools::Page;
use crate::surface::gecko::{self, Document};

/// A document that a person can see: a tab, a window, a popup, a panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The browser's id of the place it stands in.
    pub id: String,
    /// Its address now.
    pub url: String,
}

/// The connection to the browser.
#[derive(Debug, Clone)]
pub(crate) enum Remote {
    Chromium(Cdp),
    Firefox(Marionette),
}

impl Remote {
    pub(crate) fn closed(&self) -> bool {
        match self {
            Self::Chromium(cdp) => cdp.closed(),
            Self::Firefox(firefox) => firefox.closed(),
        }
    }

    /// Every document that is shown now.
    pub(crate) async fn documents(&self) -> Result<Vec<Shown>> {
        if self.closed() {
            return Err(BedError::Disconnected);
        }
        Ok(match self {
            Self::Chromium(cdp) => {
                // A popup that is closing is still listed for a moment, but nobody is attached to it any more.
                let shown = |target: &Target| target.kind == "page" && cdp.session(&target.id).is_some();
                let pages = cdp.targets().into_iter().filter(shown);
                pages.map(|target| Shown { id: target.id, url: target.url }).collect()
            }
            Self::Firefox(firefox) => {
                let all = firefox.call("documents", json!([])).await?;
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let all = all.as_array().into_iter().flatten();
                all.map(|one| Shown { id: text(&one["id"]), url: text(&one["url"]) }).collect()
            }
        })
    }

    /// Asks the browser to close a document.
    pub(crate) async fn close(&self, id: &str) -> Result<()> {
        match self {
            Self::Chromium(cdp) => cdp.send(None, "Target.closeTarget", json!({ "targetId": id })).await.map(drop),
            Self::Firefox(firefox) => firefox.call("close", json!([id])).await.map(drop),
        }
    }

    /// The way into a document.
    pub(crate) async fn hold(&self, id: &str) -> Result<Hands> {
        Ok(match self {
            Self::Chromium(cdp) => Hands::Chromium(Page::hold(cdp, id).await?),
            Self::Firefox(firefox) => Hands::Firefox(Document { firefox: firefox.clone(), id: id.to_owned() }),
        })
    }

    /// Opens a tab in front; gives its id.
    pub(crate) async fn open(&self, url: &str) -> Result<String> {
        let id = match self {
            Self::Chromium(cdp) => {
                cdp.send(None, "Target.createTarget", json!({ "url": url })).await?["targetId"].take()
            }
            Self::Firefox(firefox) => firefox.call("open", json!([url])).await?,
        };
        Ok(id.as_str().unwrap_or_default().to_owned())
    }

    /// Brings a tab to the front.
    pub(crate) async fn activate(&self, id: &str) -> Result<()> {
        match self {
            Self::Chromium(cdp) => cdp.send(None, "Target.activateTarget", json!({ "targetId": id })).await.map(drop),
            Self::Firefox(firefox) => firefox.call("activate", json!([id])).await.map(drop),
        }
    }

    /// Whether the extension's background runs now. It is asked for, since of a watched worker's end no event tells.
    pub(crate) async fn background_runs(&self, extension: &Extension) -> Result<bool> {
        match self {
            Self::Chromium(cdp) => Ok(worker(cdp, extension).await?.is_some()),
            Self::Firefox(firefox) => Ok(firefox.call("backgroundRuns", json!([])).await? == true),
        }
    }

    /// Asks the browser to end the background as it does when it is idle. Says whether one was running.
    pub(crate) async fn end_background(&self, extension: &Extension) -> Result<bool> {
        match self {
            Self::Chromium(cdp) => {
                let Some(id) = worker(cdp, extension).await? else { return Ok(false) };
                cdp.send(None, "Target.closeTarget", json!({ "targetId": id })).await?;
                Ok(true)
            }
            Self::Firefox(firefox) => Ok(firefox.call("endBackground", json!([])).await? == true),
        }
    }

    /// The value of a JavaScript expression in the extension's running background.
    pub(crate) async fn eval_in_background(&self, extension: &Extension, expression: &str) -> Result<Value> {
        match self {
            Self::Chromium(cdp) => {
                let id = worker(cdp, extension).await?;
                let attach = json!({ "targetId": id, "flatten": true });
                let session = cdp.send(None, "Target.attachToTarget", attach).await?;
                let session = session["sessionId"].as_str();
                let ask = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
                let mut answer = cdp.send(session, "Runtime.evaluate", ask).await?;
                Ok(answer["result"]["value"].take())
            }
            Self::Firefox(firefox) => {
                let task = json!({ "do": "eval", "program": expression });
                gecko::value_of(firefox.call("background", json!([task])).await?)
            }
        }
    }

    /// Asks the browser to end. It may go before it has answered.
    pub(crate) async fn quit(&self) {
        let asked = match self {
            Self::Chromium(cdp) => cdp.send(None, "Browser.close", json!({})).await,
            Self::Firefox(firefox) => firefox.send("Marionette:Quit", json!({ "flags": ["eAttemptQuit"] })).await,
        };
        drop(asked);
    }
}

/// The running worker's target.
async fn worker(cdp: &Cdp, extension: &Extension) -> Result<Option<String>> {
    let ask = json!({ "filter": [{ "type": "service_worker" }] });
    let answer = cdp.send(None, "Target.getTargets", ask).await?;
    let origin = extension.origin();
    let ours = |info: &&Value| info["url"].as_str().is_some_and(|url| url.starts_with(&origin));
    let found = answer["targetInfos"].as_array().into_iter().flatten().find(ours);
    Ok(found.and_then(|info| info["targetId"].as_str()).map(str::to_owned))
}
