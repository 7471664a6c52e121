//! The message files against each other and against the code that looks words up.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const LANGUAGES: [&str; 4] = ["en", "de", "es", "fr"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn messages(language: &str) -> BTreeMap<String, String> {
    let path = root().join("extension/_locales").join(language).join("messages.json");
    let parsed: serde_json::Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let words = |entry: &serde_json::Value| entry["message"].as_str().unwrap().to_owned();
    parsed.as_object().unwrap().iter().map(|(key, entry)| (key.clone(), words(entry))).collect()
}

fn placeholders(text: &str) -> BTreeSet<char> {
    text.split('$').skip(1).filter_map(|rest| rest.chars().next()).collect()
}

fn sources(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else {
            into.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

/// The names in calls such as `t("name")`.
fn named<'a>(code: &'a str, call: &str) -> Vec<&'a str> {
    code.match_indices(call)
        .filter(|(at, _)| !code[..*at].ends_with(|before: char| before.is_alphanumeric() || before == '_'))
        .filter_map(|(at, _)| code[at + call.len()..].split('"').next())
        .collect()
}

#[test]
fn every_language_says_everything_with_the_same_placeholders() {
    let english = messages("en");
    for language in LANGUAGES {
        let other = messages(language);
        let missing: Vec<&String> = english.keys().filter(|key| !other.contains_key(*key)).collect();
        assert!(missing.is_empty(), "{language} lacks {missing:?}");
        assert_eq!(other.len(), english.len(), "{language} has words that English has not");
        for (key, text) in &other {
            assert!(!text.trim().is_empty(), "{language}: {key} is empty");
            assert_eq!(placeholders(text), placeholders(&english[key]), "{language}: {key}");
        }
    }
}

#[test]
fn every_word_the_surfaces_ask_for_exists() {
    let english = messages("en");
    let mut code = String::new();
    sources(&root().join("crates/ui/src"), &mut code);
    let mut wanted: Vec<String> = Vec::new();
    for call in ["t(\"", "with(\"", "fact(\"", "when(\""] {
        wanted.extend(named(&code, call).into_iter().filter(|key| !key.starts_with("@@")).map(str::to_owned));
    }
    for key in named(&code, "count(\"") {
        wanted.extend([format!("{key}_one"), format!("{key}_other")]);
    }
    assert!(wanted.len() > 100, "the search for names found only {}", wanted.len());
    let missing: BTreeSet<&String> = wanted.iter().filter(|key| !english.contains_key(*key)).collect();
    assert!(missing.is_empty(), "no words for {missing:?}");
}

#[test]
fn every_known_problem_has_its_own_sentence() {
    let english = messages("en");
    let codes = "wrong-passphrase weak-passphrase permission-denied layout-unknown two-candidates masked-value \
        end-missing nothing-to-fill cross-origin-frame look-alike-host storage-full newer-store damaged ahead locked \
        page-changed no-access not-allowed unsafe-page worker too-large not-found stale oauth-closed oauth-denied \
        wrong-recovery-code wrong-passkey passkey-none \
        passkey-silent passkey-unfit passphrase-needed passphrases-differ nothing-chosen not-saved bad-recipient \
        last-passphrase slot-without-key recovery-code recovery-part recovery-gone file-passphrase file-too-large \
        file-unreadable file-unknown file-newer file-not-for-you file-encrypted file-damaged file-line file-costly \
        file-failed oauth-state oauth-server oauth-client oauth-offline oauth-redirect \
        oauth-bare-code oauth-fragment oauth-duplicate oauth-issuer oauth-no-code oauth-refused oauth-flow \
        oauth-secret oauth-code oauth-connect-again oauth-device-expired oauth-no-device oauth-endpoint oauth-busy oauth-slow \
        region-unknown region-refused two-kinds busy other";
    let mut sentences = BTreeSet::new();
    for code in codes.split_whitespace() {
        let key = format!("problem_{}", code.replace('-', "_"));
        let sentence = english.get(&key).unwrap_or_else(|| panic!("no sentence for {code}"));
        assert!(sentences.insert(sentence), "{code} shares its sentence with another");
    }
}

#[test]
fn every_code_of_what_is_looked_after_has_its_own_sentence() {
    let english = messages("en");
    let verdicts = "verify-valid verify-limited verify-invalid verify-not-yet-active verify-wrong-region \
        verify-blocked verify-other-kind verify-no-answer verify-too-many verify-unknown";
    let advice: Vec<String> = verdicts.split_whitespace().map(|code| format!("{code}-do")).collect();
    let families = [
        ("check", verdicts),
        ("check", &advice.join(" ")),
        ("check", "never permission asking impossible other"),
        (
            "connection",
            "fresh due refreshing offline retrying connect-again secret-missing secret-refused flow used-by-cron still \
             other",
        ),
        (
            "attention",
            "expired expires expires-one connect-again secret-missing secret-refused flow refused rotation idle \
             idle-one reuse unused unverified other",
        ),
        ("rotation", "new-key verify sites switch-off done"),
        ("problem", "verify-impossible verify-missing verify-value off-by-hand off-refused off-unknown"),
    ];
    for (family, codes) in families {
        let mut sentences = BTreeSet::new();
        for code in codes.split_whitespace() {
            let key = format!("{family}_{}", code.replace('-', "_"));
            let sentence = english.get(&key).unwrap_or_else(|| panic!("no sentence for {key}"));
            assert!(sentences.insert(sentence), "{key} shares its sentence with another");
        }
    }
    for stage in ["permission", "denied", "guiding", "consent", "code", "exchanging", "done", "failed"] {
        assert!(english.contains_key(&format!("stage_{stage}")), "no words for the stage {stage}");
    }
}
