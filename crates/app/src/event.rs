//! What comes in from the ports and what goes out to them.

use crate::exchange::FileKey;
use crate::http::{HttpRequest, HttpResult};
use crate::session::Session;
pub use crate::then::{Change, Then};
use core::fmt;
use keyfob_protocol::SecretText;
use keyfob_protocol::page::{FillOrder, FillReport, Order, PageRequest, Snapshot, UndoOrder};
use keyfob_protocol::ui::{Problem, UiRequest, UiResponse};
use keyfob_vault::{Area, KdfRequest, Write};
use zeroize::Zeroizing;

/// Names the answer a message waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReplyId(pub u32);

/// Who speaks, as the browser says it; never what the message says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sender {
    /// `sender.id`.
    pub id: String,
    /// `sender.origin`.
    pub origin: String,
    /// `sender.url`.
    pub url: String,
    /// `sender.tab.id`.
    pub tab: Option<i32>,
    /// `sender.frameId`; of a frame in Firefox it is larger than 32 bits.
    pub frame: Option<i64>,
    /// `sender.documentId`.
    pub document: String,
}

/// A message, read into its type, or not.
#[derive(Debug, Clone)]
pub enum Incoming {
    /// From an extension page.
    Ui(UiRequest),
    /// From a page script.
    Page(PageRequest),
    /// Neither: refused.
    Malformed,
}

/// The answer to a message.
#[derive(Debug, Clone)]
pub enum Outgoing {
    /// To an extension page.
    Ui(UiResponse),
    /// To a page script.
    Page(Order),
    /// The gate said no: nothing is told.
    Refused,
}

/// A stored value and where it lies.
pub type Blob = (Area, String, Option<Vec<u8>>);

/// What a page script took from a document.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The document it was taken from, for a later order to that very document. Empty where the browser has no such id.
    pub document: String,
    /// The description.
    pub snapshot: Snapshot,
}

/// Why the store did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreProblem {
    /// No room.
    Full,
    /// Anything else.
    Failed,
}

/// Why the browser did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrowserProblem {
    /// No access to this page: not granted, or a page of the browser's own.
    NoAccess,
    /// The document is gone.
    Gone,
    /// The tab is not the one that its window shows.
    Behind,
    /// The window was closed or the person said no.
    Closed,
    /// No network, or the server did not answer.
    Offline,
}

/// Something happened. Its `Debug` says what and what for, never what it carries.
pub enum Event {
    /// Somebody speaks.
    Message {
        /// To answer by.
        reply: ReplyId,
        /// Who.
        sender: Sender,
        /// What.
        body: Incoming,
    },
    /// Argon2id is done.
    Derived {
        /// What for.
        then: Then,
        /// Parameters and salt it was done with.
        request: KdfRequest,
        /// The output, or the allocation failed.
        output: Result<Zeroizing<Vec<u8>>, BrowserProblem>,
        /// Milliseconds that it took.
        took: u32,
    },
    /// A transaction ended.
    Stored {
        /// What for.
        then: Then,
        /// Whether everything or nothing of it was written.
        result: Result<(), StoreProblem>,
    },
    /// Stored values, in the order asked for; for the inbox all of it.
    Loaded {
        /// What for.
        then: Then,
        /// The values.
        result: Result<Vec<Blob>, StoreProblem>,
    },
    /// Whether hosts are granted.
    Grant {
        /// What for.
        then: Then,
        /// All of them are.
        granted: bool,
    },
    /// `permissions.onAdded` or `onRemoved`.
    PermissionsChanged,
    /// `snapshot.js` is done.
    Snapshot {
        /// What for.
        then: Then,
        /// What it took.
        result: Result<Box<Taken>, BrowserProblem>,
    },
    /// `point.js` is done.
    Pointed {
        /// What for.
        then: Then,
        /// Which control of the snapshot; none if the person thought better of it.
        result: Result<Option<usize>, BrowserProblem>,
    },
    /// `fill.js` is done.
    Filled {
        /// What for.
        then: Then,
        /// What it did.
        result: Result<FillReport, BrowserProblem>,
    },
    /// `fill.js` put back what was there.
    Undone {
        /// What for.
        then: Then,
        /// What it did.
        result: Result<FillReport, BrowserProblem>,
    },
    /// `identity.launchWebAuthFlow` ended.
    Redirected {
        /// The address, or why there is none.
        result: Result<SecretText, BrowserProblem>,
    },
    /// A request ended.
    Answered {
        /// What for.
        then: Then,
        /// The answer, or why there is none.
        result: HttpResult,
    },
    /// A file was made, or why not: as the exchange module says it.
    FileWritten {
        /// What for.
        then: Then,
        /// The sealed bytes.
        result: Result<Vec<u8>, String>,
    },
    /// A file was read, or why not: as the exchange module says it.
    FileRead {
        /// What for.
        then: Then,
        /// What was in it, in clear.
        result: Result<Zeroizing<Vec<u8>>, String>,
    },
    /// An age identity and its recipient, in two lines; nothing when there was no memory for the module.
    IdentityMade {
        /// What for.
        then: Then,
        /// The lines.
        lines: Option<Zeroizing<Vec<u8>>>,
    },
    /// A page has been loaded in a tab whose address the browser tells.
    TabLoaded {
        /// Which.
        tab: i32,
    },
    /// A tab was closed.
    TabClosed {
        /// Which.
        tab: i32,
    },
    /// The shortcut *Keep the value shown*.
    KeepCommand,
    /// Text was selected on a page and sent by the menu.
    Selected {
        /// The text.
        text: SecretText,
        /// The page's address.
        url: String,
    },
    /// [`Effect::ClearClipboard`] was tried.
    ClipboardCleared {
        /// It is overwritten.
        done: bool,
    },
    /// An alarm, an idle lock, a start: look at the clock.
    Tick,
    /// The computer was locked: lock now.
    IdleLocked,
}

