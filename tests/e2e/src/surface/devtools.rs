//! A document of Chromium, by a DevTools session of its own.

use std::path::Path;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;

use crate::cdp::Cdp;
use crate::error::{BedError, Result};
use crate::find::Find;
use crate::wait::{Look, until};

/// One DevTools target with its session.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) cdp: Cdp,
    pub(crate) target: String,
    session: String,
}

impl Page {
    /// Takes hold of a target; waits until its session is there.
    pub(crate) async fn hold(cdp: &Cdp, target: &str) -> Result<Self> {
        let session = until("a session on the document", async || {
            Ok(match cdp.session(target) {
                Some(session) => Look::Done(session),
                None => Look::wait("not attached"),
            })
        })
        .await?;
        Ok(Self { cdp: cdp.clone(), target: target.to_owned(), session })
    }

    /// A DevTools command on this document.
    pub(crate) async fn send(&self, method: &str, params: Value) -> Result<Value> {
        self.cdp.send(Some(&self.session), method, params).await
    }

    pub(crate) fn is_open(&self) -> bool {
        !self.cdp.closed() && self.cdp.target(&self.target).is_some()
    }

    pub(crate) async fn eval(&self, expression: &str) -> Result<Value> {
        let ask = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        value_of(self.send("Runtime.evaluate", ask).await?)
    }

    /// Runs a function with the element as `this`; none where there is no such element.
    pub(crate) async fn call(&self, find: &Find, function: &str, arguments: &[Value]) -> Result<Option<Value>> {
        let Some(object) = find.object(self).await? else { return Ok(None) };
        let arguments: Vec<Value> = arguments.iter().map(|value| json!({ "value": value })).collect();
        let ask = json!({ "objectId": object, "functionDeclaration": function, "arguments": arguments,
            "awaitPromise": true, "returnByValue": true });
        value_of(self.send("Runtime.callFunctionOn", ask).await?).map(Some)
    }

    /// Gives a file field these files.
    pub(crate) async fn choose_files(&self, find: &Find, files: &[&Path]) -> Result<()> {
        let field = find.object(self).await?;
        self.send("DOM.setFileInputFiles", json!({ "objectId": field, "files": files })).await.map(drop)
    }

    /// The addresses of all frames in the document.
    pub(crate) async fn frames(&self) -> Result<Vec<String>> {
        let tree = self.send("Page.getFrameTree", json!({})).await?;
        let mut addresses = Vec::new();
        collect_frames(&tree["frameTree"], &mut addresses);
        Ok(addresses)
    }

