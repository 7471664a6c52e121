//! One credential in full: its parts, its names, its end, where it is from, where it is used, and deleting it.

use super::{Deleted, Place, Shelf, care, copy_as, earlier, off, script};
use crate::icons::{self, icon};
use crate::part;
use crate::pieces::{check, credential, kinds, notice, parts, waiting};
use crate::state::App;
use crate::words::{clipboard, count, host, t, with};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{
    CredentialView, FieldView, KindView, Outcome, ScriptState, TRASH_DAYS, UiRequest, UiResponse, UseView,
};
use leptos::prelude::*;

/// How long a revealed value stays.
const SHOWN: core::time::Duration = core::time::Duration::from_secs(20);

/// What is chosen.
pub fn detail(shelf: Shelf) -> AnyView {
    let chosen = move || shelf.find(shelf.chosen.get())();
    let shown = StoredValue::new(None::<CredentialView>);
    // Drawn again only when it is another or has changed, so that what is being typed or shown stays.
    let changes = part::decide(move |before| {
        let now = chosen();
        let same = before > 0 && shown.with_value(|shown| same_but_care(shown.as_ref(), now.as_ref()));
        shown.set_value(now);
        if same { before } else { before.wrapping_add(1).max(1) }
    });
    let known = move || shelf.total.get().is_some();
    view! {
        <div class="narrow">
            {super::back(shelf)}
            {parts::live(move || match changed(changes, shown) {
                Some(one) => whole(shelf, one),
                None if known() => notice::notice(notice::Tone::Note, String::new(), t("detail_gone")),
                None => waiting::page(),
            })}
        </div>
    }
    .into_any()
}

/// What is looked after draws itself again, and what is beside it stays.
fn same_but_care(shown: Option<&CredentialView>, now: Option<&CredentialView>) -> bool {
    let (Some(shown), Some(now)) = (shown, now) else { return shown == now };
    let mut now = now.clone();
    now.check.clone_from(&shown.check);
    now.connection.clone_from(&shown.connection);
    now.rotation.clone_from(&shown.rotation);
    now.off.clone_from(&shown.off);
    now.script = shown.script;
    now == *shown
}

/// What is shown, watched by the number of its changes.
fn changed(changes: Memo<u32>, shown: StoredValue<Option<CredentialView>>) -> Option<CredentialView> {
    // A memo that is never read watches nothing.
    changes.get();
    shown.get_value()
}

fn whole(shelf: Shelf, one: CredentialView) -> AnyView {
    let app = shelf.app;
    let find = shelf.find(one.id.clone());
    let fields: Vec<AnyView> = one.fields.iter().map(|field| field_row(app, &one.id, field, None, None)).collect();
    let missing = (!one.missing.is_empty())
        .then(|| notice::notice(notice::Tone::Care, t("missing_title"), with("missing", &[&one.missing.join(", ")])));
    // Of what only a script has there is nothing to check, to replace or to give away.
    let ours = one.script != Some(ScriptState::Moved);
    view! {
        <article class="stack" data-testid="detail">
            <div class="row">
                <span class="badge badge-large badge-letter" aria-hidden="true">
                    {one.provider_name.chars().take(1).collect::<String>()}
                </span>
                <div class="grow">
                    <h1 class="title" tabindex="-1">{credential::title(&one)}</h1>
                    <p class="quiet">{format!("{} · {}", one.provider_name, one.name)}</p>
                </div>
            </div>
            {notice::last_problem(app)}
            {off::standing(app, &find)}
            {missing}
            <section class="card parts">
                {fields}
                <p class="help">{clipboard()}</p>
            </section>
            {care::replacement(shelf, &find)}
            {ours.then(|| check::check(app, &find))}
            {care::connection(app, &find)}
            {script::question(shelf, &find)}
            {connect(app, &one)}
            {one.expires_at.map(credential::expiry)}
            {facts(&one)}
            {places(&one.uses)}
            <div class="stack-tight">
                {ours.then(|| care::offer(app, &find))}
                {ours.then(|| hand_over(shelf, &one))}
                {script::offer(shelf, &find)}
                {ours.then(|| copy_as::copy_as(app, &one))}
                {earlier::earlier(app, &one)}
                {edit(app, &one)}
                {off::off(shelf, &find)}
                {delete(shelf, &one)}
            </div>
        </article>
    }
    .into_any()
}

