//! The vault's door: make, unlock, lock, and what waits in the inbox when it opens.

use crate::event::{Blob, BrowserProblem, Effect, ReplyId, StoreProblem, Then, problem, problem_with};
use crate::session::Session;
use crate::step::{App, LOCK_AFTER_MINUTES, Standing};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{CLIPBOARD_SECONDS, CheckState, Problem};
use keyfob_sorted::SortedSet;
use keyfob_vault::{DeviceId, Header, KdfParams, KdfRequest, Random, SlotSecret, Vault, VaultError};
use zeroize::Zeroizing;

/// Fewest characters of a passphrase.
pub const MIN_PASSPHRASE: usize = 12;
/// Key of the index in [`Area::Meta`].
pub const INDEX_KEY: &str = keyfob_vault::INDEX_KEY;
/// Milliseconds after which a clipboard that could not be overwritten is tried again.
const CLEAR_AGAIN_AFTER: u64 = 10_000;
/// Milliseconds after its time at which it is given up.
const CLEAR_WITHIN: u64 = 10 * 60_000;

impl App {
    /// How the vault stands with what was found in the store.
    pub(crate) fn stand(
        store: Option<StoreProblem>,
        header: Option<&[u8]>,
        index: Option<&[u8]>,
        session: &mut Session,
        now: u64,
    ) -> Standing {
        if store.is_some() {
            return Standing::Unreadable(problem("storage-failed"));
        }
        let Some(header) = header else {
            session.key = None;
            return Standing::Absent;
        };
        let header = match Header::decode(header) {
            Ok(header) => Box::new(header),
            Err(error) => return Standing::Unreadable(Self::told(&error)),
        };
        let key = session.key.take().filter(|_| !is_over(session.lock_at, now));
        let opened = key.and_then(|key| {
            let bytes = Zeroizing::new(from_hex(key.expose())?);
            let vault = Vault::resume(&header, &bytes, index).ok()?;
            Some((key, vault))
        });
        match opened {
            Some((key, vault)) => {
                session.key = Some(key);
                Standing::Open(header, Box::new(vault))
            }
            None => Standing::Locked(header),
        }
    }

    pub(crate) fn create_vault(
        &mut self,
        reply: ReplyId,
        passphrase: SecretText,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        if let Some(weak) = weakness(passphrase.expose()) {
            Self::refuse(reply, weak, out);
            return;
        }
        match KdfRequest::new(KdfParams::DEFAULT, rng) {
            Ok(request) => {
                self.passphrase = Some(passphrase.clone());
                out.push(Effect::Derive { passphrase, request, then: Then::Create(reply) });
            }
            Err(error) => Self::refuse(reply, Self::told(&error), out),
        }
    }

    pub(crate) fn unlock_vault(&mut self, reply: ReplyId, passphrase: SecretText, out: &mut Vec<Effect>) {
        let Standing::Locked(header) = &self.vault else {
            Self::done(reply, out);
            return;
        };
        match header.passphrase_kdf() {
            Ok(request) => out.push(Effect::Derive { passphrase, request, then: Then::Unlock(reply) }),
            Err(error) => Self::refuse(reply, Self::told(&error), out),
        }
    }

    pub(crate) fn derived(
        &mut self,
        then: &Then,
        request: KdfRequest,
        output: Result<Zeroizing<Vec<u8>>, BrowserProblem>,
        took: u32,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let (Then::Create(reply) | Then::Unlock(reply) | Then::ChangeFrom(reply) | Then::ChangeTo(reply)) = *then
        else {
            return;
        };
        let secret = match output.map(|bytes| SlotSecret::from_kdf_output(bytes.to_vec())) {
            Ok(Ok(secret)) => secret,
            Ok(Err(error)) => {
                Self::refuse(reply, Self::told(&error), out);
                return;
            }
            Err(_) => {
                self.passphrase = None;
                Self::refuse(reply, problem("no-memory"), out);
                return;
            }
        };
        match then {
            Then::Unlock(_) => self.open_by(reply, secret, out),
            Then::ChangeFrom(_) => self.change_from(reply, &secret, took, rng, out),
            Then::ChangeTo(_) => self.change_to(reply, &secret, request, rng, out),
            _ => self.create_with(reply, &secret, request, took, rng, out),
        }
    }

    /// The first derivation tells how fast this computer is: a fast one derives once more, at higher costs.
    fn create_with(
        &mut self,
        reply: ReplyId,
        secret: &SlotSecret,
        request: KdfRequest,
        took: u32,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let params = KdfParams::calibrated(took);
        if let Some(passphrase) = self.passphrase.take().filter(|_| params != KdfParams::DEFAULT) {
            match KdfRequest::new(params, rng) {
                Ok(request) => out.push(Effect::Derive { passphrase, request, then: Then::Create(reply) }),
                Err(error) => Self::refuse(reply, Self::told(&error), out),
            }
            return;
        }
        if let Err(error) = self.make(reply, secret, request, rng, out) {
            Self::refuse(reply, Self::told(&error), out);
        }
    }

