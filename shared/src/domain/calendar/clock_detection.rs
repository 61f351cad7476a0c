//! Finds by which clock other programs store times, from their rows.
//!
//! A link is opened after it was sent, mostly within minutes: where `clicked_at` lies before `sent_time` by just the
//! distance of the school's clock from Coordinated Universal Time, `sent_time` is the school's. And a row lies in time
//! where its id lies among rows of ours, of which the instant is known, and never after now.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::{SchoolCalendar, StoredAs, StoredTimes};

/// A row's times, in the order of ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowTimes {
    /// A row of ours, sent at this instant.
    Ours(DateTime<Utc>),
    /// A row of another program, as stored.
    Others {
        /// `sent_time`.
        sent: NaiveDateTime,
        /// `clicked_at`, with whether one of our pages stored it, in Coordinated Universal Time.
        opened: Option<(NaiveDateTime, bool)>,
    },
}

/// What rows tell of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DetectedClock {
    /// How other programs store it; `None`: too few rows tell, or they contradict each other.
    pub stored_as: Option<StoredAs>,
    /// The number of rows that tell.
    pub rows: usize,
    /// How many of them contradict.
    pub against: usize,
    /// The time of the first of them, as stored.
    pub first: Option<NaiveDateTime>,
}

/// What rows tell of the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DetectedClocks {
    /// Of `sent_time`.
    pub sent: DetectedClock,
    /// Of `clicked_at`, and so of a session's other times.
    pub opened: DetectedClock,
}

impl DetectedClocks {
    /// Returns what rows tell of these times.
    #[must_use]
    pub fn of(&self, times: StoredTimes) -> &DetectedClock {
        match times {
            StoredTimes::Sent => &self.sent,
            StoredTimes::Session => &self.opened,
        }
    }
}

/// Most links are opened within this time. Shorter than the distance of any zone that differs by an hour.
const OPENED_WITHIN: TimeDelta = TimeDelta::minutes(30);
/// Rows of different programs may be stored in another order than they were sent.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);
/// Fewer rows tell nothing.
const ENOUGH: usize = 20;
/// A clock that came into use must be seen in this many rows on both sides.
const ENOUGH_ON_EACH_SIDE: usize = 10;

/// Whether a time is the school's; with the time.
type Vote = (NaiveDateTime, bool);

/// How the clocks of a row's two times differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pair {
    /// `sent_time` is the school's, `clicked_at` Coordinated Universal Time.
    SentAhead,
    /// Both are the same.
    SameClock,
    /// `clicked_at` alone is the school's.
    OpenedAhead,
}

impl Pair {
    /// Tells whether `clicked_at` is the school's, of whether `sent_time` is, if that is known.
    fn is_opened_by_school(self, is_sent_by_school: Option<bool>) -> Option<bool> {
        match self {
            Self::SentAhead => Some(false),
            Self::SameClock => is_sent_by_school,
            Self::OpenedAhead => Some(true),
        }
    }
}

impl DetectedClock {
    /// Tells whether a time as stored is the school's. `None`: rows do not tell.
    fn at(&self, stored: NaiveDateTime) -> Option<bool> {
        Some(match self.stored_as? {
            StoredAs::Utc => false,
            StoredAs::School { since } => since.is_none_or(|since| since <= stored),
        })
    }
}

impl SchoolCalendar {
    /// Finds by which clock other programs store times.
    #[must_use]
    pub fn detect_clocks(&self, rows: &[RowTimes], now: DateTime<Utc>) -> DetectedClocks {
        let mut sent_votes = Vec::new();
        let mut pairs = Vec::new();
        for (row, surroundings) in rows.iter().zip(surroundings(rows, now)) {
            let RowTimes::Others { sent, opened } = *row else {
                continue;
            };

            let order = self.vote_by_order(sent, surroundings);
            let pair = opened.and_then(|(opened, is_ours)| {
                let pair = self.compare_pair(sent, opened)?;
                pairs.extend((!is_ours).then_some((sent, pair)));
                match pair {
                    Pair::SentAhead => Some(true),
                    Pair::OpenedAhead => Some(false),
                    // Our pages' times are Coordinated Universal Time here.
                    Pair::SameClock => is_ours.then_some(false),
                }
            });
            sent_votes.extend(pair.or(order).map(|is_school| (sent, is_school)));
        }

        let sent = decide(&sent_votes);
        let opened_votes: Vec<Vote> = pairs
            .into_iter()
            .filter_map(|(at, pair)| Some((at, pair.is_opened_by_school(sent.at(at))?)))
            .collect();

        DetectedClocks {
            sent,
            opened: decide(&opened_votes),
        }
    }

