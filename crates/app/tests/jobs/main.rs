//! Whole jobs on a fake browser, event by event, as a person would notice them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::type_complexity, missing_docs)]

#[path = "../common/mod.rs"]
mod common;

mod account;
mod after;
mod attention;
mod check;
mod confirm;
mod connect;
mod copies;
mod door;
mod files;
mod fill;
mod gate;
mod guide;
mod inbox;
mod kills;
mod learn;
mod portals;
mod properties;
mod refresh;
mod rotate;
mod script;
mod undo;
mod ways;
