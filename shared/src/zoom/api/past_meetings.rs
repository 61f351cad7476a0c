//! What Zoom says of meetings that are over.

use chrono::{DateTime, Utc};
use serde_json::Value;
use url::form_urlencoded::byte_serialize;

use super::client::ZoomAccess;
use super::refusal::ZoomApiError;
use crate::domain::CallWeight;
use crate::domain::Day;
use crate::zoom::teacher_scopes::LIST_RUNS;
use crate::zoom::wire_text::field;

/// The status of a meeting that does not go on: begun before or not.
const WAITING: &str = "waiting";

/// A run of a meeting that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Zoom's name of the run.
    pub uuid: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
}

impl ZoomAccess<'_> {
    /// Lists the runs of a meeting that began within these days of UTC, and perhaps others. Empty: Zoom tells of none, or
    /// the teacher did not agree to it.
    pub async fn list_instances(
        &self,
        meeting: &str,
        (first, last): (Day, Day),
    ) -> Result<Vec<Instance>, ZoomApiError> {
        if self.lacks(LIST_RUNS) {
            return Ok(Vec::new());
        }

        let path = format!("/past_meetings/{}/instances", encoded(meeting));
        let (from, to) = (first.to_string(), last.to_string());
        let body = match self
            .get(CallWeight::Medium, &path, &[("from", &from), ("to", &to)])
            .await
        {
            Err(ZoomApiError::NothingTold) => return Ok(Vec::new()),
            body => body?,
        };

        let meetings = body.get("meetings").and_then(Value::as_array);
        Ok(meetings
            .into_iter()
            .flatten()
            .filter_map(Instance::of)
            .collect())
    }

    /// Tells whether there is a meeting with this number that may be read, and that does not go on: then its runs would be
    /// told, too. One that goes on is listed only after its end. Without the scope it is as if there were none.
    pub async fn is_known_and_over(&self, number: &str) -> Result<bool, ZoomApiError> {
        if !self.may_read_meetings().await? {
            return Ok(false);
        }

        let path = format!("/meetings/{}", encoded(number));

        match self.get(CallWeight::Light, &path, &[]).await {
            Ok(meeting) => Ok(field(&meeting, "status") == WAITING),
            Err(ZoomApiError::MissingScope(_)) => Ok(false),
            Err(error) if error.is_about_meeting() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Asks for a meeting that there is not. Any answer of Zoom's own shows that the app may ask.
    pub async fn try_access(&self) -> Result<(), ZoomApiError> {
        match self.get(CallWeight::Light, "/past_meetings/1", &[]).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_about_meeting() => Ok(()),
            Err(error) => Err(error),
        }
    }
}

impl Instance {
    fn of(listed: &Value) -> Option<Self> {
        Some(Self {
            uuid: Some(field(listed, "uuid")).filter(|uuid| !uuid.is_empty())?,
            started_at: field(listed, "start_time").parse().ok()?,
        })
    }
}

/// Encodes the name of a run, twice where Zoom would otherwise take a part of it for the path's.
pub(super) fn encoded_uuid(uuid: &str) -> String {
    let once = encoded(uuid);
    if uuid.starts_with('/') || uuid.contains("//") {
        encoded(&once)
    } else {
        once
    }
}

pub(super) fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_run_whose_name_looks_like_a_path_is_encoded_twice() {
        for (uuid, expected) in [
            ("4444AAAiAAAAAiAiAiiAii==", "4444AAAiAAAAAiAiAiiAii%3D%3D"),
            ("a/b+c==", "a%2Fb%2Bc%3D%3D"),
            ("/abc==", "%252Fabc%253D%253D"),
            ("ab//c=", "ab%252F%252Fc%253D"),
        ] {
            assert_eq!(encoded_uuid(uuid), expected);
        }
    }
}
