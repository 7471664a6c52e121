//! A taught form is known again on another site, in another language and with other random ids; and where it has
//! changed, it is not filled.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use keyfob_forms::{Cannot, Control, Have, Learned, Page, Part, Plan, Problem, learn, plan, teachable};
use proptest::prelude::*;

const SITE: &str = "https://one.example/wp-admin/admin.php?page=letters";
const KIND: &str = "constant-contact/v2-token";

fn control(name: &str, id: &str, label: &str) -> Control {
    Control {
        name: name.to_owned(),
        id: id.to_owned(),
        label: label.to_owned(),
        tag: "input".to_owned(),
        kind: "text".to_owned(),
        state: "empty".to_owned(),
        visible: true,
        ..Control::default()
    }
}

fn page(url: &str, controls: Vec<Control>) -> Page {
    Page { url: url.to_owned(), controls, ..Page::default() }
}

fn part(field: &str) -> Part {
    Part { kind: KIND.to_owned(), field: field.to_owned() }
}

/// Two fields of which nothing says whose they are, and one that is no part of it.
fn unknown(url: &str) -> Page {
    page(
        url,
        vec![
            control("letters[field_a]", "f-64f1a2b3c4d5", "Field A"),
            control("letters[field_b]", "f-64f1a2b3c4d6", "Field B"),
            control("letters[title]", "title", "Title"),
        ],
    )
}

fn lesson() -> Vec<(usize, Part)> {
    vec![(0, part("api_key")), (1, part("access_token"))]
}

fn taught(page: &Page) -> Learned {
    learn(page, "Letters", &lesson()).unwrap()
}

fn filled(plan: &Plan) -> Vec<(usize, &str)> {
    plan.fills.iter().map(|fill| (fill.control, fill.field)).collect()
}

fn by(page: &Page, learned: &Learned) -> Plan {
    plan(page, &Have::All, core::slice::from_ref(learned))
}

fn assert_changed(plan: &Plan, field: &str) {
    assert_eq!(filled(plan), []);
    let told = Problem::LearnedChanged { form: "Letters".to_owned(), field: field.to_owned() };
    assert_eq!(plan.problem, Some(told));
}

#[test]
fn an_unknown_form_is_filled_once_it_is_taught() {
    let page = unknown(SITE);
    assert_eq!(filled(&plan(&page, &Have::All, &[])), []);
    let plan = by(&page, &taught(&page));
    assert_eq!(filled(&plan), [(0, "api_key"), (1, "access_token")]);
    assert_eq!(plan.learned.as_deref(), Some("Letters"));
    assert_eq!(plan.asks.len(), 1);
    assert_eq!(plan.problem, None);
}

#[test]
fn it_is_known_on_another_site_in_a_folder_with_other_ids_in_another_language_and_order() {
    let learned = taught(&unknown(SITE));
    let other = page(
        "https://two.example/shop/wp-admin/admin.php?page=letters&settings-updated=true",
        vec![
            control("letters[title]", "title", "Titel"),
            control("letters[field_b]", "f-0a1b2c3d4e5f", "Feld B"),
            control("letters[field_a]", "f-9988776655aa", "Feld A"),
        ],
    );
    assert_eq!(filled(&by(&other, &learned)), [(1, "access_token"), (2, "api_key")]);
}

#[test]
fn a_field_without_a_name_is_known_by_its_words() {
    let nameless = |a: &str, b: &str| page(SITE, vec![control("", a, "Field A"), control("", b, "Field B")]);
    let learned = taught(&nameless(":r1:", ":r2:"));
    assert_eq!(filled(&by(&nameless(":r7:", ":r8:"), &learned)), [(0, "api_key"), (1, "access_token")]);
    assert_changed(
        &by(&page(SITE, vec![control("", ":r1:", "Feld A"), control("", ":r2:", "Feld B")]), &learned),
        "Field A",
    );
}

