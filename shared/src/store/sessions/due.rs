//! Due sessions: open, silent for longer than the idle timeout, and not held open by Zoom.

use chrono::{DateTime, Utc};

use crate::domain::{PresenceParameters, SessionId};
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::rules::{ClockColumn, is_due};
use crate::store::sessions::row::select_sessions;
use crate::store::{Store, StoreError};

/// The due sessions that a batch closes: the oldest ones.
#[derive(Clone, Copy, Debug)]
pub struct DueBatch<'a> {
    /// The greatest number of sessions.
    pub limit: u32,
    /// Sessions that are left out.
    pub excluded: &'a [SessionId],
    /// Leaves out sessions that fell silent before this time. Entries that a run has closed stay in the index for a
    /// while, marked as deleted, and to read past all of them again makes each batch slower than the one before.
    pub since: Option<DateTime<Utc>>,
}

/// The due sessions that one transaction closes.
#[derive(Clone, Copy)]
pub(crate) enum DueSelection<'a> {
    /// A batch.
    Oldest(DueBatch<'a>),
    /// This session, if it is still due.
    Only(SessionId),
}

/// Excluded ids are padded to a multiple of this number, so that there are few different statements.
const EXCLUDED_STEP: usize = 10;

impl Store {
    /// Counts the sessions that a sweep at `now` would close, up to `most`.
    pub async fn count_due(
        &self,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
        most: i64,
    ) -> Result<i64, StoreError> {
        // The limit stands inside, because outside it would limit the one row of the count.
        let mut sql = Statement::new("SELECT COUNT(*) FROM (SELECT 1 FROM wpos_zoom_links WHERE ");
        sql.append(is_due(self.dialect(), now, rules))
            .push(" LIMIT ")
            .value(most)
            .push(") AS due");
        let (count,): (i64,) = self.db.fetch_one(sql).await?;

        Ok(count)
    }
}

/// Reads due sessions along (`session_status`, `last_activity_at`), with no more index entries than rows.
pub(crate) fn select_due(
    dialect: Dialect,
    now: DateTime<Utc>,
    rules: &PresenceParameters,
    selection: DueSelection<'_>,
    lock: &str,
) -> Statement {
    let mut sql = select_sessions(dialect, "WHERE ");
    sql.append(is_due(dialect, now, rules));
    selection.push(&mut sql, dialect);

    sql.push(" ORDER BY wpos_zoom_links.last_activity_at, id LIMIT ")
        .value(selection.limit())
        .push(lock);
    sql
}

impl DueSelection<'_> {
    fn limit(self) -> i64 {
        match self {
            Self::Oldest(batch) => i64::from(batch.limit),
            Self::Only(_) => 1,
        }
    }

    fn push(self, sql: &mut Statement, dialect: Dialect) {
        match self {
            Self::Oldest(batch) => {
                if let Some(since) = batch.since {
                    // Inclusive: times are whole seconds, and other due sessions may have the same one.
                    sql.push(" AND ")
                        .append(ClockColumn::LastActivityAt.since(dialect, "", since));
                }

                if !batch.excluded.is_empty() {
                    sql.push(" AND id NOT IN ")
                        .list(batch.excluded.iter().copied(), EXCLUDED_STEP);
                }
            }
            Self::Only(id) => {
                sql.push(" AND id = ").value(id);
            }
        }
    }
}
