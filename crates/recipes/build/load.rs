//! Finds and reads the files. In: the crate's folder. Out: all files, parsed, or what is wrong with them.

use crate::schema::{FormFile, ProviderFile};
use serde::de::DeserializeOwned;
use std::path::Path;

/// One parsed file with its name, for messages.
pub struct Entry<T> {
    /// `recipes/mailchimp.toml`.
    pub file: String,
    /// What stands in it.
    pub data: T,
}

/// Everything that was read.
pub struct Book {
    /// `recipes/*.toml`, by name.
    pub providers: Vec<Entry<ProviderFile>>,
    /// `forms/*.toml`, by name.
    pub forms: Vec<Entry<FormFile>>,
}

/// Reads both folders below `root`; the problems of all files are reported together.
pub fn book(root: &Path) -> Result<Book, Vec<String>> {
    let mut problems = Vec::new();
    let book = Book { providers: folder(root, "recipes", &mut problems), forms: folder(root, "forms", &mut problems) };
    if problems.is_empty() { Ok(book) } else { Err(problems) }
}

/// Parses the text of one file; the message names file, line and column.
pub fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<Entry<T>, String> {
    toml::from_str(text).map(|data| Entry { file: file.to_owned(), data }).map_err(|e| format!("{file}: {e}"))
}

fn folder<T: DeserializeOwned>(root: &Path, name: &str, problems: &mut Vec<String>) -> Vec<Entry<T>> {
    let mut files = Vec::new();
    match std::fs::read_dir(root.join(name)) {
        Ok(entries) => files.extend(entries.flatten().map(|e| e.path())),
        Err(e) => problems.push(format!("{name}/: {e}")),
    }
    files.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    files.sort();
    let mut read = Vec::new();
    for path in files {
        let file = format!("{name}/{}", path.file_name().unwrap_or_default().to_string_lossy());
        match std::fs::read_to_string(&path).map_err(|e| format!("{file}: {e}")).and_then(|text| parse(&file, &text)) {
            Ok(entry) => read.push(entry),
            Err(problem) => problems.push(problem),
        }
    }
    read
}
