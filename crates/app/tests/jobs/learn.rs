//! Learn: a form that nobody knew is taught once and filled from then on, here and on another client's site.

use crate::common::World;
use crate::files::{FILE_PASSPHRASE, elsewhere, export, take};
use crate::fill::{plan, ready};
use keyfob_app::{MAX_LEARNED, MAX_LEARNED_SIZE};
use keyfob_protocol::page::{Control, Snapshot};
use keyfob_protocol::ui::{LearnedView, LessonView, TaughtField, UiRequest, UiResponse};

const KIND: &str = "mailchimp/api-key";
const HERE: &str = "https://bakery.example/wp-admin/admin.php?page=letters";
const THERE: &str = "https://florist.example/blog/wp-admin/admin.php?page=letters";

/// A form whose words say nothing.
fn form(url: &str, names: [&str; 2]) -> Snapshot {
    let control = |index: usize, name: &str, label: &str| Control {
        index,
        name: name.to_owned(),
        tag: "input".to_owned(),
        kind: "text".to_owned(),
        label: label.to_owned(),
        state: "empty".to_owned(),
        visible: true,
        ..Control::default()
    };
    Snapshot {
        version: 2,
        url: url.to_owned(),
        title: "Letters ‹ Bakery — WordPress".to_owned(),
        headings: vec!["Letters".to_owned()],
        nonce: "n1".to_owned(),
        controls: vec![control(0, names[0], "Field A"), control(1, names[1], "Field B")],
        ..Snapshot::default()
    }
}

const NAMES: [&str; 2] = ["letters[a]", "letters[b]"];

fn at(world: &mut World, page: Snapshot) {
    world.page = Some(("doc".to_owned(), page));
}

fn lesson(world: &mut World) -> LessonView {
    match world.ask(UiRequest::Lesson { tab: 1 }) {
        UiResponse::Lesson { lesson } => *lesson,
        other => panic!("{other:?}"),
    }
}

fn keep(lesson: &LessonView, fields: &[(usize, &str)]) -> UiRequest {
    let field = |(index, field): &(usize, &str)| TaughtField {
        index: *index,
        kind: if field.is_empty() { String::new() } else { KIND.to_owned() },
        field: (*field).to_owned(),
    };
    let fields = fields.iter().map(field).collect();
    UiRequest::LessonKeep { lesson: lesson.id.clone(), name: lesson.name.clone(), fields }
}

fn forms(world: &mut World) -> Vec<LearnedView> {
    match world.manage(UiRequest::Learned) {
        UiResponse::Learned { forms } => forms,
        other => panic!("{other:?}"),
    }
}

/// With two keys in the vault, and the form taught.
fn taught() -> World {
    let (mut world, ..) = ready();
    at(&mut world, form(HERE, NAMES));
    let lesson = lesson(&mut world);
    world.does(keep(&lesson, &[(0, "api_key"), (1, "")]));
    world
}

#[test]
fn a_form_that_nobody_knew_is_filled_once_it_was_taught() {
    let (mut world, mine, _) = ready();
    at(&mut world, form(HERE, NAMES));
    assert!(plan(&mut world).fills.is_empty());
    let lesson = lesson(&mut world);
    assert_eq!(lesson.name, "Letters");
    assert_eq!(lesson.controls.iter().map(|of| of.control.as_str()).collect::<Vec<_>>(), ["Field A", "Field B"]);
    assert!(lesson.kinds.iter().any(|of| of.kind == KIND && of.fields.iter().any(|field| field.field == "api_key")));
    assert_eq!(world.view().lesson, Some(1));
    // A worker that dies in the middle forgets nothing.
    world.kill_worker();
    world.does(keep(&lesson, &[(0, "api_key"), (1, "")]));
    assert_eq!(world.view().lesson, None);

    let shown = plan(&mut world);
    assert_eq!((shown.plugin.as_str(), shown.fills.len(), shown.fills[0].control.as_str()), ("Letters", 1, "Field A"));
    assert_eq!(shown.fills[0].why.code, "fill_learned");
    assert!(matches!(world.ask(UiRequest::FillConfirm { plan: shown.id }), UiResponse::Filled { .. }));
    assert_eq!(world.filled[0].values[0].value.expose(), mine);
}

