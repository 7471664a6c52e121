//! The passphrase: from a file descriptor, or typed on the terminal without being shown. Never an argument or an
//! environment variable, which other programs can read.

use super::Failure;
use keyfob_exchange::{Secret, limits};
use std::fs::File;
use std::io::{self, Read};
use zeroize::Zeroizing;

/// Reads it; of a descriptor, the first line.
pub(super) fn read(descriptor: Option<u32>) -> Result<Secret, Failure> {
    let closed = |error: io::Error| match descriptor {
        Some(number) => Failure::Closed(format!("cannot read the passphrase from file descriptor {number}: {error}")),
        None => {
            Failure::Closed(format!("cannot ask for the passphrase: {error}; without a terminal use --passphrase-fd"))
        }
    };
    let passphrase = match descriptor {
        Some(0) => first_line(io::stdin().lock()),
        // The system's own name for it: taking over a bare number is not safe in Rust's sense.
        Some(number) => File::open(format!("/dev/fd/{number}")).and_then(first_line),
        None => rpassword::prompt_password("Passphrase of the export: ").map(Secret::new),
    };
    passphrase.map_err(closed)
}

fn first_line(from: impl Read) -> io::Result<Secret> {
    // Room for all of it, so that no piece is left behind where a buffer grew.
    let mut bytes = Zeroizing::new(Vec::with_capacity(limits::TEXT));
    from.take(u64::try_from(limits::TEXT).unwrap_or(u64::MAX)).read_to_end(&mut bytes)?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = core::str::from_utf8(line).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))?;
    Ok(Secret::new(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_taken_as_it_is() {
        let said = ["two wo", "rds "].concat();
        for end in ["", "\n", "\r\n", "\nmore\n"] {
            assert_eq!(first_line(format!("{said}{end}").as_bytes()).unwrap().expose(), said);
        }
        assert!(first_line(&b"\xff\n"[..]).is_err());
        assert!(first_line(&b""[..]).unwrap().is_empty());
    }
}
