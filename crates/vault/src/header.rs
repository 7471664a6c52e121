//! The header: what must be readable before the vault is open. Slots that wrap the data key, the inbox's keys, the ids of vault and device. A checksum finds accidents before anything is tried, an authenticator under the data key finds everything else once it is open.

use core::fmt;

use minicbor::{Decode, Encode, bytes::ByteArray};

use crate::{
    DeviceId, InboxKey, KdfParams, KdfRequest, Part, PrfRequest, Random, SlotId, SlotKind, SlotSecret, VaultError,
    VaultId,
    keys::Keys,
    labels,
    primitives::{self, Key, MAC_LEN},
    slot::{Slot, SlotDoc, WRAPPED_LEN, unwrap, wrap},
};

/// The format version written by this crate. It governs everything in the store.
pub const FORMAT_VERSION: u16 = 1;

/// Begins every header. Magic, version and checksum stay where they are in every version.
const MAGIC: &[u8; 8] = b"keyfob\0v";
/// Bytes of the checksum at the end: SHA-256 of all before it, cut to 16 bytes.
const CHECKSUM_LEN: usize = 16;
/// A larger header is not ours: slots are few and small.
const MAX_LEN: usize = 64 * 1024;
/// How many earlier key pairs of the inbox are kept.
const MAX_EARLIER_INBOXES: usize = 8;

/// The authenticated content.
#[derive(Clone, Encode, Decode)]
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
    /// From before the data key was changed, newest first.
    #[n(5)]
    earlier_inboxes: Option<Vec<InboxDoc>>,
}

/// A key pair of the inbox.
#[derive(Clone, Encode, Decode)]
#[cbor(map)]
struct InboxDoc {
    #[n(0)]
    public: ByteArray<32>,
    #[n(1)]
    private: ByteArray<WRAPPED_LEN>,
}

