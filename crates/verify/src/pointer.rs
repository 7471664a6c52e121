//! Looks things up in a JSON answer without building it: what is not asked for is never copied, and an answer may hold
//! a fresh token. A pointer is that of RFC 6901 (without its escapes), and more: `*` stands for every element of a
//! list, `name=X` for the elements of a list whose `name` is `X`.

use core::fmt;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Whether `body` is JSON as a whole.
pub fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(body).is_ok()
}

/// The texts, numbers and truth values at `pointer`, in order, as text. Empty where there is none.
pub fn texts(body: &[u8], pointer: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut json = serde_json::Deserializer::from_slice(body);
    // What was found before a mistake of the format stands; `is_json` has judged the whole.
    let _ = Find { pointer, wanted: None, found: &mut found }.deserialize(&mut json);
    found
}

/// The first of [`texts`].
pub fn text(body: &[u8], pointer: &str) -> Option<String> {
    texts(body, pointer).into_iter().next()
}

/// What is looked for from here on.
struct Find<'a> {
    pointer: &'a str,
    /// Only in an object whose member of this name has this value.
    wanted: Option<(&'a str, &'a str)>,
    found: &'a mut Vec<String>,
}

impl<'a> Find<'a> {
    /// The next segment and what follows it; `None` at the end of the pointer.
    fn next(&self) -> Option<(&'a str, &'a str)> {
        let path = self.pointer.strip_prefix('/')?;
        Some(path.find('/').map_or((path, ""), |at| path.split_at(at)))
    }

    /// A scalar: found where the pointer ends.
    fn end(self, value: impl ToString) {
        if self.pointer.is_empty() && self.wanted.is_none() {
            self.found.push(value.to_string());
        }
    }
}

impl<'de> DeserializeSeed<'de> for Find<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Find<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.end(value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.end(value);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.end(value);
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        // No provider names anything by a fraction.
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.end(value);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let next = self.next();
        let before = self.found.len();
        let mut known = self.wanted.is_none();
        while let Some(key) = members.next_key::<String>()? {
            match (self.wanted, next) {
                (Some((name, value)), _) if name == key => {
                    let mut is = Vec::new();
                    members.next_value_seed(Find { pointer: "", wanted: None, found: &mut is })?;
                    known = is.first().is_some_and(|is| is == value);
                }
                (_, Some((segment, rest))) if segment == key => {
                    members.next_value_seed(Find { pointer: rest, wanted: None, found: &mut *self.found })?;
                }
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        // The name may stand behind the value; what was found in another object does not count.
        if !known {
            self.found.truncate(before);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let (segment, rest) = self.next().unwrap_or_default();
        let wanted = segment.split_once('=');
        let mut index = 0_usize;
        loop {
            let fits = wanted.is_some() || segment == "*" || segment.parse() == Ok(index);
            let more = if fits {
                items.next_element_seed(Find { pointer: rest, wanted, found: &mut *self.found })?.is_some()
            } else {
                items.next_element::<IgnoredAny>()?.is_some()
            };
            if !more {
                return Ok(());
            }
            index += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_reach_into_objects_and_lists() {
        let json = br#"{"a":{"b":[{"name":"x","value":1},{"value":true,"name":"y"},{"value":"other"},7]},
            "codes":["one","two"],"n":null,"f":1.5,"minus":-3}"#;
        let at = |pointer: &str| texts(json, pointer).join(",");
        assert_eq!(at("/a/b/0/value"), "1");
        assert_eq!(at("/a/b/name=x/value"), "1");
        assert_eq!(at("/a/b/name=y/value"), "true");
        assert_eq!(at("/a/b/*/name"), "x,y");
        assert_eq!(at("/codes/*"), "one,two");
        assert_eq!(at("/minus"), "-3");
        for nothing in
            ["/a/b/9/value", "/a/b/name=z/value", "/codes/1/x", "/nowhere", "codes", "/a/b/-1", "/a/b", "/n", "", "/f"]
        {
            assert_eq!(at(nothing), "", "{nothing}");
        }
        assert_eq!((text(json, "/codes/*").as_deref(), text(json, "/x")), (Some("one"), None));
    }

    #[test]
    fn what_is_no_json_is_told() {
        for (body, is) in
            [("{}", true), ("[1]", true), ("", false), ("<html>", false), ("{\"a\":1", false), ("{} x", false)]
        {
            assert_eq!(is_json(body.as_bytes()), is, "{body}");
        }
        let deep = "[".repeat(100_000);
        assert!(!is_json(deep.as_bytes()) && texts(deep.as_bytes(), "/0/0").is_empty());
    }
}
