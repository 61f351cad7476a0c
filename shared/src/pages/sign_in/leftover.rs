//! The page about a session's cookie that this host cannot remove.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::config::Config;
use crate::pages::{Frame, page};

#[derive(Debug, Template)]
#[template(path = "sign_in/leftover.html")]
struct LeftoverPage<'a> {
    frame: &'a Frame,
    heading: &'a str,
    text: &'a str,
    host: String,
    way_on: &'a str,
}

/// Answers with what stayed, and with what a person can do about it.
pub(crate) fn leftover(config: &Config, heading: &str, text: &str, way_on: &str) -> Response {
    let frame = Frame::of(config, heading, None, "");
    page(
        StatusCode::OK,
        &frame,
        &LeftoverPage {
            frame: &frame,
            heading,
            text,
            host: config.public_base_url.host_name(),
            way_on,
        },
    )
}
