//! Safety and backup: how the vault is opened, its keys, and what goes out of it and comes into it.

use super::{Place, Shelf, copies, import, recovery, sheet};
use crate::icons::{self, icon};
use crate::passkey;
use crate::pieces::{notice, parts, passphrase, waiting};
use crate::shared::Shared;
use crate::state::App;
use crate::words::t;
use keyfob_protocol::ui::{UiRequest, UiResponse, WayKind, WayView};
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What the place holds.
#[derive(Clone, Copy)]
pub struct Safe {
    pub app: App,
    pub shelf: Shelf,
    /// The ways to open the vault; none while nothing is known.
    ways: Shared<Option<Vec<WayView>>>,
    /// A new recovery code waits for its last group.
    pub waits: RwSignal<bool>,
    /// What came of the last thing done here.
    came: RwSignal<String>,
}

impl Safe {
    fn load(self) {
        let then = move |response| {
            if let UiResponse::Ways { ways, recovery_waits } = response {
                self.ways.set(Some(ways));
                self.waits.try_set(recovery_waits);
            }
        };
        self.app.learn(UiRequest::Ways, Box::new(then));
    }

    /// Tells what came of it, here and aloud.
    pub fn tell(self, words: String) {
        drop(self.app.said.try_set(words.clone()));
        drop(self.came.try_set(words));
    }

    /// Something that can be done here, folded away. Only one is open, and what came of it stands at its end.
    pub fn task(self, name: &'static str, inside: AnyView, mut toggled: impl FnMut(bool) + 'static) -> AnyView {
        let app = self.app;
        let came = self.came;
        let came = move || came.with(|came| (!came.is_empty()).then(|| came.clone()));
        let inside = view! {
            {inside}
            {notice::last_problem(app)}
            {parts::live(move || came().map(|came| notice::notice(notice::Tone::Good, String::new(), came)))}
        };
        parts::fold("task", "card fold", name, t(name), inside.into_any(), move |open| {
            app.problem.set(None);
            drop(self.came.try_set(String::new()));
            toggled(open);
        })
    }
}

/// The place.
pub fn page(shelf: Shelf) -> AnyView {
    let app = shelf.app;
    let safe =
        Safe { app, shelf, ways: Shared::new(None), waits: RwSignal::new(false), came: RwSignal::new(String::new()) };
    // The ways may be others with every view.
    Effect::new(move |_| {
        app.view.track();
        safe.load();
    });
    let lock = view! { {icon(icons::LOCK)}<span>{t("lock_now")}</span> }.into_any();
    let hand_over = move || shelf.go(Place::HandOver, "");
    let several = view! { {icon(icons::HAND)}<span>{t("hand_over_several")}</span> }.into_any();
    let inside = view! {
        <div class="actions">
            {parts::button(app, "button", "lock-now", lock, move || app.act("lock", UiRequest::VaultLock))}
        </div>
        {group("ways_title", view! {
            {ways(safe)}
            {passphrase_change(safe)}
            {recovery::task(safe)}
            {passkey_add(safe)}
        }.into_any())}
        {group("copies_title", view! {
            {copies::export(safe)}
            {import::task(safe)}
            {copies::recipient(safe)}
            <div class="actions">{parts::link("button", "hand-over-several", several, hand_over)}</div>
        }.into_any())}
        {group("leak_title", key_change(safe))}
    };
    sheet(shelf, "safety-page", "safety", t("safety_what"), inside.into_any())
}

fn group(title: &'static str, inside: AnyView) -> AnyView {
    view! {
        <section class="stack-tight" aria-labelledby=title>
            <h2 class="section-title" id=title>{t(title)}</h2>
            {inside}
        </section>
    }
    .into_any()
}

/// The ways there are, each with what it is and how to be rid of it.
fn ways(safe: Safe) -> AnyView {
    let row_of = move |way: WayView| parts::row(format!("{}{}", way.id, way.removable), move || row(safe, way));
    let rows = move || safe.ways.with(Clone::clone).unwrap_or_default().into_iter().map(row_of).collect();
    let waits = move || safe.ways.with(Option::is_none).then(|| waiting::part(t("waiting")));
    view! { {parts::live(waits)} <ul class="list">{parts::rows(rows)}</ul> }.into_any()
}

