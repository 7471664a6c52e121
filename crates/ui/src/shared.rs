//! Something that a place holds and shows, told of when it changes. It is compiled nearly once for everything that is
//! held: what is watched says only that there was a change, and only reading and writing know the type.

use core::any::Any;
use core::marker::PhantomData;
use leptos::prelude::*;

type Anything = Box<dyn Any + Send + Sync>;

/// Something held. Copies share it. When its place is left it is dropped: then it reads as nothing and is not set.
pub struct Shared<T> {
    value: StoredValue<Anything>,
    changes: RwSignal<bool>,
    holds: PhantomData<fn() -> T>,
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Shared<T> {}

impl<T: Send + Sync + 'static> Shared<T> {
    /// Holds this.
    pub fn new(value: T) -> Self {
        Self { value: StoredValue::new(Box::new(value)), changes: RwSignal::new(false), holds: PhantomData }
    }

    /// Reads it, and is told of changes.
    pub fn with<U: Default>(self, read: impl FnOnce(&T) -> U) -> U {
        self.changes.try_get();
        self.peek(read)
    }

    /// Reads it.
    pub fn peek<U: Default>(self, read: impl FnOnce(&T) -> U) -> U {
        let mut read = Some(read);
        let mut found = U::default();
        reach(self.value, &mut |value| {
            if let (Some(value), Some(read)) = (value.downcast_ref::<T>(), read.take()) {
                found = read(value);
            }
        });
        found
    }

    /// Changes it, and tells.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        let mut change = Some(change);
        reach(self.value, &mut |value| {
            if let (Some(value), Some(change)) = (value.downcast_mut::<T>(), change.take()) {
                change(value);
            }
        });
        self.changes.try_set(true);
    }

    /// Holds another, and tells.
    pub fn set(self, value: T) {
        self.update(|held| *held = value);
    }
}

fn reach(value: StoredValue<Anything>, act: &mut dyn FnMut(&mut (dyn Any + Send + Sync))) {
    value.try_update_value(|value| act(value.as_mut()));
}
