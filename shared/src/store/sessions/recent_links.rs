//! The links that a student got a short time ago: they may forbid another one, or be the same.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{RecentLink, SendDecision, SessionId, StudentId, TeacherId};
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::stored_text::StoredText;
use crate::store::db::stored_time::StoredTime;
use crate::store::rules::ClockColumn;
use crate::store::sessions::new_session::{CreateOutcome, NewSession, StoredSession};
use crate::store::sessions::notification::read_notification;
use crate::store::{Store, StoreError};

/// Links within this time count for the limits.
const RECENT: TimeDelta = TimeDelta::hours(24);
/// Another server's clock may be ahead by this time.
const CLOCK_SKEW: TimeDelta = TimeDelta::seconds(5);

#[derive(sqlx::FromRow)]
pub(crate) struct RecentRow {
    id: StoredInteger,
    ustazid: Option<StoredText>,
    link: Option<StoredText>,
    tracking_token: Option<StoredText>,
    sent_time: StoredTime,
    notification_status: Option<StoredText>,
}

/// Reads the student's links of the last 24 hours, newest first.
pub(crate) fn select_recent(dialect: Dialect, student: StudentId, now: DateTime<Utc>) -> Statement {
    let sent = ClockColumn::SentTime;
    let mut sql = Statement::new(format!(
        "SELECT id, ustazid, link, tracking_token, {}, notification_status
        FROM wpos_zoom_links
        WHERE studentid = ",
        sent.select(dialect)
    ));

    sql.value(student)
        .push(" AND ")
        .append(sent.after(dialect, "", now - RECENT))
        .push(" AND ")
        .append(sent.until(dialect, "", now + CLOCK_SKEW))
        .push(" ORDER BY sent_time DESC LIMIT 200");
    sql
}

impl Store {
    /// Lists the links that this teacher sent to this student within the last 24 hours.
    pub async fn list_recent_links(
        &self,
        teacher: &TeacherId,
        student: StudentId,
        now: DateTime<Utc>,
    ) -> Result<Vec<RecentLink>, StoreError> {
        let sql = select_recent(self.dialect(), student, now);
        let rows: Vec<RecentRow> = self.db.fetch_all(sql).await?;

        Ok(of_teacher(rows, teacher)
            .iter()
            .map(RecentRow::link)
            .collect())
    }
}

/// Leaves out what others sent. Byte by byte: the collation of MySQL takes `USTAZ1` for `ustaz1`.
fn of_teacher(mut rows: Vec<RecentRow>, teacher: &TeacherId) -> Vec<RecentRow> {
    rows.retain(|row| row.ustazid.as_deref() == Some(&teacher.0));
    rows
}

/// Asks `admit` about the recent links. `None`: the session is to be stored.
pub(crate) fn decide_without_insert(
    rows: Vec<RecentRow>,
    new: &NewSession,
    admit: &impl Fn(&[RecentLink]) -> SendDecision,
) -> Option<CreateOutcome> {
    let rows = of_teacher(rows, &new.teacher);
    let links: Vec<RecentLink> = rows.iter().map(RecentRow::link).collect();

    match admit(&links) {
        SendDecision::New => None,
        SendDecision::TooMany { retry_after } => Some(CreateOutcome::TooMany { retry_after }),
        SendDecision::Repeat(id) => {
            let row = rows.into_iter().find(|row| row.id.0 == id.0)?;
            // A row without a token of our form leads to no page, so the link is stored as a new session.
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

impl RecentRow {
    fn sent_at(&self) -> DateTime<Utc> {
        // Rows without a time are not recent, and the statement reads none.
        self.sent_time.instant().unwrap_or_default()
    }

    fn link(&self) -> RecentLink {
        RecentLink {
            session: SessionId(self.id.0),
            link: self.link.clone().unwrap_or_default().0,
            sent_at: self.sent_at(),
        }
    }

    fn into_stored(self) -> Option<StoredSession> {
        let sent_at = self.sent_at();

        Some(StoredSession {
            id: SessionId(self.id.0),
            token: self.tracking_token?.parse().ok()?,
            sent_at,
            notification: read_notification(self.notification_status.as_deref()),
        })
    }
}
