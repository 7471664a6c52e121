//! One slot: a way to the data key. Each slot secret gives a key that wraps the data key, and a key pair and a shared key by which a new data key can be sealed to the slot without knowing its secret, but only by who had the vault open.

use minicbor::{
    CborLen, Decode, Decoder, Encode, Encoder,
    bytes::{ByteArray, ByteVec},
    decode, encode,
};

use crate::{
    KdfParams, KdfRequest, Part, Random, SlotId, SlotKind, SlotSecret, VaultError, VaultId,
    envelope::Encoded,
    keys::Keys,
    labels,
    primitives::{self, ENC_LEN, KEY_LEN, Key, NONCE_LEN, Psk, TAG_LEN},
};

/// `nonce || 32 bytes || tag`.
pub(crate) const WRAPPED_LEN: usize = NONCE_LEN + KEY_LEN + TAG_LEN;
/// `encapsulated key || 32 bytes || tag`.
const SEALED_LEN: usize = ENC_LEN + KEY_LEN + TAG_LEN;

/// Longest credential id (WebAuthn level 3, section 4).
const MAX_CREDENTIAL_ID: usize = 1023;
/// Longest user handle (WebAuthn level 3, section 5.4.3).
const MAX_USER_HANDLE: usize = 64;
/// Longest relying party id: a host name.
const MAX_RP_ID: usize = 253;

/// What a page needs to ask a passkey for the secret of its slot (WebAuthn level 3, `prf` extension).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrfRequest {
    /// The passkey.
    pub credential_id: Vec<u8>,
    /// The relying party it was made for; `None` for the extension's own.
    pub rp_id: Option<String>,
    /// The user handle it was made with, if that is of use.
    pub user_handle: Option<Vec<u8>>,
    /// The input of the PRF (`eval.first`), random for each slot.
    pub salt: [u8; 32],
}

/// A slot as it is stored. One of an unknown kind keeps its bytes.
#[derive(Clone)]
pub(crate) enum Slot {
    Known(Box<SlotDoc>),
    Unknown { kind: u16, id: SlotId, bytes: Vec<u8> },
}

/// A slot of a known kind.
#[derive(Clone, Encode, Decode, CborLen)]
#[cbor(map)]
pub(crate) struct SlotDoc {
    #[n(0)]
    pub kind: u16,
    #[n(1)]
    pub id: ByteArray<16>,
    #[n(2)]
    pub salt: Option<ByteArray<16>>,
    #[n(3)]
    pub memory_kib: Option<u32>,
    #[n(4)]
    pub passes: Option<u32>,
    #[n(5)]
    pub lanes: Option<u32>,
    /// The data key under the slot's key.
    #[n(6)]
    pub wrapped: Option<ByteArray<WRAPPED_LEN>>,
    #[n(16)]
    pub made_at: Option<u64>,
    /// The public half of the slot's key pair; slots from before there was one lack it.
    #[n(17)]
    pub public: Option<ByteArray<32>>,
    /// The data key sealed to `public`, after it was changed; then there is no `wrapped`.
    #[n(18)]
    pub sealed: Option<ByteArray<SEALED_LEN>>,
    #[n(19)]
    pub credential_id: Option<ByteVec>,
    #[n(20)]
    pub rp_id: Option<String>,
    #[n(21)]
    pub user_handle: Option<ByteVec>,
    #[n(22)]
    pub prf_salt: Option<ByteArray<32>>,
    /// The slot's shared key under the data key; without it anyone could seal a data key of their own to `public`.
    #[n(23)]
    pub shared: Option<ByteArray<WRAPPED_LEN>>,
}

/// What every slot of every kind has.
#[derive(Decode)]
#[cbor(map)]
struct Outline {
    #[n(0)]
    kind: u16,
    #[n(1)]
    id: ByteArray<16>,
}

impl<C> Encode<C> for Slot {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, ctx: &mut C) -> Result<(), encode::Error<W::Error>> {
        match self {
            Self::Known(doc) => doc.encode(e, ctx),
            Self::Unknown { bytes, .. } => Encoded(bytes).encode(e, ctx),
        }
    }
}