/// A slot, as far as it can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotView {
    /// Its id.
    pub id: SlotId,
    /// What opens it.
    pub kind: SlotKind,
    /// When it was made, in milliseconds since the Unix epoch, if that is known.
    pub made_at: Option<u64>,
    /// The costs of a passphrase.
    pub costs: Option<KdfParams>,
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

    /// What has to be derived from the passphrase to open this vault: of several, the first.
    ///
    /// # Errors
    /// [`VaultError::WeakKdf`], [`VaultError::ExcessiveKdf`]: do not run it. [`VaultError::NoSlot`] if there is no passphrase.
    pub fn passphrase_kdf(&self) -> Result<KdfRequest, VaultError> {
        self.passphrase_kdfs().next().unwrap_or(Err(VaultError::NoSlot { kind: SlotKind::Passphrase }))
    }

    /// What has to be derived from a passphrase for each passphrase slot; errors as [`Header::passphrase_kdf`].
    pub fn passphrase_kdfs(&self) -> impl Iterator<Item = Result<KdfRequest, VaultError>> + '_ {
        self.known_slots(SlotKind::Passphrase).map(|slot| {
            let request = slot.kdf_request().ok_or_else(|| VaultError::damaged(Part::Header))?;
            request.params.check()?;
            Ok(request)
        })
    }

    /// What seals captures to this vault while it is locked.
    #[must_use]
    pub fn inbox_key(&self) -> InboxKey {
        InboxKey::new(self.vault_id(), self.body.inbox_public.into())
    }

    /// The ways to open this vault, in the order in which they are stored. Believe it only of an open vault.
    pub fn slots(&self) -> impl Iterator<Item = SlotView> + '_ {
        self.body.slots.iter().map(|slot| SlotView {
            id: slot.id(),
            kind: slot.kind(),
            made_at: slot.known().and_then(|slot| slot.made_at),
            costs: slot.known().and_then(SlotDoc::kdf_request).map(|request| request.params),
        })
    }

    /// What a page asks the passkeys that open this vault: one request for each.
    pub fn prf_requests(&self) -> impl Iterator<Item = PrfRequest> + '_ {
        self.known_slots(SlotKind::Passkey).filter_map(SlotDoc::prf_request)
    }

    fn known_slots(&self, kind: SlotKind) -> impl Iterator<Item = &SlotDoc> {
        self.body.slots.iter().filter_map(Slot::known).filter(move |slot| slot.kind() == kind)
    }

    /// Makes the header of a new vault, with one passphrase slot.
    pub(crate) fn create(
        data_key: &Key,
        secret: &SlotSecret,
        request: KdfRequest,
        device: DeviceId,
        now: u64,
        rng: &mut dyn Random,
    ) -> Result<Self, VaultError> {
        request.params.check()?;
        let vault = VaultId::random(rng);
        let keys = Keys::new(data_key, vault);
        let slot = SlotDoc::passphrase(request, now, rng)?.close(secret, vault, data_key, &keys, rng)?;
        let (private, public) = primitives::key_pair(rng);
        let body = Body {
            vault: ByteArray::from(*vault.as_bytes()),
            device: ByteArray::from(*device.as_bytes()),
            slots: vec![Slot::Known(Box::new(slot))],
            inbox_public: ByteArray::from(public),
            inbox_private: ByteArray::from(wrap(&keys.inbox, &inbox_ad(vault, &public), &private, rng)?),
            earlier_inboxes: None,
        };
        Self::assemble(body, &keys)
    }

    /// The same header with other slots.
    pub(crate) fn with_slots(&self, slots: Vec<Slot>, keys: &Keys) -> Result<Self, VaultError> {
        Self::assemble(Body { slots, ..self.body.clone() }, keys)
    }

    /// The header for another data key: sealed to every slot, with a new key pair for the inbox. The earlier ones are
    /// kept, for captures that were sealed to them.
    pub(crate) fn rekeyed(
        &self,
        old: &Keys,
        old_inboxes: &[Key],
        data_key: &Key,
        keys: &Keys,
        rng: &mut dyn Random,
    ) -> Result<Self, VaultError> {
        let vault = self.vault_id();
        let mut slots = Vec::with_capacity(self.body.slots.len());
        for slot in &self.body.slots {
            let known = slot.known().ok_or(VaultError::SlotWithoutKey { id: slot.id(), kind: slot.kind() })?;
            slots.push(Slot::Known(Box::new(known.clone().reseal(vault, data_key, old, keys, rng)?)));
        }
        let mut publics = vec![self.body.inbox_public];
        publics.extend(self.body.earlier_inboxes.iter().flatten().map(|pair| pair.public));
        let mut earlier = Vec::new();
        for (public, private) in publics.into_iter().zip(old_inboxes).take(MAX_EARLIER_INBOXES) {
            let private = wrap(&keys.inbox, &inbox_ad(vault, &public), private, rng)?;
            earlier.push(InboxDoc { public, private: ByteArray::from(private) });
        }
        let (private, public) = primitives::key_pair(rng);
        let body = Body {
            slots,
            inbox_public: ByteArray::from(public),
            inbox_private: ByteArray::from(wrap(&keys.inbox, &inbox_ad(vault, &public), &private, rng)?),
            earlier_inboxes: Some(earlier),
            ..self.body.clone()
        };
        Self::assemble(body, keys)
    }

    /// The slots, to make others of them.
    pub(crate) fn raw_slots(&self) -> &[Slot] {
        &self.body.slots
    }

    fn assemble(body: Body, keys: &Keys) -> Result<Self, VaultError> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&FORMAT_VERSION.to_be_bytes());
        // Writing to a vector cannot fail; the codec's signature says it could.
        minicbor::encode(&body, &mut bytes).map_err(|_| VaultError::TooLarge)?;
        if bytes.len() + MAC_LEN + CHECKSUM_LEN > MAX_LEN {
            return Err(VaultError::TooLarge);
        }
        let mac = primitives::mac(&keys.header, &labels::bind(labels::HEADER, &[&bytes]));
        bytes.extend_from_slice(&mac);
        let checksum = primitives::digest(&bytes);
        bytes.extend_from_slice(&checksum);
        Ok(Self { bytes, mac, body })
    }

    /// Opens the slot that the secret is for: all of its kind are tried.
    pub(crate) fn unwrap(&self, secret: &SlotSecret) -> Result<Key, VaultError> {
        Ok(self.opened_by(secret)?.1)
    }

    /// The slot that the secret opens, and the data key.
    pub(crate) fn opened_by(&self, secret: &SlotSecret) -> Result<(&SlotDoc, Key), VaultError> {
        let kind = secret.kind();
        let mut refusal = VaultError::NoSlot { kind };
        for slot in self.known_slots(kind) {
            if let Some(key) = slot.open(secret, self.vault_id())? {
                return Ok((slot, key));
            }
            refusal = match kind {
                SlotKind::RecoveryCode => VaultError::WrongRecoveryCode,
                SlotKind::Passkey => VaultError::WrongPasskey,
                SlotKind::Passphrase | SlotKind::Unknown(_) => VaultError::WrongPassphrase,
            };
        }
        Err(refusal)
    }

    /// Whether the header is what this vault wrote.
    pub(crate) fn is_authentic(&self, keys: &Keys) -> bool {
        let content = self.bytes.len().checked_sub(MAC_LEN + CHECKSUM_LEN).and_then(|len| self.bytes.get(..len));
        content.is_some_and(|content| {
            primitives::mac_holds(&keys.header, &labels::bind(labels::HEADER, &[content]), &self.mac)
        })
    }

    /// The inbox's private keys, the present one first. Each is sealed together with its public key, so that the two
    /// belong together if it opens.
    pub(crate) fn inbox_privates(&self, keys: &Keys) -> Option<Vec<Key>> {
        let earlier = self.body.earlier_inboxes.iter().flatten().map(|pair| (&pair.public, &pair.private));
        core::iter::once((&self.body.inbox_public, &self.body.inbox_private))
            .chain(earlier)
            .map(|(public, private)| unwrap(&keys.inbox, &inbox_ad(self.vault_id(), public), private))
            .collect()
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Header({}, {} slots)", self.vault_id(), self.body.slots.len())
    }
}

