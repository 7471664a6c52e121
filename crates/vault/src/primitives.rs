//! The only place that touches cryptographic crates: HKDF and HMAC (RFC 5869, 2104), XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha), SHA-256, HPKE (RFC 9180). Plain functions on bytes, no policy; the rest of the crate sees keys as opaque.

use chacha20poly1305::{
    KeyInit, Tag, XChaCha20Poly1305, XNonce,
    aead::{AeadInOut, inout::InOutBuf},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256,
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
pub(crate) fn encrypt(
    key: &Key,
    nonce: &[u8; NONCE_LEN],
    ad: &[u8],
    buffer: &mut Vec<u8>,
    from: usize,
) -> Option<()> {
    let cipher = XChaCha20Poly1305::new(key.bytes().into());
    let plain = buffer.get_mut(from..)?;
    let tag = cipher
        .encrypt_inout_detached(&XNonce::from(*nonce), ad, InOutBuf::from(plain))
        .ok()?;
    buffer.extend_from_slice(&tag);
    Some(())
}

/// Opens ciphertext followed by its tag. `None` if anything was changed.
pub(crate) fn decrypt(
    key: &Key,
    nonce: &[u8; NONCE_LEN],
    ad: &[u8],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let (text, tag) = sealed.split_last_chunk::<TAG_LEN>()?;
    let mut plain = Zeroizing::new(text.to_vec());
    let cipher = XChaCha20Poly1305::new(key.bytes().into());
    cipher
        .decrypt_inout_detached(
            &XNonce::from(*nonce),
            ad,
            InOutBuf::from(plain.as_mut_slice()),
            &Tag::from(*tag),
        )
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
    let seed = Key::random(rng);
    let (private, public) = X25519HkdfSha256::derive_keypair(seed.bytes());
    let mut key = Key::zero();
    private.write_exact(key.0.as_mut_slice());
    (key, public.to_bytes().into())
}

/// The public key that belongs to a private key. `None` if that is not one.
pub(crate) fn public_of(private: &Key) -> Option<[u8; 32]> {
    let private = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(private.bytes()).ok()?;
    Some(X25519HkdfSha256::sk_to_pk(&private).to_bytes().into())
}

/// HPKE base mode, single shot, into `encapsulated key || ciphertext`. `None` if the public key is not usable.
pub(crate) fn hpke_seal(
    public: &[u8; 32],
    info: &[u8],
    ad: &[u8],
    plain: &[u8],
    rng: &mut dyn Random,
) -> Option<Vec<u8>> {
    let public = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(public).ok()?;
    let (enc, sealed) = hpke::single_shot_seal_with_rng::<
        ChaCha20Poly1305,
        HkdfSha256,
        X25519HkdfSha256,
    >(&OpModeS::Base, &public, info, plain, ad, &mut Source(rng))
    .ok()?;
    let mut out = enc.to_bytes().to_vec();
    out.extend_from_slice(&sealed);
    Some(out)
}

/// Opens what [`hpke_seal`] made.
pub(crate) fn hpke_open(
    private: &Key,
    info: &[u8],
    ad: &[u8],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let (enc, sealed) = sealed.split_first_chunk::<ENC_LEN>()?;
    let private = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(private.bytes()).ok()?;
    let enc = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(enc).ok()?;
    hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &private,
        &enc,
        info,
        sealed,
        ad,
    )
    .ok()
    .map(Zeroizing::new)
}
