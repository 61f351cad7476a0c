//! What opens Zoom in a teacher's name.

use crate::config::Secret;

/// What opens Zoom in a teacher's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeacherTokens {
    /// For calls, for an hour.
    pub access: Secret,
    /// For the next pair, once.
    pub refresh: Secret,
}
