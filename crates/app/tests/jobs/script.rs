//! A connection for a script: copied where it stays the same, moved where its refresh token rotates, and never used in
//! two places.

use crate::common::{MINUTE, World, credential};
use crate::kills::sigkill_at_every_effect;
use crate::refresh::{AUTHZ, DAY, KIND, code, come_due, connected, one, token, tokens};
use keyfob_app::{Event, Incoming, StoreProblem};
use keyfob_exchange::{Entry, Export, Hold};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{ScriptState, UiRequest, UiResponse};
use keyfob_vault::{Care, Connection, RefreshKind};

const FILE_PASSPHRASE: &str = "nine slow trains";

fn passphrase() -> SecretText {
    SecretText::new(FILE_PASSPHRASE.to_owned())
}

fn export(credential: &str) -> UiRequest {
    UiRequest::ScriptExport { credential: credential.to_owned(), passphrase: passphrase() }
}

fn moved(credential: &str) -> UiRequest {
    UiRequest::ScriptMoved { credential: credential.to_owned() }
}

fn undo(credential: &str) -> UiRequest {
    UiRequest::ScriptUndo { credential: credential.to_owned() }
}

fn state(world: &mut World) -> Option<ScriptState> {
    one(world).script
}

/// A vault with one rotating connection, and its id.
fn rotating() -> (World, String) {
    let mut world = connected(1, false);
    let id = one(&mut world).id;
    assert_eq!(state(&mut world), Some(ScriptState::Move));
    (world, id)
}

/// The same with a file made, and nobody has said what became of it.
fn waiting() -> (World, String) {
    let (mut world, id) = rotating();
    make(&mut world, &id);
    (world, id)
}

fn make(world: &mut World, id: &str) {
    match world.manage(export(id)) {
        UiResponse::File { name, left_out, .. } => {
            assert_eq!((name.as_str(), left_out.len()), ("keyfob-script.age", 0))
        }
        other => panic!("{other:?}"),
    }
}

/// What the last file holds, and the passphrase that opens it.
fn in_file(world: &World) -> (Export, String) {
    let (document, key) = world.files.last().unwrap();
    (Export::from_bytes(document).unwrap(), key.clone())
}

fn value<'e>(entry: &'e Entry, field: &str) -> Option<&'e str> {
    entry.fields.get(field).map(|field| field.value.expose())
}

fn hold(entry: &Entry) -> Option<Hold> {
    entry.care.as_ref()?.connection.as_ref()?.hold
}

/// A backup of the whole vault, as it would be written.
fn backup(world: &mut World) -> Export {
    let made = world.manage(UiRequest::Export { passphrase: passphrase(), cxf: false });
    assert!(matches!(made, UiResponse::File { .. }), "{made:?}");
    in_file(world).0
}

fn has_refresh_token(export: &Export) -> bool {
    let is_token = |text: &str| text.starts_with("refresh-");
    let kept = |entry: &Entry| entry.history.iter().any(|earlier| is_token(earlier.value.value.expose()));
    export.credentials.iter().any(|entry| value(entry, "refresh_token").is_some() || kept(entry))
}

/// Days and unlocks go by; nothing is asked.
fn is_left_alone(world: &mut World) {
    for _ in 0..200 {
        come_due(world);
        world.happens(Event::Tick);
        assert!(world.asked.is_empty(), "the vault refreshes what a script uses");
    }
}

