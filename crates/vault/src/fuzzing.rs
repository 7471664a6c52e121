//! The decoders behind the seals, for fuzzing only (feature `fuzzing`). No attacker gets bytes of his own past a seal, but a bug of ours or another writer might; whatever is read must survive being written and read again.

use crate::{
    Capture, Credential, DeviceId, RecordId, Vault,
    clock::{Stamp, Stamps},
    stored::{CaptureDoc, CredentialDoc, EntryDoc, IndexDoc, LessonDoc, RecordDoc},
};

const ID: RecordId = RecordId::from_bytes([1; 16]);

fn stamps() -> Stamps {
    Stamps::new(Stamp { wall: 1, count: 2, device: DeviceId::from_bytes([3; 16]) })
}

/// A record's content.
#[must_use]
pub fn encode_record(credential: &Credential) -> Vec<u8> {
    minicbor::to_vec(RecordDoc::Live(CredentialDoc::new(credential, &stamps()))).unwrap_or_default()
}

/// Reads a record's content.
#[must_use]
pub fn decode_record(content: &[u8]) -> Option<Credential> {
    match minicbor::decode(content).ok()? {
        RecordDoc::Live(doc) => Some(doc.into_credential(ID)),
        RecordDoc::Deleted(_) => None,
    }
}

/// A capture's content.
#[must_use]
pub fn encode_capture(capture: &Capture) -> Vec<u8> {
    minicbor::to_vec(CaptureDoc::new(capture, &capture.origin)).unwrap_or_default()
}

/// Reads a capture's content.
#[must_use]
pub fn decode_capture(content: &[u8]) -> Option<Capture> {
    minicbor::decode::<CaptureDoc<'_>>(content).ok().map(|doc| doc.into_capture(ID))
}

/// The content of a vault's index.
#[must_use]
pub fn encode_index(vault: &Vault) -> Vec<u8> {
    let entries = vault.state.entries.values();
    let doc = IndexDoc {
        clock: vault.state.clock.into(),
        entries: entries
            .map(|entry| EntryDoc::new(&entry.summary, entry.digest, &entry.marks, &entry.stamps))
            .collect(),
        tombstones: Vec::new(),
        uses: vault.uses().map(Into::into).collect(),
        learned: Some(vault.lessons().map(|(id, lesson)| LessonDoc::new(id, lesson)).collect()),
    };
    minicbor::to_vec(doc).unwrap_or_default()
}

/// Reads an index's content: whether it is one, and if so, whether it survives being written and read again.
#[must_use]
pub fn check_index(content: &[u8]) -> Option<bool> {
    let doc: IndexDoc<'_> = minicbor::decode(content).ok()?;
    let mut same = true;
    for entry in doc.entries {
        let (summary, digest, marks, stamps) = entry.into_parts();
        let again = minicbor::to_vec(EntryDoc::new(&summary, digest, &marks, &stamps)).ok()?;
        let read = minicbor::decode::<EntryDoc<'_>>(&again).map(EntryDoc::into_parts);
        same &= read.is_ok_and(|read| read.0 == summary && read.1 == digest && read.3 == stamps);
    }
    for doc in doc.learned.into_iter().flatten() {
        let (id, lesson) = doc.into_parts();
        let again = minicbor::to_vec(LessonDoc::new(id, &lesson)).ok()?;
        same &= minicbor::decode::<LessonDoc<'_>>(&again).is_ok_and(|read| read.into_parts() == (id, lesson));
    }
    Some(same)
}
