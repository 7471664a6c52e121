//! A credential as developers take it.

use crate::common::World;
use crate::fill::{PAGE, plan, ready, settings};
use keyfob_protocol::ui::{CopyName, CopyShape, UiRequest, UiResponse};

fn newest(world: &mut World) -> (String, Vec<String>) {
    let view = world.view();
    let one = view.credentials.into_iter().next().unwrap();
    let constants = one.fields.into_iter().find(|field| field.field == "api_key").unwrap().constants;
    (one.id, constants)
}

fn copy(world: &mut World, credential: &str, shape: CopyShape, name: &str) -> Result<String, String> {
    let names = vec![CopyName { field: "api_key".to_owned(), name: name.to_owned() }];
    match world.manage(UiRequest::CopyAs { credential: credential.to_owned(), shape, names }) {
        UiResponse::Secret { value } => Ok(value.expose().to_owned()),
        UiResponse::Error { error } => Err(error.code),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_key_is_written_down_for_files_and_commands() {
    let (mut world, mine, other) = ready();
    let (id, constants) = newest(&mut world);
    assert_eq!(constants, ["MC4WP_API_KEY", "MAILCHIMP_API_KEY"]);
    let define = copy(&mut world, &id, CopyShape::Define, &constants[0]).unwrap();
    let value = if define.contains(&mine) { mine } else { other };
    assert_eq!(define, format!("define( 'MC4WP_API_KEY', '{value}' );\n"));
    assert_eq!(
        copy(&mut world, &id, CopyShape::Env, " MAILCHIMP_API_KEY ").unwrap(),
        format!("MAILCHIMP_API_KEY={value}\n")
    );
    assert_eq!(
        copy(&mut world, &id, CopyShape::Option, "mc4wp[api_key]").unwrap(),
        format!("wp option patch update mc4wp api_key '{value}'\n")
    );
    let curl = copy(&mut world, &id, CopyShape::Curl, "").unwrap();
    let region = value.rsplit('-').next().unwrap();
    assert!(curl.starts_with("curl -H 'Authorization: "), "{curl}");
    assert!(curl.contains(&format!("'https://{region}.api.mailchimp.com/3.0/")), "{curl}");
}

#[test]
fn what_cannot_be_written_is_said() {
    let (mut world, ..) = ready();
    let (id, _) = newest(&mut world);
    assert_eq!(copy(&mut world, &id, CopyShape::Define, "A'); evil('").unwrap_err(), "copy-name");
    assert_eq!(copy(&mut world, "nobody", CopyShape::Env, "A").unwrap_err(), "not-found");
    let none = world.manage(UiRequest::CopyAs { credential: id, shape: CopyShape::Env, names: Vec::new() });
    assert!(matches!(none, UiResponse::Error { error } if error.code == "copy-nothing"));
}

#[test]
fn the_line_for_a_field_that_a_constant_locks_is_had_from_its_plan() {
    let (mut world, mine, _) = ready();
    let mut page = settings(PAGE);
    page.controls[1].readonly = true;
    world.page = Some(("doc".to_owned(), page.clone()));
    let shown = plan(&mut world);
    assert!(shown.asks.is_empty() && shown.fills.is_empty());
    let [constants] = &shown.constants[..] else { panic!("{:?}", shown.constants) };
    let credential = constants.credential.clone().expect("the key of this site");
    assert_eq!(constants.names, [CopyName { field: "api_key".to_owned(), name: "MC4WP_API_KEY".to_owned() }]);
    let request =
        UiRequest::CopyAs { credential: credential.id, shape: CopyShape::Define, names: constants.names.clone() };
    let UiResponse::Secret { value } = world.ask(request) else { panic!("no line") };
    assert_eq!(value.expose(), format!("define( 'MC4WP_API_KEY', '{mine}' );\n"));
    // A constant that no recipe knows, named by the page; and a key that was kept for other sites only.
    page.controls[1].help = "Defined by BAKERY_NEWSLETTER_KEY in wp-config.php.".to_owned();
    page.url = PAGE.replace("bakery", "elsewhere");
    world.page = Some(("doc".to_owned(), page));
    let shown = plan(&mut world);
    assert_eq!(shown.constants[0].names[0].name, "BAKERY_NEWSLETTER_KEY");
    assert_eq!(shown.constants[0].kind, "mailchimp/api-key");
    assert!(shown.constants[0].credential.is_none());
}

#[test]
fn what_is_made_of_fields_is_written_down_too() {
    let (mut world, mine, _) = ready();
    world.page = Some(("doc".to_owned(), settings(PAGE)));
    let id = plan(&mut world).asks[0].chosen.clone().expect("the key of this site");
    let names = vec![CopyName { field: "region".to_owned(), name: "MAILCHIMP_DC".to_owned() }];
    let UiResponse::Secret { value } = world.manage(UiRequest::CopyAs { credential: id, shape: CopyShape::Env, names })
    else {
        panic!("no line")
    };
    assert_eq!(value.expose(), format!("MAILCHIMP_DC={}\n", mine.rsplit('-').next().unwrap()));
}