#[test]
fn a_rotating_connection_is_moved_in_two_steps() {
    let (mut world, id) = rotating();
    // It was refreshed before, so that there is an earlier refresh token too.
    come_due(&mut world);
    world.answer(200, &tokens(1));
    make(&mut world, &id);
    let (file, key) = in_file(&world);
    assert_eq!((key.as_str(), file.credentials.len(), file.uses.len()), (FILE_PASSPHRASE, 2, 0));
    let [connection, app] = file.credentials.as_slice() else { panic!("a connection and its app") };
    assert_eq!(value(connection, "access_token"), Some(token("access", 1).as_str()));
    assert_eq!(value(connection, "refresh_token"), Some(token("refresh", 1).as_str()));
    assert_eq!((hold(connection), connection.linked), (Some(Hold::UsedByCron), Some(app.id)));
    assert_eq!((value(app, "client_id"), app.fields.len()), (Some("the-client"), 1));
    assert!(connection.history.is_empty() && app.history.is_empty() && app.care.is_none());

    assert_eq!((state(&mut world), code(&mut world).as_str()), (Some(ScriptState::Waits), "script-waits"));
    let waits = world.view().attention.into_iter().find(|one| one.credential == id).unwrap();
    assert_eq!((waits.code.as_str(), waits.urgent), ("script-waits", false));
    assert!(!has_refresh_token(&backup(&mut world)), "it is not to be in a third place");
    is_left_alone(&mut world);
    assert_eq!(world.reveal(&id, "refresh_token"), token("refresh", 1), "it can still be taken back");

    assert!(matches!(world.manage(moved(&id)), UiResponse::Done));
    assert_eq!((state(&mut world), code(&mut world).as_str()), (Some(ScriptState::Moved), "used-by-cron"));
    let reveal = UiRequest::Reveal { credential: id.clone(), field: "refresh_token".to_owned(), earlier: None };
    assert_eq!(world.fails(reveal), "not-found");
    let UiResponse::Earlier { values } = world.manage(UiRequest::Earlier { credential: id.clone() }) else { panic!() };
    assert!(values.iter().all(|earlier| earlier.field != "refresh_token"), "{values:?}");
    assert!(!has_refresh_token(&backup(&mut world)));
    is_left_alone(&mut world);
    let view = one(&mut world);
    assert!(view.missing.is_empty() && view.expires_at.is_none() && !view.off.by_request);
    assert!(world.view().attention.iter().all(|one| one.credential != id), "there is nothing to do any more");
    assert!(matches!(world.manage(moved(&id)), UiResponse::Done), "said twice");
    assert_eq!(world.trouble_of(undo(&id)), "stale", "it is not here any more");
    assert_eq!(world.trouble_of(export(&id)), "stale");
}

#[test]
fn a_file_that_was_not_used_is_taken_back_and_its_token_ends_at_once() {
    let (mut world, id) = waiting();
    world.now += 10 * MINUTE;
    assert!(matches!(world.manage(undo(&id)), UiResponse::Done));
    assert_eq!(world.asked.len(), 1, "long before it would have come due");
    assert!(world.asked[0].0.body.contains(&token("refresh", 0)));
    assert!(matches!(world.manage(undo(&id)), UiResponse::Done), "said twice");
    assert_eq!(world.trouble_of(moved(&id)), "stale", "said in another window meanwhile");
    world.answer(200, &tokens(1));
    assert_eq!((state(&mut world), code(&mut world).as_str()), (Some(ScriptState::Move), "fresh"));
    assert_eq!(world.reveal(&id, "refresh_token"), token("refresh", 1));
}

#[test]
fn between_the_steps_a_lock_or_a_restart_changes_nothing_and_both_ways_go_on() {
    let restarts: [fn(&mut World); 2] = [World::kill_worker, World::kill_browser];
    for restart in restarts {
        let (mut world, id) = waiting();
        world.does(UiRequest::VaultLock);
        restart(&mut world);
        is_left_alone(&mut world);
        assert_eq!(state(&mut world), Some(ScriptState::Waits));
        make(&mut world, &id);
        assert_eq!(value(&in_file(&world).0.credentials[0], "refresh_token"), Some(token("refresh", 0).as_str()));
        assert!(matches!(world.manage(moved(&id)), UiResponse::Done));
        restart(&mut world);
        world.unlock();
        assert_eq!(state(&mut world), Some(ScriptState::Moved));

        let (mut world, id) = waiting();
        restart(&mut world);
        come_due(&mut world);
        assert!(world.asked.is_empty());
        assert!(matches!(world.manage(undo(&id)), UiResponse::Done));
        assert_eq!(world.asked.len(), 1);
    }
}

