//! Matching a value against its shape: linear, without a regular expression engine.

use crate::model::{Part, Shape};

impl Part {
    /// Whether `byte` belongs to the class.
    #[must_use]
    pub fn holds(&self, byte: u8) -> bool {
        let [low, high] = self.class;
        match byte {
            0..64 => low >> byte & 1 == 1,
            64..128 => high >> (byte - 64) & 1 == 1,
            _ => false,
        }
    }
}

impl Shape {
    /// Whether `value` as a whole has this shape.
    ///
    /// Greedy and linear: a part with a variable count never shares a byte with the part after it (checked when
    /// the recipes are built).
    #[must_use]
    pub fn matches(&self, value: &str) -> bool {
        self.matches_bytes(value.as_bytes())
    }

    /// As [`Shape::matches`], for a value that may not be text.
    #[must_use]
    pub fn matches_bytes(&self, value: &[u8]) -> bool {
        (self.min..=self.max).contains(&value.len()) && self.reach(value) == Some(value.len())
    }

    /// Whether `value` is what this shape leaves when its end is lost: the first [`Shape::stem`] bytes, and perhaps
    /// a few more that still fit.
    #[must_use]
    pub fn is_stem(&self, value: &str) -> bool {
        let bytes = value.as_bytes();
        if self.stem == 0 || bytes.len() < self.stem || self.matches_bytes(bytes) {
            return false;
        }
        let mut rest = bytes;
        for part in self.parts {
            let run = rest.iter().take(usize::from(part.max)).take_while(|b| part.holds(**b)).count();
            rest = rest.get(run..).unwrap_or_default();
            if rest.is_empty() {
                return true;
            }
            if run < usize::from(part.min) {
                return false;
            }
        }
        false
    }

    /// How far the parts reach into `value`, or `None` where a part has too few bytes.
    fn reach(&self, value: &[u8]) -> Option<usize> {
        let mut rest = value;
        for part in self.parts {
            let run = rest.iter().take(usize::from(part.max)).take_while(|b| part.holds(**b)).count();
            if run < usize::from(part.min) {
                return None;
            }
            rest = rest.get(run..)?;
        }
        Some(value.len() - rest.len())
    }
}
