//! The browser as far as the app can tell: an in-memory fake of every port.
//!
//! Effects are performed in order and what follows from one event is dealt with to the end before the next comes, as
//! the background does it. The worker can be killed after any effect (the app and all answers under way are gone,
//! store and session stay), the browser too (the session is gone as well). Everything that leaves the app is watched
//! for the secrets the test knows of.

mod person;
mod portal;
mod stand_in;
mod stuff;

pub use portal::Portal;
pub use stand_in::Seeded;
use stand_in::{derive, session_key};
pub use stuff::credential;

use keyfob_app::{
    App, Boot, BrowserProblem, Effect, Event, HttpAnswer, HttpRequest, HttpResult, Incoming, Outgoing, ReplyId, Sender,
    StoreProblem, Surroundings, Taken, Then,
};
use keyfob_exchange::ExchangeError;
use keyfob_protocol::SecretText;
use keyfob_protocol::page::{FillOrder, FillResult, Order, Snapshot};
use keyfob_protocol::ui::{UiRequest, UiResponse};
use keyfob_vault::{Area, HEADER_KEY, INDEX_KEY};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use zeroize::Zeroizing;

/// `runtime.id`.
pub const ID: &str = "abcdefghijklmnopabcdefghijklmnop";
/// Origin of the extension's pages.
pub const ORIGIN: &str = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";
/// A good passphrase.
pub const PASSPHRASE: &str = "three green boats";
/// When every test begins.
pub const NOW: u64 = 1_790_000_000_000;
/// A minute in milliseconds.
pub const MINUTE: u64 = 60_000;

