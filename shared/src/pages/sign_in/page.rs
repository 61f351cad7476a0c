//! The page to sign in. It needs no script.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::config::Config;
use crate::domain::Role;
use crate::pages::{Frame, page};

/// What the form keeps when it is shown again: never the password.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SignInInput<'a> {
    /// The user name.
    pub(crate) username: &'a str,
    /// Where to go on; empty for the usual.
    pub(crate) next: &'a str,
}

#[derive(Debug, Template)]
#[template(path = "sign_in/sign_in.html")]
struct SignInPage<'a> {
    frame: &'a Frame,
    typed: SignInInput<'a>,
    problem: &'a str,
}

/// Answers with the form and, unless it is empty, what was wrong.
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
