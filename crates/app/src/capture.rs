//! Capture: what is recognised is sealed at once and kept when the person says so.

use crate::event::{Blob, Effect, ReplyId, Then, problem};
use crate::gate;
use crate::inbox::Gathered;
use crate::open::{from_hex, to_hex};
use crate::session::{Held, Job, MAX_HELD};
use crate::step::{App, origin_of};
use keyfob_protocol::page::{Found as Shown, Order, Report};
use keyfob_protocol::ui::{Problem, Stage};
use keyfob_recipes::guide::has_rest;
use keyfob_recipes::{Field, Kind, Provider};
use keyfob_recognize::{Doubt, Found, recognize_candidate};
use keyfob_vault::{Area, Capture, FieldValue, How, Origin, Random, RecordId, Secret, VaultError, Write};

/// Confidence from which a value on a page is offered for keeping, of 100.
const OFFER: u8 = 50;
/// The same for the field that the guide's step says is to be read here.
const OFFER_EXPECTED: u8 = 30;
/// Characters of the words beside a value that are kept to tell it from its neighbours.
const NEAR: usize = 80;

/// What a report's candidates came to.
#[derive(Debug, Default)]
pub(crate) struct Captured {
    /// For the helper on the page.
    pub shown: Vec<Shown>,
    /// Which candidates are a secret or a part of one, offered or not.
    pub secret: Vec<usize>,
    /// Something the person has to know.
    pub problem: Option<Problem>,
    /// A value was seen that was not held before.
    pub new: bool,
}

/// What the guide makes of the page that a report describes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Here<'a> {
    /// Its address without query and fragment.
    pub page: &'a str,
    /// The account it names.
    pub account: Option<&'a str>,
    /// The field whose value is to be read here, as the guide's step says.
    pub expects: Option<&'static str>,
    /// The recipe knows the page.
    pub known: bool,
    /// The value is to be read here, or nobody knows: a mask in its place matters.
    pub shows_value: bool,
}

/// A value on a page and all that is known of where it stands.
pub(crate) struct Seen<'a> {
    pub value: &'a str,
    pub provider: &'static Provider,
    pub kind: &'static Kind,
    pub field: &'static Field,
    pub page: &'a str,
    pub how: How,
    pub account: Option<&'a str>,
    pub near: &'a str,
}

impl App {
    /// Seals what is recognised among a report's candidates and says what the page may show of it.
    pub(crate) fn capture(
        &mut self,
        provider: &'static Provider,
        kind: &'static Kind,
        report: &Report,
        here: Here<'_>,
        rng: &mut dyn Random,
    ) -> Captured {
        let Here { page, account, expects, known, shows_value } = here;
        let origin = origin_of(page).unwrap_or_default();
        let host = gate::host_of(&origin).unwrap_or_default();
        let mut captured = Captured::default();
        let (mut masked, mut cut) = (false, false);
        for held in &mut self.session.held {
            held.here = false;
        }
        for (place, candidate) in report.candidates.iter().enumerate() {
            // Words beside a value may speak of its neighbours; where the guide expects it, the host is enough.
            let text = candidate.text.expose();
            let expected = || recognised(text, "", host, kind).filter(|found| expects == Some(found.field));
            let found = recognised(text, &candidate.label, host, kind).or_else(expected);
            if found.as_ref().is_some_and(is_secret) || conceals(text, &candidate.label, host) {
                captured.secret.push(place);
            }
            let Some(found) = found else { continue };
            match found.doubt {
                Some(Doubt::Masked) => masked = true,
                Some(Doubt::EndMissing) => cut = true,
                _ if found.confidence < (if expects == Some(found.field) { OFFER_EXPECTED } else { OFFER }) => {}
                _ => {
                    let Some(value) = candidate.text.expose().get(found.start..found.end) else { continue };
                    let Some(field) = kind.fields.iter().find(|field| field.name == found.field) else { continue };
                    if field.only_read && known && expects != Some(field.name) {
                        continue;
                    }
                    let seen =
                        Seen { value, provider, kind, field, page, how: How::Portal, account, near: &candidate.label };
                    let Some((held, new)) = self.hold(&seen, rng) else { continue };
                    captured.new |= new;
                    captured.shown.push(Shown {
                        candidate: place,
                        name: field.label.get(&self.surroundings.language).to_owned(),
                        length: value.chars().count(),
                        kept: held,
                    });
                }
            }
        }
        captured.problem = if self.rivals(kind) {
            Some(problem("two-candidates"))
        } else if cut {
            Some(problem("end-missing"))
        } else if masked && shows_value && captured.shown.is_empty() {
            Some(problem("masked-value"))
        } else {
            None
        };
        captured
    }

