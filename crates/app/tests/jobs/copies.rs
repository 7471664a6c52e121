//! A credential as developers take it.

use crate::common::World;
use crate::fill::ready;
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
