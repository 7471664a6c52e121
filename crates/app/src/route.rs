//! Where a message goes once the gate has let it through.

use crate::connect::Wish;
use crate::event::{Change, Effect, Incoming, Outgoing, ReplyId, Sender, Then, problem};
use crate::gate::{self, Needs, Refusal, Role};
use crate::guide::Purpose;
use crate::step::{App, Standing, path_of};
use keyfob_protocol::page::{Order, PageRequest};
use keyfob_protocol::ui::{Problem, UiRequest, UiResponse};
use keyfob_vault::Random;

impl App {
    pub(crate) fn message(
        &mut self,
        reply: ReplyId,
        sender: &Sender,
        body: Incoming,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) {
        match body {
            Incoming::Ui(request) => {
                let role = gate::page_role(sender, &self.surroundings.id, &self.surroundings.origin);
                let (message, size) = gate::weigh_ui(&request);
                match gate::admit(message, size, role) {
                    Ok(rule) => match self.admit_vault(rule.needs) {
                        Ok(()) => self.ui(reply, request, rng, out),
                        Err(problem) => Self::refuse(reply, problem, out),
                    },
                    Err(Refusal::Size) => Self::refuse(reply, problem("too-large"), out),
                    Err(_) => Self::answer(reply, Outgoing::Refused, out),
                }
            }
            Incoming::Page(request) => {
                let hosts = self.guided_hosts();
                let role = match &request {
                    PageRequest::FormChanged { .. } => {
                        gate::watch_of(sender, &self.surroundings.id, &self.session.watches).map(|_| Role::Form)
                    }
                    _ => gate::is_portal_script(sender, &self.surroundings.id, hosts).then_some(Role::Script),
                };
                let (message, size) = gate::weigh_page(&request);
                let admitted = gate::admit(message, size, role).is_ok_and(|rule| self.admit_vault(rule.needs).is_ok());
                let order = if admitted { self.page(sender, request, rng, out) } else { None };
                Self::answer(reply, Outgoing::Page(order.unwrap_or(Order::End)), out);
            }
            Incoming::Malformed => Self::answer(reply, Outgoing::Refused, out),
        }
    }

    pub(crate) fn admit_vault(&self, needs: Needs) -> Result<(), Problem> {
        match (&self.vault, needs) {
            (_, Needs::Any)
            | (Standing::Locked(_) | Standing::Open(..), Needs::Vault)
            | (Standing::Open(..), Needs::Open)
            | (Standing::Absent, Needs::NoVault) => Ok(()),
            (Standing::Unreadable(problem), _) => Err(problem.clone()),
            (Standing::Absent, _) => Err(problem("no-vault")),
            (Standing::Locked(_), Needs::Open) => Err(problem("locked")),
            (Standing::Locked(_) | Standing::Open(..), _) => Err(problem("vault-exists")),
        }
    }

