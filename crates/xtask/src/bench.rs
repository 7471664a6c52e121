//! What the house costs, in one table: the native benchmarks, the sizes of the build, and the browser's figures.
//! Ratios stand first: a ratio of two figures of the same run says more than a figure of a shared machine.

mod browser;
mod budget;
mod forms;
mod native;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use budget::Budget;

use crate::assemble::{self, BuildOptions};
use crate::manifest::Browser;
use crate::sizes;
use crate::workspace::{Workspace, files_below};

/// How long a run may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    /// A look whether everything works, on the build that is there: under three minutes.
    Quick,
    /// Short measurements.
    Short,
    /// Criterion's own times, and more rounds in the browser.
    Full,
}

/// What the command line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Options {
    length: Length,
    /// Measure the build that is there.
    no_build: bool,
    /// Only native benchmarks whose name contains this.
    name: Option<String>,
}

impl Options {
    fn read(arguments: &[String]) -> Result<Self> {
        let mut options = Self { length: Length::Short, no_build: false, name: None };
        for argument in arguments {
            match argument.as_str() {
                "--quick" => options.length = Length::Quick,
                "--full" => options.length = Length::Full,
                "--no-build" => options.no_build = true,
                option if option.starts_with('-') => bail!("bench has no option {option}"),
                name => options.name = Some(name.to_owned()),
            }
        }
        Ok(options)
    }
}

/// One measured thing.
#[derive(Clone, Debug, Default, PartialEq)]
struct Figure {
    /// What budgets are looked up by: words and slashes.
    id: String,
    /// The median.
    value: f64,
    /// `ns`, `ms`, `B`, or words.
    unit: String,
    /// The median of what it is compared with, in the same unit.
    reference: Option<f64>,
    /// The least of all rounds, in the same unit.
    least: Option<f64>,
    /// The ratio of the least of both: what is left of it when the rest of the machine is quiet.
    ratio_of_least: Option<f64>,
    /// Millions of bytes a second.
    rate: Option<f64>,
    /// What it may be.
    budget: Option<Budget>,
}

impl Figure {
    /// As a multiple of the reference.
    fn ratio(&self) -> Option<f64> {
        self.reference.filter(|reference| *reference > 0.0).map(|reference| self.value / reference)
    }

    /// Whether it is within its budget; `None` when it has none, or what is held against it was not measured.
    fn kept(&self) -> Option<bool> {
        self.budget?.kept(self)
    }
}

/// Runs everything, or the native benchmarks whose name contains the given text, and prints the table. That something
/// is over its budget is told and is no failure: a shared machine decides nothing.
///
/// # Errors
/// When a benchmark fails to build or run.
pub fn bench(workspace: &Workspace, arguments: &[String]) -> Result<bool> {
    if let Some((name, rest)) = arguments.split_first()
        && name == "forms"
    {
        return forms::measure(workspace, rest).map(|()| true);
    }
    let options = Options::read(arguments)?;
    let extension = workspace.path("dist").join(Browser::Chromium.name());
    let everything = options.name.is_none();
    let kept = extension.is_dir() && (options.no_build || options.length == Length::Quick);
    if everything && !kept {
        let build = BuildOptions { dev: false, check: false, out: PathBuf::from("dist") };
        assemble::build(workspace, &build)?;
    }
    let before = load();
    let mut figures = native::figures(workspace, options.length, options.name.as_deref())?;
    if everything {
        let copy = copied(workspace, &extension)?;
        figures.extend(browser::figures(workspace, &copy, options.length)?);
        figures.extend(budgeted_sizes(&copy)?);
    }
    for figure in &mut figures {
        figure.budget = figure.budget.or_else(|| Budget::of(&figure.id));
    }
    println!();
    table::print(&figures);
    for (when, load) in [("before", before), ("after", load())] {
        if let Some(load) = load {
            println!("load {when}: {load}");
        }
    }
    Ok(true)
}

/// A copy of the build, so that one build is measured even if another is made meanwhile.
fn copied(workspace: &Workspace, extension: &Path) -> Result<PathBuf> {
    let copy = workspace.target.join("bench/extension");
    if copy.exists() {
        fs::remove_dir_all(&copy)?;
    }
    for file in files_below(extension)? {
        let to = copy.join(&file);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(extension.join(&file), &to).with_context(|| format!("cannot copy {}", file.display()))?;
    }
    Ok(copy)
}

/// The sizes that have a budget.
fn budgeted_sizes(extension: &Path) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for size in sizes::measure(extension)? {
        let Some((limit, actual)) = size.budget else { continue };
        figures.push(Figure {
            id: format!("size/{}", size.name),
            value: u32::try_from(actual)?.into(),
            unit: "B".to_owned(),
            budget: Some(Budget::AtMost(u32::try_from(limit)?.into())),
            ..Figure::default()
        });
    }
    Ok(figures)
}

/// How busy the machine is, where it says so: the mean of one, five and fifteen minutes.
fn load() -> Option<String> {
    let text = fs::read_to_string("/proc/loadavg").ok()?;
    let cores = std::thread::available_parallelism().ok()?;
    let means: Vec<&str> = text.split(' ').take(3).collect();
    Some(format!("{} on {cores} cores", means.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::{Figure, Length, Options};

    #[test]
    fn a_ratio_needs_something_to_compare_with() {
        let figure = |reference| Figure { value: 3.0, reference, ..Figure::default() };
        assert_eq!(figure(Some(2.0)).ratio(), Some(1.5));
        assert_eq!(figure(Some(0.0)).ratio(), None);
        assert_eq!(figure(None).ratio(), None);
    }

    #[test]
    fn the_command_line_is_read_whole() {
        let read = |words: &[&str]| Options::read(&words.iter().map(ToString::to_string).collect::<Vec<_>>());
        let options = read(&["--quick", "open"]).unwrap();
        assert_eq!(options, Options { length: Length::Quick, no_build: false, name: Some("open".to_owned()) });
        assert!(read(&["--fast"]).is_err());
    }
}
