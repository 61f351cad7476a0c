//! The handle to the school's database.

use sqlx::MySqlConnection;
#[cfg(feature = "sqlite")]
use sqlx::SqliteConnection;

use super::Pool;
#[cfg(feature = "sqlite")]
use super::StoreError;

/// The school's database.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) db: Db,
}

#[derive(Clone, Debug)]
pub(crate) enum Db {
    MySql(Pool<MySqlConnection>),
    #[cfg(feature = "sqlite")]
    Sqlite(Pool<SqliteConnection>),
}

/// Runs asynchronous code on a connection of a pool; its value is an `sqlx::Result`.
macro_rules! lend {
    ($pool:expr, $connection:ident => $body:expr) => {
        match $pool.acquire().await {
            Ok(mut connection) => {
                let $connection = &mut *connection;
                let result: sqlx::Result<_> = async { $body }.await;
                if result.is_ok() {
                    connection.release();
                }

                result
            }
            Err(error) => Err(error),
        }
    };
}

/// The same on whichever database there is; the code is typed for each of them.
macro_rules! with_connection {
    ($db:expr, $connection:ident => $body:expr) => {
        match $db {
            $crate::store::db::Db::MySql(pool) => $crate::store::db::lend!(pool, $connection => $body),
            #[cfg(feature = "sqlite")]
            $crate::store::db::Db::Sqlite(pool) => $crate::store::db::lend!(pool, $connection => $body),
        }
    };
}
pub(crate) use {lend, with_connection};

impl Store {
    /// Returns which database this is, for people.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.db {
            Db::MySql(_) => "MySQL/MariaDB",
            #[cfg(feature = "sqlite")]
            Db::Sqlite(_) => "SQLite",
        }
    }

    /// Closes all connections.
    pub fn close(&self) {
        match &self.db {
            Db::MySql(pool) => pool.close(),
            #[cfg(feature = "sqlite")]
            Db::Sqlite(pool) => pool.close(),
        }
    }

    /// Tells whether there are neither students nor sessions.
    #[cfg(feature = "sqlite")]
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        const SQL: &str = "SELECT (SELECT COUNT(*) FROM wpos_wpdatatable_23) + (SELECT COUNT(*) FROM wpos_zoom_links)";
        let (rows,): (i64,) = with_connection!(&self.db, connection => sqlx::query_as(SQL).fetch_one(connection).await)?;
        Ok(rows == 0)
    }

    /// Reads one number by any SQL text: for tests and measurements, never for a request.
    #[cfg(feature = "sqlite")]
    pub async fn read_number(&self, sql: &str) -> Result<i64, StoreError> {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        let (number,): (i64,) = with_connection!(&self.db, connection => sqlx::query_as(sql).fetch_one(connection).await)?;
        Ok(number)
    }

    /// Runs any SQL text: for demo data, tests and measurements, never for a request.
    #[cfg(feature = "sqlite")]
    pub async fn execute_script(&self, sql: &str) -> Result<u64, StoreError> {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        Ok(
            with_connection!(&self.db, connection => sqlx::raw_sql(sql).execute(connection).await.map(|done| done.rows_affected()))?,
        )
    }
}
