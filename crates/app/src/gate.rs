//! The one gate: every message passes this table, or nothing happens.
//!
//! A sender is judged by what the browser says of it (id, origin, path, frame, document, task nonce), never by what
//! the message says. What is not in the table is refused.

use crate::event::Sender;
use crate::session::{Task, Watch};
use keyfob_protocol::page::{MAX_CANDIDATE, MAX_CANDIDATES, MAX_LANDMARKS, MAX_TEXT, PageRequest, Report};
use keyfob_protocol::ui::{MAX_FILE, MAX_INPUT, MAX_TAUGHT, UiRequest};
use keyfob_recipes::pattern_covers;

/// Who may say something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The toolbar popup.
    Popup,
    /// The side panel.
    Panel,
    /// The manager page.
    Manager,
    /// A page script in the top frame of a document of the running job's portal.
    Script,
    /// The page script that watches the form of a plan, in the top frame of that very document.
    Form,
}

/// How the vault must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Any way.
    Any,
    /// There is one; it may be locked.
    Vault,
    /// It is open.
    Open,
    /// There is none.
    NoVault,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The message's type, as on the wire.
    pub message: &'static str,
    /// Who may send it.
    pub roles: &'static [Role],
    /// How the vault must stand.
    pub needs: Needs,
    /// Most bytes of all its texts together.
    pub size: usize,
}

const PAGES: &[Role] = &[Role::Popup, Role::Panel, Role::Manager];
const ASIDE: &[Role] = &[Role::Popup, Role::Panel];
const MANAGER: &[Role] = &[Role::Manager];
const SCRIPT: &[Role] = &[Role::Script];
const FORM: &[Role] = &[Role::Form];
const SMALL: usize = 1024;
const REPORT: usize = 256 * 1024;

const fn rule(message: &'static str, roles: &'static [Role], needs: Needs, size: usize) -> Rule {
    Rule { message, roles, needs, size }
}

