//! Verify: asking a provider whether a credential works, one question at a time for each credential.
//!
//! What is under way lies in the session; the answer goes into the record, where lists and warnings find it. A worker
//! that died while it waited asks again: a question does no harm.

use crate::account;
use crate::event::{Blob, Effect, ReplyId, Then, problem, problem_with};
use crate::guide::owned;
use crate::http::{self, HttpRequest, HttpResult};
use crate::open::blob_of;
use crate::session::{CheckJob, Said};
use crate::step::App;
use keyfob_protocol::ui::{CheckState, CheckView, Problem, Stage};
use keyfob_vault::{Area, Checked, Credential, FieldValue, OffBy, Random, RecordId, Summary};
use keyfob_verify::{Account, Answer, Check, Step, Verdict, VerifyError};

/// Most checks that are remembered at a time; those that are over go first.
const MAX_CHECKS: usize = 32;
/// Least time until a credential that is too young is asked for again, in milliseconds.
const LEAST_WAIT: u64 = 60_000;

impl App {
    /// The person wants to know.
    pub(crate) fn verify(&mut self, reply: ReplyId, credential: &str, out: &mut Vec<Effect>) {
        let Some(summary) = self.summary_of(credential) else {
            Self::refuse(reply, problem("not-found"), out);
            return;
        };
        let (id, kind) = (summary.id, summary.kind.clone());
        if verify_hosts(&kind).is_empty() {
            Self::refuse(reply, problem("verify-impossible"), out);
            return;
        }
        self.ask_for(id, &kind, CheckState::Permission, out);
        Self::done(reply, out);
    }

    pub(crate) fn verify_stop(&mut self, reply: ReplyId, credential: &str, out: &mut Vec<Effect>) {
        self.session.checks.retain(|job| job.credential != credential);
        self.changed = true;
        Self::done(reply, out);
    }

    /// A credential that has just been kept is checked at once where that was allowed before; else it is offered.
    pub(crate) fn offer_check(&mut self, credential: &str, out: &mut Vec<Effect>) {
        let Some(summary) = self.summary_of(credential) else { return };
        let (id, kind) = (summary.id, summary.kind.clone());
        if !verify_hosts(&kind).is_empty() {
            self.ask_for(id, &kind, CheckState::Idle, out);
        }
    }

    /// The same for a connection that was just made, once it is known whose it is.
    pub(crate) fn offer_for_job(&mut self, out: &mut Vec<Effect>) {
        if self.ask_for_job(out) {
            return;
        }
        let done = self.session.job.as_ref().filter(|job| job.stage == Stage::Done).map(|job| job.record.clone());
        let new = |record: &String| self.summary_of(record).is_some_and(|summary| summary.care.check.is_none());
        if let Some(record) = done.filter(new) {
            self.offer_check(&record, out);
        }
    }

    fn ask_for(&mut self, id: RecordId, kind: &str, state: CheckState, out: &mut Vec<Effect>) {
        let credential = id.to_string();
        match self.session.checks.iter_mut().find(|job| job.credential == credential) {
            // One question at a time.
            Some(job) if job.state == CheckState::Asking => return,
            Some(job) => {
                *job = CheckJob { state, ..CheckJob::default() };
                job.credential = credential;
            }
            None => {
                if self.session.checks.len() >= MAX_CHECKS {
                    let over = self.session.checks.iter().position(|job| job.state == CheckState::Idle);
                    self.session.checks.remove(over.unwrap_or_default());
                }
                self.session.checks.push(CheckJob { credential, state, ..CheckJob::default() });
            }
        }
        self.changed = true;
        out.push(Effect::CheckGrant { hosts: verify_hosts(kind), then: Then::CheckGrant(id) });
    }

