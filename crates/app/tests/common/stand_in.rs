//! What stands in for Argon2id, age, `fill.js` and the browser's random bytes.

use super::{Filling, World};
use keyfob_app::{BrowserProblem, FileKey};
use keyfob_exchange::{ExchangeError, Export, Format, Read};
use keyfob_protocol::page::{FillOrder, FillReport, FillResult, UndoOrder};
use keyfob_vault::{KdfRequest, Random};
use zeroize::Zeroizing;

/// Random bytes that a test can repeat (xorshift).
pub struct Seeded(pub u64);

impl Random for Seeded {
    fn fill(&mut self, out: &mut [u8]) {
        for byte in out {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            *byte = self.0.to_le_bytes()[3];
        }
    }
}

impl World {
    pub(super) fn fill(&mut self, tab: i32, document: &str, order: FillOrder) -> Result<FillReport, BrowserProblem> {
        let here = self.page.as_ref().filter(|(here, _)| tab == 1 && here == document);
        let Some((_, snapshot)) = here else { return Err(BrowserProblem::Gone) };
        let same = snapshot.nonce == order.nonce;
        let report = match &self.filling {
            Filling::Gone => return Err(BrowserProblem::Gone),
            Filling::Behind => return Err(BrowserProblem::Behind),
            Filling::Refuses(why) => FillReport { refused: (*why).to_owned(), results: Vec::new() },
            _ if !same => FillReport { refused: "nonce".to_owned(), results: Vec::new() },
            Filling::Works => report(&order, None),
            Filling::Overwritten(index) => report(&order, Some(*index)),
            Filling::Lies(results) => FillReport { refused: String::new(), results: results.clone() },
        };
        self.filled.push(order);
        Ok(report)
    }

    pub(super) fn undo(&mut self, tab: i32, document: &str, order: &UndoOrder) -> Result<FillReport, BrowserProblem> {
        let here = self.page.as_ref().filter(|(here, _)| tab == 1 && here == document);
        let filled = here.and_then(|_| self.filled.iter().rfind(|filled| filled.nonce == order.nonce));
        let mut report = report(filled.ok_or(BrowserProblem::Gone)?, None);
        for (index, why) in &self.not_undone {
            for result in report.results.iter_mut().filter(|result| result.index == *index) {
                (result.filled, result.why) = (false, (*why).to_owned());
            }
        }
        Ok(report)
    }

    pub(super) fn read_file(
        &self,
        file: &[u8],
        key: &FileKey,
        format: &str,
    ) -> Result<Zeroizing<Vec<u8>>, ExchangeError> {
        let Some(number) = file.strip_prefix(b"age-encryption.org/") else {
            return Ok(keyfob_exchange::read(file, Format::named(format))?.to_bytes());
        };
        let number: usize = core::str::from_utf8(number).unwrap().parse().unwrap();
        let (document, sealed_for) = &self.files[number];
        let document = Read::Export(Export::from_bytes(document)?).to_bytes();
        match key {
            FileKey::Passphrase(key) if key.expose() == sealed_for => Ok(document),
            FileKey::Identity(_) if sealed_for == "age1qqqq" => Ok(document),
            FileKey::Identity(_) if sealed_for.starts_with("age1") => Err(ExchangeError::OtherRecipient),
            FileKey::Identity(_) => Err(ExchangeError::NeedsPassphrase),
            _ => Err(ExchangeError::WrongPassphrase),
        }
    }
}

pub(super) fn report(order: &FillOrder, overwritten: Option<usize>) -> FillReport {
    let result = |index: usize| {
        let filled = overwritten != Some(index);
        FillResult { index, filled, why: if filled { String::new() } else { "overwritten".to_owned() }, kept: filled }
    };
    FillReport { refused: String::new(), results: order.values.iter().map(|value| result(value.index)).collect() }
}

/// In the place of Argon2id: cheap, and another output for every passphrase and salt.
pub(super) fn derive(passphrase: &str, request: &KdfRequest) -> Zeroizing<Vec<u8>> {
    let mut seed = 0xcbf2_9ce4_8422_2325_u64;
    for byte in passphrase.bytes().chain(request.salt) {
        seed = (seed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let mut bytes = vec![0; 32];
    Seeded(seed | 1).fill(&mut bytes);
    Zeroizing::new(bytes)
}

pub(super) fn session_key(session: &str) -> Option<String> {
    let session: serde_json::Value = serde_json::from_str(session).unwrap();
    session["key"].as_str().map(str::to_owned)
}
