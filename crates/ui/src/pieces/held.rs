//! Recognised values that wait for Keep: what they are, where from, under which name they will be kept.

use crate::icons::{self, icon};
use crate::pieces::{credential, notice, waiting};
use crate::state::App;
use crate::words::{problem, t, with};
use keyfob_protocol::ui::{HeldView, UiRequest, VaultView};
use leptos::prelude::*;

/// All that wait. A card stays as it is while its value waits, so that a typed label is not lost.
pub fn list(app: App) -> AnyView {
    let held = app.part(|view| view.held.clone());
    let rows = move || held.get().unwrap_or_default();
    view! {
        <div class="stack" aria-live="polite">
            <For each=rows key=|held| (held.id.clone(), held.known) children=move |held| card(app, held) />
        </div>
    }
    .into_any()
}

fn card(app: App, held: HeldView) -> AnyView {
    let HeldView { id, provider, name, field, preview, host, account, label, known, .. } = held;
    let typed = RwSignal::new(label.clone());
    let label_id = format!("label-{id}");
    let doubt = held.problem.as_ref().map(|doubt| notice::notice(notice::Tone::Care, String::new(), problem(doubt)));
    let from = if account.is_empty() {
        with("held_from", &[&host])
    } else {
        with("held_from_account", &[&host, &account])
    };
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
            <form
                class="stack-tight"
                on:submit=move |event| {
                    event.prevent_default();
                    app.act(
                        &format!("keep:{keep}"),
                        UiRequest::Keep { held: keep.clone(), label: typed.get_untracked().trim().to_owned() },
                    );
                }
            >
                <div class="field">
                    <label for=label_id.clone()>{t("held_label")}</label>
                    <input
                        id=label_id
                        class="input"
                        data-testid="keep-label"
                        autocomplete="off"
                        maxlength="200"
                        prop:value=label
                        on:input:target=move |event| typed.set(event.target().value())
                    />
                </div>
                {move || {
                    (locked.get() == Some(true)).then(|| view! { <p class="help">{t("held_sealed")}</p> })
                }}
                <div class="actions">
                    <button type="submit" class="button button-main" data-testid="keep" disabled=move || app.any_busy()>
                        {waiting::words_of(app, busy, t("keep"), t("keep_working"))}
                    </button>
                    {drop_button(app, dropped, t("drop"))}
                </div>
            </form>
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
            {held.expires_at.map(credential::expiry)}
            {doubt}
            {actions}
        </article>
    }
    .into_any()
}

fn drop_button(app: App, held: String, words: String) -> AnyView {
    view! {
        <button
            type="button"
            class="button"
            data-testid="drop"
            disabled=move || app.any_busy()
            on:click=move |_| app.act("drop", UiRequest::Drop { held: held.clone() })
        >
            {words}
        </button>
    }
    .into_any()
}
