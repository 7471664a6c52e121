//! The header: what must be readable before the vault is open. Slots that wrap the data key, the inbox's keys, the ids of vault and device. A checksum finds accidents before anything is tried, an authenticator under the data key finds everything else once it is open.

use core::fmt;

use minicbor::{CborLen, Decode, Encode, bytes::ByteArray};

use crate::{
    DeviceId, InboxKey, KdfParams, KdfRequest, Part, Random, SlotSecret, VaultError, VaultId,
    keys::Keys,
    labels,
    primitives::{self, Key, MAC_LEN, NONCE_LEN, TAG_LEN},
};

/// The format version written by this crate. It governs everything in the store.
pub const FORMAT_VERSION: u16 = 1;

/// Begins every header. Magic, version and checksum stay where they are in every version.
const MAGIC: &[u8; 8] = b"keyfob\0v";
/// Bytes of the checksum at the end: SHA-256 of all before it, cut to 16 bytes.
const CHECKSUM_LEN: usize = 16;
/// A larger header is not ours: slots are few and small.
const MAX_LEN: usize = 64 * 1024;
/// The slot kind that is opened by Argon2id over a passphrase.
const PASSPHRASE: u16 = 1;
/// `nonce || 32 bytes || tag`.
const WRAPPED_LEN: usize = NONCE_LEN + primitives::KEY_LEN + TAG_LEN;

/// The authenticated content.
#[derive(Clone, Encode, Decode, CborLen)]
#[cbor(map)]
struct Body {
    #[n(0)]
    vault: ByteArray<16>,
    #[n(1)]
    device: ByteArray<16>,
    #[n(2)]
    slots: Vec<Slot>,
    #[n(3)]
    inbox_public: ByteArray<32>,
    #[n(4)]
    inbox_private: ByteArray<WRAPPED_LEN>,
}

/// One way to open the vault. Kinds that are not known here are kept and passed over.
#[derive(Clone, Encode, Decode, CborLen)]
#[cbor(map)]
struct Slot {
    #[n(0)]
    kind: u16,
    #[n(1)]
    id: ByteArray<16>,
    #[n(2)]
    salt: Option<ByteArray<16>>,
    #[n(3)]
    memory_kib: Option<u32>,
    #[n(4)]
    passes: Option<u32>,
    #[n(5)]
    lanes: Option<u32>,
    #[n(6)]
    wrapped: Option<ByteArray<WRAPPED_LEN>>,
}

impl Slot {
    fn request(&self) -> Option<KdfRequest> {
        let params = KdfParams { memory_kib: self.memory_kib?, passes: self.passes?, lanes: self.lanes? };
        Some(KdfRequest { salt: self.salt?.into(), params })
    }
}

/// The decoded header of a vault. Knows nothing secret.
#[derive(Clone)]
pub struct Header {
    /// The bytes as they are stored: what is authenticated, unknown parts included.
    bytes: Vec<u8>,
    mac: [u8; MAC_LEN],
    body: Body,
}

impl Header {
    /// Reads a header.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] if it is not whole, [`VaultError::Newer`] if it is whole but of a later version.
    pub fn decode(bytes: &[u8]) -> Result<Self, VaultError> {
        let damaged = || VaultError::damaged(Part::Header);
        if bytes.len() > MAX_LEN {
            return Err(damaged());
        }
        let (content, checksum) = bytes.split_last_chunk::<CHECKSUM_LEN>().ok_or_else(damaged)?;
        let rest = content.strip_prefix(MAGIC).ok_or_else(damaged)?;
        if primitives::digest(content) != *checksum {
            return Err(damaged());
        }
        let (version, rest) = rest.split_first_chunk::<2>().ok_or_else(damaged)?;
        match u16::from_be_bytes(*version) {
            0 => return Err(damaged()),
            found if found > FORMAT_VERSION => {
                return Err(VaultError::Newer { found, known: FORMAT_VERSION });
            }
            _ => {}
        }
        let (body, mac) = rest.split_last_chunk::<MAC_LEN>().ok_or_else(damaged)?;
        let body = minicbor::decode(body).map_err(|_| damaged())?;
        Ok(Self { bytes: bytes.to_vec(), mac: *mac, body })
    }