    /// Compares the clocks of a row's two times, of which the second one followed soon. `None`: they do not tell.
    fn compare_pair(&self, sent: NaiveDateTime, opened: NaiveDateTime) -> Option<Pair> {
        let ahead = sent - self.instant(sent)?.naive_utc();
        if ahead.is_zero() {
            return None;
        }

        let is_soon = |passed: TimeDelta| (TimeDelta::zero()..=OPENED_WITHIN).contains(&passed);
        let passed = opened - sent;
        let mut fitting = [
            (Pair::SentAhead, passed + ahead),
            (Pair::SameClock, passed),
            (Pair::OpenedAhead, passed - ahead),
        ]
        .into_iter()
        .filter(|(_, passed)| is_soon(*passed));

        match (fitting.next(), fitting.next()) {
            (Some((pair, _)), None) => Some(pair),
            _ => None,
        }
    }

    /// Tells whether a time is the school's because only so it lies between the rows around it.
    fn vote_by_order(
        &self,
        sent: NaiveDateTime,
        (after, before): (Option<DateTime<Utc>>, DateTime<Utc>),
    ) -> Option<bool> {
        let fits = |at: DateTime<Utc>| {
            after.is_none_or(|after| after - TOLERANCE <= at) && at <= before + TOLERANCE
        };

        match (fits(sent.and_utc()), fits(self.instant(sent)?)) {
            (true, false) => Some(false),
            (false, true) => Some(true),
            (true, true) | (false, false) => None,
        }
    }
}

/// Returns for each row when our row before it was sent, and our row after it, or now.
fn surroundings(
    rows: &[RowTimes],
    now: DateTime<Utc>,
) -> Vec<(Option<DateTime<Utc>>, DateTime<Utc>)> {
    let mut surroundings = Vec::with_capacity(rows.len());
    let mut before = None;
    for row in rows {
        surroundings.push((before, now));
        if let RowTimes::Ours(at) = row {
            before = Some(*at);
        }
    }

    let mut after = now;
    for (row, surrounding) in rows.iter().zip(&mut surroundings).rev() {
        surrounding.1 = after;
        if let RowTimes::Ours(at) = row {
            after = *at;
        }
    }

    surroundings
}

/// Decides by the votes, in the order of time.
fn decide(votes: &[Vote]) -> DetectedClock {
    let rows = votes.len();
    let of_school = votes.iter().filter(|(_, is_school)| *is_school).count();
    let first = votes.first().map(|(at, _)| *at);
    let unknown = |against| DetectedClock {
        stored_as: None,
        rows,
        against,
        first,
    };
    if rows < ENOUGH {
        return unknown(0);
    }

    let mut best = (rows - of_school, StoredAs::School { since: None });
    if of_school < best.0 {
        best = (of_school, StoredAs::Utc);
    }
    // Votes of the school's clock before a place, and of the other one from there on, contradict a change there.
    let mut against = rows - of_school;
    for (place, (at, is_school)) in votes.iter().enumerate() {
        let has_enough = (ENOUGH_ON_EACH_SIDE..=rows - ENOUGH_ON_EACH_SIDE).contains(&place);
        if has_enough && against < best.0 {
            best = (against, StoredAs::School { since: Some(*at) });
        }

        against = if *is_school { against + 1 } else { against - 1 };
    }

    // One in twenty may be opened late, or just by chance at that distance.
    let (against, stored_as) = best;
    if against * 20 > rows {
        return unknown(against);
    }
    DetectedClock {
        stored_as: Some(stored_as),
        rows,
        against,
        first,
    }
}

#[cfg(test)]
mod tests;
