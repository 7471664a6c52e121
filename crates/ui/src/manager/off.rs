//! Switching a credential off at its provider: what stops working first, then how it is done.

use super::Shelf;
use crate::browser;
use crate::icons::{self, icon};
use crate::part::{self, Find};
use crate::pieces::notice::Tone;
use crate::pieces::{credential, notice, parts};
use crate::state::App;
use crate::words::{count, host, t, with};
use keyfob_protocol::ui::{CredentialView, OffState, UiRequest, UseView};
use leptos::prelude::*;

/// Folded away until it is wanted; nothing once it is off.
pub fn off(shelf: Shelf, find: &Find) -> AnyView {
    let whole = find.clone();
    part::of(find, |one| one.off.at, move |one| one.off.at.is_none().then(|| still_on(shelf, &one, &whole)).into_any())
}

/// That it is off, above everything else of it; nothing while it is on.
pub fn standing(app: App, find: &Find) -> AnyView {
    let mut before = None;
    part::of(
        find,
        |one| one.off.at,
        move |one| {
            // What was pressed to switch it off is gone, and far below.
            if one.off.at.is_some() && before == Some(None) {
                request_animation_frame(|| {
                    crate::screen::focus("h1[tabindex]");
                });
            }
            before = Some(one.off.at);
            one.off.at.map(|at| is_off(app, &one, at)).into_any()
        },
    )
}

fn is_off(app: App, one: &CredentialView, at: u64) -> AnyView {
    let words = with("off_done", &[&one.provider_name, &credential::date(at)]);
    view! {
        <section class="stack-tight" data-testid="is-off">
            {notice::notice(Tone::Note, String::new(), words)}
            <div class="actions">{mark(app, one, "off-not", t("off_not"), false)}</div>
        </section>
    }
    .into_any()
}

/// The person knows better than Keyfob whether it is off.
fn mark(app: App, one: &CredentialView, testid: &'static str, words: String, off: bool) -> AnyView {
    let credential = one.id.clone();
    parts::button(app, "button", testid, words.into_any(), move || {
        app.act("mark-off", UiRequest::MarkOff { credential: credential.clone(), off });
    })
}

fn still_on(shelf: Shelf, one: &CredentialView, find: &Find) -> AnyView {
    let app = shelf.app;
    let title = with("off", &[&one.provider_name]);
    let by_hand = by_hand(app, one);
    let inside = if one.off.by_request {
        view! {
            {stops(shelf, one)}
            {notice::notice(Tone::Care, String::new(), with("off_what", &[&one.provider_name]))}
            {part::of(find, |one| (one.off.state, one.off.problem.clone()), |one| state(&one))}
            <div class="actions">{request(app, find)}</div>
            {parts::fold("", "why", "off-by-hand", t("off_by_hand"), by_hand, |_| {})}
        }
        .into_any()
    } else {
        view! { {stops(shelf, one)} {by_hand} }.into_any()
    };
    parts::fold("", "card fold fold-danger", "off", title, inside, |_| {})
}

/// Everything that will stop working, as far as is known.
fn stops(shelf: Shelf, one: &CredentialView) -> AnyView {
    let id = Some(one.id.clone());
    let tokens: Vec<AnyView> = shelf.rows.with_untracked(|rows| {
        let of_it = rows.iter().filter(|other| other.linked == id && other.off.at.is_none());
        of_it.map(|other| view! { <li class="name clip">{credential::title(other)}</li> }.into_any()).collect()
    });
    if one.uses.is_empty() && tokens.is_empty() {
        return view! { <p class="quiet" data-testid="off-stops-none">{t("off_stops_none")}</p> }.into_any();
    }
    let places: Vec<AnyView> = one.uses.iter().map(place).collect();
    let many = places.len().saturating_add(tokens.len());
    // While everything has been moved to another one, nothing is lost.
    let replaced = one.rotation.as_ref().is_some_and(|rotation| rotation.sites.iter().all(|site| site.done));
    let words = if replaced { t("off_replaced") } else { count("off_stops", many) };
    let advice = (!replaced && one.rotation.is_none()).then(|| view! { <p class="help">{t("off_first")}</p> });
    view! {
        <div class="stack-tight" data-testid="off-stops">
            <p>{words}</p>
            <ul class="hosts stops">{places}{tokens}</ul>
            {advice}
        </div>
    }
    .into_any()
}