#[test]
fn a_worker_killed_at_any_effect_of_the_first_step_never_leaves_a_file_that_the_vault_would_end() {
    for at in 0..40 {
        let (mut world, id) = rotating();
        world.kill_after = Some(world.performed + at);
        let answer = world.send(crate::common::surface("/manager.html"), Incoming::Ui(export(&id)));
        let whole = world.kill_after.take().is_some();
        world.kill_browser();
        come_due(&mut world);
        let held = state(&mut world) == Some(ScriptState::Waits);
        assert!(held || (answer.is_none() && world.files.is_empty()), "a file, and the vault goes on, after {at}");
        assert_eq!(world.asked.len(), usize::from(!held), "{at}");
        if held {
            make(&mut world, &id);
            assert!(matches!(world.manage(moved(&id)), UiResponse::Done));
        }
        if whole {
            return;
        }
    }
    panic!("more effects than kills");
}

#[test]
fn what_was_said_of_the_file_survives_a_sigkill_once_it_is_confirmed() {
    sigkill_at_every_effect(waiting, moved, |world| {
        let vault_has_it = has_refresh_token_here(world);
        let moved = state(world) == Some(ScriptState::Moved);
        assert_ne!(vault_has_it, moved, "half moved");
        moved
    });
    sigkill_at_every_effect(waiting, undo, |world| state(world) == Some(ScriptState::Move));
}

fn has_refresh_token_here(world: &mut World) -> bool {
    one(world).fields.iter().any(|field| field.field == "refresh_token")
}

#[test]
fn no_room_for_the_hold_makes_no_file() {
    let (mut world, id) = rotating();
    world.writes_fail.push_back(Some(StoreProblem::Full));
    assert_eq!(world.trouble_of(export(&id)), "storage-full");
    assert!(world.files.is_empty());
    assert_eq!(state(&mut world), Some(ScriptState::Move));
    make(&mut world, &id);
}

#[test]
fn a_backup_from_before_does_not_bring_the_token_back() {
    let (mut world, id) = rotating();
    let UiResponse::File { bytes, .. } = world.manage(UiRequest::Export { passphrase: passphrase(), cxf: false })
    else {
        panic!("no file")
    };
    world.now += MINUTE;
    make(&mut world, &id);
    world.manage(moved(&id));
    world.now += MINUTE;
    let apply = UiRequest::ImportApply {
        file: SecretText::new(bytes),
        name: "keyfob.age".to_owned(),
        passphrase: passphrase(),
        wanted: vec![0, 1],
    };
    assert_eq!(world.trouble_of(apply), "");
    assert_eq!(state(&mut world), Some(ScriptState::Moved));
    assert!(!has_refresh_token(&backup(&mut world)));
}

#[test]
fn a_backup_made_between_the_steps_does_not_take_the_token_away() {
    let (mut world, id) = waiting();
    let UiResponse::File { bytes, .. } = world.manage(UiRequest::Export { passphrase: passphrase(), cxf: false })
    else {
        panic!("no file")
    };
    let apply = UiRequest::ImportApply {
        file: SecretText::new(bytes),
        name: "keyfob.age".to_owned(),
        passphrase: passphrase(),
        wanted: vec![0, 1],
    };
    assert_eq!(world.trouble_of(apply), "");
    assert_eq!(world.reveal(&id, "refresh_token"), token("refresh", 0));
}

#[test]
fn a_long_lived_connection_is_copied_with_the_secret_of_its_app_and_stays() {
    let mut world = connected(0, true);
    let app = world.vault().summaries().next().unwrap().id;
    let (access, refresh) = (token("access", 0), token("refresh", 0));
    let mut stays = credential([1; 16], KIND, &[("access_token!", &access), ("refresh_token!", &refresh)]);
    stays.linked = Some(app);
    let (obtained, end) = (world.now, world.now + DAY);
    stays.care.connection = Some(Box::new(Connection {
        obtained,
        expires_at: Some(end),
        refresh: RefreshKind::LongLived,
        generation: 3,
        attempt: 0,
        failures: 0,
        retry: None,
        lease: None,
        hold: None,
        seed: 1,
    }));
    world.stuff(vec![stays]);
    let id = one(&mut world).id;
    assert_eq!(state(&mut world), Some(ScriptState::Copy));
    let before = world.store.clone();
    make(&mut world, &id);
    assert_eq!(world.store, before, "nothing has changed here");
    let (file, _) = in_file(&world);
    assert_eq!(
        (hold(&file.credentials[0]), value(&file.credentials[0], "refresh_token")),
        (None, Some(refresh.as_str()))
    );
    assert_eq!(value(&file.credentials[1], "client_secret"), Some("the app's own secret"));
    come_due(&mut world);
    assert_eq!(world.asked.len(), 1, "it is kept fresh here too");
}

