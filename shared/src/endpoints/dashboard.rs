//! `/admin/teacher-monitoring`: the admins' dashboard. The address says which sessions are shown, and in which order.
//! Everything can be read without JavaScript. Every change is the POST of a form.

mod actions;
mod hosts;
mod months;
mod overview;
mod plan;
mod session;
mod zoom;

use std::collections::HashMap;

use axum::Router;
use axum::extract::State;
use axum::http::header::IF_NONE_MATCH;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};

use self::actions::ActionForm;
use self::overview::PagePart;
use super::staff;
use crate::app::App;
use crate::auth::{Credentials, Principal};
use crate::endpoints::list_query::ListQuery;
use crate::error::Error;
use crate::http::{Endpoint, Form, Query};
use crate::pages::paths;

/// The endpoint. Its time covers a sweep.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "dashboard",
    path: paths::DASHBOARD,
    methods: &["GET", "HEAD", "POST"],
    also: &[],
    timeout_seconds: 28,
    router,
};

fn router() -> Router<App> {
    Router::new().route(ENDPOINT.path, get(show).post(post))
}

type Parameters = HashMap<String, String>;

/// The value of `part` by which the page's script asks for the results without the page around them.
const RESULTS: &str = "results";
/// The same as it stands in the address.
const RESULTS_ONLY: &str = "part=results";

async fn show(
    State(app): State<App>,
    uri: Uri,
    credentials: Credentials,
    headers: HeaderMap,
    parameters: Result<Query<Parameters>, Error>,
) -> Response {
    let now = app.clock.now();
    let principal = credentials.principal(now);
    let (role, home) = staff::error_frame(&principal, ENDPOINT.path);
    // Asked of the text: the script's request is known as such even if the rest of the address cannot be read.
    let is_script = uri
        .query()
        .is_some_and(|query| query.contains(RESULTS_ONLY));

    let result = match principal.and_then(Principal::admin) {
        // The page's script cannot follow a redirect to another host. After a 401 it loads the whole page, which is
        // redirected.
        Err(error @ Error::NotSignedIn) if is_script => return error.into_response(),
        Err(error) => Err(error),
        Ok(_) => {
            staff::with_deadline(
                ENDPOINT.timeout_seconds,
                Box::pin(view(&app, &headers, parameters, now)),
            )
            .await
        }
    };

    staff::into_page(&app, role, home, &uri, result)
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

    let result = match principal.and_then(Principal::admin) {
        Ok(admin) => {
            staff::with_deadline(
                ENDPOINT.timeout_seconds,
                Box::pin(actions::perform(&app, &admin, form, now)),
            )
            .await
        }
        Err(error) => Err(error),
    };

    staff::into_page(&app, role, home, &uri, result)
}

async fn view(
    app: &App,
    headers: &HeaderMap,
    parameters: Result<Query<Parameters>, Error>,
    now: DateTime<Utc>,
) -> Result<Response, Error> {
    let Query(parameters) = parameters?;
    let parameter = |name: &str| parameters.get(name).map(String::as_str);

    match parameter("view") {
        Some("months") => return months::page(app, parameter("month"), now).await,
        Some("plan") => return plan::page(app, &parameters, now).await,
        Some("sweep") => return actions::confirm_sweep(app, now).await,
        Some("hosts") => return hosts::page(app, None, now).await,
        Some("zoom") => return zoom::page(app, None, now).await,
        _ => {}
    }

    let query = ListQuery::parse(&parameters)?;
    if let Some(id) = query.session {
        return session::page(app, id, None, now).await;
    }

    let part = if parameter("part") == Some(RESULTS) {
        let known = headers
            .get(IF_NONE_MATCH)
            .and_then(|value| value.to_str().ok());
        PagePart::Results { known }
    } else {
        PagePart::Whole
    };

    overview::page(app, query, part, now).await
}
