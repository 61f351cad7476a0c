//! Closing what was left open: sessions silent for longer than the idle timeout, oldest first.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use super::ledger;
use crate::domain::{
    MeasuredTime, MeasurementSource, PresenceParameters, Session, SessionChange, SessionId, State,
};
use crate::store::db::error::retrying;
use crate::store::db::statement::{Statement, Value};
use crate::store::db::transaction::Transaction;
use crate::store::rules::is_due;
use crate::store::sessions::row::{SessionRow, column, session_columns};
use crate::store::statistics::day_figures;
use crate::store::{Store, StoreError, with_connection};

/// One batch of a sweep.
#[derive(Debug, Default)]
pub struct SweepBatch {
    /// Closed by this batch, oldest first.
    pub closed: Vec<ClosedSession>,
    /// Rows that could not be closed, with the cause.
    pub failed: Vec<(SessionId, StoreError)>,
}

/// A session that the sweep closed.
#[derive(Clone, Debug)]
pub struct ClosedSession {
    /// As it is now.
    pub session: Session,
    /// What the row says now.
    pub figures: MeasuredTime,
}

/// Which due sessions a batch takes: the oldest ones.
#[derive(Clone, Copy, Debug)]
pub struct DueBatch<'a> {
    /// At most so many.
    pub limit: u32,
    /// None of these.
    pub excluded: &'a [SessionId],
    /// None silent for longer than since then. What a run has closed stays in the index for a while, marked as
    /// deleted, and reading past all of it again makes each batch slower than the one before.
    pub since: Option<DateTime<Utc>>,
}

/// The due sessions that one transaction takes.
#[derive(Clone, Copy)]
enum DueSelection<'a> {
    /// A batch.
    Oldest(DueBatch<'a>),
    /// This one, if it is still due.
    Only(SessionId),
}

impl Store {
    /// Closes a batch of due sessions.
    ///
    /// Runs at once take different rows; a session that shows a sign of life meanwhile stays open. When one
    /// row cannot be written, the others of its batch are closed one by one.
    pub async fn close_due_batch(
        &self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
        due: DueBatch<'_>,
    ) -> Result<SweepBatch, StoreError> {
        match self.close_due(now, rules, DueSelection::Oldest(due)).await {
            Ok(closed) => Ok(SweepBatch {
                closed,
                failed: Vec::new(),
            }),
            Err(StoreError::Database(_) | StoreError::DuplicateKey) => {
                self.close_one_by_one(now, rules, due).await
            }
            Err(away) => Err(away),
        }
    }

    async fn close_one_by_one(
        &self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
        due: DueBatch<'_>,
    ) -> Result<SweepBatch, StoreError> {
        let mut batch = SweepBatch::default();
        let due = select_due(now, rules, DueSelection::Oldest(due), "");
        let rows: Vec<SessionRow> = with_connection!(&self.db, connection => due.clone().query_as().fetch_all(connection).await)?;
        for id in rows.iter().map(SessionRow::id) {
            match self.close_due(now, rules, DueSelection::Only(id)).await {
                Ok(closed) => batch.closed.extend(closed),
                Err(away @ StoreError::Unavailable(_)) => return Err(away),
                Err(error) => batch.failed.push((id, error)),
            }
        }
        Ok(batch)
    }

    /// One transaction in two round trips: lock the rows, settle each by the one rule, write rows and evidence.
    async fn close_due(
        &self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
        take: DueSelection<'_>,
    ) -> Result<Vec<ClosedSession>, StoreError> {
        let dialect = self.dialect();
        let mut lock = Transaction::new(dialect);
        lock.push(&select_due(now, rules, take, dialect.skip_locked));

        let close = || async {
            with_connection!(&self.db, connection => {
                let rows = sqlx::raw_sql(lock.open_text()).fetch_all(&mut *connection).await?;
                let changes = rows
                    .iter()
                    .map(|row| Ok(SessionRow::from_row(row)?.into_session()?.settle(now, rules)))
                    .collect::<sqlx::Result<Vec<SessionChange>>>()?;
                let closed: Vec<ClosedSession> = changes.iter().filter_map(closed_session).collect();
                let mut write = Transaction::continued(dialect);

                if !closed.is_empty() {
                    write.push(&update(&closed, now, rules));
                    let evidence = changes.iter().flat_map(|change| {
                        change.evidence.iter().map(|evidence| (change.session.id, evidence))
                    });

                    write.push(&ledger::insert_after_match(dialect, evidence));
                    if let Some(forget) = day_figures::invalidate(closed.iter().map(|one| &one.session), now) {
                        write.push(&forget);
                    }
                }

                sqlx::raw_sql(write.committed_text()).execute(connection).await?;
                Ok(closed)
            })
        };

        retrying(close).await
    }

