//! Closing due sessions, oldest first.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, Row};

use crate::domain::{PresenceParameters, SessionChange, SessionId};
use crate::store::db::retry::retrying;
use crate::store::db::statement::Statement;
use crate::store::db::store::with_connection;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::transaction::Transaction;
use crate::store::sessions::closed_session::{ClosedSession, update_closed};
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

/// Due rows, each settled by the one rule.
#[derive(Default)]
struct SettledRows {
    batch: SweepBatch,
    changes: Vec<SessionChange>,
}

impl SettledRows {
    fn add(
        &mut self,
        id: SessionId,
        row: sqlx::Result<SessionRow>,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                self.batch.failed.push((id, StoreError::Database(error)));
                return;
            }
        };

        let change = row.into_session().settle(now, rules);
        match ClosedSession::of(&change) {
            Some(closed) => {
                self.batch.closed.push(closed);
                self.changes.push(change);
            }
            // Not to be read by every batch again, before all others.
            None => self
                .batch
                .failed
                .push((id, StoreError::Database(not_due()))),
        }
    }
}

/// The statement takes for due what the rule does not: a partly zero date is a time to the server, and none here.
fn not_due() -> sqlx::Error {
    sqlx::Error::Decode("its times are no dates, such as 2026-03-00".into())
}

impl Store {
    /// Closes a batch of due sessions.
    ///
    /// Concurrent runs close different rows. A session that gives activity meanwhile stays open. When one
    /// row cannot be written, the others of its batch are closed one by one.
    pub async fn close_due_batch(
        &self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
        due: DueBatch<'_>,
    ) -> Result<SweepBatch, StoreError> {
        match self.close_due(now, rules, DueSelection::Oldest(due)).await {
            Ok(batch) => Ok(batch),
            // The database is there, so a row is the cause. The other rows must not wait for that one.
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
        // Takes no locks: each row is locked by the transaction that closes it.
        let sql = select_due(self.dialect(), now, rules, DueSelection::Oldest(due), "");
        let rows: Vec<SessionRow> = self.db.fetch_all(sql).await?;

        let mut batch = SweepBatch::default();
        for id in rows.iter().map(SessionRow::id) {
            match self.close_due(now, rules, DueSelection::Only(id)).await {
                Ok(one) => {
                    batch.closed.extend(one.closed);
                    batch.failed.extend(one.failed);
                }
                // This failure says nothing about the row, and the next rows would fail, too.
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
    ) -> Result<SweepBatch, StoreError> {
        let dialect = self.dialect();
        let mut lock = Transaction::new(dialect);
        let skip_locked = dialect.skip_locked;
        lock.push(&select_due(dialect, now, rules, selection, skip_locked));

        // May run twice: a session that is closed is no longer due.
        retrying(|| self.close_locked(now, rules, &lock)).await
    }

    /// Runs one transaction in two round trips: locks the rows, settles each by the one rule, writes rows and
    /// evidence.
    async fn close_locked(
        &self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
        lock: &Transaction,
    ) -> sqlx::Result<SweepBatch> {
        with_connection!(&self.db, connection => {
            let rows = sqlx::raw_sql(lock.open_text()).fetch_all(&mut *connection).await?;
            let mut settled = SettledRows::default();
            for row in &rows {
                let StoredInteger(id) = row.try_get("id")?;
                settled.add(SessionId(id), SessionRow::from_row(row), now, rules);
            }

            let mut write = Transaction::continued(self.dialect());
            for statement in self.close_statements(now, rules, &settled.batch.closed, &settled.changes) {
                write.push(&statement);
            }

            sqlx::raw_sql(write.committed_text()).execute(connection).await?;
            Ok(settled.batch)
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
        // `CASE` and the derived table of the evidence need at least one row.
        if closed.is_empty() {
            return Vec::new();
        }

        let evidence = changes.iter().flat_map(|change| {
            let id = change.session.id;
            change.evidence.iter().map(move |evidence| (id, evidence))
        });
        // The evidence follows the update directly, because its insert asks whether the update matched.
        let mut statements = vec![
            update_closed(self.dialect(), closed, now, rules),
            ledger::insert_after_match(self.dialect(), evidence),
        ];
        statements.extend(invalidate_days(
            closed.iter().map(|closed| &closed.session),
            now,
        ));

        statements
    }
}
