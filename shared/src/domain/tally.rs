//! Sums over sessions: how many there are, how long they were, how sure that is.

use std::iter::Sum;
use std::ops::{Add, AddAssign};

use chrono::{DateTime, Utc};

use crate::domain::measured_time::{Confidence, MeasuredTime};
use crate::domain::presence::PresenceParameters;
use crate::domain::session::{Phase, Session, Status};

/// Upper bounds of the classes of length, in minutes. The last class, above them all, has none.
pub const LENGTH_MINUTES: [i64; 6] = [5, 15, 30, 45, 60, 90];

/// Sums over some sessions of one status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many sessions there are.
    pub sessions: i64,
    /// Their seconds, as [`Session::counted_seconds`] says.
    pub seconds: i64,
    /// How many started late.
    pub late: i64,
    /// How many are of grade A.
    pub grade_a: i64,
    /// How many are of grade B.
    pub grade_b: i64,
    /// How many are of grade C.
    pub grade_c: i64,
    /// How many sessions each class of length has, by [`LENGTH_MINUTES`].
    pub lengths: [i64; 7],
}

impl Tally {
    /// Counts one session, which must have been settled.
    #[must_use]
    pub fn of(session: &Session, parameters: &PresenceParameters) -> Self {
        let mut tally = Self {
            sessions: 1,
            late: i64::from(session.is_late()),
            ..Self::default()
        };

        if let Some(MeasuredTime { grade, .. }) = session.figures(parameters) {
            tally.grade_a = i64::from(grade == Some(Confidence::A));
            tally.grade_b = i64::from(grade == Some(Confidence::B));
            tally.grade_c = i64::from(grade == Some(Confidence::C));
        }

        if let Some(seconds) = session.counted_seconds(parameters) {
            tally.seconds = seconds;
            tally.lengths[length_class(seconds)] = 1;
        }

        tally
    }
}

/// Returns the class of length that some seconds belong to.
fn length_class(seconds: i64) -> usize {
    LENGTH_MINUTES
        .iter()
        .filter(|minutes| seconds >= **minutes * 60)
        .count()
}

impl AddAssign for Tally {
    fn add_assign(&mut self, more: Self) {
        self.sessions += more.sessions;
        self.seconds += more.seconds;
        self.late += more.late;
        self.grade_a += more.grade_a;
        self.grade_b += more.grade_b;
        self.grade_c += more.grade_c;

        for (sum, more) in self.lengths.iter_mut().zip(more.lengths) {
            *sum += more;
        }
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(mut self, more: Self) -> Self {
        self += more;
        self
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Self::add)
    }
}

/// A tally of each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tallies([Tally; 4]);

impl Tallies {
    /// Adds sessions of one status.
    pub fn add(&mut self, status: Status, more: Tally) {
        self.0[status.rank()] += more;
    }

    /// Returns the sessions of one status.
    #[must_use]
    pub fn of(&self, status: Status) -> &Tally {
        &self.0[status.rank()]
    }

    /// Returns the sum over all sessions.
    #[must_use]
    pub fn all(&self) -> Tally {
        self.0.iter().copied().sum()
    }

    /// Returns the sum over the sessions that were opened.
    #[must_use]
    pub fn opened(&self) -> Tally {
        Status::ALL
            .into_iter()
            .filter(|status| *status != Status::Sent)
            .map(|status| *self.of(status))
            .sum()
    }

    /// Returns the mean seconds of the sessions that were opened, rounded; 0 if there are none.
    #[must_use]
    pub fn average_seconds(&self) -> i64 {
        let opened = self.opened().sessions;
        if opened == 0 {
            return 0;
        }

        // Sessions that were never opened have no seconds, so the sum over all needs no filter.
        (self.all().seconds + opened / 2) / opened
    }
}

impl AddAssign for Tallies {
    fn add_assign(&mut self, more: Self) {
        for (sum, more) in self.0.iter_mut().zip(more.0) {
            *sum += more;
        }
    }
}

impl Sum for Tallies {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        let mut sum = Self::default();
        for tallies in all {
            sum += tallies;
        }

        sum
    }
}

/// How many open sessions are in each phase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenPhases {
    /// Sessions with activity within the silence limit.
    pub live: i64,
    /// Sessions whose student is in Zoom.
    pub away: i64,
    /// Sessions that are silent.
    pub idle: i64,
}

impl OpenPhases {
    /// Counts a session, which must have been settled.
    pub fn add(&mut self, session: &Session, now: DateTime<Utc>, parameters: &PresenceParameters) {
        match session.phase(now, parameters) {
            Phase::Live => self.live += 1,
            Phase::Away => self.away += 1,
            Phase::Idle => self.idle += 1,
            Phase::Sent | Phase::Ended | Phase::Timeout => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_belongs_to_the_class_below_its_bound() {
        for (seconds, class) in [
            (0, 0),
            (299, 0),
            (300, 1),
            (899, 1),
            (3599, 4),
            (3600, 5),
            (5400, 6),
            (99_999, 6),
        ] {
            assert_eq!(length_class(seconds), class, "{seconds} s");
        }
    }
}
