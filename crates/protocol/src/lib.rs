//! The messages between pages and background, written once.
//!
//! In and out: plain serde types that travel as browser objects. [`ui`] is what popup, panel and manager say and
//! hear; [`page`] is what the scripts in a page say and hear. This room must never judge, store or compute.

pub mod care;
mod filled;
mod learn;
pub mod page;
mod plan;
pub mod secret;
pub mod ui;
pub mod view;

pub use secret::SecretText;
