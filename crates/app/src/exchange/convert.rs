//! Between the vault's types and the document's: neither knows the other.

use super::care::{care, care_of};
use super::learned::{lesson, lesson_of};
use crate::event::Blob;
use crate::open::blob_of;
use keyfob_exchange as file;
use keyfob_sorted::SortedSet;
use keyfob_vault::{
    Care, Credential, DeviceId, Earlier, FieldValue, Hold, How, Origin, RecordId, Replica, Secret, Stamp, Stamps,
    Standing as MergeStanding, Use, Vault, VaultError, Version as MergeVersion,
};

/// What a file holds: all of the vault that can be read and the labels of the rest, or some credentials without what
/// only their owner needs.
pub(super) fn document(
    vault: &Vault,
    blobs: &[Blob],
    only: Option<&[RecordId]>,
    now: u64,
) -> Result<(file::Export, Vec<String>), VaultError> {
    let stored = |id: RecordId| blob_of(blobs, &vault.record_key(id)?);
    let mut export = file::Export {
        vault: file::Id(*vault.id().as_bytes()),
        device: file::Id(*vault.device().as_bytes()),
        created_at: now,
        scope: if only.is_some() { file::Scope::Selection } else { file::Scope::Vault },
        credentials: Vec::new(),
        uses: Vec::new(),
        tombstones: Vec::new(),
        learned: Vec::new(),
    };
    if let Some(only) = only {
        for id in only {
            let mut entry = shared(&vault.read_stored(*id, stored(*id))?, None);
            entry.history.clear();
            entry.care = None;
            export.credentials.push(entry);
        }
        return Ok((export, Vec::new()));
    }
    let (replica, _) = vault.replica(stored);
    let whole: SortedSet<RecordId> = replica.records().map(|(id, _)| id).collect();
    let damaged = vault.summaries().filter(|summary| !whole.contains(&summary.id));
    let left_out = damaged.map(|summary| summary.label.clone()).collect();
    for (id, version) in replica.records() {
        match version.standing() {
            Some(MergeStanding::Live(credential, stamps)) => export.credentials.push(shared(credential, Some(stamps))),
            Some(MergeStanding::Deleted(stamp)) => {
                export.tombstones.push(file::Tombstone { id: id_of(id), stamp: stamp_of(stamp) });
            }
            None => {}
        }
    }
    export.uses = replica.uses().map(use_of).collect();
    export.learned = replica.learned().map(|(id, lesson)| lesson_of(id, lesson)).collect();
    Ok((export, left_out))
}

/// What a document knows, of the wanted entries only, and the order of its entries.
pub(super) fn replica(document: &file::Export, wanted: Option<&[usize]>) -> (Replica, Vec<RecordId>) {
    let mut replica = Replica::new();
    let mut order = Vec::new();
    let all = wanted.is_none_or(|wanted| wanted.len() >= document.credentials.len());
    for (at, entry) in document.credentials.iter().enumerate() {
        let id = RecordId::from_bytes(entry.id.0);
        order.push(id);
        if wanted.is_none_or(|wanted| wanted.contains(&at)) {
            replica.add(id, MergeVersion::live(credential_of(entry), stamps(entry, document)));
        }
    }
    if all {
        for tombstone in &document.tombstones {
            replica.add(RecordId::from_bytes(tombstone.id.0), MergeVersion::deleted(stamp(tombstone.stamp)));
        }
        for learned in &document.learned {
            replica.add_learned(RecordId::from_bytes(learned.id.0), lesson(learned));
        }
    }
    let here = |used: &&file::Use| all || replica_has(&order, wanted, used);
    let uses: Vec<Use> = document.uses.iter().filter(here).map(use_in).collect();
    uses.into_iter().for_each(|used| replica.add_use(used));
    (replica, order)
}

