//! Choosing what to get: providers, their kinds, and what to know before the first click.

use crate::icons::{self, icon};
use crate::pieces::{notice, parts, waiting};
use crate::state::{App, Choosing};
use crate::words::{host, pattern, t, with};
use keyfob_protocol::ui::{CredentialView, KindView, PageView, ServiceView};
use leptos::prelude::*;

/// A kind id as part of a test id.
pub fn slug(kind: &str) -> String {
    kind.replace('/', "__")
}

/// All providers.
pub fn services(app: App) -> AnyView {
    let services = app.services;
    let none = move || services.with(Vec::is_empty);
    let row = move |service: ServiceView| parts::row(service.provider.clone(), move || provider_row(app, service));
    let rows = move || services.get().into_iter().map(row).collect();
    view! {
        <section class="stack-tight" aria-labelledby="services-title">
            <h2 class="section-title" id="services-title">{t("services_title")}</h2>
            {parts::live(move || {
                none().then(|| view! { <p class="quiet">{t("services_empty")}</p> })
            })}
            <ul class="list">
                {parts::rows(rows)}
            </ul>
        </section>
    }
    .into_any()
}

fn provider_row(app: App, service: ServiceView) -> AnyView {
    let next = match service.kinds.as_slice() {
        [only] => Choosing::Kind(only.kind.clone()),
        _ => Choosing::Provider(service.provider.clone()),
    };
    let kinds: Vec<&str> = service.kinds.iter().map(|kind| kind.name.as_str()).collect();
    let what = kinds.join(", ");
    row(service.name, what, format!("service-{}", service.provider), move || app.choosing.set(next.clone()))
}

fn row(name: String, what: String, testid: String, act: impl Fn() + 'static) -> AnyView {
    let letter: String = name.chars().take(1).collect();
    view! {
        <li>
            {parts::link("list-row", testid, view! { <span class="badge badge-letter" aria-hidden="true">{letter}</span>
                <span class="grow">
                    <span class="name">{name}</span>
                    <span class="quiet clip">{what}</span>
                </span>
                {icon(icons::NEXT)} }.into_any(), act)}
        </li>
    }
    .into_any()
}

/// What is being chosen, as a page of its own; none when nothing is.
pub fn choosing(app: App) -> Option<AnyView> {
    match app.choosing.get() {
        Choosing::Nothing => None,
        Choosing::Provider(provider) => Some(kinds(app, &provider)),
        Choosing::Kind(kind) => Some(prepare(app, &kind)),
    }
}

fn back(app: App, to: Choosing) -> AnyView {
    view! {
        {parts::link("button button-plain button-back", "back", view! { {icon(icons::BACK)}
            <span>{t("back")}</span> }.into_any(), move || app.choosing.set(to.clone()))}
    }
    .into_any()
}

fn kinds(app: App, provider: &str) -> AnyView {
    let found =
        app.services.with_untracked(|services| services.iter().find(|service| service.provider == provider).cloned());
    let Some(service) = found else { return ().into_any() };
    let rows: Vec<AnyView> = service.kinds.into_iter().map(|kind| kind_row(app, kind)).collect();
    view! {
        <section class="stack narrow">
            {back(app, Choosing::Nothing)}
            <h1 class="title" tabindex="-1">{with("kinds_title", &[&service.name])}</h1>
            <p class="quiet">{t("kinds_what")}</p>
            <ul class="list">{rows}</ul>
        </section>
    }
    .into_any()
}

fn kind_row(app: App, kind: KindView) -> AnyView {
    let next = Choosing::Kind(kind.kind.clone());
    row(kind.name, kind.what, format!("kind-{}", slug(&kind.kind)), move || app.choosing.set(next.clone()))
}

/// Who a new credential is for, as far as it can be known: the client of another credential used on the same site.
fn known_client(app: App, site: &str) -> String {
    app.view.with_untracked(|view| {
        let known = view.as_ref().and_then(|view| {
            let here = |credential: &&CredentialView| credential.uses.iter().any(|place| place.site == site);
            view.credentials
                .iter()
                .filter(here)
                .map(|credential| credential.client.clone())
                .find(|client| !client.is_empty())
        });
        known.unwrap_or_default()
    })
}

/// Everything to know before the first click, and that click.
fn prepare(app: App, id: &str) -> AnyView {
    let Some(kind) = app.kind(id) else { return ().into_any() };
    let provider = app.provider_name(id);
    let many = app.services.with_untracked(|services| {
        services.iter().any(|service| service.kinds.len() > 1 && service.kinds.iter().any(|kind| kind.kind == id))
    });
    let slug = id.split('/').next().unwrap_or(id).to_owned();
    let to = if many { Choosing::Provider(slug) } else { Choosing::Nothing };
    let body = if kind.oauth_client.is_empty() {
        start_form(app, kind.clone(), &provider, None)
    } else {
        connect_or_get(app, kind.clone(), &provider)
    };
    view! {
        <section class="stack narrow">
            {back(app, to)}
            <div class="stack-tight">
                <h1 class="title" tabindex="-1">{format!("{provider}\u{a0}· {}", kind.name)}</h1>
                <p class="quiet">{kind.what}</p>
            </div>
            {body}
        </section>
    }
    .into_any()
}

