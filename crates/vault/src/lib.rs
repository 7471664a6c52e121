//! Everything that is at rest: sealed records, slots, the index that is also the manifest, the inbox. Stored bytes, time and random bytes come in as arguments; writes, credentials and typed errors go out. This room never does input or output, reads no clock, draws no random bytes of its own, and hands out no key but the session key. The format is written down in `FORMAT.md`.

mod batch;
mod care;
mod clock;
mod credential;
mod envelope;
mod error;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod header;
mod ids;
mod inbox;
mod kdf;
mod keys;
mod labels;
mod learned;
mod merge;
mod primitives;
mod record;
mod recovery;
mod rekey;
mod secret;
mod slot;
mod slots;
mod state;
mod stored;
mod vault;

pub use batch::{Batch, Staged};
pub use care::{Care, Checked, Connection, Hold, Lease, OffBy, RefreshKind, Retry, Rotation, SwitchedOff};
pub use clock::{Stamp, Stamps};
pub use credential::{
    Area, Capture, Credential, Earlier, FieldHint, FieldValue, HISTORY_MAX, How, Origin, Outcome, Summary, TRASH_DAYS,
    Use, Write,
};
pub use error::{Part, VaultError};
pub use header::{FORMAT_VERSION, Header, SlotView};
pub use ids::{DeviceId, Random, RecordId, SlotId, VaultId};
pub use inbox::{InboxKey, inbox_remove};
pub use kdf::{KdfParams, KdfRequest};
pub use learned::{LearnedControl, LearnedForm, Lesson};
pub use merge::{Change, Merged, Replica, Standing, Version};
pub use recovery::{RecoveryCode, RecoveryCodeError};
pub use rekey::Rekey;
pub use secret::{Secret, SlotKind, SlotSecret};
pub use slot::PrfRequest;
pub use slots::NewSlot;
pub use state::index_generation;
pub use vault::{HEADER_KEY, INDEX_KEY, Vault, note_key};
