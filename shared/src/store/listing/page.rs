//! The admin's list of sessions, page by page.
//!
//! A session's time is its first join, or, while nobody opened it, when it was sent. These are two columns,
//! so a page merges ordered reads, each along its own index.

use chrono::{DateTime, Utc};

use crate::domain::{Day, NotificationStatus, Rules, SchoolDays, Session, Status, StudentId, TeacherId};
use crate::store::db::statement::Statement;
use crate::store::listing::order::{Cursor, Order, Turn};
use crate::store::listing::people::Who;
use crate::store::sessions::row::{SessionRow, column, notification, session_columns};
use crate::store::{Store, StoreError, on};

/// Which sessions are meant.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Sessions of this teacher.
    pub teacher: Option<TeacherId>,
    /// Sessions of this student.
    pub student: Option<StudentId>,
    /// Sessions whose time is at or after this.
    pub from: Option<DateTime<Utc>>,
    /// Sessions whose time is before this.
    pub until: Option<DateTime<Utc>>,
    /// Sessions of this status, as settled now.
    pub status: Option<Status>,
    /// Sessions of any of these students or teachers (what a search found).
    pub people: Option<(Vec<StudentId>, Vec<TeacherId>)>,
}

impl Filter {
    /// The same filter for other days; an end that is missing is open.
    #[must_use]
    pub fn within(self, days: &SchoolDays, first: Option<Day>, last: Option<Day>) -> Self {
        Self { from: first.map(|day| days.start(day)), until: last.map(|day| days.end(day)), ..self }
    }
}

/// A session with what the list shows beside it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The session, not settled.
    pub session: Session,
    /// The student's name, if there is such a student.
    pub student_name: Option<String>,
    /// The teacher's name, if there is such a teacher.
    pub teacher_name: Option<String>,
    /// What became of the message; `None` for rows of older systems.
    pub notification: Option<NotificationStatus>,
}

/// One of the ordered reads that make a page, all in one statement.
#[derive(Clone, Copy)]
enum Read {
    /// Opened, whatever became of it.
    Opened,
    /// Opened, and stored with this status, over or not.
    OpenedAs(&'static str),
    /// Opened and not ended, with the last sign of life within the idle timeout, or not.
    Open { alive: bool },
    /// Not opened, whatever became of it.
    NotOpened,
    /// Not opened, and stored with this status.
    NotOpenedAs(&'static str),
}

/// The reads for a status as settled now: a session silent for longer than the idle timeout counts as timed
/// out before the sweep has come by. Each runs along an index in the list's own order.
fn reads(status: Option<Status>) -> &'static [Read] {
    match status {
        None => &[Read::Opened, Read::NotOpened],
        Some(Status::Sent) => &[Read::NotOpenedAs("active")],
        Some(Status::Active) => &[Read::Open { alive: true }],
        Some(Status::Ended) => &[Read::OpenedAs("ended"), Read::NotOpenedAs("ended")],
        Some(Status::Timeout) => {
            &[Read::OpenedAs("timeout"), Read::Open { alive: false }, Read::NotOpenedAs("timeout")]
        }
    }
}

impl Read {
    fn time(self) -> &'static str {
        match self {
            Self::Opened | Self::OpenedAs(_) | Self::Open { .. } => "clicked_at",
            Self::NotOpened | Self::NotOpenedAs(_) => "sent_time",
        }
    }

    fn push_condition(self, sql: &mut Statement, now: DateTime<Utc>, rules: &Rules) {
        match self {
            Self::Opened => sql.push("clicked_at IS NOT NULL"),
            Self::OpenedAs(status) => {
                sql.push("clicked_at IS NOT NULL AND session_status = '").push(status).push("'")
            }
            Self::Open { alive } => {
                sql.push(OPEN).push(if alive { " AND NOT (" } else { " AND " });
                push_silent(sql, now, rules);
                sql.push(if alive { ")" } else { "" })
            }
            Self::NotOpened => sql.push("clicked_at IS NULL"),
            // The deployed column may be NULL, and means its default then.
            Self::NotOpenedAs("active") => {
                sql.push("clicked_at IS NULL AND (session_status = 'active' OR session_status IS NULL)")
            }
            Self::NotOpenedAs(status) => {
                sql.push("clicked_at IS NULL AND session_status = '").push(status).push("'")
            }
        };
    }
}

/// Opened and not known to be over: as many as there are lessons now, and what no sweep has closed yet.
/// (The deployed column may be NULL, and means its default then.)
pub(crate) const OPEN: &str =
    "(session_status = 'active' OR session_status IS NULL) AND clicked_at IS NOT NULL";

/// A page of the list.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Its sessions, in the order asked for.
    pub sessions: Vec<Listed>,
    /// Turns to the page before, if there is one.
    pub previous: Option<Cursor>,
    /// Turns to the page behind, if there is one.
    pub next: Option<Cursor>,
}

#[derive(sqlx::FromRow)]
struct OrderedRow {
    #[sqlx(flatten)]
    row: SessionRow,
    /// What it is sorted by, as text.
    sort_text: Option<String>,
}

