//! `GET /api/health/session-tracking`: whether the system works. Changes nothing, never cached.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, Utc};
use serde_json::{Value, json as object};

use crate::app::App;
use crate::clock::rfc3339;
use crate::http::{Endpoint, json};
use crate::store::{Failure, Health, Silence, SilentAccount, StoreError};

/// The endpoint.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "health",
    path: "/api/health/session-tracking",
    methods: &["GET", "HEAD"],
    also: &[],
    timeout_seconds: 8,
    router,
};

fn router() -> Router<App> {
    Router::new().route(ENDPOINT.path, get(handle))
}

// Below the endpoint's own limit, whose answer would not say that it is the database.
const DATABASE_PATIENCE: Duration = Duration::from_secs(5);

/// Answers 200 when the database answers, has our schema and takes writes, else 503. An overdue sweep is a warning: reads settle
/// sessions by themselves.
async fn handle(State(app): State<App>) -> Response {
    let now = app.clock.now();

    match tokio::time::timeout(DATABASE_PATIENCE, read(&app, now)).await {
        Ok(Ok((health, silent, odd_rows))) => {
            let mut body = healthy(&health, &silent, now);
            body["unreadableRows"] = odd_rows.into();
            json(StatusCode::OK, &body)
        }
        Ok(Err(error)) => {
            let failure = error.failure();
            let remedy = failure.map(Failure::remedy);
            tracing::error!(%error, remedy, "Health check failed");
            let database = if matches!(error, StoreError::Schema { .. }) {
                "not migrated"
            } else {
                failure.map_or("unreachable", Failure::state)
            };

            json(StatusCode::SERVICE_UNAVAILABLE, &unhealthy(database, now))
        }
        Err(_) => {
            tracing::error!("Health check failed: the database did not answer in time");
            let body = unhealthy("unreachable", now);

            json(StatusCode::SERVICE_UNAVAILABLE, &body)
        }
    }
}

/// Reads the state of sessions, and the Zoom accounts that do not tell of all.
async fn read(
    app: &App,
    now: DateTime<Utc>,
) -> Result<(Health, Vec<SilentAccount>, usize), StoreError> {
    let store = app.store().await?;
    store.check_writable(now).await?;
    let silent = store.list_silent_accounts(now).await?;
    let health = store.read_health(now, &app.config.rules).await?;
    let odd_rows = store.list_odd_sessions().await?.len();

    Ok((health, silent, odd_rows))
}

/// Of the accounts only their number is answered: anybody may read this.
fn healthy(health: &Health, silent: &[SilentAccount], now: DateTime<Utc>) -> Value {
    let number_of = |silence| {
        let accounts = silent.iter();
        accounts
            .filter(|account| account.silence == silence)
            .count()
    };

    object!({
        "status": "healthy",
        "database": "connected",
        "activeSessions": health.counts.active,
        "dueSessions": health.counts.due,
        "silentZoomAccounts": number_of(Silence::Complete),
        "zoomAccountsWithoutParticipants": number_of(Silence::OnlyStartsAndEnds),
        "oldestDueAt": health.oldest_due_at.map(rfc3339),
        "sweepOverdue": health.sweep_is_overdue(now),
        "version": env!("CARGO_PKG_VERSION"),
        "timestamp": rfc3339(now),
    })
}

fn unhealthy(database: &str, now: DateTime<Utc>) -> Value {
    object!({
        "status": "unhealthy",
        "database": database,
        "version": env!("CARGO_PKG_VERSION"),
        "timestamp": rfc3339(now),
    })
}
