//! What a webhook says: the few kinds that are evidence, and Zoom's question whether the server knows the secret.

mod wire;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;

use self::wire::{
    Announcement, MAX_DIGITS, MAX_ID, Object, Payload, Person, Webhook, account_holder, name_in,
    short,
};
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
    /// A user of Zoom removed the app that this system uses in the user's name.
    Removed(AppRemoval),
    /// Something that is not evidence: accepted, and not kept.
    Other,
}

/// A user of Zoom removed an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppRemoval {
    /// The app.
    pub client_id: String,
    /// Zoom's id of the user.
    pub user: String,
    /// When; `None`: Zoom did not say.
    pub at: Option<DateTime<Utc>>,
}

/// The webhook is signed, but has not the documented form.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the event has not the documented form: {0}")]
pub struct MalformedEvent(&'static str);

impl Delivery {
    /// Reads a signed body.
    pub fn read(body: &[u8]) -> Result<Self, MalformedEvent> {
        let Announcement { event } = read_json(body)?;

        if event == "endpoint.url_validation" {
            let webhook: Webhook = read_json(body)?;
            let plain_token = webhook
                .payload
                .plain_token
                .ok_or(MalformedEvent("no plainToken"))?;

            return Ok(Self::Validation { plain_token });
        }

        if event == "app_deauthorized" {
            let webhook: Webhook = read_json(body)?;
            let removal = webhook.payload.into_removal(webhook.event_ts);
            return Ok(removal.map_or(Self::Other, Self::Removed));
        }

        match MeetingEventName::of(&event) {
            Some(name) => {
                let mut webhook: Webhook = read_json(body)?;
                webhook.set_name(name_in(body));

                let event = webhook.into_event(name)?;
                Ok(Self::Event(Box::new(event)))
            }
            // Nothing more is read of it: each of Zoom's many events has a form of its own.
            None => Ok(Self::Other),
        }
    }
}

fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, MalformedEvent> {
    serde_json::from_slice(body).map_err(|_| MalformedEvent("not such JSON"))
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

impl Payload {
    /// Says who removed which app. `None`: it does not say that, and is nothing to send again.
    ///
    /// The time must be that of the removal, not of the delivery: it may come once more when the user has connected again.
    fn into_removal(self, event_ts: Option<String>) -> Option<AppRemoval> {
        // In Zoom's example the time of the event stands in here, too.
        let sent_at = self.event_ts.or(event_ts);
        let sent_at = sent_at.and_then(|text| text.parse().ok());
        let at = self.removed_at.as_deref().and_then(parse_time);
        let at = at.or(sent_at.and_then(DateTime::from_timestamp_millis));

        Some(AppRemoval {
            client_id: self.client?,
            user: self.user?,
            at,
        })
    }
}

fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(text).ok()?;
    Some(time.to_utc())
}

impl Webhook {
    fn set_name(&mut self, name: Option<String>) {
        let object = self.payload.object.as_mut();
        if let Some(person) = object.and_then(|object| object.participant.as_mut()) {
            person.user_name = name;
        }
    }

    fn into_event(self, name: MeetingEventName) -> Result<MeetingEvent, MalformedEvent> {
        let account = short(self.payload.account.as_ref(), MAX_ID)
            // An event without an account is evidence, but no sign that some account's webhooks come.
            .unwrap_or_default()
            .to_owned();
        let object = self.payload.object.ok_or(MalformedEvent("no object"))?;
        let host = object.host_id.as_deref().and_then(account_holder);
        let kind = object.kind(name)?;
        let lesson_key = object.lesson_key();

        // Without a time of its own, an event has that of its delivery.
        let sent_at = self.event_ts.and_then(|text| text.parse().ok());
        let at = object
            .time(name)
            .or(sent_at.and_then(DateTime::from_timestamp_millis))
            .ok_or(MalformedEvent("no time"))?;

        let meeting = short(object.id.as_ref(), MAX_DIGITS)
            .ok_or(MalformedEvent("no meeting id"))?
            .to_owned();
        // Events of two meetings under one number must not become one meeting, so there is nothing to put in its place.
        let uuid = short(object.uuid.as_ref(), MAX_ID)
            .ok_or(MalformedEvent("no meeting uuid"))?
            .to_owned();

        let connection = match &kind {
            ZoomKind::Started | ZoomKind::Ended => "",
            ZoomKind::Joined(participant)
            | ZoomKind::Left(participant)
            | ZoomKind::Dropped(participant) => &participant.connection,
        };
        let time = at.timestamp_millis().to_string();

        Ok(MeetingEvent {
            // Made of what happened, not of the delivery, so that a repeated delivery is stored once.
            dedupe_key: dedupe_key(&[name.as_str(), &uuid, connection, &time]),
            account,
            meeting,
            lesson_key,
            event: ZoomEvent {
                at,
                uuid,
                host,
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
        let person = self
            .participant
            .as_ref()
            .ok_or(MalformedEvent("no participant"))?;

        let meeting = self.id.as_deref().unwrap_or_default();
        Ok(person.participant(self.host_id.as_deref(), meeting))
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

        parse_time(text?)
    }
}

#[cfg(test)]
mod tests;
