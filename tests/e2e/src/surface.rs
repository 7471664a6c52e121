//! A document a person can see: a page, the popup, the side panel, the manager, a sign-in window.
//! Things in it are found as a person or a screen reader finds them, and used with the real mouse.

use std::path::Path;

use base64ct::{Base64, Encoding};
use serde_json::{Value, json};

use crate::actions::{ActionKind, Actions};
use crate::cdp::Cdp;
use crate::display::Display;
use crate::error::{BedError, Result, file};
use crate::find::Find;
use crate::pointer;
use crate::wait::{Look, until};
use std::sync::Arc;

/// Makes an element ready for a click and says where its middle is; `null` while it moves, is covered or has no size.
const STEADY_MIDDLE: &str = r"async function () {
    this.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const frame = () => new Promise((go) => { requestAnimationFrame(go); setTimeout(go, 100); });
    const box = () => this.getBoundingClientRect();
    const before = box(); await frame(); await frame(); const r = box();
    if (r.width === 0 || r.height === 0 || before.x !== r.x || before.y !== r.y) return null;
    if (this.disabled) return null;
    const x = r.x + r.width / 2, y = r.y + r.height / 2;
    let hit = document.elementFromPoint(x, y);
    while (hit?.shadowRoot && hit.shadowRoot.elementFromPoint(x, y) !== hit) hit = hit.shadowRoot.elementFromPoint(x, y);
    const label = this.labels ? [...this.labels] : [];
    const inside = (n) => { for (; n; n = n.parentNode ?? n.host) if (n === this || label.includes(n)) return true; return false; };
    return hit === this.getRootNode().host || inside(hit) ? [x, y] : null;
}";

/// A document under the bed's hands.
#[derive(Debug, Clone)]
pub struct Surface {
    pub(crate) cdp: Cdp,
    pub(crate) display: Option<Arc<Display>>,
    pub(crate) actions: Actions,
    target: String,
    session: String,
}

impl Surface {
    /// Takes hold of a target; waits until its session is there.
    pub(crate) async fn hold(
        cdp: &Cdp,
        display: Option<Arc<Display>>,
        actions: &Actions,
        target: &str,
    ) -> Result<Self> {
        let session = until("a session on the document", async || {
            Ok(match cdp.session(target) {
                Some(session) => Look::Done(session),
                None => Look::wait("not attached"),
            })
        })
        .await?;
        let (cdp, actions, target) = (cdp.clone(), actions.clone(), target.to_owned());
        Ok(Self { cdp, display, actions, target, session })
    }

