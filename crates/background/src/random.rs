//! The random port.

use keyfob_vault::Random;

/// The browser's own generator.
#[derive(Debug)]
pub(crate) struct Browser;

impl Random for Browser {
    fn fill(&mut self, out: &mut [u8]) {
        if getrandom::fill(out).is_err() {
            // Going on without random bytes would make keys that can be guessed: the instance ends here.
            wasm_bindgen::throw_str("no random bytes");
        }
    }
}
