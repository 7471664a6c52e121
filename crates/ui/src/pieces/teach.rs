//! Teaching: the fields of the page, and what the person says each of them takes.

use crate::browser;
use crate::icons::{self, icon};
use crate::pieces::{notice, parts, waiting};
use crate::shared::Shared;
use crate::state::App;
use crate::talk;
use crate::words::{t, with};
use keyfob_protocol::ui::{LessonControl, LessonKind, LessonView, Surface, TaughtField, UiRequest, UiResponse};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What stands for "leave alone" among the choices.
const ALONE: &str = "-";

/// How teaching is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Beside something else that is nearer.
    Offer,
    /// It is what helps here.
    Show,
    /// What was taught no longer fits.
    Again,
}

/// How teaching is offered beside a problem; not at all where Keyfob keeps away from the page, or the form is elsewhere.
pub fn way(problem: &str) -> Option<Way> {
    match problem {
        "learned-changed" => Some(Way::Again),
        "nothing-to-fill" | "fields-missing" | "oauth-only" => Some(Way::Offer),
        _ => None,
    }
}

/// The way to teach, below what was planned.
pub fn invite(app: App, way: Way) -> AnyView {
    let (class, words) = match way {
        Way::Offer => ("button button-plain button-small", "teach"),
        Way::Show => ("button button-main", "teach_show"),
        Way::Again => ("button button-main", "teach_again"),
    };
    let inside = view! { {icon(icons::POINT)}<span>{t(words)}</span> };
    parts::link(class, "teach", inside.into_any(), move || start(app))
}

/// Reads the page and opens the panel, which stays when the person clicks into the page. Must be called from a click.
fn start(app: App) {
    let (tab, window) = app.tab.with_untracked(|tab| (tab.id, tab.window));
    let Some(tab) = tab else { return };
    let sent = talk::send(&UiRequest::Lesson { tab });
    if app.surface != Surface::Panel {
        browser::open_panel(window);
    }
    spawn_local(async move {
        match talk::answer(sent).await {
            Ok(_) if app.surface == Surface::Popup => browser::close(),
            Ok(_) => app.refresh(),
            Err(problem) => app.problem.set(Some(problem)),
        }
    });
}

/// What the person has said so far.
#[derive(Clone, Copy)]
struct Said {
    app: App,
    kind: RwSignal<String>,
    name: RwSignal<String>,
    /// The choice for each control, in the order of the page.
    choices: Shared<Vec<(usize, String)>>,
    pointing: RwSignal<bool>,
}

/// The lesson under way, for the page in this tab.
pub fn lesson(app: App, tab: i32) -> AnyView {
    let read: Shared<Option<LessonView>> = Shared::new(None);
    // What is planned and filled from here on is this tab's.
    app.tab.update(|own| own.id = Some(tab));
    app.plan.set(None);
    let then = move |response| {
        if let UiResponse::Lesson { lesson } = response {
            read.set(Some(*lesson));
        }
    };
    app.learn(UiRequest::Lesson { tab }, Box::new(then));
    let cancel = move || app.act("lesson-stop", UiRequest::LessonStop);
    view! {
        <section class="stack" data-testid="lesson" aria-labelledby="lesson-title">
            <div class="stack-tight">
                <h1 class="title" id="lesson-title" tabindex="-1">{t("teach_title")}</h1>
                <p class="lead">{t("teach_what")}</p>
            </div>
            {parts::live(move || match read.with(Clone::clone) {
                Some(lesson) => form(app, lesson),
                None if app.problem.with(Option::is_some) => notice::last_problem(app),
                None => waiting::part(t("plan_reading")),
            })}
            {parts::link("button button-plain", "lesson-cancel", t("teach_cancel").into_any(), cancel)}
        </section>
    }
    .into_any()
}

