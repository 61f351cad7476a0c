//! How often somebody may try to sign in.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// How long a failed try counts.
pub const TRY_WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Tries for one account within that time, whether or not the account exists.
pub const TRIES_PER_ACCOUNT: usize = 10;
/// Tries from one address within that time: generous, because a whole school may share an address.
pub const TRIES_PER_ADDRESS: usize = 100;
/// How long tries are stored at all.
pub const TRIES_KEPT: TimeDelta = TimeDelta::days(1);

/// Judges the newest of some tries, in any order. At most `limit` tries may lie within the window.
///
/// The error is the time to wait. Refused tries are not stored, so the wait is over when enough of the earlier tries
/// have left the window.
pub fn may_try(tries: &[DateTime<Utc>], limit: usize, now: DateTime<Utc>) -> Result<(), Duration> {
    let mut times: Vec<_> = tries
        .iter()
        .copied()
        .filter(|at| now - *at < TRY_WINDOW)
        .collect();
    times.sort_unstable();

    // The newest try passes as soon as only `limit` tries are left, so all before these have to leave the window.
    let Some(last_to_leave) = times.len().checked_sub(limit + 1) else {
        return Ok(());
    };
    let wait = times[last_to_leave] + TRY_WINDOW - now;

    Err(wait.to_std().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ago(seconds: impl IntoIterator<Item = i64>) -> Vec<DateTime<Utc>> {
        seconds
            .into_iter()
            .map(|seconds| now() - TimeDelta::seconds(seconds))
            .collect()
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    #[test]
    fn the_tenth_try_passes_and_the_eleventh_waits_for_the_first_to_leave() {
        assert_eq!(may_try(&ago((0..10).map(|n| n * 60)), 10, now()), Ok(()));
        let eleven = ago((0..11).map(|n| n * 60));
        assert_eq!(may_try(&eleven, 10, now()), Err(Duration::from_mins(5)));
    }

    #[test]
    fn tries_before_the_window_do_not_count() {
        assert_eq!(
            may_try(&ago([0].into_iter().chain(900..950)), 10, now()),
            Ok(())
        );
    }

    #[test]
    fn after_the_wait_one_more_try_passes() {
        let before: Vec<i64> = (1..=30).map(|n| n * 7).collect();
        let all = ago(before.iter().copied().chain([0]));
        let wait = may_try(&all, 10, now()).unwrap_err();
        let later = now() + TimeDelta::from_std(wait).unwrap();

        let mut next = ago(before);
        next.push(later);
        assert_eq!(may_try(&next, 10, later), Ok(()));
        assert!(may_try(&next, 10, later - TimeDelta::seconds(1)).is_err());
    }
}
