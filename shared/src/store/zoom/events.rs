//! What Zoom said, and the sessions that it belongs to.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use crate::domain::{
    MEETING_SPAN, MeetingEvent, Participant, Session, SessionId, ZoomEvent, ZoomKind,
};
use crate::store::db::error::retrying;
use crate::store::db::statement::Statement;
use crate::store::db::transaction::Transaction;
use crate::store::rules::{is_measured_by_pages, was_told_of_by_zoom};
use crate::store::sessions::row::{SessionRow, column, session_columns};
use crate::store::{Store, StoreError, with_connection};

/// A meeting of which something is not counted yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingReconciliation {
    /// Its number.
    pub meeting: String,
    /// The oldest event that is not counted.
    pub oldest_event_at: DateTime<Utc>,
    /// Counts what came, so that what comes meanwhile is not lost.
    pub changes: i64,
}

#[derive(sqlx::FromRow)]
struct EventRow {
    meeting_uuid: String,
    kind: String,
    event_at: NaiveDateTime,
    connection: Option<String>,
    person: Option<String>,
    is_host: i64,
}

/// More events than a day of any room.
const MAX_EVENTS: i64 = 5_000;
const MAX_SESSIONS: i64 = 200;

impl Store {
    /// Stores an event once, and notes that its meeting is to be counted, in one transaction.
    pub async fn record_zoom_event(
        &self,
        heard: &MeetingEvent,
        source: &'static str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let dialect = self.dialect();
        let (kind, participant) = stored_kind(&heard.event.kind);
        let mut event = Statement::new(dialect.insert_ignore);

        event.push(
            "zoom_events (account_id, meeting_id, meeting_uuid, kind, event_at, received_at, connection, person, \
             is_host, source, dedupe_key) VALUES (",
        );

        event
            .value(heard.account.as_str())
            .push(", ")
            .value(heard.meeting.as_str())
            .push(", ");

        event
            .value(heard.event.uuid.as_str())
            .push(", ")
            .value(kind)
            .push(", ");

        event
            .value(column(heard.event.at))
            .push(", ")
            .value(column(now))
            .push(", ");

        event
            .value(participant.map(|one| one.connection.as_str()))
            .push(", ");

        event
            .value(participant.and_then(|one| one.person.as_deref()))
            .push(", ");

        event
            .value(i64::from(participant.is_some_and(|one| one.is_host)))
            .push(", ");

        event
            .value(source)
            .push(", ")
            .value(heard.dedupe_key.as_str())
            .push(")");

        let mut transaction = Transaction::new(dialect);
        transaction.push(&event);
        let at = column(heard.event.at);
        let meeting = heard.meeting.as_str();

        let mut first = Statement::new(dialect.insert_ignore);
        first.push(
            "zoom_meetings_to_count (meeting_id, oldest_event_at, count_after, changes) VALUES (",
        );

        first
            .value(meeting)
            .push(", ")
            .value(at)
            .push(", ")
            .value(column(now))
            .push(", 0)");

        transaction.push(&first);
        let mut count = Statement::new(
            "UPDATE zoom_meetings_to_count SET changes = changes + 1, count_after = ",
        );

        count
            .value(column(now))
            .push(", oldest_event_at = CASE WHEN oldest_event_at > ")
            .value(at)
            .push(" THEN ")
            .value(at);

        count
            .push(" ELSE oldest_event_at END WHERE meeting_id = ")
            .value(meeting);

        transaction.push(&count);
        if heard.account.is_empty() {
            // A report, which is no sign of life of a subscription.
            retrying(|| transaction.run(&self.db)).await?;
            return Ok(());
        }

        let mut account = Statement::new(dialect.insert_ignore);
        account.push("zoom_accounts (account_id, teacher, first_event_at, last_event_at) SELECT ");

        account
            .value(heard.account.as_str())
            .push(", ustazid, ")
            .value(at)
            .push(", ")
            .value(at);

        account.push(" FROM wpos_zoom_links WHERE ");
        push_lessons(&mut account, heard);
        transaction.push(&account);
        let mut last = Statement::new("UPDATE zoom_accounts SET last_event_at = ");

        last.value(at)
            .push(" WHERE account_id = ")
            .value(heard.account.as_str());

        last.push(" AND last_event_at < ").value(at);
        last.push(" AND teacher IN (SELECT ustazid FROM wpos_zoom_links WHERE ");
        push_lessons(&mut last, heard);
        last.push(")");
        transaction.push(&last);
        retrying(|| transaction.run(&self.db)).await?;

        Ok(())
    }

