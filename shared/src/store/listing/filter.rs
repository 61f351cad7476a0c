//! The sessions that a list or a sum is about.

use chrono::{DateTime, Utc};

use crate::domain::{Day, SchoolCalendar, Status, StudentId, TeacherId};

/// Conditions for sessions; an empty filter selects all of them.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Sessions of this teacher.
    pub teacher: Option<TeacherId>,
    /// Sessions of this student.
    pub student: Option<StudentId>,
    /// Sessions whose time is at or after this.
    pub from: Option<DateTime<Utc>>,
    /// Sessions whose time is before this.
    pub until: Option<DateTime<Utc>>,
    /// Sessions of this status, as settled now.
    pub status: Option<Status>,
    /// Sessions of any of these students or teachers: the people that a search found.
    pub people: Option<(Vec<StudentId>, Vec<TeacherId>)>,
}

impl Filter {
    /// Returns the same filter for other days. Without a first or a last day it is open at that end.
    #[must_use]
    pub fn within(self, days: &SchoolCalendar, first: Option<Day>, last: Option<Day>) -> Self {
        Self {
            from: first.map(|day| days.start(day)),
            until: last.map(|day| days.end(day)),
            ..self
        }
    }
}