    /// Whether two different values on this page wait for the same field.
    fn rivals(&self, kind: &Kind) -> bool {
        kind.fields.iter().any(|field| {
            self.session
                .held
                .iter()
                .filter(|held| held.here && self.wanted(held) && held.kind == kind.id && held.field == field.name)
                .count()
                > 1
        })
    }

    /// Whether a held value waits, and for a field that its job has not got yet.
    pub(crate) fn wanted(&self, held: &Held) -> bool {
        let got = |job: &Job| job.record == held.job && job.kept.contains(&held.field);
        held.waits() && !self.session.job.as_ref().is_some_and(got)
    }

    /// Seals a value to the inbox's public key and remembers it until the person says Keep: whether it is kept
    /// already, and whether it is new. Nothing, if there is no vault to seal to.
    pub(crate) fn hold(&mut self, seen: &Seen<'_>, rng: &mut dyn Random) -> Option<(bool, bool)> {
        let length = seen.value.chars().count();
        let secret = Secret::new(seen.value.to_owned());
        let tail = if seen.field.secret { secret.tail().unwrap_or_default() } else { seen.value }.to_owned();
        let print = to_hex(&secret.fingerprint(&self.salt(rng)));
        let same = |held: &Held| held.kind == seen.kind.id && held.field == seen.field.name && held.print == print;
        let job = self.session.job.as_ref().filter(|job| job.takes(seen.kind.id));
        if let Some(place) = self.session.held.iter().position(same) {
            let held = &mut self.session.held[place];
            held.here = true;
            if held.dropped {
                return None;
            }
            // Seen for another purpose before and not kept: it belongs to the job at hand.
            if held.kept || job.is_none_or(|job| held.job == job.record) {
                return Some((held.kept, false));
            }
            self.session.held.remove(place);
        }
        let job = self.session.job.as_ref().filter(|job| job.takes(seen.kind.id));
        let header = self.header()?;
        let key = header.inbox_key();
        let taken = job.is_some_and(|job| job.kept.iter().any(|name| name == seen.field.name));
        let record = job
            .filter(|_| !taken || seen.field.generate > 0)
            .and_then(|job| job.record.parse().ok())
            .unwrap_or_else(|| RecordId::random(rng));
        let (client, site, integration, label) = match job {
            Some(job) => (some(&job.client), some(&job.site), some(&job.integration), job.label.clone()),
            None => (None, None, None, seen.kind.name.get(&self.surroundings.language).to_owned()),
        };
        let last = seen.kind.fields.iter().rfind(|field| !field.optional).map(|field| field.name);
        let expires_in = seen.kind.lifetime.filter(|_| last == Some(seen.field.name));
        let known = self.opened_vault().is_some_and(|vault| {
            let mut same_kind = vault.summaries().filter(|summary| summary.kind == seen.kind.id);
            same_kind.any(|summary| vault.holds(summary.id, seen.field.name, &secret))
        });
        let capture = Capture {
            id: RecordId::random(rng),
            credential: record,
            linked: None,
            provider: seen.provider.slug.to_owned(),
            kind: seen.kind.id.to_owned(),
            fields: vec![(seen.field.name.to_owned(), value_of(seen.field, secret))],
            label: label.clone(),
            client,
            site,
            integration,
            account: seen.account.map(str::to_owned),
            region: region_of(seen.field, seen.value),
            expires_in,
            origin: Origin::new(seen.page, self.now, seen.how),
        };
        let write = key.seal(&capture, rng).ok()?;
        let job = job.map_or(String::new(), |job| job.record.clone());
        if self.session.held.len() >= MAX_HELD {
            let settled = self.session.held.iter().position(|held| !held.waits());
            self.session.held.remove(settled.unwrap_or_default());
        }
        let id = self.session.next_id("h");
        self.session.held.push(Held {
            id,
            inbox_key: write.key,
            sealed: to_hex(&write.value.unwrap_or_default()),
            record: record.to_string(),
            job,
            kind: seen.kind.id.to_owned(),
            field: seen.field.name.to_owned(),
            length,
            print,
            tail,
            host: origin_of(seen.page).map_or(String::new(), |origin| {
                origin.split_once("://").map_or(String::new(), |(_, host)| host.to_owned())
            }),
            account: seen.account.unwrap_or_default().to_owned(),
            label,
            expires_at: expires_in.map(|seconds| self.now.saturating_add(seconds.saturating_mul(1000))),
            known,
            near: seen.near.chars().take(NEAR).collect(),
            here: true,
            made: false,
            relabelled: false,
            kept: false,
            dropped: false,
        });
        self.changed = true;
        Some((false, true))
    }

    /// The session's salt for fingerprints.
    fn salt(&mut self, rng: &mut dyn Random) -> [u8; 16] {
        let known = from_hex(&self.session.salt).and_then(|bytes| bytes.try_into().ok());
        known.unwrap_or_else(|| {
            let mut salt = [0; 16];
            rng.fill(&mut salt);
            self.session.salt = to_hex(&salt);
            salt
        })
    }

