//! Bringing a database to the schema that this program needs. Only ever run by a person or a deploy step.

use std::time::Duration;

use sqlx::SqlSafeStr;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

use crate::store::db::error::is_transient;
use crate::store::db::retry::{ATTEMPTS, backoff};
use crate::store::db::statement::Statement;
use crate::store::db::store::with_connection;
use crate::store::migrate::lease::Lease;
use crate::store::{Db, Store, StoreError};

/// A migration's number, name, and text for each database.
pub(crate) struct Script {
    version: i64,
    name: &'static str,
    mysql: &'static str,
    #[cfg(feature = "sqlite")]
    sqlite: &'static str,
}

macro_rules! script {
    ($version:literal, $name:literal, $file:literal) => {
        Script {
            version: $version,
            name: $name,
            mysql: include_str!(concat!("../../../../migrations/mysql/", $file)),
            #[cfg(feature = "sqlite")]
            sqlite: include_str!(concat!("../../../../migrations/sqlite/", $file)),
        }
    };
}

/// All migrations, numbered from 1 without gaps. They only add, and each may run half-way and again.
pub(crate) const MIGRATIONS: [Script; 12] = [
    script!(1, "base", "0001_base.sql"),
    script!(2, "ledger", "0002_ledger.sql"),
    script!(3, "columns", "0003_columns.sql"),
    script!(4, "indexes", "0004_indexes.sql"),
    script!(5, "day totals", "0005_day_totals.sql"),
    script!(6, "documents", "0006_documents.sql"),
    script!(7, "dashboard", "0007_dashboard.sql"),
    script!(8, "zoom", "0008_zoom.sql"),
    script!(9, "identity", "0009_identity.sql"),
    script!(10, "hosts", "0010_hosts.sql"),
    script!(11, "zoom imports", "0011_zoom_imports.sql"),
    script!(12, "personal links", "0012_personal_links.sql"),
];

/// One migration and whether it was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationStatus {
    /// Its number.
    pub version: i64,
    /// Its name.
    pub name: &'static str,
    /// Whether this database has it.
    pub applied: bool,
}

impl Store {
    /// Returns every migration with its state. Changes nothing.
    pub async fn migration_status(&self) -> Result<Vec<MigrationStatus>, StoreError> {
        let version = self.schema_version().await?;

        Ok(MIGRATIONS
            .iter()
            .map(|script| MigrationStatus {
                version: script.version,
                name: script.name,
                applied: script.version <= version,
            })
            .collect())
    }

    /// Applies what is missing, one migrator at a time; a second one waits up to `patience`.
    ///
    /// Needs two connections: one works, the other keeps the lease.
    pub async fn migrate(&self, patience: Duration) -> Result<(), StoreError> {
        let lease = Lease::acquire(self, patience).await?;
        let done = self.migrate_patiently().await;
        // Also after a failure, so that the next migrator need not wait until the term ends.
        lease.release().await?;

        done
    }

    /// On SQLite, a rival that asks for the lease can cut in on a script that turns from reading to writing.
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
        self.delete_failed_migrations().await?;
        let present = self.present_columns().await?;
        let migrations = MIGRATIONS
            .iter()
            .map(|script| self.migration(script, &present))
            .collect();
        let mut migrator = Migrator::with_migrations(migrations);
        // The lease is the lock; the driver's own does nothing on MariaDB and is local to a node on Galera.
        migrator.set_locking(false);
        // A newer program may have added more: they only add.
        migrator.set_ignore_missing(true);
        with_connection!(&self.db, connection => Ok(migrator.run(connection).await?))?;
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

    fn migration(&self, script: &Script, present: &[(&'static str, String)]) -> Migration {
        let sql = match self.db {
            Db::MySql(_) => script.mysql,
            #[cfg(feature = "sqlite")]
            Db::Sqlite(_) => script.sqlite,
        };
        let name = script.name.into();
        let mut migration = Migration::new(
            script.version,
            name,
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        );

        // The checksum stays the whole text's, though only a part of it may run.
        migration.sql = sqlx::AssertSqlSafe(without_existing_columns(sql, present)).into_sql_str();
        migration
    }

    /// A crash in the middle of DDL leaves a row that stops every later run. The scripts may run again.
    async fn delete_failed_migrations(&self) -> Result<(), StoreError> {
        if self.columns_of("_sqlx_migrations").await?.is_empty() {
            return Ok(());
        }

        let sql = Statement::new("DELETE FROM _sqlx_migrations WHERE success = FALSE");
        self.db.execute(sql).await?;
        Ok(())
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

/// Leaves out the statements that add a column which exists: SQLite cannot add one only where it is missing. (The
/// scripts for MySQL have no statements of this form.)
fn without_existing_columns(sql: &str, present: &[(&str, String)]) -> String {
    sql.lines()
        .filter(|line| !adds_existing_column(line, present))
        .collect::<Vec<_>>()
        .join("\n")
}

fn adds_existing_column(line: &str, present: &[(&str, String)]) -> bool {
    let Some((table, rest)) = line
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
