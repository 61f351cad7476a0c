//! What Zoom says of meetings that are over.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use url::form_urlencoded::byte_serialize;

use super::call_counter::CallWeight;
use super::client::ZoomAccess;
use super::pages::Listing;
use super::refusal::ZoomApiError;
use crate::domain::{Day, MeetingEvent};
use crate::zoom::report::ListedRun;
use crate::zoom::wire_text::field;

/// A run of a meeting that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Zoom's name of the run.
    pub uuid: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
}

/// The most rows that Zoom gives at once.
const PAGE_SIZE: &str = "300";

impl ZoomAccess<'_> {
    /// Lists the runs of a meeting that began within these days of UTC, and perhaps others. Empty: Zoom tells of none.
    pub async fn list_instances(
        &self,
        meeting: &str,
        (first, last): (Day, Day),
    ) -> Result<Vec<Instance>, ZoomApiError> {
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

    /// Asks who was in one run of a meeting. Returns the events that the answer stands for.
    ///
    /// `None`: Zoom does not say. It has no list of a meeting that has not ended, whose list is not ready, or in which
    /// one person was alone, and does not tell these apart. So whoever is missing there need not have been absent, and a
    /// list with one person says no more than none.
    pub async fn find_listed_run(
        &self,
        meeting: &str,
        uuid: &str,
    ) -> Result<Option<Vec<MeetingEvent>>, ZoomApiError> {
        match self.list_run(uuid).await {
            Ok(run) => Ok(run.and_then(|run| run.events(meeting))),
            Err(ZoomApiError::NothingTold) => Ok(None),
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

    async fn list_run(&self, uuid: &str) -> Result<Option<ListedRun>, ZoomApiError> {
        let path = format!("/past_meetings/{}", encoded_uuid(uuid));
        // A light call that saves a heavier one.
        let meeting = self.get(CallWeight::Light, &path, &[]).await?;
        let host = field(&meeting, "host_id");
        let is_of_one = matches!(field(&meeting, "participants_count").parse(), Ok(0 | 1));
        if host.is_empty() || is_of_one {
            return Ok(None);
        }

        let rows = self
            .list_participants(&format!("{path}/participants"))
            .await?;
        Ok(Some(ListedRun {
            uuid: uuid.to_owned(),
            host,
            rows,
        }))
    }

    /// Lists who was there. Zoom may list the same stay on two pages.
    async fn list_participants(&self, path: &str) -> Result<Vec<Value>, ZoomApiError> {
        let listed = self
            .list(&Listing {
                weight: CallWeight::Medium,
                path,
                query: &[("page_size", PAGE_SIZE)],
                rows: "participants",
            })
            .await?;

        let mut rows: BTreeMap<[String; 4], Value> = BTreeMap::new();
        for row in listed {
            rows.entry(identity(&row)).or_insert(row);
        }

        Ok(rows.into_values().collect())
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

/// Returns what is the same in a row that Zoom lists twice, and an order that does not depend on Zoom's.
fn identity(row: &Value) -> [String; 4] {
    ["join_time", "leave_time", "user_id", "name"].map(|name| field(row, name))
}

/// Encodes the name of a run, twice where Zoom would otherwise take a part of it for the path's.
fn encoded_uuid(uuid: &str) -> String {
    let once = encoded(uuid);
    if uuid.starts_with('/') || uuid.contains("//") {
        encoded(&once)
    } else {
        once
    }
}

fn encoded(text: &str) -> String {
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
