//! The people whose sessions a search found. Every part runs along an index of its own: "this student or that
//! teacher" in one condition would make the database read all sessions until it has found enough.

use crate::domain::{StudentId, TeacherId};
use crate::store::db::statement::Statement;
use crate::store::listing::filter::Filter;

/// The people whose sessions are read, beside a filter's own teacher and student.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PeopleScope<'a> {
    Everybody,
    Teachers(&'a [TeacherId]),
    /// Sessions of these students with other teachers than these, so that no session is read twice.
    Students(&'a [StudentId], &'a [TeacherId]),
    /// Sessions of any of these students or teachers.
    StudentsOrTeachers(&'a [StudentId], &'a [TeacherId]),
}

/// More people than this have so many sessions that a walk along all sessions soon meets enough of them.
const FEW: usize = 16;
/// Lists are padded to multiples of this, so that there are few different statements.
const STEP: usize = 50;

impl<'a> PeopleScope<'a> {
    /// Returns the people of a filter in at most two parts, for sums over all their sessions. No part: the search
    /// found nobody.
    pub(crate) fn groups(filter: &'a Filter) -> Vec<Self> {
        let Some((students, teachers)) = &filter.people else {
            return vec![Self::Everybody];
        };

        let mut groups = Vec::new();
        if !teachers.is_empty() {
            groups.push(Self::Teachers(teachers));
        }
        if !students.is_empty() {
            groups.push(Self::Students(students, teachers));
        }

        groups
    }

    /// Returns the people of a filter in the parts that suit an ordered read of the newest sessions: one part for each
    /// person, or one for all if they are many.
    pub(crate) fn readers(filter: &'a Filter) -> Vec<Self> {
        let Some((students, teachers)) = &filter.people else {
            return vec![Self::Everybody];
        };

        if students.len() + teachers.len() > FEW {
            return vec![Self::StudentsOrTeachers(students, teachers)];
        }

        let of_teachers = teachers.chunks(1).map(Self::Teachers);
        let of_students = students
            .chunks(1)
            .map(|student| Self::Students(student, teachers));
        of_teachers.chain(of_students).collect()
    }

    /// Returns the teachers whose daily totals make up this part; `None` if there are no such totals. An empty list
    /// stands for the whole school.
    pub(crate) fn teachers(self, filter: &'a Filter) -> Option<&'a [TeacherId]> {
        match (self, &filter.teacher, filter.student) {
            (Self::Everybody, teacher, None) => Some(teacher.as_slice()),
            (Self::Teachers(teachers), None, None) => Some(teachers),
            // Daily totals are kept by teacher, not by student.
            (Self::Students(..) | Self::StudentsOrTeachers(..), _, _)
            | (Self::Everybody | Self::Teachers(_), _, Some(_))
            | (Self::Teachers(_), Some(_), None) => None,
        }
    }

    /// Appends the conditions of the filter's own people and of this part.
    pub(crate) fn push(self, sql: &mut Statement, filter: &Filter) {
        if let Some(teacher) = &filter.teacher {
            sql.push(" AND ustazid = ").value(teacher);
        }

        if let Some(student) = filter.student {
            sql.push(" AND studentid = ").value(student);
        }

        match self {
            Self::Everybody => {}
            Self::Teachers([teacher]) => {
                sql.push(" AND ustazid = ").value(teacher);
            }
            Self::Teachers(teachers) => {
                push_teachers(sql.push(" AND ustazid IN "), teachers);
            }
            Self::Students([student], teachers) => {
                push_others(sql.push(" AND studentid = ").value(*student), teachers);
            }
            Self::Students(students, teachers) => {
                push_others(
                    push_students(sql.push(" AND studentid IN "), students),
                    teachers,
                );
            }
            Self::StudentsOrTeachers(students, teachers) => {
                push_students(sql.push(" AND (studentid IN "), students);
                push_teachers(sql.push(" OR ustazid IN "), teachers).push(")");
            }
        }
    }
}

fn push_others<'s>(sql: &'s mut Statement, teachers: &[TeacherId]) -> &'s mut Statement {
    if teachers.is_empty() {
        return sql;
    }

    // `NULL NOT IN (..)` is NULL, which would leave out the sessions without a teacher.
    push_teachers(sql.push(" AND COALESCE(ustazid, '') NOT IN "), teachers)
}

fn push_students<'s>(sql: &'s mut Statement, students: &[StudentId]) -> &'s mut Statement {
    sql.list(students.iter().copied(), STEP)
}

/// An empty list matches nothing: NULL is equal to no id.
fn push_teachers<'s>(sql: &'s mut Statement, teachers: &[TeacherId]) -> &'s mut Statement {
    sql.list(teachers, STEP)
}
