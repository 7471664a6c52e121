//! What is known about providers and about forms, as data.
//!
//! In: the files `recipes/*.toml` and `forms/*.toml`, read and checked when this crate is built. Out: static
//! tables of [`Provider`] and [`Form`], and [`guide::locate`], which says which step of a guide a page stands at.
//! This room must never parse a recipe at run time, hold code in a recipe, or know a browser.

pub mod model;

pub use model::{
    Action, Find, Form, FormField, FormPage, Field, Kind, OAuth, Part, Provider, Role, Shape, Source, Step, Text,
};