fn replica_has(order: &[RecordId], wanted: Option<&[usize]>, used: &file::Use) -> bool {
    let credential = RecordId::from_bytes(used.credential.0);
    wanted.is_some_and(|wanted| wanted.iter().any(|at| order.get(*at) == Some(&credential)))
}

/// A recognised item of another program as a credential; nothing for what was not recognised.
pub(super) fn credential(found: file::Found, id: RecordId, now: u64) -> Option<Credential> {
    let page = found.url.as_deref().unwrap_or_default();
    Some(Credential {
        id,
        provider: found.provider?.to_owned(),
        kind: found.kind?.to_owned(),
        label: found.title,
        client: None,
        site: None,
        integration: None,
        account: found.username,
        fields: found.fields.iter().map(|(name, field)| (name.clone(), value(field))).collect(),
        history: Vec::new(),
        region: found.region,
        issued_at: None,
        expires_at: None,
        captured: vec![Origin::new(page, now, How::Typed)],
        linked: None,
        created_at: 0,
        updated_at: 0,
        trashed_at: None,
        care: Care::default(),
    })
}

/// What a script needs of a connection, and of its app.
pub(super) fn script(vault: &Vault, connection: &Credential, app: Option<&Credential>, now: u64) -> file::Export {
    let mut tokens = entry(connection, None);
    tokens.history.clear();
    tokens.care = tokens.care.map(|care| file::Care { connection: care.connection, ..file::Care::default() });
    let app = app.map(|app| {
        let mut app = entry(app, None);
        app.fields.retain(|name, _| matches!(name.as_str(), "client_id" | "client_secret"));
        app.history.clear();
        app.care = None;
        app
    });
    file::Export {
        vault: file::Id(*vault.id().as_bytes()),
        device: file::Id(*vault.device().as_bytes()),
        created_at: now,
        scope: file::Scope::Selection,
        credentials: [Some(tokens), app].into_iter().flatten().collect(),
        uses: Vec::new(),
        tombstones: Vec::new(),
        learned: Vec::new(),
    }
}

/// As [`entry`], without the refresh token that is being moved to a script: it must not live in a third place.
fn shared(credential: &Credential, stamps: Option<&Stamps>) -> file::Entry {
    let mut entry = entry(credential, stamps);
    if credential.care.connection.as_ref().is_some_and(|noted| noted.hold == Some(Hold::UsedByCron)) {
        entry.fields.retain(|name, _| name != "refresh_token");
        entry.history.retain(|earlier| earlier.field != "refresh_token");
    }
    entry
}

fn entry(credential: &Credential, stamps: Option<&Stamps>) -> file::Entry {
    file::Entry {
        id: id_of(credential.id),
        revision: 0,
        provider: credential.provider.clone(),
        kind: credential.kind.clone(),
        label: credential.label.clone(),
        client: credential.client.clone(),
        site: credential.site.clone(),
        integration: credential.integration.clone(),
        account: credential.account.clone(),
        region: credential.region.clone(),
        fields: credential.fields.iter().map(|(name, value)| (name.clone(), field(value))).collect(),
        issued_at: credential.issued_at,
        expires_at: credential.expires_at,
        captured: credential
            .captured
            .iter()
            .map(|origin| file::Origin { page: origin.page.clone(), at: origin.at, how: how_of(origin.how) })
            .collect(),
        linked: credential.linked.map(id_of),
        created_at: credential.created_at,
        updated_at: credential.updated_at,
        trashed_at: credential.trashed_at,
        care: care_of(&credential.care),
        history: credential
            .history
            .iter()
            .map(|one| file::Earlier { field: one.field.clone(), value: field(&one.value), until: one.until })
            .collect(),
        stamps: stamps.map(|stamps| file::Stamps {
            base: stamp_of(stamps.base),
            parts: stamps.parts.iter().map(|(part, stamp)| (part.clone(), stamp_of(*stamp))).collect(),
        }),
    }
}

