//! The documented form of a webhook's body, as far as it is read.

use serde::Deserialize;

use super::MalformedEvent;
use crate::domain::Participant;
use crate::zoom::names::{is_assistant_name, name_key};

#[derive(Deserialize)]
pub(super) struct Webhook {
    pub(super) event: String,
    pub(super) event_ts: Option<i64>,
    pub(super) payload: Payload,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payload {
    pub(super) plain_token: Option<String>,
    #[serde(rename = "account_id", default)]
    pub(super) account: String,
    pub(super) object: Option<Object>,
}

#[derive(Deserialize)]
pub(super) struct Object {
    pub(super) uuid: String,
    /// A text, in older events a number.
    pub(super) id: serde_json::Value,
    #[serde(default)]
    pub(super) host_id: String,
    pub(super) start_time: Option<String>,
    pub(super) end_time: Option<String>,
    pub(super) participant: Option<Person>,
}

#[derive(Deserialize)]
pub(super) struct Person {
    #[serde(default)]
    pub(super) id: String,
    #[serde(default)]
    pub(super) user_id: serde_json::Value,
    #[serde(default)]
    pub(super) participant_uuid: String,
    #[serde(default)]
    pub(super) participant_user_id: String,
    #[serde(default)]
    pub(super) registrant_id: String,
    #[serde(default)]
    pub(super) user_name: String,
    pub(super) join_time: Option<String>,
    pub(super) leave_time: Option<String>,
    #[serde(default)]
    pub(super) leave_reason: String,
}

/// Zoom's ids are not longer than this.
pub(super) const MAX_ID: usize = 64;
/// A meeting's number and a `user_id` have no more digits than this.
const MAX_DIGITS: usize = 32;

impl Person {
    /// Recognises Zoom's words for an app that was killed or lost its network: "got disconnected from the meeting.
    /// Reason : Client Close." and "Network connection error."
    pub(super) fn was_dropped(&self) -> bool {
        let reason = self.leave_reason.to_ascii_lowercase();
        ["got disconnected", "network connection error"]
            .iter()
            .any(|words| reason.contains(words))
    }

    /// Identifies the person, by ids alone. `user_id` and `participant_uuid` are new at each rejoin.
    pub(super) fn participant(
        &self,
        host: &str,
        meeting: &str,
    ) -> Result<Participant, MalformedEvent> {
        let connection = if self.participant_uuid.is_empty() {
            digits(&self.user_id).unwrap_or_default()
        } else {
            self.participant_uuid.clone()
        };

        if connection.is_empty() || connection.len() > MAX_ID {
            return Err(MalformedEvent("no participant id"));
        }

        let user_id = digits(&self.user_id).filter(|_| !self.participant_uuid.is_empty());

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
            // Without this check, two missing ids would be equal, and everybody the host.
            is_host: !host.is_empty() && (self.id == host || self.participant_user_id == host),
            user_id,
            name_key: name_key(meeting, &self.user_name),
            is_assistant: is_assistant_name(&self.user_name),
        })
    }
}

/// Returns the person who is signed in with that account.
pub(super) fn person_of(account: &str) -> Option<String> {
    (!account.is_empty() && account.len() <= MAX_ID).then(|| format!("u:{account}"))
}

/// Reads a number that is written as a text or as a number.
pub(super) fn digits(value: &serde_json::Value) -> Option<String> {
    let text = match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Number(number) => number.to_string(),
        _ => return None,
    };

    (!text.is_empty() && text.len() <= MAX_DIGITS).then_some(text)
}