    /// Keeps a held value: into the vault, or into the inbox while that is locked.
    pub(crate) fn keep(
        &mut self,
        reply: Option<ReplyId>,
        id: &str,
        label: &str,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let open = self.opened_vault().is_some();
        let Some(place) = self.session.held.iter().position(|held| held.id == id && held.waits()) else {
            self.tell(reply, problem("not-found"), out);
            return;
        };
        let label = label.trim();
        if !label.is_empty() && self.session.held[place].label != label {
            self.relabel(place, label);
        }
        let held = &self.session.held[place];
        let then = Then::Keep(reply, held.id.clone());
        if open {
            let keys = self.record_keys([&held.record, &held.inbox_key]);
            out.push(Effect::Load { keys, then });
            return;
        }
        let Some(sealed) = from_hex(&held.sealed) else {
            self.tell(reply, problem("not-found"), out);
            return;
        };
        let mut writes = vec![Write { area: Area::Inbox, key: held.inbox_key.clone(), value: Some(sealed) }];
        if held.relabelled {
            writes.extend(self.relabelling(place, rng));
        }
        out.push(Effect::Store { writes, then });
    }

    /// Another label for a held value, and for what belongs to the same credential.
    fn relabel(&mut self, place: usize, label: &str) {
        self.session.held[place].relabelled = true;
        let record = self.session.held[place].record.clone();
        for held in self.session.held.iter_mut().filter(|held| held.waits() && held.record == record) {
            held.label = label.to_owned();
        }
        if let Some(job) = self.session.job.as_mut().filter(|job| job.record == record) {
            job.label = label.to_owned();
        }
        self.changed = true;
    }

    /// The new label for a capture that is sealed already and cannot be opened now: a second one without fields.
    fn relabelling(&self, place: usize, rng: &mut dyn Random) -> Option<Write> {
        let held = self.session.held.get(place)?;
        let (provider, kind) = keyfob_recipes::kind(&held.kind)?;
        let capture = Capture {
            id: RecordId::random(rng),
            credential: held.record.parse().ok()?,
            linked: None,
            provider: provider.slug.to_owned(),
            kind: kind.id.to_owned(),
            fields: Vec::new(),
            label: held.label.clone(),
            client: None,
            site: None,
            integration: None,
            account: None,
            region: None,
            expires_in: None,
            origin: Origin::new("", self.now, How::Typed),
        };
        self.header()?.inbox_key().seal(&capture, rng).ok()
    }

    pub(crate) fn keep_loaded(
        &mut self,
        reply: Option<ReplyId>,
        id: &str,
        blobs: Vec<Blob>,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        match self.stage_kept(id, &blobs, rng) {
            Ok(writes) => out.push(Effect::Store { writes, then: Then::Keep(reply, id.to_owned()) }),
            Err(problem) => self.tell(reply, problem, out),
        }
    }

    fn stage_kept(&mut self, id: &str, blobs: &[Blob], rng: &mut dyn Random) -> Result<Vec<Write>, Problem> {
        let held = self.session.held.iter().find(|held| held.id == id).ok_or_else(|| problem("not-found"))?;
        let sealed = from_hex(&held.sealed).ok_or_else(|| problem("not-found"))?;
        let label = held.relabelled.then(|| held.label.clone());
        let vault = self.opened_vault().ok_or_else(|| problem("locked"))?;
        let told = |error: VaultError| Self::told(&error);
        let capture = vault.open_inbox(&held.inbox_key, &sealed).map_err(told)?;
        let mut credential = Gathered::new(vault, blobs).add(capture).ok_or_else(|| problem("not-found"))?;
        if let Some(label) = label {
            credential.label = label;
        }
        let mut staged = vault.put(credential, self.now, rng).map_err(told)?;
        let writes = staged.take_writes();
        self.staged = Some(staged);
        Ok(writes)
    }

