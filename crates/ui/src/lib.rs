//! Popup, side panel and manager page: one bundle, three surfaces.
//!
//! In: what a person types and presses, and the [`View`](keyfob_protocol::ui::View) the background answers with. Out:
//! [`UiRequest`](keyfob_protocol::ui::UiRequest)s and pixels. It speaks `keyfob-protocol` only; it never links the
//! vault, never judges a page and keeps no state but what the person is typing. Everything that needs a browser is
//! compiled for wasm only, so that the plain logic is tested natively.

pub mod dates;
pub mod grouping;
pub mod shown;
pub mod strength;

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod file;
#[cfg(target_arch = "wasm32")]
mod icons;
#[cfg(target_arch = "wasm32")]
mod manager;
#[cfg(target_arch = "wasm32")]
mod panel;
#[cfg(target_arch = "wasm32")]
mod part;
#[cfg(target_arch = "wasm32")]
mod passkey;
#[cfg(target_arch = "wasm32")]
mod pieces;
#[cfg(target_arch = "wasm32")]
mod popup;
#[cfg(target_arch = "wasm32")]
mod screen;
#[cfg(target_arch = "wasm32")]
mod shared;
#[cfg(target_arch = "wasm32")]
mod start;
#[cfg(target_arch = "wasm32")]
mod state;
#[cfg(target_arch = "wasm32")]
mod talk;
#[cfg(target_arch = "wasm32")]
mod words;

#[cfg(target_arch = "wasm32")]
pub use start::mount;
