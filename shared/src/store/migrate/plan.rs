//! What a migration would run, and what that costs, without running it.

use sqlx::AssertSqlSafe;

use crate::store::db::statement::Statement;
use crate::store::db::store::{MySqlPool, lend};
use crate::store::migrate::inspect::{Cost, SESSIONS, Snapshot};
use crate::store::migrate::migrations::MIGRATIONS;
use crate::store::migrate::script::Script;
use crate::store::{Db, Store, StoreError};

/// A statement that a migration would run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedStatement {
    /// The migration's number.
    pub version: i64,
    /// The migration's name.
    pub name: &'static str,
    /// The statement.
    pub sql: String,
    /// What it costs the server.
    pub cost: Cost,
}

/// What a migration would run on a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationPlan {
    /// The server's version.
    pub version: String,
    /// About how many sessions there are.
    pub rows: i64,
    /// The size of their table with its indexes.
    pub bytes: i64,
    /// The statements, in their order.
    pub statements: Vec<PlannedStatement>,
}

impl Store {
    /// Returns what the pending migrations would run on this database. Changes nothing: the scripts put most of their
    /// statements together from what they find, and only that part runs.
    pub async fn plan_migrations(&self) -> Result<MigrationPlan, StoreError> {
        let applied = self.applied_migrations().await?;
        let pending: Vec<&Script> = MIGRATIONS
            .iter()
            .filter(|script| !applied.contains(&script.version))
            .collect();
        let statements = pending
            .iter()
            .map(|script| script.statements(self.is_mysql()));
        let pending: Vec<(&Script, Vec<String>)> =
            pending.iter().copied().zip(statements).collect();

        match &self.db {
            Db::MySql(pool) => self.plan_on_mysql(pool, &pending).await,
            #[cfg(feature = "sqlite")]
            Db::Sqlite(_) => self.plan_on_sqlite(&pending).await,
        }
    }

    async fn plan_on_mysql(
        &self,
        pool: &MySqlPool,
        pending: &[(&Script, Vec<String>)],
    ) -> Result<MigrationPlan, StoreError> {
        let snapshot = self.read_snapshot().await?;
        let mut planned = Vec::new();
        for (script, statements) in pending {
            for sql in resolve(pool, statements).await? {
                if changes_nothing(&sql, &snapshot) {
                    continue;
                }

                planned.push(PlannedStatement {
                    version: script.version,
                    name: script.name,
                    cost: cost(&sql, &snapshot),
                    sql,
                });
            }
        }

        let sessions = snapshot.table(SESSIONS);
        Ok(MigrationPlan {
            rows: sessions.map_or(0, |table| table.rows),
            bytes: sessions.map_or(0, |table| table.bytes),
            version: snapshot.server.version,
            statements: planned,
        })
    }

    #[cfg(feature = "sqlite")]
    async fn plan_on_sqlite(
        &self,
        pending: &[(&Script, Vec<String>)],
    ) -> Result<MigrationPlan, StoreError> {
        let (version,): (String,) = self
            .db
            .fetch_one(Statement::new("SELECT sqlite_version()"))
            .await?;
        let mut planned = Vec::new();
        for (script, statements) in pending {
            for sql in statements {
                planned.push(PlannedStatement {
                    version: script.version,
                    name: script.name,
                    sql: sql.clone(),
                    // The file has one lock for all writers.
                    cost: Cost::Copy,
                });
            }
        }

        Ok(MigrationPlan {
            version,
            rows: 0,
            bytes: 0,
            statements: planned,
        })
    }
}

/// Runs what only sets variables, and returns the other statements, those that are prepared as the server has them.
async fn resolve(pool: &MySqlPool, statements: &[String]) -> Result<Vec<String>, StoreError> {
    let resolved = lend!(pool, connection => {
        let mut resolved = Vec::new();
        for statement in statements {
            if statement.starts_with("SET ") {
                sqlx::raw_sql(AssertSqlSafe(statement.clone())).execute(&mut *connection).await?;
            } else if statement.starts_with("PREPARE ") {
                let sql = Statement::new("SELECT CAST(@statement AS CHAR)");
                let (text,): (Option<String>,) = sql.query_as().fetch_one(&mut *connection).await?;
                resolved.extend(text.filter(|text| text != "DO 0"));
            } else if !statement.starts_with("EXECUTE ") && !statement.starts_with("DEALLOCATE ") {
                resolved.push(statement.clone());
            }
        }

        let reset = "SET SESSION group_concat_max_len = DEFAULT";
        sqlx::raw_sql(reset).execute(&mut *connection).await?;
        Ok(resolved)
    })?;
    Ok(resolved)
}

