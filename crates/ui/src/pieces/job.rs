//! What the person started: where it stands, why, and what comes next.

use crate::browser;
use crate::icons::{self, icon};
use crate::part::Find;
use crate::pieces::{check, credential, device, notice, parts, steps, waiting};
use crate::state::App;
use crate::words::{pattern, t, with};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{JobView, Problem, Stage, Surface, UiRequest};
use leptos::html::Input;
use leptos::prelude::*;
use std::sync::Arc;

/// The whole job, as the panel shows it; nothing where there is none.
pub fn job(app: App) -> AnyView {
    // Its credential's check draws itself again.
    let job = app.part(|view| view.job.clone().map(|job| JobView { credential: None, ..job }));
    view! { {parts::live(move || job.get().flatten().map(|job| whole(app, job)))} }.into_any()
}

/// A card that says what is under way and leads to the panel; nothing where there is none.
pub fn summary(app: App) -> AnyView {
    let job = app.part(|view| view.job.clone());
    view! { {parts::live(move || job.get().flatten().map(|job| short(app, job)))} }.into_any()
}

fn title(job: &JobView) -> String {
    let title = format!("{}\u{a0}· {}", job.provider, job.name);
    if job.off { with("off_job", &[&title]) } else { title }
}

const fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Permission => "permission",
        Stage::Denied => "denied",
        Stage::Guiding => "guiding",
        Stage::Consent => "consent",
        Stage::Code => "code",
        Stage::Exchanging => "exchanging",
        Stage::Done => "done",
        Stage::Failed => "failed",
    }
}

fn stop(app: App, words: &str) -> AnyView {
    view! {
        {parts::button(app, "button button-plain", "guide-stop", t(words).into_any(), move || app.act("stop", UiRequest::GuideStop))}
    }
    .into_any()
}

fn short(app: App, job: JobView) -> AnyView {
    let say = match (job.stage, job.at.and_then(|at| job.steps.get(at))) {
        (Stage::Guiding, Some(step)) => step.say.clone(),
        (Stage::Done, _) if job.off => t("off_mark"),
        (stage, _) => t(&format!("stage_{}", stage_name(stage))),
    };
    let asks = matches!(job.stage, Stage::Permission | Stage::Denied);
    let ended = matches!(job.stage, Stage::Done | Stage::Failed);
    let hosts = job.hosts.clone();
    view! {
        <section class="card stack-tight card-job" data-testid="job" data-stage=stage_name(job.stage)>
            <div class="row">
                <span class="badge">{icon(icons::POINT)}</span>
                <div class="grow">
                    <h2 class="name">{title(&job)}</h2>
                    <p class="quiet" data-testid="job-say">{say}</p>
                </div>
            </div>
            {job.problem.as_ref().map(notice::problem)}
            <div class="actions">
                {asks.then(|| view! {
                    {parts::link("button button-main", "ask-again", t("ask_again").into_any(), move || app.ask_hosts(&hosts))}
                })}
                {(!ended).then(|| view! {
                    {parts::link("button", "open-panel", t("open_panel").into_any(), move || browser::open_panel(app.tab.with_untracked(|tab| tab.window)))}
                })}
                {stop(app, if ended { "job_close" } else { "job_stop" })}
            </div>
        </section>
    }
    .into_any()
}

fn whole(app: App, job: JobView) -> AnyView {
    let body = match job.stage {
        Stage::Permission | Stage::Denied => permission(app, &job),
        Stage::Guiding if job.off => to_off(app, &job),
        Stage::Guiding => guiding(app, &job),
        Stage::Consent | Stage::Exchanging => consent(app, &job),
        Stage::Code => code(app, &job),
        Stage::Done if job.off => is_off(app, &job),
        Stage::Done => done(app, &job),
        Stage::Failed => failed(app, &job),
    };
    view! {
        <section class="stack" data-testid="job" data-stage=stage_name(job.stage)>
            <div class="stack-tight">
                <h1 class="title" tabindex="-1">{title(&job)}</h1>
                {progress(&job)}
            </div>
            {body}
        </section>
    }
    .into_any()
}

