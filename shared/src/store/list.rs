//! The admin's list of sessions, newest first, page by page.
//!
//! A session's time is its first join, or, while nobody opened it, when it was sent. These are two columns,
//! so a page merges ordered reads, each along its own index.

use std::cmp::Reverse;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::row::{SessionRow, column, session_columns};
use super::statement::Statement;
use super::who::Who;
use super::{Store, StoreError, on};
use crate::domain::{Rules, Session, Status, StudentId, TeacherId};

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
    pub notification: Option<String>,
}

/// Where the next page begins: behind the session with this time and id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    time: DateTime<Utc>,
    id: i64,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.time.timestamp(), self.id)
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (time, id) = text.split_once('-').ok_or(())?;
        let time = time.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0)).ok_or(())?;
        Ok(Self { time, id: id.parse().map_err(|_| ())? })
    }
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
            Self::Open { alive } => sql
                .push(OPEN)
                .push(" AND COALESCE(last_activity_at, clicked_at)")
                .push(if alive { " >= " } else { " < " })
                .value(column(now - rules.idle_timeout)),
            Self::NotOpened => sql.push("clicked_at IS NULL"),
            Self::NotOpenedAs(status) => {
                sql.push("clicked_at IS NULL AND session_status = '").push(status).push("'")
            }
        };
    }
}

/// Opened and not known to be over: as many as there are lessons now, and what no sweep has closed yet.
pub(super) const OPEN: &str = "session_status = 'active' AND clicked_at IS NOT NULL";

impl Listed {
    fn cursor(&self) -> Cursor {
        let opened = self.session.presence().map(|presence| presence.clicked_at);
        Cursor { time: opened.or(self.session.sent_at).unwrap_or_default(), id: self.session.id.0 }
    }
}

impl Store {
    /// Returns at most `limit` sessions behind `cursor`, newest first, and the cursor of the next page.
    pub async fn list_sessions(
        &self,
        filter: &Filter,
        cursor: Option<Cursor>,
        limit: usize,
        now: DateTime<Utc>,
        rules: &Rules,
    ) -> Result<(Vec<Listed>, Option<Cursor>), StoreError> {
        let mut sql = Statement::default();
        let readers = Who::readers(filter);
        let parts = reads(filter.status).iter().flat_map(|read| readers.iter().map(move |who| (read, who)));
        for (number, (read, who)) in parts.enumerate() {
            sql.push(if number == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" });
            sql.push(concat!("SELECT ", session_columns!(), " FROM wpos_zoom_links WHERE "));
            read.push_condition(&mut sql, now, rules);
            who.push(&mut sql, filter);
            push_page(&mut sql, filter, read.time(), cursor, limit);
            sql.push(") AS part_").push(&number.to_string());
        }
        let rows: Vec<SessionRow> = if readers.is_empty() {
            Vec::new()
        } else {
            on!(&self.db, connection => sql.query_as().fetch_all(connection).await)?
        };
        let mut listed = self.with_names(rows).await?;
        listed.sort_by_key(|one| Reverse((one.cursor().time, one.cursor().id)));
        let more = listed.len() > limit;
        listed.truncate(limit);
        let next = listed.last().filter(|_| more).map(Listed::cursor);
        Ok((listed, next))
    }

    /// Adds names by two more reads: a join would count a session twice where the school has a teacher twice.
    pub(super) async fn with_names(&self, rows: Vec<SessionRow>) -> Result<Vec<Listed>, StoreError> {
        let listed = |row: SessionRow| {
            let notification = row.notification_status.clone();
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

/// Sessions of which time, in which order, and how many.
fn push_page(sql: &mut Statement, filter: &Filter, time: &str, cursor: Option<Cursor>, limit: usize) {
    push_time(sql, time, filter.from, filter.until);
    if let Some(cursor) = cursor {
        // Written so that both servers read it as a range; they do not for (time, id) < (?, ?).
        let at = column(cursor.time);
        sql.push(" AND ").push(time).push(" <= ").value(at);
        sql.push(" AND (").push(time).push(" < ").value(at).push(" OR id < ").value(cursor.id).push(")");
    }
    sql.push(" ORDER BY ").push(time).push(" DESC, id DESC LIMIT ");
    // One more than asked tells whether there is a next page.
    sql.value(i64::try_from(limit + 1).unwrap_or(i64::MAX));
}

pub(super) fn push_time(
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