    /// Counts the sessions that a sweep at `now` would close, up to `most`.
    pub async fn count_due(
        &self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
        most: i64,
    ) -> Result<i64, StoreError> {
        let mut sql = Statement::new("SELECT COUNT(*) FROM (SELECT 1 FROM wpos_zoom_links WHERE ");
        sql.append(is_due(now, rules))
            .push(" LIMIT ")
            .value(most)
            .push(") AS due");

        let (count,): (i64,) =
            with_connection!(&self.db, connection => sql.query_as().fetch_one(connection).await)?;
        Ok(count)
    }
}

fn closed_session(change: &SessionChange) -> Option<ClosedSession> {
    let figures = match change.session.state {
        State::TimedOut { figures, .. } => figures?,
        State::Sent | State::Active(_) | State::Ended { .. } => return None,
    };
    Some(ClosedSession {
        session: change.session.clone(),
        figures,
    })
}

/// Reads due sessions by (`session_status`, `last_activity_at`): just as many index entries as rows.
fn select_due(
    now: DateTime<Utc>,
    rules: &PresenceParameters,
    take: DueSelection<'_>,
    lock: &str,
) -> Statement {
    let mut sql = Statement::new(concat!(
        "SELECT ",
        session_columns!(),
        " FROM wpos_zoom_links"
    ));

    sql.push(" WHERE ").append(is_due(now, rules));
    let limit = match take {
        DueSelection::Oldest(due) => {
            if let Some(since) = due.since {
                sql.push(" AND last_activity_at >= ").value(column(since));
            }

            if !due.excluded.is_empty() {
                sql.push(" AND id NOT IN ")
                    .list(due.excluded.iter().map(|id| id.0.into()), 10);
            }

            due.limit
        }
        DueSelection::Only(id) => {
            sql.push(" AND id = ").value(id.0);
            1
        }
    };

    sql.push(" ORDER BY last_activity_at, id LIMIT ")
        .value(i64::from(limit))
        .push(lock);

    sql
}

type Figure = fn(&MeasuredTime) -> i64;

const FIGURES: [(&str, Figure); 4] = [
    ("session_duration_seconds", |figures| figures.seconds),
    ("session_duration_minutes", MeasuredTime::minutes),
    ("duration_low_seconds", |figures| figures.low_seconds),
    ("duration_high_seconds", |figures| figures.high_seconds),
];

/// Closes the given sessions in one statement, which repeats what makes them due.
fn update(closed: &[ClosedSession], now: DateTime<Utc>, rules: &PresenceParameters) -> Statement {
    let mut sql = Statement::new(
        "UPDATE wpos_zoom_links
         SET session_status = 'timeout', end_reason = NULL, revision = revision + 1",
    );
    let ended = |one: &ClosedSession| one.session.ended_at().map(column).into();
    push_cases(&mut sql, closed, "session_ended_at", ended);
    push_cases(&mut sql, closed, "lesson_started_at", |one| {
        one.session.lesson_started_at.map(column).into()
    });

    push_cases(&mut sql, closed, "duration_source", |one| {
        one.figures.source.map(MeasurementSource::as_str).into()
    });

    for (column, figure) in FIGURES {
        push_cases(&mut sql, closed, column, |one| figure(&one.figures).into());
    }

    sql.push(" WHERE id IN ")
        .list(closed.iter().map(|one| Value::from(one.session.id.0)), 1);
    // Guarded: on a database without SKIP LOCKED a heartbeat, or Zoom's word, may have come in between.
    sql.push(" AND ").append(is_due(now, rules));

    sql
}

/// Sets a column of each row to what its session says.
fn push_cases(
    sql: &mut Statement,
    closed: &[ClosedSession],
    column: &str,
    value: impl Fn(&ClosedSession) -> Value,
) {
    sql.push(", ").push(column).push(" = CASE id");
    for one in closed {
        sql.push(" WHEN ")
            .value(one.session.id.0)
            .push(" THEN ")
            .value(value(one));
    }

    sql.push(" END");
}
