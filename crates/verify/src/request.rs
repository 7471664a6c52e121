//! Makes the request of a call: puts values in where the recipe says, each escaped for its place.

use crate::{Values, VerifyError};
use base64ct::{Base64, Encoding};
use core::fmt;
use form_urlencoded::byte_serialize;
use keyfob_recipes::{Call, Field, Kind, Piece, pattern_covers};
use zeroize::Zeroizing;

/// An HTTP request. To be sent without cookies, without following redirects, without a cache.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST` or `DELETE`.
    pub method: &'static str,
    /// Where to; holds a secret only where the provider takes it nowhere else.
    pub url: Zeroizing<String>,
    /// Headers, `Authorization` among them.
    pub headers: Vec<(&'static str, Zeroizing<String>)>,
    /// The body; empty for none.
    pub body: Zeroizing<String>,
    /// Match pattern of exactly the host that is called, to ask permission for.
    pub host: String,
    /// What is called, for people: `GET us21.api.mailchimp.com/3.0/`. Without query, and so without secrets.
    pub called: String,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Request({}, {} headers, body of {} bytes)", self.called, self.headers.len(), self.body.len())
    }
}

impl Request {
    /// The request of `call` with `values`.
    pub(crate) fn new(kind: &'static Kind, call: &'static Call, values: &Values<'_>) -> Result<Self, VerifyError> {
        let fill = Fill { kind, values };
        let (address, host) = fill.address(call)?;
        let called = format!("{} {}", call.method, address.strip_prefix("https://").unwrap_or_default());
        let mut headers = Vec::new();
        if let Some((user, password)) = call.basic {
            headers.push(("Authorization", fill.basic(user, password)?));
        }
        for (name, pieces) in call.headers {
            headers.push((*name, fill.header(pieces)?));
        }
        let body = if !call.form.is_empty() {
            headers.push(("Content-Type", Zeroizing::new("application/x-www-form-urlencoded".to_owned())));
            fill.pairs(call.form)?
        } else if !call.json.is_empty() {
            headers.push(("Content-Type", Zeroizing::new("application/json".to_owned())));
            fill.join(call.json, in_json)?
        } else {
            Zeroizing::default()
        };
        let mut url = Zeroizing::new(address);
        if !call.query.is_empty() {
            let query = fill.pairs(call.query)?;
            // At once, so that no shorter copy of a secret is left behind by growing.
            url = Zeroizing::new([url.as_str(), "?", &query].concat());
        }
        Ok(Self { method: call.method, url, headers, body, host: format!("https://{host}/*"), called })
    }
}

/// Values and what is known about their fields.
struct Fill<'a> {
    kind: &'static Kind,
    values: &'a Values<'a>,
}

