//! Every way to open the vault opens it, alone; a removed one does not; none of that touches a record.

#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

mod common;

use common::{
    Bench, NOW, bench, id, kdf_request, mailchimp, other_passphrase, passkey_secret, prf_request, recovery_code,
    recovery_secret, slot_secret,
};
use keyfob_vault::{
    Area, HEADER_KEY, Header, KdfParams, KdfRequest, NewSlot, Part, PrfRequest, SlotId, SlotKind, SlotSecret, SlotView,
    Vault, VaultError,
};

/// A vault with a record and one slot of each kind.
fn three_ways() -> Bench {
    let mut b = bench();
    b.put(mailchimp(1), NOW);
    b.add_slot(NewSlot::RecoveryCode(&recovery_code(1)));
    b.add_slot(NewSlot::Passkey(&passkey_secret(1), prf_request(1)));
    b
}

fn refused(b: &Bench, secret: &SlotSecret) -> VaultError {
    Vault::open(&b.header, secret, b.store.index()).unwrap_err()
}

fn slot_id(b: &Bench, kind: SlotKind) -> SlotId {
    b.header.slots().find(|slot| slot.kind == kind).unwrap().id
}

#[test]
fn each_slot_opens_the_vault_alone() {
    let mut b = three_ways();
    for secret in [slot_secret(), recovery_secret(1), passkey_secret(1)] {
        b.reopen_with(&secret).unwrap();
        assert!(b.read(id(1)).is_ok());
    }
}

#[test]
fn a_typed_recovery_code_opens_the_vault() {
    let mut b = three_ways();
    let typed = recovery_code(1).expose().to_lowercase().replace('-', " ");
    let code = keyfob_vault::RecoveryCode::parse(&typed).unwrap();
    b.reopen_with(&SlotSecret::from_recovery_code(&code)).unwrap();
}

#[test]
fn a_wrong_secret_is_named_by_its_kind() {
    let b = three_ways();
    assert_eq!(refused(&b, &other_passphrase(9)), VaultError::WrongPassphrase);
    assert_eq!(refused(&b, &recovery_secret(9)), VaultError::WrongRecoveryCode);
    assert_eq!(refused(&b, &passkey_secret(9)), VaultError::WrongPasskey);
    // The right bytes as another kind of secret do not help.
    let crossed = SlotSecret::from_prf_output((0..32).collect()).unwrap();
    assert_eq!(refused(&b, &crossed), VaultError::WrongPasskey);
    let plain = bench();
    assert_eq!(refused(&plain, &recovery_secret(1)), VaultError::NoSlot { kind: SlotKind::RecoveryCode });
    assert_eq!(refused(&plain, &passkey_secret(1)), VaultError::NoSlot { kind: SlotKind::Passkey });
}

#[test]
fn slots_are_listed_without_anything_secret() {
    let b = three_ways();
    let listed: Vec<_> = b.header.slots().map(|SlotView { kind, made_at, costs, .. }| (kind, made_at, costs)).collect();
    assert_eq!(
        listed,
        [
            (SlotKind::Passphrase, Some(NOW), Some(KdfParams::FLOOR)),
            (SlotKind::RecoveryCode, Some(NOW), None),
            (SlotKind::Passkey, Some(NOW), None),
        ]
    );
    assert_eq!(b.header.prf_requests().collect::<Vec<_>>(), [prf_request(1)]);
    let code = recovery_code(1).expose().replace('-', "");
    let clear = b.store.get(Area::Meta, HEADER_KEY).unwrap();
    assert!(!clear.windows(8).any(|window| code.as_bytes().windows(8).any(|part| part == window)));
}

#[test]
fn several_passkeys_each_open_it() {
    let mut b = three_ways();
    b.add_slot(NewSlot::Passkey(&passkey_secret(2), PrfRequest { rp_id: None, user_handle: None, ..prf_request(2) }));
    assert_eq!(b.header.prf_requests().count(), 2);
    b.reopen_with(&passkey_secret(2)).unwrap();
    b.reopen_with(&passkey_secret(1)).unwrap();
}

#[test]
fn no_record_is_touched() {
    let mut b = three_ways();
    let before = b.store.clone();
    let (_, writes) = b.vault.remove_slot(&b.header, slot_id(&b, SlotKind::Passkey)).unwrap();
    assert_eq!(
        writes.iter().map(|write| (write.area, write.key.as_str())).collect::<Vec<_>>(),
        [(Area::Meta, "header")]
    );
    let changed = b.vault.change_passphrase(&b.header, &other_passphrase(5), kdf_request(5), NOW, &mut b.rng).unwrap();
    b.take_header(changed);
    b.add_slot(NewSlot::RecoveryCode(&recovery_code(3)));
    for (place, bytes) in &before.0 {
        let is_header = *place == (Area::Meta, HEADER_KEY.to_owned());
        assert_eq!(b.store.0[place] == *bytes, !is_header, "{place:?}");
    }
}

