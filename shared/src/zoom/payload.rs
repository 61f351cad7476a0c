//! What a webhook says: the few kinds that are evidence, and Zoom's question whether the server knows the secret.

use chrono::{DateTime, Utc};
use serde::Deserialize;

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
    Event(MeetingEvent),
    /// Something that is not evidence: accepted, and not kept.
    Other,
}

/// The webhook is signed, but has not the documented form.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the event has not the documented form: {0}")]
pub struct MalformedEvent(&'static str);

#[derive(Deserialize)]
struct Webhook {
    event: String,
    event_ts: Option<i64>,
    payload: Payload,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    plain_token: Option<String>,
    #[serde(rename = "account_id", default)]
    account: String,
    object: Option<Object>,
}

#[derive(Deserialize)]
struct Object {
    uuid: String,
    /// A text, in older events a number.
    id: serde_json::Value,
    #[serde(default)]
    host_id: String,
    start_time: Option<String>,
    end_time: Option<String>,
    participant: Option<Person>,
}

#[derive(Deserialize)]
struct Person {
    #[serde(default)]
    id: String,
    #[serde(default)]
    user_id: serde_json::Value,
    #[serde(default)]
    participant_uuid: String,
    #[serde(default)]
    participant_user_id: String,
    #[serde(default)]
    registrant_id: String,
    join_time: Option<String>,
    leave_time: Option<String>,
    #[serde(default)]
    leave_reason: String,
}

/// Zoom's ids are not longer than this.
const MAX_ID: usize = 64;
/// A meeting's number and a `user_id` have no more digits than this.
const MAX_DIGITS: usize = 32;

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
            Some(name) => webhook.into_event(name).map(Self::Event),
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
        let kind = object.kind(name)?;

        // Without a time of its own, an event has that of its delivery.
        let sent_at = self.event_ts.and_then(DateTime::from_timestamp_millis);
        let at = object
            .time(name)
            .or(sent_at)
            .ok_or(MalformedEvent("no time"))?;

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
            dedupe_key: dedupe_key(&[name.as_str(), &object.uuid, connection, &time]),
            account: self.payload.account,
            meeting,
            event: ZoomEvent {
                at,
                uuid: object.uuid,
                kind,
            },
        })
    }
}

impl Object {
    fn kind(&self, name: MeetingEventName) -> Result<ZoomKind, MalformedEvent> {
        Ok(match name {
            MeetingEventName::Started => ZoomKind::Started,
            MeetingEventName::Ended => ZoomKind::Ended,
            MeetingEventName::Joined => ZoomKind::Joined(self.person()?),
            MeetingEventName::Left if self.was_dropped() => ZoomKind::Dropped(self.person()?),
            MeetingEventName::Left => ZoomKind::Left(self.person()?),
        })
    }

    fn person(&self) -> Result<Participant, MalformedEvent> {
        self.participant
            .as_ref()
            .ok_or(MalformedEvent("no participant"))?
            .participant(&self.host_id)
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

impl Person {
    /// Recognises Zoom's words for an app that was killed or lost its network: "got disconnected from the meeting.
    /// Reason : Client Close." and "Network connection error."
    fn was_dropped(&self) -> bool {
        let reason = self.leave_reason.to_ascii_lowercase();
        ["got disconnected", "network connection error"]
            .iter()
            .any(|words| reason.contains(words))
    }

    /// Identifies the person, by ids alone. `user_id` and `participant_uuid` are new at each rejoin.
    fn participant(&self, host: &str) -> Result<Participant, MalformedEvent> {
        let connection = if self.participant_uuid.is_empty() {
            digits(&self.user_id).unwrap_or_default()
        } else {
            self.participant_uuid.clone()
        };

        if connection.is_empty() || connection.len() > MAX_ID {
            return Err(MalformedEvent("no participant id"));
        }

        let known = [
            ("r", &self.registrant_id),
            ("u", &self.participant_user_id),
            ("u", &self.id),
        ];
        let person = known
            .iter()
            .find(|(_, id)| !id.is_empty() && id.len() <= MAX_ID);

        Ok(Participant {
            connection,
            person: person.map(|(kind, id)| format!("{kind}:{id}")),
            is_host: !host.is_empty() && (self.id == host || self.participant_user_id == host),
        })
    }
}

/// Reads a number that is written as a text or as a number.
fn digits(value: &serde_json::Value) -> Option<String> {
    let text = match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Number(number) => number.to_string(),
        _ => return None,
    };

    (!text.is_empty() && text.len() <= MAX_DIGITS).then_some(text)
}

#[cfg(test)]
mod tests;
