//! What is said of a credential in more than one place: its end, its name, a copy button.

use crate::browser;
use crate::dates::{Urgency, distance, urgency};
use crate::icons::{self, icon};
use crate::pieces::parts;
use crate::state::App;
use crate::words::{clipboard, t, with};
use js_sys::{Array, Date, Function, Object, Reflect};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::CredentialView;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

/// A credential's label, or what it is where it has none.
pub fn title(credential: &CredentialView) -> String {
    if credential.label.is_empty() {
        format!("{} {}", credential.provider_name, credential.name)
    } else {
        credential.label.clone()
    }
}

/// When something ends, in words and as a date.
pub fn expiry(ends: u64) -> AnyView {
    let now = now();
    let (class, key) = match urgency(now, ends) {
        Urgency::Calm => ("when", "ends"),
        Urgency::Soon => ("when when-soon", "ends"),
        Urgency::Over => ("when when-over", "ended"),
    };
    view! { <p class=class>{icon(icons::CLOCK)}<span>{with(key, &[&in_words(now, ends), &date(ends)])}</span></p> }
        .into_any()
}

/// A date as the person's language writes it.
pub fn date(ms: u64) -> String {
    let options = Object::new();
    // Setting a property of a fresh plain object cannot fail.
    Reflect::set(&options, &"dateStyle".into(), &"medium".into()).ok();
    let date = Date::new(&JsValue::from_f64(number(ms)));
    date.to_locale_date_string(&language(), &options).into()
}

/// A date with the time of day, as the person's language writes it.
pub fn moment(ms: u64) -> String {
    let options = Object::new();
    // Setting a property of a fresh plain object cannot fail.
    Reflect::set(&options, &"dateStyle".into(), &"medium".into()).ok();
    Reflect::set(&options, &"timeStyle".into(), &"short".into()).ok();
    Date::new(&JsValue::from_f64(number(ms))).to_locale_string(&language(), &options).into()
}

/// When something comes, in words and as a date: the message's `$1` and `$2`.
pub fn when(key: &str, then: u64) -> String {
    with(key, &[&in_words(now(), then), &moment(then)])
}

/// A button with words that copies a text made at that moment, and says so.
pub fn copy_words(app: App, testid: &'static str, words: &'static str, text: impl Fn() -> String + 'static) -> AnyView {
    copy_wide(app, testid, words, move |copied| app.copy_text(SecretText::new(text()), copied))
}

/// A button with words that copies what `act` gets, and says so.
pub fn copy_wide(
    app: App,
    testid: &'static str,
    words: &'static str,
    act: impl Fn(RwSignal<bool>) + 'static,
) -> AnyView {
    let copied = RwSignal::new(false);
    let inside = parts::live(move || {
        let (picture, words) = if copied.get() { (icons::CHECK, "copied") } else { (icons::COPY, words) };
        view! { {icon(picture)}<span>{t(words)}</span> }
    });
    parts::button(app, "button", testid, inside, move || act(copied))
}

/// A copy button that says beforehand what becomes of the clipboard, and when it has copied.
pub fn copy_button(testid: String, label: String, act: impl Fn(RwSignal<bool>) + 'static) -> AnyView {
    let copied = RwSignal::new(false);
    let label = format!("{label}. {}", clipboard());
    view! {
        {parts::tool(testid, move || label.clone(), parts::live(move || icon(if copied.get() { icons::CHECK } else { icons::COPY })), move || act(copied))}
    }
    .into_any()
}

/// Milliseconds since the epoch.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a date of today")]
pub fn now() -> u64 {
    browser::now() as u64
}

/// Exact up to the year 287396.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "a date")]
fn number(ms: u64) -> f64 {
    ms as f64
}

fn language() -> String {
    t("@@ui_locale").replace('_', "-")
}

/// "in 3 days", "2 months ago", by the browser's own words; the date where it has none.
fn in_words(now: u64, then: u64) -> String {
    let (amount, unit) = distance(now, then);
    let intl = browser::get(&js_sys::global(), "Intl");
    let made = browser::get(&intl, "RelativeTimeFormat")
        .dyn_into::<Function>()
        .and_then(|class| Reflect::construct(&class, &Array::of1(&language().into())));
    let Ok(formatter) = made else { return date(then) };
    let Ok(format) = browser::get(&formatter, "format").dyn_into::<Function>() else { return date(then) };
    let words = format.call2(&formatter, &JsValue::from_f64(f64::from(amount)), &unit.name().into());
    words.ok().and_then(|words| words.as_string()).unwrap_or_else(|| date(then))
}
