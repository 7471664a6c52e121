//! Refreshing whatever happens in whatever order: answers late, twice or never, workers that die, clocks that jump,
//! a store that is slow.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod common;

use common::{DAY, Fate, NOW, SECOND, TIMEOUT, World};
use keyfob_oauth::{HOST_LIMIT, Hold, LIMIT};
use proptest::prelude::*;

#[derive(Debug, Clone, Copy)]
enum Happens {
    Wakes,
    Serves(usize, Fate),
    Delivers(usize),
    DeliversTwice(usize),
    Stores(usize),
    Dies,
    Passes(u64),
    JumpsBack(u64),
    Online(usize),
}

fn happens() -> impl Strategy<Value = Happens> {
    let at = 0..4_usize;
    let fate = prop_oneof![
        4 => Just(Fate::Good),
        1 => Just(Fate::Swallowed),
        1 => Just(Fate::Busy),
        1 => Just(Fate::Garbled),
        1 => Just(Fate::Offline)
    ];
    prop_oneof![
        6 => Just(Happens::Wakes),
        6 => (at.clone(), fate).prop_map(|(at, fate)| Happens::Serves(at, fate)),
        5 => at.clone().prop_map(Happens::Delivers),
        2 => at.clone().prop_map(Happens::DeliversTwice),
        5 => at.clone().prop_map(Happens::Stores),
        1 => Just(Happens::Dies),
        5 => prop_oneof![0..TIMEOUT, 0..3600 * SECOND, 0..40 * DAY].prop_map(Happens::Passes),
        1 => prop_oneof![0..3600 * SECOND, 0..400 * DAY].prop_map(Happens::JumpsBack),
        1 => at.prop_map(Happens::Online),
    ]
}

fn run(world: &mut World, life: u64, events: &[Happens]) {
    for event in events {
        match *event {
            Happens::Wakes => drop(world.wake()),
            Happens::Serves(at, fate) => world.serve(at, fate, life),
            Happens::Delivers(at) => world.deliver(at, false),
            Happens::DeliversTwice(at) => world.deliver(at, true),
            Happens::Stores(at) => world.store(at),
            Happens::Dies => world.kill(),
            Happens::Passes(by) => world.pass(true, by),
            Happens::JumpsBack(by) => world.pass(false, by),
            Happens::Online(at) => {
                if let Some(kept) = world.kept.get_mut(at) {
                    kept.connection.try_again();
                    world.disturbed[at] = true;
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_events_breaks_a_connection(
        life in prop_oneof![Just(1_u64), Just(60), Just(1800), Just(86_400)],
        events in prop::collection::vec(happens(), 0..120),
    ) {
        let mut world = World::new(&["a", "a", "b", "a"], life);
        run(&mut world, life, &events);
        // What was on its way comes to its end, and what has arrived is stored.
        while !world.wire.is_empty() {
            world.serve(0, Fate::Good, life);
            world.deliver(0, false);
        }
        while !world.unstored.is_empty() {
            world.store(0);
        }
        let (before, sent): (u64, Vec<u32>) = (world.now, world.kept.iter().map(|kept| kept.sent).collect());
        let requests = world.quiet(2 * DAY, 86_400);
        for (place, kept) in world.kept.iter().enumerate() {
            if kept.connection.hold == Some(Hold::ConnectAgain) {
                prop_assert!(kept.sent - sent[place] <= 1, "a lost token was tried more than once");
            } else {
                prop_assert!(kept.sent > sent[place] && kept.connection.obtained >= before, "forgotten: {:?}", kept.connection);
                prop_assert!(kept.connection.is_usable(world.now));
            }
        }
        prop_assert!(requests <= 4 * 5, "{requests} requests in two days");
    }
}

#[test]
fn two_hundred_connections_that_come_due_together_neither_storm_nor_starve() {
    let hosts: Vec<&str> = (0..200).map(|place| if place % 10 == 0 { "b" } else { "a" }).collect();
    let mut world = World::new(&hosts, 86_400);
    world.now = NOW + 2 * DAY;
    let requests = world.quiet(600 * SECOND, 86_400);
    assert_eq!(requests, 200, "each once");
    assert!(world.kept.iter().all(|kept| kept.sent == 1 && kept.connection.is_usable(world.now)));
    assert!(world.most <= LIMIT && world.most >= HOST_LIMIT, "{} at a time", world.most);
}

#[test]
fn a_host_that_never_answers_does_not_keep_the_others_waiting() {
    let hosts: Vec<&str> = (0..60).map(|place| if place < 40 { "silent" } else { "well" }).collect();
    let mut world = World::new(&hosts, 86_400);
    world.now = NOW + 2 * DAY;
    let begun = world.now;
    while world.kept[40..].iter().any(|kept| kept.sent == 0 || kept.connection.in_flight(1, world.now)) {
        assert!(world.now < begun + 60 * SECOND, "they wait for the silent host");
        let _ = world.wake();
        for at in (0..world.wire.len()).rev().filter(|at| *at < 4) {
            if world.kept[world.wire[at].place].host == "well" {
                world.serve(at, Fate::Good, 86_400);
                world.deliver(at, false);
            }
        }
        while !world.unstored.is_empty() {
            world.store(0);
        }
        world.now += SECOND;
    }
    // And of the silent host's own, each is tried in its turn.
    let mut rounds = 0;
    while world.kept.iter().any(|kept| kept.sent == 0) {
        rounds += 1;
        assert!(rounds < 200, "somebody is never tried");
        let _ = world.wake();
        world.now += TIMEOUT;
        for _ in 0..world.wire.len() {
            world.serve(0, Fate::Swallowed, 86_400);
            world.deliver(0, false);
        }
    }
}

#[test]
fn a_worker_that_dies_with_the_answer_unstored_ends_in_connecting_again_and_nowhere_else() {
    let mut world = World::new(&["a"], 86_400);
    world.now = NOW + DAY;
    let _ = world.wake();
    world.serve(0, Fate::Good, 86_400);
    world.deliver(0, false);
    assert_eq!(world.unstored.len(), 1);
    world.kill();
    assert!(world.kept[0].lost);
    assert_eq!(world.quiet(30 * DAY, 86_400), 1, "the old token is tried once and never again");
    assert_eq!(world.kept[0].connection.hold, Some(Hold::ConnectAgain));
}

#[test]
fn thirty_nights_with_one_refresh_each() {
    let mut world = World::new(&["a", "b"], 86_400);
    let requests = world.quiet(30 * DAY, 86_400);
    assert!((60..=68).contains(&requests), "{requests}");
    assert!(world.kept.iter().all(|kept| kept.connection.is_usable(world.now)));
}
