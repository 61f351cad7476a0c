//! Storing a new session, once.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use sqlx::Connection;

use crate::domain::{
    NotificationStatus, RecentLink, SendDecision, SessionId, StudentId, TeacherId, TrackingToken,
    ZoomLink,
};
use crate::store::db::Dialect;
use crate::store::db::retry::retrying;
use crate::store::db::statement::Statement;
use crate::store::db::store::with_connection;
use crate::store::sessions::notification::read_notification;
use crate::store::{Store, StoreError};

/// A session to be stored.
#[derive(Debug)]
pub struct NewSession {
    /// The student of the lesson.
    pub student: StudentId,
    /// The teacher who gives it.
    pub teacher: TeacherId,
    /// The Zoom link of the lesson.
    pub link: ZoomLink,
    /// A new random token.
    pub token: TrackingToken,
    /// When the link stops to open the session.
    pub expires_at: DateTime<Utc>,
    /// The time of the request.
    pub sent_at: DateTime<Utc>,
}

/// A session as stored.
#[derive(Debug)]
pub struct StoredSession {
    /// The id of its row.
    pub id: SessionId,
    /// Its token.
    pub token: TrackingToken,
    /// When it was stored.
    pub sent_at: DateTime<Utc>,
    /// What became of its message; `None` for rows of older systems.
    pub notification: Option<NotificationStatus>,
}

/// The result of storing a session.
#[derive(Debug)]
pub enum CreateOutcome {
    /// Stored; its message is to be sent.
    New(StoredSession),
    /// The same link was stored a moment ago; its message is not to be sent again.
    Repeat(StoredSession),
    /// Not stored: the student has got too many links.
    TooMany {
        /// The time until another try can succeed.
        retry_after: Duration,
    },
}

/// Links within this time count for the limits.
const RECENT: TimeDelta = TimeDelta::hours(24);
/// Another server's clock may be ahead by this time.
const CLOCK_SKEW: TimeDelta = TimeDelta::seconds(5);

#[derive(sqlx::FromRow)]
struct RecentRow {
    id: i64,
    ustazid: Option<String>,
    link: Option<String>,
    tracking_token: Option<String>,
    sent_time: NaiveDateTime,
    notification_status: Option<String>,
}

impl Store {
    /// Stores a session unless `admit` decides otherwise about the links of the same teacher and student within
    /// the last 24 hours. Requests for one student wait for each other, so that two at once are judged in turn.
    ///
    /// `DuplicateKey`: the token exists; try again with another.
    pub async fn create_session(
        &self,
        new: &NewSession,
        admit: impl Fn(&[RecentLink]) -> SendDecision,
    ) -> Result<CreateOutcome, StoreError> {
        retrying(|| self.create_once(new, &admit)).await
    }

    async fn create_once(
        &self,
        new: &NewSession,
        admit: &impl Fn(&[RecentLink]) -> SendDecision,
    ) -> sqlx::Result<CreateOutcome> {
        let dialect = self.dialect();
        with_connection!(&self.db, connection => {
            let mut transaction = connection.begin_with(dialect.begin).await?;
            let lock = lock_student(dialect, new.student);
            lock.query().execute(&mut *transaction).await?;

            let recent = select_recent(new);
            let rows: Vec<RecentRow> = recent.query_as().fetch_all(&mut *transaction).await?;
            if let Some(outcome) = decide_without_insert(rows, new, admit) {
                transaction.rollback().await?;
                return Ok(outcome);
            }

            insert(new).query().execute(&mut *transaction).await?;
            let id = select_id(&new.token);
            let (id,): (i64,) = id.query_as().fetch_one(&mut *transaction).await?;
            transaction.commit().await?;

            Ok(CreateOutcome::New(StoredSession::of(new, SessionId(id))))
        })
    }
}

/// Makes other requests for this student wait.
fn lock_student(dialect: Dialect, student: StudentId) -> Statement {
    let mut sql = Statement::new("SELECT wdt_ID FROM wpos_wpdatatable_23 WHERE wdt_ID = ");
    sql.value(student).push(dialect.for_update);
    sql
}

fn select_recent(new: &NewSession) -> Statement {
    let sql = Statement::new(
        "SELECT id, ustazid, link, tracking_token, sent_time, notification_status
        FROM wpos_zoom_links
        WHERE studentid = ? AND sent_time > ? AND sent_time <= ?
        ORDER BY sent_time DESC
        LIMIT 200",
    );

    sql.bind(new.student)
        .bind(new.sent_at - RECENT)
        .bind(new.sent_at + CLOCK_SKEW)
}

fn insert(new: &NewSession) -> Statement {
    let sql = Statement::new(
        "INSERT INTO wpos_zoom_links
        (studentid, ustazid, link, tracking_token, sent_time, report, expiration_date, session_status,
         zoom_meeting_id, notification_status)
        VALUES (?, ?, ?, ?, ?, 0, ?, 'active', ?, ?)",
    );

    sql.bind(new.student)
        .bind(&new.teacher)
        .bind(new.link.as_str())
        .bind(&new.token)
        .bind(new.sent_at)
        .bind(new.expires_at)
        .bind(new.link.meeting_id())
        .bind(NotificationStatus::Pending.as_str())
}

fn select_id(token: &TrackingToken) -> Statement {
    Statement::new("SELECT id FROM wpos_zoom_links WHERE tracking_token = ?").bind(token)
}

/// Asks `admit` about the recent links. `None`: the session is to be stored.
fn decide_without_insert(
    mut rows: Vec<RecentRow>,
    new: &NewSession,
    admit: &impl Fn(&[RecentLink]) -> SendDecision,
) -> Option<CreateOutcome> {
    // Byte by byte: the collation of MySQL takes `USTAZ1` for `ustaz1`.
    rows.retain(|row| row.ustazid.as_deref() == Some(&new.teacher.0));
    let links: Vec<RecentLink> = rows.iter().map(RecentRow::link).collect();

    match admit(&links) {
        SendDecision::New => None,
        SendDecision::TooMany { retry_after } => Some(CreateOutcome::TooMany { retry_after }),
        SendDecision::Repeat(id) => {
            let row = rows.into_iter().find(|row| row.id == id.0)?;
            let stored = row.into_stored()?;

            // Our own token: the commit arrived, its answer was lost, and this is the second try.
            let is_own = stored.token == new.token;
            Some(if is_own {
                CreateOutcome::New(stored)
            } else {
                CreateOutcome::Repeat(stored)
            })
        }
    }
}

impl StoredSession {
    fn of(new: &NewSession, id: SessionId) -> Self {
        Self {
            id,
            token: new.token.clone(),
            sent_at: new.sent_at,
            notification: Some(NotificationStatus::Pending),
        }
    }
}

impl RecentRow {
    fn link(&self) -> RecentLink {
        RecentLink {
            session: SessionId(self.id),
            link: self.link.clone().unwrap_or_default(),
            sent_at: self.sent_time.and_utc(),
        }
    }

    fn into_stored(self) -> Option<StoredSession> {
        Some(StoredSession {
            id: SessionId(self.id),
            token: self.tracking_token?.parse().ok()?,
            sent_at: self.sent_time.and_utc(),
            notification: read_notification(self.notification_status.as_deref()),
        })
    }
}
