//! What can go wrong with a database.

use std::io::ErrorKind;

use sqlx::error::DatabaseError;
use sqlx::mysql::MySqlDatabaseError;

/// A failed database operation.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database is gone, full or restarting: the same request may succeed in a moment.
    #[error("the database is not available: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// A row with this unique key exists.
    #[error("a row with this key exists")]
    DuplicateKey,
    /// Many writers changed the same session at once.
    #[error("the session kept changing while it was written")]
    Contended,
    /// The database was not migrated for this program.
    #[error(
        "the database has schema {found}, this program needs {needed}: run `session-tracking migrate`"
    )]
    Schema {
        /// The newest migration applied; 0 for none.
        found: i64,
        /// The newest that this program knows.
        needed: i64,
    },
    /// Another migration runs, or one stopped less than two minutes ago.
    #[error(
        "another migration is running (held by {0}): wait for it, or two minutes if it was killed"
    )]
    MigrationRunning(String),
    /// `DATABASE_URL` cannot be used.
    #[error("DATABASE_URL: {0}")]
    Url(String),
    /// Anything else.
    #[error(transparent)]
    Database(sqlx::Error),
    /// A migration failed.
    #[error(transparent)]
    Migration(sqlx::migrate::MigrateError),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let error = match error {
            sqlx::Error::Migrate(error) => return Self::Migration(*error),
            error => error,
        };
        match classify(&error) {
            ErrorClass::Duplicate => Self::DuplicateKey,
            ErrorClass::Transient | ErrorClass::Away => Self::Unavailable(error),
            ErrorClass::Final => Self::Database(error),
        }
    }
}

enum ErrorClass {
    /// Worth another try at once: a deadlock, a connection that was cut.
    Transient,
    /// The pool or the server is full or gone; waiting was tried already.
    Away,
    /// A unique key exists.
    Duplicate,
    /// No other try would help.
    Final,
}

/// Tells whether the same operation may succeed in a moment.
pub(crate) fn is_transient(error: &sqlx::Error) -> bool {
    matches!(classify(error), ErrorClass::Transient)
}

fn classify(error: &sqlx::Error) -> ErrorClass {
    match error {
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Tls(_) => {
            ErrorClass::Away
        }
        // A connection that was cut is replaced by the next try. One that was refused shows that no server is there.
        sqlx::Error::Io(io) => match io.kind() {
            ErrorKind::ConnectionReset
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionAborted => ErrorClass::Transient,
            _ => ErrorClass::Away,
        },
        sqlx::Error::Database(database) if database.is_unique_violation() => ErrorClass::Duplicate,
        sqlx::Error::Database(database) => classify_code(database.as_ref()),
        _ => ErrorClass::Final,
    }
}

fn classify_code(error: &dyn DatabaseError) -> ErrorClass {
    let Some(mysql) = error.try_downcast_ref::<MySqlDatabaseError>() else {
        // SQLite: 5 is BUSY, also with extended codes (261, 517).
        return match error.code().as_deref() {
            Some("5" | "261" | "517") => ErrorClass::Transient,
            _ => ErrorClass::Final,
        };
    };

    match mysql.number() {
        // Deadlock, the same at an auto-increment lock, lock wait timeout, no cluster majority, shutdown, lost connection.
        1213 | 1467 | 1205 | 1047 | 1053 | 1927 | 2006 | 2013 => ErrorClass::Transient,
        // Too many connections, of the server or of the user.
        1040 | 1203 | 1226 => ErrorClass::Away,
        _ => ErrorClass::Final,
    }
}
