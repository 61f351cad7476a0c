//! One row of the timetable, and the lessons that it plans.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{DayPackage, TimeSlot};
use crate::domain::calendar::{Day, SchoolCalendar, read_time};
use crate::domain::ids::{StudentId, TeacherId};

/// A row of `wpos_ustaz_occupied_times` as it is stored: every column as text, whatever its type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredSlot {
    /// `id`.
    pub id: String,
    /// `ustaz_id`.
    pub teacher: String,
    /// `student_id`.
    pub student: String,
    /// `time_slot`.
    pub time_slot: String,
    /// `daypackage`.
    pub day_package: String,
    /// `occupied_at`.
    pub from: Option<String>,
    /// `end_at`.
    pub until: Option<String>,
}

/// A time of the week that is a student's with a teacher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedSlot {
    /// The row.
    pub id: String,
    /// Whose it is.
    pub student: StudentId,
    /// Who teaches.
    pub teacher: TeacherId,
    /// The time by the school's clock.
    pub time: TimeSlot,
    /// The weekdays.
    pub days: DayPackage,
    /// The instant from which it is the student's; `None`: always was.
    pub from: Option<DateTime<Utc>>,
    /// The instant from which it is not the student's any more; `None`: no end is known.
    pub until: Option<DateTime<Utc>>,
}

/// A row that cannot be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OddSlot {
    /// The row.
    pub id: String,
    /// The column that is odd.
    pub column: &'static str,
    /// What it holds.
    pub text: String,
}

impl OddSlot {
    /// Names what is odd in the two texts that people type, if anything is.
    #[must_use]
    pub fn find(id: &str, time_slot: &str, day_package: &str) -> Option<Self> {
        let (column, text) = if time_slot.parse::<TimeSlot>().is_err() {
            ("time_slot", time_slot)
        } else if day_package.parse::<DayPackage>().is_err() {
            ("daypackage", day_package)
        } else {
            return None;
        };

        Some(Self {
            id: id.to_owned(),
            column,
            text: text.to_owned(),
        })
    }
}

impl fmt::Display for OddSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "id {}, {} '{}'", self.id, self.column, self.text)
    }
}

/// A lesson as the timetable plans it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedLesson {
    /// Whose lesson it is.
    pub student: StudentId,
    /// Who teaches.
    pub teacher: TeacherId,
    /// The school day.
    pub day: Day,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends, where the timetable says so. Most say only when lessons begin.
    pub ends_at: Option<DateTime<Utc>>,
}

impl PlannedSlot {
    /// Reads a row. What cannot be read is named.
    pub fn read(row: &StoredSlot) -> Result<Self, OddSlot> {
        let odd = |column: &'static str, text: &str| OddSlot {
            id: row.id.clone(),
            column,
            text: text.to_owned(),
        };
        let bound = |column, text: &Option<String>| match text.as_deref() {
            Some(text) => read_time(text)
                .map(|at| at.map(|at| at.and_utc()))
                .map_err(|_| odd(column, text)),
            None => Ok(None),
        };

