//! Proof Key for Code Exchange (RFC 7636), method S256.

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

/// Random bytes that [`Pending::new`](crate::Pending::new) wants: 32 for the verifier, 16 for `state`.
pub const ENTROPY: usize = 48;

/// `BASE64URL(SHA256(verifier))`, RFC 7636 section 4.2.
#[must_use]
pub fn challenge(verifier: &str) -> String {
    Base64UrlUnpadded::encode_string(&Sha256::digest(verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vector_of_rfc_7636_appendix_b() {
        let verifier = ["dBjftJeZ4CVP-mB92K27uhbU", "JU1p1r_wW1gFWFOEjXk"].concat();
        assert_eq!(challenge(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
