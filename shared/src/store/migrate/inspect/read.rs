//! Reads the snapshot. Only MySQL and MariaDB have these tables.

use crate::store::migrate::inspect::snapshot::Snapshot;
use crate::store::{Store, StoreError};

impl Store {
    pub(crate) async fn read_snapshot(&self) -> Result<Snapshot, StoreError> {
        let server = self.read_server().await?;
        // There, names are compared without regard to capitals, and are written as somebody once wrote them.
        let ignores_case = server.variable("lower_case_table_names") != "0";
        let mut snapshot = Snapshot {
            is_migrated: self.is_migrated().await?,
            tables: self.read_tables().await?,
            columns: self.read_columns().await?,
            indexes: self.read_indexes().await?,
            triggers: self.read_triggers().await?,
            free_bytes: self.read_free_bytes().await,
            server,
            ..Snapshot::default()
        };
        if ignores_case {
            snapshot.ignore_case();
        }

        self.read_rows(&mut snapshot).await?;
        Ok(snapshot)
    }

    async fn is_migrated(&self) -> Result<bool, StoreError> {
        let migrations = self.migration_status().await?;
        Ok(migrations.iter().all(|migration| migration.applied))
    }
}

impl Snapshot {
    fn ignore_case(&mut self) {
        let names = (self.tables.iter_mut().map(|table| &mut table.name))
            .chain(self.columns.iter_mut().map(|column| &mut column.table))
            .chain(self.indexes.iter_mut().map(|index| &mut index.table))
            .chain(self.triggers.iter_mut().map(|trigger| &mut trigger.table));
        for name in names {
            name.make_ascii_lowercase();
        }
    }
}
