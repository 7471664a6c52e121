//! What an effect is for: it travels with the effect and comes back with its event.

use crate::event::ReplyId;
use crate::refresh::Refreshing;
use keyfob_protocol::ui::{CopyName, CopyShape};
use keyfob_recipes::ClientAuth;
use keyfob_vault::{OffBy, RecordId};

/// How an effect's outcome is gone on with: plain data, no closure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// A vault was asked for: its key is derived, then its first writes are stored.
    Create(ReplyId),
    /// The vault is being opened: its key is derived, then its index read.
    Unlock(ReplyId),
    /// The present passphrase was derived, to be changed.
    ChangeFrom(ReplyId),
    /// The new passphrase was derived.
    ChangeTo(ReplyId),
    /// A header that nobody waits for was stored.
    HeaderStored,
    /// Everything was loaded, to be sealed with a new data key.
    KeyChange(ReplyId),
    /// Everything under a new data key was stored.
    KeyChanged(ReplyId),
    /// The inbox was loaded, to be merged.
    Inbox,
    /// The records that the inbox adds to were loaded.
    InboxRecords,
    /// The inbox was loaded, to be counted.
    InboxCount,
    /// Merged entries were stored; those that are left come next.
    InboxStored,
    /// A held value is being kept: its record was loaded, or the result stored. The held value's id.
    Keep(Option<ReplyId>, String),
    /// The grant for the job's hosts was looked up.
    GuideGrant,
    /// A snapshot for a plan.
    Plan(ReplyId, i32),
    /// A snapshot because the page of a plan changed while it was shown. The plan.
    Replan(i32, String),
    /// A snapshot of what a form made of a fill: the plan, and whether the page was loaded anew.
    Look(String, bool),
    /// What a form made of a fill is noted.
    Looked,
    /// The grant for the site of a fill was looked up. The plan.
    LookGrant(String),
    /// A snapshot for a lesson.
    Lesson(ReplyId, i32),
    /// The person points at a field.
    Pointed(ReplyId),
    /// Records for a confirmed plan were loaded; values were filled; uses were stored; the grant for its site was
    /// looked up.
    Fill(ReplyId, String),
    /// A fill was undone; what became of its uses was stored.
    Undo(ReplyId, String),
    /// The grant for the authorization server was looked up.
    ConnectGrant,
    /// The token endpoint of a connection under way, then the store.
    Connection,
    /// The app of a connection was loaded, for its secret.
    ConnectSecret,
    /// A code for another device was asked for.
    DeviceStarted,
    /// Whether that code was entered was asked.
    DevicePolled,
    /// A connection was loaded, to ask whose it is.
    Account(RecordId),
    /// The provider was asked whose a connection is.
    AccountTold(RecordId),
    /// It was loaded once more, for the answer.
    AccountNoted(RecordId),
    /// Whose it is is noted.
    AccountStored(RecordId),
    /// The grant for a check was looked up.
    CheckGrant(RecordId),
    /// The record of what is checked was loaded.
    Check(RecordId),
    /// The provider was asked whether it works.
    Checked(RecordId),
    /// The record was loaded once more, for the answer.
    CheckAnswer(RecordId),
    /// The answer is noted.
    CheckStored(RecordId),
    /// Connections that are due were loaded, and their apps.
    Refresh(Vec<RecordId>),
    /// Their leases are stored.
    RefreshBegun,
    /// New tokens were asked for.
    Refreshed(Refreshing),
    /// New tokens lie in the inbox.
    TokensStored,
    /// A connection was loaded, to note how it stands.
    ConnectionNoted(RecordId),
    /// How a connection stands is noted.
    ConnectionStored,
    /// What is replaced was loaded, to note by what.
    Rotate(RecordId, RecordId),
    /// That something is being replaced is noted.
    RotationNoted,
    /// The grant for switching off was looked up.
    OffGrant(RecordId),
    /// What is switched off was loaded.
    Off(RecordId),
    /// The provider was asked to switch it off; how the client authenticates, where it is a connection.
    SwitchedOff(RecordId, Option<ClientAuth>),
    /// It was loaded once more, to note how it was switched off.
    OffNoted(RecordId, OffBy),
    /// That it is off is noted.
    OffStored(RecordId),
    /// A record for a reveal: credential, field, which of its earlier values.
    Reveal(ReplyId, String, String, Option<usize>),
    /// A record that is written down for developers: credential, how, by which names.
    CopyAs(ReplyId, String, CopyShape, Vec<CopyName>),
    /// A record whose earlier values are listed.
    Earlier(ReplyId, String),
    /// A record that is changed.
    Change(ReplyId, RecordId, Change),
    /// What was asked for is stored.
    Done(ReplyId),
    /// Records for a file were loaded.
    Export(ReplyId),
    /// The file is made; without what has these labels.
    Exported(ReplyId, Vec<String>),
    /// A connection for a script was loaded, and its app.
    Script(ReplyId, RecordId),
    /// That it is held for the script is stored.
    ScriptHeld(ReplyId),
    /// The file for the script is made.
    ScriptMade(ReplyId),
    /// It was loaded once more: whether the script has it now, or it is taken back.
    ScriptEnd(ReplyId, RecordId, bool),
    /// What became of it is stored.
    ScriptDone(ReplyId),
    /// The identity of this vault was loaded, made or stored.
    Recipient(ReplyId),
    /// The identity was loaded, to open a file with.
    ImportKey(ReplyId),
    /// The file is read.
    Import(ReplyId),
    /// Records that a document is compared with were loaded.
    Merge(ReplyId),
    /// What lay in the trash for long enough is gone.
    Purged,
}

/// What the person changes in a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// What it is called and whom it is for.
    Names {
        /// Its new label; empty leaves it.
        label: String,
        /// Its new client, may be empty.
        client: String,
    },
    /// Into the trash.
    Trash,
    /// Out of the trash.
    Restore,
    /// Its earlier values are forgotten.
    Forget,
    /// It is not being replaced after all.
    Keep,
    /// The person says that it is switched off, or that it is not.
    Off(bool),
    /// A warning is put away.
    Dismiss(String),
}
