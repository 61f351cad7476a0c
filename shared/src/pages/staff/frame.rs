//! What all pages for admins and teachers share: the frame around them, their headers, and the page that an
//! error becomes.

use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64ct::{Base64, Encoding};
use ring::digest::{SHA256, digest};

use crate::config::Config;
use crate::domain::Role;
use crate::error::Error;

const STYLE: &str = include_str!("staff.css");

/// The frame of a page: its template extends `staff.html` and has one as `frame`.
#[derive(Clone, Debug)]
pub struct Frame {
    pub(crate) school: String,
    pub(crate) title: String,
    /// Of who is signed in.
    pub(crate) role: Option<Role>,
    pub(crate) script: &'static str,
    /// Where forms may lead: here, and where people sign in.
    form_targets: String,
}

impl Frame {
    /// The frame of a page: what it is, the role of who is signed in, and its ES module (empty for none).
    #[must_use]
    pub fn of(
        config: &Config,
        title: impl Into<String>,
        role: Option<Role>,
        script: &'static str,
    ) -> Self {
        // A form that is sent after a session has ended is redirected to the sign-in, wherever that is.
        let elsewhere = config
            .sign_in_url
            .as_ref()
            .map(|url| url.origin().ascii_serialization());
        let form_targets = ["'self'".to_owned()]
            .into_iter()
            .chain(elsewhere)
            .collect::<Vec<_>>()
            .join(" ");

        Self {
            school: config.school_name.clone(),
            title: title.into(),
            role,
            script,
            form_targets,
        }
    }

    #[expect(clippy::unused_self, reason = "templates call it")]
    pub(crate) fn style(&self) -> &'static str {
        STYLE
    }

    /// Only this frame's own style and script run, known by their hashes, so that the same page is the same text.
    fn policy(&self) -> HeaderValue {
        let script = if self.script.is_empty() {
            "'none'".to_owned()
        } else {
            hash(self.script)
        };
        let text = format!(
            "default-src 'none'; script-src {script}; style-src {}; connect-src 'self'; img-src data:; base-uri 'none'; \
             form-action {}; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
            hash(STYLE),
            self.form_targets
        );

        HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("default-src 'none'"))
    }
}

fn hash(text: &str) -> String {
    format!(
        "'sha256-{}'",
        Base64::encode_string(digest(&SHA256, text.as_bytes()).as_ref())
    )
}

/// Answers with a page in its frame.
pub(crate) fn page(status: StatusCode, frame: &Frame, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => {
            let headers = [
                (
                    CONTENT_TYPE,
                    HeaderValue::from_static("text/html; charset=utf-8"),
                ),
                (CACHE_CONTROL, HeaderValue::from_static("no-store")),
                (CONTENT_SECURITY_POLICY, frame.policy()),
            ];

            (status, headers, html).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "Page could not be rendered");
            Error::Internal.into_response()
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "staff/failure.html")]
struct FailurePage<'a> {
    frame: &'a Frame,
    heading: &'static str,
    text: String,
    home: &'static str,
}

/// The page that says what went wrong and what to do. The cause is logged here, once.
pub(crate) fn failure(
    config: &Config,
    role: Option<Role>,
    home: &'static str,
    error: &Error,
) -> Response {
    error.log();
    let status = error.status();
    let heading = match status {
        StatusCode::FORBIDDEN => "This is not for you",
        StatusCode::NOT_FOUND => "Not found",
        StatusCode::TOO_MANY_REQUESTS => "Too many tries",
        status if status.is_server_error() => "Not available at the moment",
        _ => "This did not work",
    };

    let frame = Frame::of(config, heading, role, "");
    let mut response = page(
        status,
        &frame,
        &FailurePage {
            frame: &frame,
            heading,
            text: error.to_string(),
            home,
        },
    );

    if let Some(seconds) = error.retry_after() {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }

    response
}
