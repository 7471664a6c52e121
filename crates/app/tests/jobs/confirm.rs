//! What a form made of a fill, and pages that change while their plan is shown.

use crate::common::{MINUTE, NOW, World, script};
use crate::fill::{PAGE, plan, ready, settings};
use keyfob_app::{Event, Incoming, Outgoing};
use keyfob_protocol::page::{Notice, Order, PageRequest, Snapshot};
use keyfob_protocol::ui::{FilledView, Look, Outcome, PlanView, UiRequest, UiResponse, View};

fn filled() -> (World, PlanView) {
    let (mut world, ..) = ready();
    let shown = plan(&mut world);
    let answer = world.ask(UiRequest::FillConfirm { plan: shown.id.clone() });
    assert!(matches!(answer, UiResponse::Filled { .. }), "{answer:?}");
    (world, shown)
}

/// The page script of tab 1 says that its form changed; whether it goes on.
fn changed(world: &mut World, document: &str, nonce: &str) -> bool {
    let body = Incoming::Page(PageRequest::FormChanged { nonce: nonce.to_owned() });
    let answer = world.send(script(1, document, PAGE), body).unwrap();
    let Outgoing::Page(order) = answer else { panic!("{answer:?}") };
    order != Order::End
}

fn edit(world: &mut World, change: impl FnOnce(&mut Snapshot)) {
    change(&mut world.page.as_mut().unwrap().1);
}

fn notice(tone: &str, text: &str) -> Notice {
    Notice { tone: tone.to_owned(), text: text.to_owned() }
}

fn shown(world: &mut World) -> PlanView {
    let surface = keyfob_protocol::ui::Surface::Popup;
    let UiResponse::View { view } = world.ask(UiRequest::View { surface, tab: Some(1) }) else { panic!("no view") };
    let View { page, .. } = *view;
    page.unwrap().plan.unwrap()
}

/// What the vault says became of the uses.
fn outcomes(world: &mut World) -> Vec<Outcome> {
    world.credentials().into_iter().flat_map(|one| one.uses).map(|used| used.outcome).collect()
}

#[test]
fn a_page_that_comes_back_with_the_field_masked_has_taken_it() {
    let (mut world, first) = filled();
    assert_eq!(outcomes(&mut world), [Outcome::Unknown]);
    // A killed worker loses nothing.
    world.kill_worker();
    let mut page = settings(PAGE);
    (page.controls[1].state, page.controls[1].length, page.nonce) = ("masked".to_owned(), 12, "n2".to_owned());
    world.page = Some(("doc2".to_owned(), page));
    world.happens(Event::TabLoaded { tab: 1 });
    assert_eq!(outcomes(&mut world), [Outcome::Taken]);
    let filled = shown(&mut world).filled.unwrap();
    assert_eq!((filled.outcome, filled.undo), (Outcome::Taken, false));
    // Another look changes nothing, and the next plan of this page says it.
    world.now += MINUTE;
    let next = plan(&mut world);
    assert_ne!(next.id, first.id);
    let last = next.last.unwrap();
    assert_eq!((last.at, last.outcome), (NOW, Outcome::Taken));
}

#[test]
fn a_new_address_in_the_same_document_proves_nothing() {
    let (mut world, _) = filled();
    edit(&mut world, |page| (page.controls[1].state, page.controls[1].length) = ("filled".to_owned(), 37));
    world.happens(Event::TabLoaded { tab: 1 });
    assert_eq!(outcomes(&mut world), [Outcome::Unknown]);
    assert!(shown(&mut world).filled.unwrap().undo);
}

#[test]
fn a_notice_tells_without_the_page_being_loaded_anew() {
    for (tone, outcome, words) in
        [("good", Outcome::Taken, ""), ("bad", Outcome::Refused, "This key is wrong."), ("plain", Outcome::Unknown, "")]
    {
        let (mut world, _) = filled();
        edit(&mut world, |page| page.notices.push(notice(tone, "This key is wrong.")));
        assert!(changed(&mut world, "doc", "n1"), "it goes on");
        assert_eq!(outcomes(&mut world), [outcome], "{tone}");
        let filled = shown(&mut world).filled.unwrap();
        assert_eq!((filled.outcome, filled.words.as_str()), (outcome, words));
        assert_eq!(changed(&mut world, "doc", "n1"), outcome == Outcome::Unknown, "the script ends with its task");
    }
}

