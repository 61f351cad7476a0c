//! `/admin/teacher-monitoring`: the admins' dashboard. Its state is in the address: what is shown, filtered and
//! sorted. It reads without JavaScript; what changes something is a form's POST.

mod actions;
mod link;
mod months;
mod overview;
mod session;
mod system;

use std::collections::HashMap;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, http::header::IF_NONE_MATCH};
use chrono::{DateTime, Utc};

use self::actions::ActionForm;
use super::staff;
use crate::app::App;
use crate::auth::{Credentials, Principal};
use crate::endpoints::list_query::ListQuery;
use crate::error::Error;
use crate::http::{Endpoint, Form};

/// The endpoint. Its time covers a sweep.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "dashboard",
    path: "/admin/teacher-monitoring",
    methods: &["GET", "HEAD", "POST"],
    also: &[],
    timeout_seconds: 28,
    router,
};

fn router() -> Router<App> {
    Router::new().route(ENDPOINT.path, get(show).post(post))
}

type Parameters = HashMap<String, String>;

async fn show(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
    credentials: Credentials,
    parameters: Result<Query<Parameters>, QueryRejection>,
) -> Response {
    let now = app.clock.now();
    let principal = credentials.principal(now);
    let (role, home) = staff::error_frame(&principal, ENDPOINT.path);
    let result = staff::with_deadline(
        ENDPOINT.timeout_seconds,
        Box::pin(view(&app, principal, &headers, parameters, now)),
    )
    .await;
    match result {
        // The page's script cannot follow to another host; it loads the whole page, which is sent to sign in.
        Err(error @ Error::NotSignedIn)
            if uri
                .query()
                .is_some_and(|query| query.contains(RESULTS_ONLY)) =>
        {
            error.into_response()
        }
        result => staff::into_page(&app, role, home, &uri, result),
    }
}

/// How the page's script asks for the results without the page around them.
const RESULTS_ONLY: &str = "part=results";

async fn view(
    app: &App,
    principal: Result<Principal, Error>,
    headers: &HeaderMap,
    parameters: Result<Query<Parameters>, QueryRejection>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    principal?.admin()?;
    let Query(parameters) =
        parameters.map_err(|_| Error::BadRequest("The address cannot be read.".to_owned()))?;
    let parameter = |name: &str| parameters.get(name).map(String::as_str);
    match parameter("view") {
        Some("months") => months::page(app, parameter("month"), now).await,
        Some("sweep") => actions::confirm_sweep(app, now).await,
        _ => {
            let query = ListQuery::parse(&parameters)?;
            if let Some(id) = query.session {
                return session::page(app, id, None, now).await;
            }

            let known = headers
                .get(IF_NONE_MATCH)
                .and_then(|value| value.to_str().ok());

            overview::page(app, query, parameter("part") == Some("results"), known, now).await
        }
    }
}

async fn post(
    State(app): State<App>,
    uri: Uri,
    credentials: Credentials,
    form: Result<Form<ActionForm>, Error>,
) -> Response {
    let now = app.clock.now();
    let principal = credentials.principal(now);
    let (role, home) = staff::error_frame(&principal, ENDPOINT.path);
    let result = staff::with_deadline(
        ENDPOINT.timeout_seconds,
        Box::pin(actions::perform(&app, principal, form, now)),
    )
    .await;
    staff::into_page(&app, role, home, &uri, result)
}
