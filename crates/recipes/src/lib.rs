//! What is known about providers and about forms, as data.
//!
//! In: the files `recipes/*.toml` and `forms/*.toml`, read and checked when this crate is built. Out: static
//! tables of [`Provider`] and [`Form`], and [`guide::locate`], which says which step of a guide a page stands at.
//! This room must never parse a recipe at run time, hold code in a recipe, or know a browser.

mod call;
mod fold;
pub mod guide;
mod host;
mod made;
pub mod model;
mod shape;

pub use call::{Call, Meaning, Obstacle, Piece, Rule, SwitchOff, Tell, Test, Trouble};
pub use fold::fold;
pub use host::{forms_for, host_is, imitated_by, kind, pattern_covers, provider, providers_of_host};
pub use made::Made;
pub use model::{
    Action, ClientAuth, Field, Find, Form, FormField, FormPage, Kind, Metadata, OAuth, Part, Pkce, Provider, Refresh,
    Role, Shape, Source, Step, Text,
};

include!(concat!(env!("OUT_DIR"), "/tables.rs"));
