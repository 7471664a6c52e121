//! The border to JavaScript: one function, bytes in, bytes out.

use wasm_bindgen::prelude::*;
use zeroize::{Zeroize, Zeroizing};

/// Derives 32 bytes with Argon2id; see [`crate::derive`].
///
/// The copy of the passphrase that was made in this module's memory is wiped before this returns, and, by the way it
/// is passed, written back: the caller's `Uint8Array` is all zeros afterwards.
///
/// # Errors
/// A JavaScript `Error` whose message is that of [`crate::KdfError`].
#[wasm_bindgen]
pub fn argon2id(
    passphrase: &mut [u8],
    salt: &[u8],
    memory_kib: u32,
    passes: u32,
    lanes: u32,
) -> Result<Vec<u8>, JsError> {
    let derived = crate::derive(passphrase, salt, memory_kib, passes, lanes);
    passphrase.zeroize();
    let output: Zeroizing<_> = derived.map_err(|error| JsError::new(&error.to_string()))?;
    Ok(output.to_vec())
}
