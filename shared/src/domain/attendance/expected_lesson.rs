//! How long a lesson was likely to be, before anything is known of how it went: by the timetable, by the student's
//! earlier lessons, or else by the school's. It fills in an end that nobody told, and never makes a figure surer.

use chrono::{DateTime, TimeDelta, Utc};

use super::assumptions::{
    AFTER_THE_HOUR, LENGTH_STEP, LONGEST_OVERRUN, LONGEST_PLANNED, LONGEST_SLOT,
    OPENED_BEFORE_JOIN, OVERRUN_OF_GUESS, SAME_HOUR, SHORTEST_SLOT, USUAL_LESSON,
};
use crate::domain::calendar::{Interval, SchoolCalendar};
use crate::domain::stored_names::stored_names;
use crate::domain::timetable::PlannedHour;

stored_names! {
    /// What an expectation rests on.
    ExpectationSource {
        /// The timetable.
        Plan = "plan",
        /// The student's own earlier lessons of grade A and B.
        Student = "student",
        /// The student's own earlier lessons, of which the teacher alone told most ends.
        Told = "told",
        /// The school's recent lessons of grade A and B.
        School = "school",
        /// Nothing: what schools usually do.
        Assumed = "assumed",
    }
}

/// What was to be expected of a lesson when its page was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpectedLesson {
    /// The likely length.
    pub seconds: i64,
    /// What it rests on.
    pub source: ExpectationSource,
    /// The number of earlier lessons whose median it is; 0 if it is none.
    pub lessons: u32,
    /// Whether at least two tell the same: earlier lessons, or one and the timetable.
    pub is_sure: bool,
    /// When the lesson was to be over, if that is known.
    pub ends_at: Option<DateTime<Utc>>,
}

/// An earlier lesson: of grade A or B, or one whose end the teacher alone told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EarlierLesson {
    /// From when to when it was held.
    pub held: Interval,
    /// The student's seconds in class.
    pub seconds: i64,
    /// Whether it has grade A or B.
    pub is_graded: bool,
}

impl ExpectedLesson {
    /// Nothing is known.
    #[must_use]
    pub fn assumed() -> Self {
        Self {
            seconds: USUAL_LESSON.num_seconds(),
            source: ExpectationSource::Assumed,
            lessons: 0,
            is_sure: false,
            ends_at: None,
        }
    }

    /// Expects the median of the school's lessons. `None`: there are none.
    #[must_use]
    pub fn by_school(lengths: Vec<i64>) -> Option<Self> {
        Some(Self {
            lessons: count(&lengths),
            seconds: median(lengths)?,
            source: ExpectationSource::School,
            is_sure: false,
            ends_at: None,
        })
    }

    /// Expects the median of the student's lessons for one that is opened at `opened`; if they were held at this hour,
    /// also their end. `None`: there are none.
    ///
    /// Two of grade A and B are better than any number of others.
    #[must_use]
    pub fn by_student(
        lessons: &[EarlierLesson],
        opened: DateTime<Utc>,
        calendar: &SchoolCalendar,
    ) -> Option<Self> {
        let graded: Vec<EarlierLesson> = lessons
            .iter()
            .filter(|lesson| lesson.is_graded)
            .copied()
            .collect();
        let (lessons, source) = if graded.len() >= 2 || graded.len() == lessons.len() {
            (graded.as_slice(), ExpectationSource::Student)
        } else {
            (lessons, ExpectationSource::Told)
        };

        let lengths: Vec<i64> = lessons.iter().map(|lesson| lesson.seconds).collect();
        let seconds = median(lengths.clone())?;
        let alike = lengths
            .iter()
            .filter(|length| (*length - seconds).abs() <= LENGTH_STEP.num_seconds())
            .count();
        let ends = lessons
            .iter()
            .filter_map(|lesson| end_at_same_hour(lesson.held, opened, calendar))
            .map(|end| end.timestamp())
            .collect();

        Some(Self {
            seconds,
            source,
            lessons: count(&lengths),
            is_sure: alike >= 2 && alike * 2 > lengths.len(),
            ends_at: median(ends).and_then(|end| DateTime::from_timestamp(end, 0)),
        })
    }

    /// Puts what earlier lessons let expect into the hour that the timetable has for it.
    #[must_use]
    pub fn planned(self, hour: PlannedHour) -> Self {
        let (length, source, is_sure) = self.planned_length(hour);

        Self {
            seconds: length.num_seconds(),
            source,
            lessons: self.lessons,
            is_sure,
            ends_at: Some(hour.begins_at + length),
        }
    }