/// Something to be done by a port. Its `Debug` says what and what for, never what it carries.
pub enum Effect {
    /// Answer a message.
    Reply {
        /// Which.
        to: ReplyId,
        /// With what.
        answer: Box<Outgoing>,
    },
    /// Remember in `storage.session`.
    Remember(Box<Session>),
    /// Write in one IndexedDB transaction.
    Store {
        /// What.
        writes: Vec<Write>,
        /// Then.
        then: Then,
    },
    /// Read.
    Load {
        /// Where; an empty key means everything in that area.
        keys: Vec<(Area, String)>,
        /// Then.
        then: Then,
    },
    /// Argon2id.
    Derive {
        /// The passphrase.
        passphrase: SecretText,
        /// Salt and parameters.
        request: KdfRequest,
        /// Then.
        then: Then,
    },
    /// `permissions.contains`.
    CheckGrant {
        /// Match patterns.
        hosts: Vec<String>,
        /// Then.
        then: Then,
    },
    /// Register `guide.js` for these hosts and run it in open tabs of theirs.
    Register {
        /// Match patterns.
        hosts: Vec<String>,
    },
    /// Remove the registration.
    Unregister,
    /// Open a page in a new tab.
    OpenTab {
        /// Its address.
        url: String,
    },
    /// Run `snapshot.js` in the top frame of a tab.
    Snapshot {
        /// Which tab.
        tab: i32,
        /// Then.
        then: Then,
    },
    /// Run `watch.js` in one document.
    Watch {
        /// The tab.
        tab: i32,
        /// The document that was planned.
        document: String,
    },
    /// Run `point.js` in one document; the person may take minutes.
    Point {
        /// The tab.
        tab: i32,
        /// The very document that was read.
        document: String,
        /// The nonce of its snapshot.
        nonce: String,
        /// Then.
        then: Then,
    },
    /// Run `fill.js` in one document and hand it the order.
    Fill {
        /// The tab.
        tab: i32,
        /// The very document that was planned.
        document: String,
        /// What goes where.
        order: Box<FillOrder>,
        /// Then.
        then: Then,
    },
    /// Have `fill.js` put back what was there, in the document it filled.
    Undo {
        /// The tab.
        tab: i32,
        /// The document.
        document: String,
        /// The fill.
        order: UndoOrder,
        /// Then.
        then: Then,
    },
    /// Tell a page script.
    Order {
        /// The tab.
        tab: i32,
        /// The document.
        document: String,
        /// What.
        order: Box<Order>,
    },
    /// `identity.launchWebAuthFlow`; the person may take minutes.
    Launch {
        /// The authorization URL.
        url: String,
    },
    /// A request to a provider: `credentials: 'omit'`, `redirect: 'error'`, `cache: 'no-store'`, no referrer.
    Http {
        /// What is asked.
        request: Box<HttpRequest>,
        /// Then.
        then: Then,
    },
    /// Seal a document into a file.
    WriteFile {
        /// The document, in clear.
        document: Zeroizing<Vec<u8>>,
        /// Passphrase or recipient.
        key: SecretText,
        /// It is for a recipient.
        to_recipient: bool,
        /// In FIDO's Credential Exchange Format.
        cxf: bool,
        /// Then.
        then: Then,
    },
    /// Read a file.
    ReadFile {
        /// Its bytes.
        file: Zeroizing<Vec<u8>>,
        /// What opens it.
        key: FileKey,
        /// Its format; empty to find out.
        format: &'static str,
        /// Then.
        then: Then,
    },
    /// Make an age identity.
    NewIdentity {
        /// Then.
        then: Then,
    },
    /// Bring a [`Event::Tick`] once everything at hand is dealt with.
    Later,
    /// Wake the worker at this time, ms since the epoch, to look at the clock.
    WakeAt(u64),
    /// Overwrite the clipboard, without reading it.
    ClearClipboard,
    /// Tell all surfaces that the view changed.
    Notify,
    /// Say in the toolbar how many values wait for Keep and how many matters cannot wait.
    Badge(usize),
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, then) = match self {
            Self::Message { reply, .. } => return write!(f, "Message({})", reply.0),
            Self::Derived { then, .. } => ("Derived", then),
            Self::Stored { then, .. } => ("Stored", then),
            Self::Loaded { then, .. } => ("Loaded", then),
            Self::Grant { then, .. } => ("Grant", then),
            Self::Snapshot { then, .. } => ("Snapshot", then),
            Self::Pointed { then, .. } => ("Pointed", then),
            Self::Filled { then, .. } => ("Filled", then),
            Self::Undone { then, .. } => ("Undone", then),
            Self::FileWritten { then, .. } => ("FileWritten", then),
            Self::FileRead { then, .. } => ("FileRead", then),
            Self::Answered { then, .. } => ("Answered", then),
            Self::IdentityMade { then, .. } => ("IdentityMade", then),
            Self::PermissionsChanged => return f.write_str("PermissionsChanged"),
            Self::Redirected { .. } => return f.write_str("Redirected"),
            Self::TabLoaded { tab } => return write!(f, "TabLoaded({tab})"),
            Self::TabClosed { tab } => return write!(f, "TabClosed({tab})"),
            Self::KeepCommand => return f.write_str("KeepCommand"),
            Self::Selected { .. } => return f.write_str("Selected"),
            Self::ClipboardCleared { done } => return write!(f, "ClipboardCleared({done})"),
            Self::Tick => return f.write_str("Tick"),
            Self::IdleLocked => return f.write_str("IdleLocked"),
        };
        f.debug_tuple(name).field(then).finish()
    }
}

