//! A session to be stored, and the result of storing it.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::domain::{
    LessonPackage, NotificationStatus, SessionId, StudentId, TeacherId, TrackingToken, ZoomLink,
};

/// A session to be stored.
#[derive(Debug)]
pub struct NewSession {
    /// The student of the lesson.
    pub student: StudentId,
    /// The teacher who gives it.
    pub teacher: TeacherId,
    /// The Zoom link of the lesson.
    pub link: ZoomLink,
    /// The number of the meeting that it leads to, as far as it is known.
    pub meeting: Option<String>,
    /// The student's package, for the school's application.
    pub package: LessonPackage,
    /// A new random token.
    pub token: TrackingToken,
    /// When the link stops to open the session.
    pub expires_at: DateTime<Utc>,
    /// The time of the request.
    pub sent_at: DateTime<Utc>,
}

/// A session as stored.
#[derive(Debug)]
pub struct StoredSession {
    /// The id of its row.
    pub id: SessionId,
    /// Its token.
    pub token: TrackingToken,
    /// When it was stored.
    pub sent_at: DateTime<Utc>,
    /// What became of its message; `None` for rows of older systems.
    pub notification: Option<NotificationStatus>,
}

/// The result of storing a session.
#[derive(Debug)]
pub enum CreateOutcome {
    /// Stored; its message is to be sent.
    New(StoredSession),
    /// The same link was stored a moment ago; its message is not to be sent again.
    Repeat(StoredSession),
    /// Not stored: the student has got too many links.
    TooMany {
        /// The time until another try can succeed.
        retry_after: Duration,
    },
}

impl StoredSession {
    pub(crate) fn of(new: &NewSession, id: SessionId) -> Self {
        Self {
            id,
            token: new.token.clone(),
            sent_at: new.sent_at,
            notification: Some(NotificationStatus::Pending),
        }
    }
}
