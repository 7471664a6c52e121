//! What is done for a credential over time: its connection is kept fresh, and it is replaced by another, step by step.

use super::{Place, Shelf};
use crate::icons::{self, icon};
use crate::part::{self, Find};
use crate::pieces::notice::Tone;
use crate::pieces::{check, credential, notice, parts, steps, waiting};
use crate::state::App;
use crate::words::{count, host, of_code, t, with};
use keyfob_protocol::ui::{
    ConnectionView, CredentialView, RotationSite, RotationStep, RotationView, StepView, UiRequest,
};
use leptos::prelude::*;

/// How a connection stands, and connecting it again; nothing for what is no connection.
pub fn connection(app: App, find: &Find) -> AnyView {
    part::of(
        find,
        |one| (one.connection.clone(), one.off.at.is_some()),
        move |one| {
            // While it waits for a word on a script's file, the question stands in its place. Of what is off, nothing.
            let shown = one.connection.as_ref().filter(|connection| connection.code != "script-waits");
            let shown = shown.filter(|_| one.off.at.is_none());
            shown.map(|connection| standing(app, &one, connection)).into_any()
        },
    )
}

fn standing(app: App, one: &CredentialView, connection: &ConnectionView) -> AnyView {
    let tone = match connection.code.as_str() {
        "fresh" | "due" | "refreshing" => Tone::Good,
        "offline" | "retrying" | "used-by-cron" => Tone::Note,
        _ => Tone::Care,
    };
    // A connection that nobody refreshes stands as it was made, until it ends.
    let code = if connection.refreshes || tone == Tone::Care { connection.code.as_str() } else { "still" };
    let next = connection.next.filter(|_| connection.refreshes);
    let idle = connection.idle_days_left.map(|days| count("connection_idle", usize::from(days)));
    let class = if tone == Tone::Care { "button button-main" } else { "button" };
    let (id, hosts) = (one.id.clone(), connection.hosts.clone());
    let again = move || app.start(&UiRequest::OauthAgain { credential: id.clone() }, &hosts);
    // What a script uses stays the script's: a new one is made beside it.
    let (words, what) = match code {
        "used-by-cron" => ("connection_beside", "connection_beside_what"),
        _ => ("connection_again", "connection_again_what"),
    };
    let words = waiting::words_of(app, "start".to_owned(), t(words), t("connect_working"));
    view! {
        <section class="card stack-tight" data-testid="connection" data-code=connection.code.clone()>
            <h2 class="name">{t("connection_title")}</h2>
            {notice::notice(tone, String::new(), of_code("connection", code, &[]))}
            {next.map(|at| view! { <p class="quiet">{credential::when("connection_next", at)}</p> })}
            {idle.map(|words| view! { <p class="quiet">{words}</p> })}
            <p class="help">{with(what, &[&one.provider_name])}</p>
            <div class="actions">{parts::button(app, class, "connect-again", words, again)}</div>
        </section>
    }
    .into_any()
}

/// Replacing a credential, folded until it is wanted; nothing once it is begun, or for what is off already.
pub fn offer(app: App, find: &Find) -> AnyView {
    part::of(
        find,
        |one| one.rotation.is_none() && one.off.at.is_none(),
        move |one| {
            if one.rotation.is_some() || one.off.at.is_some() || app.kind(&one.kind).is_none() {
                return ().into_any();
            }
            let inside = view! {
                <p>{t("replace_what")}</p>
                <div class="actions">{start(app, &one)}</div>
            };
            parts::fold("", "card fold", "replace", t("replace"), inside.into_any(), |_| {})
        },
    )
}

fn start(app: App, one: &CredentialView) -> AnyView {
    let old = one.clone();
    let words = waiting::words_of(app, "start".to_owned(), t("replace_start"), t("start_working"));
    parts::button(app, "button button-main", "replace-start", words, move || app.start_replacement(&old))
}

