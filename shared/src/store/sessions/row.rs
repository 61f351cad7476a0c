//! A row of `wpos_zoom_links`, and the session that it stands for.

use chrono::DateTime;

use crate::domain::{
    ClassReport, EndReason, MeasuredTime, MeasurementSource, NoShow, NotificationStatus, Presence,
    Session, SessionId, State, StudentId, TeacherId,
};
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::stored_text::StoredText;
use crate::store::db::stored_time::StoredTime;
use crate::store::rules::{ClockColumn, MAX_SECONDS};
use crate::store::sessions::notification::read_notification;
use crate::store::sessions::stored_status::StoredStatus;
use crate::store::sessions::{documents, expected_lesson};

/// The columns of [`SessionRow`], for every statement that reads sessions.
pub(crate) const SESSION_COLUMNS: &str = "id, studentid, ustazid, link, sent_time, expiration_date, clicked_at, \
    last_activity_at, session_status, session_ended_at, session_duration_seconds, session_duration_minutes, \
    duration_low_seconds, duration_high_seconds, duration_source, end_reason, uncounted_seconds, away_seconds, \
    documents, revision, notification_status, meeting_until, together_seconds, lesson_started_at, no_show, \
    class_started_at, class_ended_at, teacher_seen_at, expected_lesson";

/// Begins a read of sessions. `rest` follows the table's name.
pub(crate) fn select_sessions(dialect: Dialect, rest: &str) -> Statement {
    Statement::new(format!(
        "SELECT {} FROM wpos_zoom_links {rest}",
        session_columns(dialect)
    ))
}

/// SQL for [`SESSION_COLUMNS`] as the table holds them, with all times in Coordinated Universal Time.
pub(crate) fn session_columns(dialect: Dialect) -> String {
    let select = |name: &str| match ClockColumn::of(name) {
        Some(column) => column.select(dialect),
        None => name.to_owned(),
    };

    let columns: Vec<String> = SESSION_COLUMNS.split(", ").map(select).collect();
    columns.join(", ")
}

#[derive(Debug, sqlx::FromRow)]
pub(crate) struct SessionRow {
    id: StoredInteger,
    studentid: Option<StoredInteger>,
    ustazid: Option<StoredText>,
    link: Option<StoredText>,
    sent_time: StoredTime,
    expiration_date: StoredTime,
    clicked_at: StoredTime,
    last_activity_at: StoredTime,
    session_status: Option<StoredStatus>,
    session_ended_at: StoredTime,
    session_duration_seconds: Option<StoredInteger>,
    session_duration_minutes: Option<StoredInteger>,
    duration_low_seconds: Option<StoredInteger>,
    duration_high_seconds: Option<StoredInteger>,
    duration_source: Option<StoredText>,
    end_reason: Option<StoredText>,
    uncounted_seconds: StoredInteger,
    away_seconds: StoredInteger,
    documents: Option<StoredText>,
    revision: StoredInteger,
    notification_status: Option<StoredText>,
    meeting_until: StoredTime,
    together_seconds: Option<StoredInteger>,
    lesson_started_at: StoredTime,
    no_show: Option<StoredText>,
    class_started_at: StoredTime,
    class_ended_at: StoredTime,
    teacher_seen_at: StoredTime,
    expected_lesson: Option<StoredText>,
}

impl SessionRow {
    pub(crate) fn id(&self) -> SessionId {
        SessionId(self.id.0)
    }

    pub(crate) fn notification(&self) -> Option<NotificationStatus> {
        read_notification(self.notification_status.as_deref())
    }

    /// Returns the session that the row stands for.
    pub(crate) fn into_session(self) -> Session {
        let state = self.state();

        Session {
            id: self.id(),
            student: StudentId(StoredInteger::number(self.studentid).unwrap_or_default()),
            teacher: TeacherId(self.ustazid.unwrap_or_default().0),
            link: self.link.unwrap_or_default().0,
            sent_at: self.sent_time.instant(),
            expires_at: self.expiration_date.instant(),
            state,
            meeting_until: self.meeting_until.instant(),
            together_seconds: StoredInteger::number(self.together_seconds),
            lesson_started_at: self.lesson_started_at.instant(),
            no_show: self.no_show.as_deref().and_then(NoShow::from_stored),
            expected: self
                .expected_lesson
                .as_deref()
                .and_then(expected_lesson::from_text),
            class_report: ClassReport {
                started_at: self.class_started_at.instant(),
                ended_at: self.class_ended_at.instant(),
                seen_at: self.teacher_seen_at.instant(),
            },
            revision: self.revision.0,
        }
    }

    fn state(&self) -> State {
        let presence = self.presence();
        // Rows of older systems may be over without a recorded end.
        let ended_at = self
            .session_ended_at
            .instant()
            .or(presence.as_ref().map(|presence| presence.last_sign_at))
            .or(self.sent_time.instant())
            .unwrap_or(DateTime::UNIX_EPOCH);

        match self.session_status.unwrap_or_default() {
            StoredStatus::Active => presence.map_or(State::Sent, State::Active),
            StoredStatus::Ended => State::Ended {
                presence,
                ended_at,
                reason: EndReason::from_stored(self.end_reason.as_deref()),
                figures: self.figures(),
            },
            StoredStatus::Timeout => State::TimedOut {
                presence,
                ended_at,
                figures: self.figures(),
            },
        }
    }

    /// Returns the presence of an opened session.
    fn presence(&self) -> Option<Presence> {
        let clicked_at = self.clicked_at.instant()?;
        let mut presence = Presence {
            // A row that was not backfilled yet was opened, and gave no activity since.
            last_sign_at: self.last_activity_at.instant().unwrap_or(clicked_at),
            uncounted_seconds: self.uncounted_seconds.0,
            away_seconds: self.away_seconds.0,
            ..Presence::from(clicked_at)
        };

        if let Some(text) = &self.documents {
            documents::read(text, &mut presence);
        }

        Some(presence)
    }

    fn figures(&self) -> Option<MeasuredTime> {
        // Older systems recorded whole minutes alone.
        let minutes = StoredInteger::number(self.session_duration_minutes);
        let of_minutes = minutes.and_then(|minutes| minutes.checked_mul(60));
        let seconds = plausible(StoredInteger::number(self.session_duration_seconds))
            .or(plausible(of_minutes))?;
        let source = self
            .duration_source
            .as_deref()
            .and_then(MeasurementSource::from_stored);

        let low = plausible(StoredInteger::number(self.duration_low_seconds));
        let high = plausible(StoredInteger::number(self.duration_high_seconds));
        let band = low.zip(high);

        Some(match (band, source) {
            (Some((low, high)), Some(source)) => {
                MeasuredTime::with_band(seconds, low, high, source)
            }
            (Some((low, high)), None) => MeasuredTime::from_older_row(seconds, low, high),
            (None, _) => MeasuredTime::from_older_row(seconds, seconds, seconds),
        })
    }
}

/// Leaves out a number of seconds that no lesson has, as [`RECORDED_SECONDS`](crate::store::rules::RECORDED_SECONDS)
/// does.
fn plausible(seconds: Option<i64>) -> Option<i64> {
    seconds.filter(|seconds| (-MAX_SECONDS..=MAX_SECONDS).contains(seconds))
}
