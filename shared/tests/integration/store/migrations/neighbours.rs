//! Tables as other programs left them: what migrates, and comes back whole.

use session_tracking::store::Store;

use super::{PATIENCE, SHAPE, UNDO, expect_complete};
use crate::support::{Database, count};

/// The school's tables, of which other programs made something else.
const SCHOOL: &str = "
    CREATE TABLE wpos_zoom_links (
      id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, studentid INT NULL, ustazid VARCHAR(191) NULL, link VARCHAR(500) NULL,
      tracking_token VARCHAR(64) NULL, clicked_at DATETIME NULL, sent_time DATETIME NULL, report INT NULL,
      expiration_date DATETIME NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
    CREATE TABLE wpos_wpdatatable_23 (wdt_ID INT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(255),
      chat_id VARCHAR(255), ustaz VARCHAR(255)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
    CREATE TABLE wpos_wpdatatable_24 (ustazid VARCHAR(191) NOT NULL PRIMARY KEY, ustazname VARCHAR(255),
      password VARCHAR(255)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
    CREATE TABLE admin (id VARCHAR(191) NOT NULL PRIMARY KEY, name VARCHAR(191), username VARCHAR(191),
      passcode VARCHAR(191), role VARCHAR(191)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
    INSERT INTO wpos_wpdatatable_24 (ustazid) VALUES ('t1'), ('t2');
    INSERT INTO wpos_wpdatatable_23 (wdt_ID, ustaz) VALUES (1, 't1'), (2, 't2');
    INSERT INTO wpos_zoom_links (studentid, ustazid, tracking_token, sent_time) VALUES
      (1, 't1', 'SAME', '2026-03-02 07:00:00'), (2, 't2', 'SAME', '2026-03-02 08:00:00');";

/// The school's database after these changes. `None` on SQLite.
pub(super) async fn school(test: &str, changes: &str) -> Option<Database> {
    let database = Database::create().await;
    if !database.is_mysql_or_skipped(test) {
        return None;
    }

    // The modes that MySQL has from the start, whatever the server's.
    let modes = "SET SESSION sql_mode = '';";
    let script = format!("{modes}{SCHOOL}{changes};\nSET SESSION sql_mode = DEFAULT");
    database.store().execute_script(&script).await.unwrap();
    Some(database)
}

/// The table after a migration and an undo is what it was before.
async fn goes_and_comes_back(store: &Store) {
    let shape = store.read_number(SHAPE).await.unwrap();
    for _ in 0..2 {
        store.migrate(PATIENCE).await.unwrap();
        expect_complete(&store.inspect_schema().await.unwrap());
        assert_eq!(count(store, "tracking_token = 'SAME'").await, 1);

        // These four are kept: the deployed program knows them.
        let undo = format!(
            "{UNDO}
            ALTER TABLE wpos_zoom_links DROP INDEX idx_session_status, DROP INDEX idx_last_activity,
              DROP COLUMN session_status, DROP COLUMN session_ended_at, DROP COLUMN session_duration_minutes,
              DROP COLUMN last_activity_at"
        );
        store.execute_script(&undo).await.unwrap();
        assert_eq!(store.read_number(SHAPE).await.unwrap(), shape);
        assert_eq!(count(store, "tracking_token = 'SAME'").await, 2);
    }
}

#[tokio::test]
async fn foreign_keys_that_lean_on_our_indexes_survive_the_way_back() {
    for (student, teacher) in [
        (
            "ON DELETE SET NULL ON UPDATE CASCADE",
            "ON DELETE SET NULL ON UPDATE CASCADE",
        ),
        ("ON DELETE CASCADE", "ON DELETE RESTRICT ON UPDATE CASCADE"),
        ("", "ON DELETE NO ACTION"),
    ] {
        let keys = format!(
            "ALTER TABLE wpos_zoom_links
               ADD CONSTRAINT fk_of_pupil FOREIGN KEY (studentid) REFERENCES wpos_wpdatatable_23 (wdt_ID) {student},
               ADD CONSTRAINT `links-ustaz` FOREIGN KEY (ustazid) REFERENCES wpos_wpdatatable_24 (ustazid) {teacher}"
        );
        let Some(database) = school("undo with foreign keys", &keys).await else {
            return;
        };

        let store = database.store();
        goes_and_comes_back(store).await;
        let orphan = "INSERT INTO wpos_zoom_links (studentid) VALUES (77)";
        assert!(store.execute_script(orphan).await.is_err());
    }
}

#[tokio::test]
async fn a_key_with_an_index_of_its_own_gets_no_other() {
    let keys = "ALTER TABLE wpos_zoom_links ADD INDEX idx_ustazid (ustazid, report),
        ADD CONSTRAINT zl_teacher FOREIGN KEY (ustazid) REFERENCES wpos_wpdatatable_24 (ustazid)";
    let Some(database) = school("undo with a key's own index", keys).await else {
        return;
    };

    goes_and_comes_back(database.store()).await;
}

#[tokio::test]
async fn what_another_table_refers_to_stays() {
    let Some(database) = school("undo with references to tokens", "DO 0").await else {
        return;
    };

    let store = database.store();
    store.migrate(PATIENCE).await.unwrap();
    let referring = "CREATE TABLE notes (token VARCHAR(64), FOREIGN KEY (token) REFERENCES wpos_zoom_links (tracking_token))
        ENGINE=InnoDB DEFAULT CHARSET=utf8mb4";
    store.execute_script(referring).await.unwrap();
    store.execute_script(UNDO).await.unwrap();
    // Unique as the reference needs them.
    assert_eq!(count(store, "tracking_token = 'SAME'").await, 1);
}

#[tokio::test]
async fn a_column_of_the_schools_own_is_not_taken_back() {
    let own = "ALTER TABLE wpos_zoom_links ADD COLUMN zoom_meeting_id VARCHAR(255) NULL;
        UPDATE wpos_zoom_links SET zoom_meeting_id = '5551234'";
    let Some(database) = school("undo with the school's own column", own).await else {
        return;
    };

    let store = database.store();
    goes_and_comes_back(store).await;
    assert_eq!(count(store, "zoom_meeting_id = '5551234'").await, 2);
}

#[tokio::test]
async fn other_types_defaults_and_character_sets_migrate_and_come_back() {
    for changes in [
        "ALTER TABLE wpos_zoom_links MODIFY sent_time DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00'",
        "ALTER TABLE wpos_zoom_links ADD COLUMN seen DATE NOT NULL DEFAULT '0000-00-00'",
        "ALTER TABLE wpos_zoom_links CONVERT TO CHARACTER SET latin1;
         ALTER TABLE wpos_wpdatatable_24 CONVERT TO CHARACTER SET latin1",
        "ALTER TABLE wpos_zoom_links CONVERT TO CHARACTER SET utf8mb3 COLLATE utf8mb3_unicode_ci",
        "ALTER TABLE wpos_zoom_links CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
         ALTER TABLE wpos_wpdatatable_24 CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
        "ALTER TABLE wpos_zoom_links MODIFY studentid INT UNSIGNED NULL,
           MODIFY clicked_at TIMESTAMP NULL DEFAULT NULL, MODIFY sent_time TIMESTAMP NULL DEFAULT NULL",
        "ALTER TABLE wpos_zoom_links MODIFY clicked_at DATETIME(3) NULL, MODIFY sent_time DATETIME(6) NULL",
        "ALTER TABLE wpos_wpdatatable_24 DROP PRIMARY KEY, MODIFY ustazid VARCHAR(191) NULL, ADD UNIQUE KEY u (ustazid);
         INSERT INTO wpos_wpdatatable_24 (ustazid, ustazname) VALUES (NULL, 'Unfinished')",
        "UPDATE wpos_zoom_links SET ustazid = NULL; ALTER TABLE wpos_zoom_links MODIFY ustazid INT NULL",
    ] {
        let Some(database) = school("tables of other programs", changes).await else {
            return;
        };

        goes_and_comes_back(database.store()).await;
    }
}
