//! Looks things up in a JSON answer. A pointer is that of RFC 6901 (without its escapes), and more: `*` stands for
//! every element of a list, `name=X` for the elements of a list whose `name` is `X`.

use serde_json::Value;

/// Calls `each` with every value at `pointer`, in order.
pub fn visit<'a>(json: &'a Value, pointer: &str, each: &mut dyn FnMut(&'a Value)) {
    let Some(path) = pointer.strip_prefix('/') else {
        if pointer.is_empty() {
            each(json);
        }
        return;
    };
    let (segment, rest) = path.find('/').map_or((path, ""), |at| path.split_at(at));
    match json {
        Value::Object(members) => {
            if let Some(value) = members.get(segment) {
                visit(value, rest, each);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let fits = match segment.split_once('=') {
                    Some((name, wanted)) => item.get(name).and_then(Value::as_str) == Some(wanted),
                    None => segment == "*" || segment.parse() == Ok(index),
                };
                if fits {
                    visit(item, rest, each);
                }
            }
        }
        _ => {}
    }
}

/// The first text, number or truth value at `pointer`, as text.
pub fn text(json: &Value, pointer: &str) -> Option<String> {
    let mut found = None;
    visit(json, pointer, &mut |value| {
        if found.is_none() {
            found = scalar(value);
        }
    });
    found
}

/// A text, number or truth value as text.
pub fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_reach_into_objects_and_lists() {
        let json = serde_json::json!({
            "a": { "b": [ { "name": "x", "value": 1 }, { "name": "y", "value": true } ] }, "codes": ["one", "two"], "": "e"
        });
        let at = |pointer: &str| {
            let mut all = Vec::new();
            visit(&json, pointer, &mut |v| all.extend(scalar(v)));
            all.join(",")
        };
        assert_eq!(at("/a/b/0/value"), "1");
        assert_eq!(at("/a/b/name=y/value"), "true");
        assert_eq!(at("/a/b/*/name"), "x,y");
        assert_eq!(at("/codes/*"), "one,two");
        for nothing in ["/a/b/2/value", "/a/b/name=z/value", "/codes/1/x", "/nowhere", "codes", "/a/b/-1"] {
            assert_eq!(at(nothing), "", "{nothing}");
        }
        assert_eq!(text(&json, "/a/b"), None);
    }
}
