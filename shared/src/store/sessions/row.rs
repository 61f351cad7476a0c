//! A row of `wpos_zoom_links`, and the session that it stands for.

use chrono::{DateTime, NaiveDateTime, SubsecRound, Utc};

use super::documents;
use crate::domain::{
    ClassReport, EndReason, MeasuredTime, MeasurementSource, NoShow, NotificationStatus, Presence,
    Session, SessionId, State, StudentId, TeacherId,
};

/// The columns of [`SessionRow`], for every statement that reads sessions.
macro_rules! session_columns {
    // As the table has them, for a statement that reads them through another one.
    (stored) => {
        "id, studentid, ustazid, link, sent_time, expiration_date, clicked_at, last_activity_at, \
         session_status, session_ended_at, session_duration_seconds, session_duration_minutes, \
         duration_low_seconds, duration_high_seconds, duration_source, end_reason, uncounted_seconds, \
         away_seconds, documents, revision, notification_status, meeting_until, together_seconds, lesson_started_at, no_show, class_started_at, \
         class_ended_at, teacher_seen_at"
    };
    () => {
        "id, studentid, ustazid, link, sent_time, expiration_date, clicked_at, last_activity_at, \
         COALESCE(session_status, 'active') AS status, session_ended_at, session_duration_seconds, \
         session_duration_minutes, duration_low_seconds, duration_high_seconds, duration_source, end_reason, \
         uncounted_seconds, away_seconds, documents, revision, notification_status, meeting_until, together_seconds, lesson_started_at, no_show, class_started_at, \
         class_ended_at, teacher_seen_at"
    };
}
pub(crate) use session_columns;

#[derive(Debug, sqlx::FromRow)]
pub(crate) struct SessionRow {
    id: i64,
    studentid: Option<i64>,
    ustazid: Option<String>,
    link: Option<String>,
    sent_time: Option<NaiveDateTime>,
    expiration_date: Option<NaiveDateTime>,
    clicked_at: Option<NaiveDateTime>,
    last_activity_at: Option<NaiveDateTime>,
    status: String,
    session_ended_at: Option<NaiveDateTime>,
    session_duration_seconds: Option<i64>,
    session_duration_minutes: Option<i64>,
    duration_low_seconds: Option<i64>,
    duration_high_seconds: Option<i64>,
    duration_source: Option<String>,
    end_reason: Option<String>,
    uncounted_seconds: i64,
    away_seconds: i64,
    documents: Option<String>,
    revision: i64,
    pub(crate) notification_status: Option<String>,
    meeting_until: Option<NaiveDateTime>,
    together_seconds: Option<i64>,
    lesson_started_at: Option<NaiveDateTime>,
    no_show: Option<String>,
    class_started_at: Option<NaiveDateTime>,
    class_ended_at: Option<NaiveDateTime>,
    teacher_seen_at: Option<NaiveDateTime>,
}

/// Reads `notification_status`. Nothing is known of rows of older systems.
pub(crate) fn notification(stored: Option<&str>) -> Option<NotificationStatus> {
    stored.and_then(NotificationStatus::from_stored)
}

/// Cuts an instant to what the columns hold: UTC, whole seconds. MySQL would round, MariaDB cut.
pub(crate) fn column(at: DateTime<Utc>) -> NaiveDateTime {
    at.trunc_subsecs(0).naive_utc()
}

impl SessionRow {
    pub(crate) fn id(&self) -> SessionId {
        SessionId(self.id)
    }

    /// Reads the row. Fails on a status that no system of ours or the deployed one writes.
    pub(crate) fn into_session(self) -> sqlx::Result<Session> {
        let utc = |at: Option<NaiveDateTime>| at.map(|at| at.and_utc());
        let sent_at = utc(self.sent_time);
        let presence = utc(self.clicked_at).map(|clicked_at| {
            let mut presence = Presence {
                // Rows that nobody backfilled yet: joined, and never a sign of life since.
                last_sign_at: utc(self.last_activity_at).unwrap_or(clicked_at),
                uncounted_seconds: self.uncounted_seconds,
                away_seconds: self.away_seconds,
                ..Presence::from(clicked_at)
            };

            if let Some(text) = &self.documents {
                documents::read(text, &mut presence);
            }

            presence
        });

        let figures = self.figures();
        let ended_at = utc(self.session_ended_at)
            .or(presence.as_ref().map(|presence| presence.last_sign_at))
            .or(sent_at)
            .unwrap_or(DateTime::UNIX_EPOCH);
        let state = match self.status.as_str() {
            "active" => presence.map_or(State::Sent, State::Active),
            "ended" => {
                let reason = EndReason::from_stored(self.end_reason.as_deref());
                State::Ended {
                    presence,
                    ended_at,
                    reason,
                    figures,
                }
            }
            "timeout" => State::TimedOut {
                presence,
                ended_at,
                figures,
            },
            other => {
                return Err(sqlx::Error::Decode(
                    format!("session_status {other:?}").into(),
                ));
            }
        };

        Ok(Session {
            id: SessionId(self.id),
            student: StudentId(self.studentid.unwrap_or_default()),
            teacher: TeacherId(self.ustazid.unwrap_or_default()),
            link: self.link.unwrap_or_default(),
            sent_at,
            expires_at: utc(self.expiration_date),
            state,
            meeting_until: utc(self.meeting_until),
            together_seconds: self.together_seconds,
            lesson_started_at: utc(self.lesson_started_at),
            no_show: self.no_show.as_deref().and_then(NoShow::from_stored),
            class_report: ClassReport {
                started_at: utc(self.class_started_at),
                ended_at: utc(self.class_ended_at),
                seen_at: utc(self.teacher_seen_at),
            },
            revision: self.revision,
        })
    }

    fn figures(&self) -> Option<MeasuredTime> {
        let seconds = self
            .session_duration_seconds
            .or(self.session_duration_minutes.map(|minutes| minutes * 60))?;
        let source = self
            .duration_source
            .as_deref()
            .and_then(MeasurementSource::from_stored);

        Some(
            match (
                self.duration_low_seconds,
                self.duration_high_seconds,
                source,
            ) {
                (Some(low), Some(high), Some(source)) => {
                    MeasuredTime::with_band(seconds, low, high, source)
                }
                (Some(low), Some(high), None) => MeasuredTime::from_older_row(seconds, low, high),
                _ => MeasuredTime::from_older_row(seconds, seconds, seconds),
            },
        )
    }
}
