//! Whose an account of Zoom is, as far as the school's own table of teachers says.

use std::collections::{BTreeMap, BTreeSet};

use super::known_people::{KnownPerson, PersonRole};
use crate::domain::ids::{StudentId, TeacherId};

/// Makes known people of the accounts that stand beside teachers, each as its teacher and Zoom's id of a user.
///
/// An account beside two teachers proves nothing: one of the two is a mistake, or they share it.
#[must_use]
pub fn accounts_of_teachers(table: &[(TeacherId, String)]) -> Vec<KnownPerson> {
    let mut teachers_of: BTreeMap<&str, BTreeSet<&TeacherId>> = BTreeMap::new();
    for (teacher, account) in table {
        let account = account.trim();
        if !account.is_empty() && !teacher.0.trim().is_empty() {
            teachers_of.entry(account).or_default().insert(teacher);
        }
    }

    let mut known = Vec::new();
    for (account, teachers) in teachers_of {
        let mut teachers = teachers.into_iter();
        if let (Some(teacher), None) = (teachers.next(), teachers.next()) {
            known.push(KnownPerson {
                person: format!("u:{account}"),
                role: PersonRole::Teacher,
                session: None,
                student: StudentId(0),
                teacher: teacher.clone(),
            });
        }
    }

    known
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attendance::KnownPeople;

    fn people(table: &[(&str, &str)]) -> KnownPeople {
        let table: Vec<(TeacherId, String)> = table
            .iter()
            .map(|(teacher, account)| (TeacherId((*teacher).to_owned()), (*account).to_owned()))
            .collect();

        KnownPeople::new(accounts_of_teachers(&table))
    }

    fn teacher(id: &str) -> TeacherId {
        TeacherId(id.to_owned())
    }

    #[test]
    fn an_account_beside_one_teacher_is_that_teachers() {
        let people = people(&[("t1", "\t zoomA \n"), ("t2", "zoomB"), ("t2", "zoomC")]);

        assert!(people.is_teacher("u:zoomA", &teacher("t1")));
        assert!(people.is_another_teacher("u:zoomA", &teacher("t2")));
        assert!(people.is_teacher("u:zoomB", &teacher("t2")));
        assert!(people.is_teacher("u:zoomC", &teacher("t2")));
        // Zoom's ids differ by case.
        assert!(!people.is_teacher("u:zooma", &teacher("t1")));
    }

    #[test]
    fn an_account_beside_two_teachers_proves_nothing() {
        let people = people(&[("t1", "zoomA"), ("t2", " zoomA"), ("t2", "zoomB")]);

        assert!(!people.is_teacher("u:zoomA", &teacher("t1")));
        assert!(!people.knows_teacher(&teacher("t1")));
        assert!(!people.is_another_teacher("u:zoomA", &teacher("t2")));
        assert!(people.knows_teacher(&teacher("t2")));
    }

    #[test]
    fn the_same_row_twice_is_one_teacher() {
        let people = people(&[("t1", "zoomA"), ("t1", "zoomA ")]);
        assert!(people.is_teacher("u:zoomA", &teacher("t1")));
    }

    #[test]
    fn nothing_beside_a_teacher_is_no_account() {
        let people = people(&[("t1", ""), ("t2", " \t"), ("", "zoomA"), (" ", "zoomB")]);

        for id in ["t1", "t2", "", " "] {
            assert!(!people.knows_teacher(&teacher(id)), "{id:?}");
        }
    }
}
