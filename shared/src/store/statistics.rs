//! Figures over all sessions that a filter selects, not only those of one page.

use chrono::{DateTime, Utc};

use super::day_totals::Span;
use super::list::{Filter, OPEN, push_time};
use super::row::column;
use super::statement::Statement;
use super::who::Who;
use super::{Dialect, Store, StoreError, on};
use crate::domain::{Rules, SchoolDays, Status};

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

impl StatusFigures {
    fn none(status: Status) -> Self {
        Self { status, sessions: 0, seconds: 0 }
    }
}

impl Statistics {
    fn add(&mut self, more: StatusFigures) {
        for one in self.by_status.iter_mut().filter(|one| one.status == more.status) {
            one.sessions += more.sessions;
            one.seconds += more.seconds;
        }
    }

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
    /// Sums up all sessions that match: past days from their sums, the rest from the sessions themselves.
    pub async fn sum_up_sessions(
        &self,
        filter: &Filter,
        days: &SchoolDays,
        now: DateTime<Utc>,
        rules: &Rules,
    ) -> Result<Statistics, StoreError> {
        let mut statistics = Statistics { by_status: Status::ALL.map(StatusFigures::none) };
        for who in Who::groups(filter) {
            let mut spans = vec![(filter.from, filter.until)];
            if let Some(teachers) = who.teachers(filter) {
                let sums = self.read_day_totals(filter, teachers, days).await?;
                // With this many days missing, reading everything is no slower than reading every gap.
                if sums.gaps.len() <= MAX_GAPS {
                    sums.totals.iter().for_each(|figures| statistics.add(*figures));
                    spans = sums.gaps;
                }
            }
            let sql = self.sums(filter, who, &spans, now, rules);
            let rows: Vec<(String, i64, i64)> =
                on!(&self.db, connection => sql.query_as().fetch_all(connection).await)?;
            for (name, sessions, seconds) in rows {
                if let Some(status) = Status::ALL.into_iter().find(|status| status.as_str() == name) {
                    statistics.add(StatusFigures { status, sessions, seconds });
                }
            }
        }
        if let Some(wanted) = filter.status {
            let others = statistics.by_status.iter_mut().filter(|one| one.status != wanted);
            others.for_each(|one| *one = StatusFigures::none(one.status));
        }
        Ok(statistics)
    }

    /// One statement whose parts each run along an index: what is over or was never opened, span by span, and
    /// what is open.
    fn sums(
        &self,
        filter: &Filter,
        who: Who<'_>,
        spans: &[Span],
        now: DateTime<Utc>,
        rules: &Rules,
    ) -> Statement {
        let part = |status: &Statement, condition| {
            let mut sql = self.part(status, condition);
            who.push(&mut sql, filter);
            sql
        };
        let mut parts = Vec::new();
        for (from, until) in spans {
            let mut over = part(&OVER.into(), OPENED_AND_OVER);
            push_time(&mut over, "clicked_at", *from, *until);
            let mut not_opened = part(&NOT_OPENED_STATUS.into(), "clicked_at IS NULL");
            push_time(&mut not_opened, "sent_time", *from, *until);
            parts.extend([over, not_opened]);
        }
        if filter.from.is_none() && filter.until.is_none() && spans != [(None, None)] {
            // Of no day at all.
            let timeless = "clicked_at IS NULL AND sent_time IS NULL";
            parts.push(part(&NOT_OPENED_STATUS.into(), timeless));
        }
        let mut status = Statement::new("CASE WHEN COALESCE(last_activity_at, clicked_at) < ");
        status.value(column(now - rules.idle_timeout)).push(" THEN 'timeout' ELSE 'active' END");
        let mut open = part(&status, OPEN);
        push_time(&mut open, "clicked_at", filter.from, filter.until);
        parts.push(open);
        let mut sql = Statement::new(
            "SELECT status, CAST(SUM(sessions) AS SIGNED), CAST(SUM(seconds) AS SIGNED) FROM (",
        );
        for (number, mut part) in parts.into_iter().enumerate() {
            part.push(" GROUP BY 1");
            sql.push(if number == 0 { "" } else { " UNION ALL " }).append(part);
        }
        sql.push(") AS parts GROUP BY status");
        sql
    }

    fn part(&self, status: &Statement, condition: &str) -> Statement {
        let mut sql = Statement::new("SELECT ");
        sql.append(status.clone()).push(" AS status, COUNT(*) AS sessions, SUM(");
        sql.push(&seconds(self.dialect())).push(") AS seconds FROM wpos_zoom_links WHERE ").push(condition);
        sql
    }
}

/// The status of sessions that are over is the stored one.
const OVER: &str = "session_status";
pub(super) const OPENED_AND_OVER: &str = "clicked_at IS NOT NULL AND session_status <> 'active'";
const NOT_OPENED_STATUS: &str = "CASE WHEN session_status = 'active' THEN 'sent' ELSE session_status END";
/// Gaps between summed-up days that are read one by one.
const MAX_GAPS: usize = 20;

/// Seconds of presence as stored; of open sessions as they stand, never below zero.
pub(super) fn seconds(dialect: Dialect) -> String {
    let open = (dialect.seconds)("clicked_at", "last_activity_at");
    format!(
        "COALESCE(session_duration_seconds, session_duration_minutes * 60, \
         CASE WHEN {open} > uncounted_seconds THEN {open} - uncounted_seconds ELSE 0 END)"
    )
}
