//! The rows of the timetable together.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

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
    /// Whose slots those are: of these students it is not known when they have no lesson.
    pub odd_students: BTreeSet<StudentId>,
}

impl Timetable {
    /// Reads rows.
    #[must_use]
    pub fn read(rows: &[StoredSlot]) -> Self {
        let mut timetable = Self::default();
        for row in rows {
            match PlannedSlot::read(row) {
                Ok(slot) => timetable.slots.push(slot),
                Err(odd) => {
                    timetable
                        .odd_students
                        .extend(row.student.trim().parse::<StudentId>());
                    timetable.odd.push(odd);
                }
            }
        }

        timetable
    }

    /// Returns the lessons of some school days, by student and time. A student has one lesson at an instant: of two rows
    /// that plan one, the newer counts.
    #[must_use]
    pub fn lessons(&self, period: Period, calendar: &SchoolCalendar) -> Vec<PlannedLesson> {
        let slots = self.newest_first();
        let mut lessons = Vec::new();
        for day in period.iter() {
            lessons.extend(
                slots
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
        for slot in self.newest_first() {
            of_student.entry(slot.student).or_default().push(slot);
        }

        let mut lessons = Vec::new();
        for (student, day) in days {
            let slots = of_student.get(student).into_iter().flatten();
            lessons.extend(slots.filter_map(|slot| slot.lesson_on(*day, calendar)));
        }

        sort_each_once(lessons)
    }

    fn newest_first(&self) -> Vec<&PlannedSlot> {
        let mut slots: Vec<&PlannedSlot> = self.slots.iter().collect();
        slots.sort_by(|a, b| b.age_order().cmp(&a.age_order()));
        slots
    }
}

/// Sorts the lessons of slots, the newest slot's first, and keeps the first of each student and instant.
fn sort_each_once(mut lessons: Vec<PlannedLesson>) -> Vec<PlannedLesson> {
    lessons.sort_by_key(key);
    lessons.dedup_by_key(|lesson| key(lesson));
    lessons
}

/// What a lesson is known by.
fn key(lesson: &PlannedLesson) -> (StudentId, DateTime<Utc>) {
    (lesson.student, lesson.starts_at)
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
        assert_eq!(timetable.odd_students, [StudentId(42)].into());
    }

    /// The old teacher's row is often kept open when a student passes to another teacher.
    #[test]
    fn of_two_teachers_rows_for_one_instant_the_newer_counts() {
        let of = |id: &str, teacher: &str, from: Option<&str>| StoredSlot {
            teacher: teacher.into(),
            from: from.map(Into::into),
            ..row(id, "16:00", "Monday")
        };
        let (old, new) = (Some("2026-09-01 00:00:00"), Some("2026-11-20 00:00:00"));

        for (rows, expected) in [
            ([of("10", "t1", old), of("9", "t2", new)], "t2"),
            ([of("9", "t2", new), of("10", "t1", old)], "t2"),
            ([of("10", "t2", old), of("9", "t1", old)], "t2"),
            ([of("9", "t1", None), of("10", "t2", None)], "t2"),
            ([of("9", "t2", old), of("10", "t1", None)], "t2"),
        ] {
            let timetable = Timetable::read(&rows);
            let monday: Day = "2026-11-23".parse().unwrap();
            let period = Period {
                first: monday,
                last: monday,
            };
            let lessons = timetable.lessons(period, &SchoolCalendar::UTC);
            let teachers: Vec<&str> = lessons.iter().map(|one| one.teacher.0.as_str()).collect();

            assert_eq!(teachers, [expected], "{rows:?}");
            let days = [(StudentId(42), monday)].into();
            assert_eq!(timetable.lessons_on(&days, &SchoolCalendar::UTC), lessons);
        }
    }
}
