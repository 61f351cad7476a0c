//! Meetings that were created at Zoom, each for one lesson.

use chrono::{DateTime, Utc};

use crate::domain::{SessionId, StudentId, TeacherId};
use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::{Store, StoreError};

/// A meeting that was created for a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreatedMeeting {
    /// The meeting's number.
    pub meeting: String,
    /// The lesson; `None`: it was not stored.
    pub session: Option<SessionId>,
    /// Whose lesson it is.
    pub teacher: TeacherId,
    /// Zoom's id of the user who hosts it.
    pub zoom_user: String,
    /// Zoom's id of the student's registration.
    pub registrant: Option<String>,
}

/// A meeting to be recorded.
#[derive(Clone, Copy, Debug)]
pub struct NewCreatedMeeting<'a> {
    /// The key that travels with Zoom's events.
    pub key: &'a str,
    /// The meeting's number.
    pub meeting: &'a str,
    /// Whose lesson it is.
    pub teacher: &'a TeacherId,
    /// Zoom's id of the user who hosts it.
    pub zoom_user: &'a str,
    /// Zoom's id of the student's registration.
    pub registrant: Option<&'a str>,
}

/// Sessions are looked up in lists of a multiple of this length, so that there are few statements.
const SESSIONS_STEP: usize = 10;

type Row = (String, Option<i64>, String, String, Option<String>);

impl Store {
    /// Records a meeting that was created just now.
    pub async fn insert_created_meeting(
        &self,
        new: NewCreatedMeeting<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = Statement::new(format!(
            "{}zoom_created_meetings (lesson_key, meeting_id, teacher, zoom_user, registrant, created_at)
            VALUES (?, ?, ?, ?, ?, ?)",
            self.dialect().insert_ignore
        ));
        let sql = sql
            .bind(new.key)
            .bind(new.meeting)
            .bind(new.teacher)
            .bind(new.zoom_user)
            .bind(new.registrant)
            .bind(now);

        self.db.execute(sql.repeatable()).await?;
        Ok(())
    }

    /// Records which lesson a meeting was created for.
    pub async fn record_session_of_meeting(
        &self,
        key: &str,
        session: SessionId,
    ) -> Result<(), StoreError> {
        let sql = Statement::new(
            "UPDATE zoom_created_meetings
            SET session_id = ?
            WHERE lesson_key = ?",
        );
        self.db
            .execute(sql.bind(session).bind(key).repeatable())
            .await?;

        Ok(())
    }

    /// Finds a meeting by the key that travels with Zoom's events.
    pub async fn find_created_meeting(
        &self,
        key: &str,
    ) -> Result<Option<CreatedMeeting>, StoreError> {
        let sql = Statement::new(
            "SELECT meeting_id, session_id, teacher, zoom_user, registrant
            FROM zoom_created_meetings
            WHERE lesson_key = ?",
        );
        let row: Option<Row> = self.db.fetch_optional(sql.bind(key)).await?;

        Ok(row.map(read))
    }

    /// Lists the meetings that were created for these lessons.
    pub async fn list_created_meetings_of(
        &self,
        sessions: &[SessionId],
    ) -> Result<Vec<CreatedMeeting>, StoreError> {
        let mut sql = Statement::new(
            "SELECT meeting_id, session_id, teacher, zoom_user, registrant
            FROM zoom_created_meetings
            WHERE session_id IN ",
        );
        sql.list(sessions.iter().copied(), SESSIONS_STEP);
        let rows: Vec<Row> = self.db.fetch_all(sql).await?;

        Ok(rows.into_iter().map(read).collect())
    }

    /// Finds the newest lesson of this teacher and student whose meeting was created since then.
    pub async fn find_lesson_created_since(
        &self,
        teacher: &TeacherId,
        student: StudentId,
        since: DateTime<Utc>,
    ) -> Result<Option<SessionId>, StoreError> {
        let sql = Statement::new(
            "SELECT c.session_id
            FROM zoom_created_meetings c
            JOIN wpos_zoom_links z ON z.id = c.session_id
            WHERE c.teacher = ? AND c.created_at > ? AND z.studentid = ?
            ORDER BY c.created_at DESC, c.session_id DESC
            LIMIT 1",
        );
        let sql = sql.bind(teacher).bind(since).bind(student);
        let row: Option<(StoredInteger,)> = self.db.fetch_optional(sql).await?;

        Ok(row.map(|(StoredInteger(id),)| SessionId(id)))
    }
}

fn read((meeting, session, teacher, zoom_user, registrant): Row) -> CreatedMeeting {
    CreatedMeeting {
        meeting,
        session: session.map(SessionId),
        teacher: TeacherId(teacher),
        zoom_user,
        registrant,
    }
}
