//! The admin's list of sessions, newest first, page by page.
//!
//! A session's time is its first join, or, while nobody opened it, when it was sent. These are two columns,
//! so a page merges two ordered reads, each along its own index.

use std::cmp::Reverse;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::row::{SessionRow, column, session_columns};
use super::statement::{Statement, Value};
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

/// One of the two reads that make a page.
#[derive(Clone, Copy)]
enum Half {
    Opened,
    NotOpened,
}

impl Half {
    fn time(self) -> &'static str {
        match self {
            Self::Opened => "clicked_at",
            Self::NotOpened => "sent_time",
        }
    }
}

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
        let mut rows = Vec::new();
        for half in [Half::Opened, Half::NotOpened] {
            let Some(sql) = page(filter, half, cursor, limit, now, rules) else { continue };
            let half: Vec<SessionRow> = on!(&self.db, pool => sql.query_as().fetch_all(pool).await?);
            rows.extend(half);
        }
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

/// The statement for one half of a page; `None` when the filter leaves nothing of it.
fn page(
    filter: &Filter,
    half: Half,
    cursor: Option<Cursor>,
    limit: usize,
    now: DateTime<Utc>,
    rules: &Rules,
) -> Option<Statement> {
    let mut sql = Statement::new(concat!("SELECT ", session_columns!(), " FROM wpos_zoom_links WHERE "));
    let time = half.time();
    match half {
        Half::Opened if filter.status == Some(Status::Sent) => return None,
        Half::Opened => sql.push("clicked_at IS NOT NULL"),
        Half::NotOpened => sql.push("clicked_at IS NULL"),
    };
    push_who(&mut sql, filter);
    push_status(&mut sql, filter.status, now, rules);
    push_time(&mut sql, time, filter);
    if let Some(cursor) = cursor {
        // Written so that both servers read it as a range; they do not for (time, id) < (?, ?).
        let at = column(cursor.time);
        sql.push(" AND ").push(time).push(" <= ").value(at);
        sql.push(" AND (").push(time).push(" < ").value(at).push(" OR id < ").value(cursor.id).push(")");
    }
    sql.push(" ORDER BY ").push(time).push(" DESC, id DESC LIMIT ");
    // One more than asked tells whether there is a next page.
    sql.value(i64::try_from(limit + 1).unwrap_or(i64::MAX));
    Some(sql)
}

pub(super) fn push_who(sql: &mut Statement, filter: &Filter) {
    if let Some(teacher) = &filter.teacher {
        sql.push(" AND ustazid = ").value(teacher.0.as_str());
    }
    if let Some(student) = filter.student {
        sql.push(" AND studentid = ").value(student.0);
    }
    if let Some((students, teachers)) = &filter.people {
        // An empty list matches nothing: NULL is equal to no id.
        sql.push(" AND (studentid IN ").list(students.iter().map(|id| id.0.into()), 50);
        sql.push(" OR ustazid IN ").list(teachers.iter().map(|id| Value::from(id.0.as_str())), 50).push(")");
    }
}

fn push_time(sql: &mut Statement, time: &str, filter: &Filter) {
    if let Some(from) = filter.from {
        sql.push(" AND ").push(time).push(" >= ").value(column(from));
    }
    if let Some(until) = filter.until {
        sql.push(" AND ").push(time).push(" < ").value(column(until));
    }
}

/// The session's time lies in the filter's range, for statements over both halves at once.
pub(super) fn push_either_time(sql: &mut Statement, filter: &Filter) {
    if filter.from.is_none() && filter.until.is_none() {
        return;
    }
    sql.push(" AND ((clicked_at IS NOT NULL");
    push_time(sql, "clicked_at", filter);
    sql.push(") OR (clicked_at IS NULL");
    push_time(sql, "sent_time", filter);
    sql.push("))");
}

/// A status as settled now: a session silent for longer than the idle timeout counts as timed out before
/// the sweep has come by.
pub(super) fn push_status(sql: &mut Statement, status: Option<Status>, now: DateTime<Utc>, rules: &Rules) {
    let cutoff = column(now - rules.idle_timeout);
    let open = "COALESCE(session_status, 'active') = 'active' AND clicked_at IS NOT NULL AND COALESCE(last_activity_at, clicked_at)";
    match status {
        None => {}
        Some(Status::Sent) => {
            sql.push(" AND clicked_at IS NULL AND COALESCE(session_status, 'active') = 'active'");
        }
        Some(Status::Active) => {
            sql.push(" AND ").push(open).push(" >= ").value(cutoff);
        }
        Some(Status::Ended) => {
            sql.push(" AND session_status = 'ended'");
        }
        Some(Status::Timeout) => {
            sql.push(" AND (session_status = 'timeout' OR (").push(open).push(" < ").value(cutoff).push("))");
        }
    }
}
