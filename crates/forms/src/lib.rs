//! A form snapshot and what the vault has in, a fill plan out.
