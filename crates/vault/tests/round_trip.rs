//! What goes in comes out: after reopening, after a dead worker, from the inbox, and only with the right secret.

#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

mod common;

use common::{NOW, api_key, bench, capture, id, mailchimp, slot_secret, stored, used};
use keyfob_vault::{
    Area, Credential, FieldValue, INDEX_KEY, KdfParams, Part, Secret, SlotSecret, Vault, VaultError, inbox_remove,
    note_key,
};

#[test]
fn a_credential_is_read_back_whole_after_reopening() {
    let mut b = bench();
    b.put(mailchimp(1), NOW + 1);
    b.reopen();
    assert_eq!(b.read(id(1)), Ok(stored(mailchimp(1), NOW + 1, NOW + 1)));
    assert_eq!(b.vault.record_key(id(1)), Some(id(1).to_string()));
}

#[test]
fn every_attribute_survives() {
    let mut b = bench();
    let app = Credential {
        linked: Some(id(9)),
        expires_at: Some(NOW + 1000),
        account: Some("baker".to_owned()),
        ..mailchimp(1)
    };
    let bare = Credential {
        client: None,
        site: None,
        integration: None,
        region: None,
        issued_at: None,
        captured: Vec::new(),
        fields: Default::default(),
        ..mailchimp(2)
    };
    b.put(app.clone(), NOW);
    b.put(bare.clone(), NOW);
    b.reopen();
    assert_eq!(b.read(id(1)), Ok(stored(app, NOW, NOW)));
    assert_eq!(b.read(id(2)), Ok(stored(bare, NOW, NOW)));
}

#[test]
fn the_list_needs_no_record_and_holds_no_secret() {
    let mut b = bench();
    b.put(mailchimp(1), NOW);
    b.reopen();
    let summary = b.vault.summary(id(1)).unwrap();
    assert_eq!((summary.label.as_str(), summary.revision), ("Bakery 1", 1));
    let key = summary.field("api_key").unwrap();
    assert_eq!((key.secret, key.length, key.tail.as_deref(), key.public.as_deref()), (true, 37, Some("us21"), None));
    let account = summary.field("account_id").unwrap();
    assert_eq!((account.secret, account.public.as_deref(), account.tail.as_deref()), (false, Some("a1b2c3"), None));
    assert!(!format!("{summary:?}").contains(&api_key()[..8]));
}

#[test]
fn a_new_revision_keeps_the_day_of_its_making() {
    let mut b = bench();
    b.put(mailchimp(1), NOW + 1);
    let mut changed = b.read(id(1)).unwrap();
    let fresh = ["fresh", "-value-", "us3"].concat();
    changed.set("api_key", FieldValue::Secret(Secret::new(fresh)), NOW + 50);
    b.put(changed.clone(), NOW + 50);
    b.reopen();
    assert_eq!(b.read(id(1)), Ok(stored(changed, NOW + 1, NOW + 50)));
    assert_eq!(b.vault.summary(id(1)).unwrap().revision, 2);
}

#[test]
fn uses_are_kept_in_order_and_go_with_their_credential() {
    let mut b = bench();
    b.put(mailchimp(1), NOW);
    b.put(mailchimp(2), NOW);
    b.add_use(used(9, id(1)));
    b.add_use(used(3, id(2)));
    b.reopen();
    assert_eq!(b.vault.uses().cloned().collect::<Vec<_>>(), [used(9, id(1)), used(3, id(2))]);
    b.delete(id(1), NOW);
    b.reopen();
    assert_eq!(b.vault.uses().cloned().collect::<Vec<_>>(), [used(3, id(2))]);
    let unknown = b.vault.add_use(used(4, id(1)), &mut b.rng).unwrap_err();
    assert_eq!(unknown, VaultError::NotFound { id: id(1) });
}

#[test]
fn a_deleted_credential_is_gone_and_can_be_put_again() {
    let mut b = bench();
    b.put(mailchimp(1), NOW);
    b.delete(id(1), NOW + 1);
    b.reopen();
    assert_eq!((b.vault.summary(id(1)), b.vault.record_key(id(1))), (None, None));
    assert_eq!(b.read(id(1)), Err(VaultError::NotFound { id: id(1) }));
    assert_eq!(b.vault.delete(id(1), NOW, &mut b.rng).unwrap_err(), VaultError::NotFound { id: id(1) });
    assert_eq!(b.vault.audit(b.store.record_keys()), []);
    b.put(mailchimp(1), NOW + 2);
    b.reopen();
    assert_eq!(b.vault.summary(id(1)).unwrap().revision, 3);
    assert!(b.read(id(1)).is_ok());
}

#[test]
fn another_secret_is_a_wrong_passphrase_and_nothing_else() {
    let b = bench();
    let wrong = SlotSecret::from_kdf_output(vec![9; 32]).unwrap();
    assert_eq!(Vault::open(&b.header, &wrong, b.store.index()).unwrap_err(), VaultError::WrongPassphrase);
    assert_eq!(Vault::open(&b.header, &wrong, None).unwrap_err(), VaultError::WrongPassphrase);
}

