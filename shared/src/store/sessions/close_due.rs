//! Closing due sessions, oldest first.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::domain::{
    MeasuredTime, MeasurementSource, PresenceParameters, Session, SessionChange, SessionId, State,
};
use crate::store::db::retry::retrying;
use crate::store::db::statement::Statement;
use crate::store::db::store::with_connection;
use crate::store::db::transaction::Transaction;
use crate::store::db::value::Value;
use crate::store::rules::is_due;
use crate::store::sessions::due::{DueBatch, DueSelection, select_due};
use crate::store::sessions::ledger;
use crate::store::sessions::row::SessionRow;
use crate::store::statistics::invalidation::invalidate_days;
use crate::store::{Store, StoreError};

/// The result of one batch of a sweep.
#[derive(Debug, Default)]
pub struct SweepBatch {
    /// Sessions that this batch closed, oldest first.
    pub closed: Vec<ClosedSession>,
    /// Rows that could not be closed, with the cause.
    pub failed: Vec<(SessionId, StoreError)>,
}

/// A session that the sweep closed.
#[derive(Clone, Debug)]
pub struct ClosedSession {
    /// The session as it is now.
    pub session: Session,
    /// The figures that its row has now.
    pub figures: MeasuredTime,
}

impl Store {
    /// Closes a batch of due sessions.
    ///
    /// Concurrent runs close different rows. A session that gives a sign of life meanwhile stays open. When one
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
            Err(unavailable) => Err(unavailable),
        }
    }

    async fn close_one_by_one(
        &self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
        due: DueBatch<'_>,
    ) -> Result<SweepBatch, StoreError> {
        let sql = select_due(now, rules, DueSelection::Oldest(due), "");
        let rows: Vec<SessionRow> = self.db.fetch_all(sql).await?;

        let mut batch = SweepBatch::default();
        for id in rows.iter().map(SessionRow::id) {
            match self.close_due(now, rules, DueSelection::Only(id)).await {
                Ok(closed) => batch.closed.extend(closed),
                Err(unavailable @ StoreError::Unavailable(_)) => return Err(unavailable),
                Err(error) => batch.failed.push((id, error)),
            }
        }

        Ok(batch)
    }

    async fn close_due(
        &self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
        selection: DueSelection<'_>,
    ) -> Result<Vec<ClosedSession>, StoreError> {
        let mut lock = Transaction::new(self.dialect());
        let skip_locked = self.dialect().skip_locked;
        lock.push(&select_due(now, rules, selection, skip_locked));

        retrying(|| self.close_locked(now, rules, &lock)).await
    }

    /// Runs one transaction in two round trips: locks the rows, settles each by the one rule, writes rows and
    /// evidence.
    async fn close_locked(
        &self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
        lock: &Transaction,
    ) -> sqlx::Result<Vec<ClosedSession>> {
        with_connection!(&self.db, connection => {
            let rows = sqlx::raw_sql(lock.open_text()).fetch_all(&mut *connection).await?;
            let mut changes = Vec::with_capacity(rows.len());
            for row in &rows {
                let session = SessionRow::from_row(row)?.into_session()?;
                changes.push(session.settle(now, rules));
            }

            let closed: Vec<ClosedSession> = changes.iter().filter_map(ClosedSession::of).collect();
            let mut write = Transaction::continued(self.dialect());
            for statement in self.close_statements(now, rules, &closed, &changes) {
                write.push(&statement);
            }

            sqlx::raw_sql(write.committed_text()).execute(connection).await?;
            Ok(closed)
        })
    }

    /// Returns what writes the rows, their evidence, and what their days' figures need.
    fn close_statements(
        &self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
        closed: &[ClosedSession],
        changes: &[SessionChange],
    ) -> Vec<Statement> {
        if closed.is_empty() {
            return Vec::new();
        }

        let evidence = changes.iter().flat_map(|change| {
            let id = change.session.id;
            change.evidence.iter().map(move |evidence| (id, evidence))
        });
        let mut statements = vec![
            update_closed(closed, now, rules),
            ledger::insert_after_match(self.dialect(), evidence),
        ];
        statements.extend(invalidate_days(
            closed.iter().map(|closed| &closed.session),
            now,
        ));

        statements
    }
}

impl ClosedSession {
    fn of(change: &SessionChange) -> Option<Self> {
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
fn update_closed(
    closed: &[ClosedSession],
    now: DateTime<Utc>,
    rules: &PresenceParameters,
) -> Statement {
    let mut sql = Statement::new(
        "UPDATE wpos_zoom_links
         SET session_status = 'timeout', end_reason = NULL, revision = revision + 1",
    );
    for (column, value) in COLUMNS {
        push_cases(&mut sql, closed, column, value);
    }

    sql.push(" WHERE id IN ")
        .list(closed.iter().map(|closed| closed.session.id), 1);
    // Guarded: on a database without SKIP LOCKED, a heartbeat or an event of Zoom may have come in between.
    sql.push(" AND ").append(is_due(now, rules));

    sql
}

type ColumnOf = fn(&ClosedSession) -> Value;

const COLUMNS: [(&str, ColumnOf); 7] = [
    ("session_ended_at", |closed| {
        closed.session.ended_at().into()
    }),
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

/// Sets a column of each row to the value of its session.
fn push_cases(sql: &mut Statement, closed: &[ClosedSession], column: &str, value: ColumnOf) {
    sql.push(", ").push(column).push(" = CASE id");
    for session in closed {
        sql.push(" WHEN ")
            .value(session.session.id)
            .push(" THEN ")
            .value(value(session));
    }

    sql.push(" END");
}
