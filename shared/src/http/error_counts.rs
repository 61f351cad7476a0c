//! Counts the answers that were errors of ours (500 and above) where the dashboard finds them: in the database,
//! because a function's own memory is gone with its instance.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::clock::Clock;
use crate::store::{ErrorCount, Store};

/// Counts errors for the whole process, and writes the counts to the database. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct ErrorCounter {
    /// By route and status, as far as they are not in the database yet.
    unwritten: Arc<Mutex<HashMap<(String, u16), i64>>>,
    store: Store,
    clock: Arc<dyn Clock>,
}

/// An answer never waits longer than this for its error to be counted.
const PATIENCE: Duration = Duration::from_millis(500);

impl ErrorCounter {
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self {
            unwritten: Arc::default(),
            store,
            clock,
        }
    }

    fn add(&self, route: String, status: u16, errors: i64) {
        let mut counts = self
            .unwritten
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *counts.entry((route, status)).or_default() += errors;
    }

    /// Takes out what is not in the database yet.
    fn drain(&self) -> Vec<ErrorCount> {
        let mut counts = self
            .unwritten
            .lock()
            .unwrap_or_else(PoisonError::into_inner);

        counts
            .drain()
            .map(|((route, status), errors)| ErrorCount {
                route,
                status,
                errors,
            })
            .collect()
    }

    fn put_back(&self, counts: Vec<ErrorCount>) {
        for count in counts {
            self.add(count.route, count.status, count.errors);
        }
    }

    /// Writes the counts to the database, or keeps them for the next time.
    async fn write(&self) {
        let counts = self.drain();
        if counts.is_empty() {
            return;
        }

        // The clock may be what panics, and this layer lies outside the one that catches panics.
        let Ok(now) = catch_unwind(AssertUnwindSafe(|| self.clock.now())) else {
            return self.put_back(counts);
        };

        let written = tokio::time::timeout(PATIENCE, self.store.record_errors(now, &counts)).await;
        if !matches!(written, Ok(Ok(()))) {
            tracing::warn!("Errors could not be counted yet");
            self.put_back(counts);
        }
    }
}

/// A layer that counts. A 503 mostly says that the database is away: it is written down with the first answer
/// that shows that it is back.
pub(crate) async fn count_errors(
    State(counter): State<ErrorCounter>,
    request: Request,
    next: Next,
) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str)
        .to_owned();

    let response = next.run(request).await;
    let status = response.status().as_u16();

    if status >= 500 {
        counter.add(route, status, 1);
    }

    // After a 503 a write would most likely fail, too, and the answer would wait for it.
    if status != 503 {
        counter.write().await;
    }

    response
}