fn place(place: &UseView) -> AnyView {
    view! { <li><span class="name clip">{host(&place.site)}</span><span class="quiet clip">{place.integration.clone()}</span></li> }
        .into_any()
}

/// By a request of Keyfob's own. The same button asks the browser again where that is what is missing.
fn request(app: App, find: &Find) -> AnyView {
    let words = part::of(
        find,
        |one| one.off.state,
        |one| match one.off.state {
            OffState::Asking => {
                view! { <span class="spinner" aria-hidden="true"></span><span>{t("off_working")}</span> }.into_any()
            }
            OffState::Permission => t("ask_again").into_any(),
            OffState::Idle => t("off_confirm").into_any(),
        },
    );
    let find = find.clone();
    parts::button(app, "button button-danger", "off-confirm", words, move || {
        let Some(one) = untrack(|| find()).filter(|one| one.off.state != OffState::Asking) else { return };
        let (credential, stop) = (one.id.clone(), one.id);
        let refused = UiRequest::SwitchOffStop { credential: stop };
        app.act_at_provider("off", &UiRequest::SwitchOff { credential }, &one.off.hosts, refused);
    })
}

fn state(one: &CredentialView) -> AnyView {
    let words = match one.off.state {
        OffState::Permission => Some("check_permission"),
        OffState::Asking => Some("check_asking"),
        OffState::Idle => None,
    };
    view! {
        {words.map(|words| view! { <p class="quiet" role="status">{t(words)}</p> })}
        {one.off.problem.as_ref().map(notice::problem)}
    }
    .into_any()
}

/// By the person, on the provider's pages or by its support.
fn by_hand(app: App, one: &CredentialView) -> AnyView {
    let page = one.off.page.clone();
    let open = (!page.is_empty()).then(|| {
        let words = view! { <span>{with("portal_open", &[&one.provider_name])}</span>{icon(icons::AWAY)} };
        parts::link("button", "off-open", words.into_any(), move || browser::open_tab(&page))
    });
    let say = if one.off.say.is_empty() { with("off_ask", &[&one.provider_name]) } else { one.off.say.clone() };
    let way = (!one.off.way.is_empty()).then(|| {
        let (request, hosts) = (UiRequest::GuideOff { credential: one.id.clone() }, one.off.way.clone());
        parts::button(app, "button button-main", "off-way", t("off_way").into_any(), move || {
            app.start(&request, &hosts)
        })
    });
    let about = one.clone();
    let copy = credential::copy_words(app, "off-support", "check_support", move || support(&about));
    view! {
        <div class="stack-tight">
            <p data-testid="off-say">{say}</p>
            <p class="help">{t("off_final")}</p>
            <div class="actions">{way}{open}{copy}{mark(app, one, "off-mark", t("off_mark"), true)}</div>
        </div>
    }
    .into_any()
}

/// What a provider's support needs to find the credential by. No secret is in it.
fn support(one: &CredentialView) -> String {
    let mut lines = vec![with("off_text", &[&one.provider_name, &one.name]), String::new()];
    if !one.account.is_empty() {
        lines.push(format!("{}: {}", t("fact_account"), one.account));
    }
    for field in one.fields.iter().filter(|field| !field.secret) {
        lines.push(format!("{}: {}", field.name, field.preview));
    }
    lines.push(format!("{}: {}", t("fact_kept"), credential::date(one.created_at)));
    lines.push(String::new());
    lines.push(t("off_text_end"));
    lines.join("\n")
}
