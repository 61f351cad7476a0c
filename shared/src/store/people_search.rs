//! The search for students and teachers.

use crate::domain::{StudentId, TeacherId};
use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::stored_text::StoredText;
use crate::store::{Store, StoreError};

/// People whose name may match a search; more would not narrow the list.
const MAX_MATCHES: i64 = 200;

impl Store {
    /// Returns the students and teachers whose name or id contains `text`. `None`: there are more than 200 of either,
    /// and a part of them would be taken for all.
    pub async fn search_people(
        &self,
        text: &str,
    ) -> Result<Option<(Vec<StudentId>, Vec<TeacherId>)>, StoreError> {
        let pattern = contains(text);
        let students = self.search_students(text, &pattern).await?;
        let teachers = self.search_teachers(&pattern).await?;

        if is_too_many(students.len()) || is_too_many(teachers.len()) {
            return Ok(None);
        }

        Ok(Some((students, teachers)))
    }

    async fn search_students(
        &self,
        text: &str,
        pattern: &str,
    ) -> Result<Vec<StudentId>, StoreError> {
        let sql = Statement::new(
            "SELECT wdt_ID
            FROM wpos_wpdatatable_23
            WHERE name LIKE ? ESCAPE '!' OR wdt_ID = ?
            ORDER BY wdt_ID
            LIMIT ?",
        );
        // No student has the id -1.
        let id = text.parse::<StudentId>().map_or(-1, |id| id.0);
        // One more than allowed shows that there are too many.
        let sql = sql.bind(pattern).bind(id).bind(MAX_MATCHES + 1);
        let rows: Vec<(StoredInteger,)> = self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .map(|(StoredInteger(id),)| StudentId(id))
            .collect())
    }

    async fn search_teachers(&self, pattern: &str) -> Result<Vec<TeacherId>, StoreError> {
        let sql = Statement::new(
            "SELECT ustazid
            FROM wpos_wpdatatable_24
            WHERE ustazname LIKE ? ESCAPE '!' OR ustazid LIKE ? ESCAPE '!'
            ORDER BY ustazid
            LIMIT ?",
        );
        let sql = sql.bind(pattern).bind(pattern).bind(MAX_MATCHES + 1);
        let rows: Vec<(StoredText,)> = self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .map(|(StoredText(id),)| TeacherId(id))
            .collect())
    }
}

/// Returns the LIKE pattern of texts that contain `text`, with `!` as escape.
fn contains(text: &str) -> String {
    // Not the backslash, which MySQL, unlike SQLite, reads as an escape in every text. `!` itself comes first, or the
    // escapes of the other two would be escaped again.
    let escaped = text
        .replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_");

    format!("%{escaped}%")
}

fn is_too_many(matches: usize) -> bool {
    i64::try_from(matches).is_ok_and(|matches| matches > MAX_MATCHES)
}
