//! Lessons that Zoom did not report.

use chrono::{DateTime, Utc};

use crate::domain::{NEIGHBOUR_WINDOW, SILENT_LESSON_WINDOW, SessionId, WEBHOOK_RETRY_WINDOW};
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::stored_text::StoredText;
use crate::store::db::stored_time::StoredTime;
use crate::store::rules::{ClockColumn, is_measured_by_pages, was_told_of_by_zoom};
use crate::store::{Store, StoreError};

/// A lesson that Zoom did not report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SilentLesson {
    /// The session.
    pub id: SessionId,
    /// The number of its meeting.
    pub meeting: String,
    /// The time when its link was sent.
    pub sent_at: DateTime<Utc>,
    /// The id of its teacher.
    pub teacher: String,
    /// The time when the student opened the link.
    pub clicked_at: DateTime<Utc>,
}

impl Store {
    /// Lists lessons that have been over for two hours to five days and of which Zoom told nothing, though it told of
    /// the teacher's lessons before and after them. Also lists lessons that were reconciled with Zoom and went on
    /// after that.
    pub async fn list_silent_lessons(
        &self,
        now: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<SilentLesson>, StoreError> {
        let dialect = self.dialect();
        let opened = ClockColumn::ClickedAt;
        let opened_at = opened.instant(dialect, "z.");
        let mut sql = Statement::new(format!(
            "SELECT id, zoom_meeting_id, {}, ustazid, {}
            FROM wpos_zoom_links z
            WHERE ",
            ClockColumn::SentTime.select(dialect),
            opened.select(dialect)
        ));
        sql.append(opened.since(dialect, "z.", now - SILENT_LESSON_WINDOW))
            .push(&format!(
                " AND {}
              AND zoom_meeting_id IS NOT NULL AND sent_time IS NOT NULL
              AND (together_seconds IS NOT NULL OR ",
                is_measured_by_pages()
            ))
            // Zoom may still send an event of a younger lesson again, so its silence says nothing yet.
            .append(opened.before(dialect, "z.", now - WEBHOOK_RETRY_WINDOW))
            .push(&format!(
                " AND EXISTS (
                SELECT 1
                FROM zoom_accounts a
                WHERE a.teacher = z.ustazid
                  AND a.first_event_at < {opened_at} AND a.last_event_at > {opened_at}))
            ORDER BY z.clicked_at, id
            LIMIT "
            ))
            .value(limit);
        let rows: Vec<SilentRow> = self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .filter_map(SilentRow::into_lesson)
            .collect())
    }

    /// Tells whether Zoom told of the teacher's lesson before this one and of the one after it, both within a day:
    /// only then its silence about this one says something.
    pub async fn zoom_told_of_neighbours(&self, lesson: &SilentLesson) -> Result<bool, StoreError> {
        let dialect = self.dialect();
        for sql in [
            select_lesson_before(dialect, lesson),
            select_lesson_after(dialect, lesson),
        ] {
            let was_told_of: Option<(i64,)> = self.db.fetch_optional(sql).await?;
            if was_told_of != Some((1,)) {
                return Ok(false);
            }
        }

        Ok(true)
    }
}

#[derive(sqlx::FromRow)]
struct SilentRow {
    id: StoredInteger,
    zoom_meeting_id: StoredText,
    sent_time: StoredTime,
    ustazid: StoredText,
    clicked_at: StoredTime,
}

impl SilentRow {
    fn into_lesson(self) -> Option<SilentLesson> {
        Some(SilentLesson {
            id: SessionId(self.id.0),
            meeting: self.zoom_meeting_id.0,
            sent_at: self.sent_time.instant()?,
            teacher: self.ustazid.0,
            clicked_at: self.clicked_at.instant()?,
        })
    }
}

fn select_lesson_before(dialect: Dialect, lesson: &SilentLesson) -> Statement {
    let at = lesson.clicked_at;
    let mut sql = select_lessons_of_teacher(lesson);
    sql.push(" AND ")
        .append(ClockColumn::ClickedAt.since(dialect, "", at - NEIGHBOUR_WINDOW))
        .push(" AND ")
        .append(ClockColumn::ClickedAt.until(dialect, "", at))
        .push(" ORDER BY clicked_at DESC LIMIT 1");

    sql
}

fn select_lesson_after(dialect: Dialect, lesson: &SilentLesson) -> Statement {
    let at = lesson.clicked_at;
    let mut sql = select_lessons_of_teacher(lesson);
    sql.push(" AND ")
        .append(ClockColumn::ClickedAt.after(dialect, "", at))
        .push(" AND ")
        .append(ClockColumn::ClickedAt.until(dialect, "", at + NEIGHBOUR_WINDOW))
        .push(" ORDER BY clicked_at LIMIT 1");

    sql
}

/// Reads of other lessons of the same teacher whether Zoom told of them, 1 or 0; conditions follow.
fn select_lessons_of_teacher(lesson: &SilentLesson) -> Statement {
    let sql = Statement::new(format!(
        "SELECT CASE WHEN {} THEN 1 ELSE 0 END
        FROM wpos_zoom_links
        WHERE ustazid = ? AND id <> ?",
        was_told_of_by_zoom()
    ));

    sql.bind(lesson.teacher.as_str()).bind(lesson.id)
}