#[test]
fn a_removed_slot_no_longer_opens_it() {
    let mut b = three_ways();
    for (kind, secret) in [(SlotKind::RecoveryCode, recovery_secret(1)), (SlotKind::Passkey, passkey_secret(1))] {
        let changed = b.vault.remove_slot(&b.header, slot_id(&b, kind)).unwrap();
        b.take_header(changed);
        b.reopen();
        assert_eq!(refused(&b, &secret), VaultError::NoSlot { kind });
    }
    let gone = SlotId::from_bytes([9; 16]);
    assert_eq!(b.vault.remove_slot(&b.header, gone).unwrap_err(), VaultError::SlotNotFound { id: gone });
}

#[test]
fn the_last_passphrase_stays() {
    let mut b = three_ways();
    let first = slot_id(&b, SlotKind::Passphrase);
    assert_eq!(b.vault.remove_slot(&b.header, first).unwrap_err(), VaultError::LastPassphrase);
    b.add_slot(NewSlot::Passphrase(&other_passphrase(5), kdf_request(5)));
    assert_eq!(b.header.passphrase_kdfs().nth(1), Some(Ok(kdf_request(5))));
    let changed = b.vault.remove_slot(&b.header, first).unwrap();
    b.take_header(changed);
    b.reopen_with(&other_passphrase(5)).unwrap();
    assert_eq!(refused(&b, &slot_secret()), VaultError::WrongPassphrase);
}

#[test]
fn a_changed_passphrase_opens_it_and_the_old_one_does_not() {
    let mut b = three_ways();
    let stronger = KdfRequest { params: KdfParams::DEFAULT, ..kdf_request(5) };
    let changed = b.vault.change_passphrase(&b.header, &other_passphrase(5), stronger, NOW + 7, &mut b.rng).unwrap();
    b.take_header(changed);
    assert_eq!(b.header.passphrase_kdf(), Ok(stronger));
    b.reopen_with(&other_passphrase(5)).unwrap();
    assert!(b.read(id(1)).is_ok());
    assert_eq!(refused(&b, &slot_secret()), VaultError::WrongPassphrase);
    assert!(Vault::open(&b.header, &recovery_secret(1), b.store.index()).is_ok());
    assert!(Vault::open(&b.header, &passkey_secret(1), b.store.index()).is_ok());
}

#[test]
fn a_slot_is_made_only_of_a_secret_of_its_kind_and_within_the_limits() {
    let mut b = bench();
    let mut add = |new: NewSlot<'_>| b.vault.add_slot(&b.header, new, NOW, &mut b.rng).unwrap_err();
    let (wanted, found) = (SlotKind::Passkey, SlotKind::Passphrase);
    assert_eq!(add(NewSlot::Passkey(&slot_secret(), prf_request(1))), VaultError::WrongKind { wanted, found });
    let (wanted, found) = (found, wanted);
    assert_eq!(add(NewSlot::Passphrase(&passkey_secret(1), kdf_request(1))), VaultError::WrongKind { wanted, found });
    let weak = KdfParams { passes: 1, ..KdfParams::FLOOR };
    let request = KdfRequest { params: weak, ..kdf_request(1) };
    assert_eq!(add(NewSlot::Passphrase(&slot_secret(), request)), VaultError::WeakKdf { params: weak });
    let long = PrfRequest { credential_id: vec![0; 1024], ..prf_request(1) };
    assert_eq!(add(NewSlot::Passkey(&passkey_secret(1), long)), VaultError::TooLarge);
}

#[test]
fn the_header_of_another_vault_or_a_forged_one_is_not_built_upon() {
    let mut b = three_ways();
    let other = Bench { rng: common::Seeded(99), ..bench() };
    let (stranger, ..) =
        Vault::create(&slot_secret(), kdf_request(1), other.header.device_id(), NOW, &mut b.rng).unwrap();
    let refused = b.vault.add_slot(&stranger, NewSlot::RecoveryCode(&recovery_code(1)), NOW, &mut b.rng).unwrap_err();
    assert_eq!(refused, VaultError::Damaged { what: Part::Header });
    assert!(b.vault.rekey(&stranger, &mut b.rng).is_err());
    assert!(b.vault.change_passphrase(&stranger, &slot_secret(), kdf_request(1), NOW, &mut b.rng).is_err());
}

#[test]
fn too_many_slots_are_refused_and_the_header_stays_readable() {
    let mut b = bench();
    let refused = loop {
        let request = PrfRequest { credential_id: vec![7; 1000], ..prf_request(1) };
        match b.vault.add_slot(&b.header, NewSlot::Passkey(&passkey_secret(1), request), NOW, &mut b.rng) {
            Ok(changed) => b.take_header(changed),
            Err(error) => break error,
        }
    };
    assert_eq!(refused, VaultError::TooLarge);
    assert!(Header::decode(&b.header.encode()).is_ok());
    b.reopen();
}
