//! What is noted of a credential, between the vault's types and the document's.

use keyfob_exchange as file;
use keyfob_vault::{Care, Checked, Connection, Hold, OffBy, RecordId, RefreshKind, Rotation, SwitchedOff};

/// As the document has it; nothing where nothing is noted. What is under way at this moment stays here.
pub(super) fn care_of(care: &Care) -> Option<file::Care> {
    if *care == Care::default() {
        return None;
    }
    Some(file::Care {
        check: care.check.as_deref().map(|check| file::Checked {
            at: check.at,
            code: check.code.clone(),
            who: check.who.clone(),
            called: check.called.clone(),
            status: check.status,
            again: check.again,
        }),
        connection: care.connection.as_deref().map(|connection| file::Connection {
            obtained: connection.obtained,
            expires_at: connection.expires_at,
            refresh: match connection.refresh {
                RefreshKind::None => file::RefreshKind::None,
                RefreshKind::Rotating => file::RefreshKind::Rotating,
                RefreshKind::LongLived => file::RefreshKind::LongLived,
            },
            generation: connection.generation,
            hold: connection.hold.map(|hold| match hold {
                Hold::ConnectAgain => file::Hold::ConnectAgain,
                Hold::SecretMissing => file::Hold::SecretMissing,
                Hold::SecretRefused => file::Hold::SecretRefused,
                Hold::Flow => file::Hold::Flow,
                Hold::UsedByCron => file::Hold::UsedByCron,
            }),
        }),
        rotation: care
            .rotation
            .map(|rotation| file::Rotation { since: rotation.since, by: file::Id(*rotation.by.as_bytes()) }),
        off: care.off.map(|off| file::SwitchedOff {
            at: off.at,
            how: match off.how {
                OffBy::Api => file::OffBy::Api,
                OffBy::Person => file::OffBy::Person,
                OffBy::Gone => file::OffBy::Gone,
            },
        }),
        dismissed: care.dismissed.clone(),
    })
}

/// As the vault has it.
pub(super) fn care(of: Option<&file::Care>, id: RecordId) -> Care {
    let Some(of) = of else { return Care::default() };
    Care {
        check: of.check.as_ref().map(|check| {
            Box::new(Checked {
                at: check.at,
                code: check.code.clone(),
                who: check.who.clone(),
                called: check.called.clone(),
                status: check.status,
                again: check.again,
            })
        }),
        connection: of.connection.as_ref().map(|connection| {
            Box::new(Connection {
                obtained: connection.obtained,
                expires_at: connection.expires_at,
                refresh: match connection.refresh {
                    file::RefreshKind::None => RefreshKind::None,
                    file::RefreshKind::Rotating => RefreshKind::Rotating,
                    file::RefreshKind::LongLived => RefreshKind::LongLived,
                },
                generation: connection.generation,
                attempt: 0,
                failures: 0,
                retry: None,
                lease: None,
                hold: connection.hold.map(|hold| match hold {
                    file::Hold::ConnectAgain => Hold::ConnectAgain,
                    file::Hold::SecretMissing => Hold::SecretMissing,
                    file::Hold::SecretRefused => Hold::SecretRefused,
                    file::Hold::Flow => Hold::Flow,
                    file::Hold::UsedByCron => Hold::UsedByCron,
                }),
                seed: crate::connection::seed(id),
            })
        }),
        rotation: of
            .rotation
            .map(|rotation| Rotation { since: rotation.since, by: RecordId::from_bytes(rotation.by.0) }),
        off: of.off.map(|off| SwitchedOff {
            at: off.at,
            how: match off.how {
                file::OffBy::Api => OffBy::Api,
                file::OffBy::Person => OffBy::Person,
                file::OffBy::Gone => OffBy::Gone,
            },
        }),
        dismissed: of.dismissed.clone(),
    }
}
