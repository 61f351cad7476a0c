//! A row of `wpos_zoom_links`, and the session that it stands for.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::domain::{
    ClassReport, EndReason, MeasuredTime, MeasurementSource, NoShow, Presence, Session, SessionId,
    State, StudentId, TeacherId,
};
use crate::store::db::statement::Statement;
use crate::store::sessions::documents;

/// The columns of [`SessionRow`], for every statement that reads sessions.
pub(crate) const SESSION_COLUMNS: &str = "id, studentid, ustazid, link, sent_time, expiration_date, clicked_at, \
    last_activity_at, session_status, session_ended_at, session_duration_seconds, session_duration_minutes, \
    duration_low_seconds, duration_high_seconds, duration_source, end_reason, uncounted_seconds, away_seconds, \
    documents, revision, notification_status, meeting_until, together_seconds, lesson_started_at, no_show, \
    class_started_at, class_ended_at, teacher_seen_at";

/// Begins a read of sessions. `rest` follows the table's name.
pub(crate) fn select_sessions(rest: &str) -> Statement {
    Statement::new(format!(
        "SELECT {SESSION_COLUMNS} FROM wpos_zoom_links {rest}"
    ))
}

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
    // Text, because the driver refuses a derived enum for an ENUM column that is NOT NULL. Deployments have both forms.
    session_status: Option<String>,
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

impl SessionRow {
    pub(crate) fn id(&self) -> SessionId {
        SessionId(self.id)
    }

    /// Reads the row. Fails on a status that neither this system nor the deployed one writes.
    pub(crate) fn into_session(self) -> sqlx::Result<Session> {
        let state = self.state()?;

        Ok(Session {
            id: SessionId(self.id),
            student: StudentId(self.studentid.unwrap_or_default()),
            teacher: TeacherId(self.ustazid.unwrap_or_default()),
            link: self.link.unwrap_or_default(),
            sent_at: utc(self.sent_time),
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

    fn state(&self) -> sqlx::Result<State> {
        let presence = self.presence();
        // Rows of older systems may be over without a recorded end.
        let ended_at = utc(self.session_ended_at)
            .or(presence.as_ref().map(|presence| presence.last_sign_at))
            .or(utc(self.sent_time))
            .unwrap_or(DateTime::UNIX_EPOCH);

        // The deployed column may be NULL, and means its default then.
        match self.session_status.as_deref().unwrap_or("active") {
            "active" => Ok(presence.map_or(State::Sent, State::Active)),
            "ended" => Ok(State::Ended {
                presence,
                ended_at,
                reason: EndReason::from_stored(self.end_reason.as_deref()),
                figures: self.figures(),
            }),
            "timeout" => Ok(State::TimedOut {
                presence,
                ended_at,
                figures: self.figures(),
            }),
            other => Err(sqlx::Error::Decode(
                format!("session_status {other:?}").into(),
            )),
        }
    }

    /// Returns the presence of an opened session.
    fn presence(&self) -> Option<Presence> {
        let clicked_at = utc(self.clicked_at)?;
        let mut presence = Presence {
            // A row that was not backfilled yet was opened, and gave no activity since.
            last_sign_at: utc(self.last_activity_at).unwrap_or(clicked_at),
            uncounted_seconds: self.uncounted_seconds,
            away_seconds: self.away_seconds,
            ..Presence::from(clicked_at)
        };

        if let Some(text) = &self.documents {
            documents::read(text, &mut presence);
        }

        Some(presence)
    }

    fn figures(&self) -> Option<MeasuredTime> {
        // Older systems recorded whole minutes alone.
        let seconds = self
            .session_duration_seconds
            .or(self.session_duration_minutes.map(|minutes| minutes * 60))?;
        let source = self
            .duration_source
            .as_deref()
            .and_then(MeasurementSource::from_stored);

        let band = self.duration_low_seconds.zip(self.duration_high_seconds);

        Some(match (band, source) {
            (Some((low, high)), Some(source)) => {
                MeasuredTime::with_band(seconds, low, high, source)
            }
            (Some((low, high)), None) => MeasuredTime::from_older_row(seconds, low, high),
            (None, _) => MeasuredTime::from_older_row(seconds, seconds, seconds),
        })
    }
}

fn utc(at: Option<NaiveDateTime>) -> Option<DateTime<Utc>> {
    at.map(|at| at.and_utc())
}
