//! Rows that this system leaves out, for the people who can correct them.

use crate::store::db::UnreadableRow;
use crate::store::db::statement::Statement;
use crate::store::db::stored_text::StoredText;
use crate::store::sessions::stored_status::StoredStatus;
use crate::store::{Store, StoreError};

/// Rows of each kind that are named at most.
const MAX_NAMED: i64 = 20;

/// One entry of the index for each status. (`NOT IN` reads the whole index if the column is an ENUM.)
const STATUSES: &str = "SELECT DISTINCT session_status FROM wpos_zoom_links";

const SESSIONS_WITH_STATUS: &str = "SELECT id, session_status
    FROM wpos_zoom_links
    WHERE session_status = ?
    LIMIT ?";

const TEACHERS_WITHOUT_ID: &str = "SELECT ustazname, ustazid
    FROM wpos_wpdatatable_24
    WHERE ustazid IS NULL OR ustazid = ''
    LIMIT ?";

/// A text is worth the number that it begins with, or 0.
const STUDENTS_WITHOUT_NUMBER: &str = "SELECT name, wdt_ID
    FROM wpos_wpdatatable_23
    WHERE wdt_ID IS NULL OR wdt_ID + 0 = 0
    LIMIT ?";

const STUDENTS_OF_SEVERAL: &str = "SELECT wdt_ID, ustaz
    FROM wpos_wpdatatable_23
    WHERE ustaz LIKE '%,%' OR ustaz LIKE '%;%'
    LIMIT ?";

impl Store {
    /// Lists rows that lists and pages leave out, at most 20 of each kind. Reads the whole tables of people, which
    /// are short.
    pub async fn list_odd_rows(&self) -> Result<Vec<UnreadableRow>, StoreError> {
        let mut odd = self.list_odd_sessions().await?;
        for (sql, what) in [
            (TEACHERS_WITHOUT_ID, "teacher: no ustazid"),
            (STUDENTS_WITHOUT_NUMBER, "student: wdt_ID is no number"),
            (
                STUDENTS_OF_SEVERAL,
                "student: ustaz names more than one teacher, and is taken for none",
            ),
        ] {
            let sql = Statement::new(sql).bind(MAX_NAMED);
            odd.extend(self.list_odd(sql, what).await?);
        }

        Ok(odd)
    }

    /// Lists sessions with a status that is none of this system, at most 20 of each.
    pub async fn list_odd_sessions(&self) -> Result<Vec<UnreadableRow>, StoreError> {
        let statuses: Vec<(Option<StoredText>,)> = self
            .db
            .fetch_all(Statement::new(STATUSES).repeatable())
            .await?;
        let unknown = statuses
            .into_iter()
            .filter_map(|(status,)| status)
            .filter(|StoredText(status)| StoredStatus::from_stored(status).is_none());

        let mut odd = Vec::new();
        for StoredText(status) in unknown {
            let sql = Statement::new(SESSIONS_WITH_STATUS)
                .bind(status.as_str())
                .bind(MAX_NAMED);
            odd.extend(
                self.list_odd(sql, "session: unknown session_status")
                    .await?,
            );
        }

        Ok(odd)
    }

    async fn list_odd(&self, sql: Statement, what: &str) -> Result<Vec<UnreadableRow>, StoreError> {
        let rows: Vec<(Option<StoredText>, Option<StoredText>)> =
            self.db.fetch_all(sql.repeatable()).await?;

        Ok(rows.into_iter().map(|row| describe(row, what)).collect())
    }
}

fn describe((key, value): (Option<StoredText>, Option<StoredText>), what: &str) -> UnreadableRow {
    let value = value.map_or_else(
        || "NULL".to_owned(),
        |value| format!("\u{201c}{}\u{201d}", value.0),
    );

    UnreadableRow {
        key: key.map_or_else(|| "without a name".to_owned(), |key| key.0),
        reason: format!("{what} ({value})"),
    }
}
