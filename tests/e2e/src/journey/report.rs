//! Telling each step as it happens.

use std::fmt;
use std::time::{Duration, Instant};

/// One thing to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its number, which also begins its picture's name; none for what is no step.
    pub number: Option<usize>,
    /// What was done.
    pub what: String,
    /// Since the journey began.
    pub at: Duration,
    /// Since the step before.
    pub took: Duration,
    /// The person's actions, as counted since the count was last taken.
    pub actions: usize,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (at, took) = (self.at.as_secs_f32(), self.took.as_secs_f32());
        match self.number {
            Some(number) => {
                write!(f, "{at:6.1} s  {number:02}  {}  ({took:.1} s, actions: {})", self.what, self.actions)
            }
            None => write!(f, "{at:6.1} s      {}", self.what),
        }
    }
}

/// Hears each step, and keeps their numbers and times.
pub struct Report {
    hear: Box<dyn FnMut(&Step) + Send>,
    began: Instant,
    last: Instant,
    number: usize,
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report").field("number", &self.number).finish_non_exhaustive()
    }
}

impl Report {
    /// Tells every step to `hear`.
    pub fn new(hear: impl FnMut(&Step) + Send + 'static) -> Self {
        let now = now();
        Self { hear: Box::new(hear), began: now, last: now, number: 0 }
    }

    /// One line a step on standard error.
    #[must_use]
    pub fn stderr() -> Self {
        Self::new(|step| eprintln!("{step}"))
    }

    /// Begins the next step; gives its picture's name.
    pub(crate) fn next(&mut self, name: &str) -> String {
        self.number += 1;
        format!("{:02}-{name}", self.number)
    }

    pub(crate) fn step(&mut self, what: &str, actions: usize) {
        self.tell(Some(self.number), what, actions);
    }

    pub(crate) fn say(&mut self, what: &str) {
        self.tell(None, what, 0);
    }

    fn tell(&mut self, number: Option<usize>, what: &str, actions: usize) {
        let now = now();
        let (at, took) = (now.duration_since(self.began), now.duration_since(self.last));
        self.last = now;
        (self.hear)(&Step { number, what: what.to_owned(), at, took, actions });
    }
}

/// A journey tells how long each step took.
#[allow(clippy::disallowed_methods)]
fn now() -> Instant {
    Instant::now()
}