#[test]
fn a_page_that_cannot_be_seen_after_saving_is_judged_when_it_is_opened_again() {
    let (mut world, _) = filled();
    let saved = world.page.take();
    world.happens(Event::TabLoaded { tab: 1 });
    assert_eq!(outcomes(&mut world), [Outcome::Unknown]);
    world.page = saved.map(|(_, page)| ("doc2".to_owned(), page));
    edit(&mut world, |page| (page.controls[1].state, page.controls[1].length) = ("filled".to_owned(), 37));
    world.now += 60 * MINUTE;
    world.unlock();
    assert_eq!(plan(&mut world).last.unwrap().outcome, Outcome::Taken);
    assert_eq!(outcomes(&mut world), [Outcome::Taken]);

    // Not after a day, and not by another page.
    for (later, url) in [(25 * 60 * MINUTE, PAGE), (0, "https://bakery.example/wp-admin/options.php")] {
        let (mut world, _) = filled();
        let mut page = settings(url);
        (page.controls[1].state, page.controls[1].length) = ("filled".to_owned(), 37);
        world.page = Some(("doc2".to_owned(), page));
        world.now += later;
        world.unlock();
        plan(&mut world);
        assert_eq!(outcomes(&mut world), [Outcome::Unknown], "{url}");
    }
}

/// In a browser whose leave to see a page ends with the document.
fn forgetful() -> World {
    let (mut world, ..) = ready();
    world.until_reload = true;
    world.kill_worker();
    world.unlock();
    world
}

fn fill_here(world: &mut World) -> (String, FilledView) {
    let shown = plan(world);
    let answer = world.ask(UiRequest::FillConfirm { plan: shown.id.clone() });
    let UiResponse::Filled { filled } = answer else { panic!("{answer:?}") };
    (shown.id, filled)
}

fn saved_elsewhere(world: &mut World, document: &str) {
    let mut page = settings(PAGE);
    (page.controls[1].state, page.controls[1].length) = ("filled".to_owned(), 37);
    world.page = Some((document.to_owned(), page));
}

#[test]
fn to_look_by_itself_is_offered_once_and_works_from_then_on() {
    let mut world = forgetful();
    let (id, filled) = fill_here(&mut world);
    assert_eq!((filled.look, filled.hosts), (Look::Offered, vec!["https://bakery.example/*".to_owned()]));
    // Told by the browser, whatever became of the surface that asked.
    world.grant(&["https://bakery.example/*"]);
    let told = shown(&mut world);
    assert_eq!((told.id, told.filled.unwrap().look), (id, Look::ByItself));
    saved_elsewhere(&mut world, "doc2");
    world.happens(Event::TabLoaded { tab: 1 });
    assert_eq!(outcomes(&mut world), [Outcome::Taken]);
    let (_, again) = fill_here(&mut world);
    assert_eq!((again.look, again.hosts.len()), (Look::ByItself, 0));
}

#[test]
fn an_offer_that_was_refused_comes_never_again_and_the_fill_stays_unconfirmed() {
    let mut world = forgetful();
    let (id, _) = fill_here(&mut world);
    let refuse = UiRequest::LookRefuse { plan: id };
    let answer = world.ask(refuse.clone());
    assert!(
        matches!(&answer, UiResponse::Filled { filled } if filled.look == Look::WhenOpened && filled.hosts.is_empty())
    );
    assert_eq!(world.fails(refuse), "not-found");
    // The page that comes back cannot be seen.
    world.page = None;
    world.happens(Event::TabLoaded { tab: 1 });
    assert_eq!(outcomes(&mut world), [Outcome::Unknown]);

    // Not even after the browser was closed.
    world.kill_browser();
    world.unlock();
    saved_elsewhere(&mut world, "doc3");
    let (id, again) = fill_here(&mut world);
    assert_eq!(again.look, Look::WhenOpened);
    // Nor once that one is undone.
    assert!(matches!(world.ask(UiRequest::UndoFill { plan: id }), UiResponse::Filled { .. }));
    assert_eq!(fill_here(&mut world).1.look, Look::WhenOpened);
}

#[test]
fn nothing_is_offered_where_it_changes_nothing() {
    let (mut world, ..) = ready();
    assert_eq!(fill_here(&mut world).1.look, Look::ByItself, "the leave lasts");

    let mut world = forgetful();
    world.grant(&["https://bakery.example/*"]);
    assert_eq!(fill_here(&mut world).1.look, Look::ByItself, "granted before");

    let mut world = forgetful();
    world.page = Some((String::new(), settings(PAGE)));
    assert_eq!(fill_here(&mut world).1.look, Look::WhenOpened, "a new document is not told from the old one");
    world.grant(&["https://bakery.example/*"]);
    saved_elsewhere(&mut world, "");
    world.happens(Event::TabLoaded { tab: 1 });
    assert_eq!(outcomes(&mut world), [Outcome::Unknown]);
}

