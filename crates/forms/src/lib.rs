//! What a form asks for, and which control gets which field of which credential.
//!
//! In: a [`Page`], the plain description of a page's form controls without their values, and [`Have`], the kinds and
//! fields that are at hand. Out: a [`Plan`], each line of it with a reason and a confidence, or why not. A form that the
//! person taught is read as they said, one that a recipe knows by the recipe; any other is read by the words on it, and
//! the nearest mention of a provider settles whose it is. This room must never see a secret, touch a page, or guess where it can say "unsure".

mod compose;
mod concept;
mod decide;
mod evidence;
mod example;
mod group;
mod guard;
mod kinds;
mod known;
mod learned;
mod more_phrases;
mod outcome;
mod page;
mod phrases;
mod plain;
mod plan;
mod provider;
mod reading;
mod why;
mod words;

pub use decide::{FLOOR, plan};
pub use learned::{Cannot, Learned, LearnedField, NoRecipe, Part, Place, learn, teachable};
pub use page::{Choice, Control, Frame, Page};
pub use plan::{Ask, Constant, Fill, Have, Plan, Problem, Skip};
pub use why::{Arg, CODES, Why};