/// Which parts of the credential are kept, where it has several.
fn progress(job: &JobView) -> Option<AnyView> {
    if job.fields.len() < 2 {
        return None;
    }
    let chips: Vec<AnyView> = job
        .fields
        .iter()
        .map(|field| {
            let (class, state) = if field.kept { ("chip chip-done", "field_kept") } else { ("chip", "field_wanted") };
            view! {
                <li class=class>
                    {field.kept.then(|| icon(icons::CHECK))}
                    <span>{field.name.clone()}</span>
                    <span class="hidden">{t(state)}</span>
                </li>
            }
            .into_any()
        })
        .collect();
    Some(view! { <ul class="chips" data-testid="job-fields">{chips}</ul> }.into_any())
}

/// Which account and which role, named up front.
fn account(job: &JobView) -> Option<AnyView> {
    let any = !job.account.is_empty() || !job.role.is_empty();
    any.then(|| {
        view! { <dl class="facts" data-testid="job-account">{parts::fact("needs_account", &job.account)}{parts::fact("needs_role", &job.role)}</dl> }
            .into_any()
    })
}

fn said_before(job: &JobView) -> Option<AnyView> {
    (!job.notice.is_empty()).then(|| notice::notice(notice::Tone::Care, String::new(), job.notice.clone()))
}

/// The browser's permission: what to allow, and why.
fn permission(app: App, job: &JobView) -> AnyView {
    let denied = job.stage == Stage::Denied;
    let hosts: Vec<AnyView> =
        job.hosts.iter().map(|host| view! { <li dir="ltr">{pattern(host)}</li> }.into_any()).collect();
    let (heading, text) =
        if denied { ("denied_title", "denied_what") } else { ("permission_title", "permission_what") };
    let tone = if denied { notice::Tone::Care } else { notice::Tone::Note };
    let wanted = job.hosts.clone();
    view! {
        {notice::notice(tone, t(heading), with(text, &[&job.provider]))}
        <ul class="hosts">{hosts}</ul>
        {account(job)}
        {said_before(job)}
        {parts::link("button button-main", "ask-again", t("ask_again").into_any(), move || app.ask_hosts(&wanted))}
        <p class="help">{t("permission_back")}</p>
        {stop(app, "job_stop")}
    }
    .into_any()
}

fn guiding(app: App, job: &JobView) -> AnyView {
    let unknown = job.at.is_none() && job.problem.is_none() && job.obstacle.is_empty();
    view! {
        {account(job)}
        {said_before(job)}
        {job.problem.as_ref().map(notice::problem)}
        {unknown.then(|| notice::notice(notice::Tone::Note, String::new(), with("step_unknown", &[&job.provider])))}
        {(!job.obstacle.is_empty()).then(|| view! { <div role="status" data-testid="obstacle">{notice::notice(notice::Tone::Care, String::new(), job.obstacle.clone())}</div> })}
        {steps::steps(job.steps.clone(), job.at)}
        {(!job.ignore.is_empty()).then(|| notice::notice(notice::Tone::Note, t("ignore"), job.ignore.clone()))}
        {label(app, job)}
        {job.can_make.then(|| made(app))}
        {redirects(app, job)}
        {notice::last_problem(app)}
        {by_hand(app, job)}
        <div class="actions">
            {parts::button(app, "button", "guide-open", with("portal_open", &[&job.provider]).into_any(), move || app.act("open", UiRequest::GuideOpen))}
            {stop(app, "job_stop")}
        </div>
    }
    .into_any()
}

/// On the way to where this very credential is switched off.
fn to_off(app: App, job: &JobView) -> AnyView {
    let id = app.view.with_untracked(|view| Some(view.as_ref()?.job.as_ref()?.credential.as_ref()?.id.clone()));
    let last = job.at.is_some_and(|at| at + 1 == job.steps.len());
    let class = if last { "button button-main" } else { "button" };
    let mark = id.map(|credential| {
        parts::button(app, class, "off-mark", t("off_mark").into_any(), move || {
            app.act("mark-off", UiRequest::MarkOff { credential: credential.clone(), off: true });
        })
    });
    view! {
        {notice::notice(notice::Tone::Care, with("off_job_only", &[&job.label]), t("off_final"))}
        {account(job)}
        {job.problem.as_ref().map(notice::problem)}
        {steps::steps(job.steps.clone(), job.at)}
        {notice::last_problem(app)}
        <div class="actions">
            {mark}
            {parts::button(app, "button", "guide-open", with("portal_open", &[&job.provider]).into_any(), move || app.act("open", UiRequest::GuideOpen))}
            {stop(app, "job_stop")}
        </div>
    }
    .into_any()
}

