//! Spans of time that a jumping clock cannot stretch, and how long to wait after a failure.

/// How long a request may take, in milliseconds. Whoever sends it ends it then and says [`Reply::Lost`](crate::Reply).
pub const REQUEST_TIMEOUT: u64 = 30 * SECOND;
/// How long a request of a worker that is gone keeps the next one waiting, in milliseconds; longer than any request.
pub const LEASE: u64 = 90 * SECOND;

/// One second.
pub(crate) const SECOND: u64 = 1000;
/// One day.
pub(crate) const DAY: u64 = 86_400 * SECOND;

/// A clock that was set back by less than this was set right and not set wrong.
const SLACK: u64 = 60 * SECOND;
/// The first wait after a failure.
const BACKOFF: u64 = 30 * SECOND;
/// The longest wait after a failure.
const MAX_BACKOFF: u64 = 3600 * SECOND;

/// Whether `now` lies between `since`, when something was written down, and `until`. If it lies well before `since`,
/// the clock was set back, and no wait of the old clock counts.
pub(crate) fn within(since: u64, until: u64, now: u64) -> bool {
    !set_back(since, now) && now < until
}

/// Whether the clock was set back since `since`.
pub(crate) fn set_back(since: u64, now: u64) -> bool {
    now.saturating_add(SLACK) < since
}

/// The wait after the `failures`th failure in a row, in milliseconds: doubled each time, and up to a quarter longer by
/// `seed`, so that what failed together does not come back together.
pub(crate) fn backoff(failures: u8, seed: u64) -> u64 {
    let doubled = BACKOFF.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(MAX_BACKOFF);
    doubled + below(doubled / 4, seed ^ u64::from(failures))
}

/// A number from 0 to `limit`, the same for the same seed and evenly spread over different ones.
pub(crate) fn below(limit: u64, seed: u64) -> u64 {
    // The finalizer of SplitMix64.
    let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)) % limit.saturating_add(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_ends_and_a_clock_that_is_set_back_does_not_stretch_it() {
        assert!(within(1_000_000, 1_030_000, 1_000_000));
        assert!(within(1_000_000, 1_030_000, 1_029_999));
        assert!(!within(1_000_000, 1_030_000, 1_030_000));
        // Set right by a second: goes on. Set back by an hour: no wait of before counts.
        assert!(within(10_000_000, 10_030_000, 9_999_000));
        assert!(!within(10_000_000, 10_030_000, 6_400_000));
    }

    #[test]
    fn the_wait_doubles_up_to_an_hour_and_a_quarter() {
        assert!((30_000..=37_500).contains(&backoff(1, 7)));
        assert!((60_000..=75_000).contains(&backoff(2, 7)));
        assert!((3_600_000..=4_500_000).contains(&backoff(200, u64::MAX)));
        assert_ne!(backoff(1, 1), backoff(1, 2));
    }

    #[test]
    fn seeds_are_spread_evenly() {
        let mut quarters = [0; 4];
        for seed in 0..400 {
            quarters[usize::try_from(below(3, seed)).unwrap()] += 1;
        }
        assert!(quarters.iter().all(|count| (60..=140).contains(count)), "{quarters:?}");
        assert_eq!(below(0, 9), 0);
        assert!(below(u64::MAX, 9) < u64::MAX);
    }
}
