//! Sessions that the sweep closed, and the statement that writes them.

use chrono::{DateTime, Utc};

use crate::domain::{
    MeasuredTime, MeasurementSource, PresenceParameters, Session, SessionChange, State,
};
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::db::value::Value;
use crate::store::rules::{is_due, push_session_time};

/// A session that the sweep closed.
#[derive(Clone, Debug)]
pub struct ClosedSession {
    /// The session as it is now.
    pub session: Session,
    /// The figures that its row has now.
    pub figures: MeasuredTime,
}

impl ClosedSession {
    /// Returns the session of a change that closes it by the idle timeout.
    pub(crate) fn of(change: &SessionChange) -> Option<Self> {
        let figures = match change.session.state {
            State::TimedOut { figures, .. } => figures?,
            State::Sent | State::Active(_) | State::Ended { .. } => return None,
        };

        Some(Self {
            session: change.session.clone(),
            figures,
        })
    }
}

/// Closes the given sessions in one statement, which repeats what makes them due.
pub(crate) fn update_closed(
    dialect: Dialect,
    closed: &[ClosedSession],
    now: DateTime<Utc>,
    rules: &PresenceParameters,
) -> Statement {
    let mut sql = Statement::new(
        "UPDATE wpos_zoom_links
         SET session_status = 'timeout', end_reason = NULL, revision = revision + 1",
    );
    push_cases(&mut sql, closed, "session_ended_at", |sql, closed| {
        let session = &closed.session;
        push_session_time(sql, dialect, session, session.ended_at());
    });
    for (column, value) in COLUMNS {
        push_cases(&mut sql, closed, column, |sql, closed| {
            sql.value(value(closed));
        });
    }

    // Not padded: the statement travels as text and is not prepared.
    sql.push(" WHERE id IN ")
        .list(closed.iter().map(|closed| closed.session.id), 1);
    // Guarded: on a database without SKIP LOCKED, a heartbeat or an event of Zoom may have come in between.
    sql.push(" AND ").append(is_due(dialect, now, rules));

    sql
}

type ColumnOf = fn(&ClosedSession) -> Value;

const COLUMNS: [(&str, ColumnOf); 6] = [
    ("lesson_started_at", |closed| {
        closed.session.lesson_started_at.into()
    }),
    ("duration_source", |closed| {
        closed.figures.source.map(MeasurementSource::as_str).into()
    }),
    ("session_duration_seconds", |closed| {
        closed.figures.seconds.into()
    }),
    ("session_duration_minutes", |closed| {
        closed.figures.minutes().into()
    }),
    ("duration_low_seconds", |closed| {
        closed.figures.low_seconds.into()
    }),
    ("duration_high_seconds", |closed| {
        closed.figures.high_seconds.into()
    }),
];

/// Sets a column of each row to the value that `push` appends for its session.
fn push_cases(
    sql: &mut Statement,
    closed: &[ClosedSession],
    column: &str,
    push: impl Fn(&mut Statement, &ClosedSession),
) {
    sql.push(", ").push(column).push(" = CASE id");
    for closed in closed {
        sql.push(" WHEN ").value(closed.session.id).push(" THEN ");
        push(sql, closed);
    }

    sql.push(" END");
}
