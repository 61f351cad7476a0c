//! Lessons of which nobody knows who their host was, where an administrator could say it (`zoom_host_questions`).

use chrono::{DateTime, Utc};

use crate::domain::{SessionId, TeacherId};
use crate::store::db::statement::Statement;
use crate::store::db::stored_time::StoredTime;
use crate::store::rules::ClockColumn;
use crate::store::{Store, StoreError};

/// A lesson whose host is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostQuestion {
    /// The lesson.
    pub session: SessionId,
    /// The number of its meeting.
    pub meeting: String,
}

/// Lessons of one meeting, or meetings of one teacher, that are asked about at once, at most.
const MAX_AT_ONCE: i64 = 500;

impl Store {
    /// Counts the lessons that have been asked about since then.
    pub async fn count_host_questions(&self, since: DateTime<Utc>) -> Result<i64, StoreError> {
        let sql = Statement::new("SELECT COUNT(*) FROM zoom_host_questions WHERE asked_at >= ?");
        let row: Option<(i64,)> = self.db.fetch_optional(sql.bind(since)).await?;

        Ok(row.map_or(0, |(count,)| count))
    }

    /// Lists lessons that have been asked about since then, the newest first.
    pub async fn list_host_questions(
        &self,
        since: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<HostQuestion>, StoreError> {
        let sql = Statement::new(
            "SELECT session_id, meeting_id
            FROM zoom_host_questions
            WHERE asked_at >= ?
            ORDER BY asked_at DESC, session_id DESC
            LIMIT ?",
        );
        let sql = sql.bind(since).bind(limit);
        let rows: Vec<(i64, String)> = self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .map(|(session, meeting)| HostQuestion {
                session: SessionId(session),
                meeting,
            })
            .collect())
    }

    /// Lists the lessons of a meeting that are asked about.
    pub(crate) async fn list_host_questions_of(
        &self,
        meeting: &str,
    ) -> Result<Vec<SessionId>, StoreError> {
        let sql = Statement::new(
            "SELECT session_id FROM zoom_host_questions WHERE meeting_id = ? LIMIT ?",
        );
        let sql = sql.bind(meeting).bind(MAX_AT_ONCE);
        let rows: Vec<(i64,)> = self.db.fetch_all(sql).await?;

        Ok(rows.into_iter().map(|(id,)| SessionId(id)).collect())
    }

    /// Lists the meetings with lessons of a teacher that are asked about, each with the time when its oldest link was
    /// sent.
    pub(crate) async fn list_meetings_in_question(
        &self,
        teacher: &TeacherId,
    ) -> Result<Vec<(String, DateTime<Utc>)>, StoreError> {
        let sql = Statement::new(format!(
            "SELECT q.meeting_id, MIN({})
            FROM zoom_host_questions q
            JOIN wpos_zoom_links z ON z.id = q.session_id
            WHERE z.ustazid = ? AND z.sent_time IS NOT NULL
            GROUP BY q.meeting_id
            LIMIT ?",
            ClockColumn::SentTime.instant(self.dialect(), "z.")
        ));
        let sql = sql.bind(teacher).bind(MAX_AT_ONCE);
        let rows: Vec<(String, StoredTime)> = self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .filter_map(|(meeting, sent_at)| Some((meeting, sent_at.instant()?)))
            .collect())
    }

    /// Records that the host of a lesson is not known, once.
    pub(crate) async fn record_host_question(
        &self,
        question: &HostQuestion,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = Statement::new(format!(
            "{}zoom_host_questions (session_id, meeting_id, asked_at) VALUES (?, ?, ?)",
            self.dialect().insert_ignore
        ));
        let sql = sql
            .bind(question.session)
            .bind(question.meeting.as_str())
            .bind(now);

        self.db.execute(sql.repeatable()).await?;
        Ok(())
    }

    /// Removes a question that has no answer to wait for any more.
    pub(crate) async fn delete_host_question(&self, session: SessionId) -> Result<(), StoreError> {
        let sql = Statement::new("DELETE FROM zoom_host_questions WHERE session_id = ?");

        self.db.execute(sql.bind(session).repeatable()).await?;
        Ok(())
    }
}
