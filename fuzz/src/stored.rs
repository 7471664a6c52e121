//! What lies in the store: header, records, index, inbox.

use std::sync::LazyLock;

use keyfob_vault::{
    Capture, Credential, DeviceId, Earlier, FieldValue, Header, How, KdfParams, KdfRequest, Origin, Random, RecordId,
    Secret, SlotSecret, Use, Vault, fuzzing,
};
use sha2::{Digest, Sha256};

/// A fixed sequence: the same vault every time.
struct Fixed(u8);

impl Random for Fixed {
    fn fill(&mut self, out: &mut [u8]) {
        for byte in out {
            self.0 = self.0.wrapping_mul(5).wrapping_add(3);
            *byte = self.0;
        }
    }
}

const ID: RecordId = RecordId::from_bytes([1; 16]);

/// A vault with a credential and a use in it, and everything that is stored of it.
struct Stored {
    header: Header,
    vault: Vault,
    record: Vec<u8>,
    index: Vec<u8>,
    capture: Vec<u8>,
}

static STORED: LazyLock<Stored> = LazyLock::new(|| {
    let mut rng = Fixed(1);
    let secret = SlotSecret::from_kdf_output(vec![7; 32]).unwrap();
    let request = KdfRequest::new(KdfParams::FLOOR, &mut rng).unwrap();
    let device = DeviceId::from_bytes([2; 16]);
    let (header, mut vault, _) = Vault::create(&secret, request, device, 1000, &mut rng).unwrap();
    let mut record = Vec::new();
    let mut index = Vec::new();
    for staged in [0, 1] {
        let mut staged = match staged {
            0 => vault.put(credential(), 1001, &mut rng).unwrap(),
            _ => vault.add_use(used(), &mut rng).unwrap(),
        };
        for write in staged.take_writes() {
            match write.area {
                keyfob_vault::Area::Records => record = write.value.unwrap(),
                _ => index = write.value.unwrap(),
            }
        }
        vault.commit(staged).unwrap();
    }
    let capture = header.inbox_key().seal(&captured(), &mut rng).unwrap().value.unwrap();
    Stored { header, vault, record, index, capture }
});

fn secret() -> FieldValue {
    FieldValue::Secret(Secret::new(["value ", "one"].concat()))
}

fn credential() -> Credential {
    let fields = [("api_key", secret()), ("account_id", FieldValue::Public("a1".to_owned()))];
    Credential {
        id: ID,
        provider: "mailchimp".to_owned(),
        kind: "mailchimp/api-key".to_owned(),
        label: "Bakery".to_owned(),
        client: Some("Bakery".to_owned()),
        site: Some("https://bakery.example".to_owned()),
        integration: Some("mc4wp".to_owned()),
        account: Some("dana".to_owned()),
        fields: fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        history: vec![Earlier { field: "api_key".to_owned(), value: secret(), until: 900 }],
        region: Some("us21".to_owned()),
        issued_at: Some(1),
        expires_at: Some(2),
        captured: vec![Origin::new("https://us21.admin.example/account", 3, How::Portal)],
        linked: Some(RecordId::from_bytes([9; 16])),
        created_at: 4,
        updated_at: 5,
        trashed_at: Some(6),
        care: keyfob_vault::Care::default(),
    }
}

fn used() -> Use {
    Use {
        id: RecordId::from_bytes([3; 16]),
        credential: ID,
        site: "https://bakery.example".to_owned(),
        page: "https://bakery.example/wp-admin/".to_owned(),
        integration: Some("mc4wp".to_owned()),
        control: "mc4wp[api_key]".to_owned(),
        field: "api_key".to_owned(),
        at: 1002,
        outcome: None,
    }
}

fn captured() -> Capture {
    Capture {
        id: ID,
        credential: RecordId::from_bytes([4; 16]),
        linked: Some(RecordId::from_bytes([5; 16])),
        provider: "constant-contact".to_owned(),
        kind: "constant-contact/v2-token".to_owned(),
        fields: vec![("access_token".to_owned(), secret())],
        label: "Bakery".to_owned(),
        client: Some("Bakery".to_owned()),
        site: Some("https://bakery.example".to_owned()),
        integration: Some("bloom".to_owned()),
        account: Some("dana".to_owned()),
        region: Some("eu1".to_owned()),
        expires_in: Some(3600),
        origin: Origin::new("https://portal.example/tester", 7, How::Picked),
    }
}

/// Behind magic and version and before a right checksum, so that the body is reached.
fn framed(body: &[u8]) -> Vec<u8> {
    let mut bytes = b"keyfob\0v\0\x01".to_vec();
    bytes.extend_from_slice(body);
    let digest = Sha256::digest(&bytes);
    bytes.extend_from_slice(&digest[..16]);
    bytes
}

pub fn header(bytes: &[u8]) {
    for bytes in [bytes.to_vec(), framed(bytes)] {
        let Ok(header) = Header::decode(&bytes) else { continue };
        assert_eq!(header.encode(), bytes, "a header is kept as it was read");
        let _ = (header.passphrase_kdf(), header.slots().count(), header.prf_requests().count());
        let wrong = SlotSecret::from_kdf_output(vec![8; 32]).unwrap();
        assert!(Vault::open(&header, &wrong, Some(&STORED.index)).is_err(), "opened with a wrong secret");
    }
}

pub fn header_seeds() -> Vec<Vec<u8>> {
    let whole = STORED.header.encode();
    let body = whole[10..whole.len() - 16].to_vec();
    vec![whole, body]
}

pub fn record(bytes: &[u8]) {
    if bytes != STORED.record {
        assert!(STORED.vault.read(ID, bytes).is_err(), "read what was not written");
    }
    if let Some(read) = fuzzing::decode_record(bytes) {
        assert_eq!(fuzzing::decode_record(&fuzzing::encode_record(&read)), Some(read));
    }
}

pub fn record_seeds() -> Vec<Vec<u8>> {
    vec![STORED.record.clone(), fuzzing::encode_record(&credential())]
}

pub fn index(bytes: &[u8]) {
    let session = STORED.vault.session_key();
    if bytes != STORED.index {
        assert!(Vault::resume(&STORED.header, &session, Some(bytes)).is_err(), "opened what was not written");
    }
    assert_ne!(fuzzing::check_index(bytes), Some(false), "another index after writing");
}

pub fn index_seeds() -> Vec<Vec<u8>> {
    vec![STORED.index.clone(), fuzzing::encode_index(&STORED.vault)]
}

pub fn capture(bytes: &[u8]) {
    let key = ID.to_string();
    if bytes != STORED.capture {
        assert!(STORED.vault.open_inbox(&key, bytes).is_err(), "opened what was not sealed");
    }
    if let Some(read) = fuzzing::decode_capture(bytes) {
        assert_eq!(fuzzing::decode_capture(&fuzzing::encode_capture(&read)), Some(read));
    }
}

pub fn capture_seeds() -> Vec<Vec<u8>> {
    vec![STORED.capture.clone(), fuzzing::encode_capture(&captured())]
}
