//! The border to JavaScript. Documents and items cross it as bytes that the caller wipes; an error is a JavaScript
//! `Error` whose message is [`ExchangeError::to_wire`].

use keyfob_exchange::{
    DocumentSecret, ExchangeError, Export, Format, Identity, Key, Protection, export, export_cxf, open_with, read,
};
use wasm_bindgen::prelude::*;
use zeroize::{Zeroize, Zeroizing};

#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// Makes an age file of a document.
///
/// `document` is as `Export::to_bytes` writes it; `key` a passphrase, or with `to_recipients` the recipients, one a
/// line; with `cxf` the file holds FIDO's Credential Exchange Format. `document` and `key` are all zeros afterwards,
/// the caller's arrays too.
///
/// # Errors
/// An `Error` as described above.
#[wasm_bindgen]
pub fn write_file(document: &mut [u8], key: &mut [u8], to_recipients: bool, cxf: bool) -> Result<Vec<u8>, JsError> {
    let result = write(document, key, to_recipients, cxf);
    document.zeroize();
    key.zeroize();
    result.map_err(|error| thrown(&error))
}

fn write(document: &[u8], key: &[u8], to_recipients: bool, cxf: bool) -> Result<Vec<u8>, ExchangeError> {
    let document = Export::from_bytes(document)?;
    let key = secret(key)?;
    let protection = if to_recipients {
        Protection::Recipients(key.expose().lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect())
    } else {
        Protection::Passphrase(key)
    };
    if cxf { export_cxf(&document, &protection) } else { export(&document, &protection) }
}

/// Opens an age file and reads what is in it; returns what `Read::to_bytes` writes.
///
/// `key` is a passphrase, or with `by_identity` one identity or several, one a line; all zeros afterwards. `format` is
/// as for [`read_file`].
///
/// # Errors
/// An `Error` as described above.
#[wasm_bindgen]
pub fn open_file(file: &[u8], key: &mut [u8], by_identity: bool, format: &str) -> Result<Vec<u8>, JsError> {
    let result = unlock(file, key, by_identity, format);
    key.zeroize();
    result.map_err(|error| thrown(&error))
}

fn unlock(file: &[u8], key: &[u8], by_identity: bool, format: &str) -> Result<Vec<u8>, ExchangeError> {
    let key = secret(key)?;
    let key = if by_identity { Key::Identity(key) } else { Key::Passphrase(key) };
    Ok(open_with(file, &key, named(format)?)?.to_bytes().to_vec())
}

/// Reads a file in clear; returns what `Read::to_bytes` writes. `file` is all zeros afterwards.
///
/// `format` is one of `keyfob`, `bitwarden`, `one_password`, `kee_pass`, `env`, or empty to find it out.
///
/// # Errors
/// An `Error` as described above.
#[wasm_bindgen]
pub fn read_file(file: &mut [u8], format: &str) -> Result<Vec<u8>, JsError> {
    let result = read_clear(file, format);
    file.zeroize();
    result.map_err(|error| thrown(&error))
}

fn read_clear(file: &[u8], format: &str) -> Result<Vec<u8>, ExchangeError> {
    Ok(read(file, named(format)?)?.to_bytes().to_vec())
}

/// A new identity and its recipient, in two lines.
#[wasm_bindgen]
#[must_use]
pub fn new_identity() -> Vec<u8> {
    let identity = Identity::generate();
    let lines = Zeroizing::new([identity.secret.expose(), "\n", &identity.recipient].concat());
    lines.as_bytes().to_vec()
}

/// The format with this name.
fn named(name: &str) -> Result<Option<Format>, ExchangeError> {
    if name.is_empty() { Ok(None) } else { Format::named(name).map(Some).ok_or(ExchangeError::UnknownFormat) }
}

/// A passphrase or keys from the host, which gives UTF-8.
fn secret(bytes: &[u8]) -> Result<DocumentSecret, ExchangeError> {
    core::str::from_utf8(bytes).map(|text| DocumentSecret::new(text.to_owned())).map_err(|_| ExchangeError::Failed)
}

fn thrown(error: &ExchangeError) -> JsError {
    JsError::new(&error.to_wire())
}
