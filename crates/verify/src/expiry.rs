//! When a credential ends, from how providers write times.

/// Seconds since 1970 of `2026-11-22T18:30:00Z` (RFC 3339 in UTC), `2026-11-22 18:30:00 UTC` or `2026-11-22`.
/// Another zone and anything else is not understood: a wrong end would be worse than none.
pub fn seconds(text: &str) -> Option<u64> {
    let (date, time) = text.split_at_checked(10)?;
    let [year, month, day] = numbers(date, '-')?;
    let time = time.trim_start_matches([' ', 'T']);
    let [hour, minute, second] = if time.is_empty() {
        [0; 3]
    } else {
        let (clock, zone) = time.split_at_checked(8)?;
        // Fractions of a second do not matter.
        let zone = zone.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit()).trim();
        if !matches!(zone, "Z" | "UTC" | "+00:00" | "+0000") {
            return None;
        }
        numbers(clock, ':')?
    };
    if !(1970..10_000).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    // Days of the proleptic Gregorian calendar, with the year beginning in March so that leap days come last.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;
    let since = days.checked_sub(719_468)?;
    Some(since * 86_400 + hour * 3_600 + minute * 60 + second)
}

fn numbers(text: &str, between: char) -> Option<[u64; 3]> {
    let mut parts = text.split(between).map(|part| {
        let digits = part.bytes().all(|b| b.is_ascii_digit());
        if digits { part.parse().ok() } else { None }
    });
    let three = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(three)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn times_are_read_and_doubtful_ones_are_not() {
        assert_eq!(seconds("1970-01-01"), Some(0));
        assert_eq!(seconds("2000-02-29T12:00:00Z"), Some(951_825_600));
        assert_eq!(seconds("2026-11-22 18:30:00 UTC"), Some(1_795_372_200));
        assert_eq!(seconds("2026-11-22T18:30:00.123+00:00"), Some(1_795_372_200));
        for bad in [
            "",
            "soon",
            "2026-11-22 18:30:00",
            "2026-11-22T18:30:00+02:00",
            "2026-13-01",
            "2026-+1-01",
            "1969-12-31",
            "22/11/2026",
            "2026-11-2é",
        ] {
            assert_eq!(seconds(bad), None, "{bad}");
        }
    }
}
