//! The events that Zoom sent.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::domain::{MeetingEvent, Participant, ZoomEvent, ZoomKind};
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;
use crate::store::db::transaction::Transaction;
use crate::store::zoom::{accounts, reconciliation_queue};
use crate::store::{Store, StoreError};

/// More events than a day of any room.
const MAX_EVENTS: i64 = 5_000;

#[derive(sqlx::FromRow)]
struct EventRow {
    meeting_uuid: String,
    kind: String,
    event_at: NaiveDateTime,
    connection: Option<String>,
    person: Option<String>,
    is_host: i64,
    host_id: Option<String>,
    user_id: Option<String>,
    name_key: Option<String>,
    is_assistant: i64,
}

impl Store {
    /// Stores an event once, and puts its meeting into the queue, in one transaction.
    pub async fn record_zoom_event(
        &self,
        event: &MeetingEvent,
        source: &'static str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let dialect = self.dialect();
        let mut transaction = Transaction::new(dialect);

        transaction.push(&insert_event(dialect, event, source, now));
        // Together with the event: once Zoom has its answer, only the queue knows that the meeting is to be reconciled.
        for statement in reconciliation_queue::enqueue(dialect, &event.meeting, event.event.at, now)
        {
            transaction.push(&statement);
        }

        // A report names no account: it is no activity of a subscription.
        if !event.account.is_empty() {
            for statement in accounts::record_sign_of_life(dialect, event) {
                transaction.push(&statement);
            }
        }

        // If this runs twice, the event is stored once, and one change too many only makes the meeting reconciled
        // again.
        transaction.run(&self.db).await?;
        Ok(())
    }

    /// Lists a meeting's events at or after `since`, at most 5,000.
    pub async fn list_zoom_events(
        &self,
        meeting: &str,
        since: DateTime<Utc>,
    ) -> Result<Vec<ZoomEvent>, StoreError> {
        let sql = Statement::new(
            "SELECT meeting_uuid, kind, event_at, connection, person, is_host, host_id, user_id,
                name_key, is_assistant
            FROM zoom_events
            WHERE meeting_id = ? AND event_at >= ?
            ORDER BY event_at, id
            LIMIT ?",
        );
        let sql = sql.bind(meeting).bind(since).bind(MAX_EVENTS);
        let rows: Vec<EventRow> = self.db.fetch_all(sql).await?;

        Ok(rows.into_iter().filter_map(EventRow::into_event).collect())
    }
}

fn insert_event(
    dialect: Dialect,
    event: &MeetingEvent,
    source: &'static str,
    now: DateTime<Utc>,
) -> Statement {
    let (kind, participant) = stored_kind(&event.event.kind);
    let connection = participant.map(|participant| participant.connection.as_str());
    let person = participant.and_then(|participant| participant.person.as_deref());
    let is_host = participant.is_some_and(|participant| participant.is_host);
    let user_id = participant.and_then(|participant| participant.user_id.as_deref());
    let name_key = participant.and_then(|participant| participant.name_key.as_deref());
    let is_assistant = participant.is_some_and(|participant| participant.is_assistant);

    let sql = Statement::new(format!(
        "{}zoom_events
        (account_id, meeting_id, meeting_uuid, kind, event_at, received_at, connection, person, is_host, source,
         dedupe_key, host_id, user_id, name_key, is_assistant)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        dialect.insert_ignore
    ));

    sql.bind(event.account.as_str())
        .bind(event.meeting.as_str())
        .bind(event.event.uuid.as_str())
        .bind(kind)
        .bind(event.event.at)
        .bind(now)
        .bind(connection)
        .bind(person)
        .bind(i64::from(is_host))
        .bind(source)
        .bind(event.dedupe_key.as_str())
        .bind(event.event.host.as_deref())
        .bind(user_id)
        .bind(name_key)
        .bind(i64::from(is_assistant))
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
    /// Reads the row. `None`: this version does not know the kind, or the participant is missing.
    fn into_event(self) -> Option<ZoomEvent> {
        let kind = match self.kind.as_str() {
            "started" => ZoomKind::Started,
            "ended" => ZoomKind::Ended,
            "joined" => ZoomKind::Joined(self.participant()?),
            "left" => ZoomKind::Left(self.participant()?),
            "dropped" => ZoomKind::Dropped(self.participant()?),
            _ => return None,
        };

        Some(ZoomEvent {
            at: self.event_at.and_utc(),
            uuid: self.meeting_uuid,
            host: self.host_id,
            kind,
        })
    }

    fn participant(&self) -> Option<Participant> {
        Some(Participant {
            connection: self.connection.clone()?,
            person: self.person.clone(),
            is_host: self.is_host != 0,
            user_id: self.user_id.clone(),
            name_key: self.name_key.clone(),
            is_assistant: self.is_assistant != 0,
        })
    }
}