/// What `fill.js` does when it is asked.
#[derive(Clone, Debug)]
pub enum Filling {
    /// Puts every value where it belongs.
    Works,
    /// The document is gone.
    Gone,
    /// Another tab is in front.
    Behind,
    /// Refuses the order as a whole.
    Refuses(&'static str),
    /// The page took this control's value away again.
    Overwritten(usize),
    /// Says what it likes.
    Lies(Vec<FillResult>),
}

/// What becomes of a try to overwrite the clipboard.
pub enum Clipboard {
    /// It is overwritten.
    Free,
    /// Another program holds it.
    Held,
    /// The worker does not live to hear.
    NeverAnswers,
}

/// The browser.
pub struct World {
    /// What the clock says.
    pub now: u64,
    app: Option<App>,
    rng: Seeded,
    next_reply: u32,
    replies: BTreeMap<ReplyId, Outgoing>,
    // On disk.
    pub store: BTreeMap<(Area, String), Vec<u8>>,
    /// How the next transactions end, first come first served; those after them succeed.
    pub writes_fail: VecDeque<Option<StoreProblem>>,
    /// Whether reading fails.
    pub reads_fail: Option<StoreProblem>,
    // In memory.
    pub session: Option<String>,
    pub grants: BTreeSet<String>,
    pub registered: Vec<String>,
    pub opened: Vec<String>,
    pub orders: Vec<(i32, String, Order)>,
    /// `activeTab` ends with the document.
    pub until_reload: bool,
    /// The settings page in tab 1 and its document.
    pub page: Option<(String, Snapshot)>,
    pub filling: Filling,
    pub filled: Vec<FillOrder>,
    /// Documents in which `watch.js` was run.
    pub watched: Vec<(i32, String)>,
    /// Controls that the page script does not put back, and why.
    pub not_undone: Vec<(usize, &'static str)>,
    /// What the person points at.
    pub pointed: Result<Option<usize>, BrowserProblem>,
    pub launched: Vec<String>,
    pub posted: Vec<(String, String)>,
    /// Requests that wait for an answer.
    pub asked: Vec<(HttpRequest, Then)>,
    pub badge: usize,
    /// A tick comes once everything at hand is dealt with.
    later: bool,
    pub wake_at: u64,
    pub notices: usize,
    /// Files that were made: what is in them, and whom for.
    pub files: Vec<(Vec<u8>, String)>,
    /// The browser's language.
    pub language: &'static str,
    /// What becomes of a try to overwrite the clipboard.
    pub clipboard: Clipboard,
    /// How often the clipboard was overwritten.
    pub cleared: usize,
    /// Effects performed since the start, and after how many the worker dies.
    pub performed: usize,
    pub kill_after: Option<usize>,
    /// Texts that nothing may show.
    secrets: Vec<String>,
}

impl Default for World {
    fn default() -> Self {
        Self {
            now: NOW,
            app: None,
            rng: Seeded(0x9e37_79b9_7f4a_7c15),
            next_reply: 0,
            replies: BTreeMap::new(),
            store: BTreeMap::new(),
            writes_fail: VecDeque::new(),
            reads_fail: None,
            session: None,
            grants: BTreeSet::new(),
            registered: Vec::new(),
            opened: Vec::new(),
            orders: Vec::new(),
            until_reload: false,
            page: None,
            filling: Filling::Works,
            filled: Vec::new(),
            watched: Vec::new(),
            not_undone: Vec::new(),
            pointed: Ok(None),
            launched: Vec::new(),
            posted: Vec::new(),
            asked: Vec::new(),
            badge: 0,
            later: false,
            wake_at: 0,
            language: "en",
            clipboard: Clipboard::Free,
            notices: 0,
            files: Vec::new(),
            cleared: 0,
            performed: 0,
            kill_after: None,
            secrets: vec![PASSPHRASE.to_owned()],
        }
    }
}

/// An answer without headers.
pub fn answer(status: u16, text: &str) -> HttpResult {
    Ok(HttpAnswer { status, headers: Vec::new(), body: Zeroizing::new(text.as_bytes().to_vec()) })
}

/// An extension page.
pub fn surface(path: &str) -> Sender {
    Sender { id: ID.to_owned(), origin: ORIGIN.to_owned(), url: format!("{ORIGIN}{path}"), ..Sender::default() }
}

/// A script in the top frame of a document.
pub fn script(tab: i32, document: &str, url: &str) -> Sender {
    let (scheme, rest) = url.split_once("://").unwrap();
    let host = rest.split('/').next().unwrap();
    Sender {
        id: ID.to_owned(),
        origin: format!("{scheme}://{host}"),
        url: url.to_owned(),
        tab: Some(tab),
        frame: Some(0),
        document: document.to_owned(),
    }
}

impl World {
    /// A browser with an open vault in it.
    pub fn with_vault() -> Self {
        let mut world = Self::default();
        let made = world.ask(UiRequest::VaultCreate { passphrase: SecretText::new(PASSPHRASE.to_owned()) });
        assert!(matches!(made, UiResponse::Done), "{made:?}");
        world
    }

    /// From now on nothing may show this text, but an answer to Reveal.
    pub fn guard(&mut self, secret: &str) {
        self.secrets.push(secret.to_owned());
    }

    /// Drops the worker: whatever is under way is lost. What was answered already has arrived.
    pub fn kill_worker(&mut self) {
        self.app = None;
        self.asked.clear();
    }

    /// SIGKILL: only what is on the disk is left.
    pub fn kill_browser(&mut self) {
        self.kill_worker();
        self.session = None;
        self.registered.clear();
    }

    fn wake(&mut self) -> App {
        let mut boot = Boot {
            surroundings: Surroundings {
                id: ID.to_owned(),
                origin: ORIGIN.to_owned(),
                language: self.language.to_owned(),
                redirect: format!("https://{ID}.chromiumapp.org/"),
                until_reload: self.until_reload,
            },
            session: self.session.as_deref().map(|session| serde_json::from_str(session).unwrap()),
            store: self.reads_fail,
            ..Boot::default()
        };
        if boot.store.is_none() {
            boot.header = self.store.get(&(Area::Meta, HEADER_KEY.to_owned())).cloned();
            boot.index = self.store.get(&(Area::Meta, INDEX_KEY.to_owned())).cloned();
            boot.inbox = self.in_inbox();
        }
        App::boot(boot, self.now)
    }

    /// How many captures lie in the inbox.
    pub fn in_inbox(&self) -> usize {
        self.store.keys().filter(|(area, _)| *area == Area::Inbox).count()
    }

