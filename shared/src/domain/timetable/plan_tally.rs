//! What became of the planned lessons, teacher by teacher.

use std::collections::BTreeSet;
use std::iter::Sum;
use std::ops::AddAssign;

use chrono::{DateTime, TimeDelta, Utc};

use super::{ComparedLesson, PlanComparison, SentLink};
use crate::domain::calendar::{Day, Period, SchoolCalendar};
use crate::domain::ids::{StudentId, TeacherId};

/// Sums over planned lessons and the links that were sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlanTally {
    /// Lessons whose planned time has come.
    pub planned: i64,
    /// Those of them for which no link was sent although their day is over.
    pub not_held: i64,
    /// Lessons for which a link was sent although none was planned: one a student and day.
    pub unplanned: i64,
    /// Lessons whose first link was sent late.
    pub late: i64,
    /// How late those were, together.
    pub late_seconds: i64,
    /// Lessons of which it is known when the student came to class.
    pub arrivals: i64,
    /// How long after the planned time that was, together; who came early was not late at all.
    pub student_delay_seconds: i64,
}

impl AddAssign for PlanTally {
    fn add_assign(&mut self, more: Self) {
        self.planned += more.planned;
        self.not_held += more.not_held;
        self.unplanned += more.unplanned;
        self.late += more.late;
        self.late_seconds += more.late_seconds;
        self.arrivals += more.arrivals;
        self.student_delay_seconds += more.student_delay_seconds;
    }
}

impl Sum for PlanTally {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        let mut sum = Self::default();
        for tally in all {
            sum += tally;
        }

        sum
    }
}

impl PlanTally {
    /// Returns the mean minutes by which the late starts were late, rounded; 0 if there are none.
    #[must_use]
    pub fn average_late_minutes(&self) -> i64 {
        rounded_minutes(self.late_seconds, self.late)
    }

    /// Returns the mean minutes after the planned time at which students came to class, rounded; 0 if none is known.
    #[must_use]
    pub fn average_student_delay_minutes(&self) -> i64 {
        rounded_minutes(self.student_delay_seconds, self.arrivals)
    }

    fn add_lesson(&mut self, one: &ComparedLesson, now: DateTime<Utc>, calendar: &SchoolCalendar) {
        // A link may be sent before its time.
        let is_due = one.lesson.starts_at <= now || !one.links.is_empty();
        self.planned += i64::from(is_due);
        self.not_held += i64::from(one.is_missed(now, calendar));
    }

    fn add_start(&mut self, one: &ComparedLesson) {
        if let Some(delay) = one.link_delay().filter(|_| one.is_late()) {
            self.late += 1;
            self.late_seconds += delay.num_seconds();
        }

        if let Some(delay) = one.student_delay() {
            self.arrivals += 1;
            self.student_delay_seconds += delay.max(TimeDelta::zero()).num_seconds();
        }
    }
}

fn rounded_minutes(seconds: i64, count: i64) -> i64 {
    if count == 0 {
        return 0;
    }

    (seconds + count * 30) / (count * 60)
}

impl PlanComparison {
    /// Returns the sums of the lessons and links of some days, by teacher.
    ///
    /// A lesson counts as planned for the teacher of the timetable. How it started counts for the teacher who sent its
    /// first link: somebody may have stood in.
    #[must_use]
    pub fn tallies(
        &self,
        period: Period,
        now: DateTime<Utc>,
        calendar: &SchoolCalendar,
    ) -> Vec<(&TeacherId, PlanTally)> {
        let mut tallies: Vec<(&TeacherId, PlanTally)> = Vec::new();

        for one in self
            .lessons
            .iter()
            .filter(|one| period.contains(one.lesson.day))
        {
            let mut planned = PlanTally::default();
            planned.add_lesson(one, now, calendar);
            tallies.push((&one.lesson.teacher, planned));

            if let Some(link) = one.first_link() {
                let mut started = PlanTally::default();
                started.add_start(one);
                tallies.push((&link.teacher, started));
            }
        }

        for link in self.unplanned_lessons(period, calendar) {
            let unplanned = PlanTally {
                unplanned: 1,
                ..PlanTally::default()
            };
            tallies.push((&link.teacher, unplanned));
        }

        tallies
    }

    /// Returns the first link of each lesson of some days that was not planned: a link that a teacher sends the same
    /// student again on that day belongs to the same lesson.
    #[must_use]
    pub fn unplanned_lessons(&self, period: Period, calendar: &SchoolCalendar) -> Vec<&SentLink> {
        let mut seen: BTreeSet<(StudentId, &TeacherId, Day)> = BTreeSet::new();
        let mut first = Vec::new();

        for link in &self.unplanned {
            let day = calendar.day_of(link.sent_at);
            if period.contains(day) && seen.insert((link.student, &link.teacher, day)) {
                first.push(link);
            }
        }

        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_are_rounded_to_minutes() {
        let tally = PlanTally {
            late: 2,
            late_seconds: 390 + 420,
            arrivals: 1,
            student_delay_seconds: 89,
            ..PlanTally::default()
        };

        assert_eq!(tally.average_late_minutes(), 7);
        assert_eq!(tally.average_student_delay_minutes(), 1);
        assert_eq!(PlanTally::default().average_late_minutes(), 0);
    }
}
