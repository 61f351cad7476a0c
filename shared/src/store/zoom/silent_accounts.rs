//! The Zoom accounts that do not tell of their lessons any more, or not of the people in them.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use crate::domain::WEBHOOK_RETRY_WINDOW;
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::rules::ClockColumn;
use crate::store::{Store, StoreError};

/// What an account does not tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// No event of the lessons arrived, though the account told of their teacher's lessons before.
    Complete,
    /// Meetings start and end, and nobody joins or leaves: the app lacks these subscriptions or scopes.
    OnlyStartsAndEnds,
}

/// An account that does not tell of its lessons, or not of the people in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SilentAccount {
    /// Zoom's id of the account.
    pub account: String,
    /// What is missing.
    pub silence: Silence,
    /// Its last event of those teachers or meetings.
    pub last_event_at: DateTime<Utc>,
    /// The number of lessons within a day that miss it.
    pub lessons: i64,
}

type Row = (String, NaiveDateTime, i64);

/// An account that is silent for longer was disconnected on purpose.
const DISCONNECTED_AFTER: TimeDelta = TimeDelta::days(60);
/// Lessons of this time are asked about.
const ONE_DAY: TimeDelta = TimeDelta::days(1);
/// At most so many accounts are listed for each kind of silence.
const MAX_ACCOUNTS: i64 = 100;

impl Store {
    /// Lists accounts of whose lessons something did not come, for lessons that were opened within a day and more than
    /// two hours ago: Zoom may still tell of younger ones, and cannot tell of one whose link names no meeting.
    pub async fn list_silent_accounts(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Vec<SilentAccount>, StoreError> {
        let dialect = self.dialect();
        let mut accounts = Vec::new();

        for (silence, sql) in [
            (Silence::Complete, select_complete_silence(dialect, now)),
            (
                Silence::OnlyStartsAndEnds,
                select_only_starts_and_ends(dialect, now),
            ),
        ] {
            let rows: Vec<Row> = self.db.fetch_all(sql).await?;
            accounts.extend(rows.into_iter().map(|row| SilentAccount::of(silence, row)));
        }

        Ok(accounts)
    }
}

impl SilentAccount {
    fn of(silence: Silence, (account, last_event_at, lessons): Row) -> Self {
        Self {
            account,
            silence,
            last_event_at: last_event_at.and_utc(),
            lessons,
        }
    }
}

/// Reads the accounts that told of a teacher's lessons before. A lesson of which another account told is not missed.
fn select_complete_silence(dialect: Dialect, now: DateTime<Utc>) -> Statement {
    let last_event_at = recent_event(dialect, "event_at", 0);
    let sent_at = ClockColumn::SentTime.instant(dialect, "z.");
    let opened = ClockColumn::ClickedAt;
    // The teacher stands inside a function, so that the day's lessons are read and not all lessons of every teacher.
    let mut sql = Statement::new(
        "SELECT a.account_id, MAX(a.last_event_at), COUNT(z.id)
        FROM zoom_accounts a
        JOIN wpos_zoom_links z ON COALESCE(z.ustazid, '') = a.teacher
        WHERE a.last_event_at >= ",
    );
    sql.value(now - DISCONNECTED_AFTER)
        .push(" AND ")
        .append(opened.since(dialect, "z.", now - ONE_DAY))
        .push(" AND ")
        .append(opened.before(dialect, "z.", now - WEBHOOK_RETRY_WINDOW))
        .push(&format!(
            " AND {} > a.last_event_at AND z.zoom_meeting_id IS NOT NULL
          AND COALESCE({last_event_at} >= {sent_at}, 0) = 0
        GROUP BY a.account_id
        ORDER BY 3 DESC, 1
        LIMIT ",
            opened.instant(dialect, "z.")
        ))
        .value(MAX_ACCOUNTS);
    sql
}

/// Reads the accounts that told of meetings in which nobody was. Whoever starts a meeting joins it, and the last one
/// leaves where it ends: if participants are told of, a room's two newest events are never both starts or ends.
fn select_only_starts_and_ends(dialect: Dialect, now: DateTime<Utc>) -> Statement {
    let last_event = recent_event(dialect, "id", 0);
    let kind_before = recent_event(dialect, "kind", 1);
    let sent_at = ClockColumn::SentTime.instant(dialect, "z.");
    let opened = ClockColumn::ClickedAt;
    let mut sql = Statement::new(format!(
        "SELECT e.account_id, MAX(e.event_at), COUNT(z.id)
        FROM wpos_zoom_links z
        JOIN zoom_events e ON e.id = {last_event}
        WHERE "
    ));
    sql.append(opened.since(dialect, "z.", now - ONE_DAY))
        .push(" AND ")
        .append(opened.before(dialect, "z.", now - WEBHOOK_RETRY_WINDOW))
        .push(&format!(
            " AND z.zoom_meeting_id IS NOT NULL
          AND e.account_id <> '' AND e.event_at >= {sent_at}
          AND e.kind IN ('started', 'ended')
          AND COALESCE({kind_before}, 'started') IN ('started', 'ended')
        GROUP BY e.account_id
        ORDER BY 3 DESC, 1
        LIMIT "
        ))
        .value(MAX_ACCOUNTS);
    sql
}

/// SQL for a column of the newest webhook event of lesson z's meeting, or of an earlier one. The index is read from
/// its newest entry on: an aggregate, or `EXISTS`, would walk through the room's whole past.
fn recent_event(dialect: Dialect, column: &str, newer_events: u8) -> String {
    let meeting = (dialect.ascii)("z.zoom_meeting_id");

    format!(
        "(SELECT n.{column} FROM zoom_events n WHERE n.meeting_id = {meeting} AND n.source = 'webhook'
          ORDER BY n.event_at DESC, n.id DESC LIMIT 1 OFFSET {newer_events})"
    )
}
