//! What was taught, as a recipe file: it passes the very checks that the recipes' build makes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

#[allow(dead_code)]
#[path = "../../recipes/build/calls.rs"]
mod calls;
#[allow(dead_code)]
#[path = "../../recipes/build/check.rs"]
mod check;
#[allow(dead_code)]
#[path = "../../recipes/build/load.rs"]
mod load;
#[allow(dead_code)]
#[path = "../../recipes/build/pattern.rs"]
mod pattern;
#[allow(dead_code)]
#[path = "../../recipes/build/sample.rs"]
mod sample;
#[allow(dead_code)]
#[path = "../../recipes/build/schema.rs"]
mod schema;
#[allow(dead_code)]
#[path = "../../recipes/build/template.rs"]
mod template;

use keyfob_forms::{Control, Learned, NoRecipe, Page, Part, learn};
use std::path::Path;

const SITE: &str = "https://client.example/blog/wp-admin/admin.php?page=letters&tab=api";

fn page(names: &[(&str, &str)]) -> Page {
    let control = |(name, id): &(&str, &str)| Control {
        name: (*name).to_owned(),
        id: (*id).to_owned(),
        label: format!("Label of {id} \"here\" \\ there"),
        tag: "input".to_owned(),
        visible: true,
        ..Control::default()
    };
    Page { url: SITE.to_owned(), controls: names.iter().map(control).collect(), ..Page::default() }
}

fn part(kind: &str, field: &str) -> Part {
    Part { kind: kind.to_owned(), field: field.to_owned() }
}

/// The files of this house, and one more among the forms.
fn build(toml: &str) -> Vec<String> {
    let mut book = load::book(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../recipes"))).unwrap();
    book.forms.push(load::parse("forms/taught.toml", toml).unwrap_or_else(|problem| panic!("{problem}\n{toml}")));
    check::check(&book).err().unwrap_or_default()
}

#[test]
fn a_taught_form_passes_the_checks_of_the_recipes() {
    let page = page(&[("letters[a]", "key\"a"), ("letters[b]", "b"), ("letters[c]", ""), ("letters[d]", "d")]);
    let lesson = [
        (0, part("constant-contact/v2-token", "api_key")),
        (1, part("constant-contact/v2-token", "access_token")),
        (2, part("mailchimp/api-key", "api_key")),
        (3, Part::default()),
    ];
    let learned = learn(&page, "Letters \"& more\"", &lesson).unwrap();
    let toml = learned.recipe("2026-11").unwrap();
    assert_eq!(build(&toml), Vec::<String>::new(), "{toml}");
    let file = load::parse::<schema::FormFile>("x", &toml).unwrap_or_else(|problem| panic!("{problem}")).data;
    assert_eq!((file.plugin.as_str(), file.slug.as_str()), ("Letters \"& more\"", "letters"));
    assert_eq!(file.forms.len(), 2);
    assert_eq!(file.forms[0].pages[0].path, "/wp-admin/admin.php");
    assert_eq!(file.forms[0].pages[0].query.len(), 2);
    let fields: Vec<_> = file.forms[0].fields.iter().map(|of| (of.name.as_str(), of.field.as_str())).collect();
    assert_eq!(fields, [("letters[a]", "api_key"), ("letters[b]", "access_token"), ("letters[d]", "")]);
    for private in ["client.example", "blog", "Label of"] {
        assert!(!toml.contains(private), "{toml}");
    }
}

#[test]
fn a_check_that_is_not_passed_would_be_seen() {
    let mut learned: Learned =
        learn(&page(&[("letters[a]", "")]), "Letters", &[(0, part("mailchimp/api-key", "api_key"))]).unwrap();
    learned.fields[0].field = "no_such_field".to_owned();
    assert_eq!(build(&learned.recipe("2026-11").unwrap()).len(), 1);
}

#[test]
fn what_a_recipe_cannot_say_is_said() {
    let key = || part("mailchimp/api-key", "api_key");
    let alone = learn(&page(&[("letters[a]", "")]), "Letters", &[(0, Part::default())]).unwrap();
    assert_eq!(alone.recipe("2026-11"), Err(NoRecipe::NothingFilled));
    let random = learn(&page(&[("", ":r1:")]), "Letters", &[(0, key())]).unwrap();
    let label = "Label of :r1: \"here\" \\ there".to_owned();
    assert_eq!(random.recipe("2026-11"), Err(NoRecipe::Nameless(label)));
    // An id that is the same everywhere will do.
    let by_id = learn(&page(&[("w[3][key]", "mail_key")]), "Letters", &[(0, key())]).unwrap();
    let toml = by_id.recipe("2026-11").unwrap();
    assert!(toml.contains("{ id = \"mail_key\", field = \"api_key\" }"), "{toml}");
    assert_eq!(build(&toml), Vec::<String>::new());
}
