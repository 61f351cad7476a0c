//! Bringing a database to the schema that this program needs. Only ever run by a person or a deploy step.

use std::time::Duration;

use sqlx::AssertSqlSafe;
use sqlx::migrate::MigrateError;

use crate::store::db::error::is_transient;
use crate::store::db::retry::{ATTEMPTS, backoff};
use crate::store::db::store::with_connection;
use crate::store::migrate::inspect::Severity;
use crate::store::migrate::lease::Lease;
use crate::store::migrate::migrations::MIGRATIONS;
use crate::store::migrate::script::Script;
use crate::store::{Store, StoreError};

/// Whatever the server's modes: a column of the school's whose default is the zero date must not stop an ALTER. An
/// ALTER that waits for a long transaction holds up everybody behind it, so it gives up soon, and is tried again.
const BEFORE_ON_MYSQL: [&str; 2] = [
    "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'",
    "SET SESSION lock_wait_timeout = 10",
];
const AFTER_ON_MYSQL: [&str; 3] = [
    "SET SESSION sql_mode = DEFAULT",
    "SET SESSION lock_wait_timeout = DEFAULT",
    "SET SESSION group_concat_max_len = DEFAULT",
];

/// The form that earlier versions of this program expect.
const CREATE_RECORD: &str = "CREATE TABLE IF NOT EXISTS _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
)";

impl Store {
    /// Applies what is missing, one migrator at a time; a second one waits up to `patience`.
    ///
    /// `Refused`: something in the database stands in the way. Then nothing was changed.
    /// Needs two connections: one works, the other keeps the lease.
    pub async fn migrate(&self, patience: Duration) -> Result<(), StoreError> {
        self.refuse_what_would_fail().await?;
        let lease = Lease::acquire(self, patience).await?;
        let done = self.migrate_patiently().await;
        // Also after a failure, so that the next migrator need not wait until the term ends.
        lease.release().await?;

        done
    }

    /// A change of a table cannot be taken back, so a migration that would stop half-way does not begin.
    async fn refuse_what_would_fail(&self) -> Result<(), StoreError> {
        let migrations = self.migration_status().await?;
        if migrations.iter().all(|migration| migration.applied) {
            return Ok(());
        }

        let findings = self.inspect().await?;
        if findings
            .iter()
            .any(|finding| finding.severity == Severity::Blocks)
        {
            return Err(StoreError::Refused(findings));
        }

        Ok(())
    }

    /// Everything may run again, so a lock that was not free and a connection that was cut are no reason to stop.
    async fn migrate_patiently(&self) -> Result<(), StoreError> {
        let mut attempt = 0;
        loop {
            match self.migrate_leased().await {
                Err(StoreError::Migration(error)) if attempt < ATTEMPTS && may_pass(&error) => {
                    tokio::time::sleep(backoff(attempt)).await;
                    attempt += 1;
                }
                done => return done,
            }
        }
    }

    async fn migrate_leased(&self) -> Result<(), StoreError> {
        let applied = self.applied_migrations().await?;
        let present = self.present_columns().await?;
        let pending: Vec<&Script> = MIGRATIONS
            .iter()
            .filter(|script| !applied.contains(&script.version))
            .collect();
        if pending.is_empty() {
            return Ok(());
        }

        let is_mysql = self.is_mysql();
        with_connection!(&self.db, connection => {
            for step in all_steps(&pending, &present, is_mysql) {
                let sql = sqlx::raw_sql(AssertSqlSafe(step.sql));
                if let Err(error) = sql.execute(&mut *connection).await {
                    let error = MigrateError::ExecuteMigration(error, step.version);
                    return Err(sqlx::Error::from(error));
                }
            }

            Ok(())
        })?;
        Ok(())
    }

    /// Returns the columns of the tables that migrations add columns to.
    async fn present_columns(&self) -> Result<Vec<(&'static str, String)>, StoreError> {
        let mut present = Vec::new();
        for table in ["wpos_zoom_links", "zoom_events", "zoom_known_people"] {
            let columns = self.columns_of(table).await?;
            present.extend(columns.into_iter().map(|column| (table, column)));
        }

        Ok(present)
    }
}

/// One statement, and the migration that it belongs to.
struct Step {
    version: i64,
    sql: String,
}

/// Returns everything that runs, in its order.
fn all_steps(pending: &[&Script], present: &[(&str, String)], is_mysql: bool) -> Vec<Step> {
    let (before, after) = if is_mysql {
        (&BEFORE_ON_MYSQL[..], &AFTER_ON_MYSQL[..])
    } else {
        (&[][..], &[][..])
    };

    let first = pending.first().map_or(0, |script| script.version);
    let mut steps = Vec::new();
    steps.extend(before.iter().map(|sql| Step::new(first, *sql)));
    let engine = if is_mysql { " ENGINE=InnoDB" } else { "" };
    steps.push(Step::new(first, format!("{CREATE_RECORD}{engine}")));

    for script in pending {
        steps.extend(steps_of(script, present, is_mysql));
    }
    steps.extend(after.iter().map(|sql| Step::new(first, *sql)));

    steps
}

/// A script with its record. A server commits each change of a table at once, so the record first says that the script
/// is not complete; on SQLite the script and its record are one transaction.
fn steps_of(script: &Script, present: &[(&str, String)], is_mysql: bool) -> Vec<Step> {
    let version = script.version;
    let begin = format!("DELETE FROM _sqlx_migrations WHERE version = {version}");
    let record = format!(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        VALUES ({version}, '{}', FALSE, X'{}', -1)",
        script.name,
        script.checksum(is_mysql)
    );
    let complete = format!(
        "UPDATE _sqlx_migrations SET success = TRUE, execution_time = 0 WHERE version = {version}"
    );
    let statements = script
        .statements(is_mysql)
        .into_iter()
        .filter(|statement| !adds_existing_column(statement, present));

    let mut texts = vec![begin, record];
    texts.extend(statements);
    texts.push(complete);
    if !is_mysql {
        // At once for writing: a transaction that turns from reading to writing can fail half-way.
        texts.insert(0, "BEGIN IMMEDIATE".to_owned());
        texts.push("COMMIT".to_owned());
    }

    texts
        .into_iter()
        .map(|sql| Step::new(version, sql))
        .collect()
}

impl Step {
    fn new(version: i64, sql: impl Into<String>) -> Self {
        Self {
            version,
            sql: sql.into(),
        }
    }
}

fn may_pass(error: &MigrateError) -> bool {
    match error {
        MigrateError::Execute(cause) | MigrateError::ExecuteMigration(cause, _) => {
            is_transient(cause)
        }
        _ => false,
    }
}

/// Tells whether a statement adds a column which exists: SQLite cannot add one only where it is missing. (The scripts
/// for MySQL have no statements of this form.)
fn adds_existing_column(statement: &str, present: &[(&str, String)]) -> bool {
    let Some((table, rest)) = statement
        .strip_prefix("ALTER TABLE ")
        .and_then(|rest| rest.split_once(" ADD COLUMN "))
    else {
        return false;
    };

    let column = rest.split(' ').next().unwrap_or_default();
    present
        .iter()
        .any(|(of, name)| *of == table && name.eq_ignore_ascii_case(column))
}
