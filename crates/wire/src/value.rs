//! A value and its fields.

use crate::Wire;
use core::fmt;
use std::borrow::Cow;
use zeroize::Zeroizing;

/// How deep a value may be nested; no message comes near it.
pub const MAX_DEPTH: usize = 32;

/// What can be said. Any text may be a secret, so each is wiped on drop and none is shown.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing: `null`.
    Nothing,
    /// What has no place in a message, such as a fraction. It fits no type.
    Other,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(Zeroizing<String>),
    /// Values in their order.
    List(Vec<Self>),
    /// Values by name.
    Map(Map),
}

impl fmt::Debug for Value {
    /// What it is, never what it says.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "Nothing",
            Self::Other => "Other",
            Self::Bool(_) => "Bool",
            Self::Number(_) => "Number",
            Self::Text(_) => "Text",
            Self::List(_) => "List",
            Self::Map(_) => "Map",
        })
    }
}

impl Value {
    /// A word of the protocol's own.
    #[must_use]
    pub fn name(name: &str) -> Self {
        Self::Text(Zeroizing::new(name.to_owned()))
    }

    /// The text, where it is one.
    #[must_use]
    pub fn text(self) -> Option<Zeroizing<String>> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number, where it is one.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }
}

/// Values by name. A reader takes them one by one; the first of two with one name counts.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Map(Vec<(Cow<'static, str>, Value)>);

impl Map {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// A name with one value.
    #[must_use]
    pub fn one(name: &'static str, value: &impl Wire) -> Value {
        let mut map = Self::new();
        map.put(name, value);
        map.into()
    }

    /// The fields of `value`, where it has some.
    #[must_use]
    pub fn of(value: Value) -> Option<Self> {
        if let Value::Map(map) = value { Some(map) } else { None }
    }

    /// Adds a field.
    pub fn put<T: Wire>(&mut self, name: &'static str, value: &T) {
        self.push(Cow::Borrowed(name), value.to_value());
    }

    /// Adds the field that says which variant this is.
    pub fn tag(&mut self, tag: &'static str, name: &str) {
        self.push(Cow::Borrowed(tag), Value::name(name));
    }

    /// Adds a field whose name is known at run time only.
    pub fn push(&mut self, name: Cow<'static, str>, value: Value) {
        self.0.push((name, value));
    }

    /// Reads a field. Nothing where it does not fit, or is not there and has to be.
    pub fn take<T: Wire>(&mut self, name: &str) -> Option<T> {
        match self.remove(name) {
            Some(value) => T::from_value(value),
            None => T::missing(),
        }
    }

    /// Reads a field that may be missing.
    pub fn take_or_default<T: Wire + Default>(&mut self, name: &str) -> Option<T> {
        match self.remove(name) {
            Some(value) => T::from_value(value),
            None => Some(T::default()),
        }
    }

    /// The name, where there is just one.
    #[must_use]
    pub fn only(&self) -> Option<String> {
        match self.0.as_slice() {
            [(name, _)] => Some(name.clone().into_owned()),
            _ => None,
        }
    }

    /// Whether everything has been taken.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All fields that are left.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }

    fn remove(&mut self, name: &str) -> Option<Value> {
        let at = self.0.iter().position(|(other, _)| other == name)?;
        // Keeps the order: fields mostly come in the order in which they are read, so the next one stands first.
        Some(self.0.remove(at).1)
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}

impl IntoIterator for Map {
    type Item = (Cow<'static, str>, Value);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
