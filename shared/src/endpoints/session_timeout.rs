//! `GET /api/cron/session-timeout`: the scheduled sweep over HTTP, for a caller that knows `CRON_SECRET`.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;

use crate::app::{App, sweep};
use crate::auth::bearer_matches;
use crate::error::Error;
use crate::http::{Endpoint, json};

/// The endpoint. HEAD is not offered: a probe must not sweep.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "session-timeout",
    path: "/api/cron/session-timeout",
    methods: &["GET"],
    also: &[],
    timeout_seconds: 28,
    router,
};

fn router() -> Router<App> {
    // axum would answer HEAD by the handler of GET.
    Router::new().route(ENDPOINT.path, get(handle).head(refuse_head))
}

async fn refuse_head() -> Error {
    Error::MethodNotAllowed
}

async fn handle(State(app): State<App>, headers: HeaderMap) -> Result<Response, Error> {
    // Without a secret nobody can prove anything: the endpoint stays closed, whatever the header says.
    let Some(secret) = &app.config.cron_secret else {
        tracing::error!("CRON_SECRET is missing or shorter than 16 bytes: the sweep does not run");
        return Err(Error::NotConfigured(
            "CRON_SECRET is not configured on this server.",
        ));
    };

    if !bearer_matches(&headers, secret) {
        return Err(Error::WrongCronSecret);
    }

    Ok(json(StatusCode::OK, &sweep(&app).await?))
}
