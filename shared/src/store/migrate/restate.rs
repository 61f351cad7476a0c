//! Stores the times of our own rows by the clocks of the settings, so that the school's programs read them right. It may
//! stop anywhere and run again.

use std::collections::BTreeSet;

use crate::domain::StoredTimes;
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::migrate::backfill::CHUNK;
use crate::store::rules::{ClockColumn, clock_steps, minutes_ahead_at, minutes_column};
use crate::store::{Store, StoreError};

impl Store {
    /// Counts our own rows whose times are not stored by the clock of the setting.
    pub async fn count_misstated(&self, times: StoredTimes) -> Result<i64, StoreError> {
        let dialect = self.dialect();
        let mut sql = Statement::new("SELECT COUNT(*) FROM wpos_zoom_links WHERE ");
        sql.push(&is_misstated(dialect, times));
        if !dialect.clocks.of(times).is_utc() {
            sql.push(&format!(" OR {}", is_unmarked(times)));
        }
        let (count,): (i64,) = self.db.fetch_one(sql).await?;

        Ok(count)
    }

    /// Stores these times by that clock. Returns the number of rows.
    pub async fn restate_times(&self, times: StoredTimes) -> Result<u64, StoreError> {
        let last_id = self.find_last_session_id().await?;
        let statements = self.restatements(times);
        let mut changed = 0;

        for after in (0..last_id).step_by(usize::try_from(CHUNK).unwrap_or(usize::MAX)) {
            let mark = within(
                format!(
                    "UPDATE wpos_zoom_links SET {} = 0 WHERE {}",
                    minutes_column(times),
                    is_unmarked(times)
                ),
                after,
            );
            self.db.execute(mark).await?;
            let before = changed;
            for text in &statements {
                changed += self.db.execute(within(text.clone(), after)).await?;
            }

            // Days may have been summed up while some of their sessions were looked for at another time.
            if changed > before {
                self.invalidate_all_days().await?;
            }
        }

        Ok(changed)
    }

    /// Returns a statement for each distance from Coordinated Universal Time that the clock ever has.
    fn restatements(&self, times: StoredTimes) -> Vec<String> {
        let dialect = self.dialect();
        let marker = minutes_column(times);
        let steps = clock_steps(dialect.clocks.of(times));
        let distances: BTreeSet<i64> = steps.iter().map(|step| step.minutes_ahead).collect();
        let right = right_minutes(dialect, times);

        distances
            .into_iter()
            .map(|minutes| {
                let difference = format!("({marker} - ({minutes}))");
                let restated: Vec<String> = columns(times)
                    .iter()
                    .map(|column| {
                        let name = column.name();
                        let restated = (dialect.minutes_before)(name, &difference);
                        // A zero date is no time, and stays: servers refuse to reckon with it.
                        let is_none = (dialect.is_no_time)(name);
                        format!("{name} = CASE WHEN {is_none} THEN {name} ELSE {restated} END")
                    })
                    .collect();
                // In this order: MySQL sees the new value of a column in the assignments behind it.
                format!(
                    "UPDATE wpos_zoom_links
                    SET {}, {marker} = {minutes}
                    WHERE {marker} <> {minutes} AND {right} = {minutes}",
                    restated.join(", ")
                )
            })
            .collect()
    }
}

/// The columns of these times.
fn columns(times: StoredTimes) -> &'static [ClockColumn] {
    match times {
        StoredTimes::Sent => &[ClockColumn::SentTime],
        StoredTimes::Session => &[
            ClockColumn::ClickedAt,
            ClockColumn::LastActivityAt,
            ClockColumn::SessionEndedAt,
        ],
    }
}

/// The condition for rows of ours that earlier versions stored, in Coordinated Universal Time: only this system notes
/// what became of the message, and only our pages have documents.
fn is_unmarked(times: StoredTimes) -> &'static str {
    match times {
        StoredTimes::Sent => {
            "sent_minutes_ahead IS NULL AND notification_status IS NOT NULL AND sent_time IS NOT NULL"
        }
        StoredTimes::Session => {
            "session_minutes_ahead IS NULL AND clicked_at IS NOT NULL AND documents IS NOT NULL"
        }
    }
}

fn within(mut text: String, after: i64) -> Statement {
    text.push_str(" AND id > ? AND id <= ?");
    Statement::new(text).bind(after).bind(after + CHUNK)
}

fn is_misstated(dialect: Dialect, times: StoredTimes) -> String {
    format!(
        "{} <> {}",
        minutes_column(times),
        right_minutes(dialect, times)
    )
}

/// SQL for the minutes by which these times of a row of ours should be ahead.
fn right_minutes(dialect: Dialect, times: StoredTimes) -> String {
    let first = match times {
        StoredTimes::Sent => "sent_time",
        // A lesson may end that nobody opened.
        StoredTimes::Session => "COALESCE(clicked_at, session_ended_at)",
    };
    let instant = (dialect.minutes_before)(first, minutes_column(times));
    minutes_ahead_at(dialect.clocks.of(times), &instant)
}
