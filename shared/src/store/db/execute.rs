//! The one way to run a statement that stands alone.

use sqlx::FromRow;
use sqlx::mysql::MySqlRow;
#[cfg(feature = "sqlite")]
use sqlx::sqlite::SqliteRow;

use crate::store::StoreError;
use crate::store::db::retry::retrying;
use crate::store::db::statement::Statement;
use crate::store::db::store::{Db, with_connection};

/// A type that is read from a row of either database.
#[cfg(feature = "sqlite")]
pub(crate) trait StoredRow:
    for<'r> FromRow<'r, MySqlRow> + for<'r> FromRow<'r, SqliteRow> + Send + Unpin
{
}

#[cfg(feature = "sqlite")]
impl<T> StoredRow for T where
    T: for<'r> FromRow<'r, MySqlRow> + for<'r> FromRow<'r, SqliteRow> + Send + Unpin
{
}

/// A type that is read from a row.
#[cfg(not(feature = "sqlite"))]
pub(crate) trait StoredRow: for<'r> FromRow<'r, MySqlRow> + Send + Unpin {}

#[cfg(not(feature = "sqlite"))]
impl<T> StoredRow for T where T: for<'r> FromRow<'r, MySqlRow> + Send + Unpin {}

impl Db {
    /// Returns all rows.
    pub(crate) async fn fetch_all<O: StoredRow>(
        &self,
        statement: Statement,
    ) -> Result<Vec<O>, StoreError> {
        run(statement, |statement| async move {
            with_connection!(self, connection => statement.query_as().fetch_all(connection).await)
        })
        .await
    }

    /// Returns the first row, if there is one.
    pub(crate) async fn fetch_optional<O: StoredRow>(
        &self,
        statement: Statement,
    ) -> Result<Option<O>, StoreError> {
        run(statement, |statement| async move {
            with_connection!(self, connection => statement.query_as().fetch_optional(connection).await)
        })
        .await
    }

    /// Returns the first row. Fails if there is none.
    pub(crate) async fn fetch_one<O: StoredRow>(
        &self,
        statement: Statement,
    ) -> Result<O, StoreError> {
        run(statement, |statement| async move {
            with_connection!(self, connection => statement.query_as().fetch_one(connection).await)
        })
        .await
    }

    /// Returns the number of rows changed.
    pub(crate) async fn execute(&self, statement: Statement) -> Result<u64, StoreError> {
        run(statement, |statement| async move {
            with_connection!(self, connection => {
                let done = statement.query().execute(connection).await?;
                Ok(done.rows_affected())
            })
        })
        .await
    }
}

/// Runs a statement once, or, if it may be applied twice, until it succeeds or fails for good.
async fn run<T, F>(
    statement: Statement,
    operation: impl Fn(Statement) -> F,
) -> Result<T, StoreError>
where
    F: Future<Output = sqlx::Result<T>>,
{
    // A commit can arrive although its answer was lost, so only a harmless statement may be tried again.
    if statement.is_repeatable() {
        return retrying(|| operation(statement.clone())).await;
    }

    Ok(operation(statement).await?)
}
