//! Whose sessions a search found. Every part of it runs along an index of its own: "this student or that teacher"
//! in one condition would make the database read all sessions until it has found enough.

use crate::domain::{StudentId, TeacherId};
use crate::store::db::statement::{Statement, Value};
use crate::store::listing::page::Filter;

/// People whose sessions are meant, beside a filter's own teacher and student.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PeopleScope<'a> {
    Everybody,
    Teachers(&'a [TeacherId]),
    /// These students' sessions with other teachers than these, so that none is met twice.
    Students(&'a [StudentId], &'a [TeacherId]),
    /// Both.
    StudentsOrTeachers(&'a [StudentId], &'a [TeacherId]),
}

/// More people than this have sessions so often that a walk along all sessions meets enough of them soon.
const FEW: usize = 16;
/// Lists are padded to multiples of this, so that there are few different statements.
const STEP: usize = 50;

impl<'a> PeopleScope<'a> {
    /// The people of a filter in two parts at most, for sums over all their sessions. None: nobody was found.
    pub(crate) fn groups(filter: &'a Filter) -> Vec<Self> {
        let Some((students, teachers)) = &filter.people else {
            return vec![Self::Everybody];
        };
        let parts = [
            (!teachers.is_empty()).then_some(Self::Teachers(teachers)),
            Self::students(students, teachers),
        ];

        parts.into_iter().flatten().collect()
    }

    /// The people of a filter in as many parts as an ordered read of the newest sessions wants: one a person,
    /// unless they are many.
    pub(crate) fn readers(filter: &'a Filter) -> Vec<Self> {
        let Some((students, teachers)) = &filter.people else {
            return vec![Self::Everybody];
        };

        if students.len() + teachers.len() > FEW {
            return vec![Self::StudentsOrTeachers(students, teachers)];
        }

        let one_teacher = teachers.chunks(1).map(Self::Teachers);
        one_teacher
            .chain(
                students
                    .chunks(1)
                    .filter_map(|one| Self::students(one, teachers)),
            )
            .collect()
    }

    fn students(students: &'a [StudentId], teachers: &'a [TeacherId]) -> Option<Self> {
        (!students.is_empty()).then_some(Self::Students(students, teachers))
    }

    /// The teachers whose sums of days make up this part; `None` if there are no such sums. No teacher at all
    /// stands for the whole school.
    pub(crate) fn teachers(self, filter: &'a Filter) -> Option<&'a [TeacherId]> {
        match (self, &filter.teacher, filter.student) {
            (Self::Everybody, teacher, None) => Some(teacher.as_slice()),
            (Self::Teachers(teachers), None, None) => Some(teachers),
            _ => None,
        }
    }

    /// Appends what the filter and this part ask for.
    pub(crate) fn push(self, sql: &mut Statement, filter: &Filter) {
        if let Some(teacher) = &filter.teacher {
            sql.push(" AND ustazid = ").value(teacher.0.as_str());
        }

        if let Some(student) = filter.student {
            sql.push(" AND studentid = ").value(student.0);
        }

        match self {
            Self::Everybody => {}
            Self::Teachers([teacher]) => {
                sql.push(" AND ustazid = ").value(teacher.0.as_str());
            }
            Self::Teachers(teachers) => {
                push_teachers(sql.push(" AND ustazid IN "), teachers);
            }
            Self::Students([student], teachers) => {
                push_others(sql.push(" AND studentid = ").value(student.0), teachers);
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

    // A session without a teacher is one with another teacher.
    push_teachers(sql.push(" AND COALESCE(ustazid, '') NOT IN "), teachers)
}

fn push_students<'s>(sql: &'s mut Statement, students: &[StudentId]) -> &'s mut Statement {
    sql.list(students.iter().map(|id| id.0.into()), STEP)
}

/// An empty list matches nothing: NULL is equal to no id.
fn push_teachers<'s>(sql: &'s mut Statement, teachers: &[TeacherId]) -> &'s mut Statement {
    sql.list(teachers.iter().map(|id| Value::from(id.0.as_str())), STEP)
}
