//! What became of a session's message: the columns `notification_status` and `notified_at`.

use chrono::{DateTime, Utc};

use crate::domain::{Cause, NotificationStatus, SessionId};
use crate::store::db::statement::Statement;
use crate::store::{Store, StoreError};

impl Store {
    /// Records what became of a session's message, once: a message that is no longer pending stays as it is. Returns
    /// the rows changed.
    pub async fn record_notification(
        &self,
        id: SessionId,
        status: NotificationStatus,
        at: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let sql = Statement::new(
            "UPDATE wpos_zoom_links
            SET notification_status = ?, notified_at = ?
            WHERE id = ? AND notification_status = ?",
        );
        let sql = sql
            .bind(status.as_str())
            .bind(at)
            .bind(id)
            .bind(NotificationStatus::Pending.as_str());

        self.db.execute(sql.repeatable()).await
    }
}

/// Reads `notification_status`. Rows of older systems tell nothing; a name that this version does not know stands for
/// an unknown failure.
pub(crate) fn read_notification(stored: Option<&str>) -> Option<NotificationStatus> {
    let name = stored.filter(|name| !name.is_empty())?;
    let unknown = NotificationStatus::Failed(Cause::Unknown);

    Some(NotificationStatus::from_stored(name).unwrap_or(unknown))
}
