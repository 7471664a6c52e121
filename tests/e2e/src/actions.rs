//! Counting what the person has to do: a click, keys pressed as one, a field typed.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// One sort of action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    /// A click with the mouse.
    Click,
    /// Keys pressed as one, such as Ctrl+Shift+K.
    Keys,
    /// A field typed, however long.
    Field,
}

/// One action: what was done, and to what. Never what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// The sort.
    pub kind: ActionKind,
    /// The control, key or dialog.
    pub on: String,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.kind {
            ActionKind::Click => "click",
            ActionKind::Keys => "press",
            ActionKind::Field => "type",
        };
        write!(f, "{word} {}", self.on)
    }
}

/// A shared tally; clones count together.
#[derive(Debug, Clone, Default)]
pub struct Actions(Arc<Mutex<Vec<Action>>>);

impl Actions {
    /// Adds one action. The bed's own clicks, keys and fields count themselves.
    pub fn count(&self, kind: ActionKind, on: impl Into<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Action { kind, on: on.into() });
    }

    /// How many so far.
    #[must_use]
    pub fn total(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Everything counted so far, in order; the tally starts again at nought.
    #[must_use]
    pub fn take(&self) -> Vec<Action> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