    /// A kept value is stored: the job goes on, or is done.
    pub(crate) fn kept(&mut self, reply: Option<ReplyId>, id: &str, out: &mut Vec<Effect>) {
        let open = self.opened_vault().is_some();
        let Some(held) = self.session.held.iter_mut().find(|held| held.id == id) else { return };
        held.kept = true;
        held.sealed = String::new();
        let (kind, field, record) = (held.kind.clone(), held.field.clone(), held.record.clone());
        if !open {
            self.count_inbox(out);
        }
        let mut whole = false;
        if let Some(job) = self.session.job.as_mut().filter(|job| job.kind == kind && job.record == record) {
            if !job.kept.contains(&field) {
                job.kept.push(field);
            }
            // Steps that are left (saving the form) come before the end, while there is a page to take them on.
            whole = job.stage == Stage::Guiding
                && keyfob_recipes::kind(&kind)
                    .is_some_and(|(_, kind)| job.is_whole(kind) && (self.session.tasks.is_empty() || !has_rest(kind)));
            if whole {
                job.stage = Stage::Done;
                job.problem = None;
            }
        }
        if whole {
            self.end_tasks(out);
            self.offer_check(&record, out);
        } else {
            // The page is the same as before, and the step that it stands for is another now: it tells once more.
            let again = self.session.tasks.iter().map(|task| Effect::Order {
                tab: task.tab,
                document: task.document.clone(),
                order: Box::new(Order::Begin { nonce: task.nonce.clone() }),
            });
            out.extend(again);
        }
        if open {
            self.keep_along(&record, out);
        }
        if let Some(reply) = reply {
            Self::done(reply, out);
        }
    }

    /// What is no secret, not asked for and unmistakable belongs to the credential: it is kept without a press of its own.
    fn keep_along(&mut self, record: &str, out: &mut Vec<Effect>) {
        let along = self.session.held.iter().find(|held| {
            let field = keyfob_recipes::kind(&held.kind)
                .and_then(|(_, kind)| kind.fields.iter().find(|field| field.name == held.field));
            let rivals = |other: &Held| other.id != held.id && other.waits() && other.field == held.field;
            held.waits()
                && held.record == record
                && field.is_some_and(|field| field.optional && !field.secret)
                && !self.session.held.iter().any(rivals)
        });
        if let Some(held) = along {
            let keys = self.record_keys([&held.record, &held.inbox_key]);
            out.push(Effect::Load { keys, then: Then::Keep(None, held.id.clone()) });
        }
    }

    /// The shortcut: keeps the one value that waits, or says that there are several.
    pub(crate) fn keep_command(&mut self, rng: &mut dyn Random, out: &mut Vec<Effect>) {
        let named = |held: &Held| (held.id.clone(), held.label.clone());
        let here: Vec<_> = self.session.held.iter().filter(|held| held.here && self.wanted(held)).map(named).collect();
        // What is on the page comes before what was seen earlier.
        let waiting = match here.as_slice() {
            [] => self.session.held.iter().filter(|held| held.waits()).map(named).collect(),
            _ => here,
        };
        match waiting.as_slice() {
            [(id, label)] => self.keep(None, id, label, rng, out),
            [] => {}
            _ => {
                self.session.problem = Some(problem("two-candidates"));
                self.changed = true;
            }
        }
    }

    /// Why nothing was kept: to who asked, or by the shortcut to whoever looks.
    fn tell(&mut self, reply: Option<ReplyId>, problem: Problem, out: &mut Vec<Effect>) {
        if let Some(reply) = reply {
            Self::refuse(reply, problem, out);
        } else {
            self.session.problem = Some(problem);
            self.changed = true;
        }
    }
}

/// What a text on a page of `host` is, as a field of `kind` and nothing else.
pub(crate) fn recognised(text: &str, label: &str, host: &str, kind: &Kind) -> Option<Found> {
    recognize_candidate(text, label, Some(host))
        .into_iter()
        .filter(|found| found.kind == kind.id)
        .max_by_key(|f| f.confidence)
}

/// Which of a report's candidates are a secret, or a part of one.
pub(crate) fn concealed(report: &Report, host: &str) -> Vec<usize> {
    let texts = report.candidates.iter().enumerate();
    texts.filter(|(_, one)| conceals(one.text.expose(), &one.label, host)).map(|(place, _)| place).collect()
}

/// Whether a text on a page of `host` is a secret of any kind or shows a part of one, so that no picture may hold it.
fn conceals(text: &str, label: &str, host: &str) -> bool {
    let sure = |found: &Found| found.doubt.is_some() || found.confidence >= OFFER_EXPECTED;
    recognize_candidate(text, label, Some(host)).iter().any(|found| sure(found) && is_secret(found))
}

/// Whether what was found is the value of a field that is a secret, or a part of it.
fn is_secret(found: &Found) -> bool {
    let fields = keyfob_recipes::kind(found.kind).map_or(&[][..], |(_, kind)| kind.fields);
    fields.iter().any(|field| field.name == found.field && field.secret)
}

pub(crate) fn value_of(field: &Field, value: Secret) -> FieldValue {
    if field.secret { FieldValue::Secret(value) } else { FieldValue::Public(value.expose().to_owned()) }
}

/// The region or data centre that the value itself names.
fn region_of(field: &Field, value: &str) -> Option<String> {
    if field.region_after.is_empty() {
        return None;
    }
    value.rsplit_once(field.region_after).map(|(_, region)| region.to_owned()).filter(|region| !region.is_empty())
}

/// A text, if there is any.
pub(crate) fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
