//! Credentials put straight into the store, for what would take a job too long to bring about.

use super::World;
use keyfob_vault::{Area, Care, Credential, FieldValue, HEADER_KEY, Header, INDEX_KEY, RecordId, Secret, Vault, Write};

impl World {
    /// Changes the vault behind the worker's back; the next one finds it so.
    pub fn stuff(&mut self, credentials: Vec<Credential>) {
        let vault = self.vault();
        let mut batch = vault.batch(self.now);
        for credential in credentials {
            batch.put(credential, &mut self.rng).unwrap();
        }
        let staged = batch.seal(&mut self.rng).unwrap();
        for Write { area, key, value } in staged.writes() {
            self.store.insert((*area, key.clone()), value.clone().unwrap());
        }
        self.kill_worker();
    }

    /// The vault as it is stored, opened with the session's key.
    pub fn vault(&self) -> Vault {
        let session: serde_json::Value = serde_json::from_str(self.session.as_deref().unwrap()).unwrap();
        let hex = session["key"].as_str().unwrap();
        let key: Vec<u8> =
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
        let meta = |name: &str| self.store[&(Area::Meta, name.to_owned())].clone();
        let header = Header::decode(&meta(HEADER_KEY)).unwrap();
        Vault::resume(&header, &key, Some(&meta(INDEX_KEY))).unwrap()
    }
}

/// A credential with these fields; those whose name ends in `!` are secret.
pub fn credential(id: [u8; 16], kind: &str, fields: &[(&str, &str)]) -> Credential {
    let field = |(name, value): &(&str, &str)| match name.strip_suffix('!') {
        Some(name) => (name.to_owned(), FieldValue::Secret(Secret::new((*value).to_owned()))),
        None => ((*name).to_owned(), FieldValue::Public((*value).to_owned())),
    };
    Credential {
        id: RecordId::from_bytes(id),
        provider: kind.split('/').next().unwrap().to_owned(),
        kind: kind.to_owned(),
        label: format!("{kind} {}", id[0]),
        client: None,
        site: None,
        integration: None,
        account: None,
        fields: fields.iter().map(field).collect(),
        history: Vec::new(),
        region: None,
        issued_at: None,
        expires_at: None,
        captured: Vec::new(),
        linked: None,
        created_at: 0,
        updated_at: 0,
        trashed_at: None,
        care: Care::default(),
    }
}