/// The table.
pub const TABLE: &[Rule] = &[
    rule("view", PAGES, Needs::Any, SMALL),
    rule("services", PAGES, Needs::Any, SMALL),
    rule("vault-create", PAGES, Needs::NoVault, MAX_INPUT),
    rule("vault-unlock", PAGES, Needs::Vault, MAX_INPUT),
    rule("vault-recover", PAGES, Needs::Vault, SMALL),
    rule("vault-passkey", PAGES, Needs::Vault, SMALL),
    rule("vault-lock", PAGES, Needs::Any, SMALL),
    rule("ways", MANAGER, Needs::Open, SMALL),
    rule("passphrase-change", MANAGER, Needs::Open, 2 * MAX_INPUT),
    rule("recovery-make", MANAGER, Needs::Open, SMALL),
    rule("recovery-confirm", MANAGER, Needs::Open, SMALL),
    rule("passkey-add", MANAGER, Needs::Open, 4 * SMALL),
    rule("way-remove", MANAGER, Needs::Open, SMALL),
    rule("key-change", MANAGER, Needs::Open, SMALL),
    rule("guide-start", PAGES, Needs::Vault, 4 * SMALL),
    rule("guide-denied", PAGES, Needs::Any, SMALL),
    rule("guide-stop", PAGES, Needs::Any, SMALL),
    rule("guide-open", PAGES, Needs::Any, SMALL),
    rule("guide-write-label", ASIDE, Needs::Any, SMALL),
    rule("guide-make", ASIDE, Needs::Vault, SMALL),
    rule("guide-off", PAGES, Needs::Open, SMALL),
    rule("guide-point", ASIDE, Needs::Any, SMALL),
    rule("keep", ASIDE, Needs::Vault, SMALL),
    rule("drop", ASIDE, Needs::Any, SMALL),
    rule("fill-plan", ASIDE, Needs::Any, SMALL),
    rule("fill-choose", ASIDE, Needs::Open, SMALL),
    rule("fill-confirm", ASIDE, Needs::Open, SMALL),
    rule("undo-fill", ASIDE, Needs::Open, SMALL),
    rule("look-refuse", ASIDE, Needs::Open, SMALL),
    rule("lesson", ASIDE, Needs::Open, SMALL),
    rule("lesson-point", ASIDE, Needs::Open, SMALL),
    rule("lesson-keep", ASIDE, Needs::Open, 8 * SMALL),
    rule("lesson-stop", ASIDE, Needs::Any, SMALL),
    rule("learned", MANAGER, Needs::Open, SMALL),
    rule("learned-rename", MANAGER, Needs::Open, SMALL),
    rule("learned-delete", MANAGER, Needs::Open, SMALL),
    rule("learned-export", MANAGER, Needs::Open, SMALL),
    rule("oauth-start", PAGES, Needs::Open, SMALL),
    rule("oauth-paste", PAGES, Needs::Vault, 2 * MAX_INPUT),
    rule("oauth-again", PAGES, Needs::Open, SMALL),
    rule("oauth-device", PAGES, Needs::Open, SMALL),
    rule("verify", PAGES, Needs::Open, SMALL),
    rule("verify-stop", PAGES, Needs::Any, SMALL),
    rule("rotate-stop", PAGES, Needs::Open, SMALL),
    rule("switch-off", PAGES, Needs::Open, SMALL),
    rule("switch-off-stop", PAGES, Needs::Any, SMALL),
    rule("mark-off", PAGES, Needs::Open, SMALL),
    rule("dismiss", PAGES, Needs::Open, SMALL),
    rule("reveal", PAGES, Needs::Open, SMALL),
    rule("copy-as", PAGES, Needs::Open, 4 * SMALL),
    rule("copied", PAGES, Needs::Any, SMALL),
    rule("earlier", MANAGER, Needs::Open, SMALL),
    rule("earlier-forget", MANAGER, Needs::Open, SMALL),
    rule("edit", PAGES, Needs::Open, SMALL),
    rule("delete", MANAGER, Needs::Open, SMALL),
    rule("restore", MANAGER, Needs::Open, SMALL),
    rule("purge", MANAGER, Needs::Open, SMALL),
    rule("export", MANAGER, Needs::Open, MAX_INPUT),
    rule("hand-over", MANAGER, Needs::Open, 64 * SMALL),
    rule("script-export", MANAGER, Needs::Open, MAX_INPUT),
    rule("script-moved", MANAGER, Needs::Open, SMALL),
    rule("script-undo", MANAGER, Needs::Open, SMALL),
    rule("recipient", MANAGER, Needs::Open, SMALL),
    rule("import-preview", MANAGER, Needs::Open, MAX_FILE + MAX_INPUT),
    rule("import-apply", MANAGER, Needs::Open, MAX_FILE + MAX_INPUT),
    rule("list", PAGES, Needs::Open, SMALL),
    rule("hello", SCRIPT, Needs::Vault, SMALL),
    rule("report", SCRIPT, Needs::Vault, REPORT),
    rule("picked", SCRIPT, Needs::Vault, 2 * MAX_CANDIDATE),
    rule("form-changed", FORM, Needs::Vault, SMALL),
];

/// Why a message was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The sender has no role, or not one of the row's.
    Role,
    /// Too large. Only this one is told to the sender.
    Size,
    /// Not in the table.
    Unknown,
}

/// The role of an extension page, by its exact address.
#[must_use]
pub fn page_role(sender: &Sender, own_id: &str, own_origin: &str) -> Option<Role> {
    if sender.id != own_id || sender.origin != own_origin || sender.frame.is_some_and(|frame| frame != 0) {
        return None;
    }
    let path = sender.url.strip_prefix(own_origin)?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    match path {
        "/popup.html" => Some(Role::Popup),
        "/panel.html" => Some(Role::Panel),
        "/manager.html" => Some(Role::Manager),
        _ => None,
    }
}

/// Whether a page script speaks from the top frame of a portal document of the running job.
#[must_use]
pub fn is_portal_script(sender: &Sender, own_id: &str, hosts: &[&str]) -> bool {
    sender.id == own_id
        && sender.tab.is_some()
        && sender.frame == Some(0)
        && host_of(&sender.origin).is_some_and(|host| hosts.iter().any(|pattern| pattern_covers(pattern, host)))
}

/// The task whose document speaks with the right nonce.
#[must_use]
pub fn task_of<'a>(sender: &Sender, nonce: &str, tasks: &'a [Task]) -> Option<&'a Task> {
    tasks.iter().find(|task| {
        Some(task.tab) == sender.tab
            && sender.frame == Some(0)
            && task.document == sender.document
            && task.origin == sender.origin
            && !nonce.is_empty()
            && task.nonce == nonce
    })
}

