//! Values as browser objects, the way `JSON.parse` makes them.

use crate::value::MAX_DEPTH;
use crate::{Map, Value, Wire};
use js_sys::{Array, Object, Reflect};
use std::borrow::Cow;
use wasm_bindgen::{JsCast, JsValue};
use zeroize::Zeroizing;

/// A type as a browser object.
#[must_use]
pub fn to_js(value: &impl Wire) -> JsValue {
    value_to_js(&value.to_value())
}

/// A type from a browser object; nothing where it does not fit.
#[must_use]
pub fn from_js<T: Wire>(value: &JsValue) -> Option<T> {
    T::from_value(read(value, MAX_DEPTH)?)
}

/// A value as a browser object.
#[must_use]
pub fn value_to_js(value: &Value) -> JsValue {
    match value {
        Value::Nothing | Value::Other => JsValue::NULL,
        Value::Bool(yes) => JsValue::from_bool(*yes),
        // Times and counts are well below 2^53, where doubles are exact.
        #[allow(clippy::as_conversions, clippy::cast_precision_loss)]
        Value::Number(number) => JsValue::from_f64(*number as f64),
        Value::Text(text) => JsValue::from_str(text),
        Value::List(values) => {
            let list = Array::new();
            for value in values {
                list.push(&value_to_js(value));
            }
            list.into()
        }
        Value::Map(map) => {
            let object = Object::new();
            for (name, value) in map.iter() {
                // Setting a property of a fresh object cannot fail.
                let _ = Reflect::set(&object, &JsValue::from_str(name), &value_to_js(value));
            }
            object.into()
        }
    }
}

/// Own enumerable properties only. What a message cannot hold (functions, fractions) is of no type.
fn read(value: &JsValue, depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    if let Some(text) = value.as_string() {
        return Some(Value::Text(Zeroizing::new(text)));
    }
    if let Some(yes) = value.as_bool() {
        return Some(Value::Bool(yes));
    }
    if let Some(number) = value.as_f64() {
        return Some(whole(number));
    }
    if let Some(list) = value.dyn_ref::<Array>() {
        let mut values = Vec::new();
        for at in 0..list.length() {
            values.push(read(&list.get(at), depth)?);
        }
        return Some(Value::List(values));
    }
    let Some(object) = value.dyn_ref::<Object>().filter(|_| !value.is_function()) else {
        return Some(if value.is_undefined() || value.is_null() { Value::Nothing } else { Value::Other });
    };
    let mut map = Map::new();
    for name in Object::keys(object).iter() {
        let value = read(&Reflect::get(object, &name).ok()?, depth)?;
        map.push(Cow::Owned(name.as_string()?), value);
    }
    Some(map.into())
}

/// A double that is a whole number which doubles hold exactly.
#[allow(clippy::as_conversions, clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::float_cmp)]
fn whole(number: f64) -> Value {
    let exact = number as i64;
    if exact as f64 == number && exact.unsigned_abs() < 1 << 53 { Value::Number(exact) } else { Value::Other }
}
