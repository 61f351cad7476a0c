//! Who did not come to a lesson.

/// The one who did not come, so that there was no lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoShow {
    /// The student did not come, though the teacher was there.
    Student,
    /// The teacher did not come, whether or not the student was there.
    Teacher,
}

impl NoShow {
    /// Returns the stored name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Student => "student_absent",
            Self::Teacher => "teacher_absent",
        }
    }

    /// Reads the stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        [Self::Student, Self::Teacher]
            .into_iter()
            .find(|absent| absent.as_str() == name)
    }
}
