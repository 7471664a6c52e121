//! The use cases (guide, capture, fill, connect, look after), the roles and the one gate.
//!
//! In: an [`Event`] at a time, the time and random bytes. Out: [`Effect`]s for the ports (store, http, clock,
//! random, browser). All that waits for the outside is plain data: [`Session`] outlives the worker, a [`Then`]
//! travels with an effect and comes back with its event. This room must never perform input or output, hold a
//! future, read a clock, or know which browser it is in.

mod account;
mod attention;
mod capture;
mod check;
mod chosen;
mod connect;
mod connection;
mod copies;
mod device;
pub mod event;
mod exchange;
mod fill;
pub mod gate;
mod guide;
pub mod http;
mod inbox;
mod learn;
mod look;
mod look_after;
mod make;
mod off;
mod off_guide;
mod open;
mod plan;
mod refresh;
mod rotate;
mod route;
pub mod session;
pub mod snapshot;
mod step;
mod taken;
mod then;
mod undo;
mod view;
mod watch;
mod ways;

pub use event::{
    Blob, BrowserProblem, Change, Effect, Event, Incoming, Outgoing, ReplyId, Sender, StoreProblem, Taken, Then,
};
pub use exchange::FileKey;
pub use fill::REFUSALS;
pub use http::{HttpAnswer, HttpProblem, HttpRequest, HttpResult};
pub use learn::{MAX_LEARNED, MAX_LEARNED_SIZE};
pub use refresh::Refreshing;
pub use session::Session;
pub use step::{App, Boot, Surroundings};
pub use undo::{LEFT, UNDO_FOR};
