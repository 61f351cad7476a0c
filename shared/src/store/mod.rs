//! All SQL. One concrete store over two databases: each statement is written once, with `?` for values.
//!
//! Times are UTC and bound as `NaiveDateTime`, cut to the second; "now" always comes from the caller.

mod accounts;
mod connect;
mod creation;
mod day_figures;
mod documents;
mod error;
mod health;
mod heartbeat;
mod ledger;
mod list;
mod migrate;
mod operations;
mod order;
mod people;
mod pool;
mod row;
mod schema;
mod sessions;
mod sign_in;
mod statement;
mod statistics;
mod sweep;
mod tallies;
mod transaction;
mod who;
mod zoom;

use sqlx::MySqlConnection;
#[cfg(feature = "sqlite")]
use sqlx::SqliteConnection;

pub use self::accounts::{AdminAccount, TeacherAccount};
pub use self::connect::check_url;
pub use self::creation::{Created, NewSession, PENDING, Stored};
pub use self::error::StoreError;
pub use self::health::{Counts, Health};
pub use self::list::{Filter, Listed, Page};
pub use self::migrate::{BackfillProgress, MigrationStatus};
pub use self::operations::{ErrorCount, SweepRun};
pub use self::order::{Cursor, Order, Sort, Turn};
pub use self::people::{OwnStudent, Student};
use self::pool::Pool;
pub use self::schema::SchemaFinding;
pub use self::sessions::{Applied, Which};
pub use self::sign_in::SignInAttempt;
pub use self::statistics::{By, Statistics};
pub use self::sweep::{ClosedSession, Due, SweepBatch};
pub use self::zoom::{MeetingToCount, SilentAccount, UnheardLesson};

/// The school's database.
#[derive(Clone, Debug)]
pub struct Store {
    db: Db,
}

#[derive(Clone, Debug)]
enum Db {
    MySql(Pool<MySqlConnection>),
    #[cfg(feature = "sqlite")]
    Sqlite(Pool<SqliteConnection>),
}

/// Runs asynchronous code on a connection of a pool; its value is an `sqlx::Result`.
macro_rules! lend {
    ($pool:expr, $connection:ident => $body:expr) => {
        match $pool.lend().await {
            Ok(mut lent) => {
                let $connection = &mut *lent;
                let result: sqlx::Result<_> = async { $body }.await;
                if result.is_ok() {
                    lent.give_back();
                }
                result
            }
            Err(error) => Err(error),
        }
    };
}

/// The same on whichever database there is; the code is typed for each of them.
macro_rules! on {
    ($db:expr, $connection:ident => $body:expr) => {
        match $db {
            $crate::store::Db::MySql(pool) => $crate::store::lend!(pool, $connection => $body),
            #[cfg(feature = "sqlite")]
            $crate::store::Db::Sqlite(pool) => $crate::store::lend!(pool, $connection => $body),
        }
    };
}
use {lend, on};

/// The few words in which the two databases differ.
#[derive(Clone, Copy, Debug)]
struct Dialect {
    /// An insert that passes over a row whose unique key exists.
    insert_ignore: &'static str,
    /// Starts a transaction that will write.
    begin: &'static str,
    /// Locks the rows read; others that want them wait.
    for_update: &'static str,
    /// Locks the rows read against changes.
    for_share: &'static str,
    /// Locks the rows read and passes over those that somebody else holds.
    skip_locked: &'static str,
    /// The rows that the statement before this one matched.
    rows_matched: &'static str,
    /// A text, from its UTF-8 bytes as hexadecimal digits.
    text_of_hex: fn(&str) -> String,
    /// `seconds(a, b)`: SQL for the whole seconds from column a to column b.
    seconds: fn(&str, &str) -> String,
    /// SQL that compares two columns, whatever their collations: an index of the first one serves.
    same_text: fn(&str, &str) -> String,
    /// SQL for the number of whole quarters of an hour from 1970 to a column.
    quarter: fn(&str) -> String,
}

const MYSQL: Dialect = Dialect {
    insert_ignore: "INSERT IGNORE INTO ",
    begin: "START TRANSACTION",
    for_update: " FOR UPDATE",
    for_share: " LOCK IN SHARE MODE",
    skip_locked: " FOR UPDATE SKIP LOCKED",
    rows_matched: "ROW_COUNT()",
    text_of_hex: |digits| format!("_utf8mb4 X'{digits}'"),
    seconds: |from, to| format!("TIMESTAMPDIFF(SECOND, {from}, {to})"),
    // A column that is converted has no collation of its own left that could clash.
    same_text: |one, other| format!("{one} = CONVERT({other} USING utf8mb4) COLLATE utf8mb4_general_ci"),
    quarter: |at| format!("(TIMESTAMPDIFF(MINUTE, '1970-01-01 00:00:00', {at}) DIV 15)"),
};

#[cfg(feature = "sqlite")]
const SQLITE: Dialect = Dialect {
    insert_ignore: "INSERT OR IGNORE INTO ",
    // Takes the one write lock at once: a read transaction that turns into a write may fail half-way.
    begin: "BEGIN IMMEDIATE",
    for_update: "",
    for_share: "",
    skip_locked: "",
    rows_matched: "changes()",
    text_of_hex: |digits| format!("CAST(X'{digits}' AS TEXT)"),
    seconds: |from, to| format!("(unixepoch({to}) - unixepoch({from}))"),
    same_text: |one, other| format!("{one} = {other}"),
    quarter: |at| format!("(unixepoch({at}) / 900)"),
};

impl Store {
    fn dialect(&self) -> Dialect {
        match self.db {
            Db::MySql(_) => MYSQL,
            #[cfg(feature = "sqlite")]
            Db::Sqlite(_) => SQLITE,
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
        const SQL: &str =
            "SELECT (SELECT COUNT(*) FROM wpos_wpdatatable_23) + (SELECT COUNT(*) FROM wpos_zoom_links)";
        let (rows,): (i64,) = on!(&self.db, connection => sqlx::query_as(SQL).fetch_one(connection).await)?;
        Ok(rows == 0)
    }

    /// Reads one number by any SQL text: for tests and measurements, never for a request.
    #[cfg(feature = "sqlite")]
    pub async fn read_number(&self, sql: &str) -> Result<i64, StoreError> {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        let (number,): (i64,) = on!(&self.db, connection => sqlx::query_as(sql).fetch_one(connection).await)?;
        Ok(number)
    }

    /// Runs any SQL text: for demo data, tests and measurements, never for a request.
    #[cfg(feature = "sqlite")]
    pub async fn execute_script(&self, sql: &str) -> Result<u64, StoreError> {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        Ok(
            on!(&self.db, connection => sqlx::raw_sql(sql).execute(connection).await.map(|done| done.rows_affected()))?,
        )
    }
}
