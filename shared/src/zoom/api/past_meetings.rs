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

/// The status of a meeting that does not go on, begun before or not, and of one that does.
const WAITING: &str = "waiting";
const STARTED: &str = "started";
/// The types of meetings that somebody scheduled. Of a personal room nobody has said whether its runs are listed.
const SCHEDULED: [i64; 3] = [2, 3, 8];

/// The runs of a meeting that are over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instances {
    /// Those that could be read.
    pub runs: Vec<Instance>,
    /// Whether these are all of which Zoom tells: it was asked, and every row could be read.
    pub are_all: bool,
}

/// A run of a meeting that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Zoom's name of the run.
    pub uuid: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
}

/// What Zoom knows of a meeting, begun or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeetingState {
    /// Nothing, or it may not be asked, or it is no scheduled one: it may have runs of which Zoom does not tell.
    Unknown,
    /// It is scheduled and does not go on.
    Waiting,
    /// It goes on. That run is listed only after its end.
    GoesOn,
}

impl ZoomAccess<'_> {
    /// Lists the runs of a meeting that began within these days of UTC, and perhaps others. A teacher who did not agree to
    /// it is not asked.
    pub async fn list_instances(
        &self,
        meeting: &str,
        (first, last): (Day, Day),
    ) -> Result<Instances, ZoomApiError> {
        if self.lacks(LIST_RUNS) {
            return Ok(Instances::default());
        }

        let path = format!("/past_meetings/{}/instances", encoded(meeting));
        let (from, to) = (first.to_string(), last.to_string());
        let body = match self
            .get(CallWeight::Medium, &path, &[("from", &from), ("to", &to)])
            .await
        {
            Err(ZoomApiError::NothingTold) => return Ok(Instances::of(&[])),
            body => body?,
        };

        let rows = body.get("meetings").and_then(Value::as_array);
        Ok(rows.map_or_else(Instances::default, |rows| Instances::of(rows)))
    }

    /// Returns what Zoom knows of the meeting with this number.
    pub async fn meeting_state(&self, number: &str) -> Result<MeetingState, ZoomApiError> {
        if !self.may_read_meetings().await? {
            return Ok(MeetingState::Unknown);
        }

        let path = format!("/meetings/{}", encoded(number));

        match self.get(CallWeight::Light, &path, &[]).await {
            Ok(meeting) => Ok(MeetingState::of(&meeting)),
            Err(ZoomApiError::MissingScope(_)) => Ok(MeetingState::Unknown),
            Err(error) if error.is_about_meeting() => Ok(MeetingState::Unknown),
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

impl Instances {
    fn of(rows: &[Value]) -> Self {
        let runs: Vec<Instance> = rows.iter().filter_map(Instance::of).collect();

        Self {
            are_all: runs.len() == rows.len(),
            runs,
        }
    }
}

impl MeetingState {
    fn of(meeting: &Value) -> Self {
        let is_scheduled = meeting
            .get("type")
            .and_then(Value::as_i64)
            .is_some_and(|kind| SCHEDULED.contains(&kind));

        match field(meeting, "status").as_str() {
            STARTED => Self::GoesOn,
            WAITING if is_scheduled => Self::Waiting,
            _ => Self::Unknown,
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
