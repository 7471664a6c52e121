//! The state and the step: one event in, effects out.

use crate::event::{Blob, Effect, Event, Outgoing, ReplyId, StoreProblem, Then, problem};
use crate::exchange::Exchange;
use crate::guide::owned;
use crate::http::HttpResult;
use crate::session::Session;
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{Problem, Stage, UiResponse};
use keyfob_sorted::SortedSet;
use keyfob_vault::{Header, Random, RecordId, SlotSecret, Staged, Vault, VaultError, Write};

/// Minutes without a person at a surface after which the vault locks.
pub const LOCK_AFTER_MINUTES: u64 = 30;

/// What the browser says of itself; does not change while it runs.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// `runtime.id`.
    pub id: String,
    /// Origin of the extension's own pages.
    pub origin: String,
    /// BCP 47 tag of the browser's language.
    pub language: String,
    /// `identity.getRedirectURL("")`: an https address that ends in a slash.
    pub redirect: String,
    /// `activeTab` ends with the document, as in Firefox; in Chromium it lasts as long as the tab stays on the site.
    pub until_reload: bool,
}

/// What a worker finds when it wakes.
#[derive(Debug, Default)]
pub struct Boot {
    /// Itself.
    pub surroundings: Surroundings,
    /// `storage.session`.
    pub session: Option<Session>,
    /// The stored header.
    pub header: Option<Vec<u8>>,
    /// The stored index.
    pub index: Option<Vec<u8>>,
    /// How many captures wait in the inbox.
    pub inbox: usize,
    /// Whether the store could be read at all.
    pub store: Option<StoreProblem>,
}

/// How the vault stands.
#[derive(Debug)]
pub(crate) enum Standing {
    /// None yet.
    Absent,
    /// There, locked.
    Locked(Box<Header>),
    /// Open.
    Open(Box<Header>, Box<Vault>),
    /// Cannot be read; nothing is written.
    Unreadable(Problem),
}

/// The whole of Keyfob below the browser.
#[derive(Debug)]
pub struct App {
    pub(crate) surroundings: Surroundings,
    pub(crate) vault: Standing,
    /// A change that is being stored; dropped with the worker, since the store then says what is true.
    pub(crate) staged: Option<Staged>,
    /// A vault that is being made, until its first writes are stored.
    pub(crate) newborn: Option<(Box<Header>, Box<Vault>)>,
    /// What opens the vault, until its index is read.
    pub(crate) opening: Option<SlotSecret>,
    /// A passphrase that is being set, while another derivation comes first.
    pub(crate) passphrase: Option<SecretText>,
    /// A file that is being made or read.
    pub(crate) exchange: Option<Exchange>,
    /// A header that is being stored.
    pub(crate) next_header: Option<Box<Header>>,
    pub(crate) inbox: usize,
    /// The vault was open when the worker died and captures wait.
    pub(crate) merge_due: bool,
    /// Entries that will be left when the merge under way is stored: those that cannot be opened.
    pub(crate) inbox_left: usize,
    pub(crate) session: Session,
    pub(crate) now: u64,
    /// The number by which this worker's leases are known, once it has one.
    pub(crate) worker: Option<u64>,
    /// Checks whose answer this worker waits for.
    pub(crate) asked: SortedSet<String>,
    /// Answers that wait for their record.
    pub(crate) answers: Vec<(RecordId, HttpResult)>,
    /// Requests to switch off whose answer this worker waits for.
    pub(crate) switching: SortedSet<String>,
    /// Requests that leave once their leases are stored.
    pub(crate) outgoing: Vec<Effect>,
    /// New tokens, sealed, that are not stored yet.
    pub(crate) unstored: Vec<Write>,
    /// How a connection stands, until its record is loaded.
    pub(crate) noted_connection: Option<(RecordId, keyfob_vault::Connection)>,
    /// Connections of which this worker waits to hear whose they are.
    pub(crate) placing: SortedSet<RecordId>,
    /// Whose they are, until it is noted.
    pub(crate) accounts: Vec<(RecordId, keyfob_oauth::Account)>,
    /// The worker before this one died with tokens in hand.
    pub(crate) resume_tokens: bool,
    /// This worker waits for a code for another device.
    pub(crate) code_asked: bool,
    /// Connections that cannot be read and so cannot be refreshed.
    pub(crate) unreadable: Vec<RecordId>,
    /// Set when a surface has something new to show.
    pub(crate) changed: bool,
    /// The clipboard is being overwritten.
    pub(crate) clearing: bool,
    /// No event has come since the worker woke up to a job.
    woken: bool,
}

