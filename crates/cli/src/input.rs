//! Standard input with a limit, standard output without surprises.

use crate::Failure;
use std::io::{BufWriter, Read as _, Write};

/// Reads all of standard input, at most `limit` bytes.
pub(crate) fn read(limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::Input(format!("cannot read the input: {error}")))?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= limit) {
        Ok(bytes)
    } else {
        Err(Failure::Input(format!("the input is larger than {} MiB", limit >> 20)))
    }
}

/// Writes to standard output, buffered, and makes sure that it arrived.
pub(crate) fn write(print: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    print(&mut out).and_then(|()| out.flush()).map_err(Failure::Output)
}