fn credential_of(entry: &file::Entry) -> Credential {
    Credential {
        id: RecordId::from_bytes(entry.id.0),
        provider: entry.provider.clone(),
        kind: entry.kind.clone(),
        label: entry.label.clone(),
        client: entry.client.clone(),
        site: entry.site.clone(),
        integration: entry.integration.clone(),
        account: entry.account.clone(),
        fields: entry.fields.iter().map(|(name, field)| (name.clone(), value(field))).collect(),
        history: entry
            .history
            .iter()
            .map(|one| Earlier { field: one.field.clone(), value: value(&one.value), until: one.until })
            .collect(),
        region: entry.region.clone(),
        issued_at: entry.issued_at,
        expires_at: entry.expires_at,
        captured: entry.captured.iter().map(|one| Origin::new(&one.page, one.at, how(one.how))).collect(),
        linked: entry.linked.map(|id| RecordId::from_bytes(id.0)),
        created_at: entry.created_at,
        updated_at: entry.updated_at,
        trashed_at: entry.trashed_at,
        care: care(entry.care.as_ref(), RecordId::from_bytes(entry.id.0)),
    }
}

/// A handed-over credential brings no stamps: it is as new as its last revision on the other's device.
fn stamps(entry: &file::Entry, document: &file::Export) -> Stamps {
    let made = Stamp { wall: entry.updated_at, count: 0, device: DeviceId::from_bytes(document.device.0) };
    match &entry.stamps {
        Some(stamps) => Stamps {
            base: stamp(stamps.base),
            parts: stamps.parts.iter().map(|(part, at)| (part.clone(), stamp(*at))).collect(),
        },
        None => Stamps { base: made, parts: keyfob_sorted::SortedMap::new() },
    }
}

fn field(value: &FieldValue) -> file::Field {
    let text = value.expose().to_owned();
    if value.is_secret() { file::Field::secret(text) } else { file::Field::public(text) }
}

fn value(field: &file::Field) -> FieldValue {
    let text = field.value.expose().to_owned();
    if field.secret { FieldValue::Secret(Secret::new(text)) } else { FieldValue::Public(text) }
}

fn use_of(used: &Use) -> file::Use {
    file::Use {
        id: id_of(used.id),
        credential: id_of(used.credential),
        site: used.site.clone(),
        page: used.page.clone(),
        integration: used.integration.clone(),
        control: used.control.clone(),
        field: used.field.clone(),
        at: used.at,
    }
}

fn use_in(used: &file::Use) -> Use {
    Use {
        id: RecordId::from_bytes(used.id.0),
        credential: RecordId::from_bytes(used.credential.0),
        site: used.site.clone(),
        page: used.page.clone(),
        integration: used.integration.clone(),
        control: used.control.clone(),
        field: used.field.clone(),
        at: used.at,
        // What this vault has seen of it stays.
        outcome: None,
    }
}

pub(super) fn id_of(id: RecordId) -> file::Id {
    file::Id(*id.as_bytes())
}

pub(super) fn stamp_of(stamp: Stamp) -> file::Stamp {
    file::Stamp { wall: stamp.wall, count: stamp.count, device: file::Id(*stamp.device.as_bytes()) }
}

pub(super) fn stamp(stamp: file::Stamp) -> Stamp {
    Stamp { wall: stamp.wall, count: stamp.count, device: DeviceId::from_bytes(stamp.device.0) }
}

const fn how_of(how: How) -> file::How {
    match how {
        How::Portal => file::How::Portal,
        How::Selection => file::How::Selection,
        How::Picked => file::How::Picked,
        How::Typed => file::How::Typed,
        How::OAuth => file::How::Oauth,
    }
}

/// What was read from a file was typed by somebody, as far as the vault is concerned.
const fn how(how: file::How) -> How {
    match how {
        file::How::Portal => How::Portal,
        file::How::Selection => How::Selection,
        file::How::Picked => How::Picked,
        file::How::Typed | file::How::Imported => How::Typed,
        file::How::Oauth => How::OAuth,
    }
}
