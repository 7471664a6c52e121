//! A value as bytes (CBOR, RFC 8949), for the border between two wasm modules: text that crosses it never becomes a
//! string of JavaScript's, which nobody could wipe.

use crate::value::MAX_DEPTH;
use crate::{Map, Value};
use core::convert::Infallible;
use minicbor::data::Type;
use minicbor::{Decoder, Encoder, encode};
use std::borrow::Cow;
use zeroize::Zeroizing;

/// Most bytes of a head: one of type and eight of a number.
const HEAD: usize = 9;

impl Value {
    /// The value as bytes. Their room is made before, since one that grew would leave pieces of secrets behind.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(self.room()));
        // A vector takes everything.
        let _ = self.encode(&mut Encoder::new(&mut *bytes));
        bytes
    }

    /// The value of these bytes; nothing where they are not what [`Self::to_bytes`] writes, and no more.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut decoder = Decoder::new(bytes);
        let value = decode(&mut decoder, MAX_DEPTH)?;
        (decoder.position() == bytes.len()).then_some(value)
    }

    fn room(&self) -> usize {
        HEAD + match self {
            Self::Nothing | Self::Other | Self::Bool(_) | Self::Number(_) => 0,
            Self::Text(text) => text.len(),
            Self::List(values) => values.iter().map(Self::room).sum(),
            Self::Map(map) => map.iter().map(|(name, value)| HEAD + name.len() + value.room()).sum(),
        }
    }

    fn encode(&self, encoder: &mut Encoder<&mut Vec<u8>>) -> Result<(), encode::Error<Infallible>> {
        match self {
            Self::Nothing => encoder.null()?,
            Self::Other => encoder.undefined()?,
            Self::Bool(yes) => encoder.bool(*yes)?,
            Self::Number(number) => encoder.i64(*number)?,
            Self::Text(text) => encoder.str(text)?,
            Self::List(values) => {
                encoder.array(length(values.len()))?;
                return values.iter().try_for_each(|value| value.encode(encoder));
            }
            Self::Map(map) => {
                let fields = map.iter();
                encoder.map(length(fields.len()))?;
                for (name, value) in fields {
                    encoder.str(name)?;
                    value.encode(encoder)?;
                }
                return Ok(());
            }
        };
        Ok(())
    }
}

fn length(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn decode(decoder: &mut Decoder<'_>, depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    Some(match decoder.datatype().ok()? {
        Type::Null => {
            decoder.null().ok()?;
            Value::Nothing
        }
        Type::Undefined => {
            decoder.undefined().ok()?;
            Value::Other
        }
        Type::Bool => Value::Bool(decoder.bool().ok()?),
        Type::String => Value::name(decoder.str().ok()?),
        Type::Array => {
            let mut values = Vec::new();
            for _ in 0..decoder.array().ok()?? {
                values.push(decode(decoder, depth)?);
            }
            Value::List(values)
        }
        Type::Map => {
            let mut map = Map::new();
            for _ in 0..decoder.map().ok()?? {
                let name = decoder.str().ok()?.to_owned();
                map.push(Cow::Owned(name), decode(decoder, depth)?);
            }
            map.into()
        }
        _ => Value::Number(decoder.i64().ok()?),
    })
}
