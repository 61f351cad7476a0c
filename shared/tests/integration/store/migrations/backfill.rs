//! What becomes of the rows that were there before.

use std::time::Duration;

use chrono::{DateTime, Utc};
use session_tracking::domain::PresenceParameters;

use super::{PATIENCE, deployed_table};
use crate::support::{Database, count};

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
    store
        .execute_script(
            "UPDATE wpos_zoom_links SET last_activity_at = '2026-01-01 00:00:00' WHERE id = 2",
        )
        .await
        .unwrap();

    assert_eq!(store.count_backfill().await.unwrap(), 3);
    let mut reports = 0;
    let done = store
        .backfill(now(), &rules(), |_| reports += 1)
        .await
        .unwrap();

    assert_eq!((done.changed, reports), (3, 1));
    assert_eq!(count(store, "id = 1 AND session_status = 'timeout' AND session_ended_at = clicked_at AND session_duration_seconds = 0 AND duration_high_seconds = 7200").await, 1);

    assert_eq!(
        count(
            store,
            "id = 2 AND session_status = 'active' AND last_activity_at IS NULL"
        )
        .await,
        1
    );

    // Opened half an hour ago: it may go on.
    assert_eq!(
        count(
            store,
            "id = 3 AND session_status = 'active' AND last_activity_at = clicked_at"
        )
        .await,
        1
    );

    let again = store.backfill(now(), &rules(), |_| {}).await.unwrap();
    assert_eq!(
        (again.changed, store.count_backfill().await.unwrap()),
        (0, 0)
    );
}
