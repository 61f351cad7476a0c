//! What a webhook says: the few kinds that are evidence, and Zoom's question whether the server knows the secret.

mod wire;

use chrono::{DateTime, Utc};

use self::wire::{MAX_ID, Object, Person, Webhook, digits, person_of};
use super::dedupe_key::dedupe_key;
use crate::domain::{MeetingEvent, Participant, ZoomEvent, ZoomKind};

/// A webhook, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Zoom asks whether the server knows the secret.
    Validation {
        /// What is to be encrypted.
        plain_token: String,
    },
    /// Evidence.
    Event(Box<MeetingEvent>),
    /// Something that is not evidence: accepted, and not kept.
    Other,
}

/// The webhook is signed, but has not the documented form.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the event has not the documented form: {0}")]
pub struct MalformedEvent(&'static str);

impl Delivery {
    /// Reads a signed body.
    pub fn read(body: &[u8]) -> Result<Self, MalformedEvent> {
        let webhook: Webhook =
            serde_json::from_slice(body).map_err(|_| MalformedEvent("not such JSON"))?;

        if webhook.event == "endpoint.url_validation" {
            let plain_token = webhook
                .payload
                .plain_token
                .ok_or(MalformedEvent("no plainToken"))?;

            return Ok(Self::Validation { plain_token });
        }

        match MeetingEventName::of(&webhook.event) {
            Some(name) => webhook
                .into_event(name)
                .map(|event| Self::Event(Box::new(event))),
            None => Ok(Self::Other),
        }
    }
}

/// The events that are evidence.
#[derive(Clone, Copy)]
enum MeetingEventName {
    Started,
    Ended,
    Joined,
    Left,
}

impl MeetingEventName {
    fn of(event: &str) -> Option<Self> {
        match event {
            "meeting.started" => Some(Self::Started),
            "meeting.ended" => Some(Self::Ended),
            "meeting.participant_joined" => Some(Self::Joined),
            "meeting.participant_left" => Some(Self::Left),
            _ => None,
        }
    }

    /// The name in dedupe keys.
    fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Ended => "ended",
            Self::Joined => "joined",
            Self::Left => "left",
        }
    }
}

impl Webhook {
    fn into_event(self, name: MeetingEventName) -> Result<MeetingEvent, MalformedEvent> {
        let object = self.payload.object.ok_or(MalformedEvent("no object"))?;
        let meeting = digits(&object.id).ok_or(MalformedEvent("no meeting id"))?;
        let kind = object.kind(name, &meeting)?;

        // Without a time of its own, an event has that of its delivery.
        let sent_at = self.event_ts.and_then(DateTime::from_timestamp_millis);
        let at = object
            .time(name)
            .or(sent_at)
            .ok_or(MalformedEvent("no time"))?;

        // The columns have this length.
        let is_too_long = object.uuid.len() > MAX_ID || self.payload.account.len() > MAX_ID;
        if is_too_long || object.uuid.is_empty() {
            return Err(MalformedEvent("an id is too long, or empty"));
        }

        let connection = match &kind {
            ZoomKind::Started | ZoomKind::Ended => "",
            ZoomKind::Joined(participant)
            | ZoomKind::Left(participant)
            | ZoomKind::Dropped(participant) => &participant.connection,
        };
        let time = at.timestamp_millis().to_string();

        Ok(MeetingEvent {
            // Made of what happened, not of the delivery, so that a repeated delivery is stored once.
            dedupe_key: dedupe_key(&[name.as_str(), &object.uuid, connection, &time]),
            account: self.payload.account,
            meeting,
            event: ZoomEvent {
                at,
                host: person_of(&object.host_id),
                uuid: object.uuid,
                kind,
            },
        })
    }
}

impl Object {
    fn kind(&self, name: MeetingEventName, meeting: &str) -> Result<ZoomKind, MalformedEvent> {
        Ok(match name {
            MeetingEventName::Started => ZoomKind::Started,
            MeetingEventName::Ended => ZoomKind::Ended,
            MeetingEventName::Joined => ZoomKind::Joined(self.person(meeting)?),
            MeetingEventName::Left if self.was_dropped() => {
                ZoomKind::Dropped(self.person(meeting)?)
            }
            MeetingEventName::Left => ZoomKind::Left(self.person(meeting)?),
        })
    }

    fn person(&self, meeting: &str) -> Result<Participant, MalformedEvent> {
        self.participant
            .as_ref()
            .ok_or(MalformedEvent("no participant"))?
            .participant(&self.host_id, meeting)
    }

    fn was_dropped(&self) -> bool {
        self.participant.as_ref().is_some_and(Person::was_dropped)
    }

    /// The time that Zoom gives for what happened.
    fn time(&self, name: MeetingEventName) -> Option<DateTime<Utc>> {
        let person = self.participant.as_ref();
        let text = match name {
            MeetingEventName::Started => self.start_time.as_deref(),
            MeetingEventName::Ended => self.end_time.as_deref(),
            MeetingEventName::Joined => person.and_then(|person| person.join_time.as_deref()),
            MeetingEventName::Left => person.and_then(|person| person.leave_time.as_deref()),
        };

        let time = DateTime::parse_from_rfc3339(text?).ok()?;
        Some(time.to_utc())
    }
}

#[cfg(test)]
mod tests;