/// A replacement that is under way, step by step; nothing where there is none.
pub fn replacement(shelf: Shelf, find: &Find) -> AnyView {
    part::of(
        find,
        |one| one.rotation.clone(),
        move |one| {
            let Some(rotation) = &one.rotation else { return ().into_any() };
            let step = |say: &str| StepView { say: t(say), account: String::new() };
            let all = vec![
                step("rotation_new_key"),
                step("rotation_verify"),
                step("rotation_sites"),
                step("rotation_switch_off"),
            ];
            let at = match rotation.step {
                RotationStep::NewKey => 0,
                RotationStep::Verify => 1,
                RotationStep::Sites => 2,
                RotationStep::SwitchOff => 3,
                RotationStep::Done => 4,
            };
            let done = rotation.step == RotationStep::Done;
            view! {
                <section class="card stack" data-testid="rotation" data-step=at.to_string()>
                    <h2 class="name">{t(if done { "rotation_done" } else { "replace_title" })}</h2>
                    {steps::steps(all, Some(at))}
                    {now(shelf, &one, rotation)}
                    {sites(&rotation.sites)}
                    <div class="actions">{show_new(shelf, rotation)}{(!done).then(|| stop(shelf.app, &one))}</div>
                </section>
            }
            .into_any()
        },
    )
}

/// What to do in this step.
fn now(shelf: Shelf, one: &CredentialView, rotation: &RotationView) -> AnyView {
    let app = shelf.app;
    match (rotation.step, &rotation.by) {
        (RotationStep::NewKey, _) => view! { <div class="actions">{start(app, one)}</div> }.into_any(),
        (RotationStep::Verify, Some(by)) => check::check(app, &shelf.find(by.clone())),
        (RotationStep::Sites, _) => view! { <p class="next">{t("replace_sites_how")}</p> }.into_any(),
        (RotationStep::SwitchOff, _) => {
            let go = || {
                if let Some(fold) = document().query_selector("[data-testid=off]").ok().flatten() {
                    drop(fold.set_attribute("open", ""));
                    crate::screen::focus("[data-testid=off] summary");
                }
            };
            let words = with("off", &[&one.provider_name]).into_any();
            view! { <div class="actions">{parts::link("button button-main", "replace-off", words, go)}</div> }
                .into_any()
        }
        (RotationStep::Verify | RotationStep::Done, _) => ().into_any(),
    }
}

/// Each place that uses the old one, and the way there.
fn sites(sites: &[RotationSite]) -> Option<AnyView> {
    if sites.is_empty() {
        return None;
    }
    let rows: Vec<AnyView> = sites.iter().map(site).collect();
    Some(view! { <ul class="list" data-testid="replace-sites">{rows}</ul> }.into_any())
}

fn site(site: &RotationSite) -> AnyView {
    let plugin = if site.integration.is_empty() { site.page.clone() } else { site.integration.clone() };
    let (class, state) =
        if site.done { ("flag flag-good", "replace_site_done") } else { ("flag flag-care", "replace_site_open") };
    let address = crate::words::page(&site.site, &site.page);
    let name = with("open_page", &[&host(&site.site)]);
    view! {
        <li class="list-row list-row-still" data-testid="replace-site" data-done=site.done.to_string()>
            <span class="grow">
                <span class="name clip">{host(&site.site)}</span>
                <span class="quiet clip">{plugin}</span>
                <span class=class>{t(state)}</span>
            </span>
            {parts::tool("open-site", move || name.clone(), icon(icons::AWAY), move || crate::browser::open_tab(&address))}
        </li>
    }
    .into_any()
}

fn show_new(shelf: Shelf, rotation: &RotationView) -> Option<AnyView> {
    let by = rotation.by.clone()?;
    Some(parts::link("button", "replace-show", t("replace_show").into_any(), move || {
        shelf.go(Place::Credentials, &by);
    }))
}

fn stop(app: App, one: &CredentialView) -> AnyView {
    let credential = one.id.clone();
    parts::button(app, "button button-plain", "replace-stop", t("replace_stop").into_any(), move || {
        app.act("replace-stop", UiRequest::RotateStop { credential: credential.clone() });
    })
}
