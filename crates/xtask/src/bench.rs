//! The benchmarks of the workspace and the sizes of the build, in one table. Ratios stand first: a ratio
//! of two figures of the same run says more than a figure of a shared machine.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::assemble::{self, BuildOptions};
use crate::workspace::{Workspace, files_below, output, run};

/// One measured benchmark.
#[derive(Clone, Debug, PartialEq)]
struct Figure {
    /// Group and name, as the benchmark calls itself.
    name: String,
    /// The median of one run in nanoseconds.
    nanoseconds: f64,
}

/// Runs all benchmarks, or those whose name contains the given text, and prints the table.
///
/// # Errors
/// When a benchmark fails to build or run.
pub fn bench(workspace: &Workspace, arguments: &[String]) -> Result<bool> {
    let results = workspace.target.join("criterion");
    if results.exists() {
        fs::remove_dir_all(&results)?;
    }
    for (package, name) in benchmarks(workspace)? {
        let mut command = workspace.cargo();
        command.args(["bench", "--package", &package, "--bench", &name, "--"]).args(arguments);
        run(&mut command)?;
    }
    let figures = figures(&results)?;
    println!();
    print_ratios(&figures);
    print_figures(&figures);
    let options = BuildOptions { dev: false, check: false, out: PathBuf::from("dist") };
    assemble::build(workspace, &options)
}

/// Package and name of every bench target of the workspace.
fn benchmarks(workspace: &Workspace) -> Result<Vec<(String, String)>> {
    let mut command = workspace.cargo();
    command.args(["metadata", "--format-version", "1", "--no-deps"]);
    let metadata: Value = serde_json::from_str(&output(&mut command)?)?;
    let list = |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let text = |value: &Value| value.get("name").and_then(Value::as_str).map(str::to_owned);
    let mut found = Vec::new();
    for package in list(&metadata, "packages") {
        for target in list(&package, "targets") {
            if list(&target, "kind").iter().any(|kind| kind == "bench")
                && let (Some(package), Some(target)) = (text(&package), text(&target))
            {
                found.push((package, target));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The medians that Criterion has left below `folder`.
fn figures(folder: &Path) -> Result<Vec<Figure>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut figures = Vec::new();
    for file in files_below(folder)? {
        if !file.ends_with("new/benchmark.json") {
            continue;
        }
        let about = read(&folder.join(&file))?;
        let estimates = read(&folder.join(file.with_file_name("estimates.json")))?;
        if let (Some(name), Some(nanoseconds)) = (
            about.get("full_id").and_then(Value::as_str),
            estimates.pointer("/median/point_estimate").and_then(Value::as_f64),
        ) {
            figures.push(Figure { name: name.to_owned(), nanoseconds });
        }
    }
    figures.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(figures)
}

fn read(path: &Path) -> Result<Value> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))
}

/// Within a group, every figure as a multiple of the one called `reference`.
fn print_ratios(figures: &[Figure]) {
    for (name, ratio) in ratios(figures) {
        println!("{name:<56} {ratio:>9.2} x its reference");
    }
}

fn ratios(figures: &[Figure]) -> Vec<(&str, f64)> {
    let group = |name: &str| name.rsplit_once('/').map(|(group, _)| group.to_owned());
    figures
        .iter()
        .filter(|figure| !figure.name.ends_with("/reference"))
        .filter_map(|figure| {
            let reference = figures
                .iter()
                .find(|other| other.name.ends_with("/reference") && group(&other.name) == group(&figure.name))?;
            Some((figure.name.as_str(), figure.nanoseconds / reference.nanoseconds))
        })
        .collect()
}

fn print_figures(figures: &[Figure]) {
    for figure in figures {
        let (value, unit) = match figure.nanoseconds {
            small if small < 1e3 => (small, "ns"),
            small if small < 1e6 => (small / 1e3, "us"),
            small if small < 1e9 => (small / 1e6, "ms"),
            large => (large / 1e9, "s"),
        };
        println!("{:<56} {value:>9.2} {unit}", figure.name);
    }
    println!();
}

#[cfg(test)]
mod tests {
    use super::{Figure, ratios};

    #[test]
    fn a_ratio_is_taken_within_the_group_of_the_reference() {
        let figure = |name: &str, nanoseconds| Figure { name: name.to_owned(), nanoseconds };
        let figures = [figure("a/ours", 30.0), figure("a/reference", 20.0), figure("b/alone", 1.0)];
        assert_eq!(ratios(&figures), [("a/ours", 1.5)]);
    }
}
