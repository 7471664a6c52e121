//! What the tests share: an export with everything in it. No value in here was ever issued by anybody.
#![allow(dead_code, reason = "each test file uses a part of it")]

use keyfob_exchange::{
    Care, Checked, Connection, DocumentSecret, Earlier, Entry, Export, Field, Hold, How, Id, OffBy, Origin,
    RefreshKind, Rotation, Scope, Stamp, Stamps, SwitchedOff, Tombstone, Use,
};
use keyfob_sorted::SortedMap;

pub fn mailchimp_key() -> String {
    ["0123456789abcdef", "fedcba9876543210", "-us", "21"].concat()
}

pub fn old_key() -> String {
    ["ffffffffffffffff", "0000000000000000", "-us", "7"].concat()
}

pub fn passphrase() -> DocumentSecret {
    DocumentSecret::new(["correct horse", "battery stäple"].join(" "))
}

pub fn id(byte: u8) -> Id {
    Id([byte; 16])
}

pub fn stamp(wall: u64, device: u8) -> Stamp {
    Stamp { wall, count: 3, device: id(device) }
}

/// A credential that says no more than it has to.
pub fn entry(byte: u8, label: &str, fields: SortedMap<String, Field>) -> Entry {
    Entry {
        id: id(byte),
        revision: 0,
        provider: String::new(),
        kind: String::new(),
        label: label.to_owned(),
        client: None,
        site: None,
        integration: None,
        account: None,
        region: None,
        fields,
        issued_at: None,
        expires_at: None,
        captured: Vec::new(),
        linked: None,
        created_at: 1_700_000_000_000,
        updated_at: 1_700_000_000_000,
        trashed_at: None,
        care: None,
        history: Vec::new(),
        stamps: None,
    }
}

/// A vault in which every member of the document has a value.
pub fn full() -> Export {
    let mailchimp = Entry {
        revision: 4,
        provider: "mailchimp".to_owned(),
        kind: "mailchimp/api-key".to_owned(),
        client: Some("Bäckerei \"Süß\"\n".to_owned()),
        site: Some("https://bakery.example".to_owned()),
        integration: Some("mailchimp-for-wp".to_owned()),
        account: Some("bakery".to_owned()),
        region: Some("us21".to_owned()),
        issued_at: Some(1_700_000_000_000),
        expires_at: Some(1_800_000_000_000),
        captured: vec![Origin {
            page: "https://us21.admin.mailchimp.com/account/api/".to_owned(),
            at: 1_700_000_000_001,
            how: How::Portal,
        }],
        linked: Some(id(2)),
        care: Some(Care {
            check: Some(Checked {
                at: 1_700_000_000_010,
                code: "verify-valid".to_owned(),
                who: vec!["Blue Door Bakery".to_owned()],
                called: "GET us21.api.mailchimp.com/3.0/".to_owned(),
                status: 200,
                again: Some(1_700_000_900_000),
            }),
            connection: Some(Connection {
                obtained: 1_700_000_000_004,
                expires_at: Some(1_700_086_400_004),
                refresh: RefreshKind::Rotating,
                generation: 2,
                hold: Some(Hold::UsedByCron),
            }),
            rotation: Some(Rotation { since: 1_700_000_000_011, by: id(5) }),
            off: Some(SwitchedOff { at: 1_700_000_000_012, how: OffBy::Person }),
            dismissed: vec!["unused".to_owned()],
        }),
        history: vec![Earlier {
            field: "api_key".to_owned(),
            value: Field::secret(old_key()),
            until: 1_699_999_999_999,
        }],
        stamps: Some(Stamps {
            base: stamp(1_700_000_000_000, 9),
            parts: SortedMap::from([("field/gone".to_owned(), stamp(1_700_000_000_005, 8))]),
        }),
        ..entry(1, "Newsletter", SortedMap::from([("api_key".to_owned(), Field::secret(mailchimp_key()))]))
    };
    let trashed = Entry {
        trashed_at: Some(1_700_000_000_009),
        ..entry(2, "Old", SortedMap::from([("client_id".to_owned(), Field::public("an-id".to_owned()))]))
    };
    Export {
        vault: id(0xa0),
        device: id(0xd0),
        created_at: 1_750_000_000_000,
        scope: Scope::Vault,
        credentials: vec![mailchimp, trashed],
        uses: vec![Use {
            id: id(3),
            credential: id(1),
            site: "https://bakery.example".to_owned(),
            page: "https://bakery.example/wp-admin/admin.php".to_owned(),
            integration: Some("mailchimp-for-wp".to_owned()),
            control: "mc4wp[api_key]".to_owned(),
            field: "api_key".to_owned(),
            at: 1_700_000_000_002,
        }],
        tombstones: vec![Tombstone { id: id(4), stamp: stamp(1_700_000_000_003, 9) }],
        learned: Vec::new(),
    }
}