    fn make(
        &mut self,
        reply: ReplyId,
        secret: &SlotSecret,
        request: KdfRequest,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) -> Result<(), VaultError> {
        if !matches!(self.vault, Standing::Absent) {
            Self::refuse(reply, problem("vault-exists"), out);
            return Ok(());
        }
        let device = DeviceId::random(rng);
        let (header, vault, writes) = Vault::create(secret, request, device, self.now, rng)?;
        self.newborn = Some((Box::new(header), Box::new(vault)));
        out.push(Effect::Store { writes, then: Then::Create(reply) });
        Ok(())
    }

    pub(crate) fn created(&mut self, reply: ReplyId, out: &mut Vec<Effect>) {
        if let Some((header, vault)) = self.newborn.take() {
            self.opened(header, vault, out);
        }
        Self::done(reply, out);
    }

    /// The index is there: the vault opens, or says why not.
    pub(crate) fn open_with(&mut self, reply: ReplyId, blobs: &[Blob], rng: &mut dyn Random, out: &mut Vec<Effect>) {
        let (Standing::Locked(header), Some(secret)) = (&self.vault, self.opening.take()) else {
            Self::done(reply, out);
            return;
        };
        match Vault::open(header, &secret, blob_of(blobs, INDEX_KEY)) {
            Ok(vault) => {
                let header = header.clone();
                self.opened(header, Box::new(vault), out);
                self.renew_way(&secret, rng, out);
                Self::done(reply, out);
                if self.inbox > 0 {
                    self.merge_inbox(out);
                } else {
                    self.purge_due(rng, out);
                }
            }
            Err(error) => Self::refuse(reply, Self::told(&error), out),
        }
    }

    pub(crate) fn opened(&mut self, header: Box<Header>, vault: Box<Vault>, out: &mut Vec<Effect>) {
        self.session.key = Some(SecretText::new(to_hex(&vault.session_key())));
        self.vault = Standing::Open(header, vault);
        self.session.problem = None;
        self.set_deadline(out);
        self.changed = true;
        out.push(Effect::Later);
    }

    /// Somebody is at a surface: the deadline moves, at most once a minute.
    pub(crate) fn person_is_here(&mut self, out: &mut Vec<Effect>) {
        let open = matches!(self.vault, Standing::Open(..));
        if open && self.session.lock_at < self.now + (LOCK_AFTER_MINUTES - 1) * 60_000 {
            self.set_deadline(out);
            out.push(Effect::Remember(Box::new(self.session.clone())));
        }
    }

    fn set_deadline(&mut self, out: &mut Vec<Effect>) {
        self.session.lock_at = self.now + LOCK_AFTER_MINUTES * 60_000;
        self.wake_in_time(out);
    }

    /// Asks to be woken at the next deadline. There is one alarm, so whoever moves a deadline sets it anew.
    pub(crate) fn wake_in_time(&self, out: &mut Vec<Effect>) {
        let lock_at = matches!(self.vault, Standing::Open(..)).then_some(self.session.lock_at);
        let open = self.opened_vault().is_some();
        let checks = self.session.checks.iter().filter(|job| open && job.state == CheckState::Waiting);
        let checks = checks.filter_map(|job| job.again).min();
        let refresh = if open { self.refresh_wake() } else { None };
        let times = [lock_at, self.clear_wake(), checks, refresh, self.device_wake()];
        out.extend(times.into_iter().flatten().min().map(Effect::WakeAt));
    }

    /// The person copied something: the clipboard is overwritten a fixed time after the last copy.
    pub(crate) fn copied(&mut self, reply: ReplyId, out: &mut Vec<Effect>) {
        self.session.clear_at = Some(self.now + CLIPBOARD_SECONDS * 1000);
        self.changed = true;
        self.wake_in_time(out);
        Self::done(reply, out);
    }

    /// When the clipboard has to be seen to: when it is due, or a little later, as long as it was not overwritten.
    fn clear_wake(&self) -> Option<u64> {
        let at = self.session.clear_at?;
        Some(if at > self.now { at } else { self.now + CLEAR_AGAIN_AFTER })
    }

    /// It is over once the clipboard holds something else, not when that was begun: a worker may die in between, and
    /// another program may hold the clipboard for a while.
    pub(crate) fn clipboard_cleared(&mut self, done: bool, out: &mut Vec<Effect>) {
        self.clearing = false;
        let given_up = |at: u64| self.now >= at + CLEAR_WITHIN;
        // What was copied meanwhile has its own time.
        if self.session.clear_at.take_if(|at| (done && *at <= self.now) || given_up(*at)).is_some() {
            self.changed = true;
        }
        self.wake_in_time(out);
    }