    /// Lists meetings that are to be counted now.
    pub async fn list_pending_reconciliations(
        &self,
        now: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<PendingReconciliation>, StoreError> {
        const SQL: &str = "SELECT meeting_id, oldest_event_at, changes FROM zoom_meetings_to_count
            WHERE count_after <= ?
            ORDER BY count_after
            LIMIT ?";
        let rows: Vec<(String, NaiveDateTime, i64)> = with_connection!(&self.db, connection =>
            sqlx::query_as(SQL).bind(column(now)).bind(limit).fetch_all(connection).await)?;
        let meeting =
            |(meeting, oldest, changes): (String, NaiveDateTime, i64)| PendingReconciliation {
                meeting,
                oldest_event_at: oldest.and_utc(),
                changes,
            };
        Ok(rows.into_iter().map(meeting).collect())
    }

    /// Returns what is left to count of one meeting.
    pub async fn find_pending_reconciliation(
        &self,
        meeting: &str,
    ) -> Result<Option<PendingReconciliation>, StoreError> {
        const SQL: &str =
            "SELECT oldest_event_at, changes FROM zoom_meetings_to_count WHERE meeting_id = ?";
        let row: Option<(NaiveDateTime, i64)> = with_connection!(&self.db, connection => sqlx::query_as(SQL).bind(meeting).fetch_optional(connection).await)?;
        Ok(row.map(|(oldest, changes)| PendingReconciliation {
            meeting: meeting.to_owned(),
            oldest_event_at: oldest.and_utc(),
            changes,
        }))
    }

    /// Notes that a meeting is counted, unless more came meanwhile. One that goes on is counted again `until` then.
    pub async fn record_reconciled(
        &self,
        counted: &PendingReconciliation,
        until: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        let mut sql = match until {
            Some(until) => {
                let mut later = Statement::new("UPDATE zoom_meetings_to_count SET count_after = ");
                later.value(column(until));
                later
            }
            None => Statement::new("DELETE FROM zoom_meetings_to_count"),
        };
        sql.push(" WHERE meeting_id = ")
            .value(counted.meeting.as_str());
        sql.push(" AND changes = ").value(counted.changes);
        with_connection!(&self.db, connection => sql.query().execute(connection).await.map(|done| done.rows_affected()))?;
        Ok(())
    }

    /// Lists a meeting's events since then, at most 5,000.
    pub async fn list_zoom_events(
        &self,
        meeting: &str,
        since: DateTime<Utc>,
    ) -> Result<Vec<ZoomEvent>, StoreError> {
        const SQL: &str =
            "SELECT meeting_uuid, kind, event_at, connection, person, is_host FROM zoom_events
            WHERE meeting_id = ? AND event_at >= ?
            ORDER BY event_at, id
            LIMIT ?";
        let rows: Vec<EventRow> = with_connection!(&self.db, connection => sqlx::query_as(SQL)
            .bind(meeting).bind(column(since)).bind(MAX_EVENTS).fetch_all(connection).await)?;
        Ok(rows.into_iter().filter_map(EventRow::into_event).collect())
    }

    /// Lists the sessions whose links lead to a meeting, sent within a stretch of time, in their order.
    pub async fn list_sessions_of_meeting(
        &self,
        meeting: &str,
        since: DateTime<Utc>,
    ) -> Result<Vec<Session>, StoreError> {
        const SQL: &str = concat!(
            "SELECT ",
            session_columns!(),
            " FROM wpos_zoom_links WHERE zoom_meeting_id = ? AND sent_time >= ? ORDER BY sent_time, id LIMIT ?"
        );
        let rows: Vec<SessionRow> = with_connection!(&self.db, connection => sqlx::query_as(SQL)
            .bind(meeting).bind(column(since)).bind(MAX_SESSIONS).fetch_all(connection).await)?;
        Ok(rows
            .into_iter()
            .map(SessionRow::into_session)
            .collect::<sqlx::Result<_>>()?)
    }

    /// Lists lessons that are over, for two hours to five days, and of which Zoom has told nothing, though before and
    /// after them it told of other lessons of the teacher; and those that went on after Zoom's word had been counted.
    pub async fn list_silent_lessons(
        &self,
        now: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<SilentLesson>, StoreError> {
        let mut sql = Statement::new(
            "SELECT id, zoom_meeting_id, sent_time, ustazid, clicked_at FROM wpos_zoom_links z WHERE clicked_at >= ",
        );

        sql.value(column(now - SILENT_LESSON_WINDOW))
            .push(" AND ")
            .push(&is_measured_by_pages());

        sql.push(
            " AND zoom_meeting_id IS NOT NULL AND sent_time IS NOT NULL
              AND (together_seconds IS NOT NULL OR clicked_at < ",
        );

        sql.value(column(now - WEBHOOK_RETRY_WINDOW));
        sql.push(
            " AND EXISTS (SELECT 1 FROM zoom_accounts a WHERE a.teacher = z.ustazid
                AND a.first_event_at < z.clicked_at AND a.last_event_at > z.clicked_at))
              ORDER BY clicked_at, id LIMIT ",
        );

        sql.value(limit);
        let rows: Vec<(i64, String, NaiveDateTime, String, NaiveDateTime)> =
            with_connection!(&self.db, connection => sql.query_as().fetch_all(connection).await)?;
        let lesson =
            |(id, meeting, sent, teacher, clicked): (_, _, NaiveDateTime, _, NaiveDateTime)| {
                SilentLesson {
                    id: SessionId(id),
                    meeting,
                    sent_at: sent.and_utc(),
                    teacher,
                    clicked_at: clicked.and_utc(),
                }
            };

        Ok(rows.into_iter().map(lesson).collect())
    }

    /// Tells whether Zoom told of the teacher's lesson before this one and of the one after it, within a day: then its
    /// silence about this one says something.
    pub async fn zoom_told_of_neighbours(
        &self,
        unheard: &SilentLesson,
    ) -> Result<bool, StoreError> {
        let at = unheard.clicked_at;

        let mut before = told_of_lesson_of(unheard);
        before
            .push(" AND clicked_at >= ")
            .value(column(at - NEIGHBOURS_WITHIN));

        before
            .push(" AND clicked_at <= ")
            .value(column(at))
            .push(" ORDER BY clicked_at DESC LIMIT 1");

        let mut after = told_of_lesson_of(unheard);
        after.push(" AND clicked_at > ").value(column(at));
        after
            .push(" AND clicked_at <= ")
            .value(column(at + NEIGHBOURS_WITHIN));

        after.push(" ORDER BY clicked_at LIMIT 1");

        for sql in [before, after] {
            let told: Option<(i64,)> = with_connection!(&self.db, connection => sql.query_as().fetch_optional(connection).await)?;
            if told != Some((1,)) {
                return Ok(false);
            }
        }

        Ok(true)
    }

    /// Lists accounts that told of a teacher's lessons before, and of none that was opened within a day and more than
    /// two hours ago: their webhooks do not come any more.
    pub async fn list_silent_accounts(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Vec<SilentAccount>, StoreError> {
        const SQL: &str = "SELECT a.account_id, MAX(a.last_event_at), COUNT(z.id)
            FROM zoom_accounts a
            JOIN wpos_zoom_links z ON z.ustazid = a.teacher
            WHERE a.last_event_at >= ? AND z.clicked_at >= ? AND z.clicked_at < ?
              AND z.clicked_at > a.last_event_at AND z.zoom_meeting_id IS NOT NULL
            GROUP BY a.account_id
            ORDER BY 3 DESC, 1
            LIMIT 100";
        let ago = |time| column(now - time);
        let rows: Vec<(String, NaiveDateTime, i64)> = with_connection!(&self.db, connection => sqlx::query_as(SQL)
            .bind(ago(DISCONNECTED_AFTER)).bind(ago(TimeDelta::days(1))).bind(ago(WEBHOOK_RETRY_WINDOW))
            .fetch_all(connection).await)?;
        let account =
            |(account, last_event_at, lessons): (String, NaiveDateTime, i64)| SilentAccount {
                account,
                last_event_at: last_event_at.and_utc(),
                lessons,
            };
        Ok(rows.into_iter().map(account).collect())
    }
}

/// A lesson of which Zoom has told nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SilentLesson {
    /// The session.
    pub id: SessionId,
    /// Its meeting.
    pub meeting: String,
    /// When its link was sent.
    pub sent_at: DateTime<Utc>,
    /// Who gave it.
    pub teacher: String,
    /// When the student opened the link.
    pub clicked_at: DateTime<Utc>,
}

/// An account whose webhooks fell silent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SilentAccount {
    /// Zoom's id of the account.
    pub account: String,
    /// Its last word.
    pub last_event_at: DateTime<Utc>,
    /// Lessons of the last day of which it did not tell.
    pub lessons: i64,
}

