//! `keyfob-exchange` with its files in a wasm module of its own: bytes in, bytes out.
//!
//! An instance lives for one file. It is loaded for import and export only, so that neither `age` with its generation
//! of the primitives nor the parsers are in what starts with the browser, and scrypt's 256 MiB go with the instance. Its
//! allocator wipes what is freed. It keeps nothing and never panics on what it is given.

#[cfg(target_arch = "wasm32")]
mod wasm;