    /// One event and everything that follows from it. False if the worker was killed on the way.
    pub fn happens(&mut self, event: Event) -> bool {
        let mut follow = VecDeque::from([event]);
        while let Some(event) = follow.pop_front() {
            let mut app = match self.app.take() {
                Some(app) => app,
                None => self.wake(),
            };
            self.watch(&format!("{event:?}"), "an event's Debug");
            let effects = app.step(self.now, event, &mut self.rng);
            self.watch(&format!("{app:?}"), "the app's Debug");
            self.app = Some(app);
            for effect in effects {
                if self.kill_after.is_some_and(|most| self.performed >= most) {
                    self.later = false;
                    self.kill_after = None;
                    self.kill_worker();
                    return false;
                }
                self.performed += 1;
                self.watch(&format!("{effect:?}"), "an effect's Debug");
                follow.extend(self.perform(effect));
            }
            if follow.is_empty() && core::mem::take(&mut self.later) {
                follow.push_back(Event::Tick);
            }
        }
        true
    }

    fn perform(&mut self, effect: Effect) -> Option<Event> {
        match effect {
            Effect::Reply { to, answer } => {
                if let Outgoing::Ui(response) = &*answer
                    && !matches!(response, UiResponse::Secret { .. })
                {
                    self.watch(&serde_json::to_string(response).unwrap(), "an answer");
                    if let Some(key) = self.session.as_deref().and_then(session_key) {
                        assert!(!serde_json::to_string(response).unwrap().contains(&key), "the key in an answer");
                    }
                }
                if let Outgoing::Page(order) = &*answer {
                    self.watch(&serde_json::to_string(order).unwrap(), "an order to a page");
                }
                assert!(self.replies.insert(to, *answer).is_none(), "answered twice");
                None
            }
            Effect::Remember(session) => {
                let session = serde_json::to_string(&session).unwrap();
                self.watch(&session, "the session");
                self.session = Some(session);
                None
            }
            Effect::Store { writes, then } => {
                let result = match self.writes_fail.pop_front().flatten() {
                    Some(problem) => Err(problem),
                    None => {
                        for write in writes {
                            let place = (write.area, write.key);
                            match write.value {
                                Some(value) => self.store.insert(place, value),
                                None => self.store.remove(&place),
                            };
                        }
                        Ok(())
                    }
                };
                Some(Event::Stored { then, result })
            }
            Effect::Load { keys, then } => {
                let result = match self.reads_fail {
                    Some(problem) => Err(problem),
                    None => Ok(keys.into_iter().flat_map(|(area, key)| self.read(area, key)).collect()),
                };
                Some(Event::Loaded { then, result })
            }
            Effect::Derive { passphrase, request, then } => {
                let output = Ok(derive(passphrase.expose(), &request));
                Some(Event::Derived { then, request, output, took: 500 })
            }
            Effect::CheckGrant { hosts, then } => {
                let granted = hosts.iter().all(|host| self.grants.contains(host));
                Some(Event::Grant { then, granted })
            }
            Effect::Register { hosts } => {
                self.registered = hosts;
                None
            }
            Effect::Unregister => {
                self.registered.clear();
                None
            }
            Effect::OpenTab { url } => {
                self.opened.push(url);
                None
            }
            Effect::Snapshot { tab, then } => {
                let taken = self.page.clone().filter(|_| tab == 1);
                let result = taken
                    .map(|(document, snapshot)| Box::new(Taken { document, snapshot }))
                    .ok_or(BrowserProblem::NoAccess);
                Some(Event::Snapshot { then, result })
            }
            Effect::Point { document, nonce, then, .. } => {
                let here = self.page.as_ref().is_some_and(|(own, page)| *own == document && page.nonce == nonce);
                let result = if here { self.pointed } else { Err(BrowserProblem::Gone) };
                Some(Event::Pointed { then, result })
            }
            Effect::Fill { tab, document, order, then } => {
                let result = self.fill(tab, &document, *order);
                Some(Event::Filled { then, result })
            }
            Effect::Watch { tab, document } => {
                self.watched.push((tab, document));
                None
            }
            Effect::Undo { tab, document, order, then } => {
                let result = self.undo(tab, &document, &order);
                Some(Event::Undone { then, result })
            }
            Effect::Order { tab, document, order } => {
                self.watch(&serde_json::to_string(&order).unwrap(), "an order to a page");
                self.orders.push((tab, document, *order));
                None
            }
            Effect::Launch { url } => {
                self.launched.push(url);
                None
            }
            Effect::Http { request, then } => {
                assert!(request.url.starts_with("https://"), "{request:?}");
                self.posted.push((request.url.to_string(), request.body.to_string()));
                self.asked.push((*request, then));
                None
            }
            Effect::Later => {
                self.later = true;
                None
            }
            Effect::WakeAt(at) => {
                self.wake_at = at;
                None
            }
            Effect::WriteFile { document, key, to_recipient, cxf, then } => {
                // What age does is tested where it is linked; here a file is a number and what it was sealed for.
                assert!(!cxf);
                let result = if to_recipient && !key.expose().starts_with("age1") {
                    Err(ExchangeError::BadRecipient { position: 1 }.to_wire())
                } else {
                    let name = format!("age-encryption.org/{}", self.files.len());
                    self.files.push((document.to_vec(), key.expose().to_owned()));
                    Ok(name.into_bytes())
                };
                Some(Event::FileWritten { then, result })
            }
            Effect::ReadFile { file, key, format, then } => {
                let result = self.read_file(&file, &key, format).map_err(|error| error.to_wire());
                Some(Event::FileRead { then, result })
            }
            Effect::NewIdentity { then } => {
                let lines = ["AGE-SECRET-KEY-1", "QQQQ\nage1qqqq"].concat().into_bytes();
                Some(Event::IdentityMade { then, lines: Some(Zeroizing::new(lines)) })
            }
            Effect::ClearClipboard => match self.clipboard {
                Clipboard::Free => {
                    self.cleared += 1;
                    Some(Event::ClipboardCleared { done: true })
                }
                Clipboard::Held => Some(Event::ClipboardCleared { done: false }),
                Clipboard::NeverAnswers => None,
            },
            Effect::Notify => {
                self.notices += 1;
                None
            }
            Effect::Badge(count) => {
                self.badge = count;
                None
            }
        }
    }