impl fmt::Debug for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, then) = match self {
            Self::Reply { to, .. } => return write!(f, "Reply({})", to.0),
            Self::Store { then, .. } => ("Store", then),
            Self::Load { then, .. } => ("Load", then),
            Self::Derive { then, .. } => ("Derive", then),
            Self::CheckGrant { then, .. } => ("CheckGrant", then),
            Self::Snapshot { then, .. } => ("Snapshot", then),
            Self::Point { then, .. } => ("Point", then),
            Self::Fill { then, .. } => ("Fill", then),
            Self::Undo { then, .. } => ("Undo", then),
            Self::WriteFile { then, .. } => ("WriteFile", then),
            Self::ReadFile { then, .. } => ("ReadFile", then),
            Self::NewIdentity { then } => ("NewIdentity", then),
            Self::Remember(_) => return f.write_str("Remember"),
            Self::Register { .. } => return f.write_str("Register"),
            Self::Unregister => return f.write_str("Unregister"),
            Self::Later => return f.write_str("Later"),
            Self::OpenTab { .. } => return f.write_str("OpenTab"),
            Self::Watch { tab, .. } => return write!(f, "Watch({tab})"),
            Self::Order { tab, .. } => return write!(f, "Order({tab})"),
            Self::Launch { .. } => return f.write_str("Launch"),
            Self::Http { request, then } => return write!(f, "Http({request:?}, {then:?})"),
            Self::WakeAt(at) => return write!(f, "WakeAt({at})"),
            Self::ClearClipboard => return f.write_str("ClearClipboard"),
            Self::Notify => return f.write_str("Notify"),
            Self::Badge(count) => return write!(f, "Badge({count})"),
        };
        f.debug_tuple(name).field(then).finish()
    }
}

/// A problem by its code alone.
#[must_use]
pub fn problem(code: &str) -> Problem {
    Problem { code: code.to_owned(), args: Vec::new() }
}

/// A problem with something put into its sentence.
#[must_use]
pub fn problem_with(code: &str, args: &[&str]) -> Problem {
    Problem { code: code.to_owned(), args: args.iter().map(|&arg| arg.to_owned()).collect() }
}
