//! `/sign-in` and `/sign-out`, for schools whose Next.js application is not on this host. What comes of it is the
//! session cookie that it would set.

mod accounts;
mod local_path;
mod tries;

use std::time::Duration;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use self::accounts::identify;
use self::local_path::LocalPath;
use self::tries::Try;
use crate::app::App;
use crate::auth::{Identity, SESSION_LIFETIME, expired_cookies, is_same_origin, session_cookies};
use crate::config::{Config, Secret};
use crate::domain::Role;
use crate::endpoints::staff::{home, into_page, see_other, sign_in_address};
use crate::error::Error;
use crate::http::rate_limit::ClientAddress;
use crate::http::{Endpoint, Form};
use crate::pages;
use crate::pages::{SignInInput, paths};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "sign-in",
    path: paths::SIGN_IN,
    methods: &["GET", "HEAD", "POST"],
    also: &[(paths::SIGN_OUT, &["POST"])],
    timeout_seconds: 9,
    router,
};

fn router() -> Router<App> {
    Router::new()
        .route(ENDPOINT.path, get(show).post(sign_in))
        .route(paths::SIGN_OUT, post(sign_out))
}

/// One text for every reason: it tells nothing about any account.
const REFUSED: &str = "The user name or the password is wrong.";
const FOREIGN: Error = Error::Forbidden("This request must come from the school's own pages.");

#[derive(Debug, Default, Deserialize)]
struct SignInQuery {
    next: Option<String>,
}

/// Without `Debug`: it holds a password.
#[derive(Default, Deserialize)]
#[serde(default)]
struct SignInForm {
    username: String,
    password: String,
    next: String,
}

async fn show(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
    query: Result<Query<SignInQuery>, QueryRejection>,
) -> Response {
    let next = query
        .ok()
        .and_then(|Query(query)| query.next?.parse::<LocalPath>().ok());
    into_page(
        &app,
        None,
        ENDPOINT.path,
        &uri,
        form(&app, &headers, next.as_ref()),
    )
}

fn form(app: &App, headers: &HeaderMap, next: Option<&LocalPath>) -> Result<Response, Error> {
    if app.config.sign_in_url.is_some() {
        return Ok(see_other(&sign_in_address(
            app,
            next.map_or("/", LocalPath::as_str),
        )));
    }

    match app.authenticate(headers, app.clock.now(), false) {
        Ok(principal) => Ok(see_other(destination(next, principal.role()))),
        // Also for a role that has no rights here: the same person may have another account.
        Err(Error::NotSignedIn | Error::Forbidden(_)) => {
            let typed = SignInInput {
                username: "",
                next: next.map_or("", LocalPath::as_str),
            };
            Ok(pages::sign_in(StatusCode::OK, &app.config, typed, ""))
        }
        Err(error) => Err(error),
    }
}

fn destination(next: Option<&LocalPath>, role: Role) -> &str {
    next.map_or(home(role), LocalPath::as_str)
}

async fn sign_in(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
    address: Option<ClientAddress>,
    form: Result<Form<SignInForm>, Error>,
) -> Response {
    let result = judge(&app, &headers, address, form).await;
    into_page(&app, None, ENDPOINT.path, &uri, result)
}

async fn judge(
    app: &App,
    headers: &HeaderMap,
    address: Option<ClientAddress>,
    form: Result<Form<SignInForm>, Error>,
) -> Result<Response, Error> {
    if app.config.sign_in_url.is_some() {
        return Err(Error::NotFound("This school signs people in elsewhere."));
    }

    app.session_key()?;
    if !is_same_origin(headers, &app.config.public_base_url) {
        return Err(FOREIGN);
    }

    let Form(form) = form?;
    let now = app.clock.now();
    let next = form.next.parse::<LocalPath>().ok();
    let typed = SignInInput {
        username: form.username.trim(),
        next: next.as_ref().map_or("", LocalPath::as_str),
    };

    let store = app.store().await?;
    let attempt = match Try::begin(app, store, typed.username, address, now).await? {
        Ok(attempt) => attempt,
        Err(wait) => return Ok(too_many(&app.config, typed, wait)),
    };
    let Some(identity) = identify(app, store, typed.username, Secret::new(form.password)).await?
    else {
        tracing::warn!("Sign-in refused: wrong name, password or role");
        return Ok(pages::sign_in(
            StatusCode::UNAUTHORIZED,
            &app.config,
            typed,
            REFUSED,
        ));
    };

    attempt.succeed().await?;
    let (id, role) = (&identity.id, identity.role.as_str());
    tracing::info!(person.id = id, role, "Signed in: {role} {id}");

    welcome(app, headers, &identity, next.as_ref(), now)
}

fn welcome(
    app: &App,
    headers: &HeaderMap,
    identity: &Identity,
    next: Option<&LocalPath>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let token = app
        .session_key()?
        .mint(identity, now, SESSION_LIFETIME)
        .map_err(|_| Error::Internal)?;
    let cookies = session_cookies(&app.config.public_base_url, headers, &token, now);

    Ok(with_cookies(
        see_other(destination(next, identity.role)),
        cookies,
    ))
}

fn too_many(config: &Config, typed: SignInInput<'_>, wait: Duration) -> Response {
    tracing::warn!(
        retry_after_seconds = wait.as_secs(),
        "Sign-in refused: too many tries"
    );

    let minutes = wait.as_secs().div_ceil(60).max(1);
    let unit = if minutes == 1 { "minute" } else { "minutes" };
    let text = format!("Too many tries. Please try again in {minutes} {unit}.");
    let mut response = pages::sign_in(StatusCode::TOO_MANY_REQUESTS, config, typed, &text);

    response
        .headers_mut()
        .insert(RETRY_AFTER, wait.as_secs().max(1).into());

    response
}

async fn sign_out(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Response {
    let public = &app.config.public_base_url;
    // Nobody has to be signed in for it.
    let result = if is_same_origin(&headers, public) {
        Ok(with_cookies(
            see_other(ENDPOINT.path),
            expired_cookies(public, &headers),
        ))
    } else {
        Err(FOREIGN)
    };

    into_page(&app, None, ENDPOINT.path, &uri, result)
}

fn with_cookies(mut response: Response, cookies: Vec<HeaderValue>) -> Response {
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }

    response
}