fn form(app: App, lesson: LessonView) -> AnyView {
    let choice = |of: &LessonControl| {
        let field = if of.kind == lesson.kind { of.field.as_str() } else { "" };
        (of.index, if of.alone { ALONE } else { field }.to_owned())
    };
    let said = Said {
        app,
        kind: RwSignal::new(lesson.kind.clone()),
        name: RwSignal::new(lesson.name.clone()),
        choices: Shared::new(lesson.controls.iter().map(choice).collect()),
        pointing: RwSignal::new(false),
    };
    let kinds: Vec<AnyView> = lesson
        .kinds
        .iter()
        .map(|of| {
            view! { <option value=of.kind.clone() selected=of.kind == lesson.kind>{of.name.clone()}</option> }
                .into_any()
        })
        .collect();
    let (controls, all) = (lesson.controls.clone(), lesson.kinds);
    let rows = move || {
        let kind = said.kind.get();
        let kind = all.iter().find(|of| of.kind == kind);
        controls.iter().map(|control| row(said, control, kind)).collect::<Vec<_>>()
    };
    let id = lesson.id.clone();
    let inside = view! {
        {parts::field("lesson-name".to_owned(), "lesson-name", t("teach_name").into_any(), lesson.name,
            String::new(), move |text| said.name.set(text))}
        <div class="field">
            <label for="lesson-kind">{t("teach_service")}</label>
            <select
                id="lesson-kind"
                class="input"
                data-testid="lesson-kind"
                on:change:target=move |event| said.kind.set(event.target().value())
            >
                <option value="">{t("teach_choose")}</option>
                {kinds}
            </select>
        </div>
        <fieldset class="stack-tight plain-set">
            <legend class="section-title">{t("teach_fields")}</legend>
            {parts::live(move || said.kind.get().is_empty().then(|| view! { <p class="help">{t("teach_first")}</p> }))}
            {point(said, lesson.id, lesson.controls)}
            <div class="stack">{parts::live(move || rows().into_any())}</div>
        </fieldset>
        {notice::last_problem(app)}
        {parts::submit(app, "lesson-keep", waiting::words_of(app, "lesson-keep".to_owned(), t("teach_keep"), t("teach_working")))}
    };
    parts::form("stack", inside.into_any(), move || keep(said, id.clone()))
}

/// One field of the page.
fn row(said: Said, control: &LessonControl, kind: Option<&LessonKind>) -> AnyView {
    let index = control.index;
    let chosen = said.choices.peek(|choices| {
        choices.iter().find(|(at, _)| *at == index).map(|(_, choice)| choice.clone()).unwrap_or_default()
    });
    let fields = kind.map_or(&[][..], |kind| kind.fields.as_slice()).iter();
    let fields = fields.map(|of| (of.field.clone(), of.name.clone()));
    let options: Vec<AnyView> = [(String::new(), t("teach_nothing")), (ALONE.to_owned(), t("teach_alone"))]
        .into_iter()
        .chain(fields)
        .map(|(value, words)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }.into_any()
        })
        .collect();
    let id = format!("lesson-{index}");
    view! {
        <div class="field">
            <label for=id.clone()>{control.control.clone()}</label>
            <select
                id=id.clone()
                class="input"
                data-testid=id
                on:change:target=move |event| {
                    let choice = event.target().value();
                    said.choices.update(|choices| {
                        for (_, old) in choices.iter_mut().filter(|(at, _)| *at == index) {
                            old.clone_from(&choice);
                        }
                    });
                }
            >
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// Pointing at a field in the page, for whoever does not find it in the list. Pressed once more, it ends.
fn point(said: Said, lesson: String, controls: Vec<LessonControl>) -> AnyView {
    let words = move || if said.pointing.get() { t("teach_stop") } else { t("teach_point") };
    let inside = view! { {icon(icons::POINT)}<span>{parts::words(words)}</span> };
    let press = move || {
        let request = UiRequest::LessonPoint { lesson: lesson.clone() };
        if said.pointing.get_untracked() {
            drop(talk::send(&request));
            return;
        }
        said.pointing.set(true);
        said.app.problem.set(None);
        let controls = controls.clone();
        spawn_local(async move {
            let answer = talk::answer(talk::send(&request)).await;
            // The panel may show something else by now.
            said.pointing.try_set(false);
            match answer {
                Ok(UiResponse::Pointed { index: Some(index) }) => pointed(said.app, index, &controls),
                Ok(_) => {}
                Err(problem) => said.app.problem.set(Some(problem)),
            }
        });
    };
    view! {
        {parts::link("button", "lesson-point", inside.into_any(), press)}
        <div role="status">{parts::live(move || {
            said.pointing.get().then(|| notice::notice(notice::Tone::Note, String::new(), t("teach_pointing")))
        })}</div>
    }
    .into_any()
}

fn pointed(app: App, index: usize, controls: &[LessonControl]) {
    match controls.iter().find(|control| control.index == index) {
        Some(control) => {
            app.said.set(with("teach_at", &[&control.control]));
            crate::screen::focus(&format!("#lesson-{index}"));
        }
        None => app.fail("lesson-other"),
    }
}

fn keep(said: Said, lesson: String) {
    let kind = said.kind.get_untracked();
    let field = |(index, choice): &(usize, String)| {
        let (kind, field) = if choice == ALONE { ("", "") } else { (kind.as_str(), choice.as_str()) };
        TaughtField { index: *index, kind: kind.to_owned(), field: field.to_owned() }
    };
    let fields =
        said.choices.peek(|choices| choices.iter().filter(|(_, choice)| !choice.is_empty()).map(field).collect());
    let name = said.name.get_untracked();
    let app = said.app;
    let then = move |_| {
        app.said.set(t("teach_kept"));
        app.make_plan();
    };
    app.act_then("lesson-keep", UiRequest::LessonKeep { lesson, name, fields }, Box::new(then));
}
