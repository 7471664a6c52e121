//! The envelope of everything sealed under the data key: `nonce || ciphertext || tag`, the plaintext CBOR padded to a multiple of 64 bytes so that a length says little.

use minicbor::{
    CborLen, Encode, Encoder,
    encode::{Error, Write},
};
use zeroize::Zeroizing;

use crate::{
    Random,
    primitives::{self, Key, NONCE_LEN, TAG_LEN},
};

/// Content that is encoded already.
pub(crate) struct Encoded<'a>(pub &'a [u8]);

impl<C> Encode<C> for Encoded<'_> {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), Error<W::Error>> {
        e.writer_mut().write_all(self.0).map_err(Error::write)
    }
}

impl<C> CborLen<C> for Encoded<'_> {
    fn cbor_len(&self, _: &mut C) -> usize {
        self.0.len()
    }
}

/// Padded lengths are multiples of this.
const BLOCK: usize = 64;
/// Marks the end of the content (ISO/IEC 7816-4 padding: 0x80, then zeros).
const END: u8 = 0x80;

/// Room for `len` bytes of content and the padding.
fn padded(len: usize) -> usize {
    (len / BLOCK + 1) * BLOCK
}

/// Seals `doc`, after `prefix`, which stays in clear. `None` if it is too large.
///
/// The buffer has its final size from the start and is encrypted in place: no plaintext is left behind by a reallocation.
pub(crate) fn seal<T>(key: &Key, ad: &[u8], prefix: &[u8], doc: &T, rng: &mut dyn Random) -> Option<Vec<u8>>
where
    T: Encode<()> + CborLen<()>,
{
    let mut nonce = [0; NONCE_LEN];
    rng.fill(&mut nonce);
    let from = prefix.len() + NONCE_LEN;
    let len = minicbor::len(doc);
    let mut buffer = Zeroizing::new(Vec::with_capacity(from + padded(len) + TAG_LEN));
    buffer.extend_from_slice(prefix);
    buffer.extend_from_slice(&nonce);
    minicbor::encode(doc, &mut *buffer).ok()?;
    pad(&mut buffer, from);
    primitives::encrypt(key, &nonce, ad, &mut buffer, from)?;
    Some(core::mem::take(&mut *buffer))
}

/// Opens `nonce || ciphertext || tag` into the content without its padding.
pub(crate) fn open(key: &Key, ad: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
    unpad(primitives::decrypt(key, nonce, ad, sealed)?)
}

/// Encodes and pads without sealing, for HPKE, which brings its own buffer.
pub(crate) fn encode<T>(doc: &T) -> Option<Zeroizing<Vec<u8>>>
where
    T: Encode<()> + CborLen<()>,
{
    let mut buffer = Zeroizing::new(Vec::with_capacity(padded(minicbor::len(doc))));
    minicbor::encode(doc, &mut *buffer).ok()?;
    pad(&mut buffer, 0);
    Some(buffer)
}

fn pad(buffer: &mut Vec<u8>, from: usize) {
    let len = buffer.len() - from;
    buffer.push(END);
    buffer.resize(from + padded(len), 0);
}

/// Takes the padding off. `None` if there is none.
pub(crate) fn unpad(mut plain: Zeroizing<Vec<u8>>) -> Option<Zeroizing<Vec<u8>>> {
    let end = plain.iter().rposition(|byte| *byte != 0)?;
    if plain.get(end) != Some(&END) {
        return None;
    }
    plain.truncate(end);
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counter(u8);

    impl Random for Counter {
        fn fill(&mut self, out: &mut [u8]) {
            for byte in out {
                self.0 = self.0.wrapping_add(1);
                *byte = self.0;
            }
        }
    }

    #[test]
    fn lengths_say_only_the_block() {
        let mut rng = Counter(0);
        let key = Key::random(&mut rng);
        let mut lengths = std::collections::BTreeSet::new();
        for len in 0..=200_usize {
            let text = "x".repeat(len);
            let sealed = seal(&key, b"ad", b"in clear", &text, &mut rng).unwrap();
            let inner = sealed.strip_prefix(b"in clear").unwrap();
            assert_eq!((inner.len() - NONCE_LEN - TAG_LEN) % BLOCK, 0);
            lengths.insert(inner.len());
            let plain = open(&key, b"ad", inner).unwrap();
            assert_eq!(minicbor::decode::<&str>(&plain).unwrap(), text);
            assert!(open(&key, b"other", inner).is_none());
        }
        assert_eq!(lengths.len(), 4);
    }

    #[test]
    fn what_was_not_padded_is_refused() {
        for plain in [&b""[..], &[0; 64], &[1, 0, 0], &[0x80, 1]] {
            assert!(unpad(Zeroizing::new(plain.to_vec())).is_none(), "{plain:?}");
        }
        assert!(unpad(Zeroizing::new(vec![0x80])).is_some_and(|plain| plain.is_empty()));
    }
}
