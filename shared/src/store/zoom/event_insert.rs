//! The statement by which an event is stored, whether Zoom sent it or a report stands for it.

use chrono::{DateTime, Utc};

use crate::domain::{MeetingEvent, Participant, ZoomKind};
use crate::store::db::Dialect;
use crate::store::db::statement::Statement;

/// Where an event came from, and when.
#[derive(Clone, Copy)]
pub(crate) struct EventOrigin<'a> {
    /// `webhook`, `log` for one that Zoom could not deliver, or `report`.
    pub(crate) source: &'static str,
    /// The same key for the same event of the same origin.
    pub(crate) dedupe_key: &'a str,
    /// The key of the import that it came with.
    pub(crate) import_key: Option<&'a str>,
    pub(crate) received_at: DateTime<Utc>,
}

/// Inserts an event once. With the key of an import that is not stored, nothing is inserted.
pub(crate) fn insert_event(
    dialect: Dialect,
    event: &MeetingEvent,
    origin: EventOrigin<'_>,
) -> Statement {
    let (kind, participant) = stored_kind(&event.event.kind);
    let connection = participant.map(|participant| participant.connection.as_str());
    let person = participant.and_then(|participant| participant.person.as_deref());
    let is_host = participant.is_some_and(|participant| participant.is_host);
    let user_id = participant.and_then(|participant| participant.user_id.as_deref());
    let name_key = participant.and_then(|participant| participant.name_key.as_deref());
    let is_assistant = participant.is_some_and(|participant| participant.is_assistant);

    // Values, where that will do: an insert from a select holds a lock of the whole table.
    let (begin, end) = match origin.import_key {
        None => ("VALUES (", ", NULL)"),
        Some(_) => ("SELECT ", ", id FROM zoom_imports WHERE import_key = ?"),
    };
    let sql = Statement::new(format!(
        "{}zoom_events
        (account_id, meeting_id, meeting_uuid, kind, event_at, received_at, connection, person, is_host, source,
         dedupe_key, host_id, user_id, name_key, is_assistant, import_id)
        {begin}?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?{end}",
        dialect.insert_ignore
    ))
    .bind(event.account.as_str())
    .bind(event.meeting.as_str())
    .bind(event.event.uuid.as_str())
    .bind(kind)
    .bind(event.event.at)
    .bind(origin.received_at)
    .bind(connection)
    .bind(person)
    .bind(i64::from(is_host))
    .bind(origin.source)
    .bind(origin.dedupe_key)
    .bind(event.event.host.as_deref())
    .bind(user_id)
    .bind(name_key)
    .bind(i64::from(is_assistant));

    match origin.import_key {
        None => sql,
        Some(key) => sql.bind(key),
    }
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
