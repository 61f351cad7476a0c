//! The statement that writes a changed session into its row.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{EndReason, MeasuredTime, MeasurementSource, NoShow, Presence, Session, State};
use crate::store::Dialect;
use crate::store::db::statement::Statement;
use crate::store::db::value::Value;
use crate::store::rules::{ClockColumn, push_session_minutes_ahead, push_session_time};
use crate::store::sessions::documents;

/// Writes what a session has become, unless it is no longer as it was read.
pub(crate) fn update_session(dialect: Dialect, before: &Session, after: &Session) -> Statement {
    let mut sql = Statement::new("UPDATE wpos_zoom_links SET revision = revision + 1");
    // Before the times: MySQL sees the new value of a column in the assignments behind it.
    push_session_minutes_ahead(&mut sql, dialect, after);
    if let Some(presence) = after.presence() {
        // The first opening stays. A zero date is none.
        sql.push(&format!(
            ", clicked_at = CASE WHEN {} THEN ",
            (dialect.is_no_time)("clicked_at")
        ));
        push_session_time(&mut sql, dialect, after, Some(presence.clicked_at));
        sql.push(" ELSE clicked_at END");
    }

    for (column, at) in session_times(after) {
        sql.push(", ").push(column.name()).push(" = ");
        push_session_time(&mut sql, dialect, after, at);
    }

    let columns = state_columns(after)
        .into_iter()
        .chain(presence_columns(after.presence()))
        .chain(lesson_columns(after));
    for (column, value) in columns {
        sql.push(", ").push(column).push(" = ").value(value);
    }

    sql.push(" WHERE id = ").value(before.id);
    push_is_unchanged(&mut sql, dialect, before);

    sql
}

/// Guards the write: the sweep, a heartbeat or another page may have been faster.
fn push_is_unchanged(sql: &mut Statement, dialect: Dialect, before: &Session) {
    // Both are compared, because a heartbeat moves the last activity and leaves `revision` as it is.
    sql.push(" AND revision = ").value(before.revision);

    match before.presence() {
        Some(presence) => {
            // A column may hold fractions of a second, which a session has not.
            let stored = format!(
                "CASE WHEN {} THEN clicked_at ELSE last_activity_at END",
                (dialect.is_no_time)("last_activity_at")
            );
            let last_sign_at = ClockColumn::LastActivityAt.instant_of(dialect, "", &stored);
            sql.push(&format!(" AND {last_sign_at} >= "))
                .value(presence.last_sign_at)
                .push(&format!(" AND {last_sign_at} < "))
                .value(presence.last_sign_at + TimeDelta::seconds(1))
        }
        None => sql.push(&format!(" AND {}", (dialect.is_no_time)("clicked_at"))),
    };
}

fn session_times(session: &Session) -> [(ClockColumn, Option<DateTime<Utc>>); 2] {
    let last_sign_at = session.presence().map(|presence| presence.last_sign_at);

    [
        (ClockColumn::SessionEndedAt, session.ended_at()),
        (ClockColumn::LastActivityAt, last_sign_at),
    ]
}

fn state_columns(session: &Session) -> [(&'static str, Value); 7] {
    let (status, figures) = match session.state {
        // Figures are stored only for sessions that are over; those of a live one follow from its other columns.
        State::Sent | State::Active(_) => ("active", None),
        State::Ended { figures, .. } => ("ended", figures),
        State::TimedOut { figures, .. } => ("timeout", figures),
    };
    let source = figures.and_then(|figures| figures.source);
    let reason = session.end_reason();

    [
        ("session_status", status.into()),
        (
            "duration_source",
            source.map(MeasurementSource::as_str).into(),
        ),
        ("end_reason", reason.map(EndReason::as_str).into()),
        (
            "session_duration_seconds",
            figures.map(|figures| figures.seconds).into(),
        ),
        (
            "session_duration_minutes",
            figures.as_ref().map(MeasuredTime::minutes).into(),
        ),
        (
            "duration_low_seconds",
            figures.map(|figures| figures.low_seconds).into(),
        ),
        (
            "duration_high_seconds",
            figures.map(|figures| figures.high_seconds).into(),
        ),
    ]
}

fn presence_columns(presence: Option<&Presence>) -> [(&'static str, Value); 3] {
    let documents = presence.and_then(documents::write);

    [
        (
            "uncounted_seconds",
            presence
                .map_or(0, |presence| presence.uncounted_seconds)
                .into(),
        ),
        (
            "away_seconds",
            presence.map_or(0, |presence| presence.away_seconds).into(),
        ),
        ("documents", documents.as_deref().into()),
    ]
}

fn lesson_columns(session: &Session) -> [(&'static str, Value); 6] {
    // Without `teacher_seen_at`: it moves by a statement of its own without a new `revision`, and would be set back
    // here.
    let class = &session.class_report;

    [
        ("meeting_until", session.meeting_until.into()),
        ("together_seconds", session.together_seconds.into()),
        ("lesson_started_at", session.lesson_started_at.into()),
        ("no_show", session.no_show.map(NoShow::as_str).into()),
        ("class_started_at", class.started_at.into()),
        ("class_ended_at", class.ended_at.into()),
    ]
}
