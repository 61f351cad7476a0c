//! Explains database errors to the person at the keyboard, with a remedy.

use session_tracking::config::Problem;
use session_tracking::store::StoreError;
use sqlx::migrate::MigrateError;
use sqlx::mysql::MySqlDatabaseError;

const REACH: &str = "Check host and port in DATABASE_URL, that the server runs, and that its firewall lets this machine in";
const TLS: &str = "The URL's host must be the name in the server's certificate. A private authority: add ?ssl-ca=FILE; \
    no certificate at all, on a network you trust: add ?ssl-mode=DISABLED";
const FULL: &str = "The server has no free connection: wait, or raise max_connections, or lower DATABASE_MAX_CONNECTIONS";
const SIGN_IN: &str = "Check user and password in DATABASE_URL (special characters percent-encoded), and that the user may \
    sign in from this machine";
const NO_DATABASE: &str = "Create the database (`CREATE DATABASE ... CHARACTER SET utf8mb4`), or correct its name, the last \
    part of DATABASE_URL";
const RIGHTS: &str = "Migrating needs the rights SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX and CREATE \
    TEMPORARY TABLES on this database";
const FOLDER: &str = "Check that the file's folder exists and that this user may write there";
const AGAIN: &str = "Remove the cause and run the command again: nothing is lost";

/// An error and its remedy. Never holds the URL.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    pub(crate) what: String,
    pub(crate) remedy: &'static str,
}

impl Trouble {
    /// Explains a database error.
    pub(crate) fn of(error: &StoreError) -> Self {
        let remedy = match error {
            StoreError::Unavailable(sqlx::Error::Tls(_)) => TLS,
            StoreError::Unavailable(cause) => remedy(cause, REACH),
            StoreError::Database(cause)
            | StoreError::Migration(
                MigrateError::Execute(cause) | MigrateError::ExecuteMigration(cause, _),
            ) => remedy(cause, AGAIN),
            StoreError::MigrationRunning(_) => {
                "To wait for longer: session-tracking migrate --wait 150"
            }
            StoreError::Url(_) => {
                "Write it as mysql://user:password@host:3306/database, special characters percent-encoded"
            }
            StoreError::Schema { .. } => "Run `session-tracking migrate`",
            StoreError::Migration(_) | StoreError::DuplicateKey | StoreError::Contended => AGAIN,
        };

        let what = match error {
            StoreError::Unavailable(sqlx::Error::PoolTimedOut) => {
                "the database did not answer within 3 seconds".to_owned()
            }
            other => other.to_string(),
        };

        Self { what, remedy }
    }
}

fn remedy(error: &sqlx::Error, otherwise: &'static str) -> &'static str {
    let Some(error) = error.as_database_error() else {
        return otherwise;
    };
    match error
        .try_downcast_ref::<MySqlDatabaseError>()
        .map(MySqlDatabaseError::number)
    {
        Some(1040 | 1203 | 1226) => FULL,
        Some(1045 | 1130 | 1698) => SIGN_IN,
        Some(1046 | 1049) => NO_DATABASE,
        Some(1044 | 1142 | 1143 | 1227 | 1370) => RIGHTS,
        // SQLite: 14 is CANTOPEN, 8 is READONLY.
        None if matches!(error.code().as_deref(), Some("14" | "8")) => FOLDER,
        _ => otherwise,
    }
}

/// Turns a database error into the error that ends a command.
pub(crate) fn fatal(error: &StoreError) -> anyhow::Error {
    let Trouble { what, remedy } = Trouble::of(error);
    anyhow::anyhow!("{what}\n  {remedy}")
}

/// Turns unusable settings into the error that ends a command.
pub(crate) fn unusable(problems: &[Problem]) -> anyhow::Error {
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| format!("  {problem}"))
        .collect();
    anyhow::anyhow!("these settings cannot be used:\n{}", lines.join("\n"))
}
