//! How people are called: by name, or else by number.

use crate::domain::{StudentId, TeacherId};

/// How a session without a teacher is shown. (Rows of older systems may have none.)
pub(crate) const NO_TEACHER: &str = "No teacher";

/// Returns a student's name, or `Student 12` where no name is known.
pub(crate) fn student(name: Option<&str>, id: StudentId) -> String {
    known(name).map_or_else(|| format!("Student {id}"), str::to_owned)
}

/// Returns a teacher's name, or the id where no name is known.
pub(crate) fn teacher(name: Option<&str>, id: &TeacherId) -> String {
    if id.0.is_empty() {
        return NO_TEACHER.to_owned();
    }

    known(name).unwrap_or(&id.0).to_owned()
}

fn known(name: Option<&str>) -> Option<&str> {
    name.filter(|name| !name.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_without_a_name_are_shown_by_their_number() {
        assert_eq!(student(Some("Amina"), StudentId(7)), "Amina");
        assert_eq!(student(Some(" "), StudentId(7)), "Student 7");
        assert_eq!(student(None, StudentId(7)), "Student 7");

        let id = TeacherId("ustaz1".to_owned());
        assert_eq!(teacher(Some("Ustaz Ahmed"), &id), "Ustaz Ahmed");
        assert_eq!(teacher(Some(""), &id), "ustaz1");
        assert_eq!(teacher(Some(""), &TeacherId(String::new())), "No teacher");
    }
}
