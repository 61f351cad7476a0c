//! The links that are compared with the timetable.

use chrono::{DateTime, Utc};

use crate::domain::{LONGEST_LINK_VALID, SentLink, SessionId, StudentId, TeacherId};
use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::stored_text::StoredText;
use crate::store::db::stored_time::StoredTime;
use crate::store::db::value::Value;
use crate::store::rules::{ClockColumn, TimeColumn};
use crate::store::{Dialect, Store, StoreError};

/// Links read at once.
const PAGE: i64 = 20_000;
/// Students that one statement is about.
const STUDENTS_AT_ONCE: usize = 100;

/// Returns SQL for the columns of [`LinkRow`].
fn columns(dialect: Dialect) -> String {
    let sent_time = ClockColumn::SentTime.select(dialect);
    format!("id, studentid, ustazid, {sent_time}, lesson_started_at, no_show")
}

#[derive(sqlx::FromRow)]
struct LinkRow {
    id: StoredInteger,
    studentid: Option<StoredInteger>,
    ustazid: Option<StoredText>,
    sent_time: Option<StoredTime>,
    lesson_started_at: Option<StoredTime>,
    no_show: Option<StoredText>,
}

/// A link with the text of the column that it is read along.
#[derive(sqlx::FromRow)]
struct PlacedRow {
    #[sqlx(flatten)]
    row: LinkRow,
    place: String,
}

impl LinkRow {
    /// Returns the link. `None`: it is not known when it was sent.
    fn into_link(self) -> Option<SentLink> {
        // Who waited alone came to no class.
        let student_came_at = self.lesson_started_at.filter(|_| self.no_show.is_none());

        Some(SentLink {
            session: SessionId(self.id.0),
            student: StudentId(StoredInteger::number(self.studentid)?),
            teacher: TeacherId(self.ustazid.unwrap_or_default().0),
            sent_at: self.sent_time?.instant()?,
            student_came_at: student_came_at.and_then(StoredTime::instant),
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
        let (mut links, unopened) = tokio::try_join!(
            self.list_half(TimeColumn::ClickedAt, from, until),
            self.list_half(TimeColumn::SentTime, from, until)
        )?;

        links.extend(unopened);
        Ok(links)
    }

    /// Lists the opened links, or those that were not opened, page by page along the index of their time.
    async fn list_half(
        &self,
        half: TimeColumn,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<SentLink>, StoreError> {
        let mut links = Vec::new();
        let dialect = self.dialect();
        let (earliest, _) = half.column().clock(dialect).stored_around(from);
        let mut after = (Value::from(earliest), 0);

        loop {
            let sql = select_half(dialect, half, (from, until), after.clone());
            let rows: Vec<PlacedRow> = self.db.fetch_all(sql.repeatable()).await?;
            let is_last = i64::try_from(rows.len()).is_ok_and(|count| count < PAGE);
            if let Some(last) = rows.last() {
                after = (last.place.as_str().into(), last.row.id.0);
            }

            links.extend(rows.into_iter().filter_map(|row| row.row.into_link()));
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
            let dialect = self.dialect();
            let mut sql = Statement::new(format!(
                "SELECT {} FROM wpos_zoom_links WHERE ",
                columns(dialect)
            ));
            for (number, (student, from, until)) in spans.iter().enumerate() {
                sql.push(if number == 0 { "" } else { " OR " })
                    .push("(studentid = ")
                    .value(*student);
                TimeColumn::SentTime.push_within(&mut sql, dialect, (Some(*from), Some(*until)));
                sql.push(")");
            }
            sql.push(" LIMIT ").value(PAGE);

            let rows: Vec<LinkRow> = self.db.fetch_all(sql.repeatable()).await?;
            links.extend(rows.into_iter().filter_map(LinkRow::into_link));
        }

        Ok(links)
    }
}

/// Reads the next page of a half: what comes after a value of its column, and an id.
fn select_half(
    dialect: Dialect,
    half: TimeColumn,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    (value, id): (Value, i64),
) -> Statement {
    let (rows, column) = (half.rows(), half.stored());
    // The two conditions on the column are one range for the index.
    let mut sql = Statement::new(format!(
        "SELECT {}, CAST({column} AS CHAR) AS place
        FROM wpos_zoom_links
        WHERE {rows} AND {column} >= ? AND ({column} > ? OR id > ?)",
        columns(dialect)
    ))
    .bind(value.clone())
    .bind(value)
    .bind(id);

    half.push_within(&mut sql, dialect, (None, Some(until + LONGEST_LINK_VALID)));
    TimeColumn::SentTime.push_within(&mut sql, dialect, (Some(from), Some(until)));
    sql.push(&format!(" ORDER BY {column}, id LIMIT "))
        .value(PAGE);

    sql
}
