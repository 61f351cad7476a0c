//! What the tracking page sends, and what it is told: shared by join, heartbeat and end.

use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::domain::{
    DocumentId, PageMessage, PresenceParameters, Session, Signal, TrackingToken, minutes,
};
use crate::error::Error;
use crate::http::rate_limit::ClientAddress;
use crate::http::{json, rfc3339};

/// `{token, doc?, seq?, ...}`. The bare `{token}` of older pages works. Whatever else a page claims is not read.
///
/// `K` is what the endpoint knows to have happened.
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
    /// Parses the parts. A token of another form is answered like one that nobody has.
    pub(crate) fn parse(
        self,
        app: &App,
        address: Option<ClientAddress>,
    ) -> Result<(TrackingToken, PageMessage), Error> {
        let token = self
            .token
            .parse()
            .map_err(|_| app.unknown_tokens.refuse(address))?;
        let document = self
            .doc
            .as_deref()
            .map(str::parse::<DocumentId>)
            .transpose();
        let document =
            document.map_err(|invalid| Error::BadRequest(format!("`doc` {invalid}.")))?;
        let message = PageMessage {
            signal: self.kind.into(),
            document,
            sequence: self.seq,
            ticks: self.ticks.unwrap_or(0),
            age: age(self.age_ms.unwrap_or(0)),
            phone: self.phone.unwrap_or(false),
            zoom_tapped: self.zoom.unwrap_or(false),
        };

        Ok((token, message))
    }
}

fn age(milliseconds: u64) -> TimeDelta {
    i64::try_from(milliseconds)
        .ok()
        .and_then(TimeDelta::try_milliseconds)
        .unwrap_or(TimeDelta::MAX)
}

/// What every message is answered with.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageAnswer {
    /// Whether the sign of life counted.
    pub(crate) success: bool,
    /// `sent`, `active`, `ended` or `timeout`.
    pub(crate) status: &'static str,
    /// Seconds of presence so far.
    pub(crate) duration_seconds: i64,
    /// The same in minutes, as it is recorded.
    pub(crate) duration: i64,
    /// Seconds the page should wait before its next heartbeat.
    pub(crate) next_heartbeat_seconds: u64,
    /// What to do, where something is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<&'static str>,
    /// The server's time.
    pub(crate) timestamp: String,
}

impl PageAnswer {
    pub(crate) fn new(
        success: bool,
        status: &'static str,
        seconds: i64,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Self {
        Self {
            success,
            status,
            duration_seconds: seconds,
            duration: minutes(seconds),
            next_heartbeat_seconds: rules.heartbeat.as_secs(),
            message: None,
            timestamp: rfc3339(now),
        }
    }

    pub(crate) fn of(
        session: &Session,
        success: bool,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Self {
        let seconds = session.figures(rules).map_or(0, |figures| figures.seconds);
        Self::new(success, session.status().as_str(), seconds, now, rules)
    }
}

/// Answers a page. `no-cache` where other answers have `no-store`: a page that has received one of those is not
/// kept alive for the back button. Nothing stores the answer to a POST anyway.
pub(crate) fn page_response(answer: &impl Serialize) -> Response {
    let mut response = json(StatusCode::OK, answer);
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));

    response
}
