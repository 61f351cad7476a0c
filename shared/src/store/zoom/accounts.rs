//! The Zoom accounts that told of a teacher's lessons.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use crate::domain::{MEETING_SPAN, MeetingEvent};
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::rules::ClockColumn;
use crate::store::{Store, StoreError};

/// A link may be sent this long after its meeting has begun.
const SENT_AFTER_EVENT: TimeDelta = TimeDelta::hours(1);

/// What was heard of Zoom's accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZoomHeard {
    /// The number of accounts that told of a lesson.
    pub accounts: i64,
    /// The last event of a lesson; `None`: there was none.
    pub last_event_at: Option<DateTime<Utc>>,
}

impl Store {
    /// Returns when Zoom last told of a lesson.
    pub async fn find_zoom_heard(&self) -> Result<ZoomHeard, StoreError> {
        let sql = Statement::new(
            "SELECT COUNT(DISTINCT account_id), MAX(last_event_at) FROM zoom_accounts",
        );
        let row: Option<(i64, Option<NaiveDateTime>)> = self.db.fetch_optional(sql).await?;
        let (accounts, last) = row.unwrap_or_default();

        Ok(ZoomHeard {
            accounts,
            last_event_at: last.map(|at| at.and_utc()),
        })
    }
}

/// Records that an event's account told of the teachers whose lessons it may belong to.
pub(crate) fn record_sign_of_life(dialect: Dialect, event: &MeetingEvent) -> [Statement; 2] {
    let account = event.account.as_str();
    let at = event.event.at;

    // Two statements, because the databases have no common form of insert-or-update.
    let mut insert = Statement::new(format!(
        "{}zoom_accounts (account_id, teacher, first_event_at, last_event_at)
        SELECT ?, ustazid, ?, ?
        FROM wpos_zoom_links
        WHERE ",
        dialect.insert_ignore
    ))
    .bind(account)
    .bind(at)
    .bind(at);
    insert.append(may_belong_to(dialect, event));

    // Events come in any order, and an older one must not set the time back.
    let mut update = Statement::new(
        "UPDATE zoom_accounts
        SET last_event_at = ?
        WHERE account_id = ? AND last_event_at < ?
          AND teacher IN (SELECT ustazid FROM wpos_zoom_links WHERE ",
    )
    .bind(at)
    .bind(account)
    .bind(at);
    update.append(may_belong_to(dialect, event)).push(")");

    [insert, update]
}

/// Returns the condition for the lessons that an event may belong to.
fn may_belong_to(dialect: Dialect, event: &MeetingEvent) -> Statement {
    let at = event.event.at;

    let sent = ClockColumn::SentTime;
    let mut sql = Statement::new("zoom_meeting_id = ");
    sql.value(event.meeting.as_str())
        .push(" AND ")
        .append(sent.since(dialect, "", at - MEETING_SPAN))
        .push(" AND ")
        .append(sent.until(dialect, "", at + SENT_AFTER_EVENT))
        .push(" AND ustazid <> ''");
    sql
}
