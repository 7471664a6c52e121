//! Part of the view, told of only when that part changes. It is compiled nearly once for all parts: what is watched
//! is a number that counts the changes, and only reading and comparing know the type. The same for part of one
//! credential.

use crate::state::App;
use keyfob_protocol::ui::{CredentialView, View};
use leptos::prelude::*;
use std::sync::{Arc, Mutex};

/// Part of the view.
pub struct Part<T: 'static> {
    view: RwSignal<Option<View>>,
    changes: Memo<u32>,
    read: fn(&View) -> T,
}

impl<T> Clone for Part<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Part<T> {}

impl<T: PartialEq + Send + 'static> Part<T> {
    /// Watches a part.
    pub fn new(app: App, read: fn(&View) -> T) -> Self {
        let view = app.view;
        let last: Mutex<Option<T>> = Mutex::new(None);
        let changed = move || {
            let now = view.with(|view| view.as_ref().map(read));
            // Nobody panics while holding it; if somebody did, drawing once more does no harm.
            let Ok(mut last) = last.lock() else { return true };
            let changed = *last != now;
            *last = now;
            changed
        };
        Self { view, changes: count(Box::new(changed)), read }
    }

    /// The part; none while there is no view.
    pub fn get(self) -> Option<T> {
        // A memo that is never read watches nothing.
        self.changes.get();
        self.view.with_untracked(|view| view.as_ref().map(self.read))
    }
}

/// Finds a credential in what is shown, and is told of changes there.
pub type Find = Arc<dyn Fn() -> Option<CredentialView> + Send + Sync>;

/// Draws something of a credential again whenever what `read` reads of it changes, and at no other time: what is
/// beside it keeps the focus and stays unfolded.
pub fn of<T: PartialEq + Send + 'static>(
    find: &Find,
    read: fn(&CredentialView) -> T,
    mut draw: impl FnMut(CredentialView) -> AnyView + Send + 'static,
) -> AnyView {
    let last: Mutex<Option<T>> = Mutex::new(None);
    let seen = find.clone();
    let changed = move || {
        let now = seen().as_ref().map(read);
        // Nobody panics while holding it; if somebody did, drawing once more does no harm.
        let Ok(mut last) = last.lock() else { return true };
        let changed = *last != now;
        *last = now;
        changed
    };
    let (changes, find) = (count(Box::new(changed)), find.clone());
    crate::pieces::parts::live(move || {
        // A memo that is never read watches nothing.
        changes.get();
        untrack(|| find()).map(&mut draw)
    })
}

/// Counts how often something has changed.
fn count(changed: Box<dyn Fn() -> bool + Send + Sync>) -> Memo<u32> {
    Memo::new(move |before: Option<&u32>| {
        let before = before.copied().unwrap_or_default();
        if changed() { before.wrapping_add(1) } else { before }
    })
}

/// A decision drawn from signals, told of only when it changes. `decide` is given the decision before.
pub fn decide(decide: impl Fn(u32) -> u32 + Send + Sync + 'static) -> Memo<u32> {
    let decide: Box<dyn Fn(u32) -> u32 + Send + Sync> = Box::new(decide);
    Memo::new(move |before: Option<&u32>| decide(before.copied().unwrap_or_default()))
}