/// It is off, and noted.
fn is_off(app: App, job: &JobView) -> AnyView {
    view! {
        <div class="stack" data-testid="done">
            {notice::notice(notice::Tone::Good, t("off_mark"), with("off_job_done", &[&job.label]))}
            {stop(app, "job_close")}
        </div>
    }
    .into_any()
}

/// For when the page is not the one that is known: point at the value, or use the selection menu.
fn by_hand(app: App, job: &JobView) -> AnyView {
    let lost = job.problem.as_ref().is_some_and(|problem| problem.code == "layout-unknown");
    let class = if lost { "button button-main" } else { "button" };
    view! {
        <div class="stack-tight by-hand">
            {parts::button(app, class, "point", view! { {icon(icons::POINT)}
                <span>{t("point")}</span> }.into_any(), move || app.act("point", UiRequest::GuidePoint))}
            <p class="help">{t("point_hint")}</p>
        </div>
    }
    .into_any()
}

/// The name to give the credential on the portal.
fn label(app: App, job: &JobView) -> Option<AnyView> {
    if job.label.is_empty() {
        return None;
    }
    let shown = job.label.clone();
    let copied = job.label.clone();
    let can = job.can_write_label;
    let view = view! {
        <div class="proposal">
            <p class="proposal-term">{t("label_proposed")}</p>
            <div class="row">
                <p class="grow proposal-text" data-testid="label-proposed">{shown}</p>
                {credential::copy_button("copy-label".to_owned(), t("label_copy"), move |done| {
                    app.copy_text(SecretText::new(copied.clone()), done);
                })}
            </div>
            {can.then(|| view! {
                {parts::button(app, "button", "write-label", waiting::words_of(app, "write".to_owned(), t("label_write"), t("label_writing")), move || app.act("write", UiRequest::GuideWriteLabel))}
            })}
        </div>
    };
    Some(view.into_any())
}

/// A password that the portal lets the person choose.
fn made(app: App) -> AnyView {
    view! {
        <div class="proposal">
            <p class="proposal-term">{t("make")}</p>
            {parts::button(app, "button button-main", "write-password", waiting::words_of(app, "make".to_owned(), t("make_write"), t("label_writing")), move || app.act("make", UiRequest::GuideMake))}
            <p class="help">{t("make_what")}</p>
        </div>
    }
    .into_any()
}

/// The addresses that belong into the provider's form: the plugin's, for what connects by itself, and Keyfob's.
fn redirects(app: App, job: &JobView) -> [Option<AnyView>; 2] {
    [
        redirect(app, &job.callback, "callback", "redirect_plugin", "redirect_plugin_what"),
        redirect(app, &job.redirect_uri, "redirect", "redirect", "redirect_what"),
    ]
}

/// One address, with a button to copy it.
fn redirect(app: App, address: &str, id: &str, term: &str, what: &str) -> Option<AnyView> {
    if address.is_empty() {
        return None;
    }
    let (shown, copied) = (address.to_owned(), address.to_owned());
    let view = view! {
        <div class="proposal">
            <p class="proposal-term">{t(term)}</p>
            <div class="row">
                <code class="grow address" dir="ltr" data-testid=format!("{id}-uri")>{shown}</code>
                {credential::copy_button(format!("copy-{id}"), t("redirect_copy"), move |done| {
                    app.copy_text(SecretText::new(copied.clone()), done);
                })}
            </div>
            <p class="help">{t(what)}</p>
        </div>
    };
    Some(view.into_any())
}

/// The provider's own window is open, or the token is being fetched.
fn consent(app: App, job: &JobView) -> AnyView {
    let (heading, text) = match job.stage {
        Stage::Exchanging => ("exchanging_title", "exchanging_what"),
        _ => ("consent_title", "consent_what"),
    };
    let waits = job.stage == Stage::Consent;
    view! {
        <div class="card row">
            <span class="spinner spinner-large" aria-hidden="true"></span>
            <div class="grow" role="status">
                <p class="name">{t(heading)}</p>
                <p class="quiet">{with(text, &[&job.provider])}</p>
            </div>
        </div>
        {account(job)}
        {notice::last_problem(app)}
        {waits.then(|| paste(app))}
        {stop(app, "job_stop")}
    }
    .into_any()
}

