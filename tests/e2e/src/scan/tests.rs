//! A secret is found in every form and packing that a browser uses, and nothing is found where there is none.

use std::io::Write;
use std::path::Path;

use base64ct::{Base64, Encoding};

use super::{Form, scan_bytes, scan_profile};

fn secret() -> String {
    ["key", "-with/odd+", "signs=", "7f3e1"].concat()
}

fn found(name: &str, bytes: &[u8]) -> Vec<(Form, Option<String>)> {
    let hits = scan_bytes(Path::new(name), bytes, &[secret()]).unwrap();
    hits.into_iter().map(|hit| (hit.encoding, hit.packed)).collect()
}

fn packed(form: Form, packed: &str) -> (Form, Option<String>) {
    (form, Some(packed.to_owned()))
}

/// Text that compresses well and holds the secret in the middle, so that packed bytes do not show it in clear.
fn long_text() -> Vec<u8> {
    let part = secret().get(..9).unwrap().repeat(40);
    format!("{part}{}{part}", secret()).into_bytes()
}

#[test]
fn plain_forms() {
    let utf16: Vec<u8> = secret().encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(found("a", secret().as_bytes()), [(Form::Utf8, None)]);
    assert_eq!(found("a", &[b"x".as_slice(), &utf16].concat()), [(Form::Utf16Le, None)]);
    assert_eq!(found("a", b"v=key-with%2Fodd%2Bsigns%3D7f3e1&w"), [(Form::Percent, None)]);
    assert_eq!(found("a", b"nothing of the kind"), []);
}

#[test]
fn base64_at_every_alignment() {
    for before in ["", "a", "ab", "abc"] {
        let text = Base64::encode_string(format!("{before}{}after", secret()).as_bytes());
        assert_eq!(found("a", text.as_bytes()), [(Form::Base64, None)], "{before:?}");
        assert_eq!(found("a", text.replace('+', "-").replace('/', "_").as_bytes()), [(Form::Base64, None)]);
    }
}

#[test]
fn gzip_anywhere_in_a_file() {
    let mut gzip = flate2::write::GzEncoder::new(b"head".to_vec(), flate2::Compression::best());
    gzip.write_all(&long_text()).unwrap();
    let mut bytes = gzip.finish().unwrap();
    bytes.extend_from_slice(b"what follows");
    assert_eq!(found("cache_0", &bytes), [packed(Form::Utf8, "gzip")]);
}

#[test]
fn brotli_body_of_a_cache_entry() {
    // `long_text()`, compressed with brotli.
    let hex = "1be702f8e59b9e8724395cbe0f91c3a3d67214da784b067c71e622131f5f5f11eb0ec38898a60437";
    let body: Vec<u8> = (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect();
    let header = [&0xfcfb_6d1b_a772_5c30_u64.to_le_bytes()[..], &[5, 0, 0, 0, 3, 0, 0, 0], &[0; 8], b"key"].concat();
    let bytes = [header.as_slice(), &body, b"what follows"].concat();
    assert_eq!(found("0123_0", &bytes), [packed(Form::Utf8, "brotli")]);
}

#[test]
fn compressed_value_of_indexeddb_without_an_end_mark() {
    let snappy = snap::raw::Encoder::new().compress_vec(&long_text()).unwrap();
    let bytes = [b"..\xff\x11\x02".as_slice(), &snappy, b"\x00\x01 other records"].concat();
    assert!(found("1", &bytes).contains(&packed(Form::Utf8, "snappy")));
}

#[test]
fn leveldb_log_record_cut_at_a_block() {
    let record = [vec![b'.'; 32 * 1024 - 7 - 10], secret().into_bytes()].concat();
    let (first, last) = record.split_at(32 * 1024 - 7);
    let piece = |kind: u8, data: &[u8]| {
        [&[0; 4], u16::try_from(data.len()).unwrap().to_le_bytes().as_slice(), &[kind], data].concat()
    };
    let bytes = [piece(2, first), piece(4, last)].concat();
    assert_eq!(found("000003.log", &bytes), [packed(Form::Utf8, "leveldb")]);
}

#[test]
fn leveldb_table_with_a_shared_prefix_and_snappy() {
    let secret = secret();
    let (start, end) = secret.split_at(8);
    // Two entries: the second key is the first eight letters of the first and the rest of its own.
    let block = |entries: &[u8]| [entries, &0_u32.to_le_bytes(), &1_u32.to_le_bytes()].concat();
    let length = |text: &str| u8::try_from(text.len()).unwrap();
    let entry = |shared: u8, key: &str, value: &[u8]| {
        [&[shared, length(key), u8::try_from(value.len()).unwrap()], key.as_bytes(), value].concat()
    };
    let data = block(&[entry(0, &format!("{start}!"), b"one"), entry(length(start), end, b"two")].concat());
    let data = snap::raw::Encoder::new().compress_vec(&data).unwrap();
    let size = u8::try_from(data.len()).unwrap();
    let index = block(&entry(0, "z", &[0, size]));
    let index_at = size + 5;
    let mut footer = vec![0, 0, index_at, u8::try_from(index.len()).unwrap()];
    footer.resize(40, 0);
    footer.extend_from_slice(&[0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb]);
    let bytes = [data.as_slice(), &[1, 0, 0, 0, 0], &index, &[0, 0, 0, 0, 0], &footer].concat();
    assert_eq!(found("000005.ldb", &bytes), [packed(Form::Utf8, "leveldb")]);
    assert_eq!(found("renamed.bin", &bytes), []);
}

#[test]
fn a_session_file_of_firefox() {
    let secret = secret();
    let (start, end) = secret.split_at(10);
    // The end and the start in clear, then a copy of the end: only the content holds the secret whole.
    let clear = format!("{end}{start}");
    let (literals, back) = (u8::try_from(clear.len() - 15).unwrap(), u16::try_from(clear.len()).unwrap());
    let copied = u8::try_from(end.len() - 4).unwrap();
    let length = u32::try_from(clear.len() + end.len()).unwrap();
    let block = [&[0xf0 | copied, literals], clear.as_bytes(), &back.to_le_bytes()].concat();
    let whole = [b"mozLz40\0".as_slice(), &length.to_le_bytes(), &block].concat();
    assert_eq!(found("recovery.jsonlz4", &whole), [packed(Form::Utf8, "lz4")]);
    assert_eq!(found("recovery.jsonlz4", whole.get(1..).unwrap()), []);
}

#[test]
fn a_folder_with_names_and_contents() {
    let dir = tempfile::tempdir().unwrap();
    let below = dir.path().join("Default/Sessions");
    std::fs::create_dir_all(&below).unwrap();
    std::fs::write(below.join("Session_1"), format!("..{}..", secret())).unwrap();
    std::fs::write(below.join("Session_2"), "nothing").unwrap();
    let hits = scan_profile(dir.path(), &["absent".to_owned(), secret()]).unwrap();
    assert_eq!(hits.len(), 1);
    assert_eq!(
        (hits[0].file.as_path(), hits[0].offset, hits[0].value),
        (Path::new("Default/Sessions/Session_1"), 2, 1)
    );
    let scanned = scan_profile(dir.path(), &["Session_2"]).unwrap();
    assert_eq!(scanned[0].packed.as_deref(), Some("file name"));
    assert!(!format!("{hits:?}").contains(&secret()));
    assert!(scan_profile(dir.path(), &[""]).is_err());
}
