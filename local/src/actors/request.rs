//! The requests of the actors: JSON, forms, and events signed as Zoom signs them.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use ring::hmac;
use serde_json::Value;

/// A POST.
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

/// A POST of JSON.
pub(crate) fn json_request(path: String, body: &Value) -> Request {
    Request {
        path,
        headers: vec![("content-type", "application/json".to_owned())],
        body: body.to_string(),
    }
}

pub(super) fn form(path: &str, bearer: &str, body: String) -> Request {
    Request {
        path: path.to_owned(),
        headers: vec![
            (
                "content-type",
                "application/x-www-form-urlencoded".to_owned(),
            ),
            ("sec-fetch-site", "same-origin".to_owned()),
            ("authorization", bearer.to_owned()),
        ],
        body,
    }
}

/// Signs an event as Zoom does.
pub(super) fn signed(event: &Value, now: DateTime<Utc>, secret: &str) -> Request {
    let mut request = json_request("/api/zoom/webhook".to_owned(), event);
    let timestamp = now.timestamp().to_string();
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("v0:{timestamp}:{}", request.body).as_bytes());
    let mut signature = "v0=".to_owned();

    for byte in tag.as_ref() {
        let _ = write!(signature, "{byte:02x}");
    }

    request.headers.extend([
        ("x-zm-request-timestamp", timestamp),
        ("x-zm-signature", signature),
    ]);
    request
}