#[test]
fn it_is_known_on_another_clients_site_and_not_once_its_names_have_changed() {
    let mut world = taught();
    at(&mut world, form(THERE, NAMES));
    assert_eq!(plan(&mut world).fills.len(), 1);
    at(&mut world, form(THERE, ["letters[other]", "letters[b]"]));
    let changed = plan(&mut world);
    assert!(changed.fills.is_empty());
    assert_eq!(changed.problem.map(|problem| problem.code).as_deref(), Some("learned-changed"));
    assert_eq!(world.fails(UiRequest::FillConfirm { plan: changed.id }), "learned-changed");
}

#[test]
fn taught_again_the_new_lesson_holds() {
    let mut world = taught();
    at(&mut world, form(HERE, ["letters[other]", "letters[b]"]));
    let second = lesson(&mut world);
    assert!(second.controls[1].alone);
    world.does(keep(&second, &[(0, "api_key"), (1, "")]));
    assert_eq!(plan(&mut world).fills.len(), 1);
    let forms = forms(&mut world);
    assert_eq!((forms.len(), forms[0].fields.len()), (1, 2));
}

#[test]
fn what_was_taught_can_be_looked_at_renamed_deleted_and_taken_back() {
    let mut world = taught();
    let one = forms(&mut world).remove(0);
    assert_eq!((one.page.as_str(), one.file.as_str()), ("/wp-admin/admin.php?page=letters", "letters"));
    assert_eq!(one.fields[0].takes, "Mailchimp · API key: API key");
    assert_eq!(one.fields[1].takes, "");
    let rename = |name: &str| UiRequest::LearnedRename { form: one.id.clone(), name: name.to_owned() };
    assert_eq!(world.trouble_of(rename("  ")), "lesson-nameless");
    assert_eq!(world.trouble_of(rename("Post")), "");
    assert_eq!(forms(&mut world)[0].name, "Post");

    let delete = |deleted| UiRequest::LearnedDelete { form: one.id.clone(), deleted };
    assert_eq!(world.trouble_of(delete(true)), "");
    assert!(forms(&mut world)[0].trashed_at.is_some());
    assert!(plan(&mut world).fills.is_empty());
    assert_eq!(world.trouble_of(delete(false)), "");
    assert_eq!(plan(&mut world).fills.len(), 1);

    assert_eq!(world.trouble_of(delete(true)), "");
    world.now += 31 * 24 * 60 * crate::common::MINUTE;
    world.unlock();
    world.happens(keyfob_app::Event::Tick);
    assert_eq!(forms(&mut world).len(), 0);
    assert_eq!(world.trouble_of(delete(false)), "not-found");
}

/// A page of a plugin of its own. Digits would be taken for a generated part of its name.
fn plugin(number: usize) -> String {
    let letters = format!("{number:03}").bytes().map(|digit| char::from(digit + b'a' - b'0')).collect::<String>();
    format!("https://bakery.example/wp-admin/admin.php?page=letters-{letters}")
}

fn teach(world: &mut World, page: Snapshot) -> UiResponse {
    at(world, page);
    let lesson = lesson(world);
    world.ask(keep(&lesson, &[(0, "api_key")]))
}

fn is_full(answer: UiResponse, many: usize) {
    let UiResponse::Error { error } = answer else { panic!("{answer:?}") };
    assert_eq!((error.code.as_str(), error.args), ("learned-full", vec![many.to_string()]));
}

#[test]
fn there_is_room_for_so_many_forms_and_for_one_that_is_taught_anew() {
    let (mut world, ..) = ready();
    for number in 0..MAX_LEARNED {
        assert!(matches!(teach(&mut world, form(&plugin(number), NAMES)), UiResponse::Done), "{number}");
    }
    is_full(teach(&mut world, form(&plugin(MAX_LEARNED), NAMES)), MAX_LEARNED);
    assert!(matches!(teach(&mut world, form(&plugin(0), ["letters[other]", "letters[b]"])), UiResponse::Done));

    // One that is deleted makes room, and comes back only where there is some.
    let first = forms(&mut world).remove(0);
    let delete = |deleted| UiRequest::LearnedDelete { form: first.id.clone(), deleted };
    assert_eq!(world.trouble_of(delete(true)), "");
    assert_eq!(world.trouble_of(delete(false)), "");
    assert_eq!(world.trouble_of(delete(true)), "");
    assert!(matches!(teach(&mut world, form(&plugin(MAX_LEARNED), NAMES)), UiResponse::Done));
    assert_eq!(world.trouble_of(delete(false)), "learned-full");
    assert_eq!(forms(&mut world).len(), MAX_LEARNED + 1);
}

