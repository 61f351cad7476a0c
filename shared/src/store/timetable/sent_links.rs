//! The links that are compared with the timetable.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{SentLink, SessionId, StudentId, TeacherId};
use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::stored_text::StoredText;
use crate::store::db::stored_time::StoredTime;
use crate::store::{Store, StoreError};

/// Links read at once.
const PAGE: i64 = 20_000;
/// Students that one statement is about.
const STUDENTS_AT_ONCE: usize = 100;
/// A link is opened at most this long after it was sent, also by rows of older systems.
const OPENED_WITHIN: TimeDelta = TimeDelta::days(7);

const COLUMNS: &str = "id, studentid, ustazid, sent_time, lesson_started_at, no_show";

#[derive(sqlx::FromRow)]
struct LinkRow {
    id: i64,
    studentid: Option<StoredInteger>,
    ustazid: Option<StoredText>,
    sent_time: Option<StoredTime>,
    lesson_started_at: Option<StoredTime>,
    no_show: Option<StoredText>,
}

impl LinkRow {
    /// Returns the link. `None`: it is not known when it was sent.
    fn into_link(self) -> Option<SentLink> {
        // Who waited alone was in no class.
        let class_began_at = self.lesson_started_at.filter(|_| self.no_show.is_none());

        Some(SentLink {
            session: SessionId(self.id),
            student: StudentId(StoredInteger::number(self.studentid)?),
            teacher: TeacherId(self.ustazid.unwrap_or_default().0),
            sent_at: self.sent_time?.instant()?,
            class_began_at: class_began_at.and_then(StoredTime::instant),
        })
    }
}

impl Store {
    /// Lists the links that were sent from one instant to another.
    pub async fn list_links_sent(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<SentLink>, StoreError> {
        let mut links = Vec::new();
        let mut after = 0;

        // In the order of ids, so that each page goes on where the one before ended, whatever is sent meanwhile.
        loop {
            let sql = select_sent(from, until, after);
            let rows: Vec<LinkRow> = self.db.fetch_all(sql.repeatable()).await?;
            let is_last = i64::try_from(rows.len()).is_ok_and(|count| count < PAGE);
            after = rows.last().map_or(after, |row| row.id);

            links.extend(rows.into_iter().filter_map(LinkRow::into_link));
            if is_last {
                return Ok(links);
            }
        }
    }

    /// Lists the links that were sent to students, to each within the given span.
    pub async fn list_links_sent_to(
        &self,
        spans: &[(StudentId, DateTime<Utc>, DateTime<Utc>)],
    ) -> Result<Vec<SentLink>, StoreError> {
        let mut links = Vec::new();

        for spans in spans.chunks(STUDENTS_AT_ONCE) {
            let mut sql = Statement::new(format!("SELECT {COLUMNS} FROM wpos_zoom_links WHERE "));
            for (number, (student, from, until)) in spans.iter().enumerate() {
                sql.push(if number == 0 { "" } else { " OR " })
                    .push("(studentid = ")
                    .value(*student)
                    .push(" AND sent_time >= ")
                    .value(*from)
                    .push(" AND sent_time < ")
                    .value(*until)
                    .push(")");
            }
            sql.push(" LIMIT ").value(PAGE);

            let rows: Vec<LinkRow> = self.db.fetch_all(sql.repeatable()).await?;
            links.extend(rows.into_iter().filter_map(LinkRow::into_link));
        }

        Ok(links)
    }
}

/// Reads a page of links along the two indexes of a session's time: of those that were opened, and of the others.
fn select_sent(from: DateTime<Utc>, until: DateTime<Utc>, after: i64) -> Statement {
    Statement::new(format!(
        "SELECT {COLUMNS} FROM (
            SELECT {COLUMNS} FROM wpos_zoom_links
            WHERE clicked_at >= ? AND clicked_at < ? AND sent_time >= ? AND sent_time < ? AND id > ?
            UNION ALL
            SELECT {COLUMNS} FROM wpos_zoom_links
            WHERE clicked_at IS NULL AND sent_time >= ? AND sent_time < ? AND id > ?
        ) AS links
        ORDER BY id
        LIMIT ?"
    ))
    .bind(from)
    .bind(until + OPENED_WITHIN)
    .bind(from)
    .bind(until)
    .bind(after)
    .bind(from)
    .bind(until)
    .bind(after)
    .bind(PAGE)
}
