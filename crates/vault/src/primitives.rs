//! The only place that touches cryptographic crates: HKDF and HMAC (RFC 5869, 2104), XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha), SHA-256, HPKE (RFC 9180). Plain functions on bytes, no policy; the rest of the crate sees keys as opaque.

use chacha20poly1305::{
    KeyInit, Tag, XChaCha20Poly1305, XNonce,
    aead::{AeadInOut, inout::InOutBuf},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, PskBundle, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256,
    kem::X25519HkdfSha256,
};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::Random;

/// Bytes of every symmetric key.
pub(crate) const KEY_LEN: usize = 32;
/// Bytes of an XChaCha20 nonce: long enough to be drawn at random for ever.
pub(crate) const NONCE_LEN: usize = 24;
/// Bytes of a Poly1305 tag.
pub(crate) const TAG_LEN: usize = 16;
/// Bytes of an HMAC-SHA256.
pub(crate) const MAC_LEN: usize = 32;
/// Bytes of an encapsulated X25519 key.
pub(crate) const ENC_LEN: usize = 32;

/// A symmetric key. On the heap, so that moving it leaves no copy behind.
pub(crate) struct Key(Box<Zeroizing<[u8; KEY_LEN]>>);

impl Key {
    fn zero() -> Self {
        Self(Box::new(Zeroizing::new([0; KEY_LEN])))
    }

    pub(crate) fn random(rng: &mut dyn Random) -> Self {
        let mut key = Self::zero();
        rng.fill(key.0.as_mut_slice());
        key
    }

    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        if bytes.len() != KEY_LEN {
            return None;
        }
        let mut key = Self::zero();
        key.0.copy_from_slice(bytes);
        Some(key)
    }

    pub(crate) fn bytes(&self) -> &[u8; KEY_LEN] {
        &self.0
    }

    /// HKDF-SHA256: extract with `salt`, expand with `info`.
    pub(crate) fn derive(secret: &[u8], salt: &[u8], info: &[u8]) -> Self {
        let mut key = Self::zero();
        let hkdf = Hkdf::<Sha256>::new(Some(salt), secret);
        // 32 bytes are far below the limit of 255 * 32, the only way this can fail.
        let done = hkdf.expand(info, key.0.as_mut_slice());
        debug_assert!(done.is_ok());
        key
    }
}

/// Encrypts `buffer[from..]` in place and appends the tag. `None` only if it is larger than the cipher allows (256 GiB).
pub(crate) fn encrypt(key: &Key, nonce: &[u8; NONCE_LEN], ad: &[u8], buffer: &mut Vec<u8>, from: usize) -> Option<()> {
    let cipher = XChaCha20Poly1305::new(key.bytes().into());
    let plain = buffer.get_mut(from..)?;
    let tag = cipher.encrypt_inout_detached(&XNonce::from(*nonce), ad, InOutBuf::from(plain)).ok()?;
    buffer.extend_from_slice(&tag);
    Some(())
}

/// Opens ciphertext followed by its tag. `None` if anything was changed.
pub(crate) fn decrypt(key: &Key, nonce: &[u8; NONCE_LEN], ad: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (text, tag) = sealed.split_last_chunk::<TAG_LEN>()?;
    let mut plain = Zeroizing::new(text.to_vec());
    let cipher = XChaCha20Poly1305::new(key.bytes().into());
    cipher
        .decrypt_inout_detached(&XNonce::from(*nonce), ad, InOutBuf::from(plain.as_mut_slice()), &Tag::from(*tag))
        .ok()?;
    Some(plain)
}

fn hmac(key: &Key, message: &[u8]) -> Hmac<Sha256> {
    // HMAC fills a shorter key up to the hash's block with zeros; done here, it cannot fail.
    let mut block = Zeroizing::new([0; 64]);
    for (to, from) in block.iter_mut().zip(key.bytes()) {
        *to = *from;
    }
    let mut mac = Hmac::<Sha256>::new((&*block).into());
    mac.update(message);
    mac
}

/// HMAC-SHA256.
pub(crate) fn mac(key: &Key, message: &[u8]) -> [u8; MAC_LEN] {
    hmac(key, message).finalize().into_bytes().into()
}

/// Compares in constant time.
pub(crate) fn mac_holds(key: &Key, message: &[u8], expected: &[u8; MAC_LEN]) -> bool {
    hmac(key, message).verify(&(*expected).into()).is_ok()
}

/// The first 16 bytes of SHA-256.
pub(crate) fn digest(bytes: &[u8]) -> [u8; 16] {
    let full: [u8; 32] = Sha256::digest(bytes).into();
    truncated(&full)
}

/// The first 16 of 32 bytes.
pub(crate) fn truncated(full: &[u8; 32]) -> [u8; 16] {
    full.first_chunk().copied().unwrap_or_default()
}

/// The RNG port as HPKE wants it.
struct Source<'a>(&'a mut dyn Random);

impl hpke::rand_core::TryRng for Source<'_> {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
        self.0.fill(out);
        Ok(())
    }
}

impl hpke::rand_core::TryCryptoRng for Source<'_> {}

/// An X25519 key pair: private key, public key.
pub(crate) fn key_pair(rng: &mut dyn Random) -> (Key, [u8; 32]) {
    key_pair_from(&Key::random(rng))
}

/// The X25519 key pair of a seed (DeriveKeyPair, RFC 9180, section 7.1.3).
pub(crate) fn key_pair_from(seed: &Key) -> (Key, [u8; 32]) {
    let (private, public) = X25519HkdfSha256::derive_keypair(seed.bytes());
    let mut key = Key::zero();
    private.write_exact(key.0.as_mut_slice());
    (key, public.to_bytes().into())
}

