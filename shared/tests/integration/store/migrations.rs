//! Migrations, and the way back.

mod backfill;
mod neighbours;
mod refusals;
mod runs;
mod stops;
mod tables;

use std::time::Duration;

use serde_json::json;
use session_tracking::store::{SchemaFinding, Store};

use crate::support::{Database, Site, count};

const PATIENCE: Duration = Duration::from_mins(1);

/// The deployed table before this project, with two rows that share a token and one without any.
fn deployed_table(database: &Database) -> String {
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

#[track_caller]
fn expect_complete(findings: &[SchemaFinding]) {
    let missing: Vec<_> = findings.iter().filter(|finding| !finding.present).collect();
    assert!(missing.is_empty(), "{missing:?}");
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
     'request_errors', 'sign_in_attempts', 'zoom_events', 'zoom_meetings_to_count', 'zoom_accounts', 'zoom_imports',
     'migration_lease', '_sqlx_migrations')";

#[tokio::test]
async fn undo_gives_the_deployed_program_its_table_back_with_every_row() {
    let database = Database::create().await;
    // The deployed programs that one may want to go back to have MySQL.
    if !database.is_mysql_or_skipped("undo of the migrations") {
        return;
    }

    let store = database.store().clone();
    store
        .execute_script(&deployed_table(&database))
        .await
        .unwrap();
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

    expect_rows_of_the_deployed_program(&store).await;

    store.migrate(PATIENCE).await.unwrap();
    expect_complete(&store.inspect_schema().await.unwrap());

    assert_eq!(
        count(&store, "session_duration_minutes IN (10, 41)").await,
        2
    );
}

/// Asserts that every row is there again, with what the deployed program knows of it.
async fn expect_rows_of_the_deployed_program(store: &Store) {
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
        assert_eq!(count(store, condition).await, rows, "{condition}");
    }
}