        let student = row.student.trim().parse();
        let teacher = Some(row.teacher.trim()).filter(|teacher| !teacher.is_empty());
        Ok(Self {
            id: row.id.clone(),
            student: student.map_err(|_| odd("student_id", &row.student))?,
            teacher: TeacherId(teacher.ok_or_else(|| odd("ustaz_id", ""))?.to_owned()),
            time: row
                .time_slot
                .parse()
                .map_err(|_| odd("time_slot", &row.time_slot))?,
            days: row
                .day_package
                .parse()
                .map_err(|_| odd("daypackage", &row.day_package))?,
            from: bound("occupied_at", &row.from)?,
            until: bound("end_at", &row.until)?,
        })
    }

    /// Returns what is greater for the newer of two slots: it was given to the student later, or entered later.
    pub(super) fn age_order(&self) -> impl Ord + '_ {
        let number: Option<u64> = self.id.trim().parse().ok();
        (self.from, number, &self.id, &self.teacher, self.time.ends)
    }

    /// Returns the lesson of a school day, if the slot plans one and is the student's then.
    #[must_use]
    pub fn lesson_on(&self, day: Day, calendar: &SchoolCalendar) -> Option<PlannedLesson> {
        if !self.days.includes_date(day.date()) {
            return None;
        }

        let starts_at = calendar.instant(day.date().and_time(self.time.starts))?;
        let is_students = self.from.is_none_or(|from| from <= starts_at)
            && self.until.is_none_or(|until| starts_at < until);

        is_students.then(|| PlannedLesson {
            student: self.student,
            teacher: self.teacher.clone(),
            day,
            starts_at,
            ends_at: self.time.length().map(|length| starts_at + length),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> StoredSlot {
        StoredSlot {
            id: "7".into(),
            teacher: "ustaz1".into(),
            student: "42".into(),
            time_slot: "4:00 PM".into(),
            day_package: "MWF".into(),
            from: Some("2026-11-02 09:00:00".into()),
            until: None,
        }
    }

    fn starts(row: &StoredSlot, day: &str, zone: &str) -> Option<String> {
        let slot = PlannedSlot::read(row).unwrap();
        let lesson = slot.lesson_on(day.parse().unwrap(), &zone.parse().unwrap())?;
        Some(lesson.starts_at.format("%F %T").to_string())
    }

    #[test]
    fn a_lesson_is_planned_by_the_schools_clock_on_the_slots_days() {
        let on = |day| starts(&row(), day, "Africa/Addis_Ababa");

        assert_eq!(on("2026-11-23").as_deref(), Some("2026-11-23 13:00:00"));
        assert_eq!(on("2026-11-24"), None);
    }

    #[test]
    fn a_teacher_is_the_same_with_spaces_around_the_id() {
        let spaced = StoredSlot {
            teacher: format!(" {} ", row().teacher),
            ..row()
        };
        let teacher = |row: &StoredSlot| PlannedSlot::read(row).unwrap().teacher;
        assert_eq!(teacher(&spaced), teacher(&row()));
    }

    #[test]
    fn a_slot_is_the_students_from_one_instant_to_another() {
        let row = StoredSlot {
            until: Some("2026-11-25 13:00:00.000".into()),
            ..row()
        };
        let on = |day| starts(&row, day, "Africa/Addis_Ababa").is_some();

        assert!(!on("2026-10-30"));
        assert!(on("2026-11-02"));
        assert!(on("2026-11-23"));
        assert!(!on("2026-11-25"), "it ended when the lesson would begin");
    }

    #[test]
    fn times_of_every_form_bound_a_slot() {
        for (from, expected) in [
            ("0000-00-00 00:00:00", true),
            ("2026-11-00", true),
            ("2026-11-23", true),
            ("2026-11-23T12:00:00Z", true),
            ("2026-11-23 12:00", true),
            ("2026-11-23T18:00:00+03:00", true),
            ("2026-11-23T18:00:00-03:00", false),
            ("2026-11-24", false),
        ] {
            let row = StoredSlot {
                from: Some(from.into()),
                ..row()
            };
            assert_eq!(
                starts(&row, "2026-11-23", "UTC").is_some(),
                expected,
                "{from}"
            );
        }
    }

    #[test]
    fn where_the_clock_jumps_the_calendars_rule_holds() {
        let at_half_past_two = StoredSlot {
            time_slot: "2:30 AM".into(),
            day_package: "Sunday".into(),
            from: None,
            ..row()
        };
        let on = |day| starts(&at_half_past_two, day, "Europe/Berlin");

        assert_eq!(on("2026-03-29").as_deref(), Some("2026-03-29 01:30:00"));
        assert_eq!(on("2026-10-25").as_deref(), Some("2026-10-25 00:30:00"));
    }

    #[test]
    fn an_odd_row_is_named_by_its_column_and_text() {
        type Change = fn(&mut StoredSlot);
        let cases: [(Change, &str); 6] = [
            (
                |row| row.time_slot = "sometime".into(),
                "id 7, time_slot 'sometime'",
            ),
            (
                |row| row.day_package = "often".into(),
                "id 7, daypackage 'often'",
            ),
            (|row| row.student = "x".into(), "id 7, student_id 'x'"),
            (|row| row.teacher = " ".into(), "id 7, ustaz_id ''"),
            (
                |row| row.from = Some("soon".into()),
                "id 7, occupied_at 'soon'",
            ),
            (
                |row| row.until = Some("2026-02-30".into()),
                "id 7, end_at '2026-02-30'",
            ),
        ];

        for (change, expected) in cases {
            let mut row = row();
            change(&mut row);
            let odd = PlannedSlot::read(&row).unwrap_err();
            assert_eq!(odd.to_string(), expected);

            let is_typed = matches!(odd.column, "time_slot" | "daypackage");
            let found = OddSlot::find(&row.id, &row.time_slot, &row.day_package);
            assert_eq!(found, is_typed.then_some(odd));
        }
    }
}
