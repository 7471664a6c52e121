//! Rules about what the browser is given: a manifest that asks for nothing it does not need, words in
//! every language, an id that belongs to the key.

#![allow(clippy::unwrap_used, reason = "a check that cannot be made has failed")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use common::workspace;
use serde_json::Value;
use xtask::assemble::read_manifest;
use xtask::manifest::{Browser, CHROMIUM_ID, FIREFOX_ID, for_browser};

fn manifest(browser: Browser) -> Value {
    for_browser(&read_manifest(&workspace()).unwrap(), browser, "0.0.0")
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().unwrap().keys().cloned().collect()
}

/// The message files, by language.
fn locales() -> BTreeMap<String, Value> {
    fs::read_dir(workspace().path("extension/_locales"))
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let text = fs::read_to_string(entry.path().join("messages.json")).unwrap();
            let language = entry.file_name().to_string_lossy().into_owned();
            (language, serde_json::from_str(&text).unwrap())
        })
        .collect()
}

#[test]
fn nothing_is_asked_for_at_install_but_what_the_design_names() {
    let wanted: BTreeSet<&str> = [
        "activeTab",
        "alarms",
        "clipboardWrite",
        "contextMenus",
        "identity",
        "idle",
        "offscreen",
        "scripting",
        "sidePanel",
        "storage",
        "unlimitedStorage",
    ]
    .into();
    for browser in Browser::ALL {
        let manifest = manifest(browser);
        for never in ["host_permissions", "content_scripts", "web_accessible_resources"] {
            assert!(manifest.get(never).is_none(), "{never} in the manifest of {}", browser.name());
        }
        for permission in manifest["permissions"].as_array().unwrap() {
            let permission = permission.as_str().unwrap();
            assert!(wanted.contains(permission), "{permission} is asked for at install");
        }
    }
}

#[test]
fn no_page_and_no_other_extension_can_speak_to_the_extension() {
    let manifest = manifest(Browser::Chromium);
    assert_eq!(manifest["externally_connectable"], serde_json::json!({ "ids": [] }));
    for browser in Browser::ALL {
        assert!(manifest.pointer("/externally_connectable/matches").is_none(), "{}", browser.name());
    }
}

#[test]
fn the_policy_allows_no_script_but_ours() {
    for browser in Browser::ALL {
        let manifest = manifest(browser);
        let policy = manifest["content_security_policy"]["extension_pages"].as_str().unwrap();
        let directives: BTreeMap<&str, &str> =
            policy.split(';').filter_map(|directive| directive.trim().split_once(' ')).collect();
        assert_eq!(directives["default-src"], "'none'");
        assert_eq!(directives["script-src"], "'self' 'wasm-unsafe-eval'");
        assert_eq!(directives["object-src"], "'none'");
    }
}

#[test]
fn the_ids_are_the_ones_that_redirect_addresses_are_built_on() {
    let chromium = manifest(Browser::Chromium);
    assert_eq!(chromium_id(chromium["key"].as_str().unwrap()), CHROMIUM_ID);
    let firefox = manifest(Browser::Firefox);
    assert_eq!(firefox["browser_specific_settings"]["gecko"]["id"], FIREFOX_ID);
}

/// The first 16 bytes of the SHA-256 of the public key, each half byte as a letter from `a` to `p`.
fn chromium_id(key: &str) -> String {
    use base64ct::{Base64, Encoding};
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(Base64::decode_vec(key).unwrap());
    digest[..16].iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|half| char::from(b'a' + half)).collect()
}

#[test]
fn every_language_has_the_same_messages() {
    let locales = locales();
    let english = keys(&locales["en"]);
    for (language, messages) in &locales {
        let here = keys(messages);
        let missing: Vec<_> = english.difference(&here).collect();
        let surplus: Vec<_> = here.difference(&english).collect();
        assert!(missing.is_empty() && surplus.is_empty(), "{language}: missing {missing:?}, surplus {surplus:?}");
        for (key, message) in messages.as_object().unwrap() {
            let text = message["message"].as_str().unwrap();
            assert!(!text.trim().is_empty(), "{language}: {key} is empty");
            assert_eq!(
                keys(message.get("placeholders").unwrap_or(&serde_json::json!({}))),
                keys(locales["en"][key].get("placeholders").unwrap_or(&serde_json::json!({}))),
                "{language}: the placeholders of {key}"
            );
        }
    }
}

#[test]
fn every_message_that_the_manifest_names_exists() {
    let locales = locales();
    let text = read_manifest(&workspace()).unwrap().to_string();
    for name in text.split("__MSG_").skip(1).filter_map(|rest| rest.split_once("__")) {
        assert!(locales["en"].get(name.0).is_some(), "no message {}", name.0);
    }
}

#[test]
fn every_file_that_the_manifest_and_the_pages_name_exists() {
    let workspace = workspace();
    let folder = workspace.path("extension");
    let mut named = Vec::new();
    for browser in Browser::ALL {
        collect(&manifest(browser), &mut named);
    }
    for page in ["popup.html", "panel.html", "manager.html"] {
        let text = fs::read_to_string(folder.join(page)).unwrap();
        named.extend(
            text.split(['"']).filter(|part| part.ends_with(".js") || part.ends_with(".css")).map(str::to_owned),
        );
    }
    for file in named.iter().filter(|file| !file.starts_with("wasm/")) {
        assert!(folder.join(file).is_file(), "{file} does not exist");
    }
}

/// All strings that look like a file of the extension.
fn collect(value: &Value, named: &mut Vec<String>) {
    match value {
        Value::String(text) if [".html", ".js", ".png"].iter().any(|ending| text.ends_with(ending)) => {
            named.push(text.clone());
        }
        Value::Array(entries) => entries.iter().for_each(|entry| collect(entry, named)),
        Value::Object(members) => members.values().for_each(|member| collect(member, named)),
        _ => {}
    }
}
