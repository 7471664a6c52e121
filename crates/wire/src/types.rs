//! How the types of the language are written. Numbers are whole and exact, or they do not fit.

use crate::{Map, Value, Wire};
use keyfob_sorted::SortedMap;
use std::borrow::Cow;
use zeroize::Zeroizing;

impl Wire for Value {
    fn to_value(&self) -> Value {
        self.clone()
    }

    fn from_value(value: Value) -> Option<Self> {
        Some(value)
    }
}

impl Wire for bool {
    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }

    fn from_value(value: Value) -> Option<Self> {
        if let Value::Bool(yes) = value { Some(yes) } else { None }
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Wire for $number {
            fn to_value(&self) -> Value {
                // Larger than any time or count; nothing that is written comes near it.
                Value::Number(i64::try_from(*self).unwrap_or(i64::MAX))
            }

            fn from_value(value: Value) -> Option<Self> {
                Self::try_from(value.number()?).ok()
            }
        }
    )*};
}

numbers!(u8 u16 u32 u64 usize i32 i64);

impl Wire for String {
    fn to_value(&self) -> Value {
        Value::name(self)
    }

    fn from_value(value: Value) -> Option<Self> {
        value.text().map(|mut text| core::mem::take(&mut *text))
    }
}

impl Wire for Zeroizing<String> {
    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }

    fn from_value(value: Value) -> Option<Self> {
        value.text()
    }
}

impl<T: Wire> Wire for Box<T> {
    fn to_value(&self) -> Value {
        T::to_value(self)
    }

    fn from_value(value: Value) -> Option<Self> {
        T::from_value(value).map(Self::new)
    }
}

impl<T: Wire> Wire for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Nothing, T::to_value)
    }

    fn from_value(value: Value) -> Option<Self> {
        if matches!(value, Value::Nothing) { Some(None) } else { T::from_value(value).map(Some) }
    }

    fn missing() -> Option<Self> {
        Some(None)
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn to_value(&self) -> Value {
        Value::List(self.iter().map(T::to_value).collect())
    }

    fn from_value(value: Value) -> Option<Self> {
        let Value::List(values) = value else { return None };
        // Grows as it is read: a long list of what does not fit costs nothing.
        let mut read = Self::new();
        for value in values {
            read.push(T::from_value(value)?);
        }
        Some(read)
    }
}

impl<A: Wire, B: Wire> Wire for (A, B) {
    fn to_value(&self) -> Value {
        Value::List(vec![self.0.to_value(), self.1.to_value()])
    }

    fn from_value(value: Value) -> Option<Self> {
        let Value::List(values) = value else { return None };
        let [first, second] = <[Value; 2]>::try_from(values).ok()?;
        Some((A::from_value(first)?, B::from_value(second)?))
    }
}

impl<T: Wire> Wire for SortedMap<String, T> {
    fn to_value(&self) -> Value {
        let mut map = Map::new();
        for (name, value) in self {
            map.push(Cow::Owned(name.clone()), value.to_value());
        }
        map.into()
    }

    fn from_value(value: Value) -> Option<Self> {
        let mut read = Self::new();
        for (name, value) in Map::of(value)? {
            read.insert(name.into_owned(), T::from_value(value)?);
        }
        Some(read)
    }
}
