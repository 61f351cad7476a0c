//! The frame around all pages for admins and teachers, and their headers.

use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64ct::{Base64, Encoding};
use ring::digest::{SHA256, digest};

use crate::config::Config;
use crate::domain::Role;
use crate::error::Error;

const STYLE: &str = include_str!("staff.css");

/// The frame of a page. The page's template extends `staff.html` and has a field `frame`.
#[derive(Clone, Debug)]
pub struct Frame {
    pub(crate) school: String,
    pub(crate) title: String,
    /// The role of the person who is signed in.
    pub(crate) role: Option<Role>,
    pub(crate) script: &'static str,
    /// The origins that forms may lead to: this one, and the one where people sign in.
    form_targets: String,
}

impl Frame {
    /// Makes the frame of a page from its title, the role of the person who is signed in, and the page's ES module
    /// (empty for none).
    #[must_use]
    pub fn of(
        config: &Config,
        title: impl Into<String>,
        role: Option<Role>,
        script: &'static str,
    ) -> Self {
        Self {
            school: config.school_name.clone(),
            title: title.into(),
            role,
            script,
            form_targets: form_targets(config),
        }
    }

    /// Lets forms lead to these origins, too.
    pub(crate) fn with_form_targets(self, origins: &str) -> Self {
        Self {
            form_targets: format!("{} {origins}", self.form_targets),
            ..self
        }
    }

    #[expect(clippy::unused_self, reason = "templates call it")]
    pub(crate) fn style(&self) -> &'static str {
        STYLE
    }

    /// Allows only this frame's own style and script. Hashes name them, not nonces, so that an unchanged page is an
    /// unchanged text.
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

        // A policy that cannot be written must not become no policy.
        HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("default-src 'none'"))
    }
}

/// A form that is sent after the sign-in has expired is redirected to the sign-in page, which may be on another host.
fn form_targets(config: &Config) -> String {
    match &config.sign_in_url {
        Some(url) => format!("'self' {}", url.origin().ascii_serialization()),
        None => "'self'".to_owned(),
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
