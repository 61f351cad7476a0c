//! The admin's list of sessions, page by page.
//!
//! A session's time is its first join, or, while nobody opened it, when it was sent. These are two columns,
//! so a page merges ordered reads, each along its own index.

use chrono::{DateTime, Utc};

use crate::domain::{
    Day, NotificationStatus, PresenceParameters, SchoolCalendar, Session, Status, StudentId,
    TeacherId,
};
use crate::store::db::statement::Statement;
use crate::store::listing::order::{Cursor, PagePosition, SortOrder};
use crate::store::listing::people::PeopleScope;
use crate::store::rules::{IS_SENT, TimeColumn, is_active, is_timed_out};
use crate::store::sessions::row::{SessionRow, notification, session_columns};
use crate::store::{Store, StoreError, with_connection};

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
    pub fn within(self, days: &SchoolCalendar, first: Option<Day>, last: Option<Day>) -> Self {
        Self {
            from: first.map(|day| days.start(day)),
            until: last.map(|day| days.end(day)),
            ..self
        }
    }
}

/// A session with what the list shows beside it.
#[derive(Clone, Debug)]
pub struct SessionWithNames {
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
enum IndexedRead {
    /// Opened, whatever became of it.
    Opened,
    /// Opened, and stored with this status, over or not.
    OpenedAs(&'static str),
    /// Active now.
    Active,
    /// Open as it is stored, and timed out now.
    TimedOut,
    /// Not opened, whatever became of it.
    NotOpened,
    /// Not opened, and not over.
    Sent,
    /// Not opened, and stored with this status: rows of older systems.
    NotOpenedAs(&'static str),
}

/// The reads for a status as settled now: a session silent for longer than the idle timeout counts as timed
/// out before the sweep has come by. Each runs along an index in the list's own order.
fn reads(status: Option<Status>) -> &'static [IndexedRead] {
    match status {
        None => &[IndexedRead::Opened, IndexedRead::NotOpened],
        Some(Status::Sent) => &[IndexedRead::Sent],
        Some(Status::Active) => &[IndexedRead::Active],
        Some(Status::Ended) => &[
            IndexedRead::OpenedAs("ended"),
            IndexedRead::NotOpenedAs("ended"),
        ],
        Some(Status::Timeout) => &[
            IndexedRead::OpenedAs("timeout"),
            IndexedRead::TimedOut,
            IndexedRead::NotOpenedAs("timeout"),
        ],
    }
}

impl IndexedRead {
    fn time(self) -> TimeColumn {
        match self {
            Self::Opened | Self::OpenedAs(_) | Self::Active | Self::TimedOut => {
                TimeColumn::ClickedAt
            }
            Self::NotOpened | Self::NotOpenedAs(_) | Self::Sent => TimeColumn::SentTime,
        }
    }

