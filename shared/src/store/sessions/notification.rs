//! What became of a session's message: the columns `notification_status` and `notified_at`.

use chrono::{DateTime, Utc};

use crate::domain::{NotificationStatus, SessionId};
use crate::store::db::statement::Statement;
use crate::store::{Store, StoreError};

impl Store {
    /// Records what became of a session's message, once: a message that is no longer on its way as `pending` says stays
    /// as it is. Returns the rows changed.
    pub async fn record_notification(
        &self,
        id: SessionId,
        pending: &NotificationStatus,
        status: &NotificationStatus,
        at: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let sql = Statement::new(
            "UPDATE wpos_zoom_links
            SET notification_status = ?, notified_at = ?
            WHERE id = ? AND notification_status = ?",
        );
        let sql = sql
            .bind(status.to_stored().as_str())
            .bind(at)
            .bind(id)
            .bind(pending.to_stored().as_str());

        // A second try finds the message no longer pending and changes nothing.
        self.db.execute(sql.repeatable()).await
    }

    /// Records that a session's message is on its way again, if it still has this status. Returns the rows changed.
    pub async fn record_sending_again(
        &self,
        id: SessionId,
        status: &NotificationStatus,
        pending: &NotificationStatus,
    ) -> Result<u64, StoreError> {
        let sql = Statement::new(
            "UPDATE wpos_zoom_links
            SET notification_status = ?, notified_at = NULL
            WHERE id = ? AND notification_status = ?",
        );
        let sql = sql
            .bind(pending.to_stored().as_str())
            .bind(id)
            .bind(status.to_stored().as_str());

        // Not repeatable: after a lost answer nobody knows whose change it was, and the message is not sent.
        self.db.execute(sql).await
    }
}

/// Reads `notification_status`. Rows of older systems tell nothing.
pub(crate) fn read_notification(stored: Option<&str>) -> Option<NotificationStatus> {
    stored.and_then(NotificationStatus::from_stored)
}