/// Which account and role, and what to know, before the first click.
pub fn needs(kind: &KindView) -> AnyView {
    let empty = kind.account.is_empty() && kind.role.is_empty();
    view! {
        {(!empty).then(|| view! {
            <dl class="facts">{parts::fact("needs_account", &kind.account)}{parts::fact("needs_role", &kind.role)}</dl>
        })}
        {(!kind.notice.is_empty()).then(|| notice::notice(notice::Tone::Care, String::new(), kind.notice.clone()))}
    }
    .into_any()
}

/// The form whose button starts the guide. With `plugin`, the site and plugin of the page's plan are put in.
pub fn start_form(app: App, kind: KindView, provider: &str, plugin: Option<String>) -> AnyView {
    let site = app.site();
    let client = RwSignal::new(site.as_deref().map(|site| known_client(app, site)).unwrap_or_default());
    let for_site = RwSignal::new(site.is_some());
    let planned = plugin.is_some();
    let plugin = plugin.or_else(|| {
        let plan = app.view.with_untracked(|view| view.as_ref()?.page.as_ref().and_then(page_plugin));
        plan.or_else(|| app.plan.with_untracked(|plan| plan.as_ref().map(|plan| plan.plugin.clone())))
    });
    let client_id = format!("client-{}", slug(&kind.kind));
    let hosts: Vec<String> = kind.hosts.iter().map(|host| pattern(host)).collect();
    let hosts = hosts.join(", ");
    let button = if planned { with("get", &[provider, &kind.name]) } else { with("start", &[provider]) };
    let checkbox = site.clone().filter(|_| !planned).map(|site| {
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    data-testid="for-site"
                    prop:checked=true
                    on:change:target=move |event| for_site.set(event.target().checked())
                />
                <span>{with("for_site", &[&host(&site)])}</span>
            </label>
        }
    });
    let client_label = view! { {t("client")} " " <span class="quiet">{t("optional")}</span> }.into_any();
    let needed = needs(&kind);
    let start = move || {
        let here = for_site.get_untracked();
        let site = site.clone().filter(|_| here).unwrap_or_default();
        let plugin = plugin.clone().filter(|_| here).unwrap_or_default();
        app.start_guide(&kind, client.get_untracked().trim().to_owned(), site, plugin);
    };
    view! {
        {parts::form("stack", view! {
            {needed}
            {parts::field(client_id, "client", client_label, client.get_untracked(), t("client_example"), move |text| client.set(text))}
            {checkbox}
            {notice::last_problem(app)}
            {parts::submit(app, "guide-start", waiting::words_of(app, "start".to_owned(), button, t("start_working")))}
            <p class="help">{with("start_next", &[provider, &hosts])}</p>
        }.into_any(), move || {
                start();})}
    }
    .into_any()
}

fn page_plugin(page: &PageView) -> Option<String> {
    page.plan.as_ref().map(|plan| plan.plugin.clone())
}

/// A kind that is had by OAuth: with an app from the vault, or first get one.
fn connect_or_get(app: App, kind: KindView, provider: &str) -> AnyView {
    let apps: Vec<CredentialView> = app.view.with_untracked(|view| {
        let all = view.as_ref().map(|view| view.credentials.clone()).unwrap_or_default();
        all.into_iter().filter(|credential| credential.kind == kind.oauth_client).collect()
    });
    if apps.is_empty() {
        let Some(first) = app.kind(&kind.oauth_client) else { return ().into_any() };
        let what = with("oauth_first", &[provider, &first.name]);
        return view! {
            {notice::notice(notice::Tone::Note, String::new(), what)}
            {start_form(app, first, provider, None)}
        }
        .into_any();
    }
    let rows: Vec<AnyView> =
        apps.into_iter().map(|credential| connect_row(app, kind.kind.clone(), credential)).collect();
    view! {
        {needs(&kind)}
        <p class="help">{with("oauth_what", &[provider])}</p>
        {notice::last_problem(app)}
        <ul class="list">{rows}</ul>
    }
    .into_any()
}

fn connect_row(app: App, kind: String, credential: CredentialView) -> AnyView {
    let title = crate::pieces::credential::title(&credential);
    let id = credential.id;
    view! {
        <li class="list-row list-row-still">
            <span class="badge">{icon(icons::KEY)}</span>
            <span class="grow"><span class="name">{title}</span></span>
            {parts::button(app, "button button-main", "oauth-connect", waiting::words_of(app, "start".to_owned(), t("connect"), t("connect_working")), move || app.start_oauth(&kind, id.clone()))}
        </li>
    }
    .into_any()
}
