//! Raw snappy, read leniently: a compressed value inside a larger file has no end mark, so reading stops when the
//! announced length is there, and what was read before a fault is kept. The `snap` crate refuses both.

/// Longest output taken seriously.
const LONGEST: usize = 64 << 20;

/// Unpacks as much as can be read; `None` if nothing can.
pub(super) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let (length, mut at) = varint(packed)?;
    let length = usize::try_from(length).ok().filter(|length| (1..=LONGEST).contains(length))?;
    let mut out = Vec::new();
    while out.len() < length {
        let Some(used) = element(packed.get(at..).unwrap_or_default(), &mut out) else { break };
        at += used;
    }
    out.truncate(length);
    (!out.is_empty()).then_some(out)
}

/// One literal or copy; gives how many bytes it took.
fn element(rest: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let tag = usize::from(*rest.first()?);
    let number = |from: usize, bytes: usize| {
        let slice = rest.get(from..from + bytes)?;
        Some(slice.iter().rev().fold(0, |sum, byte| (sum << 8) | usize::from(*byte)))
    };
    let (length, offset, used) = match tag & 3 {
        0 => {
            let extra = (tag >> 2).saturating_sub(59);
            let length = if extra == 0 { tag >> 2 } else { number(1, extra)? } + 1;
            out.extend_from_slice(rest.get(1 + extra..1 + extra + length)?);
            return Some(1 + extra + length);
        }
        1 => (4 + ((tag >> 2) & 7), (tag >> 5 << 8) | number(1, 1)?, 2),
        2 => (1 + (tag >> 2), number(1, 2)?, 3),
        _ => (1 + (tag >> 2), number(1, 4)?, 5),
    };
    // A copy may reach into what it is just writing, so it goes byte by byte.
    let start = out.len().checked_sub(offset).filter(|_| offset > 0)?;
    for i in start..start + length {
        out.push(*out.get(i)?);
    }
    Some(used)
}

/// A number in groups of seven bits, least first, and how many bytes it took.
pub(super) fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut number = 0_u64;
    for (i, byte) in bytes.iter().take(10).enumerate() {
        let shift = u32::try_from(i).ok()? * 7;
        number |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some((number, i + 1));
        }
    }
    None
}