impl<'b, C> Decode<'b, C> for Slot {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, decode::Error> {
        let outline = Outline::decode(&mut d.probe(), ctx)?;
        if !matches!(SlotKind::from_number(outline.kind), SlotKind::Unknown(_)) {
            return Ok(Self::Known(Box::new(SlotDoc::decode(d, ctx)?)));
        }
        let from = d.position();
        d.skip()?;
        let bytes = d.input().get(from..d.position()).unwrap_or_default().to_vec();
        Ok(Self::Unknown { kind: outline.kind, id: SlotId::from_bytes(outline.id.into()), bytes })
    }
}

impl Slot {
    pub(crate) fn kind(&self) -> SlotKind {
        match self {
            Self::Known(doc) => doc.kind(),
            Self::Unknown { kind, .. } => SlotKind::Unknown(*kind),
        }
    }

    pub(crate) fn id(&self) -> SlotId {
        match self {
            Self::Known(doc) => doc.id(),
            Self::Unknown { id, .. } => *id,
        }
    }

    pub(crate) fn known(&self) -> Option<&SlotDoc> {
        match self {
            Self::Known(doc) => Some(doc),
            Self::Unknown { .. } => None,
        }
    }
}

impl SlotDoc {
    fn empty(kind: SlotKind, made_at: u64, rng: &mut dyn Random) -> Self {
        Self {
            kind: kind.number(),
            id: ByteArray::from(*SlotId::random(rng).as_bytes()),
            salt: None,
            memory_kib: None,
            passes: None,
            lanes: None,
            wrapped: None,
            made_at: Some(made_at),
            public: None,
            sealed: None,
            credential_id: None,
            rp_id: None,
            user_handle: None,
            prf_salt: None,
            shared: None,
        }
    }

    /// A passphrase slot without its wrap.
    pub(crate) fn passphrase(request: KdfRequest, made_at: u64, rng: &mut dyn Random) -> Result<Self, VaultError> {
        request.params.check()?;
        Ok(Self {
            salt: Some(ByteArray::from(request.salt)),
            memory_kib: Some(request.params.memory_kib),
            passes: Some(request.params.passes),
            lanes: Some(request.params.lanes),
            ..Self::empty(SlotKind::Passphrase, made_at, rng)
        })
    }

    /// A recovery code's slot without its wrap.
    pub(crate) fn recovery_code(made_at: u64, rng: &mut dyn Random) -> Self {
        Self::empty(SlotKind::RecoveryCode, made_at, rng)
    }

    /// A passkey's slot without its wrap.
    pub(crate) fn passkey(request: PrfRequest, made_at: u64, rng: &mut dyn Random) -> Result<Self, VaultError> {
        let handle = request.user_handle.as_ref().map_or(0, Vec::len);
        let rp_id = request.rp_id.as_ref().map_or(0, String::len);
        if request.credential_id.len() > MAX_CREDENTIAL_ID || handle > MAX_USER_HANDLE || rp_id > MAX_RP_ID {
            return Err(VaultError::TooLarge);
        }
        Ok(Self {
            credential_id: Some(request.credential_id.into()),
            rp_id: request.rp_id,
            user_handle: request.user_handle.map(ByteVec::from),
            prf_salt: Some(ByteArray::from(request.salt)),
            ..Self::empty(SlotKind::Passkey, made_at, rng)
        })
    }

    pub(crate) fn kind(&self) -> SlotKind {
        SlotKind::from_number(self.kind)
    }

    pub(crate) fn id(&self) -> SlotId {
        SlotId::from_bytes(self.id.into())
    }

    /// What Argon2id has to derive for it; `None` if it is not all there.
    pub(crate) fn kdf_request(&self) -> Option<KdfRequest> {
        let params = KdfParams { memory_kib: self.memory_kib?, passes: self.passes?, lanes: self.lanes? };
        Some(KdfRequest { salt: self.salt?.into(), params })
    }

    /// What its passkey has to be asked; `None` if it is not all there.
    pub(crate) fn prf_request(&self) -> Option<PrfRequest> {
        Some(PrfRequest {
            credential_id: self.credential_id.as_ref()?.to_vec(),
            rp_id: self.rp_id.clone(),
            user_handle: self.user_handle.as_ref().map(|handle| handle.to_vec()),
            salt: self.prf_salt?.into(),
        })
    }

