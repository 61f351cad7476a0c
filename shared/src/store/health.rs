//! What the health endpoint tells, read-only and by index.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::{Store, StoreError, on};
use crate::domain::Rules;
use crate::store::sessions::row::column;

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
        self.oldest_due_at.is_some_and(|due| now - due > SWEEP_OVERDUE)
    }
}

const SWEEP_OVERDUE: TimeDelta = TimeDelta::hours(3);

/// Counts, each up to 10,000.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    /// Opened, with a sign of life within the idle timeout.
    pub active: i64,
    /// Silent for longer: the next sweep closes them.
    pub due: i64,
}

/// A health check must stay cheap however large the table is.
const MOST: i64 = 10_000;

impl Store {
    /// Reads the counts, by the sweep's index (see there for the sums with nought).
    pub async fn read_health(&self, now: DateTime<Utc>, rules: &Rules) -> Result<Health, StoreError> {
        const ACTIVE: &str = "SELECT COUNT(*) FROM (
              SELECT 1 FROM wpos_zoom_links
              WHERE session_status = 'active' AND last_activity_at >= ? AND clicked_at + 0 IS NOT NULL
              LIMIT ?) active";
        const OLDEST: &str = "SELECT last_activity_at FROM wpos_zoom_links
            WHERE session_status = 'active' AND last_activity_at < ? AND clicked_at + 0 IS NOT NULL
              AND (meeting_until IS NULL OR meeting_until <= ?)
            ORDER BY last_activity_at LIMIT 1";
        let cutoff = column(now - rules.idle_timeout);
        let (active,): (i64,) = on!(&self.db, connection => sqlx::query_as(ACTIVE).bind(cutoff).bind(MOST).fetch_one(connection).await)?;
        let oldest: Option<(NaiveDateTime,)> = on!(&self.db, connection => sqlx::query_as(OLDEST).bind(cutoff).bind(column(now)).fetch_optional(connection).await)?;
        let due = if oldest.is_some() { self.count_due(now, rules, MOST).await? } else { 0 };
        Ok(Health {
            counts: Counts { active, due },
            oldest_due_at: oldest.map(|(last_sign_at,)| last_sign_at.and_utc() + rules.idle_timeout),
        })
    }
}
