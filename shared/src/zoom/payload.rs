//! What a webhook says: the few kinds that are evidence, and Zoom's question whether anybody is there.

use chrono::{DateTime, Utc};
use ring::digest::{SHA256, digest};
use serde::Deserialize;

use crate::auth::hex;
use crate::domain::{Participant, ZoomEvent, ZoomKind};

/// A webhook, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Zoom asks whether we know the secret.
    Validation {
        /// What is to be encrypted.
        plain_token: String,
    },
    /// Evidence.
    Event(MeetingEvent),
    /// Something that is not evidence: accepted, and not kept.
    Other,
}

/// An event with all that is kept of it. Names and addresses are not: nobody is recognised by them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingEvent {
    /// The account that sends it.
    pub account: String,
    /// The meeting's number.
    pub meeting: String,
    /// The event.
    pub event: ZoomEvent,
    /// The same for the same event, however often and in whatever delivery it comes.
    pub dedupe_key: String,
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

/// Longer ids are none of Zoom's.
const MAX_ID: usize = 64;

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
        let (name, joined) = match webhook.event.as_str() {
            "meeting.started" => ("started", None),
            "meeting.ended" => ("ended", None),
            "meeting.participant_joined" => ("joined", Some(true)),
            "meeting.participant_left" => ("left", Some(false)),
            _ => return Ok(Self::Other),
        };
        let object = webhook.payload.object.ok_or(MalformedEvent("no object"))?;
        let meeting = plain(&object.id).ok_or(MalformedEvent("no meeting id"))?;
        let sent_at = webhook.event_ts.and_then(DateTime::from_timestamp_millis);
        let (kind, told, connection) = match joined {
            None if name == "started" => (
                ZoomKind::Started,
                object.start_time.as_deref(),
                String::new(),
            ),
            None => (ZoomKind::Ended, object.end_time.as_deref(), String::new()),
            Some(joined) => {
                let person = object
                    .participant
                    .as_ref()
                    .ok_or(MalformedEvent("no participant"))?;
                let participant = person.participant(&object.host_id)?;
                let (connection, time) = (
                    participant.connection.clone(),
                    if joined {
                        &person.join_time
                    } else {
                        &person.leave_time
                    },
                );

                let kind = match joined {
                    true => ZoomKind::Joined(participant),
                    false if person.was_dropped() => ZoomKind::Dropped(participant),
                    false => ZoomKind::Left(participant),
                };

                (kind, time.as_deref(), connection)
            }
        };
        let told = told
            .and_then(|text| DateTime::parse_from_rfc3339(text).ok())
            .map(|at| at.to_utc());
        let at: DateTime<Utc> = told.or(sent_at).ok_or(MalformedEvent("no time"))?;
        if [&object.uuid, &webhook.payload.account]
            .into_iter()
            .any(|id| id.len() > MAX_ID)
            || object.uuid.is_empty()
        {
            return Err(MalformedEvent("an id is too long, or empty"));
        }
        Ok(Self::Event(MeetingEvent {
            dedupe_key: dedupe_key(&[
                name,
                &object.uuid,
                &connection,
                &at.timestamp_millis().to_string(),
            ]),
            account: webhook.payload.account,
            meeting,
            event: ZoomEvent {
                at,
                uuid: object.uuid,
                kind,
            },
        }))
    }
}

impl Person {
    /// Zoom's words for an app that was killed or lost its network: "got disconnected from the meeting. Reason :
    /// Client Close." and "Network connection error."
    fn was_dropped(&self) -> bool {
        let reason = self.leave_reason.to_ascii_lowercase();
        ["got disconnected", "network connection error"]
            .iter()
            .any(|words| reason.contains(words))
    }

