//! What the health endpoint tells, read-only and by index.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::{Store, StoreError, with_connection};
use crate::domain::PresenceParameters;
use crate::store::db::statement::Statement;
use crate::store::rules::{is_due, is_held_open, is_open_and_heard_of, is_open_and_silent};

/// The database's state as far as sessions are concerned.
#[derive(Clone, Debug)]
pub struct Health {
    /// Sessions now.
    pub counts: Counts,
    /// When the oldest session that a sweep would close became due.
    pub oldest_due_at: Option<DateTime<Utc>>,
}

impl Health {
    /// Tells whether sessions have been due for so long that nobody seems to sweep. (A sweep runs every few minutes
    /// to every two hours.)
    #[must_use]
    pub fn sweep_is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.oldest_due_at
            .is_some_and(|due| now - due > SWEEP_OVERDUE)
    }
}

const SWEEP_OVERDUE: TimeDelta = TimeDelta::hours(3);

/// Counts, each up to 10,000.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    /// Opened, and neither over nor due.
    pub active: i64,
    /// Timed out: the next sweep closes them.
    pub due: i64,
}

/// A health check must stay cheap however large the table is.
const MOST: i64 = 10_000;

impl Store {
    /// Reads the counts along the sweep's index. It leaves out rows of older systems that were never backfilled.
    pub async fn read_health(
        &self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Result<Health, StoreError> {
        let active = self.count_active(now, rules).await?;

        let mut sql = Statement::new("SELECT last_activity_at FROM wpos_zoom_links WHERE ");
        sql.append(is_due(now, rules))
            .push(" ORDER BY last_activity_at LIMIT 1");
        let oldest: Option<(NaiveDateTime,)> = with_connection!(&self.db, connection => sql.query_as().fetch_optional(connection).await)?;

        let due = if oldest.is_some() {
            self.count_due(now, rules, MOST).await?
        } else {
            0
        };
        Ok(Health {
            counts: Counts { active, due },
            oldest_due_at: oldest
                .map(|(last_sign_at,)| last_sign_at.and_utc() + rules.idle_timeout),
        })
    }

    /// Counts the sessions that are active now.
    ///
    /// No index tells which silent sessions Zoom holds open, so they are looked for among the 10,000 that fell silent
    /// last. Where sweeps run, hardly any others are silent; where none runs, the check still reads no more than that.
    async fn count_active(
        &self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Result<i64, StoreError> {
        let mut sql =
            Statement::new("SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM wpos_zoom_links WHERE ");
        sql.append(is_open_and_heard_of(now, rules))
            .push(" LIMIT ")
            .value(MOST)
            .push(") AS heard_of)");

        sql.push(" + (SELECT COUNT(*) FROM (SELECT meeting_until FROM wpos_zoom_links WHERE ");
        sql.append(is_open_and_silent(now, rules));
        sql.push(" ORDER BY last_activity_at DESC LIMIT ")
            .value(MOST);
        sql.push(") AS silent WHERE ")
            .append(is_held_open(now))
            .push(")");

        let (count,): (i64,) =
            with_connection!(&self.db, connection => sql.query_as().fetch_one(connection).await)?;
        Ok(count.min(MOST))
    }
}
