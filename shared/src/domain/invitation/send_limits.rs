//! How often a teacher may send links to one student, and which link is a repetition.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::ZoomLink;
use crate::domain::ids::SessionId;

/// How long a link opens its session when the teacher names no other time.
pub const LINK_VALID: TimeDelta = TimeDelta::hours(48);
/// How long a link may be valid at most; so nobody opens one later after it was sent.
pub const LONGEST_LINK_VALID: TimeDelta = TimeDelta::days(366);

/// The same link within this time belongs to the same lesson: the teacher tapped twice, or the answer got lost.
pub const REPEAT_WINDOW: TimeDelta = TimeDelta::seconds(30);
/// How many links of one teacher to one student each window may hold. A few in a row are normal, because meetings of
/// Zoom are restarted.
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
    /// It may be stored as a new session.
    New,
    /// It was stored a moment ago, in this session.
    Repeat(SessionId),
    /// The limit of a window is reached.
    TooMany {
        /// Time until the limit allows one more link.
        retry_after: Duration,
    },
}

/// Judges a new link by the links of the same teacher and student within the last 24 hours, in any order.
#[must_use]
pub fn check_send_limits(
    recent: &[RecentLink],
    link: &ZoomLink,
    now: DateTime<Utc>,
) -> SendDecision {
    let repeat = recent
        .iter()
        .filter(|known| known.link == link.as_str() && now - known.sent_at < REPEAT_WINDOW)
        .max_by_key(|known| (known.sent_at, known.session));

    // A repetition stores no link, so no limit applies to it.
    if let Some(known) = repeat {
        return SendDecision::Repeat(known.session);
    }

    match time_until_next_link(recent, now) {
        Some(retry_after) => SendDecision::TooMany { retry_after },
        None => SendDecision::New,
    }
}

/// Returns the time until the limits allow one more link, whichever it is. `None`: they do.
#[must_use]
pub fn time_until_next_link(recent: &[RecentLink], now: DateTime<Utc>) -> Option<Duration> {
    let waits = LIMITS
        .iter()
        .filter_map(|(window, limit)| time_to_wait(recent, *window, *limit, now));

    waits.max().map(|wait| wait.to_std().unwrap_or_default())
}

/// Returns the time until a window holds less than `limit` links. `None`: it does already.
fn time_to_wait(
    recent: &[RecentLink],
    window: TimeDelta,
    limit: usize,
    now: DateTime<Utc>,
) -> Option<TimeDelta> {
    let mut times: Vec<_> = recent
        .iter()
        .map(|known| known.sent_at)
        .filter(|at| now - *at < window)
        .collect();
    times.sort_unstable();

    // All links but the newest `limit - 1` have to leave the window.
    let last_to_leave = times.len().checked_sub(limit)?;
    Some(times[last_to_leave] + window - now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(pwd: u32) -> ZoomLink {
        format!("https://zoom.us/j/1234567890?pwd={pwd}")
            .parse()
            .unwrap()
    }

    fn links(seconds_ago: &[i64], now: DateTime<Utc>) -> Vec<RecentLink> {
        (0..)
            .zip(seconds_ago)
            .map(|(id, ago)| RecentLink {
                session: SessionId(id),
                link: link(0).as_str().to_owned(),
                sent_at: now - TimeDelta::seconds(*ago),
            })
            .collect()
    }

    #[test]
    fn the_same_link_within_thirty_seconds_is_a_repeat() {
        let now = DateTime::UNIX_EPOCH;
        assert_eq!(
            check_send_limits(&links(&[29], now), &link(0), now),
            SendDecision::Repeat(SessionId(0))
        );

        assert_eq!(
            check_send_limits(&links(&[30], now), &link(0), now),
            SendDecision::New
        );

        assert_eq!(
            check_send_limits(&links(&[5], now), &link(1), now),
            SendDecision::New
        );
    }

    #[test]
    fn ten_links_in_ten_minutes_are_enough() {
        let now = DateTime::UNIX_EPOCH;
        let nine: Vec<i64> = (0..9).map(|n| 540 - n * 10).collect();

        assert_eq!(
            check_send_limits(&links(&nine, now), &link(1), now),
            SendDecision::New
        );

        let ten: Vec<i64> = (0..10).map(|n| 540 - n * 10).collect();
        let expected = SendDecision::TooMany {
            retry_after: Duration::from_mins(1),
        };

        assert_eq!(
            check_send_limits(&links(&ten, now), &link(1), now),
            expected
        );
    }

    #[test]
    fn forty_links_in_a_day_are_enough() {
        let now = DateTime::UNIX_EPOCH;
        let forty: Vec<i64> = (1..=40).map(|n| n * 1800).collect();
        let expected = SendDecision::TooMany {
            retry_after: Duration::from_hours(4),
        };

        assert_eq!(
            check_send_limits(&links(&forty, now), &link(1), now),
            expected
        );
    }
}