impl App {
    /// Wakes up with what is stored. A vault that was open stays open until its deadline.
    #[must_use]
    pub fn boot(boot: Boot, now: u64) -> Self {
        let mut session = boot.session.unwrap_or_default();
        let tokens = session.pending.as_ref().is_some_and(|pending| pending.tokens.is_some());
        if let Some(job) = &mut session.job {
            // The answer of window or server went to the worker that died.
            match job.stage {
                Stage::Consent => job.problem = Some(problem("oauth-interrupted")),
                // Its code has not left yet.
                Stage::Exchanging if session.pending.as_ref().is_some_and(|pending| pending.address.is_some()) => {
                    job.problem = Some(problem("locked"));
                }
                Stage::Exchanging if tokens => {}
                Stage::Exchanging => {
                    job.stage = Stage::Failed;
                    job.problem = Some(problem("oauth-interrupted"));
                }
                _ => {}
            }
        }
        let had_key = session.key.is_some();
        let vault = Self::stand(boot.store, boot.header.as_deref(), boot.index.as_deref(), &mut session, now);
        let open = matches!(vault, Standing::Open(..));
        Self {
            surroundings: boot.surroundings,
            vault,
            staged: None,
            newborn: None,
            opening: None,
            passphrase: None,
            exchange: None,
            next_header: None,
            inbox: boot.inbox,
            merge_due: open && boot.inbox > 0,
            inbox_left: 0,
            clearing: false,
            woken: true,
            worker: None,
            asked: SortedSet::new(),
            answers: Vec::new(),
            switching: SortedSet::new(),
            outgoing: Vec::new(),
            unstored: Vec::new(),
            noted_connection: None,
            placing: SortedSet::new(),
            accounts: Vec::new(),
            resume_tokens: tokens,
            code_asked: false,
            unreadable: Vec::new(),
            session,
            now,
            // A key that does not open anything any more is forgotten in the browser too.
            changed: had_key && !open,
        }
    }

    /// One event at a time: the caller performs the effects in order, feeds each outcome back, and only then brings
    /// the next message. Windows and requests that wait for a person or a server come back as events of their own.
    pub fn step(&mut self, now: u64, event: Event, rng: &mut dyn Random) -> Vec<Effect> {
        self.now = now;
        let mut out = Vec::new();
        self.lock_if_due();
        match event {
            Event::Message { reply, sender, body } => self.message(reply, &sender, body, rng, &mut out),
            Event::Derived { then, request, output, took } => {
                self.derived(&then, request, output, took, rng, &mut out);
            }
            Event::Stored { then, result } => self.stored(then, result, &mut out),
            Event::Loaded { then, result } => match result {
                Ok(blobs) => self.loaded(then, blobs, rng, &mut out),
                Err(store) => self.failed(&then, store, &mut out),
            },
            Event::Grant { then, granted } => self.granted(&then, granted, &mut out),
            Event::PermissionsChanged => self.permissions_changed(&mut out),
            Event::Snapshot { then: Then::Lesson(reply, tab), result } => {
                self.lesson_read(reply, tab, result, &mut out)
            }
            Event::Snapshot { then, result } => self.snapshot_taken(then, result, rng, &mut out),
            Event::Pointed { then, result } => Self::pointed(&then, result, &mut out),
            Event::Filled { then, result } => self.filled(then, result, rng, &mut out),
            Event::Undone { then, result } => self.fill_undone(then, result, rng, &mut out),
            Event::Redirected { result } => self.redirected(result, &mut out),
            Event::Answered { then, result } => self.answered(then, result, rng, &mut out),
            Event::FileWritten { then, result } => Self::file_written(then, result, &mut out),
            Event::FileRead { then, result } => self.file_read(&then, result, rng, &mut out),
            Event::IdentityMade { then, lines } => self.identity_made(&then, lines, rng, &mut out),
            Event::TabLoaded { tab } => self.tab_loaded(tab, &mut out),
            Event::TabClosed { tab } => self.tab_closed(tab),
            Event::KeepCommand => self.keep_command(rng, &mut out),
            Event::Selected { text, url } => self.selected(&text, &url, rng),
            Event::ClipboardCleared { done } => self.clipboard_cleared(done, &mut out),
            Event::Tick => self.tick(rng, &mut out),
            Event::IdleLocked => self.lock(),
        }
        if core::mem::take(&mut self.woken) {
            self.go_on(&mut out);
        }
        if core::mem::take(&mut self.changed) {
            // First of all, so that nothing is answered or begun that a killed worker would not know of, and told
            // before it is answered: who got no answer asks again, who got one does not.
            let waiting = self.session.held.iter().filter(|held| held.waits()).count() + self.urgent();
            let first = [Effect::Remember(Box::new(self.session.clone())), Effect::Badge(waiting), Effect::Notify];
            out.splice(0..0, first);
        }
        out
    }

