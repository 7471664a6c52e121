//! One target for each parser that meets bytes from outside. In come any bytes; a target returns, or it panics: because
//! the parser did, or because what was read breaks a promise of that room. `tests/corpus.rs` replays the committed
//! corpus, `scripts/fuzz` looks for more, guided by coverage.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a panic is how a target reports")]

mod messages;
mod pages;
mod providers;
mod stored;

/// One parser under test.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, also of its folder under `corpus/`.
    pub name: &'static str,
    /// Feeds it.
    pub run: fn(&[u8]),
    /// Inputs to begin with: each is read without a complaint.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All of them.
pub const TARGETS: [Target; 13] = [
    Target { name: "header", run: stored::header, seeds: stored::header_seeds },
    Target { name: "record", run: stored::record, seeds: stored::record_seeds },
    Target { name: "index", run: stored::index, seeds: stored::index_seeds },
    Target { name: "capture", run: stored::capture, seeds: stored::capture_seeds },
    Target { name: "ui-request", run: messages::ui_request, seeds: messages::ui_seeds },
    Target { name: "page-request", run: messages::page_request, seeds: messages::page_seeds },
    Target { name: "snapshot", run: pages::snapshot, seeds: pages::snapshot_seeds },
    Target { name: "recognize", run: pages::recognize, seeds: pages::recognize_seeds },
    Target { name: "oauth-answer", run: messages::oauth_answer, seeds: messages::answer_seeds },
    Target { name: "oauth-redirect", run: messages::oauth_redirect, seeds: messages::redirect_seeds },
    Target { name: "provider-answer", run: providers::provider_answer, seeds: providers::provider_seeds },
    Target { name: "import", run: messages::import, seeds: messages::import_seeds },
    Target { name: "age-file", run: messages::age_file, seeds: messages::age_seeds },
];

/// The target with this name.
#[must_use]
pub fn target(name: &str) -> Option<Target> {
    TARGETS.into_iter().find(|target| target.name == name)
}
