//! One DevTools connection to the whole browser: every page, popup, side panel and worker is a session on it.
//!
//! Every target is attached as it appears, so that its console is kept from its first line.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::Message;

use crate::console::Console;
use crate::error::{BedError, Result};

/// Longest wait for the answer to one command.
const ANSWER: Duration = Duration::from_secs(60);

/// Kinds of target the bed has no business with: tab wrappers and the browser's own surfaces.
const LEFT_OUT: [&str; 3] = ["browser", "tab", "browser_ui"];

/// A document or worker of the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The browser's id for it; of a page also WebDriver's window handle.
    pub id: String,
    /// `page` (also popup and side panel), `service_worker`, `iframe` and so on.
    pub kind: String,
    /// Its address now.
    pub url: String,
}

type Answer = std::result::Result<Value, String>;

/// Who waits for the answer to a command, and on which session it was sent.
struct Waiting {
    session: Option<String>,
    done: oneshot::Sender<Answer>,
}

#[derive(Default)]
struct State {
    next: u64,
    waiting: HashMap<u64, Waiting>,
    targets: HashMap<String, Target>,
    sessions: HashMap<String, String>,
    closed: bool,
}

impl State {
    /// Refuses what was asked of a session that is gone. The browser does not always answer a command whose document
    /// goes away under it.
    fn end(&mut self, session: &str) {
        let gone: Vec<u64> = (self.waiting.iter())
            .filter(|(_, waiting)| waiting.session.as_deref() == Some(session))
            .map(|(id, _)| *id)
            .collect();
        for waiting in gone.iter().filter_map(|id| self.waiting.remove(id)) {
            let _ = waiting.done.send(Err("the document is gone".to_owned()));
        }
    }
}

/// The connection; clones share it.
#[derive(Clone)]
pub struct Cdp {
    state: Arc<Mutex<State>>,
    out: mpsc::UnboundedSender<Message>,
    console: Console,
    watch_worker: bool,
    port: u16,
}

impl std::fmt::Debug for Cdp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cdp")
    }
}

