//! A large school to measure on: two years of lessons of 4,000 students with 200 teachers.

use std::ops::RangeInclusive;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};
use session_tracking::domain::SchoolCalendar;
use session_tracking::store::Store;
use sqlx::migrate::MigrateDatabase;
use tokio::runtime::Handle;

use crate::progress::Progress;
use crate::school_sql::{MARIADB, SQLITE, Words, past, people};
use crate::sizes::{DOCUMENT, STUDENTS, TEACHERS, TIMEZONE, now};

/// One filled database.
pub(crate) struct School {
    runtime: Handle,
    store: Store,
    words: Words,
    /// Its URL.
    pub(crate) url: String,
    /// Sessions of the past, with the ids from 1 to this.
    pub(crate) rows: u64,
}

impl School {
    /// Creates and fills a database of the MariaDB server at `server`.
    pub(crate) fn on_mariadb(
        runtime: &Handle,
        server: &str,
        name: &str,
        rows: u64,
    ) -> Result<Self> {
        let url = format!("{server}/{name}");
        runtime
            .block_on(sqlx::MySql::create_database(&url))
            .context("cannot create a database")?;

        Self::fill(runtime, url, MARIADB, rows)
    }

    /// Creates and fills a file.
    pub(crate) fn on_sqlite(runtime: &Handle, file: &Path, rows: u64) -> Result<Self> {
        Self::fill(
            runtime,
            format!("sqlite://{}", file.display()),
            SQLITE,
            rows,
        )
    }

    fn fill(runtime: &Handle, url: String, words: Words, rows: u64) -> Result<Self> {
        // The pool's tasks live on the runtime.
        let store = runtime.block_on(async { Store::connect_lazy(&url, 4) })?;
        let school = Self {
            runtime: runtime.clone(),
            store,
            words,
            url,
            rows,
        };

        let progress = Progress::start(&format!(
            "filling {rows} sessions into {}",
            school.store.kind()
        ));

        runtime.block_on(school.store.migrate(Duration::from_mins(1)))?;
        school.execute(&people(words))?;

        for from in (1..=rows).step_by(100_000) {
            let to = rows.min(from + 99_999);
            school.execute(&past(&words, rows, from, to))?;
            progress.say(&format!("{to} of {rows}"));
        }

        school.execute(words.analyze)?;
        progress.say("summing up past days");
        let days = school.sum_up_days()?;

        progress.done(&format!("{days} past days are summed up"));
        Ok(school)
    }

    /// Runs SQL of any number of statements. Returns the rows of the last.
    pub(crate) fn execute(&self, sql: &str) -> Result<u64> {
        let run = self.store.execute_script(sql);
        self.runtime
            .block_on(run)
            .with_context(|| sql.chars().take(200).collect::<String>())
    }

    /// Reads one number.
    pub(crate) fn number(&self, sql: &str) -> Result<i64> {
        Ok(self.runtime.block_on(self.store.read_number(sql))?)
    }

    /// Waits until the database has cleaned up behind a change of many rows, at most a minute.
    pub(crate) fn settle(&self) -> Result<()> {
        let versions = "SELECT CAST(VARIABLE_VALUE AS SIGNED) FROM information_schema.GLOBAL_STATUS
            WHERE VARIABLE_NAME = 'INNODB_HISTORY_LIST_LENGTH'";
        for _ in 0..60 {
            sleep(Duration::from_secs(1));
            if self.number(versions)? < 100 {
                break;
            }
        }
        Ok(())
    }

    /// Sums up all past days, as `session-tracking migrate` does at its end. Returns how many.
    pub(crate) fn sum_up_days(&self) -> Result<usize> {
        let days: SchoolCalendar = TIMEZONE.parse()?;
        Ok(self
            .runtime
            .block_on(self.store.sum_up_days(&days, now(), |_| true))?)
    }

    /// Drops the sums of past days, as if no sweep had run yet.
    pub(crate) fn forget_days(&self) -> Result<()> {
        self.execute("DELETE FROM session_days_summed")?;
        Ok(())
    }

    /// Makes exactly the newest `count` sessions of the past live, opened 30 to 50 minutes ago.
    pub(crate) fn set_live(&self, count: u64) -> Result<()> {
        let first = self.rows - count;
        let opened = self.ago("1800 + id % 1200");

        self.execute(&format!(
            "UPDATE wpos_zoom_links SET session_status = 'ended', session_ended_at = last_activity_at,
               session_duration_seconds = 1800, session_duration_minutes = 30, duration_low_seconds = 1800,
               duration_high_seconds = 1830, duration_source = 'page', end_reason = 'finished'
             WHERE session_status = 'active' AND clicked_at IS NOT NULL AND id <= {first};
             UPDATE wpos_zoom_links SET session_status = 'active', sent_time = {opened}, clicked_at = {opened},
               session_ended_at = NULL, session_duration_seconds = NULL, session_duration_minutes = NULL,
               duration_low_seconds = NULL, duration_high_seconds = NULL, duration_source = NULL,
               end_reason = NULL, uncounted_seconds = 0, away_seconds = 0, expiration_date = {valid}
             WHERE id > {first} AND id <= {rows}",
            valid = self.ago("-172800"),
            rows = self.rows,
        ))?;

        self.refresh(count)?;
        self.execute(self.words.analyze)?;

        Ok(())
    }

