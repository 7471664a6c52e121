//! What the tests share: a seeded generator, a store in memory, credentials to put into it.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "a failed helper is a failed test")]

use std::collections::BTreeMap;

use keyfob_vault::{
    Area, Capture, Credential, DeviceId, FieldValue, Header, How, INDEX_KEY, KdfParams, KdfRequest, LearnedControl,
    LearnedForm, NewSlot, Origin, PrfRequest, Random, RecordId, RecoveryCode, Secret, SlotSecret, Use, Vault,
    VaultError, Write,
};

/// A fixed sequence (SplitMix64): the same seed gives the same vault.
pub struct Seeded(pub u64);

impl Random for Seeded {
    fn fill(&mut self, out: &mut [u8]) {
        for byte in out {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = self.0;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *byte = (mixed ^ (mixed >> 31)).to_le_bytes()[0];
        }
    }
}

/// The host's store; a batch of writes is applied whole.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct Store(pub BTreeMap<(Area, String), Vec<u8>>);

impl Store {
    pub fn apply(&mut self, writes: Vec<Write>) {
        for write in writes {
            match write.value {
                Some(value) => self.0.insert((write.area, write.key), value),
                None => self.0.remove(&(write.area, write.key)),
            };
        }
    }

    pub fn get(&self, area: Area, key: &str) -> Option<&[u8]> {
        self.0.get(&(area, key.to_owned())).map(Vec::as_slice)
    }

    pub fn index(&self) -> Option<&[u8]> {
        self.get(Area::Meta, INDEX_KEY)
    }

    pub fn record(&self, id: RecordId) -> Option<&[u8]> {
        self.get(Area::Records, &id.to_string())
    }

    pub fn record_keys(&self) -> Vec<&str> {
        self.0.keys().filter(|(area, _)| *area == Area::Records).map(|(_, key)| key.as_str()).collect()
    }
}

/// A vault with its store and its generator.
pub struct Bench {
    pub header: Header,
    pub vault: Vault,
    pub store: Store,
    pub rng: Seeded,
}

pub const NOW: u64 = 1_790_000_000_000;

pub fn slot_secret() -> SlotSecret {
    SlotSecret::from_kdf_output((0..32).collect()).unwrap()
}

pub fn bench() -> Bench {
    let mut rng = Seeded(7);
    let request = KdfRequest::new(KdfParams::FLOOR, &mut rng).unwrap();
    let device = DeviceId::random(&mut rng);
    let (header, vault, writes) = Vault::create(&slot_secret(), request, device, NOW, &mut rng).unwrap();
    let mut store = Store::default();
    store.apply(writes);
    Bench { header, vault, store, rng }
}

impl Bench {
    pub fn put(&mut self, credential: Credential, now: u64) {
        let mut staged = self.vault.put(credential, now, &mut self.rng).unwrap();
        self.store.apply(staged.take_writes());
        self.vault.commit(staged).unwrap();
    }

    pub fn delete(&mut self, id: RecordId, now: u64) {
        let mut staged = self.vault.delete(id, now, &mut self.rng).unwrap();
        self.store.apply(staged.take_writes());
        self.vault.commit(staged).unwrap();
    }

    pub fn add_use(&mut self, used: Use) {
        let mut staged = self.vault.add_use(used, &mut self.rng).unwrap();
        self.store.apply(staged.take_writes());
        self.vault.commit(staged).unwrap();
    }

    pub fn read(&self, id: RecordId) -> Result<Credential, VaultError> {
        self.vault.read_stored(id, self.store.record(id))
    }

    /// As after a new start of the browser.
    pub fn reopen(&mut self) {
        self.reopen_with(&slot_secret()).unwrap();
    }

    /// As after a new start of the browser, with some slot's secret.
    pub fn reopen_with(&mut self, secret: &SlotSecret) -> Result<(), VaultError> {
        self.header = Header::decode(self.store.get(Area::Meta, keyfob_vault::HEADER_KEY).unwrap()).unwrap();
        self.vault = Vault::open(&self.header, secret, self.store.index())?;
        Ok(())
    }

    /// Stores a changed header and takes it over.
    pub fn take_header(&mut self, (header, writes): (Header, Vec<Write>)) {
        self.store.apply(writes);
        self.header = header;
    }

    pub fn add_slot(&mut self, new: NewSlot<'_>) {
        let changed = self.vault.add_slot(&self.header, new, NOW, &mut self.rng).unwrap();
        self.take_header(changed);
    }

    /// Everything a change of the data key gives, not yet stored.
    pub fn rekeyed(&mut self) -> Result<(Header, Vault, Vec<Write>), VaultError> {
        let mut rekey = self.vault.rekey(&self.header, &mut self.rng)?;
        let mut writes = Vec::new();
        for ((area, key), value) in &self.store.0 {
            writes.extend(rekey.item(*area, key, value, &mut self.rng)?);
        }
        let (header, vault, last) = rekey.finish(&mut self.rng)?;
        writes.extend(last);
        Ok((header, vault, writes))
    }

