//! What a browser packs: LevelDB files, IndexedDB's compressed values, session files, gzip and brotli bodies in cache entries.

use std::io::Read;
use std::path::Path;

use super::{leveldb, lz4, snappy};

/// Longest output taken from one packed part.
const LONGEST: u64 = 64 << 20;

/// How deep parts may be packed in parts.
const DEEPEST: usize = 3;

/// First bytes of an entry of Chromium's simple cache.
const CACHE_ENTRY: [u8; 8] = [0x30, 0x5c, 0x72, 0xa7, 0x1b, 0x6d, 0xfb, 0xfc];

/// First bytes of a value that IndexedDB compressed: a serialized value that needs processing, with snappy.
const COMPRESSED_VALUE: [u8; 3] = [0xff, 0x11, 0x02];

/// First bytes of gzip with deflate in it.
const GZIP: [u8; 3] = [0x1f, 0x8b, 0x08];

/// Gives every unpacked part of a file to `found`, with a word for what it was packed in.
pub(super) fn unpack(name: &Path, bytes: &[u8], found: &mut dyn FnMut(&str, &[u8])) {
    inner(bytes, "", DEEPEST, found);
    let extension = name.extension().and_then(|e| e.to_str()).unwrap_or_default();
    let database = match extension {
        "ldb" | "sst" => leveldb::table(bytes),
        "log" => Some(leveldb::log(bytes)),
        _ => None,
    };
    if let Some(content) = database {
        found("leveldb", &content);
        inner(&content, "leveldb, ", DEEPEST, found);
    }
    if let Some(content) = lz4::unpack(bytes) {
        found("lz4", &content);
        inner(&content, "lz4, ", DEEPEST, found);
    }
    if let Some(body) = cache_body(bytes) {
        let text = until_fault(brotli_decompressor::Decompressor::new(body, 4096));
        found("brotli", &text);
    }
}

/// Parts that may begin anywhere.
fn inner(bytes: &[u8], outside: &str, depth: usize, found: &mut dyn FnMut(&str, &[u8])) {
    if depth == 0 {
        return;
    }
    for (at, start) in bytes.windows(3).enumerate() {
        let rest = bytes.get(at..).unwrap_or_default();
        let (word, content) = if start == GZIP {
            ("gzip", until_fault(flate2::read::GzDecoder::new(rest)))
        } else if start == COMPRESSED_VALUE {
            ("snappy", snappy::unpack(rest.get(3..).unwrap_or_default()).unwrap_or_default())
        } else {
            continue;
        };
        if !content.is_empty() {
            let word = format!("{outside}{word}");
            found(&word, &content);
            inner(&content, &format!("{word}, "), depth - 1, found);
        }
    }
}

/// The body of a cache entry: after a header of 24 bytes, whose fourth number is the key's length, and the key.
fn cache_body(bytes: &[u8]) -> Option<&[u8]> {
    let length = bytes.strip_prefix(&CACHE_ENTRY)?.get(4..8)?;
    let length = usize::try_from(u32::from_le_bytes(length.try_into().ok()?)).ok()?;
    bytes.get(24_usize.checked_add(length)?..)
}

/// Everything that can be read before the end or a fault.
fn until_fault(reader: impl Read) -> Vec<u8> {
    let mut out = Vec::new();
    // A body that is cut off or followed by something else is the ordinary case here.
    let _ = reader.take(LONGEST).read_to_end(&mut out);
    out
}
