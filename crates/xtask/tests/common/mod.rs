//! What the tidy checks share: the checkout, its own files, and cargo's view of the dependencies.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a check that cannot be made has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::Value;
use xtask::workspace::{Workspace, output};

pub fn workspace() -> Workspace {
    Workspace::find().unwrap()
}

/// Every file that belongs to the project: what git tracks and what it would track next.
pub fn own_files() -> Vec<PathBuf> {
    let workspace = workspace();
    let mut command = workspace.command("git");
    command.args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]);
    let mut files: Vec<PathBuf> = output(&mut command)
        .unwrap()
        .split_terminator('\0')
        .map(PathBuf::from)
        .filter(|file| workspace.path(file).is_file())
        .collect();
    files.sort();
    files
}

/// The text of a file, or nothing if it is not text.
pub fn text(file: &PathBuf) -> Option<String> {
    String::from_utf8(std::fs::read(workspace().path(file)).unwrap()).ok()
}

/// What a crate links for wasm, transitively: names with their versions. Build scripts and macros run
/// on the machine that builds and do not count.
pub fn linked(package: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut command = workspace().cargo();
    command.args(["tree", "--package", package, "--target", "wasm32-unknown-unknown"]);
    command.args(["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"]);
    let mut linked: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in output(&mut command).unwrap().lines() {
        let mut words = line.split_whitespace();
        if let (Some(name), Some(version)) = (words.next(), words.next()) {
            linked.entry(name.to_owned()).or_default().insert(version.to_owned());
        }
    }
    linked
}

/// Each crate of the workspace with the crates of the workspace that it names as ordinary dependencies.
pub fn house() -> BTreeMap<String, BTreeSet<String>> {
    let mut command = workspace().cargo();
    command.args(["metadata", "--format-version", "1", "--no-deps"]);
    let metadata: Value = serde_json::from_str(&output(&mut command).unwrap()).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let name = |value: &Value| value["name"].as_str().unwrap().to_owned();
    let names: BTreeSet<String> = packages.iter().map(name).collect();
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap();
            let inside = dependencies
                .iter()
                .filter(|dependency| dependency["kind"].is_null())
                .map(name)
                .filter(|dependency| names.contains(dependency))
                .collect();
            (name(package), inside)
        })
        .collect()
}
