//! Reading sessions by their keys.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::domain::{Session, SessionId, TrackingToken};
use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::stored_text::StoredText;
use crate::store::rules::ClockColumn;
use crate::store::sessions::row::{SessionRow, select_sessions};
use crate::store::{Store, StoreError};

/// Tokens of one page are looked up in lists of a multiple of this length, so that there are few statements.
const TOKENS_STEP: usize = 50;
/// More sessions than one meeting's room has within the time asked for.
const MAX_SESSIONS: i64 = 200;

impl Store {
    /// Returns the session of a tracking token.
    pub async fn find_session_by_token(
        &self,
        token: &TrackingToken,
    ) -> Result<Option<Session>, StoreError> {
        let sql = select_sessions(self.dialect(), "WHERE tracking_token = ?").bind(token);
        let row: Option<SessionRow> = self.db.fetch_optional(sql.repeatable()).await?;

        Ok(row.map(SessionRow::into_session))
    }

    /// Returns the session of a row, without the names that a list shows beside it.
    pub(crate) async fn find_session_by_id(
        &self,
        id: SessionId,
    ) -> Result<Option<Session>, StoreError> {
        let sql = select_sessions(self.dialect(), "WHERE id = ?").bind(id);
        let row: Option<SessionRow> = self.db.fetch_optional(sql).await?;

        Ok(row.map(SessionRow::into_session))
    }

    /// Returns the number of the meeting that a session's link leads to.
    pub(crate) async fn find_meeting_of(
        &self,
        id: SessionId,
    ) -> Result<Option<String>, StoreError> {
        let sql = Statement::new("SELECT zoom_meeting_id FROM wpos_zoom_links WHERE id = ?");
        let row: Option<(Option<StoredText>,)> = self.db.fetch_optional(sql.bind(id)).await?;

        Ok(row.and_then(|(meeting,)| meeting).map(|meeting| meeting.0))
    }

    /// Lists the sessions whose links lead to a meeting and were sent at or after `since`, in the order of sending.
    pub async fn list_sessions_of_meeting(
        &self,
        meeting: &str,
        since: DateTime<Utc>,
    ) -> Result<Vec<Session>, StoreError> {
        let dialect = self.dialect();
        let mut sql = select_sessions(dialect, "WHERE zoom_meeting_id = ");
        sql.value(meeting)
            .push(" AND ")
            .append(ClockColumn::SentTime.since(dialect, "", since))
            .push(" ORDER BY sent_time, id LIMIT ")
            .value(MAX_SESSIONS);
        let rows: Vec<SessionRow> = self.db.fetch_all(sql).await?;

        Ok(rows.into_iter().map(SessionRow::into_session).collect())
    }

    /// Returns the tokens of these sessions. They are no part of a session, so that code which shows or logs a session
    /// cannot give its token away. Rows of older systems may have no token of our form.
    pub async fn tracking_tokens(
        &self,
        ids: &[SessionId],
    ) -> Result<HashMap<SessionId, TrackingToken>, StoreError> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }

        let mut sql = Statement::new("SELECT id, tracking_token FROM wpos_zoom_links WHERE id IN ");
        sql.list(ids.iter().copied(), TOKENS_STEP);
        let rows: Vec<(StoredInteger, Option<StoredText>)> = self.db.fetch_all(sql).await?;

        let mut tokens = HashMap::new();
        for (StoredInteger(id), stored) in rows {
            if let Some(token) = stored.and_then(|text| text.parse().ok()) {
                tokens.insert(SessionId(id), token);
            }
        }

        Ok(tokens)
    }
}
