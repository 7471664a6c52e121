//! Changing the ways to open a vault. Only the header is written: the data key stays the same, so no record is sealed anew. Changes of the header follow one another, each prepared from the header that is stored: one that was prepared before another, or before the data key was changed, must not be stored after it.

use crate::{
    Area, HEADER_KEY, Header, KdfRequest, Part, PrfRequest, Random, RecoveryCode, SlotId, SlotKind, SlotSecret, Vault,
    VaultError, Write,
    slot::{Slot, SlotDoc},
};

/// A further way to open the vault.
#[derive(Debug)]
pub enum NewSlot<'a> {
    /// A further passphrase: what was derived from it, and how.
    Passphrase(&'a SlotSecret, KdfRequest),
    /// A recovery code.
    RecoveryCode(&'a RecoveryCode),
    /// A passkey: its answer, and what it was asked.
    Passkey(&'a SlotSecret, PrfRequest),
}

impl Vault {
    /// A header with one slot more, and the write that stores it.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] if the header is not this vault's; [`VaultError::WrongKind`] if the secret is not of the
    /// slot's kind; [`VaultError::WeakKdf`], [`VaultError::ExcessiveKdf`], [`VaultError::TooLarge`].
    pub fn add_slot(
        &self,
        header: &Header,
        new: NewSlot<'_>,
        now: u64,
        rng: &mut dyn Random,
    ) -> Result<(Header, Vec<Write>), VaultError> {
        self.check(header)?;
        let slot = match new {
            NewSlot::Passphrase(secret, request) => self.passphrase_slot(secret, request, now, rng)?,
            NewSlot::RecoveryCode(code) => {
                let secret = SlotSecret::from_recovery_code(code);
                SlotDoc::recovery_code(now, rng).close(&secret, self.id, self.data_key(), &self.keys, rng)?
            }
            NewSlot::Passkey(secret, request) => {
                of_kind(secret, SlotKind::Passkey)?;
                SlotDoc::passkey(request, now, rng)?.close(secret, self.id, self.data_key(), &self.keys, rng)?
            }
        };
        let mut slots = header.raw_slots().to_vec();
        slots.push(Slot::Known(Box::new(slot)));
        self.with_slots(header, slots)
    }

    /// A header without a slot, and the write that stores it. Who has kept a copy of the old header can still open that
    /// with the removed secret: if it may be in other hands, change the data key too ([`Vault::rekey`]).
    ///
    /// # Errors
    /// [`VaultError::SlotNotFound`]; [`VaultError::LastPassphrase`]; [`VaultError::Damaged`] if the header is not this
    /// vault's.
    pub fn remove_slot(&self, header: &Header, id: SlotId) -> Result<(Header, Vec<Write>), VaultError> {
        self.check(header)?;
        let (gone, left): (Vec<Slot>, Vec<Slot>) = header.raw_slots().iter().cloned().partition(|slot| slot.id() == id);
        if gone.is_empty() {
            return Err(VaultError::SlotNotFound { id });
        }
        if !left.iter().any(|slot| slot.kind() == SlotKind::Passphrase) {
            return Err(VaultError::LastPassphrase);
        }
        self.with_slots(header, left)
    }

    /// A header that opens with this passphrase and no other (the other kinds of slots stay), and the write that stores
    /// it. As for copies of the old header, see [`Vault::remove_slot`].
    ///
    /// # Errors
    /// As [`Vault::add_slot`].
    pub fn change_passphrase(
        &self,
        header: &Header,
        secret: &SlotSecret,
        request: KdfRequest,
        now: u64,
        rng: &mut dyn Random,
    ) -> Result<(Header, Vec<Write>), VaultError> {
        self.check(header)?;
        let slot = self.passphrase_slot(secret, request, now, rng)?;
        let others = header.raw_slots().iter().filter(|slot| slot.kind() != SlotKind::Passphrase).cloned();
        let slots = core::iter::once(Slot::Known(Box::new(slot))).chain(others).collect();
        self.with_slots(header, slots)
    }

    /// To be called after [`Vault::open`] with the same secret: gives its slot what it lacks, so that the data key can
    /// be changed without the secret, and wraps a changed data key under the secret alone. `None` if there is nothing to
    /// do, which is the rule.
    ///
    /// # Errors
    /// As [`Vault::open`].
    pub fn renew_slot(
        &self,
        header: &Header,
        secret: &SlotSecret,
        rng: &mut dyn Random,
    ) -> Result<Option<(Header, Vec<Write>)>, VaultError> {
        self.check(header)?;
        let (opened, _) = header.opened_by(secret)?;
        if !opened.is_stale() {
            return Ok(None);
        }
        let id = opened.id();
        let renewed = opened.clone().close(secret, self.id, self.data_key(), &self.keys, rng)?;
        let mut slots = header.raw_slots().to_vec();
        for slot in slots.iter_mut().filter(|slot| slot.id() == id) {
            *slot = Slot::Known(Box::new(renewed.clone()));
        }
        self.with_slots(header, slots).map(Some)
    }

    /// That a header is this vault's present one, as far as its keys can tell.
    pub(crate) fn check(&self, header: &Header) -> Result<(), VaultError> {
        if header.vault_id() == self.id && header.is_authentic(&self.keys) {
            Ok(())
        } else {
            Err(VaultError::damaged(Part::Header))
        }
    }

    fn passphrase_slot(
        &self,
        secret: &SlotSecret,
        request: KdfRequest,
        now: u64,
        rng: &mut dyn Random,
    ) -> Result<SlotDoc, VaultError> {
        of_kind(secret, SlotKind::Passphrase)?;
        SlotDoc::passphrase(request, now, rng)?.close(secret, self.id, self.data_key(), &self.keys, rng)
    }

    fn with_slots(&self, header: &Header, slots: Vec<Slot>) -> Result<(Header, Vec<Write>), VaultError> {
        let header = header.with_slots(slots, &self.keys)?;
        let write = header_write(&header);
        Ok((header, vec![write]))
    }
}

/// The write that stores a header.
pub(crate) fn header_write(header: &Header) -> Write {
    Write { area: Area::Meta, key: HEADER_KEY.to_owned(), value: Some(header.encode()) }
}

fn of_kind(secret: &SlotSecret, wanted: SlotKind) -> Result<(), VaultError> {
    let found = secret.kind();
    if found == wanted { Ok(()) } else { Err(VaultError::WrongKind { wanted, found }) }
}
