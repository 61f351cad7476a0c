//! `/sign-in` and `/sign-out`, for schools whose Next.js application is not on this host. They set the session cookie
//! that it would set.

mod accounts;
mod answers;
mod leftover;
mod local_path;
mod tries;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use axum::routing::{self, get};
use serde::Deserialize;

use self::accounts::identify;
use self::answers::{too_many, with_cookies};
use self::leftover::{Step, look_again, tell_leftover};
use self::local_path::LocalPath;
use self::tries::{Try, TryDecision};
use crate::app::App;
use crate::auth::{
    Credentials, SESSION_LIFETIME, SessionKey, expired_cookies, is_same_origin, session_cookies,
};
use crate::config::Secret;
use crate::domain::Role;
use crate::endpoints::staff::{home, into_page, see_other, sign_in_address};
use crate::error::Error;
use crate::http::{ClientAddress, Endpoint, Form};
use crate::pages::{self, SignInInput, paths};

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
        .route(ENDPOINT.path, get(show).post(post))
        .route(paths::SIGN_OUT, routing::post(sign_out))
}

/// One text for every reason: it tells nothing about any account.
const REFUSED: &str = "The user name or the password is wrong.";
const FOREIGN: Error = Error::Forbidden("This request must come from the school's own pages.");

#[derive(Debug, Default, Deserialize)]
struct SignInQuery {
    next: Option<String>,
    /// What was done just now, by a browser that carried a session's cookies.
    after: Option<Step>,
    /// The marks of those cookies.
    carried: Option<String>,
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
    credentials: Credentials,
    query: Result<Query<SignInQuery>, QueryRejection>,
) -> Response {
    let query = query.map_or_else(|_| SignInQuery::default(), |Query(query)| query);
    let next: Option<LocalPath> = query.next.and_then(|next| next.parse().ok());
    let carried = query.carried.as_deref().unwrap_or_default();
    let leftover = query
        .after
        .and_then(|step| tell_leftover(&app, &headers, (step, carried), next.as_ref()));
    let result = leftover.map_or_else(|| form(&app, &credentials, next.as_ref()), Ok);

    into_page(&app, None, ENDPOINT.path, &uri, result)
}

fn form(app: &App, credentials: &Credentials, next: Option<&LocalPath>) -> Result<Response, Error> {
    let path = next.map_or("", LocalPath::as_str);
    if app.config.sign_in_url.is_some() {
        let back = if path.is_empty() { "/" } else { path };
        return Ok(see_other(&sign_in_address(app, back)));
    }

    match credentials.principal(app.clock.now()) {
        Ok(principal) => Ok(see_other(destination(next, principal.role()))),
        // A role without rights here gets the form, too: the same person may have another account.
        Err(Error::NotSignedIn | Error::Forbidden(_)) => {
            let input = SignInInput {
                username: "",
                next: path,
            };
            Ok(pages::sign_in(StatusCode::OK, &app.config, input, ""))
        }
        Err(error) => Err(error),
    }
}

fn destination(next: Option<&LocalPath>, role: Role) -> &str {
    next.map_or(home(role), LocalPath::as_str)
}

async fn post(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
    address: Option<ClientAddress>,
    credentials: Credentials,
    form: Result<Form<SignInForm>, Error>,
) -> Response {
    let result = match admit(&app, &headers, &credentials, form) {
        Ok((key, form)) => sign_in(&app, &headers, key, address, form).await,
        Err(error) => Err(error),
    };

    into_page(&app, None, ENDPOINT.path, &uri, result)
}

/// Says whether this page signs anybody in, and whether the form comes from it.
fn admit<'a>(
    app: &App,
    headers: &HeaderMap,
    credentials: &'a Credentials,
    form: Result<Form<SignInForm>, Error>,
) -> Result<(&'a SessionKey, SignInForm), Error> {
    if app.config.sign_in_url.is_some() {
        return Err(Error::NotFound("This school signs people in elsewhere."));
    }

    let key = credentials.session_key()?;
    // Otherwise another site could sign its visitors in to an account of its own.
    if !is_same_origin(headers, &app.config.public_base_url) {
        return Err(FOREIGN);
    }

    let Form(form) = form?;
    Ok((key, form))
}

async fn sign_in(
    app: &App,
    headers: &HeaderMap,
    key: &SessionKey,
    address: Option<ClientAddress>,
    form: SignInForm,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let next = form.next.parse::<LocalPath>().ok();
    let input = SignInInput {
        username: form.username.trim(),
        next: next.as_ref().map_or("", LocalPath::as_str),
    };

    let store = app.store().await?;
    let attempt = match Try::begin(app, store, input.username, address, now).await? {
        TryDecision::GoOn(attempt) => attempt,
        TryDecision::Wait(wait) => return Ok(too_many(&app.config, input, wait)),
    };

    let password = Secret::new(form.password);
    let Some(identity) = identify(app, store, input.username, password).await? else {
        tracing::warn!("Sign-in refused: wrong name, password or role");
        let status = StatusCode::UNAUTHORIZED;
        return Ok(pages::sign_in(status, &app.config, input, REFUSED));
    };

    attempt.succeed().await?;
    let id = &identity.id;
    let role = identity.role.as_str();
    tracing::info!(person.id = id, role, "Signed in: {role} {id}");

    let token = key
        .mint(&identity, now, SESSION_LIFETIME)
        .map_err(|_| Error::Internal)?;
    let cookies = session_cookies(&app.config.public_base_url, headers, &token, now);
    let destination = destination(next.as_ref(), identity.role);
    let way = look_again(app, headers, Step::SignIn, destination);

    Ok(with_cookies(see_other(&way), cookies))
}

async fn sign_out(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Response {
    let public = &app.config.public_base_url;
    // Nobody has to be signed in: parts of a session that cannot be read are taken back, too.
    let result = if is_same_origin(&headers, public) {
        let way = look_again(&app, &headers, Step::SignOut, ENDPOINT.path);
        Ok(with_cookies(
            see_other(&way),
            expired_cookies(public, &headers),
        ))
    } else {
        Err(FOREIGN)
    };

    into_page(&app, None, ENDPOINT.path, &uri, result)
}
