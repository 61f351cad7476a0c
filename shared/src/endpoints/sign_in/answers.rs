//! The answers that need more than a page or an address.

use std::time::Duration;

use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use crate::config::Config;
use crate::pages::{self, SignInInput};

/// Shows the form again, and says when another try is possible.
pub(super) fn too_many(config: &Config, input: SignInInput<'_>, wait: Duration) -> Response {
    tracing::warn!(
        retry_after_seconds = wait.as_secs(),
        "Sign-in refused: too many tries"
    );

    let minutes = wait.as_secs().div_ceil(60).max(1);
    let unit = if minutes == 1 { "minute" } else { "minutes" };
    let text = format!("Too many tries. Please try again in {minutes} {unit}.");
    let mut response = pages::sign_in(StatusCode::TOO_MANY_REQUESTS, config, input, &text);

    response
        .headers_mut()
        .insert(RETRY_AFTER, wait.as_secs().max(1).into());

    response
}

/// Adds `Set-Cookie` headers.
pub(super) fn with_cookies(mut response: Response, cookies: Vec<HeaderValue>) -> Response {
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }

    response
}