    /// The browser's id of the target; of a tab also WebDriver's window handle.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Whether the document's window, tab, popup or panel is still there.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.cdp.closed() && self.cdp.target(&self.target).is_some()
    }

    /// Waits until it has closed.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when it stays.
    pub async fn wait_closed(&self) -> Result<()> {
        until("the document to close", async || {
            Ok(if self.is_open() { Look::wait(self.address()) } else { Look::Done(()) })
        })
        .await
    }

    /// The address it shows now, as the browser reports it.
    #[must_use]
    pub fn address(&self) -> String {
        self.cdp.target(&self.target).map(|target| target.url).unwrap_or_default()
    }

    /// A raw DevTools command on this document.
    ///
    /// # Errors
    /// As [`Cdp::send`].
    pub async fn cdp(&self, method: &str, params: Value) -> Result<Value> {
        self.cdp.send(Some(&self.session), method, params).await
    }

    /// The value of a JavaScript expression; a promise is awaited. It gives no user gesture.
    ///
    /// # Errors
    /// [`BedError::Script`] when it throws, [`BedError::Cdp`] when the document is gone.
    pub async fn eval(&self, expression: &str) -> Result<Value> {
        let ask = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        value_of(self.cdp("Runtime.evaluate", ask).await?)
    }

    /// Waits until a JavaScript expression is truthy and gives its value. A document that is just loading
    /// counts as not yet.
    ///
    /// # Errors
    /// [`BedError::Deadline`] with what it was last.
    pub async fn wait_for(&self, expression: &str) -> Result<Value> {
        until(expression, async || {
            Ok(match self.eval(expression).await {
                Ok(value) if !matches!(value, Value::Null | Value::Bool(false)) && value != 0 && value != "" => {
                    Look::Done(value)
                }
                Ok(value) => Look::wait(value),
                Err(BedError::Disconnected) => return Err(BedError::Disconnected),
                Err(error) => Look::wait(error),
            })
        })
        .await
    }

    /// Loads an address and waits until it has loaded. Not counted: see [`Actions::count`].
    ///
    /// # Errors
    /// [`BedError::Cdp`] when it cannot be loaded, [`BedError::Deadline`] when it does not finish.
    pub async fn goto(&self, url: &str) -> Result<()> {
        // A mark in the old document: as long as it is readable, the new one has not come.
        let _ = self.eval("globalThis.__bedOld = true").await;
        let answer = self.cdp("Page.navigate", json!({ "url": url })).await?;
        if let Some(error) = answer["errorText"].as_str() {
            return Err(BedError::Cdp { method: format!("Page.navigate {url}"), message: error.to_owned() });
        }
        self.wait_for("!globalThis.__bedOld && document.readyState === 'complete'").await.map(drop)
    }

    /// Waits until the document has loaded.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when it does not.
    pub async fn loaded(&self) -> Result<()> {
        self.wait_for("document.readyState === 'complete' && location.href !== 'about:blank'").await.map(drop)
    }

    /// Whether such an element is there now.
    ///
    /// # Errors
    /// [`BedError::Cdp`] when the document is gone.
    pub async fn has(&self, find: &Find) -> Result<bool> {
        Ok(find.object(self).await?.is_some())
    }

    /// Waits until such an element is there.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when none appears.
    pub async fn wait(&self, find: &Find) -> Result<()> {
        self.object(find).await.map(drop)
    }

    /// Waits until no such element is there.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when it stays.
    pub async fn wait_gone(&self, find: &Find) -> Result<()> {
        until(&format!("{find} to go"), async || {
            Ok(if self.has(find).await? { Look::wait("still there") } else { Look::Done(()) })
        })
        .await
    }

    /// The element's visible text, or its value if it is a field.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when there is no such element.
    pub async fn text(&self, find: &Find) -> Result<String> {
        let read = "function () {
            const field = this.matches?.('input, textarea, select');
            return String(field ? this.value : this.innerText ?? this.textContent).trim();
        }";
        Ok(self.call(find, read, &[]).await?.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the element's text or value holds a part, and gives it whole.
    ///
    /// # Errors
    /// [`BedError::Deadline`]; the message holds no value, which may be a secret.
    pub async fn wait_text(&self, find: &Find, part: &str) -> Result<String> {
        until(&format!("{find} to say {part:?}"), async || {
            Ok(match self.text(find).await {
                Ok(text) if text.contains(part) => Look::Done(text),
                Ok(text) => Look::wait(format!("another text of {} characters", text.chars().count())),
                Err(error) => Look::wait(error),
            })
        })
        .await
    }

    /// All text that a screen reader would find, one node a line; sees into closed shadow roots.
    ///
    /// # Errors
    /// [`BedError::Cdp`] when the document is gone.
    pub async fn accessible_text(&self) -> Result<String> {
        let tree = self.cdp("Accessibility.getFullAXTree", json!({})).await?;
        let nodes = tree["nodes"].as_array().cloned().unwrap_or_default();
        let names =
            nodes.iter().filter(|node| node["ignored"] != true).filter_map(|node| node["name"]["value"].as_str());
        Ok(names.filter(|name| !name.trim().is_empty()).collect::<Vec<_>>().join("\n"))
    }

    /// Clicks an element: with the real mouse where there is a display, else with the browser's own input.
    /// Waits until it is there, has stopped moving and is not covered; makes sure that the click arrived. Counts one.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when it never gets ready, [`BedError::ClickLost`] when the document saw no click.
    pub async fn click(&self, find: &Find) -> Result<()> {
        self.press_mouse(find).await?;
        self.actions.count(ActionKind::Click, find.to_string());
        Ok(())
    }

    /// Replaces what a field holds, key by key. Counts one field, the click into it included.
    ///
    /// # Errors
    /// As [`Surface::click`].
    pub async fn type_into(&self, find: &Find, text: &str) -> Result<()> {
        self.press_mouse(find).await?;
        self.call(find, "function () { this.focus(); this.select?.(); }", &[]).await?;
        for letter in text.chars() {
            let letter = letter.to_string();
            let down = json!({ "type": "keyDown", "text": letter, "unmodifiedText": letter, "key": letter });
            self.cdp("Input.dispatchKeyEvent", down).await?;
            self.cdp("Input.dispatchKeyEvent", json!({ "type": "keyUp", "key": letter })).await?;
        }
        self.actions.count(ActionKind::Field, find.to_string());
        Ok(())
    }

    /// Chooses an option of a `select` by its visible text or its value, as a person does. Counts one field.
    ///
    /// # Errors
    /// [`BedError::Script`] when there is no such option.
    pub async fn choose(&self, find: &Find, option: &str) -> Result<()> {
        let set = "function (wanted) {
            const option = [...this.options].find((o) => o.text.trim() === wanted || o.value === wanted);
            if (!option) throw new Error('no such option');
            this.focus(); this.value = option.value;
            this.dispatchEvent(new Event('input', { bubbles: true })); this.dispatchEvent(new Event('change', { bubbles: true }));
        }";
        self.call(find, set, &[json!({ "value": option })]).await?;
        self.actions.count(ActionKind::Field, find.to_string());
        Ok(())
    }

    /// Runs a function with the element as `this`. Arguments are in DevTools' form, `{"value": …}`.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when there is no such element, [`BedError::Script`] when it throws.
    pub async fn call(&self, find: &Find, function: &str, arguments: &[Value]) -> Result<Value> {
        let object = self.object(find).await?;
        self.call_on(&object, function, arguments).await
    }

    /// A PNG of the document alone.
    ///
    /// # Errors
    /// [`BedError::Cdp`] when it cannot be drawn, [`BedError::File`] when the file cannot be written.
    pub async fn screenshot(&self, path: &Path) -> Result<()> {
        let picture = self.cdp("Page.captureScreenshot", json!({ "format": "png" })).await?;
        let bytes = Base64::decode_vec(picture["data"].as_str().unwrap_or_default())
            .map_err(|e| BedError::answer("Page.captureScreenshot", e))?;
        std::fs::write(path, bytes).map_err(file(path))
    }

    /// Closes the document's tab, window, popup or panel, and waits until it is gone.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when it stays.
    pub async fn close(&self) -> Result<()> {
        self.cdp.send(None, "Target.closeTarget", json!({ "targetId": self.target })).await?;
        self.wait_closed().await
    }

    async fn object(&self, find: &Find) -> Result<String> {
        until(&find.to_string(), async || {
            Ok(match find.object(self).await {
                Ok(Some(object)) => Look::Done(object),
                Ok(None) => Look::wait("no such element"),
                Err(BedError::Cdp { message, .. }) if self.is_open() => Look::wait(message),
                Err(error) => return Err(error),
            })
        })
        .await
    }

    async fn call_on(&self, object: &str, function: &str, arguments: &[Value]) -> Result<Value> {
        let ask = json!({ "objectId": object, "functionDeclaration": function, "arguments": arguments,
            "awaitPromise": true, "returnByValue": true });
        value_of(self.cdp("Runtime.callFunctionOn", ask).await?)
    }

    async fn press_mouse(&self, find: &Find) -> Result<()> {
        let (x, y) = until(&format!("{find} to be ready for a click"), async || {
            let object = self.object(find).await?;
            Ok(match self.call_on(&object, STEADY_MIDDLE, &[]).await {
                Ok(place) => match (place[0].as_f64(), place[1].as_f64()) {
                    (Some(x), Some(y)) => Look::Done((x, y)),
                    _ => Look::wait("moving, covered, disabled or without size"),
                },
                // It was replaced in between, as pages that render again do.
                Err(error) if self.is_open() => Look::wait(error),
                Err(error) => return Err(error),
            })
        })
        .await?;
        match &self.display {
            Some(display) => pointer::click(self, display, x, y, &find.to_string()).await,
            None => pointer::click_without_display(self, x, y).await,
        }
    }
}

/// The value in DevTools' answer, or what was thrown.
fn value_of(mut answer: Value) -> Result<Value> {
    if let Some(details) = answer.get("exceptionDetails") {
        let thrown = details["exception"]["description"].as_str().or(details["text"].as_str());
        return Err(BedError::Script(thrown.unwrap_or("something").to_owned()));
    }
    Ok(answer["result"]["value"].take())
}
