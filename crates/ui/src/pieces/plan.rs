//! What this page wants, what there is for it, and the one button.

use crate::icons::{self, icon};
use crate::pieces::{credential, kinds, look, notice, parts, teach, waiting};
use crate::state::{App, Choosing};
use crate::words::{clipboard, count, host, reason, t, with};
use keyfob_protocol::ui::{
    AskView, ConstantsView, CopyShape, FillView, FilledView, LastView, Look, Outcome, PlanView, SkipView, UiRequest,
    UiResponse, UseView,
};
use leptos::prelude::*;

/// The card of the page beside the popup.
pub fn page(app: App) -> AnyView {
    view! {
        {parts::live(move || {
            if app.planning.get() && app.plan.with(Option::is_none) {
                return Some(waiting::part(t("plan_reading")));
            }
            app.plan.get().map(|plan| card(app, plan))
        })}
    }
    .into_any()
}

fn card(app: App, plan: PlanView) -> AnyView {
    let site = host(&plan.origin);
    let plugin = if plan.plugin.is_empty() { t("plan_no_plugin") } else { plan.plugin.clone() };
    let body = match (&plan.filled, &plan.problem) {
        (Some(filled), _) if !filled.undone.is_empty() || !filled.left.is_empty() => undone(app, filled),
        (Some(filled), _) => done(app, &plan, filled),
        (None, Some(problem)) => {
            let way = teach::way(&problem.code).map(|way| teach::invite(app, way));
            view! { {notice::problem(problem)} {left_out("skipped", &plan.skipped)} {way} }.into_any()
        }
        (None, None) => open(app, &plan),
    };
    view! {
        <section class="card stack" data-testid="plan" aria-labelledby="plan-title">
            <div class="row">
                <span class="badge">{icon(icons::PAGE)}</span>
                <div class="grow">
                    <h1 class="name clip" id="plan-title" tabindex="-1" data-testid="plan-site">{site}</h1>
                    <p class="quiet clip" data-testid="plan-plugin">{plugin}</p>
                </div>
                {parts::tool("plan-again", || t("plan_again"), icon(icons::AGAIN), move || app.make_plan())}
            </div>
            {plan.last.as_ref().filter(|_| plan.filled.is_none()).map(last)}
            {body}
        </section>
    }
    .into_any()
}

/// Nothing is filled yet.
fn open(app: App, plan: &PlanView) -> AnyView {
    let asks: Vec<AnyView> = plan.asks.iter().map(|wanted| ask(app, plan, wanted)).collect();
    let fills: Vec<AnyView> = plan.fills.iter().enumerate().map(|(place, fill)| fill_row(place, fill)).collect();
    let many = plan.fills.len();
    let id = plan.id.clone();
    let confirm = (many > 0).then(|| {
        view! {
            <ul class="fills">{fills}</ul>
            <button
                type="button"
                class="button button-main"
                data-testid="fill-confirm"
                data-focus
                aria-disabled=parts::busy(app)
                on:click=move |_| confirm(app, id.clone())
            >
                {waiting::words_of(app, "fill".to_owned(), count("fill", many), t("fill_working"))}
            </button>
        }
    });
    let missing: Vec<AnyView> = plan
        .asks
        .iter()
        .filter(|wanted| wanted.chosen.is_none())
        .map(|wanted| get(app, plan, &wanted.kind, &wanted.provider))
        .collect();
    // Without a recipe's word and without a button to press: some pages save by themselves.
    let alone = (many > 0 && plan.after.is_empty())
        .then(|| view! { <p class="quiet" data-testid="plan-saves-itself">{t("plan_saves_itself")}</p> });
    let rest = if many == 0 && missing.is_empty() && plan.constants.is_empty() {
        nothing(app, plan)
    } else {
        view! { {left_out("skipped", &plan.skipped)} {teach::invite(app, teach::Way::Offer)} }.into_any()
    };
    let constants: Vec<AnyView> = plan.constants.iter().map(|of| constants(app, plan, of)).collect();
    view! {
        <div class="stack-tight">{asks}</div>
        {constants}
        {notice::last_problem(app)}
        {alone}
        {confirm}
        {missing}
        {rest}
    }
    .into_any()
}

/// There is something to fill and it is not filled: why is the answer then, and nothing to fold away.
fn nothing(app: App, plan: &PlanView) -> AnyView {
    let doubts = ["unsure", "no_provider", "several_providers", "kind_unclear", "no_field"];
    let unsure = plan.skipped.iter().any(|skip| doubts.contains(&skip.why.code.as_str()));
    let (title, text, way) = if unsure {
        ("plan_unsure_title", "plan_unsure", teach::Way::Show)
    } else {
        ("plan_not_yet_title", "plan_not_yet", teach::Way::Offer)
    };
    let rows: Vec<AnyView> = plan.skipped.iter().map(skip_row).collect();
    view! {
        <div data-testid="plan-nothing">{notice::notice(notice::Tone::Note, t(title), t(text))}</div>
        <ul class="plain reasons" data-testid="plan-reasons">{rows}</ul>
        {(!unsure).then(|| again(app, "button button-main"))}
        {teach::invite(app, way)}
    }
    .into_any()
}