    /// Looks at the grant again for whatever waits for it, or was under way when the worker died.
    pub(crate) fn go_on_checking(&self, out: &mut Vec<Effect>) {
        for job in &self.session.checks {
            let waits = match job.state {
                CheckState::Permission => true,
                CheckState::Asking => !self.asked.contains(&job.credential),
                CheckState::Waiting => job.again.is_some_and(|at| at <= self.now),
                CheckState::Idle | CheckState::Impossible => false,
            };
            if let Some(summary) = self.summary_of(&job.credential).filter(|_| waits) {
                let hosts = verify_hosts(&summary.kind);
                out.push(Effect::CheckGrant { hosts, then: Then::CheckGrant(summary.id) });
            }
        }
    }

    pub(crate) fn check_granted(&mut self, id: RecordId, granted: bool, out: &mut Vec<Effect>) {
        let credential = id.to_string();
        let Some(job) = self.session.checks.iter_mut().find(|job| job.credential == credential) else { return };
        if granted {
            out.extend(self.load_record(id, Then::Check(id)));
        } else if matches!(job.state, CheckState::Asking | CheckState::Waiting) {
            // Taken back meanwhile.
            job.state = CheckState::Permission;
            self.changed = true;
        }
    }

    /// The record is there: the question goes out.
    pub(crate) fn check_loaded(&mut self, id: RecordId, blobs: &[Blob], out: &mut Vec<Effect>) {
        let credential = id.to_string();
        if self.asked.contains(&credential) {
            return;
        }
        let Some(place) = self.session.checks.iter().position(|job| job.credential == credential) else { return };
        let found = match self.read_record(id, blobs) {
            Ok(found) => found,
            Err(problem) => {
                self.end_check(place, Some(problem));
                return;
            }
        };
        if account::is_wanted(&found) {
            let job = &mut self.session.checks[place];
            (job.state, job.again, job.problem) = (CheckState::Asking, None, None);
            self.asked.insert(credential);
            self.changed = true;
            self.ask_whose(&found, out);
            return;
        }
        let job = &self.session.checks[place];
        let begun = Check::resume(&found.kind, job.call, job.proven);
        let Some(check) = begun.or_else(|| Check::new(keyfob_recipes::kind(&found.kind)?.1)) else {
            self.end_check(place, Some(problem("verify-impossible")));
            return;
        };
        self.put_question(place, check, &found, out);
    }

    fn put_question(&mut self, place: usize, check: Check, found: &Credential, out: &mut Vec<Effect>) {
        match check.request(&values(found)) {
            Ok(request) => {
                let job = &mut self.session.checks[place];
                (job.call, job.proven) = (check.call, check.proven);
                job.state = CheckState::Asking;
                job.again = None;
                job.problem = None;
                job.called.clone_from(&request.called);
                self.asked.insert(job.credential.clone());
                self.changed = true;
                let request = HttpRequest::of(request, check.headers().collect());
                out.push(http::send(request, Then::Checked(found.id)));
            }
            Err(error) => {
                let told = self.unaskable(&found.kind, error);
                self.end_check(place, Some(told));
            }
        }
    }

    /// Why no request could be made of the values at hand.
    pub(crate) fn unaskable(&self, kind: &str, error: VerifyError) -> Problem {
        match error {
            VerifyError::Missing(field) | VerifyError::Value(field) => {
                problem_with(error.code(), &[&self.field_name(kind, field)])
            }
            _ => problem("verify-impossible"),
        }
    }

    pub(crate) fn end_check(&mut self, place: usize, problem: Option<Problem>) {
        let job = &mut self.session.checks[place];
        job.state = CheckState::Idle;
        job.problem = problem;
        self.asked.remove(&job.credential.clone());
        self.changed = true;
    }

    /// The provider answered. Its meaning depends on the credential's own values, so the record is read again.
    pub(crate) fn check_answered(&mut self, id: RecordId, result: HttpResult, out: &mut Vec<Effect>) {
        if !self.asked.remove(&id.to_string()) {
            return;
        }
        // While it is locked nothing can be noted: the question is put again when it opens.
        if self.opened_vault().is_some() {
            self.answers.push((id, result));
            out.extend(self.load_record(id, Then::CheckAnswer(id)));
        }
    }