#[test]
fn names_of_any_length_take_no_more_room_than_there_is() {
    const FIELDS: usize = 60;
    let (mut world, ..) = ready();
    let long = |number: usize| {
        let field =
            |index| Control { index, data_name: format!("{}[{index}]", "n".repeat(2000)), ..Control::default() };
        let mut page = form(&plugin(number), NAMES);
        page.controls = (0..FIELDS)
            .map(|index| Control { visible: true, tag: "input".into(), kind: "text".into(), ..field(index) })
            .collect();
        page
    };
    let mut kept = 0;
    let full = loop {
        at(&mut world, long(kept));
        let lesson = lesson(&mut world);
        let fields: Vec<(usize, &str)> = (0..FIELDS).map(|at| (at, if at == 0 { "api_key" } else { "" })).collect();
        let answer = world.ask(keep(&lesson, &fields));
        if !matches!(answer, UiResponse::Done) {
            break answer;
        }
        kept += 1;
        assert!(kept * FIELDS * 2000 <= MAX_LEARNED_SIZE, "{kept}");
    };
    is_full(full, kept);
}

#[test]
fn it_leaves_as_a_recipe_without_the_site() {
    let mut world = taught();
    let form = forms(&mut world).remove(0).id;
    let UiResponse::Text { text } = world.manage(UiRequest::LearnedExport { form }) else { panic!("no text") };
    assert!(text.contains("name = \"letters[a]\", field = \"api_key\""), "{text}");
    assert!(!text.contains("bakery") && !text.contains("Bakery"), "{text}");
}

#[test]
fn an_export_takes_it_to_another_vault() {
    let mut world = taught();
    let file = export(&mut world);
    let mut other = elsewhere(&world);
    take(&mut other, &file, "keyfob.age", FILE_PASSPHRASE, &[0, 1]);
    assert_eq!(forms(&mut other), forms(&mut world));
    at(&mut other, form(THERE, NAMES));
    assert_eq!(plan(&mut other).plugin, "Letters");
    // A deletion travels too.
    let form = forms(&mut world).remove(0).id;
    world.now += crate::common::MINUTE;
    assert_eq!(world.trouble_of(UiRequest::LearnedDelete { form, deleted: true }), "");
    let file = export(&mut world);
    other.files = world.files.clone();
    take(&mut other, &file, "keyfob.age", FILE_PASSPHRASE, &[0, 1]);
    assert!(plan(&mut other).fills.is_empty());
}

#[test]
fn a_lesson_that_cannot_be_kept_changes_nothing_and_says_why() {
    let mut world = taught();
    let before = forms(&mut world);
    let lesson = lesson(&mut world);
    assert_eq!(world.fails(keep(&lesson, &[])), "lesson-empty");
    assert_eq!(world.fails(keep(&lesson, &[(7, "api_key")])), "page-changed");
    assert_eq!(world.fails(keep(&lesson, &[(0, "no_such_field")])), "page-changed");
    world.does(UiRequest::LessonStop);
    assert_eq!(world.fails(keep(&lesson, &[(0, "api_key")])), "page-changed");
    assert_eq!(world.fails(UiRequest::LessonPoint { lesson: lesson.id }), "page-changed");
    assert_eq!(forms(&mut world), before);

    let mut login = form("https://bakery.example/wp-login.php", ["log", "pwd"]);
    login.controls[1].kind = "password".to_owned();
    at(&mut world, login);
    assert_eq!(world.fails(UiRequest::Lesson { tab: 1 }), "lesson-nothing");
    world.page = None;
    assert_eq!(world.fails(UiRequest::Lesson { tab: 1 }), "no-access");
}

#[test]
fn what_the_person_points_at_is_told() {
    let mut world = taught();
    let lesson = lesson(&mut world).id;
    for pointed in [Some(1), None] {
        world.pointed = Ok(pointed);
        let answer = world.ask(UiRequest::LessonPoint { lesson: lesson.clone() });
        assert!(matches!(answer, UiResponse::Pointed { index } if index == pointed), "{answer:?}");
    }
    world.pointed = Err(keyfob_app::BrowserProblem::Gone);
    assert_eq!(world.fails(UiRequest::LessonPoint { lesson }), "page-changed");
}