    /// Who this is, by ids alone. `user_id` and `participant_uuid` are new at each rejoin.
    fn participant(&self, host: &str) -> Result<Participant, MalformedEvent> {
        let user_id = plain(&self.user_id).unwrap_or_default();
        let connection = if self.participant_uuid.is_empty() {
            user_id
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

/// Digits, as a text or as a number.
fn plain(value: &serde_json::Value) -> Option<String> {
    let text = match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty() && text.len() <= 32).then_some(text)
}

pub(super) fn dedupe_key(parts: &[&str]) -> String {
    let text = parts.join("\n");
    hex(digest(&SHA256, text.as_bytes()).as_ref())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(event: &str, object: &serde_json::Value) -> Result<Delivery, MalformedEvent> {
        let body = json!({ "event": event, "event_ts": 1_764_000_000_123_i64,
            "payload": { "account_id": "acc", "object": object } });
        Delivery::read(body.to_string().as_bytes())
    }

    fn heard(event: &str, object: &serde_json::Value) -> MeetingEvent {
        match read(event, object) {
            Ok(Delivery::Event(heard)) => heard,
            other => panic!("{other:?}"),
        }
    }

    fn object(participant: &serde_json::Value) -> serde_json::Value {
        json!({ "uuid": "u==", "id": "12345678901", "host_id": "h1", "topic": "x", "type": 2, "duration": 60,
            "start_time": "2026-11-23T15:00:00Z", "participant": participant })
    }

    #[test]
    fn the_host_is_known_by_id_and_nobody_by_name() {
        let person = |id: &str, name: &str| {
            json!({ "user_id": "167", "user_name": name, "id": id, "participant_uuid": "P1",
                "join_time": "2026-11-23T15:00:05Z", "email": "" })
        };
        let joined =
            |id, name| match heard("meeting.participant_joined", &object(&person(id, name)))
                .event
                .kind
            {
                ZoomKind::Joined(participant) => participant,
                other => panic!("{other:?}"),
            };

        assert!(
            joined("h1", "Amina").is_host
                && !joined("", "Host").is_host
                && !joined("h2", "h1").is_host
        );

        assert_eq!(joined("", "Amina").person, None);
        assert_eq!(joined("h2", "x").person.as_deref(), Some("u:h2"));
    }

    #[test]
    fn the_same_event_has_the_same_key_whatever_else_changes() {
        let person = json!({ "user_id": 167, "participant_uuid": "P1", "leave_time": "2026-11-23T15:40:05Z" });
        let left = heard("meeting.participant_left", &object(&person));
        let renamed = json!({ "user_id": 168, "user_name": "other", "participant_uuid": "P1",
            "leave_time": "2026-11-23T15:40:05Z", "leave_reason": "x" });

        assert_eq!(
            heard("meeting.participant_left", &object(&renamed)).dedupe_key,
            left.dedupe_key
        );

        let later = json!({ "user_id": 167, "participant_uuid": "P1", "leave_time": "2026-11-23T15:40:06Z" });
        assert_ne!(
            heard("meeting.participant_left", &object(&later)).dedupe_key,
            left.dedupe_key
        );

        let left_by = |reason: &str| {
            let mut gone = later.clone();
            gone["leave_reason"] = json!(reason);
            heard("meeting.participant_left", &object(&gone)).event.kind
        };

        for reason in [
            "got disconnected from the meeting. Reason : Client Close.",
            "Network connection error.",
        ] {
            assert!(matches!(left_by(reason), ZoomKind::Dropped(_)), "{reason}");
        }

        assert!(matches!(
            left_by("left the meeting. Reason : left the meeting"),
            ZoomKind::Left(_)
        ));

        assert_eq!(
            (left.meeting.as_str(), left.account.as_str()),
            ("12345678901", "acc")
        );
    }

    #[test]
    fn what_is_no_evidence_is_passed_over_and_other_forms_are_named() {
        assert_eq!(
            read("recording.completed", &json!({ "uuid": "u", "id": 1 })),
            Ok(Delivery::Other)
        );

        assert!(read("meeting.started", &json!({ "id": "1" })).is_err());
        assert!(
            read(
                "meeting.participant_joined",
                &json!({ "uuid": "u", "id": "1" })
            )
            .is_err()
        );

        assert!(Delivery::read(b"{").is_err());
        let question =
            json!({ "event": "endpoint.url_validation", "payload": { "plainToken": "abc" } });
        let plain_token = "abc".to_owned();

        assert_eq!(
            Delivery::read(question.to_string().as_bytes()),
            Ok(Delivery::Validation { plain_token })
        );

        // Without a time of its own, an event has that of its delivery.
        let started = heard(
            "meeting.started",
            &json!({ "uuid": "u", "id": 98_765_432_101_i64 }),
        );

        assert_eq!(
            (
                started.event.at.timestamp_subsec_millis(),
                started.meeting.as_str()
            ),
            (123, "98765432101")
        );
    }
}