/// The watch whose document speaks.
#[must_use]
pub fn watch_of<'a>(sender: &Sender, own_id: &str, watches: &'a [Watch]) -> Option<&'a Watch> {
    watches.iter().find(|watch| {
        sender.id == own_id
            && sender.tab == Some(watch.tab)
            && sender.frame == Some(0)
            && (watch.document == sender.document || watch.document.is_empty())
            && watch.origin == sender.origin
    })
}

/// The row for a message.
#[must_use]
pub fn row(message: &str) -> Option<&'static Rule> {
    TABLE.iter().find(|rule| rule.message == message)
}

/// Judges a message: its row, who sends it, how large it is. How the vault stands is judged by the app.
///
/// # Errors
/// [`Refusal::Unknown`], [`Refusal::Role`] or [`Refusal::Size`].
pub fn admit(message: &str, size: usize, role: Option<Role>) -> Result<&'static Rule, Refusal> {
    let rule = row(message).ok_or(Refusal::Unknown)?;
    let role = role.ok_or(Refusal::Role)?;
    if !rule.roles.contains(&role) {
        return Err(Refusal::Role);
    }
    if size > rule.size {
        return Err(Refusal::Size);
    }
    Ok(rule)
}

/// The host of an https origin, without a port.
#[must_use]
pub fn host_of(origin: &str) -> Option<&str> {
    let host = origin.strip_prefix("https://")?;
    let host = host.split(['/', '?', '#']).next()?;
    (!host.is_empty() && !host.contains([':', '@'])).then_some(host)
}

/// A message's type on the wire and the bytes of all its texts.
#[must_use]
pub fn weigh_ui(request: &UiRequest) -> (&'static str, usize) {
    use UiRequest as R;
    match request {
        R::View { .. } => ("view", 0),
        R::Services => ("services", 0),
        R::VaultCreate { passphrase } => ("vault-create", passphrase.len()),
        R::VaultUnlock { passphrase } => ("vault-unlock", passphrase.len()),
        R::VaultRecover { code } => ("vault-recover", code.len()),
        R::VaultPasskey { output } => ("vault-passkey", output.len()),
        R::VaultLock => ("vault-lock", 0),
        R::Ways => ("ways", 0),
        R::PassphraseChange { current, new } => ("passphrase-change", current.len() + new.len()),
        R::RecoveryMake => ("recovery-make", 0),
        R::RecoveryConfirm { part } => ("recovery-confirm", part.len()),
        R::PasskeyAdd { credential, salt, output } => ("passkey-add", credential.len() + salt.len() + output.len()),
        R::WayRemove { way } => ("way-remove", way.len()),
        R::KeyChange => ("key-change", 0),
        R::GuideStart { kind, client, site, integration, replaces, .. } => {
            ("guide-start", kind.len() + client.len() + site.len() + integration.len() + replaces.len())
        }
        R::GuideDenied => ("guide-denied", 0),
        R::GuideStop => ("guide-stop", 0),
        R::GuideOpen => ("guide-open", 0),
        R::GuideWriteLabel => ("guide-write-label", 0),
        R::GuideMake => ("guide-make", 0),
        R::GuideOff { credential } => ("guide-off", credential.len()),
        R::GuidePoint => ("guide-point", 0),
        R::Keep { held, label } => ("keep", held.len() + label.len()),
        R::Drop { held } => ("drop", held.len()),
        R::FillPlan { .. } => ("fill-plan", 0),
        R::FillChoose { plan, kind, credential } => ("fill-choose", plan.len() + kind.len() + credential.len()),
        R::FillConfirm { plan } => ("fill-confirm", plan.len()),
        R::UndoFill { plan } => ("undo-fill", plan.len()),
        R::LookRefuse { plan } => ("look-refuse", plan.len()),
        R::Lesson { .. } => ("lesson", 0),
        R::LessonPoint { lesson } => ("lesson-point", lesson.len()),
        R::LessonKeep { lesson, name, fields } => {
            let all = fields.iter().map(|of| of.kind.len() + of.field.len()).sum::<usize>();
            let many = if fields.len() > MAX_TAUGHT { usize::MAX } else { all };
            ("lesson-keep", many.saturating_add(lesson.len() + name.len()))
        }
        R::LessonStop => ("lesson-stop", 0),
        R::Learned => ("learned", 0),
        R::LearnedRename { form, name } => ("learned-rename", form.len() + name.len()),
        R::LearnedDelete { form, .. } => ("learned-delete", form.len()),
        R::LearnedExport { form } => ("learned-export", form.len()),
        R::OauthStart { kind, app, replaces } => ("oauth-start", kind.len() + app.len() + replaces.len()),
        R::OauthAgain { credential } => ("oauth-again", credential.len()),
        R::OauthDevice { kind, app, replaces } => ("oauth-device", kind.len() + app.len() + replaces.len()),
        R::Verify { credential } => ("verify", credential.len()),
        R::VerifyStop { credential } => ("verify-stop", credential.len()),
        R::RotateStop { credential } => ("rotate-stop", credential.len()),
        R::SwitchOff { credential } => ("switch-off", credential.len()),
        R::SwitchOffStop { credential } => ("switch-off-stop", credential.len()),
        R::MarkOff { credential, .. } => ("mark-off", credential.len()),
        R::Dismiss { credential, warning } => ("dismiss", credential.len() + warning.len()),
        R::OauthPaste { address } => ("oauth-paste", address.len()),
        R::Reveal { credential, field, .. } => ("reveal", credential.len() + field.len()),
        R::CopyAs { credential, names, .. } => {
            let names = names.iter().map(|one| one.field.len() + one.name.len() + 1);
            ("copy-as", credential.len() + names.sum::<usize>())
        }
        R::Copied => ("copied", 0),
        R::Earlier { credential } => ("earlier", credential.len()),
        R::EarlierForget { credential } => ("earlier-forget", credential.len()),
        R::Edit { credential, label, client } => ("edit", credential.len() + label.len() + client.len()),
        R::Delete { credential } => ("delete", credential.len()),
        R::Restore { credential } => ("restore", credential.len()),
        R::Purge { credential } => ("purge", credential.len()),
        R::Export { passphrase, .. } => ("export", passphrase.len()),
        R::HandOver { credentials, recipient } => {
            ("hand-over", credentials.iter().map(|id| id.len() + 1).sum::<usize>() + recipient.len())
        }
        R::ScriptExport { credential, passphrase } => ("script-export", credential.len() + passphrase.len()),
        R::ScriptMoved { credential } => ("script-moved", credential.len()),
        R::ScriptUndo { credential } => ("script-undo", credential.len()),
        R::Recipient => ("recipient", 0),
        R::ImportPreview { file, name, passphrase } => ("import-preview", file.len() + name.len() + passphrase.len()),
        R::ImportApply { file, name, passphrase, wanted } => {
            ("import-apply", file.len() + name.len() + passphrase.len() + wanted.len())
        }
        R::List { query, .. } => ("list", query.len()),
    }
}

