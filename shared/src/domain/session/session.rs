//! One lesson's attendance through one link.

use chrono::{DateTime, Utc};

use super::State;
use crate::domain::attendance::{ClassReport, ExpectedLesson, NoShow};
use crate::domain::ids::{SessionId, StudentId, TeacherId};

/// One row of `wpos_zoom_links` as the rules see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// The row.
    pub id: SessionId,
    /// The student of the lesson.
    pub student: StudentId,
    /// The teacher of the lesson.
    pub teacher: TeacherId,
    /// The Zoom link as stored. Older rows may hold any text, so it is checked again before a page has it.
    pub link: String,
    /// When the link was stored.
    pub sent_at: Option<DateTime<Utc>>,
    /// When the link ceases to open anything; `None` for rows of older systems.
    pub expires_at: Option<DateTime<Utc>>,
    /// Where the session is in its life.
    pub state: State,
    /// When silence may time the session out again; until then it does not, because Zoom reports that it goes on.
    pub meeting_until: Option<DateTime<Utc>>,
    /// Seconds in which the student and the teacher were in the meeting together, by Zoom.
    pub together_seconds: Option<i64>,
    /// When the student came to class, if there is better evidence of that than the opening of the page.
    pub lesson_started_at: Option<DateTime<Utc>>,
    /// Which of the two did not come, if the evidence says that there was no lesson.
    pub no_show: Option<NoShow>,
    /// What was to be expected of the lesson when its page was opened; `None` if an earlier version opened it.
    pub expected: Option<ExpectedLesson>,
    /// What the teacher reported.
    pub class_report: ClassReport,
    /// The number of changes so far, without heartbeats. By it a write notices that another one was faster.
    pub revision: i64,
}
