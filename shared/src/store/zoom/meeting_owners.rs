//! Whose a meeting is at Zoom. A number is of one account and one host for good, so the newest word counts for all runs.

use crate::domain::MeetingOwner;
use crate::store::db::statement::Statement;
use crate::store::{Store, StoreError};

impl Store {
    /// Finds whose a meeting is, as far as anything was ever heard of it.
    pub(crate) async fn find_meeting_owner(
        &self,
        meeting: &str,
    ) -> Result<MeetingOwner, StoreError> {
        // Two look-ups, because a report names the host and no account.
        let sql = Statement::new(
            "SELECT
            (SELECT account_id FROM zoom_events
                WHERE meeting_id = ? AND account_id <> ''
                ORDER BY event_at DESC, id DESC LIMIT 1),
            (SELECT host_id FROM zoom_events
                WHERE meeting_id = ? AND host_id IS NOT NULL
                ORDER BY event_at DESC, id DESC LIMIT 1)",
        );
        let row: Option<(Option<String>, Option<String>)> = self
            .db
            .fetch_optional(sql.bind(meeting).bind(meeting))
            .await?;
        let (account, host) = row.unwrap_or_default();

        Ok(MeetingOwner {
            account,
            user: host.and_then(|host| host.strip_prefix("u:").map(str::to_owned)),
        })
    }
}
