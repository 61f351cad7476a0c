//! Migrations twice, at once, and after a crash.

use std::time::Duration;

use session_tracking::store::StoreError;

use super::{PATIENCE, deployed_table, expect_complete};
use crate::support::{Database, count};

#[tokio::test]
async fn scripts_may_run_again_when_their_record_is_lost_or_says_failed() {
    let database = Database::create().await;
    let store = database.store();
    store
        .execute_script(&deployed_table(&database))
        .await
        .unwrap();
    store.migrate(PATIENCE).await.unwrap();

    store
        .execute_script("UPDATE _sqlx_migrations SET success = FALSE WHERE version = 16")
        .await
        .unwrap();

    assert!(matches!(
        store.check_schema().await,
        Err(StoreError::Schema { found: 15, .. })
    ));

    store.migrate(PATIENCE).await.unwrap();
    store
        .execute_script("DROP TABLE _sqlx_migrations")
        .await
        .unwrap();

    store.migrate(PATIENCE).await.unwrap();
    expect_complete(&store.inspect_schema().await.unwrap());
    assert_eq!(count(store, "1 = 1").await, 5);
}

#[tokio::test]
async fn four_migrators_at_once_take_turns() {
    let database = Database::create().await;
    database
        .store()
        .execute_script(&deployed_table(&database))
        .await
        .unwrap();

    let all =
        futures_util::future::join_all((0..4).map(|_| database.store().migrate(PATIENCE))).await;
    for outcome in all {
        outcome.unwrap();
    }

    expect_complete(&database.store().inspect_schema().await.unwrap());
}

#[tokio::test]
async fn a_migrator_waits_for_another_and_says_whom_it_waited_for() {
    let database = Database::create().await;
    let store = database.store();
    store.migrate(PATIENCE).await.unwrap();

    store
        .execute_script(
            "UPDATE migration_lease SET owner = 'somebody', until_at = '2099-01-01 00:00:00'",
        )
        .await
        .unwrap();

    let refused = store.migrate(Duration::ZERO).await.unwrap_err().to_string();
    assert!(refused.contains("somebody"), "{refused}");

    // A killed migrator's lease runs out.
    store
        .execute_script("UPDATE migration_lease SET until_at = '2020-01-01 00:00:00'")
        .await
        .unwrap();

    store.migrate(Duration::ZERO).await.unwrap();
}

#[tokio::test]
async fn a_newer_schema_is_accepted_so_that_functions_can_be_rolled_back() {
    let database = Database::create().await;
    let store = database.store();
    store.migrate(PATIENCE).await.unwrap();
    let newer =
        "INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
        VALUES (99, 'later', '2027-01-01 00:00:00', TRUE, 'x', 1)";
    store.execute_script(newer).await.unwrap();
    store.check_schema().await.unwrap();
    store.migrate(PATIENCE).await.unwrap();
}
