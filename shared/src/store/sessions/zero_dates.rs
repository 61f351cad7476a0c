//! Zero dates that other programs leave in the columns that conditions read: set to what they mean.
//!
//! Every reader takes them for none, but a condition along an index cannot: to it a zero date is an early time.

use crate::domain::SessionId;
use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::stored_time::FIRST_TIME;
use crate::store::{Store, StoreError};

/// Rows that one call changes at most.
const LIMIT: i64 = 500;
/// Ids are padded to a multiple of this number, so that there are few different statements.
const STEP: usize = 50;

impl Store {
    /// Sets zero dates of openings and of last activities to none. Reads one index entry of each column where there
    /// are none. Returns the sessions changed.
    pub async fn clear_zero_dates(&self) -> Result<Vec<SessionId>, StoreError> {
        let rows: Vec<(StoredInteger,)> = self.db.fetch_all(select_zero_dates()).await?;
        let ids: Vec<i64> = rows.into_iter().map(|(StoredInteger(id),)| id).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }

        let clear_opening = format!(
            "UPDATE wpos_zoom_links
            SET clicked_at = NULL, revision = revision + 1
            WHERE clicked_at < {FIRST_TIME} AND id IN "
        );
        // A session that was opened has an activity at least then, or no sweep would find it.
        let clear_activity = format!(
            "UPDATE wpos_zoom_links
            SET last_activity_at = CASE WHEN clicked_at >= {FIRST_TIME} THEN clicked_at END,
                revision = revision + 1
            WHERE last_activity_at < {FIRST_TIME} AND id IN "
        );
        for text in [clear_opening, clear_activity] {
            let mut sql = Statement::new(text);
            sql.list(ids.iter().copied(), STEP);
            self.db.execute(sql.repeatable()).await?;
        }

        // Without an opening, a session belongs to the day on which it was sent, which may be summed up.
        self.invalidate_all_days().await?;

        Ok(ids.into_iter().map(SessionId).collect())
    }
}

fn select_zero_dates() -> Statement {
    let mut sql = Statement::new(format!(
        "SELECT id FROM (SELECT id FROM wpos_zoom_links WHERE clicked_at < {FIRST_TIME} LIMIT "
    ));
    sql.value(LIMIT).push(&format!(
        ") AS opened UNION
        SELECT id FROM (SELECT id FROM wpos_zoom_links WHERE last_activity_at < {FIRST_TIME} LIMIT "
    ));
    sql.value(LIMIT).push(") AS active");

    sql
}
