//! Rules about who may depend on whom: the rooms point one way, the inner rooms know no browser, the pages
//! know no vault, and what ships has one generation of each crate.

mod common;

use common::{house, linked};

/// What each room may name: design, section 2. A room that is missing here may name none.
const MAY_NAME: [(&str, &[&str]); 16] = [
    ("wire", &["wire-derive", "sorted"]),
    ("protocol", &["wire"]),
    ("vault", &["recipes", "sorted"]),
    ("recognize", &["recipes", "sorted"]),
    ("forms", &["recipes", "sorted"]),
    ("oauth", &["recipes"]),
    ("verify", &["recipes"]),
    ("exchange", &["recipes", "recognize", "sorted", "wire"]),
    ("exchange-wasm", &["exchange"]),
    ("app", &["vault", "recipes", "recognize", "forms", "oauth", "verify", "protocol", "exchange", "sorted", "wire"]),
    ("background", &["app", "protocol", "vault", "wire"]),
    ("ui", &["protocol", "wire"]),
    ("cli", &["app", "recipes", "recognize", "forms", "oauth", "verify", "vault", "protocol", "exchange"]),
    ("e2e", &["protocol", "recipes"]),
    ("fuzz", &["app", "vault", "recipes", "recognize", "forms", "oauth", "verify", "protocol", "exchange"]),
    ("bench", &["app", "vault", "recipes", "recognize", "forms", "kdf"]),
];

/// The rooms that build and test without a browser.
const SANS_BROWSER: [&str; 9] =
    ["vault", "recipes", "recognize", "forms", "oauth", "verify", "protocol", "exchange", "app"];

/// What becomes wasm and ships.
const SHIPPED: [&str; 4] = ["background", "ui", "kdf", "exchange-wasm"];

/// Crates that a room ships in two generations, each with the reason that nothing can be done about it yet.
const TWO_GENERATIONS: [(&str, &[&str], &str); 2] = [
    ("ui", &["thiserror"], "leptos -> server_fn -> gloo-net names the first one; it is a macro and leaves no code"),
    (
        "exchange-wasm",
        &["block-buffer", "const-oid", "crypto-common", "digest", "hybrid-array", "sha2", "thiserror"],
        "age -> i18n-embed -> rust-embed, for sentences that are never shown; the linker leaves nothing of it",
    ),
];

#[test]
fn the_rooms_depend_one_way() {
    let mut wrong = Vec::new();
    for (package, named) in house() {
        let Some(room) = package.strip_prefix("keyfob-") else {
            assert!(named.is_empty(), "{package} names {named:?}");
            continue;
        };
        let allowed = MAY_NAME.iter().find(|(name, _)| *name == room).map_or(&[][..], |(_, may)| may);
        for other in named {
            let other = other.trim_start_matches("keyfob-");
            if !allowed.contains(&other) {
                wrong.push(format!("{room} -> {other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "against the direction of the house: {wrong:#?}");
}

#[test]
fn the_inner_rooms_know_no_browser() {
    for room in SANS_BROWSER {
        let linked = linked(&format!("keyfob-{room}"));
        for browser in ["wasm-bindgen", "web-sys", "js-sys"] {
            assert!(!linked.contains_key(browser), "{room} links {browser}");
        }
    }
}

#[test]
fn the_pages_do_not_link_the_vault() {
    let linked = linked("keyfob-ui");
    for secret in ["keyfob-vault", "keyfob-app", "keyfob-oauth", "chacha20poly1305", "argon2"] {
        assert!(!linked.contains_key(secret), "the pages link {secret}");
    }
}

#[test]
fn what_ships_has_one_generation_of_each_crate() {
    let mut twice = Vec::new();
    for room in SHIPPED {
        for (name, versions) in linked(&format!("keyfob-{room}")) {
            let known = TWO_GENERATIONS.iter().any(|(at, known, _)| *at == room && known.contains(&name.as_str()));
            if versions.len() > 1 && !known {
                twice.push(format!("{room}: {name} {versions:?}"));
            }
        }
    }
    assert!(twice.is_empty(), "more than one generation: {twice:#?}");
}