    pub(crate) fn check_answer_loaded(
        &mut self,
        id: RecordId,
        blobs: &[Blob],
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        let Some(at) = self.answers.iter().position(|(of, _)| *of == id) else { return };
        let (_, result) = self.answers.remove(at);
        let credential = id.to_string();
        let Some(place) = self.session.checks.iter().position(|job| job.credential == credential) else { return };
        let mut found = match self.read_record(id, blobs) {
            Ok(found) => found,
            Err(problem) => {
                self.end_check(place, Some(problem));
                return;
            }
        };
        let job = &self.session.checks[place];
        let Some(check) = Check::resume(&found.kind, job.call, job.proven) else {
            self.end_check(place, Some(problem("verify-impossible")));
            return;
        };
        let (status, verdict) = match &result {
            Err(_) => (0, check.lost()),
            Ok(answer) => {
                let headers: Vec<(&str, &str)> =
                    answer.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let since = found.issued_at.unwrap_or(found.created_at);
                let age = Some(self.now.saturating_sub(since) / 1000);
                let read = Answer { status: answer.status, headers: &headers, body: &answer.body, age };
                match check.answered(&values(&found), &read) {
                    Step::Next(next) => {
                        self.put_question(place, next, &found, out);
                        return;
                    }
                    Step::Done(verdict) => (answer.status, verdict),
                }
            }
        };
        let checked = self.noted(place, status, &verdict, &found);
        let again = checked.again;
        let told = matches!(verdict, Verdict::Unknown { .. });
        // What is not known does not take the place of what is.
        let stored = !told || found.care.check.is_none();
        if stored {
            found.care.check = Some(Box::new(checked.clone()));
            take_over(&mut found, &verdict, self.now);
        }
        let job = &mut self.session.checks[place];
        job.said = told.then(|| Said::from(&checked));
        (job.call, job.proven) = (0, false);
        job.again = again;
        if stored {
            // It stays under way until it is noted, so that a worker that dies in between asks once more.
            self.put_aside(found, Then::CheckStored(id), rng, out);
        } else {
            self.end_check(place, None);
        }
    }

    /// The answer is noted. What is too young is asked for again by itself.
    pub(crate) fn check_stored(&mut self, id: RecordId, out: &mut Vec<Effect>) {
        let credential = id.to_string();
        let Some(place) = self.session.checks.iter().position(|job| job.credential == credential) else { return };
        self.end_check(place, None);
        let check = self.summary_of(&credential).and_then(|summary| summary.care.check.as_ref());
        if check.is_some_and(|check| check.code == "verify-not-yet-active") {
            self.session.checks[place].state = CheckState::Waiting;
            self.wake_in_time(out);
        }
    }

    fn noted(&self, place: usize, status: u16, verdict: &Verdict, found: &Credential) -> Checked {
        let who = match verdict {
            Verdict::Valid(account) | Verdict::WrongRegion(account) => account.who.clone(),
            _ => Vec::new(),
        };
        let again = match verdict {
            Verdict::NotYetActive(seconds) => {
                let ripe = found.issued_at.unwrap_or(found.created_at).saturating_add(u64::from(*seconds) * 1000);
                Some(ripe.max(self.now.saturating_add(LEAST_WAIT)))
            }
            Verdict::Unknown { wait, .. } => wait.map(|wait| self.now.saturating_add(u64::from(wait) * 1000)),
            _ => None,
        };
        Checked {
            at: self.now,
            code: verdict.code().to_owned(),
            who,
            called: self.session.checks[place].called.clone(),
            status,
            again,
        }
    }

    /// Stores one record that nobody waits for.
    pub(crate) fn put_aside(&mut self, found: Credential, then: Then, rng: &mut dyn Random, out: &mut Vec<Effect>) {
        let now = self.now;
        match self.opened_vault().map(|vault| vault.put(found, now, rng)) {
            Some(Ok(mut staged)) => {
                let writes = staged.take_writes();
                self.staged = Some(staged);
                out.push(Effect::Store { writes, then });
            }
            Some(Err(error)) => {
                self.session.problem = Some(Self::told(&error));
                self.changed = true;
            }
            None => {}
        }
    }

