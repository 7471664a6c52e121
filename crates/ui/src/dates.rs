//! Dates in words: how far away something is, in the unit a person would use.

/// Milliseconds of a day.
pub const DAY: u64 = 86_400_000;

/// A unit as `Intl.RelativeTimeFormat` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Less than two hours.
    Minute,
    /// Less than two days.
    Hour,
    /// Less than two months.
    Day,
    /// Less than two years.
    Month,
    /// Everything else.
    Year,
}

impl Unit {
    /// The name for `Intl.RelativeTimeFormat`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// How far `then` is from `now`, both in ms since the epoch: a whole number of units, negative when it is past.
#[must_use]
pub fn distance(now: u64, then: u64) -> (i32, Unit) {
    const HOUR: u64 = DAY / 24;
    const MINUTE: u64 = HOUR / 60;
    let gap = now.abs_diff(then);
    let (size, unit) = match gap {
        gap if gap < 2 * HOUR => (MINUTE, Unit::Minute),
        gap if gap < 2 * DAY => (HOUR, Unit::Hour),
        gap if gap < 60 * DAY => (DAY, Unit::Day),
        gap if gap < 730 * DAY => (DAY * 30, Unit::Month),
        _ => (DAY * 365, Unit::Year),
    };
    let whole = i32::try_from(gap / size).unwrap_or(i32::MAX);
    (if then < now { -whole } else { whole }, unit)
}

/// How urgent an end is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// More than thirty days.
    Calm,
    /// Thirty days or less.
    Soon,
    /// Past.
    Over,
}

/// How urgent an end at `then` is at `now`, both in ms since the epoch.
#[must_use]
pub fn urgency(now: u64, then: u64) -> Urgency {
    if then <= now {
        Urgency::Over
    } else if then - now <= 30 * DAY {
        Urgency::Soon
    } else {
        Urgency::Calm
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_800_000_000_000;

    #[test]
    fn a_token_of_ten_years_is_said_in_years() {
        assert_eq!(distance(NOW, NOW + 315_359_999_000), (9, Unit::Year));
        assert_eq!(distance(NOW, NOW + 3650 * DAY), (10, Unit::Year));
    }

    #[test]
    fn near_ends_are_said_in_small_units() {
        assert_eq!(distance(NOW, NOW + 3 * DAY), (3, Unit::Day));
        assert_eq!(distance(NOW, NOW + 90 * DAY), (3, Unit::Month));
        assert_eq!(distance(NOW, NOW - 5 * DAY), (-5, Unit::Day));
        assert_eq!(distance(NOW, NOW + DAY), (24, Unit::Hour));
        assert_eq!(distance(NOW, NOW + 13 * 60_000), (13, Unit::Minute));
    }

    #[test]
    fn the_far_ends_of_time_do_not_overflow() {
        assert_eq!(distance(0, u64::MAX), (584_942_417, Unit::Year));
        assert_eq!(distance(u64::MAX, 0), (-584_942_417, Unit::Year));
    }

    #[test]
    fn an_end_within_a_month_is_urgent() {
        assert_eq!(urgency(NOW, NOW + 31 * DAY), Urgency::Calm);
        assert_eq!(urgency(NOW, NOW + 30 * DAY), Urgency::Soon);
        assert_eq!(urgency(NOW, NOW), Urgency::Over);
    }
}
