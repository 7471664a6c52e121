//! A code that the person enters elsewhere: the code, where it belongs, and until when it is good.

use crate::browser;
use crate::icons::{self, icon};
use crate::pieces::{credential, parts, waiting};
use crate::state::App;
use crate::words::{host, t, with};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{DeviceView, JobView};
use leptos::prelude::*;

/// The code, or that it is being fetched.
pub fn device(app: App, job: &JobView) -> AnyView {
    match &job.device {
        Some(device) => shown(app, &job.provider, device),
        None => waiting::part(with("device_fetching", &[&job.provider])),
    }
}

fn shown(app: App, provider: &str, device: &DeviceView) -> AnyView {
    let code = device.user_code.clone();
    // With the code in the address there is nothing to type.
    let open = if device.address_with_code.is_empty() { &device.address } else { &device.address_with_code }.clone();
    let words = view! { <span>{with("device_open", &[&host(&device.address)])}</span>{icon(icons::AWAY)} }.into_any();
    view! {
        <section class="card stack" data-testid="device">
            <div class="stack-tight">
                <h2 class="name">{t("device_title")}</h2>
                <p class="quiet">{with("device_what", &[provider])}</p>
            </div>
            <div class="row">
                <p class="grow secret code" dir="ltr" data-testid="device-code">{code.clone()}</p>
                {credential::copy_button("copy-device".to_owned(), t("device_copy"), move |copied| {
                    app.copy_text(SecretText::new(code.clone()), copied);
                })}
            </div>
            <p class="address" dir="ltr">{device.address.clone()}</p>
            {parts::link("button button-main", "device-open", words, move || browser::open_tab(&open))}
            <p class="row quiet" role="status">
                <span class="spinner" aria-hidden="true"></span>
                <span class="grow">{credential::when("device_until", device.expires_at)}</span>
            </p>
        </section>
    }
    .into_any()
}
