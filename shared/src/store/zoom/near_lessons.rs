//! Lessons among which somebody looks for the one that a report is about.

use chrono::{DateTime, Utc};

use crate::domain::{SessionId, StudentId, TeacherId};
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::stored_text::StoredText;
use crate::store::db::stored_time::StoredTime;
use crate::store::rules::ClockColumn;
use crate::store::{Store, StoreError};

/// More lessons than anybody looks through.
const MAX_LESSONS: i64 = 500;

/// A lesson, as far as it helps to recognise it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearLesson {
    /// The session.
    pub session: SessionId,
    /// Its student.
    pub student: StudentId,
    /// Its teacher.
    pub teacher: TeacherId,
    /// The meeting's number; `None`: its link has none.
    pub meeting: Option<String>,
    /// When its link was opened, or, if it never was, sent.
    pub at: DateTime<Utc>,
}

impl Store {
    /// Lists lessons of a meeting whose links were sent within that time.
    pub async fn list_lessons_of_meeting(
        &self,
        meeting: &str,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<NearLesson>, StoreError> {
        let dialect = self.dialect();
        let sent = ClockColumn::SentTime;
        let mut sql = select_lessons(dialect, "WHERE zoom_meeting_id = ");
        sql.value(meeting)
            .push(" AND ")
            .append(sent.since(dialect, "", from))
            .push(" AND ")
            .append(sent.until(dialect, "", to));
        self.read_lessons(sql).await
    }

    /// Lists lessons of other meetings, and of none that is known, whose links were opened, or, if they never were, sent within that time.
    pub async fn list_lessons_of_other_meetings(
        &self,
        meeting: &str,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<NearLesson>, StoreError> {
        let dialect = self.dialect();
        let (opened, sent) = (ClockColumn::ClickedAt, ClockColumn::SentTime);
        let mut sql = select_lessons(dialect, "WHERE (zoom_meeting_id <> ");
        sql.value(meeting)
            .push(" OR zoom_meeting_id IS NULL) AND (")
            .append(opened.since(dialect, "", from))
            .push(" AND ")
            .append(opened.until(dialect, "", to))
            .push(" OR clicked_at IS NULL AND ")
            .append(sent.since(dialect, "", from))
            .push(" AND ")
            .append(sent.until(dialect, "", to))
            .push(")");
        self.read_lessons(sql).await
    }

    async fn read_lessons(&self, mut sql: Statement) -> Result<Vec<NearLesson>, StoreError> {
        sql.push(" ORDER BY id DESC LIMIT ").value(MAX_LESSONS);
        let rows: Vec<LessonRow> = self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .filter_map(LessonRow::into_lesson)
            .collect())
    }
}

#[derive(sqlx::FromRow)]
struct LessonRow {
    id: StoredInteger,
    studentid: Option<StoredInteger>,
    ustazid: Option<StoredText>,
    zoom_meeting_id: Option<StoredText>,
    at: StoredTime,
}

impl LessonRow {
    fn into_lesson(self) -> Option<NearLesson> {
        Some(NearLesson {
            session: SessionId(self.id.0),
            student: StudentId(StoredInteger::number(self.studentid).unwrap_or_default()),
            teacher: TeacherId(self.ustazid.unwrap_or_default().0),
            meeting: self.zoom_meeting_id.map(|meeting| meeting.0),
            at: self.at.instant()?,
        })
    }
}

fn select_lessons(dialect: Dialect, condition: &str) -> Statement {
    let opened_at = ClockColumn::ClickedAt.instant(dialect, "");
    let sent_at = ClockColumn::SentTime.instant(dialect, "");
    Statement::new(format!(
        "SELECT id, studentid, ustazid, zoom_meeting_id, COALESCE({opened_at}, {sent_at}) AS at
        FROM wpos_zoom_links
        {condition}"
    ))
}
