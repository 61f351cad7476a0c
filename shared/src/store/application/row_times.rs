//! The times of rows as they are stored, to find by which clock other programs store them.

use chrono::TimeDelta;

use crate::domain::RowTimes;
use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::stored_time::StoredTime;
use crate::store::{Store, StoreError};

/// Enough to see a clock that was changed some months ago.
const MAX_ROWS: i64 = 20_000;

#[derive(sqlx::FromRow)]
struct Row {
    sent_time: StoredTime,
    clicked_at: StoredTime,
    sent_minutes_ahead: Option<StoredInteger>,
    is_others: StoredInteger,
    session_minutes_ahead: Option<StoredInteger>,
    is_opened_unknown: StoredInteger,
}

impl Store {
    /// Lists the times of the newest rows, in the order of ids.
    pub async fn list_row_times(&self) -> Result<Vec<RowTimes>, StoreError> {
        let sql = Statement::new(
            "SELECT sent_time, clicked_at, sent_minutes_ahead, session_minutes_ahead,
              CASE WHEN notification_status IS NULL AND sent_minutes_ahead IS NULL THEN 1 ELSE 0 END AS is_others,
              CASE WHEN session_minutes_ahead IS NULL AND documents IS NOT NULL THEN 1 ELSE 0 END AS is_opened_unknown
            FROM wpos_zoom_links
            WHERE sent_time IS NOT NULL
            ORDER BY id DESC
            LIMIT ?",
        );
        let rows: Vec<Row> = self.db.fetch_all(sql.bind(MAX_ROWS)).await?;

        Ok(rows.into_iter().rev().filter_map(Row::into_times).collect())
    }
}

impl Row {
    fn into_times(self) -> Option<RowTimes> {
        let sent = self.sent_time.instant()?;
        if self.is_others.0 == 0 {
            let minutes = StoredInteger::number(self.sent_minutes_ahead).unwrap_or_default();
            return Some(RowTimes::Ours(sent - TimeDelta::minutes(minutes)));
        }

        // Of an earlier version's pages nothing tells whether they opened it, or another program before them.
        let opened = self.clicked_at.instant();
        let opened = opened.filter(|_| self.is_opened_unknown.0 == 0);
        let minutes = StoredInteger::number(self.session_minutes_ahead);
        let opened = opened.map(|at| {
            let instant = at - TimeDelta::minutes(minutes.unwrap_or_default());
            (instant.naive_utc(), minutes.is_some())
        });

        Some(RowTimes::Others {
            sent: sent.naive_utc(),
            opened,
        })
    }
}
