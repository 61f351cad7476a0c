//! Counts the answers that were errors of ours (500 and above) where the dashboard finds them: in the database,
//! because a function's own memory is gone with its instance.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;
use crate::store::ErrorCount;

/// What this process has not written down yet.
#[derive(Debug, Default)]
pub struct ErrorCounter(Mutex<HashMap<(String, u16), i64>>);

/// An answer never waits longer than this for its error to be counted.
const PATIENCE: Duration = Duration::from_millis(500);

impl ErrorCounter {
    fn record(&self, route: &str, status: u16) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((route.to_owned(), status)).or_default() += 1;
    }

    fn drain(&self) -> Vec<ErrorCount> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts
            .drain()
            .map(|((route, status), errors)| ErrorCount {
                route,
                status,
                errors,
            })
            .collect()
    }

    fn put_back(&self, taken: Vec<ErrorCount>) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for ErrorCount {
            route,
            status,
            errors,
        } in taken
        {
            *counts.entry((route, status)).or_default() += errors;
        }
    }
}

/// A layer that counts. A 503 mostly says that the database is away: it is written down with the first answer
/// that shows that it is back.
pub(crate) async fn count_errors(State(app): State<App>, request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str)
        .to_owned();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    if status >= 500 {
        app.error_counts.record(&route, status);
    }

    if status != 503 {
        store_counts(&app).await;
    }

    response
}

async fn store_counts(app: &App) {
    let taken = app.error_counts.drain();
    if taken.is_empty() {
        return;
    }

    // The clock may be what is broken.
    let Ok(now) = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| app.clock.now())) else {
        return app.error_counts.put_back(taken);
    };
    let written =
        tokio::time::timeout(PATIENCE, app.unchecked_store().record_errors(now, &taken)).await;

    if !matches!(written, Ok(Ok(()))) {
        tracing::warn!("Errors could not be counted yet");
        app.error_counts.put_back(taken);
    }
}
