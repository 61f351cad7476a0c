//! Gives rows of older systems a state that the rules know, chunk by chunk. It may stop anywhere and run again.

use chrono::{DateTime, Utc};

use crate::domain::PresenceParameters;
use crate::store::db::refusal::refusal;
use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::rules::{RECORDED_SECONDS, is_timed_out};
use crate::store::{Dialect, Store, StoreError};

/// Rows per statement: small enough for a Galera write set and for writers that wait.
pub(crate) const CHUNK: i64 = 10_000;

/// The progress of a backfill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BackfillProgress {
    /// The highest id looked at.
    pub id: i64,
    /// The highest id there is.
    pub last_id: i64,
    /// Rows changed so far.
    pub changed: u64,
}

impl Store {
    /// Returns how many rows a backfill would change.
    pub async fn count_backfill(&self) -> Result<i64, StoreError> {
        let [opening, activity] = DATES.map(|column| self.is_zero_date(column));
        let sql = Statement::new(format!(
            "SELECT COUNT(*) FROM wpos_zoom_links WHERE {} OR {opening} OR {activity}",
            needed(self.dialect())
        ));
        let (count,): (i64,) = self.db.fetch_one(sql).await?;

        Ok(count)
    }

    /// Backfills all rows, reporting after every chunk.
    ///
    /// The opening becomes the last activity of a row that was opened and never gave another one. If that is longer
    /// ago than the idle timeout, the row is timed out with 0 seconds and a band that says that nothing is known.
    /// A row that was never opened has no activity.
    pub async fn backfill(
        &self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
        mut report: impl FnMut(BackfillProgress),
    ) -> Result<BackfillProgress, StoreError> {
        let last_id = self.find_last_session_id().await?;
        let mut progress = BackfillProgress {
            last_id,
            ..BackfillProgress::default()
        };

        while progress.id < last_id {
            let until = (progress.id + CHUNK).min(last_id);
            progress.changed += self.clear_dates_between(progress.id, until).await?;
            // In this order: `close_old` looks for rows without activity, and `adopt` gives them one.
            for mut sql in [close_old(self.dialect(), now, rules), adopt(self.dialect())] {
                sql.push(" AND id > ")
                    .value(progress.id)
                    .push(" AND id <= ")
                    .value(until);
                progress.changed += self.db.execute(sql).await?;
            }

            progress.id = until;
            report(progress);
        }

        // Days of these rows may be summed up already.
        if progress.changed > 0 {
            self.invalidate_all_days().await?;
        }

        Ok(progress)
    }

    /// SQL for whether a column has a date that is no time.
    fn is_zero_date(&self, column: &str) -> String {
        let is_no_time = (self.dialect().is_no_time)(column);
        format!("({column} IS NOT NULL AND {is_no_time})")
    }

    /// Sets zero and partly zero dates to none, where the column can hold none.
    async fn clear_dates_between(&self, after: i64, until: i64) -> Result<u64, StoreError> {
        let mut changed = 0;
        for column in DATES {
            let is_zero_date = self.is_zero_date(column);
            let sql = Statement::new(format!(
                "UPDATE wpos_zoom_links
                SET {column} = NULL, revision = revision + 1
                WHERE {is_zero_date} AND id > ? AND id <= ?"
            ));

            match self.db.execute(sql.bind(after).bind(until)).await {
                Ok(rows) => changed += rows,
                // The column is NOT NULL: every reader and condition takes its zero dates for none.
                Err(StoreError::Database(error)) if refusal(&error).is_some() => {}
                Err(error) => return Err(error),
            }
        }

        Ok(changed)
    }
}

/// The columns whose zero dates conditions along an index would take for early times.
const DATES: [&str; 2] = ["clicked_at", "last_activity_at"];

impl Store {
    /// Returns the highest id of the sessions, 0 if there is none.
    pub(super) async fn find_last_session_id(&self) -> Result<i64, StoreError> {
        let sql = Statement::new("SELECT MAX(id) FROM wpos_zoom_links");
        let (last,): (Option<StoredInteger>,) = self.db.fetch_one(sql).await?;

        Ok(StoredInteger::number(last).unwrap_or_default())
    }
}

/// The condition for rows that no rule expects. A date with zeros in it is read as none, so it is no opening.
fn needed(dialect: Dialect) -> String {
    let opened = (dialect.is_date)("clicked_at");
    format!(
        "(session_status IS NULL
        OR (session_status = 'active' AND {opened} AND last_activity_at IS NULL)
        OR (session_status = 'active' AND clicked_at IS NULL AND last_activity_at IS NOT NULL))"
    )
}

fn close_old(dialect: Dialect, now: DateTime<Utc>, rules: &PresenceParameters) -> Statement {
    let opened = (dialect.is_date)("clicked_at");
    let mut sql = Statement::new(format!(
        "UPDATE wpos_zoom_links
        SET session_status = 'timeout', session_ended_at = clicked_at, last_activity_at = clicked_at,
            session_duration_seconds = COALESCE({RECORDED_SECONDS}, 0),
            session_duration_minutes = COALESCE(session_duration_minutes, 0),
            duration_low_seconds = 0, duration_high_seconds = ?, revision = revision + 1
        WHERE last_activity_at IS NULL AND {opened} AND "
    ))
    .bind(rules.idle_timeout.num_seconds());
    sql.append(is_timed_out(dialect, now, rules));

    sql
}

/// A session that was opened a moment ago may be a lesson that goes on: it gets its activity and stays open.
fn adopt(dialect: Dialect) -> Statement {
    let opened = (dialect.is_date)("clicked_at");
    Statement::new(format!(
        "UPDATE wpos_zoom_links
        SET last_activity_at = CASE WHEN {opened} THEN COALESCE(last_activity_at, clicked_at) ELSE NULL END,
            session_status = COALESCE(session_status, 'active'), revision = revision + 1
        WHERE {}",
        needed(dialect)
    ))
}
