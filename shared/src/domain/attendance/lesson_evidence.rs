//! What is known about a lesson.

use chrono::{DateTime, Utc};

/// What the teacher's page reports about a lesson. It is weaker evidence than Zoom's, because the teacher gains from a
/// late end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClassReport {
    /// When the teacher pressed "Start class".
    pub started_at: Option<DateTime<Utc>>,
    /// When the teacher pressed "End class", or the end that the teacher reported afterwards.
    pub ended_at: Option<DateTime<Utc>>,
    /// The last sign of life of the teacher's tab since the start.
    pub seen_at: Option<DateTime<Utc>>,
}