    /// Wraps the data key under the slot's secret, and notes what it takes to seal another one to the slot.
    pub(crate) fn close(
        mut self,
        secret: &SlotSecret,
        vault: VaultId,
        data_key: &Key,
        keys: &Keys,
        rng: &mut dyn Random,
    ) -> Result<Self, VaultError> {
        let kek = self.kek(secret, vault);
        let ad = self.ad(vault)?;
        let public = self.pair(&kek, vault).1;
        let shared = wrap(&keys.slot, &self.shared_ad(vault, &public), &self.shared_key(&kek, vault), rng)?;
        self.public = Some(ByteArray::from(public));
        self.shared = Some(ByteArray::from(shared));
        self.wrapped = Some(ByteArray::from(wrap(&kek, &ad, data_key, rng)?));
        self.sealed = None;
        Ok(self)
    }

    /// Seals another data key to the slot, without its secret.
    pub(crate) fn reseal(
        mut self,
        vault: VaultId,
        data_key: &Key,
        old: &Keys,
        new: &Keys,
        rng: &mut dyn Random,
    ) -> Result<Self, VaultError> {
        let damaged = || VaultError::damaged(Part::Header);
        let lacking = || VaultError::SlotWithoutKey { id: self.id(), kind: self.kind() };
        let (public, shared) = (self.public.ok_or_else(lacking)?, self.shared.ok_or_else(lacking)?);
        let shared_ad = self.shared_ad(vault, &public);
        let shared = unwrap(&old.slot, &shared_ad, &shared).ok_or_else(damaged)?;
        let psk = Psk { key: &shared, id: &self.id[..] };
        let sealed = primitives::hpke_seal(&public, Some(psk), &info(vault), &self.ad(vault)?, data_key.bytes(), rng);
        let sealed: Option<[u8; SEALED_LEN]> = sealed.and_then(|bytes| bytes.try_into().ok());
        self.sealed = Some(ByteArray::from(sealed.ok_or_else(damaged)?));
        self.shared = Some(ByteArray::from(wrap(&new.slot, &shared_ad, &shared, rng)?));
        self.wrapped = None;
        Ok(self)
    }

    /// The data key; `None` if the secret does not open it.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] if the slot is not all there; [`VaultError::WeakKdf`], [`VaultError::ExcessiveKdf`].
    pub(crate) fn open(&self, secret: &SlotSecret, vault: VaultId) -> Result<Option<Key>, VaultError> {
        let ad = self.ad(vault)?;
        let kek = self.kek(secret, vault);
        match (&self.wrapped, &self.sealed) {
            (Some(wrapped), None) => Ok(unwrap(&kek, &ad, wrapped)),
            (None, Some(sealed)) => {
                let (private, _) = self.pair(&kek, vault);
                let shared = self.shared_key(&kek, vault);
                let psk = Psk { key: &shared, id: &self.id[..] };
                let opened = primitives::hpke_open(&private, Some(psk), &info(vault), &ad, &sealed[..]);
                Ok(opened.and_then(|key| Key::from_slice(&key)))
            }
            _ => Err(VaultError::damaged(Part::Header)),
        }
    }

    /// Whether [`SlotDoc::close`] would leave it better than it is.
    pub(crate) fn is_stale(&self) -> bool {
        self.public.is_none() || self.shared.is_none() || self.wrapped.is_none()
    }

    fn kek(&self, secret: &SlotSecret, vault: VaultId) -> Key {
        Key::derive(secret.expose(), vault.as_bytes(), &labels::bind(labels::KEK, &[&self.id[..]]))
    }

    fn pair(&self, kek: &Key, vault: VaultId) -> (Key, [u8; 32]) {
        let seed = Key::derive(kek.bytes(), vault.as_bytes(), &labels::bind(labels::SLOT_PAIR, &[&self.id[..]]));
        primitives::key_pair_from(&seed)
    }

    fn shared_key(&self, kek: &Key, vault: VaultId) -> Key {
        Key::derive(kek.bytes(), vault.as_bytes(), &labels::bind(labels::SLOT_SHARED, &[&self.id[..]]))
    }

    fn shared_ad(&self, vault: VaultId, public: &[u8; 32]) -> Vec<u8> {
        labels::bind(labels::SLOT_SHARED_AD, &[vault.as_bytes(), &self.id[..], public])
    }

