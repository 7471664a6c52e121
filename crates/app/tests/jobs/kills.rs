//! The worker is killed after every single effect of a job, and the job goes on: nothing that was confirmed is lost,
//! nothing is there twice.

use crate::common::{NOW, Portal, World};
use crate::guide::{guiding, key, show};
use crate::inbox::{begin, is_whole, my_keys, token_window};
use keyfob_app::{Incoming, Outgoing};
use keyfob_protocol::SecretText;
use keyfob_protocol::ui::{JobView, Stage, UiRequest, UiResponse, VaultView, View};

/// What the person does until the job is done. Every line may be done again after a kill.
type Line = fn(&mut World) -> bool;

fn keep_what_waits(world: &mut World) -> bool {
    let Some(held) = world.view_if_alive().and_then(|view| view.held.into_iter().next()) else { return false };
    world.try_ask(UiRequest::Keep { held: held.id, label: held.label }).is_some()
}

fn kept(world: &mut World, field: usize) -> bool {
    world.view_if_alive().and_then(|view| view.job).is_some_and(|job| job.fields[field].kept)
}

/// The portal's page is still open: shown and kept, until the job says that it is kept.
fn keep_key(world: &mut World) -> bool {
    kept(world, 0) || (my_keys(world).is_some() && keep_what_waits(world))
}

fn keep_token(world: &mut World) -> bool {
    kept(world, 1) || (token_window(world).is_some() && keep_what_waits(world))
}

fn lock(world: &mut World) -> bool {
    world.try_ask(UiRequest::VaultLock).is_some()
}

fn unlock(world: &mut World) -> bool {
    world
        .try_ask(UiRequest::VaultUnlock { passphrase: SecretText::new(crate::common::PASSPHRASE.to_owned()) })
        .is_some()
}

/// Runs the lines; a line that was cut off by a kill is done again.
fn run(world: &mut World, lines: &[Line]) {
    for line in lines {
        let mut tries = 0;
        while !line(world) {
            tries += 1;
            assert!(tries < 4, "the job does not go on");
        }
    }
}

/// Runs the job once undisturbed, then once for each of its effects with a kill behind it.
fn at_every_effect(start: fn() -> World, lines: &[Line], check: fn(&mut World)) {
    let mut world = start();
    let from = world.performed;
    run(&mut world, lines);
    let effects = world.performed - from;
    check(&mut world);
    assert!(effects > 10, "{effects}");
    for at in 0..=effects {
        let mut world = start();
        world.kill_after = Some(world.performed + at);
        run(&mut world, lines);
        world.kill_after = None;
        // A worker that was killed before it merged does so as soon as it wakes up.
        if !matches!(world.view().vault, VaultView::Open { .. }) {
            world.unlock();
        }
        check(&mut world);
    }
}

fn whole(world: &mut World) {
    assert_eq!(world.in_inbox(), 0);
    assert_eq!(world.view().inbox, 0);
    assert!(world.view().held.is_empty());
    is_whole(world, NOW);
}

#[test]
fn two_halves_with_an_open_vault() {
    at_every_effect(begin, &[keep_key, keep_token], whole);
}

#[test]
fn two_halves_locked_in_between() {
    at_every_effect(begin, &[keep_key, lock, keep_token, unlock], whole);
}

#[test]
fn two_halves_with_a_locked_vault() {
    at_every_effect(begin, &[lock, keep_key, keep_token, unlock], whole);
}

#[test]
fn a_vault_that_is_being_made() {
    let make: Line = |world| {
        let passphrase = SecretText::new(crate::common::PASSPHRASE.to_owned());
        matches!(world.view_if_alive().map(|view| view.vault), Some(VaultView::Locked { .. } | VaultView::Open { .. }))
            || world.try_ask(UiRequest::VaultCreate { passphrase }).is_some()
    };
    for at in 0..12 {
        let mut world = World::default();
        world.kill_after = Some(at);
        run(&mut world, &[make, unlock]);
        world.kill_after = None;
        assert!(matches!(world.view().vault, VaultView::Open { .. }));
        assert!(world.credentials().is_empty());
    }
}