    /// Something woke the worker: what is due is done, and the next deadline set.
    pub(crate) fn tick(&mut self, rng: &mut dyn Random, out: &mut Vec<Effect>) {
        if !self.clearing && self.session.clear_at.is_some_and(|at| at <= self.now) {
            self.clearing = true;
            out.push(Effect::ClearClipboard);
        }
        self.wake_in_time(out);
        if self.merge_due {
            self.merge_if_due(out);
        } else if !self.purge_due(rng, out) {
            self.look_around(rng, out);
        }
    }

    /// What waits, or was cut off, goes on. Of what writes, one thing at a time: the next comes with the next tick.
    fn look_around(&mut self, rng: &mut dyn Random, out: &mut Vec<Effect>) {
        if self.staged.is_some() {
            return;
        }
        if self.go_on_with_tokens(out) {
            return;
        }
        self.go_on_connecting(out);
        self.go_on_with_device(out);
        self.poll_if_due(out);
        self.go_on_checking(out);
        self.go_on_switching_off(out);
        if !self.note_rotation(out) {
            self.refresh_due(rng, out);
        }
    }

    pub(crate) fn lock_if_due(&mut self) {
        if is_over(self.session.lock_at, self.now) {
            self.lock();
        }
    }

    /// Forgets the key.
    pub(crate) fn lock(&mut self) {
        self.session.key = None;
        self.session.recovery = None;
        self.session.lesson = None;
        if let Standing::Open(header, _) = &self.vault {
            self.vault = Standing::Locked(header.clone());
            self.staged = None;
            self.asked = SortedSet::new();
            self.answers.clear();
            self.switching = SortedSet::new();
            self.outgoing.clear();
            self.noted_connection = None;
            self.placing = SortedSet::new();
            self.accounts.clear();
            self.forget_typed();
            self.changed = true;
        }
    }

    /// What was typed or read for something that did not come to its end is not kept in memory.
    pub(crate) fn forget_typed(&mut self) {
        self.passphrase = None;
        self.exchange = None;
    }

    /// The header, whether the vault is open or not: what is needed to seal to the inbox.
    pub(crate) fn header(&self) -> Option<&Header> {
        match &self.vault {
            Standing::Locked(header) | Standing::Open(header, _) => Some(header),
            Standing::Absent | Standing::Unreadable(_) => None,
        }
    }

    /// The open vault.
    pub(crate) fn opened_vault(&self) -> Option<&Vault> {
        match &self.vault {
            Standing::Open(_, vault) => Some(vault),
            _ => None,
        }
    }
}

/// Whether the time until `lock_at` is over. A clock that was set back far does not make it longer.
fn is_over(lock_at: u64, now: u64) -> bool {
    now >= lock_at || lock_at - now > 2 * LOCK_AFTER_MINUTES * 60_000
}

/// What is wrong with a new passphrase, if anything.
pub(crate) fn weakness(passphrase: &str) -> Option<Problem> {
    let characters = passphrase.chars().count();
    let seen: SortedSet<char> = passphrase.chars().flat_map(char::to_lowercase).collect();
    let weak = if characters < MIN_PASSPHRASE {
        "short"
    } else if seen.len() < 6 || passphrase.chars().all(|c| c.is_ascii_digit()) {
        "simple"
    } else {
        return None;
    };
    Some(problem_with("weak-passphrase", &[weak, &MIN_PASSPHRASE.to_string()]))
}

/// Bytes as lower-case hexadecimal.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|n| char::from(DIGITS[usize::from(n)])).collect()
}

/// The bytes again, or nothing for what is not hexadecimal.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|n| u8::try_from(n).ok())).collect::<Option<_>>()?;
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// The value of a blob that was asked for.
pub(crate) fn blob_of<'a>(blobs: &'a [Blob], key: &str) -> Option<&'a [u8]> {
    blobs.iter().find(|(_, found, _)| found == key).and_then(|(_, _, value)| value.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_comes_back_and_bad_hex_is_nothing() {
        assert_eq!(from_hex(&to_hex(&[0, 7, 255])), Some(vec![0, 7, 255]));
        assert_eq!(from_hex("0"), None);
        assert_eq!(from_hex("zz"), None);
    }

    #[test]
    fn a_passphrase_says_what_is_wrong_with_it() {
        let weak = |passphrase: &str| weakness(passphrase).map(|problem| problem.args.concat());
        assert_eq!(weak("short").as_deref(), Some("short12"));
        assert_eq!(weak(&"ab".repeat(10)).as_deref(), Some("simple12"));
        assert_eq!(weak("123456789012345678").as_deref(), Some("simple12"));
        assert_eq!(weak("three green boats"), None);
    }
}