    /// Everything of the slot that its secret depends on.
    fn ad(&self, vault: VaultId) -> Result<Vec<u8>, VaultError> {
        let damaged = || VaultError::damaged(Part::Header);
        let (vault, id, kind) = (vault.as_bytes(), &self.id[..], self.kind.to_be_bytes());
        Ok(match self.kind() {
            SlotKind::Passphrase => {
                let request = self.kdf_request().ok_or_else(damaged)?;
                request.params.check()?;
                let KdfParams { memory_kib, passes, lanes } = request.params;
                let costs = [memory_kib, passes, lanes].map(u32::to_be_bytes);
                let [memory_kib, passes, lanes] = &costs;
                labels::bind(labels::SLOT, &[vault, id, &kind, &request.salt, memory_kib, passes, lanes])
            }
            SlotKind::RecoveryCode => labels::bind(labels::SLOT_RECOVERY, &[vault, id, &kind]),
            SlotKind::Passkey => {
                let request = self.prf_request().ok_or_else(damaged)?;
                let rp_id = request.rp_id.as_deref().unwrap_or_default().as_bytes();
                let handle = request.user_handle.as_deref().unwrap_or_default();
                labels::bind(
                    labels::SLOT_PASSKEY,
                    &[vault, id, &kind, &request.credential_id, rp_id, handle, &request.salt],
                )
            }
            SlotKind::Unknown(_) => return Err(damaged()),
        })
    }
}

fn info(vault: VaultId) -> Vec<u8> {
    labels::bind(labels::SLOT_SEAL, &[vault.as_bytes()])
}

/// `nonce || ciphertext || tag` over the bytes of a key.
pub(crate) fn wrap(with: &Key, ad: &[u8], key: &Key, rng: &mut dyn Random) -> Result<[u8; WRAPPED_LEN], VaultError> {
    let mut nonce = [0; NONCE_LEN];
    rng.fill(&mut nonce);
    let mut wrapped = zeroize::Zeroizing::new(Vec::with_capacity(WRAPPED_LEN));
    wrapped.extend_from_slice(&nonce);
    wrapped.extend_from_slice(key.bytes());
    primitives::encrypt(with, &nonce, ad, &mut wrapped, NONCE_LEN).ok_or(VaultError::TooLarge)?;
    wrapped.as_slice().try_into().map_err(|_| VaultError::TooLarge)
}

/// Opens what [`wrap`] made.
pub(crate) fn unwrap(with: &Key, ad: &[u8], wrapped: &[u8; WRAPPED_LEN]) -> Option<Key> {
    let (nonce, sealed) = wrapped.split_first_chunk::<NONCE_LEN>()?;
    Key::from_slice(&primitives::decrypt(with, nonce, ad, sealed)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counter(u8);

    impl Random for Counter {
        fn fill(&mut self, out: &mut [u8]) {
            for byte in out {
                self.0 = self.0.wrapping_mul(5).wrapping_add(7);
                *byte = self.0;
            }
        }
    }

    const VAULT: VaultId = VaultId::from_bytes([4; 16]);

    #[test]
    fn a_data_key_from_a_stranger_does_not_open() {
        let rng = &mut Counter(3);
        let secret = SlotSecret::from_prf_output(vec![1; 32]).unwrap();
        let (first, second, foreign) = (Key::random(rng), Key::random(rng), Key::random(rng));
        let (old, new) = (Keys::new(&first, VAULT), Keys::new(&second, VAULT));
        let slot = SlotDoc::recovery_code(5, rng).close(&secret, VAULT, &first, &old, rng).unwrap();
        assert_eq!(slot.open(&secret, VAULT).unwrap().unwrap().bytes(), first.bytes());

        let resealed = slot.clone().reseal(VAULT, &second, &old, &new, rng).unwrap();
        assert_eq!(resealed.open(&secret, VAULT).unwrap().unwrap().bytes(), second.bytes());

        // Whoever can write the store knows the slot's public key, but not what the slot and the open vault share.
        let (public, ad) = (slot.public.unwrap(), slot.ad(VAULT).unwrap());
        let guess = Psk { key: &foreign, id: &slot.id[..] };
        for psk in [None, Some(guess)] {
            let sealed = primitives::hpke_seal(&public, psk, &info(VAULT), &ad, foreign.bytes(), rng).unwrap();
            let sealed: [u8; SEALED_LEN] = sealed.try_into().unwrap();
            let planted = SlotDoc { sealed: Some(ByteArray::from(sealed)), wrapped: None, ..slot.clone() };
            assert!(planted.open(&secret, VAULT).unwrap().is_none());
        }
        // Nor is a slot with both believed.
        let both = SlotDoc { wrapped: slot.wrapped, ..resealed };
        assert!(both.open(&secret, VAULT).is_err());
    }
}
