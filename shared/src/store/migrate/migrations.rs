//! All migrations, and which of them a database has.

use crate::store::db::statement::Statement;
use crate::store::migrate::script::Script;
use crate::store::{Db, Store, StoreError};

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
pub(crate) const MIGRATIONS: [Script; 16] = [
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
    script!(13, "clocks", "0013_clocks.sql"),
    script!(14, "expected lessons", "0014_expected_lessons.sql"),
    script!(15, "session clock", "0015_session_clock.sql"),
    script!(16, "zoom connections", "0016_zoom_connections.sql"),
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
        let applied = self.applied_migrations().await?;

        Ok(MIGRATIONS
            .iter()
            .map(|script| MigrationStatus {
                version: script.version,
                name: script.name,
                applied: applied.contains(&script.version),
            })
            .collect())
    }

    /// Returns the number and the statements of every migration, in the order in which they run.
    #[must_use]
    pub fn migration_statements(&self) -> Vec<(i64, Vec<String>)> {
        MIGRATIONS
            .iter()
            .map(|script| (script.version, script.statements(self.is_mysql())))
            .collect()
    }

    /// Returns the numbers of the migrations that were applied to the end.
    pub(crate) async fn applied_migrations(&self) -> Result<Vec<i64>, StoreError> {
        if self.columns_of("_sqlx_migrations").await?.is_empty() {
            return Ok(Vec::new());
        }

        let sql = Statement::new("SELECT version FROM _sqlx_migrations WHERE success = TRUE");
        let rows: Vec<(i64,)> = self.db.fetch_all(sql).await?;

        Ok(rows.into_iter().map(|(version,)| version).collect())
    }

    pub(crate) fn is_mysql(&self) -> bool {
        matches!(self.db, Db::MySql(_))
    }
}
