//! Migrations: on nothing, on what schools have, half-way, twice, at once, and after a crash.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::json;
use session_tracking::domain::PresenceParameters;
use session_tracking::store::StoreError;

use crate::support::{Database, Site};

const PATIENCE: Duration = Duration::from_mins(1);

/// The deployed table before this project, with two rows that share a token and one without any.
fn deployed(database: &Database) -> String {
    let id = if database.is_mysql() {
        "INT NOT NULL AUTO_INCREMENT PRIMARY KEY"
    } else {
        "INTEGER PRIMARY KEY AUTOINCREMENT"
    };
    format!(
        "CREATE TABLE wpos_zoom_links (id {id}, studentid INT, ustazid VARCHAR(255), link VARCHAR(255), tracking_token VARCHAR(32),
           clicked_at DATETIME, sent_time DATETIME, report INT, expiration_date DATETIME, packageId VARCHAR(191), packageRate DECIMAL(10,2));
         INSERT INTO wpos_zoom_links (studentid, ustazid, link, tracking_token, clicked_at, sent_time, packageRate) VALUES
           (1, 'ustaz1', 'https://zoom.us/j/1', 'ustaz1_1_1', '2026-01-05 10:00:00', '2026-01-05 12:55:00', 12.50),
           (2, 'ustaz1', 'https://zoom.us/j/2', 'SAME', NULL, '2026-01-05 10:00:00', NULL),
           (3, 'ustaz1', 'https://zoom.us/j/3', 'same', '2026-11-23 14:30:00', '2026-11-23 14:20:00', NULL),
           (4, 'ustaz2', 'https://zoom.us/j/4', NULL, NULL, NULL, NULL),
           (5, 'ustaz2', 'https://zoom.us/j/5', NULL, NULL, NULL, NULL);"
    )
}

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

async fn count(database: &Database, condition: &str) -> i64 {
    database
        .store()
        .read_number(&format!(
            "SELECT COUNT(*) FROM wpos_zoom_links WHERE {condition}"
        ))
        .await
        .unwrap()
}

#[track_caller]
fn complete(findings: &[session_tracking::store::SchemaFinding]) {
    let missing: Vec<_> = findings.iter().filter(|finding| !finding.present).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

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
            .all(|one| !one.applied)
    );

    for _ in 0..2 {
        store.migrate(PATIENCE).await.unwrap();
        store.check_schema().await.unwrap();
        complete(&store.inspect_schema().await.unwrap());

        assert!(
            store
                .migration_status()
                .await
                .unwrap()
                .iter()
                .all(|one| one.applied)
        );
    }

    assert!(store.is_empty().await.unwrap());
}