/// One part, or one of its earlier values: shown for a while on demand, or copied unseen. `until` is said beside its name.
pub fn field_row(app: App, id: &str, field: &FieldView, earlier: Option<usize>, until: Option<String>) -> AnyView {
    let shown: RwSignal<Option<SecretText>> = RwSignal::new(None);
    let preview = field.preview.clone();
    let value =
        move || shown.with(|shown| shown.as_ref().map_or_else(|| preview.clone(), |value| value.expose().to_owned()));
    let class = move || if shown.with(Option::is_some) { "secret secret-shown" } else { "secret" };
    // Looking elsewhere hides it, and so does time.
    let hide = window_event_listener(leptos::ev::blur, move |_| shown.set(None));
    on_cleanup(move || hide.remove());
    let reveal = field.secret.then(|| reveal_button(app, id.to_owned(), field, earlier, shown));
    let (credential, name) = (id.to_owned(), field.field.clone());
    let plain = (!field.secret).then(|| field.preview.clone());
    let copy =
        credential::copy_button(testid("copy", field, earlier), with("copy_field", &[&field.name]), move |copied| {
            match &plain {
                Some(text) => app.copy_text(SecretText::new(text.clone()), copied),
                None => app.copy_field(credential.clone(), name.clone(), earlier, copied),
            }
        });
    view! {
        <div class="part">
            <div class="grow">
                <p class="part-name">{field.name.clone()} " " {until}</p>
                <p class=class dir="ltr" data-testid=testid("value", field, earlier)><span>{value}</span></p>
            </div>
            {reveal}
            {copy}
        </div>
    }
    .into_any()
}

/// `copy-api_key`, `copy-api_key-2` for the third of its earlier values.
fn testid(what: &str, field: &FieldView, earlier: Option<usize>) -> String {
    let place = earlier.map(|at| format!("-{at}")).unwrap_or_default();
    format!("{what}-{}{place}", field.field)
}

fn reveal_button(
    app: App,
    credential: String,
    field: &FieldView,
    earlier: Option<usize>,
    shown: RwSignal<Option<SecretText>>,
) -> AnyView {
    let (name, part) = (field.name.clone(), field.field.clone());
    let testid = testid("reveal", field, earlier);
    let is_shown = move || shown.with(Option::is_some);
    let words = move || with(if is_shown() { "hide_field" } else { "reveal_field" }, &[&name]);
    // Each showing has its own end, so that an earlier one's does not cut a later one short.
    let showing = StoredValue::new(0_u32);
    let press = move || {
        if shown.with_untracked(Option::is_some) {
            shown.set(None);
            return;
        }
        let request = UiRequest::Reveal { credential: credential.clone(), field: part.clone(), earlier };
        app.act_then(
            "reveal",
            request,
            Box::new(move |response| {
                let UiResponse::Secret { value } = response else { return };
                let number = showing.try_get_value().unwrap_or_default().wrapping_add(1);
                showing.try_set_value(number);
                drop(shown.try_set(Some(value)));
                set_timeout(
                    move || {
                        if showing.try_get_value() == Some(number) {
                            drop(shown.try_set(None));
                        }
                    },
                    SHOWN,
                );
            }),
        );
    };
    view! {
        {parts::tool(testid, words, parts::live(move || icon(if is_shown() { icons::EYE_OFF } else { icons::EYE })), press)}
    }
    .into_any()
}

/// An app of a provider that connects by OAuth can be connected from here.
fn connect(app: App, one: &CredentialView) -> Option<AnyView> {
    let kind = app.services.with_untracked(|services| {
        services.iter().flat_map(|service| &service.kinds).find(|kind| kind.oauth_client == one.kind).cloned()
    })?;
    let id = one.id.clone();
    let what = with("connect_what", &[&one.provider_name]);
    let needed = kinds::needs(&kind);
    let by_device = kind.by_device.then(|| device_offer(app, one, &kind));
    let view = view! {
        <section class="card stack-tight">
            <h2 class="name">{t("connect_title")}</h2>
            <p class="quiet">{what}</p>
            {needed}
            <div class="actions">
                {parts::button(app, "button button-main", "oauth-connect", waiting::words_of(app, "start".to_owned(), t("connect"), t("connect_working")), move || app.start_oauth(&kind.kind, id.clone()))}
            </div>
            {by_device}
        </section>
    };
    Some(view.into_any())
}

/// The same with a code that is entered on another device, where the provider has that.
fn device_offer(app: App, one: &CredentialView, kind: &KindView) -> AnyView {
    let (kind, hosts) = (kind.kind.clone(), kind.hosts.clone());
    let by_code = UiRequest::OauthDevice { kind, app: one.id.clone(), replaces: String::new() };
    let elsewhere = view! {
        <p>{with("device_offer_what", &[&one.provider_name])}</p>
        <div class="actions">{parts::button(app, "button", "device-connect", t("device_offer").into_any(), move || app.start(&by_code, &hosts))}</div>
    };
    parts::fold("", "why", "device-offer", t("device_offer_title"), elsewhere.into_any(), |_| {})
}

fn facts(one: &CredentialView) -> AnyView {
    let from: Vec<String> =
        one.captured_from.iter().map(|page| page.trim_start_matches("https://").to_owned()).collect();
    view! {
        <dl class="facts" data-testid="facts">
            {parts::fact("fact_client", &one.client)}
            {parts::fact("fact_account", &one.account)}
            {parts::fact("fact_region", &one.region)}
            {parts::fact("fact_kept", &credential::date(one.created_at))}
            {parts::fact("fact_from", &from.join(", "))}
        </dl>
    }
    .into_any()
}

