//! Messages as plain values.
//!
//! In and out: types that derive [`Wire`], as a [`Value`], which is what a browser object or a handful of bytes can
//! say. One reader and one writer for all types, compiled once, where serde compiles one for each: in the background
//! that was a sixth of the whole. This room knows no message and must never judge one.

mod bytes;
#[cfg(feature = "js")]
pub mod js;
mod types;
mod value;

pub use keyfob_wire_derive::Wire;
pub use value::{MAX_DEPTH, Map, Value};

/// A type that crosses a border. It is derived, and reads the attributes of serde, so that JSON and this are the same.
pub trait Wire: Sized {
    /// The value that says the same.
    fn to_value(&self) -> Value;

    /// What a value says; nothing where it does not fit. No reason is given: it could quote the value.
    fn from_value(value: Value) -> Option<Self>;

    /// What it means that a field of this type is not there.
    fn missing() -> Option<Self> {
        None
    }
}
