//! Argon2id parameters: what they may be, and what the caller is asked to derive. The derivation itself runs elsewhere (`keyfob-kdf`).

use core::fmt;

use crate::{Random, VaultError};

/// Argon2id (RFC 9106) cost parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KdfParams {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl KdfParams {
    /// What a new vault uses unless the caller calibrates it upward: RFC 9106's second recommendation with one lane.
    pub const DEFAULT: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
    /// The least that is opened or made (OWASP's minimum for Argon2id).
    pub const FLOOR: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
    /// The most that is opened or made: a header must not make us spend unbounded memory or time.
    pub const CEILING: Self = Self { memory_kib: 256 * 1024, passes: 16, lanes: 4 };

    /// Whether they lie between floor and ceiling, each one for itself.
    ///
    /// # Errors
    /// [`VaultError::WeakKdf`] or [`VaultError::ExcessiveKdf`].
    pub fn check(&self) -> Result<(), VaultError> {
        let (floor, ceiling) = (Self::FLOOR, Self::CEILING);
        if self.memory_kib > ceiling.memory_kib || self.passes > ceiling.passes || self.lanes > ceiling.lanes {
            return Err(VaultError::ExcessiveKdf { params: *self });
        }
        if self.memory_kib < floor.memory_kib || self.passes < floor.passes || self.lanes < floor.lanes {
            return Err(VaultError::WeakKdf { params: *self });
        }
        Ok(())
    }
}

impl Default for KdfParams {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl fmt::Display for KdfParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} KiB, {} passes, {} lanes", self.memory_kib, self.passes, self.lanes)
    }
}

/// What the caller is asked to derive: Argon2id version 0x13 over the passphrase, 32 bytes of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KdfRequest {
    /// The salt, random for each slot.
    pub salt: [u8; 16],
    /// The costs.
    pub params: KdfParams,
}

impl KdfRequest {
    /// A request with a fresh salt.
    ///
    /// # Errors
    /// As [`KdfParams::check`].
    pub fn new(params: KdfParams, rng: &mut dyn Random) -> Result<Self, VaultError> {
        params.check()?;
        let mut salt = [0; 16];
        rng.fill(&mut salt);
        Ok(Self { salt, params })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(memory_kib: u32, passes: u32, lanes: u32) -> KdfParams {
        KdfParams { memory_kib, passes, lanes }
    }

    #[test]
    fn default_floor_and_ceiling_are_allowed() {
        for params in [KdfParams::DEFAULT, KdfParams::FLOOR, KdfParams::CEILING] {
            assert_eq!(params.check(), Ok(()));
        }
    }

    #[test]
    fn each_cost_is_held_between_floor_and_ceiling() {
        for params in [params(19 * 1024 - 1, 3, 1), params(65536, 1, 1), params(65536, 3, 0), params(0, 0, 0)] {
            assert_eq!(params.check(), Err(VaultError::WeakKdf { params }));
        }
        let most = u32::MAX;
        for params in [params(256 * 1024 + 1, 3, 1), params(65536, 17, 1), params(65536, 3, 5), params(most, 0, most)] {
            assert_eq!(params.check(), Err(VaultError::ExcessiveKdf { params }));
        }
    }
}
