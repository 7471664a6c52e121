//! Searches a browser's profile folder for secrets, in every form in which a browser may have written them down.

mod forms;
mod leveldb;
mod lz4;
mod snappy;
mod unpack;

use std::fs;
use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;

pub use forms::Form;

use crate::error::{BedError, Result, file};

/// One place where a value was found. It names the value by its place in the list, never by its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The file, relative to the folder that was searched.
    pub file: PathBuf,
    /// Offset in bytes: in the file if it was found as it stands there, else in what was unpacked.
    pub offset: usize,
    /// How the value was written.
    pub encoding: Form,
    /// What it was packed in: nothing (`None`), or for instance `leveldb`, `leveldb, snappy`.
    pub packed: Option<String>,
    /// Which of the values: its index.
    pub value: usize,
}

/// Searches every file of a folder and its subfolders, by name and content. Looks into LevelDB tables and logs,
/// Chromium's compressed IndexedDB values, Firefox's session files, gzip anywhere and brotli in cache entries. A value that a database
/// splits over two pages, and zstd, are not seen.
///
/// # Errors
/// [`BedError::File`] when a folder or file cannot be read, [`BedError::Answer`] when a value is empty.
pub fn scan_profile(dir: &Path, values: &[impl AsRef<str>]) -> Result<Vec<Hit>> {
    let needles = Needles::new(values)?;
    let mut hits = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(file(&folder))? {
            let entry = entry.map_err(file(&folder))?;
            let path = entry.path();
            let relative = path.strip_prefix(dir).unwrap_or(&path).to_owned();
            needles.search(relative.as_os_str().as_encoded_bytes(), &relative, Some("file name"), &mut hits);
            let kind = entry.file_type().map_err(file(&path))?;
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                match fs::read(&path) {
                    Ok(bytes) => needles.search_all(&bytes, &relative, &mut hits),
                    // A running browser removes files while they are listed.
                    Err(gone) if gone.kind() == std::io::ErrorKind::NotFound => {}
                    Err(error) => return Err(file(path)(error)),
                }
            }
        }
    }
    hits.sort_by(|a, b| (&a.file, a.offset).cmp(&(&b.file, b.offset)));
    Ok(hits)
}

/// Searches bytes that were not read from a profile, such as a log; `name` stands for the file and chooses how
/// its content is unpacked.
///
/// # Errors
/// [`BedError::Answer`] when a value is empty.
pub fn scan_bytes(name: &Path, bytes: &[u8], values: &[impl AsRef<str>]) -> Result<Vec<Hit>> {
    let mut hits = Vec::new();
    Needles::new(values)?.search_all(bytes, name, &mut hits);
    Ok(hits)
}

struct Needles {
    search: AhoCorasick,
    what: Vec<(usize, Form)>,
}

impl Needles {
    fn new(values: &[impl AsRef<str>]) -> Result<Self> {
        let mut what = Vec::new();
        let mut patterns = Vec::new();
        for (index, value) in values.iter().map(AsRef::as_ref).enumerate() {
            if value.is_empty() {
                return Err(BedError::answer("the search", "an empty value would be found everywhere"));
            }
            for (form, pattern) in forms::written(value) {
                what.push((index, form));
                patterns.push(pattern);
            }
        }
        let search = AhoCorasick::new(&patterns).map_err(|e| BedError::answer("the search", e))?;
        Ok(Self { search, what })
    }

    fn search_all(&self, bytes: &[u8], name: &Path, hits: &mut Vec<Hit>) {
        self.search(bytes, name, None, hits);
        unpack::unpack(name, bytes, &mut |packed, inner| self.search(inner, name, Some(packed), hits));
    }

    fn search(&self, bytes: &[u8], name: &Path, packed: Option<&str>, hits: &mut Vec<Hit>) {
        for found in self.search.find_overlapping_iter(bytes) {
            let Some((value, encoding)) = self.what.get(found.pattern().as_usize()).copied() else { continue };
            let (file, packed) = (name.to_owned(), packed.map(str::to_owned));
            hits.push(Hit { file, offset: found.start(), encoding, packed, value });
        }
    }
}

#[cfg(test)]
mod tests;