    /// What the worker that died may not have come to, done again: telling the surfaces, looking at the grant, putting
    /// the scripts where they belong.
    fn go_on(&mut self, out: &mut Vec<Effect>) {
        if self.opened_vault().is_some() || self.device_wake().is_some() || self.resume_tokens {
            out.push(Effect::Later);
        }
        let Some(job) = &self.session.job else { return };
        self.changed = true;
        match job.stage {
            Stage::Permission => self.permissions_changed(out),
            Stage::Guiding => out.push(Effect::Register { hosts: owned(self.guided_hosts()) }),
            _ => {}
        }
    }

    fn stored(&mut self, then: Then, result: Result<(), StoreProblem>, out: &mut Vec<Effect>) {
        if then == Then::HeaderStored {
            // Beside whatever else is being stored; it can be done at the next unlock just as well.
            let next = self.next_header.take().filter(|_| result.is_ok());
            if let (Some(next), Standing::Open(header, _)) = (next, &mut self.vault) {
                *header = next;
            }
            return;
        }
        if let Err(store) = result {
            self.staged = None;
            self.newborn = None;
            self.next_header = None;
            self.outgoing.clear();
            self.failed(&then, store, out);
            return;
        }
        if let (Some(staged), Standing::Open(_, vault)) = (self.staged.take(), &mut self.vault) {
            // Events come one at a time, so nothing can have changed since it was staged.
            if vault.commit(staged).is_err() {
                self.failed(&then, StoreProblem::Failed, out);
                return;
            }
        }
        if let (Some(next), Standing::Open(header, _)) = (self.next_header.take(), &mut self.vault) {
            *header = next;
        }
        self.changed = true;
        self.end_off_guide(out);
        match then {
            Then::KeyChanged(reply) => self.key_changed(reply, out),
            Then::Create(reply) => self.created(reply, out),
            Then::InboxStored => {
                self.inbox = self.inbox_left;
                self.offer_for_job(out);
                out.push(Effect::Later);
            }
            Then::RefreshBegun => self.refresh_begun(out),
            Then::TokensStored => self.tokens_stored(out),
            Then::AccountStored(id) => self.account_ended(id, None, out),
            Then::CheckStored(id) => self.check_stored(id, out),
            Then::OffStored(id) => self.off_stored(id),
            Then::ConnectionStored | Then::RotationNoted | Then::Purged => out.push(Effect::Later),
            Then::Keep(reply, held) => self.kept(reply, &held, out),
            Then::Fill(reply, plan) => self.fill_noted(reply, plan, out),
            Then::Undo(reply, plan) => self.fill_recorded(reply, &plan, out),
            Then::Connection => self.connected(out),
            Then::Done(reply) => Self::done(reply, out),
            Then::ScriptHeld(reply) => self.script_held(reply, out),
            Then::ScriptDone(reply) => {
                Self::done(reply, out);
                // What was taken back is due.
                out.push(Effect::Later);
            }
            Then::Recipient(reply) => Self::recipient(reply, out),
            _ => {}
        }
    }

