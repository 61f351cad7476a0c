//! The rows of the timetable together.

use std::collections::{BTreeMap, BTreeSet};

use super::{OddSlot, PlannedLesson, PlannedSlot, StoredSlot};
use crate::domain::calendar::{Day, Period, SchoolCalendar};
use crate::domain::ids::StudentId;

/// The slots that could be read, and those that could not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timetable {
    /// What the lessons are planned by.
    pub slots: Vec<PlannedSlot>,
    /// What cannot be read. It plans nothing, and stops nothing.
    pub odd: Vec<OddSlot>,
}

impl Timetable {
    /// Reads rows.
    #[must_use]
    pub fn read(rows: &[StoredSlot]) -> Self {
        let mut timetable = Self::default();
        for row in rows {
            match PlannedSlot::read(row) {
                Ok(slot) => timetable.slots.push(slot),
                Err(odd) => timetable.odd.push(odd),
            }
        }

        timetable
    }

    /// Returns the lessons of some school days, by student and time. What two rows plan alike is one lesson.
    #[must_use]
    pub fn lessons(&self, period: Period, calendar: &SchoolCalendar) -> Vec<PlannedLesson> {
        let mut lessons = Vec::new();
        for day in period.iter() {
            lessons.extend(
                self.slots
                    .iter()
                    .filter_map(|slot| slot.lesson_on(day, calendar)),
            );
        }

        sort_each_once(lessons)
    }

    /// Returns the lessons of students on single days, by student and time.
    #[must_use]
    pub fn lessons_on(
        &self,
        days: &BTreeSet<(StudentId, Day)>,
        calendar: &SchoolCalendar,
    ) -> Vec<PlannedLesson> {
        let mut of_student: BTreeMap<StudentId, Vec<&PlannedSlot>> = BTreeMap::new();
        for slot in &self.slots {
            of_student.entry(slot.student).or_default().push(slot);
        }

        let mut lessons = Vec::new();
        for (student, day) in days {
            let slots = of_student.get(student).into_iter().flatten();
            lessons.extend(slots.filter_map(|slot| slot.lesson_on(*day, calendar)));
        }

        sort_each_once(lessons)
    }
}

fn sort_each_once(mut lessons: Vec<PlannedLesson>) -> Vec<PlannedLesson> {
    lessons.sort_by(|a, b| key(a).cmp(&key(b)));
    lessons.dedup_by(|a, b| key(a) == key(b));
    lessons
}

/// What a lesson is known by.
fn key(lesson: &PlannedLesson) -> impl Ord + '_ {
    (lesson.student, lesson.starts_at, &lesson.teacher)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, time_slot: &str, day_package: &str) -> StoredSlot {
        StoredSlot {
            id: id.into(),
            teacher: "ustaz1".into(),
            student: "42".into(),
            time_slot: time_slot.into(),
            day_package: day_package.into(),
            ..StoredSlot::default()
        }
    }

    #[test]
    fn odd_rows_are_kept_apart_and_equal_lessons_counted_once() {
        let timetable = Timetable::read(&[
            row("1", "16:00", "All days"),
            row("2", "4:00 PM", "MWF"),
            row("3", "9:00 AM", "Monday"),
            row("4", "sometime", "MWF"),
        ]);
        let week = Period {
            first: "2026-11-23".parse().unwrap(),
            last: "2026-11-29".parse().unwrap(),
        };

        let lessons = timetable.lessons(week, &SchoolCalendar::UTC);
        let monday: Vec<String> = lessons
            .iter()
            .take(2)
            .map(|lesson| lesson.starts_at.format("%a %R").to_string())
            .collect();

        assert_eq!(monday, ["Mon 09:00", "Mon 16:00"]);
        assert_eq!(lessons.len(), 8);
        let days: BTreeSet<_> = week.iter().map(|day| (StudentId(42), day)).collect();
        assert_eq!(timetable.lessons_on(&days, &SchoolCalendar::UTC), lessons);
        let of_another = [(StudentId(1), week.first)].into();
        assert!(
            timetable
                .lessons_on(&of_another, &SchoolCalendar::UTC)
                .is_empty()
        );
        assert_eq!(timetable.odd.len(), 1);
        assert_eq!(timetable.odd[0].id, "4");
    }
}
