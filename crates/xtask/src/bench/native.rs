//! The native benchmarks: every bench target of the workspace, run by Criterion, whose estimates are read back.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Figure, Length, forms};
use crate::workspace::{Target, Workspace, files_below, run};

/// Runs all benchmarks, or those whose name contains the given text, and reads what they measured.
///
/// # Errors
/// When one fails to build or run.
pub fn figures(workspace: &Workspace, length: Length, name: Option<&str>) -> Result<Vec<Figure>> {
    let results = workspace.target.join("criterion");
    if results.exists() {
        fs::remove_dir_all(&results)?;
    }
    let times: &[&str] = match length {
        Length::Quick => &["--warm-up-time", "0.1", "--measurement-time", "0.3", "--sample-size", "10"],
        Length::Short => &["--warm-up-time", "0.5", "--measurement-time", "1.5", "--sample-size", "20"],
        Length::Full => &[],
    };
    for Target { package, name: bench } in benchmarks(workspace)? {
        let mut command = workspace.cargo();
        command.args(["bench", "--quiet", "--package", &package, "--bench", &bench, "--"]);
        command.args(["--noplot", "--quiet"]).args(times).args(name).env("CRITERION_HOME", &results);
        run(&mut command)?;
    }
    let mut figures = read_all(&results)?;
    compare(&mut figures);
    Ok(figures)
}

/// Every bench target of the workspace that Criterion runs.
fn benchmarks(workspace: &Workspace) -> Result<Vec<Target>> {
    let mut found = workspace.targets("bench")?;
    found.retain(|bench| bench.name != forms::TARGET);
    found.sort();
    Ok(found)
}

/// The medians that Criterion has left below `folder`.
fn read_all(folder: &Path) -> Result<Vec<Figure>> {
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
        figures.extend(figure(&about, &estimates));
    }
    figures.sort_by(|left, right| left.id.cmp(&right.id));
    Ok(figures)
}

fn figure(about: &Value, estimates: &Value) -> Option<Figure> {
    let value = estimates.pointer("/median/point_estimate")?.as_f64()?;
    let bytes = about.pointer("/throughput/Bytes").and_then(Value::as_f64);
    Some(Figure {
        id: about.get("full_id")?.as_str()?.to_owned(),
        value,
        unit: "ns".to_owned(),
        // Bytes a nanosecond are thousands of megabytes a second.
        rate: bytes.map(|bytes| bytes / value * 1e3),
        ..Figure::default()
    })
}

fn read(path: &Path) -> Result<Value> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))
}

/// Within a group, the figure called `reference` is what the others are compared with.
fn compare(figures: &mut [Figure]) {
    let references: Vec<(String, f64)> = figures
        .iter()
        .filter_map(|figure| Some((figure.id.strip_suffix("/reference")?.to_owned(), figure.value)))
        .collect();
    for figure in figures.iter_mut().filter(|figure| !figure.id.ends_with("/reference")) {
        let group = figure.id.rsplit_once('/').map(|(group, _)| group);
        let reference = references.iter().find(|(name, _)| Some(name.as_str()) == group);
        figure.reference = reference.map(|(_, value)| *value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Figure, compare, figure};

    #[test]
    fn the_reference_is_that_of_the_group() {
        let figure = |id: &str, value| Figure { id: id.to_owned(), value, ..Figure::default() };
        let mut figures = [figure("a/ours", 30.0), figure("a/reference", 20.0), figure("b/alone", 1.0)];
        compare(&mut figures);
        assert_eq!(figures.map(|figure| figure.ratio()), [Some(1.5), None, None]);
    }

    #[test]
    fn a_rate_comes_from_bytes_and_the_median() {
        let estimates = json!({ "median": { "point_estimate": 2e6 } });
        let read = figure(&json!({ "full_id": "a/b", "throughput": { "Bytes": 1_000_000 } }), &estimates).unwrap();
        assert_eq!((read.id.as_str(), read.value, read.rate), ("a/b", 2e6, Some(500.0)));
        assert_eq!(figure(&json!({ "full_id": "a/b", "throughput": null }), &estimates).unwrap().rate, None);
    }
}
