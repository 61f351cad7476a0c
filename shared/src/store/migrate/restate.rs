//! Stores the times of our own rows by the clock of the setting, so that the school's programs read them right. It may
//! stop anywhere and run again.

use std::collections::BTreeSet;

use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::migrate::backfill::CHUNK;
use crate::store::rules::{clock_steps, minutes_ahead_at};
use crate::store::{Store, StoreError};

/// Rows of ours that earlier versions stored, in Coordinated Universal Time: only this system notes what became of the
/// message.
const UNMARKED: &str =
    "sent_minutes_ahead IS NULL AND notification_status IS NOT NULL AND sent_time IS NOT NULL";

impl Store {
    /// Counts our own rows whose `sent_time` is not stored by the clock of the setting.
    pub async fn count_misstated(&self) -> Result<i64, StoreError> {
        let dialect = self.dialect();
        let mut sql = Statement::new("SELECT COUNT(*) FROM wpos_zoom_links WHERE ");
        sql.push(&is_misstated(dialect));
        if !dialect.clocks.sent.is_utc() {
            sql.push(&format!(" OR {UNMARKED}"));
        }
        let (count,): (i64,) = self.db.fetch_one(sql).await?;

        Ok(count)
    }

    /// Stores these times by that clock. Returns the number of rows.
    pub async fn restate_times(&self) -> Result<u64, StoreError> {
        let last_id = self.find_last_session_id().await?;
        let statements = self.restatements();
        let mut changed = 0;

        for after in (0..last_id).step_by(usize::try_from(CHUNK).unwrap_or(usize::MAX)) {
            let mark = within(
                format!("UPDATE wpos_zoom_links SET sent_minutes_ahead = 0 WHERE {UNMARKED}"),
                after,
            );
            self.db.execute(mark).await?;
            for text in &statements {
                changed += self.db.execute(within(text.clone(), after)).await?;
            }
        }

        // Days may have been summed up while some of their sessions were looked for at another time.
        if changed > 0 {
            self.invalidate_all_days().await?;
        }

        Ok(changed)
    }

    /// Returns a statement for each distance from Coordinated Universal Time that the clock ever has.
    fn restatements(&self) -> Vec<String> {
        let dialect = self.dialect();
        let steps = clock_steps(&dialect.clocks.sent);
        let distances: BTreeSet<i64> = steps.iter().map(|step| step.minutes_ahead).collect();
        let right = right_minutes(dialect);

        distances
            .into_iter()
            .map(|minutes| {
                let difference = format!("(sent_minutes_ahead - ({minutes}))");
                let restated = (dialect.minutes_before)("sent_time", &difference);
                // In this order: MySQL sees the new value of a column in the assignments behind it.
                format!(
                    "UPDATE wpos_zoom_links
                    SET sent_time = {restated}, sent_minutes_ahead = {minutes}
                    WHERE sent_minutes_ahead <> {minutes} AND {right} = {minutes}"
                )
            })
            .collect()
    }
}

fn within(mut text: String, after: i64) -> Statement {
    text.push_str(" AND id > ? AND id <= ?");
    Statement::new(text).bind(after).bind(after + CHUNK)
}

fn is_misstated(dialect: Dialect) -> String {
    format!("sent_minutes_ahead <> {}", right_minutes(dialect))
}

/// SQL for the minutes by which the `sent_time` of a row of ours should be ahead.
fn right_minutes(dialect: Dialect) -> String {
    let instant = (dialect.minutes_before)("sent_time", "sent_minutes_ahead");
    minutes_ahead_at(&dialect.clocks.sent, &instant)
}
