//! The table of endpoints: what every platform must serve.

use axum::Router;
use axum::middleware::from_fn_with_state;

use crate::app::App;
use crate::endpoints::{
    auto_timeout, create, dashboard, end_session, health, heartbeat, session_timeout, sign_in, teacher,
    teacher_sessions, track, webhook,
};
use crate::failures::counted;
use crate::http;

/// One endpoint: its own Vercel function and its own Lambda function.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    /// The function's name.
    pub name: &'static str,
    /// The path as axum writes it, with `{parameters}`.
    pub path: &'static str,
    /// The methods it answers.
    pub methods: &'static [&'static str],
    /// Further paths that the same function serves, with their methods.
    pub also: &'static [(&'static str, &'static [&'static str])],
    /// Seconds after which a request is given up; platforms must allow one more.
    pub timeout_seconds: u64,
    /// Makes its routes.
    pub router: fn() -> Router<App>,
}

impl Endpoint {
    /// Returns every path with its methods, its own first.
    pub fn routes(&self) -> impl Iterator<Item = (&'static str, &'static [&'static str])> + Clone {
        std::iter::once((self.path, self.methods)).chain(self.also.iter().copied())
    }
}

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
    let routes = endpoints.into_iter().fold(Router::new(), |routes, endpoint| {
        routes.merge(http::timed((endpoint.router)(), endpoint.timeout_seconds))
    });
    http::surrounded(routes.with_state(app.clone())).layer(from_fn_with_state(app.clone(), counted))
}
