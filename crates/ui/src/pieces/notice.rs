//! Boxes that say something has to be known, and what to do about it.

use crate::icons::{self, icon};
use crate::pieces::parts;
use crate::screen;
use crate::state::App;
use crate::words;
use keyfob_protocol::ui::Problem;
use leptos::prelude::*;

/// How a box is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Note,
    /// Take care.
    Care,
    /// Something went wrong.
    Bad,
    /// Something went well.
    Good,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Note => "notice notice-note",
            Self::Care => "notice notice-care",
            Self::Bad => "notice notice-bad",
            Self::Good => "notice notice-good",
        }
    }

    const fn icon(self) -> &'static str {
        match self {
            Self::Note => icons::NOTE,
            Self::Care | Self::Bad => icons::CARE,
            Self::Good => icons::CHECK,
        }
    }
}

/// A box with a heading, which may be empty, and a sentence.
pub fn notice(tone: Tone, title: String, text: String) -> AnyView {
    view! {
        <div class=tone.class()>
            {icon(tone.icon())}
            <div class="notice-text">
                {(!title.is_empty()).then(|| view! { <p class="notice-title">{title}</p> })}
                <p>{text}</p>
            </div>
        </div>
    }
    .into_any()
}

/// A problem as a box, with its own sentence. Some are nobody's fault and look so.
pub fn problem(problem: &Problem) -> AnyView {
    let tone = match problem.code.as_str() {
        "nothing-to-fill" | "masked-value" | "passphrase-needed" | "oauth-only" | "fields-missing" | "portal"
        | "same-origin-frame" | "cross-origin-frame" | "lesson-nothing" => Tone::Note,
        "two-candidates" | "end-missing" | "layout-unknown" | "page-changed" | "tab-behind" | "busy"
        | "oauth-closed" | "permission-denied" | "stale" | "passkey-silent" | "nothing-chosen"
        | "passphrases-differ" | "fields-unseen" | "learned-changed" | "undo-over" | "lesson-empty"
        | "lesson-never" | "lesson-alike" | "lesson-other" | "lesson-nameless" | "recipe-empty" | "recipe-page"
        | "recipe-nameless" | "copy-name" | "copy-nothing" => Tone::Care,
        _ => Tone::Bad,
    };
    let code = problem.code.clone();
    view! {
        <div role="alert" data-testid="problem" data-code=code>
            {notice(tone, words::problem_title(problem), words::problem(problem))}
        </div>
    }
    .into_any()
}

/// What went wrong with the last thing the person did. What they pressed may be far below.
pub fn last_problem(app: App) -> AnyView {
    parts::live(move || {
        let found = app.problem.with(|found| found.as_ref().map(problem))?;
        request_animation_frame(|| screen::bring_into_sight(".last-problem"));
        Some(view! { <div class="last-problem">{found}</div> })
    })
}

/// What the background says has to be known now.
pub fn standing_problem(app: App) -> AnyView {
    let standing = app.part(|view| view.problem.clone());
    parts::live(move || standing.get().flatten().as_ref().map(problem))
}
