//! The page that an error becomes.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::Response;

use super::frame::{Frame, page};
use crate::config::Config;
use crate::domain::Role;
use crate::error::Error;

#[derive(Debug, Template)]
#[template(path = "staff/failure.html")]
struct FailurePage<'a> {
    frame: &'a Frame,
    heading: &'static str,
    text: String,
    home: &'static str,
}

/// Answers with what went wrong and what to do. Logs the cause; no other place does.
pub(crate) fn failure(
    config: &Config,
    role: Option<Role>,
    home: &'static str,
    error: &Error,
) -> Response {
    error.log();
    let heading = heading(error.status());
    let frame = Frame::of(config, heading, role, "");
    let failure = FailurePage {
        frame: &frame,
        heading,
        text: error.to_string(),
        home,
    };

    let mut response = page(error.status(), &frame, &failure);
    if let Some(seconds) = error.retry_after() {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }

    response
}

fn heading(status: StatusCode) -> &'static str {
    match status {
        StatusCode::FORBIDDEN => "This is not for you",
        StatusCode::NOT_FOUND => "Not found",
        StatusCode::TOO_MANY_REQUESTS => "Too many tries",
        status if status.is_server_error() => "Not available at the moment",
        _ => "This did not work",
    }
}
