//! What rows tell about the classes that a teacher reports.

use chrono::{DateTime, Utc};

use crate::domain::{EvidenceKind, NextClass, Session, SessionId};
use crate::store::db::statement::Statement;
use crate::store::db::stored_time::StoredTime;
use crate::store::rules::ClockColumn;
use crate::store::{Store, StoreError};

impl Store {
    /// Moves the last activity of the teacher's tab, while the class runs by the teacher's report.
    pub async fn record_teacher_seen(
        &self,
        id: SessionId,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        // The stored time only grows: requests that overtake each other, and a second try, do no harm.
        let sql = Statement::new(
            "UPDATE wpos_zoom_links
            SET teacher_seen_at = ?
            WHERE id = ? AND class_started_at IS NOT NULL AND class_ended_at IS NULL
              AND (teacher_seen_at IS NULL OR teacher_seen_at < ?)",
        );
        let sql = sql.bind(now).bind(id).bind(now);
        self.db.execute(sql.repeatable()).await?;

        Ok(())
    }

    /// Returns what is known of the first class that a session's teacher gave after `after`.
    pub async fn next_class(
        &self,
        session: &Session,
        after: DateTime<Utc>,
    ) -> Result<NextClass, StoreError> {
        let mut sql = Statement::new(
            "SELECT
            (SELECT MIN(class_started_at)
             FROM wpos_zoom_links
             WHERE ustazid = ? AND id <> ? AND class_started_at > ?),
            (SELECT MIN(e.event_at)
             FROM wpos_zoom_links z
             JOIN session_events e ON e.session_id = z.id
             WHERE z.ustazid = ? AND z.id <> ? AND ",
        )
        .bind(&session.teacher)
        .bind(session.id)
        .bind(after)
        .bind(&session.teacher)
        .bind(session.id);
        sql.append(ClockColumn::ClickedAt.after(self.dialect(), "z.", after))
            .push(" AND e.kind = ")
            .value(EvidenceKind::ZoomTapped.as_str())
            .push(")");
        let (started, tapped): (StoredTime, StoredTime) = self.db.fetch_one(sql).await?;

        Ok(NextClass {
            started_at: started.instant(),
            student_came_at: tapped.instant(),
        })
    }
}
