//! A DevTools connection of its own to one page, since here the events are what counts: each world made in the page
//! and each script parsed in it, from the first byte on.

use futures_util::{SinkExt, StreamExt};
use keyfob_e2e::{BedError, DEADLINE, Result};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use crate::side::unexpected;

/// Lets everything that waits for an idle page have its turn.
const IDLE: &str = "new Promise((done) => requestIdleCallback(() => setTimeout(done)))";

/// Loads `url` in the page and counts the worlds and scripts in it that come from `origin`.
pub async fn worlds_and_scripts(port: u16, target: &str, url: &str, origin: &str) -> Result<u32> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await.map_err(|_| BedError::Disconnected)?;
    let address = format!("ws://127.0.0.1:{port}/devtools/page/{target}");
    let (socket, _) = tokio_tungstenite::client_async(address, stream).await.map_err(|_| BedError::Disconnected)?;
    let mut tap = Tap { socket, sent: 0, worlds: Vec::new(), scripts: Vec::new(), loaded: false };
    tokio::time::timeout(DEADLINE, tap.load(url)).await.map_err(|_| unexpected(url, "it did not load"))??;
    if !tap.worlds.iter().any(|world| url.starts_with(world.as_str())) {
        return Err(unexpected("the page", "its own world was not seen"));
    }
    let origin = origin.trim_end_matches('/');
    let theirs = tap.worlds.iter().chain(&tap.scripts).filter(|from| from.starts_with(origin)).count();
    u32::try_from(theirs).map_err(|_| unexpected("the page", "too many worlds"))
}

struct Tap {
    socket: WebSocketStream<TcpStream>,
    sent: u64,
    /// Origins of the worlds.
    worlds: Vec<String>,
    /// Addresses of the scripts.
    scripts: Vec<String>,
    loaded: bool,
}

impl Tap {
    async fn load(&mut self, url: &str) -> Result<()> {
        for method in ["Page.enable", "Runtime.enable", "Debugger.enable"] {
            self.send(method, json!({})).await?;
        }
        // What was told so far is the page before.
        (self.worlds, self.scripts, self.loaded) = (Vec::new(), Vec::new(), false);
        self.send("Page.navigate", json!({ "url": url })).await?;
        while !self.loaded {
            self.hear().await?;
        }
        self.send("Runtime.evaluate", json!({ "expression": IDLE, "awaitPromise": true })).await
    }

    /// Sends a command and notes all events until its answer has come.
    async fn send(&mut self, method: &str, params: Value) -> Result<()> {
        self.sent += 1;
        let command = json!({ "id": self.sent, "method": method, "params": params }).to_string();
        self.socket.send(Message::text(command)).await.map_err(|_| BedError::Disconnected)?;
        while self.hear().await?["id"] != self.sent {}
        Ok(())
    }

    async fn hear(&mut self) -> Result<Value> {
        let Some(Ok(message)) = self.socket.next().await else { return Err(BedError::Disconnected) };
        let message: Value = match message {
            Message::Text(text) => serde_json::from_str(text.as_str()).unwrap_or_default(),
            _ => Value::Null,
        };
        let text = |pointer: &str| message.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        match message["method"].as_str() {
            Some("Runtime.executionContextCreated") => self.worlds.push(text("/params/context/origin")),
            Some("Debugger.scriptParsed") => self.scripts.push(text("/params/url")),
            Some("Page.loadEventFired") => self.loaded = true,
            _ => {}
        }
        Ok(message)
    }
}