fn inbox_ad(vault: VaultId, public: &[u8; 32]) -> Vec<u8> {
    labels::bind(labels::INBOX_PRIVATE, &[vault.as_bytes(), public])
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

    fn known(body: &mut Body) -> &mut SlotDoc {
        match &mut body.slots[0] {
            Slot::Known(slot) => slot,
            Slot::Unknown { .. } => unreachable!("the first slot is a passphrase"),
        }
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
        assert_eq!(refusal(&forged(|body| known(body).memory_kib = Some(KdfParams::FLOOR.memory_kib))), wrong);
        assert_eq!(refusal(&forged(|body| known(body).passes = Some(4))), wrong);
        assert_eq!(refusal(&forged(|body| known(body).salt = Some(ByteArray::from([9; 16])))), wrong);
        assert_eq!(refusal(&forged(|body| known(body).id = ByteArray::from([9; 16]))), wrong);
        assert_eq!(refusal(&forged(|body| known(body).wrapped.as_mut().unwrap()[30] ^= 1)), wrong);
        assert_eq!(refusal(&forged(|body| known(body).wrapped = None)), damaged);
    }

    #[test]
    fn what_a_passkey_is_bound_to_cannot_be_changed() {
        let (header, index) = made();
        let vault = Vault::open(&header, &secret(), Some(&index)).unwrap();
        let answer = SlotSecret::from_prf_output(vec![8; 32]).unwrap();
        let request = PrfRequest { credential_id: vec![1; 20], rp_id: None, user_handle: None, salt: [2; 32] };
        let new = crate::NewSlot::Passkey(&answer, request);
        let (header, _) = vault.add_slot(&header, new, 5, &mut Counter(2)).unwrap();
        let refused = |change: fn(&mut SlotDoc)| {
            let mut header = header.clone();
            match &mut header.body.slots[1] {
                Slot::Known(slot) => change(slot),
                Slot::Unknown { .. } => unreachable!("the second slot is a passkey"),
            }
            // As someone would store it who has not the key for the authenticator.
            header.bytes = forged(|body| *body = header.body.clone()).bytes;
            Vault::open(&header, &answer, Some(&index)).unwrap_err()
        };
        let wrong = VaultError::WrongPasskey;
        assert_eq!(refused(|slot| slot.credential_id = Some(vec![9; 20].into())), wrong);
        assert_eq!(refused(|slot| slot.rp_id = Some("evil.example".to_owned())), wrong);
        assert_eq!(refused(|slot| slot.user_handle = Some(vec![9; 20].into())), wrong);
        assert_eq!(refused(|slot| slot.prf_salt = Some(ByteArray::from([9; 32]))), wrong);
        assert_eq!(refused(|slot| slot.id = ByteArray::from([9; 16])), wrong);
        let damaged = VaultError::damaged(Part::Header);
        assert_eq!(refused(|slot| slot.public = Some(ByteArray::from([9; 32]))), damaged);
        assert_eq!(refused(|slot| slot.shared = None), damaged);
        assert_eq!(refused(|slot| slot.made_at = Some(6)), damaged);
        assert!(Vault::open(&header, &answer, Some(&index)).is_ok());
    }

    #[test]
    fn costs_outside_the_limits_are_refused_before_anything_is_derived() {
        let weak = forged(|body| known(body).passes = Some(1));
        assert!(matches!(weak.passphrase_kdf(), Err(VaultError::WeakKdf { .. })));
        assert!(matches!(refusal(&weak), VaultError::WeakKdf { .. }));
        let greedy = forged(|body| known(body).memory_kib = Some(u32::MAX));
        assert!(matches!(greedy.passphrase_kdf(), Err(VaultError::ExcessiveKdf { .. })));
        assert!(matches!(refusal(&greedy), VaultError::ExcessiveKdf { .. }));
    }

    #[test]
    fn a_slot_of_an_unknown_kind_is_passed_over() {
        // { 0: 77, 1: id, 2: "another type than ours", 30: [1, 2] }
        let mut bytes = vec![0xa4, 0, 0x18, 77, 1, 0x50];
        bytes.extend_from_slice(&[5; 16]);
        bytes.extend_from_slice(&[2, 0x61, b'x', 0x18, 30, 0x82, 1, 2]);
        let unknown = Slot::Unknown { kind: 77, id: SlotId::from_bytes([5; 16]), bytes: bytes.clone() };
        let header = forged(|body| body.slots = vec![unknown.clone()]);
        assert_eq!(header.passphrase_kdf(), Err(VaultError::NoSlot { kind: SlotKind::Passphrase }));
        let header = forged(|body| body.slots.insert(0, unknown));
        assert!(header.passphrase_kdf().is_ok());
        assert!(header.unwrap(&secret()).is_ok());
        let kinds: Vec<_> = header.slots().map(|slot| slot.kind).collect();
        assert_eq!(kinds, [SlotKind::Unknown(77), SlotKind::Passphrase]);
        assert!(header.encode().windows(bytes.len()).any(|window| window == bytes), "kept to the byte");
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
        let slot = header.known_slots(SlotKind::Passphrase).next().unwrap();
        let request = slot.kdf_request().unwrap();
        let KdfParams { memory_kib, passes, lanes } = request.params;
        let vault = header.vault_id();
        let parts = [memory_kib, passes, lanes].map(u32::to_be_bytes);
        let ad = labels::bind(
            labels::SLOT,
            &[vault.as_bytes(), &slot.id[..], &[0, 1], &request.salt, &parts[0], &parts[1], &parts[2]],
        );
        let kek = Key::derive(secret().expose(), vault.as_bytes(), &labels::bind(labels::KEK, &[&slot.id[..]]));
        assert!(unwrap(&kek, &ad, &slot.wrapped.unwrap()).is_some());
        let bare = Key::from_slice(secret().expose()).unwrap();
        assert!(unwrap(&bare, &ad, &slot.wrapped.unwrap()).is_none());
    }
}
