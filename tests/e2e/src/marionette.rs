//! Firefox's own remote protocol, Marionette: over TCP, each message its length in digits, a colon, and JSON.
//! A command is `[0, id, name, parameters]`, its answer `[1, id, error, result]`. Everything here is done by scripts
//! that run in the browser's own window, from where every document, popup and sidebar can be reached.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedReadHalf;
use tokio::sync::{mpsc, oneshot};

use crate::error::{BedError, Result};

/// Longest wait for the answer to one command.
const ANSWER: Duration = Duration::from_secs(60);

/// What runs in the browser's window, and what that runs in a document.
const CHROME: &str = include_str!("firefox/chrome.js");
const PAGE: &str = include_str!("firefox/page.js");

type Answer = std::result::Result<Value, String>;

#[derive(Default)]
struct State {
    next: u64,
    waiting: HashMap<u64, oneshot::Sender<Answer>>,
    closed: bool,
}

/// The connection; clones share it.
#[derive(Clone)]
pub(crate) struct Marionette {
    state: Arc<Mutex<State>>,
    out: mpsc::UnboundedSender<Vec<u8>>,
    add_on: String,
}

impl std::fmt::Debug for Marionette {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Marionette")
    }
}

impl Marionette {
    /// Connects, begins a session that takes the sandbox's certificate, and turns to the browser's own window.
    pub(crate) async fn connect(port: u16, add_on: &str) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.map_err(|_| BedError::Disconnected)?;
        let (mut source, mut sink) = stream.into_split();
        let (out, mut queue) = mpsc::unbounded_channel::<Vec<u8>>();
        tokio::spawn(async move {
            while let Some(message) = queue.recv().await {
                if sink.write_all(&message).await.is_err() {
                    break;
                }
            }
        });
        let marionette = Self { state: Arc::default(), out, add_on: add_on.to_owned() };
        // The first message says who is there.
        receive(&mut source).await.ok_or(BedError::Disconnected)?;
        let reader = marionette.clone();
        tokio::spawn(async move {
            while let Some(message) = receive(&mut source).await {
                reader.answered(&message);
            }
            *reader.lock() = State { closed: true, ..State::default() };
        });
        marionette.send("WebDriver:NewSession", json!({ "acceptInsecureCerts": true })).await?;
        // Without any it would not wait for promises at all.
        marionette.send("WebDriver:SetTimeouts", json!({ "script": 600_000 })).await?;
        marionette.send("Marionette:SetContext", json!({ "value": "chrome" })).await?;
        Ok(marionette)
    }

    /// Sends a command and waits for the answer.
    pub(crate) async fn send(&self, name: &str, parameters: Value) -> Result<Value> {
        let (done, answer) = oneshot::channel();
        {
            let mut state = self.lock();
            if state.closed {
                return Err(BedError::Disconnected);
            }
            state.next += 1;
            let id = state.next;
            state.waiting.insert(id, done);
            let text = json!([0, id, name, parameters]).to_string();
            let message = format!("{}:{text}", text.len()).into_bytes();
            self.out.send(message).map_err(|_| BedError::Disconnected)?;
        }
        let refused = |message: String| BedError::Refused { method: name.to_owned(), message };
        match tokio::time::timeout(ANSWER, answer).await {
            Ok(Ok(answer)) => answer.map_err(refused),
            Ok(Err(_)) => Err(BedError::Disconnected),
            Err(_) => Err(refused(format!("no answer in {} s", ANSWER.as_secs()))),
        }
    }

    /// Calls one of the functions of `firefox/chrome.js`.
    pub(crate) async fn call(&self, function: &str, arguments: Value) -> Result<Value> {
        let ask = json!({ "script": CHROME, "sandbox": "system", "args": [self.add_on, PAGE, function, arguments] });
        let mut answer = self.send("WebDriver:ExecuteScript", ask).await.map_err(|error| match error {
            BedError::Refused { message, .. } => BedError::Refused { method: function.to_owned(), message },
            other => other,
        })?;
        Ok(answer["value"].take())
    }

    /// Whether the browser is gone.
    pub(crate) fn closed(&self) -> bool {
        self.lock().closed
    }

    fn answered(&self, message: &Value) {
        let waiting = message[1].as_u64().and_then(|id| self.lock().waiting.remove(&id));
        let Some(waiting) = waiting else { return };
        let error = &message[2];
        let answer = if error.is_null() {
            Ok(message[3].clone())
        } else {
            Err(format!("{}: {}", error["error"].as_str().unwrap_or_default(), error["message"].as_str().unwrap_or("")))
        };
        // Whoever asked may have stopped waiting.
        let _ = waiting.send(answer);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The next message; none when the connection is at its end.
async fn receive(source: &mut OwnedReadHalf) -> Option<Value> {
    let mut length = 0_usize;
    loop {
        match source.read_u8().await.ok()? {
            b':' => break,
            digit @ b'0'..=b'9' => length = length.checked_mul(10)?.checked_add(usize::from(digit - b'0'))?,
            _ => return None,
        }
    }
    let mut text = vec![0; length];
    source.read_exact(&mut text).await.ok()?;
    serde_json::from_slice(&text).ok()
}
