//! The page to sign in. It needs no script.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::config::Config;
use crate::pages::{Frame, page};

/// What the form keeps when it is shown again. The password is never kept.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SignInInput<'a> {
    /// The user name.
    pub(crate) username: &'a str,
    /// The address to go on to; empty for the usual one.
    pub(crate) next: &'a str,
}

#[derive(Debug, Template)]
#[template(path = "sign_in/sign_in.html")]
struct SignInPage<'a> {
    frame: &'a Frame,
    typed: SignInInput<'a>,
    problem: &'a str,
}

/// Answers with the form and the problem with the last attempt (empty for none).
pub(crate) fn sign_in(
    status: StatusCode,
    config: &Config,
    typed: SignInInput<'_>,
    problem: &str,
) -> Response {
    let frame = Frame::of(config, "Sign in", None, "");
    page(
        status,
        &frame,
        &SignInPage {
            frame: &frame,
            typed,
            problem,
        },
    )
}
