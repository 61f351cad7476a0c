//! Migrations on nothing, on what schools have, and half-way.

use session_tracking::store::StoreError;

use super::{PATIENCE, deployed_table, expect_complete};
use crate::support::{Database, count};

#[tokio::test]
async fn an_empty_database_gets_everything_and_a_second_run_changes_nothing() {
    let database = Database::create().await;
    let store = database.store();

    assert!(matches!(
        store.check_schema().await,
        Err(StoreError::Schema { found: 0, .. })
    ));

    assert!(
        store
            .migration_status()
            .await
            .unwrap()
            .iter()
            .all(|migration| !migration.applied)
    );

    for _ in 0..2 {
        store.migrate(PATIENCE).await.unwrap();
        store.check_schema().await.unwrap();
        expect_complete(&store.inspect_schema().await.unwrap());

        assert!(
            store
                .migration_status()
                .await
                .unwrap()
                .iter()
                .all(|migration| migration.applied)
        );
    }

    assert!(store.is_empty().await.unwrap());
}

#[tokio::test]
async fn the_deployed_table_keeps_its_rows_and_shared_tokens_become_unique() {
    let database = Database::create().await;
    let store = database.store();
    store
        .execute_script(&deployed_table(&database))
        .await
        .unwrap();
    store.migrate(PATIENCE).await.unwrap();
    expect_complete(&store.inspect_schema().await.unwrap());
    assert_eq!(count(store, "1 = 1").await, 5);
    assert_eq!(count(store, "id = 1 AND tracking_token = 'ustaz1_1_1' AND packageRate > 12.4 AND clicked_at = '2026-01-05 10:00:00'").await, 1);

    // The newest row keeps the shared token, the older one got another, and the ledger has the old migration.
    assert_eq!(count(store, "id = 3 AND tracking_token = 'same'").await, 1);

    assert_eq!(
        count(
            store,
            "id = 2 AND tracking_token <> 'SAME' AND LENGTH(tracking_token) = 32"
        )
        .await,
        1
    );

    let ledger = "SELECT COUNT(*) FROM session_events WHERE session_id = 2 AND kind = 'token_replaced' AND detail = 'SAME'";
    assert_eq!(store.read_number(ledger).await.unwrap(), 1);
    let twice = "INSERT INTO wpos_zoom_links (tracking_token) VALUES ('same')";

    assert!(matches!(
        store.execute_script(twice).await,
        Err(StoreError::DuplicateKey)
    ));
}

#[tokio::test]
async fn a_table_migrated_half_way_by_hand_is_completed() {
    let database = Database::create().await;
    let store = database.store();
    store
        .execute_script(&deployed_table(&database))
        .await
        .unwrap();

    let status = if database.is_mysql() {
        "ENUM('active','ended','timeout') NOT NULL DEFAULT 'active'"
    } else {
        "VARCHAR(8) DEFAULT 'active'"
    };
    let by_hand = format!(
        "ALTER TABLE wpos_zoom_links ADD COLUMN session_status {status};
         ALTER TABLE wpos_zoom_links ADD COLUMN last_activity_at DATETIME NULL;
         CREATE INDEX idx_last_activity ON wpos_zoom_links (last_activity_at);
         CREATE INDEX idx_tracking_token ON wpos_zoom_links (tracking_token);"
    );

    store.execute_script(&by_hand).await.unwrap();
    if database.is_mysql() {
        // The known guide's single-column index has the name of ours.
        store
            .execute_script("CREATE INDEX idx_session_status ON wpos_zoom_links (session_status)")
            .await
            .unwrap();
    }

    store.migrate(PATIENCE).await.unwrap();
    expect_complete(&store.inspect_schema().await.unwrap());
    assert_eq!(count(store, "session_status = 'active'").await, 5);
}
