//! The Zoom accounts that told of a teacher's lessons, and those that fell silent.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use crate::domain::{MEETING_SPAN, MeetingEvent, WEBHOOK_RETRY_WINDOW};
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::{Store, StoreError};

/// An account whose webhooks fell silent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SilentAccount {
    /// Zoom's id of the account.
    pub account: String,
    /// Its last event.
    pub last_event_at: DateTime<Utc>,
    /// The number of lessons within a day that it did not tell of.
    pub lessons: i64,
}

/// An account that is silent for longer was disconnected on purpose.
const DISCONNECTED_AFTER: TimeDelta = TimeDelta::days(60);
/// Lessons of this time are asked about.
const ONE_DAY: TimeDelta = TimeDelta::days(1);
/// A link may be sent this long after its meeting has begun.
const SENT_AFTER_EVENT: TimeDelta = TimeDelta::hours(1);

impl Store {
    /// Lists accounts that told of a teacher's lessons before, and of none that was opened within a day and more than
    /// two hours ago: their webhooks do not come any more.
    pub async fn list_silent_accounts(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Vec<SilentAccount>, StoreError> {
        // Zoom cannot tell of a lesson whose link names no meeting, and may still tell of one that has just begun.
        let sql = Statement::new(
            "SELECT a.account_id, MAX(a.last_event_at), COUNT(z.id)
            FROM zoom_accounts a
            JOIN wpos_zoom_links z ON z.ustazid = a.teacher
            WHERE a.last_event_at >= ? AND z.clicked_at >= ? AND z.clicked_at < ?
              AND z.clicked_at > a.last_event_at AND z.zoom_meeting_id IS NOT NULL
            GROUP BY a.account_id
            ORDER BY 3 DESC, 1
            LIMIT 100",
        );
        let sql = sql
            .bind(now - DISCONNECTED_AFTER)
            .bind(now - ONE_DAY)
            .bind(now - WEBHOOK_RETRY_WINDOW);
        let rows: Vec<(String, NaiveDateTime, i64)> = self.db.fetch_all(sql).await?;

        Ok(rows
            .into_iter()
            .map(|(account, last_event_at, lessons)| SilentAccount {
                account,
                last_event_at: last_event_at.and_utc(),
                lessons,
            })
            .collect())
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
    insert.append(may_belong_to(event));

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
    update.append(may_belong_to(event)).push(")");

    [insert, update]
}

/// Returns the condition for the lessons that an event may belong to.
fn may_belong_to(event: &MeetingEvent) -> Statement {
    let at = event.event.at;

    Statement::new("zoom_meeting_id = ? AND sent_time >= ? AND sent_time <= ? AND ustazid <> ''")
        .bind(event.meeting.as_str())
        .bind(at - MEETING_SPAN)
        .bind(at + SENT_AFTER_EVENT)
}
