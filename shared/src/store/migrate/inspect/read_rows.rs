//! Looks into the rows, where a rule needs it.

use std::collections::BTreeMap;

use crate::store::db::statement::Statement;
use crate::store::migrate::inspect::expected::SESSIONS;
use crate::store::migrate::inspect::rules::inserts::required_columns;
use crate::store::migrate::inspect::rules::keys::columns_to_index;
use crate::store::migrate::inspect::rules::mend::quoted;
use crate::store::migrate::inspect::snapshot::Snapshot;
use crate::store::{Store, StoreError};

impl Store {
    /// Looks into the rows where a rule needs it.
    pub(crate) async fn read_rows(&self, snapshot: &mut Snapshot) -> Result<(), StoreError> {
        if snapshot.table(SESSIONS).is_none_or(|table| table.is_view) {
            return Ok(());
        }

        snapshot.only_values = self.read_only_values(snapshot).await?;
        snapshot.longest = self.read_longest(snapshot).await?;
        snapshot.shared_tokens = self.count_shared_tokens(snapshot).await?;
        Ok(())
    }

    /// Returns the value of each column that needs a default and has one value in all rows.
    async fn read_only_values(
        &self,
        snapshot: &Snapshot,
    ) -> Result<BTreeMap<String, String>, StoreError> {
        let mut values = BTreeMap::new();
        for column in required_columns(snapshot) {
            let name = quoted(&column.name);
            let sql = format!(
                "SELECT CAST(MIN({name}) AS CHAR), CAST(MAX({name}) AS CHAR) FROM wpos_zoom_links"
            );
            let (least, greatest): (Option<String>, Option<String>) =
                self.db.fetch_one(Statement::new(sql)).await?;
            if let (Some(value), true) = (&least, least == greatest) {
                values.insert(column.name.clone(), value.clone());
            }
        }

        Ok(values)
    }

    /// Returns the length of the longest text of each column that an index needs and that has no limit.
    async fn read_longest(&self, snapshot: &Snapshot) -> Result<BTreeMap<String, i64>, StoreError> {
        let mut longest = BTreeMap::new();
        let columns = columns_to_index(snapshot).into_iter();
        for column in columns.filter(|column| column.is_unlimited()) {
            let sql = format!(
                "SELECT CAST(COALESCE(MAX(CHAR_LENGTH({})), 0) AS SIGNED) FROM wpos_zoom_links",
                quoted(&column.name)
            );
            let (length,): (i64,) = self.db.fetch_one(Statement::new(sql)).await?;
            longest.insert(column.name.clone(), length);
        }

        Ok(longest)
    }

    async fn count_shared_tokens(&self, snapshot: &Snapshot) -> Result<i64, StoreError> {
        let is_unique = snapshot
            .indexes_of(SESSIONS)
            .any(|index| index.is_unique && index.is_on("tracking_token"));
        if is_unique || snapshot.column(SESSIONS, "tracking_token").is_none() {
            return Ok(0);
        }

        let sql = Statement::new(
            "SELECT CAST(COALESCE(SUM(more), 0) AS SIGNED)
            FROM (
              SELECT COUNT(*) - 1 AS more
              FROM wpos_zoom_links
              WHERE tracking_token IS NOT NULL
              GROUP BY tracking_token
              HAVING COUNT(*) > 1) AS shared",
        );
        let (rows,): (i64,) = self.db.fetch_one(sql).await?;
        Ok(rows)
    }
}