#[tokio::test]
async fn the_deployed_table_keeps_its_rows_and_shared_tokens_become_unique() {
    let database = Database::create().await;
    let store = database.store();
    store.execute_script(&deployed(&database)).await.unwrap();
    store.migrate(PATIENCE).await.unwrap();
    complete(&store.inspect_schema().await.unwrap());
    assert_eq!(count(&database, "1 = 1").await, 5);
    assert_eq!(count(&database, "id = 1 AND tracking_token = 'ustaz1_1_1' AND packageRate > 12.4 AND clicked_at = '2026-01-05 10:00:00'").await, 1);

    // The newest row keeps the shared token, the older one got another, and the ledger has the old one.
    assert_eq!(
        count(&database, "id = 3 AND tracking_token = 'same'").await,
        1
    );

    assert_eq!(
        count(
            &database,
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
    store.execute_script(&deployed(&database)).await.unwrap();

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
    complete(&store.inspect_schema().await.unwrap());
    assert_eq!(count(&database, "session_status = 'active'").await, 5);
}

#[tokio::test]
async fn scripts_may_run_again_when_their_record_is_lost_or_says_failed() {
    let database = Database::create().await;
    let store = database.store();
    store.execute_script(&deployed(&database)).await.unwrap();
    store.migrate(PATIENCE).await.unwrap();

    store
        .execute_script("UPDATE _sqlx_migrations SET success = FALSE WHERE version = 8")
        .await
        .unwrap();

    assert!(matches!(
        store.check_schema().await,
        Err(StoreError::Schema { found: 7, .. })
    ));

    store.migrate(PATIENCE).await.unwrap();
    store
        .execute_script("DROP TABLE _sqlx_migrations")
        .await
        .unwrap();

    store.migrate(PATIENCE).await.unwrap();
    complete(&store.inspect_schema().await.unwrap());
    assert_eq!(count(&database, "1 = 1").await, 5);
}

#[tokio::test]
async fn four_migrators_at_once_take_turns() {
    let database = Database::create().await;
    database
        .store()
        .execute_script(&deployed(&database))
        .await
        .unwrap();

    let all =
        futures_util::future::join_all((0..4).map(|_| database.store().migrate(PATIENCE))).await;
    for one in all {
        one.unwrap();
    }

    complete(&database.store().inspect_schema().await.unwrap());
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

#[tokio::test]
async fn old_rows_get_a_state_that_the_rules_know() {
    let database = Database::create().await;
    let store = database.store();
    store.execute_script(&deployed(&database)).await.unwrap();
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
    assert_eq!(count(&database, "id = 1 AND session_status = 'timeout' AND session_ended_at = clicked_at AND session_duration_seconds = 0 AND duration_high_seconds = 7200").await, 1);

    assert_eq!(
        count(
            &database,
            "id = 2 AND session_status = 'active' AND last_activity_at IS NULL"
        )
        .await,
        1
    );

    // Opened half an hour ago: it may go on.
    assert_eq!(
        count(
            &database,
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

/// What a person runs to go back; see docs/deployment.md.
const UNDO: &str = include_str!("../../../../migrations/mysql/undo/undo.sql");

/// The columns of the program that was deployed before, with its own indexes.
const DEPLOYED_SESSIONS: &str = "
    ALTER TABLE wpos_zoom_links
      ADD COLUMN session_ended_at DATETIME NULL,
      ADD COLUMN session_duration_minutes INT NULL,
      ADD COLUMN session_status ENUM('active','ended','timeout') DEFAULT 'active',
      ADD COLUMN last_activity_at DATETIME NULL,
      ADD INDEX idx_session_status (session_status),
      ADD INDEX idx_last_activity (last_activity_at),
      ADD INDEX idx_of_the_schools_own (report);
    UPDATE wpos_zoom_links
      SET session_status = 'ended', session_ended_at = '2026-01-05 10:41:00', session_duration_minutes = 41
      WHERE id = 1;
    UPDATE wpos_zoom_links SET tracking_token = '0000000000000000000000000000000A', clicked_at = NULL WHERE id = 4;";

/// A number that differs when a column or an index of the sessions' table does.
const SHAPE: &str = "
    SELECT CAST(CRC32(CONCAT(
      (SELECT GROUP_CONCAT(column_name, column_type, is_nullable, COALESCE(column_default, '') ORDER BY column_name)
       FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links'),
      (SELECT GROUP_CONCAT(index_name, non_unique, seq_in_index, column_name ORDER BY index_name, seq_in_index)
       FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'wpos_zoom_links')))
    AS SIGNED)";

const TABLES: &str =
    "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name IN
    ('session_events', 'session_day_totals', 'session_day_figures', 'session_days_summed', 'sweep_runs',
     'request_errors', 'sign_in_attempts', 'zoom_events', 'zoom_meetings_to_count', 'zoom_accounts', 'migration_lease',
     '_sqlx_migrations')";

#[tokio::test]
async fn undo_gives_the_deployed_program_its_table_back_with_every_row() {
    let database = Database::create().await;
    // The deployed programs that one may want to go back to have MySQL.
    if !database.is_mysql_or_skipped("undo of the migrations") {
        return;
    }

    let store = database.store().clone();
    store.execute_script(&deployed(&database)).await.unwrap();
    store.execute_script(DEPLOYED_SESSIONS).await.unwrap();
    let shape = store.read_number(SHAPE).await.unwrap();

    store.migrate(PATIENCE).await.unwrap();
    let site = Site::over(database, &[]).await;
    let token = "0000000000000000000000000000000A";

    site.join(token).await.expect(200);
    site.attend(token, 600).await;
    site.end(token, &json!({ "reason": "finished" }))
        .await
        .expect(200);

    assert_ne!(store.read_number(SHAPE).await.unwrap(), shape);
    for _ in 0..2 {
        store.execute_script(UNDO).await.unwrap();
        assert_eq!(store.read_number(SHAPE).await.unwrap(), shape);
        assert_eq!(store.read_number(TABLES).await.unwrap(), 0);
    }

    for (condition, rows) in [
        ("1 = 1", 5),
        (
            "id = 1 AND session_status = 'ended' AND session_duration_minutes = 41",
            1,
        ),
        (
            "id = 1 AND session_ended_at = '2026-01-05 10:41:00' AND packageRate > 12.4",
            1,
        ),
        (
            "id = 4 AND session_status = 'ended' AND session_duration_minutes = 10",
            1,
        ),
        (
            "id = 4 AND session_ended_at = last_activity_at AND clicked_at IS NOT NULL",
            1,
        ),
        // Two rows share their token again.
        ("tracking_token = 'same'", 2),
    ] {
        assert_eq!(count(&site.database, condition).await, rows, "{condition}");
    }

    store.migrate(PATIENCE).await.unwrap();
    complete(&store.inspect_schema().await.unwrap());

    assert_eq!(
        count(&site.database, "session_duration_minutes IN (10, 41)").await,
        2
    );
}
