//! The browser's figures: the test bed's own program measures, one line of JSON for each figure is read.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Figure, Length};
use crate::workspace::{Workspace, output};

/// Measures the unpacked extension beside an empty one.
///
/// # Errors
/// When the browser or the test bed's program fails.
pub fn figures(workspace: &Workspace, extension: &Path, length: Length) -> Result<Vec<Figure>> {
    let rounds = match length {
        Length::Quick => "5",
        Length::Short => "15",
        Length::Full => "41",
    };
    let mut command = workspace.cargo();
    command.args(["run", "--quiet", "--package", "keyfob-e2e", "--bin", "keyfob-bench", "--", "--extension"]);
    command.arg(extension).args(["--rounds", rounds]);
    output(&mut command)?.lines().map(read).collect()
}

fn read(line: &str) -> Result<Figure> {
    let told: Value = serde_json::from_str(line).with_context(|| format!("not a figure: {line}"))?;
    let number = |key: &str| told.get(key).and_then(Value::as_f64);
    let text = |key: &str| told.get(key).and_then(Value::as_str).map(str::to_owned);
    let least = number("ours_least").zip(number("reference_least").filter(|least| *least > 0.0));
    Ok(Figure {
        id: text("id").context("a figure without an id")?,
        value: number("ours").context("a figure without a value")?,
        unit: text("unit").unwrap_or_default(),
        reference: number("reference"),
        least: number("ours_least"),
        ratio_of_least: least.map(|(ours, reference)| ours / reference),
        ..Figure::default()
    })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_line_is_a_figure() {
        let line = r#"{"id":"a","unit":"ms","ours":3.0,"ours_least":2.0,"reference":2.0,"reference_least":1.0}"#;
        let figure = read(line).unwrap();
        assert_eq!((figure.ratio(), figure.ratio_of_least), (Some(1.5), Some(2.0)));
        assert!(read("Chromium says hello").is_err());
    }
}
