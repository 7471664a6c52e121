//! Where an export lies, and how it is replaced so that at every moment one whole file with the latest refresh token is
//! on the disk.
//!
//! Beside `vault.age` stand `vault.age.lock`, locked while somebody refreshes, and `vault.age.new`: room taken before the
//! request leaves, the sealed new export from the moment the answer is there, renamed over the old one at once. A run
//! that is killed in between leaves it behind, and the next one puts it in place.

use super::Failure;
use crate::args::complain;
use keyfob_exchange::{DocumentSecret, ExchangeError, Opened, limits};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// By how much a new export may be longer than the one before: two tokens and their stamps.
const GROWTH: usize = 64 << 10;

/// The files of one export.
pub(super) struct Place {
    export: PathBuf,
    lock: PathBuf,
    successor: PathBuf,
}

impl Place {
    /// Where the export really lies: a link to it stays a link.
    pub(super) fn of(export: &Path) -> Result<Self, Failure> {
        let export = fs::canonicalize(export).map_err(|error| Failure::unreadable(export, &error))?;
        let beside = |ending: &str| {
            let mut name = export.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        Ok(Self { lock: beside(".lock"), successor: beside(".new"), export })
    }

    /// The export's bytes.
    pub(super) fn read(&self) -> Result<Vec<u8>, Failure> {
        read(&self.export).map_err(|error| Failure::unreadable(&self.export, &error))
    }

    /// Whether a run is under way, or was ended before it was done.
    pub(super) fn has_successor(&self) -> bool {
        self.successor.symlink_metadata().is_ok()
    }

    /// Waits until no other run refreshes. The lock ends with this process, however that ends.
    pub(super) fn lock(&self) -> Result<Locked<'_>, Failure> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&self.lock);
        let locked = file.and_then(|file| file.lock().map(|()| file));
        let lock = locked.map_err(|error| Failure::no_room(&self.lock, &error))?;
        Ok(Locked { place: self, _lock: lock })
    }
}

/// A place that nobody else changes.
pub(super) struct Locked<'a> {
    place: &'a Place,
    _lock: File,
}

impl Locked<'_> {
    /// Puts in place what an earlier run has left behind, and reads the export.
    pub(super) fn settle(&self, passphrase: &DocumentSecret) -> Result<Vec<u8>, Failure> {
        let Place { export, successor, .. } = self.place;
        let present = self.place.read()?;
        let left = match read(successor) {
            Ok(left) => left,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(present),
            Err(error) => return Err(Failure::no_room(successor, &error)),
        };
        match Opened::open(&left, passphrase) {
            // Of the same export: made of it by a run that got its answer.
            Ok(newer) if is_same(&newer, &Opened::open(&present, passphrase)?) => {
                complain("a run before this one did not come to its end; what it was given is put in place");
                rename(successor, export).map_err(|error| Failure::kept(export, successor, &error))?;
                Ok(left)
            }
            Ok(_) | Err(ExchangeError::WrongPassphrase) => {
                Err(Failure::Write(format!("{} holds tokens of another export; move it away", successor.display())))
            }
            // Room that was never used: that run had no answer yet.
            Err(_) => {
                fs::remove_file(successor).map_err(|error| Failure::no_room(successor, &error))?;
                Ok(present)
            }
        }
    }

    /// Takes the room that a new export needs, so that a full disk is found out before the provider is asked.
    pub(super) fn prepare(&self, length: usize) -> Result<Successor<'_>, Failure> {
        let path = &self.place.successor;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let no_room = |error: io::Error| Failure::no_room(path, &error);
        let file = options.open(path).map_err(no_room)?;
        let mut successor = Successor { place: self.place, file, is_filled: false };
        // Zeros, written and on the disk: a file with a hole would be given its blocks when it is too late.
        let zeros = vec![0; length.saturating_add(GROWTH).min(limits::FILE)];
        successor.file.write_all(&zeros).and_then(|()| successor.file.sync_all()).map_err(no_room)?;
        Ok(successor)
    }
}