    /// Loads one record.
    pub(crate) fn load_record(&self, id: RecordId, then: Then) -> Option<Effect> {
        let key = self.opened_vault()?.record_key(id)?;
        Some(Effect::Load { keys: vec![(Area::Records, key)], then })
    }

    /// A record that was loaded.
    pub(crate) fn read_record(&self, id: RecordId, blobs: &[Blob]) -> Result<Credential, Problem> {
        let vault = self.opened_vault().ok_or_else(|| problem("locked"))?;
        let key = vault.record_key(id).ok_or_else(|| problem("not-found"))?;
        vault.read_stored(id, blob_of(blobs, &key)).map_err(|error| Self::told(&error))
    }

    /// The summary of a credential that is not in the trash.
    pub(crate) fn summary_of(&self, credential: &str) -> Option<&Summary> {
        let summary = self.opened_vault()?.summary(credential.parse().ok()?)?;
        summary.trashed_at.is_none().then_some(summary)
    }

    pub(crate) fn check_view(&self, summary: &Summary) -> CheckView {
        let credential = summary.id.to_string();
        let job = self.session.checks.iter().find(|job| job.credential == credential);
        let said = job.and_then(|job| job.said.clone()).or_else(|| summary.care.check.as_deref().map(Said::from));
        let said = said.unwrap_or_default();
        let hosts = verify_hosts(&summary.kind);
        let state = match job {
            _ if hosts.is_empty() => CheckState::Impossible,
            Some(job) => job.state,
            None => CheckState::Idle,
        };
        CheckView {
            state,
            code: said.code,
            at: said.at,
            who: said.who,
            called: said.called,
            status: said.status,
            retry_at: job.and_then(|job| job.again).or(said.again).filter(|at| *at > self.now),
            hosts,
            problem: job.and_then(|job| job.problem.clone()),
        }
    }
}

/// What the answer says of the credential itself: whose it is, where its API is, when it ends, that it is gone.
fn take_over(found: &mut Credential, verdict: &Verdict, now: u64) {
    let (Verdict::Valid(account) | Verdict::WrongRegion(account)) = verdict else { return };
    let Account { who, tells, expires } = account;
    if found.account.as_ref().is_none_or(String::is_empty) && !who.is_empty() {
        found.account = Some(who.join(" · "));
    }
    if let Some(end) = expires {
        found.expires_at = Some(end.saturating_mul(1000));
    }
    let corrects = matches!(verdict, Verdict::WrongRegion(_));
    for (field, told) in tells {
        let has = found.fields.contains_key(*field);
        if corrects || !has {
            found.set(field, FieldValue::Public(told.clone()), now);
        }
        if *field == "region" && (corrects || found.region.is_none()) {
            found.region = Some(told.clone());
        }
    }
    // It answers, so it is not gone after all.
    if found.care.off.is_some_and(|off| off.how == OffBy::Gone) {
        found.care.off = None;
    }
}

/// The values that a request is made of.
pub(crate) fn values(found: &Credential) -> Vec<(&str, &str)> {
    found.fields.iter().map(|(name, value)| (name.as_str(), value.expose())).collect()
}

/// What has to be granted to check a kind, and to ask whose a connection is; empty where the recipes know no way.
pub(crate) fn verify_hosts(kind: &str) -> Vec<String> {
    let Some((_, kind)) = keyfob_recipes::kind(kind) else { return Vec::new() };
    let server = kind.oauth.as_ref().filter(|server| server.metadata.is_some() && !kind.verify.is_empty());
    let mut hosts: Vec<String> = Vec::new();
    for host in kind.verify.iter().map(|call| call.hosts).chain(server.map(|server| server.hosts)).flat_map(owned) {
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    hosts
}
