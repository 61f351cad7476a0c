//! Checks that the database has what this program needs.

use crate::store::db::statement::Statement;
use crate::store::migrate::migrations::MIGRATIONS;
use crate::store::migrate::needed::{COLUMNS, INDEXES};
use crate::store::{Db, Store, StoreError};

/// Something that `session-tracking validate` looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaFinding {
    /// The thing looked for.
    pub what: String,
    /// Whether it is there.
    pub present: bool,
}

impl Store {
    /// Refuses a database that lacks a migration this program knows.
    ///
    /// A newer schema is accepted: migrations only add, so that functions can be rolled back without it.
    pub async fn check_schema(&self) -> Result<(), StoreError> {
        let needed = MIGRATIONS.len().try_into().unwrap_or(i64::MAX);
        let found = self.schema_version().await?;
        if found < needed {
            Err(StoreError::Schema { found, needed })
        } else {
            Ok(())
        }
    }

    /// Returns the newest migration applied, 0 for none.
    pub async fn schema_version(&self) -> Result<i64, StoreError> {
        let sql = format!(
            "SELECT COALESCE(MAX(version), 0), {} FROM _sqlx_migrations WHERE success = TRUE",
            self.dialect().speaks_utf8mb4
        );

        match self.db.fetch_one::<(i64, i64)>(Statement::new(sql)).await {
            Ok((version, speaks_utf8mb4)) => {
                self.set_names_unless(speaks_utf8mb4 == 1);
                Ok(version)
            }
            Err(error) if error.names_missing() => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// Servers with `--skip-character-set-client-handshake` and some proxies ignore the character set of the handshake,
    /// and would mangle every name. The question travels with the first statement of a process, so that no connection
    /// to any other server needs a round trip for it.
    fn set_names_unless(&self, speaks_utf8mb4: bool) {
        if speaks_utf8mb4 {
            return;
        }

        match &self.db {
            Db::MySql(pool) => {
                pool.connector().set_names_from_now_on();
                pool.close_idle();
            }
            #[cfg(feature = "sqlite")]
            Db::Sqlite(_) => {}
        }
    }

    /// Looks for every column and index that the statements use.
    pub async fn inspect_schema(&self) -> Result<Vec<SchemaFinding>, StoreError> {
        let mut findings = Vec::new();
        for (table, columns) in COLUMNS {
            let present = self.columns_of(table).await?;
            for column in columns {
                let is_present = present.iter().any(|name| name.eq_ignore_ascii_case(column));
                findings.push(SchemaFinding {
                    what: format!("column {table}.{column}"),
                    present: is_present,
                });
            }
        }

        let present = self.indexes().await?;
        for columns in INDEXES {
            let is_present = present
                .iter()
                .any(|index| index.eq_ignore_ascii_case(columns));
            findings.push(SchemaFinding {
                what: format!("index on wpos_zoom_links ({columns})"),
                present: is_present,
            });
        }

        Ok(findings)
    }

    /// Returns the names of a table's columns; none if there is no such table.
    pub(crate) async fn columns_of(&self, table: &str) -> Result<Vec<String>, StoreError> {
        let sql = match &self.db {
            Db::MySql(_) => {
                "SELECT CAST(column_name AS CHAR)
                FROM information_schema.columns
                WHERE table_schema = DATABASE() AND table_name = ?"
            }
            #[cfg(feature = "sqlite")]
            Db::Sqlite(_) => "SELECT name FROM pragma_table_info(?)",
        };
        let rows: Vec<(String,)> = self.db.fetch_all(Statement::new(sql).bind(table)).await?;

        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    /// Returns the columns of each index of `wpos_zoom_links`, separated by commas.
    async fn indexes(&self) -> Result<Vec<String>, StoreError> {
        let sql = match &self.db {
            Db::MySql(_) => {
                "SELECT CAST(GROUP_CONCAT(column_name ORDER BY seq_in_index) AS CHAR)
                FROM information_schema.statistics
                WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links'
                GROUP BY index_name"
            }
            #[cfg(feature = "sqlite")]
            Db::Sqlite(_) => {
                "SELECT (SELECT GROUP_CONCAT(name, ',') FROM pragma_index_info(i.name))
                FROM pragma_index_list('wpos_zoom_links') i"
            }
        };
        let rows: Vec<(String,)> = self.db.fetch_all(Statement::new(sql)).await?;

        Ok(rows.into_iter().map(|(columns,)| columns).collect())
    }
}
