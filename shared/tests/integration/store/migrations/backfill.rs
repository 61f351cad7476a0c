//! What becomes of the rows that were there before.

use std::time::Duration;

use chrono::{DateTime, Utc};
use session_tracking::domain::PresenceParameters;

use super::neighbours::school;
use super::{PATIENCE, deployed_table};
use crate::support::{Database, change, count};

fn now() -> DateTime<Utc> {
    "2026-11-23T15:00:00Z".parse().unwrap()
}

fn rules() -> PresenceParameters {
    PresenceParameters::new(
        Duration::from_secs(30),
        Duration::from_hours(2),
        Duration::from_hours(3),
    )
}

#[tokio::test]
async fn old_rows_get_a_state_that_the_rules_know() {
    let database = Database::create().await;
    let store = database.store();
    store
        .execute_script(&deployed_table(&database))
        .await
        .unwrap();
    store.migrate(PATIENCE).await.unwrap();

    // A heartbeat before the join, as the older system allowed.
    let early = Some("2026-01-01 00:00:00");
    change(store, "id = 2", "last_activity_at", early).await;

    assert_eq!(store.count_backfill().await.unwrap(), 3);
    let mut reports = 0;
    let first = store.backfill(now(), &rules(), |_| reports += 1).await;
    assert_eq!(first.unwrap().changed, 3);
    assert_eq!(reports, 1);

    for state in [
        "id = 1 AND session_status = 'timeout' AND session_ended_at = clicked_at
            AND session_duration_seconds = 0 AND duration_high_seconds = 7200",
        "id = 2 AND session_status = 'active' AND last_activity_at IS NULL",
        // Opened half an hour ago: it may go on.
        "id = 3 AND session_status = 'active' AND last_activity_at = clicked_at",
    ] {
        assert_eq!(count(store, state).await, 1, "{state}");
    }

    let again = store.backfill(now(), &rules(), |_| {}).await;
    assert_eq!(again.unwrap().changed, 0);
    assert_eq!(store.count_backfill().await.unwrap(), 0);
}

#[tokio::test]
async fn dates_with_zeros_are_no_opening_and_do_not_stop_it() {
    let rows = "INSERT INTO wpos_zoom_links (tracking_token, clicked_at) VALUES
        ('ZERO', '0000-00-00 00:00:00'), ('PART', '2026-03-00 07:00:00'), ('OLD', '2026-03-02 07:00:00')";
    let Some(database) = school("zero dates", rows).await else {
        return;
    };

    let store = database.store();
    store.migrate(PATIENCE).await.unwrap();
    let done = store.backfill(now(), &rules(), |_| {}).await.unwrap();
    assert_eq!(done.changed, 3);
    assert_eq!(store.count_backfill().await.unwrap(), 0);

    let not_opened =
        "tracking_token IN ('ZERO', 'PART') AND session_status = 'active' AND clicked_at IS NULL
        AND last_activity_at IS NULL";
    assert_eq!(count(store, not_opened).await, 2);
}