/// The same for a page script's message. What breaks a cap weighs more than any row allows.
#[must_use]
pub fn weigh_page(request: &PageRequest) -> (&'static str, usize) {
    match request {
        PageRequest::Hello => ("hello", 0),
        PageRequest::Report { nonce, report } => ("report", nonce.len().saturating_add(weigh_report(report))),
        PageRequest::FormChanged { nonce } => ("form-changed", nonce.len()),
        PageRequest::Picked { nonce, text, label } => ("picked", nonce.len() + text.len() + label.len()),
    }
}

fn weigh_report(report: &Report) -> usize {
    let too_many = report.landmarks.len() > MAX_LANDMARKS
        || report.headings.len() > MAX_LANDMARKS
        || report.candidates.len() > MAX_CANDIDATES;
    // Caps are in characters on the page's side; four bytes each at most.
    let too_long =
        report.landmarks.iter().any(|mark| mark.text.len().max(mark.shown.len()).max(mark.row.len()) > 4 * MAX_TEXT)
            || report.headings.iter().any(|text| text.len() > 4 * MAX_TEXT)
            || report.candidates.iter().any(|c| c.text.len() > 4 * MAX_CANDIDATE || c.label.len() > 4 * MAX_TEXT);
    if too_many || too_long {
        return usize::MAX;
    }
    report
        .landmarks
        .iter()
        .map(|mark| mark.text.len() + mark.shown.len() + mark.row.len() + mark.role.len())
        .sum::<usize>()
        + report.headings.iter().map(String::len).sum::<usize>()
        + report.candidates.iter().map(|c| c.text.len() + c.label.len()).sum::<usize>()
        + report.language.len()
}