    /// The length of a planned lesson, what it rests on, and whether it is sure.
    fn planned_length(self, hour: PlannedHour) -> (TimeDelta, ExpectationSource, bool) {
        let told = hour.ends_at.map(|ends| ends - hour.begins_at);
        // A longer slot is a teacher's shift, or a slip.
        let is_lesson = |told: &TimeDelta| *told > TimeDelta::zero() && *told <= LONGEST_PLANNED;
        if let Some(told) = told.filter(is_lesson) {
            return (told, ExpectationSource::Plan, true);
        }

        // A lesson hardly runs into the teacher's next one.
        let slot = hour
            .next_at
            .map(|next| next - hour.begins_at)
            .filter(|slot| (SHORTEST_SLOT..=LONGEST_SLOT).contains(slot));
        let agreed = self.agreed_length(hour);
        let is_by_grade = self.source == ExpectationSource::Student;
        let is_own = is_by_grade || self.source == ExpectationSource::Told;

        match slot {
            _ if is_by_grade && self.is_sure => (agreed, ExpectationSource::Plan, true),
            // A teacher who tells every end too late must not lengthen the plan by it.
            Some(slot) if is_own => {
                let is_alike = (slot - agreed).abs() <= LENGTH_STEP;
                let is_sure = is_alike || (self.is_sure && agreed <= slot);
                (agreed.min(slot), ExpectationSource::Plan, is_sure)
            }
            Some(slot) => (slot, ExpectationSource::Plan, false),
            None if is_own && self.is_sure => (agreed, ExpectationSource::Plan, true),
            None => (agreed, self.source, false),
        }
    }

    /// The length from the planned hour on that earlier lessons let expect.
    fn agreed_length(self, hour: PlannedHour) -> TimeDelta {
        // The student's lessons at this hour tell their end to the minute.
        let usual = self.ends_at.map(|ends| ends - hour.begins_at);
        if let Some(usual) = usual.filter(|usual| *usual >= LENGTH_STEP) {
            return usual;
        }

        let step = LENGTH_STEP.num_seconds();
        let seconds = self.seconds + AFTER_THE_HOUR.num_seconds();
        TimeDelta::seconds((seconds + step / 2).div_euclid(step) * step)
    }

    /// When the lesson was to begin, if that is known.
    #[must_use]
    pub fn begins_at(&self) -> Option<DateTime<Utc>> {
        self.ends_at
            .map(|ends| ends - TimeDelta::seconds(self.seconds))
    }

    /// When a lesson that began at `from` was likely over.
    #[must_use]
    pub fn end_of(&self, from: DateTime<Utc>) -> DateTime<Utc> {
        let length = TimeDelta::seconds(self.seconds);
        // Who comes at another time than expected may have got a whole lesson then.
        let is_as_expected = |ends: &DateTime<Utc>| {
            let left = *ends - from;
            length / 2 <= left && left <= length + OPENED_BEFORE_JOIN
        };

        self.ends_at.filter(is_as_expected).unwrap_or(from + length)
    }

    /// Returns an end that one page alone tells, or the likely one where the told one is so late that somebody forgot
    /// to tell it.
    #[must_use]
    pub fn bound(&self, told: DateTime<Utc>, from: DateTime<Utc>) -> DateTime<Utc> {
        let likely = self.end_of(from);
        let longest_overrun = if self.is_sure {
            LONGEST_OVERRUN
        } else {
            OVERRUN_OF_GUESS
        };

        if told > likely + longest_overrun {
            likely
        } else {
            told
        }
    }
}

fn count(lessons: &[i64]) -> u32 {
    u32::try_from(lessons.len()).unwrap_or(u32::MAX)
}

/// The middle one; of an even number the lower one of the two, so that nobody is paid for more than there was.
fn median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    let last = values.len().checked_sub(1)?;

    values.get(last / 2).copied()
}

/// When a lesson ends that is held today at the hour of an earlier one, by the school's clock: over a change to summer
/// time lessons move with it. `None`: the earlier one had another hour.
fn end_at_same_hour(
    earlier: Interval,
    opened: DateTime<Utc>,
    calendar: &SchoolCalendar,
) -> Option<DateTime<Utc>> {
    let begins = calendar.same_time_near(earlier.from, opened)?;
    let is_same_hour = (begins - opened).abs() <= SAME_HOUR;

    is_same_hour.then(|| begins + (earlier.to - earlier.from))
}

#[cfg(test)]
mod tests;
