//! Storing a new session, once, and what became of its message.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use sqlx::Connection;

use crate::domain::{
    NotificationStatus, RecentLink, SendDecision, SessionId, StudentId, TeacherId, TrackingToken,
    ZoomLink,
};
use crate::store::db::error::retrying;
use crate::store::db::statement::Statement;
use crate::store::sessions::row::{column, notification};
use crate::store::{Store, StoreError, with_connection};

/// A session to be stored.
#[derive(Debug)]
pub struct NewSession {
    /// Whose lesson.
    pub student: StudentId,
    /// Who gives it.
    pub teacher: TeacherId,
    /// Where it takes place.
    pub link: ZoomLink,
    /// Fresh and random.
    pub token: TrackingToken,
    /// Until when the link opens it.
    pub expires_at: DateTime<Utc>,
    /// Now.
    pub sent_at: DateTime<Utc>,
}

/// A session as stored.
#[derive(Debug)]
pub struct StoredSession {
    /// Its row.
    pub id: SessionId,
    /// Its token.
    pub token: TrackingToken,
    /// When it was stored.
    pub sent_at: DateTime<Utc>,
    /// What became of its message; `None` for rows of older systems.
    pub notification: Option<NotificationStatus>,
}

/// What came of it.
#[derive(Debug)]
pub enum CreateOutcome {
    /// Stored; its message is to be sent.
    New(StoredSession),
    /// The same link was stored a moment ago; its message is not to be sent again.
    Repeat(StoredSession),
    /// Too many links for this student.
    TooMany {
        /// When to try again.
        retry_after: Duration,
    },
}

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
    /// Stores a session unless `admit` says otherwise about the links of the same teacher and student within
    /// the last 24 hours. Requests for one student wait for each other, so that two at once are judged in turn.
    ///
    /// `DuplicateKey`: the token exists; try again with another.
    pub async fn create_session(
        &self,
        new: &NewSession,
        admit: impl Fn(&[RecentLink]) -> SendDecision,
    ) -> Result<CreateOutcome, StoreError> {
        const RECENT: &str =
            "SELECT id, ustazid, link, tracking_token, sent_time, notification_status
            FROM wpos_zoom_links
            WHERE studentid = ? AND sent_time > ? AND sent_time <= ?
            ORDER BY sent_time DESC
            LIMIT 200";
        const INSERT: &str = "INSERT INTO wpos_zoom_links
            (studentid, ustazid, link, tracking_token, sent_time, report, expiration_date, session_status,
             zoom_meeting_id, notification_status)
            VALUES (?, ?, ?, ?, ?, 0, ?, 'active', ?, ?)";
        let dialect = self.dialect();
        let mut lock = Statement::new("SELECT wdt_ID FROM wpos_wpdatatable_23 WHERE wdt_ID = ");
        lock.value(new.student.0).push(dialect.for_update);
        let (since, until) = (
            new.sent_at - TimeDelta::hours(24),
            new.sent_at + TimeDelta::seconds(5),
        );
        let create = || async {
            with_connection!(&self.db, connection => {
                let mut transaction = connection.begin_with(dialect.begin).await?;
                lock.clone().query().execute(&mut *transaction).await?;
                let recent: Vec<RecentRow> = sqlx::query_as(RECENT)
                    .bind(new.student.0).bind(column(since)).bind(column(until))
                    .fetch_all(&mut *transaction).await?;
                let (links, recent) = of_teacher(recent, &new.teacher);

                match admit(&links) {
                    SendDecision::TooMany { retry_after } => {
                        transaction.rollback().await?;
                        return Ok(CreateOutcome::TooMany { retry_after });
                    }
                    SendDecision::Repeat(id) => {
                        if let Some(stored) = recent.into_iter().find_map(|row| row.into_stored(id)) {
                            transaction.rollback().await?;
                            // Our own token: the commit arrived, its answer was lost, and this is the second try.
                            let ours = stored.token == new.token;
                            return Ok(if ours { CreateOutcome::New(stored) } else { CreateOutcome::Repeat(stored) });
                        }
                    }
                    SendDecision::New => {}
                }

                sqlx::query(INSERT)
                    .bind(new.student.0).bind(&new.teacher.0).bind(new.link.as_str()).bind(new.token.as_str())
                    .bind(column(new.sent_at)).bind(column(new.expires_at)).bind(new.link.meeting_id())
                    .bind(NotificationStatus::Pending.as_str())
                    .execute(&mut *transaction).await?;

                let (id,): (i64,) = sqlx::query_as("SELECT id FROM wpos_zoom_links WHERE tracking_token = ?")
                    .bind(new.token.as_str())
                    .fetch_one(&mut *transaction).await?;

                transaction.commit().await?;
                Ok(CreateOutcome::New(StoredSession {
                    id: SessionId(id),
                    token: new.token.clone(),
                    sent_at: new.sent_at,
                    notification: Some(NotificationStatus::Pending),
                }))
            })
        };
        retrying(create).await
    }

    /// Notes what became of a session's message, once: a message that is no longer pending stays as it is.
    pub async fn record_notification(
        &self,
        id: SessionId,
        status: &NotificationStatus,
        at: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        const SQL: &str = "UPDATE wpos_zoom_links
            SET notification_status = ?, notified_at = ?
            WHERE id = ? AND notification_status = ?";
        let record = || async {
            with_connection!(&self.db, connection => {
                let query = sqlx::query(SQL).bind(status.as_str()).bind(column(at)).bind(id.0)
                    .bind(NotificationStatus::Pending.as_str());
                Ok(query.execute(connection).await?.rows_affected())
            })
        };
        retrying(record).await
    }
}

/// Keeps the rows of one teacher, compared byte by byte.
fn of_teacher(rows: Vec<RecentRow>, teacher: &TeacherId) -> (Vec<RecentLink>, Vec<RecentRow>) {
    let rows: Vec<RecentRow> = rows
        .into_iter()
        .filter(|row| row.ustazid.as_deref() == Some(&teacher.0))
        .collect();
    let link = |row: &RecentRow| RecentLink {
        session: SessionId(row.id),
        link: row.link.clone().unwrap_or_default(),
        sent_at: row.sent_time.and_utc(),
    };

    (rows.iter().map(link).collect(), rows)
}

impl RecentRow {
    fn into_stored(self, id: SessionId) -> Option<StoredSession> {
        if self.id != id.0 {
            return None;
        }

        Some(StoredSession {
            id,
            token: self.tracking_token?.parse().ok()?,
            sent_at: self.sent_time.and_utc(),
            notification: notification(self.notification_status.as_deref()),
        })
    }
}