    /// The bytes to store.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        self.bytes.clone()
    }

    /// Which vault this is.
    #[must_use]
    pub fn vault_id(&self) -> VaultId {
        VaultId::from_bytes(self.body.vault.into())
    }

    /// Which copy of the vault this is.
    #[must_use]
    pub fn device_id(&self) -> DeviceId {
        DeviceId::from_bytes(self.body.device.into())
    }

    /// What has to be derived from the passphrase to open this vault.
    ///
    /// # Errors
    /// [`VaultError::WeakKdf`], [`VaultError::ExcessiveKdf`]: do not run it. [`VaultError::NoSlot`] if there is no passphrase.
    pub fn passphrase_kdf(&self) -> Result<KdfRequest, VaultError> {
        let request = self.passphrase_slot()?.request().ok_or_else(|| VaultError::damaged(Part::Header))?;
        request.params.check()?;
        Ok(request)
    }

    /// What seals captures to this vault while it is locked.
    #[must_use]
    pub fn inbox_key(&self) -> InboxKey {
        InboxKey::new(self.vault_id(), self.body.inbox_public.into())
    }

    fn passphrase_slot(&self) -> Result<&Slot, VaultError> {
        self.body.slots.iter().find(|slot| slot.kind == PASSPHRASE).ok_or(VaultError::NoSlot)
    }

    /// Makes a header with one passphrase slot.
    pub(crate) fn create(
        data_key: &Key,
        secret: &SlotSecret,
        request: KdfRequest,
        device: DeviceId,
        rng: &mut dyn Random,
    ) -> Result<Self, VaultError> {
        request.params.check()?;
        let vault = VaultId::random(rng);
        let keys = Keys::new(data_key, vault);
        let mut slot = Slot {
            kind: PASSPHRASE,
            id: ByteArray::from(*VaultId::random(rng).as_bytes()),
            salt: Some(ByteArray::from(request.salt)),
            memory_kib: Some(request.params.memory_kib),
            passes: Some(request.params.passes),
            lanes: Some(request.params.lanes),
            wrapped: None,
        };
        let kek = kek(secret, vault, &slot);
        slot.wrapped = Some(wrap(&kek, &slot_ad(vault, &slot, &request), data_key, rng)?);
        let (private, public) = primitives::key_pair(rng);
        let body = Body {
            vault: ByteArray::from(*vault.as_bytes()),
            device: ByteArray::from(*device.as_bytes()),
            slots: vec![slot],
            inbox_public: ByteArray::from(public),
            inbox_private: wrap(&keys.inbox, &inbox_ad(vault, &public), &private, rng)?,
        };
        Self::assemble(body, &keys)
    }

    fn assemble(body: Body, keys: &Keys) -> Result<Self, VaultError> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&FORMAT_VERSION.to_be_bytes());
        // Writing to a vector cannot fail; the codec's signature says it could.
        minicbor::encode(&body, &mut bytes).map_err(|_| VaultError::TooLarge)?;
        let mac = primitives::mac(&keys.header, &labels::bind(labels::HEADER, &[&bytes]));
        bytes.extend_from_slice(&mac);
        let checksum = primitives::digest(&bytes);
        bytes.extend_from_slice(&checksum);
        Ok(Self { bytes, mac, body })
    }

    /// Opens the passphrase slot.
    pub(crate) fn unwrap(&self, secret: &SlotSecret) -> Result<Key, VaultError> {
        let request = self.passphrase_kdf()?;
        let slot = self.passphrase_slot()?;
        let wrapped = slot.wrapped.ok_or_else(|| VaultError::damaged(Part::Header))?;
        let kek = kek(secret, self.vault_id(), slot);
        unwrap(&kek, &slot_ad(self.vault_id(), slot, &request), &wrapped).ok_or(VaultError::WrongPassphrase)
    }

    /// Whether the header is what this vault wrote.
    pub(crate) fn is_authentic(&self, keys: &Keys) -> bool {
        let content = self.bytes.len().checked_sub(MAC_LEN + CHECKSUM_LEN).and_then(|len| self.bytes.get(..len));
        content.is_some_and(|content| {
            primitives::mac_holds(&keys.header, &labels::bind(labels::HEADER, &[content]), &self.mac)
        })
    }

    /// The inbox's private key. It is sealed together with the public key, so that the two belong together if it opens.
    pub(crate) fn inbox_private(&self, keys: &Keys) -> Option<Key> {
        unwrap(&keys.inbox, &inbox_ad(self.vault_id(), &self.body.inbox_public), &self.body.inbox_private)
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Header({}, {} slots)", self.vault_id(), self.body.slots.len())
    }
}

