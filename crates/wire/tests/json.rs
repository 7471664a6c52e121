//! What is written is what serde writes, and what serde refuses is refused.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use keyfob_sorted::SortedMap;
use keyfob_wire::{Map, Value, Wire};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use zeroize::Zeroizing;

#[derive(Debug, PartialEq, Serialize, Deserialize, Wire)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
enum Said {
    Nothing,
    TwoWords { text: String, at: Option<usize>, signed: i32 },
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize, Wire)]
#[serde(default)]
struct Loose {
    list: Vec<u8>,
    pair: Option<(String, bool)>,
    r#type: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Wire)]
#[serde(deny_unknown_fields)]
struct Strict {
    inner: Loose,
    map: SortedMap<String, Place>,
    #[serde(default)]
    flag: bool,
    level: Level,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "snake_case")]
enum Place {
    ALine(u64),
    Entry(u64),
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Wire)]
#[serde(rename_all = "kebab-case")]
enum Level {
    Low,
    VeryHigh,
}

fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Nothing | Value::Other => serde_json::Value::Null,
        Value::Bool(yes) => (*yes).into(),
        Value::Number(number) => (*number).into(),
        Value::Text(text) => text.as_str().into(),
        Value::List(values) => values.iter().map(json).collect(),
        Value::Map(map) => map.iter().map(|(name, value)| (name.to_owned(), json(value))).collect(),
    }
}

fn value(json: &serde_json::Value) -> Value {
    use serde_json::Value as Json;
    match json {
        Json::Null => Value::Nothing,
        Json::Bool(yes) => Value::Bool(*yes),
        Json::Number(number) => number.as_i64().map_or(Value::Other, Value::Number),
        Json::String(text) => Value::Text(Zeroizing::new(text.clone())),
        Json::Array(values) => Value::List(values.iter().map(value).collect()),
        Json::Object(fields) => {
            let mut map = Map::new();
            for (name, one) in fields {
                map.push(Cow::Owned(name.clone()), value(one));
            }
            map.into()
        }
    }
}

/// Both ways, through bytes too, against serde.
fn same<T: Wire + Serialize + PartialEq + std::fmt::Debug>(one: &T) {
    let written = one.to_value();
    assert_eq!(json(&written), serde_json::to_value(one).unwrap());
    assert_eq!(Value::from_bytes(&written.to_bytes()).as_ref().map(json), Some(json(&written)));
    assert_eq!(T::from_value(written).as_ref(), Some(one));
}

fn strict() -> Strict {
    let inner = Loose { list: vec![1, 255], pair: Some(("ü".to_owned(), true)), r#type: "t".to_owned() };
    let map = SortedMap::from([("a".to_owned(), Place::ALine(3)), ("b".to_owned(), Place::Entry(1 << 52))]);
    Strict { inner, map, flag: true, level: Level::VeryHigh }
}

#[test]
fn everything_is_written_as_serde_writes_it() {
    same(&Said::Nothing);
    same(&Said::TwoWords { text: "\u{0}\"".to_owned(), at: None, signed: -1 });
    same(&Said::TwoWords { text: String::new(), at: Some(7), signed: i32::MIN });
    same(&Loose::default());
    same(&strict());
    same(&Strict { level: Level::Low, ..strict() });
}

#[test]
fn what_serde_takes_is_taken_and_what_it_refuses_is_refused() {
    let said = [
        r#"{"type":"nothing"}"#,
        r#"{"type":"Nothing"}"#,
        r#"{"type":"two-words","text":"a","signed":1}"#,
        r#"{"type":"two-words","text":"a","signed":1,"at":null}"#,
        r#"{"type":"two-words","text":"a","signed":1,"at":-1}"#,
        r#"{"type":"two-words","text":"a","signed":1,"at":1.5}"#,
        r#"{"type":"two-words","text":"a","signed":3000000000}"#,
        r#"{"type":"two-words","text":1,"signed":1}"#,
        r#"{"type":"two-words","signed":1}"#,
        r#"{"type":1}"#,
        r#"{}"#,
        r#""nothing""#,
        "null",
    ];
    for text in said {
        let read: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(Said::from_value(value(&read)), serde_json::from_str(text).ok(), "{text}");
    }
    // Here serde looks away: a variant without fields takes any.
    let more = r#"{"type":"nothing","more":1}"#;
    assert_eq!(serde_json::from_str::<Said>(more).ok(), Some(Said::Nothing));
    assert_eq!(Said::from_value(value(&serde_json::from_str(more).unwrap())), None);
    let loose = [
        r#"{}"#,
        r#"{"list":[1,2],"other":[]}"#,
        r#"{"list":[256]}"#,
        r#"{"list":null}"#,
        r#"{"pair":["a",true]}"#,
        r#"{"pair":["a"]}"#,
        r#"{"pair":["a",true,1]}"#,
    ];
    for text in loose {
        let read: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(Loose::from_value(value(&read)), serde_json::from_str(text).ok(), "{text}");
    }
    let inner = r#""inner":{},"level":"low""#;
    let strict = [
        format!(r#"{{{inner},"map":{{}}}}"#),
        format!(r#"{{{inner},"map":{{"x":{{"entry":1}}}},"flag":false}}"#),
        format!(r#"{{{inner},"map":{{"x":{{"entry":1,"a_line":2}}}}}}"#),
        format!(r#"{{{inner},"map":{{"x":{{}}}}}}"#),
        format!(r#"{{{inner},"map":{{}},"more":1}}"#),
        format!(r#"{{{inner}}}"#),
    ];
    for text in strict {
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(Strict::from_value(value(&read)), serde_json::from_str(&text).ok(), "{text}");
    }
}

#[test]
fn bytes_that_are_cut_or_changed_or_too_many_are_nothing_or_a_value() {
    let bytes = strict().to_value().to_bytes();
    for end in 0..bytes.len() {
        assert!(Value::from_bytes(&bytes[..end]).is_none());
    }
    assert!(Value::from_bytes(&[&bytes[..], &[0]].concat()).is_none());
    for at in 0..bytes.len() {
        let mut other = bytes.to_vec();
        other[at] ^= 0xff;
        let _ = Value::from_bytes(&other);
    }
    // An array of one in an array of one …: deeper than any message.
    assert!(Value::from_bytes(&[0x81; 10_000]).is_none());
    // A length that nothing follows takes no memory.
    assert!(Value::from_bytes(&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).is_none());
}

#[test]
fn no_value_shows_what_it_says() {
    let secret = ["abc", "def"].concat();
    let said = Said::TwoWords { text: secret.clone(), at: None, signed: 0 };
    assert!(!format!("{:?}", said.to_value()).contains(&secret));
    assert_eq!(format!("{:?}", secret.to_value()), "Text");
}