/// The file that will be the export; gone again unless it was filled.
pub(super) struct Successor<'a> {
    place: &'a Place,
    file: File,
    is_filled: bool,
}

impl Successor<'_> {
    /// Fills it and puts it in the export's place. `rotated`: the old refresh token is good no more, so that if this fails
    /// the new one is kept elsewhere.
    pub(super) fn commit(mut self, sealed: &[u8], rotated: bool) -> Result<(), Failure> {
        let Place { export, successor, .. } = self.place;
        if let Err(error) = fill(&mut self.file, sealed) {
            return Err(if rotated {
                rescue(export, sealed, &std::env::temp_dir(), &error)
            } else {
                same(export, &error)
            });
        }
        self.is_filled = rotated;
        rename(successor, export)
            .map_err(|error| if rotated { Failure::kept(export, successor, &error) } else { same(export, &error) })?;
        self.is_filled = true;
        Ok(())
    }
}

impl Drop for Successor<'_> {
    fn drop(&mut self) {
        if !self.is_filled {
            let _ = fs::remove_file(&self.place.successor);
        }
    }
}

fn fill(file: &mut File, sealed: &[u8]) -> io::Result<()> {
    file.rewind()?;
    file.write_all(sealed)?;
    file.set_len(u64::try_from(sealed.len()).unwrap_or(u64::MAX))?;
    file.sync_all()
}

/// Nothing is lost: the refresh token stayed the same.
fn same(export: &Path, error: &io::Error) -> Failure {
    Failure::Write(format!("cannot write beside {}: {error}; the tokens in it are as good as before", export.display()))
}

/// Keeps what is the only good refresh token now in another folder, sealed as it is.
fn rescue(export: &Path, sealed: &[u8], folder: &Path, error: &io::Error) -> Failure {
    let name = export.file_name().unwrap_or_default().to_string_lossy();
    let kept = folder.join(format!("{name}.{}.kept", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(&kept).and_then(|mut file| fill(&mut file, sealed)) {
        Ok(()) => Failure::kept(export, &kept, error),
        Err(_) => Failure::Write(format!(
            "cannot write beside {}: {error}; the provider has replaced the refresh token and the new one is lost: connect \
             again in Keyfob and make a new export for cron",
            export.display()
        )),
    }
}

fn is_same(one: &Opened, other: &Opened) -> bool {
    let origin = |opened: &Opened| (opened.export().vault, opened.export().device, opened.export().created_at);
    origin(one) == origin(other)
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte more than is allowed, so that a file that is too long is told so.
    let limit = u64::try_from(limits::FILE).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Renames and makes sure that the folder remembers it after a power cut.
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    #[cfg(unix)]
    if let Some(folder) = to.parent() {
        // The new file is in place; a folder that cannot be synced is no reason to say otherwise.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_written_in_its_place_is_kept_elsewhere() {
        let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let export = home.path().join("vault.age");
        let error = io::Error::other("worn out");
        let said = rescue(&export, b"sealed", other.path(), &error).to_string();
        let kept = fs::read_dir(other.path()).unwrap().next().unwrap().unwrap().path();
        assert_eq!(fs::read(&kept).unwrap(), b"sealed");
        assert!(said.contains(kept.to_str().unwrap()) && said.contains("worn out"), "{said}");
        let nowhere = rescue(&export, b"sealed", &other.path().join("missing"), &error).to_string();
        assert!(nowhere.contains("connect again"), "{nowhere}");
    }

    #[test]
    fn room_that_was_not_used_is_given_back() {
        let home = tempfile::tempdir().unwrap();
        let export = home.path().join("vault.age");
        fs::write(&export, b"old").unwrap();
        let place = Place::of(&export).unwrap();
        let locked = place.lock().unwrap();
        drop(locked.prepare(3).unwrap());
        assert!(!place.has_successor());
        locked.prepare(3).unwrap().commit(b"new", true).unwrap();
        assert_eq!((fs::read(&export).unwrap(), place.has_successor()), (b"new".to_vec(), false));
    }
}
