//! The log of the events that Zoom sent.

use serde_json::{Value, json};

use super::answers::PageQuery;
use super::lists::{day, time};
use crate::spans::{DAY, Millis};
use crate::zoom::{Run, SentEvent, signature_headers};

/// Zoom keeps the log for this time.
const KEPT: Millis = 7 * DAY;

/// Lists the deliveries that a call asks for, in their order.
pub(super) fn deliveries(runs: &[Run], now: Millis, query: &PageQuery) -> Vec<Value> {
    let is_asked = |event: &&SentEvent| {
        let is_kept = event.logged && (now - KEPT..=now).contains(&event.at);
        let is_of_kind = match query.kind {
            Some(1) => true,
            Some(3) => event.arrives.is_some(),
            _ => event.arrives.is_none(),
        };

        is_kept && is_of_kind && query.has_day(&day(event.at))
    };

    let events = runs.iter().flat_map(|run| &run.events);
    let mut asked: Vec<&SentEvent> = events.filter(is_asked).collect();
    asked.sort_by_key(|event| event.at);

    asked.into_iter().map(delivery).collect()
}

fn delivery(event: &SentEvent) -> Value {
    let (timestamp, signature) = signature_headers(event.at, &event.body);
    let body: Value = serde_json::from_str(&event.body).unwrap_or_default();
    let is_delivered = event.arrives.is_some();
    let headers = json!({
        "content-type": "application/json",
        "x-zm-request-timestamp": timestamp,
        "x-zm-signature": signature,
        "x-zm-request-id": format!("request-{}", event.at),
    });

    json!({
        "event": body["event"],
        "status": if is_delivered { 200 } else { 500 },
        "date_time": time(event.at),
        "request_headers": headers.to_string(),
        "request_body": event.body,
    })
}
