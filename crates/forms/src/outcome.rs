//! What is said about the plan as a whole: what to press afterwards, or why there is nothing to fill.

use crate::{
    concept::Concept,
    guard,
    page::{Frame, Page},
    plan::{Plan, Problem},
    provider::{self, Named},
    reading,
    words::words,
};

/// Words of the button to press afterwards.
pub(crate) fn after(page: &Page, plan: &Plan) -> String {
    let recipe = plan.plugin.map(|form| form.after.get(&page.language)).filter(|words| !words.is_empty());
    let button = plan
        .fills
        .iter()
        .filter_map(|fill| page.controls.get(fill.control))
        .map(|control| control.submit.as_str())
        .find(|words| !words.is_empty());
    recipe.or(button).unwrap_or_default().to_owned()
}

/// Words of a button that connects by logging in.
const CONNECT: &[&str] = &[
    "connect",
    "authorize",
    "authorise",
    "authenticate",
    "verbinden",
    "autorisieren",
    "conectar",
    "autorizar",
    "connecter",
    "autoriser",
];

/// Why nothing can be filled, where that is so.
pub(crate) fn problem(page: &Page, plan: &Plan, empty: Option<&'static keyfob_recipes::Form>) -> Option<Problem> {
    if !plan.fills.is_empty() {
        return None;
    }
    if plan.skipped.iter().any(|skip| skip.why.code == "look_alike_host") {
        return Some(Problem::LookAlikeHost(provider::host(&page.url)));
    }
    let wanted = |code: &str| plan.skipped.iter().any(|skip| skip.relevant && skip.why.code == code);
    if let Some(ask) = plan.asks.first() {
        let lacking = wanted("no_credential") || wanted("wrong_kind");
        return lacking.then_some(Problem::NoCredential(ask.kind));
    }
    let by_code = wanted("one_time_code") || empty.is_none();
    if let Some(known) = by_code.then(|| oauth_only(page, plan)).flatten() {
        return Some(Problem::OauthOnly(known));
    }
    let unseen = |code: &str| code.starts_with(guard::UNSEEN);
    if plan.skipped.iter().any(|skip| skip.relevant && skip.why.code != "one_time_code" && !unseen(skip.why.code)) {
        return None;
    }
    if let Some(form) = empty {
        return Some(Problem::FieldsMissing(form.plugin));
    }
    let large = |frame: &&crate::page::Frame| frame.visible;
    if let Some(frame) = page.frames.iter().filter(large).find(|frame| frame.same_origin && frame.controls > 0) {
        return Some(Problem::SameOriginFrame(asked_in(frame)));
    }
    if let Some(frame) = page.frames.iter().filter(large).find(|frame| !frame.same_origin && !frame.origin.is_empty()) {
        return Some(Problem::CrossOriginFrame(frame.origin.clone()));
    }
    let hidden = plan.skipped.iter().any(|skip| skip.relevant && unseen(skip.why.code));
    Some(if hidden { Problem::FieldsUnseen } else { Problem::NothingToFill })
}

/// Most parts of a credential that are named of a frame.
const MOST: usize = 3;

/// What a frame's form asks for: the provider and the labels that name a part of a credential.
fn asked_in(frame: &Frame) -> String {
    let part = |text: &&String| reading::names_part(text) && text.chars().count() <= 60;
    let parts: Vec<&str> = frame.words.iter().filter(part).map(String::as_str).take(MOST).collect();
    let named = frame.words.iter().find_map(|text| provider::in_heading(text).one()).and_then(provider::provider);
    match (named, parts.is_empty()) {
        (_, true) => String::new(),
        (Some(provider), false) if !parts.iter().any(|part| part.contains(provider.name)) => {
            format!("{}, {}", provider.name, parts.join(", "))
        }
        _ => parts.join(", "),
    }
}

/// The provider to which a page connects by logging in there: a one-time code, a hidden token, a button that says so.
fn oauth_only(page: &Page, plan: &Plan) -> Option<&'static str> {
    let of_page = provider::of_page(page, Named::NOBODY).ok().flatten();
    page.controls.iter().zip(0..).find_map(|(control, index)| {
        let named = provider::of_control(control).ok().flatten().or(of_page)?;
        let skipped = plan.skipped.iter().find(|skip| skip.control == index)?;
        let reading = reading::read(control)?.concept;
        let code = skipped.why.code == "one_time_code";
        let key = matches!(reading, Concept::ApiKey | Concept::ApiToken | Concept::AccessToken | Concept::RefreshToken);
        let hidden = control.kind == "hidden" && key;
        let connects = words(&control.submit).iter().any(|word| CONNECT.contains(&word.as_str()));
        let asks = code || (hidden && connects) || (hidden && of_page.is_some());
        asks.then(|| provider::provider(named.provider).map(|provider| provider.slug)).flatten()
    })
}
