//! Measures lessons anew because of what somebody said, before the answer as far as that is quick.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::app::reconcile_meeting::reconcile;
use crate::store::{PendingReconciliation, Store};

/// Meetings that are reconciled before the answer. The next sweep reconciles the rest.
const RECONCILED_AT_ONCE: usize = 20;

/// Reconciles the first of these meetings.
pub(crate) async fn reconcile_at_once(
    app: &App,
    store: &Store,
    pending: &[PendingReconciliation],
    now: DateTime<Utc>,
) {
    for pending in pending.iter().take(RECONCILED_AT_ONCE) {
        // What was said is recorded, and the meeting stays in the queue.
        if let Err(error) = reconcile(app, store, pending, now).await {
            tracing::warn!(%error, meeting = pending.meeting, "A meeting could not be counted");
        }
    }
}
