//! The page behind the button of a student's message.

use askama::Template;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64ct::{Base64, Encoding};

use super::texts::{LANGUAGES, Texts};
use crate::domain::ZoomLink;
use crate::error::Error;
use crate::random;

/// What the tracking page shows.
#[derive(Debug)]
pub enum View {
    /// The class can be joined, or goes on. The link was checked when it was stored, and again for this page.
    Open(ZoomLink),
    /// Over for good.
    Ended {
        /// Zoom itself may go on.
        link: ZoomLink,
        /// What was recorded.
        minutes: i64,
    },
    /// The link's time is over.
    Expired,
    /// The stored link is no Zoom link.
    BadLink,
    /// There is no session of that token.
    Unknown,
    /// No database, or too many requests: the answer's status.
    Unavailable(StatusCode),
}

/// The student's page.
#[derive(Debug, Template)]
#[template(path = "student/tracking.html")]
pub struct TrackingPage<'a> {
    school: &'a str,
    view: View,
    texts: &'static Texts,
    token: &'a str,
    languages: &'static [Texts],
    nonce: String,
    style: &'static str,
    script: &'static str,
}

impl<'a> TrackingPage<'a> {
    /// The page of a session, or, with an empty token, one that says why there is none.
    #[must_use]
    pub fn new(school: &'a str, texts: &'static Texts, view: View, token: &'a str) -> Self {
        let (style, script) = (include_str!("tracking.css"), include_str!("tracking.js"));
        Self {
            school,
            view,
            texts,
            token,
            languages: &LANGUAGES,
            nonce: nonce(),
            style,
            script,
        }
    }

    fn status(&self) -> StatusCode {
        match &self.view {
            View::Open(_) | View::Ended { .. } => StatusCode::OK,
            View::Expired | View::BadLink => StatusCode::GONE,
            View::Unknown => StatusCode::NOT_FOUND,
            View::Unavailable(status) => *status,
        }
    }

    /// The page's state as its script and style sheet name it.
    fn state(&self) -> &'static str {
        match &self.view {
            View::Open(_) => "connecting",
            View::Ended { .. } => "ended",
            View::Expired => "expired",
            View::Unknown => "unknown",
            View::BadLink | View::Unavailable(_) => "refused",
        }
    }

    fn title(&self) -> &'static str {
        match &self.view {
            View::Open(_) => self.texts.your_class,
            View::Ended { .. } => self.texts.ended,
            View::Expired => self.texts.expired,
            View::BadLink => self.texts.bad_link,
            View::Unknown => self.texts.unknown,
            View::Unavailable(_) => self.texts.unavailable,
        }
    }
}

impl IntoResponse for TrackingPage<'_> {
    fn into_response(self) -> Response {
        let status = self.status();
        let (policy, language) = (
            policy(&self.nonce),
            HeaderValue::from_static(self.texts.tag),
        );

        match self.render() {
            Ok(html) => {
                let headers = [
                    (
                        CONTENT_TYPE,
                        HeaderValue::from_static("text/html; charset=utf-8"),
                    ),
                    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
                    (CONTENT_SECURITY_POLICY, policy),
                    (CONTENT_LANGUAGE, language),
                    (VARY, HeaderValue::from_static("accept-language")),
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

/// Only this answer's own style and script run; they talk to their own host alone. The script makes its Worker
/// from one line of its own.
fn policy(nonce: &str) -> HeaderValue {
    let text = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; worker-src blob:; connect-src 'self'; \
         img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

fn nonce() -> String {
    Base64::encode_string(&random::bytes::<16>())
}
