//! The messages of the tracking page and their answers, shared by join, heartbeat and end.

use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::app::apply_page_message::{SessionAfterMessage, apply_page_message};
use crate::clock::rfc3339;
use crate::domain::{DocumentId, PageMessage, PresenceParameters, Signal, TrackingToken, minutes};
use crate::error::Error;
use crate::http::{TokenLimit, json};

/// `{token, doc?, seq?, ...}`. The bare `{token}` of older pages works. Whatever else a page claims is not read.
///
/// `K` lists what a page may report to the endpoint.
#[derive(Debug, Deserialize)]
#[serde(bound = "K: Default + Deserialize<'de>")]
pub(crate) struct PageRequest<K> {
    token: String,
    /// The page's document, new per load.
    doc: Option<String>,
    /// The message's number in its document.
    seq: Option<u32>,
    /// Ticks of the document's timer so far.
    ticks: Option<u32>,
    /// A phone or tablet.
    phone: Option<bool>,
    /// The Zoom link was tapped on this document.
    zoom: Option<bool>,
    /// Milliseconds that the message had to wait in the page.
    age_ms: Option<u64>,
    #[serde(default, alias = "reason")]
    kind: K,
}

impl<K: Into<Signal>> PageRequest<K> {
    /// Applies the message to its session.
    pub(crate) async fn apply(
        self,
        app: &App,
        limit: &TokenLimit,
        now: DateTime<Utc>,
    ) -> Result<SessionAfterMessage, Error> {
        // A token of another form is answered like one that nobody has, so that the answer tells nothing about tokens.
        let Ok(token) = self.token.parse::<TrackingToken>() else {
            return Err(refuse_unknown_token(limit));
        };

        let message = self.into_message()?;
        apply_page_message(app, &token, &message, now)
            .await?
            .ok_or_else(|| refuse_unknown_token(limit))
    }

    fn into_message(self) -> Result<PageMessage, Error> {
        let document = match self.doc.as_deref().map(str::parse::<DocumentId>) {
            Some(Ok(document)) => Some(document),
            Some(Err(invalid)) => return Err(Error::BadRequest(format!("`doc` {invalid}."))),
            None => None,
        };

        Ok(PageMessage {
            signal: self.kind.into(),
            document,
            sequence: self.seq,
            ticks: self.ticks.unwrap_or(0),
            age: age(self.age_ms.unwrap_or(0)),
            phone: self.phone.unwrap_or(false),
            zoom_tapped: self.zoom.unwrap_or(false),
        })
    }
}

/// Counts an unknown token. Returns the answer: "unknown", or, to a sender that tries many, "too many".
pub(crate) fn refuse_unknown_token(limit: &TokenLimit) -> Error {
    match limit.record_unknown() {
        Ok(()) => Error::NotFound("This link is not known. Ask your teacher for a new one."),
        Err(retry_after) => Error::TooMany {
            text: "Too many unknown links from this address.",
            retry_after,
        },
    }
}

fn age(milliseconds: u64) -> TimeDelta {
    // The longest age does no harm: an age is believed only within what the server saw itself.
    i64::try_from(milliseconds)
        .ok()
        .and_then(TimeDelta::try_milliseconds)
        .unwrap_or(TimeDelta::MAX)
}

/// The answer to every message.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageAnswer {
    /// Whether the message counted as activity.
    pub(crate) success: bool,
    /// `sent`, `active`, `ended` or `timeout`.
    pub(crate) status: &'static str,
    /// Seconds of presence so far.
    pub(crate) duration_seconds: i64,
    /// The same in minutes, as it is recorded.
    pub(crate) duration: i64,
    /// Seconds the page should wait before its next heartbeat.
    pub(crate) next_heartbeat_seconds: u64,
    /// Says what the page should do, where it should do something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<&'static str>,
    /// The server's time.
    pub(crate) timestamp: String,
}

impl PageAnswer {
    pub(crate) fn new(
        success: bool,
        session: &SessionAfterMessage,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Self {
        Self {
            success,
            status: session.status.as_str(),
            duration_seconds: session.seconds,
            duration: minutes(session.seconds),
            next_heartbeat_seconds: rules.heartbeat.as_secs(),
            message: None,
            timestamp: rfc3339(now),
        }
    }
}

/// Answers a page with `no-cache` instead of the `no-store` of other answers: a browser does not keep a page that has
/// received `no-store` alive for the back button. Nothing stores the answer to a POST anyway.
pub(crate) fn page_response(answer: &impl Serialize) -> Response {
    let mut response = json(StatusCode::OK, answer);
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));

    response
}
