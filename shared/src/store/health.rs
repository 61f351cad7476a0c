//! What the health endpoint tells. All reads follow an index, and nothing is changed.

use std::sync::atomic::Ordering;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::PresenceParameters;
use crate::random;
use crate::store::db::statement::Statement;
use crate::store::db::stored_time::StoredTime;
use crate::store::db::transaction::Transaction;
use crate::store::rules::{
    ClockColumn, is_due, is_held_open, is_open_and_heard_of, is_open_and_silent,
};
use crate::store::{Store, StoreError};

/// The state of the sessions in the database.
#[derive(Clone, Debug)]
pub struct Health {
    /// Sessions now.
    pub counts: Counts,
    /// When the oldest session that a sweep would close became due.
    pub oldest_due_at: Option<DateTime<Utc>>,
}

/// Counts, each up to 10,000.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    /// Sessions that are open and not due.
    pub active: i64,
    /// Timed-out sessions: the next sweep closes them.
    pub due: i64,
}

/// Sweeps run every few minutes to every two hours. A session that is due for longer shows that none runs.
const SWEEP_OVERDUE: TimeDelta = TimeDelta::hours(3);
/// Anybody may ask for the health, so a write that worked is good for this long.
const WRITABLE_SECONDS: i64 = 15;
/// A health check must stay cheap however large the table is.
const MAX_COUNT: i64 = 10_000;

impl Health {
    /// Tells whether sessions have been due for so long that no sweep seems to run.
    #[must_use]
    pub fn sweep_is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.oldest_due_at
            .is_some_and(|due| now - due > SWEEP_OVERDUE)
    }
}

impl Store {
    /// Fails if the database takes no writes: read-only, full, without quorum, or without the right to write.
    ///
    /// Inserts a row and takes it back, in one round trip. No variable of the server tells all of this, and a server
    /// that has no room notices it only with a new row. A rollback needs no disk to confirm it.
    pub async fn check_writable(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let age = now.timestamp() - self.writable_at.load(Ordering::Relaxed);
        if (0..WRITABLE_SECONDS).contains(&age) {
            return Ok(());
        }

        let insert = Statement::new(
            "INSERT INTO request_errors (hour, route, status, errors) VALUES (?, ?, 0, 0)",
        );
        // A key of its own, so that checks at once do not wait for each other.
        let route = format!("health check {}", random::hex(16));

        let mut transaction = Transaction::new(self.dialect());
        transaction.push(&insert.bind(now).bind(route.as_str()));
        transaction.run_and_undo(&self.db).await?;

        self.writable_at.store(now.timestamp(), Ordering::Relaxed);
        Ok(())
    }

    /// Reads the counts along the sweep's index. They leave out rows of older systems that were never backfilled.
    pub async fn read_health(
        &self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Result<Health, StoreError> {
        let active = self.count_active(now, rules).await?;
        let oldest_due_at = self.oldest_due_at(now, rules).await?;
        // Where sweeps run, mostly nothing is due, and the count is not needed.
        let due = match oldest_due_at {
            Some(_) => self.count_due(now, rules, MAX_COUNT).await?,
            None => 0,
        };

        Ok(Health {
            counts: Counts { active, due },
            oldest_due_at,
        })
    }

    async fn oldest_due_at(
        &self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let dialect = self.dialect();
        let mut sql = Statement::new(format!(
            "SELECT {} FROM wpos_zoom_links WHERE ",
            ClockColumn::LastActivityAt.select(dialect)
        ));
        sql.append(is_due(dialect, now, rules))
            .push(" ORDER BY wpos_zoom_links.last_activity_at LIMIT 1");
        let oldest: Option<(StoredTime,)> = self.db.fetch_optional(sql).await?;

        let last_sign_at = oldest.and_then(|(at,)| at.instant());
        Ok(last_sign_at.map(|at| at + rules.idle_timeout))
    }

    /// Counts the sessions that are active now.
    ///
    /// No index tells which silent sessions Zoom holds open, so this looks for them among the 10,000 that fell silent
    /// last. Where sweeps run, hardly any others are silent. Where none runs, the check reads no more rows than these.
    async fn count_active(
        &self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Result<i64, StoreError> {
        let dialect = self.dialect();
        let mut sql =
            Statement::new("SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM wpos_zoom_links WHERE ");
        sql.append(is_open_and_heard_of(dialect, now, rules))
            .push(" LIMIT ")
            .value(MAX_COUNT)
            .push(") AS heard_of)");

        sql.push(" + (SELECT COUNT(*) FROM (SELECT meeting_until FROM wpos_zoom_links WHERE ")
            .append(is_open_and_silent(dialect, now, rules))
            .push(" ORDER BY wpos_zoom_links.last_activity_at DESC LIMIT ")
            .value(MAX_COUNT)
            .push(") AS silent WHERE ")
            .append(is_held_open(now))
            .push(")");
        let (count,): (i64,) = self.db.fetch_one(sql).await?;

        Ok(count.min(MAX_COUNT))
    }
}
