//! Maps and lists in order, in little code.
//!
//! In and out: a [`SortedMap`] or [`SortedSet`], for what elsewhere would be a B-tree, and [`sort_by`]. The standard
//! library compiles its trees and sorts anew for each type that is kept in them: in the background that was a fifth of
//! the whole. Here a map is a vector, and one sort, of positions, serves every type. A map costs a move of its tail for
//! an entry that does not come last, so what is large is kept behind a pointer. This room knows nothing of Keyfob.

mod list;
mod map;
mod set;

pub use list::{sort_by, sort_by_key};
pub use map::{Iter, SortedMap};
pub use set::SortedSet;
