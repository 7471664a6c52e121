//! The sizes of what ships, beside the budgets of the design (section 8). Sizes are bytes; a kilobyte
//! is 1000 of them. What is still over its budget is held where it stands: the check fails when it grows past
//! its mark, and a mark is only ever lowered.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::package;
use crate::workspace::files_below;

/// Each script that a task puts into a page, gzipped.
const CONTENT_SCRIPT: u64 = 12_000;
/// The background's wasm before gzip.
const BACKGROUND_WASM: u64 = 350_000;
/// The pages' wasm before gzip.
const UI_WASM: u64 = 450_000;
/// The unpacked extension.
const UNPACKED: u64 = 1_000_000;
/// The extension as a zip.
const ZIPPED: u64 = 450_000;
/// The wasm of import and export before gzip. It is loaded for a file and at no other time; age's own part, its
/// sentences in 7 languages included, is 280 kB.
const EXCHANGE_WASM: u64 = 660_000;
/// Marks of what is over its budget today. The whole holds the module of import and export: 625 kB, 280 kB zipped.
const MARKS: &[(&str, u64)] = &[
    ("content/snapshot.js", 12_800),
    ("wasm/background_bg.wasm", 1_513_000),
    ("wasm/ui_bg.wasm", 737_500),
    ("wasm/exchange-wasm_bg.wasm", 679_000),
    ("unpacked", 3_606_500),
    ("zipped", 1_394_500),
];

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// The file, relative to the extension, or a name for the whole.
    pub name: String,
    /// Bytes as they are.
    pub raw: u64,
    /// Bytes gzipped, or zipped for the whole.
    pub packed: u64,
    /// What it may be: the budget, and the number that is held against it.
    pub budget: Option<(u64, u64)>,
}

impl Size {
    /// Whether it is within its budget, or has none.
    #[must_use]
    pub fn within(&self) -> bool {
        self.budget.is_none_or(|(limit, actual)| actual <= limit)
    }

    /// Whether it is within its budget, or has not grown past its mark.
    #[must_use]
    pub fn holds(&self) -> bool {
        let mark = MARKS.iter().find(|(name, _)| *name == self.name).map(|(_, mark)| *mark);
        self.within() || self.budget.zip(mark).is_some_and(|((_, actual), mark)| actual <= mark)
    }
}

/// Measures an unpacked extension: every script and module, then the whole.
///
/// # Errors
/// When a file cannot be read.
pub fn measure(extension: &Path) -> Result<Vec<Size>> {
    let mut sizes = Vec::new();
    let mut total = 0;
    for file in files_below(extension)? {
        let bytes = fs::read(extension.join(&file)).with_context(|| format!("cannot read {}", file.display()))?;
        let raw = length(&bytes)?;
        total += raw;
        let name = file.to_string_lossy().replace('\\', "/");
        if !matches!(file.extension().and_then(|ending| ending.to_str()), Some("js" | "wasm" | "css")) {
            continue;
        }
        let packed = gzipped(&bytes)?;
        let budget = match name.as_str() {
            "wasm/background_bg.wasm" => Some((BACKGROUND_WASM, raw)),
            "wasm/ui_bg.wasm" => Some((UI_WASM, raw)),
            "wasm/exchange-wasm_bg.wasm" => Some((EXCHANGE_WASM, raw)),
            script if script.starts_with("content/") && script.ends_with(".js") => Some((CONTENT_SCRIPT, packed)),
            _ => None,
        };
        sizes.push(Size { name, raw, packed, budget });
    }
    let zipped = length(&package::archive(extension)?)?;
    sizes.push(Size { name: "unpacked".to_owned(), raw: total, packed: zipped, budget: Some((UNPACKED, total)) });
    sizes.push(Size { name: "zipped".to_owned(), raw: total, packed: zipped, budget: Some((ZIPPED, zipped)) });
    Ok(sizes)
}

/// Prints the table and says whether everything is within its budget or at least under its mark.
///
/// # Errors
/// When a file cannot be read.
pub fn report(extension: &Path) -> Result<bool> {
    let sizes = measure(extension)?;
    println!("{:<32} {:>10} {:>10} {:>10}  of budget", "bytes", "raw", "packed", "budget");
    for size in &sizes {
        print!("{:<32} {:>10} {:>10}", size.name, size.raw, size.packed);
        match size.budget {
            None => println!(),
            Some((limit, actual)) => {
                let verdict = match (size.within(), size.holds()) {
                    (true, _) => "",
                    (false, true) => "  over budget, under its mark",
                    (false, false) => "  TOO LARGE",
                };
                let percent = actual.saturating_mul(100).div_ceil(limit);
                println!(" {limit:>10} {percent:>6} %{verdict}");
            }
        }
    }
    Ok(sizes.iter().all(Size::holds))
}

fn gzipped(bytes: &[u8]) -> Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    length(&encoder.finish()?)
}

fn length(bytes: &[u8]) -> Result<u64> {
    u64::try_from(bytes.len()).context("a file too large to count")
}

#[cfg(test)]
mod tests {
    use super::Size;

    #[test]
    fn a_size_at_its_budget_is_within_and_one_byte_more_is_not() {
        let size = |actual| Size { name: String::new(), raw: 0, packed: 0, budget: Some((10, actual)) };
        assert!(size(10).within());
        assert!(!size(11).within());
        assert!(!size(11).holds());
    }

    #[test]
    fn what_is_over_its_budget_may_not_grow_past_its_mark() {
        let (name, mark) = super::MARKS[0];
        let size = |actual| Size { name: name.to_owned(), raw: 0, packed: 0, budget: Some((10, actual)) };
        assert!(size(mark).holds());
        assert!(!size(mark + 1).holds());
    }
}
