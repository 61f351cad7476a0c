//! Reads what the server says of itself and of this user.

use crate::store::db::statement::Statement;
use crate::store::migrate::inspect::snapshot::Server;
use crate::store::{Store, StoreError};

/// The settings that the rules look at.
const VARIABLES: &str = "'explicit_defaults_for_timestamp', 'innodb_force_recovery', 'innodb_page_size',
    'innodb_read_only', 'lower_case_table_names', 'max_allowed_packet', 'read_only', 'sql_mode', 'super_read_only',
    'system_time_zone', 'time_zone', 'transaction_read_only', 'tx_read_only', 'wsrep_on', 'wsrep_osu_method'";

impl Store {
    pub(crate) async fn read_server(&self) -> Result<Server, StoreError> {
        let sql = "SELECT CAST(VERSION() AS CHAR), CAST(DATABASE() AS CHAR), CAST(CURRENT_USER() AS CHAR)";
        let (version, database, user): (String, String, String) =
            self.db.fetch_one(Statement::new(sql)).await?;
        let sql = format!("SHOW VARIABLES WHERE LOWER(Variable_name) IN ({VARIABLES})");
        let rows: Vec<(String, String)> = self.db.fetch_all(Statement::new(sql)).await?;
        let variables = rows
            .into_iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value));

        Ok(Server {
            variables: variables.collect(),
            grants: self.read_grants().await.unwrap_or_default(),
            version,
            database,
            user,
        })
    }

    /// Returns the rights of this user and of the roles that it has on.
    async fn read_grants(&self) -> Result<Vec<String>, StoreError> {
        let role = Statement::new("SELECT CAST(CURRENT_ROLE() AS CHAR)");
        let role: Option<(Option<String>,)> = self.db.fetch_optional(role).await?;
        let role = role.and_then(|(role,)| role).unwrap_or_default();
        // MariaDB shows them without being asked.
        let with_roles = role.contains('@');
        let sql = if with_roles {
            format!("SHOW GRANTS FOR CURRENT_USER() USING {role}")
        } else {
            "SHOW GRANTS".to_owned()
        };
        let rows: Vec<(String,)> = self.db.fetch_all(Statement::new(sql)).await?;

        let lines = rows.into_iter().map(|(line,)| line);
        // What roles give is among the lines, so the line that only names them says nothing more.
        Ok(lines
            .filter(|line| !with_roles || line.contains(" ON "))
            .collect())
    }

    /// MariaDB tells it where its plug-in DISKS is installed and the user may know it.
    pub(crate) async fn read_free_bytes(&self) -> Option<i64> {
        let sql = Statement::new(
            "SELECT CAST(available * 1024 AS SIGNED)
            FROM information_schema.disks
            WHERE @@datadir LIKE CONCAT(path, '%')
            ORDER BY LENGTH(path) DESC
            LIMIT 1",
        );
        let row: Option<(i64,)> = self.db.fetch_optional(sql).await.ok()?;
        row.map(|(bytes,)| bytes)
    }
}
