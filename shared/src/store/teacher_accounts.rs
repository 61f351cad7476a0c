//! The teachers' Zoom accounts in the school's own table, where it has them.

use crate::domain::TeacherId;
use crate::store::db::statement::Statement;
use crate::store::db::stored_text::StoredText;
use crate::store::{Store, StoreError};

/// More teachers than any school has.
const MAX_TEACHERS: i64 = 10_000;

impl Store {
    /// Lists teachers with Zoom's id of them as the school's application wrote it; none where the table has no column
    /// `zoom_user_id`, which only some versions of that application make.
    pub async fn list_zoom_ids_of_teachers(&self) -> Result<Vec<(TeacherId, String)>, StoreError> {
        let schema = self.application_schema().await?;
        if !schema.has("wpos_wpdatatable_24", "zoom_user_id") {
            return Ok(Vec::new());
        }

        // CAST: its type is the application's.
        let sql = Statement::new(
            "SELECT ustazid, CAST(zoom_user_id AS CHAR)
            FROM wpos_wpdatatable_24
            WHERE zoom_user_id <> '' AND ustazid <> ''
            LIMIT ?",
        );

        match self.db.fetch_all(sql.bind(MAX_TEACHERS)).await {
            Ok(rows) => Ok(read(rows)),
            // The application removed the column after this process had seen it.
            Err(error) if error.names_missing() => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

fn read(rows: Vec<(StoredText, StoredText)>) -> Vec<(TeacherId, String)> {
    rows.into_iter()
        .map(|(StoredText(teacher), StoredText(account))| (TeacherId(teacher), account))
        .collect()
}