fn kek(secret: &SlotSecret, vault: VaultId, slot: &Slot) -> Key {
    Key::derive(secret.expose(), vault.as_bytes(), &labels::bind(labels::KEK, &[&slot.id[..]]))
}

fn slot_ad(vault: VaultId, slot: &Slot, request: &KdfRequest) -> Vec<u8> {
    let params = request.params;
    labels::bind(
        labels::SLOT,
        &[
            vault.as_bytes(),
            &slot.id[..],
            &slot.kind.to_be_bytes(),
            &request.salt,
            &params.memory_kib.to_be_bytes(),
            &params.passes.to_be_bytes(),
            &params.lanes.to_be_bytes(),
        ],
    )
}

fn inbox_ad(vault: VaultId, public: &[u8; 32]) -> Vec<u8> {
    labels::bind(labels::INBOX_PRIVATE, &[vault.as_bytes(), public])
}

fn wrap(with: &Key, ad: &[u8], key: &Key, rng: &mut dyn Random) -> Result<ByteArray<WRAPPED_LEN>, VaultError> {
    let mut nonce = [0; NONCE_LEN];
    rng.fill(&mut nonce);
    let mut wrapped = zeroize::Zeroizing::new(Vec::with_capacity(WRAPPED_LEN));
    wrapped.extend_from_slice(&nonce);
    wrapped.extend_from_slice(key.bytes());
    primitives::encrypt(with, &nonce, ad, &mut wrapped, NONCE_LEN).ok_or(VaultError::TooLarge)?;
    let wrapped: [u8; WRAPPED_LEN] = wrapped.as_slice().try_into().map_err(|_| VaultError::TooLarge)?;
    Ok(ByteArray::from(wrapped))
}

