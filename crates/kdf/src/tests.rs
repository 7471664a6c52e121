//! Known answers, costs and inputs at their limits.

use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};

use super::*;

const SALT: [u8; 16] = [2; 16];

fn weakest(passphrase: &[u8], salt: &[u8]) -> Result<Zeroizing<[u8; OUTPUT_LEN]>, KdfError> {
    derive(passphrase, salt, FLOOR.0, FLOOR.1, FLOOR.2)
}

/// RFC 9106, section 5.3. Its costs are under our floor, so the crate that we use is asked directly.
#[test]
fn the_rfc_9106_vector_holds() {
    let params = ParamsBuilder::new()
        .m_cost(32)
        .t_cost(3)
        .p_cost(4)
        .data(AssociatedData::new(&[4; 12]).unwrap())
        .output_len(32)
        .build()
        .unwrap();
    let argon2 = Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).unwrap();
    let mut tag = [0; 32];
    argon2.hash_password_into(&[1; 32], &SALT, &mut tag).unwrap();
    let expected = [
        0x0d, 0x64, 0x0d, 0xf5, 0x8d, 0x78, 0x76, 0x6c, 0x08, 0xc0, 0x37, 0xa3, 0x4a, 0x8b, 0x53, 0xc9, 0xd0, 0x1e,
        0xf0, 0x45, 0x2d, 0x75, 0xb6, 0x5e, 0xb5, 0x25, 0x20, 0xe9, 0x6b, 0x01, 0xe6, 0x59,
    ];
    assert_eq!(tag, expected);
}

#[test]
fn the_same_input_gives_the_same_key_and_any_other_gives_another() {
    let key = weakest(b"one two three", &SALT).unwrap();
    assert_eq!(key, weakest(b"one two three", &SALT).unwrap());
    assert_ne!(key, weakest(b"one two three ", &SALT).unwrap());
    assert_ne!(key, weakest(b"one two three", &[3; 16]).unwrap());
    assert_ne!(key, derive(b"one two three", &SALT, FLOOR.0, FLOOR.1 + 1, FLOOR.2).unwrap());
    assert_ne!(key, derive(b"one two three", &SALT, FLOOR.0 + 8, FLOOR.1, FLOOR.2).unwrap());
}

#[test]
fn costs_outside_floor_and_ceiling_are_refused() {
    for (memory, passes, lanes) in [(FLOOR.0 - 1, 3, 1), (64 * 1024, 1, 1), (64 * 1024, 3, 0), (0, 0, 0)] {
        assert_eq!(derive(b"p", &SALT, memory, passes, lanes), Err(KdfError::Weak));
    }
    for (memory, passes, lanes) in [
        (CEILING.0 + 1, 3, 1),
        (64 * 1024, CEILING.1 + 1, 1),
        (64 * 1024, 3, CEILING.2 + 1),
        (u32::MAX, u32::MAX, u32::MAX),
    ] {
        assert_eq!(derive(b"p", &SALT, memory, passes, lanes), Err(KdfError::Excessive));
    }
}

#[test]
fn a_short_salt_is_refused_and_an_empty_passphrase_is_just_bytes() {
    assert_eq!(weakest(b"p", &[0; SALT_MIN - 1]), Err(KdfError::Salt));
    assert_eq!(weakest(b"p", b""), Err(KdfError::Salt));
    assert!(weakest(b"", &SALT).is_ok());
}
