//! The teachers' Zoom accounts in the school's own table, where it has them.

use sqlx::error::DatabaseError;

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
        if !self.has_zoom_ids_of_teachers().await? {
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
            Err(StoreError::Database(sqlx::Error::Database(error)))
                if is_missing_column(error.as_ref()) =>
            {
                Ok(Vec::new())
            }
            Err(error) => Err(error),
        }
    }

    /// Tells whether the table has the column. Each process asks once.
    async fn has_zoom_ids_of_teachers(&self) -> Result<bool, StoreError> {
        let columns = async || {
            let columns = self.columns_of("wpos_wpdatatable_24").await?;
            Ok::<_, StoreError>(
                columns
                    .iter()
                    .any(|name| name.eq_ignore_ascii_case("zoom_user_id")),
            )
        };

        self.teachers_have_zoom_ids
            .get_or_try_init(columns)
            .await
            .copied()
    }
}

fn read(rows: Vec<(StoredText, StoredText)>) -> Vec<(TeacherId, String)> {
    rows.into_iter()
        .map(|(StoredText(teacher), StoredText(account))| (TeacherId(teacher), account))
        .collect()
}

fn is_missing_column(error: &dyn DatabaseError) -> bool {
    // SQLSTATE 42S22 on MySQL; SQLite has only a message.
    error.code().as_deref() == Some("42S22") || error.message().contains("no such column")
}