#[test]
fn a_token_that_nobody_renews_is_copied_alone() {
    let mut world = World::with_vault();
    let access = token("access", 0);
    world.guard(&access);
    let kind = "constant-contact/v2-token";
    world.stuff(vec![credential([1; 16], kind, &[("access_token!", &access), ("api_key", "the-key")])]);
    let id = world.credential().id;
    assert_eq!(world.credential().script, Some(ScriptState::Copy));
    make(&mut world, &id);
    let (file, _) = in_file(&world);
    assert_eq!((file.credentials.len(), value(&file.credentials[0], "access_token")), (1, Some(access.as_str())));
    assert_eq!(world.trouble_of(moved(&id)), "stale", "there is nothing to move");
}

#[test]
fn what_cannot_be_handed_to_a_script_is_refused_and_nothing_is_held() {
    let (mut world, id) = rotating();
    let weak = UiRequest::ScriptExport { credential: id.clone(), passphrase: SecretText::new("short".to_owned()) };
    assert_eq!(world.trouble_of(weak), "weak-passphrase");
    come_due(&mut world);
    assert_eq!(world.trouble_of(export(&id)), "script-busy", "its answer would end the token that goes");
    world.answer(400, r#"{"error":"invalid_grant"}"#);
    assert_eq!(world.trouble_of(export(&id)), "script-held", "it has ended");
    let app = world.credentials().into_iter().find(|one| one.kind != KIND).unwrap();
    assert_eq!((app.script, world.trouble_of(export(&app.id))), (None, "not-found".to_owned()));

    let (mut world, id) = rotating();
    world.manage(UiRequest::Delete { credential: app.id.clone() });
    world.manage(UiRequest::Purge { credential: app.id });
    assert_eq!(world.trouble_of(export(&id)), "script-no-app");
    world.does(UiRequest::MarkOff { credential: id.clone(), off: true });
    assert_eq!((state(&mut world), world.trouble_of(export(&id))), (None, "not-found".to_owned()));
    assert!(world.files.is_empty());
}

#[test]
fn connecting_again_makes_a_connection_beside_the_scripts() {
    let (mut world, id) = waiting();
    world.manage(moved(&id));
    world.grant(&[AUTHZ]);
    world.does(UiRequest::OauthAgain { credential: id.clone() });
    let url = world.launched.last().unwrap().clone();
    let state_sent = url.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let to = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/constant-contact";
    let address = format!("{to}?code={}&state={state_sent}", ["the", "code"].concat());
    world.happens(Event::Redirected { result: Ok(SecretText::new(address)) });
    world.answer(200, &tokens(2));
    let connections: Vec<_> = world.credentials().into_iter().filter(|one| one.kind == KIND).collect();
    let states: Vec<_> = connections.iter().map(|one| (one.id == id, one.script)).collect();
    assert_eq!(states.len(), 2, "{states:?}");
    assert!(states.contains(&(true, Some(ScriptState::Moved))), "the script's stays the script's: {states:?}");
    assert!(states.contains(&(false, Some(ScriptState::Move))), "{states:?}");
}

/// Nothing is noted of a connection that has just been made by hand.
#[test]
fn a_connection_without_notes_counts_as_rotating() {
    let mut world = connected(0, false);
    let app = world.vault().summaries().next().unwrap().id;
    let fields = [("access_token!", token("access", 0)), ("refresh_token!", token("refresh", 0))];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut bare = credential([1; 16], KIND, &fields);
    (bare.linked, bare.care) = (Some(app), Care::default());
    world.stuff(vec![bare]);
    let id = one(&mut world).id;
    assert_eq!(state(&mut world), Some(ScriptState::Move));
    make(&mut world, &id);
    assert_eq!(hold(&in_file(&world).0.credentials[0]), Some(Hold::UsedByCron));
}