/// Whether a form took what was filled in, and when that was.
fn outcome(of: Outcome, at: u64) -> AnyView {
    let (class, picture, words) = match of {
        Outcome::Taken => ("when when-good", icons::CHECK, "use_taken"),
        Outcome::Refused => ("when when-soon", icons::CARE, "use_refused"),
        Outcome::Unknown => ("when", icons::CLOCK, "use_unknown"),
    };
    let words = format!("{} · {}", t(words), credential::date(at));
    view! { <span class=class data-testid="use-outcome">{icon(picture)}<span>{words}</span></span> }.into_any()
}

fn places(uses: &[UseView]) -> AnyView {
    let rows: Vec<AnyView> = uses
        .iter()
        .map(|place| {
            let plugin = if place.integration.is_empty() { place.page.clone() } else { place.integration.clone() };
            view! {
                <li class="list-row list-row-still" data-testid="use">
                    <span class="badge">{icon(icons::PAGE)}</span>
                    <span class="grow">
                        <span class="name clip">{host(&place.site)}</span>
                        <span class="quiet clip">{plugin}</span>
                        {outcome(place.outcome, place.at)}
                    </span>
                </li>
            }
            .into_any()
        })
        .collect();
    let none = rows.is_empty().then(|| view! { <p class="quiet">{t("uses_none")}</p> });
    view! {
        <section class="stack-tight" aria-labelledby="uses-title">
            <h2 class="section-title" id="uses-title">{t("uses_title")}</h2>
            {none}
            <ul class="list">{rows}</ul>
        </section>
    }
    .into_any()
}

/// Label and client, folded until wanted.
fn edit(app: App, one: &CredentialView) -> AnyView {
    let label = RwSignal::new(one.label.clone());
    let client = RwSignal::new(one.client.clone());
    let id = one.id.clone();
    let input = |testid: &'static str, name: &str, value: RwSignal<String>| {
        let now = value.get_untracked();
        parts::field(testid.to_owned(), testid, t(name).into_any(), now, String::new(), move |text| value.set(text))
    };
    view! {
        <details class="card fold" data-testid="edit">
            <summary>{t("edit")}</summary>
            {parts::form("stack", view! {
                {input("edit-label", "label", label)}
                {input("edit-client", "client", client)}
                <div class="actions">
                    {parts::submit(app, "edit-save", waiting::words_of(app, "edit".to_owned(), t("save"), t("save_working")))}
                </div>
            }.into_any(), move || {
                    app.act(
                        "edit",
                        UiRequest::Edit {
                            credential: id.clone(),
                            label: label.get_untracked().trim().to_owned(),
                            client: client.get_untracked().trim().to_owned(),
                        },
                    );})}
        </details>
    }
    .into_any()
}

/// To somebody else, sealed for them alone.
fn hand_over(shelf: Shelf, one: &CredentialView) -> AnyView {
    let id = one.id.clone();
    let words =
        view! { {icon(icons::HAND)}<span class="grow name">{t("hand_over_open")}</span>{icon(icons::NEXT)} }.into_any();
    let open = move || {
        shelf.wanted.set(vec![id.clone()]);
        shelf.go(Place::HandOver, "");
    };
    view! { <div class="list">{parts::link("list-row", "hand-over", words, open)}</div> }.into_any()
}

/// Deleting says what it does, and what it does not do.
fn delete(shelf: Shelf, one: &CredentialView) -> AnyView {
    let app = shelf.app;
    let id = one.id.clone();
    let used = one.uses.len();
    let title = credential::title(one);
    let what = with("delete_what", &[&title, &one.provider_name, &TRASH_DAYS.to_string()]);
    let delete = move || {
        let (undo, title) = (id.clone(), title.clone());
        let then = move |_| {
            shelf.go(Place::Credentials, "");
            shelf.tell(with("deleted", &[&title]), Some(Deleted::Credential(undo)));
            shelf.load(shelf.shown());
            request_animation_frame(|| {
                crate::screen::focus("[data-testid=undo]");
            });
        };
        app.act_then("delete", UiRequest::Delete { credential: id.clone() }, Box::new(then));
    };
    let words = waiting::words_of(app, "delete".to_owned(), t("delete_confirm"), t("delete_working"));
    let inside = view! {
        <p>{what}</p>
        {(used > 0).then(|| notice::notice(notice::Tone::Care, String::new(), count("delete_used", used)))}
        <div class="actions">
            {parts::button(app, "button button-danger", "delete-confirm", view! { {icon(icons::BIN)}{words} }.into_any(), delete)}
        </div>
    };
    parts::fold("", "card fold fold-danger", "delete", t("delete"), inside.into_any(), |_| {})
}
