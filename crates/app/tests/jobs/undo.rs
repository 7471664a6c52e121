//! Undoing a fill: what was there comes back, and what was recorded of the fill goes.

use crate::common::{MINUTE, NOW, World};
use crate::fill::{PAGE, plan, ready, settings};
use keyfob_protocol::ui::{FilledView, PlanView, UiRequest, UiResponse, UseView};

fn fill(world: &mut World, shown: &PlanView) -> FilledView {
    match world.ask(UiRequest::FillConfirm { plan: shown.id.clone() }) {
        UiResponse::Filled { filled } => filled,
        other => panic!("{other:?}"),
    }
}

fn undo(shown: &PlanView) -> UiRequest {
    UiRequest::UndoFill { plan: shown.id.clone() }
}

fn uses(world: &mut World) -> Vec<UseView> {
    world.credentials().into_iter().flat_map(|credential| credential.uses).collect()
}

#[test]
fn what_was_there_comes_back_and_the_use_is_forgotten() {
    let (mut world, ..) = ready();
    let shown = plan(&mut world);
    assert_eq!(world.fails(undo(&shown)), "undo-over", "nothing is filled yet");
    assert!(fill(&mut world, &shown).undo);
    assert_eq!(uses(&mut world).len(), 1);
    // A killed worker does not matter.
    world.kill_worker();
    let UiResponse::Filled { filled } = world.ask(undo(&shown)) else { panic!("not undone") };
    assert_eq!((filled.undone, filled.left.len(), filled.undo), (vec!["API Key".to_owned()], 0, false));
    assert!(uses(&mut world).is_empty());
    assert_eq!(world.fails(undo(&shown)), "undo-over", "once");
}

#[test]
fn a_use_that_was_known_before_gets_its_old_date_back() {
    let (mut world, ..) = ready();
    let shown = plan(&mut world);
    fill(&mut world, &shown);
    world.now += MINUTE;
    let shown = plan(&mut world);
    fill(&mut world, &shown);
    assert_eq!(uses(&mut world)[0].at, NOW + MINUTE);
    assert!(matches!(world.ask(undo(&shown)), UiResponse::Filled { .. }));
    assert_eq!(uses(&mut world).iter().map(|used| used.at).collect::<Vec<_>>(), [NOW]);
}

#[test]
fn what_is_not_put_back_is_named_and_stays_recorded() {
    for (why, code) in [("secret", "left_secret"), ("changed", "left_changed"), ("__proto__", "left_changed")] {
        let (mut world, ..) = ready();
        let shown = plan(&mut world);
        fill(&mut world, &shown);
        world.not_undone = vec![(1, why)];
        let UiResponse::Filled { filled } = world.ask(undo(&shown)) else { panic!("no answer") };
        assert!(filled.undone.is_empty());
        assert_eq!((filled.left[0].control.as_str(), filled.left[0].why.code.as_str()), ("API Key", code));
        assert_eq!(uses(&mut world).len(), 1);
    }
}

#[test]
fn after_ten_minutes_or_on_another_page_there_is_nothing_to_undo() {
    let (mut world, ..) = ready();
    let shown = plan(&mut world);
    fill(&mut world, &shown);
    world.now += keyfob_app::UNDO_FOR;
    assert_eq!(world.fails(undo(&shown)), "undo-over");

    let leave: [fn(&mut World); 2] = [
        |world| world.page = Some(("another".to_owned(), settings(PAGE))),
        |world| {
            world.happens(keyfob_app::Event::TabClosed { tab: 1 });
        },
    ];
    for leave in leave {
        let (mut world, ..) = ready();
        let shown = plan(&mut world);
        fill(&mut world, &shown);
        leave(&mut world);
        assert_eq!(world.fails(undo(&shown)), "undo-over");
        assert_eq!(uses(&mut world).len(), 1, "it may have been saved");
    }
}
