//! The table: what has a reference first, then what has a budget, then the rest.

use super::Figure;
use super::budget::Budget;

/// Prints the table and a last line that counts what is over its budget.
pub fn print(figures: &[Figure]) {
    println!(
        "{:<38} {:>6} {:>9} {:>11}  {:<4} {:>10} {:>9} {:>10} {:>10}",
        "what", "ratio", "of least", "budget", "", "median", "least", "reference", "rate"
    );
    let mut sorted: Vec<&Figure> = figures.iter().collect();
    sorted.sort_by_key(|figure| (figure.ratio().is_none(), figure.budget.is_none()));
    for figure in &sorted {
        println!("{}", line(figure).trim_end());
    }
    let kept: Vec<bool> = figures.iter().filter_map(Figure::kept).collect();
    println!("\n{} of {} budgets are kept", kept.iter().filter(|kept| **kept).count(), kept.len());
}

fn line(figure: &Figure) -> String {
    let multiple = |ratio: Option<f64>| ratio.map(|ratio| format!("{ratio:.2}x")).unwrap_or_default();
    let limit = match figure.budget {
        None => String::new(),
        Some(Budget::Ratio(limit)) => format!("<= {limit:.1}x"),
        Some(Budget::AtMost(limit)) if figure.unit == "ns" => format!("<= {limit} ms"),
        Some(Budget::AtMost(limit)) => format!("<= {}", quantity(limit, &figure.unit)),
        Some(Budget::Rate(limit)) => format!(">= {limit} MB/s"),
    };
    let verdict = match figure.kept() {
        Some(true) => "kept",
        Some(false) => "OVER",
        None => "",
    };
    let reference = figure.reference.map(|value| quantity(value, &figure.unit)).unwrap_or_default();
    let least = figure.least.map(|value| quantity(value, &figure.unit)).unwrap_or_default();
    let rate = figure.rate.map(|rate| format!("{rate:.0} MB/s")).unwrap_or_default();
    format!(
        "{:<38} {:>6} {:>9} {limit:>11}  {verdict:<4} {:>10} {least:>9} {reference:>10} {rate:>10}",
        figure.id,
        multiple(figure.ratio()),
        multiple(figure.ratio_of_least),
        quantity(figure.value, &figure.unit),
    )
}

/// A value in the unit that is best to read.
fn quantity(value: f64, unit: &str) -> String {
    match unit {
        "ns" if value < 1e3 => format!("{value:.1} ns"),
        "ns" if value < 1e6 => format!("{:.1} us", value / 1e3),
        "ns" => format!("{:.1} ms", value / 1e6),
        "ms" => format!("{value:.1} ms"),
        "B" => format!("{:.1} kB", value / 1e3),
        _ => format!("{value}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, Figure, line};

    #[test]
    fn a_line_tells_ratio_budget_and_verdict() {
        let mut figure = Figure {
            id: "unlock/argon2id".to_owned(),
            value: 220.0,
            unit: "ms".to_owned(),
            reference: Some(200.0),
            budget: Some(Budget::Ratio(1.1)),
            ..Figure::default()
        };
        let words = |figure: &Figure| line(figure).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words(&figure), ["unlock/argon2id", "1.10x", "<=", "1.1x", "kept", "220.0", "ms", "200.0", "ms"]);
        figure.value = 250.0;
        assert!(line(&figure).contains("OVER"));
    }
}
