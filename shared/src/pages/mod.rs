//! Server-rendered pages: a template, one style sheet and one small ES module each.

use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64ct::{Base64, Encoding};

use crate::domain::ZoomLink;
use crate::error::Error;

/// What the tracking page shows.
#[derive(Debug)]
pub enum View {
    /// The class can be joined, or goes on.
    Open {
        /// Checked when it was stored, and again for this page.
        link: ZoomLink,
    },
    /// Over for good.
    Ended {
        /// What was recorded.
        minutes: i64,
    },
    /// The link's time is over.
    Expired,
    /// The stored link is no Zoom link.
    BadLink,
    /// No session, or no database: the reason in words.
    Refused {
        /// The answer's status.
        status: StatusCode,
        /// For the student.
        text: String,
    },
}

/// The student's page.
#[derive(Debug, Template)]
#[template(path = "tracking.html")]
pub struct TrackingPage<'a> {
    school: &'a str,
    view: View,
    token: &'a str,
    nonce: String,
    style: &'static str,
    script: &'static str,
}

impl<'a> TrackingPage<'a> {
    /// The page of a session.
    #[must_use]
    pub fn new(school: &'a str, view: View, token: &'a str) -> Self {
        let (style, script) = (include_str!("tracking.css"), include_str!("tracking.js"));
        Self { school, view, token, nonce: nonce(), style, script }
    }

    /// A page that says why there is none.
    #[must_use]
    pub fn refused(school: &'a str, error: &Error) -> Self {
        Self::new(school, View::Refused { status: error.status(), text: error.to_string() }, "")
    }

    fn status(&self) -> StatusCode {
        match &self.view {
            View::Open { .. } | View::Ended { .. } => StatusCode::OK,
            View::Expired | View::BadLink => StatusCode::GONE,
            View::Refused { status, .. } => *status,
        }
    }
}

impl IntoResponse for TrackingPage<'_> {
    fn into_response(self) -> Response {
        let status = self.status();
        let policy = policy(&self.nonce);
        match self.render() {
            Ok(html) => {
                let headers = [
                    (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
                    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
                    (CONTENT_SECURITY_POLICY, policy),
                ];
                (status, headers, html).into_response()
            }
            Err(error) => {
                tracing::error!(%error, "Page could not be rendered");
                Error::Internal.into_response()
            }
        }
    }
}

/// Only this answer's own style and script run; they talk to their own host alone.
fn policy(nonce: &str) -> HeaderValue {
    let text = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; \
         img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

fn nonce() -> String {
    let mut bytes = [0; 16];
    // Without randomness the page shows, but its script does not run.
    match getrandom::fill(&mut bytes) {
        Ok(()) => Base64::encode_string(&bytes),
        Err(_) => String::new(),
    }
}
