//! Looks for what there is of the school's own application.

use crate::store::application::schema::ApplicationSchema;
use crate::store::db::statement::Statement;
use crate::store::{Db, Store, StoreError};

/// The tables that are looked at. Some servers spell their names in small letters.
const TABLES: [&str; 7] = [
    "wpos_zoom_links",
    "wpos_wpdatatable_23",
    "wpos_wpdatatable_24",
    "PackageSalary",
    "packagesalary",
    "setting",
    "wpos_ustaz_occupied_times",
];

impl Store {
    /// Returns what there is of the school's application. Each process asks once.
    pub(crate) async fn application_schema(&self) -> Result<&ApplicationSchema, StoreError> {
        let schema = self.application.get_or_try_init(|| self.read_schema());
        schema.await
    }

    async fn read_schema(&self) -> Result<ApplicationSchema, StoreError> {
        let mut sql = Statement::new(match &self.db {
            Db::MySql(_) => {
                "SELECT CAST(table_name AS CHAR) AS table_, CAST(column_name AS CHAR) AS name,
                  CAST(character_maximum_length AS SIGNED) AS text_length
                FROM information_schema.columns
                WHERE table_schema = DATABASE() AND table_name IN "
            }
            #[cfg(feature = "sqlite")]
            Db::Sqlite(_) => {
                "SELECT m.name AS table_, p.name AS name, 1000000 AS text_length
                FROM sqlite_master m
                JOIN pragma_table_info(m.name) p
                WHERE m.name IN "
            }
        });
        sql.list(TABLES, 1);

        let columns = self.db.fetch_all(sql.repeatable()).await?;
        Ok(ApplicationSchema::new(columns))
    }
}
