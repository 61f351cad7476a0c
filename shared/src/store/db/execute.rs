//! The one way to run a statement that stands alone.
//!
//! Rows are read by code that no result type has a copy of, and are decoded afterwards: a function program would
//! otherwise hold the driver's loops and their clean-up once for every type of row.

use sqlx::FromRow;
use sqlx::mysql::MySqlRow;
#[cfg(feature = "sqlite")]
use sqlx::sqlite::SqliteRow;

use crate::store::StoreError;
use crate::store::db::error::{is_transient, is_undone};
use crate::store::db::retry::retrying_while;
use crate::store::db::statement::Statement;
use crate::store::db::store::{Db, lend, with_connection};
use crate::store::db::unfit_text::{GREATEST_CHARACTERS, is_unfit, without_texts_beyond};
use crate::store::db::unreadable::{self, Attempt, UnreadableRow};

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

/// Rows as the driver gave them.
enum Rows {
    MySql(Vec<MySqlRow>),
    #[cfg(feature = "sqlite")]
    Sqlite(Vec<SqliteRow>),
}

impl Rows {
    fn decode<O: StoredRow>(self) -> Result<Vec<O>, StoreError> {
        let decoded: sqlx::Result<Vec<O>> = match self {
            Self::MySql(rows) => rows.iter().map(O::from_row).collect(),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(rows) => rows.iter().map(O::from_row).collect(),
        };

        Ok(decoded?)
    }

    /// Decodes row by row: one that cannot be read leaves the others as they are.
    fn decode_each<O: StoredRow>(self) -> Result<(Vec<O>, Vec<UnreadableRow>), StoreError> {
        Ok(unreadable::part(self.decode::<Attempt<O>>()?))
    }
}

impl Db {
    /// Returns all rows. Those that cannot be read are left out, and named in the log. A statement that returns rows
    /// only reads, so it may be tried again.
    pub(crate) async fn fetch_all<O: StoredRow>(
        &self,
        statement: Statement,
    ) -> Result<Vec<O>, StoreError> {
        let (rows, left_out) = self.fetch_rows(statement).await?.decode_each()?;
        unreadable::log(&left_out);

        Ok(rows)
    }

    /// Returns the first row, if there is one.
    pub(crate) async fn fetch_optional<O: StoredRow>(
        &self,
        statement: Statement,
    ) -> Result<Option<O>, StoreError> {
        let rows = self.fetch_all(statement).await?;
        Ok(rows.into_iter().next())
    }

    /// Returns the first row, which is a sum or another value of ours. Fails if there is none, or it cannot be read.
    pub(crate) async fn fetch_one<O: StoredRow>(
        &self,
        statement: Statement,
    ) -> Result<O, StoreError> {
        let rows = self.fetch_rows(statement).await?.decode()?;
        Ok(rows.into_iter().next().ok_or(sqlx::Error::RowNotFound)?)
    }

    /// Runs the statement. If a column's character set lacks a text that it is compared with, the text is equal to
    /// none.
    async fn fetch_rows(&self, statement: Statement) -> Result<Rows, StoreError> {
        let mut result = self.try_fetch_rows(statement.clone()).await;

        for greatest in GREATEST_CHARACTERS {
            if !result.as_ref().is_err_and(is_unfit) {
                break;
            }
            if let Some(replaced) = without_texts_beyond(&statement, greatest) {
                result = self.try_fetch_rows(replaced).await;
            }
        }

        result
    }

    async fn try_fetch_rows(&self, statement: Statement) -> Result<Rows, StoreError> {
        run(statement.repeatable(), |statement| async move {
            match self {
                Self::MySql(pool) => {
                    lend!(pool, connection => statement.query().fetch_all(connection).await)
                        .map(Rows::MySql)
                }
                #[cfg(feature = "sqlite")]
                Self::Sqlite(pool) => {
                    lend!(pool, connection => statement.query().fetch_all(connection).await)
                        .map(Rows::Sqlite)
                }
            }
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

/// Runs a statement until it succeeds or fails for good.
async fn run<T, F>(
    statement: Statement,
    operation: impl Fn(Statement) -> F,
) -> Result<T, StoreError>
where
    F: Future<Output = sqlx::Result<T>>,
{
    // A commit can arrive although its answer was lost, so any statement is tried again only where the server says that
    // it did nothing, and a harmless one wherever that may help.
    let may_retry = if statement.is_repeatable() {
        is_transient
    } else {
        is_undone
    };

    retrying_while(may_retry, || operation(statement.clone())).await
}
