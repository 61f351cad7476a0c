//! The documented form of a webhook's body, as far as it is read.
//!
//! A refused event is lost for good, so a field that is null, missing, empty or of another type is a field that Zoom
//! did not fill: only an event that cannot be used without it is refused.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::domain::Participant;
use crate::zoom::api::LESSON_KEY;
use crate::zoom::names::{is_assistant_name, name_key};
use crate::zoom::wire_text::field;

/// What every webhook has. The rest of an event that is not needed may have any form.
#[derive(Deserialize)]
pub(super) struct Announcement {
    pub(super) event: String,
}

#[derive(Deserialize)]
pub(super) struct Webhook {
    /// Milliseconds.
    #[serde(default, deserialize_with = "text")]
    pub(super) event_ts: Option<String>,
    pub(super) payload: Payload,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payload {
    #[serde(rename = "user_id", default, deserialize_with = "text")]
    pub(super) user: Option<String>,
    #[serde(rename = "client_id", default, deserialize_with = "text")]
    pub(super) client: Option<String>,
    #[serde(rename = "deauthorization_time", default, deserialize_with = "text")]
    pub(super) removed_at: Option<String>,
    /// Milliseconds: here in the event of a removal.
    #[serde(rename = "event_ts", default, deserialize_with = "text")]
    pub(super) event_ts: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) plain_token: Option<String>,
    #[serde(rename = "account_id", default, deserialize_with = "text")]
    pub(super) account: Option<String>,
    pub(super) object: Option<Object>,
}

#[derive(Deserialize)]
pub(super) struct Object {
    #[serde(default, deserialize_with = "text")]
    pub(super) uuid: Option<String>,
    /// A text, in older events a number.
    #[serde(default, deserialize_with = "text")]
    pub(super) id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) host_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) start_time: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) end_time: Option<String>,
    pub(super) participant: Option<Person>,
    /// A list of `key` and `value`, or an object.
    #[serde(default)]
    pub(super) custom_keys: Value,
}

#[derive(Deserialize)]
pub(super) struct Person {
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    user_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    participant_uuid: Option<String>,
    #[serde(default, deserialize_with = "text")]
    participant_user_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    registrant_id: Option<String>,
    #[serde(skip)]
    pub(super) user_name: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) join_time: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) leave_time: Option<String>,
    #[serde(default, deserialize_with = "text")]
    leave_reason: Option<String>,
}

impl Object {
    /// Returns the key of the lesson that the meeting was created for.
    pub(super) fn lesson_key(&self) -> Option<String> {
        let key = match &self.custom_keys {
            Value::Array(keys) => keys
                .iter()
                .find(|custom| field(custom, "key") == LESSON_KEY)
                .map(|custom| field(custom, "value"))?,
            keys => field(keys, LESSON_KEY),
        };

        (!key.is_empty() && key.len() <= MAX_ID).then_some(key)
    }
}

/// Reads the participant's name apart from the rest: a name that was cut in the middle of a character is no text, and
/// must not cost the event.
pub(super) fn name_in(body: &[u8]) -> Option<String> {
    let named: NamedWebhook = serde_json::from_slice(body).ok()?;
    named.payload.object.participant.user_name
}

#[derive(Deserialize)]
struct NamedWebhook {
    payload: NamedPayload,
}

#[derive(Deserialize)]
struct NamedPayload {
    object: NamedObject,
}

#[derive(Deserialize)]
struct NamedObject {
    participant: NamedPerson,
}

#[derive(Deserialize)]
struct NamedPerson {
    #[serde(default, deserialize_with = "text")]
    user_name: Option<String>,
}

/// Zoom's ids are not longer than this, nor are the columns.
pub(super) const MAX_ID: usize = 64;
/// A meeting's number and a `user_id` have no more digits than this.
pub(super) const MAX_DIGITS: usize = 32;
/// The connection of somebody without any id. Several of them in one meeting cannot be told apart.
const WITHOUT_ID: &str = "unknown";

impl Person {
    /// Recognises Zoom's words for an app that was killed or lost its network: "got disconnected from the meeting.
    /// Reason : Client Close." and "Network connection error."
    pub(super) fn was_dropped(&self) -> bool {
        let reason = self.leave_reason.as_deref().unwrap_or_default();
        let reason = reason.to_ascii_lowercase();

        ["got disconnected", "network connection error"]
            .iter()
            .any(|words| reason.contains(words))
    }

    /// Identifies the person, by ids alone. `user_id` and `participant_uuid` are new at each rejoin.
    pub(super) fn participant(&self, host: Option<&str>, meeting: &str) -> Participant {
        let person = [
            ("r", &self.registrant_id),
            ("u", &self.participant_user_id),
            ("u", &self.id),
        ]
        .into_iter()
        .find_map(|(kind, id)| Some(format!("{kind}:{}", short(id.as_ref(), MAX_ID)?)));

        // Without an id of the stay, all stays of a known person are one. Somebody without any id was there as well:
        // if the event were refused, the student would count as absent.
        let connection = short(self.participant_uuid.as_ref(), MAX_ID)
            .or_else(|| short(self.user_id.as_ref(), MAX_DIGITS))
            .or(person.as_deref())
            .unwrap_or(WITHOUT_ID)
            .to_owned();

        // Without this check, two missing ids would be equal, and everybody the host.
        let ids = [self.id.as_deref(), self.participant_user_id.as_deref()];
        let is_host = host.is_some() && ids.contains(&host);

        let name = self.user_name.as_deref().unwrap_or_default();
        Participant {
            user_id: short(self.user_id.as_ref(), MAX_ID)
                .filter(|id| *id != connection)
                .map(str::to_owned),
            connection,
            person,
            is_host,
            name_key: name_key(meeting, name),
            is_assistant: is_assistant_name(name),
        }
    }
}

/// Returns the person who is signed in with that account.
pub(super) fn account_holder(account: &str) -> Option<String> {
    (account.len() <= MAX_ID).then(|| format!("u:{account}"))
}

/// Returns an id that is not longer than this.
pub(super) fn short(id: Option<&String>, max_length: usize) -> Option<&str> {
    id.map(String::as_str).filter(|id| id.len() <= max_length)
}

/// Reads a text, or a whole number as the text of its digits. `None`: it is empty, or something else.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = match Value::deserialize(deserializer)? {
        Value::String(text) => text,
        Value::Number(number) if !number.is_f64() => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            return Ok(None);
        }
    };

    Ok((!text.trim().is_empty()).then_some(text))
}