    pub fn rekey(&mut self) {
        let (header, vault, writes) = self.rekeyed().unwrap();
        self.store.apply(writes);
        self.header = header;
        self.vault = vault;
    }
}

/// The output of Argon2id for another passphrase.
pub fn other_passphrase(number: u8) -> SlotSecret {
    SlotSecret::from_kdf_output(vec![number; 32]).unwrap()
}

pub fn kdf_request(number: u8) -> KdfRequest {
    KdfRequest { salt: [number; 16], params: KdfParams::FLOOR }
}

pub fn recovery_code(number: u8) -> RecoveryCode {
    RecoveryCode::random(&mut Seeded(u64::from(number)))
}

pub fn recovery_secret(number: u8) -> SlotSecret {
    SlotSecret::from_recovery_code(&recovery_code(number))
}

pub fn passkey_secret(number: u8) -> SlotSecret {
    SlotSecret::from_prf_output(vec![number; 32]).unwrap()
}

pub fn prf_request(number: u8) -> PrfRequest {
    PrfRequest {
        credential_id: vec![number; 20],
        rp_id: Some("keyfob.example".to_owned()),
        user_handle: Some(vec![number; 16]),
        salt: [number; 32],
    }
}

pub fn id(number: u8) -> RecordId {
    RecordId::from_bytes([number; 16])
}

/// Shaped like a key, assembled from pieces.
pub fn api_key() -> String {
    ["0123456789abcdef", "fedcba9876543210", "-us", "21"].concat()
}

pub fn mailchimp(number: u8) -> Credential {
    let fields = [
        ("api_key".to_owned(), FieldValue::Secret(Secret::new(api_key()))),
        ("account_id".to_owned(), FieldValue::Public("a1b2c3".to_owned())),
    ];
    Credential {
        id: id(number),
        provider: "mailchimp".to_owned(),
        kind: "mailchimp/api-key".to_owned(),
        label: format!("Bakery {number}"),
        client: Some("Bakery".to_owned()),
        site: Some("https://bakery.example".to_owned()),
        integration: Some("mc4wp".to_owned()),
        account: None,
        fields: fields.into_iter().collect(),
        region: Some("us21".to_owned()),
        issued_at: Some(NOW - 5),
        expires_at: None,
        captured: vec![Origin::new("https://us21.admin.example/account/api/?x=1", NOW - 5, How::Portal)],
        linked: None,
        created_at: 0,
        updated_at: 0,
        trashed_at: None,
        care: keyfob_vault::Care::default(),
        history: Vec::new(),
    }
}

/// As the vault gives a credential back that was put at `created`, and last at `updated`.
pub fn stored(mut credential: Credential, created: u64, updated: u64) -> Credential {
    credential.created_at = created;
    credential.updated_at = updated;
    credential
}

pub fn used(number: u8, credential: RecordId) -> Use {
    Use {
        id: id(number),
        credential,
        site: "https://bakery.example".to_owned(),
        page: "https://bakery.example/wp-admin/admin.php".to_owned(),
        integration: Some("mc4wp".to_owned()),
        control: "mc4wp[api_key]".to_owned(),
        field: "api_key".to_owned(),
        at: NOW + 9,
        outcome: None,
    }
}

pub fn capture(number: u8) -> Capture {
    Capture {
        id: id(number),
        credential: id(number.wrapping_add(100)),
        linked: None,
        provider: "constant-contact".to_owned(),
        kind: "constant-contact/v2-token".to_owned(),
        fields: vec![("access_token".to_owned(), FieldValue::Secret(Secret::new(["1d2e3f4a", "-5b6c"].concat())))],
        label: "Bakery, Bloom".to_owned(),
        client: Some("Bakery".to_owned()),
        site: Some("https://bakery.example".to_owned()),
        integration: Some("bloom".to_owned()),
        account: Some("baker".to_owned()),
        region: None,
        expires_in: Some(315_359_999),
        origin: Origin::new("https://portal.example/tester", NOW, How::Picked),
    }
}

/// A form that somebody taught, with every attribute.
pub fn taught() -> LearnedForm {
    let control = |name: &str, id: &str, label: &str, field: &str| LearnedControl {
        name: name.to_owned(),
        id: id.to_owned(),
        data_name: "key".to_owned(),
        label: label.to_owned(),
        kind: if field.is_empty() { String::new() } else { "mailchimp/api-key".to_owned() },
        field: field.to_owned(),
    };
    LearnedForm {
        name: "Letters".to_owned(),
        plugin: "letters".to_owned(),
        screen: "toplevel_page_letters".to_owned(),
        path: "/wp-admin/admin.php".to_owned(),
        query: vec![("page".to_owned(), "letters".to_owned()), ("tab".to_owned(), "api".to_owned())],
        fields: vec![control("letters[*][a]", "a-*", "Field A", "api_key"), control("letters[b]", "", "Field B", "")],
        learned_at: 0,
        changed_at: 0,
        trashed_at: None,
    }
}