    fn loaded(&mut self, then: Then, blobs: Vec<Blob>, rng: &mut dyn Random, out: &mut Vec<Effect>) {
        match then {
            Then::Inbox => self.inbox_loaded(blobs, rng, out),
            Then::InboxRecords => self.inbox_records_loaded(&blobs, rng, out),
            Then::InboxCount => {
                self.inbox = blobs.len();
                self.changed = true;
            }
            Then::ConnectSecret => self.connect_secret(&blobs, out),
            Then::Account(id) => self.account_loaded(id, &blobs, out),
            Then::AccountNoted(id) => self.account_noted(id, &blobs, rng, out),
            Then::Check(id) => self.check_loaded(id, &blobs, out),
            Then::CheckAnswer(id) => self.check_answer_loaded(id, &blobs, rng, out),
            Then::Refresh(ids) => self.refresh_loaded(&ids, &blobs, rng, out),
            Then::ConnectionNoted(id) => self.connection_noted(id, &blobs, rng, out),
            Then::Rotate(old, by) => self.rotate_loaded(old, by, &blobs, rng, out),
            Then::Off(id) => self.off_loaded(id, &blobs, out),
            Then::OffNoted(id, how) => self.off_noted(id, how, &blobs, rng, out),
            Then::Keep(reply, held) => self.keep_loaded(reply, &held, blobs, rng, out),
            Then::Fill(reply, plan) => self.fill_loaded(reply, &plan, &blobs, out),
            Then::Export(reply) => self.export_loaded(reply, &blobs, out),
            Then::Script(reply, id) => self.script_loaded(reply, id, &blobs, rng, out),
            Then::ScriptEnd(reply, id, moved) => self.script_end_loaded(reply, id, moved, &blobs, rng, out),
            Then::Recipient(reply) => self.recipient_loaded(reply, &blobs, out),
            Then::ImportKey(reply) => self.import_key(reply, &blobs, out),
            Then::Merge(reply) => self.merge_loaded(reply, &blobs, rng, out),
            Then::KeyChange(reply) => self.change_key_of(reply, &blobs, rng, out),
            Then::Unlock(reply) => self.open_with(reply, &blobs, rng, out),
            Then::Reveal(reply, credential, field, earlier) => {
                self.revealed(reply, &credential, &field, earlier, &blobs, out);
            }
            Then::CopyAs(reply, credential, shape, names) => {
                self.copy_loaded(reply, &credential, shape, &names, &blobs, out);
            }
            Then::Earlier(reply, credential) => self.earlier_loaded(reply, &credential, &blobs, out),
            Then::Change(reply, id, change) => self.change_loaded(reply, id, &change, &blobs, rng, out),
            _ => {}
        }
    }

    /// A store that did not do it: whoever waits is told, nothing is lost.
    fn failed(&mut self, then: &Then, store: StoreProblem, out: &mut Vec<Effect>) {
        self.opening = None;
        self.forget_typed();
        let told = problem(match store {
            StoreProblem::Full => "storage-full",
            StoreProblem::Failed => "storage-failed",
        });
        match then {
            Then::Create(reply)
            | Then::Unlock(reply)
            | Then::KeyChange(reply)
            | Then::Export(reply)
            | Then::Script(reply, _)
            | Then::ScriptHeld(reply)
            | Then::ScriptEnd(reply, ..)
            | Then::ScriptDone(reply)
            | Then::Recipient(reply)
            | Then::ImportKey(reply)
            | Then::Merge(reply)
            | Then::KeyChanged(reply)
            | Then::Keep(Some(reply), _)
            | Then::Plan(reply, _)
            | Then::Fill(reply, _)
            | Then::Undo(reply, _)
            | Then::Reveal(reply, ..)
            | Then::CopyAs(reply, ..)
            | Then::Earlier(reply, _)
            | Then::Change(reply, ..)
            | Then::Done(reply) => Self::refuse(*reply, told, out),
            Then::Connection => self.connection_failed(told),
            Then::Account(id) | Then::AccountNoted(id) | Then::AccountStored(id) => {
                self.account_ended(*id, Some(told), out);
            }
            // What waits for the tokens to be merged can be begun anew.
            Then::Inbox | Then::InboxRecords | Then::InboxStored if self.waits_for_account() => {
                self.connection_failed(told);
            }
            _ => {
                self.session.problem = Some(told);
                self.changed = true;
            }
        }
    }

