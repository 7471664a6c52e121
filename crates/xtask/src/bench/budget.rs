//! What a figure may be. The numbers are those of the design; sizes have theirs where sizes are checked.

use super::Figure;

/// A limit, and what is held against it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Budget {
    /// At most this multiple of the reference.
    Ratio(f64),
    /// At most this, in milliseconds or in the figure's own unit.
    AtMost(f64),
    /// At least so many millions of bytes a second.
    Rate(f64),
}

/// Every budget by the id of its figure.
const BUDGETS: &[(&str, Budget)] = &[
    ("worker/dead-to-answer", Budget::Ratio(1.4)),
    ("popup/first-paint/cold", Budget::Ratio(1.3)),
    ("popup/first-paint/warm", Budget::Ratio(1.3)),
    ("unlock/argon2id", Budget::Ratio(1.1)),
    ("search/key-press/10000", Budget::AtMost(8.0)),
    ("memory/10000", Budget::AtMost(40.0)),
    ("open/10000", Budget::AtMost(60.0)),
    ("page/snapshot", Budget::AtMost(10.0)),
    ("page/guide-look", Budget::AtMost(10.0)),
    ("page/without-a-grant", Budget::AtMost(0.0)),
    ("recognize/page/no-page", Budget::Rate(100.0)),
    ("recognize/page/portal", Budget::Rate(100.0)),
    ("recognize/html/no-page", Budget::Rate(100.0)),
    ("recognize/html/portal", Budget::Rate(100.0)),
];

impl Budget {
    /// The budget of a figure, if it has one.
    pub fn of(id: &str) -> Option<Self> {
        BUDGETS.iter().find(|(name, _)| *name == id).map(|(_, budget)| *budget)
    }

    /// Whether the figure keeps to it; `None` when what is to be held against it was not measured.
    pub fn kept(self, figure: &Figure) -> Option<bool> {
        match self {
            Self::Ratio(limit) => figure.ratio().map(|ratio| ratio <= limit),
            Self::AtMost(limit) if figure.unit == "ns" => Some(figure.value / 1e6 <= limit),
            Self::AtMost(limit) => Some(figure.value <= limit),
            Self::Rate(limit) => figure.rate.map(|rate| rate >= limit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, Figure};

    #[test]
    fn a_limit_itself_is_within() {
        let timed = |unit: &str, value| Figure { unit: unit.to_owned(), value, ..Figure::default() };
        assert_eq!(Budget::AtMost(60.0).kept(&timed("ms", 60.0)), Some(true));
        assert_eq!(Budget::AtMost(60.0).kept(&timed("ns", 61e6)), Some(false));
        assert_eq!(Budget::Ratio(1.5).kept(&timed("ms", 3.0)), None);
        let compared = Figure { value: 3.0, reference: Some(2.0), rate: Some(99.0), ..Figure::default() };
        assert_eq!(Budget::Ratio(1.5).kept(&compared), Some(true));
        assert_eq!(Budget::Rate(100.0).kept(&compared), Some(false));
    }
}