fn confirm(app: App, plan: String) {
    if !app.has_seen_plan() {
        return;
    }
    let shown = plan.clone();
    app.act_then("fill", UiRequest::FillConfirm { plan }, Box::new(move |response| took(app, &shown, response)));
}

/// One kind the form asks for, which credential is used for it, and why.
fn ask(app: App, plan: &PlanView, wanted: &AskView) -> AnyView {
    let what = format!("{} · {}", wanted.provider, wanted.name);
    let why = reason(&wanted.why);
    let choice = match (wanted.credentials.as_slice(), &wanted.chosen) {
        ([], _) => view! { <p class="quiet">{t("ask_none")}</p> }.into_any(),
        ([only], Some(_)) => {
            view! { <p class="from" data-testid="plan-credential">{icon(icons::KEY)}<span>{credential::title(only)}</span></p> }
                .into_any()
        }
        (many, chosen) => {
            // What was kept for another site is never chosen but by the person.
            let none = chosen.is_none().then(|| {
                view! { <option value="" selected disabled>{t("ask_other_site")}</option> }
            });
            let options: Vec<AnyView> = many
                .iter()
                .map(|option| {
                    let name = if option.client.is_empty() {
                        credential::title(option)
                    } else {
                        format!("{} ({})", credential::title(option), option.client)
                    };
                    view! { <option value=option.id.clone() selected=Some(&option.id) == chosen.as_ref()>{name}</option> }.into_any()
                })
                .collect();
            let (id, kind) = (plan.id.clone(), wanted.kind.clone());
            view! {
                <select
                    class="input"
                    data-testid=format!("plan-choose-{}", kinds::slug(&wanted.kind))
                    aria-label=with("ask_choose", &[&what])
                    on:change:target=move |event| {
                        let credential = event.target().value();
                        choose(app, UiRequest::FillChoose { plan: id.clone(), kind: kind.clone(), credential });
                    }
                >
                    {none}
                    {options}
                </select>
            }
            .into_any()
        }
    };
    view! {
        <div class="ask">
            <p class="ask-what"><span class="quiet">{t("ask_wants")}</span> " " <strong>{what}</strong></p>
            {choice}
            {reused(app, wanted)}
            <details class="why"><summary>{t("why")}</summary><p>{why}</p></details>
        </div>
    }
    .into_any()
}

/// The chosen one is at work elsewhere already. Before the fill there is still time for one of its own.
fn reused(app: App, wanted: &AskView) -> Option<AnyView> {
    if wanted.chosen.is_none() || wanted.reused.is_empty() {
        return None;
    }
    let places: Vec<String> = wanted.reused.iter().map(place).collect();
    let own = app.kind(&wanted.kind).map(|kind| {
        let next = Choosing::Kind(kind.kind);
        parts::link("button", "reuse-own", t("reuse_own").into_any(), move || app.choosing.set(next.clone()))
    });
    let view = view! {
        <div class="notice notice-care" data-testid="reuse">
            {icon(icons::CARE)}
            <div class="notice-text stack-tight">
                <p class="notice-title">{count("reuse", places.len())}</p>
                <p>{with("reuse_where", &[&places.join(", ")])}</p>
                {own.map(|own| view! { <div class="actions">{own}</div> })}
            </div>
        </div>
    };
    Some(view.into_any())
}

fn place(place: &UseView) -> String {
    if place.integration.is_empty() {
        host(&place.site)
    } else {
        format!("{} ({})", host(&place.site), place.integration)
    }
}

fn choose(app: App, request: UiRequest) {
    app.act_then(
        "choose",
        request,
        Box::new(move |response| {
            if let UiResponse::Plan { plan } = response {
                app.plan.set(Some(*plan));
            }
        }),
    );
}

/// One value for one control.
fn fill_row(place: usize, fill: &FillView) -> AnyView {
    let replaces = fill
        .replaces
        .then(|| view! { <p class="when when-soon">{icon(icons::CARE)}<span>{t("fill_replaces")}</span></p> });
    view! {
        <li class="fill" data-testid=format!("plan-fill-{place}") data-field=fill.field.clone()>
            <div class="fill-line">
                <span class="fill-control">{fill.control.clone()}</span>
                <span class="fill-value" dir="ltr">{fill.preview.clone()}</span>
            </div>
            <details class="why">
                <summary>{with("fill_gets", &[&fill.name])}</summary>
                <p>{reason(&fill.why)} " " {with("fill_sure", &[&fill.confidence.to_string()])}</p>
            </details>
            {replaces}
        </li>
    }
    .into_any()
}

