//! The hour that the timetable has for a lesson that is held now.

use chrono::{DateTime, TimeDelta, Utc};

use super::{PlannedLesson, Timetable};
use crate::domain::calendar::{Period, SchoolCalendar};
use crate::domain::ids::{StudentId, TeacherId};

/// A page that is opened this near to a planned time is opened for that lesson.
const NEAR_HOUR: TimeDelta = TimeDelta::minutes(30);

/// The hour of a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedHour {
    /// When it begins.
    pub begins_at: DateTime<Utc>,
    /// When it ends, where the timetable says so.
    pub ends_at: Option<DateTime<Utc>>,
    /// When the teacher's next lesson begins.
    pub next_at: Option<DateTime<Utc>>,
}

impl Timetable {
    /// Returns the hour of the teacher's lesson with a student whose page is opened at `opened`. The timetable must
    /// have all of the teacher's slots.
    #[must_use]
    pub fn hour_of(
        &self,
        (teacher, student): (&TeacherId, StudentId),
        opened: DateTime<Utc>,
        calendar: &SchoolCalendar,
    ) -> Option<PlannedHour> {
        // A lesson near midnight may be of the day before or after.
        let days = Period {
            first: calendar.day_of(opened - TimeDelta::days(1)),
            last: calendar.day_of(opened + TimeDelta::days(1)),
        };
        let lessons: Vec<PlannedLesson> = self
            .lessons(days, calendar)
            .into_iter()
            .filter(|lesson| lesson.teacher == *teacher)
            .collect();

        let own = lessons
            .iter()
            .filter(|lesson| lesson.student == student)
            .min_by_key(|lesson| (lesson.starts_at - opened).abs())?;
        let is_near = (own.starts_at - opened).abs() <= NEAR_HOUR;
        let next_at = lessons
            .iter()
            .map(|lesson| lesson.starts_at)
            .filter(|starts| *starts > own.starts_at)
            .min();

        is_near.then_some(PlannedHour {
            begins_at: own.starts_at,
            ends_at: own.ends_at,
            next_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::timetable::StoredSlot;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-11-{text}:00Z").parse().unwrap()
    }

    fn slot(student: &str, teacher: &str, time: &str) -> StoredSlot {
        StoredSlot {
            id: "1".into(),
            teacher: teacher.into(),
            student: student.into(),
            time_slot: time.into(),
            day_package: "All days".into(),
            ..StoredSlot::default()
        }
    }

    fn hour(opened: &str) -> Option<PlannedHour> {
        let timetable = Timetable::read(&[
            slot("1", "t", "4:00 PM"),
            slot("2", "t", "4:30 PM"),
            slot("3", "other", "4:10 PM"),
            slot("1", "t", "23:50"),
        ]);
        let whose = (&TeacherId("t".into()), StudentId(1));

        timetable.hour_of(whose, at(opened), &SchoolCalendar::UTC)
    }

    #[test]
    fn a_page_that_is_opened_near_the_hour_is_opened_for_it() {
        let planned = hour("23T16:12").unwrap();
        assert_eq!(planned.begins_at, at("23T16:00"));
        // The same teacher's, whoever comes; no other's.
        assert_eq!(planned.next_at, Some(at("23T16:30")));

        assert_eq!(hour("23T15:31"), hour("23T16:29"));
        assert_eq!(hour("23T16:31"), None);
    }

    #[test]
    fn an_hour_near_midnight_belongs_to_the_day_before() {
        assert_eq!(hour("24T00:05").unwrap().begins_at, at("23T23:50"));
    }
}