fn row(safe: Safe, way: WayView) -> AnyView {
    let app = safe.app;
    let (name, picture) = match way.kind {
        WayKind::Passphrase => ("way_passphrase", icons::LOCK),
        WayKind::Recovery => ("way_recovery", icons::FILE),
        WayKind::Passkey => ("way_passkey", icons::PASSKEY),
    };
    let remove = way.removable.then(|| {
        let id = way.id.clone();
        let act = move || {
            let then = move |_| safe.shelf.tell(t("way_removed"), None);
            app.act_then("way-remove", UiRequest::WayRemove { way: id.clone() }, Box::new(then));
        };
        let confirm = waiting::words_of(app, "way-remove".to_owned(), t("way_remove_confirm"), t("way_remove_working"));
        parts::sure(app, "way-remove", t("way_remove"), t(&format!("{name}_remove")), confirm, act)
    });
    view! {
        <li class="list-row list-row-still" data-testid=name>
            <span class="badge">{icon(picture)}</span>
            <span class="grow"><span class="name">{t(name)}</span><span class="quiet">{t(&format!("{name}_what"))}</span></span>
            {remove}
        </li>
    }
    .into_any()
}

fn passphrase_change(safe: Safe) -> AnyView {
    let app = safe.app;
    let (current, new) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let send = move || {
        let request = UiRequest::PassphraseChange {
            current: passphrase::take(current, false),
            new: passphrase::take(new, false),
        };
        let then = move |_| {
            // Out of the page with them.
            drop((passphrase::take(current, true), passphrase::take(new, true)));
            safe.tell(t("passphrase_changed"));
        };
        app.act_then("passphrase", request, Box::new(then));
    };
    let words = waiting::words_of(app, "passphrase".to_owned(), t("passphrase_submit"), t("passphrase_working"));
    let inside = view! {
        {passphrase::field("passphrase-current", t("passphrase_current"), "", current, |_| {})}
        {passphrase::new("passphrase-new", t("passphrase_new"), "passphrase-help", new)}
        <div class="actions">{parts::submit(app, "passphrase-submit", words)}</div>
    };
    let empty = move |open: bool| {
        if !open {
            drop((passphrase::take(current, true), passphrase::take(new, true)));
        }
    };
    safe.task("passphrase_change", parts::form("stack", inside.into_any(), send), empty)
}

/// Only where the browser lets an extension ask a passkey.
fn passkey_add(safe: Safe) -> AnyView {
    let app = safe.app;
    let usable = RwSignal::new(false);
    spawn_local(async move {
        // The place may have been left meanwhile.
        usable.try_set(passkey::usable().await);
    });
    let add = move || {
        let then = move |_| safe.tell(t("passkey_added"));
        app.act_after("passkey", Box::pin(passkey::add(t("passkey_name"))), Box::new(then));
    };
    parts::live(move || {
        usable.get().then(|| {
            let words = waiting::words_of(app, "passkey".to_owned(), t("passkey_submit"), t("passkey_waiting"));
            let inside = view! {
                <p>{t("passkey_what")}</p>
                <div class="actions">{parts::button(app, "button button-main", "passkey-submit", words, add)}</div>
            };
            safe.task("passkey_add", inside.into_any(), |_| {})
        })
    })
}

/// Everything sealed anew.
fn key_change(safe: Safe) -> AnyView {
    let app = safe.app;
    let change = move || {
        app.act_then("key", UiRequest::KeyChange, Box::new(move |_| safe.tell(t("key_changed"))));
    };
    let words = waiting::words_of(app, "key".to_owned(), t("key_submit"), t("key_working"));
    let inside = view! {
        <p>{t("key_what")}</p>
        <p class="quiet">{t("key_calm")}</p>
        <div class="actions">{parts::button(app, "button button-main", "key-submit", words, change)}</div>
    };
    safe.task("key_change", inside.into_any(), |_| {})
}
