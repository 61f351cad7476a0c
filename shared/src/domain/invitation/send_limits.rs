//! How often a teacher may send links to one student, and what counts as sending the same twice.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::ZoomLink;
use crate::domain::ids::SessionId;

/// How long a link opens a session when the teacher names no other time.
pub const LINK_VALID: TimeDelta = TimeDelta::hours(48);

/// A double tap, a retry after a lost answer: the same link within this time is the same lesson.
const REPEAT_WINDOW: TimeDelta = TimeDelta::seconds(30);
/// Links per teacher and student: windows with the number each allows. Zoom's restarts make a few in a row normal.
const LIMITS: [(TimeDelta, usize); 2] = [(TimeDelta::minutes(10), 10), (TimeDelta::hours(24), 40)];

/// A link that this teacher sent to this student before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentLink {
    /// Its session.
    pub session: SessionId,
    /// The link as stored.
    pub link: String,
    /// When it was stored.
    pub sent_at: DateTime<Utc>,
}

/// Whether one more link may be stored.
#[derive(Debug, PartialEq, Eq)]
pub enum SendDecision {
    /// Yes.
    New,
    /// It was stored a moment ago: answer with that session.
    Repeat(SessionId),
    /// Not before so much time has passed.
    TooMany {
        /// Time until the oldest link leaves the window.
        retry_after: Duration,
    },
}

/// Judges a new link by those of the same teacher and student within the last 24 hours, in any order.
#[must_use]
pub fn check_send_limits(
    recent: &[RecentLink],
    link: &ZoomLink,
    now: DateTime<Utc>,
) -> SendDecision {
    let repeat = recent
        .iter()
        .filter(|old| old.link == link.as_str() && now - old.sent_at < REPEAT_WINDOW)
        .max_by_key(|old| (old.sent_at, old.session));

    if let Some(old) = repeat {
        return SendDecision::Repeat(old.session);
    }

    let waits = LIMITS
        .iter()
        .filter_map(|(window, most)| wait(recent, *window, *most, now));

    match waits.max() {
        Some(wait) => SendDecision::TooMany {
            retry_after: wait.to_std().unwrap_or_default(),
        },
        None => SendDecision::New,
    }
}

fn wait(
    recent: &[RecentLink],
    window: TimeDelta,
    most: usize,
    now: DateTime<Utc>,
) -> Option<TimeDelta> {
    let mut times: Vec<_> = recent
        .iter()
        .map(|old| old.sent_at)
        .filter(|at| now - *at < window)
        .collect();

    times.sort_unstable();
    // Room comes when all but `most - 1` have left the window.
    let leaver = times.len().checked_sub(most).map(|index| times[index])?;

    Some(leaver + window - now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(pwd: u32) -> ZoomLink {
        format!("https://zoom.us/j/1234567890?pwd={pwd}")
            .parse()
            .unwrap()
    }

    fn sent(seconds_ago: &[i64], now: DateTime<Utc>) -> Vec<RecentLink> {
        let one = |(index, ago): (usize, &i64)| RecentLink {
            session: SessionId(i64::try_from(index).unwrap()),
            link: link(0).as_str().to_owned(),
            sent_at: now - TimeDelta::seconds(*ago),
        };
        seconds_ago.iter().enumerate().map(one).collect()
    }

    #[test]
    fn the_same_link_within_thirty_seconds_is_a_repeat() {
        let now = DateTime::UNIX_EPOCH;
        assert_eq!(
            check_send_limits(&sent(&[29], now), &link(0), now),
            SendDecision::Repeat(SessionId(0))
        );

        assert_eq!(
            check_send_limits(&sent(&[30], now), &link(0), now),
            SendDecision::New
        );

        assert_eq!(
            check_send_limits(&sent(&[5], now), &link(1), now),
            SendDecision::New
        );
    }

    #[test]
    fn ten_links_in_ten_minutes_are_enough() {
        let now = DateTime::UNIX_EPOCH;
        let nine: Vec<i64> = (0..9).map(|n| 540 - n * 10).collect();

        assert_eq!(
            check_send_limits(&sent(&nine, now), &link(1), now),
            SendDecision::New
        );

        let ten: Vec<i64> = (0..10).map(|n| 540 - n * 10).collect();
        let expected = SendDecision::TooMany {
            retry_after: Duration::from_mins(1),
        };

        assert_eq!(check_send_limits(&sent(&ten, now), &link(1), now), expected);
    }

    #[test]
    fn forty_links_in_a_day_are_enough() {
        let now = DateTime::UNIX_EPOCH;
        let forty: Vec<i64> = (1..=40).map(|n| n * 1800).collect();
        let expected = SendDecision::TooMany {
            retry_after: Duration::from_hours(4),
        };

        assert_eq!(
            check_send_limits(&sent(&forty, now), &link(1), now),
            expected
        );
    }
}
