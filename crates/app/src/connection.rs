//! Between the vault's notes on a connection and the logic that refreshes it: neither knows the other.

use keyfob_oauth as oauth;
use keyfob_vault::{Capture, Connection, Credential, FieldValue, Hold, Lease, RecordId, RefreshKind, Retry, Summary};
use zeroize::Zeroizing;

/// A number that differs between connections and fits everywhere.
pub(crate) fn seed(id: RecordId) -> u64 {
    id.as_bytes().iter().take(4).fold(0, |all, byte| all << 8 | u64::from(*byte))
}

/// As the logic has it.
pub(crate) fn to_logic(of: &Connection) -> oauth::Connection {
    oauth::Connection {
        obtained: of.obtained,
        expires_at: of.expires_at,
        refresh: match of.refresh {
            RefreshKind::None => oauth::RefreshToken::None,
            RefreshKind::Rotating => oauth::RefreshToken::Rotating,
            RefreshKind::LongLived => oauth::RefreshToken::LongLived,
        },
        generation: of.generation,
        attempt: of.attempt,
        failures: of.failures,
        retry: of.retry.map(|retry| oauth::Retry {
            since: retry.since,
            until: retry.until,
            why: if retry.offline { oauth::Wait::Offline } else { oauth::Wait::Trouble },
        }),
        lease: of.lease.map(|lease| oauth::Lease {
            worker: lease.worker,
            attempt: lease.attempt,
            since: lease.since,
            until: lease.until,
        }),
        hold: of.hold.map(|hold| match hold {
            Hold::ConnectAgain => oauth::Hold::ConnectAgain,
            Hold::SecretMissing => oauth::Hold::SecretMissing,
            Hold::SecretRefused => oauth::Hold::SecretRefused,
            Hold::Flow => oauth::Hold::Flow,
            Hold::UsedByCron => oauth::Hold::UsedByCron,
        }),
        seed: of.seed,
    }
}

/// As the vault keeps it.
pub(crate) fn to_notes(of: &oauth::Connection) -> Connection {
    Connection {
        obtained: of.obtained,
        expires_at: of.expires_at,
        refresh: match of.refresh {
            oauth::RefreshToken::None => RefreshKind::None,
            oauth::RefreshToken::Rotating => RefreshKind::Rotating,
            oauth::RefreshToken::LongLived => RefreshKind::LongLived,
        },
        generation: of.generation,
        attempt: of.attempt,
        failures: of.failures,
        retry: of.retry.map(|retry| Retry {
            since: retry.since,
            until: retry.until,
            offline: retry.why == oauth::Wait::Offline,
        }),
        lease: of.lease.map(|lease| Lease {
            worker: lease.worker,
            attempt: lease.attempt,
            since: lease.since,
            until: lease.until,
        }),
        hold: of.hold.map(|hold| match hold {
            oauth::Hold::ConnectAgain => Hold::ConnectAgain,
            oauth::Hold::SecretMissing => Hold::SecretMissing,
            oauth::Hold::SecretRefused => Hold::SecretRefused,
            oauth::Hold::Flow => Hold::Flow,
            oauth::Hold::UsedByCron => Hold::UsedByCron,
        }),
        seed: of.seed,
    }
}

/// The connection of a credential that is one. Tokens that came before connections were noted count as rotating, which
/// is never wrong.
pub(crate) fn of(summary: &Summary) -> Option<oauth::Connection> {
    let (_, kind) = keyfob_recipes::kind(&summary.kind)?;
    let server = kind.oauth.as_ref()?;
    if let Some(noted) = &summary.care.connection {
        return Some(to_logic(noted));
    }
    summary.field("access_token")?;
    let refresh = match (summary.field("refresh_token"), server.refresh) {
        (None, _) => oauth::RefreshToken::None,
        (Some(_), keyfob_recipes::Refresh::LongLived) => oauth::RefreshToken::LongLived,
        (Some(_), _) => oauth::RefreshToken::Rotating,
    };
    let came = summary.captured.iter().map(|origin| origin.at).max();
    Some(oauth::Connection {
        obtained: came.or(summary.issued_at).unwrap_or(summary.created_at),
        expires_at: summary.expires_at,
        refresh,
        generation: 1,
        attempt: 0,
        failures: 0,
        retry: None,
        lease: None,
        hold: None,
        seed: seed(summary.id),
    })
}

/// Whether a script keeps it alive and its refresh token is not here any more.
pub(crate) fn is_moved(summary: &Summary) -> bool {
    let noted = summary.care.connection.as_ref();
    noted.is_some_and(|noted| noted.hold == Some(Hold::UsedByCron)) && summary.field("refresh_token").is_none()
}

/// The connection of a credential as the tokens of this capture leave it. Taking the same capture in again changes
/// nothing.
pub(crate) fn renewed(credential: &Credential, capture: &Capture) -> Option<Connection> {
    let noted = credential.care.connection.as_deref();
    if credential.captured.contains(&capture.origin) {
        return noted.cloned();
    }
    let server = keyfob_recipes::kind(&capture.kind)?.1.oauth.as_ref()?;
    let given = capture.fields.iter().find(|(name, _)| name == "refresh_token").map(|(_, value)| value);
    let had = credential.fields.get("refresh_token");
    let text = |value: &FieldValue| Zeroizing::new(value.expose().to_owned());
    let refresh = given.or(had).map(text);
    let tokens = oauth::Tokens { access: Zeroizing::default(), refresh, expires_in: capture.expires_in, scope: None };
    let now = capture.origin.at;
    let mut state = match noted {
        Some(noted) => to_logic(noted).reconnected(server, &tokens, now),
        None => oauth::Connection::new(server, &tokens, seed(credential.id), now),
    };
    state.lease = None;
    // New tokens came for the old refresh token, and that stayed as it was.
    if given.is_none() && had.is_some() && server.refresh != keyfob_recipes::Refresh::Rotating {
        state.refresh = oauth::RefreshToken::LongLived;
    }
    Some(to_notes(&state))
}