impl Fill<'_> {
    /// The address without its query, and its host, which is one of the call's.
    fn address(&self, call: &'static Call) -> Result<(String, String), VerifyError> {
        let mut url = String::new();
        let mut from = None;
        for (index, piece) in call.url.iter().enumerate() {
            match piece {
                Piece::Text(text) => url.push_str(text),
                Piece::Value(name) if index == 0 => {
                    from = Some(*name);
                    url.push_str(self.base(name)?);
                }
                Piece::Value(name) => url.push_str(in_path(name, self.value(name)?)?),
                Piece::Region(name) => {
                    from = Some(*name);
                    url.push_str(self.region(name)?);
                }
            }
        }
        match host_of(&url).filter(|host| call.hosts.iter().any(|pattern| pattern_covers(pattern, host))) {
            Some(host) => {
                let host = host.to_owned();
                Ok((url, host))
            }
            None => Err(from.map_or(VerifyError::NoCall, VerifyError::Value)),
        }
    }

    fn value(&self, name: &'static str) -> Result<&str, VerifyError> {
        let value = self.values.iter().find(|(n, _)| *n == name).map_or("", |(_, value)| *value);
        if value.is_empty() { Err(VerifyError::Missing(name)) } else { Ok(value) }
    }

    fn field(&self, name: &'static str) -> Result<&'static Field, VerifyError> {
        self.kind.fields.iter().find(|f| f.name == name).ok_or(VerifyError::NoCall)
    }

    /// A value that is an address itself: of the field's shape, and nothing behind the host.
    fn base(&self, name: &'static str) -> Result<&str, VerifyError> {
        let value = self.value(name)?;
        let value = value.strip_suffix('/').unwrap_or(value);
        let shape = self.field(name)?.shape.as_ref();
        if shape.is_some_and(|s| s.matches(value)) { Ok(value) } else { Err(VerifyError::Value(name)) }
    }

    /// The region in a value: of a value of the field's shape, and one label of a host name.
    fn region(&self, name: &'static str) -> Result<&str, VerifyError> {
        let value = self.value(name)?;
        let field = self.field(name)?;
        let region = value.rsplit(field.region_after).next().unwrap_or_default();
        let label = !region.is_empty() && region.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        let shaped = field.shape.as_ref().is_some_and(|s| s.matches(value));
        if label && shaped { Ok(region) } else { Err(VerifyError::Value(name)) }
    }

    fn header(&self, pieces: &'static [Piece]) -> Result<Zeroizing<String>, VerifyError> {
        // RFC 9110 section 5.5: visible ASCII and spaces.
        self.join(pieces, |name, value| {
            let visible = value.bytes().all(|b| (b' '..=b'~').contains(&b));
            if visible { Ok(Zeroizing::new(value.to_owned())) } else { Err(VerifyError::Value(name)) }
        })
    }

    fn basic(&self, user: &'static [Piece], password: &'static [Piece]) -> Result<Zeroizing<String>, VerifyError> {
        let plain = |name, value: &str| {
            // RFC 7617 section 2: no control characters.
            if value.chars().any(char::is_control) {
                Err(VerifyError::Value(name))
            } else {
                Ok(Zeroizing::new(value.to_owned()))
            }
        };
        // A colon would end the user name.
        let user =
            self.join(
                user,
                |name, value| if value.contains(':') { Err(VerifyError::Value(name)) } else { plain(name, value) },
            )?;
        let password = self.join(password, plain)?;
        let pair = Zeroizing::new([user.as_str(), ":", &password].concat());
        let encoded = Zeroizing::new(Base64::encode_string(pair.as_bytes()));
        Ok(Zeroizing::new(["Basic ", &encoded].concat()))
    }

    /// Names and values, form-encoded.
    fn pairs(&self, pairs: &'static [(&'static str, &'static [Piece])]) -> Result<Zeroizing<String>, VerifyError> {
        let mut parts = Vec::new();
        for (index, (name, pieces)) in pairs.iter().enumerate() {
            let joiner = if index == 0 { "" } else { "&" };
            let encoded = self.join(pieces, |_, value| Ok(Zeroizing::new(value.to_owned())))?;
            parts.push(Zeroizing::new([joiner, name, "="].concat()));
            parts.push(Zeroizing::new(byte_serialize(encoded.as_bytes()).collect()));
        }
        Ok(concat(&parts))
    }

    /// The pieces as one text, each value through `escape`.
    fn join(
        &self,
        pieces: &'static [Piece],
        escape: impl Fn(&'static str, &str) -> Result<Zeroizing<String>, VerifyError>,
    ) -> Result<Zeroizing<String>, VerifyError> {
        let mut parts = Vec::with_capacity(pieces.len());
        for piece in pieces {
            parts.push(match piece {
                Piece::Text(text) => Zeroizing::new((*text).to_owned()),
                Piece::Value(name) => escape(name, self.value(name)?)?,
                Piece::Region(name) => escape(name, self.region(name)?)?,
            });
        }
        Ok(concat(&parts))
    }
}

/// The host of an address that the recipe and checked values make: what stands before the first `/`, a plain name.
fn host_of(url: &str) -> Option<&str> {
    let host = url.strip_prefix("https://")?.split('/').next()?;
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.');
    (!host.is_empty() && host.bytes().all(plain)).then_some(host)
}

/// In one allocation: a text that grows leaves copies of itself behind.
fn concat(parts: &[Zeroizing<String>]) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(parts.iter().map(|part| part.len()).sum()));
    for part in parts {
        out.push_str(part);
    }
    out
}

/// A value as one segment of a path (RFC 3986 section 3.3): letters, digits, `-`, `_` and `.`, and not dots alone.
fn in_path<'a>(name: &'static str, value: &'a str) -> Result<&'a str, VerifyError> {
    let plain = value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    if plain && value.bytes().any(|b| b != b'.') { Ok(value) } else { Err(VerifyError::Value(name)) }
}

/// A value inside a JSON string (RFC 8259 section 7).
fn in_json(name: &'static str, value: &str) -> Result<Zeroizing<String>, VerifyError> {
    if value.chars().any(char::is_control) {
        return Err(VerifyError::Value(name));
    }
    let marks = value.bytes().filter(|b| matches!(b, b'"' | b'\\')).count();
    let mut out = Zeroizing::new(String::with_capacity(value.len() + marks));
    for c in value.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    Ok(out)
}
