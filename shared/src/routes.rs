//! The table of endpoints: what every platform must serve.

use axum::Router;

use crate::app::App;
use crate::endpoints::{
    auto_timeout, create, dashboard, end_session, health, heartbeat, session_timeout, sign_in,
    teacher, teacher_sessions, track, webhook,
};
use crate::http::{self, Endpoint};

/// Every endpoint.
pub const ENDPOINTS: [Endpoint; 12] = [
    create::ENDPOINT,
    track::ENDPOINT,
    heartbeat::ENDPOINT,
    end_session::ENDPOINT,
    dashboard::ENDPOINT,
    teacher_sessions::ENDPOINT,
    auto_timeout::ENDPOINT,
    teacher::ENDPOINT,
    sign_in::ENDPOINT,
    session_timeout::ENDPOINT,
    webhook::ENDPOINT,
    health::ENDPOINT,
];

/// Returns the routes of some endpoints, ready to serve, with all that surrounds every request.
pub fn router<'a>(endpoints: impl IntoIterator<Item = &'a Endpoint>, app: &App) -> Router {
    let routes = endpoints
        .into_iter()
        .fold(Router::new(), |routes, endpoint| {
            routes.merge(http::with_timeout(
                (endpoint.router)(),
                endpoint.timeout_seconds,
            ))
        });

    http::with_app(routes, app)
}
