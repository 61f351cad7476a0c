//! Figures over all sessions that a filter selects, not only those of one page.

use chrono::{DateTime, Utc};

use super::list::{Filter, push_either_time, push_status, push_who};
use super::row::column;
use super::statement::Statement;
use super::{Store, StoreError, on};
use crate::domain::{Rules, Status};

/// Sums over all sessions that match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statistics {
    /// One entry per status, in the order of [`Status::ALL`].
    pub by_status: [StatusFigures; 4],
}

/// The sessions of one status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusFigures {
    /// The status, as settled now.
    pub status: Status,
    /// How many.
    pub sessions: i64,
    /// Their seconds of presence, those of live sessions up to the last sign of life.
    pub seconds: i64,
}

impl Statistics {
    /// Returns how many sessions match.
    #[must_use]
    pub fn sessions(&self) -> i64 {
        self.by_status.iter().map(|one| one.sessions).sum()
    }

    /// Returns how many of them were opened.
    #[must_use]
    pub fn opened(&self) -> i64 {
        self.by_status.iter().filter(|one| one.status != Status::Sent).map(|one| one.sessions).sum()
    }

    /// Returns their seconds of presence.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        self.by_status.iter().map(|one| one.seconds).sum()
    }
}

impl Store {
    /// Sums up all sessions that match.
    pub async fn sum_up_sessions(
        &self,
        filter: &Filter,
        now: DateTime<Utc>,
        rules: &Rules,
    ) -> Result<Statistics, StoreError> {
        let cutoff = column(now - rules.idle_timeout);
        let mut sql = Statement::new(
            "SELECT CASE WHEN COALESCE(session_status, 'active') <> 'active' THEN session_status ",
        );
        sql.push("WHEN clicked_at IS NULL THEN 'sent' WHEN COALESCE(last_activity_at, clicked_at) < ")
            .value(cutoff);
        sql.push(" THEN 'timeout' ELSE 'active' END AS status, COUNT(*), ");
        // Seconds as stored; of open sessions as they stand, never below zero.
        let open = (self.dialect().seconds)("clicked_at", "last_activity_at");
        let seconds = format!(
            "COALESCE(session_duration_seconds, session_duration_minutes * 60, \
             CASE WHEN {open} > uncounted_seconds THEN {open} - uncounted_seconds ELSE 0 END, 0)"
        );
        sql.push("CAST(COALESCE(SUM(")
            .push(&seconds)
            .push("), 0) AS SIGNED) FROM wpos_zoom_links WHERE 1 = 1");
        push_who(&mut sql, filter);
        push_status(&mut sql, filter.status, now, rules);
        push_either_time(&mut sql, filter);
        sql.push(" GROUP BY 1");
        let rows: Vec<(String, i64, i64)> = on!(&self.db, pool => sql.query_as().fetch_all(pool).await?);
        let by_status = Status::ALL.map(|status| {
            let row = rows.iter().find(|(name, ..)| name == status.as_str());
            let (sessions, seconds) = row.map_or((0, 0), |(_, sessions, seconds)| (*sessions, *seconds));
            StatusFigures { status, sessions, seconds }
        });
        Ok(Statistics { by_status })
    }
}
