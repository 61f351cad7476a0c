//! What the system records of its own work, for the dashboard's status.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use crate::domain::NotificationStatus;
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::db::transaction::Transaction;
use crate::store::rules::ClockColumn;
use crate::store::sessions::read_notification;
use crate::store::{Store, StoreError};

/// One run of the sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SweepRun {
    /// The time when it began.
    pub started_at: DateTime<Utc>,
    /// The number of sessions that it closed.
    pub closed: i64,
    /// The number of rows that could not be closed.
    pub failed: i64,
    /// The number of sessions that were still due.
    pub remaining: i64,
    /// Its duration.
    pub processing_ms: i64,
}

/// The number of error responses of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorCount {
    /// The route's pattern.
    pub route: String,
    /// The status, 500 or above.
    pub status: u16,
    /// Their number.
    pub errors: i64,
}

/// Older runs and errors are deleted.
const KEPT: TimeDelta = TimeDelta::days(30);

impl Store {
    /// Records a run of the sweep, and deletes old records.
    pub async fn record_sweep_run(&self, run: &SweepRun) -> Result<(), StoreError> {
        let insert = Statement::new(
            "INSERT INTO sweep_runs (started_at, closed, failed, remaining, processing_ms)
            VALUES (?, ?, ?, ?, ?)",
        );
        // Sweeps run regularly, so old records need no job of their own.
        let delete_runs = Statement::new("DELETE FROM sweep_runs WHERE started_at < ?");
        let delete_errors = Statement::new("DELETE FROM request_errors WHERE hour < ?");
        let before = run.started_at - KEPT;

        let mut transaction = Transaction::new(self.dialect());
        transaction.push(
            &insert
                .bind(run.started_at)
                .bind(run.closed)
                .bind(run.failed)
                .bind(run.remaining)
                .bind(run.processing_ms),
        );
        transaction.push(&delete_runs.bind(before));
        transaction.push(&delete_errors.bind(before));

        transaction.run(&self.db).await?;
        Ok(())
    }

    /// Returns the newest run of the sweep.
    pub async fn find_last_sweep_run(&self) -> Result<Option<SweepRun>, StoreError> {
        let sql = Statement::new(
            "SELECT started_at, closed, failed, remaining, processing_ms
            FROM sweep_runs
            ORDER BY started_at DESC, id DESC
            LIMIT 1",
        );
        let row: Option<(NaiveDateTime, i64, i64, i64, i64)> = self.db.fetch_optional(sql).await?;

        Ok(row.map(
            |(started_at, closed, failed, remaining, processing_ms)| SweepRun {
                started_at: started_at.and_utc(),
                closed,
                failed,
                remaining,
                processing_ms,
            },
        ))
    }

    /// Adds to the errors of the hour of `at`.
    pub async fn record_errors(
        &self,
        at: DateTime<Utc>,
        counts: &[ErrorCount],
    ) -> Result<(), StoreError> {
        let hour = at - TimeDelta::seconds(at.timestamp().rem_euclid(3600));
        let mut transaction = Transaction::new(self.dialect());

        for count in counts {
            for statement in add_errors(self.dialect(), hour, count) {
                transaction.push(&statement);
            }
        }

        transaction.run(&self.db).await?;
        Ok(())
    }

    /// Lists the errors since `since`, most frequent first, at most 20 kinds.
    pub async fn list_errors(&self, since: DateTime<Utc>) -> Result<Vec<ErrorCount>, StoreError> {
        let sql = Statement::new(
            "SELECT route, status, CAST(SUM(errors) AS SIGNED) AS total
            FROM request_errors
            WHERE hour >= ?
            GROUP BY route, status
            ORDER BY total DESC, route, status
            LIMIT 20",
        );
        let rows: Vec<(String, i64, i64)> = self.db.fetch_all(sql.bind(since)).await?;

        Ok(rows
            .into_iter()
            .map(|(route, status, errors)| ErrorCount {
                route,
                status: u16::try_from(status).unwrap_or(u16::MAX),
                errors,
            })
            .collect())
    }

    /// Counts the messages of links sent since `since` by what became of them. In two parts along an index each.
    pub async fn count_deliveries(
        &self,
        since: DateTime<Utc>,
    ) -> Result<BTreeMap<NotificationStatus, i64>, StoreError> {
        // A link is opened after it was sent, so the bound of `clicked_at` loses no row and limits the index's range.
        let dialect = self.dialect();
        let mut sql = Statement::new(
            "SELECT delivery, CAST(SUM(messages) AS SIGNED) FROM (
              SELECT COALESCE(notification_status, '') AS delivery, COUNT(*) AS messages
              FROM wpos_zoom_links
              WHERE ",
        );
        sql.append(ClockColumn::ClickedAt.since(dialect, "", since))
            .push(" AND ")
            .append(ClockColumn::SentTime.since(dialect, "", since))
            .push(
                "
              GROUP BY 1
              UNION ALL
              SELECT COALESCE(notification_status, ''), COUNT(*)
              FROM wpos_zoom_links
              WHERE clicked_at IS NULL AND ",
            )
            .append(ClockColumn::SentTime.since(dialect, "", since))
            .push(
                "
              GROUP BY 1) AS parts
            GROUP BY delivery",
            );
        let rows: Vec<(String, i64)> = self.db.fetch_all(sql).await?;

        let mut counts = BTreeMap::new();
        for (stored, messages) in &rows {
            if let Some(status) = read_notification(Some(stored)) {
                *counts.entry(status.without_number()).or_default() += messages;
            }
        }

        Ok(counts)
    }
}

fn add_errors(dialect: Dialect, hour: DateTime<Utc>, count: &ErrorCount) -> [Statement; 2] {
    let route = count.route.as_str();
    let status = i64::from(count.status);

    // Two statements, because the databases have no common form of insert-or-update.
    let insert = Statement::new(format!(
        "{}request_errors (hour, route, status, errors) VALUES (?, ?, ?, 0)",
        dialect.insert_ignore
    ));
    let update = Statement::new(
        "UPDATE request_errors
        SET errors = errors + ?
        WHERE hour = ? AND route = ? AND status = ?",
    );

    [
        insert.bind(hour).bind(route).bind(status),
        update
            .bind(count.errors)
            .bind(hour)
            .bind(route)
            .bind(status),
    ]
}
