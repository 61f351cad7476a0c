//! `POST /api/admin/auto-timeout`: an admin closes idle sessions now.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;

use crate::app::{App, sweep};
use crate::auth::{Credentials, require_admin_now};
use crate::error::Error;
use crate::http::{Endpoint, json};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "auto-timeout",
    path: "/api/admin/auto-timeout",
    methods: &["POST"],
    also: &[],
    timeout_seconds: 28,
    router,
};

fn router() -> Router<App> {
    Router::new().route(ENDPOINT.path, post(handle))
}

async fn handle(State(app): State<App>, credentials: Credentials) -> Result<Response, Error> {
    let admin = credentials.principal(app.clock.now())?.admin()?;
    require_admin_now(app.store().await?, &admin).await?;

    Ok(json(StatusCode::OK, &sweep(&app).await?))
}