#[test]
fn a_form_that_has_changed_says_so_and_is_not_read_by_its_words_either() {
    let learned = taught(&unknown(SITE));
    let mut renamed = unknown(SITE);
    renamed.controls[1].name = "letters[secret]".to_owned();
    assert_changed(&by(&renamed, &learned), "Field B");
    // The words alone would be enough here.
    renamed.controls[0] = control("letters[mailchimp_api_key]", "", "Mailchimp API Key");
    assert!(!plan(&renamed, &Have::All, &[]).fills.is_empty());
    assert_changed(&by(&renamed, &learned), "Field A");
}

#[test]
fn another_page_is_read_as_if_nothing_had_been_taught() {
    let learned = taught(&unknown(SITE));
    for url in [
        "https://one.example/wp-admin/admin.php?page=other",
        "https://one.example/wp-admin/options-general.php?page=letters",
        "https://one.example/?page=letters",
        "https://admin.mailchimp.com/wp-admin/admin.php?page=letters",
    ] {
        let plan = by(&unknown(url), &learned);
        assert_eq!(filled(&plan), [], "{url}");
        assert_eq!(plan.problem, Some(Problem::NothingToFill), "{url}");
    }
}

#[test]
fn a_path_alone_does_not_make_a_page() {
    let url = "https://shop.example/settings";
    let learned = taught(&unknown(url));
    assert_eq!(filled(&by(&unknown("https://other.example/settings"), &learned)).len(), 2);
    let mut other = unknown("https://third.example/settings");
    other.controls[0].label = "Account".to_owned();
    let plan = by(&other, &learned);
    assert_eq!(filled(&plan), []);
    assert_eq!(plan.problem, Some(Problem::NothingToFill));
}

#[test]
fn what_was_taught_comes_before_recipe_and_words() {
    let url = "https://one.example/wp-admin/admin.php?page=mailchimp-for-wp";
    let page = page(url, vec![control("mc4wp[api_key]", "mailchimp_api_key", "API Key")]);
    assert_eq!(filled(&plan(&page, &Have::All, &[])), [(0, "api_key")]);
    let sendgrid = Part { kind: "sendgrid/api-key".to_owned(), field: "api_key".to_owned() };
    let otherwise = learn(&page, "Letters", &[(0, sendgrid)]).unwrap();
    assert_eq!(by(&page, &otherwise).fills[0].kind, "sendgrid/api-key");
    let alone = learn(&page, "Letters", &[(0, Part::default())]).unwrap();
    let plan = by(&page, &alone);
    assert_eq!(filled(&plan), []);
    assert_eq!(plan.skipped[0].why.code, "learned_alone");
}

#[test]
fn nothing_is_filled_by_halves_where_a_field_cannot_be_used_now() {
    let learned = taught(&unknown(SITE));
    let spoils: [fn(&mut Control); 3] = [|c| c.visible = false, |c| c.disabled = true, |c| c.readonly = true];
    for spoil in spoils {
        let mut page = unknown(SITE);
        spoil(&mut page.controls[1]);
        let plan = by(&page, &learned);
        assert_eq!(filled(&plan), []);
        assert_eq!(plan.skipped[0].why.code, "learned_partial");
        assert_eq!(plan.problem, None);
    }
}

#[test]
fn logins_and_profiles_stay_closed_to_a_lesson() {
    let login = |url: &str| {
        let mut password = control("pwd", "user_pass", "Password");
        password.kind = "password".to_owned();
        password.submit = "Log In".to_owned();
        page(url, vec![control("log", "user_login", "Username"), password])
    };
    for url in ["https://one.example/wp-login.php", "https://one.example/wp-admin/profile.php"] {
        let page = login(url);
        assert_eq!(teachable(&page), []);
        assert!(matches!(learn(&page, "x", &lesson()), Err(Cannot::Never(..))), "{url}");
        // Even a lesson that came from elsewhere.
        let mut learned = taught(&unknown(url.split("/wp-").next().unwrap()));
        for (field, name) in learned.fields.iter_mut().zip(["log", "pwd"]) {
            field.name = name.to_owned();
        }
        learned.place.path = format!("/wp-{}", url.split("/wp-").nth(1).unwrap());
        assert_eq!(filled(&by(&page, &learned)), [], "{url}");
    }
}

