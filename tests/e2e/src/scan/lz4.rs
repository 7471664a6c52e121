//! Firefox's `mozLz4` files, in which it keeps windows, tabs and what stood in forms: eight letters, the length, and
//! one LZ4 block. Read leniently: what was read before a fault is kept.

/// First bytes of such a file.
const MAGIC: &[u8] = b"mozLz40\0";

/// Longest output taken seriously.
const LONGEST: usize = 64 << 20;

/// The content; `None` where it is another file.
pub(super) fn unpack(file: &[u8]) -> Option<Vec<u8>> {
    let rest = file.strip_prefix(MAGIC)?;
    let length = u32::from_le_bytes(rest.get(..4)?.try_into().ok()?);
    let length = usize::try_from(length).ok().filter(|length| *length <= LONGEST)?;
    let mut block = rest.get(4..)?;
    let mut out = Vec::new();
    while out.len() < length {
        let Some(after) = sequence(block, &mut out) else { break };
        block = after;
    }
    out.truncate(length);
    Some(out)
}

/// Literals and then a copy of what was written before; gives what comes after it.
fn sequence<'a>(block: &'a [u8], out: &mut Vec<u8>) -> Option<&'a [u8]> {
    let (token, rest) = block.split_first()?;
    let (literals, rest) = length(usize::from(token >> 4), rest)?;
    out.extend_from_slice(rest.get(..literals)?);
    let rest = rest.get(literals..)?;
    if rest.is_empty() {
        // The last sequence has no copy.
        return Some(rest).filter(|_| literals > 0);
    }
    let offset = usize::from(u16::from_le_bytes(rest.get(..2)?.try_into().ok()?));
    let (copied, rest) = length(usize::from(token & 15), rest.get(2..)?)?;
    // A copy may reach into what it is just writing, so it goes byte by byte.
    let start = out.len().checked_sub(offset).filter(|_| offset > 0)?;
    for i in start..start + copied + 4 {
        out.push(*out.get(i)?);
    }
    Some(rest)
}

/// A length of four bits; fifteen means that bytes follow, up to one that is not 255.
fn length(bits: usize, rest: &[u8]) -> Option<(usize, &[u8])> {
    if bits < 15 {
        return Some((bits, rest));
    }
    let more = rest.iter().position(|byte| *byte != 255)?;
    let sum = more.checked_mul(255)?.checked_add(usize::from(*rest.get(more)?))?.checked_add(15)?;
    (sum <= LONGEST).then_some((sum, rest.get(more + 1..)?))
}