/// Zoom's retries are over after some 85 minutes.
const WEBHOOK_RETRY_WINDOW: TimeDelta = TimeDelta::hours(2);
/// Lessons further apart are no neighbours.
const NEIGHBOURS_WITHIN: TimeDelta = TimeDelta::hours(24);
/// Over a long weekend.
const SILENT_LESSON_WINDOW: TimeDelta = TimeDelta::days(5);
/// An account that is silent for so long was disconnected on purpose.
const DISCONNECTED_AFTER: TimeDelta = TimeDelta::days(60);

/// Asks of other lessons of the same teacher whether Zoom told of them, 1 or 0; conditions follow.
fn told_of_lesson_of(unheard: &SilentLesson) -> Statement {
    let mut sql = Statement::new("SELECT CASE WHEN ");
    sql.push(&was_told_of_by_zoom())
        .push(" THEN 1 ELSE 0 END FROM wpos_zoom_links WHERE ustazid = ");
    sql.value(unheard.teacher.as_str())
        .push(" AND id <> ")
        .value(unheard.id.0);

    sql
}

/// The lessons that an event may belong to.
fn push_lessons(sql: &mut Statement, heard: &MeetingEvent) {
    let at = heard.event.at;
    sql.push("zoom_meeting_id = ").value(heard.meeting.as_str());
    sql.push(" AND sent_time >= ")
        .value(column(at - MEETING_SPAN));
    sql.push(" AND sent_time <= ")
        .value(column(at + TimeDelta::hours(1)))
        .push(" AND ustazid <> ''");
}

fn stored_kind(kind: &ZoomKind) -> (&'static str, Option<&Participant>) {
    match kind {
        ZoomKind::Started => ("started", None),
        ZoomKind::Ended => ("ended", None),
        ZoomKind::Joined(participant) => ("joined", Some(participant)),
        ZoomKind::Left(participant) => ("left", Some(participant)),
        ZoomKind::Dropped(participant) => ("dropped", Some(participant)),
    }
}

impl EventRow {
    fn into_event(self) -> Option<ZoomEvent> {
        let participant = || {
            let (person, is_host) = (self.person.clone(), self.is_host != 0);
            Some(Participant {
                connection: self.connection.clone()?,
                person,
                is_host,
            })
        };

        let kind = match self.kind.as_str() {
            "started" => ZoomKind::Started,
            "ended" => ZoomKind::Ended,
            "joined" => ZoomKind::Joined(participant()?),
            "left" => ZoomKind::Left(participant()?),
            "dropped" => ZoomKind::Dropped(participant()?),
            _ => return None,
        };

        Some(ZoomEvent {
            at: self.event_at.and_utc(),
            uuid: self.meeting_uuid,
            kind,
        })
    }
}
