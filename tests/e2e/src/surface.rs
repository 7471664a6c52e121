//! A document a person can see: a page, the popup, the side panel, the manager, a sign-in window.
//! Things in it are found as a person or a screen reader finds them, and used with the real mouse.

pub(crate) mod devtools;
pub(crate) mod gecko;

use std::path::Path;
use std::sync::Arc;

use base64ct::{Base64, Encoding};
use serde_json::{Value, json};

use crate::actions::{ActionKind, Actions};
use crate::browser::Browser;
use crate::display::Display;
use crate::error::{BedError, Result, file};
use crate::extension::Extension;
use crate::find::Find;
use crate::pointer;
use crate::wait::{Look, until};
use devtools::Page;
use gecko::Document;

/// The way into a document: one for each browser.
#[derive(Debug, Clone)]
pub(crate) enum Hands {
    Chromium(Page),
    Firefox(Document),
}

/// Calls the same function of whichever browser's document.
macro_rules! either {
    ($surface:expr, $function:ident ( $($argument:expr),* )) => {
        match &$surface.hands {
            Hands::Chromium(page) => page.$function($($argument),*).await,
            Hands::Firefox(document) => document.$function($($argument),*).await,
        }
    };
}

/// Makes an element ready for a click and says where its middle is; `null` while it is not drawn, moves, is covered or
/// has no size. From then on the document keeps in mind what the mouse does: see [`crate::pointer`].
const AIM: &str = r"async function () {
    this.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    // What nobody has seen yet nobody aims at: what is drawn first may still scroll or move the focus.
    const frame = () => new Promise((go) => {
        requestAnimationFrame(() => go(true));
        setTimeout(go, document.hidden ? 100 : 2000, document.hidden);
    });
    const box = () => this.getBoundingClientRect();
    const before = box();
    if (!await frame() || !await frame()) return null;
    const r = box();
    if (r.width === 0 || r.height === 0 || before.x !== r.x || before.y !== r.y) return null;
    if (this.disabled) return null;
    const x = r.x + r.width / 2, y = r.y + r.height / 2;
    const label = this.labels ? [...this.labels] : [];
    const inside = (n) => { for (; n; n = n.parentNode ?? n.host) if (n === this || label.includes(n)) return true; return false; };
    let hit = document.elementFromPoint(x, y);
    while (hit?.shadowRoot && hit.shadowRoot.elementFromPoint(x, y) !== hit) hit = hit.shadowRoot.elementFromPoint(x, y);
    if (hit !== this.getRootNode().host && !inside(hit)) return null;
    globalThis.__bedSeen?.end.abort();
    const end = new AbortController(), how = { capture: true, signal: end.signal };
    const seen = globalThis.__bedSeen = { press: '', mouse: [], end };
    addEventListener('mousemove', (e) => { seen.mouse = [e.screenX, e.screenY]; }, how);
    addEventListener('pointerdown', (e) => {
        const target = e.composedPath()[0];
        const took = target === this.getRootNode().host || inside(target);
        seen.press ||= took ? 'hit' : 'missed at ' + [e.clientX, e.clientY];
    }, how);
    return [x, y];
}";

/// A document under the bed's hands.
#[derive(Debug, Clone)]
pub struct Surface {
    pub(crate) hands: Hands,
    pub(crate) display: Option<Arc<Display>>,
    pub(crate) actions: Actions,
}

impl Surface {
    /// The browser's id of the document's tab, window, popup or panel; of a tab in Chromium also WebDriver's
    /// window handle.
    #[must_use]
    pub fn target(&self) -> &str {
        match &self.hands {
            Hands::Chromium(page) => &page.target,
            Hands::Firefox(document) => &document.id,
        }
    }

    /// Whether the document's window, tab, popup or panel is still there.
    pub async fn is_open(&self) -> bool {
        match &self.hands {
            Hands::Chromium(page) => page.is_open(),
            Hands::Firefox(document) => document.address().await.is_some(),
        }
    }

    /// Waits until it has closed.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when it stays.
    pub async fn wait_closed(&self) -> Result<()> {
        until("the document to close", async || {
            Ok(if self.is_open().await { Look::wait(self.address().await) } else { Look::Done(()) })
        })
        .await
    }

    /// The address it shows now, as the browser reports it.
    pub async fn address(&self) -> String {
        match &self.hands {
            Hands::Chromium(page) => page.cdp.target(&page.target).map(|target| target.url).unwrap_or_default(),
            Hands::Firefox(document) => document.address().await.unwrap_or_default(),
        }
    }

