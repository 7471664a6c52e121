//! One figure: the rounds of ours and of what it is compared with, told as medians.

use serde_json::json;

/// What was measured, round by round.
#[derive(Debug, Default)]
pub struct Figure {
    /// Ours.
    pub ours: Vec<f64>,
    /// What it is compared with, as many rounds; empty where there is nothing to compare with.
    pub reference: Vec<f64>,
}

impl Figure {
    /// Prints the figure as one line of JSON. `id` is what budgets are looked up by, `unit` is for reading.
    pub fn tell(&self, id: &str, unit: &str) {
        let line = json!({
            "id": id,
            "unit": unit,
            "rounds": self.ours.len(),
            "ours": median(&self.ours),
            "ours_least": least(&self.ours),
            "reference": median(&self.reference),
            "reference_least": least(&self.reference),
        });
        println!("{line}");
    }
}

/// The middle one; of an even number the mean of the two in the middle.
fn median(rounds: &[f64]) -> Option<f64> {
    let mut sorted = rounds.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = sorted.get(sorted.len() / 2)?;
    let lower = sorted.get(sorted.len().saturating_sub(1) / 2)?;
    Some(f64::midpoint(*lower, *upper))
}

/// The least one.
fn least(rounds: &[f64]) -> Option<f64> {
    rounds.iter().copied().min_by(f64::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_the_middle_or_between_the_two_in_the_middle() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0]), Some(3.0));
        assert_eq!(median(&[9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 9.0]), Some(3.0));
    }
}
