//! Whether a credential works: asking its provider, what the answer means, and a text for somebody's support.

use crate::icons::{self, icon};
use crate::part::{self, Find};
use crate::pieces::notice::Tone;
use crate::pieces::{credential, notice, parts};
use crate::state::App;
use crate::words::{host, of_code, t, with};
use keyfob_protocol::ui::{CheckState, CheckView, CredentialView, UiRequest};
use leptos::prelude::*;

/// The question and the answer to it. Only the answer is drawn anew, so that the button keeps the focus.
pub fn check(app: App, find: &Find) -> AnyView {
    let whole = find.clone();
    part::of(
        find,
        |one| one.check.state == CheckState::Impossible,
        move |one| {
            if one.check.state == CheckState::Impossible {
                return view! { <p class="quiet" data-testid="check-impossible">{t("check_impossible")}</p> }
                    .into_any();
            }
            let answer = part::of(&whole, |one| (one.check.clone(), one.off.at), |one| answer(&one));
            let after = part::of(&whole, |one| one.check.clone(), {
                let find = whole.clone();
                move |one| after(app, &one, find.clone())
            });
            view! {
                <section class="card stack-tight" data-testid="check">
                    <h2 class="name">{t("check_title")}</h2>
                    <div class="stack-tight" aria-live="polite">{answer}</div>
                    <div class="actions">{ask_button(app, &whole)}{after}</div>
                </section>
            }
            .into_any()
        },
    )
}

/// One button through all states: what it says follows where the check stands.
fn ask_button(app: App, find: &Find) -> AnyView {
    let words = part::of(
        find,
        |one| one.check.state,
        |one| match one.check.state {
            CheckState::Asking => {
                view! { <span class="spinner" aria-hidden="true"></span><span>{t("check_working")}</span> }.into_any()
            }
            CheckState::Permission => t("ask_again").into_any(),
            CheckState::Impossible | CheckState::Idle | CheckState::Waiting => t("check_now").into_any(),
        },
    );
    let find = find.clone();
    parts::button(app, "button", "check-now", words, move || {
        let Some(one) = untrack(|| find()).filter(|one| one.check.state != CheckState::Asking) else { return };
        let (credential, stop) = (one.id.clone(), one.id);
        app.act_at_provider(
            "verify",
            &UiRequest::Verify { credential },
            &one.check.hosts,
            UiRequest::VerifyStop { credential: stop },
        );
    })
}

/// What else can be done in this state: not to wait any more, or to take the answer to somebody.
fn after(app: App, one: &CredentialView, find: Find) -> AnyView {
    if matches!(one.check.state, CheckState::Permission | CheckState::Waiting) {
        let credential = one.id.clone();
        return parts::button(app, "button button-plain", "check-stop", t("check_stop").into_any(), move || {
            app.act("verify-stop", UiRequest::VerifyStop { credential: credential.clone() });
        });
    }
    if one.check.code.is_empty() {
        return ().into_any();
    }
    credential::copy_words(app, "check-support", "check_support", move || {
        untrack(|| find()).map(|one| support(&one)).unwrap_or_default()
    })
}

fn tone(code: &str) -> Tone {
    match code {
        "verify-valid" => Tone::Good,
        "verify-invalid" => Tone::Bad,
        "verify-no-answer" | "verify-too-many" | "verify-unknown" => Tone::Note,
        _ => Tone::Care,
    }
}

fn answer(one: &CredentialView) -> AnyView {
    let check = &one.check;
    let state = match check.state {
        CheckState::Permission => Some(t("check_permission")),
        CheckState::Asking => Some(t("check_asking")),
        CheckState::Waiting => check.retry_at.map(|at| credential::when("check_waiting", at)),
        CheckState::Idle | CheckState::Impossible => None,
    };
    let never = check.code.is_empty() && state.is_none() && check.problem.is_none();
    // That it worked before it was switched off is no answer any more.
    let stale = one.off.at.is_some_and(|off| check.at < off);
    let said = (!check.code.is_empty() && check.state != CheckState::Asking && !stale)
        .then(|| verdict(check, one.off.at.is_some()));
    view! {
        {state.map(|words| view! { <p class="quiet" role="status" data-testid="check-state">{words}</p> })}
        {never.then(|| view! { <p class="quiet">{t("check_never")}</p> })}
        {check.problem.as_ref().map(notice::problem)}
        {said}
    }
    .into_any()
}

/// What was answered; of one that is switched off a refusal is what was wanted, and nothing is to be done.
fn verdict(check: &CheckView, off: bool) -> AnyView {
    let wanted = off && check.code == "verify-invalid";
    let (tone, to_do) = if wanted {
        (Tone::Good, String::new())
    } else {
        (tone(&check.code), of_code("check", &format!("{}-do", check.code), &[]))
    };
    let again = (check.state == CheckState::Idle)
        .then_some(check.retry_at)
        .flatten()
        .map(|at| view! { <p class="quiet">{credential::when("check_retry", at)}</p> });
    let who = check.who.join(" · ");
    view! {
        <div data-testid="check-verdict" data-code=check.code.clone()>
            {notice::notice(
                tone,
                of_code("check", &check.code, &[]),
                to_do,
            )}
        </div>
        {(!who.is_empty()).then(|| view! { <p class="row check-who">{icon(icons::PERSON)}<span class="grow">{who}</span></p> })}
        <p class="quiet">{with("check_at", &[&credential::moment(check.at)])}</p>
        {again}
    }
    .into_any()
}

/// What was asked and answered, in words that somebody else's support understands. No secret is in it.
fn support(one: &CredentialView) -> String {
    let check = &one.check;
    let provider = one.provider_name.as_str();
    let answered =
        if check.status == 0 { t("support_silent") } else { with("support_status", &[&check.status.to_string()]) };
    let mut lines = vec![
        with("support_title", &[provider, &one.name]),
        with("support_when", &[&credential::moment(check.at)]),
        with("support_called", &[&check.called]),
        answered,
        of_code("check", &check.code, &[]),
    ];
    if !check.who.is_empty() {
        lines.push(with("support_who", &[&check.who.join(" · ")]));
    }
    if check.code == "verify-valid" {
        lines.push(with("support_valid", &[provider]));
    }
    for place in &one.uses {
        lines.push(with("support_used", &[&host(&place.site), &place.integration]));
    }
    lines.join("\n")
}