impl Store {
    /// Returns at most `limit` sessions in their order.
    pub async fn list_sessions(
        &self,
        filter: &Filter,
        order: Order,
        turn: Turn,
        limit: usize,
        now: DateTime<Utc>,
        rules: &Rules,
    ) -> Result<Page, StoreError> {
        let readers = Who::readers(filter);
        if readers.is_empty() {
            return Ok(Page::default());
        }
        // The page before is read backwards.
        let reading = if matches!(turn, Turn::Before(_)) { order.reversed() } else { order };
        let mut sql = Statement::new(concat!(
            "SELECT ",
            session_columns!(),
            ", CAST(sort_ AS CHAR) AS sort_text FROM ("
        ));
        let parts = reads(filter.status).iter().flat_map(|read| readers.iter().map(move |who| (read, who)));
        for (number, (read, who)) in parts.enumerate() {
            let key = order.sort.key(self.dialect(), read.time(), now, rules);
            sql.push(if number == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" });
            sql.push(concat!("SELECT ", session_columns!(stored), ", ")).append(key.clone());
            sql.push(" AS sort_ FROM wpos_zoom_links WHERE ");
            read.push_condition(&mut sql, now, rules);
            who.push(&mut sql, filter);
            push_time(&mut sql, read.time(), filter.from, filter.until);
            if let Turn::Behind(cursor) | Turn::Before(cursor) = &turn {
                cursor.push(&mut sql, &key, order.sort, reading.descending);
            }
            reading.push(&mut sql, limit);
            sql.push(") AS part_").push(&number.to_string());
        }
        sql.push(") AS parts");
        reading.push(&mut sql, limit);
        let rows: Vec<OrderedRow> = on!(&self.db, connection => sql.query_as().fetch_all(connection).await)?;
        self.page(rows, order, &turn, limit).await
    }

    /// Puts a page together from its rows, of which one more than asked tells that there is another page.
    async fn page(
        &self,
        mut rows: Vec<OrderedRow>,
        order: Order,
        turn: &Turn,
        limit: usize,
    ) -> Result<Page, StoreError> {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let backwards = matches!(turn, Turn::Before(_));
        if backwards {
            rows.reverse();
        }
        let keys: Vec<Option<String>> = rows.iter().map(|one| one.sort_text.clone()).collect();
        let sessions = self.with_names(rows.into_iter().map(|one| one.row).collect()).await?;
        let cursor = |session: Option<&Listed>, key: Option<&Option<String>>| {
            Some(Cursor::at(&session?.session, order.sort, key?.as_deref().unwrap_or_default()))
        };
        let (first, last) = (cursor(sessions.first(), keys.first()), cursor(sessions.last(), keys.last()));
        let (previous, next) = match turn {
            Turn::First => (None, last.filter(|_| more)),
            Turn::Behind(_) => (first, last.filter(|_| more)),
            Turn::Before(_) => (first.filter(|_| more), last),
        };
        Ok(Page { sessions, previous, next })
    }

    /// Adds names by two more reads: a join would count a session twice where the school has a teacher twice.
    pub(crate) async fn with_names(&self, rows: Vec<SessionRow>) -> Result<Vec<Listed>, StoreError> {
        let listed = |row: SessionRow| {
            let notification = notification(row.notification_status.as_deref());
            Ok(Listed { session: row.into_session()?, student_name: None, teacher_name: None, notification })
        };
        let mut all = rows.into_iter().map(listed).collect::<sqlx::Result<Vec<Listed>>>()?;
        if all.is_empty() {
            return Ok(all);
        }
        let mut students: Vec<StudentId> = all.iter().map(|one| one.session.student).collect();
        let mut teachers: Vec<String> = all.iter().map(|one| one.session.teacher.0.clone()).collect();
        students.sort_unstable();
        students.dedup();
        teachers.sort_unstable();
        teachers.dedup();
        let students = self.student_names(students).await?;
        let teachers = self.teacher_names(teachers.iter().map(String::as_str)).await?;
        for one in &mut all {
            one.student_name = students.get(&one.session.student.0).cloned();
            one.teacher_name = teachers.get(&one.session.teacher.0).cloned();
        }
        Ok(all)
    }
}

/// Silent for longer than the idle timeout, and not held open by Zoom's word.
pub(crate) fn push_silent(sql: &mut Statement, now: DateTime<Utc>, rules: &Rules) {
    sql.push("COALESCE(last_activity_at, clicked_at) < ").value(column(now - rules.idle_timeout));
    sql.push(" AND COALESCE(meeting_until, clicked_at) <= ").value(column(now));
}

pub(crate) fn push_time(
    sql: &mut Statement,
    time: &str,
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
) {
    if let Some(from) = from {
        sql.push(" AND ").push(time).push(" >= ").value(column(from));
    }
    if let Some(until) = until {
        sql.push(" AND ").push(time).push(" < ").value(column(until));
    }
}