/// A code is entered elsewhere.
fn code(app: App, job: &JobView) -> AnyView {
    view! {
        {account(job)}
        {device::device(app, job)}
        {notice::last_problem(app)}
        {stop(app, "job_stop")}
    }
    .into_any()
}

/// The window's answer did not arrive: its address can be pasted.
fn paste(app: App) -> AnyView {
    let field = NodeRef::<Input>::new();
    view! {
        <details class="why">
            <summary>{t("paste_title")}</summary>
            {parts::form("stack-tight", view! {
                <p class="help">{t("paste_what")}</p>
                <div class="field">
                    <label for="paste-address">{t("paste_label")}</label>
                    <input id="paste-address" class="input" data-testid="paste-address" node_ref=field type="text" dir="ltr" autocomplete="off" spellcheck="false" />
                </div>
                {parts::submit(app, "paste-submit", t("paste_submit").into_any())}
            }.into_any(), move || {
                    let Some(input) = field.get_untracked() else { return };
                    let address = SecretText::new(input.value().trim().to_owned());
                    input.set_value("");
                    if !address.is_empty() {
                        app.act("paste", UiRequest::OauthPaste { address });
                    }})}
        </details>
    }
    .into_any()
}

/// Everything is kept.
fn done(app: App, job: &JobView) -> AnyView {
    let kept: Vec<&str> = job.fields.iter().filter(|field| field.kept).map(|field| field.name.as_str()).collect();
    let next = connect_next(app, job);
    let kept_one: Find = Arc::new(move || app.view.with(|view| view.as_ref()?.job.as_ref()?.credential.clone()));
    let back = next.is_none().then(|| view! { <p class="next" data-testid="done-next">{t("done_back")}</p> });
    view! {
        <div class="stack" data-testid="done">
            {notice::notice(notice::Tone::Good, t("done_title"), with("done_what", &[&title(job), &kept.join(", ")]))}
            {job.problem.as_ref().map(notice::problem)}
            {redirects(app, job)}
            {check::check(app, &kept_one)}
            {next}
            {back}
            {notice::last_problem(app)}
            {stop(app, "job_close")}
        </div>
    }
    .into_any()
}

/// An app that was kept is there to connect with.
fn connect_next(app: App, job: &JobView) -> Option<AnyView> {
    let (kind, credential) = app.view.with_untracked(|view| {
        let view = view.as_ref()?;
        let kind = app.services.with_untracked(|services| {
            services.iter().flat_map(|service| &service.kinds).find(|kind| kind.oauth_client == job.kind).cloned()
        })?;
        let credential = view.credentials.iter().filter(|one| one.kind == job.kind).max_by_key(|one| one.created_at)?;
        Some((kind.kind, credential.id.clone()))
    })?;
    let view = view! {
        <p class="next">{with("done_connect", &[&job.provider])}</p>
        {parts::button(app, "button button-main", "oauth-connect", waiting::words_of(app, "start".to_owned(), t("connect"), t("connect_working")), move || app.start_oauth(&kind, credential.clone()))}
    };
    Some(view.into_any())
}

/// It ended without.
fn failed(app: App, job: &JobView) -> AnyView {
    let general = Problem { code: "other".to_owned(), args: Vec::new() };
    let by_oauth = app.kind(&job.kind).filter(|kind| !kind.oauth_client.is_empty());
    let again = {
        let kind = job.kind.clone();
        move || app.choosing.set(crate::state::Choosing::Kind(kind.clone()))
    };
    view! {
        {notice::problem(job.problem.as_ref().unwrap_or(&general))}
        {notice::last_problem(app)}
        {(app.surface == Surface::Panel).then(|| view! {
            {parts::link("button button-main", "start-again", t("start_again").into_any(), again)}
        })}
        {by_oauth.map(|_| paste(app))}
        {stop(app, "job_close")}
    }
    .into_any()
}
