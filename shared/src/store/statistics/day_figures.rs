//! Figures of past days: computed by the sweep, read by the statistics, deleted when a session of that day changes.
//!
//! A day is summed up when it has been over for a day: until then its sessions still change. Open sessions are
//! never part of it, so heartbeats do not matter here.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::domain::{Day, SchoolCalendar, StoredClock};
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::db::stored_time::StoredTime;
use crate::store::db::transaction::Transaction;
use crate::store::rules::{TimeColumn, figures_zone};
use crate::store::statistics::invalidation::SETTLED_AFTER;
use crate::store::statistics::tallies::{COLUMNS, condition, measures, sums};
use crate::store::{Store, StoreError};

/// A day is summed up again after this time, because other programs change sessions, too.
const RECOUNTED_AFTER: TimeDelta = TimeDelta::days(7);
/// Ten years: older sessions are read one by one.
const MAX_DAYS: usize = 3_660;

impl Store {
    /// Sums up past days, newest first, while `go_on` agrees; it gets the number of days so far. Returns that number.
    pub async fn sum_up_days(
        &self,
        days: &SchoolCalendar,
        now: DateTime<Utc>,
        mut go_on: impl FnMut(usize) -> bool,
    ) -> Result<usize, StoreError> {
        let Some(oldest) = self.oldest_session_at().await? else {
            return Ok(0);
        };
        let present = self
            .list_days_summed_since(days, now - RECOUNTED_AFTER)
            .await?;
        // The day of that instant has not been over for long enough; the day before it has.
        let mut day = days.day_of(now - SETTLED_AFTER).before();
        let mut done = 0;

        for _ in 0..MAX_DAYS {
            if days.end(day) <= oldest || !go_on(done) {
                break;
            }

            if present.binary_search(&day.date()).is_err() {
                self.sum_up_day(days, day, now).await?;
                done += 1;
            }

            day = day.before();
        }

        Ok(done)
    }

    async fn oldest_session_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let [clicked, sent] = TimeColumn::BOTH.map(|time| {
            format!(
                "(SELECT MIN({}) FROM wpos_zoom_links WHERE {})",
                time.column().name(),
                time.rows()
            )
        });
        let sql = Statement::new(format!("SELECT {clicked}, {sent}"));
        let (clicked, sent): (StoredTime, StoredTime) = self.db.fetch_one(sql).await?;

        let read = |stored: StoredTime, clock: &StoredClock| {
            let at = stored.instant()?;
            Some(clock.to_instant(at.naive_utc()))
        };
        let clicked = read(clicked, &self.clocks.session);
        let sent = read(sent, &self.clocks.sent);
        Ok([clicked, sent].into_iter().flatten().min())
    }

    /// Lists the days that were summed up at or after `since`, in order.
    async fn list_days_summed_since(
        &self,
        days: &SchoolCalendar,
        since: DateTime<Utc>,
    ) -> Result<Vec<NaiveDate>, StoreError> {
        let sql = Statement::new(
            "SELECT day
            FROM session_days_summed
            WHERE timezone = ? AND counted_at >= ?
            ORDER BY day",
        );
        let zone = figures_zone(self.dialect(), days);
        let sql = sql.bind(zone.as_str()).bind(since);
        let rows: Vec<(NaiveDate,)> = self.db.fetch_all(sql).await?;

        Ok(rows.into_iter().map(|(day,)| day).collect())
    }

    async fn sum_up_day(
        &self,
        days: &SchoolCalendar,
        day: Day,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let dialect = self.dialect();
        let mut transaction = Transaction::new(dialect);

        // A day that is recounted has figures already, and the inserts skip keys that exist.
        for table in ["session_day_figures", "session_days_summed"] {
            transaction.push(&delete_day(dialect, table, days, day));
        }
        // With sums of the whole school, an unfiltered view reads one entry a day and status, not one for each teacher.
        for whole_school in [false, true] {
            transaction.push(&insert_figures(dialect, days, day, whole_school));
        }
        transaction.push(&insert_summed(dialect, days, day, now));

        transaction.run(&self.db).await?;
        Ok(())
    }
}

fn delete_day(dialect: Dialect, table: &str, days: &SchoolCalendar, day: Day) -> Statement {
    Statement::new(format!(
        "DELETE FROM {table} WHERE timezone = ? AND day = ?"
    ))
    .bind(figures_zone(dialect, days).as_str())
    .bind(day)
}

fn insert_summed(
    dialect: Dialect,
    days: &SchoolCalendar,
    day: Day,
    now: DateTime<Utc>,
) -> Statement {
    Statement::new(format!(
        "{}session_days_summed (timezone, day, counted_at) VALUES (?, ?, ?)",
        dialect.insert_ignore
    ))
    .bind(figures_zone(dialect, days).as_str())
    .bind(day)
    .bind(now)
}

/// Reads the day's sessions with a shared lock: it waits for a change that is in progress, and a later change
/// finds these figures and deletes them.
fn insert_figures(
    dialect: Dialect,
    days: &SchoolCalendar,
    day: Day,
    whole_school: bool,
) -> Statement {
    let (scope, group) = if whole_school {
        ("1, ''", "")
    } else {
        ("0, teacher_key", ", teacher_key")
    };
    let insert = dialect.insert_ignore;
    let columns = COLUMNS.join(", ");
    let sums = sums().join(", ");

    let mut sql = Statement::new(format!(
        "{insert}session_day_figures (timezone, whole_school, teacher, day, status, {columns}) \
         SELECT ?, {scope}, ?, status_, {sums} FROM ("
    ))
    .bind(figures_zone(dialect, days).as_str())
    .bind(day);

    for (number, time) in TimeColumn::BOTH.into_iter().enumerate() {
        sql.push(if number == 0 { "" } else { " UNION ALL " })
            .append(select_measures(dialect, time, days, day));
    }

    sql.push(") AS measured GROUP BY status_").push(group);
    sql
}

fn select_measures(
    dialect: Dialect,
    time: TimeColumn,
    days: &SchoolCalendar,
    day: Day,
) -> Statement {
    let mut sql = Statement::new(format!(
        "SELECT * FROM (SELECT COALESCE(ustazid, '') AS teacher_key, {} FROM wpos_zoom_links WHERE {}",
        measures(dialect, time),
        condition(time)
    ));
    time.push_within(
        &mut sql,
        dialect,
        (Some(days.start(day)), Some(days.end(day))),
    );

    sql.push(dialect.for_share)
        .push(") AS ")
        .push(time.column().name());
    sql
}