    fn ui(&mut self, reply: ReplyId, request: UiRequest, rng: &mut dyn Random, out: &mut Vec<Effect>) {
        if !matches!(request, UiRequest::View { .. } | UiRequest::Services) {
            self.person_is_here(out);
        }
        match request {
            UiRequest::View { surface: _, tab } => {
                let view = Box::new(self.view(tab));
                Self::respond(reply, UiResponse::View { view }, out);
                self.merge_if_due(out);
                self.poll_if_due(out);
            }
            UiRequest::Services => {
                Self::respond(reply, UiResponse::Services { services: self.services() }, out);
            }
            UiRequest::VaultCreate { passphrase } => self.create_vault(reply, passphrase, rng, out),
            UiRequest::VaultUnlock { passphrase } => self.unlock_vault(reply, passphrase, out),
            UiRequest::VaultLock => {
                self.lock();
                Self::done(reply, out);
            }
            UiRequest::GuideStart { kind, client, site, integration, tab, replaces } => {
                let purpose = Purpose { client, site, integration };
                self.start_guide(reply, (&kind, &replaces), purpose, tab, rng, out);
            }
            UiRequest::GuideDenied => self.guide_denied(reply, out),
            UiRequest::GuideStop => self.stop_job(reply, out),
            UiRequest::GuideOpen => self.open_portal(reply, out),
            UiRequest::GuideWriteLabel => self.write_label(reply, out),
            UiRequest::GuideMake => self.make_value(reply, rng, out),
            UiRequest::GuidePoint => self.point(reply, out),
            UiRequest::Keep { held, label } => self.keep(Some(reply), &held, &label, rng, out),
            UiRequest::Drop { held } => {
                if let Some(other) = self.session.held.iter_mut().find(|other| other.id == held && other.waits()) {
                    other.dropped = true;
                    other.sealed = String::new();
                }
                self.changed = true;
                Self::done(reply, out);
            }
            UiRequest::FillPlan { tab } => out.push(Effect::Snapshot { tab, then: Then::Plan(reply, tab) }),
            UiRequest::FillChoose { plan, kind, credential } => self.choose(reply, &plan, &kind, &credential, out),
            UiRequest::FillConfirm { plan } => self.confirm_fill(reply, &plan, out),
            UiRequest::UndoFill { plan } => self.undo_fill(reply, &plan, out),
            UiRequest::LookRefuse { plan } => self.look_refused(reply, &plan, out),
            UiRequest::Lesson { tab } => out.push(Effect::Snapshot { tab, then: Then::Lesson(reply, tab) }),
            UiRequest::LessonPoint { lesson } => self.lesson_point(reply, &lesson, out),
            UiRequest::LessonKeep { lesson, name, fields } => {
                self.lesson_keep(reply, (&lesson, &name), fields, rng, out);
            }
            UiRequest::LessonStop => {
                self.session.lesson = None;
                self.changed = true;
                Self::done(reply, out);
            }
            UiRequest::Learned => self.learned_list(reply, out),
            UiRequest::LearnedRename { form, name } => self.learned_rename(reply, &form, &name, rng, out),
            UiRequest::LearnedDelete { form, deleted } => self.learned_delete(reply, &form, deleted, rng, out),
            UiRequest::LearnedExport { form } => self.learned_export(reply, &form, out),
            UiRequest::OauthStart { kind, app, replaces } => {
                let wish = Wish { kind: &kind, app: &app, again: "", replaces: &replaces, by_device: false };
                self.start_connection(reply, &wish, rng, out);
            }
            UiRequest::OauthDevice { kind, app, replaces } => {
                let wish = Wish { kind: &kind, app: &app, again: "", replaces: &replaces, by_device: true };
                self.start_connection(reply, &wish, rng, out);
            }
            UiRequest::OauthAgain { credential } => self.connect_again(reply, &credential, rng, out),
            UiRequest::Verify { credential } => self.verify(reply, &credential, out),
            UiRequest::VerifyStop { credential } => self.verify_stop(reply, &credential, out),
            UiRequest::RotateStop { credential } => self.rotate_stop(reply, &credential, out),
            UiRequest::SwitchOff { credential } => self.switch_off(reply, &credential, out),
            UiRequest::GuideOff { credential } => self.start_off_guide(reply, &credential, rng, out),
            UiRequest::SwitchOffStop { credential } => self.switch_off_stop(reply, &credential, out),
            UiRequest::MarkOff { credential, off } => self.change(reply, &credential, Change::Off(off), out),
            UiRequest::Dismiss { credential, warning } => {
                self.change(reply, &credential, Change::Dismiss(warning), out);
            }
            UiRequest::OauthPaste { address } => self.paste(reply, address, out),
            UiRequest::CopyAs { credential, shape, names } => self.copy_as(reply, credential, shape, names, out),
            UiRequest::Reveal { credential, field, earlier } => self.reveal(reply, credential, field, earlier, out),
            UiRequest::Copied => self.copied(reply, out),
            UiRequest::Earlier { credential } => self.earlier(reply, credential, out),
            UiRequest::EarlierForget { credential } => self.change(reply, &credential, Change::Forget, out),
            UiRequest::Edit { credential, label, client } => {
                self.change(reply, &credential, Change::Names { label, client }, out);
            }
            UiRequest::Delete { credential } => self.change(reply, &credential, Change::Trash, out),
            UiRequest::Restore { credential } => self.change(reply, &credential, Change::Restore, out),
            UiRequest::Purge { credential } => self.purge(reply, &credential, rng, out),
            UiRequest::List { query, offset, limit, trashed } => {
                self.list(reply, &query, (offset, limit), trashed, out);
            }
            UiRequest::VaultRecover { code } => self.recover(reply, &code, out),
            UiRequest::VaultPasskey { output } => self.open_by_passkey(reply, &output, out),
            UiRequest::Ways => self.ways(reply, out),
            UiRequest::PassphraseChange { current, new } => self.change_passphrase(reply, current, new, rng, out),
            UiRequest::RecoveryMake => self.make_recovery(reply, rng, out),
            UiRequest::RecoveryConfirm { part } => self.confirm_recovery(reply, &part, rng, out),
            UiRequest::PasskeyAdd { credential, salt, output } => {
                self.add_passkey(reply, (&credential, &salt), &output, rng, out);
            }
            UiRequest::WayRemove { way } => self.remove_way(reply, &way, out),
            UiRequest::KeyChange => Self::change_key(reply, out),
            UiRequest::Export { passphrase, cxf } => self.export(reply, passphrase, cxf, out),
            UiRequest::HandOver { credentials, recipient } => self.hand_over(reply, &credentials, recipient, out),
            UiRequest::ScriptExport { credential, passphrase } => {
                self.script_export(reply, &credential, passphrase, rng, out);
            }
            UiRequest::ScriptMoved { credential } => self.script_end(reply, &credential, true, out),
            UiRequest::ScriptUndo { credential } => self.script_end(reply, &credential, false, out),
            UiRequest::Recipient => Self::recipient(reply, out),
            UiRequest::ImportPreview { file, name, passphrase } => {
                self.import(reply, (&file, &name, passphrase), None, out);
            }
            UiRequest::ImportApply { file, name, passphrase, wanted } => {
                self.import(reply, (&file, &name, passphrase), Some(wanted), out);
            }
        }
    }

    fn page(
        &mut self,
        sender: &Sender,
        request: PageRequest,
        rng: &mut dyn Random,
        out: &mut Vec<Effect>,
    ) -> Option<Order> {
        match request {
            PageRequest::Hello => self.begin_task(sender, rng),
            PageRequest::FormChanged { nonce } => self.form_changed(sender, &nonce, out),
            PageRequest::Report { nonce, report } => {
                let task = gate::task_of(sender, &nonce, &self.session.tasks)?.clone();
                let path = path_of(&sender.url).to_owned();
                Some(self.report(&task, &path, &report, rng, out))
            }
            PageRequest::Picked { nonce, text, label } => {
                let task = gate::task_of(sender, &nonce, &self.session.tasks)?.clone();
                let page = format!("{}{}", task.origin, path_of(&sender.url));
                Some(self.picked(&task, &page, &text, &label, rng))
            }
        }
    }
}