#[test]
fn another_page_at_the_same_path_is_another_page() {
    let (mut world, _) = filled();
    let mut page = settings(PAGE);
    page.screen = "toplevel_page_other".to_owned();
    page.notices.push(notice("bad", "This key is wrong."));
    world.page = Some(("doc2".to_owned(), page));
    assert_eq!(plan(&mut world).last, None);
    assert_eq!(outcomes(&mut world), [Outcome::Unknown]);
}

#[test]
fn what_another_page_of_the_site_says_is_no_word_on_the_fill() {
    let (mut world, _) = filled();
    let mut page = settings("https://bakery.example/wp-admin/plugins.php");
    page.controls.clear();
    page.notices.push(notice("bad", "An update failed."));
    world.page = Some(("doc2".to_owned(), page));
    world.happens(Event::TabLoaded { tab: 1 });
    assert_eq!(outcomes(&mut world), [Outcome::Unknown]);

    let mut page = settings(PAGE);
    page.controls[1].state = "masked".to_owned();
    world.page = Some(("doc3".to_owned(), page));
    world.happens(Event::TabLoaded { tab: 1 });
    assert_eq!(outcomes(&mut world), [Outcome::Taken], "the fill was still open");
}

#[test]
fn what_was_undone_is_judged_no_more() {
    let (mut world, shown) = filled();
    assert!(matches!(world.ask(UiRequest::UndoFill { plan: shown.id }), UiResponse::Filled { .. }));
    edit(&mut world, |page| page.notices.push(notice("good", "Saved.")));
    assert!(!changed(&mut world, "doc", "n1"));
    assert!(outcomes(&mut world).is_empty());
}

#[test]
fn a_plan_follows_its_page_until_it_is_filled() {
    let (mut world, ..) = ready();
    let key = world.page.as_mut().unwrap().1.controls.remove(1);
    let first = plan(&mut world);
    assert!(first.fills.is_empty());
    assert_eq!(world.watched, [(1, "doc".to_owned())]);

    // The field comes later: the plan that is shown is another, of the same task.
    edit(&mut world, |page| (page.controls, page.nonce) = (vec![page.controls[0].clone(), key], "n2".to_owned()));
    assert!(changed(&mut world, "doc", "n1"));
    let second = shown(&mut world);
    assert_eq!((second.fills.len(), &second.task), (1, &first.task));
    assert_ne!(second.id, first.id);
    assert_eq!(world.fails(UiRequest::FillConfirm { plan: first.id }), "page-changed");

    // A change that says the same leaves the plan, and what is filled is what is there now.
    edit(&mut world, |page| page.nonce = "n3".to_owned());
    assert!(changed(&mut world, "doc", "n2"));
    assert_eq!(shown(&mut world).id, second.id);
    assert!(matches!(world.ask(UiRequest::FillConfirm { plan: second.id.clone() }), UiResponse::Filled { .. }));
    assert_eq!(world.filled.last().unwrap().nonce, "n3");

    // What is filled is never exchanged.
    edit(&mut world, |page| drop(page.controls.pop()));
    assert!(changed(&mut world, "doc", "n3"));
    assert_eq!(shown(&mut world).id, second.id);
}

#[test]
fn a_choice_survives_a_change_of_the_page() {
    let (mut world, _, other) = ready();
    let first = plan(&mut world);
    let credential = first.asks[0].credentials[1].id.clone();
    let kind = first.asks[0].kind.clone();
    world.does(UiRequest::FillChoose { plan: first.id, kind, credential });
    edit(&mut world, |page| (page.controls[1].state, page.nonce) = ("masked".to_owned(), "n2".to_owned()));
    assert!(changed(&mut world, "doc", "n1"));
    let second = shown(&mut world);
    assert!(second.fills[0].replaces);
    assert!(matches!(world.ask(UiRequest::FillConfirm { plan: second.id }), UiResponse::Filled { .. }));
    assert_eq!(world.filled[0].values[0].value.expose(), other);
}

#[test]
fn only_the_document_of_a_plan_is_heard_with_its_nonce_and_in_time() {
    let (mut world, ..) = ready();
    assert!(!changed(&mut world, "doc", "n1"), "nothing is watched");
    plan(&mut world);
    for (tab, document, url, nonce) in [
        (1, "doc", PAGE, "n2"),
        (1, "doc", PAGE, ""),
        (1, "other", PAGE, "n1"),
        (2, "doc", PAGE, "n1"),
        (1, "doc", "https://bakery.example.evil.example/", "n1"),
    ] {
        let body = Incoming::Page(PageRequest::FormChanged { nonce: nonce.to_owned() });
        let answer = world.send(script(tab, document, url), body).unwrap();
        assert!(matches!(answer, Outgoing::Page(Order::End)), "{answer:?}");
    }
    assert!(changed(&mut world, "doc", "n1"));
    world.now += 3 * MINUTE;
    assert!(!changed(&mut world, "doc", "n1"));
}
