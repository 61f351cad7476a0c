//! The handle to the school's database.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

#[cfg(feature = "sqlite")]
use sqlx::sqlite::SqliteConnectOptions;
use tokio::sync::OnceCell;

use crate::domain::StoredClocks;
#[cfg(feature = "sqlite")]
use crate::store::StoreError;
use crate::store::application::ApplicationSchema;
use crate::store::db::mysql_connector::MySqlConnector;
use crate::store::db::pool::Pool;
#[cfg(feature = "sqlite")]
use crate::store::db::statement::Statement;

/// The school's database.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) db: Db,
    /// What there is of the school's application; unset: not asked yet.
    pub(crate) application: Arc<OnceCell<ApplicationSchema>>,
    /// When a write was last seen to work, in seconds since 1970; 0: never.
    pub(crate) writable_at: Arc<AtomicI64>,
    /// The clocks of the school's own columns.
    pub(crate) clocks: &'static StoredClocks,
}

/// The pool of connections to MySQL or MariaDB.
pub(crate) type MySqlPool = Pool<MySqlConnector>;

#[derive(Clone, Debug)]
pub(crate) enum Db {
    MySql(MySqlPool),
    #[cfg(feature = "sqlite")]
    Sqlite(Pool<SqliteConnectOptions>),
}

/// Runs asynchronous code on a connection of a pool; its value is an `sqlx::Result`. After a failure the connection is
/// closed, and those that lead to the same failure with it.
macro_rules! lend {
    ($pool:expr, $connection:ident => $body:expr) => {
        match $pool.acquire().await {
            Ok(mut connection) => {
                let $connection = &mut *connection;
                // A `?` in the code leaves only this block, so that a failed connection is not released below.
                let result: sqlx::Result<_> = async { $body }.await;
                match &result {
                    Ok(_) => connection.release(),
                    Err(error) => $pool.close_idle_after(error),
                }

                result
            }
            Err(error) => Err(error),
        }
    };
}

/// Does the same on whichever database there is. A macro, because the code is typed for each of them: for several
/// statements on one connection. One statement runs by the methods of `execute.rs`.
macro_rules! with_connection {
    ($db:expr, $connection:ident => $body:expr) => {
        match $db {
            $crate::store::db::store::Db::MySql(pool) => $crate::store::db::store::lend!(pool, $connection => $body),
            #[cfg(feature = "sqlite")]
            $crate::store::db::store::Db::Sqlite(pool) => $crate::store::db::store::lend!(pool, $connection => $body),
        }
    };
}
pub(crate) use {lend, with_connection};

impl Store {
    /// Reads and writes the school's own columns by these clocks. For once in a process: they are never freed.
    #[must_use]
    pub fn with_clocks(self, clocks: StoredClocks) -> Self {
        Self {
            clocks: Box::leak(Box::new(clocks)),
            ..self
        }
    }

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
        let sql = Statement::new(
            "SELECT (SELECT COUNT(*) FROM wpos_wpdatatable_23)
                + (SELECT COUNT(*) FROM wpos_zoom_links)",
        );
        let (rows,): (i64,) = self.db.fetch_one(sql).await?;

        Ok(rows == 0)
    }

    /// Reads one number by any SQL text: for tests and measurements, never for a request.
    #[cfg(feature = "sqlite")]
    pub async fn read_number(&self, sql: &str) -> Result<i64, StoreError> {
        let (number,): (i64,) = self.db.fetch_one(Statement::new(sql.to_owned())).await?;
        Ok(number)
    }

    /// Runs any SQL text: for demo data, tests and measurements, never for a request.
    #[cfg(feature = "sqlite")]
    pub async fn execute_script(&self, sql: &str) -> Result<u64, StoreError> {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        let done = with_connection!(&self.db, connection => {
            let done = sqlx::raw_sql(sql).execute(connection).await?;
            Ok(done.rows_affected())
        });
        Ok(done?)
    }
}
