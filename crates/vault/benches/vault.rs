//! How the vault grows: opening the index, storing one credential, reading one, changing the data key, with 100, 1,000 and 10,000 records.

#![allow(clippy::expect_used, missing_docs, reason = "a bench that cannot be set up has no result")]

use std::{collections::BTreeMap, hint::black_box};

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use keyfob_vault::{
    Area, Credential, DeviceId, FieldValue, Header, How, INDEX_KEY, KdfParams, KdfRequest, Origin, Random, RecordId,
    Secret, SlotSecret, Use, Vault, VaultError,
};

/// A fixed sequence; quality does not matter here.
struct Seeded(u64);

impl Random for Seeded {
    fn fill(&mut self, out: &mut [u8]) {
        for byte in out {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = self.0.to_be_bytes()[0];
        }
    }
}

struct Filled {
    header: Header,
    vault: Vault,
    index: Vec<u8>,
    records: BTreeMap<String, Vec<u8>>,
    some: RecordId,
    rng: Seeded,
}

fn credential(number: usize, rng: &mut Seeded) -> Credential {
    let key = ["0123456789abcdef", "fedcba9876543210", "-us", "21"].concat();
    Credential {
        id: RecordId::random(rng),
        provider: "mailchimp".to_owned(),
        kind: "mailchimp/api-key".to_owned(),
        label: format!("Client {number}, newsletter"),
        client: Some(format!("Client {number}")),
        site: Some(format!("https://client-{number}.example")),
        integration: Some("mc4wp".to_owned()),
        account: Some(format!("owner-{number}")),
        fields: [("api_key".to_owned(), FieldValue::Secret(Secret::new(key)))].into(),
        region: Some("us21".to_owned()),
        issued_at: Some(1_790_000_000_000),
        expires_at: None,
        captured: vec![Origin::new("https://us21.admin.example/account/api/", 1_790_000_000_000, How::Portal)],
        linked: None,
        created_at: 0,
        updated_at: 0,
        trashed_at: None,
        care: keyfob_vault::Care::default(),
        history: Vec::new(),
    }
}

/// A vault with this many records, each used once.
fn filled(count: usize) -> Result<Filled, VaultError> {
    let mut rng = Seeded(1);
    let secret = SlotSecret::from_kdf_output(vec![1; 32])?;
    let request = KdfRequest::new(KdfParams::DEFAULT, &mut rng)?;
    let (header, mut vault, _) = Vault::create(&secret, request, DeviceId::from_bytes([1; 16]), 1, &mut rng)?;
    let mut batch = vault.batch(1_790_000_000_000);
    let mut some = RecordId::from_bytes([0; 16]);
    for number in 0..count {
        let credential = credential(number, &mut rng);
        some = credential.id;
        let site = credential.site.clone().unwrap_or_default();
        batch.put(credential, &mut rng)?;
        batch.add_use(Use {
            id: RecordId::random(&mut rng),
            credential: some,
            page: format!("{site}/wp-admin/admin.php"),
            site,
            integration: Some("mc4wp".to_owned()),
            control: "mc4wp[api_key]".to_owned(),
            field: "api_key".to_owned(),
            at: 1_790_000_000_000,
            outcome: None,
        })?;
    }
    let mut staged = batch.seal(&mut rng)?;
    let (mut index, mut records) = (Vec::new(), BTreeMap::new());
    for write in staged.take_writes() {
        match (write.area, write.value) {
            (Area::Records, Some(value)) => drop(records.insert(write.key, value)),
            (Area::Meta, Some(value)) if write.key == INDEX_KEY => index = value,
            _ => {}
        }
    }
    vault.commit(staged)?;
    Ok(Filled { header, vault, index, records, some, rng })
}

/// Everything that changing the data key writes, but the hand-over to the store.
fn rekeyed(vault: &Vault, header: &Header, records: &BTreeMap<String, Vec<u8>>) -> Result<Vault, VaultError> {
    let mut rng = Seeded(2);
    let mut rekey = vault.rekey(header, &mut rng)?;
    for (key, value) in records {
        black_box(rekey.item(Area::Records, key, value, &mut rng)?);
    }
    let (_, vault, writes) = rekey.finish(&mut rng)?;
    black_box(writes);
    Ok(vault)
}

fn vault(c: &mut Criterion) {
    for count in [100, 1_000, 10_000] {
        let mut filled = filled(count).expect("the vault can be filled");
        let session = filled.vault.session_key();
        eprintln!("{count} records: index of {} bytes", filled.index.len());
        c.bench_with_input(BenchmarkId::new("open", count), &count, |b, _| {
            b.iter_with_large_drop(|| Vault::resume(&filled.header, black_box(&session), Some(&filled.index)));
        });
        c.bench_with_input(BenchmarkId::new("put one", count), &count, |b, _| {
            let new = credential(count, &mut filled.rng);
            b.iter_batched(|| new.clone(), |new| filled.vault.put(new, 1, &mut filled.rng), BatchSize::LargeInput);
        });
        c.bench_with_input(BenchmarkId::new("read one", count), &count, |b, _| {
            let blob = &filled.records[&filled.some.to_string()];
            b.iter(|| filled.vault.read(filled.some, black_box(blob)));
        });
        c.bench_with_input(BenchmarkId::new("rekey", count), &count, |b, _| {
            b.iter_with_large_drop(|| rekeyed(&filled.vault, &filled.header, &filled.records));
        });
    }
}

criterion_group!(benches, vault);
criterion_main!(benches);