#[test]
fn a_dead_worker_resumes_with_the_session_key() {
    let mut b = bench();
    b.put(mailchimp(1), NOW);
    let session = b.vault.session_key();
    let resumed = Vault::resume(&b.header, &session, b.store.index()).unwrap();
    assert_eq!(resumed.summaries().count(), 1);
    assert!(resumed.read(id(1), b.store.record(id(1)).unwrap()).is_ok());
    for wrong in [&[0; 32][..], &session[..31], &[]] {
        let refused = Vault::resume(&b.header, wrong, b.store.index()).unwrap_err();
        assert_eq!(refused, VaultError::Damaged { what: Part::Session });
    }
}

#[test]
fn the_header_asks_for_what_was_chosen() {
    let b = bench();
    assert_eq!(b.header.passphrase_kdf().unwrap().params, KdfParams::FLOOR);
    let weak = KdfParams { passes: 1, ..KdfParams::FLOOR };
    let mut request = b.header.passphrase_kdf().unwrap();
    request.params = weak;
    let mut rng = common::Seeded(1);
    let refused = Vault::create(&slot_secret(), request, b.header.device_id(), NOW, &mut rng).unwrap_err();
    assert_eq!(refused, VaultError::WeakKdf { params: weak });
}

#[test]
fn a_capture_sealed_while_locked_is_merged_once() {
    let mut b = bench();
    let key = b.header.inbox_key();
    let write = key.seal(&capture(5), &mut b.rng).unwrap();
    assert_eq!((write.area, write.key.as_str()), (Area::Inbox, id(5).to_string().as_str()));
    b.store.apply(vec![write]);
    b.reopen();

    let inbox_key = id(5).to_string();
    let opened = b.vault.open_inbox(&inbox_key, b.store.get(Area::Inbox, &inbox_key).unwrap()).unwrap();
    assert_eq!(opened, capture(5));
    let mut batch = b.vault.batch(NOW);
    let merged = Credential { fields: opened.fields.into_iter().collect(), ..mailchimp(5) };
    batch.put(merged, &mut b.rng).unwrap();
    batch.write(inbox_remove(&inbox_key));
    let mut staged = batch.seal(&mut b.rng).unwrap();
    b.store.apply(staged.take_writes());
    b.vault.commit(staged).unwrap();
    assert_eq!(b.store.get(Area::Inbox, &inbox_key), None);
    assert_eq!(b.read(id(5)).unwrap().fields.get("access_token"), Some(&capture(5).fields[0].1));
}

#[test]
fn a_capture_opens_under_its_own_key_and_in_its_own_vault_only() {
    let mut b = bench();
    let write = b.header.inbox_key().seal(&capture(5), &mut b.rng).unwrap();
    let blob = write.value.unwrap();
    for key in [id(6).to_string(), "x".to_owned()] {
        let refused = b.vault.open_inbox(&key, &blob).unwrap_err();
        assert_eq!(refused, VaultError::Damaged { what: Part::Inbox(key) });
    }
    let request = b.header.passphrase_kdf().unwrap();
    let (_, other, _) = Vault::create(&slot_secret(), request, b.header.device_id(), NOW, &mut b.rng).unwrap();
    assert!(other.open_inbox(&write.key, &blob).is_err());
}

#[test]
fn notes_open_under_their_own_name_only() {
    let mut b = bench();
    let write = b.vault.seal_note("settings", b"dark", &mut b.rng).unwrap();
    assert_eq!((write.area, write.key.clone()), (Area::Meta, note_key("settings")));
    let blob = write.value.unwrap();
    b.reopen();
    assert_eq!(**b.vault.open_note("settings", &blob).unwrap(), *b"dark");
    let refused = b.vault.open_note("jobs", &blob).unwrap_err();
    assert_eq!(refused, VaultError::Damaged { what: Part::Note("jobs".to_owned()) });
    assert!(b.vault.open_note("settings", b.store.index().unwrap()).is_err());
}

#[test]
fn pages_are_cut_before_they_are_stored() {
    let mut b = bench();
    let page = "https://a.example/b?token=1#c".to_owned();
    let mut credential = mailchimp(1);
    credential.captured[0].page = page.clone();
    b.put(credential, NOW);
    assert_eq!(b.read(id(1)).unwrap().captured[0].page, "https://a.example/b");
    b.add_use(keyfob_vault::Use { page: page.clone(), ..used(2, id(1)) });
    assert_eq!(b.vault.uses().next().unwrap().page, "https://a.example/b");
    let mut captured = capture(3);
    captured.origin.page = page;
    let write = b.header.inbox_key().seal(&captured, &mut b.rng).unwrap();
    let opened = b.vault.open_inbox(&write.key, &write.value.unwrap()).unwrap();
    assert_eq!(opened.origin.page, "https://a.example/b");
}

#[test]
fn nothing_is_stored_in_clear() {
    let mut b = bench();
    b.put(mailchimp(1), NOW);
    b.add_use(used(2, id(1)));
    let write = b.header.inbox_key().seal(&capture(3), &mut b.rng).unwrap();
    b.store.apply(vec![write]);
    for (place, bytes) in &b.store.0 {
        for planted in [api_key().as_str(), "Bakery", "bakery.example", "mailchimp", "mc4wp", "api_key", "us21"] {
            let found = bytes.windows(planted.len()).any(|window| window == planted.as_bytes());
            assert!(!found, "{planted} in {place:?}");
        }
    }
    assert!(b.store.index().is_some() && b.store.0.contains_key(&(Area::Meta, INDEX_KEY.to_owned())));
}