    fn answered(&mut self, then: Then, result: HttpResult, rng: &mut dyn Random, out: &mut Vec<Effect>) {
        match then {
            Then::Connection => self.tokens_answered(&result, rng, out),
            Then::DeviceStarted => self.device_started(&result, out),
            Then::DevicePolled => self.device_polled(&result, rng, out),
            Then::AccountTold(id) => self.account_told(id, &result, out),
            Then::Checked(id) => self.check_answered(id, result, out),
            Then::Refreshed(of) => self.refreshed(of, &result, rng, out),
            Then::SwitchedOff(id, auth) => self.switched_off(id, auth, &result, out),
            _ => {}
        }
    }

    fn granted(&mut self, then: &Then, granted: bool, out: &mut Vec<Effect>) {
        match then {
            Then::GuideGrant if granted => self.begin_guiding(out),
            Then::ConnectGrant if granted => self.launch(out),
            Then::GuideGrant | Then::ConnectGrant => self.not_granted(out),
            Then::CheckGrant(id) => self.check_granted(*id, granted, out),
            Then::OffGrant(id) => self.off_granted(*id, granted, out),
            Then::LookGrant(plan) => self.look_granted(plan, granted),
            Then::Fill(reply, plan) => {
                self.look_granted(plan, granted);
                self.fill_recorded(*reply, plan, out);
            }
            _ => {}
        }
    }

    fn tab_closed(&mut self, tab: i32) {
        let count = |session: &Session| session.tasks.len() + session.plans.len() + session.watches.len();
        let before = count(&self.session);
        self.session.tasks.retain(|task| task.tab != tab);
        self.session.plans.retain(|plan| plan.tab != tab);
        // What became of a fill can still be seen in another tab.
        for done in self.session.done.iter_mut().filter(|done| done.tab == tab) {
            done.closed = true;
        }
        self.session.watches.retain(|watch| watch.tab != tab);
        let lesson = self.session.lesson.take_if(|lesson| lesson.tab == tab);
        self.changed |= lesson.is_some() || before != count(&self.session);
    }

    pub(crate) fn answer(reply: ReplyId, answer: Outgoing, out: &mut Vec<Effect>) {
        out.push(Effect::Reply { to: reply, answer: Box::new(answer) });
    }

    pub(crate) fn respond(reply: ReplyId, response: UiResponse, out: &mut Vec<Effect>) {
        Self::answer(reply, Outgoing::Ui(response), out);
    }

    pub(crate) fn done(reply: ReplyId, out: &mut Vec<Effect>) {
        Self::respond(reply, UiResponse::Done, out);
    }

    pub(crate) fn refuse(reply: ReplyId, error: Problem, out: &mut Vec<Effect>) {
        Self::respond(reply, UiResponse::Error { error }, out);
    }

    /// The sentence for an error of the vault.
    pub(crate) fn told(error: &VaultError) -> Problem {
        use crate::event::problem_with;
        match error {
            VaultError::WrongPassphrase => problem("wrong-passphrase"),
            VaultError::WrongRecoveryCode => problem("wrong-recovery-code"),
            VaultError::WrongPasskey => problem("wrong-passkey"),
            VaultError::LastPassphrase => problem("last-passphrase"),
            VaultError::SlotWithoutKey { kind, .. } => problem_with("slot-without-key", &[&kind.to_string()]),
            VaultError::Ahead { .. } => problem("ahead"),
            VaultError::SlotNotFound { .. } => problem("not-found"),
            VaultError::Newer { found, known } => {
                problem_with("newer-store", &[&found.to_string(), &known.to_string()])
            }
            VaultError::NotFound { .. } => problem("not-found"),
            VaultError::TooLarge => problem("too-large"),
            VaultError::Stale => problem("stale"),
            other => problem_with("damaged", &[&other.to_string()]),
        }
    }
}

/// The path of an address, from its first slash, without query and fragment.
pub(crate) fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
    path.split(['?', '#']).next().unwrap_or("/")
}

/// The origin of an address with a host, without user info; nothing for `about:`, `data:` and the like.
pub(crate) fn origin_of(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    (!host.is_empty()).then(|| format!("{scheme}://{host}"))
}
