//! Rows that this system leaves out, for the people who can correct them.

use crate::store::db::UnreadableRow;
use crate::store::db::statement::Statement;
use crate::store::db::stored_text::StoredText;
use crate::store::{Store, StoreError};

/// Rows of each kind that are named at most.
const MAX_NAMED: i64 = 20;

/// Along the index of the status. The second condition leaves out what the reader takes for the same word.
const UNKNOWN_STATUS: &str = "SELECT id, session_status
    FROM wpos_zoom_links
    WHERE session_status NOT IN ('active', 'ended', 'timeout')
      AND LOWER(TRIM(session_status)) NOT IN ('active', 'ended', 'timeout')
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
        let mut odd = Vec::new();
        for (sql, what) in [
            (UNKNOWN_STATUS, "session: unknown session_status"),
            (TEACHERS_WITHOUT_ID, "teacher: no ustazid"),
            (STUDENTS_WITHOUT_NUMBER, "student: wdt_ID is no number"),
            (
                STUDENTS_OF_SEVERAL,
                "student: ustaz names more than one teacher, and is taken for none",
            ),
        ] {
            let sql = Statement::new(sql).bind(MAX_NAMED);
            let rows: Vec<(Option<StoredText>, Option<StoredText>)> =
                self.db.fetch_all(sql.repeatable()).await?;

            odd.extend(rows.into_iter().map(|row| describe(row, what)));
        }

        Ok(odd)
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
