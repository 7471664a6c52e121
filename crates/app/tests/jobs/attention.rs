//! What needs attention: one list, by time and by use, and nothing twice.

use crate::common::{World, credential};
use crate::fill::{plan, ready};
use keyfob_protocol::ui::{AttentionView, UiRequest};
use keyfob_vault::Credential;

const DAY: u64 = 86_400_000;

fn ending(days: u64) -> World {
    let mut world = World::with_vault();
    let end = world.now + days * DAY;
    let fields = [("site_key", "a"), ("secret_key!", "the other half of it")];
    world.stuff(vec![Credential { expires_at: Some(end), ..credential([1; 16], "hcaptcha/keys", &fields) }]);
    world
}

fn list(world: &mut World) -> Vec<AttentionView> {
    world.view().attention
}

#[test]
fn an_end_is_said_at_thirty_seven_and_one_day_and_when_it_is_over() {
    let mut world = ending(40);
    let said = |world: &mut World| -> Vec<(String, Vec<String>, bool)> {
        let of_end = |one: &AttentionView| one.code.starts_with("expire");
        list(world).into_iter().filter(of_end).map(|one| (one.code, one.args, one.urgent)).collect()
    };
    assert!(said(&mut world).is_empty());
    let mut on = |days: u64| {
        world.now += days * DAY;
        world.unlock();
        let found = said(&mut world);
        assert_eq!(found.len(), 1);
        // Put away, it stays away until the next stage.
        let warning = list(&mut world).into_iter().find(|one| one.code == found[0].0).unwrap();
        world.does(UiRequest::Dismiss { credential: warning.credential, warning: warning.warning });
        assert!(said(&mut world).is_empty());
        found.into_iter().next().unwrap()
    };
    assert_eq!(on(10), ("expires".to_owned(), vec!["30".to_owned()], false));
    assert_eq!(on(23), ("expires".to_owned(), vec!["7".to_owned()], true));
    assert_eq!(on(6), ("expires".to_owned(), vec!["1".to_owned()], true));
    assert_eq!(on(1), ("expired".to_owned(), Vec::new(), true));
}

#[test]
fn unused_for_ninety_days_and_a_warning_of_another_credential_puts_nothing_away() {
    let mut world = ending(4000);
    world.now += 89 * DAY;
    world.unlock();
    assert!(list(&mut world).iter().all(|one| one.code != "unused"));
    world.now += DAY;
    world.unlock();
    let found = list(&mut world).into_iter().find(|one| one.code == "unused").unwrap();
    assert_eq!((found.args.as_slice(), found.urgent), (["90".to_owned()].as_slice(), false));
    world.does(UiRequest::Dismiss { credential: found.credential, warning: "expired/1".to_owned() });
    assert!(list(&mut world).iter().any(|one| one.code == "unused"));
}

#[test]
fn a_key_that_would_serve_a_second_site_is_said_before_the_fill_and_after() {
    let (mut world, _, _) = ready();
    let shown = plan(&mut world);
    assert!(shown.asks[0].reused.is_empty());
    world.ask(UiRequest::FillConfirm { plan: shown.id });
    let mut other = crate::fill::settings("https://florist.example/wp-admin/admin.php?page=mailchimp-for-wp");
    other.nonce = "n2".to_owned();
    world.page = Some(("doc2".to_owned(), other));
    let shown = plan(&mut world);
    let ask = &shown.asks[0];
    let bakery = ask.credentials.iter().find(|one| !one.uses.is_empty()).unwrap().id.clone();
    world.does(UiRequest::FillChoose { plan: shown.id.clone(), kind: ask.kind.clone(), credential: bakery.clone() });
    let shown = world.view().page.unwrap().plan.unwrap();
    assert_eq!(shown.asks[0].reused.len(), 1);
    assert_eq!(shown.asks[0].reused[0].site, "https://bakery.example");
    world.ask(UiRequest::FillConfirm { plan: shown.id });
    let reuse = list(&mut world).into_iter().find(|one| one.code == "reuse").unwrap();
    assert_eq!((reuse.credential, reuse.args), (bakery, vec!["2".to_owned()]));
}