    fn read(&self, area: Area, key: String) -> Vec<keyfob_app::Blob> {
        if key.is_empty() {
            let all = self.store.iter().filter(|((found, _), _)| *found == area);
            return all.map(|((area, key), value)| (*area, key.clone(), Some(value.clone()))).collect();
        }
        let value = self.store.get(&(area, key.clone())).cloned();
        vec![(area, key, value)]
    }

    fn watch(&self, text: &str, what: &str) {
        for secret in &self.secrets {
            let bytes = format!("{:?}", secret.as_bytes());
            let bytes = bytes.trim_matches(['[', ']']);
            assert!(!text.contains(secret.as_str()) && !text.contains(bytes), "a secret in {what}: {text}");
        }
    }

    /// A request of the manager that stops where the first answer from outside is awaited.
    pub fn begins(&mut self, request: UiRequest) {
        let mut app = match self.app.take() {
            Some(app) => app,
            None => self.wake(),
        };
        self.next_reply += 1;
        let (reply, sender) = (ReplyId(self.next_reply), surface("/manager.html"));
        app.step(self.now, Event::Message { reply, sender, body: Incoming::Ui(request) }, &mut self.rng);
        self.app = Some(app);
    }

    /// Whether the background keeps what a person typed or chose for something that is under way.
    pub fn keeps_typed(&self) -> bool {
        let told = self.app.as_ref().map_or_else(String::new, |app| format!("{app:?}"));
        told.contains("passphrase: Some") || told.contains("exchange: Some")
    }

    /// A message and its answer; nothing if the worker was killed before it answered.
    pub fn send(&mut self, sender: Sender, body: Incoming) -> Option<Outgoing> {
        self.next_reply += 1;
        let reply = ReplyId(self.next_reply);
        let whole = self.happens(Event::Message { reply, sender, body });
        let answer = self.replies.remove(&reply);
        assert!(answer.is_some() || !whole, "a message was not answered");
        answer
    }
}
