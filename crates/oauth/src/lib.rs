//! OAuth 2 as plain data and pure steps: request out, response in.
//!
//! In: a recipe's [`OAuth`](keyfob_recipes::OAuth) block, a [`Client`], random bytes, the present time, the redirected
//! address, a [`Reply`]. Out: the authorization URL, a [`Request`], [`Tokens`], and when to ask again. What must outlive
//! a killed worker is plain data: [`Pending`] while a consent window is open, [`Device`] while a code is typed elsewhere,
//! [`Connection`] from then on. All times are milliseconds since the epoch by the caller's clock, which may jump.
//! This room must never send, wait, read a clock, or put a secret into a URL, a `Debug` or an error.

mod client;
mod connection;
mod device;
mod error;
mod metadata;
mod pending;
mod pkce;
mod redirect;
mod refresh;
mod reply;
mod revoke;
mod schedule;
mod time;
mod tokens;

pub use client::{Client, Method, Request};
pub use connection::{Connection, Hold, Lease, RefreshToken, Retry, Standing, Wait};
pub use device::{Device, Poll, Polled, device_request};
pub use error::OauthError;
pub use metadata::{Account, metadata, metadata_request};
pub use pending::{Authorization, Code, Pending};
pub use pkce::{ENTROPY, challenge};
pub use refresh::{Outcome, Ticket, Unstored, refresh_request};
pub use reply::{Reply, retry_after};
pub use revoke::{Revoke, revocation_request, revoked};
pub use schedule::{Entry, HOST_LIMIT, LIMIT, Plan, plan};
pub use time::{LEASE, REQUEST_TIMEOUT};
pub use tokens::{Tokens, exchanged};
