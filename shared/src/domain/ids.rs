//! The keys of the school's tables.

use std::fmt;
use std::str::FromStr;

/// `wpos_zoom_links.id`: one session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(pub i64);

/// `wpos_wpdatatable_23.wdt_ID`: one student, a positive INT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StudentId(pub i64);

/// `wpos_wpdatatable_24.ustazid`: one teacher. It is compared byte by byte, unlike in the database's collation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TeacherId(pub String);

/// `zoom_imports.id`: one school day of a meeting, as one import told it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImportId(pub i64);

/// The text is not a positive integer within the column's range.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be a positive integer")]
pub struct InvalidStudentId;

impl FromStr for StudentId {
    type Err = InvalidStudentId;

    fn from_str(text: &str) -> Result<Self, InvalidStudentId> {
        // i32 is the column's range. Only digits count, because Rust also reads `+1`.
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse::<i32>() {
            Ok(id) if digits && id > 0 => Ok(Self(i64::from(id))),
            _ => Err(InvalidStudentId),
        }
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for StudentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for ImportId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for TeacherId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_student_id_is_a_positive_integer() {
        assert_eq!("42".parse(), Ok(StudentId(42)));
        for bad in [
            "",
            "0",
            "-1",
            "+1",
            "1.5",
            "1e3",
            "2147483648",
            "99999999999999999999",
            "1 OR 1=1",
            "٤",
        ] {
            assert_eq!(bad.parse::<StudentId>(), Err(InvalidStudentId), "{bad}");
        }
    }
}
