//! The inbox: captures sealed to the vault's public key while it is locked (HPKE base mode, RFC 9180, X25519-HKDF-SHA256 with ChaCha20-Poly1305), opened once it is not.

use crate::{
    Area, Capture, Origin, Part, Random, RecordId, VaultError, VaultId, Write,
    credential::bare_page,
    envelope, labels,
    primitives::{self, Key},
    stored::{CAPTURE_SCHEMA, CaptureDoc},
};

/// Seals captures to a vault; opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InboxKey {
    vault: VaultId,
    public: [u8; 32],
}

impl InboxKey {
    pub(crate) fn new(vault: VaultId, public: [u8; 32]) -> Self {
        Self { vault, public }
    }

    /// Seals a capture into the write that stores it.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] if the header's public key is not usable.
    pub fn seal(&self, capture: &Capture, rng: &mut dyn Random) -> Result<Write, VaultError> {
        let origin = Origin { page: bare_page(&capture.origin.page), ..capture.origin.clone() };
        let key = capture.id.to_string();
        let plain = envelope::encode(&CaptureDoc::new(capture, &origin)).ok_or(VaultError::TooLarge)?;
        let schema = CAPTURE_SCHEMA.to_be_bytes();
        let sealed = primitives::hpke_seal(&self.public, None, &info(self.vault), &ad(&key, &schema), &plain, rng)
            .ok_or_else(|| VaultError::damaged(Part::Header))?;
        let mut value = schema.to_vec();
        value.extend_from_slice(&sealed);
        Ok(Write { area: Area::Inbox, key, value: Some(value) })
    }
}

/// Opens, with the key it was sealed to, `schema || encapsulated key || ciphertext`.
pub(crate) fn open(privates: &[Key], vault: VaultId, key: &str, blob: &[u8]) -> Result<Capture, VaultError> {
    let damaged = || VaultError::damaged(Part::Inbox(key.to_owned()));
    let id: RecordId = key.parse().map_err(|_| damaged())?;
    let (schema, sealed) = blob.split_first_chunk::<2>().ok_or_else(damaged)?;
    let (info, ad) = (info(vault), ad(key, schema));
    let plain = privates
        .iter()
        .find_map(|private| primitives::hpke_open(private, None, &info, &ad, sealed))
        .and_then(envelope::unpad)
        .ok_or_else(damaged)?;
    let found = u16::from_be_bytes(*schema);
    if found > CAPTURE_SCHEMA {
        return Err(VaultError::Newer { found, known: CAPTURE_SCHEMA });
    }
    let doc: CaptureDoc<'_> = minicbor::decode(&plain).map_err(|_| damaged())?;
    Ok(doc.into_capture(id))
}

/// The write that takes a capture out of the inbox; put it into the batch that stores what came of it.
#[must_use]
pub fn inbox_remove(key: &str) -> Write {
    Write { area: Area::Inbox, key: key.to_owned(), value: None }
}

fn info(vault: VaultId) -> Vec<u8> {
    labels::bind(labels::INBOX, &[vault.as_bytes()])
}

fn ad(key: &str, schema: &[u8; 2]) -> Vec<u8> {
    labels::bind(labels::INBOX, &[key.as_bytes(), schema])
}
