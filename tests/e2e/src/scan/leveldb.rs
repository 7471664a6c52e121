//! LevelDB's two kinds of file: tables (`.ldb`), whose blocks are snappy-compressed and whose keys share prefixes,
//! and logs (`.log`), whose records are cut into pieces at every 32 KiB. Local storage, IndexedDB, extension
//! storage and the sync store are written so.

use super::snappy::{unpack as unsnap, varint};

/// The eight bytes that end a table.
const MAGIC: [u8; 8] = [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb];

/// Length of a table's footer.
const FOOTER: usize = 48;

/// Length of a log's block.
const LOG_BLOCK: usize = 32 * 1024;

/// Every key and value of a table, one after another; `None` if it is no table.
pub(super) fn table(bytes: &[u8]) -> Option<Vec<u8>> {
    let footer = bytes.get(bytes.len().checked_sub(FOOTER)?..)?;
    if !footer.ends_with(&MAGIC) {
        return None;
    }
    let (_, index_at) = handle(footer)?;
    let (index, _) = handle(footer.get(index_at..)?)?;
    let mut all = Vec::new();
    each(&block(bytes, index)?, |_, place| {
        if let Some(content) = handle(place).and_then(|(place, _)| block(bytes, place)) {
            each(&content, |key, value| {
                all.extend_from_slice(key);
                all.push(0);
                all.extend_from_slice(value);
                all.push(0);
            });
        }
    });
    Some(all)
}

/// A log's records, made whole again and set one after another.
pub(super) fn log(bytes: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    for block in bytes.chunks(LOG_BLOCK) {
        let mut rest = block;
        // Checksum (4), length (2), kind (1); kind 0 is padding.
        while let [_, _, _, _, low, high, kind @ 1..=4, tail @ ..] = rest {
            let length = usize::from(u16::from_le_bytes([*low, *high]));
            let Some(piece) = tail.get(..length) else { break };
            all.extend_from_slice(piece);
            // A record ends with a piece of kind 1 (whole) or 4 (last).
            if matches!(*kind, 1 | 4) {
                all.push(0);
            }
            rest = tail.get(length..).unwrap_or_default();
        }
    }
    all
}

/// Offset and size of a block, and how many bytes said so.
fn handle(bytes: &[u8]) -> Option<((usize, usize), usize)> {
    let (offset, a) = varint(bytes)?;
    let (size, b) = varint(bytes.get(a..)?)?;
    Some(((usize::try_from(offset).ok()?, usize::try_from(size).ok()?), a + b))
}

/// A block's content; the byte after it says whether it is compressed.
fn block(bytes: &[u8], (offset, size): (usize, usize)) -> Option<Vec<u8>> {
    let end = offset.checked_add(size)?;
    let content = bytes.get(offset..end)?;
    match bytes.get(end)? {
        0 => Some(content.to_vec()),
        1 => unsnap(content),
        _ => None,
    }
}

/// Every entry of a block, with its whole key.
fn each(block: &[u8], mut entry: impl FnMut(&[u8], &[u8])) {
    let Some(end) = entries_end(block) else { return };
    let (mut rest, mut key) = (block.get(..end).unwrap_or_default(), Vec::new());
    while let Some(read) = read_entry(rest) {
        key.truncate(read.shared);
        key.extend_from_slice(read.own);
        entry(&key, read.value);
        rest = read.tail;
    }
}

/// Where a block's entries end: before its restart points and their count.
fn entries_end(block: &[u8]) -> Option<usize> {
    let count_at = block.len().checked_sub(4)?;
    let count = u32::from_le_bytes(block.get(count_at..)?.try_into().ok()?);
    count_at.checked_sub(usize::try_from(count).ok()?.checked_mul(4)?)
}

/// One entry of a block.
struct Entry<'a> {
    /// How much of the key before belongs to this key too.
    shared: usize,
    /// The rest of the key.
    own: &'a [u8],
    value: &'a [u8],
    /// What follows the entry.
    tail: &'a [u8],
}

fn read_entry(rest: &[u8]) -> Option<Entry<'_>> {
    let mut at = 0;
    let mut number = || {
        let (number, used) = varint(rest.get(at..)?)?;
        at += used;
        usize::try_from(number).ok()
    };
    let (shared, own, value) = (number()?, number()?, number()?);
    let own_end = at.checked_add(own)?;
    let value_end = own_end.checked_add(value)?;
    let (own, value) = (rest.get(at..own_end)?, rest.get(own_end..value_end)?);
    Some(Entry { shared, own, value, tail: rest.get(value_end..)? })
}
