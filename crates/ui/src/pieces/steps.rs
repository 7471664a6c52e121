//! The steps of a guide, the current one marked.

use crate::icons::{self, icon};
use crate::words::{t, with};
use keyfob_protocol::ui::StepView;
use leptos::prelude::*;

/// The list. `at` is the current step from 0; none when the page is not known.
pub fn steps(steps: Vec<StepView>, at: Option<usize>) -> AnyView {
    let rows: Vec<AnyView> = steps.into_iter().enumerate().map(|(place, step)| row(place, step, at)).collect();
    view! { <ol class="steps">{rows}</ol> }.into_any()
}

fn row(place: usize, step: StepView, at: Option<usize>) -> AnyView {
    let account = (!step.account.is_empty()).then(|| {
        view! { <span class="step-account">{icon(icons::PERSON)}<span>{step.account}</span></span> }
    });
    let number = (place + 1).to_string();
    if at == Some(place) {
        return view! {
            <li class="step step-now" aria-current="step" data-testid="step-current">
                <span class="step-dot" aria-hidden="true">{number.clone()}</span>
                <span class="grow">
                    <span class="hidden">{with("step_now", &[&number])} " "</span>
                    <span class="step-say">{step.say}</span>
                    {account}
                </span>
            </li>
        }
        .into_any();
    }
    if at.is_some_and(|at| place < at) {
        return view! {
            <li class="step step-done">
                <span class="step-dot" aria-hidden="true">{icon(icons::CHECK)}</span>
                <span class="grow"><span class="hidden">{t("step_done")} " "</span><span class="step-say">{step.say}</span></span>
            </li>
        }
        .into_any();
    }
    view! {
        <li class="step">
            <span class="step-dot" aria-hidden="true">{number}</span>
            <span class="grow"><span class="step-say">{step.say}</span>{account}</span>
        </li>
    }
    .into_any()
}
