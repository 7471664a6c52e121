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

    /// Most memory that calibration chooses: above it, browsers with little memory may not be able to unlock.
    const CALIBRATED_MEMORY_KIB: u32 = 128 * 1024;
    /// What calibration aims at, in milliseconds.
    const TARGET_MS: u64 = 500;

    /// Costs for a device on which a derivation with [`KdfParams::DEFAULT`] took `measured_ms`: about half a second,
    /// never less than the default, never over [`KdfParams::CEILING`]. The time grows with memory times passes; memory
    /// is raised first, since it costs an attacker more (RFC 9106, section 4).
    #[must_use]
    pub fn calibrated(measured_ms: u32) -> Self {
        let of = Self::DEFAULT;
        let at_default = u64::from(of.memory_kib) * u64::from(of.passes);
        let affordable = at_default * Self::TARGET_MS / u64::from(measured_ms.max(1));
        let bounded = |value: u64, least: u32, most: u32| u32::try_from(value).unwrap_or(most).clamp(least, most);
        // Whole MiB, so that two measurements that are nearly the same give the same costs more often than not.
        let memory = affordable / u64::from(of.passes) / 1024 * 1024;
        let memory_kib = bounded(memory, of.memory_kib, Self::CALIBRATED_MEMORY_KIB);
        let passes = bounded(affordable / u64::from(memory_kib), of.passes, Self::CEILING.passes);
        Self { memory_kib, passes, lanes: of.lanes }
    }

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
    fn a_fast_device_gets_higher_costs_and_a_slow_one_the_default() {
        assert_eq!(KdfParams::calibrated(500), KdfParams::DEFAULT);
        assert_eq!(KdfParams::calibrated(2_000), KdfParams::DEFAULT);
        assert_eq!(KdfParams::calibrated(u32::MAX), KdfParams::DEFAULT);
        assert_eq!(KdfParams::calibrated(400), params(80 * 1024, 3, 1));
        assert_eq!(KdfParams::calibrated(250), params(128 * 1024, 3, 1));
        assert_eq!(KdfParams::calibrated(100), params(128 * 1024, 7, 1));
        assert_eq!(KdfParams::calibrated(0), params(128 * 1024, 16, 1));
    }

    #[test]
    fn calibrated_costs_are_allowed_and_take_about_half_a_second() {
        for measured in 1..1_000 {
            let params = KdfParams::calibrated(measured);
            assert_eq!(params.check(), Ok(()));
            assert!(params.memory_kib >= KdfParams::DEFAULT.memory_kib && params.passes >= KdfParams::DEFAULT.passes);
            let work = u64::from(params.memory_kib) * u64::from(params.passes);
            let expected_ms = work * u64::from(measured) / (64 * 1024 * 3);
            assert!(measured > 500 || expected_ms <= 500, "{measured}: {params}");
            let capped = params.passes == KdfParams::CEILING.passes;
            assert!(capped || expected_ms >= 370, "{measured}: {params}, {expected_ms} ms");
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
