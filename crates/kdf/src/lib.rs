//! Argon2id (RFC 9106) in a crate of its own, so that it can be a wasm module of its own: the instance is made for one
//! derivation and thrown away, because a wasm memory never shrinks and would keep the 64 MiB. Passphrase, salt and
//! costs come in, 32 bytes go out. It keeps nothing, draws no random bytes and never panics.

use argon2::{Algorithm, Argon2, Params, Version};
use thiserror::Error;
use zeroize::Zeroizing;

#[cfg(target_arch = "wasm32")]
mod wasm;

/// Bytes of output.
pub const OUTPUT_LEN: usize = 32;
/// Least memory in KiB, passes and lanes that are accepted (OWASP's minimum for Argon2id).
pub const FLOOR: (u32, u32, u32) = (19 * 1024, 2, 1);
/// Most memory in KiB, passes and lanes that are accepted.
pub const CEILING: (u32, u32, u32) = (256 * 1024, 16, 4);
/// Least bytes of salt (RFC 9106, section 3.1, recommends 16).
pub const SALT_MIN: usize = 16;

/// Why nothing was derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KdfError {
    /// A cost is under [`FLOOR`].
    #[error("the costs are too low")]
    Weak,
    /// A cost is over [`CEILING`].
    #[error("the costs are too high")]
    Excessive,
    /// The salt is shorter than [`SALT_MIN`] or longer than Argon2 allows.
    #[error("the salt has the wrong length")]
    Salt,
    /// The passphrase is longer than Argon2 allows (4 GiB).
    #[error("the passphrase is too long")]
    Passphrase,
    /// There is not enough memory. Nothing was derived; it may be tried again.
    #[error("not enough memory")]
    Memory,
    /// Argon2 refused for a reason that the checks above leave no room for.
    #[error("the derivation failed")]
    Failed,
}

impl From<argon2::Error> for KdfError {
    fn from(error: argon2::Error) -> Self {
        match error {
            argon2::Error::OutOfMemory => Self::Memory,
            argon2::Error::SaltTooShort | argon2::Error::SaltTooLong => Self::Salt,
            argon2::Error::PwdTooLong => Self::Passphrase,
            argon2::Error::MemoryTooLittle | argon2::Error::TimeTooSmall | argon2::Error::ThreadsTooFew => Self::Weak,
            argon2::Error::MemoryTooMuch | argon2::Error::ThreadsTooMany => Self::Excessive,
            _ => Self::Failed,
        }
    }
}

/// Derives 32 bytes with Argon2id, version 0x13, without secret and associated data.
///
/// `passphrase` is taken as the bytes it is: the caller gives UTF-8, normalised to NFC if it normalises at all, and has
/// to do so in the same way every time. It is only borrowed; wiping it is the caller's.
///
/// # Errors
/// See [`KdfError`]. Costs outside [`FLOOR`] and [`CEILING`] are refused before any memory is taken.
pub fn derive(
    passphrase: &[u8],
    salt: &[u8],
    memory_kib: u32,
    passes: u32,
    lanes: u32,
) -> Result<Zeroizing<[u8; OUTPUT_LEN]>, KdfError> {
    if memory_kib > CEILING.0 || passes > CEILING.1 || lanes > CEILING.2 {
        return Err(KdfError::Excessive);
    }
    if memory_kib < FLOOR.0 || passes < FLOOR.1 || lanes < FLOOR.2 {
        return Err(KdfError::Weak);
    }
    if salt.len() < SALT_MIN {
        return Err(KdfError::Salt);
    }
    let params = Params::new(memory_kib, passes, lanes, Some(OUTPUT_LEN))?;
    let mut output = Zeroizing::new([0; OUTPUT_LEN]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(passphrase, salt, output.as_mut())?;
    Ok(output)
}

#[cfg(test)]
mod tests;