    /// Gives the newest `count` sessions activity of some seconds ago, as heartbeats would have.
    pub(crate) fn refresh(&self, count: u64) -> Result<()> {
        let (first, rows) = (self.rows - count, self.rows);
        let sign = self.ago("2 + id % 20");
        let seen = now().timestamp() - 30;
        let documents = format!(r#"{{"{DOCUMENT}":{{"seq":6,"ticks":0,"seen":{seen}}}}}"#);

        self.execute(&format!(
            "UPDATE wpos_zoom_links SET last_activity_at = {sign}, documents = '{documents}'
             WHERE id > {first} AND id <= {rows}"
        ))?;

        Ok(())
    }

    /// Makes the newest `count` sessions of the past due: silent for three hours.
    pub(crate) fn set_due(&self, count: u64) -> Result<()> {
        self.set_live(count)?;
        let (first, rows) = (self.rows - count, self.rows);
        let (opened, sign) = (self.ago("14400 + id % 1200"), self.ago("10800 + id % 1200"));

        self.execute(&format!(
            "UPDATE wpos_zoom_links SET sent_time = {opened}, clicked_at = {opened}, last_activity_at = {sign}
             WHERE id > {first} AND id <= {rows}"
        ))?;

        Ok(())
    }

    /// Adds sessions whose links were sent a moment ago. Returns their ids.
    pub(crate) fn add_sent(&self, count: u64) -> Result<RangeInclusive<u64>> {
        self.add(count, "NULL", "NULL")
    }

    /// Adds sessions that were opened ten minutes ago and are live. Returns their ids.
    pub(crate) fn add_live(&self, count: u64) -> Result<RangeInclusive<u64>> {
        self.add(count, &self.ago("600"), &self.ago("5"))
    }

    fn add(&self, count: u64, clicked: &str, sign: &str) -> Result<RangeInclusive<u64>> {
        let from = u64::try_from(self.number("SELECT MAX(id) FROM wpos_zoom_links")?)? + 1;
        let (to, sent, valid) = (from + count - 1, self.ago("660"), self.ago("-172800"));
        let (numbers, token) = ((self.words.numbers)(from, to), (self.words.token)("seq"));

        self.execute(&format!(
            "INSERT INTO wpos_zoom_links (id, studentid, ustazid, link, tracking_token, sent_time, report,
               expiration_date, clicked_at, last_activity_at, session_status, zoom_meeting_id, notification_status)
             SELECT seq, 1 + seq % {STUDENTS}, CONCAT('ustaz', (1 + seq % {STUDENTS}) % {TEACHERS} + 1),
               'https://zoom.us/j/81234567890', {token}, {sent}, 0, {valid}, {clicked}, {sign}, 'active',
               '81234567890', 'sent'
             FROM ({numbers}) AS numbers"
        ))?;

        Ok(from..=to)
    }

    /// SQL for the time that lies `seconds` back.
    fn ago(&self, seconds: &str) -> String {
        self.words.ago(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sizes::token;

    #[test]
    fn a_filled_school_is_as_described() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let folder = launcher::Guardian::new("bench-test-").unwrap();
        let school = School::on_sqlite(
            runtime.handle(),
            &folder.folder().join("school.sqlite"),
            2_000,
        )
        .unwrap();
        let count = |condition: &str| {
            school
                .number(&format!(
                    "SELECT COUNT(*) FROM wpos_zoom_links WHERE {condition}"
                ))
                .unwrap()
        };

        assert_eq!(count("1"), 2_000);
        assert!((100..220).contains(&count("clicked_at IS NULL")));
        assert!((90..200).contains(&count("session_status = 'timeout'")));

        assert_eq!(
            count("clicked_at IS NOT NULL AND session_status = 'active'"),
            0
        );

        school.set_live(50).unwrap();
        let live = "clicked_at IS NOT NULL AND session_status = 'active'";
        assert_eq!(count(live), 50);

        assert_eq!(
            count(&format!("{live} AND tracking_token = '{}'", token(2_000))),
            1
        );

        school.set_live(10).unwrap();
        assert_eq!(count(live), 10);
        assert_eq!(school.add_sent(5).unwrap(), 2_001..=2_005);
        assert_eq!(school.add_live(5).unwrap(), 2_006..=2_010);
        assert_eq!(count(live), 15);
    }
}
