//! Joins routes with the process that serves them.

use axum::middleware::from_fn_with_state;
use axum::{Extension, Router};

use super::error_counts::{ErrorCounter, count_errors};
use super::layers::{catch_panics, with_layers};
use super::rate_limit::TokenLimiter;
use crate::app::App;
use crate::auth::Access;

/// Returns routes ready to serve: with the process's parts, and all that surrounds every request.
pub fn with_app(routes: Router<App>, app: &App) -> Router {
    let access = Access::new(
        &app.config.public_base_url,
        app.config.nextauth_secret.as_ref(),
    );
    let errors = ErrorCounter::new(app.unchecked_store().clone(), app.clock.clone());

    with_layers(routes.with_state(app.clone()))
        .layer(Extension(access))
        .layer(Extension(TokenLimiter::default()))
        // Outside of those, so that the answers to panics and to requests that took too long are counted, too.
        .layer(from_fn_with_state(errors, count_errors))
        // The layers themselves may panic.
        .layer(catch_panics())
}
