//! The errors of requests, and the one mapping to an answer (RFC 9457 problem documents).

use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::domain::{InvalidClassEnd, InvalidPersonalMeeting, InvalidZoomLink, Rejection, minutes};
use crate::random;
use crate::store::{Failure, StoreError};

/// A failed request. Its text is for the sender and says nothing internal.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 400: malformed, with the part that is.
    #[error("{0}")]
    BadRequest(String),
    /// 401.
    #[error("You are not signed in, or your sign-in has expired.")]
    NotSignedIn,
    /// 401, for the cron endpoint.
    #[error("The cron secret is missing or wrong.")]
    WrongCronSecret,
    /// 401, for the webhook.
    #[error("This is not signed by Zoom with our secret.")]
    NotFromZoom,
    /// 403.
    #[error("{0}")]
    Forbidden(&'static str),
    /// 404.
    #[error("{0}")]
    NotFound(&'static str),
    /// 405.
    #[error("This address does not take this method.")]
    MethodNotAllowed,
    /// 409: nothing to end.
    #[error("This session was never opened.")]
    NotOpened,
    /// 409: over for good.
    #[error("This session has ended.")]
    SessionEnded {
        /// Seconds of presence.
        seconds: i64,
    },
    /// 410.
    #[error("This link has expired. Ask your teacher for a new one.")]
    LinkExpired,
    /// 413.
    #[error("The body is larger than 64 KiB.")]
    TooLarge,
    /// 415.
    #[error("Send the body as application/json.")]
    NotJson,
    /// 422: well-formed, but not possible.
    #[error("{0}")]
    Unprocessable(String),
    /// 429.
    #[error("{text}")]
    TooMany {
        /// Names what there is too much of.
        text: &'static str,
        /// When to try again.
        retry_after: Duration,
    },
    /// 503: a secret or setting is missing, so what it guards is closed.
    #[error("{0}")]
    NotConfigured(&'static str),
    /// 503 or 500, by what the database says.
    #[error("The service is not available at the moment. Please try again.")]
    Store(#[from] StoreError),
    /// 503: the time for this request is over.
    #[error("This took too long. Please try again.")]
    TimedOut,
    /// 500: a defect.
    #[error("Something went wrong on our side.")]
    Internal,
}

impl Error {
    /// Returns the status code.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::NotSignedIn | Self::WrongCronSecret | Self::NotFromZoom => {
                StatusCode::UNAUTHORIZED
            }
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotOpened | Self::SessionEnded { .. } => StatusCode::CONFLICT,
            Self::LinkExpired => StatusCode::GONE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unprocessable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::NotConfigured(_) | Self::TimedOut => StatusCode::SERVICE_UNAVAILABLE,
            Self::Store(error) => match error {
                // Each of these passes without a change of ours: the database comes back, rivals finish, or somebody
                // migrates.
                StoreError::Unavailable(_) | StoreError::Contended | StoreError::Schema { .. } => {
                    StatusCode::SERVICE_UNAVAILABLE
                }
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            },
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Returns after how many seconds to try again, where that may help.
    pub(crate) fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooMany { retry_after, .. } => Some(retry_after.as_secs().max(1)),
            // Spread out, so that a whole school does not come back in the same second.
            _ if self.status() == StatusCode::SERVICE_UNAVAILABLE => {
                let range = self.failure().map_or(2..=5, Failure::retry_after);
                Some(random::seconds_within(range))
            }
            _ => None,
        }
    }

    /// Returns what is the matter with the database, if that is the cause.
    fn failure(&self) -> Option<Failure> {
        match self {
            Self::Store(error) => error.failure(),
            _ => None,
        }
    }

    /// Logs what the answer does not tell. Called once, where the answer is made.
    pub fn log(&self) {
        match self {
            Self::Store(StoreError::Unavailable(cause)) => {
                let failure = self.failure();
                let meaning = failure.map(Failure::cause);
                let remedy = failure.map(Failure::remedy);
                tracing::error!(%cause, meaning, remedy, "Database not available");
            }
            Self::Store(error) => tracing::error!(%error, "Database operation failed"),
            Self::TimedOut => tracing::error!("Request timed out"),
            Self::Internal => tracing::error!("Request failed"),
            // The rest is the sender's mistake, or was logged with its cause where it was noticed.
            _ => {}
        }
    }

    fn body(&self) -> Value {
        let status = self.status();
        let mut body = json!({
            "type": "about:blank",
            "title": status.canonical_reason(),
            "status": status.as_u16(),
            "detail": self.to_string(),
            "error": self.to_string(),
        });

        if let Self::SessionEnded { seconds } = self {
            // The page shows the recorded time also when another tab ended the session.
            body["sessionStatus"] = "ended".into();
            body["durationSeconds"] = (*seconds).into();
            body["duration"] = minutes(*seconds).into();
        }

        body
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        self.log();
        let mut response = (self.status(), self.body().to_string()).into_response();
        let headers = response.headers_mut();

        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );

        if let Some(seconds) = self.retry_after() {
            headers.insert(RETRY_AFTER, seconds.into());
        }

        // A 401 must name a scheme (RFC 9110, 15.5.2). There is none for Zoom's signature.
        if matches!(self, Self::NotSignedIn | Self::WrongCronSecret) {
            headers.insert("www-authenticate", HeaderValue::from_static("Bearer"));
        }

        response
    }
}

impl From<Rejection> for Error {
    fn from(rejection: Rejection) -> Self {
        match rejection {
            Rejection::Expired => Self::LinkExpired,
            Rejection::Ended { seconds } => Self::SessionEnded { seconds },
            Rejection::NotOpened => Self::NotOpened,
        }
    }
}

impl From<InvalidPersonalMeeting> for Error {
    fn from(invalid: InvalidPersonalMeeting) -> Self {
        Self::Unprocessable(invalid.to_string())
    }
}

impl From<InvalidZoomLink> for Error {
    fn from(invalid: InvalidZoomLink) -> Self {
        Self::Unprocessable(invalid.to_string())
    }
}

impl From<InvalidClassEnd> for Error {
    fn from(invalid: InvalidClassEnd) -> Self {
        Self::Unprocessable(invalid.to_string())
    }
}