/// What a file on the server sets, and the lines for it.
fn constants(app: App, plan: &PlanView, of: &ConstantsView) -> AnyView {
    let names: Vec<AnyView> =
        of.names.iter().map(|one| view! { <li><code dir="ltr">{one.name.clone()}</code></li> }.into_any()).collect();
    let what = format!("{} · {}", of.provider, of.name);
    let way = match &of.credential {
        Some(one) => {
            let (credential, names) = (one.id.clone(), of.names.clone());
            let copy = credential::copy_wide(app, "constants-copy", "constants_copy", move |copied| {
                let (credential, names) = (credential.clone(), names.clone());
                let request = UiRequest::CopyAs { credential, shape: CopyShape::Define, names };
                app.copy_answer("copy-as", request, copied);
            });
            view! {
                <p class="from">{icon(icons::KEY)}<span>{credential::title(one)}</span></p>
                <div class="actions">{copy}</div>
                <p class="quiet">{t("constants_put")}</p>
                <p class="help">{clipboard()}</p>
            }
            .into_any()
        }
        None => view! { <p class="quiet">{t("ask_none")}</p> {get(app, plan, &of.kind, &of.provider)} }.into_any(),
    };
    view! {
        <section class="stack-tight" data-testid="constants">
            <p class="ask-what"><span class="quiet">{t("constants_title")}</span> " " <strong>{what}</strong></p>
            <ul class="plain">{names}</ul>
            <p class="quiet">{t("constants_text")}</p>
            {way}
        </section>
    }
    .into_any()
}

/// The vault has none of a kind: get one.
fn get(app: App, plan: &PlanView, kind: &str, provider: &str) -> AnyView {
    match app.kind(kind) {
        Some(kind) if kind.oauth_client.is_empty() => kinds::start_form(app, kind, provider, Some(plan.plugin.clone())),
        Some(kind) => {
            let label = with("get", &[provider, &kind.name]);
            let next = Choosing::Kind(kind.kind);
            view! {
                {parts::link("button button-main", "plan-get", label.into_any(), move || app.choosing.set(next.clone()))}
            }
            .into_any()
        }
        None => notice::notice(notice::Tone::Note, String::new(), with("ask_no_guide", &[provider])),
    }
}

/// What is left out, and why: folded, with their number as `words`.
pub fn left_out(words: &str, skips: &[SkipView]) -> Option<AnyView> {
    if skips.is_empty() {
        return None;
    }
    let rows: Vec<AnyView> = skips.iter().map(skip_row).collect();
    let view = view! {
        <details class="why" data-testid="plan-skipped">
            <summary>{count(words, skips.len())}</summary>
            <ul class="plain">{rows}</ul>
        </details>
    };
    Some(view.into_any())
}

fn skip_row(skip: &SkipView) -> AnyView {
    view! { <li><strong>{skip.control.clone()}</strong> ": " {reason(&skip.why)}</li> }.into_any()
}

/// The form is filled.
fn done(app: App, plan: &PlanView, filled: &FilledView) -> AnyView {
    let names: Vec<AnyView> = filled.filled.iter().map(|name| tick(name)).collect();
    let refused = not_done("refused", t("refused"), &filled.refused);
    let after = if filled.after.is_empty() { plan.after.clone() } else { filled.after.clone() };
    // A recipe says it in a sentence; of an unknown form only its button's words are known.
    let after = match after.as_str() {
        "" => t("filled_save"),
        sentence if sentence.ends_with('.') => after,
        button => with("filled_after", &[button]),
    };
    let chosen = plan.asks.iter().find_map(|wanted| {
        let id = wanted.chosen.as_ref()?;
        wanted.credentials.iter().find(|credential| credential.id == *id)
    });
    let any = !names.is_empty();
    let chosen = chosen.filter(|_| any);
    let recorded =
        chosen.map(|used| view! { <p class="quiet">{with("filled_recorded", &[&credential::title(used)])}</p> });
    let open = chosen.map(|used| {
        let id = used.id.clone();
        parts::link("button", "filled-open", t("filled_open").into_any(), move || app.open_manager(&id))
    });
    view! {
        <div class="stack" data-testid="filled">
            {any.then(|| view! {
                <div class="stack-tight">
                    <h2 class="good-title">{count("filled", names.len())}</h2>
                    <ul class="plain">{names}</ul>
                </div>
            })}
            {refused}
            {any.then(|| outcome(app, plan, filled, after))}
            {recorded}
            <div class="actions">
                {open}
                {filled.undo.then(|| undo(app, plan.id.clone()))}
                {(!any).then(|| again(app, "button"))}
            </div>
        </div>
    }
    .into_any()
}

