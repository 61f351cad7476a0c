//! The meetings in which lessons were to be held.

use chrono::{DateTime, Utc};

use crate::store::db::statement::Statement;
use crate::store::db::stored_text::StoredText;
use crate::store::rules::ClockColumn;
use crate::store::{Store, StoreError};

/// More meetings than a school has within two days.
const MAX_MEETINGS: i64 = 10_000;

impl Store {
    /// Lists the numbers of the meetings of which links were sent within that time.
    pub async fn list_meetings_of_lessons(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<String>, StoreError> {
        let dialect = self.dialect();
        let sent = ClockColumn::SentTime;
        let mut sql = Statement::new(
            "SELECT DISTINCT zoom_meeting_id
            FROM wpos_zoom_links
            WHERE ",
        );
        sql.append(sent.since(dialect, "", from))
            .push(" AND ")
            .append(sent.before(dialect, "", until))
            .push(
                " AND zoom_meeting_id IS NOT NULL
            ORDER BY zoom_meeting_id
            LIMIT ",
            )
            .value(MAX_MEETINGS);
        let rows: Vec<(StoredText,)> = self.db.fetch_all(sql).await?;

        Ok(rows.into_iter().map(|(meeting,)| meeting.0).collect())
    }
}
