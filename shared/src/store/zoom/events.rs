//! The events that Zoom sent.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::domain::{ImportId, MeetingEvent, Participant, ZoomEvent, ZoomKind};
use crate::store::db::statement::Statement;
use crate::store::db::transaction::Transaction;
use crate::store::zoom::event_insert::{EventOrigin, insert_event};
use crate::store::zoom::imports::{IS_READ, ZoomImport};
use crate::store::zoom::{accounts, reconciliation_queue};
use crate::store::{Store, StoreError};

/// More events than a day of any room.
const MAX_EVENTS: i64 = 5_000;
/// Imports are left out in lists of a multiple of this length, so that there are few statements.
const IMPORTS_STEP: usize = 5;

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
    /// Stores an event that Zoom sent once, and puts its meeting into the queue, in one transaction.
    pub async fn record_zoom_event(
        &self,
        event: &MeetingEvent,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let dialect = self.dialect();
        let mut transaction = Transaction::new(dialect);

        let origin = EventOrigin {
            source: "webhook",
            dedupe_key: &event.dedupe_key,
            import_key: None,
            received_at: now,
        };
        transaction.push(&insert_event(dialect, event, origin));
        // Together with the event: once Zoom has its answer, only the queue knows that the meeting is to be reconciled.
        for statement in reconciliation_queue::enqueue(dialect, &event.meeting, event.event.at, now)
        {
            transaction.push(&statement);
        }

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

    /// Lists a meeting's events at or after `since`, at most 5,000. Those of a report that was replaced or taken back
    /// are none.
    pub async fn list_zoom_events(
        &self,
        meeting: &str,
        since: DateTime<Utc>,
    ) -> Result<Vec<ZoomEvent>, StoreError> {
        self.list_zoom_events_without(meeting, since, &[]).await
    }

    /// Lists what remains of them without these imports.
    pub async fn list_zoom_events_without(
        &self,
        meeting: &str,
        since: DateTime<Utc>,
        imports: &[ImportId],
    ) -> Result<Vec<ZoomEvent>, StoreError> {
        let mut sql = Statement::new(format!(
            "SELECT meeting_uuid, kind, event_at, connection, person, is_host, host_id, user_id,
                name_key, is_assistant
            FROM zoom_events
            WHERE meeting_id = ? AND event_at >= ?
              AND (import_id IS NULL OR import_id IN (
                SELECT id FROM zoom_imports WHERE {IS_READ}",
        ))
        .bind(meeting)
        .bind(since);
        if !imports.is_empty() {
            sql.push(" AND id NOT IN ")
                .list(imports.iter().copied(), IMPORTS_STEP);
        }
        sql.push(")) ORDER BY event_at, id LIMIT ")
            .value(MAX_EVENTS);
        let rows: Vec<EventRow> = self.db.fetch_all(sql).await?;

        Ok(rows.into_iter().filter_map(EventRow::into_event).collect())
    }
}

impl Store {
    /// Stores an event that Zoom could not deliver, if it is not there, and puts its meeting into the queue. It is no sign
    /// that the account's webhooks come. Returns whether it was new.
    pub(crate) async fn record_logged_event(
        &self,
        event: &MeetingEvent,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let dialect = self.dialect();
        let sql = Statement::new("SELECT id FROM zoom_events WHERE dedupe_key = ?");
        let sql = sql.bind(event.dedupe_key.as_str());
        let known: Option<(i64,)> = self.db.fetch_optional(sql).await?;
        // Of an event that was delivered in the end, the log has the tries that failed.
        if known.is_some() {
            return Ok(false);
        }

        let origin = EventOrigin {
            source: "log",
            dedupe_key: &event.dedupe_key,
            import_key: None,
            received_at: now,
        };
        let mut transaction = Transaction::new(dialect);
        transaction.push(&insert_event(dialect, event, origin));
        for statement in reconciliation_queue::enqueue(dialect, &event.meeting, event.event.at, now)
        {
            transaction.push(&statement);
        }

        transaction.run(&self.db).await?;
        Ok(true)
    }
}

impl Store {
    /// Lists the events of an import, whether they are read or not.
    pub(crate) async fn list_events_of_import(
        &self,
        import: &ZoomImport,
    ) -> Result<Vec<ZoomEvent>, StoreError> {
        let sql = Statement::new(
            "SELECT meeting_uuid, kind, event_at, connection, person, is_host, host_id, user_id,
                name_key, is_assistant
            FROM zoom_events
            WHERE meeting_id = ? AND event_at >= ? AND event_at <= ? AND import_id = ?
            ORDER BY event_at, id
            LIMIT ?",
        );
        // No index begins with the import, but one does with the meeting.
        let sql = sql
            .bind(import.meeting.as_str())
            .bind(import.first_event_at)
            .bind(import.last_event_at)
            .bind(import.id)
            .bind(MAX_EVENTS);
        let rows: Vec<EventRow> = self.db.fetch_all(sql).await?;

        Ok(rows.into_iter().filter_map(EventRow::into_event).collect())
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
