//! Recognised values that wait for Keep: what they are, where from, under which name they will be kept.

use crate::icons::{self, icon};
use crate::pieces::{credential, notice, parts, waiting};
use crate::state::App;
use crate::words::{problem, t, with};
use keyfob_protocol::ui::{HeldView, UiRequest, VaultView};
use leptos::prelude::*;

/// All that wait. A card stays as it is while its value waits, so that a typed label is not lost.
pub fn list(app: App) -> AnyView {
    let held = app.part(|view| view.held.clone());
    let row = move |held: HeldView| parts::row(format!("{}{}", held.id, held.known), move || card(app, held));
    let rows = move || held.get().unwrap_or_default().into_iter().map(row).collect();
    view! {
        <div class="stack held-list" aria-live="polite">
            {parts::rows(rows)}
        </div>
    }
    .into_any()
}

fn card(app: App, held: HeldView) -> AnyView {
    let HeldView { id, provider, name, field, preview, host, near, account, label, known, .. } = held;
    let typed = RwSignal::new(label.clone());
    let label_id = format!("label-{id}");
    let doubt = held.problem.as_ref().map(|doubt| notice::notice(notice::Tone::Care, String::new(), problem(doubt)));
    let from =
        if account.is_empty() { with("held_from", &[&host]) } else { with("held_from_account", &[&host, &account]) };
    let what = if name == field { name } else { format!("{name} · {field}") };
    let busy = format!("keep:{id}");
    let (keep, dropped) = (id.clone(), id);
    let actions = if known {
        view! {
            <p class="help">{t("held_known")}</p>
            <div class="actions">{drop_button(app, dropped, t("held_known_ok"))}</div>
        }
        .into_any()
    } else {
        let locked = app.part(|view| !matches!(view.vault, VaultView::Open { .. }));
        view! {
            {parts::form("stack-tight", view! {
                {parts::field(label_id, "keep-label", t("held_label").into_any(), label, String::new(), move |text| typed.set(text))}
                {parts::live(move || {
                    (locked.get() == Some(true)).then(|| view! { <p class="help">{t("held_sealed")}</p> })
                })}
                <div class="actions">
                    {parts::submit(app, "keep", waiting::words_of(app, busy, t("keep"), t("keep_working")))}
                    {drop_button(app, dropped, t("drop"))}
                </div>
            }.into_any(), move || {
                    app.act(
                        &format!("keep:{keep}"),
                        UiRequest::Keep { held: keep.clone(), label: typed.get_untracked().trim().to_owned() },
                    );})}
        }
        .into_any()
    };
    view! {
        <article class="card card-held" data-testid="held">
            <div class="row">
                <span class="badge">{icon(icons::KEY)}</span>
                <div class="grow">
                    <h2 class="name">{provider}</h2>
                    <p class="quiet">{what}</p>
                </div>
            </div>
            <p class="secret" data-testid="held-preview"><span>{preview}</span></p>
            <p class="quiet">{from}</p>
            {(!near.is_empty()).then(|| view! { <p class="quiet">{with("held_near", &[&near])}</p> })}
            {held.expires_at.map(credential::expiry)}
            {doubt}
            {actions}
        </article>
    }
    .into_any()
}

fn drop_button(app: App, held: String, words: String) -> AnyView {
    view! {
        {parts::button(app, "button", "drop", words.into_any(), move || app.act("drop", UiRequest::Drop { held: held.clone() }))}
    }
    .into_any()
}