fn unwrap(with: &Key, ad: &[u8], wrapped: &[u8; WRAPPED_LEN]) -> Option<Key> {
    let (nonce, sealed) = wrapped.split_first_chunk::<NONCE_LEN>()?;
    Key::from_slice(&primitives::decrypt(with, nonce, ad, sealed)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Vault;

    struct Counter(u8);

    impl Random for Counter {
        fn fill(&mut self, out: &mut [u8]) {
            for byte in out {
                self.0 = self.0.wrapping_mul(5).wrapping_add(7);
                *byte = self.0;
            }
        }
    }

    fn secret() -> SlotSecret {
        SlotSecret::from_kdf_output(vec![3; 32]).unwrap()
    }

    fn made() -> (Header, Vec<u8>) {
        let request = KdfRequest { salt: [1; 16], params: KdfParams::DEFAULT };
        let (header, _, writes) =
            Vault::create(&secret(), request, DeviceId::from_bytes([2; 16]), 5, &mut Counter(1)).unwrap();
        (header, writes[1].value.clone().unwrap())
    }

    /// A header that someone has changed and given a checksum that fits.
    fn forged(change: impl FnOnce(&mut Body)) -> Header {
        let (header, _) = made();
        let mut body = header.body.clone();
        change(&mut body);
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&FORMAT_VERSION.to_be_bytes());
        minicbor::encode(&body, &mut bytes).unwrap();
        bytes.extend_from_slice(&header.mac);
        bytes.extend_from_slice(&primitives::digest(&bytes));
        Header::decode(&bytes).unwrap()
    }

    fn refusal(header: &Header) -> VaultError {
        Vault::open(header, &secret(), Some(&made().1)).unwrap_err()
    }

    #[test]
    fn every_forged_part_is_refused_even_with_a_checksum_that_fits() {
        let damaged = VaultError::damaged(Part::Header);
        assert_eq!(refusal(&forged(|body| body.device = ByteArray::from([9; 16]))), damaged);
        assert_eq!(refusal(&forged(|body| body.inbox_public = ByteArray::from([9; 32]))), damaged);
        assert_eq!(refusal(&forged(|body| body.inbox_private[40] ^= 1)), damaged);
        let twice = forged(|body| body.slots.extend(body.slots.clone()));
        assert_eq!(refusal(&twice), damaged);
        // Whatever the wrapped data key is bound to looks like a wrong passphrase: the key does not open it.
        let wrong = VaultError::WrongPassphrase;
        assert_eq!(refusal(&forged(|body| body.vault = ByteArray::from([9; 16]))), wrong);
        assert_eq!(refusal(&forged(|body| body.slots[0].memory_kib = Some(KdfParams::FLOOR.memory_kib))), wrong);
        assert_eq!(refusal(&forged(|body| body.slots[0].passes = Some(4))), wrong);
        assert_eq!(refusal(&forged(|body| body.slots[0].salt = Some(ByteArray::from([9; 16])))), wrong);
        assert_eq!(refusal(&forged(|body| body.slots[0].id = ByteArray::from([9; 16]))), wrong);
        assert_eq!(refusal(&forged(|body| body.slots[0].wrapped.as_mut().unwrap()[30] ^= 1)), wrong);
        assert_eq!(refusal(&forged(|body| body.slots[0].wrapped = None)), damaged);
    }

    #[test]
    fn costs_outside_the_limits_are_refused_before_anything_is_derived() {
        let weak = forged(|body| body.slots[0].passes = Some(1));
        assert!(matches!(weak.passphrase_kdf(), Err(VaultError::WeakKdf { .. })));
        assert!(matches!(refusal(&weak), VaultError::WeakKdf { .. }));
        let greedy = forged(|body| body.slots[0].memory_kib = Some(u32::MAX));
        assert!(matches!(greedy.passphrase_kdf(), Err(VaultError::ExcessiveKdf { .. })));
        assert!(matches!(refusal(&greedy), VaultError::ExcessiveKdf { .. }));
    }

    #[test]
    fn a_slot_of_an_unknown_kind_is_passed_over() {
        let unknown = Slot {
            kind: 77,
            id: ByteArray::from([5; 16]),
            salt: None,
            memory_kib: None,
            passes: None,
            lanes: None,
            wrapped: None,
        };
        let header = forged(|body| body.slots = vec![unknown.clone()]);
        assert_eq!(header.passphrase_kdf(), Err(VaultError::NoSlot));
        let header = forged(|body| body.slots.insert(0, unknown));
        assert!(header.passphrase_kdf().is_ok());
        assert!(header.unwrap(&secret()).is_ok());
    }

    #[test]
    fn a_newer_version_is_named_and_a_damaged_one_is_not_mistaken_for_it() {
        let mut bytes = made().0.encode();
        bytes[9] = 2;
        assert_eq!(Header::decode(&bytes).unwrap_err(), VaultError::damaged(Part::Header));
        bytes.truncate(bytes.len() - CHECKSUM_LEN);
        bytes.extend_from_slice(&primitives::digest(&bytes));
        assert_eq!(Header::decode(&bytes).unwrap_err(), VaultError::Newer { found: 2, known: 1 });
    }

    #[test]
    fn the_data_key_is_not_wrapped_by_the_bare_slot_secret() {
        let (header, _) = made();
        let slot = &header.body.slots[0];
        let ad = slot_ad(header.vault_id(), slot, &header.passphrase_kdf().unwrap());
        let bare = Key::from_slice(secret().expose()).unwrap();
        assert!(unwrap(&bare, &ad, &slot.wrapped.unwrap()).is_none());
    }
}
