//! A migration that stops anywhere: the next one goes on.

use session_tracking::store::Store;

use super::{PATIENCE, deployed_table, expect_complete};
use crate::support::{Database, count};

/// A number that differs when any column or index of the database does.
const COLUMNS_ON_MYSQL: &str = "
    SELECT CAST(SUM(CRC32(CONCAT_WS('|', table_name, ordinal_position, column_name, column_type, is_nullable,
      column_default, collation_name))) AS SIGNED)
    FROM information_schema.columns
    WHERE table_schema = DATABASE()";
const INDEXES_ON_MYSQL: &str = "
    SELECT CAST(SUM(CRC32(CONCAT_WS('|', table_name, index_name, non_unique, seq_in_index, column_name))) AS SIGNED)
    FROM information_schema.statistics
    WHERE table_schema = DATABASE()";
const EVERYTHING_ON_SQLITE: &str =
    "SELECT COUNT(*) + SUM(LENGTH(sql) * LENGTH(name)) FROM sqlite_master";

async fn shape(database: &Database) -> (i64, i64) {
    let read = async |sql| database.store().read_number(sql).await.unwrap();
    if database.is_mysql() {
        (read(COLUMNS_ON_MYSQL).await, read(INDEXES_ON_MYSQL).await)
    } else {
        (read(EVERYTHING_ON_SQLITE).await, 0)
    }
}

async fn deployed() -> Database {
    let database = Database::create().await;
    let sql = deployed_table(&database);
    database.store().execute_script(&sql).await.unwrap();
    database
}

/// The numbers of statements after which a stop differs from one at the statement before.
fn stops(statements: &[String]) -> Vec<usize> {
    let changes = |sql: &String| {
        ["SET ", "PREPARE ", "DEALLOCATE "]
            .iter()
            .all(|word| !sql.starts_with(word))
    };

    (1..=statements.len())
        .filter(|number| changes(&statements[number - 1]))
        .collect()
}

/// Runs the first statements as a migration does that is killed after the last of them.
async fn stop_after(database: &Database, statements: &[String]) {
    let mut script = statements.join(";\n");
    if !database.is_mysql() {
        // There a script is one transaction, which is lost with its connection.
        script = format!("BEGIN IMMEDIATE;\n{script};\nSELECT 1 FROM nothing_of_this_name");
    }

    let stopped = database.store().execute_script(&script).await;
    assert_eq!(stopped.is_ok(), database.is_mysql(), "{stopped:?}");
}

async fn expect_rows(store: &Store) {
    assert_eq!(count(store, "1 = 1").await, 5);
    assert_eq!(count(store, "id = 3 AND tracking_token = 'same'").await, 1);
    let ledger = "SELECT COUNT(*) FROM session_events WHERE session_id = 2 AND kind = 'token_replaced' AND detail = 'SAME'";
    assert_eq!(store.read_number(ledger).await.unwrap(), 1);
    assert_eq!(
        count(store, "id = 2 AND LENGTH(tracking_token) = 32").await,
        1
    );
}

async fn goes_on_after(statements: &[String], expected: (i64, i64)) {
    let database = deployed().await;
    stop_after(&database, statements).await;

    database.store().migrate(PATIENCE).await.unwrap();
    expect_complete(&database.store().inspect_schema().await.unwrap());
    assert_eq!(
        shape(&database).await,
        expected,
        "stopped after {:?}",
        statements.last()
    );
    expect_rows(database.store()).await;
    database.store().close();
}

#[tokio::test]
async fn the_next_run_goes_on_wherever_one_was_stopped() {
    let straight = deployed().await;
    straight.store().migrate(PATIENCE).await.unwrap();
    expect_rows(straight.store()).await;
    let expected = shape(&straight).await;

    let statements: Vec<String> = straight
        .store()
        .migration_statements()
        .into_iter()
        .flat_map(|(_, statements)| statements)
        .collect();
    let stops = stops(&statements);
    assert!(stops.len() > 20, "{stops:?}");

    for some in stops.chunks(4) {
        let runs = some
            .iter()
            .map(|stop| goes_on_after(&statements[..*stop], expected));
        futures_util::future::join_all(runs).await;
    }
}

/// A script whose record says that it did not end runs again, whatever of it is there.
#[tokio::test]
async fn each_script_may_run_again_after_all_of_them() {
    let database = deployed().await;
    let store = database.store();
    store.migrate(PATIENCE).await.unwrap();
    let expected = shape(&database).await;

    for (version, _) in store.migration_statements() {
        let failed =
            format!("UPDATE _sqlx_migrations SET success = FALSE WHERE version = {version}");
        store.execute_script(&failed).await.unwrap();
        assert!(
            !store
                .migration_status()
                .await
                .unwrap()
                .iter()
                .all(|script| script.applied)
        );

        store.migrate(PATIENCE).await.unwrap();
        assert_eq!(shape(&database).await, expected, "{version}");
    }

    expect_rows(store).await;
}
