//! Lessons that are over, of which Zoom told nothing, and about which it was not asked.

use chrono::{DateTime, Utc};

use crate::domain::SessionId;
use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::stored_text::StoredText;
use crate::store::rules::{ClockColumn, IS_SENT, is_measured_by_pages};
use crate::store::{Store, StoreError};

impl Store {
    /// Lists the sessions, with the numbers of their meetings, of which neither an event nor an answer of Zoom's told, the
    /// oldest first: those that are over by their pages, and those whose links were sent before `unopened_before` and never
    /// opened. Only links that were sent since `since` are looked at.
    pub(crate) async fn list_unheard_lessons(
        &self,
        since: DateTime<Utc>,
        unopened_before: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<(SessionId, String)>, StoreError> {
        let dialect = self.dialect();
        let sent = ClockColumn::SentTime;
        let mut sql =
            Statement::new("SELECT z.id, z.zoom_meeting_id FROM wpos_zoom_links z WHERE ");
        sql.append(sent.since(dialect, "z.", since))
            .push(&format!(
                " AND z.zoom_meeting_id IS NOT NULL
                AND (({}) OR ({IS_SENT} AND ",
                is_measured_by_pages()
            ))
            .append(sent.before(dialect, "z.", unopened_before))
            .push(
                "))
                AND NOT EXISTS (SELECT 1 FROM zoom_list_questions q WHERE q.session_id = z.id)
            ORDER BY sent_time, z.id
            LIMIT ",
            )
            .value(limit);
        let rows: Vec<(StoredInteger, StoredText)> = self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .map(|(id, meeting)| (SessionId(id.0), meeting.0))
            .collect())
    }
}