/// The pre-shared key of HPKE's PSK mode.
#[derive(Clone, Copy)]
pub(crate) struct Psk<'a> {
    pub key: &'a Key,
    pub id: &'a [u8],
}

impl<'a> Psk<'a> {
    fn bundle(self) -> Option<PskBundle<'a>> {
        PskBundle::new(self.key.bytes(), self.id).ok()
    }
}

/// HPKE, base or PSK mode, single shot, into `encapsulated key || ciphertext`. `None` if the public key is not usable.
pub(crate) fn hpke_seal(
    public: &[u8; 32],
    psk: Option<Psk<'_>>,
    info: &[u8],
    ad: &[u8],
    plain: &[u8],
    rng: &mut dyn Random,
) -> Option<Vec<u8>> {
    let public = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(public).ok()?;
    let mode = match psk {
        Some(psk) => OpModeS::Psk(psk.bundle()?),
        None => OpModeS::Base,
    };
    let (enc, sealed) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &mode,
        &public,
        info,
        plain,
        ad,
        &mut Source(rng),
    )
    .ok()?;
    let mut out = enc.to_bytes().to_vec();
    out.extend_from_slice(&sealed);
    Some(out)
}

/// Opens what [`hpke_seal`] made.
pub(crate) fn hpke_open(
    private: &Key,
    psk: Option<Psk<'_>>,
    info: &[u8],
    ad: &[u8],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let mode = match psk {
        Some(psk) => OpModeR::Psk(psk.bundle()?),
        None => OpModeR::Base,
    };
    let (enc, sealed) = sealed.split_first_chunk::<ENC_LEN>()?;
    let private = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(private.bytes()).ok()?;
    let enc = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(enc).ok()?;
    hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(&mode, &private, &enc, info, sealed, ad)
        .ok()
        .map(Zeroizing::new)
}

#[cfg(test)]
mod vectors;

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        digits.chunks(2).map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap()).collect()
    }

    fn key(bytes: &[u8]) -> Key {
        let mut padded = bytes.to_vec();
        padded.resize(KEY_LEN, 0);
        Key::from_slice(&padded).unwrap()
    }

    /// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
    #[test]
    fn xchacha20_poly1305_vector() {
        let key = key(&(0x80..=0x9f).collect::<Vec<u8>>());
        let nonce: [u8; NONCE_LEN] = hex("404142434445464748494a4b4c4d4e4f5051525354555657").try_into().unwrap();
        let ad = hex("50515253c0c1c2c3c4c5c6c7");
        let text = b"Ladies and Gentlemen of the class of '99: \
            If I could offer you only one tip for the future, sunscreen would be it.";
        let mut sealed = text.to_vec();
        encrypt(&key, &nonce, &ad, &mut sealed, 0).unwrap();
        assert_eq!(sealed[..16], hex("bd6d179d3e83d43b9576579493c0e939"));
        assert_eq!(sealed[text.len()..], hex("c0875924c1c7987947deafd8780acf49"));
        assert_eq!(**decrypt(&key, &nonce, &ad, &sealed).unwrap(), *text);
        assert!(decrypt(&key, &nonce, b"", &sealed).is_none());
    }

    /// RFC 5869, appendices A.1 to A.3: the first 32 bytes of each.
    #[test]
    fn hkdf_sha256_vectors() {
        let derived = Key::derive(&[0x0b; 22], &hex("000102030405060708090a0b0c"), &hex("f0f1f2f3f4f5f6f7f8f9"));
        assert_eq!(derived.bytes()[..], hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"));
        let [secret, salt, info] = [0x00, 0x60, 0xb0_u8].map(|from| (from..=from + 0x4f).collect::<Vec<u8>>());
        let derived = Key::derive(&secret, &salt, &info);
        assert_eq!(derived.bytes()[..], hex("b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"));
        let derived = Key::derive(&[0x0b; 22], &[], &[]);
        assert_eq!(derived.bytes()[..], hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"));
    }

    /// RFC 4231, section 4.2; HMAC fills its 20-byte key up with zeros, and so does this.
    #[test]
    fn hmac_sha256_vector() {
        let key = key(&[0x0b; 20]);
        let expected = hex("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        assert_eq!(mac(&key, b"Hi There")[..], expected);
        assert!(mac_holds(&key, b"Hi There", &expected.clone().try_into().unwrap()));
        assert!(!mac_holds(&key, b"Hi there", &expected.try_into().unwrap()));
    }

    /// RFC 9180, appendix A.2.1: the recipient's side of its first message.
    #[test]
    fn hpke_vector() {
        let private = key(&hex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"));
        let mut sealed = hex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a");
        sealed
            .extend(hex("1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28"));
        let info = hex("4f6465206f6e2061204772656369616e2055726e");
        let opened = hpke_open(&private, None, &info, b"Count-0", &sealed).unwrap();
        assert_eq!(**opened, *b"Beauty is truth, truth beauty");
        assert!(hpke_open(&private, None, &info, b"Count-1", &sealed).is_none());
    }

    #[test]
    fn an_unusable_public_key_is_refused() {
        struct Zeros;
        impl Random for Zeros {
            fn fill(&mut self, out: &mut [u8]) {
                out.fill(0);
            }
        }
        assert!(hpke_seal(&[0; 32], None, b"", b"", b"text", &mut Zeros).is_none());
    }
}
