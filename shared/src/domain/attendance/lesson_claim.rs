//! What tells the stays of one lesson from those of others in the same meeting.

use chrono::{DateTime, Utc};

use crate::domain::ids::{StudentId, TeacherId};

/// What tells a lesson's stays from those of other lessons in the same meeting.
#[derive(Clone, Debug)]
pub struct LessonClaim {
    /// The student of the lesson.
    pub student: StudentId,
    /// The teacher of the lesson.
    pub teacher: TeacherId,
    /// When the link was sent: nobody comes by it before.
    pub sent_at: DateTime<Utc>,
    /// When the student opened it.
    pub opened_at: Option<DateTime<Utc>>,
    /// When the student tapped the link to Zoom, first and later.
    pub taps: Vec<DateTime<Utc>>,
    /// When the student looked at the page again.
    pub looks: Vec<DateTime<Utc>>,
    /// Whether the page told what the student did on it: then a tap that it did not tell of was none.
    pub has_page_story: bool,
}
