//! What the system notes about its own work, and what the dashboard's status shows of it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::{Store, StoreError, with_connection};
use crate::domain::NotificationStatus;
use crate::store::db::error::retrying;
use crate::store::db::statement::Statement;
use crate::store::db::transaction::Transaction;
use crate::store::sessions::row::{column, notification};

/// One run of the sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SweepRun {
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// Sessions closed.
    pub closed: i64,
    /// Rows that could not be closed.
    pub failed: i64,
    /// Sessions that were due still.
    pub remaining: i64,
    /// How long it took.
    pub processing_ms: i64,
}

/// Answers of one kind that were errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorCount {
    /// The route's pattern.
    pub route: String,
    /// The status, 500 and above.
    pub status: u16,
    /// How many.
    pub errors: i64,
}

/// Runs and errors are kept for so long.
const KEPT: TimeDelta = TimeDelta::days(30);

impl Store {
    /// Notes a run of the sweep.
    pub async fn record_sweep_run(&self, run: &SweepRun) -> Result<(), StoreError> {
        let mut sql = Statement::new(
            "INSERT INTO sweep_runs (started_at, closed, failed, remaining, processing_ms) VALUES (",
        );

        sql.value(column(run.started_at))
            .push(", ")
            .value(run.closed)
            .push(", ")
            .value(run.failed);

        sql.push(", ")
            .value(run.remaining)
            .push(", ")
            .value(run.processing_ms)
            .push(")");

        let before = column(run.started_at - KEPT);
        let mut old_runs = Statement::new("DELETE FROM sweep_runs WHERE started_at < ");
        old_runs.value(before);
        let mut old_errors = Statement::new("DELETE FROM request_errors WHERE hour < ");

        old_errors.value(before);
        let mut transaction = Transaction::new(self.dialect());

        for statement in [&sql, &old_runs, &old_errors] {
            transaction.push(statement);
        }

        retrying(|| transaction.run(&self.db)).await?;
        Ok(())
    }

    /// Returns the newest run of the sweep.
    pub async fn find_last_sweep_run(&self) -> Result<Option<SweepRun>, StoreError> {
        const SQL: &str = "SELECT started_at, closed, failed, remaining, processing_ms
            FROM sweep_runs
            ORDER BY started_at DESC, id DESC
            LIMIT 1";
        type Row = (NaiveDateTime, i64, i64, i64, i64);
        let row: Option<Row> = with_connection!(&self.db, connection => sqlx::query_as(SQL).fetch_optional(connection).await)?;
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
        let hour = column(at - TimeDelta::seconds(at.timestamp().rem_euclid(3600)));
        let mut transaction = Transaction::new(self.dialect());

        for count in counts {
            let (route, status) = (count.route.as_str(), i64::from(count.status));
            let mut first = Statement::new(self.dialect().insert_ignore);

            first
                .push("request_errors (hour, route, status, errors) VALUES (")
                .value(hour)
                .push(", ");

            first.value(route).push(", ").value(status).push(", 0)");
            let mut add = Statement::new("UPDATE request_errors SET errors = errors + ");

            add.value(count.errors)
                .push(" WHERE hour = ")
                .value(hour)
                .push(" AND route = ")
                .value(route);

            add.push(" AND status = ").value(status);
            transaction.push(&first);
            transaction.push(&add);
        }

        retrying(|| transaction.run(&self.db)).await?;
        Ok(())
    }

    /// Lists the errors since then, most frequent first, at most 20 kinds.
    pub async fn list_errors(&self, since: DateTime<Utc>) -> Result<Vec<ErrorCount>, StoreError> {
        const SQL: &str = "SELECT route, status, CAST(SUM(errors) AS SIGNED) AS total
            FROM request_errors
            WHERE hour >= ?
            GROUP BY route, status
            ORDER BY total DESC, route, status
            LIMIT 20";
        let rows: Vec<(String, i64, i64)> = with_connection!(&self.db, connection =>
            sqlx::query_as(SQL).bind(column(since)).fetch_all(connection).await)?;
        let count = |(route, status, errors): (String, i64, i64)| ErrorCount {
            route,
            status: u16::try_from(status).unwrap_or(u16::MAX),
            errors,
        };
        Ok(rows.into_iter().map(count).collect())
    }

    /// Counts the messages of links sent since then by what became of them. In two parts along an index each.
    pub async fn count_deliveries(
        &self,
        since: DateTime<Utc>,
    ) -> Result<BTreeMap<NotificationStatus, i64>, StoreError> {
        const SQL: &str = "SELECT delivery, CAST(SUM(messages) AS SIGNED) FROM (
              SELECT COALESCE(notification_status, '') AS delivery, COUNT(*) AS messages FROM wpos_zoom_links
              WHERE clicked_at >= ? AND sent_time >= ?
              GROUP BY 1
              UNION ALL
              SELECT COALESCE(notification_status, ''), COUNT(*) FROM wpos_zoom_links
              WHERE clicked_at IS NULL AND sent_time >= ?
              GROUP BY 1) AS parts
            GROUP BY delivery";
        let since = column(since);
        let rows: Vec<(String, i64)> = with_connection!(&self.db, connection =>
            sqlx::query_as(SQL).bind(since).bind(since).bind(since).fetch_all(connection).await)?;

        let mut counts = BTreeMap::new();
        for (stored, messages) in &rows {
            if let Some(status) = notification(Some(stored)) {
                *counts.entry(status).or_default() += messages;
            }
        }
        Ok(counts)
    }
}