    /// Whether the function, with the element as `this`, says yes of one of the helper's rings.
    pub(crate) async fn rings(&self, find: &Find, function: &str) -> Result<bool> {
        let Some(element) = find.object(self).await? else { return Ok(false) };
        let document = self.send("DOM.getDocument", json!({ "depth": -1, "pierce": true })).await?;
        let mut rings = Vec::new();
        collect_rings(&document["root"], false, &mut rings);
        for ring in rings {
            let ring = self.send("DOM.resolveNode", json!({ "backendNodeId": ring })).await?;
            let ask = json!({ "objectId": element, "functionDeclaration": function, "returnByValue": true,
                "arguments": [{ "objectId": ring["object"]["objectId"] }] });
            if self.send("Runtime.callFunctionOn", ask).await?["result"]["value"] == true {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(crate) async fn accessible_text(&self) -> Result<String> {
        let tree = self.send("Accessibility.getFullAXTree", json!({})).await?;
        let nodes = tree["nodes"].as_array().cloned().unwrap_or_default();
        let names =
            nodes.iter().filter(|node| node["ignored"] != true).filter_map(|node| node["name"]["value"].as_str());
        Ok(names.filter(|name| !name.trim().is_empty()).collect::<Vec<_>>().join("\n"))
    }

    pub(crate) async fn navigate(&self, url: &str) -> Result<()> {
        let answer = self.send("Page.navigate", json!({ "url": url })).await?;
        match answer["errorText"].as_str() {
            Some(error) => Err(BedError::Refused { method: format!("Page.navigate {url}"), message: error.to_owned() }),
            None => Ok(()),
        }
    }

    pub(crate) async fn type_text(&self, text: &str) -> Result<()> {
        for letter in text.chars() {
            let letter = letter.to_string();
            let down = json!({ "type": "keyDown", "text": letter, "unmodifiedText": letter, "key": letter });
            self.send("Input.dispatchKeyEvent", down).await?;
            self.send("Input.dispatchKeyEvent", json!({ "type": "keyUp", "key": letter })).await?;
        }
        Ok(())
    }

    pub(crate) async fn key(&self, name: &str) -> Result<()> {
        let code = match name {
            "Tab" => 9,
            "Enter" => 13,
            _ => 0,
        };
        let mut down = json!({ "type": "rawKeyDown", "key": name, "windowsVirtualKeyCode": code });
        if name == "Enter" {
            down["type"] = "keyDown".into();
            down["text"] = "\r".into();
        }
        self.send("Input.dispatchKeyEvent", down).await?;
        let up = json!({ "type": "keyUp", "key": name, "windowsVirtualKeyCode": code });
        self.send("Input.dispatchKeyEvent", up).await.map(drop)
    }

    /// A click by the browser's own input; trusted too, but nothing sees focus move.
    pub(crate) async fn click(&self, x: f64, y: f64) -> Result<()> {
        let event = |kind: &str| json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
        self.send("Input.dispatchMouseEvent", event("mouseMoved")).await?;
        self.send("Input.dispatchMouseEvent", event("mousePressed")).await?;
        match self.send("Input.dispatchMouseEvent", event("mouseReleased")).await {
            // The press alone can close a popup.
            Ok(_) | Err(BedError::Refused { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Whether an extension has a script world or its helper in the document.
    pub(crate) async fn is_touched(&self, origin: &str) -> Result<bool> {
        let document = self.send("DOM.getDocument", json!({ "depth": -1, "pierce": true })).await?;
        let helper = document.to_string().to_uppercase().contains("KEYFOB-HELPER");
        let worlds = worlds(self.cdp.port(), &self.target).await?;
        Ok(helper || worlds.iter().any(|world| world.starts_with(origin.trim_end_matches('/'))))
    }

    /// A PNG, in base64.
    pub(crate) async fn picture(&self) -> Result<Value> {
        Ok(self.send("Page.captureScreenshot", json!({ "format": "png" })).await?["data"].take())
    }

    pub(crate) async fn close(&self) -> Result<()> {
        self.cdp.send(None, "Target.closeTarget", json!({ "targetId": self.target })).await.map(drop)
    }

    pub(crate) async fn width(&self, pixels: Option<u32>) -> Result<()> {
        match pixels {
            Some(width) => {
                let size = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
                self.send("Emulation.setDeviceMetricsOverride", size).await.map(drop)
            }
            None => self.send("Emulation.clearDeviceMetricsOverride", json!({})).await.map(drop),
        }
    }

    pub(crate) async fn theme(&self, name: Option<&str>) -> Result<()> {
        let features = name.map_or_else(Vec::new, |name| {
            vec![
                json!({ "name": "prefers-color-scheme", "value": name }),
                json!({ "name": "prefers-reduced-motion", "value": "reduce" }),
            ]
        });
        self.send("Emulation.setEmulatedMedia", json!({ "features": features })).await.map(drop)
    }
}

/// Origins of all script worlds of a document: one that an extension runs scripts in bears the extension's.
/// A session that enables the runtime is told of every world that is there, so it takes one of its own.
async fn worlds(port: u16, target: &str) -> Result<Vec<String>> {
    let gone = |_| BedError::Disconnected;
    let stream = TcpStream::connect(("127.0.0.1", port)).await.map_err(|_| BedError::Disconnected)?;
    let address = format!("ws://127.0.0.1:{port}/devtools/page/{target}");
    let (mut socket, _) = tokio_tungstenite::client_async(address, stream).await.map_err(gone)?;
    let enable = json!({ "id": 1, "method": "Runtime.enable" });
    socket.send(Message::text(enable.to_string())).await.map_err(gone)?;
    let mut worlds = Vec::new();
    while let Some(message) = socket.next().await {
        let Ok(Message::Text(text)) = message else { continue };
        let message: Value = serde_json::from_str(text.as_str()).unwrap_or_default();
        if message["method"] == "Runtime.executionContextCreated" {
            worlds.extend(message["params"]["context"]["origin"].as_str().map(str::to_owned));
        }
        if message["id"] == 1 {
            return Ok(worlds);
        }
    }
    Err(BedError::Disconnected)
}

/// The addresses of all frames below one.
fn collect_frames(tree: &Value, addresses: &mut Vec<String>) {
    for child in tree["childFrames"].as_array().into_iter().flatten() {
        addresses.extend(child["frame"]["url"].as_str().map(str::to_owned));
        collect_frames(child, addresses);
    }
}

/// The helper's rings in a document tree, shadow roots and frames included.
fn collect_rings(node: &Value, in_helper: bool, rings: &mut Vec<Value>) {
    let inside = in_helper || node["nodeName"] == "KEYFOB-HELPER";
    let attributes = node["attributes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_ring = attributes.chunks(2).any(|pair| match pair {
        [name, value] => name == "class" && value.as_str().is_some_and(|v| v.split(' ').any(|word| word == "ring")),
        _ => false,
    });
    if inside && is_ring {
        rings.push(node["backendNodeId"].clone());
    }
    for below in ["children", "shadowRoots"] {
        for child in node[below].as_array().into_iter().flatten() {
            collect_rings(child, inside, rings);
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
