//! One event at a time: what waits, what is being dealt with, and who waits for an answer.

use crate::chrome::{self, deferred, get_redirect_url, get_ui_language, get_url, property, session_get};
use crate::perform::{self, Ports};
use crate::random::Browser;
use crate::store::Store;
use core::cell::RefCell;
use js_sys::{Date, Function};
use keyfob_app::{App, Boot, Effect, Event, Incoming, ReplyId, Sender, Surroundings};
use keyfob_vault::{Area, HEADER_KEY, INDEX_KEY};
use keyfob_wire::js::from_js;
use std::collections::{HashMap, VecDeque};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Job>,
    running: bool,
    replies: HashMap<ReplyId, Function>,
    next: u32,
    awake: Option<Box<Awake>>,
}

enum Job {
    Event(Box<Event>),
    Done(Function),
}

struct Awake {
    app: App,
    ports: Ports,
}

thread_local! {
    static QUEUE: RefCell<Queue> = RefCell::default();
}

/// Brings a message and waits for its answer.
pub(crate) async fn ask((sender, body): (Sender, Incoming)) -> JsValue {
    let (promise, resolve) = deferred();
    QUEUE.with_borrow_mut(|queue| {
        queue.next = queue.next.wrapping_add(1);
        let reply = ReplyId(queue.next);
        queue.replies.insert(reply, resolve);
        queue.waiting.push_back(Job::Event(Box::new(Event::Message { reply, sender, body })));
    });
    start();
    JsFuture::from(promise).await.unwrap_or_default()
}

/// Brings events and waits until they have been dealt with.
pub(crate) async fn tell(events: Vec<Event>) {
    let (promise, resolve) = deferred();
    QUEUE.with_borrow_mut(|queue| {
        queue.waiting.extend(events.into_iter().map(|event| Job::Event(Box::new(event))));
        queue.waiting.push_back(Job::Done(resolve));
    });
    start();
    let _ = JsFuture::from(promise).await;
}

/// Brings an event that took its time: a window, a server.
pub(crate) fn later(event: Event) {
    QUEUE.with_borrow_mut(|queue| queue.waiting.push_back(Job::Event(Box::new(event))));
    start();
}

/// Answers a message, once.
pub(crate) fn answer(reply: ReplyId, value: &JsValue) {
    let resolve = QUEUE.with_borrow_mut(|queue| queue.replies.remove(&reply));
    if let Some(resolve) = resolve {
        // A resolver cannot throw.
        let _ = resolve.call1(&JsValue::UNDEFINED, value);
    }
}

fn start() {
    let idle = QUEUE.with_borrow_mut(|queue| !core::mem::replace(&mut queue.running, true));
    if idle {
        spawn_local(run());
    }
}

async fn run() {
    let mut awake = match QUEUE.with_borrow_mut(|queue| queue.awake.take()) {
        Some(awake) => awake,
        None => Box::new(wake().await),
    };
    loop {
        let job = QUEUE.with_borrow_mut(|queue| queue.waiting.pop_front());
        match job {
            Some(Job::Event(event)) => deal_with(&mut awake, *event).await,
            Some(Job::Done(resolve)) => {
                let _ = resolve.call0(&JsValue::UNDEFINED);
            }
            None => break,
        }
    }
    QUEUE.with_borrow_mut(|queue| {
        queue.awake = Some(awake);
        queue.running = false;
    });
}

/// One event and everything that follows from it, to the end.
async fn deal_with(awake: &mut Awake, event: Event) {
    let mut follow: VecDeque<Event> = VecDeque::from([event]);
    while let Some(event) = follow.pop_front() {
        let effects: Vec<Effect> = awake.app.step(now(), event, &mut Browser);
        for effect in effects {
            follow.extend(perform::perform(&mut awake.ports, effect).await);
        }
    }
}

/// Milliseconds since the epoch.
pub(crate) fn now() -> u64 {
    let now = Date::now();
    // Date.now() is a whole number well below 2^53.
    #[allow(clippy::as_conversions, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let now = now as u64;
    now
}

async fn wake() -> Awake {
    // Asked for before the database is waited for, so that the two are looked up side by side.
    let session = session_get("session");
    let store = Store::open().await;
    let mut boot = Boot { surroundings: surroundings(), ..Boot::default() };
    if let Ok(found) = session
        && let Ok(found) = JsFuture::from(found).await
    {
        boot.session = from_js(&property(&found, "session"));
    }
    match &store {
        Ok(store) => match read(store).await {
            Ok((header, index, inbox)) => {
                boot.header = header;
                boot.index = index;
                boot.inbox = inbox;
            }
            Err(problem) => boot.store = Some(problem),
        },
        Err(problem) => boot.store = Some(*problem),
    }
    Awake { app: App::boot(boot, now()), ports: Ports { store } }
}

type Found = (Option<Vec<u8>>, Option<Vec<u8>>, usize);

async fn read(store: &Store) -> Result<Found, keyfob_app::StoreProblem> {
    let keys = vec![(Area::Meta, HEADER_KEY.to_owned()), (Area::Meta, INDEX_KEY.to_owned())];
    let (blobs, inbox) = store.read_and_count(keys, Area::Inbox).await?;
    let mut blobs = blobs.into_iter().map(|(_, _, value)| value);
    let header = blobs.next().flatten();
    let index = blobs.next().flatten();
    Ok((header, index, inbox))
}

fn surroundings() -> Surroundings {
    let origin = get_url("").unwrap_or_default();
    Surroundings {
        id: chrome::runtime_id(),
        origin: origin.trim_end_matches('/').to_owned(),
        language: get_ui_language().unwrap_or_default(),
        redirect: get_redirect_url("").unwrap_or_default(),
        until_reload: origin.starts_with("moz-extension://"),
    }
}