    /// A raw DevTools command on this document.
    ///
    /// # Errors
    /// As [`crate::Cdp::send`]; [`BedError::Only`] in Firefox.
    pub async fn cdp(&self, method: &str, params: Value) -> Result<Value> {
        match &self.hands {
            Hands::Chromium(page) => page.send(method, params).await,
            Hands::Firefox(_) => Err(BedError::Only(Browser::Chromium.name())),
        }
    }

    /// The value of a JavaScript expression; a promise is awaited. It gives no user gesture.
    ///
    /// # Errors
    /// [`BedError::Script`] when it throws, [`BedError::Refused`] when the document is gone.
    pub async fn eval(&self, expression: &str) -> Result<Value> {
        either!(self, eval(expression))
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
    /// [`BedError::Refused`] when it cannot be loaded, [`BedError::Deadline`] when it does not finish.
    pub async fn goto(&self, url: &str) -> Result<()> {
        // A mark in the old document: as long as it is readable, the new one has not come.
        let _ = self.eval("globalThis.__bedOld = true").await;
        either!(self, navigate(url))?;
        // Chromium refuses at once. Firefox shows a page of its own, which may never be complete; and on the way to
        // another process an empty document stands in between.
        let arrived = format!(
            "(() => {{
                if (globalThis.__bedOld) return null;
                const refused = document.documentURI.match(/^about:(net|cert)error/);
                const empty = document.documentURI === 'about:blank' && {};
                return refused?.[0] ?? (document.readyState === 'complete' && !empty && 'loaded');
            }})()",
            url != "about:blank"
        );
        match self.wait_for(&arrived).await?.as_str() {
            Some("loaded") | None => Ok(()),
            Some(shown) => Err(BedError::Refused { method: format!("loading {url}"), message: shown.to_owned() }),
        }
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
    /// [`BedError::Refused`] when the document is gone.
    pub async fn has(&self, find: &Find) -> Result<bool> {
        match &self.hands {
            Hands::Chromium(page) => Ok(find.object(page).await?.is_some()),
            Hands::Firefox(document) => document.has(find).await,
        }
    }

    /// Waits until such an element is there.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when none appears.
    pub async fn wait(&self, find: &Find) -> Result<()> {
        until(&find.to_string(), async || {
            Ok(match self.has(find).await {
                Ok(true) => Look::Done(()),
                Ok(false) => Look::wait("no such element"),
                Err(error) => self.patience(error).await?,
            })
        })
        .await
    }

    /// Waits until no such element is there.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when it stays.
    pub async fn wait_gone(&self, find: &Find) -> Result<()> {
        until(&format!("{find} to go"), async || {
            Ok(match self.has(find).await {
                Ok(true) => Look::wait("still there"),
                Ok(false) => Look::Done(()),
                Err(error) => self.patience(error).await?,
            })
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
    /// [`BedError::Refused`] when the document is gone.
    pub async fn accessible_text(&self) -> Result<String> {
        either!(self, accessible_text())
    }

    /// Whether the function, with the element as `this`, says yes of one of the guide's rings. Their shadow root is
    /// closed, so no page sees them.
    ///
    /// # Errors
    /// [`BedError::Refused`] when the document is gone.
    pub async fn rings(&self, find: &Find, function: &str) -> Result<bool> {
        either!(self, rings(find, function))
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
        either!(self, type_text(text))?;
        self.actions.count(ActionKind::Field, find.to_string());
        Ok(())
    }

    /// Types where the focus is, key by key. Not counted.
    ///
    /// # Errors
    /// [`BedError::Refused`] when the document is gone; so for [`Surface::key`].
    pub async fn keys(&self, text: &str) -> Result<()> {
        either!(self, type_text(text))
    }

    /// Presses a key by its name (`Tab`, `Enter`) where the focus is. Not counted.
    ///
    /// # Errors
    /// As [`Surface::keys`].
    pub async fn key(&self, name: &str) -> Result<()> {
        either!(self, key(name))
    }

    /// Clicks at a place of the document, whatever lies there. Not counted.
    ///
    /// # Errors
    /// [`BedError::NeedsDisplay`] in Firefox without one.
    pub async fn click_at(&self, x: f64, y: f64) -> Result<()> {
        match (&self.hands, &self.display) {
            (Hands::Chromium(page), _) => page.click(x, y).await,
            (Hands::Firefox(document), Some(display)) => {
                let (left, top) = document.corner().await?;
                display.click(pointer::round(left + x), pointer::round(top + y)).await
            }
            (Hands::Firefox(_), None) => Err(BedError::NeedsDisplay("a click in Firefox")),
        }
    }

    /// Gives the document this width in pixels, as a narrow window would; `None` gives it back.
    ///
    /// # Errors
    /// [`BedError::Refused`] where it has a width of its own, as Chromium's real popup.
    pub async fn width(&self, pixels: Option<u32>) -> Result<()> {
        either!(self, width(pixels))
    }

    /// Shows the document in the `light` or `dark` theme, without motion; `None` gives the choice back.
    ///
    /// # Errors
    /// [`BedError::Refused`] when the document is gone.
    pub async fn theme(&self, name: Option<&str>) -> Result<()> {
        either!(self, theme(name))
    }

    /// Whether the extension has a script world or its helper in the document.
    ///
    /// # Errors
    /// [`BedError::Disconnected`] when the browser is gone.
    pub async fn is_touched(&self, extension: &Extension) -> Result<bool> {
        match &self.hands {
            Hands::Chromium(page) => page.is_touched(&extension.origin()).await,
            Hands::Firefox(document) => document.is_touched(&extension.id).await,
        }
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
        self.call(find, set, &[json!(option)]).await?;
        self.actions.count(ActionKind::Field, find.to_string());
        Ok(())
    }

    /// Gives a file field these files, as the browser's own dialog does. Counts one field.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when there is no such field.
    pub async fn choose_files(&self, find: &Find, files: &[&Path]) -> Result<()> {
        self.wait(find).await?;
        either!(self, choose_files(find, files))?;
        self.actions.count(ActionKind::Field, find.to_string());
        Ok(())
    }

    /// The addresses of all frames in the document, at whatever depth.
    ///
    /// # Errors
    /// [`BedError::Refused`] when the document is gone.
    pub async fn frames(&self) -> Result<Vec<String>> {
        either!(self, frames())
    }

    /// Runs a function with the element as `this`.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when there is no such element, [`BedError::Script`] when it throws.
    pub async fn call(&self, find: &Find, function: &str, arguments: &[Value]) -> Result<Value> {
        until(&find.to_string(), async || {
            Ok(match either!(self, call(find, function, arguments)) {
                Ok(Some(value)) => Look::Done(value),
                Ok(None) => Look::wait("no such element"),
                Err(error) => self.patience(error).await?,
            })
        })
        .await
    }

    /// A PNG of the document alone.
    ///
    /// # Errors
    /// [`BedError::Refused`] when it cannot be drawn, [`BedError::File`] when the file cannot be written.
    pub async fn screenshot(&self, path: &Path) -> Result<()> {
        let picture = either!(self, picture())?;
        let bytes = Base64::decode_vec(picture.as_str().unwrap_or_default())
            .map_err(|e| BedError::answer("the browser's picture", e))?;
        std::fs::write(path, bytes).map_err(file(path))
    }

    /// Closes the document's tab, window, popup or panel, and waits until it is gone.
    ///
    /// # Errors
    /// [`BedError::Deadline`] when it stays.
    pub async fn close(&self) -> Result<()> {
        either!(self, close())?;
        self.wait_closed().await
    }

    /// A document that is just loading refuses for a moment; one that is gone refuses for good.
    async fn patience<T>(&self, error: BedError) -> Result<Look<T>> {
        match error {
            BedError::Refused { message, .. } if self.is_open().await => Ok(Look::wait(message)),
            error => Err(error),
        }
    }

    async fn press_mouse(&self, find: &Find) -> Result<()> {
        match &self.display {
            Some(display) => pointer::click(self, display, find).await,
            None => {
                let (x, y) = self.aim(find).await?;
                self.click_at(x, y).await
            }
        }
    }

    /// Waits until the element can be clicked; its middle. From then on the document keeps in mind what the mouse does.
    pub(crate) async fn aim(&self, find: &Find) -> Result<(f64, f64)> {
        until(&format!("{find} to be ready for a click"), async || {
            Ok(match self.call(find, AIM, &[]).await {
                Ok(place) => match (place[0].as_f64(), place[1].as_f64()) {
                    (Some(x), Some(y)) => Look::Done((x, y)),
                    _ => Look::wait("moving, covered, disabled, not drawn or without size"),
                },
                Err(error @ BedError::Deadline { .. }) => return Err(error),
                // It was replaced in between, as pages that render again do.
                Err(error) if self.is_open().await => Look::wait(error),
                Err(error) => return Err(error),
            })
        })
        .await
    }
}