    fn condition(self, now: DateTime<Utc>, rules: &PresenceParameters) -> Statement {
        match self {
            Self::Active => is_active(now, rules),
            Self::TimedOut => is_timed_out(now, rules),
            Self::Sent => Statement::new(IS_SENT),
            Self::Opened | Self::NotOpened => Statement::new(self.time().rows()),
            Self::OpenedAs(status) | Self::NotOpenedAs(status) => {
                let mut sql = Statement::new(self.time().rows());
                sql.push(" AND session_status = '").push(status).push("'");
                sql
            }
        }
    }
}

/// A page of the list.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Its sessions, in the order asked for.
    pub sessions: Vec<SessionWithNames>,
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
        order: SortOrder,
        turn: PagePosition,
        limit: usize,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Result<Page, StoreError> {
        let readers = PeopleScope::readers(filter);
        if readers.is_empty() {
            return Ok(Page::default());
        }

        // The page before is read backwards.
        let reading = if matches!(turn, PagePosition::Before(_)) {
            order.reversed()
        } else {
            order
        };
        let mut sql = Statement::new(concat!(
            "SELECT ",
            session_columns!(),
            ", CAST(sort_ AS CHAR) AS sort_text FROM ("
        ));
        let parts = reads(filter.status)
            .iter()
            .flat_map(|read| readers.iter().map(move |who| (read, who)));

        for (number, (read, who)) in parts.enumerate() {
            let key = order
                .sort
                .key(self.dialect(), read.time().name(), now, rules);

            sql.push(if number == 0 {
                "SELECT * FROM ("
            } else {
                " UNION ALL SELECT * FROM ("
            });

            sql.push(concat!("SELECT ", session_columns!(stored), ", "))
                .append(key.clone());
            sql.push(" AS sort_ FROM wpos_zoom_links WHERE ");
            sql.append(read.condition(now, rules));
            who.push(&mut sql, filter);
            read.time().push_within(&mut sql, filter.from, filter.until);

            if let PagePosition::After(cursor) | PagePosition::Before(cursor) = &turn {
                cursor.push(&mut sql, &key, order.sort, reading.descending);
            }

            reading.push(&mut sql, limit);
            sql.push(") AS part_").push(&number.to_string());
        }

        sql.push(") AS parts");
        reading.push(&mut sql, limit);
        let rows: Vec<OrderedRow> =
            with_connection!(&self.db, connection => sql.query_as().fetch_all(connection).await)?;

        self.page(rows, order, &turn, limit).await
    }

    /// Puts a page together from its rows, of which one more than asked tells that there is another page.
    async fn page(
        &self,
        mut rows: Vec<OrderedRow>,
        order: SortOrder,
        turn: &PagePosition,
        limit: usize,
    ) -> Result<Page, StoreError> {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let backwards = matches!(turn, PagePosition::Before(_));
        if backwards {
            rows.reverse();
        }

        let keys: Vec<Option<String>> = rows.iter().map(|one| one.sort_text.clone()).collect();
        let sessions = self
            .with_names(rows.into_iter().map(|one| one.row).collect())
            .await?;
        let cursor = |session: Option<&SessionWithNames>, key: Option<&Option<String>>| {
            Some(Cursor::at(
                &session?.session,
                order.sort,
                key?.as_deref().unwrap_or_default(),
            ))
        };

        let (first, last) = (
            cursor(sessions.first(), keys.first()),
            cursor(sessions.last(), keys.last()),
        );
        let (previous, next) = match turn {
            PagePosition::First => (None, last.filter(|_| more)),
            PagePosition::After(_) => (first, last.filter(|_| more)),
            PagePosition::Before(_) => (first.filter(|_| more), last),
        };

        Ok(Page {
            sessions,
            previous,
            next,
        })
    }

    /// Adds names by two more reads: a join would count a session twice where the school has a teacher twice.
    pub(crate) async fn with_names(
        &self,
        rows: Vec<SessionRow>,
    ) -> Result<Vec<SessionWithNames>, StoreError> {
        let listed = |row: SessionRow| {
            let notification = notification(row.notification_status.as_deref());
            Ok(SessionWithNames {
                session: row.into_session()?,
                student_name: None,
                teacher_name: None,
                notification,
            })
        };

        let mut all = rows
            .into_iter()
            .map(listed)
            .collect::<sqlx::Result<Vec<SessionWithNames>>>()?;

        if all.is_empty() {
            return Ok(all);
        }

        let mut students: Vec<StudentId> = all.iter().map(|one| one.session.student).collect();
        let mut teachers: Vec<String> = all
            .iter()
            .map(|one| one.session.teacher.0.clone())
            .collect();

        students.sort_unstable();
        students.dedup();
        teachers.sort_unstable();
        teachers.dedup();

        let students = self.student_names(students).await?;
        let teachers = self
            .teacher_names(teachers.iter().map(String::as_str))
            .await?;

        for one in &mut all {
            one.student_name = students.get(&one.session.student.0).cloned();
            one.teacher_name = teachers.get(&one.session.teacher.0).cloned();
        }

        Ok(all)
    }
}
