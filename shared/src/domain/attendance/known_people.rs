//! Whose an account of Zoom is, as far as lessons have shown or the school has said.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::ids::{SessionId, StudentId, TeacherId};

/// An account seems to be a teacher's once it was seen with this many of the teacher's students: one student may lend
/// an account, or may be joined by a parent, but not to another student.
const STUDENTS_THAT_SHOW_A_TEACHER: usize = 2;

/// What somebody was in a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PersonRole {
    /// The student of the lesson.
    Student,
    /// The teacher of the lesson.
    Teacher,
}

impl PersonRole {
    /// Returns the stored name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Student => "student",
            Self::Teacher => "teacher",
        }
    }

    /// Reads the stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        [Self::Student, Self::Teacher]
            .into_iter()
            .find(|role| role.as_str() == name)
    }
}

/// One sighting: in that lesson, the person was its student or its teacher. Or somebody's word for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownPerson {
    /// As [`Participant::person`](super::Participant::person).
    pub person: String,
    /// What the person was.
    pub role: PersonRole,
    /// The lesson; `None`: an administrator, or the school's table of teachers, said so.
    pub session: Option<SessionId>,
    /// The student of the lesson.
    pub student: StudentId,
    /// The teacher of the lesson.
    pub teacher: TeacherId,
}

/// What is known of the people in a meeting.
#[derive(Clone, Debug, Default)]
pub struct KnownPeople {
    /// For each person and teacher the students with whom the person taught.
    teaching: BTreeMap<(String, TeacherId), BTreeSet<StudentId>>,
    confirmed: BTreeSet<(String, TeacherId)>,
    learning: BTreeMap<String, BTreeSet<StudentId>>,
}

impl KnownPeople {
    /// Gathers sightings.
    #[must_use]
    pub fn new(sightings: impl IntoIterator<Item = KnownPerson>) -> Self {
        let mut people = Self::default();
        for seen in sightings {
            let key = (seen.person.clone(), seen.teacher);
            match (seen.role, seen.session) {
                (PersonRole::Student, _) => {
                    let students = people.learning.entry(seen.person).or_default();
                    students.insert(seen.student);
                }
                (PersonRole::Teacher, None) => {
                    people.confirmed.insert(key);
                }
                (PersonRole::Teacher, Some(_)) => {
                    people.teaching.entry(key).or_default().insert(seen.student);
                }
            }
        }

        people
    }

    /// Tells whether the person is known to be that teacher.
    #[must_use]
    pub fn is_teacher(&self, person: &str, teacher: &TeacherId) -> bool {
        let key = (person.to_owned(), teacher.clone());
        let taught = self.teaching.get(&key).map_or(0, BTreeSet::len);

        self.confirmed.contains(&key) || taught >= STUDENTS_THAT_SHOW_A_TEACHER
    }

    /// Tells whether an administrator, or the school's table, said whose account it is.
    #[must_use]
    pub fn is_confirmed(&self, person: &str) -> bool {
        self.confirmed.iter().any(|(known, _)| known == person)
    }

    /// Tells whether the person is known to be a teacher, but not that one.
    #[must_use]
    pub fn is_another_teacher(&self, person: &str, teacher: &TeacherId) -> bool {
        !self.is_teacher(person, teacher)
            && self
                .teachers()
                .any(|(known, other)| known == person && self.is_teacher(known, other))
    }

    /// Tells whether an account of that teacher is known.
    #[must_use]
    pub fn knows_teacher(&self, teacher: &TeacherId) -> bool {
        self.teachers()
            .any(|(known, other)| other == teacher && self.is_teacher(known, other))
    }

    /// Tells whether the person is known to be that student, and nobody else: siblings may share an account.
    #[must_use]
    pub fn is_student(&self, person: &str, student: StudentId) -> bool {
        let is_teacher = self
            .teachers()
            .any(|(known, teacher)| known == person && self.is_teacher(known, teacher));
        let students = self.learning.get(person);

        !is_teacher
            && students.is_some_and(|students| students.len() == 1 && students.contains(&student))
    }

    fn teachers(&self) -> impl Iterator<Item = (&str, &TeacherId)> {
        self.teaching
            .keys()
            .chain(&self.confirmed)
            .map(|(person, teacher)| (person.as_str(), teacher))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(
        person: &str,
        role: PersonRole,
        session: i64,
        student: i64,
        teacher: &str,
    ) -> KnownPerson {
        KnownPerson {
            person: person.to_owned(),
            role,
            session: (session > 0).then_some(SessionId(session)),
            student: StudentId(student),
            teacher: TeacherId(teacher.to_owned()),
        }
    }

    #[test]
    fn an_account_is_a_teachers_after_lessons_with_two_students_or_by_an_administrators_word() {
        let teacher = TeacherId("t1".to_owned());
        let other = TeacherId("t2".to_owned());
        let once = seen("u:a", PersonRole::Teacher, 1, 1, "t1");
        let again = seen("u:a", PersonRole::Teacher, 2, 1, "t1");
        let another = seen("u:a", PersonRole::Teacher, 3, 2, "t1");
        let word = seen("u:b", PersonRole::Teacher, 0, 0, "t1");

        let people = KnownPeople::new([once.clone(), again.clone()]);
        assert!(
            !people.is_teacher("u:a", &teacher),
            "one student proves nothing"
        );

        let people = KnownPeople::new([once, again, another, word]);
        assert!(people.is_teacher("u:a", &teacher));
        assert!(people.is_teacher("u:b", &teacher));
        assert!(people.is_another_teacher("u:a", &other));
        assert!(people.knows_teacher(&teacher) && !people.knows_teacher(&other));
    }

    #[test]
    fn an_account_that_two_students_share_is_neither_ones() {
        let mine = seen("u:s", PersonRole::Student, 1, 1, "t1");
        let siblings = seen("u:s", PersonRole::Student, 2, 2, "t1");

        assert!(KnownPeople::new([mine.clone()]).is_student("u:s", StudentId(1)));
        assert!(!KnownPeople::new([mine, siblings]).is_student("u:s", StudentId(1)));
    }
}
