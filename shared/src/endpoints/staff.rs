//! Pages for admins and teachers: where they lead, and how a person sees an error.

use std::time::Duration;

use axum::http::Uri;
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

use crate::app::App;
use crate::auth::Principal;
use crate::domain::Role;
use crate::error::Error;
use crate::pages;
use crate::pages::paths;

/// Everything that has a meaning in a query.
const QUERY_VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Returns the page that people of this role start from.
pub(crate) fn home(role: Role) -> &'static str {
    match role {
        Role::Teacher => paths::TEACHER,
        Role::Admin => paths::DASHBOARD,
    }
}

/// Returns the role in whose frame an error is shown, and where that frame leads: to `page` for a visitor who is not
/// signed in.
pub(crate) fn error_frame(
    principal: &Result<Principal, Error>,
    page: &'static str,
) -> (Option<Role>, &'static str) {
    let role = principal.as_ref().ok().map(Principal::role);
    (role, role.map_or(page, home))
}

/// Turns a page's result into an answer for a person. A visitor who is not signed in is sent to sign in, and comes back
/// to `uri`; any other error becomes a page.
pub(crate) fn into_page(
    app: &App,
    role: Option<Role>,
    home: &'static str,
    uri: &Uri,
    result: Result<Response, Error>,
) -> Response {
    match result {
        Ok(response) => response,
        Err(Error::NotSignedIn) => {
            let back = uri.path_and_query().map_or("/", |path| path.as_str());
            see_other(&sign_in_address(app, back))
        }
        Err(error) => pages::failure(&app.config, role, home, &error),
    }
}

/// Gives an answer up shortly before the endpoint's own time is over: that would be answered in JSON.
pub(crate) async fn with_deadline(
    seconds: u64,
    work: impl Future<Output = Result<Response, Error>>,
) -> Result<Response, Error> {
    let time = Duration::from_secs(seconds).saturating_sub(Duration::from_millis(200));
    tokio::time::timeout(time, work)
        .await
        .unwrap_or(Err(Error::TimedOut))
}

/// Returns where to sign in: this system's own page, or the school's (`SIGN_IN_URL`). NextAuth goes on to the
/// `callbackUrl`.
pub(crate) fn sign_in_address(app: &App, back: &str) -> String {
    match &app.config.sign_in_url {
        Some(url) => {
            let mut url = url.clone();
            url.query_pairs_mut()
                .append_pair("callbackUrl", &app.config.public_base_url.join(back));
            url.into()
        }
        None => format!("{}?next={}", paths::SIGN_IN, query_value(back)),
    }
}

/// Returns a text as the value of a query's parameter.
pub(crate) fn query_value(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, QUERY_VALUE)
}

/// Answers 303: the browser goes on with a GET.
pub(crate) fn see_other(location: &str) -> Response {
    let Ok(location) = HeaderValue::try_from(location) else {
        return Error::Internal.into_response();
    };
    let headers = [
        (LOCATION, location),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];

    (StatusCode::SEE_OTHER, headers).into_response()
}
