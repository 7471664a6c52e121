//! The passphrase: from a file descriptor, or typed on the terminal without being shown. Never an argument or an
//! environment variable, which other programs can read.

use super::Failure;
use keyfob_exchange::{DocumentSecret, limits};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use std::fs::File;
use std::io::{self, Read, Write};
use zeroize::Zeroizing;

/// Reads it; of a descriptor, the first line.
pub(super) fn read(descriptor: Option<u32>) -> Result<DocumentSecret, Failure> {
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
        None => typed("Passphrase of the export: "),
    };
    passphrase.map_err(closed)
}

fn first_line(from: impl Read) -> io::Result<DocumentSecret> {
    // Room for all of it, so that no piece is left behind where a buffer grew.
    let mut bytes = Zeroizing::new(Vec::with_capacity(limits::TEXT));
    from.take(u64::try_from(limits::TEXT).unwrap_or(u64::MAX)).read_to_end(&mut bytes)?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = core::str::from_utf8(line).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))?;
    Ok(DocumentSecret::new(text.to_owned()))
}

/// Asks on the terminal of this process, whatever its input and output are. Nothing typed is shown from before the
/// question stands there until the line is read; what was typed ahead, and so was shown, does not count.
fn typed(question: &str) -> io::Result<DocumentSecret> {
    let terminal = File::options().read(true).write(true).open("/dev/tty")?;
    let silent = Silent::on(&terminal)?;
    (&terminal).write_all(question.as_bytes())?;
    let passphrase = first_line(Until::line(&terminal));
    drop(silent);
    (&terminal).write_all(b"\n")?;
    passphrase
}

/// One line of a terminal, which does not end by itself.
struct Until<'a> {
    terminal: &'a File,
    is_over: bool,
}

impl<'a> Until<'a> {
    fn line(terminal: &'a File) -> Self {
        Self { terminal, is_over: false }
    }
}

impl Read for Until<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.is_over {
            return Ok(0);
        }
        let mut terminal = self.terminal;
        let count = terminal.read(into)?;
        self.is_over = into.get(..count).is_none_or(|bytes| bytes.contains(&b'\n'));
        Ok(count)
    }
}

/// A terminal that does not show what is typed, as long as this lives.
struct Silent<'a> {
    terminal: &'a File,
    before: Termios,
}

impl<'a> Silent<'a> {
    fn on(terminal: &'a File) -> io::Result<Self> {
        let before = tcgetattr(terminal)?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(terminal, OptionalActions::Flush, &silent)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Silent<'_> {
    fn drop(&mut self) {
        let _ = tcsetattr(self.terminal, OptionalActions::Now, &self.before);
    }
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
