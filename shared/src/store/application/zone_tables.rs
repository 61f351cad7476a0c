//! The time zones as the database itself knows them. This system never asks it for one; other programs may.

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::stored_time::StoredTime;
use crate::store::{Db, Store, StoreError};

impl Store {
    /// Returns for each zone and instant by how much its clock is ahead of Coordinated Universal Time, by the
    /// database's own tables. `None`: it does not know the zone.
    pub async fn read_zone_tables(
        &self,
        asked: &[(&str, DateTime<Utc>)],
    ) -> Result<Vec<Option<TimeDelta>>, StoreError> {
        let mut answers = vec![None; asked.len()];
        match self.db {
            Db::MySql(_) => {}
            // It has no time zones.
            #[cfg(feature = "sqlite")]
            Db::Sqlite(_) => return Ok(answers),
        }

        let mut sql = Statement::new("");
        for (number, (zone, at)) in (0_i64..).zip(asked) {
            sql.push(if number == 0 {
                "SELECT "
            } else {
                " UNION ALL SELECT "
            })
            .value(number)
            .push(", CONVERT_TZ(")
            .value(*at)
            .push(", '+00:00', ")
            .value(*zone)
            .push(")");
        }
        let rows: Vec<(StoredInteger, StoredTime)> = self.db.fetch_all(sql).await?;

        for (StoredInteger(number), shown) in rows {
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            if let (Some((_, at)), Some(shown)) = (asked.get(number), shown.instant()) {
                answers[number] = Some(shown - *at);
            }
        }

        Ok(answers)
    }
}
