//! The queue of meetings whose lessons are to be reconciled with Zoom (`zoom_meetings_to_count`).

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::db::transaction::Transaction;
use crate::store::{Store, StoreError};

/// A meeting with events that its lessons are not reconciled with yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingReconciliation {
    /// The meeting's number.
    pub meeting: String,
    /// The oldest event that is not reconciled.
    pub oldest_event_at: DateTime<Utc>,
    /// The number of events that came. It shows whether one came during the reconciliation.
    pub changes: i64,
}

impl Store {
    /// Lists meetings that are to be reconciled now.
    pub async fn list_pending_reconciliations(
        &self,
        now: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<PendingReconciliation>, StoreError> {
        let sql = Statement::new(
            "SELECT meeting_id, oldest_event_at, changes
            FROM zoom_meetings_to_count
            WHERE count_after <= ?
            ORDER BY count_after
            LIMIT ?",
        );
        let sql = sql.bind(now).bind(limit);
        let rows: Vec<(String, NaiveDateTime, i64)> = self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .map(|(meeting, oldest, changes)| PendingReconciliation {
                meeting,
                oldest_event_at: oldest.and_utc(),
                changes,
            })
            .collect())
    }

    /// Returns what is pending of one meeting.
    pub async fn find_pending_reconciliation(
        &self,
        meeting: &str,
    ) -> Result<Option<PendingReconciliation>, StoreError> {
        let sql = Statement::new(
            "SELECT oldest_event_at, changes
            FROM zoom_meetings_to_count
            WHERE meeting_id = ?",
        );
        let row: Option<(NaiveDateTime, i64)> = self.db.fetch_optional(sql.bind(meeting)).await?;

        Ok(row.map(|(oldest, changes)| PendingReconciliation {
            meeting: meeting.to_owned(),
            oldest_event_at: oldest.and_utc(),
            changes,
        }))
    }

    /// Puts meetings into the queue, each with the time from which its lessons may have changed. Returns what is to be
    /// reconciled.
    pub(crate) async fn enqueue_meetings(
        &self,
        meetings: &[(String, DateTime<Utc>)],
        now: DateTime<Utc>,
    ) -> Result<Vec<PendingReconciliation>, StoreError> {
        let mut transaction = Transaction::new(self.dialect());
        for (meeting, at) in meetings {
            for statement in enqueue(self.dialect(), meeting, *at, now) {
                transaction.push(&statement);
            }
        }
        transaction.run(&self.db).await?;

        let mut pending = Vec::new();
        for (meeting, _) in meetings {
            pending.extend(self.find_pending_reconciliation(meeting).await?);
        }

        Ok(pending)
    }

    /// Records that a meeting is reconciled, unless more events came meanwhile. With `until`, the meeting goes on and
    /// is reconciled again at that time.
    pub async fn record_reconciled(
        &self,
        reconciled: &PendingReconciliation,
        until: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        let mut sql = match until {
            Some(until) => {
                Statement::new("UPDATE zoom_meetings_to_count SET count_after = ?").bind(until)
            }
            None => Statement::new("DELETE FROM zoom_meetings_to_count"),
        };
        sql.push(" WHERE meeting_id = ")
            .value(reconciled.meeting.as_str())
            .push(" AND changes = ")
            .value(reconciled.changes);

        self.db.execute(sql).await?;
        Ok(())
    }
}

/// Puts a meeting into the queue, or counts one more change of a meeting that is there. `at` is the time from which its
/// lessons may have changed.
pub(crate) fn enqueue(
    dialect: Dialect,
    meeting: &str,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> [Statement; 2] {
    // Starts at 0 changes, because the update counts this one whether the row is new or not.
    let insert = Statement::new(format!(
        "{}zoom_meetings_to_count (meeting_id, oldest_event_at, count_after, changes)
        VALUES (?, ?, ?, 0)",
        dialect.insert_ignore
    ));
    let update = Statement::new(
        "UPDATE zoom_meetings_to_count
        SET changes = changes + 1, count_after = ?,
            oldest_event_at = CASE WHEN oldest_event_at > ? THEN ? ELSE oldest_event_at END
        WHERE meeting_id = ?",
    );

    [
        insert.bind(meeting).bind(at).bind(now),
        update.bind(now).bind(at).bind(at).bind(meeting),
    ]
}
