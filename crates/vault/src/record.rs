//! One sealed record: `schema || id || revision || nonce || ciphertext || tag`. The clear part names what it claims to be and is bound by associated data, so that a genuine record in the wrong place can be told from a damaged one.

use crate::{
    Part, Random, RecordId, VaultError, VaultId,
    envelope::{self, Encoded},
    labels,
    primitives::Key,
    stored::{RECORD_SCHEMA, RecordDoc},
};
use zeroize::Zeroizing;

/// Bytes before the sealed part: schema, id, revision.
const PREFIX_LEN: usize = 2 + 16 + 8;

/// What a stored record says of itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Claim {
    pub schema: u16,
    pub id: RecordId,
    pub revision: u64,
}

impl Claim {
    fn prefix(self) -> Vec<u8> {
        let mut prefix = self.schema.to_be_bytes().to_vec();
        prefix.extend_from_slice(self.id.as_bytes());
        prefix.extend_from_slice(&self.revision.to_be_bytes());
        prefix
    }

    fn ad(self, vault: VaultId) -> Vec<u8> {
        labels::bind(
            labels::RECORD,
            &[vault.as_bytes(), self.id.as_bytes(), &self.revision.to_be_bytes(), &self.schema.to_be_bytes()],
        )
    }
}

/// Seals a record's content.
pub(crate) fn seal(
    key: &Key,
    vault: VaultId,
    id: RecordId,
    revision: u64,
    doc: &RecordDoc<'_>,
    rng: &mut dyn Random,
) -> Result<Vec<u8>, VaultError> {
    let claim = Claim { schema: RECORD_SCHEMA, id, revision };
    envelope::seal(key, &claim.ad(vault), &claim.prefix(), doc, rng).ok_or(VaultError::TooLarge)
}

/// Seals content that was opened before under another key; nothing of it changes.
pub(crate) fn reseal(
    key: &Key,
    vault: VaultId,
    claim: Claim,
    plain: &[u8],
    rng: &mut dyn Random,
) -> Result<Vec<u8>, VaultError> {
    envelope::seal(key, &claim.ad(vault), &claim.prefix(), &Encoded(plain), rng).ok_or(VaultError::TooLarge)
}

/// Opens a record as what it claims to be. `asked` is only for the error.
pub(crate) fn open(
    key: &Key,
    vault: VaultId,
    asked: RecordId,
    blob: &[u8],
) -> Result<(Claim, Zeroizing<Vec<u8>>), VaultError> {
    let opened = split(blob).and_then(|(claim, sealed)| Some((claim, envelope::open(key, &claim.ad(vault), sealed)?)));
    opened.ok_or_else(|| VaultError::damaged(Part::Record(asked)))
}

fn split(blob: &[u8]) -> Option<(Claim, &[u8])> {
    let (prefix, sealed) = blob.split_first_chunk::<PREFIX_LEN>()?;
    let (schema, rest) = prefix.split_first_chunk::<2>()?;
    let (id, rest) = rest.split_first_chunk::<16>()?;
    let revision = rest.first_chunk::<8>()?;
    let claim = Claim {
        schema: u16::from_be_bytes(*schema),
        id: RecordId::from_bytes(*id),
        revision: u64::from_be_bytes(*revision),
    };
    Some((claim, sealed))
}
