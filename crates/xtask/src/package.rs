//! Reproducible zips: sorted names, one fixed time, one set of rights, so that two people who build the
//! same commit get the same bytes.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::assemble::{self, BuildOptions};
use crate::manifest::Browser;
use crate::workspace::{Workspace, files_below};

/// Builds both browsers' extensions and writes a zip beside each folder.
///
/// # Errors
/// When the build fails or a file cannot be written.
pub fn package(workspace: &Workspace, options: &BuildOptions) -> Result<bool> {
    let within = assemble::build(workspace, options)?;
    zips(workspace, &options.out)?;
    Ok(within)
}

/// Writes a zip beside each browser's folder as it was built last.
///
/// # Errors
/// When a folder is missing or a file cannot be written.
pub fn zips(workspace: &Workspace, out: &Path) -> Result<()> {
    let out = workspace.path(out);
    for browser in Browser::ALL {
        let bytes = archive(&out.join(browser.name()))?;
        let path = out.join(format!("{}.zip", browser.name()));
        fs::write(&path, &bytes).with_context(|| format!("cannot write {}", path.display()))?;
        println!("{} ({} bytes)", path.display(), bytes.len());
    }
    Ok(())
}

/// The zip of a folder.
///
/// # Errors
/// When a file cannot be read or has a name that is not UTF-8.
pub fn archive(folder: &Path) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files_below(folder)? {
        let name = file.to_str().with_context(|| format!("{} is not UTF-8", file.display()))?;
        writer.start_file(name.replace('\\', "/"), options)?;
        writer.write_all(&fs::read(folder.join(&file))?)?;
    }
    Ok(writer.finish()?.into_inner())
}
