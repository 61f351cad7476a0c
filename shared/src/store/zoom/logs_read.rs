//! Up to when the log of an app's webhooks was read (`zoom_logs_read`).

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::store::db::statement::Statement;
use crate::store::{Store, StoreError};

/// How far a log was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LogsRead {
    /// Everything before this time.
    pub(crate) read_until: DateTime<Utc>,
    /// When a process last began to read.
    pub(crate) read_at: DateTime<Utc>,
    /// Where a reading that was cut off goes on.
    pub(crate) next_page: Option<String>,
}

/// The longest text that the column holds.
const MAX_PAGE: usize = 400;

impl Store {
    /// Returns how far a log was read; from `since` on, if it never was.
    pub(crate) async fn find_logs_read(
        &self,
        app: &str,
        since: DateTime<Utc>,
    ) -> Result<LogsRead, StoreError> {
        let insert = Statement::new(format!(
            "{}zoom_logs_read (app_id, read_until, read_at) VALUES (?, ?, ?)",
            self.dialect().insert_ignore
        ));
        let insert = insert.bind(app).bind(since).bind(since);
        self.db.execute(insert.repeatable()).await?;

        let sql = Statement::new(
            "SELECT read_until, read_at, next_page FROM zoom_logs_read WHERE app_id = ?",
        );
        let row: Option<(NaiveDateTime, NaiveDateTime, Option<String>)> =
            self.db.fetch_optional(sql.bind(app)).await?;

        Ok(row.map_or(
            LogsRead {
                read_until: since,
                read_at: since,
                next_page: None,
            },
            |(read_until, read_at, next_page)| LogsRead {
                read_until: read_until.and_utc(),
                read_at: read_at.and_utc(),
                next_page,
            },
        ))
    }

    /// Takes the reading of a log, so that no other process reads it now. Returns whether nobody else did since it was
    /// found as it is.
    pub(crate) async fn claim_logs(
        &self,
        app: &str,
        found: &LogsRead,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = Statement::new(
            "UPDATE zoom_logs_read SET read_at = ? WHERE app_id = ? AND read_at = ?",
        );
        let sql = sql.bind(now).bind(app).bind(found.read_at);

        Ok(self.db.execute(sql).await? > 0)
    }

    /// Records how far a log was read. A page's name that is too long is left out: the next reading begins again.
    pub(crate) async fn record_logs_read(
        &self,
        app: &str,
        read_until: DateTime<Utc>,
        next_page: Option<&str>,
    ) -> Result<(), StoreError> {
        let next_page = next_page.filter(|page| page.len() <= MAX_PAGE && page.is_ascii());
        let sql = Statement::new(
            "UPDATE zoom_logs_read SET read_until = ?, next_page = ? WHERE app_id = ?",
        );

        self.db
            .execute(sql.bind(read_until).bind(next_page).bind(app))
            .await?;
        Ok(())
    }
}