#[test]
fn a_kept_key_survives_a_sigkill_at_once() {
    let (mut world, mut portal) = guiding();
    let shown = key("0123456789abcdef");
    show(&mut world, &mut portal, &shown);
    let held = world.waiting();
    world.keep(&held);
    world.kill_browser();
    assert!(matches!(world.view().vault, VaultView::Locked { .. }));
    world.unlock();
    let id = world.credential().id;
    assert_eq!(world.reveal(&id, "api_key"), shown);
}

#[test]
fn a_started_guide_survives_from_the_moment_it_is_answered() {
    for at in 0..40 {
        let mut world = World::with_vault();
        world.kill_after = Some(world.performed + at);
        let started = world.try_ask(UiRequest::GuideStart {
            kind: crate::guide::MAILCHIMP.to_owned(),
            client: String::new(),
            site: String::new(),
            integration: String::new(),
            tab: None,
            replaces: String::new(),
        });
        let (answered, whole) = (started.is_some(), world.kill_after.is_some());
        world.kill_after = None;
        world.kill_worker();
        assert!(!answered || world.view().job.is_some(), "answered, and lost after {at} effects");
        if answered {
            // Whatever was cut off: opening the portal again puts it right.
            world.grant(crate::guide::HOSTS);
            world.does(UiRequest::GuideOpen);
            assert_eq!(world.registered, crate::guide::HOSTS);
        }
        if whole {
            break;
        }
    }
}

/// A panel as it behaves: it asks after every notice, and again while it gets no answer.
#[derive(Default)]
struct Panel {
    heard: usize,
    view: Option<View>,
}

impl Panel {
    fn follows(&mut self, world: &mut World) {
        for _ in 0..8 {
            if self.view.is_some() && self.heard == world.notices {
                return;
            }
            let heard = world.notices;
            if let Some(view) = world.view_if_alive() {
                (self.heard, self.view) = (heard, Some(view));
            }
        }
        assert_eq!(self.heard, world.notices, "the panel never comes to rest");
    }

    fn job(&self) -> Option<&JobView> {
        self.view.as_ref()?.job.as_ref()
    }
}

/// What a page's script asks until it is answered.
fn until_answered<T>(mut ask: impl FnMut() -> Option<T>) -> T {
    let answered = (0..4).find_map(|_| ask());
    answered.expect("the page is never answered")
}

#[test]
fn the_panel_comes_to_the_portals_step_whenever_the_worker_is_killed() {
    let mut whole = false;
    for at in 0..80 {
        let mut world = World::with_vault();
        let mut panel = Panel::default();
        world.start(crate::guide::MAILCHIMP);
        panel.follows(&mut world);
        world.kill_after = Some(world.performed + at);
        // The browser says once that the person allowed the hosts.
        world.grant(crate::guide::HOSTS);
        panel.follows(&mut world);
        if panel.job().is_some_and(|job| job.stage == Stage::Permission) {
            // The panel looks by itself while it waits.
            panel.view = None;
            panel.follows(&mut world);
        }
        assert_eq!(panel.job().map(|job| job.stage), Some(Stage::Guiding), "{at}");
        assert_eq!(world.registered, crate::guide::HOSTS, "{at}");
        let mut portal = until_answered(|| Portal::load(&mut world, 7, "d1", "https://us21.admin.mailchimp.com/"));
        until_answered(|| portal.try_report(&mut world, &[], &["link Campaigns", "button Profile menu"], &[]));
        panel.follows(&mut world);
        assert_eq!(panel.job().and_then(|job| job.at), Some(1), "{at}");
        whole = world.kill_after.is_some();
        if whole {
            break;
        }
    }
    assert!(whole, "more effects than kills");
}

/// A request of the manager, then the whole browser is killed: once for every effect. What was answered holds after
/// the restart; what was not either holds or can be asked again; nothing else has changed.
pub fn sigkill_at_every_effect(
    prepare: fn() -> (World, String),
    request: fn(&str) -> UiRequest,
    holds: fn(&mut World) -> bool,
) {
    let mut confirmed = 0;
    for at in 0..40 {
        let (mut world, id) = prepare();
        let before = world.credentials().len();
        assert!(!holds(&mut world), "it has not been asked for yet");
        world.kill_after = Some(world.performed + at);
        let answer = world.send(crate::common::surface("/manager.html"), Incoming::Ui(request(&id)));
        let whole = world.kill_after.is_some();
        world.kill_browser();
        world.kill_after = None;
        world.unlock();
        match answer {
            Some(Outgoing::Ui(UiResponse::Error { error })) => panic!("refused: {}", error.code),
            Some(_) => {
                confirmed += 1;
                assert!(holds(&mut world), "confirmed, and lost after {at} effects");
            }
            None if holds(&mut world) => {}
            None => {
                assert_eq!(world.credentials().len(), before, "half done after {at} effects");
                let again = world.manage(request(&id));
                assert!(!matches!(again, UiResponse::Error { .. }), "{again:?}");
                assert!(holds(&mut world));
            }
        }
        if whole {
            break;
        }
    }
    assert!(confirmed > 0, "never answered within the kills");
}

