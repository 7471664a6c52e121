//! Everything that is at rest: sealed records, slots, the index that is also the manifest, the inbox. Stored bytes, time and random bytes come in as arguments; writes, credentials and typed errors go out. This room never does input or output, reads no clock, draws no random bytes of its own, and hands out no key but the session key. The format is written down in `FORMAT.md`.

mod batch;
mod clock;
mod credential;
mod envelope;
mod error;
mod header;
mod ids;
mod inbox;
mod kdf;
mod keys;
mod labels;
mod primitives;
mod record;
mod secret;
mod state;
mod stored;
mod vault;

pub use batch::{Batch, Staged};
pub use credential::{
    Area, Capture, Credential, Earlier, FieldHint, FieldValue, HISTORY_MAX, How, Origin, Summary, TRASH_DAYS, Use,
    Write,
};
pub use error::{Part, VaultError};
pub use header::{FORMAT_VERSION, Header};
pub use ids::{DeviceId, Random, RecordId, VaultId};
pub use inbox::{InboxKey, inbox_remove};
pub use kdf::{KdfParams, KdfRequest};
pub use secret::{Secret, SlotSecret};
pub use state::index_generation;
pub use vault::{HEADER_KEY, INDEX_KEY, Vault, note_key};
