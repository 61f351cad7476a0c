//! A session for tests, with times and parameters that go with it.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{Session, State};
use crate::domain::attendance::ClassReport;
use crate::domain::ids::{SessionId, StudentId, TeacherId};
use crate::domain::presence::PresenceParameters;

/// Returns the time this many seconds after a fixed one.
pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_764_000_000 + seconds, 0).unwrap()
}

/// H = 30 s, so T = 90 s and G = 60 s; an idle timeout of 2 h; A = 3 h.
pub(crate) fn parameters() -> PresenceParameters {
    PresenceParameters::new(
        Duration::from_secs(30),
        Duration::from_hours(2),
        Duration::from_hours(3),
    )
}

impl Session {
    /// Builds a session whose link was sent at `sent_at` and does not expire.
    pub(crate) fn example(sent_at: DateTime<Utc>, state: State) -> Self {
        Self {
            id: SessionId(7),
            student: StudentId(1),
            teacher: TeacherId("t".into()),
            link: String::new(),
            sent_at: Some(sent_at),
            expires_at: None,
            state,
            meeting_until: None,
            together_seconds: None,
            lesson_started_at: None,
            no_show: None,
            expected: None,
            class_report: ClassReport::default(),
            revision: 3,
        }
    }
}
