//! What can go wrong with a database.

use sqlx::migrate::MigrateError;

use crate::store::db::failure::{Failure, Retry};
use crate::store::migrate::InspectionFinding;

/// A failed database operation.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database is gone, full, read-only or closed to us: nothing is wrong with the request. [`Failure`] says what.
    #[error("the database is not available: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// A row with this unique key exists.
    #[error("a row with this key exists")]
    DuplicateKey,
    /// A key, column, check or trigger of the school's other programs refuses the row, in words for people.
    #[error("the database refuses the row: {0}")]
    RefusedRow(String),
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
    /// Something in the database stands in the way of a migration. Nothing was changed.
    #[error("the database cannot be migrated as it is; nothing was changed\n{}", lines(.0))]
    Refused(Vec<InspectionFinding>),
    /// `DATABASE_URL` cannot be used.
    #[error("DATABASE_URL: {0}")]
    Url(String),
    /// Anything else.
    #[error(transparent)]
    Database(sqlx::Error),
    /// A migration failed.
    #[error(transparent)]
    Migration(MigrateError),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let error = match error {
            sqlx::Error::Migrate(error) => return Self::Migration(*error),
            error => error,
        };
        if Failure::of(&error).is_some() {
            return Self::Unavailable(error);
        }

        match &error {
            sqlx::Error::Database(answer) if answer.is_unique_violation() => Self::DuplicateKey,
            _ => Self::Database(error),
        }
    }
}

impl StoreError {
    /// Tells whether a statement failed because a table or a column is not there. SQLSTATEs of MySQL; SQLite has only
    /// messages.
    pub(crate) fn names_missing(&self) -> bool {
        let Self::Database(sqlx::Error::Database(error)) = self else {
            return false;
        };

        matches!(error.code().as_deref(), Some("42S02" | "42S22"))
            || error.message().contains("no such column")
            || error.message().contains("no such table")
    }

    /// Returns what is the matter with the database, if that is the cause.
    #[must_use]
    pub fn failure(&self) -> Option<Failure> {
        match self {
            Self::Unavailable(error)
            | Self::Database(error)
            | Self::Migration(
                MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _),
            ) => Failure::of(error),
            Self::Migration(_)
            | Self::DuplicateKey
            | Self::RefusedRow(_)
            | Self::Contended
            | Self::Schema { .. }
            | Self::MigrationRunning(_)
            | Self::Refused(_)
            | Self::Url(_) => None,
        }
    }
}

fn lines(findings: &[InspectionFinding]) -> String {
    let texts: Vec<String> = findings.iter().map(ToString::to_string).collect();
    texts.join("\n")
}

/// Tells whether the same operation may succeed at once, on another connection. Only for operations that may be applied
/// twice.
pub(crate) fn is_transient(error: &sqlx::Error) -> bool {
    let retry = Failure::of(error).map(Failure::retry);
    matches!(retry, Some(Retry::Any | Retry::Repeatable))
}

/// Tells the same of any operation: nothing of it was done.
pub(crate) fn is_undone(error: &sqlx::Error) -> bool {
    Failure::of(error).map(Failure::retry) == Some(Retry::Any)
}
