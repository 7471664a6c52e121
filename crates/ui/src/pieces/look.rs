//! The offer to see by itself what a site makes of a fill, in a browser that shows a page that was loaded anew only to who
//! has a permission for it.

use crate::pieces::{parts, waiting};
use crate::state::App;
use crate::words::{host, t, with};
use keyfob_protocol::ui::{PlanView, UiRequest, UiResponse};
use leptos::prelude::*;

/// What it is good for, the question and a plain no.
pub fn offer(app: App, plan: &PlanView, hosts: &[String]) -> AnyView {
    let site = host(&plan.origin);
    let (allow, hosts) = (plan.id.clone(), hosts.to_vec());
    let refuse = plan.id.clone();
    let words = waiting::words_of(app, "look-refuse".to_owned(), t("look_refuse"), t("look_refuse"));
    view! {
        <div class="stack-tight" data-testid="look-offer">
            <p class="quiet">{with("look_what", &[&site])} " " {t("permission_back")}</p>
            <div class="actions">
                {parts::button(app, "button", "look-allow", t("look_allow").into_any(), move || {
                    app.ask_look(allow.clone(), &hosts);
                })}
                {parts::button(app, "button button-plain", "look-refuse", words, move || {
                    let (request, shown) = (UiRequest::LookRefuse { plan: refuse.clone() }, refuse.clone());
                    app.act_then("look-refuse", request, Box::new(move |response| refused(app, &shown, response)));
                })}
            </div>
        </div>
    }
    .into_any()
}

/// The button is gone, so the focus goes to where the plan begins.
fn refused(app: App, shown: &str, response: UiResponse) {
    let UiResponse::Filled { filled } = response else { return };
    app.plan.update(|plan| {
        if let Some(plan) = plan.as_mut().filter(|plan| plan.id == shown) {
            plan.filled = Some(filled);
        }
    });
    crate::screen::focus_start(true);
}