/// What is to be done now, or what the form made of it.
fn outcome(app: App, plan: &PlanView, filled: &FilledView, after: String) -> AnyView {
    match filled.outcome {
        Outcome::Unknown => {
            let look = match filled.look {
                Look::ByItself => view! { <p class="quiet">{t("outcome_unknown")}</p> }.into_any(),
                Look::WhenOpened => {
                    view! { <p class="quiet" data-testid="look-when-opened">{t("outcome_when_opened")}</p> }.into_any()
                }
                Look::Offered => look::offer(app, plan, &filled.hosts),
            };
            view! { <p class="next" data-testid="filled-after">{after}</p> {look} }.into_any()
        }
        Outcome::Taken => {
            let told = notice::notice(notice::Tone::Good, String::new(), t("outcome_taken"));
            view! { <div data-testid="filled-taken">{told}</div> }.into_any()
        }
        Outcome::Refused => refusal(t("outcome_refused"), &filled.words),
    }
}

fn refusal(title: String, words: &str) -> AnyView {
    let says = (!words.is_empty()).then(|| view! { <p>{with("outcome_says", &[words])}</p> });
    view! {
        <div class="notice notice-care" data-testid="filled-refused">
            {icon(icons::CARE)}
            <div class="notice-text stack-tight"><p class="notice-title">{title}</p>{says}<p>{t("outcome_next")}</p></div>
        </div>
    }
    .into_any()
}

/// What was filled here before, and what became of it.
fn last(last: &LastView) -> AnyView {
    let day = credential::date(last.at);
    match last.outcome {
        Outcome::Taken => {
            view! { <p class="tick" data-testid="last-taken">{icon(icons::CHECK)}<span>{with("last_taken", &[&day])}</span></p> }.into_any()
        }
        Outcome::Refused => refusal(with("last_refused", &[&day]), &last.words),
        Outcome::Unknown => view! { <p class="quiet" data-testid="last-unknown">{with("last_unknown", &[&day])}</p> }.into_any(),
    }
}

fn undo(app: App, plan: String) -> AnyView {
    let words = waiting::words_of(app, "undo-fill".to_owned(), t("undo"), t("undo_working"));
    parts::button(app, "button button-plain", "fill-undo", words, move || {
        let (request, shown) = (UiRequest::UndoFill { plan: plan.clone() }, plan.clone());
        app.act_then("undo-fill", request, Box::new(move |response| took(app, &shown, response)));
    })
}

/// What a fill or its undoing came to is shown in its plan.
fn took(app: App, shown: &str, response: UiResponse) {
    let UiResponse::Filled { filled } = response else { return };
    let said = if filled.undone.is_empty() {
        count("filled", filled.filled.len())
    } else {
        count("undone", filled.undone.len())
    };
    app.said.set(said);
    app.plan.update(|plan| {
        if let Some(plan) = plan.as_mut().filter(|plan| plan.id == shown) {
            plan.filled = Some(filled);
        }
    });
    crate::screen::focus_start(true);
}

/// What was read is used up: once more from the start.
fn again(app: App, class: &'static str) -> AnyView {
    let words = view! { {icon(icons::AGAIN)}<span>{t("plan_again")}</span> };
    parts::link(class, "plan-once-more", words.into_any(), move || app.make_plan())
}

/// The fill was undone.
fn undone(app: App, filled: &FilledView) -> AnyView {
    let names: Vec<AnyView> = filled.undone.iter().map(|name| tick(name)).collect();
    let any = !names.is_empty();
    view! {
        <div class="stack" data-testid="undone">
            {any.then(|| view! {
                <div class="stack-tight">
                    <h2 class="good-title">{count("undone", names.len())}</h2>
                    <ul class="plain">{names}</ul>
                </div>
            })}
            {not_done("undo-left", t("undo_left"), &filled.left)}
            <div class="actions">{again(app, "button")}</div>
        </div>
    }
    .into_any()
}

fn tick(name: &str) -> AnyView {
    view! { <li class="tick">{icon(icons::CHECK)}<span>{name.to_owned()}</span></li> }.into_any()
}

/// Controls for which something could not be done, and why.
fn not_done(testid: &'static str, title: String, skips: &[SkipView]) -> Option<AnyView> {
    if skips.is_empty() {
        return None;
    }
    let rows: Vec<AnyView> = skips.iter().map(skip_row).collect();
    let view = view! {
        <div class="notice notice-care" data-testid=testid>
            {icon(icons::CARE)}
            <div class="notice-text"><p class="notice-title">{title}</p><ul class="plain">{rows}</ul></div>
        </div>
    };
    Some(view.into_any())
}
