//! Puts together what a browser loads: the wasm modules with their glue, the manifest of each browser,
//! and the files of `extension/` as they are.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::manifest::{self, Browser};
use crate::sizes;
use crate::wasm;
use crate::workspace::{Workspace, files_below};

/// What is copied from `extension/`, by ending. Type declarations and drawings' sources stay behind.
const SHIPPED: [&str; 6] = ["html", "js", "css", "png", "json", "woff2"];

/// How a build is made.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// Skip the optimiser: faster, larger.
    pub dev: bool,
    /// Fail when something is larger than its budget.
    pub check: bool,
    /// The folder to write to, relative to the checkout unless absolute.
    pub out: PathBuf,
}

/// Builds the extension for both browsers and prints the sizes. Says whether all is within budget, or
/// whether nobody asked.
///
/// # Errors
/// When a tool fails, a source is not readable or a file cannot be written.
pub fn build(workspace: &Workspace, options: &BuildOptions) -> Result<bool> {
    let out = workspace.path(&options.out);
    let modules = workspace.target.join("xtask/wasm");
    if modules.exists() {
        fs::remove_dir_all(&modules)?;
    }
    wasm::build(workspace, &modules, options.dev)?;
    for browser in Browser::ALL {
        assemble(workspace, &modules, browser, &out.join(browser.name()))?;
    }
    let within = sizes::report(&out.join(Browser::Chromium.name()))?;
    println!("{}", out.join(Browser::Chromium.name()).display());
    Ok(within || !options.check)
}

/// Writes one browser's folder anew.
fn assemble(workspace: &Workspace, modules: &Path, browser: Browser, destination: &Path) -> Result<()> {
    let source = workspace.path("extension");
    if destination.exists() {
        fs::remove_dir_all(destination)?;
    }
    for file in files_below(&source)? {
        let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if file != Path::new("manifest.json") && SHIPPED.contains(&ending) {
            copy(&source.join(&file), &destination.join(&file))?;
        }
    }
    copy_folder(modules, &destination.join("wasm"))?;
    let manifest = manifest::for_browser(&read_manifest(workspace)?, browser, &workspace.version);
    let mut text = serde_json::to_string_pretty(&manifest)?;
    text.push('\n');
    fs::write(destination.join("manifest.json"), text)?;
    Ok(())
}

/// The shared manifest source.
///
/// # Errors
/// When it is missing or not JSON.
pub fn read_manifest(workspace: &Workspace) -> Result<Value> {
    let text =
        fs::read_to_string(workspace.path("extension/manifest.json")).context("cannot read extension/manifest.json")?;
    serde_json::from_str(&text).context("extension/manifest.json is not JSON")
}

/// Copies all files below a folder.
///
/// # Errors
/// When a file cannot be read or written.
pub fn copy_folder(source: &Path, destination: &Path) -> Result<()> {
    for file in files_below(source)? {
        copy(&source.join(&file), &destination.join(&file))?;
    }
    Ok(())
}

fn copy(source: &Path, destination: &Path) -> Result<()> {
    if let Some(folder) = destination.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(source, destination)
        .with_context(|| format!("cannot copy {} to {}", source.display(), destination.display()))?;
    Ok(())
}