/// Tells whether a statement finds nothing to do.
fn changes_nothing(sql: &str, snapshot: &Snapshot) -> bool {
    if let Some(rest) = sql.strip_prefix("CREATE TABLE IF NOT EXISTS ") {
        return snapshot.table(first_word(rest)).is_some();
    }
    if let Some(rest) = sql.strip_prefix("DELETE FROM ") {
        return snapshot.table(first_word(rest)).is_none();
    }

    sql.contains("'token_replaced'") && snapshot.shared_tokens == 0
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

/// Returns what a statement costs, as the manuals of MySQL 8 and MariaDB 10.6 say.
fn cost(sql: &str, snapshot: &Snapshot) -> Cost {
    let Some(rest) = sql.strip_prefix("ALTER TABLE ") else {
        return if sql.starts_with("CREATE ") {
            Cost::Instant
        } else {
            Cost::Rows
        };
    };

    let Some(table) = snapshot.table(first_word(rest)) else {
        // A migration before this one makes it.
        return Cost::Instant;
    };
    if !table.engine.eq_ignore_ascii_case("InnoDB") {
        return Cost::Copy;
    }
    if rest.contains(" ADD INDEX ") || rest.contains(" ADD UNIQUE INDEX ") {
        return Cost::InPlace;
    }

    // Neither server adds a column to a compressed table, nor MySQL to one with a full-text index, without a copy.
    if table.row_format.eq_ignore_ascii_case("Compressed") || snapshot.has_full_text(&table.name) {
        Cost::InPlace
    } else {
        Cost::Instant
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrate::inspect::Table;

    fn snapshot(engine: &str, row_format: &str) -> Snapshot {
        Snapshot {
            tables: vec![Table {
                name: "wpos_zoom_links".to_owned(),
                engine: engine.to_owned(),
                row_format: row_format.to_owned(),
                ..Table::default()
            }],
            ..Snapshot::default()
        }
    }

    #[test]
    fn a_column_is_instant_and_an_index_is_built_in_place() {
        let usual = snapshot("InnoDB", "Dynamic");
        let column = "ALTER TABLE wpos_zoom_links ADD COLUMN a INT NULL";
        let index = "ALTER TABLE wpos_zoom_links ADD UNIQUE INDEX a (b), ADD INDEX c (d)";
        assert_eq!(cost(column, &usual), Cost::Instant);
        assert_eq!(cost(index, &usual), Cost::InPlace);
        assert_eq!(
            cost(column, &snapshot("InnoDB", "Compressed")),
            Cost::InPlace
        );
        assert_eq!(cost(column, &snapshot("MyISAM", "Dynamic")), Cost::Copy);
        assert_eq!(
            cost("CREATE TABLE IF NOT EXISTS a (b INT)", &usual),
            Cost::Instant
        );
        assert_eq!(cost("UPDATE wpos_zoom_links SET a = 1", &usual), Cost::Rows);
    }

    #[test]
    fn what_finds_nothing_to_do_is_left_out() {
        let usual = snapshot("InnoDB", "Dynamic");
        for sql in [
            "CREATE TABLE IF NOT EXISTS wpos_zoom_links (id INT)",
            "DELETE FROM session_day_totals",
            "UPDATE wpos_zoom_links z JOIN session_events e ON e.kind = 'token_replaced'",
        ] {
            assert!(changes_nothing(sql, &usual), "{sql}");
        }

        assert!(!changes_nothing(
            "CREATE TABLE IF NOT EXISTS sweep_runs (id INT)",
            &usual
        ));
    }
}
