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
    /// The class can be joined, or is under way. The link was checked when it was stored, and again for this page.
    Open(ZoomLink),
    /// The session has ended for good.
    Ended {
        /// The meeting itself may go on.
        link: ZoomLink,
        /// The recorded time.
        minutes: i64,
    },
    /// The link has expired.
    Expired,
    /// The stored link is no Zoom link.
    BadLink,
    /// There is no session of that token.
    Unknown,
    /// There is no database, or there are too many requests. Holds the answer's status.
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
    /// Makes the page of a session. With an empty token it says why there is none.
    #[must_use]
    pub fn new(school: &'a str, texts: &'static Texts, view: View, token: &'a str) -> Self {
        Self {
            school,
            view,
            texts,
            token,
            languages: &LANGUAGES,
            nonce: nonce(),
            style: include_str!("tracking.css"),
            script: include_str!("tracking.js"),
        }
    }

    fn status(&self) -> StatusCode {
        match &self.view {
            View::Open(_) | View::Ended { .. } => StatusCode::OK,
            // Asking again does not help: only a new link does.
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
        match self.render() {
            Ok(html) => {
                let language = HeaderValue::from_static(self.texts.tag);
                let headers = [
                    (
                        CONTENT_TYPE,
                        HeaderValue::from_static("text/html; charset=utf-8"),
                    ),
                    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
                    (CONTENT_SECURITY_POLICY, policy(&self.nonce)),
                    (CONTENT_LANGUAGE, language),
                    (VARY, HeaderValue::from_static("accept-language")),
                ];

                (self.status(), headers, html).into_response()
            }
            Err(error) => {
                tracing::error!(%error, "Page could not be rendered");
                Error::Internal.into_response()
            }
        }
    }
}

/// Allows only this answer's own style and script, which may talk to their own host alone. `blob:` is for the Worker
/// that the script makes from one line of its own.
fn policy(nonce: &str) -> HeaderValue {
    let text = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; worker-src blob:; connect-src 'self'; \
         img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    // A policy that cannot be written must not become no policy.
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

fn nonce() -> String {
    Base64::encode_string(&random::bytes::<16>())
}
