//! Keyfob's own pictures: one line of 1.6 on a grid of 20.

use leptos::prelude::*;

/// Opens the vault again or closes it.
pub const LOCK: &str = "M5.5 9h9v7.5h-9zM7 9V6.5a3 3 0 0 1 6 0V9M10 12v1.5";
/// A list in a drawer: the manager.
pub const DRAWER: &str = "M3 4.5h14v11H3zM3 10h14M8.5 7.2h3M8.5 12.8h3";
/// Done.
pub const CHECK: &str = "M4.5 10.5l3.6 3.6 7.4-8.2";
/// Go there.
pub const NEXT: &str = "M8 5l5 5-5 5";
/// Go back.
pub const BACK: &str = "M12 5l-5 5 5 5";
/// Take care.
pub const CARE: &str = "M10 3.5L17.3 16H2.7zM10 8.2v3.6M10 13.9v.1";
/// Good to know.
pub const NOTE: &str = "M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4M10 9v4.5M10 6.4v.1";
/// Once more.
pub const AGAIN: &str = "M15.5 6.5A6.5 6.5 0 1 0 16.5 11M16 3v3.8h-3.8";
/// Copy.
pub const COPY: &str = "M7.5 7.5h8.5v8.5H7.5zM12.5 7.5V4H4v8.5h3.5";
/// Show.
pub const EYE: &str =
    "M2.5 10S5.2 5 10 5s7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5M10 7.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6";
/// Do not show.
pub const EYE_OFF: &str = "M4 4l12 12M8.2 5.2A8 8 0 0 1 10 5c4.8 0 7.5 5 7.5 5a13 13 0 0 1-2.3 2.9M12.5 14.5A7 7 0 0 1 10 15c-4.8 0-7.5-5-7.5-5a13 13 0 0 1 3-3.5";
/// A key.
pub const KEY: &str = "M12.7 3.2a4.1 4.1 0 1 0 0 8.2 4.1 4.1 0 0 0 0-8.2M9.8 10.2L3.5 16.5M5.8 14.2l2 2";
/// A passkey: a person and a key.
pub const PASSKEY: &str = "M7.5 3.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M2.5 16.5c.5-3 2.5-4.7 5-4.7 1 0 2 .3 2.8.8M14.5 9.5a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4M14.5 13.9v4M14.5 16h1.6";
/// Safety: a shield.
pub const SHIELD: &str = "M10 2.8l6 2.2v4.6c0 3.6-2.4 6.2-6 7.6-3.6-1.4-6-4-6-7.6V5z";
/// A file comes in or goes out.
pub const FILE: &str = "M5 2.8h6.5L15 6.3v10.9H5zM11.5 2.8v3.5H15";
/// Hand over.
pub const HAND: &str = "M3 10h11M10.5 6.5L14 10l-3.5 3.5M17 4v12";
/// Print.
pub const PRINT: &str = "M6 7V3.5h8V7M6 14H3.5V7h13v7H14M6 11.5h8v5H6z";
/// Point at something.
pub const POINT: &str = "M10 2.5v3M10 14.5v3M2.5 10h3M14.5 10h3M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7";
/// Look for something.
pub const SEARCH: &str = "M8.8 3.5a5.3 5.3 0 1 0 0 10.6 5.3 5.3 0 0 0 0-10.6M12.7 12.7l4 4";
/// A person: which account.
pub const PERSON: &str = "M10 3.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M4 16.5c.6-3 3-4.7 6-4.7s5.4 1.7 6 4.7";
/// A page of a site.
pub const PAGE: &str = "M3 4h14v12H3zM3 7.5h14M5.5 5.8h.1M7.5 5.8h.1";
/// Time.
pub const CLOCK: &str = "M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4M10 6v4.2l2.8 1.7";
/// Delete.
pub const BIN: &str = "M4 6h12M8 6V4h4v2M5.5 6l.8 10.5h7.4L14.5 6";
/// Opens elsewhere.
pub const AWAY: &str = "M11 4h5v5M16 4l-7 7M13.5 11v4.5h-9v-9H9";

/// An icon beside words, so it says nothing itself.
pub fn icon(path: &'static str) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <path d=path />
        </svg>
    }
    .into_any()
}

/// The mark, as on the toolbar.
pub fn mark() -> AnyView {
    view! {
        <svg class="mark" viewBox="0 0 128 128" aria-hidden="true" focusable="false">
            <path
                class="mark-ground"
                d="M38 6h52a32 32 0 0 1 32 32v52a32 32 0 0 1-32 32H38A32 32 0 0 1 6 90V38A32 32 0 0 1 38 6z"
            />
            <g transform="translate(61.5 63.5) rotate(-45) scale(.88) translate(-64 -64)">
                <path
                    class="mark-key"
                    fill-rule="evenodd"
                    d="M36 38a26 26 0 0 1 25.2 19.5H112a6.5 6.5 0 0 1 6.5 6.5v18a6.5 6.5 0 0 1-13 0V70.5H94V78a6.5 6.5 0 0 1-13 0v-7.5H61.2A26 26 0 1 1 36 38zm0 14a12 12 0 1 0 0 24 12 12 0 0 0 0-24z"
                />
            </g>
        </svg>
    }
    .into_any()
}