#[test]
fn a_lesson_that_could_not_be_kept_says_why() {
    let page = unknown(SITE);
    assert_eq!(learn(&page, "x", &[]), Err(Cannot::Empty));
    assert_eq!(learn(&page, "x", &[(9, part("api_key"))]), Err(Cannot::Unknown));
    assert_eq!(learn(&page, "x", &[(0, part("no_such_field"))]), Err(Cannot::Unknown));
    let portal = unknown("https://admin.mailchimp.com/account/api/");
    assert_eq!(learn(&portal, "x", &lesson()), Err(Cannot::Portal));
    let mut twins = unknown(SITE);
    twins.controls[1] = twins.controls[0].clone();
    assert_eq!(learn(&twins, "x", &lesson()), Err(Cannot::Alike("Field A".to_owned())));
}

#[test]
fn numbers_that_tell_two_fields_apart_stay() {
    let page = page(SITE, vec![control("box[10][key]", "", "A"), control("box[11][key]", "", "B")]);
    let learned = taught(&page);
    assert_eq!(learned.fields[0].name, "box[10][key]");
    assert_eq!(filled(&by(&page, &learned)), [(0, "api_key"), (1, "access_token")]);
}

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(vec!["", "letters[field_a]", "letters[field_b]", "letters[field_c]", "field_a", "pwd", "api_key"])
            .prop_map(str::to_owned),
        1 => "[a-z\\[\\]_*:0-9-]{0,16}",
    ]
}

prop_compose! {
    fn any_control()(
        name in any_name(), id in any_name(), data_name in any_name(),
        label in prop::sample::select(vec!["", "Field A", "Field B", "API Key", "Password"]),
        kind in prop::sample::select(vec!["text", "password", "checkbox", "hidden", "submit"]),
        visible in prop::bool::weighted(0.8), disabled in prop::bool::weighted(0.2),
    ) -> Control {
        Control { data_name, kind: kind.to_owned(), visible, disabled, ..control(&name, &id, label) }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// By what was taught, only a control of the taught name is ever filled.
    #[test]
    fn a_learned_form_never_fills_a_control_that_does_not_match(controls in prop::collection::vec(any_control(), 0..8)) {
        let learned = taught(&unknown(SITE));
        let page = page(SITE, controls);
        let plan = by(&page, &learned);
        for fill in &plan.fills {
            let control = &page.controls[fill.control];
            let name = if fill.field == "api_key" { "letters[field_a]" } else { "letters[field_b]" };
            prop_assert_eq!(&control.name, name);
            prop_assert!(control.visible && !control.disabled && matches!(control.kind.as_str(), "text" | "password"));
        }
        prop_assert!(plan.fills.is_empty() || plan.fills.len() == 2);
    }

    #[test]
    fn on_another_page_a_learned_form_changes_nothing(controls in prop::collection::vec(any_control(), 0..8)) {
        let learned = taught(&unknown(SITE));
        let page = page("https://one.example/wp-admin/admin.php?page=elsewhere", controls);
        prop_assert_eq!(format!("{:?}", by(&page, &learned)), format!("{:?}", plan(&page, &Have::All, &[])));
    }

    /// Whatever can be taught is found again on the very page.
    #[test]
    fn what_was_taught_is_found_again(controls in prop::collection::vec(any_control(), 1..6), at in any::<prop::sample::Index>()) {
        let page = page(SITE, controls);
        let at = at.index(page.controls.len());
        let one = Part { kind: "mailchimp/api-key".to_owned(), field: "api_key".to_owned() };
        if let Ok(learned) = learn(&page, "Letters", &[(at, one)]) {
            let plan = by(&page, &learned);
            prop_assert_eq!(plan.fills.iter().find(|fill| fill.why.code == "fill_learned").map(|fill| fill.control), Some(at));
        }
    }
}