impl Cdp {
    /// Connects to a browser's DevTools port. With `watch_worker` the console of service workers is kept too,
    /// at the price that the browser lets no watched worker go idle.
    ///
    /// # Errors
    /// [`BedError::Disconnected`] when nothing answers there.
    pub async fn connect(port: u16, path: &str, console: Console, watch_worker: bool) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.map_err(|_| BedError::Disconnected)?;
        let url = format!("ws://127.0.0.1:{port}{path}");
        let (socket, _) =
            tokio_tungstenite::client_async(url, stream).await.map_err(|e| BedError::answer("the DevTools port", e))?;
        let (mut sink, mut source) = socket.split();
        let (out, mut queue) = mpsc::unbounded_channel::<Message>();
        tokio::spawn(async move {
            while let Some(message) = queue.recv().await {
                if sink.send(message).await.is_err() {
                    break;
                }
            }
        });
        let cdp = Self { state: Arc::default(), out, console, watch_worker, port };
        let reader = cdp.clone();
        tokio::spawn(async move {
            while let Some(Ok(message)) = source.next().await {
                if let Message::Text(text) = message
                    && let Ok(value) = serde_json::from_str::<Value>(text.as_str())
                {
                    reader.receive(value);
                }
            }
            reader.close();
        });
        let filter: Vec<Value> =
            LEFT_OUT.iter().map(|kind| json!({ "type": kind, "exclude": true })).chain([json!({})]).collect();
        cdp.send(None, "Target.setDiscoverTargets", json!({ "discover": true, "filter": filter })).await?;
        cdp.send(None, "Target.setAutoAttach", cdp.auto_attach(&filter)).await?;
        Ok(cdp)
    }

    /// A connection to nothing, for a browser that does not speak DevTools: every command is refused.
    pub(crate) fn nowhere() -> Self {
        let state = State { closed: true, ..State::default() };
        let (out, _) = mpsc::unbounded_channel();
        Self { state: Arc::new(Mutex::new(state)), out, console: Console::default(), watch_worker: false, port: 0 }
    }

    fn auto_attach(&self, filter: &[Value]) -> Value {
        let mut filter = filter.to_vec();
        if !self.watch_worker {
            filter.insert(0, json!({ "type": "service_worker", "exclude": true }));
        }
        json!({ "autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true, "filter": filter })
    }

    /// Sends a command to the browser (`None`) or to a session, and waits for the answer.
    ///
    /// # Errors
    /// [`BedError::Refused`] when the browser refuses or does not answer, [`BedError::Disconnected`] when it is gone.
    pub async fn send(&self, session: Option<&str>, method: &str, params: Value) -> Result<Value> {
        let (done, answer) = oneshot::channel();
        self.post(session, method, &params, Some(done))?;
        let refused = |message: String| BedError::Refused { method: method.to_owned(), message };
        match tokio::time::timeout(ANSWER, answer).await {
            Ok(Ok(answer)) => answer.map_err(refused),
            Ok(Err(_)) => Err(BedError::Disconnected),
            Err(_) => Err(refused(format!("no answer in {} s", ANSWER.as_secs()))),
        }
    }

    /// Every target of the browser now, in no order.
    #[must_use]
    pub fn targets(&self) -> Vec<Target> {
        self.lock().targets.values().cloned().collect()
    }

    /// The target with this id, if it is still there.
    #[must_use]
    pub fn target(&self, id: &str) -> Option<Target> {
        self.lock().targets.get(id).cloned()
    }

    /// The session on a target, once it is attached.
    #[must_use]
    pub fn session(&self, target: &str) -> Option<String> {
        self.lock().sessions.get(target).cloned()
    }

    /// The browser's DevTools port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether the browser is gone.
    #[must_use]
    pub fn closed(&self) -> bool {
        self.lock().closed
    }

    fn post(
        &self,
        session: Option<&str>,
        method: &str,
        params: &Value,
        done: Option<oneshot::Sender<Answer>>,
    ) -> Result<()> {
        let mut state = self.lock();
        if state.closed {
            return Err(BedError::Disconnected);
        }
        state.next += 1;
        let id = state.next;
        let mut command = json!({ "id": id, "method": method, "params": params });
        if let (Some(session), Some(object)) = (session, command.as_object_mut()) {
            object.insert("sessionId".to_owned(), session.into());
        }
        if let Some(done) = done {
            state.waiting.insert(id, Waiting { session: session.map(str::to_owned), done });
        }
        self.out.send(Message::text(command.to_string())).map_err(|_| BedError::Disconnected)
    }

    fn receive(&self, message: Value) {
        if let Some(id) = message.get("id").and_then(Value::as_u64) {
            let waiting = self.lock().waiting.remove(&id);
            if let Some(waiting) = waiting {
                let answer = match message.get("error") {
                    Some(error) => Err(error["message"].as_str().unwrap_or("refused").to_owned()),
                    None => Ok(message["result"].clone()),
                };
                // Whoever asked may have stopped waiting.
                let _ = waiting.done.send(answer);
            }
            return;
        }
        let method = message["method"].as_str().unwrap_or_default();
        let params = &message["params"];
        match method {
            "Target.targetCreated" => {
                if let Some(target) = read_target(&params["targetInfo"]) {
                    self.lock().targets.insert(target.id.clone(), target);
                }
            }
            "Target.targetInfoChanged" => {
                // A last change may come after the end; it brings nothing back to life.
                if let Some(target) = read_target(&params["targetInfo"])
                    && let Some(known) = self.lock().targets.get_mut(&target.id)
                {
                    *known = target;
                }
            }
            "Target.targetDestroyed" => {
                let id = params["targetId"].as_str().unwrap_or_default();
                let mut state = self.lock();
                state.targets.remove(id);
                if let Some(session) = state.sessions.remove(id) {
                    state.end(&session);
                }
            }
            "Target.attachedToTarget" => self.attached(params),
            "Target.detachedFromTarget" => {
                let session = params["sessionId"].as_str().unwrap_or_default();
                let mut state = self.lock();
                state.sessions.retain(|_, s| s != session);
                state.end(session);
            }
            _ => self.console_event(&message, method, params),
        }
    }

    fn attached(&self, params: &Value) {
        let Some(target) = read_target(&params["targetInfo"]) else { return };
        let Some(session) = params["sessionId"].as_str() else { return };
        {
            let mut state = self.lock();
            state.sessions.insert(target.id.clone(), session.to_owned());
            state.targets.insert(target.id.clone(), target);
        }
        // Enabling replays what the console held before; frames and workers below are attached in turn.
        for method in ["Runtime.enable", "Log.enable", "Runtime.runIfWaitingForDebugger"] {
            let _ = self.post(Some(session), method, &json!({}), None);
        }
        let below = json!({ "autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true });
        let _ = self.post(Some(session), "Target.setAutoAttach", &below, None);
    }

    fn console_event(&self, message: &Value, method: &str, params: &Value) {
        let session = message["sessionId"].as_str().unwrap_or_default();
        let target = {
            let state = self.lock();
            let id = state.sessions.iter().find(|(_, s)| *s == session).map(|(id, _)| id);
            id.and_then(|id| state.targets.get(id)).cloned()
        };
        if let Some(target) = target {
            self.console.take(&target.kind, &target.url, method, params);
        }
    }

    fn close(&self) {
        let mut state = self.lock();
        *state = State { closed: true, ..State::default() };
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read_target(info: &Value) -> Option<Target> {
    let text = |key: &str| info.get(key)?.as_str().map(str::to_owned);
    Some(Target { id: text("targetId")?, kind: text("type")?, url: text("url")? })
}
