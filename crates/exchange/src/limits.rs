//! What a file may cost. Everything that is read is bounded before it is looked at.

/// Most bytes of any file.
pub const FILE: usize = 16 << 20;
/// Most entries of any file: credentials, uses and tombstones of ours each, items of others.
pub const ENTRIES: usize = 50_000;
/// Most bytes of one text in a file: a value, a name, a note.
pub const TEXT: usize = 64 << 10;
/// Most values of one entry.
pub const VALUES: usize = 256;
/// Most bytes of an age header: a few hundred recipients.
pub const AGE_HEADER: usize = 64 << 10;
/// Most recipients of a file that is made.
pub const RECIPIENTS: usize = 64;
/// The work factor of scrypt for a file that is made, as base-2 logarithm: 256 MiB, what the `age` program takes too.
pub const WORK_FACTOR_MADE: u8 = 18;
/// The largest work factor that is accepted on reading: 1 GiB.
pub const WORK_FACTOR: u8 = 20;