/// Two credentials; the first of the list is the one that is dealt with.
fn two_keys() -> (World, String) {
    let (mut world, _, _) = crate::fill::ready();
    let id = world.credentials()[0].id.clone();
    (world, id)
}

fn trashed() -> (World, String) {
    let (mut world, id) = two_keys();
    world.manage(delete(&id));
    (world, id)
}

fn delete(id: &str) -> UiRequest {
    UiRequest::Delete { credential: id.to_owned() }
}

fn in_trash(world: &mut World) -> usize {
    match world.manage(UiRequest::List { query: String::new(), offset: 0, limit: 9, trashed: true }) {
        UiResponse::List { credentials, .. } => credentials.len(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_edit_survives_a_sigkill_once_it_is_confirmed() {
    let edit = |id: &str| UiRequest::Edit {
        credential: id.to_owned(),
        label: "Another name".to_owned(),
        client: "Florist".to_owned(),
    };
    sigkill_at_every_effect(two_keys, edit, |world| {
        let edited: Vec<_> = world.credentials().into_iter().filter(|one| one.label == "Another name").collect();
        assert!(edited.iter().all(|one| one.client == "Florist"), "half an edit");
        edited.len() == 1
    });
}

#[test]
fn a_deletion_survives_a_sigkill_once_it_is_confirmed() {
    sigkill_at_every_effect(two_keys, delete, |world| {
        let (listed, trashed) = (world.credentials().len(), in_trash(world));
        assert_eq!(listed + trashed, 2, "neither listed nor in the trash, or both");
        trashed == 1
    });
}

#[test]
fn what_is_taken_out_of_the_trash_survives_a_sigkill_once_it_is_confirmed() {
    let restore = |id: &str| UiRequest::Restore { credential: id.to_owned() };
    sigkill_at_every_effect(trashed, restore, |world| world.credentials().len() == 2 && in_trash(world) == 0);
}

#[test]
fn a_deletion_for_good_survives_a_sigkill_once_it_is_confirmed() {
    let purge = |id: &str| UiRequest::Purge { credential: id.to_owned() };
    sigkill_at_every_effect(trashed, purge, |world| {
        assert_eq!(world.credentials().len(), 1, "the other one stays");
        in_trash(world) == 0
    });
}

#[test]
fn a_use_survives_a_sigkill_once_the_fill_is_confirmed() {
    let uses = |world: &mut World| world.credentials().iter().map(|one| one.uses.len()).sum::<usize>();
    let mut confirmed = 0;
    for at in 0..40 {
        let (mut world, mine, _) = crate::fill::ready();
        let plan = crate::fill::plan(&mut world);
        world.kill_after = Some(world.performed + at);
        let answer = world.try_ask(UiRequest::FillConfirm { plan: plan.id });
        let whole = world.kill_after.is_some();
        world.kill_browser();
        world.kill_after = None;
        world.unlock();
        if let Some(answer) = answer {
            assert!(matches!(answer, UiResponse::Filled { .. }), "{answer:?}");
            confirmed += 1;
            assert_eq!(uses(&mut world), 1, "confirmed, and the use is lost after {at} effects");
        }
        // Filled again from the start: the right value, and one use, not two.
        let plan = crate::fill::plan(&mut world);
        let again = world.ask(UiRequest::FillConfirm { plan: plan.id });
        assert!(matches!(again, UiResponse::Filled { .. }), "{again:?}");
        assert_eq!(world.filled.last().map(|order| order.values[0].value.expose().to_owned()), Some(mine));
        assert_eq!(uses(&mut world), 1);
        if whole {
            break;
        }
    }
    assert!(confirmed > 0, "never answered within the kills");
}
