//! The log of the webhooks that Zoom sent to an app, of the last seven days.
//!
//! Only failed deliveries are asked for. Whatever was delivered is stored before it is confirmed, so what Zoom counts as
//! delivered is here; and of a school's events a day there are tens of thousands, of failed ones few. The form of an entry
//! is documented, but nobody has seen one: the body may be a text or an object, under one of several names. What is not
//! understood is counted and left out. The log comes from Zoom's own API by TLS, so no signature is checked.

use serde_json::Value;

use super::client::ZoomAccess;
use super::past_meetings::encoded;
use super::refusal::ZoomApiError;
use crate::domain::{CallWeight, Day, MeetingEvent};
use crate::zoom::payload::Delivery;
use crate::zoom::wire_text::field;

/// One page of the log.
#[derive(Clone, Debug, Default)]
pub struct LogPage {
    /// The events that it has.
    pub events: Vec<MeetingEvent>,
    /// Entries that have no event of a known form.
    pub not_understood: usize,
    /// Zoom's name of the next page; `None`: this was the last one. It is good for a quarter of an hour.
    pub next: Option<String>,
}

/// The scopes of which one allows the log.
pub const LOG_SCOPES: [&str; 2] = ["marketplace_app:read:admin", "marketplace_app:read"];
/// Zoom's number for deliveries that failed.
const FAILED: &str = "2";
/// The most entries that Zoom gives at once.
const PAGE_SIZE: &str = "300";
/// The names under which an entry may have the body.
const BODIES: [&str; 4] = ["request_body", "body", "payload", "request"];

impl ZoomAccess<'_> {
    /// Reads a page of an app's log of these days of UTC.
    pub async fn read_webhook_log(
        &self,
        app: &str,
        (first, last): (Day, Day),
        page: Option<&str>,
    ) -> Result<LogPage, ZoomApiError> {
        let path = format!("/marketplace/apps/{}/webhook_logs", encoded(app));
        let (first, last) = (first.to_string(), last.to_string());
        let mut query = vec![
            ("page_size", PAGE_SIZE),
            ("type", FAILED),
            ("from", first.as_str()),
            ("to", last.as_str()),
        ];
        query.extend(page.map(|page| ("next_page_token", page)));

        match self.get(CallWeight::Medium, &path, &query).await {
            Ok(answer) => Ok(LogPage::of(&answer)),
            Err(ZoomApiError::NothingTold) => Ok(LogPage::default()),
            Err(error) => Err(error),
        }
    }
}

impl LogPage {
    fn of(answer: &Value) -> Self {
        let next = field(answer, "next_page_token");
        let mut page = Self {
            next: Some(next).filter(|next| !next.is_empty()),
            ..Self::default()
        };

        let entries = ["webhook_logs", "logs"]
            .iter()
            .find_map(|name| answer.get(name)?.as_array());
        for entry in entries.into_iter().flatten() {
            match find_delivery(entry) {
                Some(Delivery::Event(event)) => page.events.push(*event),
                // Removals are of the teachers' app, whose log this is not.
                Some(Delivery::Validation { .. } | Delivery::Removed(_) | Delivery::Other) => {}
                None => page.not_understood += 1,
            }
        }

        page
    }
}

/// Finds the body of a webhook in an entry of the log.
fn find_delivery(entry: &Value) -> Option<Delivery> {
    let bodies = BODIES.iter().filter_map(|name| entry.get(name));

    bodies
        // An entry may be the body itself, with more beside it.
        .chain([entry])
        .find_map(|body| match body {
            Value::String(text) => Delivery::read(text.as_bytes()).ok(),
            Value::Object(_) => find_in_object(body),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
        })
}

/// Reads a body, or finds it one level deeper.
fn find_in_object(body: &Value) -> Option<Delivery> {
    if body.get("event").is_some() && body.get("payload").is_some() {
        return Delivery::read(body.to_string().as_bytes()).ok();
    }

    match body.get("body")? {
        Value::String(text) => Delivery::read(text.as_bytes()).ok(),
        inner => Delivery::read(inner.to_string().as_bytes()).ok(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body() -> Value {
        json!({
            "event": "meeting.started", "event_ts": 1_764_000_000_000_i64,
            "payload": { "account_id": "a", "object": {
                "uuid": "u1==", "id": "12345678901", "host_id": "h", "start_time": "2026-11-23T15:00:00Z",
            } },
        })
    }

    #[test]
    fn a_body_is_found_as_a_text_or_an_object_under_several_names() {
        let text = body().to_string();
        let entries = [
            json!({ "event": "meeting.started", "status": 500, "request_body": text }),
            json!({ "request_body": body() }),
            json!({ "body": text }),
            json!({ "payload": body(), "event": "meeting.started" }),
            json!({ "request": { "headers": {}, "body": text } }),
            json!({ "request": { "body": body() } }),
            body(),
        ];

        for entry in entries {
            let page = LogPage::of(&json!({ "webhook_logs": [entry] }));
            assert_eq!(page.events.len(), 1, "{entry}");
            assert_eq!(page.events[0].event.uuid, "u1==", "{entry}");
        }
    }

    #[test]
    fn what_is_not_understood_is_counted_and_what_is_no_evidence_is_not() {
        let page = LogPage::of(&json!({
            "next_page_token": "more",
            "webhook_logs": [
                json!({ "request_body": "no JSON" }),
                json!({ "status": 500 }),
                json!("text"),
                json!({ "request_body": { "event": "meeting.created", "payload": {} } }),
            ],
        }));

        assert_eq!(page.events, []);
        assert_eq!(page.not_understood, 3);
        assert_eq!(page.next.as_deref(), Some("more"));
        assert_eq!(LogPage::of(&json!({})).events, []);
    }
}
